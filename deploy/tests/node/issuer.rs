//! What an issuer does on a node after the issue: approvals, buyback, reopening, early redemption.

use std::fs;

use serde_json::{json, Value};

use crate::desk::{text, Desk, CONTROLLER, DEPLOYER, ISSUER, REGISTRAR};
use crate::enforcement::{locks, refused, units};
use crate::inputs::wallet;
use crate::lifecycle::pay_out;

/// Instead of a secret URI: who only reads needs none.
const NOBODY: &str = "no key";
const HASH: [&str; 2] = ["--document-hash", "0x2222222222222222222222222222222222222222222222222222222222222222"];

#[test]
fn an_issuer_approves_buys_back_reopens_and_redeems_early() {
    if !chihosai_tests::node::is_available("an_issuer_approves_buys_back_reopens_and_redeems_early") {
        return;
    }
    let desk = Desk::open("2025-03-25T09:00:00+09:00");
    let files = desk.files("called");
    let record = desk.record("called");
    let record = text(&record);
    // Terms that provide for everything, and an issuer that can hold its own units.
    let terms = "[terms]\nmay_reopen = true\nmay_buy_back = true\nearly_redemption_notice_days = 30\n";
    let series = fs::read_to_string(&files.series).unwrap().replace("[terms]\n", terms);
    fs::write(&files.series, series.replace("[policy]\n", "[policy]\nneeds_approval = true\n")).unwrap();
    let mut investors = fs::read_to_string(&files.investors).unwrap();
    investors += &format!("{},21,public-body,JP-13,exempt,2030-12-31,0,{}\n", wallet(ISSUER), "cd".repeat(32));
    fs::write(&files.investors, investors).unwrap();
    desk.deploy(&files);
    desk.json(REGISTRAR, &["kyc", "import", record, text(&files.investors)]);
    desk.json(ISSUER, &["issue", record, text(&files.investors), "--close"]);

    a_transfer_waits_for_its_approval(&desk, record);
    units_of_the_issuer_are_cancelled(&desk, record);
    the_issue_is_reopened_for_what_is_left(&desk, record, text(&files.investors));
    the_series_is_redeemed_early(&desk, record);
    // A repeated deployment finds what it made, with the schedule of the early redemption.
    assert_eq!(desk.json(DEPLOYER, &desk.deploy_arguments(&files))["verified"], true);
    desk.clock("2025-06-10T09:00:00+09:00");
    pay_out(&desk, record, 0, &["//Charlie"]);
    let status = desk.json(NOBODY, &["status", record]);
    assert_eq!((&status["phase"], &status["supply_units"]), (&json!("Closed"), &json!(0)));
    assert_eq!(desk.json(NOBODY, &["verify", record])["redeemed_early_on"], "2025-06-10");
}

fn a_transfer_waits_for_its_approval(desk: &Desk, record: &str) {
    let issuer = wallet(ISSUER);
    refused(
        desk,
        "//Charlie",
        &["transfer", record, "--to", &wallet("//Dave"), "--units", "1"],
        "228 ApprovalRequired",
    );
    let request = |to: &str, units: &str| -> String {
        let asked = desk.json("//Charlie", &["approval", "request", record, "--to", to, "--units", units]);
        asked["request"].as_u64().unwrap().to_string()
    };
    let answer = |uri: &str, verb: &str, number: &str| -> Value {
        desk.json(uri, &["approval", verb, record, "--number", number])
    };
    let had = units(desk, record, "//Charlie");

    let first = request(&wallet("//Dave"), "4");
    let open = locks(desk, record, "//Charlie");
    assert_eq!((open.len(), &open[0]["kind"], &open[0]["for"]), (1, &json!("pending"), &json!(wallet("//Dave"))));
    refused(desk, "//Charlie", &["approval", "approve", record, "--number", &first], "261 MissingRole");
    refused(desk, "//Dave", &["approval", "withdraw", record, "--number", &first], "286 UnknownLock");
    assert_eq!(answer("//Charlie", "withdraw", &first)["request_is"], "withdrawn");
    refused(desk, ISSUER, &["approval", "approve", record, "--number", &first], "286 UnknownLock");

    let second = request(&wallet("//Dave"), "4");
    let rejected = answer(ISSUER, "reject", &second);
    assert_eq!((&rejected["to"], &rejected["register"][0]["locked_units"]), (&json!(wallet("//Dave")), &json!(0)));
    assert_eq!(units(desk, record, "//Charlie"), had);

    let third = request(&issuer, "9");
    let tried = desk.json(ISSUER, &["approval", "approve", record, "--number", &third, "--dry-run"]);
    assert_eq!((&tried["dry_run"], &tried["register"][1]["units"]), (&json!(true), &json!(0)));
    let approved = answer(ISSUER, "approve", &third);
    assert_eq!((&approved["units"], &approved["register"][1]["units"]), (&json!(9), &json!(9)));
    assert_eq!(units(desk, record, "//Charlie"), had - 9);
    let nobody = desk.refused(2, "//Charlie", &["approval", "request", record, "--to", "5x", "--units", "1"]);
    assert_eq!(nobody["defects"][0]["field"], "--to");
}

fn units_of_the_issuer_are_cancelled(desk: &Desk, record: &str) {
    let supply = desk.json(NOBODY, &["status", record])["supply_units"].as_u64().unwrap();
    refused(desk, "//Charlie", &["buy-back", record, "--units", "5"], "261 MissingRole");
    refused(desk, ISSUER, &["buy-back", record, "--units", "10"], "214 InsufficientUnits");
    let done = desk.json(ISSUER, &["buy-back", record, "--units", "5"]);
    assert_eq!((&done["cancelled_units"], &done["supply_units"]), (&json!(5), &json!(supply - 5)));
    assert_eq!(done["register"][0]["units"], 4);
}

fn the_issue_is_reopened_for_what_is_left(desk: &Desk, record: &str, investors: &str) {
    let reopen = [&["reopen", record][..], &HASH].concat();
    refused(desk, CONTROLLER, &reopen, "261 MissingRole");
    let reopened = desk.json(ISSUER, &reopen);
    let issued = reopened["issued_units"].as_u64().unwrap();
    assert_eq!((&reopened["reopened"], &reopened["units_left_to_issue"]), (&json!(true), &json!(2_000 - issued)));
    refused(desk, ISSUER, &reopen, "262 WrongPhase");
    assert_eq!(desk.json(NOBODY, &["verify", record])["verified"], true);

    // Two rows more, once however often they are asked for.
    let more = desk.path("more.csv");
    let file = fs::read_to_string(investors).unwrap();
    let mut lines = file.lines().map(str::to_owned).take(3).collect::<Vec<_>>();
    for line in &mut lines[1..] {
        let mut cells: Vec<&str> = line.split(',').collect();
        cells[6] = "11";
        *line = cells.join(",");
    }
    fs::write(&more, lines.join("\n") + "\n").unwrap();
    let (before, had) = (issued.to_string(), units(desk, record, "//Charlie"));
    let issue = ["issue", record, text(&more), "--issued-before", &before];
    let unknown = desk.refused(2, ISSUER, &issue[..3]);
    assert_eq!(unknown["defects"][0]["field"], "--issued-before", "{unknown}");
    assert_eq!(desk.json(ISSUER, &issue)["allotted_units"], 22);
    let again = desk.json(ISSUER, &issue);
    assert_eq!((&again["allotted_units"], &again["issue_closed"]), (&json!(0), &json!(false)));
    assert_eq!(units(desk, record, "//Charlie"), had + 11);

    refused(desk, CONTROLLER, &["close-issue", record], "261 MissingRole");
    let closed = desk.json(ISSUER, &["close-issue", record]);
    assert_eq!((&closed["issued_units"], &closed["issue_closed"]), (&json!(issued + 22), &json!(true)));
    refused(desk, ISSUER, &["close-issue", record], "262 WrongPhase");
}

fn the_series_is_redeemed_early(desk: &Desk, record: &str) {
    let redeem = |day: &str, more: &[&str]| -> Vec<String> {
        let given = [&["redeem-early", record, "--date", day][..], &HASH, more].concat();
        given.into_iter().map(str::to_owned).collect()
    };
    refused(desk, CONTROLLER, &redeem("2025-06-10", &[]), "261 MissingRole");
    refused(desk, ISSUER, &redeem("2025-04-10", &[]), "292 NoticeTooShort");
    for day in ["2027-01-04", "2025-06-31"] {
        let never = desk.refused(2, ISSUER, &redeem(day, &[]));
        assert_eq!(never["defects"][0]["field"], "--date", "{never}");
    }
    let tried = desk.json(ISSUER, &redeem("2025-06-10", &["--dry-run"]));
    let planned = desk.json(NOBODY, &["verify", record]);
    assert_eq!((&planned["payment_events"], &planned["redeemed_early_on"]), (&json!(2), &Value::Null));

    let called = desk.json(ISSUER, &redeem("2025-06-10", &[]));
    for field in ["event", "redemption_date", "record_date", "interest_per_yen", "principal_per_unit_yen"] {
        assert_eq!(tried[field], called[field], "{field}");
    }
    assert_eq!((&called["event"], &called["redemption_date"]), (&json!(0), &json!("2025-06-10")));
    // 77 of 184 days of 0.6465 %, truncated at 13 digits.
    assert_eq!(called["interest_per_yen"], "0.0027054619565");
    assert_eq!((&called["principal_per_unit_yen"], &called["record_date"]), (&json!(10_000), &json!("2025-06-09")));
    let verified = desk.json(NOBODY, &["verify", record]);
    assert_eq!((&verified["payment_events"], &verified["redeemed_early_on"]), (&json!(1), &json!("2025-06-10")));
}
