//! Roles, shared by the contracts that have them: OpenBrush's AccessControl messages on a table of our own, and the
//! admin's two-step handover. The contracts emit the events; here is who may change what.
//! Beside them [`raw`]: storage and replies as bytes.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

pub mod raw;

use bond_abi::psp22::AccessControlError;
use bond_abi::roles::{HandoverError, ADMIN};
use bond_abi::{AccountId, ZERO_ACCOUNT};
use ink::storage::{Lazy, Mapping};

/// Who is admin, and who may become it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
pub struct Handover {
    /// The one account with the admin's role.
    pub admin: AccountId,
    /// The account that may accept it.
    pub pending: Option<AccountId>,
}

/// The table of roles of a contract. The admin is not a member of it: his role lies in [`Handover`] alone, so that
/// nothing else can give it, take it, or lose it (N15).
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Roles {
    members: Mapping<(u32, AccountId), ()>,
    handover: Lazy<Handover>,
}

/// Whether nobody could be meant by this account: its key is usable by anybody (threats T19).
pub fn is_zero(account: &AccountId) -> bool {
    *account == AccountId::from(ZERO_ACCOUNT)
}

impl Roles {
    /// Whether an account holds a role.
    pub fn has(&self, role: u32, account: AccountId) -> bool {
        match role {
            ADMIN => self.handover.get().is_some_and(|handover| handover.admin == account),
            role => self.members.contains((role, account)),
        }
    }

    /// Admin and proposed admin.
    pub fn handover(&self) -> Option<Handover> {
        self.handover.get()
    }

    /// Gives a role without asking who does it: for constructors, which refuse the zero account themselves.
    pub fn set_up(&mut self, role: u32, account: AccountId) {
        if role == ADMIN {
            self.handover.set(&Handover::new(account));
        } else {
            self.members.insert((role, account), &());
        }
    }

    /// `AccessControl::grant_role`: gives the account it went to.
    ///
    /// # Errors
    /// `InvalidCaller` for the admin's role, nobody or the zero account, `MissingRole` when the caller is not the
    /// admin, `RoleRedundant` when the account holds the role.
    pub fn grant(
        &mut self,
        caller: AccountId,
        role: u32,
        account: Option<AccountId>,
    ) -> Result<AccountId, AccessControlError> {
        let account = assignable(role, account)?;
        self.require_admin(caller)?;
        if self.has(role, account) {
            return Err(AccessControlError::RoleRedundant);
        }
        self.members.insert((role, account), &());
        Ok(account)
    }

    /// `AccessControl::revoke_role`: gives the account that lost it.
    ///
    /// # Errors
    /// `InvalidCaller` as for `grant`, `MissingRole` when the caller is not the admin or the account has no such role.
    pub fn revoke(
        &mut self,
        caller: AccountId,
        role: u32,
        account: Option<AccountId>,
    ) -> Result<AccountId, AccessControlError> {
        let account = assignable(role, account)?;
        self.require_admin(caller)?;
        self.remove(role, account)
    }

    /// `AccessControl::renounce_role`: gives the account that gave it up.
    ///
    /// # Errors
    /// `InvalidCaller` as for `grant` and when the account is not the caller, `MissingRole` when it has no such role.
    pub fn renounce(
        &mut self,
        caller: AccountId,
        role: u32,
        account: Option<AccountId>,
    ) -> Result<AccountId, AccessControlError> {
        let account = assignable(role, account)?;
        if account != caller {
            return Err(AccessControlError::InvalidCaller);
        }
        self.remove(role, account)
    }

    /// Names the next admin or withdraws the proposal: gives what was before.
    ///
    /// # Errors
    /// As [`Handover::propose`].
    pub fn propose(&mut self, caller: AccountId, account: Option<AccountId>) -> Result<Handover, HandoverError> {
        let old = self.handover.get().ok_or(HandoverError::MissingRole)?;
        self.handover.set(&old.propose(caller, account)?);
        Ok(old)
    }

    /// Makes the proposed caller the admin: gives what was before.
    ///
    /// # Errors
    /// As [`Handover::accept`].
    pub fn accept(&mut self, caller: AccountId) -> Result<Handover, HandoverError> {
        let old = self.handover.get().ok_or(HandoverError::NotProposed)?;
        self.handover.set(&old.accept(caller)?);
        Ok(old)
    }

    fn require_admin(&self, caller: AccountId) -> Result<(), AccessControlError> {
        match self.has(ADMIN, caller) {
            true => Ok(()),
            false => Err(AccessControlError::MissingRole),
        }
    }

    fn remove(&mut self, role: u32, account: AccountId) -> Result<AccountId, AccessControlError> {
        if !self.has(role, account) {
            return Err(AccessControlError::MissingRole);
        }
        self.members.remove((role, account));
        Ok(account)
    }
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

/// The account of a request that AccessControl's messages may handle: never the admin's role, never nobody.
fn assignable(role: u32, account: Option<AccountId>) -> Result<AccountId, AccessControlError> {
    account.filter(|account| role != ADMIN && !is_zero(account)).ok_or(AccessControlError::InvalidCaller)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::roles::ISSUER;

    fn account(byte: u8) -> AccountId {
        AccountId::from([byte; 32])
    }

    /// A table with admin 1 and one issuer, account 5.
    fn with_roles(check: impl FnOnce(&mut Roles)) {
        ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
            let mut roles = Roles::default();
            roles.set_up(ADMIN, account(1));
            roles.set_up(ISSUER, account(5));
            check(&mut roles);
            Ok(())
        })
        .unwrap();
    }

    #[test]
    fn the_admin_role_nobody_and_the_zero_account_are_never_assignable() {
        with_roles(|roles| {
            for (role, to) in [(ADMIN, Some(account(2))), (ISSUER, None), (ISSUER, Some(account(0)))] {
                let refused = Err(AccessControlError::InvalidCaller);
                assert_eq!(roles.grant(account(1), role, to), refused);
                assert_eq!(roles.revoke(account(1), role, to), refused);
                assert_eq!(roles.renounce(to.unwrap_or(account(1)), role, to), refused);
            }
            assert_eq!(roles.renounce(account(1), ADMIN, Some(account(1))), Err(AccessControlError::InvalidCaller));
        });
    }

    #[test]
    fn only_the_admin_grants_and_revokes_and_only_oneself_renounces() {
        with_roles(|roles| {
            let to = Some(account(7));
            assert_eq!(roles.grant(account(5), ISSUER, to), Err(AccessControlError::MissingRole));
            assert_eq!(roles.revoke(account(5), ISSUER, Some(account(5))), Err(AccessControlError::MissingRole));
            assert_eq!(roles.revoke(account(1), ISSUER, to), Err(AccessControlError::MissingRole));
            assert_eq!(roles.grant(account(1), ISSUER, to), Ok(account(7)));
            assert!(roles.has(ISSUER, account(7)) && !roles.has(ISSUER, account(1)));
            assert_eq!(roles.grant(account(1), ISSUER, to), Err(AccessControlError::RoleRedundant));
            assert_eq!(roles.renounce(account(5), ISSUER, to), Err(AccessControlError::InvalidCaller));
            assert_eq!(roles.renounce(account(7), ISSUER, to), Ok(account(7)));
            assert_eq!(roles.renounce(account(7), ISSUER, to), Err(AccessControlError::MissingRole));
            assert_eq!(roles.revoke(account(1), ISSUER, Some(account(5))), Ok(account(5)));
            assert!(!roles.has(ISSUER, account(5)));
        });
    }

    #[test]
    fn the_admin_changes_by_acceptance_only_and_there_is_always_one() {
        with_roles(|roles| {
            assert_eq!(roles.propose(account(5), Some(account(2))), Err(HandoverError::MissingRole));
            assert_eq!(roles.accept(account(2)), Err(HandoverError::NotProposed));
            assert_eq!(roles.propose(account(1), Some(account(2))).map(|old| old.pending), Ok(None));
            assert!(roles.has(ADMIN, account(1)) && !roles.has(ADMIN, account(2)));
            assert_eq!(roles.accept(account(2)).map(|old| old.admin), Ok(account(1)));
            assert!(!roles.has(ADMIN, account(1)) && roles.has(ADMIN, account(2)));
        });
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
