//! How many units may move, and when: what a series' policy says beside who may hold.

use crate::rules::Rules;
use bond_abi::token::{Account, Refusal};

/// Whether `units` are there of which `unlock_units` come out of the lock.
///
/// # Errors
/// `InsufficientUnits`, `UnitsLocked`.
pub fn check_available(sender: &Account, units: u64, unlock_units: u64) -> Result<(), Refusal> {
    let left_units = sender.units.checked_sub(units).ok_or(Refusal::InsufficientUnits)?;
    match sender.locked_units.checked_sub(unlock_units) {
        Some(locked_units) if locked_units <= left_units => Ok(()),
        _ => Err(Refusal::UnitsLocked),
    }
}

/// Whether units of the series are transferable at this time.
///
/// # Errors
/// `OutsideTransferWindow`.
pub fn check_window(rules: &Rules, now_ms: u64) -> Result<(), Refusal> {
    if (rules.transferable_from_ms()..rules.transferable_until_ms()).contains(&now_ms) {
        Ok(())
    } else {
        Err(Refusal::OutsideTransferWindow)
    }
}

/// Whether a sender keeps nothing or enough.
///
/// # Errors
/// `BelowMinimumHolding`.
pub fn check_left(rules: &Rules, sender: &Account, units: u64) -> Result<(), Refusal> {
    match sender.units.saturating_sub(units) {
        0 => Ok(()),
        left_units => check_holding(rules, left_units),
    }
}

/// Whether a wallet may hold so few units.
///
/// # Errors
/// `BelowMinimumHolding`.
pub fn check_holding(rules: &Rules, units: u64) -> Result<(), Refusal> {
    if units < rules.min_units_per_wallet() {
        Err(Refusal::BelowMinimumHolding)
    } else {
        Ok(())
    }
}

/// Whether an investor may hold so many units in all wallets together.
///
/// # Errors
/// `InvestorLimitExceeded`; `Overflow` when they are more than there can be.
pub fn check_total(rules: &Rules, units: Option<u64>) -> Result<(), Refusal> {
    if units.ok_or(Refusal::Overflow)? > rules.max_units_per_investor() {
        Err(Refusal::InvestorLimitExceeded)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::token::Policy;

    fn account(units: u64, locked_units: u64) -> Account {
        Account { units, locked_units, ..Account::default() }
    }

    #[test]
    fn what_is_locked_stays_unless_it_is_taken_out_of_the_lock() {
        for (units, unlock_units, expected) in [
            (6, 0, Ok(())),
            (7, 0, Err(Refusal::UnitsLocked)),
            (7, 1, Ok(())),
            (10, 4, Ok(())),
            (10, 5, Err(Refusal::UnitsLocked)),
            (11, 0, Err(Refusal::InsufficientUnits)),
            (u64::MAX, u64::MAX, Err(Refusal::InsufficientUnits)),
        ] {
            assert_eq!(check_available(&account(10, 4), units, unlock_units), expected, "{units} {unlock_units}");
        }
    }

    #[test]
    fn the_window_begins_with_its_first_instant_and_ends_before_its_last() {
        let rules = Rules::from(&Policy { transferable_from_ms: 100, transferable_until_ms: 200, ..Policy::OPEN });
        for (now_ms, is_open) in [(99, false), (100, true), (199, true), (200, false)] {
            assert_eq!(check_window(&rules, now_ms).is_ok(), is_open, "{now_ms}");
            assert_eq!(check_window(&Rules::from(&Policy::OPEN), now_ms), Ok(()));
        }
    }

    #[test]
    fn nobody_is_left_with_crumbs() {
        let rules = Rules::from(&Policy { min_units_per_wallet: 5, ..Policy::OPEN });
        for (units, expected) in [(0, Ok(())), (5, Ok(())), (6, Err(Refusal::BelowMinimumHolding)), (10, Ok(()))] {
            assert_eq!(check_left(&rules, &account(10, 0), units), expected, "{units}");
        }
        assert_eq!(check_holding(&rules, 4), Err(Refusal::BelowMinimumHolding));
        assert_eq!(check_holding(&rules, 5), Ok(()));
        assert_eq!(check_holding(&Rules::from(&Policy::OPEN), 0), Ok(()));
    }

    #[test]
    fn an_investor_may_reach_the_limit() {
        let rules = Rules::from(&Policy { max_units_per_investor: 5, ..Policy::OPEN });
        assert_eq!(check_total(&rules, Some(5)), Ok(()));
        assert_eq!(check_total(&rules, Some(6)), Err(Refusal::InvestorLimitExceeded));
        assert_eq!(check_total(&rules, None), Err(Refusal::Overflow));
    }
}
