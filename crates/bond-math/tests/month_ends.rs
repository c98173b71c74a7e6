//! Interest dates on month ends (月末) and their interest against QuantLib: `vectors/month_ends.csv`, made by
//! `generate_month_ends.py`; and the cases of market-rules-2 that a day of the month got wrong.

use std::collections::BTreeMap;

use bond_math::{
    BankCalendar, BusinessDayRule, Context, Convention, Date, DayCount, InterestDay, MathError, Rate, Schedule,
    ScheduleError, ScheduleTerms,
};

fn date(text: &str) -> Date {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn terms(issue: &str, frequency: u8, first: &str, maturity: &str, interest_day: InterestDay) -> ScheduleTerms<'static> {
    ScheduleTerms {
        issue_date: date(issue),
        first_interest_date: date(first),
        interest_day,
        maturity_date: date(maturity),
        annual_rate: Rate::parse_percent("1").unwrap(),
        frequency,
        day_count: DayCount::JpHalf,
        per_yen_digits: 13,
        business_day: BusinessDayRule::None,
        calendar: BankCalendar::BY_RULE,
        record_date_offset_business_days: 1,
        denomination_yen: 10_000,
        instalments: &[],
    }
}

/// `0.497…` in units of 10^−12.
fn e12(text: &str) -> u128 {
    let (whole, decimals) = text.split_once('.').unwrap();
    assert_eq!(decimals.len(), 12, "{text}");
    format!("{whole}{decimals}").parse().unwrap()
}

#[test]
fn every_month_end_and_its_interest_is_that_of_quantlib() {
    let mut bonds: BTreeMap<[&str; 4], Vec<(Date, u128)>> = BTreeMap::new();
    let text = include_str!("vectors/month_ends.csv");
    for row in text.lines().filter(|line| !line.starts_with('#')) {
        let [issue, frequency, first, maturity, k, day, years] = row.split(',').collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        let events = bonds.entry([issue, frequency, first, maturity]).or_default();
        assert_eq!(k, events.len().to_string(), "{row}");
        events.push((date(day), e12(years)));
    }
    assert_eq!((bonds.len(), bonds.values().map(Vec::len).sum::<usize>()), (12, text.lines().count() - 3));
    for ([issue, frequency, first, maturity], expected) in bonds {
        let frequency: u8 = frequency.parse().unwrap();
        let terms = terms(issue, frequency, first, maturity, InterestDay::MonthEnd);
        let schedule = Schedule::build(&terms).unwrap_or_else(|error| panic!("{issue}: {error}"));
        let dates: Vec<Date> = schedule.events().iter().map(|event| event.notional_date).collect();
        assert_eq!(dates, expected.iter().map(|(day, _)| *day).collect::<Vec<_>>(), "{issue}");
        for (event, (_, years_e12)) in schedule.events().iter().zip(expected) {
            // At 1 %, 10^−13 of a yen is a tenth of 10^−12 of a hundredth of a year; QuantLib's is rounded.
            assert!(
                u128::from(event.interest_per_yen).abs_diff(years_e12 / 10) <= 1,
                "{issue}: {event:?} for {years_e12}"
            );
            let context = Context { frequency, maturity: Some(date(first)), interest_day: InterestDay::MonthEnd };
            let start = event.accrual_start.add_days(-1).unwrap();
            let fraction = Convention::ActActIcma.year_fraction(start, event.accrual_end, context).unwrap();
            assert!(u128::from(fraction.truncated(12).unwrap()).abs_diff(years_e12) <= 1, "{issue}: {fraction:?}");
        }
    }
}

/// Case F1: ¥100m at 1 % from 31 March 2026 pay ¥500,000 on 30 September, and then on 31 March.
#[test]
fn f1_a_half_year_from_march_to_september_is_whole_on_month_ends() {
    let read = |interest_day| {
        let terms = terms("2026-03-31", 2, "2026-09-30", "2028-09-30", interest_day);
        assert!(Schedule::depends_on_interest_day(&terms));
        let schedule = Schedule::build(&terms).unwrap();
        let dates: Vec<String> = schedule.events().iter().map(|event| event.notional_date.to_string()).collect();
        (dates.join(" "), schedule.events()[0].interest_per_yen)
    };
    assert_eq!(
        read(InterestDay::MonthEnd),
        ("2026-09-30 2027-03-31 2027-09-30 2028-03-31 2028-09-30".into(), 50_000_000_000)
    );
    // Anchored on the 30th the first period is a day short: the rule of market-rules §2 stays for those who mean it.
    let (dates, first) = read(InterestDay::DayOfMonth);
    assert_eq!(dates, "2026-09-30 2027-03-30 2027-09-30 2028-03-30 2028-09-30");
    assert_eq!(first, 50_000_000_000 * 183 / 184);
}

#[test]
fn f1_a_stub_before_the_end_of_february_is_prorated_in_a_half_year_of_181_days() {
    let schedule = Schedule::build(&terms("2017-01-17", 2, "2017-02-28", "2018-02-28", InterestDay::MonthEnd)).unwrap();
    let dates: Vec<String> = schedule.events().iter().map(|event| event.notional_date.to_string()).collect();
    assert_eq!(dates, ["2017-02-28", "2017-08-31", "2018-02-28"]);
    assert_eq!(schedule.events()[0].interest_per_yen, 50_000_000_000 * 42 / 181);
}

#[test]
fn a_first_date_that_is_no_month_end_cannot_mean_month_ends() {
    let wrong = terms("2026-03-31", 2, "2026-09-29", "2028-09-29", InterestDay::MonthEnd);
    assert_eq!(Schedule::build(&wrong), Err(ScheduleError::FirstInterestNotAtMonthEnd));
    assert_eq!(Schedule::redeemed_early(&wrong, date("2027-01-01")), Err(ScheduleError::FirstInterestNotAtMonthEnd));
    assert!(!Schedule::depends_on_interest_day(&wrong));
    let context = Context { frequency: 2, maturity: Some(date("2026-09-29")), interest_day: InterestDay::MonthEnd };
    let fraction = Convention::JpHalf.year_fraction(date("2026-04-01"), date("2026-09-29"), context);
    assert_eq!(fraction, Err(MathError::NotAMonthEnd));
}

#[test]
fn only_a_first_date_that_can_be_read_in_two_ways_depends_on_the_rule() {
    for (issue, frequency, first, maturity, depends) in [
        ("2026-03-31", 2, "2026-09-30", "2028-09-30", true),
        // 31 August keeps month ends by itself.
        ("2026-02-28", 2, "2026-08-31", "2028-08-31", false),
        // September always has thirty days, and February does not always have as many.
        ("2025-09-30", 1, "2026-09-30", "2029-09-30", false),
        ("2025-02-28", 1, "2026-02-28", "2029-02-28", true),
        // The maturity tells.
        ("2020-12-01", 2, "2021-02-28", "2031-08-31", false),
        // Not at a month end, and before a 29 February that is one.
        ("2024-08-28", 2, "2025-02-27", "2027-02-27", false),
        ("2024-02-15", 2, "2024-02-29", "2026-02-28", true),
    ] {
        let terms = terms(issue, frequency, first, maturity, InterestDay::DayOfMonth);
        assert_eq!(Schedule::depends_on_interest_day(&terms), depends, "{first}");
    }
}
