//! `chihosai rehearse` on the built contracts: its sums against a naive replay of the input files priced by `quote`,
//! and what it does with rows that cannot be.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chrono::DateTime;
use serde_json::Value;
use sp_core::crypto::{AccountId32, Ss58Codec};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sample(file: &str) -> String {
    root().join("deploy/series").join(file).display().to_string()
}

fn chihosai(arguments: &[&str]) -> Output {
    let bundles = root().join("target/ink");
    assert!(bundles.join("bond_token").is_dir(), "no built contracts in {}: run scripts/build.sh", bundles.display());
    Command::new(env!("CARGO_BIN_EXE_chihosai")).current_dir(root()).args(arguments).output().unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let output = chihosai(&[arguments, &["--format", "json"]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn rehearse(series: &str, investors: &str, trades: &str) -> Output {
    chihosai(&["rehearse", series, "--investors", investors, "--trades", trades, "--format", "json"])
}

/// Rows of a CSV file without its header, each with its line.
fn rows(path: &str) -> Vec<(u64, Vec<String>)> {
    let text = fs::read_to_string(path).unwrap();
    (2..).zip(text.lines().skip(1).map(|line| line.split(',').map(String::from).collect())).collect()
}

/// Prices holdings with the `quote` command, each distinct question once.
#[derive(Default)]
struct Quotes(HashMap<(u64, u64, String), Value>);

impl Quotes {
    fn of(&mut self, series: &str, k: u64, units: u64, class: &str) -> &Value {
        self.0.entry((k, units, class.into())).or_insert_with(|| {
            let (k, units) = (k.to_string(), units.to_string());
            json(&["quote", series, "--event", &k, "--units", &units, "--tax-class", class])
        })
    }
}

fn amount(value: &Value, field: &str) -> u64 {
    value[field].as_u64().unwrap_or_else(|| panic!("{field} in {value}"))
}

/// Replays the files by hand, prices every holding with `quote`, and compares with the rehearsal to the yen.
fn agrees_with_quote(id: &str) -> Value {
    let [series, investors, trades] = ["toml", "investors.csv", "trades.csv"].map(|end| sample(&format!("{id}.{end}")));
    let report = json(&["rehearse", &series, "--investors", &investors, "--trades", &trades]);
    let schedule = json(&["schedule", &series]);
    let rejected: Vec<u64> =
        report["rejected_trades"].as_array().unwrap().iter().map(|trade| amount(trade, "line")).collect();

    let investors = rows(&investors);
    let class: HashMap<&str, &str> = investors.iter().map(|(_, row)| (row[0].as_str(), row[4].as_str())).collect();
    let residence: HashMap<&str, &str> = investors.iter().map(|(_, row)| (row[0].as_str(), row[3].as_str())).collect();
    let mut held: BTreeMap<String, u64> =
        investors.iter().map(|(_, row)| (row[0].clone(), row[6].parse().unwrap())).collect();
    let mut moves: Vec<(i64, String, String, u64)> = rows(&trades)
        .into_iter()
        .filter(|(line, _)| !rejected.contains(line))
        .map(|(_, row)| {
            let at_ms = DateTime::parse_from_rfc3339(&row[0]).unwrap().timestamp_millis();
            (at_ms, row[1].clone(), row[2].clone(), row[3].parse().unwrap())
        })
        .collect();
    moves.sort_by_key(|(at_ms, ..)| *at_ms);

    let mut quotes = Quotes::default();
    let mut received: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut next = 0;
    for (event, paid) in schedule["events"].as_array().unwrap().iter().zip(report["events"].as_array().unwrap()) {
        let cutoff_ms = event["cutoff_ms"].as_i64().unwrap();
        while next < moves.len() && moves[next].0 < cutoff_ms {
            let (_, from, to, units) = &moves[next];
            *held.get_mut(from).unwrap() -= units;
            *held.get_mut(to).unwrap() += units;
            next += 1;
        }
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        for (wallet, units) in held.iter().filter(|(_, units)| **units > 0) {
            let quote = quotes.of(&series, amount(event, "k"), *units, class[wallet.as_str()]);
            for field in ["gross_yen", "national_tax_yen", "local_tax_yen", "net_yen", "principal_yen"] {
                *sums.entry(field).or_default() += amount(quote, field);
            }
            *sums.entry("units").or_default() += units;
            *sums.entry("payees").or_default() += 1;
            let (net_yen, principal_yen) = received.entry(wallet.clone()).or_default();
            *net_yen += amount(quote, "net_yen");
            *principal_yen += amount(quote, "principal_yen");
        }
        // The local tax of an individual goes to the prefecture of his residence, and nobody moves in a rehearsal.
        let mut prefectures: BTreeMap<u64, u64> = BTreeMap::new();
        for (wallet, units) in held.iter().filter(|(_, units)| **units > 0) {
            let local_yen =
                amount(quotes.of(&series, amount(event, "k"), *units, class[wallet.as_str()]), "local_tax_yen");
            if local_yen > 0 {
                let number =
                    residence[wallet.as_str()].strip_prefix("JP-").map_or(0, |area| area[..2].parse().unwrap());
                *prefectures.entry(number).or_default() += local_yen;
            }
        }
        let told = report["local_tax_by_prefecture"].as_array().unwrap().iter();
        let told: BTreeMap<u64, u64> = told
            .filter(|row| row["k"] == event["k"])
            .map(|row| (amount(row, "prefecture"), amount(row, "local_yen")))
            .collect();
        assert_eq!(told, prefectures, "event {} of {id}", event["k"]);
        for (field, sum) in sums {
            assert_eq!(amount(paid, field), sum, "{field} of event {} of {id}", event["k"]);
        }
        assert_eq!(paid["payment_date"], event["payment_date"]);
    }
    assert_eq!(next, moves.len(), "no trade passes after the last record date");
    for holder in report["holders"].as_array().unwrap() {
        let wallet = holder["wallet"].as_str().unwrap();
        let (net_yen, principal_yen) = received.get(wallet).copied().unwrap_or_default();
        assert_eq!((amount(holder, "net_yen"), amount(holder, "principal_yen")), (net_yen, principal_yen), "{wallet}");
        assert_eq!(amount(holder, "units"), held[wallet], "{wallet}");
    }
    assert_eq!(amount(&report, "final_supply_units"), 0);
    report
}

#[test]
fn tokyo_20y_32_pays_what_quote_says_to_every_holder_and_refuses_what_the_rules_refuse() {
    let report = agrees_with_quote("tokyo-20y-32");
    assert_eq!(report["events"].as_array().unwrap().len(), 40);
    assert_eq!(report["holders"].as_array().unwrap().len(), 50);
    let mut codes: Vec<&str> = report["rejected_trades"]
        .as_array()
        .unwrap()
        .iter()
        .map(|trade| trade["reason"].as_str().unwrap().split(' ').next().unwrap())
        .collect();
    codes.sort_unstable();
    assert_eq!(codes, ["202", "206", "206", "207", "210", "211", "211"]);
}

#[test]
fn the_other_samples_pay_what_quote_says_too() {
    for (id, refused) in [("osaka-10y", 3), ("mini-5y-resident", 3), ("amortising-5y", 1)] {
        let report = agrees_with_quote(id);
        assert_eq!(report["rejected_trades"].as_array().unwrap().len(), refused, "{id}");
    }
}

const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
const STRANGER: &str = "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y";

fn mini(investors: &[String], trades: &[String]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, header: &str, rows: &[String]| {
        let path = folder.path().join(name);
        fs::write(&path, format!("{header}\n{}\n", rows.join("\n"))).unwrap();
        path.display().to_string()
    };
    let investors = write("investors.csv", "wallet,investor_id,class,residence,tax_class,kyc_expiry,units", investors);
    let trades = write("trades.csv", "at,from,to,units", trades);
    rehearse(&sample("mini-5y-resident.toml"), &investors, &trades)
}

fn resident(wallet: &str, id: u8, expiry: &str, units: u64) -> String {
    format!("{wallet},{id},individual,JP-13,individual,{expiry},{units}")
}

fn trade(at: &str, from: &str, to: &str, units: u64) -> String {
    format!("{at}T10:00:00+09:00,{from},{to},{units}")
}

#[test]
fn a_trade_beyond_the_holding_is_a_defect_with_its_line_and_what_can_be_sold() {
    let investors = [resident(ALICE, 1, "2035-01-01", 10), resident(BOB, 2, "2035-01-01", 0)];
    let trades =
        [trade("2026-05-11", ALICE, BOB, 4), trade("2026-05-12", ALICE, BOB, 7), trade("2026-05-13", BOB, ALICE, 4)];
    let output = mini(&investors, &trades);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    let defects = error["defects"].as_array().unwrap();
    assert_eq!(defects.len(), 1);
    assert_eq!((amount(&defects[0], "line"), defects[0]["column"].as_str()), (3, Some("units")));
    assert!(defects[0]["file"].as_str().unwrap().ends_with("trades.csv"));
    assert!(defects[0]["remedy"].as_str().unwrap().contains("at most 6"), "{}", defects[0]);
}

#[test]
fn a_sale_that_only_fails_because_the_purchase_was_refused_is_refused_and_the_rehearsal_goes_on() {
    let investors = [resident(ALICE, 1, "2035-01-01", 10), resident(BOB, 2, "2026-01-01", 5)];
    let trades = [trade("2026-05-11", ALICE, BOB, 4), trade("2026-05-12", BOB, ALICE, 7)];
    let output = mini(&investors, &trades);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let reasons: Vec<&str> =
        report["rejected_trades"].as_array().unwrap().iter().map(|row| row["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons.len(), 2);
    assert!(reasons[0].starts_with("210 RecipientExpired: "), "{reasons:?}");
    assert!(reasons[1].starts_with("214 InsufficientUnits: "), "{reasons:?}");
}

#[test]
fn an_allotment_that_the_rules_refuse_is_reported_and_the_others_are_made() {
    let investors = [
        resident(ALICE, 1, "2035-01-01", 10),
        resident(BOB, 2, "2020-01-01", 5),
        // His sale below only fails because his allotment did.
        format!("{STRANGER},3,individual,JP-27,individual,2035-01-01,3"),
    ];
    let output = mini(&investors, &[trade("2026-05-11", STRANGER, ALICE, 3)]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(amount(&report["rejected_trades"][0], "line"), 2);
    let refused: Vec<(u64, &str)> = report["rejected_allotments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (amount(row, "line"), row["reason"].as_str().unwrap().split(':').next().unwrap()))
        .collect();
    assert_eq!(refused, [(3, "210 RecipientExpired"), (4, "212 RecipientResidenceNotAllowed")]);
    assert_eq!(amount(&report, "issued_units"), 10);
    assert_eq!(amount(&report["events"][0], "units"), 10);
}

#[test]
fn more_holders_than_fit_one_page_are_paid_and_redeemed_page_by_page() {
    let wallet = |n: u8| AccountId32::new([n; 32]).to_ss58check();
    let investors: Vec<String> = (1..=120).map(|n| resident(&wallet(n), n, "2035-01-01", u64::from(n))).collect();
    let output = mini(&investors, &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let last = report["events"].as_array().unwrap().last().unwrap();
    assert_eq!((amount(last, "payees"), amount(last, "principal_yen")), (120, 120 * 121 / 2 * 10_000));
    assert_eq!(amount(&report, "final_supply_units"), 0);
}

#[test]
fn missing_contracts_are_named_with_the_remedy() {
    let output = chihosai(&[
        "rehearse",
        &sample("mini-5y-resident.toml"),
        "--investors",
        &sample("mini-5y-resident.investors.csv"),
        "--bundles",
        "no/such/folder",
    ]);
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("kyc_desk.contract") && error.contains("scripts/build.sh"), "{error}");
}

/// Case F3: five business days before the payment on 12 September 2025 is the 5th, a Friday.
#[test]
fn f3_an_exemption_through_the_record_date_counts_and_one_from_the_day_after_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let terms = fs::read_to_string(sample("mini-5y-resident.toml")).unwrap();
    let five = write("s.toml", &terms.replace("offset_business_days = 1", "offset_business_days = 5"));
    let header =
        "wallet,investor_id,class,residence,tax_class,kyc_expiry,units,exemption_basis,exempt_from,exempt_until";
    let trades = write("trades.csv", "at,from,to,units\n");
    let taxes = |from: &str, until: &str| {
        let row = format!("{ALICE},1,individual,JP-13,exempt,2031-03-31,100,{},{from},{until}", "ab".repeat(32));
        let investors = write("i.csv", &format!("{header}\n{row}\n"));
        let output = chihosai(&["rehearse", &five, "--investors", &investors, "--trades", &trades, "--format", "json"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let first = &report["events"][0];
        (amount(first, "national_tax_yen"), amount(first, "local_tax_yen"))
    };
    assert_eq!(taxes("", "2025-09-05"), (0, 0), "valid through the record date");
    assert_eq!(taxes("", "2025-09-04"), (268, 87), "over the day before");
    assert_eq!(taxes("2025-09-05", ""), (0, 0), "from the record date on");
    assert_eq!(taxes("2025-09-06", ""), (268, 87), "from the day after");
}
