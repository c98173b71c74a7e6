//! What a controller's acts come to in the register (ADR 0022): which are refused, and the orders of those that are not.

use bond_abi::office::{Grounds, Lock, OfficeError, Seizure};
use bond_abi::token::{Account, Movement, Order, Refusal, Right};
use bond_abi::AccountId;
use bond_access::is_zero;
use ink::prelude::{vec, vec::Vec};

/// Nobody acts without a document.
///
/// # Errors
/// `NoGrounds`.
pub fn require_grounds(grounds: &Grounds) -> Result<(), OfficeError> {
    require_document(&grounds.document)
}

/// A hash that is not missing.
///
/// # Errors
/// `NoGrounds`.
pub fn require_document(hash: &[u8; 32]) -> Result<(), OfficeError> {
    if *hash == [0; 32] {
        return Err(OfficeError::NoGrounds);
    }
    Ok(())
}

/// At least one unit.
///
/// # Errors
/// `ZeroUnits`.
pub fn require_units(units: u64) -> Result<(), OfficeError> {
    if units == 0 {
        return Err(OfficeError::ZeroUnits);
    }
    Ok(())
}

/// A case that is named, and whose escrow is.
///
/// # Errors
/// `NoGrounds` when the reference to the case is missing, `ZeroAccount` when the escrow is.
pub fn require_case(seizure: &Seizure) -> Result<(), OfficeError> {
    require_document(&seizure.case_reference)?;
    if is_zero(&seizure.escrow) {
        return Err(OfficeError::ZeroAccount);
    }
    Ok(())
}

/// The flags of an account of which units are seized, or none are (any more).
const fn flags(cell: &Account, is_seized: bool) -> u8 {
    if is_seized {
        cell.flags | Account::SEIZED
    } else {
        cell.flags & !Account::SEIZED
    }
}

/// The order that tells the register whether units of an account are seized, if it does not know.
pub fn seizure(account: AccountId, cell: &Account, is_seized: bool) -> Option<Order> {
    let flags = flags(cell, is_seized);
    (flags != cell.flags).then_some(Order::Mark { account, locked_units: cell.locked_units, flags })
}

/// How many requests of `waiting`, the newest first, have to end so that `units` are free; all of them when that does not do.
pub fn requests_to_end(cell: &Account, units: u64, waiting: &[(u32, Lock)]) -> usize {
    let mut free_units = cell.units.saturating_sub(cell.locked_units);
    let mut count = 0_usize;
    for (_, request) in waiting.iter().rev() {
        if free_units >= units {
            break;
        }
        free_units = free_units.saturating_add(request.units);
        count = count.saturating_add(1);
    }
    count
}

/// The order that locks free units of an account, of which some are seized then, or none.
///
/// # Errors
/// `Refused` with `InsufficientUnits` or `UnitsLocked`, `Overflow`.
pub fn lock(account: AccountId, cell: &Account, units: u64, is_seized: bool) -> Result<Order, OfficeError> {
    let free_units = cell.units.checked_sub(cell.locked_units).ok_or(OfficeError::Overflow)?;
    if units > cell.units {
        return Err(refused(Refusal::InsufficientUnits));
    }
    if units > free_units {
        return Err(refused(Refusal::UnitsLocked));
    }
    let locked_units = cell.locked_units.checked_add(units).ok_or(OfficeError::Overflow)?;
    Ok(Order::Mark { account, locked_units, flags: flags(cell, is_seized) })
}

/// The order that lets units go. A redemption burns what is locked; then nothing of it is left to unlock.
pub fn unlock(account: AccountId, cell: &Account, units: u64, is_seized: bool) -> Order {
    Order::Mark { account, locked_units: cell.locked_units.saturating_sub(units), flags: flags(cell, is_seized) }
}

/// The order that freezes an account, or releases it.
///
/// # Errors
/// `FreezeUnchanged`.
pub fn freeze(account: AccountId, cell: &Account, frozen: bool) -> Result<Order, OfficeError> {
    if cell.has(Account::FROZEN) == frozen {
        return Err(OfficeError::FreezeUnchanged);
    }
    Ok(Order::Mark { account, locked_units: cell.locked_units, flags: cell.flags ^ Account::FROZEN })
}

/// Whether a lock has so many units.
///
/// # Errors
/// `ExceedsLock`.
pub fn require_in(lock: &Lock, units: u64) -> Result<(), OfficeError> {
    if units > lock.units {
        return Err(OfficeError::ExceedsLock { locked_units: lock.units });
    }
    Ok(())
}

/// Two accounts of which one can take the place of the other.
///
/// # Errors
/// `Refused` with `ZeroAccount` or `SameAccount`.
pub fn require_two(old: &AccountId, new: &AccountId) -> Result<(), OfficeError> {
    if is_zero(old) || is_zero(new) {
        return Err(refused(Refusal::ZeroAccount));
    }
    if old == new {
        return Err(refused(Refusal::SameAccount));
    }
    Ok(())
}

/// Two wallets of which neither was replaced before.
///
/// # Errors
/// `Retired`, `Refused` with `RecipientRetired`.
pub fn require_living(from: &Account, to: &Account) -> Result<(), OfficeError> {
    if from.has(Account::RETIRED) {
        return Err(OfficeError::Retired);
    }
    if to.has(Account::RETIRED) {
        return Err(refused(Refusal::RecipientRetired));
    }
    Ok(())
}

/// A wallet that is replaced.
#[derive(Debug, Clone, Copy)]
pub struct Replaced<'a> {
    /// Which.
    pub account: AccountId,
    /// As the register has it.
    pub cell: &'a Account,
    /// Its units that controllers locked: its own requests have ended.
    pub locked_units: u64,
    /// Whether anything of it is seized afterwards.
    pub is_seized: bool,
}

impl Replaced<'_> {
    /// Free units of a frozen wallet, which are locked with its successor: nobody froze him.
    pub fn frozen_units(&self) -> u64 {
        if self.cell.has(Account::FROZEN) {
            self.cell.units.saturating_sub(self.locked_units)
        } else {
            0
        }
    }
}

/// The orders that put `new` in the place of a wallet, of whom some units are seized then, or none: everything it has while
/// the series is active; afterwards, when units no longer move, the mark alone. The new one is judged as a recipient either
/// way.
///
/// # Errors
/// `Overflow`.
pub fn succeed(
    old: Replaced,
    (new, to, new_is_seized): (AccountId, &Account, bool),
    is_active: bool,
    waive_policy: bool,
) -> Result<Vec<Order>, OfficeError> {
    let Replaced { account: from, cell, locked_units, is_seized } = old;
    let retire = |locked_units| {
        let flags = flags(cell, is_seized) | Account::RETIRED;
        Order::Mark { account: from, locked_units, flags }
    };
    let judge = Order::Judge { account: new, waive_policy, adopt: false };
    if !is_active {
        return Ok(vec![judge, retire(locked_units)]);
    }
    if cell.units == 0 {
        return Ok(vec![judge, retire(0)]);
    }
    let (units, unlock_units, right) = (cell.units, cell.locked_units, Right::Enforced);
    // What stopped the units in the old wallet stops them in the new one (N9).
    let stopped_units = locked_units.checked_add(old.frozen_units()).ok_or(OfficeError::Overflow)?;
    let locked_units = to.locked_units.checked_add(stopped_units).ok_or(OfficeError::Overflow)?;
    Ok(vec![
        Order::Move(Movement { from, to: new, units, unlock_units, right, waive_policy }),
        retire(0),
        Order::Mark { account: new, locked_units, flags: flags(to, new_is_seized) },
    ])
}

/// The refusal of the one thing that was asked for.
pub fn refused(refusal: Refusal) -> OfficeError {
    OfficeError::Refused { index: 0, refusal }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::office::LockKind;

    fn account(byte: u8) -> AccountId {
        AccountId::from([byte; 32])
    }

    fn cell(units: u64, locked_units: u64, flags: u8) -> Account {
        Account { units, locked_units, flags, ..Account::default() }
    }

    fn replaced(cell: &Account, locked_units: u64, is_seized: bool) -> Replaced<'_> {
        Replaced { account: account(1), cell, locked_units, is_seized }
    }

    fn mark(byte: u8, locked_units: u64, flags: u8) -> Order {
        Order::Mark { account: account(byte), locked_units, flags }
    }

    #[test]
    fn what_is_free_is_locked_and_let_go_again() {
        let holder = cell(10, 4, Account::FROZEN);
        assert_eq!(lock(account(1), &holder, 6, false), Ok(mark(1, 10, Account::FROZEN)));
        assert_eq!(lock(account(1), &holder, 7, false), Err(refused(Refusal::UnitsLocked)));
        assert_eq!(lock(account(1), &holder, 11, false), Err(refused(Refusal::InsufficientUnits)));
        assert_eq!(unlock(account(1), &holder, 3, false), mark(1, 1, Account::FROZEN));
        assert_eq!(unlock(account(1), &holder, 9, false), mark(1, 0, Account::FROZEN), "after a redemption");
    }

    #[test]
    fn the_register_knows_whether_units_are_seized() {
        let both = Account::FROZEN | Account::SEIZED;
        let (free, seized) = (cell(10, 4, Account::FROZEN), cell(10, 4, both));
        assert_eq!(lock(account(1), &free, 1, true), Ok(mark(1, 5, both)));
        assert_eq!(lock(account(1), &seized, 1, true), Ok(mark(1, 5, both)));
        assert_eq!(unlock(account(1), &seized, 1, true), mark(1, 3, both));
        assert_eq!(unlock(account(1), &seized, 1, false), mark(1, 3, Account::FROZEN));
        assert_eq!(seizure(account(1), &seized, false), Some(mark(1, 4, Account::FROZEN)));
        assert_eq!(seizure(account(1), &free, true), Some(mark(1, 4, both)));
        assert_eq!((seizure(account(1), &seized, true), seizure(account(1), &free, false)), (None, None));
    }

    #[test]
    fn a_seizure_follows_the_units_to_the_successor_and_stays_with_those_that_stay() {
        let (from, to) = (cell(10, 4, Account::SEIZED), cell(3, 0, Account::FROZEN));
        let marks = |is_active, old_is_seized| -> Vec<Order> {
            let old = replaced(&from, 4, old_is_seized);
            let orders = succeed(old, (account(2), &to, is_active), is_active, false).unwrap();
            orders.into_iter().filter(|order| matches!(order, Order::Mark { .. })).collect()
        };
        let both = Account::FROZEN | Account::SEIZED;
        assert_eq!(marks(true, false), vec![mark(1, 0, Account::RETIRED), mark(2, 4, both)]);
        assert_eq!(marks(true, true), vec![mark(1, 0, Account::RETIRED | Account::SEIZED), mark(2, 4, both)]);
        assert_eq!(marks(false, true), vec![mark(1, 4, Account::RETIRED | Account::SEIZED)]);
    }

    #[test]
    fn the_newest_requests_end_first_and_no_more_than_stand_in_the_way() {
        let request = |number, units| {
            (number, Lock { account: account(1), units, kind: LockKind::Pending { to: account(2) }, since_ms: 0 })
        };
        let waiting = [request(4, 3), request(7, 2)];
        let holder = cell(10, 6, 0);
        let end = |units| requests_to_end(&holder, units, &waiting);
        assert_eq!([4, 5, 6, 7, 9, 10].map(end), [0, 1, 1, 2, 2, 2]);
        assert_eq!(requests_to_end(&holder, 5, &[]), 0);
    }

    #[test]
    fn a_freeze_changes_nothing_else_and_is_not_repeated() {
        let retired = cell(1, 1, Account::RETIRED);
        assert_eq!(freeze(account(1), &retired, true), Ok(mark(1, 1, Account::RETIRED | Account::FROZEN)));
        assert_eq!(freeze(account(1), &retired, false), Err(OfficeError::FreezeUnchanged));
        let frozen = cell(1, 1, Account::FROZEN);
        assert_eq!(freeze(account(1), &frozen, false), Ok(mark(1, 1, 0)));
    }

    #[test]
    fn a_successor_takes_everything_over_while_units_move_and_the_mark_alone_afterwards() {
        let (from, to) = (cell(10, 4, Account::FROZEN), cell(3, 2, 0));
        let both = Account::FROZEN | Account::RETIRED;
        let succeed = |from: &Account, is_active| {
            succeed(replaced(from, from.locked_units, false), (account(2), &to, false), is_active, true)
        };
        let movement = Movement {
            from: account(1),
            to: account(2),
            units: 10,
            unlock_units: 4,
            right: Right::Enforced,
            waive_policy: true,
        };
        let judge = Order::Judge { account: account(2), waive_policy: true, adopt: false };
        // All ten are locked with the heir, his own are as free as they were.
        let all = vec![Order::Move(movement), mark(1, 0, both), mark(2, 12, 0)];
        assert_eq!(succeed(&from, true), Ok(all));
        assert_eq!(succeed(&from, false), Ok(vec![judge, mark(1, 4, both)]));
        let free = Order::Move(Movement { unlock_units: 4, ..movement });
        let thawed = cell(10, 4, 0);
        assert_eq!(succeed(&thawed, true), Ok(vec![free, mark(1, 0, Account::RETIRED), mark(2, 6, 0)]));
        let empty = cell(0, 0, 0);
        assert_eq!(succeed(&empty, true), Ok(vec![judge, mark(1, 0, Account::RETIRED)]));
    }

    #[test]
    fn what_requests_kept_is_free_with_the_successor() {
        let (from, to) = (cell(10, 7, 0), cell(0, 0, 0));
        let orders = super::succeed(replaced(&from, 4, false), (account(2), &to, false), true, false).unwrap();
        let all_come_out = matches!(orders[0], Order::Move(Movement { units: 10, unlock_units: 7, .. }));
        assert!(all_come_out && orders[2] == mark(2, 4, 0), "{orders:?}");
        let matured = super::succeed(replaced(&from, 4, false), (account(2), &to, false), false, false).unwrap();
        assert_eq!(matured[1], mark(1, 4, Account::RETIRED));
    }

    #[test]
    fn a_wallet_is_replaced_once_and_no_replaced_one_takes_over() {
        let (alive, dead) = (cell(1, 0, 0), cell(0, 0, Account::RETIRED));
        assert_eq!(require_living(&dead, &alive), Err(OfficeError::Retired));
        assert_eq!(require_living(&alive, &dead), Err(refused(Refusal::RecipientRetired)));
        assert_eq!(require_living(&alive, &alive), Ok(()));
        assert_eq!(require_two(&account(1), &account(1)), Err(refused(Refusal::SameAccount)));
        for (old, new) in [(0, 1), (1, 0), (0, 0)] {
            assert_eq!(require_two(&account(old), &account(new)), Err(refused(Refusal::ZeroAccount)));
        }
        assert_eq!(require_two(&account(1), &account(2)), Ok(()));
    }

    #[test]
    fn grounds_cases_and_amounts_are_named() {
        assert_eq!((require_document(&[0; 32]), require_document(&[1; 32])), (Err(OfficeError::NoGrounds), Ok(())));
        let case = |case, escrow| require_case(&Seizure { case_reference: [case; 32], escrow: account(escrow) });
        assert_eq!((case(7, 3), case(0, 3)), (Ok(()), Err(OfficeError::NoGrounds)));
        assert_eq!(case(7, 0), Err(OfficeError::ZeroAccount));
        assert_eq!((require_units(0), require_units(1)), (Err(OfficeError::ZeroUnits), Ok(())));
        let lock = Lock { account: account(1), units: 5, kind: LockKind::Frozen, since_ms: 0 };
        assert_eq!(require_in(&lock, 5), Ok(()));
        assert_eq!(require_in(&lock, 6), Err(OfficeError::ExceedsLock { locked_units: 5 }));
    }
}
