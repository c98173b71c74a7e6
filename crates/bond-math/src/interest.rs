//! Interest per one yen and gross interest of a holding (market-rules §1).

use crate::decimal::Rate;
use crate::error::MathError;
use crate::wide::{mul_div_floor, narrow_u64, pow10};

/// Decimals that the per-yen unit may have; 13 is usual.
pub const MAX_PER_YEN_DIGITS: u8 = 18;

/// How the length of an interest period is counted. Others of market-rules §1 may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayCount {
    /// `JP-HALF`: a regular period is the annual rate divided by the frequency; a stub is prorated by days within the
    /// notional period that contains it.
    JpHalf,
}

/// Which day of the month the notional interest dates (利払期日) fall on, market-rules §2 and market-rules-2 §F1: the
/// first date alone does not tell 30 March and 30 September from 31 March and 30 September.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum InterestDay {
    /// The day of the first interest date; in shorter months their last day.
    #[default]
    DayOfMonth,
    /// The last day of each month (月末).
    MonthEnd,
}

/// The length of an interest period: `whole + stub_days / stub_basis_days` notional periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// Whole notional periods.
    pub whole: u32,
    /// Days of the stub, 0 when there is none.
    pub stub_days: u32,
    /// Days of the un-adjusted notional period that contains the stub. Where a period has a stub at both ends,
    /// the schedule brings both to a common denominator here.
    pub stub_basis_days: u32,
}

// Queries

impl DayCount {
    /// The day count of a name as [`DayCount::name`] writes it.
    pub fn from_name(name: &str) -> Option<Self> {
        (name == Self::JpHalf.name()).then_some(Self::JpHalf)
    }

    /// `JP-HALF`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::JpHalf => "JP-HALF",
        }
    }
}

impl InterestDay {
    /// The rule of a name as [`InterestDay::name`] writes it.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::DayOfMonth, Self::MonthEnd].into_iter().find(|rule| rule.name() == name)
    }

    /// `day-of-month` or `month-end`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DayOfMonth => "day-of-month",
            Self::MonthEnd => "month-end",
        }
    }
}

impl Period {
    /// One regular period.
    pub const REGULAR: Period = Period { whole: 1, stub_days: 0, stub_basis_days: 0 };
}

/// Interest per one yen of principal in units of 10^-`digits` yen: `rate / frequency × (whole + stub / basis)`,
/// truncated once, below that decimal (market-rules §1, "per-yen unit").
///
/// `frequency` is 1, 2, 4 or 12 payments a year, `digits` 0..=18. The basis is not looked at when there is no stub.
///
/// # Errors
/// `FrequencyUnsupported`, `DigitsOutOfRange`, `DivisionByZero` for a stub without basis, `InvalidPeriod` for a stub
/// longer than its basis, `Overflow` when the result exceeds `u64`.
pub fn interest_per_yen_floor(rate: Rate, frequency: u8, period: Period, digits: u8) -> Result<u64, MathError> {
    if !matches!(frequency, 1 | 2 | 4 | 12) {
        return Err(MathError::FrequencyUnsupported);
    }
    if digits > MAX_PER_YEN_DIGITS {
        return Err(MathError::DigitsOutOfRange);
    }
    let basis = match period {
        Period { stub_days: 0, .. } => 1,
        Period { stub_basis_days: 0, .. } => return Err(MathError::DivisionByZero),
        Period { stub_days, stub_basis_days, .. } if stub_days > stub_basis_days => {
            return Err(MathError::InvalidPeriod)
        }
        Period { stub_basis_days, .. } => u128::from(stub_basis_days),
    };
    let checked = || {
        let parts = u128::from(period.whole).checked_mul(basis)?.checked_add(u128::from(period.stub_days))?;
        let dividend = u128::from(rate.numerator()).checked_mul(parts)?;
        // The rate is in percent: two decimals more.
        let percent = pow10(rate.decimals().checked_add(2)?).ok()?;
        let divisor = percent.checked_mul(u128::from(frequency))?.checked_mul(basis)?;
        Some((dividend, divisor))
    };
    let (dividend, divisor) = checked().ok_or(MathError::Overflow)?;
    narrow_u64(mul_div_floor(dividend, pow10(digits)?, divisor)?)
}

/// Gross interest in yen on the whole principal that a holder has: one multiplication, one floor, on the total and
/// never per unit (market-rules §1, "payment").
///
/// `face_yen` is the principal on which interest runs, `interest_per_yen` is in units of 10^-`digits` yen.
///
/// # Errors
/// `DigitsOutOfRange` for more than 18 digits, `Overflow` when the result exceeds `u128`.
pub const fn gross_yen_floor(face_yen: u128, interest_per_yen: u64, digits: u8) -> Result<u128, MathError> {
    if digits > MAX_PER_YEN_DIGITS {
        return Err(MathError::DigitsOutOfRange);
    }
    match pow10(digits) {
        Ok(scale) => mul_div_floor(face_yen, interest_per_yen as u128, scale),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tax::{withhold_floor, ClassRates, Withholding};

    const INDIVIDUAL: ClassRates = ClassRates { national_e5: 15_315, local_e5: 5_000 };

    fn half_year(percent: &str) -> u64 {
        interest_per_yen_floor(Rate::parse_percent(percent).unwrap(), 2, Period::REGULAR, 13).unwrap()
    }

    /// Gross, national tax, local tax, net.
    fn paid(face_yen: u128, per_yen: u64) -> (u128, u128, u128, u128) {
        let gross = gross_yen_floor(face_yen, per_yen, 13).unwrap();
        let Withholding { national_tax_yen, local_tax_yen, net_yen } = withhold_floor(gross, INDIVIDUAL).unwrap();
        (gross, national_tax_yen, local_tax_yen, net_yen)
    }

    #[test]
    fn c4_one_million_at_one_percent() {
        assert_eq!(paid(1_000_000, half_year("1")), (5_000, 765, 250, 3_985));
        assert_eq!(half_year("1"), half_year("1.000"));
    }

    #[test]
    fn c7_nri_one_hundred_million() {
        assert_eq!(half_year("1.483"), 74_150_000_000);
        assert_eq!(paid(100_000_000, half_year("1.483")), (741_500, 113_560, 37_075, 590_865));
    }

    #[test]
    fn c8_small_amounts_bear_no_tax() {
        assert_eq!(paid(10_000, half_year("0.12")), (6, 0, 0, 6));
        assert_eq!(paid(1_000_000, half_year("0.12")), (600, 91, 30, 479));
    }

    #[test]
    fn c9_each_tax_is_floored_on_the_gross() {
        assert_eq!(paid(100_000, half_year("0.35")), (175, 26, 8, 141));
    }

    #[test]
    fn c10_long_first_coupon_of_tokyo_32() {
        let period = Period { whole: 1, stub_days: 60, stub_basis_days: 181 };
        let per_yen = interest_per_yen_floor(Rate::parse_percent("1.293").unwrap(), 2, period, 13).unwrap();
        assert_eq!(per_yen, 86_080_939_226);
        assert_eq!(gross_yen_floor(10_000, per_yen, 13), Ok(86));
        assert_eq!(paid(1_000_000, per_yen), (8_608, 1_318, 430, 6_860));
    }

    #[test]
    fn rounding_is_once_on_the_total_and_not_per_unit() {
        let per_yen = half_year("0.35"); // ¥17.5 per unit of ¥10,000
        assert_eq!(gross_yen_floor(100_000, per_yen, 13), Ok(175));
        assert_eq!(gross_yen_floor(10_000, per_yen, 13).unwrap() * 10, 170);
    }

    #[test]
    fn inputs_outside_the_rules_are_named() {
        let rate = Rate::parse_percent("1").unwrap();
        let stub = |stub_days, stub_basis_days| Period { whole: 0, stub_days, stub_basis_days };
        assert_eq!(interest_per_yen_floor(rate, 3, Period::REGULAR, 13), Err(MathError::FrequencyUnsupported));
        assert_eq!(interest_per_yen_floor(rate, 0, Period::REGULAR, 13), Err(MathError::FrequencyUnsupported));
        assert_eq!(interest_per_yen_floor(rate, 2, Period::REGULAR, 19), Err(MathError::DigitsOutOfRange));
        assert_eq!(interest_per_yen_floor(rate, 2, stub(1, 0), 13), Err(MathError::DivisionByZero));
        assert_eq!(interest_per_yen_floor(rate, 2, stub(2, 1), 13), Err(MathError::InvalidPeriod));
        assert_eq!(interest_per_yen_floor(rate, 2, stub(0, 0), 13), Ok(0));
        assert_eq!(interest_per_yen_floor(rate, 2, stub(181, 181), 13), Ok(half_year("1")));
        let hundred = Rate::parse_percent("100").unwrap();
        let century = Period { whole: u32::MAX, stub_days: 0, stub_basis_days: 0 };
        assert_eq!(interest_per_yen_floor(hundred, 1, century, 18), Err(MathError::Overflow));
        assert_eq!(gross_yen_floor(1_000_000_000_000_000_000, 5, 18), Ok(5));
        assert_eq!(gross_yen_floor(1, 1, 19), Err(MathError::DigitsOutOfRange));
        assert_eq!(gross_yen_floor(u128::MAX, u64::MAX, 0), Err(MathError::Overflow));
    }

    #[test]
    fn the_day_count_has_its_standard_name() {
        assert_eq!(DayCount::from_name("JP-HALF"), Some(DayCount::JpHalf));
        assert_eq!(DayCount::from_name("ACT/365F"), None);
        for rule in [InterestDay::DayOfMonth, InterestDay::MonthEnd] {
            assert_eq!(InterestDay::from_name(rule.name()), Some(rule));
        }
        assert_eq!(InterestDay::from_name("month end"), None);
        assert_eq!(InterestDay::default(), InterestDay::DayOfMonth);
    }
}
