//! What the admin sets and what waits for the delay (ADR 0028): which acts there are, and what may be one.

use bond_abi::agent::{AgentAct, AgentError, PendingAct, MAX_PENDING_ACTS, MAX_TAX_E5};
use bond_abi::distributor::{ClassRates, TaxRow, MAX_PAYMENT_DAY_SHIFT};
use bond_abi::office::PaymentEvent;
use bond_abi::AccountId;
use bond_math::Date;
use ink::prelude::vec::Vec;
use ink::storage::Lazy;

/// The acts that wait, in the order in which they were set. A number is never given twice.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Acts {
    list: Lazy<(u32, Vec<PendingAct>)>,
}

impl Acts {
    /// All of them.
    pub fn all(&self) -> Vec<PendingAct> {
        self.list.get_or_default().1
    }

    /// The act of a number.
    ///
    /// # Errors
    /// `UnknownAct`.
    pub fn get(&self, number: u32) -> Result<PendingAct, AgentError> {
        self.all().into_iter().find(|pending| pending.number == number).ok_or(AgentError::UnknownAct)
    }

    /// Lets an act wait: gives its number.
    ///
    /// # Errors
    /// `Unchanged` when the same waits already, `TooManyPending`, `Overflow`.
    pub fn add(&mut self, act: AgentAct, from_ms: u64, by: AccountId) -> Result<u32, AgentError> {
        let (number, mut list) = self.list.get_or_default();
        if list.iter().any(|pending| pending.act == act) {
            return Err(AgentError::Unchanged);
        }
        if list.len() >= MAX_PENDING_ACTS as usize {
            return Err(AgentError::TooManyPending { max: MAX_PENDING_ACTS });
        }
        list.push(PendingAct { number, act, from_ms, by });
        self.list.set(&(number.checked_add(1).ok_or(AgentError::Overflow)?, list));
        Ok(number)
    }

    /// Takes an act out.
    pub fn remove(&mut self, number: u32) {
        let (next, mut list) = self.list.get_or_default();
        list.retain(|pending| pending.number != number);
        self.list.set(&(next, list));
    }
}

/// Whether no class is taxed above the ceiling.
///
/// # Errors
/// `TaxAboveCeiling`.
pub fn check_ceiling(row: &TaxRow) -> Result<(), AgentError> {
    let is_bounded = |rates: &ClassRates| rates.national_e5.saturating_add(rates.local_e5) <= MAX_TAX_E5;
    if [row.individual, row.corporation, row.non_resident].iter().all(is_bounded) {
        Ok(())
    } else {
        Err(AgentError::TaxAboveCeiling { max_e5: MAX_TAX_E5 })
    }
}

/// Whether a row that counts from `from_ms` on begins late enough. `last` is the last event whose record date will have
/// passed by then: its holders are decided, and so is what they pay.
///
/// # Errors
/// `TaxRowTooEarly`.
pub fn check_first_day(row: &TaxRow, from_ms: u64, last: Option<&PaymentEvent>) -> Result<(), AgentError> {
    let counts_on = Date::from_unix_ms_jst(from_ms).map_or(i32::MAX, Date::days);
    // The paying agent may still move the day for a holiday.
    let paid_by = last.map_or(i32::MIN, |event| event.payment_day.saturating_add(MAX_PAYMENT_DAY_SHIFT));
    let first_day = counts_on.max(paid_by).saturating_add(1);
    if row.from_day < first_day {
        return Err(AgentError::TaxRowTooEarly { first_day });
    }
    Ok(())
}

/// The last of `events` events whose cutoff is not after `until_ms`. Cutoffs ascend, so that eight questions decide among 128.
///
/// # Errors
/// Those of `event`.
pub fn last_decided<E>(
    events: u8,
    until_ms: u64,
    event: impl Fn(u8) -> Result<PaymentEvent, E>,
) -> Result<Option<PaymentEvent>, E> {
    let (mut low, mut high, mut last) = (0_u8, events, None);
    while low < high {
        let middle = low.saturating_add(high.saturating_sub(low) / 2);
        let found = event(middle)?;
        if found.cutoff_ms <= until_ms {
            last = Some(found);
            low = middle.saturating_add(1);
        } else {
            high = middle;
        }
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::agent::CashAccounts;

    const DAY_MS: u64 = 86_400_000;

    fn account(byte: u8) -> AccountId {
        AccountId::from([byte; 32])
    }

    fn code(byte: u8) -> AgentAct {
        AgentAct::PaymentCode { code_hash: [byte; 32] }
    }

    fn row(from_day: i32, national_e5: u32, local_e5: u32) -> TaxRow {
        let rates = ClassRates { national_e5, local_e5 };
        let mut row = crate::samples::coupon(1).rates;
        (row.from_day, row.individual) = (from_day, rates);
        row
    }

    fn event(payment_day: i32, cutoff_ms: u64) -> PaymentEvent {
        PaymentEvent {
            notional_day: payment_day,
            accrual_end_day: payment_day,
            payment_day,
            cutoff_ms,
            interest_per_yen: 1,
            principal_per_unit_yen: 0,
        }
    }

    #[test]
    fn acts_wait_under_numbers_that_never_come_back_and_are_bounded() {
        ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
            let mut acts = Acts::default();
            assert_eq!(acts.get(0), Err(AgentError::UnknownAct));
            for byte in 0..8 {
                assert_eq!(acts.add(code(byte), 5, account(1)), Ok(u32::from(byte)));
            }
            assert_eq!(acts.add(code(3), 9, account(1)), Err(AgentError::Unchanged));
            let full = AgentError::TooManyPending { max: MAX_PENDING_ACTS };
            assert_eq!(acts.add(code(8), 5, account(1)), Err(full));
            acts.remove(7);
            assert_eq!(acts.get(7), Err(AgentError::UnknownAct));
            let accounts = CashAccounts { tax: account(2), treasury: account(3) };
            assert_eq!(acts.add(AgentAct::Accounts { accounts }, 6, account(4)), Ok(8));
            let expected = PendingAct { number: 8, act: AgentAct::Accounts { accounts }, from_ms: 6, by: account(4) };
            assert_eq!((acts.get(8), acts.all().len()), (Ok(expected), 8));
            Ok(())
        })
        .unwrap();
    }

    #[test]
    fn a_row_of_the_law_is_below_the_ceiling_and_a_thiefs_is_not() {
        for (national_e5, local_e5, fits) in [
            (15_315, 5_000, true),
            (20_000, 5_000, true),
            (20_001, 5_000, false),
            (100_000, 0, false),
            (1, u32::MAX, false),
        ] {
            let expected = if fits { Ok(()) } else { Err(AgentError::TaxAboveCeiling { max_e5: MAX_TAX_E5 }) };
            assert_eq!(check_ceiling(&row(1, national_e5, local_e5)), expected, "{national_e5} {local_e5}");
            let (rates, mut other) = (ClassRates { national_e5, local_e5 }, row(1, 0, 0));
            other.corporation = rates;
            assert_eq!(check_ceiling(&other), expected);
            let mut other = row(1, 0, 0);
            other.non_resident = rates;
            assert_eq!(check_ceiling(&other), expected);
        }
    }

    #[test]
    fn a_row_begins_after_the_delay_and_after_every_event_that_is_decided_by_then() {
        // Day 20,000 begins at 15:00 UTC of the day before.
        let from_ms = 20_000 * DAY_MS - 9 * 3_600_000;
        let early = |first_day| Err(AgentError::TaxRowTooEarly { first_day });
        assert_eq!(check_first_day(&row(20_000, 1, 1), from_ms, None), early(20_001));
        assert_eq!(check_first_day(&row(20_001, 1, 1), from_ms, None), Ok(()));
        assert_eq!(check_first_day(&row(20_000, 1, 1), from_ms - 1, None), Ok(()));
        let decided = event(20_020, from_ms);
        assert_eq!(check_first_day(&row(20_030, 1, 1), from_ms, Some(&decided)), early(20_031));
        assert_eq!(check_first_day(&row(20_031, 1, 1), from_ms, Some(&decided)), Ok(()));
        assert_eq!(check_first_day(&row(i32::MAX - 1, 1, 1), u64::MAX, None), early(i32::MAX));
    }

    #[test]
    fn the_last_event_that_is_decided_is_found_in_a_few_questions() {
        for events in [0_u8, 1, 2, 3, 127, 128] {
            let asked = core::cell::Cell::new(0);
            let at = |k: u8| -> Result<PaymentEvent, ()> {
                asked.set(asked.get() + 1);
                Ok(event(i32::from(k), 100 * (u64::from(k) + 1)))
            };
            for until_ms in [0, 99, 100, 150, 12_700, 12_800, 50_000] {
                asked.set(0);
                let expected = (until_ms / 100).min(u64::from(events));
                let found = last_decided(events, until_ms, at).unwrap().map(|event| event.cutoff_ms);
                assert_eq!(found, (expected > 0).then_some(100 * expected), "{events} {until_ms}");
                assert!(asked.get() <= 8, "{}", asked.get());
            }
        }
        assert_eq!(last_decided(1, 5, |_| Err::<PaymentEvent, _>(7)), Err(7));
    }
}
