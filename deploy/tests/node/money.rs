//! The money that is not on its way to a holder, on a node: put aside, late, waiting, seized, withheld, remitted, left over
//! and lapsed. Every sum is recomputed from the investors' file.

use std::fs;

use serde_json::{json, Value};

use crate::desk::{text, Desk, CONTROLLER, DEPLOYER, ISSUER, PAYER, PAYING_AGENT, REGISTRAR};
use crate::enforcement::refused;
use crate::inputs::wallet;

/// Instead of a secret URI: who only reads needs none.
const NOBODY: &str = "no key";
const PAPER: [&str; 2] = ["--document-hash", "0x1111111111111111111111111111111111111111111111111111111111111111"];
const SUSPENDED: &str = "//Eve";
const DEBTOR: &str = "//Charlie";

/// A row of the investors' file, with what half of 1.293 % on its units comes to.
struct Investor {
    account: String,
    units: u64,
    gross_yen: u64,
    national_yen: u64,
    local_yen: u64,
}

fn investors(file: &str) -> Vec<Investor> {
    let rows = file.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let units: u64 = cells[6].parse().unwrap();
        // 64.65 yen a unit; each tax is rounded down for itself.
        let gross_yen = units * 6_465 / 100;
        let (national_e5, local_e5) = match cells[4] {
            "individual" => (15_315, 5_000),
            "exempt" => (0, 0),
            _ => (15_315, 0),
        };
        let (national_yen, local_yen) = (gross_yen * national_e5 / 100_000, gross_yen * local_e5 / 100_000);
        Investor { account: cells[0].to_owned(), units, gross_yen, national_yen, local_yen }
    });
    rows.collect()
}

fn sum(investors: &[Investor], part: fn(&Investor) -> u64) -> u64 {
    investors.iter().map(part).sum()
}

#[test]
fn a_municipality_accounts_for_every_yen() {
    if !chihosai_tests::node::is_available("a_municipality_accounts_for_every_yen") {
        return;
    }
    let desk = Desk::open("2025-03-25T09:00:00+09:00");
    let files = desk.files("money");
    let (record, file) = (desk.record("money"), text(&files.investors));
    let record = text(&record);
    let all = investors(&fs::read_to_string(file).unwrap());
    desk.deploy(&files);
    desk.json(REGISTRAR, &["kyc", "import", record, file]);
    desk.json(ISSUER, &["issue", record, file, "--close"]);

    a_holiday_moves_the_cash_date(&desk, record);
    what_was_put_aside_and_what_came_late_open_the_event(&desk, record, &all);
    somebody_waits_and_something_is_seized(&desk, record, &all);
    taxes_are_taken_out_and_remitted(&desk, record, &all);
    local_tax_goes_to_the_prefecture_of_the_payment_date(&desk, record, file, &all);
    the_register_of_the_law_has_every_unit_and_its_day(&desk, record, &all);
    what_is_left_over_goes_to_the_treasury(&desk, record, &all);
    the_fiscal_years_add_up(&desk, record, &all);
    assert_eq!(desk.json(NOBODY, &["verify", record])["verified"], true);
    what_nobody_claimed_lapses_by_an_act(&desk, record, &all);
    the_accounts_change_and_verify_says_so(&desk, record);
}

fn event(desk: &Desk, record: &str, k: &str) -> Value {
    desk.json(NOBODY, &["coupon", "status", record, "--event", k])["events"][0].clone()
}

fn a_holiday_moves_the_cash_date(desk: &Desk, record: &str) {
    let holiday = |day: &str| ["coupon", "holiday", record, "--event", "0", "--day", day].map(str::to_owned);
    refused(desk, REGISTRAR, &holiday("2025-09-26"), "351 MissingRole");
    refused(desk, PAYING_AGENT, &holiday("2025-10-06"), "357 PaymentDayInvalid");
    refused(desk, PAYING_AGENT, &holiday("2025-09-24"), "357 PaymentDayInvalid");
    // A Sunday: nobody can pay on it.
    let closed = desk.refused(2, PAYING_AGENT, &holiday("2025-10-05"));
    assert_eq!(closed["defects"][0]["field"], "--day");
    desk.json(PAYING_AGENT, &holiday("2025-10-03"));
    desk.json(PAYING_AGENT, &["coupon", "holiday", record, "--event", "0", "--withdraw"]);
    desk.json(PAYING_AGENT, &holiday("2025-09-26"));
    let next = event(desk, record, "0");
    assert_eq!((&next["state"], &next["payment_date"]), (&json!("not announced"), &json!("2025-09-26")));
}

fn what_was_put_aside_and_what_came_late_open_the_event(desk: &Desk, record: &str, all: &[Investor]) {
    // The interest on the whole supply, rounded down once.
    let required_yen = sum(all, |row| row.units) * 6_465 / 100;
    desk.json(PAYER, &["coupon", "deposit", record, "--event", "0", "--yen", "1000", "--mint"]);
    desk.clock("2025-09-25T08:00:00+09:00");
    let announced = desk.json(PAYER, &["coupon", "announce", record, "--event", "0"]);
    assert_eq!(announced["required_yen"], required_yen);
    let funded = desk.json(PAYER, &["coupon", "fund", record, "--event", "0", "--from-reserve"]);
    assert_eq!(funded["funded_yen"], 1000);
    refused(desk, PAYER, &["coupon", "fund", record, "--event", "0", "--from-reserve"], "332 ReserveEmpty");
    assert_eq!(event(desk, record, "0")["late"], false);

    desk.clock("2025-09-26T08:00:00+09:00");
    let in_time = event(desk, record, "0");
    assert_eq!((&in_time["late"], &in_time["missing_yen"]), (&json!(false), &json!(required_yen - 1000)));
    desk.clock("2025-09-27T08:00:00+09:00");
    assert_eq!(event(desk, record, "0")["late"], true);
    refused(desk, PAYER, &["coupon", "open", record, "--event", "0"], "311 Underfunded");
    desk.json(PAYER, &["coupon", "fund", record, "--event", "0", "--mint"]);
    let funded = event(desk, record, "0");
    assert_eq!((&funded["late"], &funded["missing_yen"]), (&json!(true), &json!(0)));
    desk.json(PAYER, &["coupon", "open", record, "--event", "0"]);
    assert_eq!(event(desk, record, "0")["late"], false);
}

fn somebody_waits_and_something_is_seized(desk: &Desk, record: &str, all: &[Investor]) {
    let of = |name: &str| all.iter().find(|row| row.account == wallet(name)).unwrap();
    let (waiting, debtor) = (of(SUSPENDED), of(DEBTOR));
    desk.json(REGISTRAR, &["kyc", "suspend", record, &waiting.account]);
    let half = (debtor.units / 2).to_string();
    let escrow = wallet("//Escrow");
    desk.json(DEPLOYER, &["role", "grant", record, "--of", "office", "--role", "escrow", &escrow]);
    let seize = ["seize", record, &debtor.account, "--units", &half, "--case", "1", "--escrow", &escrow];
    desk.json(CONTROLLER, &[&seize[..], &["--reason", "legal-order"], &PAPER].concat());

    let proof = |paid: &Value| -> [u64; 4] {
        let sums =
            ["paid_yen", "reserved_yen", "fractions_yen", "required_yen"].map(|name| paid[name].as_u64().unwrap());
        assert_eq!(sums[0] + sums[1] + sums[2], sums[3], "{paid:#}");
        sums
    };
    let paid = desk.json(PAYER, &["coupon", "pay", record, "--event", "0", "--page", "7"]);
    let gross_yen = sum(all, |row| row.gross_yen);
    assert_eq!(proof(&paid)[..2], [gross_yen - waiting.gross_yen, waiting.gross_yen]);
    assert_eq!(paid["reserved_now"], json!([{ "account": waiting.account, "outcome": "Suspended" }]));
    // The escrow has its share of the net interest, rounded down.
    let net_yen = debtor.gross_yen - debtor.national_yen - debtor.local_yen;
    let escrowed_yen = net_yen * (debtor.units / 2) / debtor.units;
    let output = desk.run(NOBODY, &["watch", record, "--no-follow"]);
    let lines = String::from_utf8(output.stdout).unwrap();
    let events: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of_debtor = events
        .iter()
        .find(|line| line["event"] == "CouponPaid" && line["fields"]["account"] == debtor.account)
        .unwrap();
    let escrowed = &of_debtor["fields"]["escrowed"];
    assert!(escrowed.to_string().contains(&wallet("//Escrow")), "{escrowed}");
    assert!(escrowed.to_string().contains(&escrowed_yen.to_string()), "{escrowed}");

    let unclaimed = desk.json(NOBODY, &["report", "unclaimed", record]);
    let rows = unclaimed["unclaimed"].as_array().unwrap();
    assert_eq!(
        (rows.len(), &rows[0]["account"], &rows[0]["reason"]),
        (1, &json!(waiting.account), &json!("Suspended"))
    );
    assert_eq!(
        (&rows[0]["before_tax_yen"], &unclaimed["unclaimed_yen"]),
        (&json!(waiting.gross_yen), &json!(waiting.gross_yen))
    );
    let csv = String::from_utf8(desk.run(NOBODY, &["report", "unclaimed", record, "--csv"]).stdout).unwrap();
    assert_eq!(csv.lines().count(), 2);
    let row = format!("0,2025-09-26,{},{},Suspended,{}", waiting.account, waiting.units, waiting.gross_yen);
    assert_eq!(csv.lines().nth(1), Some(row.as_str()));

    refused(desk, SUSPENDED, &["coupon", "claim", record, "--all"], "318 PayeeSuspended");
    desk.json(REGISTRAR, &["kyc", "reinstate", record, &waiting.account]);
    desk.json(SUSPENDED, &["coupon", "claim", record, "--all"]);
    refused(desk, SUSPENDED, &["coupon", "claim", record, "--all"], "335 NothingDue");
    let paid = desk.json(PAYER, &["coupon", "pay", record, "--event", "0"]);
    assert_eq!((&paid["state"], proof(&paid)[..2].to_vec()), (&json!("Settled"), vec![gross_yen, 0]));
}

fn taxes_are_taken_out_and_remitted(desk: &Desk, record: &str, all: &[Investor]) {
    let (national_yen, local_yen) = (sum(all, |row| row.national_yen), sum(all, |row| row.local_yen));
    let ledger = || desk.json(NOBODY, &["report", "tax", record]);
    let report = ledger();
    let row = &report["events"][0];
    let gross_yen = sum(all, |row| row.gross_yen);
    // The reconstruction tax is 21 of 1,021 parts; just above half a yen is rounded up.
    let reconstruction_yen = (national_yen * 21 * 2 + 1_021) / (2 * 1_021);
    for (name, yen) in [
        ("payees", all.len() as u64),
        ("gross_yen", gross_yen),
        ("national_yen", national_yen),
        ("reconstruction_yen", reconstruction_yen),
        ("local_yen", local_yen),
        ("net_yen", gross_yen - national_yen - local_yen),
        ("national_withdrawn_yen", 0),
    ] {
        assert_eq!(row[name], yen, "{name}: {row:#}");
    }
    assert_eq!(
        (&report["national_to_remit_yen"], &report["local_to_remit_yen"]),
        (&json!(national_yen), &json!(local_yen))
    );

    let tax = |verb: &str, kind: &str, more: &[&str]| -> Vec<String> {
        let command = [&["tax", verb, record, "--event", "0", "--kind", kind], more].concat();
        command.into_iter().map(str::to_owned).collect()
    };
    let (more, some) = ((national_yen + 1).to_string(), (national_yen - 5).to_string());
    refused(desk, ISSUER, &tax("withdraw", "national", &[]), "351 MissingRole");
    refused(desk, PAYING_AGENT, &tax("withdraw", "national", &["--yen", &more]), "329 ExceedsWithheld");
    desk.json(PAYING_AGENT, &tax("withdraw", "national", &["--yen", &some]));
    desk.json(PAYING_AGENT, &tax("withdraw", "national", &[]));
    desk.json(PAYING_AGENT, &tax("withdraw", "local", &[]));
    let too_much = [&["--yen", &more], &PAPER[..]].concat();
    refused(desk, PAYING_AGENT, &tax("remit", "national", &too_much), "359 ExceedsWithdrawn");
    let all_of_it = national_yen.to_string();
    desk.json(PAYING_AGENT, &tax("remit", "national", &[&["--yen", &all_of_it], &PAPER[..]].concat()));
    let report = ledger();
    assert_eq!((&report["national_to_remit_yen"], &report["local_to_remit_yen"]), (&json!(0), &json!(local_yen)));
    assert_eq!(report["events"][0]["national_remitted_yen"], national_yen);
    let csv = String::from_utf8(desk.run(NOBODY, &["report", "tax", record, "--csv"]).stdout).unwrap();
    assert!(csv.lines().nth(1).unwrap().starts_with("0,2025-09-26,20,"), "{csv}");
}

/// Everybody who pays local tax lives in Tokyo on the payment date; who moves to Osaka afterwards changes nothing.
fn local_tax_goes_to_the_prefecture_of_the_payment_date(desk: &Desk, record: &str, file: &str, all: &[Investor]) {
    let shares = || desk.json(NOBODY, &["report", "tax", record, "--by-prefecture"])["prefectures"].clone();
    let before = shares();
    let rows = before.as_array().unwrap();
    assert_eq!(rows.len(), 47);
    let payees = all.iter().filter(|row| row.local_yen > 0).count();
    assert_eq!((&rows[12]["name"], &rows[12]["payees"]), (&json!("東京都"), &json!(payees)));
    assert_eq!(rows[12]["local_yen"], sum(all, |row| row.local_yen));
    assert_eq!((&rows[12]["withheld_month"], &rows[12]["due_date"]), (&json!("2025-09"), &json!("2025-10-10")));
    assert!(rows.iter().filter(|row| row["prefecture"] != "13").all(|row| row["local_yen"] == 0));
    let moved =
        fs::read_to_string(file).unwrap().replace(",individual,JP-13,individual,", ",individual,JP-27,individual,");
    let path = format!("{file}.moved.csv");
    fs::write(&path, moved).unwrap();
    desk.json(REGISTRAR, &["kyc", "import", record, &path, "--update"]);
    assert_eq!(shares(), before, "a move after the payment date");
    let csv =
        String::from_utf8(desk.run(NOBODY, &["report", "tax", record, "--by-prefecture", "--csv"]).stdout).unwrap();
    assert_eq!(csv.lines().count(), 48);
    desk.json(REGISTRAR, &["kyc", "import", record, file, "--update"]);
}

fn the_register_of_the_law_has_every_unit_and_its_day(desk: &Desk, record: &str, all: &[Investor]) {
    let genbo = desk.json(NOBODY, &["register", record, "--genbo"]);
    let holders = genbo["holders"].as_array().unwrap();
    let units: u64 = holders.iter().map(|holder| holder["units"].as_u64().unwrap()).sum();
    assert_eq!(units, sum(all, |row| row.units));
    assert!(holders.iter().all(|holder| holder["name"].is_null()), "names come from a file alone");
    let lots = holders.iter().flat_map(|holder| holder["lots"].as_array().unwrap());
    assert!(lots.clone().count() >= holders.len());
    assert!(lots.into_iter().all(|lot| lot["acquired_on"] == "2025-03-25" && lot["by"] == "allotment"));
    let allotted = genbo["allotments"].as_array().unwrap().iter().map(|row| row["face_yen"].as_u64().unwrap());
    assert_eq!(allotted.sum::<u64>(), sum(all, |row| row.units) * 10_000);
    let one = all.iter().find(|row| row.units > 0).unwrap();
    let certificate = desk.json(NOBODY, &["register", record, "--certificate", &one.account]);
    assert!(certificate["entry"]["wallets"].to_string().contains(&one.account), "{certificate:#}");
    assert!(certificate.get("holders").is_none(), "nobody else's entry");
}

fn what_is_left_over_goes_to_the_treasury(desk: &Desk, record: &str, all: &[Investor]) {
    let fractions_yen = sum(all, |row| row.units) * 6_465 / 100 - sum(all, |row| row.gross_yen);
    let status = desk.json(NOBODY, &["treasury", "status", record]);
    assert_eq!((&status["surplus_yen"], &status["owed_yen"]), (&json!(fractions_yen), &json!(0)));
    assert_eq!((&status["treasury"], &status["code_is_accepted"]), (&json!(wallet("//Treasury")), &json!(true)));
    assert!(fractions_yen > 0, "the file leaves a fraction");
    let more = (fractions_yen + 1).to_string();
    refused(desk, PAYING_AGENT, &["treasury", "surplus", record, "--yen", &more], "330 ExceedsSurplus");
    let taken = desk.json(PAYING_AGENT, &["treasury", "surplus", record]);
    assert_eq!((&taken["withdrawn_yen"], &taken["yen_in_distributor"]), (&json!(fractions_yen), &json!(0)));
    let settled = [&["treasury", "reclaim", record, "--event", "0"], &PAPER[..]].concat();
    refused(desk, PAYING_AGENT, &settled, "307 WrongState");
}

fn the_fiscal_years_add_up(desk: &Desk, record: &str, all: &[Investor]) {
    let face_yen = sum(all, |row| row.units) * 10_000;
    let year = |year: &str| desk.json(NOBODY, &["report", "fiscal-year", record, year]);
    // Issued a week before the year ended.
    let issued = year("2024");
    assert_eq!(
        (&issued["opening_yen"], &issued["issued_yen"], &issued["closing_yen"]),
        (&json!(0), &json!(face_yen), &json!(face_yen))
    );
    let running = year("2025");
    for (name, yen) in [
        ("opening_yen", face_yen),
        ("issued_yen", 0),
        ("redeemed_yen", 0),
        ("closing_yen", face_yen),
        ("interest_yen", sum(all, |row| row.gross_yen)),
        ("national_tax_yen", sum(all, |row| row.national_yen)),
        ("local_tax_yen", sum(all, |row| row.local_yen)),
        ("unclaimed_yen", 0),
    ] {
        assert_eq!(running[name], yen, "{name}: {running:#}");
    }
    let csv = String::from_utf8(desk.run(NOBODY, &["report", "fiscal-year", record, "2025", "--csv"]).stdout).unwrap();
    assert!(csv.lines().any(|line| line == format!("closing_yen,年度末現在高,{face_yen}")), "{csv}");
}

fn what_nobody_claimed_lapses_by_an_act(desk: &Desk, record: &str, all: &[Investor]) {
    desk.clock("2026-03-25T09:00:00+09:00");
    desk.json(PAYER, &["coupon", "announce", record, "--event", "1"]);
    desk.json(PAYER, &["coupon", "fund", record, "--event", "1", "--mint"]);
    desk.json(PAYER, &["coupon", "open", record, "--event", "1"]);
    let claimant = all.iter().find(|row| row.account == wallet("//Dave")).unwrap();
    desk.json("//Dave", &["coupon", "claim", record, "--event", "1"]);
    let due_yen = |row: &Investor| row.gross_yen + row.units * 10_000;
    let units = sum(all, |row| row.units);
    let left_yen = units * 6_465 / 100 + units * 10_000 - due_yen(claimant);

    let reclaim = [&["treasury", "reclaim", record, "--event", "1"], &PAPER[..]].concat();
    // Interest after five years, but the principal of the same event after ten.
    desk.clock("2031-03-27T09:00:00+09:00");
    refused(desk, PAYING_AGENT, &reclaim, "331 PrescriptionRunning");
    desk.clock("2036-03-25T23:00:00+09:00");
    refused(desk, PAYING_AGENT, &reclaim, "331 PrescriptionRunning");
    desk.clock("2036-03-26T00:00:01+09:00");
    let reclaimed = desk.json(PAYING_AGENT, &reclaim);
    assert_eq!((&reclaimed["reclaimed_yen"], &reclaimed["state"]), (&json!(left_yen), &json!("Lapsed")));
    refused(desk, DEBTOR, &["coupon", "claim", record, "--event", "1"], "334 Lapsed");
    let unclaimed = desk.json(NOBODY, &["report", "unclaimed", record]);
    let lapsed_yen = all.iter().map(due_yen).sum::<u64>() - due_yen(claimant);
    assert_eq!((&unclaimed["unclaimed_yen"], &unclaimed["lapsed_yen"]), (&json!(0), &json!(lapsed_yen)));
    assert_eq!(desk.json(NOBODY, &["report", "fiscal-year", record, "2025"])["lapsed_yen"], left_yen);

    // The units that are left go, and the series is over.
    desk.json(PAYER, &["coupon", "pay", record, "--event", "1"]);
    let status = desk.json(NOBODY, &["status", record]);
    assert_eq!((&status["phase"], &status["supply_units"]), (&json!("Closed"), &json!(0)));
}

fn the_accounts_change_and_verify_says_so(desk: &Desk, record: &str) {
    let treasury = wallet("//Ferdie");
    refused(desk, PAYING_AGENT, &["treasury", "accounts", record, "--treasury", &treasury], "351 MissingRole");
    let changed = desk.json(DEPLOYER, &["treasury", "accounts", record, "--treasury", &treasury]);
    assert_eq!((&changed["treasury"], &changed["old_treasury"]), (&json!(treasury), &json!(wallet("//Treasury"))));
    let error = desk.refused(2, NOBODY, &["verify", record]);
    assert!(error["defects"][0]["field"].as_str().unwrap().contains("treasury"), "{error}");
}
