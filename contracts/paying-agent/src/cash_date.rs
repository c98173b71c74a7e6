//! Exceptions to cash dates: how far a holiday that was not known moves one (臨時の休日).

use bond_abi::agent::AgentError;
use bond_abi::distributor::{CashDate, Coupon, MAX_PAYMENT_DAY_SHIFT};
use bond_abi::office::PaymentEvent;
use bond_math::Date;

/// Whether `day` may be the cash date of `event`, or its own day again: near that of the schedule, not before its holders
/// are decided, and not before today. The day of an announced event moves until it is over: what is late stays late.
///
/// # Errors
/// `PaymentDayInvalid`, `Overflow`.
pub fn check(event: &PaymentEvent, coupon: Option<&Coupon>, day: Option<i32>, now_ms: u64) -> Result<(), AgentError> {
    let today = Date::from_unix_ms_jst(now_ms).map_err(|_| AgentError::Overflow)?.days();
    let is_over = coupon.is_some_and(|coupon| coupon.payment_day < today);
    let day = day.unwrap_or(event.payment_day);
    let is_near = day.abs_diff(event.payment_day) <= MAX_PAYMENT_DAY_SHIFT.unsigned_abs();
    let start_ms = Date::from_days(day).and_then(Date::start_ms_jst);
    let is_after = start_ms.is_ok_and(|start_ms| start_ms >= event.cutoff_ms);
    if is_near && is_after && day >= today && !is_over {
        Ok(())
    } else {
        Err(AgentError::PaymentDayInvalid { scheduled_day: event.payment_day })
    }
}

/// The exception that holds for the event as it is scheduled now; one that was made for another day holds no more.
pub fn in_force(event: &PaymentEvent, exception: Option<CashDate>) -> Option<i32> {
    exception.filter(|made| made.scheduled_day == event.payment_day).map(|made| made.day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cash_date_moves_by_a_few_days_and_never_before_the_record_date() {
        let start_ms = |day| Date::from_days(day).and_then(Date::start_ms_jst).unwrap();
        let event = |cutoff_day| PaymentEvent {
            notional_day: 20_000,
            accrual_end_day: 20_000,
            payment_day: 20_000,
            cutoff_ms: start_ms(cutoff_day),
            interest_per_yen: 1,
            principal_per_unit_yen: 0,
        };
        let invalid = Err(AgentError::PaymentDayInvalid { scheduled_day: 20_000 });
        for (cutoff_day, day, expected) in [
            (19_980, 19_990, Ok(())),
            (19_980, 20_000, Ok(())),
            (19_980, 20_010, Ok(())),
            (19_980, 19_989, invalid),
            (19_980, 20_011, invalid),
            (19_998, 19_998, Ok(())),
            (19_998, 19_997, invalid),
            (19_980, i32::MIN, invalid),
            (19_980, i32::MAX, invalid),
        ] {
            assert_eq!(check(&event(cutoff_day), None, Some(day), 0), expected, "{cutoff_day} {day}");
        }
    }

    #[test]
    fn neither_the_old_nor_the_new_day_is_past() {
        let start_ms = |day| Date::from_days(day).and_then(Date::start_ms_jst).unwrap();
        let event = PaymentEvent {
            notional_day: 20_000,
            accrual_end_day: 20_000,
            payment_day: 20_000,
            cutoff_ms: start_ms(19_990),
            interest_per_yen: 1,
            principal_per_unit_yen: 0,
        };
        let invalid = Err(AgentError::PaymentDayInvalid { scheduled_day: 20_000 });
        let coupon = |payment_day| crate::samples::coupon(payment_day);
        let checked = |coupon: Option<Coupon>, day, today| check(&event, coupon.as_ref(), day, start_ms(today));
        assert_eq!(checked(None, Some(19_995), 19_995), Ok(()));
        assert_eq!(checked(None, Some(19_995), 19_996), invalid);
        assert_eq!(checked(None, None, 20_000), Ok(()), "the day of the schedule is a day like any other");
        assert_eq!(checked(None, None, 20_001), invalid);
        assert_eq!(checked(Some(coupon(20_000)), Some(20_001), 20_000), Ok(()), "its day is not over");
        assert_eq!(checked(Some(coupon(20_000)), Some(20_001), 20_001), invalid, "what is late stays late");
        assert_eq!(checked(Some(coupon(20_005)), None, 20_000), Ok(()));
        assert_eq!(checked(Some(coupon(20_005)), None, 20_001), invalid);
        assert_eq!(check(&event, None, None, u64::MAX), Err(AgentError::Overflow));
    }

    #[test]
    fn an_exception_holds_for_the_day_for_which_it_was_made() {
        let event = PaymentEvent {
            notional_day: 20_000,
            accrual_end_day: 20_000,
            payment_day: 20_000,
            cutoff_ms: 0,
            interest_per_yen: 1,
            principal_per_unit_yen: 0,
        };
        let made = |scheduled_day| Some(CashDate { scheduled_day, day: 20_001 });
        assert_eq!(in_force(&event, made(20_000)), Some(20_001));
        assert_eq!((in_force(&event, made(20_002)), in_force(&event, None)), (None, None));
    }

    #[test]
    fn a_day_that_is_no_date_is_none() {
        let last = Date::MAX.days();
        let event = PaymentEvent {
            notional_day: last,
            accrual_end_day: last,
            payment_day: last,
            cutoff_ms: 0,
            interest_per_yen: 1,
            principal_per_unit_yen: 0,
        };
        assert_eq!(check(&event, None, Some(last), 0), Ok(()));
        assert_eq!(check(&event, None, Some(last + 1), 0), Err(AgentError::PaymentDayInvalid { scheduled_day: last }));
    }
}
