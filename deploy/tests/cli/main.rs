//! The program as its users run it: what it prints, where, and with which exit code.

mod chains;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

// Helpers

const SAMPLES: [&str; 4] = ["tokyo-20y-32", "osaka-10y", "mini-5y-resident", "amortising-5y"];

fn sample(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("series").join(file)
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// A file in a folder that lives as long as the test.
struct TempFile {
    path: PathBuf,
    _folder: tempfile::TempDir,
}

impl TempFile {
    fn new(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        Self { path, _folder: folder }
    }

    fn path(&self) -> &str {
        self.path.to_str().unwrap()
    }
}

fn chihosai(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chihosai")).args(arguments).output().unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let output = chihosai(&[&["--format", "json"], arguments].concat());
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The defects of a refused input.
fn defects(arguments: &[&str]) -> Vec<Value> {
    let output = chihosai(&[arguments, &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    // The defects are what `validate` was asked for; of another command they are no result.
    match arguments.first() {
        Some(&"validate") => {
            let result: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!((&result["valid"], &result["defects"]), (&Value::Bool(false), &error["defects"]));
        }
        _ => assert!(output.stdout.is_empty(), "{output:?}"),
    }
    error["defects"].as_array().unwrap().clone()
}

/// A regular bullet bond with one full half-year as first period, at a rate.
fn half_year_bond(rate: &str) -> TempFile {
    let toml = text(&sample("mini-5y-resident.toml"));
    let toml = toml.replace("authorised_units = 100000", "authorised_units = 10000000");
    TempFile::new("bond.toml", toml.replace("\"0.35\"", &format!("\"{rate}\"")))
}

/// Gross, national tax, local tax, net of the first event.
fn first_coupon(series: &str, units: &str, tax_class: &str) -> [u64; 4] {
    let quote = json(&["quote", series, "--event", "0", "--units", units, "--tax-class", tax_class]);
    ["gross_yen", "national_tax_yen", "local_tax_yen", "net_yen"].map(|key| quote[key].as_u64().unwrap())
}

// Worked cases of the market rules

#[test]
fn c1_a_redemption_on_a_saturday_moves_and_the_last_interest_with_it() {
    let schedule = json(&["schedule", sample("osaka-10y.toml").to_str().unwrap()]);
    assert_eq!(schedule["redemption_date"], "2035-04-27");
    let last = schedule["events"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (last["notional_date"].clone(), last["accrual_end"].clone()),
        ("2035-04-28".into(), "2035-04-27".into())
    );
    // 1.468 % / 2 × 181/182
    assert_eq!(last["interest_per_yen"], "0.0072996703296");
    assert_eq!(schedule["events"][0]["interest_per_yen"], "0.0073400000000");
}

#[test]
fn c4_one_million_at_one_percent() {
    let bond = half_year_bond("1");
    assert_eq!(first_coupon(bond.path(), "100", "individual"), [5_000, 765, 250, 3_985]);
}

#[test]
fn c7_nri_one_hundred_million() {
    let bond = half_year_bond("1.483");
    assert_eq!(json(&["schedule", bond.path()])["events"][0]["interest_per_yen"], "0.0074150000000");
    assert_eq!(first_coupon(bond.path(), "10000", "individual"), [741_500, 113_560, 37_075, 590_865]);
}

#[test]
fn c8_small_amounts_bear_no_tax() {
    let bond = half_year_bond("0.12");
    assert_eq!(first_coupon(bond.path(), "1", "individual"), [6, 0, 0, 6]);
    assert_eq!(first_coupon(bond.path(), "100", "individual"), [600, 91, 30, 479]);
}

#[test]
fn c9_each_tax_is_floored_on_the_gross() {
    let series = sample("mini-5y-resident.toml");
    assert_eq!(first_coupon(series.to_str().unwrap(), "10", "individual"), [175, 26, 8, 141]);
}

#[test]
fn c10_tokyo_20y_no_32() {
    let series = sample("tokyo-20y-32.toml");
    let series = series.to_str().unwrap();
    let schedule = json(&["schedule", series]);
    assert_eq!(schedule["redemption_date"], "2035-06-20");
    assert_eq!(schedule["events"].as_array().unwrap().len(), 40);
    let expected = serde_json::json!({
        "k": 0,
        "notional_date": "2016-02-25",
        "accrual_start": "2015-06-27",
        "accrual_end": "2016-02-25",
        "payment_date": "2016-02-25",
        "record_date": "2016-02-24",
        "cutoff_ms": 1_456_326_000_000_u64,
        "interest_per_yen": "0.0086080939226",
        "principal_per_unit_yen": 0,
        "remaining_per_unit_yen": 10_000
    });
    assert_eq!(schedule["events"][0], expected);
    let last = &schedule["events"][39];
    assert_eq!(
        (last["principal_per_unit_yen"].as_u64(), last["remaining_per_unit_yen"].as_u64()),
        (Some(10_000), Some(0))
    );
    assert_eq!(last["accrual_start"], "2035-02-26");
    assert_eq!(first_coupon(series, "1", "individual")[0], 86);
    assert_eq!(first_coupon(series, "100", "individual"), [8_608, 1_318, 430, 6_860]);
}

#[test]
fn c14_an_interest_date_on_a_sunday_is_paid_on_the_friday_before() {
    let schedule = json(&["schedule", sample("mini-5y-resident.toml").to_str().unwrap()]);
    let first = &schedule["events"][0];
    assert_eq!(
        (first["notional_date"].clone(), first["payment_date"].clone()),
        ("2025-09-14".into(), "2025-09-12".into())
    );
    // The move does not change the amount.
    assert_eq!(
        (first["accrual_end"].clone(), first["interest_per_yen"].clone()),
        ("2025-09-14".into(), "0.0017500000000".into())
    );
    assert_eq!(schedule["events"][1]["accrual_start"], "2025-09-15");
}

#[test]
fn c16_equinoxes_and_the_sandwiched_day() {
    let holidays = json(&["calendar", "--from", "2026-01-01", "--to", "2027-12-31"]);
    let name = |date: &str| {
        let found = holidays.as_array().unwrap().iter().find(|holiday| holiday["date"] == date);
        found.map(|holiday| holiday["name"].as_str().unwrap().to_owned())
    };
    for (date, expected) in [
        ("2026-03-20", "Vernal Equinox Day (春分の日)"),
        ("2026-09-22", "Citizens' Holiday (国民の休日)"),
        ("2026-09-23", "Autumnal Equinox Day (秋分の日)"),
        ("2027-03-21", "Vernal Equinox Day (春分の日)"),
        ("2027-09-23", "Autumnal Equinox Day (秋分の日)"),
    ] {
        assert_eq!(name(date).as_deref(), Some(expected), "{date}");
    }
    assert_eq!((name("2026-03-21"), name("2026-09-26")), (None, None));
}

#[test]
fn c17_the_reconstruction_part_of_the_national_tax() {
    let bond = half_year_bond("0.12");
    let quote = json(&["quote", bond.path(), "--event", "0", "--units", "100", "--tax-class", "individual"]);
    assert_eq!((quote["national_tax_yen"].as_u64(), quote["reconstruction_part_yen"].as_u64()), (Some(91), Some(2)));
    // Gross 10,000,000, national tax 1,531,500.
    let bond = half_year_bond("2");
    let quote = json(&["quote", bond.path(), "--event", "0", "--units", "100000", "--tax-class", "non-resident"]);
    assert_eq!(
        (quote["national_tax_yen"].as_u64(), quote["reconstruction_part_yen"].as_u64()),
        (Some(1_531_500), Some(31_500))
    );
}

#[test]
fn b3_interest_runs_on_the_remaining_principal() {
    let series = sample("amortising-5y.toml");
    let gross = |event: &str| {
        let arguments =
            ["quote", series.to_str().unwrap(), "--event", event, "--units", "1000", "--tax-class", "exempt"];
        let quote = json(&arguments);
        (quote["gross_yen"].as_u64().unwrap(), quote["principal_yen"].as_u64().unwrap())
    };
    assert_eq!(gross("0"), (50_000, 2_000_000));
    assert_eq!(gross("1"), (40_000, 2_000_000));
    assert_eq!(gross("4"), (10_000, 2_000_000));
}

// What is printed

#[test]
fn the_keys_of_a_quote_have_their_promised_order() {
    let series = sample("tokyo-20y-32.toml");
    let quote =
        json(&["quote", series.to_str().unwrap(), "--event", "39", "--units", "3", "--tax-class", "corporation"]);
    let keys: Vec<&String> = quote.as_object().unwrap().keys().collect();
    let expected = [
        "gross_yen",
        "national_tax_yen",
        "income_part_yen",
        "reconstruction_part_yen",
        "defence_part_yen",
        "local_tax_yen",
        "net_yen",
        "principal_yen",
    ];
    assert_eq!(keys, expected);
    assert_eq!((quote["local_tax_yen"].as_u64(), quote["principal_yen"].as_u64()), (Some(0), Some(30_000)));
}

#[test]
fn every_sample_is_valid_and_every_table_is_printed() {
    for id in SAMPLES {
        let series = sample(&format!("{id}.toml"));
        let series = series.to_str().unwrap();
        assert_eq!(json(&["validate", series])["id"], id);
        for arguments in [&["validate", series][..], &["schedule", series]] {
            let output = chihosai(arguments);
            assert!(output.status.success() && String::from_utf8(output.stdout).unwrap().contains("償還"));
        }
    }
    let output = chihosai(&["calendar", "--from", "2026-07-01", "--to", "2026-07-31"]);
    assert!(String::from_utf8(output.stdout).unwrap().contains("Marine Day (海の日)"));
}

// Defects and exit codes

#[test]
fn validate_names_every_defect_at_once() {
    let toml = text(&sample("tokyo-20y-32.toml"))
        .replace("\"130001\"", "\"130002\"")
        .replace("issue_date = 2015-06-26", "issue_date = 2015-02-30")
        .replace("\"1.293\"", "\"1,293\"")
        .replace("\"JP-HALF\"", "\"30/365\"")
        .replace("authorised_units = 2000000", "authorised_units = -1")
        .replace("denomination_yen = 10000", "denomination_yen = 99999999999999999999")
        .replace("residences", "residence");
    let file = TempFile::new("bad.toml", toml);
    let found = defects(&["validate", file.path()]);
    let fields: Vec<&str> = found.iter().map(|defect| defect["field"].as_str().unwrap()).collect();
    assert_eq!(
        fields,
        [
            "issuer.local_government_code",
            "terms.denomination_yen",
            "terms.authorised_units",
            "terms.issue_date",
            "terms.annual_rate_percent",
            "terms.day_count",
            "policy.residence"
        ]
    );
    for defect in &found {
        assert_eq!(defect["file"], file.path());
        assert!(defect["line"].is_u64() && !defect["remedy"].as_str().unwrap().is_empty(), "{defect}");
    }
    let output = chihosai(&["validate", file.path()]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text.starts_with("error: 7 defects in the input\n"), "{text}");
    assert_eq!(text.matches("\n  remedy: ").count(), 7, "{text}");
}

#[test]
fn bad_files_end_with_2_and_without_a_trace() {
    let csv = "wallet,investor_id\n";
    for (name, bytes) in [
        ("empty.toml", &b""[..]),
        ("malformed.toml", b"id = \nname"),
        ("binary.toml", b"\xff\xfe\x00"),
        ("not-utf8.toml", b"id = \"\x93\""),
        ("table.toml", csv.as_bytes()),
    ] {
        let file = TempFile::new(name, bytes);
        let output = chihosai(&["schedule", file.path()]);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(text.contains(name) && text.contains("remedy: "), "{text}");
        assert!(!text.contains("panicked") && !text.contains("backtrace"), "{text}");
    }
    assert_eq!(chihosai(&["validate", "no/such/file.toml"]).status.code(), Some(2));
}

#[test]
fn a_rehearsal_reports_the_defects_of_all_its_files() {
    let series = TempFile::new("s.toml", text(&sample("tokyo-20y-32.toml")).replace("frequency = 2", "frequency = 3"));
    let rows = text(&sample("tokyo-20y-32.investors.csv"));
    let twice = format!("{rows}{}\n", rows.lines().nth(1).unwrap());
    let investors = TempFile::new("i.csv", twice);
    let trades = TempFile::new("t.csv", "at,from,to,units\r\n2016-02-24T15:00:00,a,b,0\r\n");
    let found = defects(&["rehearse", series.path(), "--investors", investors.path(), "--trades", trades.path()]);
    let places: Vec<(u64, &str)> = found
        .iter()
        .map(|d| (d["line"].as_u64().unwrap(), d["column"].as_str().or(d["field"].as_str()).unwrap()))
        .collect();
    assert_eq!(places[1..], [(52, "wallet"), (2, "at"), (2, "from"), (2, "to"), (2, "units")], "{found:?}");
    assert_eq!(places[0].1, "terms.frequency");
    assert_eq!(found[1]["problem"].as_str().unwrap().split(" is ").nth(1), Some("the account of line 2 again"));
}

#[test]
fn arguments_outside_the_series_name_their_option() {
    let series = sample("tokyo-20y-32.toml");
    let series = series.to_str().unwrap();
    let found =
        defects(&["quote", series, "--event", "-1", "--units", "99999999999999999999", "--tax-class", "nobody"]);
    let fields: Vec<&str> = found.iter().map(|defect| defect["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["--event", "--units", "--tax-class"]);
    assert_eq!(defects(&["quote", series, "--event", "40", "--units", "1", "--tax-class", "exempt"]).len(), 1);
    assert_eq!(defects(&["calendar", "--from", "2026-01-02", "--to", "2026-01-01"])[0]["field"], "--from");
    assert_eq!(defects(&["calendar", "--from", "1979-12-31", "--to", "2100-01-01"]).len(), 2);
}

#[test]
fn a_role_that_a_contract_does_not_know_is_named_with_those_it_knows() {
    let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    for (of, role, known) in [
        ("desk", "issuer", "pauser"),
        ("office", "paying-agent", "issuer, pauser, controller, escrow"),
        ("agent", "controller", "paying-agent"),
    ] {
        let found = defects(&["role", "grant", "none.json", "--of", of, "--role", role, alice]);
        assert_eq!(found[0]["field"], "--role");
        assert!(found[0]["remedy"].as_str().unwrap().ends_with(known), "{found:?}");
    }
}

#[test]
fn a_wrong_command_line_ends_with_2_and_help_with_0() {
    assert_eq!(chihosai(&[]).status.code(), Some(2));
    assert_eq!(chihosai(&["pay"]).status.code(), Some(2));
    assert_eq!(chihosai(&["--format", "xml", "schedule", "a"]).status.code(), Some(2));
    let output = chihosai(&["--format", "json", "quote", "a.toml"]);
    assert_eq!(output.status.code(), Some(2));
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert!(error["error"].as_str().unwrap().contains("--event") && error["defects"].as_array().unwrap().is_empty());
    let help = chihosai(&["--help"]);
    assert!(help.status.success() && String::from_utf8(help.stdout).unwrap().contains("rehearse"));
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_chihosai"))
        .args(["calendar", "--from", "1980-01-01", "--to", "2099-12-31"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

/// Market-rules-2 F1, D2 and B4, as the program is asked.
#[test]
fn month_ends_trades_and_deadlines_are_asked_for_by_options() {
    let half =
        ["daycount", "--convention", "JP-HALF", "--from", "2026-03-31", "--to", "2026-09-30", "--frequency", "2"];
    let half = [&half[..], &["--maturity", "2026-09-30"]].concat();
    assert_eq!(defects(&half)[0]["field"], "--interest-day");
    let whole = json(&[&half[..], &["--interest-day", "month-end"]].concat());
    assert_eq!((whole["numerator"].as_u64(), whole["denominator"].as_u64()), (Some(1), Some(2)));

    let series = sample("tokyo-20y-32.toml");
    let series = series.to_str().unwrap();
    let trade = ["accrued", series, "--date", "2016-04-10", "--units", "1", "--price", "100.005", "--fee", "110"];
    let trade = json(&[&trade[..], &["--per-100-digits", "7"]].concat());
    assert_eq!((trade["accrued_yen"].as_i64(), trade["trade"]["buyer_pays_yen"].as_i64()), (Some(15), Some(10_125)));
    assert_eq!(
        defects(&["accrued", series, "--date", "2016-04-10", "--units", "1", "--price", "x"])[0]["field"],
        "--price"
    );

    let calendar = json(&["schedule", series, "--deadlines"]);
    let first = &calendar["deadlines"][0];
    // Paid on 2016-02-25; 10 March 2016 was a Thursday.
    assert_eq!(
        (first["payment_date"].as_str(), first["local_tax_due"].as_str()),
        (Some("2016-02-25"), Some("2016-03-10"))
    );

    for wrong in [
        &["register", "record.json", "--names", "names.csv"][..],
        &["register", "record.json", "--genbo", "--at-event", "0"],
        &["report", "tax", "record.json", "--from", "5"],
    ] {
        assert_eq!(chihosai(wrong).status.code(), Some(2), "{wrong:?}");
    }
}
