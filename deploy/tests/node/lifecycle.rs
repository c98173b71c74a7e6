//! The whole life of a series on a node, and its sums against the rehearsal of the same files.

use std::fs;
use std::process::Command;

use serde_json::{json, Value};

use crate::desk::{text, Desk, DEPLOYER, ISSUER, PAYER, REGISTRAR};
use crate::inputs::{wallet, TRADES};

const ID: &str = "node-1y";
/// Instead of a secret URI: who only reads needs none.
const NOBODY: &str = "no key";

#[test]
fn a_series_lives_on_a_node_as_it_was_rehearsed() {
    if !chihosai_tests::node::is_available("a_series_lives_on_a_node_as_it_was_rehearsed") {
        return;
    }
    let desk = Desk::open("2025-03-25T09:00:00+09:00");
    let files = desk.files(ID);
    let (record, investors) = (desk.record(ID), text(&files.investors));
    let record = text(&record);

    // Deployment, and what it would have been.
    let preview = desk.json(DEPLOYER, &[desk.deploy_arguments(&files), vec!["--dry-run".into()]].concat());
    assert!(!desk.record(ID).exists(), "a dry run writes nothing");
    let deployed = desk.deploy(&files);
    assert_eq!(deployed["verified"], true);
    let steps = preview["steps"].as_array().unwrap();
    for (step, contract) in [
        ("deploy desk", "desk"),
        ("deploy registry", "registry"),
        ("deploy yen", "payment_token"),
        ("deploy office", "office"),
        ("deploy token", "token"),
        ("deploy agent", "agent"),
        ("deploy distributor", "distributor"),
    ] {
        let found = steps.iter().find(|row| row["step"] == step).unwrap();
        assert_eq!(found["address"], deployed[contract], "{contract}");
    }
    let names = |steps: &Value| -> Vec<String> {
        steps.as_array().unwrap().iter().map(|row| row["step"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&preview["steps"]), names(&deployed["steps"]));

    // Registration, allotment, close of issue; each once however often it is asked.
    assert_eq!(desk.json(REGISTRAR, &["kyc", "import", record, investors])["registered"], 20);
    assert_eq!(desk.json(REGISTRAR, &["kyc", "import", record, investors])["unchanged"], 20);
    let issued = desk.json(ISSUER, &["issue", record, investors, "--close"]);
    let again = desk.json(ISSUER, &["issue", record, investors, "--close"]);
    assert_eq!((&again["allotted_units"], &again["issue_closed"]), (&json!(0), &json!(true)));
    assert_eq!(issued["issued_units"], again["issued_units"]);

    let issued_units = issued["issued_units"].as_u64().unwrap();
    let allotted = register(&desk, record, &[]);
    assert_eq!((allotted.len(), units_of(&allotted)), (20, issued_units));
    transfers_are_foreseen(&desk, record);
    let early = desk.refused(1, NOBODY, &["register", record, "--at-event", "0"]);
    assert!(early["error"].as_str().unwrap().starts_with("--at-event 0: 268 RecordDateNotReached"), "{early}");
    let unknown = desk.refused(2, NOBODY, &["register", record, "--at-event", "2"]);
    assert_eq!(unknown["defects"][0]["field"], "--at-event");

    let mut refused_trades = Vec::new();
    trade(&desk, record, 0..3, &mut refused_trades);

    // The first coupon: two claim, the others are paid by pages.
    desk.refused(1, PAYER, &["coupon", "announce", record, "--event", "0"]);
    desk.clock("2025-09-25T08:00:00+09:00");
    let before = register(&desk, record, &[]);
    assert_ne!(before, allotted, "the trades show");
    trade(&desk, record, 3..4, &mut refused_trades);
    assert_ne!(register(&desk, record, &[]), before);
    assert_eq!(register(&desk, record, &["--at-event", "0"]), before, "the units of the record date stay");
    pay_out(&desk, record, 0, &["//Charlie", "//Ferdie"]);

    // The node rests over the winter and starts again on its data.
    trade(&desk, record, 4..5, &mut refused_trades);
    desk.node.restart();
    desk.clock("2026-03-25T09:00:00+09:00");
    pay_out(&desk, record, 1, &["//Dave"]);
    let twice = desk.refused(1, "//Dave", &["coupon", "claim", record, "--event", "1"]);
    assert!(twice["error"].as_str().unwrap().contains("316 AlreadyPaid"), "{twice}");

    let verified = desk.json(PAYER, &["verify", record]);
    assert_eq!(verified["verified"], true);
    let registrars = verified["registrars"].as_array().unwrap();
    assert_eq!((registrars.len(), &registrars[0]["investors"]), (1, &json!(20)));
    assert_eq!(registrars[0]["accredited_until"], Value::Null);
    let status = desk.json(PAYER, &["status", record]);
    assert_eq!((&status["phase"], &status["supply_units"]), (&json!("Closed"), &json!(0)));

    let redeemed = register(&desk, record, &[]);
    assert_eq!((redeemed.len(), units_of(&redeemed)), (20, 0), "whoever held units stays in the register");
    assert_eq!(register(&desk, record, &["--at-event", "0"]), before);

    let export = export_and_check(&desk, record);
    events_tell_the_same(&desk, record, &export);
    let rehearsal =
        desk.json(PAYER, &["rehearse", text(&files.series), "--investors", investors, "--trades", text(&files.trades)]);
    equal(&export, &rehearsal, &refused_trades);
}

/// The holders of the register; the CSV has them too.
fn register(desk: &Desk, record: &str, more: &[&str]) -> Vec<Value> {
    let arguments = [&["register", record], more].concat();
    let register = desk.json(NOBODY, &arguments);
    let holders = register["holders"].as_array().unwrap().clone();
    assert_eq!(units_of(&holders), register["supply_units"].as_u64().unwrap());
    assert!(holders.iter().all(|row| row["standing"] == "Qualifies" && row["investor_id"].is_u64()), "{register:#}");
    let output = desk.run(NOBODY, &[&arguments[..], &["--csv"]].concat());
    let csv = String::from_utf8(output.stdout).unwrap();
    let accounts: Vec<&str> = csv.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(accounts, holders.iter().map(|row| row["account"].as_str().unwrap()).collect::<Vec<_>>());
    holders
}

fn units_of(holders: &[Value]) -> u64 {
    holders.iter().map(|row| row["units"].as_u64().unwrap()).sum()
}

/// What will pass and what will not, and who is the reason.
fn transfers_are_foreseen(desk: &Desk, record: &str) {
    let arguments = |from: &str, to: &str, units: &str| {
        let (from, to) = (wallet(from), wallet(to));
        ["can-transfer", record, "--from", &from, "--to", &to, "--units", units].map(String::from)
    };
    let allowed = desk.json(NOBODY, &arguments("//Charlie", "//Dave", "7"));
    assert_eq!((&allowed["allowed"], &allowed["code"]), (&json!(true), &Value::Null));

    let refused = |from: &str, to: &str, units: &str, label: &str| -> Value {
        let arguments = arguments(from, to, units);
        let error = desk.refused(1, NOBODY, &arguments);
        assert!(error["error"].as_str().unwrap().contains(label), "{error}");
        let answer: Value = serde_json::from_slice(&desk.run(NOBODY, &arguments).stdout).unwrap();
        let shown = format!("{} {}", answer["code"], answer["name"].as_str().unwrap());
        assert_eq!((&answer["allowed"], shown.as_str()), (&json!(false), label));
        answer["party"].clone()
    };
    let buyer = refused("//Dave", "stranger", "1", "207 RecipientNotRegistered");
    assert_eq!((&buyer["role"], &buyer["wallet"]), (&json!("recipient"), &json!(wallet("stranger"))));
    assert_eq!((&buyer["standing"], &buyer["code"]), (&json!("NotListed"), &json!(141)));
    desk.json(REGISTRAR, &["kyc", "suspend", record, &wallet("//Eve")]);
    let seller = refused("//Eve", "//Dave", "1", "204 SenderSuspended");
    assert_eq!(
        (&seller["role"], &seller["standing"], &seller["code"]),
        (&json!("sender"), &json!("Suspended"), &json!(145))
    );
    desk.json(REGISTRAR, &["kyc", "reinstate", record, &wallet("//Eve")]);
    assert_eq!(refused("//Charlie", "//Dave", "2000", "214 InsufficientUnits"), Value::Null);
    let error = desk.refused(2, NOBODY, &["can-transfer", record, "--from", "x", "--to", "y", "--units", "1"]);
    assert_eq!(error["defects"][0]["field"], "--from");
}

/// Lets the sellers sell, and keeps the lines of the file whose trades were refused.
fn trade(desk: &Desk, record: &str, places: std::ops::Range<usize>, refused: &mut Vec<usize>) {
    for place in places {
        let trade = &TRADES[place];
        let (to, units) = (wallet(trade.to), trade.units.to_string());
        let arguments = ["transfer", record, "--to", &to, "--units", &units];
        if trade.to == "stranger" {
            let error = desk.refused(1, trade.from, &arguments);
            assert!(error["error"].as_str().unwrap().contains("207 RecipientNotRegistered"), "{error}");
            refused.push(place + 2);
        } else {
            assert_eq!(desk.json(trade.from, &arguments)["units"], trade.units);
        }
    }
}

/// Announces, funds in two parts, opens, lets some claim and pays the rest.
pub fn pay_out(desk: &Desk, record: &str, k: u8, claimants: &[&str]) {
    let event = k.to_string();
    let coupon = |uri: &str, verb: &str, more: &[&str]| {
        desk.json(uri, &[&["coupon", verb, record, "--event", &event], more].concat())
    };
    let announced = coupon(PAYER, "announce", &[]);
    let early = desk.refused(1, PAYER, &["coupon", "open", record, "--event", &event]);
    assert!(early["error"].as_str().unwrap().contains("Underfunded"), "{early}");
    coupon(PAYER, "fund", &["--yen", "1", "--mint"]);
    let funded = coupon(PAYER, "fund", &["--mint"]);
    assert_eq!(funded["funded_yen"], announced["required_yen"]);
    coupon(PAYER, "open", &[]);
    for claimant in claimants {
        assert!(coupon(claimant, "claim", &[])["net_yen"].as_u64().unwrap() > 0);
    }
    let tried = coupon(PAYER, "pay", &["--page", "4", "--dry-run"]);
    assert_eq!((&tried["paid_payees"], &tried["dry_run"]), (&json!(claimants.len()), &json!(true)));
    let paid = coupon(PAYER, "pay", &["--page", "4"]);
    assert_eq!(paid["paid_now"].as_u64().unwrap() + claimants.len() as u64, paid["paid_payees"].as_u64().unwrap());
    assert_eq!(paid["state"], "Settled", "{paid:#}");
    let again = coupon(PAYER, "pay", &["--page", "4"]);
    assert_eq!((&again["paid_now"], &again["net_yen"]), (&json!(0), &paid["net_yen"]));
}

fn export_and_check(desk: &Desk, record: &str) -> Value {
    let file = desk.path("export.json");
    let written = desk.json(PAYER, &["export", record, "--out", text(&file)]);
    let checked = desk.json(PAYER, &["export", record, "--check", text(&file)]);
    assert_eq!((&checked["root_hash"], &checked["matches_the_chain"]), (&written["root_hash"], &json!(true)));
    let original = fs::read_to_string(&file).unwrap();
    let export: Value = serde_json::from_str(&original).unwrap();
    let export = with_numbers(export);
    root_hash_by_other_means(&original, written["root_hash"].as_str().unwrap());

    // One yen more for somebody is found by the root hash and by the chain.
    let net_yen = export["payments"][0]["payees"][0]["net_yen"].as_u64().unwrap();
    let altered = original.replacen(
        &format!("\"net_yen\": \"{net_yen}\",\n          \"pr"),
        &format!("\"net_yen\": \"{}\",\n          \"pr", net_yen + 1),
        1,
    );
    assert_ne!(altered, original);
    let forged = desk.path("forged.json");
    fs::write(&forged, altered).unwrap();
    let error = desk.refused(2, PAYER, &["export", record, "--check", text(&forged)]);
    let fields: Vec<&str> =
        error["defects"].as_array().unwrap().iter().map(|row| row["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["root_hash", "payments[0]"]);
    export
}

/// An export whose amounts, which are text there, are numbers as in a rehearsal: here all are small.
fn with_numbers(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, with_numbers(value))).collect(),
        Value::Array(values) => values.into_iter().map(with_numbers).collect(),
        Value::String(text) => text.parse::<u64>().map_or(Value::String(text), Value::from),
        other => other,
    }
}

/// The root hash as docs/integrators.md tells others to compute it.
fn root_hash_by_other_means(file: &str, root_hash: &str) {
    let script = "import sys,json,hashlib\nstate=json.load(sys.stdin)\ndel state['root_hash']\n\
        print('0x'+hashlib.blake2b(json.dumps(state,separators=(',',':'),ensure_ascii=False).encode(),digest_size=32).hexdigest())";
    let mut python = Command::new("python3")
        .args(["-c", script])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut python.stdin.take().unwrap(), file.as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), root_hash);
}

/// The events since the first block add up to what the export says (design §3, "Rebuildable").
fn events_tell_the_same(desk: &Desk, record: &str, export: &Value) {
    let output = desk.run(PAYER, &["watch", record, "--no-follow"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |contract: &str, event: &str| {
        lines.iter().filter(|line| line["contract"] == contract && line["event"] == event).collect::<Vec<_>>()
    };
    assert_eq!(of("desk", "InvestorRegistered").len(), 20);
    let issued: u64 = of("token", "Transfer")
        .iter()
        .filter(|line| line["fields"]["from"].is_null())
        .map(|line| line["fields"]["value"].as_u64().unwrap())
        .sum();
    assert_eq!(issued, export["token"]["issued_units"].as_u64().unwrap());
    for payment in export["payments"].as_array().unwrap() {
        for payee in payment["payees"].as_array().unwrap() {
            let paid: Vec<&Value> = of("distributor", "CouponPaid")
                .into_iter()
                .filter(|line| line["fields"]["event"] == payment["k"] && line["fields"]["account"] == payee["account"])
                .collect();
            assert_eq!(paid.len(), 1, "{payee}");
            assert_eq!(paid[0]["fields"]["quote"]["net_yen"], payee["net_yen"]);
        }
    }
    assert!(lines.iter().all(|line| line["time_ms"].as_u64().unwrap() >= 1_742_860_800_000));
}

/// To the yen, per event and per holder.
fn equal(export: &Value, rehearsal: &Value, refused_trades: &[usize]) {
    let events = rehearsal["events"].as_array().unwrap();
    assert_eq!(events.len(), export["payments"].as_array().unwrap().len());
    for (event, payment) in events.iter().zip(export["payments"].as_array().unwrap()) {
        for field in ["gross_yen", "national_tax_yen", "local_tax_yen", "net_yen", "principal_yen"] {
            assert_eq!(event[field], payment[field], "{field} of event {}", event["k"]);
        }
        assert_eq!(event["payees"], payment["paid_payees"]);
        assert_eq!(event["units"], payment["paid_units"]);
    }
    for holder in rehearsal["holders"].as_array().unwrap() {
        let sum = |field: &str| -> u64 {
            let payments = export["payments"].as_array().unwrap();
            let payees = payments.iter().flat_map(|payment| payment["payees"].as_array().unwrap());
            payees
                .filter(|payee| payee["account"] == holder["wallet"])
                .map(|payee| payee[field].as_u64().unwrap())
                .sum()
        };
        assert_eq!(holder["net_yen"], sum("net_yen"), "{holder}");
        assert_eq!(holder["principal_yen"], sum("principal_yen"), "{holder}");
    }
    let lines: Vec<usize> = rehearsal["rejected_trades"]
        .as_array()
        .unwrap()
        .iter()
        .map(|trade| usize::try_from(trade["line"].as_u64().unwrap()).unwrap())
        .collect();
    assert_eq!(lines, refused_trades);
    assert_eq!(rehearsal["left_in_distributor_yen"], export["token"]["yen_in_distributor"]);
    assert_eq!(rehearsal["final_supply_units"], export["token"]["supply_units"]);
}
