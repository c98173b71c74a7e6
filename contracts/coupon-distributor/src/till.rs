//! The till: money goes out only through it. It counts what left, and at the end the payment token's own word must say
//! the same (N17).

use crate::reply::{refuse, OrRefuse};
use crate::{calls, store};
use bond_abi::distributor::{DistributorError, Wiring};
use bond_abi::AccountId;
use ink::env::DefaultEnvironment;

/// An open till.
#[derive(Debug)]
pub struct Till<'a> {
    wiring: &'a Wiring,
    this: AccountId,
    before_yen: u128,
    moved_yen: u128,
}

impl<'a> Till<'a> {
    /// Opens the till.
    ///
    /// # Errors
    /// `PaymentTokenChanged`, `PaymentFailed`.
    pub fn open(wiring: &'a Wiring) -> Self {
        require_accepted_code(wiring);
        let this = ink::env::account_id::<DefaultEnvironment>();
        let before_yen = calls::balance_yen(wiring, &this).or_refuse(DistributorError::PaymentFailed);
        Self { wiring, this, before_yen, moved_yen: 0 }
    }

    /// Pays; whether it went well. What is paid to ourselves would not leave us.
    #[inline(never)]
    pub fn pay(&mut self, to: &AccountId, yen: u128) -> bool {
        if yen == 0 {
            return true;
        }
        let Some(moved_yen) = self.moved_yen.checked_add(yen) else { return false };
        if *to == self.this || !calls::transfer_yen(self.wiring, to, yen) {
            return false;
        }
        self.moved_yen = moved_yen;
        true
    }

    /// Closes the till.
    ///
    /// # Errors
    /// `PaymentFailed` when our balance did not fall by exactly what was paid; the whole call is undone then.
    pub fn close(self) {
        let after_yen = calls::balance_yen(self.wiring, &self.this).or_refuse(DistributorError::PaymentFailed);
        if self.before_yen.checked_sub(self.moved_yen) != Some(after_yen) {
            refuse(DistributorError::PaymentFailed);
        }
    }
}

/// Brings `yen` of the caller's money in.
///
/// # Errors
/// `PaymentTokenChanged`, `FundingFailed` when it was refused or less arrived.
pub fn take_in(wiring: &Wiring, by: &AccountId, yen: u128) {
    require_accepted_code(wiring);
    let this = ink::env::account_id::<DefaultEnvironment>();
    let balance_yen = || calls::balance_yen(wiring, &this).or_refuse(DistributorError::FundingFailed);
    let before_yen = balance_yen();
    if !calls::take_yen(wiring, by, &this, yen) || before_yen.checked_add(yen) != Some(balance_yen()) {
        refuse(DistributorError::FundingFailed);
    }
}

/// The code of a contract.
pub fn code_hash(contract: &AccountId) -> Option<[u8; 32]> {
    let code_hash = ink::env::code_hash::<DefaultEnvironment>(contract).ok()?;
    code_hash.as_ref().first_chunk().copied()
}

/// Whether the payment token still has the code that was looked at (T08).
fn require_accepted_code(wiring: &Wiring) {
    if code_hash(&wiring.payment_token) != Some(store::payment_code()) {
        refuse(DistributorError::PaymentTokenChanged);
    }
}
