//! Units that their holders cannot move: frozen, seized, or waiting for an approval. The register keeps their sum; here is
//! what each is for.

use bond_abi::office::{Lock, LockKind, OfficeError, MAX_LOCKS};
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

    /// Opens a lock; gives its number.
    ///
    /// # Errors
    /// `TooManyLocks`, `Overflow`.
    pub fn open(&mut self, lock: &Lock) -> Result<u32, OfficeError> {
        let number = self.next.get_or_default();
        let mut numbers = self.numbers.get(lock.account).unwrap_or_default();
        if numbers.len() >= MAX_LOCKS as usize {
            return Err(OfficeError::TooManyLocks { max: MAX_LOCKS });
        }
        numbers.push(number);
        self.next.set(&number.checked_add(1).ok_or(OfficeError::Overflow)?);
        self.numbers.insert(lock.account, &numbers);
        self.locks.insert(number, lock);
        Ok(number)
    }

    /// Takes units out of a lock, and closes an empty one; gives how many are left.
    ///
    /// # Errors
    /// `UnknownLock`, `ExceedsLock`.
    pub fn take(&mut self, number: u32, units: u64) -> Result<u64, OfficeError> {
        let lock = self.get(number)?;
        let left_units = lock.units.checked_sub(units).ok_or(OfficeError::ExceedsLock { locked_units: lock.units })?;
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
    /// `TooManyLocks`.
    pub fn hand_over(&mut self, old: AccountId, new: AccountId) -> Result<(), OfficeError> {
        let locks = self.of(old);
        let mut numbers = self.numbers.get(new).unwrap_or_default();
        if locks.len().saturating_add(numbers.len()) > MAX_LOCKS as usize {
            return Err(OfficeError::TooManyLocks { max: MAX_LOCKS });
        }
        for (number, lock) in locks {
            numbers.push(number);
            self.locks.insert(number, &Lock { account: new, ..lock });
        }
        self.set_numbers(old, &Vec::new());
        self.set_numbers(new, &numbers);
        Ok(())
    }

    fn set_numbers(&mut self, account: AccountId, numbers: &Vec<u32>) {
        if numbers.is_empty() {
            self.numbers.remove(account);
        } else {
            self.numbers.insert(account, numbers);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(byte: u8) -> AccountId {
        AccountId::from([byte; 32])
    }

    fn lock(byte: u8, units: u64) -> Lock {
        Lock { account: account(byte), units, kind: LockKind::Frozen, since_ms: 7 }
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
