//! Interest that is running (経過利子), for information. What is paid is never computed from it.

use bond_abi::office::{Accrual, OfficeError};
use bond_math::{mul_div_floor, pow10};

use crate::terms::Scheduled;

/// Interest of a holding of `units` from the day after `from_day` up to and including `today`, within the period of the
/// scheduled event `k`; linear by days.
///
/// # Errors
/// `Overflow`.
pub fn accrued_floor(
    k: u8,
    scheduled: &Scheduled,
    from_day: i32,
    today: i32,
    units: u64,
    per_yen_digits: u8,
) -> Result<Accrual, OfficeError> {
    let overflow = |_| OfficeError::Overflow;
    let period_days = scheduled.event.accrual_end_day.abs_diff(from_day);
    let elapsed_days = u32::try_from(today.saturating_sub(from_day)).unwrap_or(0).min(period_days);
    let face_yen =
        u128::from(units).checked_mul(u128::from(scheduled.outstanding_per_unit_yen)).ok_or(OfficeError::Overflow)?;
    // At most 10^18 yen, 10^18 per yen and a century of days: the product is wide, and divided once.
    let interest = face_yen.checked_mul(u128::from(scheduled.event.interest_per_yen)).ok_or(OfficeError::Overflow)?;
    let divisor = pow10(per_yen_digits).map_err(overflow)?.checked_mul(u128::from(period_days));
    let gross_yen =
        mul_div_floor(interest, u128::from(elapsed_days), divisor.ok_or(OfficeError::Overflow)?).map_err(overflow)?;
    Ok(Accrual { event: k, units, elapsed_days, period_days, gross_yen })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::office::PaymentEvent;

    fn scheduled(interest_per_yen: u64) -> Scheduled {
        let event = PaymentEvent {
            notional_day: 20_181,
            accrual_end_day: 20_181,
            payment_day: 20_181,
            cutoff_ms: 0,
            interest_per_yen,
            principal_per_unit_yen: 0,
        };
        Scheduled { event, outstanding_per_unit_yen: 10_000 }
    }

    #[test]
    fn interest_grows_by_the_day_from_the_day_after_the_last_payment() {
        // 1 % on a million yen: ¥5,000 for 181 days.
        for (today, elapsed_days, gross_yen) in [
            (19_999, 0, 0),
            (20_000, 0, 0),
            (20_001, 1, 27),
            (20_090, 90, 2_486),
            (20_181, 181, 5_000),
            (20_300, 181, 5_000),
        ] {
            let accrual = accrued_floor(3, &scheduled(50_000_000_000), 20_000, today, 100, 13).unwrap();
            let expected = Accrual { event: 3, units: 100, elapsed_days, period_days: 181, gross_yen };
            assert_eq!(accrual, expected, "{today}");
        }
    }

    #[test]
    fn the_largest_series_fits() {
        let accrual = accrued_floor(0, &scheduled(10_u64.pow(18)), 0, 20_181, 10_u64.pow(14), 18).unwrap();
        assert_eq!(accrual.gross_yen, 10_u128.pow(18));
        assert_eq!(accrued_floor(0, &scheduled(1), 0, 1, u64::MAX, 39), Err(OfficeError::Overflow));
        assert_eq!(accrued_floor(0, &scheduled(1), 20_181, 20_181, 1, 13), Err(OfficeError::Overflow));
    }
}
