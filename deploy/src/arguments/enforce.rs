//! The commands of a controller, and those for the documents of a series.

use std::path::PathBuf;

use bond_abi::office::Reason;
use clap::{Args, Subcommand, ValueEnum};

use crate::operate::{ChainOptions, SignOptions};

/// What a controller does by legal order or for a holder who cannot do it himself.
#[derive(Subcommand)]
pub enum EnforceCommand {
    /// Stop an account from sending and receiving, or let it go on.
    Freeze {
        #[command(flatten)]
        order: Order,
        /// SS58 address.
        #[arg(value_name = "ACCOUNT")]
        account: String,
        /// Let it go on.
        #[arg(long)]
        thaw: bool,
        #[command(flatten)]
        grounds: Grounds,
    },
    /// Lock units of an account: their holder cannot move them, and earns them all the same.
    Lock {
        #[command(flatten)]
        order: Order,
        /// SS58 address.
        #[arg(value_name = "ACCOUNT")]
        account: String,
        /// How many.
        #[arg(long, value_name = "N")]
        units: u64,
        #[command(flatten)]
        grounds: Grounds,
    },
    /// Seize units of an account (差押え): lock them for a case, of whose number the chain learns a salted hash only.
    /// What they earn and repay goes into escrow (供託).
    Seize {
        #[command(flatten)]
        order: Order,
        /// SS58 address.
        #[arg(value_name = "ACCOUNT")]
        account: String,
        /// How many.
        #[arg(long, value_name = "N")]
        units: u64,
        /// Number of the case. It stays here: keep it with the salt that is printed, which proves it to others.
        #[arg(long, value_name = "REFERENCE")]
        case: String,
        /// 0x and 64 hexadecimal digits that are hashed with the number; without it a new one is made and printed.
        #[arg(long, value_name = "SALT")]
        salt: Option<String>,
        /// SS58 address of the escrow to which the money of the seized units goes; all cases of one holder share it.
        #[arg(long, value_name = "ACCOUNT")]
        escrow: String,
        #[command(flatten)]
        grounds: Grounds,
    },
    /// Seize what an account earned with an event whose record date has passed, although it may have sold the units since
    /// (債権差押え).
    SeizeClaim {
        #[command(flatten)]
        order: Order,
        /// SS58 address.
        #[arg(value_name = "ACCOUNT")]
        account: String,
        /// Number of the payment event.
        #[arg(long, value_name = "EVENT")]
        event: u8,
        /// For how many of the units that it held at the record date.
        #[arg(long, value_name = "N")]
        units: u64,
        /// Number of the case, as of `seize`.
        #[arg(long, value_name = "REFERENCE")]
        case: String,
        /// As of `seize`.
        #[arg(long, value_name = "SALT")]
        salt: Option<String>,
        /// SS58 address of the escrow.
        #[arg(long, value_name = "ACCOUNT")]
        escrow: String,
        #[command(flatten)]
        grounds: Grounds,
    },
    /// Send the money of all seizures of an account to another escrow.
    ChangeEscrow {
        #[command(flatten)]
        order: Order,
        /// SS58 address.
        #[arg(value_name = "ACCOUNT")]
        account: String,
        /// SS58 address of the new escrow.
        #[arg(long, value_name = "ACCOUNT")]
        escrow: String,
        #[command(flatten)]
        grounds: Grounds,
    },
    /// Let the units of a wallet that the desk linked to another investor count as that one's; until then it neither
    /// sends nor receives.
    Adopt {
        #[command(flatten)]
        order: Order,
        /// SS58 address.
        #[arg(value_name = "ACCOUNT")]
        account: String,
        /// Do not ask of the investor what the series asks of buyers.
        #[arg(long)]
        waive_policy: bool,
        #[command(flatten)]
        grounds: Grounds,
    },
    /// Release units from a lock.
    Release {
        #[command(flatten)]
        order: Order,
        /// Number of the lock, as `locks` lists it.
        #[arg(long, value_name = "NUMBER")]
        lock: u32,
        /// How many.
        #[arg(long, value_name = "N")]
        units: u64,
        #[command(flatten)]
        grounds: Grounds,
    },
    /// Transfer units without their holder's consent, to an account in good standing.
    ForcedTransfer {
        #[command(flatten)]
        order: Order,
        /// Account that loses them.
        #[arg(long, value_name = "ACCOUNT")]
        from: String,
        /// Account that receives them.
        #[arg(long, value_name = "ACCOUNT")]
        to: String,
        /// How many.
        #[arg(long, value_name = "N")]
        units: u64,
        /// Take them out of this lock.
        #[arg(long, value_name = "NUMBER")]
        lock: Option<u32>,
        /// Do not ask of the recipient what the series asks of buyers: heirs and courts do not choose them.
        #[arg(long)]
        waive_policy: bool,
        #[command(flatten)]
        grounds: Grounds,
    },
    /// Put a wallet in the place of another, which is retired for good (相続, lost key).
    Recover {
        #[command(flatten)]
        order: Order,
        /// Wallet that is replaced.
        #[arg(long, value_name = "ACCOUNT")]
        old: String,
        /// Its successor.
        #[arg(long, value_name = "ACCOUNT")]
        new: String,
        /// Do not ask of the successor what the series asks of buyers: heirs and courts do not choose them.
        #[arg(long)]
        waive_policy: bool,
        #[command(flatten)]
        grounds: Grounds,
    },
    /// Print the open locks of an account.
    Locks {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// SS58 address.
        #[arg(value_name = "ACCOUNT")]
        account: String,
        /// Print them as CSV.
        #[arg(long)]
        csv: bool,
        #[command(flatten)]
        chain: ChainOptions,
    },
}

/// What to do with the documents of a series.
#[derive(Subcommand)]
pub enum DocumentCommand {
    /// Add a document, or replace one while the issue is open.
    Set {
        #[command(flatten)]
        order: Order,
        /// What it is called, such as prospectus.
        #[arg(long, value_name = "NAME")]
        name: String,
        /// Where it can be read.
        #[arg(long, value_name = "URI")]
        uri: String,
        /// The document itself: the chain gets the hash of its bytes.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
    /// Print the documents.
    List {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// Print them as CSV.
        #[arg(long)]
        csv: bool,
        #[command(flatten)]
        chain: ChainOptions,
    },
}

/// An order to the office of a series.
#[derive(Args)]
pub struct Order {
    /// Record of the deployment.
    #[arg(value_name = "RECORD.json")]
    pub record: PathBuf,
    #[command(flatten)]
    pub chain: ChainOptions,
    #[command(flatten)]
    pub sign: SignOptions,
}

/// What an act rests on. The chain learns the reason and the hash of the document, nothing else of it.
#[derive(Args)]
pub struct Grounds {
    /// Why.
    #[arg(long, value_name = "REASON", value_enum)]
    pub reason: ReasonName,
    #[command(flatten)]
    pub by: Paper,
}

/// The document that orders or announces an act.
#[derive(Args)]
pub struct Paper {
    /// The document that orders it: BLAKE2b-256 of its bytes goes on the chain.
    #[arg(long, value_name = "FILE", required_unless_present = "document_hash", conflicts_with = "document_hash")]
    pub document: Option<PathBuf>,
    /// Its hash, where the document itself is elsewhere: 0x and 64 hexadecimal digits.
    #[arg(long, value_name = "HASH")]
    pub document_hash: Option<String>,
}

/// A reason as the command line writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReasonName {
    /// Order of a court or an authority (裁判所・官公庁の命令)
    LegalOrder,
    /// Succession (相続)
    Succession,
    /// The key to a wallet is lost or stolen (秘密鍵の喪失)
    LostKey,
    /// Sanctions or suspected crime (制裁・犯罪の疑い)
    Sanction,
    /// Correction of a mistake (誤記録の訂正)
    Correction,
    /// The holder asked for it (保有者の申出)
    HolderRequest,
    /// Pledge (質権)
    Pledge,
}

impl From<ReasonName> for Reason {
    fn from(name: ReasonName) -> Self {
        match name {
            ReasonName::LegalOrder => Self::LegalOrder,
            ReasonName::Succession => Self::Succession,
            ReasonName::LostKey => Self::LostKey,
            ReasonName::Sanction => Self::Sanction,
            ReasonName::Correction => Self::Correction,
            ReasonName::HolderRequest => Self::HolderRequest,
            ReasonName::Pledge => Self::Pledge,
        }
    }
}
