use super::*;
use std::string::{String, ToString};
use std::vec::Vec;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// A bullet with semi-annual coupons, preceding business day, record date 5 business days before.
fn terms(issue: &str, first: &str, maturity: &str, percent: &str) -> ScheduleTerms<'static> {
    ScheduleTerms {
        issue_date: date(issue),
        first_interest_date: date(first),
        interest_day: InterestDay::DayOfMonth,
        maturity_date: date(maturity),
        annual_rate: Rate::parse_percent(percent).unwrap(),
        frequency: 2,
        day_count: DayCount::JpHalf,
        per_yen_digits: 13,
        business_day: BusinessDayRule::Preceding,
        calendar: BankCalendar::BY_RULE,
        record_date_offset_business_days: 5,
        denomination_yen: 10_000,
        instalments: &[],
    }
}

fn tokyo_32() -> ScheduleTerms<'static> {
    terms("2015-06-26", "2016-02-25", "2035-06-20", "1.293")
}

fn notional(schedule: &Schedule) -> Vec<Date> {
    schedule.events().iter().map(|event| event.notional_date).collect()
}

/// `rate / frequency × dividend / divisor`, at 13 digits, from whole numbers.
fn prorated(rate_e3: u128, frequency: u128, dividend: u128, divisor: u128) -> u64 {
    u64::try_from(rate_e3 * dividend * 100_000_000 / (frequency * divisor)).unwrap()
}

#[test]
fn c1_osaka_ten_years_redeems_on_the_friday_before() {
    let schedule = Schedule::build(&terms("2025-04-28", "2025-10-28", "2035-04-28", "1.5")).unwrap();
    assert_eq!(schedule.redemption_date(), date("2035-04-27"));
    assert_eq!(schedule.events().len(), 20);
    let last = schedule.events()[19];
    assert_eq!((last.notional_date, last.payment_date), (date("2035-04-28"), date("2035-04-27")));
    assert_eq!((last.accrual_start, last.accrual_end), (date("2034-10-29"), date("2035-04-27")));
    // 2034-10-28 → 2035-04-28 has 182 days, of which 181 are earned.
    assert_eq!(last.interest_per_yen, prorated(1_500, 2, 181, 182));
    assert!(schedule.events()[..19].iter().all(|event| event.interest_per_yen == 75_000_000_000));
}

#[test]
fn c10_tokyo_32_has_a_long_first_and_a_short_last_coupon() {
    let schedule = Schedule::build(&tokyo_32()).unwrap();
    let events = schedule.events();
    assert_eq!(events[0].interest_per_yen, 86_080_939_226);
    assert_eq!(events[0].accrual_start, date("2015-06-27"));
    assert_eq!(events[1].interest_per_yen, 64_650_000_000);
    let last = events.last().unwrap();
    assert_eq!(events[events.len() - 2].notional_date, date("2035-02-25"));
    assert_eq!(last.payment_date, date("2035-06-20"));
    // 25 February to 20 June within 25 February to 25 August.
    assert_eq!(last.interest_per_yen, prorated(1_293, 2, 115, 181));
    assert_eq!(events.len(), 40);
}

#[test]
fn c14_a_coupon_on_a_sunday_keeps_its_amount() {
    let schedule = Schedule::build(&terms("2025-03-14", "2025-09-14", "2027-03-15", "1")).unwrap();
    let coupon = schedule.events()[0];
    assert_eq!((coupon.notional_date, coupon.accrual_end), (date("2025-09-14"), date("2025-09-14")));
    assert_eq!(coupon.payment_date, date("2025-09-12"));
    assert_eq!(coupon.interest_per_yen, 50_000_000_000);
    assert_eq!(coupon.record_date, date("2025-09-05"));
    assert_eq!(coupon.cutoff_ms, date("2025-09-06").start_ms_jst().unwrap());
}

#[test]
fn a_short_first_coupon_is_prorated_in_its_own_half_year() {
    let schedule = Schedule::build(&terms("2025-12-20", "2026-03-20", "2030-09-20", "1.2")).unwrap();
    // 20 September to 20 March has 181 days, of which 90 after the issue date.
    assert_eq!(schedule.events()[0].interest_per_yen, prorated(1_200, 2, 90, 181));
}

#[test]
fn a_redemption_that_moves_later_earns_the_extra_days() {
    let mut terms = terms("2025-04-28", "2025-10-28", "2035-04-28", "1.5");
    terms.business_day = BusinessDayRule::Following;
    let schedule = Schedule::build(&terms).unwrap();
    // Saturday 28 April 2035; the 29th is Showa Day on a Sunday, the 30th its substitute.
    assert_eq!(schedule.redemption_date(), date("2035-05-01"));
    let last = schedule.events().last().unwrap();
    assert_eq!(last.accrual_end, date("2035-05-01"));
    // A whole half-year and 3 of the 183 days from 28 April to 28 October.
    assert_eq!(last.interest_per_yen, prorated(1_500, 2, 183 + 3, 183));
}

#[test]
fn an_unmoved_redemption_is_a_regular_coupon() {
    let mut terms = terms("2025-04-28", "2025-10-28", "2035-04-28", "1.5");
    terms.business_day = BusinessDayRule::None;
    let schedule = Schedule::build(&terms).unwrap();
    assert_eq!(schedule.redemption_date(), date("2035-04-28"));
    assert!(schedule.events().iter().all(|event| event.interest_per_yen == 75_000_000_000));
}

#[test]
fn month_ends_do_not_drift() {
    let schedule = Schedule::build(&terms("2025-02-28", "2025-08-31", "2027-02-28", "1")).unwrap();
    let expected = ["2025-08-31", "2026-02-28", "2026-08-31", "2027-02-28"].map(date);
    assert_eq!(notional(&schedule), expected);
    // Moved from Sunday the 28th to Friday the 26th: 179 of the 181 days.
    assert_eq!(schedule.events()[3].interest_per_yen, prorated(1_000, 2, 179, 181));
}

#[test]
fn a_maturity_at_the_month_end_anchors_a_first_date_in_february() {
    let schedule = Schedule::build(&terms("2025-08-31", "2026-02-28", "2027-08-31", "1")).unwrap();
    assert_eq!(notional(&schedule), ["2026-02-28", "2026-08-31", "2027-02-28", "2027-08-31"].map(date));
    assert_eq!(schedule.events()[0].interest_per_yen, 50_000_000_000);
    // Not on the grid: the first date's own day stays the anchor.
    let schedule = Schedule::build(&terms("2025-08-31", "2026-02-28", "2027-07-31", "1")).unwrap();
    assert_eq!(notional(&schedule), ["2026-02-28", "2026-08-28", "2027-02-28", "2027-07-31"].map(date));
}

#[test]
fn one_single_payment_may_have_a_stub_at_both_ends() {
    // Long first from 2025-04-11; maturity Saturday 2026-02-28 moves to the Friday.
    let schedule = Schedule::build(&terms("2025-04-11", "2026-02-28", "2026-02-28", "1")).unwrap();
    let event = schedule.events()[0];
    assert_eq!(schedule.events().len(), 1);
    assert_eq!(event.payment_date, date("2026-02-27"));
    // 139 of the 181 days to 28 August, and 183 of the 184 to 28 February.
    assert_eq!(event.interest_per_yen, prorated(1_000, 2, 139 * 184 + 183 * 181, 181 * 184));
    assert_eq!((event.principal_per_unit_yen, event.remaining_per_unit_yen), (10_000, 0));
}

#[test]
fn quarterly_and_annual_coupons_divide_the_annual_rate() {
    let mut terms = terms("2025-01-15", "2025-04-15", "2027-01-15", "1");
    terms.frequency = 4;
    let schedule = Schedule::build(&terms).unwrap();
    assert_eq!((schedule.events().len(), schedule.events()[0].interest_per_yen), (8, 25_000_000_000));
    terms.frequency = 1;
    terms.first_interest_date = date("2026-01-15");
    let schedule = Schedule::build(&terms).unwrap();
    assert_eq!((schedule.events().len(), schedule.events()[0].interest_per_yen), (2, 100_000_000_000));
}

fn instalment(text: &str, yen: u64) -> Instalment {
    Instalment { date: date(text), principal_per_unit_yen: yen }
}

#[test]
fn amortisation_pays_interest_on_what_remains() {
    // As B3: 10,000 at 5 %, annual, 2,000 a year.
    let instalments =
        ["2021-06-15", "2022-06-15", "2023-06-15", "2024-06-15", "2025-06-15"].map(|text| instalment(text, 2_000));
    let mut terms = terms("2020-06-15", "2021-06-15", "2025-06-15", "5");
    terms.frequency = 1;
    terms.business_day = BusinessDayRule::None;
    terms.instalments = &instalments;
    let schedule = Schedule::build(&terms).unwrap();
    let interest: Vec<u128> = schedule
        .events()
        .iter()
        .map(|event| crate::gross_yen_floor(event.outstanding_per_unit_yen.into(), event.interest_per_yen, 13).unwrap())
        .collect();
    assert_eq!(interest, [500, 400, 300, 200, 100]);
    let remaining: Vec<u64> = schedule.events().iter().map(|event| event.remaining_per_unit_yen).collect();
    assert_eq!(remaining, [8_000, 6_000, 4_000, 2_000, 0]);
}

#[test]
fn an_instalment_may_skip_interest_dates_and_is_dated_nominally() {
    // 2035-04-28 is the nominal maturity; the redemption date 2035-04-27 is no date for an instalment.
    let good = [instalment("2030-04-28", 4_000), instalment("2035-04-28", 6_000)];
    let mut terms = terms("2025-04-28", "2025-10-28", "2035-04-28", "1.5");
    terms.instalments = &good;
    let schedule = Schedule::build(&terms).unwrap();
    assert_eq!(schedule.events()[9].principal_per_unit_yen, 4_000);
    assert_eq!(schedule.events()[8].remaining_per_unit_yen, 10_000);
    assert_eq!(schedule.events()[10].outstanding_per_unit_yen, 6_000);
    let moved = [instalment("2035-04-27", 10_000)];
    terms.instalments = &moved;
    assert_eq!(Schedule::build(&terms), Err(ScheduleError::LastInstalmentNotAtMaturity));
}

#[test]
fn each_defect_of_instalments_is_named() {
    let last = instalment("2027-04-28", 5_000);
    let cases: [(&[Instalment], ScheduleError); 7] = [
        (&[instalment("2026-04-27", 5_000), last], ScheduleError::InstalmentNotOnInterestDate { index: 0 }),
        (&[instalment("2025-04-28", 5_000), last], ScheduleError::InstalmentNotOnInterestDate { index: 0 }),
        (&[last, instalment("2027-10-28", 5_000)], ScheduleError::InstalmentNotOnInterestDate { index: 1 }),
        (&[last, last], ScheduleError::InstalmentsOutOfOrder { index: 1 }),
        (&[instalment("2026-04-28", 0), last], ScheduleError::InstalmentZero { index: 0 }),
        (
            &[instalment("2026-04-28", 4_999), last],
            ScheduleError::InstalmentsDoNotSum { sum_yen: 9_999, denomination_yen: 10_000 },
        ),
        (&[instalment("2026-04-28", 10_000)], ScheduleError::LastInstalmentNotAtMaturity),
    ];
    for (instalments, error) in cases {
        let mut terms = terms("2025-04-28", "2025-10-28", "2027-04-28", "1.5");
        terms.instalments = instalments;
        assert_eq!(Schedule::build(&terms), Err(error));
        assert_eq!(error.field(), "terms.instalments");
    }
    let huge = [instalment("2026-04-28", u64::MAX), instalment("2027-04-28", u64::MAX)];
    let mut terms = terms("2025-04-28", "2025-10-28", "2027-04-28", "1.5");
    terms.instalments = &huge;
    terms.denomination_yen = u64::MAX;
    assert!(matches!(Schedule::build(&terms), Err(ScheduleError::InstalmentsDoNotSum { .. })));
}

#[test]
fn each_defect_of_the_terms_is_named() {
    type Spoil = fn(&mut ScheduleTerms<'static>);
    let cases: [(Spoil, ScheduleError, &str); 8] = [
        (
            |t| t.first_interest_date = t.issue_date,
            ScheduleError::FirstInterestNotAfterIssue,
            "terms.first_interest_date",
        ),
        (|t| t.maturity_date = date("2016-02-24"), ScheduleError::MaturityBeforeFirstInterest, "terms.maturity_date"),
        (|t| t.frequency = 3, ScheduleError::FrequencyUnsupported, "terms.frequency"),
        (|t| t.per_yen_digits = 19, ScheduleError::DigitsOutOfRange, "terms.per_yen_digits"),
        (
            |t| t.record_date_offset_business_days = 0,
            ScheduleError::RecordOffsetOutOfRange,
            "terms.record_date_offset_business_days",
        ),
        (
            |t| t.record_date_offset_business_days = 31,
            ScheduleError::RecordOffsetOutOfRange,
            "terms.record_date_offset_business_days",
        ),
        (|t| t.denomination_yen = 0, ScheduleError::DenominationZero, "terms.denomination_yen"),
        (|t| t.maturity_date = date("2100-06-20"), ScheduleError::Math(MathError::CalendarOutOfRange), "terms"),
    ];
    for (spoil, error, field) in cases {
        let mut terms = tokyo_32();
        spoil(&mut terms);
        assert_eq!(Schedule::build(&terms), Err(error));
        assert_eq!(error.field(), field);
        assert!(error.to_string().len() > 20);
    }
}

#[test]
fn a_per_yen_unit_may_have_18_decimals() {
    let terms = ScheduleTerms { per_yen_digits: 18, ..terms("2025-04-28", "2025-10-28", "2035-04-28", "1.5") };
    assert_eq!(Schedule::build(&terms).unwrap().events()[0].interest_per_yen, 7_500_000_000_000_000);
}

#[test]
fn record_dates_that_fall_together_are_refused() {
    // Coupon on Saturday 3 May 2025, maturity on Monday the 5th, a holiday: both are paid on Friday the 2nd.
    let together = terms("2024-05-03", "2024-11-03", "2025-05-05", "1");
    assert_eq!(Schedule::build(&together), Err(ScheduleError::CutoffsNotIncreasing { k: 2 }));
    // Following moves both to Wednesday the 7th.
    let following = ScheduleTerms { business_day: BusinessDayRule::Following, ..together };
    assert_eq!(Schedule::build(&following), Err(ScheduleError::CutoffsNotIncreasing { k: 2 }));
}

#[test]
fn the_first_record_date_is_not_before_the_issue() {
    // Five business days before Friday 2025-05-16 is the 9th.
    assert!(Schedule::build(&terms("2025-05-09", "2025-05-16", "2027-05-16", "1")).is_ok());
    let late = terms("2025-05-10", "2025-05-16", "2027-05-16", "1");
    assert_eq!(Schedule::build(&late), Err(ScheduleError::CutoffNotAfterIssue));
}

#[test]
fn at_most_128_events() {
    let mut terms = terms("2020-01-15", "2020-04-15", "2052-01-15", "1");
    terms.frequency = 4;
    assert_eq!(Schedule::build(&terms).unwrap().events().len(), 128);
    terms.maturity_date = date("2052-01-16");
    assert_eq!(Schedule::build(&terms), Err(ScheduleError::TooManyEvents));
}

// Early redemption and monthly payments

#[test]
fn early_redemption_keeps_the_past_and_prorates_the_present() {
    let terms = terms("2025-03-25", "2025-09-25", "2030-03-25", "1");
    let whole = Schedule::build(&terms).unwrap();
    // 2026-11-13 is a Friday, 49 of 181 days into the half-year from 2026-09-25 to 2027-03-25.
    let cut = Schedule::redeemed_early(&terms, date("2026-11-13")).unwrap();
    assert_eq!(cut.events().len(), 4);
    assert_eq!(cut.events()[..3], whole.events()[..3]);
    let last = cut.events()[3];
    assert_eq!((last.accrual_start, last.accrual_end), (date("2026-09-26"), date("2026-11-13")));
    assert_eq!(last.payment_date, cut.redemption_date());
    assert_eq!(last.interest_per_yen, prorated(1_000, 2, 49, 181));
    assert_eq!((last.principal_per_unit_yen, last.remaining_per_unit_yen), (10_000, 0));
}

#[test]
fn early_redemption_on_a_holiday_moves_and_accrues_no_further() {
    let terms = terms("2025-03-25", "2025-09-25", "2030-03-25", "1");
    // Sunday, in the half-year of 181 days that began on 2026-09-25.
    let cut = Schedule::redeemed_early(&terms, date("2026-11-15")).unwrap();
    assert_eq!(cut.redemption_date(), date("2026-11-13"));
    assert_eq!(cut.events()[3].interest_per_yen, prorated(1_000, 2, 49, 181));
}

#[test]
fn early_redemption_on_an_interest_date_pays_the_whole_coupon() {
    let terms = terms("2025-03-25", "2025-09-25", "2030-03-25", "1");
    let whole = Schedule::build(&terms).unwrap();
    let cut = Schedule::redeemed_early(&terms, date("2026-03-25")).unwrap();
    let (last, regular) = (cut.events()[1], whole.events()[1]);
    assert_eq!(last.interest_per_yen, regular.interest_per_yen);
    assert_eq!(cut.events().len(), 2);
    assert_eq!(last.principal_per_unit_yen, 10_000);
}

#[test]
fn early_redemption_before_the_first_interest_date_is_prorated_in_the_old_grid() {
    let terms = terms("2025-03-25", "2025-09-25", "2030-03-25", "1");
    let cut = Schedule::redeemed_early(&terms, date("2025-06-25")).unwrap();
    // 92 of the 184 days from 2025-03-25 to 2025-09-25.
    assert_eq!(cut.events().len(), 1);
    assert_eq!(cut.events()[0].interest_per_yen, prorated(1_000, 2, 92, 184));
}

#[test]
fn early_redemption_of_an_amortising_bond_repays_what_is_left() {
    let instalments = [
        Instalment { date: date("2026-03-25"), principal_per_unit_yen: 4_000 },
        Instalment { date: date("2027-03-25"), principal_per_unit_yen: 3_000 },
        Instalment { date: date("2030-03-25"), principal_per_unit_yen: 3_000 },
    ];
    let terms = ScheduleTerms { instalments: &instalments, ..terms("2025-03-25", "2025-09-25", "2030-03-25", "1") };
    let repaid = |on: &str| -> Vec<u64> {
        let cut = Schedule::redeemed_early(&terms, date(on)).unwrap();
        cut.events().iter().map(|event| event.principal_per_unit_yen).collect()
    };
    assert_eq!(repaid("2026-11-13"), [0, 4_000, 0, 6_000]);
    assert_eq!(repaid("2027-03-25"), [0, 4_000, 0, 6_000], "an instalment of that very day is part of it");
    assert_eq!(repaid("2025-11-13"), [0, 10_000]);
}

#[test]
fn early_redemption_is_between_issue_and_maturity() {
    let terms = terms("2025-03-25", "2025-09-25", "2030-03-25", "1");
    for on in ["2025-03-25", "2020-01-01", "2030-03-25", "2031-01-01"] {
        let error = Schedule::redeemed_early(&terms, date(on)).unwrap_err();
        assert_eq!((error, error.field()), (ScheduleError::EarlyRedemptionOutOfRange, "early_redemption_date"), "{on}");
    }
}

#[test]
fn monthly_payments_fall_on_the_last_days_of_short_months() {
    let terms = ScheduleTerms { frequency: 12, ..terms("2025-12-31", "2026-01-31", "2026-05-31", "1.2") };
    let schedule = Schedule::build(&terms).unwrap();
    let days: Vec<String> = schedule.events().iter().map(|event| event.notional_date.to_string()).collect();
    assert_eq!(days, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]);
    assert!(schedule.events()[..4].iter().all(|event| event.interest_per_yen == 10_000_000_000));
}

/// A law closes the day before the redemption of 2026-09-18: redemption and record date move, and the last interest too.
#[test]
fn a_holiday_of_a_later_law_moves_payment_and_record_date() {
    let by_rule = terms("2024-09-20", "2025-03-20", "2026-09-20", "1");
    let added = [date("2026-09-18"), date("2026-03-12")];
    let changed = ScheduleTerms { calendar: BankCalendar { added: &added, removed: &[] }, ..by_rule };
    let (before, after) = (Schedule::build(&by_rule).unwrap(), Schedule::build(&changed).unwrap());
    assert_eq!(before.redemption_date(), date("2026-09-18"));
    assert_eq!(after.redemption_date(), date("2026-09-17"));
    // 20 March 2026 is a holiday, paid on the 19th; five business days before it were the 12th.
    assert_eq!(before.events()[2].record_date, date("2026-03-12"));
    assert_eq!(after.events()[2].record_date, date("2026-03-11"));
    assert_eq!(after.events()[2].interest_per_yen, before.events()[2].interest_per_yen);
    assert!(after.events()[3].interest_per_yen < before.events()[3].interest_per_yen);
}
