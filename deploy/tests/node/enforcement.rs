//! What a controller does on a node: accounts, units, a wallet in the place of another, and what is refused.

use std::fs;

use serde_json::{json, Value};

use crate::desk::{text, Desk, CONTROLLER, DEPLOYER, ISSUER, REGISTRAR};
use crate::inputs::wallet;

/// Instead of a secret URI: who only reads needs none.
const NOBODY: &str = "no key";
/// What every order of this story rests on.
const GROUNDS: [&str; 4] = [
    "--reason",
    "legal-order",
    "--document-hash",
    "0x1111111111111111111111111111111111111111111111111111111111111111",
];
const HOLDER: &str = "//Charlie";
const HEIR: &str = "passive 2";
/// Another key, for a duty whose key is lost.
const NEW: &str = "//Eve//stash";

#[test]
fn a_controller_freezes_seizes_transfers_and_recovers() {
    if !chihosai_tests::node::is_available("a_controller_freezes_seizes_transfers_and_recovers") {
        return;
    }
    let desk = Desk::open("2025-03-25T09:00:00+09:00");
    let files = desk.files("enforced");
    let (record, investors) = (desk.record("enforced"), text(&files.investors));
    let record = text(&record);
    desk.deploy(&files);
    desk.json(REGISTRAR, &["kyc", "import", record, investors]);
    documents_are_set_and_stay(&desk, record, investors);
    an_account_is_frozen_and_thawed(&desk, record);
    units_are_locked_seized_and_moved(&desk, record);
    an_heir_takes_the_place_of_a_wallet(&desk, record);
    a_defective_order_is_named(&desk, record);
    assert_eq!(desk.json(NOBODY, &["verify", record])["verified"], true);
    a_lost_key_is_replaced(&desk, record);
    the_admin_hands_over(&desk, record);
}

/// The controller's key is lost: another one gets the role, and the old one can do nothing any more.
fn a_lost_key_is_replaced(desk: &Desk, record: &str) {
    let (old, new, account) = (wallet(CONTROLLER), wallet(NEW), wallet("//Dave"));
    let role = |verb: &str, account: &str| {
        ["role", verb, record, "--of", "office", "--role", "controller", account].map(str::to_owned)
    };
    let freeze = order(&["freeze", record, &account], &GROUNDS);
    let thaw = order(&["freeze", record, &account, "--thaw"], &GROUNDS);
    refused(desk, NEW, &freeze, "261 MissingRole");
    for stranger in [CONTROLLER, ISSUER] {
        refused(desk, stranger, &role("grant", &new), "MissingRole");
    }
    assert_eq!(desk.json(DEPLOYER, &role("grant", &new))["has_role"], true);
    refused(desk, DEPLOYER, &role("grant", &new), "RoleRedundant");
    desk.json(NEW, &freeze);
    assert_eq!(desk.json(DEPLOYER, &role("revoke", &old))["has_role"], false);
    refused(desk, CONTROLLER, &thaw, "261 MissingRole");
    desk.json(NEW, &thaw);
}

/// The admin's role goes to another key in two steps, and the old one loses it.
fn the_admin_hands_over(desk: &Desk, record: &str) {
    let new = wallet(NEW);
    let propose = ["role", "propose", record, "--of", "office", &new];
    let accept = ["role", "accept", record, "--of", "office"];
    refused(desk, NEW, &accept, "903 NotProposed");
    refused(desk, NEW, &propose, "901 MissingRole");
    assert_eq!(desk.json(DEPLOYER, &propose)["proposed_admin"], new.as_str());
    // A mistake is taken back.
    let withdrawn = desk.json(DEPLOYER, &["role", "propose", record, "--of", "office"]);
    assert_eq!(withdrawn["proposed_admin"], Value::Null);
    refused(desk, NEW, &accept, "903 NotProposed");
    desk.json(DEPLOYER, &propose);
    assert_eq!(desk.json(NEW, &accept)["is_admin"], true);
    refused(desk, DEPLOYER, &propose, "901 MissingRole");
    let status = desk.json(NOBODY, &["role", "status", record, "--account", &new]);
    let roles = |contract: &str| -> Vec<String> {
        let found = status[contract].as_array().unwrap().iter();
        found.map(|row| row["role"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(roles("bond_office"), ["admin", "controller"]);
    assert_eq!(roles("kyc_desk"), [""; 0]);
    // Of the accounts of the record: the desk's admin, pauser and registrar are who they were.
    let status = desk.json(NOBODY, &["role", "status", record]);
    let holds = |contract: &str, role: &str, account: &str| {
        status[contract].as_array().unwrap().contains(&json!({ "role": role, "account": account }))
    };
    assert!(holds("kyc_desk", "admin", &wallet(DEPLOYER)) && !holds("bond_office", "admin", &wallet(DEPLOYER)));
    assert!(holds("kyc_desk", "registrar", &wallet(REGISTRAR)) && holds("bond_office", "issuer", &wallet(ISSUER)));
    let renounce = ["role", "renounce", record, "--of", "office", "--role", "controller"];
    assert_eq!(desk.json(NEW, &renounce)["has_role"], false);
    refused(desk, NEW, &renounce, "MissingRole");
    // Whoever compares with the record is told.
    let error = desk.refused(2, NOBODY, &["verify", record]);
    assert!(error.to_string().contains(&new) || error.to_string().contains("role"), "{error}");
}

/// A prospectus is set and replaced while the issue is open, and is there to stay when it is closed.
fn documents_are_set_and_stay(desk: &Desk, record: &str, investors: &str) {
    let file = desk.path("prospectus.pdf");
    let set = |name: &str, bytes: &str| {
        fs::write(&file, bytes).unwrap();
        let uri = "https://example.org/prospectus.pdf";
        ["document", "set", record, "--name", name, "--uri", uri, "--file", text(&file)].map(str::to_owned)
    };
    refused(desk, CONTROLLER, &set("prospectus", "abc"), "261 MissingRole");
    desk.json(ISSUER, &set("prospectus", "draft"));
    let done = desk.json(ISSUER, &set("prospectus", "abc"));
    // BLAKE2b-256 of "abc".
    assert_eq!(done["hash"], "0xbddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    let list = || desk.json(NOBODY, &["document", "list", record])["documents"].clone();
    assert_eq!((list().as_array().unwrap().len(), &list()[0]["hash"]), (1, &done["hash"]));

    desk.json(ISSUER, &["issue", record, investors, "--close"]);
    refused(desk, ISSUER, &set("prospectus", "other"), "284 DocumentLocked");
    desk.json(ISSUER, &set("notice", "notice"));
    assert_eq!((list().as_array().unwrap().len(), &list()[0]["hash"]), (2, &done["hash"]));
}

fn an_account_is_frozen_and_thawed(desk: &Desk, record: &str) {
    let account = wallet(HOLDER);
    let freeze = order(&["freeze", record, &account], &GROUNDS);
    let thaw = order(&["freeze", record, &account, "--thaw"], &GROUNDS);
    for stranger in [REGISTRAR, ISSUER, HOLDER] {
        refused(desk, stranger, &freeze, "261 MissingRole");
    }
    let tried = desk.json(CONTROLLER, &[&freeze[..], &["--dry-run".to_owned()]].concat());
    assert_eq!((&tried["dry_run"], &tried["register"][0]["frozen"]), (&json!(true), &json!(false)));
    assert_eq!(row(desk, record, HOLDER)["frozen"], false, "a dry run changes nothing");

    assert_eq!(desk.json(CONTROLLER, &freeze)["register"][0]["frozen"], true);
    assert_eq!(row(desk, record, HOLDER)["frozen"], true);
    refused(desk, HOLDER, &transfer(record, "//Dave", "1"), "220 SenderFrozen");
    refused(desk, "//Dave", &transfer(record, HOLDER, "1"), "221 RecipientFrozen");
    refused(desk, CONTROLLER, &freeze, "289 FreezeUnchanged");
    desk.json(CONTROLLER, &thaw);
    desk.json(HOLDER, &transfer(record, "//Dave", "1"));
}

fn units_are_locked_seized_and_moved(desk: &Desk, record: &str) {
    let account = wallet(HOLDER);
    let held = row(desk, record, HOLDER)["units"].as_u64().unwrap();
    let locked = desk.json(CONTROLLER, &order(&["lock", record, &account, "--units", "10"], &GROUNDS));
    let lock = locked["lock"].as_u64().unwrap().to_string();

    // The number of the case stays here; with the salt that was printed anybody finds its hash again.
    let (case, escrow) = ("令和7年(ル)第12号", wallet("//Escrow"));
    let seize = order(&["seize", record, &account, "--units", "5", "--case", case, "--escrow", &escrow], &GROUNDS);
    // A controller names no escrow that the admin has not listed.
    refused(desk, CONTROLLER, &seize, "342 EscrowNotListed");
    desk.json(DEPLOYER, &["role", "grant", record, "--of", "office", "--role", "escrow", &escrow]);
    let seized = desk.json(CONTROLLER, &seize);
    let again = order(
        &seize.iter().map(String::as_str).collect::<Vec<_>>(),
        &["--salt", seized["salt"].as_str().unwrap(), "--dry-run"],
    );
    assert_eq!(desk.json(CONTROLLER, &again)["case_reference"], seized["case_reference"]);
    let seizure = seized["lock"].as_u64().unwrap().to_string();

    let locks = locks(desk, record, HOLDER);
    let shown: Vec<_> =
        locks.iter().map(|row| (row["kind"].as_str().unwrap(), row["units"].as_u64().unwrap())).collect();
    assert_eq!(shown, [("frozen", 10), ("seized", 5)]);
    assert_eq!(locks[1]["for"], seized["case_reference"]);
    assert_eq!(locks[1]["escrow"].as_str(), Some(escrow.as_str()));
    assert_eq!((&row(desk, record, HOLDER)["units"], locked_units(desk, record, HOLDER)), (&json!(held), 15));
    refused(desk, HOLDER, &transfer(record, "//Dave", &(held - 14).to_string()), "222 UnitsLocked");

    // Out of a lock, all at once or bit by bit; never more than is in it.
    let release = |lock: &str, units: &str| order(&["release", record, "--lock", lock, "--units", units], &GROUNDS);
    refused(desk, REGISTRAR, &release(&lock, "4"), "261 MissingRole");
    refused(desk, CONTROLLER, &release("999", "4"), "286 UnknownLock");
    refused(desk, CONTROLLER, &release(&lock, "11"), "287 ExceedsLock");
    assert_eq!(desk.json(CONTROLLER, &release(&lock, "4"))["units_in_lock"], 6);
    let forced = |lock: &str, units: &str, to: &str| {
        let (from, to) = (account.as_str(), wallet(to));
        let given = ["forced-transfer", record, "--from", from, "--to", &to, "--units", units, "--lock", lock];
        order(&given, &GROUNDS)
    };
    refused(desk, ISSUER, &forced(&seizure, "5", "//Dave"), "261 MissingRole");
    refused(desk, CONTROLLER, &forced("999", "5", "//Dave"), "286 UnknownLock");
    refused(desk, CONTROLLER, &forced(&seizure, "5", "stranger"), "207 RecipientNotRegistered");
    let moved = desk.json(CONTROLLER, &forced(&seizure, "5", "//Dave"));
    assert_eq!((&moved["register"][0]["units"], &moved["register"][0]["locked_units"]), (&json!(held - 5), &json!(6)));
    refused(desk, CONTROLLER, &release(&seizure, "1"), "286 UnknownLock");
}

/// The heir gets the units with the lock that is left, and the old wallet never receives again.
fn an_heir_takes_the_place_of_a_wallet(desk: &Desk, record: &str) {
    let (old, new) = (wallet(HOLDER), wallet(HEIR));
    let (held, had) = (units(desk, record, HOLDER), units(desk, record, HEIR));
    let recover = order(&["recover", record, "--old", &old, "--new", &new], &GROUNDS);
    refused(desk, HOLDER, &recover, "261 MissingRole");
    // A lost key stays with its investor: the program does not put another one's wallet in its place.
    let lost = order(&["recover", record, "--old", &old, "--new", &new, "--reason", "lost-key"], &GROUNDS[2..]);
    let error = desk.refused(2, CONTROLLER, &lost);
    assert_eq!(error["defects"][0]["field"], "--new");
    desk.json(CONTROLLER, &[&recover[..], &["--dry-run".to_owned()]].concat());
    assert_eq!(row(desk, record, HOLDER)["retired"], false, "a dry run changes nothing");
    let recovered = desk.json(CONTROLLER, &recover);
    assert_eq!(
        (&recovered["register"][0]["retired"], &recovered["register"][1]["retired"]),
        (&json!(true), &json!(false))
    );

    let (retired, heir) = (row(desk, record, HOLDER), row(desk, record, HEIR));
    assert_eq!(
        (&retired["units"], &retired["locked_units"], &retired["retired"]),
        (&json!(0), &json!(0), &json!(true))
    );
    assert_eq!((&heir["units"], &heir["locked_units"]), (&json!(held + had), &json!(6)));
    assert_eq!(locks(desk, record, HOLDER), [] as [Value; 0]);
    assert_eq!(locks(desk, record, HEIR)[0]["units"], 6);
    refused(desk, "//Dave", &transfer(record, HOLDER, "1"), "223 RecipientRetired");
    refused(desk, CONTROLLER, &recover, "290 Retired");
    // A lock of the CSV too.
    let csv = desk.run(NOBODY, &["locks", record, &new, "--csv"]);
    assert!(String::from_utf8(csv.stdout).unwrap().contains(",frozen,6,,"));
    let csv = String::from_utf8(desk.run(NOBODY, &["register", record, "--csv"]).stdout).unwrap();
    let line = csv.lines().find(|line| line.starts_with(&old)).unwrap();
    assert!(line.ends_with(",0,false,true"), "{line}");
}

/// What the command line gets wrong is found before the chain is asked.
fn a_defective_order_is_named(desk: &Desk, record: &str) {
    let account = wallet("//Dave");
    let field = |place: &str, given: &[&str]| {
        let error = desk.refused(2, CONTROLLER, given);
        let defect = &error["defects"][0];
        let found = defect["field"].as_str().or(defect["file"].as_str()).unwrap_or_default();
        assert!(found.ends_with(place), "{error}");
    };
    let zeros = format!("0x{}", "00".repeat(32));
    field("--document-hash", &["freeze", record, &account, "--reason", "sanction", "--document-hash", &zeros]);
    field("none.pdf", &["freeze", record, &account, "--reason", "sanction", "--document", "none.pdf"]);
    field("ACCOUNT", &["freeze", record, "5x", "--reason", "sanction", "--document-hash", &zeros]);
    for given in [&["freeze", record, &account, "--reason", "sanction"][..], &["freeze", record, &account]] {
        assert_eq!(desk.run(CONTROLLER, given).status.code(), Some(2), "{given:?}");
    }
}

// Helpers

/// An order with what it rests on.
fn order(given: &[&str], more: &[&str]) -> Vec<String> {
    given.iter().chain(more).map(|word| (*word).to_owned()).collect()
}

fn transfer(record: &str, to: &str, units: &str) -> Vec<String> {
    order(&["transfer", record, "--to", &wallet(to), "--units", units], &[])
}

/// Refused by the contract, with its code and name.
#[track_caller]
pub fn refused(desk: &Desk, uri: &str, arguments: &[impl AsRef<str>], label: &str) {
    let error = desk.refused(1, uri, arguments);
    assert!(error["error"].as_str().unwrap().contains(label), "{label}: {error}");
}

/// A party's row of the register.
pub fn row(desk: &Desk, record: &str, party: &str) -> Value {
    let register = desk.json(NOBODY, &["register", record]);
    let holders = register["holders"].as_array().unwrap();
    holders.iter().find(|row| row["account"] == wallet(party)).unwrap().clone()
}

/// Units of a party.
pub fn units(desk: &Desk, record: &str, party: &str) -> u64 {
    row(desk, record, party)["units"].as_u64().unwrap()
}

fn locked_units(desk: &Desk, record: &str, party: &str) -> u64 {
    row(desk, record, party)["locked_units"].as_u64().unwrap()
}

/// Open locks of a party.
pub fn locks(desk: &Desk, record: &str, party: &str) -> Vec<Value> {
    desk.json(NOBODY, &["locks", record, &wallet(party)])["locks"].as_array().unwrap().clone()
}
