//! Commands that talk to a chain, as far as they come without one.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::*;

/// The root of the repository, where the built contracts lie.
fn at_root(arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Command::new(env!("CARGO_BIN_EXE_chihosai"))
        .current_dir(root)
        .env("ACCOUNT_URI", "//Alice")
        .args(arguments)
        .args(["--format", "json"])
        .output()
        .unwrap()
}

#[test]
fn a_deployment_to_the_embedded_chain_is_verified_and_shows_its_cost() {
    for id in SAMPLES {
        let series = sample(&format!("{id}.toml"));
        let output = at_root(&["deploy", series.to_str().unwrap(), "--chain", "embedded"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let deployed: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(deployed["verified"], true, "{id}");
        let steps = deployed["steps"].as_array().unwrap();
        assert_eq!(steps.len(), 11, "{id}");
        assert!(steps.iter().all(|step| step["ref_time"].as_u64().unwrap() > 0), "{steps:?}");
    }
}

#[test]
fn what_needs_a_node_says_so_before_it_asks_for_one() {
    let no_record = TempFile::new("record.json", "{\"format\": 5}");
    let refused = |arguments: &[&str]| -> Value {
        let output = at_root(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        serde_json::from_slice::<Value>(&output.stderr).unwrap()["defects"][0].clone()
    };
    let defect = refused(&["verify", no_record.path()]);
    assert!(defect["problem"].as_str().unwrap().contains("no record"), "{defect}");
    let defect = refused(&["status", "none.json"]);
    assert!(defect["problem"].as_str().unwrap().contains("cannot be read"), "{defect}");
    let defect = refused(&["register", "none.json", "--at-event", "0"]);
    assert!(defect["problem"].as_str().unwrap().contains("cannot be read"), "{defect}");
    let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let ask = |from, to| refused(&["can-transfer", no_record.path(), "--from", from, "--to", to, "--units", "1"]);
    assert_eq!(ask("0x00", alice)["field"], "--from");
    assert_eq!(ask(alice, "Bob")["field"], "--to");
    let defect = refused(&["register", no_record.path(), "--chain", "embedded"]);
    assert_eq!(defect["field"], "--chain");
    let defect = refused(&["coupon", "pay", no_record.path(), "--event", "0", "--page", "51"]);
    assert_eq!(defect["field"], "--page");
    let series = sample("osaka-10y.toml");
    let defect = refused(&["deploy", series.to_str().unwrap(), "--chain", "nowhere"]);
    assert!(defect["file"].as_str().unwrap().ends_with("nowhere.toml"), "{defect}");
    for (older, made_of) in [
        ("1", "a registry without a desk"),
        ("2", "a bond token without an office"),
        ("3", "a distributor without a paying agent"),
        ("4", "roles that count at once"),
    ] {
        let older = TempFile::new("record.json", format!("{{\"format\": {older}, \"network\": \"local\"}}"));
        let defect = refused(&["verify", older.path()]);
        assert!(defect["problem"].as_str().unwrap().contains(made_of), "{defect}");
    }
}

#[test]
fn a_controller_s_act_needs_its_grounds_before_it_needs_a_node() {
    let record = TempFile::new("record.json", "{\"format\": 5}");
    let document = TempFile::new("order.pdf", "an order");
    let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let (record, document) = (record.path(), document.path());
    let refused = |arguments: &[&str]| -> Value {
        let output = at_root(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        serde_json::from_slice::<Value>(&output.stderr).unwrap()
    };
    let order = ["--reason", "legal-order", "--document", document];
    let with = |arguments: &[&'static str], account: &[&str], order: &[&str]| -> Value {
        let words: Vec<&str> = arguments[..1].iter().copied().chain([record]).chain(account.iter().copied()).collect();
        refused(&[&words, &arguments[1..], order].concat())
    };
    // No reason, none that there is, no document, one that is not there, no hash.
    for order in [
        &["--document", document][..],
        &["--reason", "spite", "--document", document],
        &["--reason", "pledge"],
        &["--reason", "pledge", "--document", document, "--document-hash", "0x00"],
    ] {
        let error = with(&["freeze"], &[alice], order);
        assert_eq!(error["defects"].as_array().unwrap().len(), 0, "a command line that is not understood: {error}");
    }
    let defect = with(&["freeze"], &[alice], &["--reason", "pledge", "--document", "none.pdf"])["defects"][0].clone();
    assert!(defect["file"] == "none.pdf" && defect["problem"].as_str().unwrap().contains("cannot be read"), "{defect}");
    let defect = with(&["freeze"], &[alice], &["--reason", "pledge", "--document-hash", "0x12"])["defects"][0].clone();
    assert_eq!(defect["field"], "--document-hash");
    // What is named wrongly, each by its option.
    for (arguments, accounts, field) in [
        (&["freeze", "--thaw"][..], &["Bob"][..], "ACCOUNT"),
        (&["lock", "--units", "1"], &["Bob"], "ACCOUNT"),
        (&["seize", "--units", "1", "--case", " "], &[alice, "--escrow", alice], "--case"),
        (&["seize", "--units", "1", "--case", "12", "--salt", "0x1"], &[alice, "--escrow", alice], "--salt"),
        (&["seize", "--units", "1", "--case", "12", "--escrow", "Bob"], &[alice], "--escrow"),
        (&["forced-transfer", "--units", "1", "--from", "Bob"], &["--to", alice], "--from"),
        (&["forced-transfer", "--units", "1", "--to", "Bob"], &["--from", alice], "--to"),
        (&["recover", "--old", "Bob"], &["--new", alice], "--old"),
        (&["recover", "--new", "Bob"], &["--old", alice], "--new"),
    ] {
        assert_eq!(with(arguments, accounts, &order)["defects"][0]["field"], field, "{arguments:?}");
    }
    // With everything in order it is the record that is asked next.
    for (arguments, accounts) in [
        (&["freeze"][..], &[alice][..]),
        (&["seize", "--units", "1", "--case", "12"], &[alice, "--escrow", alice]),
        (&["release", "--lock", "0", "--units", "1"], &[]),
        (&["recover"], &["--old", alice, "--new", alice]),
    ] {
        let error = with(arguments, accounts, &order);
        assert!(error["defects"][0]["problem"].as_str().unwrap().contains("no record"), "{arguments:?}: {error}");
    }
    assert_eq!(refused(&["locks", record, "Bob"])["defects"][0]["field"], "ACCOUNT");
    let set = ["document", "set", record, "--name", "prospectus", "--uri", "https://example.jp/1.pdf", "--file"];
    assert_eq!(refused(&[&set[..], &["none.pdf"]].concat())["defects"][0]["file"], "none.pdf");
    let defect = refused(&[&set[..], &[document]].concat())["defects"][0].clone();
    assert!(defect["problem"].as_str().unwrap().contains("no record"), "{defect}");
}

#[test]
fn an_order_about_money_is_read_before_it_needs_a_node() {
    let record = TempFile::new("record.json", "{\"format\": 5}");
    let record = record.path();
    let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let refused = |arguments: &[&str]| -> Value {
        let output = at_root(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stderr).unwrap()
    };
    let hash = format!("0x{}", "ab".repeat(32));
    let rate = |individual, reconstruction| {
        let classes = ["--individual", individual, "--corporation", "15.315/0", "--non-resident", "15.315/0"];
        let surtaxes = ["--reconstruction", reconstruction, "--defence", "1"];
        [&["tax", "rate", record, "--from", "2027-01-01"][..], &classes, &surtaxes].concat()
    };
    // What is named wrongly, each by its option.
    let day = ["coupon", "holiday", record, "--event", "1", "--day", "2019-02-30"];
    let remit = ["tax", "remit", record, "--event", "0", "--kind", "local", "--yen", "5", "--document-hash"];
    for (arguments, field) in [
        (rate("15.315", "1.1"), "--individual"),
        (rate("15.3155/5", "1.1"), "--individual"),
        (rate("15.315/5", "1.15"), "--reconstruction"),
        (day.to_vec(), "--day"),
        ([&remit[..], &["0x12"]].concat(), "--document-hash"),
        (vec!["treasury", "accounts", record, "--tax", "Bob"], "--tax"),
        (vec!["treasury", "accounts", record, "--treasury", "Bob"], "--treasury"),
        (vec!["treasury", "accept-code", record, "--code-hash", "0x12"], "--code-hash"),
    ] {
        assert_eq!(refused(&arguments)["defects"][0]["field"], field, "{arguments:?}");
    }
    // Orders that contradict themselves or lack what they need.
    for arguments in [
        &["coupon", "fund", record, "--event", "0", "--from-reserve", "--mint"][..],
        &["coupon", "fund", record, "--event", "0", "--from-reserve", "--yen", "1"],
        &["coupon", "deposit", record, "--event", "0"],
        &["coupon", "deposit", record, "--yen", "1"],
        &["coupon", "claim", record],
        &["coupon", "claim", record, "--event", "0", "--all"],
        &["coupon", "holiday", record, "--event", "0"],
        &["coupon", "holiday", record, "--event", "0", "--day", "2019-02-01", "--withdraw"],
        &["tax", "withdraw", record, "--event", "0"],
        &["tax", "withdraw", record, "--event", "0", "--kind", "prefectural"],
        &["treasury", "reclaim", record, "--event", "0"],
        &["treasury", "accounts", record],
        &["report", "fiscal-year", record],
    ] {
        let error = refused(arguments);
        assert_eq!(error["defects"].as_array().unwrap().len(), 0, "a command line that is not understood: {error}");
    }
    // With everything in order it is the record that is asked next.
    for arguments in [
        vec!["coupon", "status", record, "--csv"],
        vec!["coupon", "claim", record, "--all"],
        vec!["coupon", "deposit", record, "--event", "0", "--yen", "1", "--mint"],
        vec!["coupon", "fund", record, "--event", "0", "--from-reserve"],
        vec!["coupon", "holiday", record, "--event", "0", "--withdraw"],
        rate("15.315/5", "1.1"),
        [&remit[..], &[hash.as_str()]].concat(),
        vec!["tax", "withdraw", record, "--event", "0", "--kind", "national"],
        vec!["treasury", "surplus", record],
        vec!["treasury", "reclaim", record, "--event", "0", "--document-hash", &hash],
        vec!["treasury", "accounts", record, "--tax", alice],
        vec!["report", "fiscal-year", record, "2025"],
        vec!["report", "tax", record],
        vec!["report", "unclaimed", record, "--event", "0", "--csv"],
    ] {
        let error = refused(&arguments);
        assert!(error["defects"][0]["problem"].as_str().unwrap().contains("no record"), "{arguments:?}: {error}");
    }
}
