//! The parties of the scenarios.

use bond_abi::AccountId;

/// A party by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// The account of 32 zero bytes, whose key anybody can use.
    Zero,
    /// Deploys; admin of desk, office and the paying agent's contract.
    Admin,
    /// Edits investors at the desk.
    Registrar,
    /// Allots and closes the issue.
    Issuer,
    /// Stops and resumes transfers.
    Pauser,
    /// Freezes, seizes, transfers and recovers by legal order.
    Controller,
    /// Mints the test yen and funds the coupons.
    Payer,
    /// Decides about the distributor's money.
    PayingAgent,
    /// Gets withheld tax.
    TaxAccount,
    /// Gets surplus and lapsed money.
    Treasury,
    /// A court's escrow (供託).
    Escrow,
    /// Has no duty and no record.
    Outsider,
    /// Trades for others.
    Broker,
    /// An investor.
    Alice,
    /// An investor.
    Bob,
    /// An investor.
    Carol,
    /// An investor.
    Dave,
    /// One of many investors.
    Wallet(u8),
}

/// Everybody with a duty, and the accounts where money can go.
pub const OFFICERS: [Who; 9] = [
    Who::Admin,
    Who::Registrar,
    Who::Issuer,
    Who::Pauser,
    Who::Controller,
    Who::Payer,
    Who::PayingAgent,
    Who::TaxAccount,
    Who::Treasury,
];

impl Who {
    /// Investor `index`: Alice, Bob, Carol, Dave, then nameless wallets.
    pub fn investor(index: u8) -> Self {
        match index {
            0 => Self::Alice,
            1 => Self::Bob,
            2 => Self::Carol,
            3 => Self::Dave,
            other => Self::Wallet(other),
        }
    }

    fn number(self) -> u8 {
        match self {
            Self::Zero => 0,
            Self::Admin => 1,
            Self::Registrar => 2,
            Self::Issuer => 3,
            Self::Pauser => 4,
            Self::Payer => 5,
            Self::Outsider => 6,
            Self::Broker => 7,
            Self::Alice => 8,
            Self::Bob => 9,
            Self::Carol => 10,
            Self::Dave => 11,
            Self::Controller => 12,
            Self::PayingAgent => 13,
            Self::TaxAccount => 14,
            Self::Treasury => 15,
            Self::Escrow => 16,
            Self::Wallet(index) => 100 + index,
        }
    }

    /// The account.
    pub fn id(self) -> AccountId {
        AccountId::from([self.number(); 32])
    }

    /// The registrar's number for an investor.
    pub fn investor_id(self) -> u64 {
        u64::from(self.number())
    }
}

impl From<Who> for AccountId {
    fn from(who: Who) -> Self {
        who.id()
    }
}
