//! Every day of 1980–2050 against an independent calendar (see the head of `vectors/jp_holidays.csv`), both ways.
//!
//! A second oracle, PyPI `holidays` 0.109, was compared once by hand for 1980–2099: no difference, 1982–1985 included.

use std::collections::BTreeMap;

use bond_math::{is_business_day, national_holiday, Date, Weekday};

/// Days on which the oracle names a holiday and the law has none. Listed, not hidden: the sandwiched day (国民の休日) came
/// with 昭和60年法律103号, in force since 1985-12-27, which the oracle applies to earlier years too.
const ORACLE_ONLY: &[&str] = &["1982-05-04", "1983-05-04", "1984-05-04", "1985-05-04"];

/// Days that both know under different names. The oracle's spelling of 1990 is not that of 平成2年法律24号.
const NAMED_DIFFERENTLY: &[&str] = &["1990-11-12"];

fn oracle() -> BTreeMap<Date, &'static str> {
    include_str!("vectors/jp_holidays.csv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (date, name) = line.split_once(',').expect("date,name");
            (date.parse().expect("a date"), name)
        })
        .collect()
}

fn all_days() -> impl Iterator<Item = Date> {
    let first = Date::from_ymd(1980, 1, 1).unwrap();
    let last = Date::from_ymd(2050, 12, 31).unwrap();
    (first.days()..=last.days()).map(|day| Date::from_days(day).unwrap())
}

fn listed(days: &[&str], date: Date) -> bool {
    days.contains(&date.to_string().as_str())
}

#[test]
fn the_holidays_of_71_years_agree_with_the_oracle_both_ways() {
    let oracle = oracle();
    assert!(oracle.len() > 1_000, "the vector file is cut: {}", oracle.len());
    let mut differences = Vec::new();
    for date in all_days() {
        let ours = national_holiday(date).unwrap().map(|name| name.name_ja());
        let theirs = oracle.get(&date).copied();
        let oracle_only = listed(ORACLE_ONLY, date);
        if ours.is_some() != (theirs.is_some() && !oracle_only) || (oracle_only && theirs.is_none()) {
            differences.push(format!("{date}: ours {ours:?}, oracle {theirs:?}"));
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn the_statutory_names_agree_with_the_oracle() {
    let mut differences = Vec::new();
    for (date, theirs) in oracle() {
        let Some(ours) = national_holiday(date).unwrap().map(|name| name.name_ja()) else {
            continue;
        };
        // The oracle says of which holiday a substitute is one: "振替休日" or "<name> 振替休日".
        if !theirs.contains(ours) && !listed(NAMED_DIFFERENTLY, date) {
            differences.push(format!("{date}: ours {ours}, oracle {theirs}"));
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn banks_are_open_on_the_days_that_remain() {
    let oracle = oracle();
    for date in all_days() {
        let (_, month, day) = date.ymd();
        let closed = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
            || (oracle.contains_key(&date) && !listed(ORACLE_ONLY, date))
            || matches!((month, day), (12, 31) | (1, 1..=3));
        assert_eq!(is_business_day(date), Ok(!closed), "{date}");
    }
}
