//! Roles, shared by the contracts that have them: OpenBrush's AccessControl messages on a table of our own, in which a duty
//! counts only from an instant on (ADR 0028) and none meets another that conflicts (ADR 0029), and the admin's handover. The
//! contracts emit the events; here is who may change what, and when it counts.
//! Beside them [`raw`]: storage and replies as bytes.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

mod handover;
pub mod raw;

pub use handover::{Handover, Proposed};

use bond_abi::psp22::AccessControlError;
use bond_abi::roles::{canceller, conflict, HandoverError, ADMIN, ESCROW, ISSUER, MAX_DELAY_MS};
use bond_abi::{AccountId, ZERO_ACCOUNT};
use ink::storage::{Lazy, Mapping};

/// The table of roles of a contract. The admin is not a member of it: his role lies in [`Handover`] alone, so that
/// nothing else can give it, take it, or lose it (N15).
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Roles {
    /// Since when a membership counts.
    members: Mapping<(u32, AccountId), u64>,
    /// Until when an account whose guardian's role the admin revoked can still take back what does not count yet: else
    /// whoever has the admin's key would revoke the guardian first.
    vetoes: Mapping<AccountId, u64>,
    handover: Lazy<Handover>,
}

/// Why a contract cannot begin with its roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetUpError {
    /// A role would go to the zero account.
    ZeroAccount,
    /// One account would have two duties that conflict.
    Conflict,
    /// The delay is longer than [`MAX_DELAY_MS`].
    Delay,
}

/// Whether nobody could be meant by this account: its key is usable by anybody (threats T19).
pub fn is_zero(account: &AccountId) -> bool {
    *account == AccountId::from(ZERO_ACCOUNT)
}

impl Roles {
    /// Whether an account holds a role that counts now.
    pub fn has(&self, role: u32, account: AccountId, now_ms: u64) -> bool {
        match role {
            ADMIN => self.handover.get().is_some_and(|handover| handover.admin == account),
            role => self.members.get((role, account)).is_some_and(|from_ms| from_ms <= now_ms),
        }
    }

    /// Since when a role of an account counts, or from when on it will; of the admin's role also that of the proposed one.
    pub fn from_ms(&self, role: u32, account: AccountId) -> Option<u64> {
        if role != ADMIN {
            return self.members.get((role, account));
        }
        let handover = self.handover.get()?;
        let pending = handover.pending.filter(|pending| pending.account == account);
        match handover.admin == account {
            true => Some(0),
            false => pending.map(|pending| pending.from_ms),
        }
    }

    /// Admin and proposed admin.
    pub fn handover(&self) -> Option<Handover> {
        self.handover.get()
    }

    /// How long what is granted waits. A contract without an admin, which there is none of, would never grant.
    pub fn delay_ms(&self) -> u64 {
        self.handover.get().map_or(u64::MAX, |handover| handover.delay_ms)
    }

    /// Whether a further duty would meet one that conflicts with it in this account, counting what was granted and does not
    /// count yet. Never on a development chain, whose delay is 0.
    pub fn conflicts(&self, role: u32, account: AccountId) -> bool {
        let Some(handover) = self.handover.get().filter(|handover| handover.delay_ms > 0) else { return false };
        (role != ADMIN && handover.names(&account))
            || (ISSUER..=ESCROW).any(|held| conflict(role, held) && self.members.contains((held, account)))
    }

    /// Whether an account can take back what was granted or set under `role` and does not count yet.
    pub fn may_cancel(&self, guardian: u32, role: u32, account: AccountId, now_ms: u64) -> bool {
        match canceller(guardian, role) {
            Some(duty) if self.has(duty, account, now_ms) => true,
            Some(duty) => duty == guardian && self.vetoes.get(account).is_some_and(|until_ms| now_ms < until_ms),
            None => false,
        }
    }

    /// The roles of a constructor, which count at once.
    ///
    /// # Errors
    /// [`SetUpError`].
    pub fn set_up(&mut self, admin: AccountId, roles: &[(u32, AccountId)], delay_ms: u64) -> Result<(), SetUpError> {
        if delay_ms > MAX_DELAY_MS {
            return Err(SetUpError::Delay);
        }
        if is_zero(&admin) {
            return Err(SetUpError::ZeroAccount);
        }
        self.handover.set(&Handover::new(admin, delay_ms));
        for (role, account) in roles {
            if is_zero(account) {
                return Err(SetUpError::ZeroAccount);
            }
            if self.conflicts(*role, *account) {
                return Err(SetUpError::Conflict);
            }
            self.members.insert((*role, *account), &0);
        }
        Ok(())
    }

    /// `AccessControl::grant_role`: gives the account it went to, and from when on it counts.
    ///
    /// # Errors
    /// `InvalidCaller` for the admin's role, nobody, the zero account or one with a duty that conflicts, `MissingRole` when
    /// the caller is not the admin, `RoleRedundant` when the account holds the role, also if it does not count yet.
    pub fn grant(
        &mut self,
        caller: AccountId,
        role: u32,
        account: Option<AccountId>,
        now_ms: u64,
    ) -> Result<(AccountId, u64), AccessControlError> {
        let account = assignable(role, account)?;
        let handover = self.require_admin(caller)?;
        if self.members.contains((role, account)) {
            return Err(AccessControlError::RoleRedundant);
        }
        if self.conflicts(role, account) {
            return Err(AccessControlError::InvalidCaller);
        }
        let from_ms = handover.from_ms(now_ms);
        self.members.insert((role, account), &from_ms);
        Ok((account, from_ms))
    }

    /// `AccessControl::revoke_role`, at once: gives the account that lost it. A guardian whose role counted can still take
    /// back what waits, for the length of the delay.
    ///
    /// # Errors
    /// `InvalidCaller` for the admin's role, nobody or the zero account, `MissingRole` when the caller is not the admin or the
    /// account has no such role.
    pub fn revoke(
        &mut self,
        caller: AccountId,
        role: u32,
        account: Option<AccountId>,
        guardian: u32,
        now_ms: u64,
    ) -> Result<AccountId, AccessControlError> {
        let account = assignable(role, account)?;
        let handover = self.require_admin(caller)?;
        if role == guardian && handover.delay_ms > 0 && self.has(role, account, now_ms) {
            self.vetoes.insert(account, &handover.from_ms(now_ms));
        }
        self.remove(role, account)
    }

    /// `AccessControl::renounce_role`, at once: gives the account that gave it up.
    ///
    /// # Errors
    /// `InvalidCaller` as for `revoke` and when the account is not the caller, `MissingRole` when it has no such role.
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

    /// Takes back a grant or a proposal that does not count yet.
    ///
    /// # Errors
    /// `MissingRole` when the caller has not the duty that can, `NothingPending`.
    pub fn cancel(
        &mut self,
        caller: AccountId,
        role: u32,
        account: AccountId,
        guardian: u32,
        now_ms: u64,
    ) -> Result<(), HandoverError> {
        if !self.may_cancel(guardian, role, caller, now_ms) {
            return Err(HandoverError::MissingRole);
        }
        if role == ADMIN {
            let handover = self.handover.get().ok_or(HandoverError::NothingPending)?;
            self.handover.set(&handover.cancel(account)?);
            return Ok(());
        }
        if self.members.get((role, account)).is_none_or(|from_ms| from_ms <= now_ms) {
            return Err(HandoverError::NothingPending);
        }
        self.members.remove((role, account));
        Ok(())
    }

    /// Names the next admin or withdraws the proposal: gives what was before, and what is now.
    ///
    /// # Errors
    /// As [`Handover::propose`], and `ConflictingDuty`.
    pub fn propose(
        &mut self,
        caller: AccountId,
        account: Option<AccountId>,
        now_ms: u64,
    ) -> Result<(Handover, Handover), HandoverError> {
        let old = self.handover.get().ok_or(HandoverError::MissingRole)?;
        let new = old.propose(caller, account, now_ms)?;
        if account.is_some_and(|account| self.conflicts(ADMIN, account)) {
            return Err(HandoverError::ConflictingDuty);
        }
        self.handover.set(&new);
        Ok((old, new))
    }

    /// Makes the proposed caller the admin: gives what was before.
    ///
    /// # Errors
    /// As [`Handover::accept`].
    pub fn accept(&mut self, caller: AccountId, now_ms: u64) -> Result<Handover, HandoverError> {
        let old = self.handover.get().ok_or(HandoverError::NotProposed)?;
        self.handover.set(&old.accept(caller, now_ms)?);
        Ok(old)
    }

    fn require_admin(&self, caller: AccountId) -> Result<Handover, AccessControlError> {
        self.handover.get().filter(|handover| handover.admin == caller).ok_or(AccessControlError::MissingRole)
    }

    fn remove(&mut self, role: u32, account: AccountId) -> Result<AccountId, AccessControlError> {
        if !self.members.contains((role, account)) {
            return Err(AccessControlError::MissingRole);
        }
        self.members.remove((role, account));
        Ok(account)
    }
}

/// The account of a request that AccessControl's messages may handle: never the admin's role, never nobody.
fn assignable(role: u32, account: Option<AccountId>) -> Result<AccountId, AccessControlError> {
    account.filter(|account| role != ADMIN && !is_zero(account)).ok_or(AccessControlError::InvalidCaller)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::roles::{CONTROLLER, PAUSER};

    const DAY_MS: u64 = 86_400_000;
    const DELAY_MS: u64 = 7 * DAY_MS;
    const NOW_MS: u64 = 1_000;

    pub(crate) fn account(byte: u8) -> AccountId {
        AccountId::from([byte; 32])
    }

    /// A table with admin 1, issuer 5, pauser 6 and controller 4.
    fn with_delay(delay_ms: u64, check: impl FnOnce(&mut Roles)) {
        ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
            let mut roles = Roles::default();
            let first = [(ISSUER, account(5)), (PAUSER, account(6)), (CONTROLLER, account(4))];
            roles.set_up(account(1), &first, delay_ms).unwrap();
            check(&mut roles);
            Ok(())
        })
        .unwrap();
    }

    fn with_roles(check: impl FnOnce(&mut Roles)) {
        with_delay(DELAY_MS, check);
    }

    #[test]
    fn the_admin_role_nobody_and_the_zero_account_are_never_assignable() {
        with_roles(|roles| {
            for (role, to) in [(ADMIN, Some(account(2))), (ISSUER, None), (ISSUER, Some(account(0)))] {
                let refused = AccessControlError::InvalidCaller;
                assert_eq!(roles.grant(account(1), role, to, NOW_MS), Err(refused));
                let refused = AccessControlError::InvalidCaller;
                assert_eq!(roles.revoke(account(1), role, to, PAUSER, NOW_MS), Err(refused));
                let refused = AccessControlError::InvalidCaller;
                assert_eq!(roles.renounce(to.unwrap_or(account(1)), role, to), Err(refused));
            }
            assert_eq!(roles.renounce(account(1), ADMIN, Some(account(1))), Err(AccessControlError::InvalidCaller));
        });
    }

    #[test]
    fn only_the_admin_grants_and_revokes_and_only_oneself_renounces() {
        with_roles(|roles| {
            let to = Some(account(7));
            assert_eq!(roles.grant(account(5), ISSUER, to, 0), Err(AccessControlError::MissingRole));
            assert_eq!(
                roles.revoke(account(5), ISSUER, Some(account(5)), PAUSER, 0),
                Err(AccessControlError::MissingRole)
            );
            assert_eq!(roles.revoke(account(1), ISSUER, to, PAUSER, 0), Err(AccessControlError::MissingRole));
            assert_eq!(roles.grant(account(1), ISSUER, to, 0), Ok((account(7), DELAY_MS)));
            assert_eq!(roles.grant(account(1), ISSUER, to, 0), Err(AccessControlError::RoleRedundant));
            assert_eq!(roles.renounce(account(5), ISSUER, to), Err(AccessControlError::InvalidCaller));
            assert_eq!(roles.renounce(account(7), ISSUER, to), Ok(account(7)));
            assert_eq!(roles.renounce(account(7), ISSUER, to), Err(AccessControlError::MissingRole));
            assert_eq!(roles.revoke(account(1), ISSUER, Some(account(5)), PAUSER, 0), Ok(account(5)));
            assert!(!roles.has(ISSUER, account(5), u64::MAX));
        });
    }

    #[test]
    fn a_grant_counts_from_the_delay_on_and_a_constructors_role_at_once() {
        with_roles(|roles| {
            assert!(roles.has(ISSUER, account(5), 0));
            let (to, from_ms) = roles.grant(account(1), ISSUER, Some(account(7)), NOW_MS).unwrap();
            assert_eq!(from_ms, NOW_MS + DELAY_MS);
            assert!(!roles.has(ISSUER, to, from_ms - 1) && roles.has(ISSUER, to, from_ms));
            assert_eq!((roles.from_ms(ISSUER, to), roles.from_ms(ISSUER, account(5))), (Some(from_ms), Some(0)));
            assert_eq!((roles.from_ms(ADMIN, account(1)), roles.from_ms(ADMIN, to)), (Some(0), None));
        });
        with_delay(0, |roles| {
            roles.grant(account(1), ISSUER, Some(account(7)), NOW_MS).unwrap();
            assert!(roles.has(ISSUER, account(7), NOW_MS));
        });
    }

    #[test]
    fn a_grant_that_waits_is_cancelled_by_the_guardian_alone_and_the_guardians_by_the_controller() {
        with_roles(|roles| {
            let no = Err(HandoverError::MissingRole);
            let from_ms = roles.grant(account(1), CONTROLLER, Some(account(7)), NOW_MS).unwrap().1;
            for who in [1, 4, 5, 7] {
                assert_eq!(roles.cancel(account(who), CONTROLLER, account(7), PAUSER, NOW_MS), no, "{who}");
            }
            assert_eq!(
                roles.cancel(account(6), CONTROLLER, account(7), PAUSER, from_ms),
                Err(HandoverError::NothingPending)
            );
            assert_eq!(roles.cancel(account(6), CONTROLLER, account(7), PAUSER, from_ms - 1), Ok(()));
            assert_eq!(roles.from_ms(CONTROLLER, account(7)), None);
            assert_eq!(
                roles.cancel(account(6), CONTROLLER, account(4), PAUSER, NOW_MS),
                Err(HandoverError::NothingPending)
            );
            roles.grant(account(1), PAUSER, Some(account(8)), NOW_MS).unwrap();
            assert_eq!(roles.cancel(account(6), PAUSER, account(8), PAUSER, NOW_MS), no);
            assert_eq!(roles.cancel(account(4), PAUSER, account(8), PAUSER, NOW_MS), Ok(()));
        });
    }

    #[test]
    fn a_guardian_whom_the_admin_revokes_still_cancels_what_was_set_before_it_counts() {
        with_roles(|roles| {
            roles.revoke(account(1), PAUSER, Some(account(6)), PAUSER, NOW_MS).unwrap();
            assert!(!roles.has(PAUSER, account(6), NOW_MS));
            let from_ms = roles.grant(account(1), CONTROLLER, Some(account(7)), NOW_MS).unwrap().1;
            // Granted and revoked once more, it would not count and not have counted: nothing of the veto is lost.
            roles.grant(account(1), PAUSER, Some(account(6)), NOW_MS).unwrap();
            roles.revoke(account(1), PAUSER, Some(account(6)), PAUSER, NOW_MS).unwrap();
            assert!(!roles.may_cancel(PAUSER, CONTROLLER, account(6), from_ms));
            assert_eq!(roles.cancel(account(6), CONTROLLER, account(7), PAUSER, from_ms - 1), Ok(()));
            // One that gives its role up has said that it will not watch.
            let other = roles.grant(account(1), PAUSER, Some(account(9)), NOW_MS).unwrap().1;
            roles.renounce(account(9), PAUSER, Some(account(9))).unwrap();
            assert!(!roles.may_cancel(PAUSER, CONTROLLER, account(9), other));
        });
    }

    #[test]
    fn the_admins_proposal_is_cancelled_by_the_guardian() {
        with_roles(|roles| {
            roles.propose(account(1), Some(account(2)), NOW_MS).unwrap();
            assert_eq!(roles.cancel(account(4), ADMIN, account(2), PAUSER, NOW_MS), Err(HandoverError::MissingRole));
            assert_eq!(roles.cancel(account(6), ADMIN, account(2), PAUSER, NOW_MS), Ok(()));
            assert_eq!(roles.accept(account(2), u64::MAX), Err(HandoverError::NotProposed));
        });
    }

    #[test]
    fn conflicting_duties_never_meet_in_one_account() {
        with_roles(|roles| {
            let no = || Err(AccessControlError::InvalidCaller);
            for role in [ISSUER, PAUSER, CONTROLLER, ESCROW] {
                assert_eq!(roles.grant(account(1), role, Some(account(1)), NOW_MS), no(), "admin and {role}");
            }
            assert_eq!(roles.grant(account(1), CONTROLLER, Some(account(5)), NOW_MS), no());
            assert_eq!(roles.grant(account(1), ISSUER, Some(account(4)), NOW_MS), no());
            assert_eq!(roles.grant(account(1), ESCROW, Some(account(4)), NOW_MS), no());
            // Also where the other one does not count yet, and with the admin to be.
            roles.grant(account(1), ISSUER, Some(account(7)), NOW_MS).unwrap();
            assert_eq!(roles.grant(account(1), CONTROLLER, Some(account(7)), NOW_MS), no());
            assert_eq!(roles.propose(account(1), Some(account(7)), NOW_MS), Err(HandoverError::ConflictingDuty));
            roles.propose(account(1), Some(account(2)), NOW_MS).unwrap();
            assert_eq!(roles.grant(account(1), PAUSER, Some(account(2)), NOW_MS), no());
            assert_eq!(roles.propose(account(1), Some(account(1)), NOW_MS).map(|(_, new)| new.admin), Ok(account(1)));
        });
        with_delay(0, |roles| {
            roles.grant(account(1), CONTROLLER, Some(account(1)), NOW_MS).unwrap();
            assert!(roles.has(CONTROLLER, account(1), NOW_MS));
        });
    }

    #[test]
    fn a_contract_begins_with_different_people_and_a_delay_that_people_can_watch() {
        let begin = |admin: u8, issuer: u8, delay_ms| {
            let mut begun = Ok(());
            ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
                let roles = [(ISSUER, account(issuer)), (CONTROLLER, account(9))];
                begun = Roles::default().set_up(account(admin), &roles, delay_ms);
                Ok(())
            })
            .unwrap();
            begun
        };
        assert_eq!(begin(1, 2, MAX_DELAY_MS), Ok(()));
        assert_eq!(begin(1, 2, MAX_DELAY_MS + 1), Err(SetUpError::Delay));
        assert_eq!((begin(0, 2, 1), begin(1, 0, 1)), (Err(SetUpError::ZeroAccount), Err(SetUpError::ZeroAccount)));
        assert_eq!((begin(1, 1, 1), begin(1, 9, 1)), (Err(SetUpError::Conflict), Err(SetUpError::Conflict)));
        assert_eq!((begin(1, 1, 0), begin(9, 9, 0)), (Ok(()), Ok(())));
    }

    #[test]
    fn the_admin_changes_by_acceptance_only_and_there_is_always_one() {
        with_roles(|roles| {
            assert_eq!(roles.propose(account(5), Some(account(2)), NOW_MS), Err(HandoverError::MissingRole));
            assert_eq!(roles.accept(account(2), u64::MAX), Err(HandoverError::NotProposed));
            assert_eq!(roles.propose(account(1), Some(account(2)), NOW_MS).map(|(old, _)| old.pending), Ok(None));
            assert!(roles.has(ADMIN, account(1), NOW_MS) && !roles.has(ADMIN, account(2), u64::MAX));
            let from_ms = NOW_MS + DELAY_MS;
            assert_eq!(roles.from_ms(ADMIN, account(2)), Some(from_ms));
            assert_eq!(roles.accept(account(2), from_ms - 1), Err(HandoverError::TooEarly { from_ms }));
            assert_eq!(roles.accept(account(2), from_ms).map(|old| old.admin), Ok(account(1)));
            assert!(!roles.has(ADMIN, account(1), from_ms) && roles.has(ADMIN, account(2), from_ms));
            assert_eq!(roles.delay_ms(), DELAY_MS);
        });
    }
}
