//! Which payments a seizure (差押え) reaches. It binds the units that it named: what these earned in the wallet in which they
//! were at each record date, once per event, wherever successions carried them afterwards (ADR 0037).

use bond_abi::office::{Lock, SeizedUnits};
use bond_abi::AccountId;
use ink::prelude::vec::Vec;
use ink::storage::Mapping;

use crate::locks::escrow_of;

/// The events of an account that a seizure reaches: from `from` on and before `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
pub struct Share {
    /// Number of the lock.
    pub number: u32,
    /// The first event.
    pub from: u8,
    /// The event after the last.
    pub until: u8,
}

impl Share {
    /// [`Share::until`] of units that are still there.
    pub const FOR_EVER: u8 = u8::MAX;
}

/// The shares of each account.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Seizures {
    shares: Mapping<AccountId, Vec<Share>>,
}

impl Seizures {
    /// The shares of an account.
    pub fn of(&self, account: AccountId) -> Vec<Share> {
        self.shares.get(account).unwrap_or_default()
    }

    /// What is seized of that which an account earned with event `k`, by the locks that are open. Where several escrows meet,
    /// which only an account that was replaced can bring about, all goes to the one of the first seizure.
    pub fn at(&self, account: AccountId, k: u8, lock: impl Fn(u32) -> Option<Lock>) -> Option<SeizedUnits> {
        let mut seized: Option<SeizedUnits> = None;
        for share in self.of(account) {
            if !(share.from..share.until).contains(&k) {
                continue;
            }
            let Some(lock) = lock(share.number) else { continue };
            let Some(escrow) = escrow_of(&lock) else { continue };
            let sum = seized.get_or_insert(SeizedUnits { escrow, units: 0 });
            sum.units = sum.units.saturating_add(lock.units);
        }
        seized
    }

    /// Adds a share.
    pub fn add(&mut self, account: AccountId, share: Share) {
        let mut shares = self.of(account);
        shares.push(share);
        self.set(account, &shares);
    }

    /// Forgets a lock that has no units any more.
    pub fn forget(&mut self, account: AccountId, number: u32) {
        let mut shares = self.of(account);
        shares.retain(|share| share.number != number);
        self.set(account, &shares);
    }

    /// The units of a lock go to a successor when `epoch` record dates have passed: what they earned before stays with `old`.
    pub fn hand_over(&mut self, old: AccountId, new: AccountId, number: u32, epoch: u8) {
        let mut shares = self.of(old);
        for share in &mut shares {
            if share.number == number && share.until == Share::FOR_EVER {
                share.until = epoch;
            }
        }
        shares.retain(|share| share.from < share.until);
        self.set(old, &shares);
        self.add(new, Share { number, from: epoch, until: Share::FOR_EVER });
    }

    fn set(&mut self, account: AccountId, shares: &Vec<Share>) {
        if shares.is_empty() {
            self.shares.remove(account);
        } else {
            self.shares.insert(account, shares);
        }
    }
}
