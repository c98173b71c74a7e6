//! Units that their holders cannot move: frozen, seized, or waiting for an approval; and claims that are seized. The register
//! keeps the sum of locked units; here is what each is for. [`crate::seizures`] knows whose payments they reach.

use crate::seizures::{Seizures, Share};
use bond_abi::office::{Lock, LockKind, OfficeError, SeizedUnits, MAX_LOCKS, MAX_REQUESTS};
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
    /// Those of controllers.
    numbers: Mapping<AccountId, Vec<u32>>,
    /// The holder's own requests. A place is used again and never freed: whoever frees storage gets its deposit (T27).
    requests: Mapping<AccountId, Vec<u32>>,
    seizures: Seizures,
}

// Queries

impl Locks {
    /// An open lock.
    ///
    /// # Errors
    /// `UnknownLock`.
    pub fn get(&self, number: u32) -> Result<Lock, OfficeError> {
        // A request that was answered has no units any more.
        self.locks.get(number).filter(|lock| lock.units > 0).ok_or(OfficeError::UnknownLock)
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

    /// The open locks of an account: a controller's, then its requests.
    pub fn of(&self, account: AccountId) -> Vec<(u32, Lock)> {
        let mut locks = self.open_of(self.numbers.get(account));
        locks.extend(self.requests_of(account));
        locks
    }

    /// The requests of an account that wait.
    pub fn requests_of(&self, account: AccountId) -> Vec<(u32, Lock)> {
        self.open_of(self.requests.get(account))
    }

    fn open_of(&self, numbers: Option<Vec<u32>>) -> Vec<(u32, Lock)> {
        let numbers = numbers.unwrap_or_default();
        numbers.into_iter().filter_map(|number| Some((number, self.get(number).ok()?))).collect()
    }

    /// What is seized of that which an account earned with event `k`.
    pub fn seized(&self, account: AccountId, k: u8) -> Option<SeizedUnits> {
        self.seizures.at(account, k, |number| self.get(number).ok())
    }

    /// Whether anything is seized of what an account earned or will earn.
    pub fn is_seized(&self, account: AccountId) -> bool {
        self.seizures.of(account).iter().any(|share| self.get(share.number).is_ok())
    }
}

// Changes

impl Locks {
    /// Opens a lock; gives its number.
    ///
    /// # Errors
    /// `EscrowDiffers`, `TooManyLocks`, `Overflow`.
    pub fn open(&mut self, lock: &Lock) -> Result<u32, OfficeError> {
        let number = self.next.get_or_default();
        let next = number.checked_add(1).ok_or(OfficeError::Overflow)?;
        if let Some((escrow, share)) = share_of(lock, number) {
            self.require_escrow(lock.account, escrow)?;
            self.seizures.add(lock.account, share);
        }
        match lock.kind {
            LockKind::Pending { .. } => self.place_request(lock.account, number)?,
            _ => {
                let mut numbers = self.numbers.get(lock.account).unwrap_or_default();
                if numbers.len() >= MAX_LOCKS as usize {
                    return Err(OfficeError::TooManyLocks { max: MAX_LOCKS });
                }
                numbers.push(number);
                self.numbers.insert(lock.account, &numbers);
            }
        }
        self.next.set(&next);
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
        let is_request = matches!(lock.kind, LockKind::Pending { .. });
        if left_units > 0 || is_request {
            self.locks.insert(number, &Lock { units: left_units, ..lock });
            return Ok(left_units);
        }
        let mut numbers = self.numbers.get(lock.account).unwrap_or_default();
        numbers.retain(|other| *other != number);
        self.set_numbers(lock.account, &numbers);
        self.seizures.forget(lock.account, number);
        self.locks.remove(number);
        Ok(0)
    }

    /// Gives the locks of an account to its successor (N9), when so many record dates have passed. Seized claims stay where
    /// they were earned; requests have ended before.
    ///
    /// # Errors
    /// `TooManyLocks`, `EscrowDiffers`.
    pub fn hand_over(&mut self, old: AccountId, new: AccountId, epoch: u8) -> Result<(), OfficeError> {
        let (mut stay, mut follow) = (Vec::new(), self.numbers.get(new).unwrap_or_default());
        let (moved, claims): (Vec<_>, Vec<_>) = self
            .open_of(self.numbers.get(old))
            .into_iter()
            .partition(|(_, lock)| !matches!(lock.kind, LockKind::ClaimSeized { .. }));
        if moved.len().saturating_add(follow.len()) > MAX_LOCKS as usize {
            return Err(OfficeError::TooManyLocks { max: MAX_LOCKS });
        }
        for (number, lock) in &moved {
            if let Some((escrow, _)) = share_of(lock, *number) {
                self.require_escrow(new, escrow)?;
            }
        }
        for (number, lock) in moved {
            if matches!(lock.kind, LockKind::Seized { .. }) {
                self.seizures.hand_over(old, new, number, epoch);
            }
            follow.push(number);
            self.locks.insert(number, &Lock { account: new, ..lock });
        }
        stay.extend(claims.into_iter().map(|(number, _)| number));
        self.set_numbers(old, &stay);
        self.set_numbers(new, &follow);
        Ok(())
    }

    /// Sends the money of all seizures of an account to another escrow.
    ///
    /// # Errors
    /// `UnknownLock` when there is none.
    pub fn change_escrow(&mut self, account: AccountId, escrow: AccountId) -> Result<(), OfficeError> {
        let mut is_changed = false;
        for (number, mut lock) in self.open_of(self.numbers.get(account)) {
            if let LockKind::Seized { seizure } | LockKind::ClaimSeized { seizure, .. } = &mut lock.kind {
                seizure.escrow = escrow;
                self.locks.insert(number, &lock);
                is_changed = true;
            }
        }
        is_changed.then_some(()).ok_or(OfficeError::UnknownLock)
    }

    /// The seizures that an account has now share an escrow, because a payment is divided once.
    fn require_escrow(&self, account: AccountId, escrow: AccountId) -> Result<(), OfficeError> {
        let shares = self.seizures.of(account);
        let escrows = shares.iter().filter_map(|share| self.get(share.number).ok()).filter_map(|lock| escrow_of(&lock));
        for other in escrows {
            if other != escrow {
                return Err(OfficeError::EscrowDiffers);
            }
        }
        Ok(())
    }

    fn place_request(&mut self, account: AccountId, number: u32) -> Result<(), OfficeError> {
        let mut requests = self.requests.get(account).unwrap_or_default();
        let is_full = requests.len() >= MAX_REQUESTS as usize;
        match requests.iter_mut().find(|place| self.get(**place).is_err()) {
            Some(answered) => *answered = number,
            None if is_full => return Err(OfficeError::TooManyLocks { max: MAX_REQUESTS }),
            None => requests.push(number),
        }
        self.requests.insert(account, &requests);
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

// Helpers

/// Where the money of a lock goes, if it is a seizure.
pub fn escrow_of(lock: &Lock) -> Option<AccountId> {
    match lock.kind {
        LockKind::Seized { seizure } | LockKind::ClaimSeized { seizure, .. } => Some(seizure.escrow),
        _ => None,
    }
}

/// Which payments of its account a new lock reaches, and its escrow, if it is a seizure.
fn share_of(lock: &Lock, number: u32) -> Option<(AccountId, Share)> {
    let share = match lock.kind {
        // What is still unpaid of the time before, too.
        LockKind::Seized { .. } => Share { number, from: 0, until: Share::FOR_EVER },
        LockKind::ClaimSeized { event, .. } => Share { number, from: event, until: event.saturating_add(1) },
        _ => return None,
    };
    Some((escrow_of(lock)?, share))
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

    fn case(escrow: u8) -> Seizure {
        Seizure { case_reference: [1; 32], escrow: account(escrow) }
    }

    fn seizure(byte: u8, units: u64, escrow: u8) -> Lock {
        Lock { kind: LockKind::Seized { seizure: case(escrow) }, ..lock(byte, units) }
    }

    fn claim(byte: u8, event: u8, units: u64, escrow: u8) -> Lock {
        Lock { kind: LockKind::ClaimSeized { event, seizure: case(escrow) }, ..lock(byte, units) }
    }

    fn request(byte: u8, units: u64) -> Lock {
        Lock { kind: LockKind::Pending { to: account(99) }, ..lock(byte, units) }
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
            assert_eq!(locks.hand_over(account(1), account(2), 0), Err(OfficeError::TooManyLocks { max: MAX_LOCKS }));
            assert_eq!(numbers(locks, 2), [extra]);
            assert_eq!(locks.take(extra, 9), Ok(0));
            assert_eq!(locks.hand_over(account(1), account(2), 0), Ok(()));
            assert_eq!(numbers(locks, 1), []);
            assert_eq!(numbers(locks, 2).len(), 16);
            assert!(locks.of(account(2)).iter().all(|(_, lock)| lock.account == account(2) && lock.units == 1));
        });
    }

    #[test]
    fn requests_neither_use_up_a_controllers_locks_nor_free_storage_when_they_are_answered() {
        with_locks(|locks| {
            let asked: Vec<u32> = (0..MAX_REQUESTS).map(|_| locks.open(&request(1, 2)).unwrap()).collect();
            assert_eq!(locks.open(&request(1, 2)), Err(OfficeError::TooManyLocks { max: MAX_REQUESTS }));
            assert!(locks.open(&seizure(1, 1, 9)).is_ok(), "a court comes in");
            assert_eq!(locks.request(asked[3]), Ok((request(1, 2), account(99))));
            assert_eq!(locks.take(asked[3], 2), Ok(0));
            assert_eq!(locks.request(asked[3]), Err(OfficeError::UnknownLock));
            assert_eq!(locks.take(asked[3], 0), Err(OfficeError::UnknownLock));
            assert!(locks.locks.get(asked[3]).is_some(), "the cell stays, and its deposit with whoever asked");
            let again = locks.open(&request(1, 5)).unwrap();
            assert_eq!(locks.requests.get(account(1)).unwrap().len(), MAX_REQUESTS as usize);
            assert_eq!(locks.requests_of(account(1)).len(), MAX_REQUESTS as usize);
            assert!(again > asked[15]);
            assert_eq!(locks.request(0).map(|_| ()), Ok(()));
            assert_eq!(locks.request(16).map(|_| ()), Err(OfficeError::UnknownLock), "the court's is no request");
        });
    }

    #[test]
    fn all_seizures_of_a_holder_add_up_and_share_an_escrow() {
        with_locks(|locks| {
            let of = |locks: &Locks| locks.seized(account(1), 3);
            locks.open(&lock(1, 100)).unwrap();
            assert_eq!((of(locks), locks.is_seized(account(1))), (None, false));
            let first = locks.open(&seizure(1, 5, 9)).unwrap();
            let second = locks.open(&seizure(1, 7, 9)).unwrap();
            assert_eq!((of(locks), locks.is_seized(account(1))), (seized(9, 12), true));
            assert_eq!(locks.open(&seizure(1, 1, 8)), Err(OfficeError::EscrowDiffers));
            assert_eq!(locks.open(&claim(1, 3, 1, 8)), Err(OfficeError::EscrowDiffers));
            locks.take(0, 100).unwrap();
            locks.take(first, 2).unwrap();
            assert_eq!(of(locks), seized(9, 10));
            locks.take(second, 7).unwrap();
            assert_eq!(of(locks), seized(9, 3));
            locks.take(first, 3).unwrap();
            assert_eq!((of(locks), locks.is_seized(account(1))), (None, false));
            assert!(locks.open(&seizure(1, 1, 8)).is_ok(), "another court, after the first is done");
        });
    }

    #[test]
    fn the_escrow_of_all_seizures_of_a_holder_changes_at_once() {
        with_locks(|locks| {
            assert_eq!(locks.change_escrow(account(1), account(8)), Err(OfficeError::UnknownLock));
            locks.open(&lock(1, 1)).unwrap();
            assert_eq!(locks.change_escrow(account(1), account(8)), Err(OfficeError::UnknownLock));
            locks.open(&seizure(1, 5, 9)).unwrap();
            locks.open(&claim(1, 2, 4, 9)).unwrap();
            assert_eq!(locks.change_escrow(account(1), account(8)), Ok(()));
            assert_eq!((locks.seized(account(1), 1), locks.seized(account(1), 2)), (seized(8, 5), seized(8, 9)));
            assert_eq!(locks.open(&seizure(1, 1, 9)), Err(OfficeError::EscrowDiffers));
        });
    }

    #[test]
    fn a_seizure_reaches_what_its_units_earned_in_each_wallet_in_its_time_and_nothing_else() {
        with_locks(|locks| {
            // Debtor 1; his heir 2 takes over between the record dates of events 1 and 2, and heir 3 between 3 and 4.
            let number = locks.open(&seizure(1, 5, 9)).unwrap();
            locks.hand_over(account(1), account(2), 2).unwrap();
            locks.hand_over(account(2), account(3), 4).unwrap();
            for k in 0..8 {
                let of = |byte| locks.seized(account(byte), k);
                let expected = [k < 2, (2..4).contains(&k), k >= 4].map(|reached| seized(9, 5).filter(|_| reached));
                assert_eq!([of(1), of(2), of(3)], expected, "event {k}");
                assert_eq!(of(4), None, "a wallet that was merged into the heir's");
            }
            // What is released is released wherever it was earned.
            locks.take(number, 3).unwrap();
            assert_eq!((locks.seized(account(1), 0), locks.seized(account(3), 7)), (seized(9, 2), seized(9, 2)));
            locks.take(number, 2).unwrap();
            assert_eq!((locks.seized(account(1), 0), locks.is_seized(account(3))), (None, false));
        });
    }

    #[test]
    fn a_wallet_that_held_the_units_at_no_record_date_has_no_share() {
        with_locks(|locks| {
            locks.open(&seizure(1, 5, 9)).unwrap();
            locks.hand_over(account(1), account(2), 2).unwrap();
            locks.hand_over(account(2), account(3), 2).unwrap();
            assert!((0..6).all(|k| locks.seized(account(2), k).is_none()));
            assert_eq!((locks.seized(account(1), 1), locks.seized(account(3), 2)), (seized(9, 5), seized(9, 5)));
        });
    }

    #[test]
    fn a_seized_claim_is_one_event_of_one_account_and_stays_there() {
        with_locks(|locks| {
            let number = locks.open(&claim(1, 3, 6, 9)).unwrap();
            locks.open(&lock(1, 1)).unwrap();
            assert_eq!(locks.seized(account(1), 3), seized(9, 6));
            assert_eq!((locks.seized(account(1), 2), locks.seized(account(1), 4)), (None, None));
            locks.hand_over(account(1), account(2), 5).unwrap();
            assert_eq!((locks.seized(account(1), 3), locks.seized(account(2), 3)), (seized(9, 6), None));
            assert_eq!((numbers(locks, 1), numbers(locks, 2)), (vec![number], vec![1]));
            locks.take(number, 6).unwrap();
            assert_eq!(locks.seized(account(1), 3), None);
        });
    }

    #[test]
    fn a_successor_takes_seizures_over_unless_another_escrow_has_his() {
        with_locks(|locks| {
            let of = |locks: &Locks, byte| locks.seized(account(byte), 9);
            locks.open(&seizure(1, 5, 9)).unwrap();
            let other = locks.open(&seizure(2, 3, 8)).unwrap();
            assert_eq!(locks.hand_over(account(1), account(2), 0), Err(OfficeError::EscrowDiffers));
            assert_eq!((of(locks, 1), of(locks, 2)), (seized(9, 5), seized(8, 3)));
            locks.take(other, 3).unwrap();
            locks.open(&seizure(2, 2, 9)).unwrap();
            assert_eq!(locks.hand_over(account(1), account(2), 0), Ok(()));
            assert_eq!((of(locks, 1), of(locks, 2)), (None, seized(9, 7)));
            // Who has none takes none away.
            assert_eq!(locks.hand_over(account(3), account(2), 0), Ok(()));
            assert_eq!(of(locks, 2), seized(9, 7));
        });
    }
}
