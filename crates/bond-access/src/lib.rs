//! The rules of roles that several contracts share: which roles OpenBrush's messages may touch, and the admin's
//! two-step handover. Pure; the contracts store [`Handover`] and move the role itself.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

use bond_abi::{
    roles::{HandoverError, ADMIN},
    AccountId, ZERO_ACCOUNT,
};

/// Who is admin, and who may become it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
pub struct Handover {
    /// The one account with the admin's role.
    pub admin: AccountId,
    /// The account that may accept it.
    pub pending: Option<AccountId>,
}

/// Whether nobody could be meant by this account: its key is usable by anybody (threats T19).
pub fn is_zero(account: &AccountId) -> bool {
    *account == AccountId::from(ZERO_ACCOUNT)
}

/// Whether `grant_role` and its kin may touch this pair: never the admin's role, never nobody, never the zero account.
pub fn is_assignable(role: u32, account: Option<AccountId>) -> bool {
    role != ADMIN && account.is_some_and(|account| !is_zero(&account))
}

impl Handover {
    /// The admin without a successor.
    pub const fn new(admin: AccountId) -> Self {
        Self { admin, pending: None }
    }

    /// Names the next admin or withdraws the proposal.
    ///
    /// # Errors
    /// `MissingRole` when the caller is not the admin, `ZeroAccount`.
    pub fn propose(&self, caller: AccountId, account: Option<AccountId>) -> Result<Self, HandoverError> {
        if caller != self.admin {
            return Err(HandoverError::MissingRole);
        }
        if account.is_some_and(|account| is_zero(&account)) {
            return Err(HandoverError::ZeroAccount);
        }
        Ok(Self { admin: self.admin, pending: account })
    }

    /// Makes the proposed caller the admin.
    ///
    /// # Errors
    /// `NotProposed` when the caller is not the proposed account.
    pub fn accept(&self, caller: AccountId) -> Result<Self, HandoverError> {
        if self.pending != Some(caller) {
            return Err(HandoverError::NotProposed);
        }
        Ok(Self::new(caller))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(byte: u8) -> AccountId {
        AccountId::from([byte; 32])
    }

    #[test]
    fn the_admin_role_and_nobody_are_never_assignable() {
        assert!(is_assignable(1, Some(account(1))));
        assert!(!is_assignable(ADMIN, Some(account(1))));
        assert!(!is_assignable(1, None));
        assert!(!is_assignable(1, Some(account(0))));
    }

    #[test]
    fn only_the_proposed_account_takes_over_and_only_once() {
        let start = Handover::new(account(1));
        assert_eq!(start.propose(account(2), Some(account(2))), Err(HandoverError::MissingRole));
        assert_eq!(start.propose(account(1), Some(account(0))), Err(HandoverError::ZeroAccount));
        assert_eq!(start.accept(account(2)), Err(HandoverError::NotProposed));
        let proposed = start.propose(account(1), Some(account(2))).unwrap();
        assert_eq!(proposed.accept(account(3)), Err(HandoverError::NotProposed));
        let done = proposed.accept(account(2)).unwrap();
        assert_eq!(done, Handover::new(account(2)));
        assert_eq!(done.accept(account(2)), Err(HandoverError::NotProposed));
    }

    #[test]
    fn a_proposal_can_be_withdrawn() {
        let proposed = Handover::new(account(1)).propose(account(1), Some(account(2))).unwrap();
        let withdrawn = proposed.propose(account(1), None).unwrap();
        assert_eq!(withdrawn.accept(account(2)), Err(HandoverError::NotProposed));
    }
}
