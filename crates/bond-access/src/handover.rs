//! Who is admin, who may become it and from when on. Pure.

use bond_abi::roles::HandoverError;
use bond_abi::AccountId;

use crate::is_zero;

/// A proposed admin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
pub struct Proposed {
    /// The account that may accept the role.
    pub account: AccountId,
    /// From when on.
    pub from_ms: u64,
}

/// Who is admin, who may become it, and how long what the admin grants waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
pub struct Handover {
    /// The one account with the admin's role.
    pub admin: AccountId,
    /// Who was proposed.
    pub pending: Option<Proposed>,
    /// The contract's delay, fixed for good.
    pub delay_ms: u64,
}

impl Handover {
    /// The admin without a successor.
    pub const fn new(admin: AccountId, delay_ms: u64) -> Self {
        Self { admin, pending: None, delay_ms }
    }

    /// From when on counts what is granted now.
    pub const fn from_ms(&self, now_ms: u64) -> u64 {
        now_ms.saturating_add(self.delay_ms)
    }

    /// Whether the account is the admin or was proposed.
    pub fn names(&self, account: &AccountId) -> bool {
        self.admin == *account || self.pending.is_some_and(|pending| pending.account == *account)
    }

    /// Names the next admin or withdraws the proposal.
    ///
    /// # Errors
    /// `MissingRole` when the caller is not the admin, `ZeroAccount`.
    pub fn propose(&self, caller: AccountId, account: Option<AccountId>, now_ms: u64) -> Result<Self, HandoverError> {
        if caller != self.admin {
            return Err(HandoverError::MissingRole);
        }
        if account.is_some_and(|account| is_zero(&account)) {
            return Err(HandoverError::ZeroAccount);
        }
        let from_ms = self.from_ms(now_ms);
        Ok(Self { pending: account.map(|account| Proposed { account, from_ms }), ..*self })
    }

    /// Makes the proposed caller the admin.
    ///
    /// # Errors
    /// `NotProposed` when the caller is not the proposed account, `TooEarly`.
    pub fn accept(&self, caller: AccountId, now_ms: u64) -> Result<Self, HandoverError> {
        let pending = self.pending.filter(|pending| pending.account == caller).ok_or(HandoverError::NotProposed)?;
        if now_ms < pending.from_ms {
            return Err(HandoverError::TooEarly { from_ms: pending.from_ms });
        }
        Ok(Self::new(caller, self.delay_ms))
    }

    /// Takes the proposal of an account back.
    ///
    /// # Errors
    /// `NothingPending`.
    pub fn cancel(&self, account: AccountId) -> Result<Self, HandoverError> {
        match self.pending {
            Some(pending) if pending.account == account => Ok(Self { pending: None, ..*self }),
            _ => Err(HandoverError::NothingPending),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::account;

    fn start() -> Handover {
        Handover::new(account(1), 100)
    }

    #[test]
    fn only_the_proposed_account_takes_over_and_only_once() {
        assert_eq!(start().propose(account(2), Some(account(2)), 5), Err(HandoverError::MissingRole));
        assert_eq!(start().propose(account(1), Some(account(0)), 5), Err(HandoverError::ZeroAccount));
        assert_eq!(start().accept(account(2), 5), Err(HandoverError::NotProposed));
        let proposed = start().propose(account(1), Some(account(2)), 5).unwrap();
        assert_eq!(proposed.accept(account(3), 105), Err(HandoverError::NotProposed));
        let done = proposed.accept(account(2), 105).unwrap();
        assert_eq!(done, Handover::new(account(2), 100));
        assert_eq!(done.accept(account(2), 105), Err(HandoverError::NotProposed));
    }

    #[test]
    fn a_proposal_waits_for_the_delay_and_a_second_one_waits_anew() {
        let proposed = start().propose(account(1), Some(account(2)), 5).unwrap();
        assert_eq!(proposed.accept(account(2), 104), Err(HandoverError::TooEarly { from_ms: 105 }));
        let again = proposed.propose(account(1), Some(account(2)), 50).unwrap();
        assert_eq!(again.accept(account(2), 149), Err(HandoverError::TooEarly { from_ms: 150 }));
        assert!(again.accept(account(2), 150).is_ok());
    }

    #[test]
    fn a_proposal_can_be_withdrawn_or_cancelled() {
        let proposed = start().propose(account(1), Some(account(2)), 5).unwrap();
        assert!(proposed.names(&account(2)) && proposed.names(&account(1)) && !start().names(&account(2)));
        let withdrawn = proposed.propose(account(1), None, 6).unwrap();
        assert_eq!(withdrawn.accept(account(2), 500), Err(HandoverError::NotProposed));
        assert_eq!(proposed.cancel(account(3)), Err(HandoverError::NothingPending));
        assert_eq!(proposed.cancel(account(2)), Ok(start()));
        assert_eq!(start().cancel(account(2)), Err(HandoverError::NothingPending));
    }
}
