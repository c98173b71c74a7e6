//! Exceptions to cash dates: how far a holiday that was not known moves one (臨時の休日).

use bond_abi::agent::AgentError;
use bond_abi::distributor::MAX_PAYMENT_DAY_SHIFT;
use bond_abi::office::PaymentEvent;
use bond_math::Date;

/// Whether `day` may be the cash date of `event`: near that of the schedule, and not before its holders are decided.
///
/// # Errors
/// `PaymentDayInvalid`.
pub fn check(event: &PaymentEvent, day: i32) -> Result<(), AgentError> {
    let is_near = day.abs_diff(event.payment_day) <= MAX_PAYMENT_DAY_SHIFT.unsigned_abs();
    let start_ms = Date::from_days(day).and_then(Date::start_ms_jst);
    if is_near && start_ms.is_ok_and(|start_ms| start_ms >= event.cutoff_ms) {
        Ok(())
    } else {
        Err(AgentError::PaymentDayInvalid { scheduled_day: event.payment_day })
    }
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
            assert_eq!(check(&event(cutoff_day), day), expected, "{cutoff_day} {day}");
        }
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
        assert_eq!(check(&event, last), Ok(()));
        assert_eq!(check(&event, last + 1), Err(AgentError::PaymentDayInvalid { scheduled_day: last }));
    }
}
