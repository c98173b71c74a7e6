//! Accrued interest (経過利子): what the buyer of a bond adds to its price on the day of settlement (market-rules §8, C5;
//! market-rules-2 §D2).
//!
//! **Never used for a payment.** What a holder receives follows from the [`schedule`](crate::schedule) alone; a trade's
//! price is a matter of buyer and seller, who count days in one of the two documented ways.
//!
//! Who buys after the record date (基準日) does not get the coupon: he buys ex coupon, and the accrued interest is negative.

use crate::date::Date;
use crate::decimal::Rate;
use crate::error::MathError;
use crate::interest::MAX_PER_YEN_DIGITS;
use crate::schedule::Event;
use crate::wide::{mul_div_floor, pow10};
use crate::year_fraction::{Context, Convention};

/// Accrued interest of a holding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accrued {
    /// Days counted, the settlement day included, the last interest date not.
    pub days: u32,
    /// Whole yen, truncated once on the total holding.
    pub accrued_yen: u128,
}

/// How buyers and sellers of a series count (market-rules-2 §D2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Practice {
    /// Annual rate.
    pub rate: Rate,
    /// Payments a year: of a half-yearly bond, 183 days are a whole half-year.
    pub frequency: u8,
    /// `ACT/365F` or `NL/365`.
    pub convention: Convention,
    /// Decimals of the interest per ¥100 of face, truncated below them before it is multiplied by the holding (7 is the
    /// practice of dealers); `None`: nothing is rounded before the total.
    pub per_100_digits: Option<u8>,
}

/// What a settlement on some day includes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accrual {
    /// The buyer gets the next coupon: he pays the seller the interest since `from`.
    WithCoupon {
        /// The last interest date, not moved, or the issue date.
        from: Date,
        /// Principal of a unit on which that interest runs.
        outstanding_per_unit_yen: u64,
    },
    /// The seller gets the coupon: he pays the buyer the interest until `until`.
    ExCoupon {
        /// The interest date, not moved.
        until: Date,
        /// Principal of a unit that the buyer gets; an instalment of that date is the seller's too.
        remaining_per_unit_yen: u64,
    },
    /// The coupon was paid, and the next one begins on the interest date: none.
    Nothing {
        /// The interest date.
        until: Date,
        /// Principal of a unit that the buyer gets.
        remaining_per_unit_yen: u64,
    },
}

/// Why there is no accrued interest to speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAccrual {
    /// Before the issue, or from the redemption on.
    OutsideLife,
    /// Units do not move any more: the last record date has passed.
    LastRecordDatePassed {
        /// That date.
        record_date: Date,
    },
    /// The interest date has passed and its record date has not, because the payment moved far enough past it: the coupon
    /// that goes to the buyer is due in full, and no accrued interest covers that.
    CouponInFull {
        /// Its record date.
        record_date: Date,
    },
}

// Queries

/// What a settlement on a day includes. `events` are those of a schedule, `issue_date` its issue date; a settlement on a
/// record date counts for it.
///
/// # Errors
/// [`NoAccrual`].
pub fn accrual_on(events: &[Event], issue_date: Date, settlement: Date) -> Result<Accrual, NoAccrual> {
    let mut from = issue_date;
    let mut before: Option<&Event> = None;
    for event in events {
        if settlement < from {
            return Err(NoAccrual::OutsideLife);
        }
        if settlement >= event.accrual_end {
            (from, before) = (event.accrual_end, Some(event));
            continue;
        }
        if let Some(Event { record_date, .. }) = before.filter(|before| settlement <= before.record_date) {
            return Err(NoAccrual::CouponInFull { record_date: *record_date });
        }
        let Event { record_date, payment_date, accrual_end: until, remaining_per_unit_yen, .. } = *event;
        if settlement <= record_date {
            return Ok(Accrual::WithCoupon { from, outstanding_per_unit_yen: event.outstanding_per_unit_yen });
        }
        return match settlement < payment_date {
            // Nothing remains for a buyer after the last event, and units do not move any more.
            _ if remaining_per_unit_yen == 0 => Err(NoAccrual::LastRecordDatePassed { record_date }),
            true => Ok(Accrual::ExCoupon { until, remaining_per_unit_yen }),
            false => Ok(Accrual::Nothing { until, remaining_per_unit_yen }),
        };
    }
    Err(NoAccrual::OutsideLife)
}

/// Accrued interest on `face_yen` of outstanding principal from the last interest date (or the issue date) to the
/// settlement day: `face × rate × days / 365`, below one yen truncated. `ACT/365F` counts every day, `NL/365` no
/// 29 February. For the price of a trade, never for a payment.
///
/// # Errors
/// `ConventionUnsupported` for any other convention, `InvalidPeriod` when the settlement is before the last interest
/// date, `Overflow` when the result exceeds `u128`.
pub fn accrued_yen_floor(
    face_yen: u128,
    rate: Rate,
    last_interest_date: Date,
    settlement: Date,
    convention: Convention,
) -> Result<Accrued, MathError> {
    let practice = Practice { rate, frequency: 1, convention, per_100_digits: None };
    accrued_by_practice_floor(face_yen, &practice, last_interest_date, settlement)
}

/// The same as it is practised: 183 days of a half-yearly bond are a whole half-year, and the interest per ¥100 may be
/// truncated before it is multiplied. Used in both directions: to the settlement, or from it to the interest date.
///
/// # Errors
/// As [`accrued_yen_floor`], and `DigitsOutOfRange` for more than 18 decimals per ¥100.
pub fn accrued_by_practice_floor(
    face_yen: u128,
    practice: &Practice,
    from: Date,
    to: Date,
) -> Result<Accrued, MathError> {
    let Practice { rate, frequency, convention, per_100_digits } = *practice;
    if !matches!(convention, Convention::Act365F | Convention::Nl365) {
        return Err(MathError::ConventionUnsupported);
    }
    let days = convention.year_fraction(from, to, Context::default())?.days;
    // The part of a year.
    let (part, whole) = if frequency == 2 && days == HALF_YEAR_DAYS { (1, 2) } else { (days, DAYS_PER_YEAR) };
    let per_year = u128::from(rate.numerator()).checked_mul(u128::from(part)).ok_or(MathError::Overflow)?;
    let over = |decimals: u8| -> Result<u128, MathError> {
        let scale = pow10(rate.decimals().checked_add(decimals).ok_or(MathError::Overflow)?)?;
        scale.checked_mul(u128::from(whole)).ok_or(MathError::Overflow)
    };
    let accrued_yen = match per_100_digits {
        // The rate is in percent: two decimals more.
        None => mul_div_floor(face_yen, per_year, over(2)?)?,
        Some(digits) if digits > MAX_PER_YEN_DIGITS => return Err(MathError::DigitsOutOfRange),
        Some(digits) => {
            let per_100 = mul_div_floor(per_year, pow10(digits)?, over(0)?)?;
            mul_div_floor(face_yen, per_100, pow10(digits.saturating_add(2))?)?
        }
    };
    Ok(Accrued { days, accrued_yen })
}

/// The clean amount of a trade at a price per ¥100 of face (単価), below one yen truncated: the price is
/// `numerator / 10^decimals` yen.
///
/// # Errors
/// `DigitsOutOfRange` for more than 18 decimals, `Overflow` when the result exceeds `u128`.
pub fn clean_yen_floor(face_yen: u128, price_numerator: u64, price_decimals: u8) -> Result<u128, MathError> {
    if price_decimals > MAX_PER_YEN_DIGITS {
        return Err(MathError::DigitsOutOfRange);
    }
    mul_div_floor(face_yen, u128::from(price_numerator), pow10(price_decimals.saturating_add(2))?)
}

/// Days that count as half a year, and days of a year.
const HALF_YEAR_DAYS: u32 = 183;
const DAYS_PER_YEAR: u32 = 365;

#[cfg(test)]
mod tests {
    use super::*;

    fn accrued(convention: Convention, from: &str, to: &str) -> Result<Accrued, MathError> {
        let rate = Rate::parse_percent("1.35").unwrap();
        accrued_yen_floor(100_000_000, rate, from.parse().unwrap(), to.parse().unwrap(), convention)
    }

    #[test]
    fn c5_forty_five_days_on_one_hundred_million() {
        let expected = Ok(Accrued { days: 45, accrued_yen: 166_438 });
        assert_eq!(accrued(Convention::Act365F, "2025-03-20", "2025-05-04"), expected);
        assert_eq!(accrued(Convention::Nl365, "2025-03-20", "2025-05-04"), expected);
    }

    #[test]
    fn the_two_variants_differ_by_a_leap_day() {
        let days = |convention| accrued(convention, "2024-02-20", "2024-03-20").unwrap().days;
        assert_eq!((days(Convention::Act365F), days(Convention::Nl365)), (29, 28));
    }

    #[test]
    fn other_conventions_and_days_before_the_last_interest_date_are_refused() {
        assert_eq!(accrued(Convention::Act360, "2024-02-20", "2024-03-20"), Err(MathError::ConventionUnsupported));
        assert_eq!(accrued(Convention::Act365F, "2024-03-20", "2024-02-20"), Err(MathError::InvalidPeriod));
    }

    #[test]
    fn all_the_money_for_a_century_is_too_much() {
        let hundred = Rate::new(100, 0).unwrap();
        let year = |from: &str, to: &str| {
            let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
            accrued_yen_floor(u128::MAX, hundred, from, to, Convention::Act365F)
        };
        assert_eq!(year("2024-02-20", "2124-02-20"), Err(MathError::Overflow));
        assert_eq!(year("2025-02-20", "2026-02-20"), Ok(Accrued { days: 365, accrued_yen: u128::MAX }));
    }

    fn practised(face_yen: u128, percent: &str, from: &str, to: &str, per_100_digits: Option<u8>) -> (u32, u128) {
        let rate = Rate::parse_percent(percent).unwrap();
        let practice = Practice { rate, frequency: 2, convention: Convention::Act365F, per_100_digits };
        let accrued = accrued_by_practice_floor(face_yen, &practice, from.parse().unwrap(), to.parse().unwrap());
        accrued.map(|accrued| (accrued.days, accrued.accrued_yen)).unwrap()
    }

    #[test]
    fn s1_s4_and_s5_truncate_per_hundred_yen_and_take_183_days_for_half_a_year() {
        for digits in [None, Some(7)] {
            assert_eq!(practised(100_000_000, "1.35", "2008-01-25", "2008-03-10", digits), (45, 166_438), "S1");
            assert_eq!(practised(1_000_000, "1.293", "2015-12-20", "2016-06-20", digits), (183, 6_465), "S4");
            assert_eq!(practised(1_000_000, "1.293", "2016-02-25", "2016-02-25", digits), (0, 0), "S2");
            assert_eq!(practised(1_000_000, "1.293", "2016-02-25", "2016-04-10", digits), (45, 1_594), "S6");
        }
        // S5: both readings of ten thousand million yen.
        assert_eq!(practised(10_000_000_000, "1.293", "2016-02-25", "2016-04-10", None).1, 15_941_095);
        assert_eq!(practised(10_000_000_000, "1.293", "2016-02-25", "2016-04-10", Some(7)).1, 15_941_090);
        // By days S4 would be more than the coupon.
        let (rate, from, to) = ("1.293", "2015-12-20".parse().unwrap(), "2016-06-20".parse().unwrap());
        let rate = Rate::parse_percent(rate).unwrap();
        let by_days = accrued_yen_floor(1_000_000, rate, from, to, Convention::Act365F);
        assert_eq!(by_days.map(|accrued| accrued.accrued_yen), Ok(6_482));
    }

    #[test]
    fn s6_and_s8_the_clean_amount_is_truncated_to_whole_yen() {
        let (_, accrued_yen) = practised(1_000_000, "1.293", "2016-02-25", "2016-04-10", None);
        let clean_yen = clean_yen_floor(1_000_000, 99_250, 3).unwrap();
        assert_eq!((clean_yen, clean_yen + accrued_yen), (992_500, 994_094), "S6: 100 units at 99.250");
        let (_, accrued_yen) = practised(10_000, "1.293", "2016-02-25", "2016-04-10", None);
        let clean_yen = clean_yen_floor(10_000, 100_005, 3).unwrap();
        assert_eq!((clean_yen, accrued_yen), (10_000, 15), "S8: one unit at 100.005");
        assert_eq!(
            (clean_yen + accrued_yen + 110, clean_yen + accrued_yen),
            (10_125, 10_015),
            "buyer with a fee; seller"
        );
        assert_eq!(clean_yen_floor(1, 1, 19), Err(MathError::DigitsOutOfRange));
        assert_eq!(clean_yen_floor(u128::MAX, u64::MAX, 0), Err(MathError::Overflow));
    }

    #[test]
    fn more_digits_per_hundred_yen_than_there_are_is_an_error() {
        let rate = Rate::parse_percent("1").unwrap();
        let on = |digits| {
            let practice = Practice { rate, frequency: 1, convention: Convention::Nl365, per_100_digits: Some(digits) };
            let (from, to) = ("2016-02-25".parse().unwrap(), "2016-04-10".parse().unwrap());
            accrued_by_practice_floor(1_000_000, &practice, from, to).map(|accrued| accrued.accrued_yen)
        };
        assert_eq!((on(19), on(18), on(0)), (Err(MathError::DigitsOutOfRange), Ok(1_205), Ok(0)));
    }

    /// An instalment of 4,000 yen with the first coupon, the rest with the second.
    fn events() -> [Event; 2] {
        use crate::{BankCalendar, BusinessDayRule, DayCount, Instalment, InterestDay, Schedule, ScheduleTerms};
        let instalment =
            |day: &str, principal_per_unit_yen| Instalment { date: day.parse().unwrap(), principal_per_unit_yen };
        let terms = ScheduleTerms {
            issue_date: "2025-03-14".parse().unwrap(),
            first_interest_date: "2025-09-14".parse().unwrap(),
            interest_day: InterestDay::DayOfMonth,
            maturity_date: "2026-03-14".parse().unwrap(),
            annual_rate: Rate::parse_percent("0.35").unwrap(),
            frequency: 2,
            day_count: DayCount::JpHalf,
            per_yen_digits: 13,
            business_day: BusinessDayRule::Preceding,
            calendar: BankCalendar::BY_RULE,
            record_date_offset_business_days: 5,
            denomination_yen: 10_000,
            instalments: &[instalment("2025-09-14", 4_000), instalment("2026-03-14", 6_000)],
        };
        Schedule::build(&terms).unwrap().events().try_into().unwrap()
    }

    #[test]
    fn who_buys_after_the_record_date_buys_without_the_coupon() {
        let (events, issue) = (events(), "2025-03-14".parse().unwrap());
        let on = |day: &str| accrual_on(&events, issue, day.parse().unwrap());
        let (first, interest) = ("2025-03-14".parse().unwrap(), "2025-09-14".parse().unwrap());
        let with = |from, outstanding_per_unit_yen| Ok(Accrual::WithCoupon { from, outstanding_per_unit_yen });
        let ex = Ok(Accrual::ExCoupon { until: interest, remaining_per_unit_yen: 6_000 });
        assert_eq!((on("2025-03-14"), on("2025-09-05")), (with(first, 10_000), with(first, 10_000)));
        assert_eq!((on("2025-09-06"), on("2025-09-11")), (ex, ex));
        // 14 September 2025 is a Sunday: paid on the 12th.
        let none = Ok(Accrual::Nothing { until: interest, remaining_per_unit_yen: 6_000 });
        assert_eq!((on("2025-09-12"), on("2025-09-13")), (none, none));
        assert_eq!(on("2025-09-14"), with(interest, 6_000), "S2: no day has passed");
        let record_date = events[1].record_date;
        assert_eq!(on(&std::format!("{record_date}")), with(interest, 6_000));
        assert_eq!(
            accrual_on(&events, issue, record_date.add_days(1).unwrap()),
            Err(NoAccrual::LastRecordDatePassed { record_date })
        );
        for day in ["2025-03-13", "2026-03-13", "2026-03-14", "2030-01-01"] {
            assert_eq!(on(day), Err(NoAccrual::OutsideLife), "{day}");
        }
        assert_eq!(accrual_on(&[], issue, issue), Err(NoAccrual::OutsideLife));
    }

    #[test]
    fn a_coupon_whose_record_date_comes_after_its_interest_date_is_due_in_full() {
        let [mut event, last] = events();
        event.record_date = "2025-09-16".parse().unwrap();
        event.payment_date = "2025-09-17".parse().unwrap();
        let issue = "2025-03-14".parse().unwrap();
        let on = |day: &str| accrual_on(&[event, last], issue, day.parse().unwrap());
        assert_eq!(on("2025-09-16"), Err(NoAccrual::CouponInFull { record_date: event.record_date }));
        assert!(matches!(on("2025-09-13"), Ok(Accrual::WithCoupon { .. })));
        assert!(matches!(on("2025-09-17"), Ok(Accrual::WithCoupon { outstanding_per_unit_yen: 6_000, .. })));
    }
}
