//! `chihosai kyc` on the embedded chain: what each command does, refuses and prints, and what an import of ten thousand
//! investors costs.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bond_client::address::ss58;
use bond_client::node::Key;
use serde_json::{json, Value};

// Helpers

const SERIES: &str = "deploy/series/mini-5y-resident.toml";
const HEADER: &str = "wallet,investor_id,class,residence,tax_class,kyc_expiry,units,exemption_basis,exempt_from,\
    exempt_until,taxed_otherwise,birth_decade,evidence,status,link\n";

/// Files in a folder that lives as long as the test.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file and gives its path as an argument.
    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name).display().to_string()
    }

    fn investors(&self) -> String {
        self.write("investors.csv", &investors())
    }
}

/// Investor 7 has two wallets; 8 is exempt for a while and on hold, and lost a wallet; 9 has no wallet yet.
fn investors() -> String {
    let (basis, evidence) = ("ab".repeat(32), "cd".repeat(32));
    let person = |wallet: &str| format!("{wallet},7,individual,JP-13,individual,2036-03-31,0,,,,,1960s,{evidence},,\n");
    let public = |wallet: &str, link: &str| {
        format!(
            "{wallet},8,public-body,JP-01101,exempt,2030-12-31,0,{basis},2025-01-01,2027-12-31,,,,suspended,{link}\n"
        )
    };
    let abroad = ",9,individual,DE,non-resident,2030-12-31,0,,,,,,,,\n";
    let (first, second) = (person(&wallet(1)), person(&wallet(2)));
    let (used, dead) = (public(&wallet(3), ""), public(&wallet(4), "dead"));
    [HEADER, &first, &second, &used, &dead, abroad].concat()
}

fn row(wallet: &str, investor_id: u32) -> String {
    format!("{wallet},{investor_id},individual,JP-13,individual,2036-03-31,0,,,,,,,,\n")
}

fn wallet(number: u8) -> String {
    ss58([number; 32].into())
}

fn run(key: &str, arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    assert!(root.join("target/ink/kyc_desk").is_dir(), "no built contracts: run scripts/build.sh");
    let mut command = Command::new(env!("CARGO_BIN_EXE_chihosai"));
    command.current_dir(root).env("ACCOUNT_URI", key).arg("kyc").args(arguments).args(["--chain", "embedded"]);
    command.output().unwrap()
}

#[track_caller]
fn text_of(arguments: &[&str]) -> String {
    let output = run("", arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn json_as(key: &str, arguments: &[&str]) -> Value {
    let output = run(key, &[arguments, &["--format", "json"]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[track_caller]
fn kyc(arguments: &[&str]) -> Value {
    json_as("", arguments)
}

/// What it says when it refuses.
#[track_caller]
fn refused_as(key: &str, code: i32, arguments: &[&str]) -> Value {
    let output = run(key, &[arguments, &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    serde_json::from_slice(&output.stderr).unwrap()
}

/// The contract's or the program's words.
#[track_caller]
fn error_of(arguments: &[&str]) -> String {
    refused_as("", 1, arguments)["error"].as_str().unwrap().to_owned()
}

/// Line and problem of each defect.
#[track_caller]
fn defects(arguments: &[&str]) -> Vec<(u64, String)> {
    let error = refused_as("", 2, arguments);
    let defects = error["defects"].as_array().unwrap().iter();
    defects
        .map(|defect| {
            assert!(!defect["remedy"].as_str().unwrap().is_empty(), "{defect}");
            (defect["line"].as_u64().unwrap_or_default(), defect["problem"].as_str().unwrap().to_owned())
        })
        .collect()
}

fn counts(imported: &Value) -> [u64; 4] {
    ["registered", "linked", "updated", "unchanged"].map(|field| imported[field].as_u64().unwrap())
}

fn sent(answer: &Value) -> Vec<&str> {
    answer["transactions"].as_array().unwrap().iter().map(|sent| sent["what"].as_str().unwrap()).collect()
}

// Import and export

#[test]
fn an_import_does_each_thing_once() {
    let files = Files::new();
    let investors = files.investors();
    let imported = kyc(&["import", SERIES, &investors]);
    // The wallet in use of investor 8 is linked after the lost one.
    assert_eq!(counts(&imported), [3, 1, 0, 0]);
    assert_eq!(sent(&imported), ["register", "link", "unlink", "link", "set_status"]);
    assert!(imported["cost_per_row_first"]["ref_time"].as_u64().unwrap() > 0, "{imported}");

    let again = kyc(&["import", SERIES, &investors, "--investors", &investors]);
    assert_eq!((counts(&again), sent(&again)), ([0, 0, 0, 3], Vec::new()));
    let tried = kyc(&["import", SERIES, &investors, "--dry-run"]);
    assert_eq!((&tried["dry_run"], sent(&tried)), (&json!(true), vec!["register"]));

    // A run that was cut short goes on: one investor and one wallet are missing.
    let part: Vec<String> =
        std::fs::read_to_string(&investors).unwrap().lines().map(|line| format!("{line}\n")).collect();
    let half = files.write("half.csv", &[0, 1, 3, 4].map(|line| part[line].as_str()).concat());
    let rest = kyc(&["import", SERIES, &investors, "--investors", &half]);
    assert_eq!((counts(&rest), sent(&rest)), ([1, 1, 0, 1], vec!["register", "link"]));
}

#[test]
fn what_differs_is_named_and_replaced_only_on_demand() {
    let files = Files::new();
    let before = files.investors();
    let edited = investors()
        .replace("1960s", "1970s")
        .replace(",JP-01101,exempt,2030-12-31", ",JP-27,exempt,2031-12-31")
        .replace(",suspended,\n", ",revoked,\n")
        .replace(",suspended,dead", ",revoked,dead");
    let after = files.write("edited.csv", &edited);
    let import = ["import", SERIES, &after, "--investors", &before];
    let problems = [
        (2, "investor 7 is registered with another birth_decade".to_owned()),
        (4, "investor 8 is registered with another residence, kyc_expiry, status".to_owned()),
    ];
    assert_eq!(defects(&import), problems);
    let updated = kyc(&[&import[..], &["--update"]].concat());
    assert_eq!((counts(&updated), sent(&updated)), ([0, 0, 2, 1], vec!["update", "update", "set_status"]));

    // A wallet goes out of use by the file too.
    let lost = files.write("lost.csv", &investors().replacen("cd,,\n", "cd,,dead\n", 1));
    let import = ["import", SERIES, &lost, "--investors", &before];
    assert_eq!(defects(&import), [(2, "investor 7 is registered with another link".to_owned())]);
    assert_eq!(sent(&kyc(&[&import[..], &["--update"]].concat())), ["unlink"]);
}

#[test]
fn every_refused_row_is_named_at_once() {
    let files = Files::new();
    let before = files.investors();
    // A lost wallet, a new one together with one of another investor, a good row, a suspended investor who is refused.
    let rows = [row(&wallet(4), 20), row(&wallet(9), 21), row(&wallet(1), 21), row(&wallet(8), 22)].concat()
        + &row(&wallet(2), 23).replace(",,\n", ",suspended,\n");
    let file = files.write("bad.csv", &(HEADER.to_owned() + &rows));
    let problems = [
        (2, "the desk refused it: 113 WalletDead: the wallet was reported lost or stolen".to_owned()),
        // Named is the wallet, not the investor's first row.
        (4, "the desk refused it: 112 WalletTaken: the wallet is in use".to_owned()),
        // Once, although his standing cannot be set either.
        (6, "the desk refused it: 112 WalletTaken: the wallet is in use".to_owned()),
    ];
    let import = ["import", SERIES, &file, "--investors", &before];
    assert_eq!(defects(&import), problems);
    // What was written is said, and what was not.
    let output = run("", &[&import[..], &["--format", "json"]].concat());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((counts(&report), &report["not_written_lines"]), ([1, 0, 0, 0], &json!([2, 4, 6])));
    let said = String::from_utf8(run("", &import).stderr).unwrap();
    assert!(said.starts_with("error: 3 rows were refused and not written; all others were"), "{said}");
    let more = files.write("more.csv", &(investors() + &row(&wallet(1), 30)));
    let twice = defects(&["import", SERIES, &more]);
    assert!(twice[0].1.ends_with("is the account of line 2 again"), "{twice:?}");
    let nine: String = (1..=9).map(|number| row(&wallet(number), 1)).collect();
    let nine = files.write("nine.csv", &(HEADER.to_owned() + &nine));
    assert_eq!(defects(&["import", SERIES, &nine])[0].0, 10);
}

#[test]
fn an_export_imports_as_the_same_book() {
    let files = Files::new();
    let investors = files.investors();
    let out = files.path("out.csv").display().to_string();
    let written = kyc(&["export", SERIES, "--investors", &investors, "--out", &out]);
    assert_eq!((&written["investors"], &written["wallets"]), (&json!(3), &json!(4)));
    let imported = kyc(&["import", SERIES, &out, "--investors", &investors]);
    assert_eq!(counts(&imported), [0, 0, 0, 3], "the file says what the desk has");
    let list = |file: &str| kyc(&["list", SERIES, "--investors", file]);
    assert_eq!(list(&out), list(&investors), "the desk has what the file says");
    let again = text_of(&["export", SERIES, "--investors", &out]);
    assert_eq!(again, std::fs::read_to_string(&out).unwrap());
}

// Reading

#[test]
fn a_list_has_every_investor_in_three_forms() {
    let files = Files::new();
    let investors = files.investors();
    let list = |more: &[&str]| text_of(&[&["list", SERIES, "--investors", &investors], more].concat());
    let rows: Value = serde_json::from_str(&list(&["--format", "json"])).unwrap();
    let expected = json!({
        "investor_id": 8,
        "status": "suspended",
        "class": "public-body",
        "residence": "JP-01101",
        "tax_class": "corporation",
        "exemption": "2025-01-01..2027-12-31",
        "birth_decade": "",
        "expiry": "2030-12-31",
        "registrar": 0,
        "attested_by": 0,
        "wallets": [wallet(3)],
    });
    assert_eq!((rows.as_array().unwrap().len(), &rows[1]), (3, &expected));
    let csv = list(&["--csv"]);
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines[0].starts_with("investor_id,status,class"), "{csv}");
    let seven = format!("7,active,individual,JP-13,individual,,1960s,2036-03-31,0,0,{} {}", wallet(1), wallet(2));
    assert_eq!((lines.len(), lines[1]), (4, seven.as_str()));
    let table = list(&[]);
    assert!(table.contains("課税区分") && table.contains("1960s") && table.contains("3 investors"), "{table}");
}

#[test]
fn a_wallet_is_explained() {
    let files = Files::new();
    let investors = files.investors();
    let show = |number: u8| kyc(&["show", SERIES, &wallet(number), "--investors", &investors]);
    let good = show(1);
    assert_eq!((&good["qualifies"], &good["code"], &good["investor_id"]), (&json!(true), &json!(0), &json!(7)));
    assert_eq!((&good["profile"]["status"], &good["tax_class_now"]), (&json!("active"), &json!("individual")));
    assert_eq!((&good["birth_decade"], good["wallets"].as_array().unwrap().len()), (&json!("1960s"), 2));
    let held = show(3);
    assert_eq!((&held["standing"], &held["code"]), (&json!("Suspended"), &json!(145)));
    // The series is issued within the exemption.
    assert_eq!((&held["tax_class"], &held["tax_class_now"]), (&json!("corporation"), &json!("exempt")));
    let dead = show(4);
    assert_eq!((&dead["standing"], &dead["code"], &dead["link"]), (&json!("Dead"), &json!(144), &json!("dead")));
    let nobody = show(5);
    assert_eq!((&nobody["standing"], &nobody["registered"]), (&json!("NotListed"), &json!(false)));
    assert!(nobody["meaning"].as_str().unwrap().contains("link it"), "{nobody}");
    assert_eq!(refused_as("", 2, &["show", SERIES, "5Grw"])["defects"][0]["field"], "WALLET");
}

// Editing

#[test]
fn renewals_go_in_batches_and_bad_rows_come_at_once() {
    let files = Files::new();
    let investors = files.investors();
    let evidence = "cd".repeat(32);
    let rows =
        format!("investor_id,kyc_expiry,evidence\n7,2036-03-31,{evidence}\n8,2032-12-31,\n9,2033-12-31,{evidence}\n");
    let file = files.write("renewals.csv", &rows);
    let renew = |file: &str| ["renew", SERIES, file, "--investors", &investors].map(str::to_owned);
    let renewed = kyc(&renew(&file).each_ref().map(String::as_str));
    assert_eq!((&renewed["renewed"], &renewed["unchanged"]), (&json!(2), &json!(1)));
    assert_eq!(sent(&renewed), ["renew"]);
    let bad = files.write("bad.csv", "investor_id,kyc_expiry\n99,2032-12-31\n7,2032-12-31\n98,2032-12-31\n");
    let found = defects(&renew(&bad).each_ref().map(String::as_str));
    assert_eq!(found.iter().map(|defect| defect.0).collect::<Vec<_>>(), [2, 4]);
    assert!(found[0].1.contains("104 NotRegistered"), "{found:?}");
    let arguments = renew(&bad);
    let output = run("", &[&arguments.each_ref().map(String::as_str)[..], &["--format", "json"]].concat());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["renewed"], &report["not_written_lines"]), (&json!(1), &json!([2, 4])));
    // Nobody is identified until a day before the series was issued; then nothing is sent.
    let past = files.write("past.csv", "investor_id,kyc_expiry\n7,2032/12/31\n9,2025/3/13\n");
    let found = defects(&renew(&past).each_ref().map(String::as_str));
    assert_eq!((found.len(), found[0].0), (1, 3));
    assert!(found[0].1.starts_with("2025-03-13 has passed by the chain's clock"), "{found:?}");
    let malformed = files.write("malformed.csv", "investor_id,kyc_expiry\nx,2032-02-30\n");
    assert_eq!(defects(&renew(&malformed).each_ref().map(String::as_str)).len(), 2);
}

#[test]
fn a_standing_is_that_of_the_investor() {
    let files = Files::new();
    let investors = files.investors();
    let change =
        |verb: &str, number: u8| ["kyc", verb, SERIES, &wallet(number), "--investors", &investors].map(str::to_owned);
    let done = |verb: &str, number: u8| kyc(&change(verb, number).each_ref().map(String::as_str)[1..]);
    let refused = |verb: &str, number: u8| error_of(&change(verb, number).each_ref().map(String::as_str)[1..]);
    let suspended = done("suspend", 1);
    assert_eq!((&suspended["investor_id"], &suspended["status"]), (&json!(7), &json!("suspended")));
    assert_eq!(suspended["wallets"], json!([wallet(1), wallet(2)]));
    assert!(suspended["applies_to"].as_str().unwrap().contains("all wallets"));
    // Also by a wallet that is out of use.
    assert_eq!(done("reinstate", 4)["status"], "active");
    assert_eq!(done("revoke", 3)["status"], "revoked");
    let already = refused("reinstate", 1);
    assert!(already.contains("107 StatusUnchanged"), "{already}");
    let nobody = refused("suspend", 5);
    assert!(nobody.contains("115 WalletNotLinked"), "{nobody}");
}

#[test]
fn wallets_are_linked_unlinked_and_asked_for() {
    let files = Files::new();
    let investors = files.investors();
    let with = |arguments: &[&str]| -> Vec<String> {
        arguments.iter().chain(&["--investors", &investors]).map(|word| (*word).to_owned()).collect()
    };
    let done = |arguments: &[&str]| kyc(&with(arguments).iter().map(String::as_str).collect::<Vec<_>>());
    let refused = |arguments: &[&str]| error_of(&with(arguments).iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(done(&["link", SERIES, "9", &wallet(5)])["linked"], true);
    assert!(refused(&["link", SERIES, "99", &wallet(5)]).contains("104 NotRegistered"));
    assert!(refused(&["link", SERIES, "9", &wallet(4)]).contains("113 WalletDead"));
    let unlinked = done(&["unlink", SERIES, &wallet(1), "--dead"]);
    assert_eq!((&unlinked["dead"], &unlinked["wallets_left"]), (&json!(true), &json!([wallet(2)])));
    assert!(refused(&["unlink", SERIES, &wallet(4)]).contains("115 WalletNotLinked"));

    let asked = with(&["request", SERIES, "9"]);
    let asked = json_as("//Charlie", &asked.iter().map(String::as_str).collect::<Vec<_>>());
    let charlie = ss58(Key::from_uri("//Charlie").unwrap().account());
    assert_eq!((&asked["wallet"], &asked["requested"]), (&json!(charlie), &json!(9)));
    assert!(asked["next"].as_str().unwrap().contains(&charlie));
    let withdrawn = refused_as("//Charlie", 1, &["request", SERIES, "none"]);
    assert!(withdrawn["error"].as_str().unwrap().contains("130 NothingRequested"), "{withdrawn}");
    assert_eq!(refused_as("//Charlie", 2, &["request", SERIES, "nobody"])["defects"][0]["field"], "INVESTOR_ID");
    let keyless = refused_as("", 2, &["request", SERIES, "9"]);
    assert_eq!(keyless["defects"][0]["file"], "ACCOUNT_URI");
}

#[test]
fn registrars_come_and_go_and_edits_stop() {
    let files = Files::new();
    let investors = files.investors();
    let made = kyc(&["accredit", SERIES, &wallet(9), "--until", "2030-03-31"]);
    assert_eq!((&made["number"], &made["until"], &made["investors"]), (&json!(1), &json!("2030-03-31"), &json!(0)));
    assert_eq!(kyc(&["accredit", SERIES, &wallet(9)])["until"], "never");
    let registrar = ss58((*b"chihosai rehearsal: registrar   ").into());
    // Its accreditation ended before the series was issued.
    let ended = kyc(&["accredit", SERIES, &registrar, "--until", "2024-12-31", "--investors", &investors]);
    assert_eq!((&ended["number"], &ended["investors"]), (&json!(0), &json!(3)));
    assert!(error_of(&["accredit", SERIES, &registrar]).contains("129 Unchanged"));
    assert_eq!(
        refused_as("", 2, &["accredit", SERIES, &wallet(9), "--until", "soon"])["defects"][0]["field"],
        "--until"
    );
    let moved = kyc(&["rekey", SERIES, &registrar, &wallet(8), "--investors", &investors]);
    assert_eq!(moved["new"], wallet(8));
    assert!(error_of(&["rekey", SERIES, &wallet(8), &wallet(9)]).contains("127 NotARegistrar"));
    let same = ["reassign", SERIES, "--from", &registrar, "--to", &registrar, "--investors", &investors];
    assert!(error_of(&same).contains("row 0: 129 Unchanged"));
    let stranger = ["reassign", SERIES, "--from", &registrar, "--to", &wallet(9)];
    assert_eq!(refused_as("", 2, &stranger)["defects"][0]["field"], "--to");
    assert_eq!(kyc(&["pause", SERIES])["edits"], "stopped");
    assert!(error_of(&["unpause", SERIES]).contains("121 NotPaused"));
}

#[test]
fn investors_are_imported_before_on_the_embedded_chain_only() {
    let files = Files::new();
    let investors = files.investors();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let output = Command::new(env!("CARGO_BIN_EXE_chihosai"))
        .current_dir(root)
        .args(["kyc", "list", "record.json", "--investors", &investors, "--format", "json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(error["defects"][0]["field"], "--investors");
}

// Cost

/// The book's size makes no difference to the cost of a row.
#[test]
fn ten_thousand_investors_cost_the_same_from_the_first_to_the_last() {
    let files = Files::new();
    let account = |number: u32| {
        let mut bytes = [0x5a; 32];
        // Spread like real accounts over the keys of the storage.
        bytes[..4].copy_from_slice(&number.wrapping_mul(2_654_435_761).to_le_bytes());
        ss58(bytes.into())
    };
    let rows: String = (1..=10_000).map(|number| row(&account(number), number)).collect();
    let file = files.write("many.csv", &(HEADER.to_owned() + &rows));
    let start = std::time::Instant::now();
    let imported = kyc(&["import", SERIES, &file]);
    let spent = start.elapsed();
    assert_eq!(counts(&imported), [10_000, 0, 0, 0]);
    assert_eq!(sent(&imported).len(), 157);
    for field in ["ref_time", "proof_size"] {
        let percent = imported["cost_difference_percent"][field].as_f64().unwrap();
        assert!(percent.abs() <= 2.0, "{field}: {percent} %");
        let of = |end: &str| imported[end][field].as_f64().unwrap();
        let (first, last) = (of("cost_per_row_first"), of("cost_per_row_last"));
        println!("{field} of a row: {first} in the first thousand, {last} in the last");
        assert!((last / first - 1.0).abs() <= 0.02, "{field}: {first} and {last}");
    }
    for end in ["cost_per_row_first", "cost_per_row_last"] {
        assert!(imported[end]["rows"].as_u64().unwrap() >= 1_000, "{imported}");
    }
    assert!(spent.as_secs() < 60, "{spent:?}");
}
