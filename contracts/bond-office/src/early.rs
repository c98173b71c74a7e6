//! Early redemption (繰上償還): which last event may take the place of a scheduled one. Its amounts are computed off chain by
//! `bond_math::Schedule::redeemed_early`, and anybody can recompute them; here are order, sums and bounds, so that a slip
//! of the pen is refused.

use crate::terms::{start_ms, Scheduled};
use bond_abi::office::{OfficeError, PaymentEvent};
use bond_math::mul_div_floor;

/// How far the interest may lie from a linear part of the scheduled one, as a fraction of it: half-years have 181 to
/// 184 days, and a stub is prorated in its own.
const TOLERANCE: u128 = 20;
/// Business days never move a redemption by more: a new year's holiday with its weekends.
const MAX_MOVE_DAYS: i32 = 10;

/// Whether `new` may be the last event in the place of `old`, which follows `before`: the event before, or the issue.
///
/// # Errors
/// `RecutInvalid`; `NoticeTooShort` when the payment is before `first_day`; `Overflow`.
pub fn check(
    before: &PaymentEvent,
    old: &Scheduled,
    new: &PaymentEvent,
    now_ms: u64,
    first_day: i32,
) -> Result<(), OfficeError> {
    let (scheduled, outstanding_yen) = (&old.event, old.outstanding_per_unit_yen);
    let limit = |day: i32| day.checked_add(MAX_MOVE_DAYS).ok_or(OfficeError::Overflow);
    let payment_ms = start_ms(new.payment_day).ok_or(OfficeError::RecutInvalid)?;
    let is_after = before.notional_day < new.notional_day
        && before.accrual_end_day < new.accrual_end_day
        && before.payment_day < new.payment_day
        && before.cutoff_ms < new.cutoff_ms;
    let is_in_time = new.notional_day <= scheduled.notional_day
        && new.accrual_end_day <= limit(new.notional_day)?
        && new.payment_day <= limit(new.notional_day)?
        && new.cutoff_ms <= payment_ms
        && new.cutoff_ms > now_ms
        // An event whose record date has passed never changes (N12): its holders are decided, and it may be announced.
        && scheduled.cutoff_ms > now_ms;
    if !is_after || !is_in_time || new.principal_per_unit_yen != outstanding_yen {
        return Err(OfficeError::RecutInvalid);
    }
    let days = |event: &PaymentEvent| u128::from(event.accrual_end_day.abs_diff(before.accrual_end_day));
    let scheduled_interest = u128::from(scheduled.interest_per_yen);
    let linear = mul_div_floor(scheduled_interest, days(new), days(scheduled)).map_err(|_| OfficeError::Overflow)?;
    let off = u128::from(new.interest_per_yen).abs_diff(linear);
    if off > (scheduled_interest / TOLERANCE).saturating_add(1) {
        return Err(OfficeError::RecutInvalid);
    }
    if new.payment_day < first_day {
        return Err(OfficeError::NoticeTooShort { first_day });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: u64 = 86_400_000;

    fn event(day: i32, interest_per_yen: u64, principal_per_unit_yen: u64) -> PaymentEvent {
        PaymentEvent {
            notional_day: day,
            accrual_end_day: day,
            payment_day: day,
            cutoff_ms: start_ms(day).unwrap(),
            interest_per_yen,
            principal_per_unit_yen,
        }
    }

    fn run(new: &PaymentEvent, now_ms: u64, first_day: i32) -> Result<(), OfficeError> {
        let old = Scheduled { event: event(20_182, 5_000_000, 0), outstanding_per_unit_yen: 10_000 };
        check(&event(20_000, 5_000_000, 0), &old, new, now_ms, first_day)
    }

    #[test]
    fn an_event_with_its_part_of_the_interest_and_all_principal_passes() {
        let now_ms = start_ms(20_001).unwrap();
        for (day, interest) in [(20_091, 2_500_000), (20_182, 5_000_000), (20_091, 2_500_000 + 250_000)] {
            assert_eq!(run(&event(day, interest, 10_000), now_ms, 0), Ok(()), "{day}");
        }
    }

    #[test]
    fn what_early_redemption_could_not_make_of_it_is_refused() {
        type Change = fn(&mut PaymentEvent);
        let cases: [Change; 13] = [
            |e| e.principal_per_unit_yen = 9_999,
            |e| e.principal_per_unit_yen = 10_001,
            |e| e.interest_per_yen = 2_750_002,
            |e| e.interest_per_yen = 2_249_998,
            |e| e.notional_day = 20_000,
            |e| e.notional_day = 20_183,
            |e| e.accrual_end_day = 20_000,
            |e| e.accrual_end_day = 20_102,
            |e| e.payment_day = 20_000,
            |e| e.payment_day = 20_102,
            |e| e.cutoff_ms = start_ms(20_000).unwrap(),
            |e| e.cutoff_ms += 1,
            |e| e.cutoff_ms = start_ms(20_001).unwrap(),
        ];
        for (index, change) in cases.into_iter().enumerate() {
            let mut new = event(20_091, 2_500_000, 10_000);
            change(&mut new);
            let result = run(&new, start_ms(20_001).unwrap(), 0);
            assert_eq!(result, Err(OfficeError::RecutInvalid), "{index}");
        }
    }

    #[test]
    fn an_event_whose_record_date_has_passed_stays_even_for_a_later_one_on_the_same_date() {
        let late = PaymentEvent {
            accrual_end_day: 20_190,
            payment_day: 20_192,
            cutoff_ms: start_ms(20_191).unwrap(),
            ..event(20_182, 5_000_000, 10_000)
        };
        let cutoff_ms = start_ms(20_182).unwrap();
        assert_eq!(run(&late, cutoff_ms - 1, 0), Ok(()));
        assert_eq!(run(&late, cutoff_ms, 0), Err(OfficeError::RecutInvalid));
    }

    #[test]
    fn the_notice_is_kept() {
        let new = event(20_091, 2_500_000, 10_000);
        assert_eq!(run(&new, DAY_MS, 20_091), Ok(()));
        assert_eq!(run(&new, DAY_MS, 20_092), Err(OfficeError::NoticeTooShort { first_day: 20_092 }));
    }
}
