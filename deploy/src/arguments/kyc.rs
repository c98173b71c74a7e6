//! The commands for investors.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::BundleOptions;
use crate::operate::{ChainOptions, SignOptions};

/// What to do with investors.
#[derive(Subcommand)]
pub enum KycCommand {
    /// Register the investors of a file and link their wallets, as far as that is not done yet.
    Import {
        /// Record of the deployment; with --chain embedded, SERIES.toml.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// Wallets with the records of their investors.
        #[arg(value_name = "INVESTORS.csv")]
        investors: PathBuf,
        /// Replace what differs: records, standings, wallets out of use.
        #[arg(long)]
        update: bool,
        #[command(flatten)]
        desk: DeskOptions,
        #[command(flatten)]
        sign: SignOptions,
    },
    /// Print all investors.
    List {
        /// Record of the deployment; with --chain embedded, SERIES.toml.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// Print them as CSV.
        #[arg(long)]
        csv: bool,
        #[command(flatten)]
        desk: DeskOptions,
    },
    /// Print whether a wallet qualifies and why not, and what desk and registry say about it.
    Show {
        /// Record of the deployment; with --chain embedded, SERIES.toml.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// SS58 address.
        #[arg(value_name = "WALLET")]
        wallet: String,
        #[command(flatten)]
        desk: DeskOptions,
    },
    /// Write all investors and their wallets as a file that `kyc import` reads.
    Export {
        /// Record of the deployment; with --chain embedded, SERIES.toml.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// File to write; without it standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        #[command(flatten)]
        desk: DeskOptions,
    },
    /// Record that investors were identified again.
    Renew {
        /// Record of the deployment; with --chain embedded, SERIES.toml.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// investor_id, kyc_expiry, and if there is one the hash of the documents as evidence.
        #[arg(value_name = "RENEWALS.csv")]
        renewals: PathBuf,
        #[command(flatten)]
        desk: DeskOptions,
        #[command(flatten)]
        sign: SignOptions,
    },
    /// Put a wallet's investor on hold: none of his wallets receives, transfers or is paid until he is reinstated.
    Suspend(OneWallet),
    /// Make a suspended or revoked investor active again.
    Reinstate(OneWallet),
    /// End the relationship with a wallet's investor; what he earned is still paid.
    Revoke(OneWallet),
    /// Link a wallet to an investor: one that was never linked, or one that asked to be.
    Link {
        /// Record of the deployment; with --chain embedded, SERIES.toml.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// The registrar's number for the investor.
        #[arg(value_name = "INVESTOR_ID")]
        investor_id: u64,
        /// SS58 address.
        #[arg(value_name = "WALLET")]
        wallet: String,
        #[command(flatten)]
        desk: DeskOptions,
        #[command(flatten)]
        sign: SignOptions,
    },
    /// Take a wallet out of use: it keeps its units and is paid, but neither receives nor sends.
    Unlink {
        #[command(flatten)]
        one: OneWallet,
        /// It is lost or stolen, and never comes back.
        #[arg(long)]
        dead: bool,
    },
    /// Ask that the signing account be linked to an investor, or withdraw the request.
    Request {
        /// Record of the deployment; with --chain embedded, SERIES.toml.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// The registrar's number for the investor, or none.
        #[arg(value_name = "INVESTOR_ID|none")]
        investor: String,
        #[command(flatten)]
        desk: DeskOptions,
        #[command(flatten)]
        sign: SignOptions,
    },
    /// Accredit a registrar, or set the end of an accreditation, also in the past.
    Accredit {
        /// Record of the deployment; with --chain embedded, SERIES.toml.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// The registrar's account.
        #[arg(value_name = "ACCOUNT")]
        account: String,
        /// Last day of the accreditation in Japan, YYYY-MM-DD; without it there is no end.
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
        #[command(flatten)]
        desk: DeskOptions,
        #[command(flatten)]
        sign: SignOptions,
    },
    /// Give a registrar's number to another account of the same registrar, for a lost key.
    Rekey {
        /// Record of the deployment; with --chain embedded, SERIES.toml.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// The account that signed so far.
        #[arg(value_name = "OLD")]
        old: String,
        /// The account that signs from now on.
        #[arg(value_name = "NEW")]
        new: String,
        #[command(flatten)]
        desk: DeskOptions,
        #[command(flatten)]
        sign: SignOptions,
    },
    /// Let another registrar edit all investors of a registrar; what was attested stays attested by who did it.
    Reassign {
        /// Record of the deployment; with --chain embedded, SERIES.toml.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// The registrar's account.
        #[arg(long, value_name = "ACCOUNT")]
        from: String,
        /// The other registrar's account.
        #[arg(long, value_name = "ACCOUNT")]
        to: String,
        #[command(flatten)]
        desk: DeskOptions,
        #[command(flatten)]
        sign: SignOptions,
    },
    /// Stop edits at the desk; contracts go on reading.
    Pause(Switch),
    /// Resume edits at the desk.
    Unpause(Switch),
}

/// One wallet at the desk.
#[derive(Args)]
pub struct OneWallet {
    /// Record of the deployment; with --chain embedded, SERIES.toml.
    #[arg(value_name = "RECORD.json")]
    pub record: PathBuf,
    /// SS58 address.
    #[arg(value_name = "WALLET")]
    pub wallet: String,
    #[command(flatten)]
    pub desk: DeskOptions,
    #[command(flatten)]
    pub sign: SignOptions,
}

/// Edits at the desk, stopped or resumed.
#[derive(Args)]
pub struct Switch {
    /// Record of the deployment; with --chain embedded, SERIES.toml.
    #[arg(value_name = "RECORD.json")]
    pub record: PathBuf,
    #[command(flatten)]
    pub desk: DeskOptions,
    #[command(flatten)]
    pub sign: SignOptions,
}

/// Where the desk is, and on the embedded chain who is registered there.
#[derive(Args)]
pub struct DeskOptions {
    #[command(flatten)]
    pub chain: ChainOptions,
    #[command(flatten)]
    pub bundles: BundleOptions,
    /// With --chain embedded: the investors that are imported before.
    #[arg(long = "investors", value_name = "INVESTORS.csv")]
    pub before: Option<PathBuf>,
}
