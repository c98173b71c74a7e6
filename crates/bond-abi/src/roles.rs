//! Roles, shared by every contract so that one number means one duty everywhere (design §3, "Roles that cannot
//! collude by accident"). No role both edits eligibility and moves tokens.

use crate::AccountId;

/// Grants and revokes every other role. Exactly one account holds it; it changes hands in two steps
/// (`propose_admin`, `accept_admin`), never through `grant_role`, so that the last admin cannot be lost (N15).
pub const ADMIN: u32 = 0;
/// Allots units, closes the issue, approves transfers, buys back and redeems early (発行体).
pub const ISSUER: u32 = 1;
/// Stops and resumes transfers of a series, edits of a desk.
pub const PAUSER: u32 = 2;
/// Edits investors at the desk. Given by `accredit`, never by `grant_role`: it comes with a number and an end.
pub const REGISTRAR: u32 = 3;
/// Freezes, seizes, transfers and recovers by legal order, each with a reason and a document.
pub const CONTROLLER: u32 = 4;
/// Sets exceptions to cash dates, takes out and remits what was withheld, takes out what nobody is owed (支払代理人).
pub const PAYING_AGENT: u32 = 5;
/// An account into which a controller may seize (供託口座). It signs nothing: the role is the list of such accounts.
pub const ESCROW: u32 = 6;

/// The longest delay of a contract: 90 days. A longer one would outlast the people who watch it.
pub const MAX_DELAY_MS: u64 = 90 * 86_400_000;

/// Whether two duties may not meet in one account, in whatever order (ADR 0029). Who grants has no other duty; who orders
/// does not carry out; who stops what another prepares is not that other; who edits eligibility moves no units.
pub const fn conflict(one: u32, other: u32) -> bool {
    let (low, high) = if one < other { (one, other) } else { (other, one) };
    low != high
        && matches!(
            (low, high),
            (ADMIN, _)
                | (ISSUER, CONTROLLER | PAYING_AGENT)
                | (PAUSER, REGISTRAR | CONTROLLER)
                | (REGISTRAR, CONTROLLER)
                | (CONTROLLER, ESCROW)
        )
}

/// The duty that can take back what the admin grants before it counts, in a contract whose guardian is `guardian`: nobody
/// takes back a grant of his own duty, so that a stolen key cannot keep its successor out.
pub const fn canceller(guardian: u32, role: u32) -> Option<u32> {
    match (guardian, role) {
        (PAUSER, PAUSER) => Some(CONTROLLER),
        (_, role) if role == guardian => None,
        _ => Some(guardian),
    }
}

/// Duties that are granted count only after the contract's delay (ADR 0028); the same in every contract that has roles.
#[ink::trait_definition]
pub trait DelayedDuties {
    /// How long whatever the admin grants waits, in milliseconds; 0 on a development chain, which also knows no conflicts of
    /// duties. Fixed at deployment. # Access: anyone.
    #[ink(message)]
    fn delay_ms(&self) -> u64;

    /// Since when an account has a role, or from when on it will: an instant to come is a grant that another duty can still
    /// cancel. For the admin's role also that of the proposed admin. # Access: anyone.
    #[ink(message)]
    fn role_from_ms(&self, role: u32, account: AccountId) -> Option<u64>;

    /// Takes back a grant, or the proposal of an admin, that does not count yet.
    ///
    /// # Access
    /// The duty that [`canceller`] names; one that the admin revoked keeps this right for the length of the delay.
    /// # Errors `MissingRole`, `NothingPending`. # Events `RoleCancelled`.
    #[ink(message)]
    fn cancel_role(&mut self, role: u32, account: AccountId) -> Result<(), HandoverError>;
}

/// Two-step handover of the admin's role, the same in every contract.
#[ink::trait_definition]
pub trait AdminHandover {
    /// The account that may accept the admin's role, if one was proposed.
    #[ink(message)]
    fn pending_admin(&self) -> Option<AccountId>;

    /// Proposes the next admin, who can accept after the delay; a second proposal replaces the first and waits anew, `None`
    /// withdraws it.
    ///
    /// # Access
    /// Admin. # Errors `MissingRole`, `ZeroAccount`, `ConflictingDuty`. # Events `AdminProposed`.
    #[ink(message)]
    fn propose_admin(&mut self, account: Option<AccountId>) -> Result<(), HandoverError>;

    /// Takes the admin's role over; the old admin loses it in the same call.
    ///
    /// # Access
    /// The proposed account. # Errors `NotProposed`, `TooEarly`. # Events `RoleRevoked`, `RoleGranted`.
    #[ink(message)]
    fn accept_admin(&mut self) -> Result<(), HandoverError>;
}

crate::abi! {
    /// Errors of the handover, and of taking a grant back. Codes 901–906 of docs/errors.md.
    pub enum HandoverError {
        /// The caller is not the admin; of a grant: has not the duty that can take it back.
        MissingRole,
        /// The proposed account is the zero account.
        ZeroAccount,
        /// The caller was not proposed.
        NotProposed,
        /// The proposal waits for the contract's delay.
        TooEarly {
            /// From when on it can be accepted.
            from_ms: u64,
        },
        /// The account has, or was granted, a duty that no admin may have.
        ConflictingDuty,
        /// The account has no such grant that could be taken back: none, or one that counts already.
        NothingPending,
    }
}

impl HandoverError {
    /// The stable code of docs/errors.md.
    pub const fn code(&self) -> u16 {
        match self {
            Self::MissingRole => 901,
            Self::ZeroAccount => 902,
            Self::NotProposed => 903,
            Self::TooEarly { .. } => 904,
            Self::ConflictingDuty => 905,
            Self::NothingPending => 906,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [u32; 7] = [ADMIN, ISSUER, PAUSER, REGISTRAR, CONTROLLER, PAYING_AGENT, ESCROW];

    #[test]
    fn the_admin_conflicts_with_every_duty_and_the_controller_with_all_that_feed_or_stop_him() {
        for role in ALL {
            assert_eq!(conflict(ADMIN, role), role != ADMIN);
            assert!(!conflict(role, role));
            for other in ALL {
                assert_eq!(conflict(role, other), conflict(other, role));
            }
        }
        for role in [ADMIN, ISSUER, PAUSER, REGISTRAR, ESCROW] {
            assert!(conflict(CONTROLLER, role));
        }
        assert!(conflict(ISSUER, PAYING_AGENT) && conflict(PAUSER, REGISTRAR) && !conflict(ISSUER, PAUSER));
    }

    #[test]
    fn nobody_takes_back_a_grant_of_his_own_duty() {
        for guardian in [PAUSER, PAYING_AGENT] {
            for role in ALL {
                assert_ne!(canceller(guardian, role), Some(role));
            }
            assert_eq!(canceller(guardian, ADMIN), Some(guardian));
        }
        assert_eq!((canceller(PAUSER, PAUSER), canceller(PAYING_AGENT, PAYING_AGENT)), (Some(CONTROLLER), None));
    }
}
