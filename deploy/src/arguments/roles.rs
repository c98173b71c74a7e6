//! Who has which duty.

use std::path::PathBuf;

use bond_abi::roles;
use clap::{Args, Subcommand, ValueEnum};

use super::enforce::Order;
use crate::operate::ChainOptions;

/// What to do about roles.
#[derive(Subcommand)]
pub enum RoleCommand {
    /// Give a role to an account, such as after the loss of a key. It counts after the contract's delay. Registrars are accredited instead: kyc accredit.
    Grant {
        #[command(flatten)]
        duty: Duty,
        /// SS58 address.
        #[arg(value_name = "ACCOUNT")]
        account: String,
    },
    /// Take a role from an account.
    Revoke {
        #[command(flatten)]
        duty: Duty,
        /// SS58 address.
        #[arg(value_name = "ACCOUNT")]
        account: String,
    },
    /// Give up a role of the signing account.
    Renounce {
        #[command(flatten)]
        duty: Duty,
    },
    /// Take back a grant that does not count yet; without --role, the proposal of an admin. The pauser can, of a pauser's
    /// grant at the office the controller, and at the paying agent's contract the paying agent.
    Cancel {
        #[command(flatten)]
        order: Order,
        /// Of which contract.
        #[arg(long, value_name = "CONTRACT", value_enum)]
        of: OfName,
        /// Which role.
        #[arg(long, value_name = "ROLE", value_enum)]
        role: Option<RoleName>,
        /// SS58 address of the account that was to have it.
        #[arg(value_name = "ACCOUNT")]
        account: String,
    },
    /// Propose the next admin of a contract, who can accept after its delay; without an account, withdraw the proposal.
    Propose {
        #[command(flatten)]
        order: Order,
        /// Whose admin.
        #[arg(long, value_name = "CONTRACT", value_enum)]
        of: OfName,
        /// SS58 address.
        #[arg(value_name = "ACCOUNT")]
        account: Option<String>,
    },
    /// Become the admin of a contract, as it was proposed; the one before loses the role.
    Accept {
        #[command(flatten)]
        order: Order,
        /// Whose admin.
        #[arg(long, value_name = "CONTRACT", value_enum)]
        of: OfName,
    },
    /// Print which roles the accounts of the record have, or one account has, and who was proposed.
    Status {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// SS58 address of somebody else.
        #[arg(long, value_name = "ACCOUNT")]
        account: Option<String>,
        #[command(flatten)]
        chain: ChainOptions,
    },
}

/// A role of a contract.
#[derive(Args)]
pub struct Duty {
    #[command(flatten)]
    pub order: Order,
    /// Of which contract.
    #[arg(long, value_name = "CONTRACT", value_enum)]
    pub of: OfName,
    /// Which role.
    #[arg(long, value_name = "ROLE", value_enum)]
    pub role: RoleName,
}

/// A contract that has roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OfName {
    /// bond-office
    Office,
    /// kyc-desk
    Desk,
    /// paying-agent
    Agent,
}

/// A role that is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RoleName {
    /// Allots, approves, buys back (発行体).
    Issuer,
    /// Stops and resumes.
    Pauser,
    /// Freezes, seizes, transfers and recovers by legal order.
    Controller,
    /// Takes out tax and surplus (支払代理人).
    PayingAgent,
    /// An account into which a controller may seize (供託口座).
    Escrow,
}

impl RoleName {
    /// Its number.
    pub const fn number(self) -> u32 {
        match self {
            Self::Issuer => roles::ISSUER,
            Self::Pauser => roles::PAUSER,
            Self::Controller => roles::CONTROLLER,
            Self::PayingAgent => roles::PAYING_AGENT,
            Self::Escrow => roles::ESCROW,
        }
    }

    /// As the command line writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Pauser => "pauser",
            Self::Controller => "controller",
            Self::PayingAgent => "paying-agent",
            Self::Escrow => "escrow",
        }
    }

    /// Whether a contract acts on it; another grant would be kept and mean nothing.
    pub const fn is_of(self, of: OfName) -> bool {
        match of {
            OfName::Office => matches!(self, Self::Issuer | Self::Pauser | Self::Controller | Self::Escrow),
            OfName::Desk => matches!(self, Self::Pauser),
            OfName::Agent => matches!(self, Self::PayingAgent),
        }
    }
}
