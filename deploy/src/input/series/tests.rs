use super::provisions::Provisions;
use super::*;
use crate::input::samples::{series, source, AMORTISING_TOML, TOKYO_TOML};
use bond_abi::registry::{InvestorClass, Residence};

/// Line, field and problem of each defect.
fn defects(text: &str) -> Vec<(usize, String, String)> {
    let defects = series(text).map(|series| series.id).unwrap_err();
    assert!(defects.iter().all(|defect| defect.file == "s.toml" && !defect.remedy.is_empty()), "{defects:?}");
    defects.into_iter().map(|d| (d.line.unwrap_or_default(), d.field.unwrap_or_default(), d.problem)).collect()
}

/// The Tokyo sample with the line of a key replaced; and the number of that line.
fn with(key: &str, line: &str) -> (String, usize) {
    replaced(TOKYO_TOML, key, line)
}

fn replaced(text: &str, key: &str, line: &str) -> (String, usize) {
    let is_key = |candidate: &str| candidate.split('=').next().is_some_and(|name| name.trim() == key);
    let place = text.lines().position(is_key).unwrap();
    let lines: Vec<&str> = text.lines().enumerate().map(|(n, old)| if n == place { line } else { old }).collect();
    (lines.join("\n"), place + 1)
}

/// Asserts that replacing the line of a key gives exactly one defect, there.
fn one(key: &str, line: &str, field: &str, problem: &str) {
    let (text, number) = with(key, line);
    assert_eq!(defects(&text), [(number, field.to_owned(), problem.to_owned())], "{line}");
}

#[test]
fn the_tokyo_sample_becomes_terms_events_and_policy() {
    let series = series(TOKYO_TOML).unwrap();
    let terms = series.to_terms();
    assert_eq!((terms.symbol.as_str(), &terms.issuer_code, terms.isin), ("TMG20-32", b"130001", None));
    assert_eq!((terms.rate_numerator, terms.rate_decimals, terms.frequency), (1_293, 3, 2));
    assert_eq!((terms.issue_day, terms.maturity_day), (16_612, 23_911));
    let events = series.to_events();
    assert_eq!(events.len(), 40);
    assert_eq!(events[0].interest_per_yen, 86_080_939_226);
    assert_eq!(events.iter().map(|event| event.principal_per_unit_yen).sum::<u64>(), 10_000);
    assert_eq!(series.to_policy().classes, 0b11);
    assert_eq!(series.policy.classes, [InvestorClass::Individual, InvestorClass::Corporation]);
    assert_eq!(series.face_yen(), 20_000_000_000);
}

#[test]
fn optional_keys_may_lack_and_may_be_there() {
    let (text, _) = with("id", "id = \"tokyo-20y-32\"\nisin = \"JP3633400001\"");
    assert_eq!(series(&text).unwrap().to_terms().isin, Some(*b"JP3633400001"));
    let without_policy = TOKYO_TOML.split("[policy]").next().unwrap();
    assert_eq!(series(without_policy).unwrap().policy, Policy::default());
    let (text, _) = with("residences", "residences = [\"JP-13\", \"US\"]");
    let residences = [Residence { country: 392, area: 13_000 }, Residence { country: 840, area: 0 }];
    assert_eq!(series(&text).unwrap().to_policy().residences, residences);
}

#[test]
fn a_byte_order_mark_and_crlf_are_accepted() {
    let text = format!("\u{feff}{}", TOKYO_TOML.replace('\n', "\r\n"));
    assert!(series(&text).is_ok());
}

#[test]
fn texts_are_checked() {
    one("id", "id = \"Tokyo 20y\"", "id", "\"Tokyo 20y\" is no id");
    one("id", &format!("id = \"{}\"", "a".repeat(33)), "id", &format!("\"{}\" is no id", "a".repeat(33)));
    one("symbol", "symbol = \"ABCDEFGHIJKLMNOPQ\"", "symbol", "the text has 17 bytes, and 16 are allowed");
    one("symbol", "symbol = \" \"", "symbol", "the text is empty");
    one("symbol", "symbol = \"a\\tb\"", "symbol", "the text has a control character");
    one("symbol", "symbol = 32", "symbol", "this is a whole number, and a text is needed");
    let (text, line) = with("symbol", "symbol = \"A\"\nisin = \"JP3633400002\"");
    let problem = "\"JP3633400002\" has the check digit 2 and not 1";
    assert_eq!(defects(&text), [(line + 1, "isin".to_owned(), problem.to_owned())]);
}

#[test]
fn the_name_and_the_code_of_the_issuer_are_checked() {
    let (text, line) = with("local_government_code", "local_government_code = \"130002\"");
    assert_eq!(
        defects(&text),
        [(line, "issuer.local_government_code".to_owned(), "\"130002\" has the check digit 2 and not 1".to_owned())]
    );
    let long = format!("name = \"{}\"", "東".repeat(43));
    one("name", &long, "name", "the text has 129 bytes, and 128 are allowed");
}

#[test]
fn numbers_are_checked() {
    for (line, problem) in [
        ("denomination_yen = 0", "0 is too small"),
        ("denomination_yen = -10000", "-10000 is negative"),
        ("denomination_yen = 9223372036854775808", "9223372036854775808 is too large"),
        (
            "denomination_yen = -99999999999999999999999999999999999999999999",
            "-99999999999999999999999999999999999999999999 is negative",
        ),
        (
            "denomination_yen = 99999999999999999999999999999999999999999999",
            "99999999999999999999999999999999999999999999 is too large",
        ),
        ("denomination_yen = 10000.0", "this is a number with decimals, and a whole number is needed"),
        ("denomination_yen = \"10000\"", "this is a text, and a whole number is needed"),
        ("denomination_yen = true", "this is true or false, and a whole number is needed"),
        ("denomination_yen = [10000]", "this is a list, and a whole number is needed"),
    ] {
        one("denomination_yen", line, "terms.denomination_yen", problem);
    }
    let (text, _) = with("denomination_yen", "denomination_yen = 10_000");
    assert!(series(&text).is_ok());
    let field = "terms.per_yen_digits";
    one("per_yen_digits", "per_yen_digits = 19", field, "19 is too large");
    let field = "terms.record_date_offset_business_days";
    one("record_date_offset_business_days", "record_date_offset_business_days = 0", field, "0 is too small");
    one("record_date_offset_business_days", "record_date_offset_business_days = 31", field, "31 is too large");
    one("frequency", "frequency = 3", "terms.frequency", "3 payments a year are not supported");
}

#[test]
fn the_face_is_bounded() {
    let (text, line) = with("authorised_units", "authorised_units = 100000000000001");
    let problem = "the face of all units is 1000000000000010000 yen, above 10^18";
    assert_eq!(defects(&text), [(line, "terms.authorised_units".to_owned(), problem.to_owned())]);
    let (text, _) = with("authorised_units", "authorised_units = 100000000000000");
    assert_eq!(series(&text).unwrap().face_yen(), bond_abi::office::MAX_FACE_YEN);
}

#[test]
fn rates_are_exact_texts() {
    let field = "terms.annual_rate_percent";
    for (value, problem) in [
        ("\"1,293\"", "\"1,293\": the rate has a comma"),
        ("\"-1\"", "\"-1\": the rate has a sign"),
        ("\"1.293%\"", "\"1.293%\": the rate has a percent sign"),
        ("\"101\"", "\"101\": the rate is above 100 percent"),
        ("\"\"", "\"\": the rate is empty"),
        ("1.293", "this is a number with decimals, and a text is needed"),
        ("1", "this is a whole number, and a text is needed"),
    ] {
        one("annual_rate_percent", &format!("annual_rate_percent = {value}"), field, problem);
    }
}

#[test]
fn choices_name_what_is_supported() {
    one("day_count", "day_count = \"ACT/999\"", "terms.day_count", "the day count \"ACT/999\" is unknown");
    let (text, _) = with("day_count", "day_count = \"ACT/999\"");
    assert!(series(&text).unwrap_err()[0].remedy.contains("JP-HALF"));
    one("business_day", "business_day = \"next\"", "terms.business_day", "the business-day rule \"next\" is unknown");
    one("currency", "currency = \"USD\"", "terms.currency", "the currency \"USD\" is not supported");
}

#[test]
fn dates_are_checked() {
    let field = "terms.issue_date";
    for (value, problem) in [
        ("2015-02-30", "\"2015-02-30\" is no day of the calendar"),
        ("2015-13-01", "\"2015-13-01\" is no day of the calendar"),
        ("\"2015-06-26\"", "this is a text, and a date is needed"),
        ("2015-06-26T00:00:00+09:00", "2015-06-26T00:00:00+09:00 has a time of day"),
        ("1979-12-31", "1979-12-31 is outside the bank calendar"),
        ("20150626", "this is a whole number, and a date is needed"),
    ] {
        one("issue_date", &format!("issue_date = {value}"), field, problem);
    }
    one(
        "maturity_date",
        "maturity_date = 2100-01-01",
        "terms.maturity_date",
        "2100-01-01 is outside the bank calendar",
    );
}

#[test]
fn an_impossible_date_does_not_hide_other_defects() {
    let (text, date_line) = with("issue_date", "issue_date = 2015-02-30");
    let (text, rate_line) = replaced(&text, "annual_rate_percent", "annual_rate_percent = \"1,293\"");
    let places: Vec<usize> = defects(&text).into_iter().map(|defect| defect.0).collect();
    assert_eq!(places, [date_line, rate_line]);
}

#[test]
fn the_schedule_s_defects_go_to_their_keys() {
    for (key, line, field, problem) in [
        (
            "first_interest_date",
            "first_interest_date = 2015-06-26",
            "terms.first_interest_date",
            "the first interest date is not after the issue date",
        ),
        (
            "maturity_date",
            "maturity_date = 2016-02-24",
            "terms.maturity_date",
            "the maturity is before the first interest date",
        ),
        ("maturity_date", "maturity_date = 2099-06-20", "terms.maturity_date", "more than 128 payment events"),
        (
            "first_interest_date",
            "first_interest_date = 2015-06-27",
            "terms.record_date_offset_business_days",
            "the first record date is before the issue date",
        ),
        (
            "annual_rate_percent",
            "annual_rate_percent = \"100\"\n",
            "terms.annual_rate_percent",
            "event 0 pays more than one yen of interest per yen",
        ),
    ] {
        let (mut text, _) = with(key, line);
        if key == "annual_rate_percent" {
            // Two years until the first coupon.
            text = replaced(&text, "issue_date", "issue_date = 2013-06-26").0;
        }
        let found = defects(&text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].1.as_str(), found[0].2.as_str()), (field, problem));
        let name = field.strip_prefix("terms.").unwrap();
        assert!(text.lines().nth(found[0].0 - 1).unwrap().starts_with(name), "{found:?}");
    }
}

#[test]
fn a_later_law_closes_and_opens_days() {
    let plain = series(TOKYO_TOML).unwrap();
    let paid = plain.schedule().events()[0].payment_date;
    let line = format!("business_day = \"preceding\"\nextra_bank_holidays = [{paid}]\ncancelled_bank_holidays = []");
    let changed = series(&with("business_day", &line).0).unwrap();
    assert!(changed.schedule().events()[0].payment_date < paid);
    assert_eq!(changed.schedule().events()[1], plain.schedule().events()[1]);

    // A nominal date on a holiday: paid on it once the law drops the holiday.
    let in_holidays = |cancelled: &str| {
        let (text, _) = with("first_interest_date", "first_interest_date = 2015-12-31");
        let text = replaced(&text, "maturity_date", "maturity_date = 2035-06-30").0;
        let line = format!("business_day = \"preceding\"\ncancelled_bank_holidays = [{cancelled}]");
        series(&replaced(&text, "business_day", &line).0).unwrap().schedule().events()[0].payment_date.to_string()
    };
    assert_eq!(in_holidays(""), "2015-12-30");
    assert_eq!(in_holidays("2015-12-31"), "2015-12-31");
}

#[test]
fn closed_and_opened_days_are_dates_that_can_be_meant() {
    let rule = "business_day = \"preceding\"\n";
    for (lists, field, problem) in [
        (
            "extra_bank_holidays = [2030-02-01, \"2030-02-04\"]",
            "terms.extra_bank_holidays[1]",
            "this is a text, and a date is needed",
        ),
        (
            "extra_bank_holidays = 2030-02-01",
            "terms.extra_bank_holidays",
            "this is a date or time, and a list is needed",
        ),
        (
            "extra_bank_holidays = [2100-01-04]",
            "terms.extra_bank_holidays[0]",
            "2100-01-04 is outside the bank calendar",
        ),
        (
            "extra_bank_holidays = [2030-02-11]\ncancelled_bank_holidays = [2030-02-11]",
            "terms.cancelled_bank_holidays[0]",
            "2030-02-11 is in extra_bank_holidays too",
        ),
        (
            "cancelled_bank_holidays = [2026-05-03]",
            "terms.cancelled_bank_holidays[0]",
            "2026-05-03 is a weekend, on which banks stay closed",
        ),
    ] {
        let (text, _) = with("business_day", &format!("{rule}{lists}"));
        let found = defects(&text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].1.as_str(), found[0].2.as_str()), (field, problem));
    }
}

#[test]
fn instalments_repay_the_face_on_interest_dates() {
    let series = series(AMORTISING_TOML).unwrap();
    let remaining: Vec<u64> = series.schedule().events().iter().map(|event| event.remaining_per_unit_yen).collect();
    assert_eq!(remaining, [8_000, 6_000, 4_000, 2_000, 0]);

    let text = AMORTISING_TOML.replacen("date = 2027-05-30\n", "date = 2027-05-31\n", 1);
    let line = text.lines().position(|line| line == "date = 2027-05-31").unwrap() + 1;
    let problem = "instalment 1 is on no nominal interest date and not at maturity";
    assert_eq!(defects(&text), [(line, "terms.instalment[1].date".to_owned(), problem.to_owned())]);

    let text = AMORTISING_TOML.replacen("principal_per_unit_yen = 2000", "principal_per_unit_yen = 1999", 1);
    let found = defects(&text);
    assert_eq!(found[0].1, "terms.instalment[0].principal_per_unit_yen");
    assert_eq!(found[0].2, "the instalments sum to 9999 yen per unit and not to 10000");

    let text = AMORTISING_TOML.replacen("principal_per_unit_yen = 2000", "principal_per_unit_yen = 0\nunits = 1", 1);
    let fields: Vec<String> = defects(&text).into_iter().map(|defect| defect.1).collect();
    assert_eq!(fields, ["terms.instalment[0].principal_per_unit_yen", "terms.instalment[0].units"]);

    let text = AMORTISING_TOML.replacen("date = 2030-05-30\n", "date = 2029-05-30\n", 1);
    assert_eq!(defects(&text)[0].1, "terms.instalment[4].date");
}

#[test]
fn instalments_are_a_list_of_tables() {
    let (text, line) = with("frequency", "frequency = 2\ninstalment = 2000");
    let problem = "this is a whole number, and a list is needed";
    assert_eq!(defects(&text), [(line + 1, "terms.instalment".to_owned(), problem.to_owned())]);
    let (text, line) = with("frequency", "frequency = 2\ninstalment = [2000]");
    let problem = "this is a whole number, and a table is needed";
    assert_eq!(defects(&text), [(line + 1, "terms.instalment[0]".to_owned(), problem.to_owned())]);
}

#[test]
fn the_policy_is_checked() {
    one("classes", "classes = [\"individuals\"]", "policy.classes[0]", "\"individuals\" is no class of investor");
    one("classes", "classes = \"individual\"", "policy.classes", "this is a text, and a list is needed");
    let flag = "accept_unattested = \"yes\"\nclasses = []";
    one("classes", flag, "policy.accept_unattested", "this is a text, and true or false is needed");
    let accepting = TOKYO_TOML.replace("[policy]", "[policy]\naccept_unattested = true");
    assert!(series(&accepting).unwrap().to_policy().accept_unattested);
    assert!(!series(TOKYO_TOML).unwrap().to_policy().accept_unattested);
    one("classes", "classes = [1]", "policy.classes[0]", "this is a whole number, and a text is needed");
    let twice = "classes = [\"individual\", \"individual\"]";
    one("classes", twice, "policy.classes[1]", "the class is there twice");
    one("residences", "residences = [\"Tokyo\"]", "policy.residences[0]", "\"Tokyo\" is no ISO 3166 code");
    one("residences", "residences = [\"JP-13\", \"JP-13\"]", "policy.residences[1]", "the residence is there twice");
}

#[test]
fn what_the_terms_do_not_provide_is_as_usual() {
    let usual = series(TOKYO_TOML).unwrap();
    let terms = usual.to_terms();
    assert_eq!(&terms.currency, b"JPY");
    assert_eq!((terms.resolution, terms.consultation_number, terms.early_redemption_notice_days), (None, None, None));
    assert_eq!((terms.tax.publicly_offered, terms.tax.tax_free_savings), (true, false));
    assert_eq!((terms.interest_prescription_years, terms.principal_prescription_years), (5, 10));
    assert!(!terms.may_reopen);
    let without_currency = TOKYO_TOML.replace("currency = \"JPY\"\n", "");
    assert_ne!(without_currency, TOKYO_TOML);
    assert_eq!(series(&without_currency).unwrap().to_terms(), usual.to_terms());
    let bare = usual.terms.provisions;
    assert_eq!(Provisions { may_buy_back: false, ..bare }, Provisions::default());
}

/// The Tokyo sample with lines more in `[terms]`, and the number of the first of them.
fn providing(lines: &str) -> (String, usize) {
    let (text, line) = with("frequency", &format!("frequency = 2\n{lines}"));
    (text, line + 1)
}

#[test]
fn provisions_become_terms() {
    let text = TOKYO_TOML.lines().filter(|line| !line.starts_with("may_buy_back")).collect::<Vec<_>>().join("\n");
    let lines = "frequency = 2\nresolution_number = \"第12号議案\"\nresolution_date = 2015-06-26\n\
                 consultation_number = \"総財地第1号\"\npublicly_offered = false\ntax_free_savings = true\n\
                 interest_prescription_years = 1\nprincipal_prescription_years = 30\nmay_reopen = true\n\
                 may_buy_back = true\nearly_redemption_notice_days = 366";
    let terms = series(&replaced(&text, "frequency", lines).0).unwrap().to_terms();
    let resolution = bond_abi::office::Resolution { number: "第12号議案".into(), day: terms.issue_day };
    assert_eq!(terms.resolution, Some(resolution), "on the issue date is not after it");
    assert_eq!(terms.consultation_number.as_deref(), Some("総財地第1号"));
    assert_eq!((terms.tax.publicly_offered, terms.tax.tax_free_savings), (false, true));
    assert_eq!((terms.interest_prescription_years, terms.principal_prescription_years), (1, 30));
    assert_eq!((terms.may_reopen, terms.may_buy_back, terms.early_redemption_notice_days), (true, true, Some(366)));
}

#[test]
fn provisions_are_checked() {
    for (lines, key, problem) in [
        ("resolution_date = 2015-06-01", "resolution_number", "the key is missing"),
        ("resolution_number = \"12\"", "resolution_date", "the key is missing"),
        ("resolution_number = \"\"\nresolution_date = 2015-06-01", "resolution_number", "the text is empty"),
        ("consultation_number = \" \"", "consultation_number", "the text is empty"),
        ("consultation_number = 7", "consultation_number", "this is a whole number, and a text is needed"),
        ("publicly_offered = 1", "publicly_offered", "this is a whole number, and true or false is needed"),
        ("may_reopen = \"no\"", "may_reopen", "this is a text, and true or false is needed"),
        ("interest_prescription_years = 0", "interest_prescription_years", "0 is too small"),
        ("principal_prescription_years = 31", "principal_prescription_years", "31 is too large"),
        ("early_redemption_notice_days = 0", "early_redemption_notice_days", "0 is too small"),
        ("early_redemption_notice_days = 367", "early_redemption_notice_days", "367 is too large"),
    ] {
        let found = defects(&providing(lines).0);
        assert_eq!(found.len(), 1, "{lines}: {found:?}");
        assert_eq!((found[0].1.as_str(), found[0].2.as_str()), (format!("terms.{key}").as_str(), problem), "{lines}");
    }
    let (text, line) = providing("resolution_number = \"12\"\nresolution_date = 2015-06-27");
    let problem = "the council resolved on 2015-06-27, after the issue on 2015-06-26";
    assert_eq!(defects(&text), [(line + 1, "terms.resolution_date".to_owned(), problem.to_owned())]);
    let (text, line) = providing(&format!("consultation_number = \"{}\"", "a".repeat(65)));
    let problem = "the text has 65 bytes, and 64 are allowed";
    assert_eq!(defects(&text), [(line, "terms.consultation_number".to_owned(), problem.to_owned())]);
}

#[test]
fn limits_of_holders_and_times_become_policy() {
    let lines = "[policy]\nlatest_birth_decade = \"2000s\"\nmax_units_per_investor = 500\n\
                 min_units_per_wallet = 500\ntransferable_from = 2016-01-01\ntransferable_until = 2016-01-02\n\
                 needs_approval = true";
    let policy = series(&TOKYO_TOML.replace("[policy]", lines)).unwrap().to_policy();
    assert_eq!((policy.latest_birth_band, policy.needs_approval), (11, true));
    assert_eq!((policy.max_units_per_investor, policy.min_units_per_wallet), (500, 500));
    assert_eq!(policy.transferable_until_ms - policy.transferable_from_ms, 86_400_000);
    assert_eq!(policy.transferable_from_ms, 1_451_574_000_000, "2016-01-01T00:00+09:00");
}

#[test]
fn limits_of_holders_and_times_are_checked() {
    for (lines, key, problem) in [
        ("latest_birth_decade = \"2005\"", "latest_birth_decade", "\"2005\" is no decade of birth"),
        ("latest_birth_decade = 2000", "latest_birth_decade", "this is a whole number, and a text is needed"),
        ("max_units_per_investor = 0", "max_units_per_investor", "0 is too small"),
        ("min_units_per_wallet = 0", "min_units_per_wallet", "0 is too small"),
        ("transferable_from = \"2016-01-01\"", "transferable_from", "this is a text, and a date is needed"),
        ("needs_approval = 1", "needs_approval", "this is a whole number, and true or false is needed"),
        (
            "max_units_per_investor = 9\nmin_units_per_wallet = 10",
            "min_units_per_wallet",
            "a wallet keeps at least 10 units, and an investor at most 9",
        ),
        (
            "transferable_from = 2016-01-01\ntransferable_until = 2016-01-01",
            "transferable_until",
            "units are transferable from 2016-01-01 and no longer on 2016-01-01: never",
        ),
    ] {
        let found = defects(&TOKYO_TOML.replace("[policy]", &format!("[policy]\n{lines}")));
        assert_eq!(found.len(), 1, "{lines}: {found:?}");
        assert_eq!((found[0].1.as_str(), found[0].2.as_str()), (format!("policy.{key}").as_str(), problem), "{lines}");
    }
}

#[test]
fn unknown_keys_are_defects() {
    let (text, line) = with("per_yen_digits", "per_yen_digit = 13");
    assert_eq!(
        defects(&text),
        [
            (10, "terms.per_yen_digits".to_owned(), "the key is missing".to_owned()),
            (line, "terms.per_yen_digit".to_owned(), "the key \"per_yen_digit\" is unknown".to_owned()),
        ]
    );
    let text = TOKYO_TOML.replace("[policy]", "[polcy]");
    assert_eq!(defects(&text)[0].1, "polcy");
    let text = TOKYO_TOML.replace("classes =", "class =");
    assert_eq!(defects(&text)[0].1, "policy.class");
}

#[test]
fn missing_tables_and_keys_are_all_named() {
    let fields: Vec<String> = defects("id = \"a\"\n").into_iter().map(|defect| defect.1).collect();
    assert_eq!(fields, ["name", "symbol", "issuer", "terms"]);
    assert_eq!(defects("id = \"a\"\nname = \"b\"\nsymbol = \"c\"\n[issuer]\n[terms]\n").len(), 2 + 11);
    assert_eq!(
        defects("terms = 1").iter().find(|defect| defect.1 == "terms").unwrap().2,
        "this is a whole number, and a table is needed"
    );
}

#[test]
fn broken_lines_are_named_and_the_others_still_read() {
    let (text, line) = with("symbol", "symbol = TMG20-32");
    let (text, frequency_line) = replaced(&text, "frequency", "frequency = 7");
    let found = defects(&text);
    assert_eq!(found.iter().map(|defect| defect.0).collect::<Vec<_>>(), [line, frequency_line]);
    assert!(found[0].2.starts_with("the line is no TOML: "), "{found:?}");

    let (text, line) = with("annual_rate_percent", "annual_rate_percent = 1,293");
    let found = defects(&text);
    assert_eq!((found.len(), found[0].0), (1, line), "{found:?}");

    let (text, line) = with("frequency", "frequency = 2\nfrequency = 2");
    assert_eq!(defects(&text)[0].0, line + 1);
}

#[test]
fn a_file_that_is_no_toml_at_all_has_few_defects() {
    let found = defects("wallet,investor_id\n\u{1}\n<html>\n");
    assert!(!found.is_empty() && found.len() <= 4, "{found:?}");
    assert!(defects(&"=\n".repeat(1_000)).len() <= 20);
    assert!(!defects(&"[".repeat(100_000)).is_empty());
    assert!(!defects(&format!("a = {}", "[".repeat(100_000))).is_empty());
}

#[test]
fn an_empty_file_is_a_defect() {
    assert_eq!(
        crate::input::source::Source::from_bytes("s.toml", Vec::new()).err().unwrap()[0].problem,
        "the file is empty"
    );
    assert_eq!(source("s.toml", "# only a comment").name, "s.toml");
    assert_eq!(defects("# only a comment").len(), 5);
}

/// Case F1, without and with what it lacks.
const F1: &str = "id = \"f1\"\nname = \"3月末・9月末\"\nsymbol = \"T\"\n[issuer]\nname = \"x\"\n\
    local_government_code = \"130001\"\n[terms]\ndenomination_yen = 10000\nauthorised_units = 1000000\n\
    issue_date = 2026-03-31\nfirst_interest_date = 2026-09-30\nmaturity_date = 2028-09-30\n\
    annual_rate_percent = \"1\"\nfrequency = 2\nday_count = \"JP-HALF\"\nper_yen_digits = 13\n\
    business_day = \"preceding\"\nrecord_date_offset_business_days = 1\n";

#[test]
fn f1_a_first_interest_date_at_a_month_end_is_asked_about_and_both_answers_work() {
    let found = series(F1).map(|series| series.id).unwrap_err();
    assert_eq!((found.len(), found[0].line, found[0].field.as_deref()), (1, Some(11), Some("terms.interest_day")));
    for choice in ["month-end", "2027-03-31", "day-of-month", "2027-03-30"] {
        assert!(found[0].remedy.contains(choice), "{choice} in {}", found[0].remedy);
    }
    let with = |line: &str| series(&format!("{F1}{line}\n"));
    let month_end = with("interest_day = \"month-end\"").unwrap();
    assert_eq!(month_end.to_terms().interest_day, InterestDayName::MonthEnd);
    let dates: Vec<_> = month_end.schedule().events().iter().map(|event| event.notional_date.to_string()).collect();
    assert_eq!(dates, ["2026-09-30", "2027-03-31", "2027-09-30", "2028-03-31", "2028-09-30"]);
    // A whole half-year at 1 %.
    assert_eq!(month_end.to_events()[0].interest_per_yen, 50_000_000_000);
    let day = with("interest_day = \"day-of-month\"").unwrap();
    assert_eq!(day.to_terms().interest_day, InterestDayName::DayOfMonth);
    assert_eq!(day.schedule().events()[1].notional_date.to_string(), "2027-03-30");
}

#[test]
fn f1_a_stub_to_the_end_of_february_is_prorated_in_181_days() {
    let february =
        F1.replace("2026-03-31", "2017-01-17").replace("2026-09-30", "2017-02-28").replace("2028-09-30", "2018-02-28");
    let read = series(&format!("{february}interest_day = \"month-end\"\n")).unwrap();
    let events = read.schedule().events();
    let dates: Vec<_> = events.iter().map(|event| event.notional_date.to_string()).collect();
    assert_eq!(dates, ["2017-02-28", "2017-08-31", "2018-02-28"]);
    assert_eq!(events[0].interest_per_yen, 50_000_000_000 * 42 / 181);
}

#[test]
fn interest_days_that_are_none_are_named() {
    let of = |lines: &str| {
        let found = defects(&format!("{F1}{lines}\n"));
        assert_eq!(found.len(), 1, "{found:?}");
        (found[0].1.clone(), found[0].2.clone())
    };
    let unknown = of("interest_day = \"month end\"");
    assert_eq!(unknown.0, "terms.interest_day");
    assert!(unknown.1.contains("unknown"), "{unknown:?}");
    let other = F1.replace("2026-09-30", "2026-09-29");
    let found = defects(&format!("{other}interest_day = \"month-end\"\n"));
    assert_eq!(found[0].1, "terms.first_interest_date");
    // Where it makes no difference nobody is asked.
    assert!(series(&F1.replace("2026-09-30", "2026-08-31").replace("2028-09-30", "2028-08-31")).is_ok());
}
