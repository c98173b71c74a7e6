//! The test yen's own message beside PSP22. Never deployed to a real network.

use crate::{abi, AccountId};

abi! {
    /// Errors of the test yen. Codes 401–403 of docs/errors.md.
    pub enum YenError {
        /// The caller is not the minter.
        NotMinter,
        /// The recipient is the zero account.
        ZeroAccount,
        /// The supply would pass 2^64 − 1 yen.
        Overflow,
    }
}

impl YenError {
    /// The stable code of docs/errors.md.
    pub const fn code(&self) -> u16 {
        match self {
            Self::NotMinter => 401,
            Self::ZeroAccount => 402,
            Self::Overflow => 403,
        }
    }
}

/// Minting of test yen.
#[ink::trait_definition]
pub trait YenToken {
    /// Creates `amount_yen` for `to`.
    ///
    /// # Access: the minter. # Errors: `NotMinter`, `ZeroAccount`, `Overflow`. # Events: `Transfer`.
    #[ink(message)]
    fn mint(&mut self, to: AccountId, amount_yen: u128) -> Result<(), YenError>;
}

/// The test yen's events, in the order of their index on the wire.
#[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
pub enum YenEvent {
    /// PSP22: yen moved, or came into being (`from` empty).
    Transfer { from: Option<AccountId>, to: Option<AccountId>, value: u128 },
    /// PSP22: an allowance was set.
    Approval { owner: AccountId, spender: AccountId, amount: u128 },
}
