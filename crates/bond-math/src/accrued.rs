//! Accrued interest (経過利子): what the buyer of a bond adds to its price on the day of settlement (market-rules §8, C5).
//!
//! **Never used for a payment.** What a holder receives follows from the [`schedule`](crate::schedule) alone; a trade's
//! price is a matter of buyer and seller, who count days in one of the two documented ways.

use crate::date::Date;
use crate::decimal::Rate;
use crate::error::MathError;
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
    if !matches!(convention, Convention::Act365F | Convention::Nl365) {
        return Err(MathError::ConventionUnsupported);
    }
    let days = convention.year_fraction(last_interest_date, settlement, Context::default())?.days;
    // The rate is in percent: two decimals more.
    let percent = pow10(rate.decimals().checked_add(2).ok_or(MathError::Overflow)?)?;
    let per_year = u128::from(rate.numerator()).checked_mul(u128::from(days)).ok_or(MathError::Overflow)?;
    let divisor = percent.checked_mul(365).ok_or(MathError::Overflow)?;
    Ok(Accrued { days, accrued_yen: mul_div_floor(face_yen, per_year, divisor)? })
}

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
}
