//! Units that their holders cannot move: frozen, seized, or waiting for an approval. The register keeps their sum; here is
//! what each is for.

use bond_abi::office::{Lock, LockKind, OfficeError, SeizedUnits, MAX_LOCKS};
use bond_abi::AccountId;
use ink::prelude::vec::Vec;
use ink::storage::{Lazy, Mapping};

/// The open locks.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Locks {
    /// The number of the next one.
    next: Lazy<u32>,
    locks: Mapping<u32, Lock>,
    numbers: Mapping<AccountId, Vec<u32>>,
    /// The sum of the seizures of an account; absent without one.
    seized: Mapping<AccountId, SeizedUnits>,
}

impl Locks {
    /// An open lock.
    ///
    /// # Errors
    /// `UnknownLock`.
    pub fn get(&self, number: u32) -> Result<Lock, OfficeError> {
        self.locks.get(number).ok_or(OfficeError::UnknownLock)
    }

    /// A request that waits for an approval.
    ///
    /// # Errors
    /// `UnknownLock`.
    pub fn request(&self, number: u32) -> Result<(Lock, AccountId), OfficeError> {
        let lock = self.get(number)?;
        match lock.kind {
            LockKind::Pending { to } => Ok((lock, to)),
            _ => Err(OfficeError::UnknownLock),
        }
    }

    /// The open locks of an account.
    pub fn of(&self, account: AccountId) -> Vec<(u32, Lock)> {
        let numbers = self.numbers.get(account).unwrap_or_default();
        numbers.into_iter().filter_map(|number| Some((number, self.locks.get(number)?))).collect()
    }

    /// What is seized of an account's units.
    pub fn seized(&self, account: AccountId) -> Option<SeizedUnits> {
        self.seized.get(account)
    }

    /// Opens a lock; gives its number.
    ///
    /// # Errors
    /// `EscrowDiffers`, `TooManyLocks`, `Overflow`.
    pub fn open(&mut self, lock: &Lock) -> Result<u32, OfficeError> {
        let opened = seized_by(lock, lock.units);
        let seized = join(self.seized(lock.account), opened)?;
        let number = self.next.get_or_default();
        let mut numbers = self.numbers.get(lock.account).unwrap_or_default();
        if numbers.len() >= MAX_LOCKS as usize {
            return Err(OfficeError::TooManyLocks { max: MAX_LOCKS });
        }
        numbers.push(number);
        self.next.set(&number.checked_add(1).ok_or(OfficeError::Overflow)?);
        self.numbers.insert(lock.account, &numbers);
        self.locks.insert(number, lock);
        if opened.is_some() {
            self.set_seized(lock.account, seized);
        }
        Ok(number)
    }

    /// Takes units out of a lock, and closes an empty one; gives how many are left.
    ///
    /// # Errors
    /// `UnknownLock`, `ExceedsLock`.
    pub fn take(&mut self, number: u32, units: u64) -> Result<u64, OfficeError> {
        let lock = self.get(number)?;
        let left_units = lock.units.checked_sub(units).ok_or(OfficeError::ExceedsLock { locked_units: lock.units })?;
        if seized_by(&lock, units).is_some() {
            self.set_seized(lock.account, self.seized(lock.account).and_then(|seized| without(seized, units)));
        }
        if left_units > 0 {
            self.locks.insert(number, &Lock { units: left_units, ..lock });
            return Ok(left_units);
        }
        let mut numbers = self.numbers.get(lock.account).unwrap_or_default();
        numbers.retain(|other| *other != number);
        self.set_numbers(lock.account, &numbers);
        self.locks.remove(number);
        Ok(0)
    }

    /// Gives the locks of an account to its successor (N9).
    ///
    /// # Errors
    /// `TooManyLocks`, `EscrowDiffers`, `Overflow`.
    pub fn hand_over(&mut self, old: AccountId, new: AccountId) -> Result<(), OfficeError> {
        let locks = self.of(old);
        let mut numbers = self.numbers.get(new).unwrap_or_default();
        if locks.len().saturating_add(numbers.len()) > MAX_LOCKS as usize {
            return Err(OfficeError::TooManyLocks { max: MAX_LOCKS });
        }
        let handed_over = self.seized(old);
        let seized = join(self.seized(new), handed_over)?;
        if handed_over.is_some() {
            self.set_seized(old, None);
            self.set_seized(new, seized);
        }
        for (number, lock) in locks {
            numbers.push(number);
            self.locks.insert(number, &Lock { account: new, ..lock });
        }
        self.set_numbers(old, &Vec::new());
        self.set_numbers(new, &numbers);
        Ok(())
    }

    fn set_seized(&mut self, account: AccountId, seized: Option<SeizedUnits>) {
        match seized {
            Some(seized) => {
                self.seized.insert(account, &seized);
            }
            None => self.seized.remove(account),
        }
    }

    fn set_numbers(&mut self, account: AccountId, numbers: &Vec<u32>) {
        if numbers.is_empty() {
            self.numbers.remove(account);
        } else {
            self.numbers.insert(account, numbers);
        }
    }
}

// Helpers

/// What `units` of a lock add to the seizures of its account.
fn seized_by(lock: &Lock, units: u64) -> Option<SeizedUnits> {
    match lock.kind {
        LockKind::Seized { seizure } => Some(SeizedUnits { escrow: seizure.escrow, units }),
        _ => None,
    }
}

/// Both together; a payment has one escrow, so that they share it.
fn join(one: Option<SeizedUnits>, other: Option<SeizedUnits>) -> Result<Option<SeizedUnits>, OfficeError> {
    let (Some(one), Some(other)) = (one, other) else { return Ok(one.or(other)) };
    if one.escrow != other.escrow {
        return Err(OfficeError::EscrowDiffers);
    }
    let units = one.units.checked_add(other.units).ok_or(OfficeError::Overflow)?;
    Ok(Some(SeizedUnits { units, ..one }))
}

/// What is left after units were let go.
fn without(seized: SeizedUnits, units: u64) -> Option<SeizedUnits> {
    let units = seized.units.saturating_sub(units);
    (units > 0).then_some(SeizedUnits { units, ..seized })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::office::Seizure;

    fn account(byte: u8) -> AccountId {
        AccountId::from([byte; 32])
    }

    fn lock(byte: u8, units: u64) -> Lock {
        Lock { account: account(byte), units, kind: LockKind::Frozen, since_ms: 7 }
    }

    fn seizure(byte: u8, units: u64, escrow: u8) -> Lock {
        let seizure = Seizure { case_reference: [1; 32], escrow: account(escrow) };
        Lock { kind: LockKind::Seized { seizure }, ..lock(byte, units) }
    }

    fn seized(escrow: u8, units: u64) -> Option<SeizedUnits> {
        Some(SeizedUnits { escrow: account(escrow), units })
    }

    fn with_locks(check: impl FnOnce(&mut Locks)) {
        ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
            check(&mut Locks::default());
            Ok(())
        })
        .unwrap();
    }

    fn numbers(locks: &Locks, byte: u8) -> Vec<u32> {
        locks.of(account(byte)).into_iter().map(|(number, _)| number).collect()
    }

    #[test]
    fn a_lock_is_open_until_its_last_unit_is_taken() {
        with_locks(|locks| {
            assert_eq!(locks.open(&lock(1, 10)), Ok(0));
            assert_eq!(locks.open(&lock(1, 5)), Ok(1));
            assert_eq!(locks.take(0, 11), Err(OfficeError::ExceedsLock { locked_units: 10 }));
            assert_eq!(locks.take(0, 4), Ok(6));
            assert_eq!(locks.get(0), Ok(lock(1, 6)));
            assert_eq!(locks.take(0, 6), Ok(0));
            assert_eq!(locks.take(0, 0), Err(OfficeError::UnknownLock));
            assert_eq!(numbers(locks, 1), [1]);
            // A number never comes back.
            assert_eq!(locks.open(&lock(1, 1)), Ok(2));
        });
    }

    #[test]
    fn a_successor_takes_every_lock_over_or_none() {
        with_locks(|locks| {
            for _ in 0..MAX_LOCKS {
                locks.open(&lock(1, 1)).unwrap();
            }
            assert_eq!(locks.open(&lock(1, 1)), Err(OfficeError::TooManyLocks { max: MAX_LOCKS }));
            let extra = locks.open(&lock(2, 9)).unwrap();
            assert_eq!(locks.hand_over(account(1), account(2)), Err(OfficeError::TooManyLocks { max: MAX_LOCKS }));
            assert_eq!(numbers(locks, 2), [extra]);
            assert_eq!(locks.take(extra, 9), Ok(0));
            assert_eq!(locks.hand_over(account(1), account(2)), Ok(()));
            assert_eq!(numbers(locks, 1), []);
            assert_eq!(numbers(locks, 2).len(), 16);
            assert!(locks.of(account(2)).iter().all(|(_, lock)| lock.account == account(2) && lock.units == 1));
        });
    }

    #[test]
    fn all_seizures_of_a_holder_add_up_and_share_an_escrow() {
        with_locks(|locks| {
            let of = |locks: &Locks| locks.seized(account(1));
            locks.open(&lock(1, 100)).unwrap();
            assert_eq!(of(locks), None);
            let first = locks.open(&seizure(1, 5, 9)).unwrap();
            let second = locks.open(&seizure(1, 7, 9)).unwrap();
            assert_eq!(of(locks), seized(9, 12));
            assert_eq!(locks.open(&seizure(1, 1, 8)), Err(OfficeError::EscrowDiffers));
            assert_eq!(numbers(locks, 1), [0, first, second], "the refused one is not there");
            locks.take(0, 100).unwrap();
            locks.take(first, 2).unwrap();
            assert_eq!(of(locks), seized(9, 10));
            locks.take(second, 7).unwrap();
            assert_eq!(of(locks), seized(9, 3));
            locks.take(first, 3).unwrap();
            assert_eq!(of(locks), None);
            assert!(locks.open(&seizure(1, 1, 8)).is_ok(), "another court, after the first is done");
        });
    }

    #[test]
    fn a_successor_takes_seizures_over_unless_another_escrow_has_his() {
        with_locks(|locks| {
            let of = |locks: &Locks, byte| locks.seized(account(byte));
            locks.open(&seizure(1, 5, 9)).unwrap();
            let other = locks.open(&seizure(2, 3, 8)).unwrap();
            assert_eq!(locks.hand_over(account(1), account(2)), Err(OfficeError::EscrowDiffers));
            assert_eq!((of(locks, 1), of(locks, 2)), (seized(9, 5), seized(8, 3)));
            assert_eq!((numbers(locks, 1), numbers(locks, 2)), (vec![0], vec![other]));
            locks.take(other, 3).unwrap();
            locks.open(&seizure(2, 2, 9)).unwrap();
            assert_eq!(locks.hand_over(account(1), account(2)), Ok(()));
            assert_eq!((of(locks, 1), of(locks, 2)), (None, seized(9, 7)));
            // Who has none takes none away.
            assert_eq!(locks.hand_over(account(3), account(2)), Ok(()));
            assert_eq!(of(locks, 2), seized(9, 7));
        });
    }

    #[test]
    fn a_request_is_told_from_a_controllers_lock() {
        with_locks(|locks| {
            let pending = Lock { kind: LockKind::Pending { to: account(3) }, ..lock(1, 2) };
            locks.open(&lock(1, 1)).unwrap();
            locks.open(&pending).unwrap();
            assert_eq!(locks.request(0), Err(OfficeError::UnknownLock));
            assert_eq!(locks.request(1), Ok((pending, account(3))));
            assert_eq!(locks.request(2), Err(OfficeError::UnknownLock));
        });
    }
}
