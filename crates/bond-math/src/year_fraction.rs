//! Day counts under their standard names, as exact fractions of a year (market-rules §1, "day count menu").
//!
//! They price and compare; what a series pays comes from its [`schedule`](crate::schedule). 30/365 is left out: its
//! references disagree.

use crate::date::Date;
use crate::error::MathError;
use crate::interest::InterestDay;
use crate::schedule::grid::Grid;
use crate::wide::{mul_div_floor, narrow_u64, pow10};

/// A day-count convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Convention {
    /// `JP-HALF`: whole notional periods, stubs by days within the notional period that contains them. Tokyo's terms.
    JpHalf,
    /// `ACT/365F`: actual days over 365. ISDA 2006 §4.16(d).
    Act365F,
    /// `ACT/360`: actual days over 360. ISDA 2006 §4.16(e).
    Act360,
    /// `NL/365`: actual days without any 29 February, over 365.
    Nl365,
    /// `ACT/ACT ISDA`: days in leap years over 366, the others over 365. ISDA 2006 §4.16(b).
    ActActIsda,
    /// `ACT/ACT ICMA`: ICMA Rule 251.1; the same fraction as `JP-HALF`.
    ActActIcma,
    /// `30/360`: bond basis. ISDA 2006 §4.16(f).
    Thirty360,
    /// `30E/360`: Eurobond basis. ISDA 2006 §4.16(g).
    ThirtyE360,
    /// `30E/360 ISDA`: the last day of February counts as the 30th, unless it is the maturity. ISDA 2006 §4.16(h).
    ThirtyE360Isda,
}

/// What some conventions need beside the two dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Payments a year, 1, 2, 4 or 12; for `JP-HALF` and `ACT/ACT ICMA`.
    pub frequency: u8,
    /// A date of the grid of notional interest dates, for `JP-HALF` and `ACT/ACT ICMA`; the maturity, for
    /// `30E/360 ISDA`.
    pub maturity: Option<Date>,
    /// Which day of the month the grid has; for `JP-HALF` and `ACT/ACT ICMA`.
    pub interest_day: InterestDay,
}

/// A length of time: days as the convention counts them, and the fraction of a year in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearFraction {
    /// Days.
    pub days: u32,
    /// Numerator of the fraction.
    pub numerator: u64,
    /// Its denominator, never 0.
    pub denominator: u64,
}

/// Every convention, in the order of their names in market-rules §1.
pub const CONVENTIONS: [Convention; 9] = [
    Convention::JpHalf,
    Convention::Act365F,
    Convention::Act360,
    Convention::Nl365,
    Convention::ActActIsda,
    Convention::ActActIcma,
    Convention::Thirty360,
    Convention::ThirtyE360,
    Convention::ThirtyE360Isda,
];

// Queries

impl Convention {
    /// The convention of a name as [`Convention::name`] writes it.
    pub fn from_name(name: &str) -> Option<Self> {
        CONVENTIONS.into_iter().find(|convention| convention.name() == name)
    }

    /// Its standard name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::JpHalf => "JP-HALF",
            Self::Act365F => "ACT/365F",
            Self::Act360 => "ACT/360",
            Self::Nl365 => "NL/365",
            Self::ActActIsda => "ACT/ACT ISDA",
            Self::ActActIcma => "ACT/ACT ICMA",
            Self::Thirty360 => "30/360",
            Self::ThirtyE360 => "30E/360",
            Self::ThirtyE360Isda => "30E/360 ISDA",
        }
    }

    /// Whether it needs [`Context::frequency`] and a date of the grid.
    pub const fn needs_grid(self) -> bool {
        matches!(self, Self::JpHalf | Self::ActActIcma)
    }

    /// The time from `from` to `to`: interest of the day `to` is included, that of `from` is not.
    ///
    /// # Errors
    /// `InvalidPeriod` when `to` is before `from`, or a grid is needed and there is none; `FrequencyUnsupported`;
    /// `DateOutOfRange` when the grid leaves 1900–2199.
    pub fn year_fraction(self, from: Date, to: Date, context: Context) -> Result<YearFraction, MathError> {
        let actual = u32::try_from(from.days_until(to)).map_err(|_| MathError::InvalidPeriod)?;
        match self {
            Self::JpHalf | Self::ActActIcma => on_grid(from, to, actual, context),
            Self::Act365F => Ok(over(actual, 365)),
            Self::Act360 => Ok(over(actual, 360)),
            Self::Nl365 => Ok(over(actual.saturating_sub(leap_days(from, to)), 365)),
            Self::ActActIsda => Ok(isda(from, to, actual)),
            Self::Thirty360 => thirty(from, to, |first, last| {
                let first = if first == 31 { 30 } else { first };
                (first, if last == 31 && first == 30 { 30 } else { last })
            }),
            Self::ThirtyE360 => thirty(from, to, |first, last| (first.min(30), last.min(30))),
            Self::ThirtyE360Isda => {
                let first_is_last = from.is_end_of_month();
                // A maturity matters in February only: the last of the other months is the 30th anyway.
                let last_is_last = to.is_end_of_month() && context.maturity != Some(to);
                thirty(from, to, |first, last| {
                    (if first_is_last { 30 } else { first }, if last_is_last { 30 } else { last.min(30) })
                })
            }
        }
    }
}

impl YearFraction {
    /// The fraction in units of 10^-`digits`, truncated; `digits` 0..=18.
    ///
    /// # Errors
    /// `Overflow` when it does not fit.
    pub fn truncated(self, digits: u8) -> Result<u64, MathError> {
        narrow_u64(mul_div_floor(u128::from(self.numerator), pow10(digits)?, u128::from(self.denominator))?)
    }
}

// Helpers

/// `days / basis` in lowest terms.
fn over(days: u32, basis: u32) -> YearFraction {
    reduced(days, u64::from(days), u64::from(basis))
}

fn reduced(days: u32, numerator: u64, denominator: u64) -> YearFraction {
    let (mut divisor, mut rest) = (denominator, numerator);
    while let Some(next) = divisor.checked_rem(rest) {
        (divisor, rest) = (rest, next);
    }
    // The divisor divides both and is not 0.
    let part = |amount: u64| amount.checked_div(divisor).unwrap_or(amount);
    YearFraction { days, numerator: part(numerator), denominator: part(denominator) }
}

fn on_grid(from: Date, to: Date, days: u32, context: Context) -> Result<YearFraction, MathError> {
    let step_months = match context.frequency {
        1 => 12,
        2 => 6,
        4 => 3,
        12 => 1,
        _ => return Err(MathError::FrequencyUnsupported),
    };
    let anchor = context.maturity.ok_or(MathError::InvalidPeriod)?;
    if context.interest_day == InterestDay::MonthEnd && !anchor.is_end_of_month() {
        return Err(MathError::NotAMonthEnd);
    }
    let period = Grid::new(anchor, anchor, step_months, context.interest_day).period(from, to)?;
    let basis = u64::from(period.stub_basis_days.max(1));
    let checked = || {
        let parts = u64::from(period.whole).checked_mul(basis)?.checked_add(u64::from(period.stub_days))?;
        Some((parts, basis.checked_mul(u64::from(context.frequency))?))
    };
    let (numerator, denominator) = checked().ok_or(MathError::Overflow)?;
    Ok(reduced(days, numerator, denominator))
}

/// Days of leap years over 366, the others over 365, on the common denominator 365 × 366.
fn isda(from: Date, to: Date, actual: u32) -> YearFraction {
    let in_leap_years = days_in_leap_years(to).saturating_sub(days_in_leap_years(from));
    let others = actual.saturating_sub(in_leap_years);
    let numerator = u64::from(in_leap_years).saturating_mul(365).saturating_add(u64::from(others).saturating_mul(366));
    reduced(actual, numerator, 365 * 366)
}

/// Days of leap years from 1900-01-01 up to a date, which does not count itself.
fn days_in_leap_years(date: Date) -> u32 {
    let (year, _, _) = date.ymd();
    let whole = leap_years_before(year).saturating_mul(366);
    let this = match Date::from_ymd(year, 1, 1) {
        Ok(new_year) if is_leap(year) => new_year.days_until(date).unsigned_abs(),
        _ => 0,
    };
    whole.saturating_add(this)
}

/// 29 Februaries after `from`, up to and including `to`.
fn leap_days(from: Date, to: Date) -> u32 {
    leap_days_until(to).saturating_sub(leap_days_until(from))
}

/// 29 Februaries from 1900 up to and including a date.
fn leap_days_until(date: Date) -> u32 {
    let (year, month, day) = date.ymd();
    let this = is_leap(year) && (month, day) >= (2, 29);
    leap_years_before(year).saturating_add(u32::from(this))
}

/// Leap years from 1900 up to a year, which does not count itself. 1900 is none, nor is 2100.
fn leap_years_before(year: i32) -> u32 {
    let last = year.saturating_sub(1).unsigned_abs();
    let until = |year: u32| (year / 4).saturating_sub(year / 100).saturating_add(year / 400);
    until(last).saturating_sub(until(1899))
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Months of 30 days; `days` turns the days of both months into those that count.
fn thirty(from: Date, to: Date, days: impl FnOnce(u8, u8) -> (u8, u8)) -> Result<YearFraction, MathError> {
    let ((from_year, from_month, from_day), (to_year, to_month, to_day)) = (from.ymd(), to.ymd());
    let (from_day, to_day) = days(from_day, to_day);
    let checked = || {
        let years = to_year.checked_sub(from_year)?.checked_mul(360)?;
        let months = i32::from(to_month).checked_sub(i32::from(from_month))?.checked_mul(30)?;
        let days = i32::from(to_day).checked_sub(i32::from(from_day))?;
        years.checked_add(months)?.checked_add(days)
    };
    // From the 30th, or the last of February, to the next day can be a step back: no time.
    let days = checked().ok_or(MathError::Overflow)?.max(0).unsigned_abs();
    Ok(over(days, 360))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn fraction(convention: Convention, from: &str, to: &str) -> YearFraction {
        convention.year_fraction(date(from), date(to), Context::default()).unwrap()
    }

    #[test]
    fn names_read_back() {
        for convention in CONVENTIONS {
            assert_eq!(Convention::from_name(convention.name()), Some(convention));
        }
        assert_eq!(Convention::from_name("30/365"), None, "its references disagree");
    }

    #[test]
    fn a_fraction_is_in_lowest_terms_and_truncates() {
        let half = fraction(Convention::Thirty360, "2025-01-15", "2025-07-15");
        assert_eq!(half, YearFraction { days: 180, numerator: 1, denominator: 2 });
        assert_eq!(half.truncated(13), Ok(5_000_000_000_000));
        let none = fraction(Convention::Act365F, "2025-01-15", "2025-01-15");
        assert_eq!(none, YearFraction { days: 0, numerator: 0, denominator: 1 });
        assert_eq!(fraction(Convention::Act365F, "2025-01-01", "2025-01-04").truncated(13), Ok(82_191_780_821));
    }

    /// Published fractions, market-rules §8, with as many decimals as their sources print, truncated or rounded.
    #[test]
    fn the_published_cases_come_out() {
        use Convention::{Act360, Act365F, ActActIcma, ActActIsda, Nl365, Thirty360, ThirtyE360, ThirtyE360Isda};
        let cases = [
            ("A1", Act360, "2022-02-23", "2023-02-23", 10_138_888_889_u64),
            ("A2", Act365F, "2022-02-23", "2026-02-23", 40_027_397_260),
            ("A3", Thirty360, "2022-04-30", "2022-07-31", 2_500_000_000),
            ("A4", Thirty360, "2022-08-31", "2023-02-28", 4_944_444_444),
            ("A4", ThirtyE360Isda, "2022-08-31", "2023-02-28", 4_944_444_444),
            ("A5", Thirty360, "2022-02-28", "2022-08-31", 5_083_333_333),
            ("A5", ThirtyE360, "2022-02-28", "2022-08-31", 5_055_555_556),
            ("A7", Nl365, "2024-02-29", "2025-02-28", 10_000_000_000),
            ("A7", Nl365, "2024-02-29", "2025-03-01", 10_027_397_260),
            ("A8", Act360, "2018-12-31", "2019-02-28", 1_638_888_889),
            ("A8", Act360, "2019-02-28", "2019-05-30", 2_527_777_778),
            ("A9", ActActIsda, "2003-11-01", "2004-05-01", 4_977_243_806),
            ("A9", ActActIcma, "2003-11-01", "2004-05-01", 5_000_000_000),
            ("A10", ActActIsda, "1999-02-01", "1999-07-01", 4_109_589_041),
            ("A11", ActActIsda, "1999-07-01", "2000-07-01", 10_013_773_486),
            ("A13", ActActIsda, "2003-07-15", "2004-01-15", 5_040_047_908),
        ];
        for (number, convention, from, to, expected) in cases {
            let context = Context { frequency: 2, maturity: Some(date(to)), ..Context::default() };
            let found = convention.year_fraction(date(from), date(to), context).unwrap();
            // Rounded at ten digits, as most of the sources do.
            let rounded = (found.truncated(11).unwrap() + 5) / 10;
            assert_eq!(rounded, expected, "{number} {}", convention.name());
        }
        let icma = |from: &str, to: &str| {
            let context = Context { frequency: 1, maturity: Some(date("2000-07-01")), ..Context::default() };
            ActActIcma.year_fraction(date(from), date(to), context).unwrap()
        };
        // A10 and A11: a short first period of 150 of 365 days, then a regular year.
        assert_eq!(icma("1999-02-01", "1999-07-01"), YearFraction { days: 150, numerator: 30, denominator: 73 });
        assert_eq!(icma("1999-07-01", "2000-07-01"), YearFraction { days: 366, numerator: 1, denominator: 1 });
        let days = |convention: Convention, from: &str, to: &str| fraction(convention, from, to).days;
        assert_eq!(days(Thirty360, "2006-08-31", "2007-02-28"), 178, "A17");
        assert_eq!(days(Thirty360, "2007-02-28", "2007-08-31"), 183, "A17");
        for (to, expected) in [("2012-02-28", 62), ("2012-02-29", 62), ("2012-03-01", 63)] {
            assert_eq!(days(Nl365, "2011-12-28", to), expected, "A20");
        }
    }

    #[test]
    fn a_leap_day_counts_for_the_period_that_it_ends() {
        let days = |from: &str, to: &str| fraction(Convention::Nl365, from, to).days;
        assert_eq!(days("2024-02-28", "2024-02-29"), 0);
        assert_eq!(days("2024-02-29", "2024-03-01"), 1);
        assert_eq!(days("1900-02-28", "1900-03-01"), 1, "1900 is no leap year");
        assert_eq!(days("2100-02-28", "2100-03-01"), 1);
        assert_eq!(days("2000-02-28", "2000-03-01"), 1, "2000 is one");
    }

    #[test]
    fn a_period_that_runs_backwards_or_lacks_its_grid_is_refused() {
        let (from, to) = (date("2025-01-02"), date("2025-01-01"));
        for convention in CONVENTIONS {
            let refused = convention.year_fraction(from, to, Context::default());
            assert_eq!(refused, Err(MathError::InvalidPeriod), "{}", convention.name());
        }
        for convention in CONVENTIONS.into_iter().filter(|convention| convention.needs_grid()) {
            let refused = |context| convention.year_fraction(to, from, context).unwrap_err();
            assert_eq!(
                refused(Context { frequency: 3, maturity: Some(from), ..Context::default() }),
                MathError::FrequencyUnsupported
            );
            assert_eq!(
                refused(Context { frequency: 2, maturity: None, ..Context::default() }),
                MathError::InvalidPeriod
            );
        }
    }

    #[test]
    fn a_period_of_the_grid_is_one_over_the_frequency() {
        for (frequency, to) in [(1, "2026-01-15"), (2, "2025-07-15"), (4, "2025-04-15"), (12, "2025-02-15")] {
            let context = Context { frequency, maturity: Some(date("2030-01-15")), ..Context::default() };
            for convention in [Convention::JpHalf, Convention::ActActIcma] {
                let found = convention.year_fraction(date("2025-01-15"), date(to), context).unwrap();
                assert_eq!((found.numerator, found.denominator), (1, u64::from(frequency)));
            }
        }
    }

    #[test]
    fn two_conventions_need_a_grid() {
        let names: std::vec::Vec<&str> =
            CONVENTIONS.into_iter().filter(|convention| convention.needs_grid()).map(Convention::name).collect();
        assert_eq!(names, ["JP-HALF", "ACT/ACT ICMA"]);
    }

    #[test]
    fn the_first_coupon_of_tokyo_32_is_a_half_and_60_of_181_days_of_a_half() {
        // market-rules C10
        let context = Context { frequency: 2, maturity: Some(date("2016-02-25")), ..Context::default() };
        let first = Convention::JpHalf.year_fraction(date("2015-06-26"), date("2016-02-25"), context).unwrap();
        assert_eq!((first.numerator, first.denominator), (241, 362));
        assert_eq!(Convention::ActActIcma.year_fraction(date("2015-06-26"), date("2016-02-25"), context), Ok(first));
    }

    #[test]
    fn the_last_of_february_is_the_thirtieth_unless_it_is_the_maturity() {
        let days = |maturity: Option<&str>| {
            let context = Context { maturity: maturity.map(date), ..Context::default() };
            Convention::ThirtyE360Isda.year_fraction(date("2022-08-31"), date("2023-02-28"), context).unwrap().days
        };
        assert_eq!((days(None), days(Some("2023-02-28"))), (180, 178));
        for (to, expected) in [("2022-10-31", 60), ("2022-11-30", 90)] {
            let context = Context { maturity: Some(date(to)), ..Context::default() };
            let found = Convention::ThirtyE360Isda.year_fraction(date("2022-08-31"), date(to), context).unwrap();
            assert_eq!(found.days, expected);
        }
    }

    /// 1904 to 2196 are 74 multiples of four, less 2100.
    #[test]
    fn three_centuries_have_73_leap_years() {
        let days = 300 * 365 + 73 - 1;
        let whole = |convention| fraction(convention, "1900-01-01", "2199-12-31");
        assert_eq!(whole(Convention::Act365F), YearFraction { days, numerator: u64::from(days), denominator: 365 });
        let all_but_one_day = YearFraction { days, numerator: 300 * 365 - 1, denominator: 365 };
        assert_eq!(whole(Convention::ActActIsda), all_but_one_day);
        assert_eq!(whole(Convention::Nl365), YearFraction { days: days - 73, ..all_but_one_day });
    }

    #[test]
    fn the_grid_serves_up_to_the_ends_of_the_dates() {
        let monthly = |anchor: &str, from: &str, to: &str| {
            let context = Context { frequency: 12, maturity: Some(date(anchor)), ..Context::default() };
            let found = Convention::JpHalf.year_fraction(date(from), date(to), context)?;
            Ok((found.numerator, found.denominator))
        };
        assert_eq!(monthly("1900-01-15", "1900-01-15", "1900-02-15"), Ok((1, 12)));
        // 29 of the 30 days to 30 December; the month from there leaves the range.
        assert_eq!(monthly("2199-11-30", "2199-11-30", "2199-12-29"), Ok((29, 360)));
        assert_eq!(monthly("2199-11-30", "2199-11-30", "2199-12-30"), Err(MathError::DateOutOfRange));
        assert_eq!(monthly("1900-01-15", "1900-01-14", "1900-02-15"), Err(MathError::DateOutOfRange));
    }
}
