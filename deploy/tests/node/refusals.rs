//! What the program says when something is not as it should be.

use std::fs;
use std::process::Command;

use chihosai_tests::node::LocalNode;
use serde_json::Value;

use crate::desk::{text, Desk, DEPLOYER, ISSUER, PAYER, REGISTRAR};
use crate::inputs::wallet;

fn error(value: &Value) -> &str {
    value["error"].as_str().unwrap()
}

#[test]
fn what_is_wrong_is_named_with_its_remedy() {
    if !chihosai_tests::node::is_available("what_is_wrong_is_named_with_its_remedy") {
        return;
    }
    let desk = Desk::open("2025-03-25T09:00:00+09:00");
    let files = desk.files("refused");
    let (record, investors) = (desk.record("refused"), text(&files.investors));
    let record = text(&record);

    // No money for fees.
    let poor = desk.refused(1, "//Nobody", &desk.deploy_arguments(&files));
    assert!(error(&poor).contains("cannot pay") && error(&poor).contains("native tokens"), "{poor}");
    desk.deploy(&files);

    // No node, a chain that forgets, a missing key.
    let nowhere = desk.refused(1, PAYER, &["status", record, "--chain", "ws://127.0.0.1:1"]);
    assert!(error(&nowhere).contains("scripts/node.sh start"), "{nowhere}");
    let forgets = desk.refused(2, PAYER, &["status", record, "--chain", "embedded"]);
    assert_eq!(forgets["defects"][0]["field"], "--chain");
    let keyless = desk.refused(2, "", &["coupon", "announce", record, "--event", "0"]);
    assert_eq!(keyless["defects"][0]["file"], "ACCOUNT_URI");

    // A runtime that changes under the program's feet.
    let upgraded = desk.node.disguised_as_upgraded();
    let announce = ["coupon", "announce", record, "--event", "0", "--chain", &upgraded];
    let stale = desk.refused(1, PAYER, &announce);
    assert!(error(&stale).contains("run the command again"), "{stale}");

    // Who may not: the contract's own error with its code.
    let outsider = desk.refused(1, "//Eve", &["kyc", "import", record, investors]);
    assert!(error(&outsider).contains("101 MissingRole"), "{outsider}");
    desk.json(REGISTRAR, &["kyc", "import", record, investors]);
    let outsider = desk.refused(1, "//Eve", &["issue", record, investors]);
    assert!(error(&outsider).contains("MissingRole"), "{outsider}");

    // A row that contradicts the registry, unless it is to be replaced.
    let edited = fs::read_to_string(&files.investors).unwrap().replacen("2030-12-31", "2031-12-31", 1);
    let file = desk.path("edited.csv");
    fs::write(&file, edited).unwrap();
    let differs = desk.refused(2, REGISTRAR, &["kyc", "import", record, text(&file)]);
    assert_eq!((&differs["defects"][0]["line"], &differs["defects"][0]["column"]), (&2.into(), &"investor_id".into()));
    assert_eq!(desk.json(REGISTRAR, &["kyc", "import", record, text(&file), "--update"])["updated"], 1);
    let shown = desk.json("", &["kyc", "show", record, &wallet("//Charlie")]);
    assert_eq!((&shown["registered"], &shown["status"]), (&true.into(), &"active".into()));
    the_desk_is_edited(&desk, record);

    // On hold: not admitted to the allotment, and named.
    desk.json(REGISTRAR, &["kyc", "suspend", record, &wallet("//Charlie")]);
    let held = desk.refused(1, ISSUER, &["issue", record, text(&file)]);
    assert!(error(&held).contains(&wallet("//Charlie")) && error(&held).contains("208"), "{held}");
    desk.json(REGISTRAR, &["kyc", "reinstate", record, &wallet("//Charlie")]);
    desk.json(ISSUER, &["issue", record, text(&file), "--close"]);
    desk.json(REGISTRAR, &["pause", record]);
    let paused = desk.refused(1, "//Charlie", &["transfer", record, "--to", &wallet("//Dave"), "--units", "1"]);
    assert!(error(&paused).contains("201 Paused"), "{paused}");
    desk.json(REGISTRAR, &["unpause", record]);
    desk.json("//Charlie", &["transfer", record, "--to", &wallet("//Dave"), "--units", "1"]);

    // Other terms under the same name.
    let terms = fs::read_to_string(&files.series).unwrap().replace("1.293", "1.294");
    fs::write(&files.series, terms).unwrap();
    let other = desk.refused(2, DEPLOYER, &desk.deploy_arguments(&files));
    assert_eq!(other["defects"][0]["field"], "series_toml");
    a_record_that_differs_is_found(&desk, record);
    a_second_series_shares_registry_and_code(&desk, record);
    a_named_registry_brings_its_desk(&desk, record);
    an_admin_of_his_own_does_the_wiring(&desk);
    rates_are_measured_beside_a_plain_token(&desk, record);
}

/// A registrar comes, takes over, and the wallet of an investor is asked for, linked, lost.
fn the_desk_is_edited(desk: &Desk, record: &str) {
    let (old, new) = (wallet(REGISTRAR), wallet("//Dave"));
    let standing = |name: &str| desk.json("", &["kyc", "show", record, &wallet(name)])["standing"].clone();
    assert_eq!(desk.json(DEPLOYER, &["kyc", "accredit", record, &new])["number"], 1);
    let foreign = desk.refused(1, "//Dave", &["kyc", "link", record, "1", &wallet("//Ferdie//new")]);
    assert!(error(&foreign).contains("111 NotYourInvestor"), "{foreign}");

    // A wallet leaves by itself, and comes back only when it asks.
    let charlie = wallet("//Charlie");
    desk.json("//Charlie", &["kyc", "unlink", record, &charlie]);
    assert_eq!(standing("//Charlie"), "Unlinked");
    let unasked = desk.refused(1, REGISTRAR, &["kyc", "link", record, "1", &charlie]);
    assert!(error(&unasked).contains("114 WalletNotRequested"), "{unasked}");
    desk.json("//Charlie", &["kyc", "request", record, "1"]);
    assert_eq!(standing("//Charlie"), "Requested");
    desk.json(REGISTRAR, &["kyc", "link", record, "1", &charlie]);
    assert_eq!(standing("//Charlie"), "Qualifies");

    // The old registrar's word ends; the new one takes over and renews.
    desk.json(DEPLOYER, &["kyc", "accredit", record, &old, "--until", "2025-03-24"]);
    assert_eq!(standing("//Charlie"), "NeedsReattestation");
    let gone = desk.refused(1, REGISTRAR, &["kyc", "suspend", record, &charlie]);
    assert!(error(&gone).contains("101 MissingRole"), "{gone}");
    let moved = desk.json(DEPLOYER, &["kyc", "reassign", record, "--from", &old, "--to", &new]);
    assert_eq!(moved["reassigned"], 20);
    let renewals = desk.path("renewals.csv");
    fs::write(&renewals, "investor_id,kyc_expiry\n1,2031-12-31\n").unwrap();
    // The expiry is as before: attesting it again is what counts.
    let renew = ["kyc", "renew", record, text(&renewals)];
    assert_eq!(desk.json("//Dave", &renew)["renewed"], 1);
    assert_eq!(
        (standing("//Charlie"), desk.json("//Dave", &renew)["unchanged"].clone()),
        ("Qualifies".into(), 1.into())
    );

    // Everything back as it was.
    desk.json(DEPLOYER, &["kyc", "accredit", record, &old]);
    desk.json(DEPLOYER, &["kyc", "reassign", record, "--from", &new, "--to", &old]);
    assert_eq!(desk.json(REGISTRAR, &renew)["renewed"], 1);

    // Edits stop and resume; //Bob is the pauser too.
    desk.json(REGISTRAR, &["kyc", "pause", record]);
    let stopped = desk.refused(1, REGISTRAR, &["kyc", "suspend", record, &charlie]);
    assert!(error(&stopped).contains("120 Paused"), "{stopped}");
    desk.json(REGISTRAR, &["kyc", "unpause", record]);
}

/// Each of these records claims something that the chain does not have.
fn a_record_that_differs_is_found(desk: &Desk, record: &str) {
    let original = fs::read_to_string(record).unwrap();
    let forged = desk.path("forged.json");
    let bob = wallet("//Bob");
    let issuer = wallet(ISSUER);
    let changes: [(&str, &str, &str, &str); 5] = [
        ("annual_rate_percent = \\\"1.293\\\"", "annual_rate_percent = \\\"1.295\\\"", "terms.rate_numerator", "1295"),
        ("maturity_date = 2026-03-25", "maturity_date = 2026-09-25", "terms.maturity_day", ""),
        ("classes = [\\\"individual\\\", ", "classes = [", "policy", ""),
        (
            &format!("\"issuer\": \"{issuer}\""),
            &format!("\"issuer\": \"{bob}\""),
            "role ISSUER of the office",
            "not this account",
        ),
        ("\"code_hash\": \"0x", "\"code_hash\": \"0x00", "code of the desk", ""),
    ];
    for (from, to, what, found) in changes {
        let mut text_of = original.replacen(from, to, 1);
        assert_ne!(text_of, original, "{what}");
        if from.contains("code_hash") {
            // As many digits as before.
            let place = text_of.find("\"code_hash\": \"0x00").unwrap() + "\"code_hash\": \"0x".len() + 64;
            text_of.replace_range(place..place + 2, "");
        }
        fs::write(&forged, text_of).unwrap();
        let output = desk.refused(2, "", &["verify", text(&forged)]);
        let defects = output["defects"].as_array().unwrap();
        let named = defects.iter().find(|defect| defect["field"] == what);
        let problem = named.unwrap_or_else(|| panic!("{what} in {output}"))["problem"].as_str().unwrap();
        assert!(problem.contains(found), "{problem}");
    }
    // Another chain.
    let genesis = original.find("\"genesis_hash\": \"0x").unwrap() + "\"genesis_hash\": \"0x".len();
    let mut text_of = original.clone();
    text_of.replace_range(genesis..genesis + 2, if &original[genesis..genesis + 2] == "00" { "01" } else { "00" });
    fs::write(&forged, text_of).unwrap();
    let elsewhere = desk.refused(1, "", &["verify", text(&forged)]);
    assert!(error(&elsewhere).contains("serves another chain"), "{elsewhere}");
}

fn a_second_series_shares_registry_and_code(desk: &Desk, record: &str) {
    let first: Value = serde_json::from_str(&fs::read_to_string(record).unwrap()).unwrap();
    let files = desk.files("second");
    let second = desk.deploy(&files);
    assert_eq!(second["registry"], first["contracts"]["registry"]["address"]);
    assert_eq!(second["desk"], first["contracts"]["desk"]["address"]);
    assert_eq!(second["payment_token"], first["contracts"]["payment_token"]["address"]);
    assert_ne!(second["token"], first["contracts"]["token"]["address"]);
    let steps: Vec<&str> =
        second["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["deploy office", "deploy token", "deploy agent", "deploy distributor", "wire agent", "wire"]);
    assert_eq!(desk.json("", &["verify", text(&desk.record("second"))])["verified"], true);
}

/// A registry that the network's file names is recorded with the desk that it names on the chain.
fn a_named_registry_brings_its_desk(desk: &Desk, record: &str) {
    let first: Value = serde_json::from_str(&fs::read_to_string(record).unwrap()).unwrap();
    let network = fs::read_to_string(desk.path("test.toml")).unwrap();
    let name = |contract: &str| {
        let address = first["contracts"][contract]["address"].as_str().unwrap();
        let named = network.replace("[roles]", &format!("registry = \"{address}\"\n[roles]"));
        fs::write(desk.path("test.toml"), named).unwrap();
    };
    let files = desk.files("elsewhere");
    let records = desk.path("records-elsewhere");
    let deploy = ["deploy", text(&files.series), "--chain", "test", "--records", text(&records)];
    name("token");
    let wrong = desk.refused(2, DEPLOYER, &deploy);
    assert_eq!(wrong["defects"][0]["field"], "registry", "{wrong}");
    name("registry");
    let deployed = desk.json(DEPLOYER, &deploy);
    assert_eq!(deployed["desk"], first["contracts"]["desk"]["address"]);
    let recorded = records.join("test").join("elsewhere.json");
    let recorded: Value = serde_json::from_str(&fs::read_to_string(recorded).unwrap()).unwrap();
    assert_eq!(recorded["contracts"]["desk"]["code_hash"], first["contracts"]["desk"]["code_hash"]);
    assert!(recorded["contracts"]["desk"]["made"].is_null(), "others made it");
    fs::write(desk.path("test.toml"), network).unwrap();
}

/// An admin of his own wires what the deployer made.
fn an_admin_of_his_own_does_the_wiring(desk: &Desk) {
    let network = fs::read_to_string(desk.path("test.toml")).unwrap();
    let admin = "//Bob//stash";
    fs::write(desk.path("test.toml"), format!("{network}admin = \"{}\"\n", wallet(admin))).unwrap();
    let files = desk.files("third");
    let stopped = desk.refused(1, DEPLOYER, &desk.deploy_arguments(&files));
    assert!(error(&stopped).contains(&wallet(admin)) && error(&stopped).contains("ACCOUNT_URI"), "{stopped}");
    let record = desk.record("third");
    let unfinished = desk.refused(2, "", &["verify", text(&record)]);
    assert!(unfinished["defects"][0]["remedy"].as_str().unwrap().contains("deploy again"), "{unfinished}");
    let wired = desk.json(admin, &desk.deploy_arguments(&files));
    let done: Vec<&str> =
        wired["steps"].as_array().unwrap().iter().map(|step| step["done"].as_str().unwrap()).collect();
    assert_eq!(done, ["before", "before", "before", "before", "now", "now"]);
    assert_eq!(desk.json("", &["verify", text(&record)])["verified"], true);
}

fn rates_are_measured_beside_a_plain_token(desk: &Desk, record: &str) {
    let to = wallet("//Dave");
    let bench = ["bench", record, "--to", &to, "--transfers", "3"];
    // Whoever measures makes the test yen, and has to hold units.
    let refused = desk.refused(1, "//Charlie", &bench);
    assert!(error(&refused).contains("401 NotMinter"), "{refused}");
    let measured = desk.json(DEPLOYER, &bench);
    for run in ["plain_psp22", "permissioned"] {
        assert!(measured[run]["per_second"].as_f64().unwrap() > 0.0, "{measured}");
    }
    let ref_time = |run: &str| measured[run]["ref_time"].as_u64().unwrap();
    assert!(ref_time("permissioned") > ref_time("plain_psp22"), "{measured}");
}

/// A chain that its operators call live is no place for keys that everybody knows.
#[test]
fn a_live_chain_refuses_development_keys_and_the_test_yen() {
    if !chihosai_tests::node::is_available("a_live_chain_refuses_development_keys_and_the_test_yen") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let node = LocalNode::start("2025-03-25T09:00:00+09:00");
    let live = node.disguised_as_live();

    let files = crate::inputs::write(folder.path(), "live");
    let run = |uri: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_chihosai"))
            .current_dir(root())
            .env("ACCOUNT_URI", uri)
            .args([
                "deploy",
                text(&files.series),
                "--chain",
                &live,
                "--networks",
                text(&folder.path().join("networks")),
                "--format",
                "json",
            ])
            .args(["--records", text(folder.path())])
            .output()
            .unwrap();
        (output.status.code(), serde_json::from_slice::<Value>(&output.stderr).unwrap())
    };
    // Substrate's documentation prints this seed, which is //Alice's.
    for uri in ["//Alice", "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a"] {
        let (code, refused) = run(uri);
        assert_eq!(code, Some(1));
        assert!(error(&refused).contains("no development chain"), "{refused}");
    }
    let (code, refused) = run("0x1111111111111111111111111111111111111111111111111111111111111111//deployer");
    assert_eq!((code, &refused["defects"][0]["field"]), (Some(2), &"payment_token".into()), "{refused}");
}

fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
