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

/// Two-step handover of the admin's role, the same in every contract.
#[ink::trait_definition]
pub trait AdminHandover {
    /// The account that may accept the admin's role, if one was proposed.
    #[ink(message)]
    fn pending_admin(&self) -> Option<AccountId>;

    /// Proposes the next admin; a second proposal replaces the first, `None` withdraws it.
    ///
    /// # Access
    /// Admin. # Errors `MissingRole`, `ZeroAccount`. # Events `AdminProposed`.
    #[ink(message)]
    fn propose_admin(&mut self, account: Option<AccountId>) -> Result<(), HandoverError>;

    /// Takes the admin's role over; the old admin loses it in the same call.
    ///
    /// # Access
    /// The proposed account. # Errors `NotProposed`. # Events `RoleRevoked`, `RoleGranted`.
    #[ink(message)]
    fn accept_admin(&mut self) -> Result<(), HandoverError>;
}

crate::abi! {
    /// Errors of the handover. Codes 901–903 of docs/errors.md.
    pub enum HandoverError {
        /// The caller is not the admin.
        MissingRole,
        /// The proposed account is the zero account.
        ZeroAccount,
        /// The caller was not proposed.
        NotProposed,
    }
}

impl HandoverError {
    /// The stable code of docs/errors.md.
    pub const fn code(&self) -> u16 {
        match self {
            Self::MissingRole => 901,
            Self::ZeroAccount => 902,
            Self::NotProposed => 903,
        }
    }
}
