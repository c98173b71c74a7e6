//! The command line.

mod cash;
mod coupon;
pub mod enforce;
pub mod issuer;
mod kyc;
mod roles;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::operate::{ChainOptions, SignOptions};
use crate::output::{Bom, Format};
pub use cash::{ReportCommand, ReportOptions, TaxCommand, TaxName, TreasuryCommand};
pub use coupon::CouponCommand;
pub use enforce::{DocumentCommand, EnforceCommand, Grounds, Order, Paper};
pub use issuer::{ApprovalCommand, IssuerCommand};
pub use kyc::{DeskOptions, KycCommand, OneWallet, Switch};
pub use roles::{Duty, OfName, RoleCommand, RoleName};

/// Japanese local-government bonds (地方債): schedules, quotes, rehearsals, and the operation of a series on a chain.
#[derive(Parser)]
#[command(version, about)]
pub struct Arguments {
    /// How results and errors are written.
    #[arg(long, global = true, value_enum, default_value_t)]
    pub format: Format,
    /// Whether CSV begins with a byte order mark, by which Excel knows UTF-8; by default where it has Japanese text.
    #[arg(long, global = true, value_enum, value_name = "YES|NO")]
    pub bom: Option<Bom>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Print the payment events of a series.
    Schedule {
        /// Terms of the series.
        #[arg(value_name = "SERIES.toml")]
        series: PathBuf,
        /// The calendar of deadlines instead: record date, announcement, money, payment, and the days by which withheld tax
        /// is due (納期限).
        #[arg(long)]
        deadlines: bool,
    },
    /// Print what a holder receives for one payment event.
    Quote {
        /// Terms of the series.
        #[arg(value_name = "SERIES.toml")]
        series: PathBuf,
        /// Number of the event, from 0, as `schedule` prints it.
        #[arg(long, value_name = "K", allow_hyphen_values = true)]
        event: String,
        /// Units that the holder has at the record date.
        #[arg(long, value_name = "N", allow_hyphen_values = true)]
        units: String,
        /// Tax class of the holder at the record date: individual, corporation, exempt or non-resident.
        #[arg(long, value_name = "CLASS")]
        tax_class: String,
    },
    /// Print the accrued interest of a holding, for the price of a trade; never what is paid.
    Accrued {
        /// Terms of the series.
        #[arg(value_name = "SERIES.toml")]
        series: PathBuf,
        /// Day of settlement, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        date: String,
        /// Units that change hands.
        #[arg(long, value_name = "N", allow_hyphen_values = true)]
        units: String,
        /// ACT/365F or NL/365.
        #[arg(long, value_name = "NAME", default_value = "ACT/365F")]
        convention: String,
        /// Decimals of the interest per ¥100, truncated below them before it is multiplied by the holding; 7 is the
        /// practice of dealers. Without it nothing is rounded before the total.
        #[arg(long, value_name = "DIGITS", allow_hyphen_values = true)]
        per_100_digits: Option<String>,
        /// Clean price per ¥100 of principal (単価): what the trade comes to is printed as well.
        #[arg(long, value_name = "YEN", allow_hyphen_values = true)]
        price: Option<String>,
        /// Fee that the buyer pays beside the price.
        #[arg(long, value_name = "YEN", allow_hyphen_values = true, requires = "price")]
        fee: Option<String>,
    },
    /// Print a length of time under a day count, as an exact fraction of a year.
    Daycount {
        /// JP-HALF, ACT/365F, ACT/360, NL/365, "ACT/ACT ISDA", "ACT/ACT ICMA", 30/360, 30E/360 or "30E/360 ISDA".
        #[arg(long, value_name = "NAME")]
        convention: String,
        /// The day before the first, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        from: String,
        /// The last day, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        to: String,
        /// Payments a year: 1, 2, 4 or 12; for JP-HALF and ACT/ACT ICMA.
        #[arg(long, value_name = "F")]
        frequency: Option<u8>,
        /// A date on which interest is paid, for JP-HALF and ACT/ACT ICMA; the maturity, for 30E/360 ISDA.
        #[arg(long, value_name = "DATE")]
        maturity: Option<String>,
        /// Which day of the month interest is paid, for JP-HALF and ACT/ACT ICMA: month-end (月末) or day-of-month. Asked for
        /// where the date of the grid is a month end and it makes a difference.
        #[arg(long, value_name = "RULE")]
        interest_day: Option<String>,
    },
    /// Print the bank holidays of a range of dates; plain weekends are left out.
    Calendar {
        /// First day, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        from: String,
        /// Last day, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        to: String,
    },
    /// Check the terms of a series and print every defect.
    Validate {
        /// Terms of the series.
        #[arg(value_name = "SERIES.toml")]
        series: PathBuf,
    },
    /// Take a series through its whole life on the embedded chain.
    Rehearse {
        /// Terms of the series.
        #[arg(value_name = "SERIES.toml")]
        series: PathBuf,
        /// Registered wallets and their allotments.
        #[arg(long, value_name = "INVESTORS.csv")]
        investors: PathBuf,
        /// Transfers and their times.
        #[arg(long, value_name = "TRADES.csv")]
        trades: Option<PathBuf>,
        #[command(flatten)]
        bundles: BundleOptions,
    },
    /// Deploy a series, or go on with a deployment that was interrupted, and verify it.
    Deploy {
        /// Terms of the series.
        #[arg(value_name = "SERIES.toml")]
        series: PathBuf,
        /// Where the records of deployments are.
        #[arg(long, value_name = "DIR", default_value = "deploy/records")]
        records: PathBuf,
        #[command(flatten)]
        bundles: BundleOptions,
        #[command(flatten)]
        chain: ChainOptions,
        #[command(flatten)]
        sign: SignOptions,
    },
    /// Recompute a series from its terms and compare it with the chain; exit code 2 for any difference.
    Verify {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        #[command(flatten)]
        bundles: BundleOptions,
        #[command(flatten)]
        chain: ChainOptions,
    },
    /// Print where a series stands.
    Status {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        #[command(flatten)]
        chain: ChainOptions,
    },
    /// The investors at the desk: who they are, which wallets are theirs, and what they may.
    Kyc {
        #[command(subcommand)]
        command: KycCommand,
    },
    /// Allot the units of a file, as far as they are not allotted yet.
    Issue {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// Wallets and their allotments.
        #[arg(value_name = "INVESTORS.csv")]
        investors: PathBuf,
        /// Close the issue afterwards: units become transferable, and no more can be allotted.
        #[arg(long)]
        close: bool,
        /// In a reopened series: the units that had been issued before this file, as `status` shows them. What the file
        /// has allotted since then is not allotted again.
        #[arg(long, value_name = "UNITS")]
        issued_before: Option<u64>,
        #[command(flatten)]
        chain: ChainOptions,
        #[command(flatten)]
        sign: SignOptions,
    },
    /// Transfer units of the signing account.
    Transfer {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// Wallet that receives them.
        #[arg(long, value_name = "WALLET")]
        to: String,
        /// How many.
        #[arg(long, value_name = "N")]
        units: u64,
        #[command(flatten)]
        chain: ChainOptions,
        #[command(flatten)]
        sign: SignOptions,
    },
    /// Print whether a transfer would pass now, and what is against it; exit code 1 when it would be refused.
    CanTransfer {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// Wallet that sells.
        #[arg(long, value_name = "WALLET")]
        from: String,
        /// Wallet that buys.
        #[arg(long, value_name = "WALLET")]
        to: String,
        /// How many.
        #[arg(long, value_name = "N")]
        units: u64,
        #[command(flatten)]
        chain: ChainOptions,
    },
    /// Print every account that holds or ever held units, with its investor's number and its standing.
    Register {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// Number of a payment event, from 0: the units at its record date instead of those of now.
        #[arg(long, value_name = "K")]
        at_event: Option<u8>,
        /// The register of local bonds (地方債原簿) of the law of 2027 instead: terms, allotments, and each holder's lots with
        /// their days of acquisition.
        #[arg(long, conflicts_with = "at_event", group = "law")]
        genbo: bool,
        /// The entry of one holder alone, for his certificate (原簿記載事項証明): a registrar's number, or one of his wallets.
        #[arg(long, value_name = "INVESTOR", conflicts_with = "at_event", group = "law")]
        certificate: Option<String>,
        /// Names and addresses by the registrar's number (investor_id,name,address), shown and never sent anywhere.
        #[arg(long, value_name = "NAMES.csv", requires = "law")]
        names: Option<PathBuf>,
        /// First block that is read for the days of acquisition: none after the deployment of the series.
        #[arg(long, value_name = "BLOCK", default_value_t = 0, requires = "law")]
        from: u64,
        /// Print it as CSV.
        #[arg(long)]
        csv: bool,
        #[command(flatten)]
        chain: ChainOptions,
    },
    /// Stop transfers.
    Pause {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        #[command(flatten)]
        chain: ChainOptions,
        #[command(flatten)]
        sign: SignOptions,
    },
    /// Resume transfers.
    Unpause {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        #[command(flatten)]
        chain: ChainOptions,
        #[command(flatten)]
        sign: SignOptions,
    },
    #[command(flatten)]
    Issuer(IssuerCommand),
    #[command(flatten)]
    Enforce(EnforceCommand),
    /// Who has which duty: give a role to another key, take it, hand the admin's role over in two steps.
    Role {
        #[command(subcommand)]
        command: RoleCommand,
    },
    /// The documents of a series: prospectus, resolution, notices.
    Document {
        #[command(subcommand)]
        command: DocumentCommand,
    },
    /// Announce, fund, open and pay the payment events.
    Coupon {
        #[command(subcommand)]
        command: CouponCommand,
    },
    /// Withheld tax: take it out, record its remittance (納付), set the rates of days to come.
    Tax {
        #[command(subcommand)]
        command: TaxCommand,
    },
    /// What nobody is owed: surplus, lapsed claims, and the accounts where money can go.
    Treasury {
        #[command(subcommand)]
        command: TreasuryCommand,
    },
    /// Reports from the chain: a fiscal year, the taxes, who was not paid.
    Report {
        #[command(subcommand)]
        command: ReportCommand,
    },
    /// Print the events of a series as they become final, one a line.
    Watch {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// First block; without it the next one, with --no-follow the first of all.
        #[arg(long, value_name = "BLOCK")]
        from: Option<u64>,
        /// Last block.
        #[arg(long, value_name = "BLOCK")]
        until: Option<u64>,
        /// Stop at the last block there is.
        #[arg(long)]
        no_follow: bool,
        #[command(flatten)]
        bundles: BundleOptions,
        #[command(flatten)]
        chain: ChainOptions,
    },
    /// Write the full state of a series as JSON with a root hash, or check such a file.
    Export {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// File to write; without it standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Check this file against its own root hash and against the chain.
        #[arg(long, value_name = "FILE", conflicts_with = "out")]
        check: Option<PathBuf>,
        #[command(flatten)]
        chain: ChainOptions,
    },
    /// Time transfers of the token beside those of a plain PSP22, on a development chain.
    Bench {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// Wallet that receives them.
        #[arg(long, value_name = "WALLET")]
        to: String,
        /// How many of each.
        #[arg(long, value_name = "N", default_value_t = 200)]
        transfers: u32,
        #[command(flatten)]
        chain: ChainOptions,
        #[command(flatten)]
        sign: SignOptions,
    },
    /// Make a development chain that seals blocks on demand seal one, so that its clock goes on.
    Seal {
        #[command(flatten)]
        chain: ChainOptions,
        #[command(flatten)]
        sign: SignOptions,
    },
}

/// One payment event of a series.
#[derive(Args)]
pub struct OneEvent {
    /// Record of the deployment.
    #[arg(value_name = "RECORD.json")]
    pub record: PathBuf,
    /// Number of the event, from 0.
    #[arg(long, value_name = "K")]
    pub event: u8,
    #[command(flatten)]
    pub chain: ChainOptions,
    #[command(flatten)]
    pub sign: SignOptions,
}

/// Where the built contracts are.
#[derive(Args)]
pub struct BundleOptions {
    /// Where the built contracts are.
    #[arg(long, value_name = "DIR", default_value = "target/ink")]
    pub bundles: PathBuf,
}
