//! What the desk answers, and what the messages of roles answer.

use std::collections::BTreeSet;

use bond_abi::desk::DeskError;
use bond_abi::psp22::AccessControlError;
use bond_abi::registry::Status;
use bond_abi::roles::{HandoverError, ADMIN};
use bond_abi::AccountId;

use super::register::{is_zero, Foretold};
use super::{Fact, Model, Of, Record};

fn of_row<T>(error: &DeskError) -> Result<T, DeskError> {
    Err(DeskError::Row { index: 0, code: error.code() })
}

impl Model {
    /// `KycDesk::register` of one wallet; `by_registrar`: whether its registrar asks.
    pub fn list(&self, by_registrar: bool, account: AccountId, record: Record) -> Foretold<DeskError> {
        if !by_registrar {
            return Err(DeskError::MissingRole);
        }
        if self.known(account).is_some() {
            return of_row(&DeskError::AlreadyRegistered);
        }
        if is_zero(account) {
            return of_row(&DeskError::ZeroAccount);
        }
        Ok(vec![Fact::Known { account, record }])
    }

    /// `KycDesk::set_status` of one investor
    pub fn set_status(&self, by_registrar: bool, account: AccountId, status: Status) -> Foretold<DeskError> {
        if !by_registrar {
            return Err(DeskError::MissingRole);
        }
        match self.known(account) {
            None => of_row(&DeskError::NotRegistered),
            Some(record) if record.status == status => of_row(&DeskError::StatusUnchanged),
            Some(record) => Ok(vec![Fact::Known { account, record: Record { status, ..record } }]),
        }
    }

    /// `KycDesk::update`, which leaves the standing as it is
    pub fn update(&self, by_registrar: bool, account: AccountId, record: Record) -> Foretold<DeskError> {
        if !by_registrar {
            return Err(DeskError::MissingRole);
        }
        match self.known(account) {
            None => Err(DeskError::NotRegistered),
            Some(old) => Ok(vec![Fact::Known { account, record: Record { status: old.status, ..record } }]),
        }
    }

    /// Whether somebody has a role.
    pub fn has_role(&self, of: Of, role: u32, account: AccountId) -> bool {
        let last = self.facts().rev().find_map(|fact| match fact {
            Fact::Admin { of: at, account: admin } if at == of && role == ADMIN => Some(admin == account),
            Fact::Role { of: at, role: given, account: to, has } if (at, given, to) == (of, role, account) => Some(has),
            _ => None,
        });
        last.unwrap_or(false)
    }

    /// The roles that anybody ever had.
    pub fn facts_of_roles(&self) -> BTreeSet<(Of, u32, AccountId)> {
        let had = self.facts().filter_map(|fact| match fact {
            Fact::Role { of, role, account, .. } => Some((of, role, account)),
            Fact::Admin { of, account } => Some((of, ADMIN, account)),
            _ => None,
        });
        had.collect()
    }

    /// Who may become the admin.
    pub fn pending(&self, of: Of) -> Option<AccountId> {
        let last = self.facts().rev().find_map(|fact| match fact {
            Fact::Admin { of: at, .. } if at == of => Some(None),
            Fact::Proposed { of: at, account } if at == of => Some(account),
            _ => None,
        });
        last.flatten()
    }

    fn assignable(role: u32, account: AccountId) -> Result<(), AccessControlError> {
        if role == ADMIN || is_zero(account) {
            return Err(AccessControlError::InvalidCaller);
        }
        Ok(())
    }

    /// `AccessControl::grant_role`
    pub fn grant(&self, of: Of, by: AccountId, role: u32, account: AccountId) -> Foretold<AccessControlError> {
        Self::assignable(role, account)?;
        if !self.has_role(of, ADMIN, by) {
            return Err(AccessControlError::MissingRole);
        }
        if self.has_role(of, role, account) {
            return Err(AccessControlError::RoleRedundant);
        }
        Ok(vec![Fact::Role { of, role, account, has: true }])
    }

    /// `AccessControl::revoke_role`
    pub fn revoke(&self, of: Of, by: AccountId, role: u32, account: AccountId) -> Foretold<AccessControlError> {
        Self::assignable(role, account)?;
        if !self.has_role(of, ADMIN, by) || !self.has_role(of, role, account) {
            return Err(AccessControlError::MissingRole);
        }
        Ok(vec![Fact::Role { of, role, account, has: false }])
    }

    /// `AccessControl::renounce_role`
    pub fn renounce(&self, of: Of, by: AccountId, role: u32, account: AccountId) -> Foretold<AccessControlError> {
        Self::assignable(role, account)?;
        if account != by {
            return Err(AccessControlError::InvalidCaller);
        }
        if !self.has_role(of, role, account) {
            return Err(AccessControlError::MissingRole);
        }
        Ok(vec![Fact::Role { of, role, account, has: false }])
    }

    /// `AdminHandover::propose_admin`
    pub fn propose(&self, of: Of, by: AccountId, account: Option<AccountId>) -> Foretold<HandoverError> {
        if !self.has_role(of, ADMIN, by) {
            return Err(HandoverError::MissingRole);
        }
        if account.is_some_and(is_zero) {
            return Err(HandoverError::ZeroAccount);
        }
        Ok(vec![Fact::Proposed { of, account }])
    }

    /// `AdminHandover::accept_admin`
    pub fn accept(&self, of: Of, by: AccountId) -> Foretold<HandoverError> {
        if self.pending(of) != Some(by) {
            return Err(HandoverError::NotProposed);
        }
        Ok(vec![Fact::Admin { of, account: by }])
    }
}
