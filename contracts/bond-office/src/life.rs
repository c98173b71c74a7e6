//! How far a series has come, and what that makes legal.

use bond_abi::office::{OfficeError, Phase};
use bond_abi::token::{Order, TokenState};
use bond_abi::AccountId;
use ink::prelude::vec::Vec;

/// How far the issue has come; maturity and closing follow from the clock and the supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
pub enum Stage {
    /// Token and distributor are not wired.
    Draft,
    /// Units are being allotted.
    Issuing,
    /// The issue is closed.
    Issued,
    /// The issue is open once more.
    Reopened,
}

// Queries

/// The phase of a series with so many events, by the register's state.
pub fn phase(stage: Stage, events: u8, state: Option<TokenState>) -> Phase {
    match (stage, state) {
        (Stage::Draft, _) => Phase::Draft,
        (Stage::Issuing, _) => Phase::Issuing,
        (_, Some(state)) if state.epoch >= events && state.supply_units == 0 => Phase::Closed,
        (_, Some(state)) if state.epoch >= events => Phase::Matured,
        (Stage::Issued | Stage::Reopened, _) => Phase::Active,
    }
}

/// The orders of an allotment, and how many units are issued with it.
///
/// # Errors
/// `IssueTooLate`, `ZeroUnits`, `AuthorisedUnitsExceeded`, `Overflow`.
pub fn allot(
    stage: Stage,
    (epoch, events): (u8, u8),
    allotments: Vec<(AccountId, u64)>,
    mut issued_units: u64,
    authorised_units: u64,
) -> Result<(Vec<Order>, u64), OfficeError> {
    // What is allotted after a record date would miss its interest; only a reopening may.
    let is_too_late = if stage == Stage::Issuing { epoch > 0 } else { epoch >= events };
    if is_too_late {
        return Err(OfficeError::IssueTooLate);
    }
    let mut orders = Vec::with_capacity(allotments.len());
    for (to, units) in allotments {
        let available_units = authorised_units.saturating_sub(issued_units);
        if units == 0 {
            return Err(OfficeError::ZeroUnits);
        }
        if units > available_units {
            return Err(OfficeError::AuthorisedUnitsExceeded { available_units });
        }
        issued_units = issued_units.checked_add(units).ok_or(OfficeError::Overflow)?;
        orders.push(Order::Issue { to, units });
    }
    Ok((orders, issued_units))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(epoch: u8, supply_units: u64) -> Option<TokenState> {
        let nobody = AccountId::from([9; 32]);
        Some(TokenState {
            registry: nobody,
            office: nobody,
            distributor: None,
            open: true,
            paused: false,
            epoch,
            events: 2,
            supply_units,
            wallets: 1,
        })
    }

    #[test]
    fn the_phase_follows_from_stage_clock_and_supply() {
        for (stage, state, expected) in [
            (Stage::Draft, None, Phase::Draft),
            (Stage::Issuing, state(2, 0), Phase::Issuing),
            (Stage::Issued, state(1, 5), Phase::Active),
            (Stage::Issued, state(1, 0), Phase::Active),
            (Stage::Reopened, state(1, 5), Phase::Active),
            (Stage::Issued, state(2, 5), Phase::Matured),
            (Stage::Issued, state(2, 0), Phase::Closed),
            (Stage::Issued, None, Phase::Active),
        ] {
            assert_eq!(phase(stage, 2, state), expected, "{stage:?} {state:?}");
        }
    }

    #[test]
    fn an_issue_ends_with_the_first_record_date_and_a_reopening_with_the_last() {
        let at = |stage, epoch| allot(stage, (epoch, 2), Vec::new(), 7, 10);
        let none = Ok((Vec::new(), 7));
        assert_eq!((at(Stage::Issuing, 0), at(Stage::Reopened, 1)), (none.clone(), none));
        let late = Err(OfficeError::IssueTooLate);
        assert_eq!((at(Stage::Issuing, 1), at(Stage::Reopened, 2)), (late.clone(), late));
    }

    #[test]
    fn rows_share_what_is_left() {
        let to = AccountId::from([1; 32]);
        let allot =
            |rows: &[u64]| allot(Stage::Issuing, (0, 2), rows.iter().map(|units| (to, *units)).collect(), 4, 10);
        let orders = vec![Order::Issue { to, units: 5 }, Order::Issue { to, units: 1 }];
        assert_eq!(allot(&[5, 1]), Ok((orders, 10)));
        assert_eq!(allot(&[5, 2]), Err(OfficeError::AuthorisedUnitsExceeded { available_units: 1 }));
        assert_eq!(allot(&[u64::MAX]), Err(OfficeError::AuthorisedUnitsExceeded { available_units: 6 }));
        assert_eq!(allot(&[1, 0]), Err(OfficeError::ZeroUnits));
    }
}
