//! The paying agent's commands, and the reports that are drawn up from the chain.

use std::path::PathBuf;

use bond_abi::distributor::TaxKind;
use clap::{Args, Subcommand, ValueEnum};

use super::enforce::{Order, Paper};
use super::OneEvent;
use crate::operate::ChainOptions;

/// What to do with withheld tax.
#[derive(Subcommand)]
pub enum TaxCommand {
    /// Take withheld tax of an event out to the tax account.
    Withdraw {
        #[command(flatten)]
        one: OneEvent,
        /// Which tax.
        #[arg(long, value_name = "KIND", value_enum)]
        kind: TaxName,
        /// Amount; without it, all that is withheld and still there.
        #[arg(long, value_name = "YEN")]
        yen: Option<u128>,
    },
    /// Record that tax of an event was paid to the tax office, with the receipt (領収証書).
    Remit {
        #[command(flatten)]
        one: OneEvent,
        /// Which tax.
        #[arg(long, value_name = "KIND", value_enum)]
        kind: TaxName,
        /// Amount.
        #[arg(long, value_name = "YEN")]
        yen: u128,
        #[command(flatten)]
        by: Paper,
    },
    /// Set the rates of payment dates to come. Each class has its national and its local rate in percent, such as
    /// 15.315/5.
    Rate {
        #[command(flatten)]
        order: Order,
        /// First payment date to which they apply, YYYY-MM-DD, after today.
        #[arg(long, value_name = "DATE")]
        from: String,
        /// Resident individuals.
        #[arg(long, value_name = "RATES")]
        individual: String,
        /// Domestic corporations.
        #[arg(long, value_name = "RATES")]
        corporation: String,
        /// Non-residents.
        #[arg(long, value_name = "RATES")]
        non_resident: String,
        /// Special income tax for reconstruction (復興特別所得税) that the national rates contain, in percent of the income
        /// tax with at most one decimal: 2.1 until 2026, 1.1 from 2027, 0 from 2048.
        #[arg(long, value_name = "PERCENT")]
        reconstruction: String,
        /// Special income tax for defence (防衛特別所得税), likewise: 0 until 2026, 1 from 2027.
        #[arg(long, value_name = "PERCENT")]
        defence: String,
    },
}

/// What to do with money that nobody is owed, and where it stands.
#[derive(Subcommand)]
pub enum TreasuryCommand {
    /// Take surplus out to the treasury.
    Surplus {
        #[command(flatten)]
        order: Order,
        /// Amount; without it, all there is.
        #[arg(long, value_name = "YEN")]
        yen: Option<u128>,
    },
    /// Take what is left of an event out to the treasury, once its claims have lapsed (消滅時効の援用), and end it.
    Reclaim {
        #[command(flatten)]
        one: OneEvent,
        #[command(flatten)]
        by: Paper,
    },
    /// Say where money can go; an account that is not named stays.
    Accounts {
        #[command(flatten)]
        order: Order,
        /// SS58 address to which withheld tax goes.
        #[arg(long, value_name = "ACCOUNT", required_unless_present = "treasury")]
        tax: Option<String>,
        /// SS58 address to which surplus and lapsed money go.
        #[arg(long, value_name = "ACCOUNT")]
        treasury: Option<String>,
    },
    /// Print the distributor's money, where it can go, and whether the payment token's code is the accepted one.
    Status {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        #[command(flatten)]
        chain: ChainOptions,
    },
    /// Carry out what the admin set and whose delay has passed: accounts, a tax row, an accepted code. Anybody can.
    Apply {
        #[command(flatten)]
        order: Order,
        /// Its number, as treasury status lists it.
        #[arg(value_name = "NUMBER")]
        number: u32,
    },
    /// Take back what the admin set and what was not carried out. The paying agent can, and the admin.
    Cancel {
        #[command(flatten)]
        order: Order,
        /// Its number, as treasury status lists it.
        #[arg(value_name = "NUMBER")]
        number: u32,
    },
    /// Accept the code that the payment token has now, after looking at it; it is carried out after the delay, and until
    /// then nothing is paid.
    AcceptCode {
        #[command(flatten)]
        order: Order,
        /// Its hash: 0x and 64 hexadecimal digits.
        #[arg(long, value_name = "HASH")]
        code_hash: String,
    },
}

/// What to report.
#[derive(Subcommand)]
pub enum ReportCommand {
    /// A fiscal year (April to March): what was issued, redeemed, paid, withheld and not claimed.
    FiscalYear {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// The year in which it begins.
        #[arg(value_name = "YYYY")]
        year: u16,
        #[command(flatten)]
        options: ReportOptions,
    },
    /// The taxes of each announced event: withheld, taken out, remitted.
    Tax {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// The local tax (配当割) by the prefecture in which the payee lived on the payment date, 47 rows for each event and
        /// month of payment, with the day on which it is due.
        #[arg(long)]
        by_prefecture: bool,
        /// First block that is read, with --by-prefecture: none after the deployment of the series.
        #[arg(long, value_name = "BLOCK", default_value_t = 0, requires = "by_prefecture")]
        from: u64,
        #[command(flatten)]
        options: ReportOptions,
    },
    /// Who was not paid, why, and how much before tax; wallets only.
    Unclaimed {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// Number of an event, from 0: this one only.
        #[arg(long, value_name = "K")]
        event: Option<u8>,
        #[command(flatten)]
        options: ReportOptions,
    },
}

/// How a report is written, and from which chain.
#[derive(Args)]
pub struct ReportOptions {
    /// Print it as CSV.
    #[arg(long)]
    pub csv: bool,
    #[command(flatten)]
    pub chain: ChainOptions,
}

/// A tax as the command line writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TaxName {
    /// National tax (源泉所得税)
    National,
    /// Local tax (住民税配当割)
    Local,
}

impl From<TaxName> for TaxKind {
    fn from(name: TaxName) -> Self {
        match name {
            TaxName::National => Self::National,
            TaxName::Local => Self::Local,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::arguments::Arguments;

    fn understands(line: &str) -> bool {
        Arguments::try_parse_from(line.split_whitespace()).is_ok()
    }

    #[test]
    fn what_only_reads_needs_no_key_and_what_moves_money_needs_its_paper() {
        for line in [
            "chihosai treasury status record.json",
            "chihosai treasury surplus record.json",
            "chihosai tax withdraw record.json --event 0 --kind local",
            "chihosai report unclaimed record.json --event 0 --csv",
        ] {
            assert!(understands(line), "{line}");
        }
        for line in [
            "chihosai treasury status",
            "chihosai treasury status record.json --key-file key",
            "chihosai treasury reclaim record.json --event 0",
            "chihosai tax remit record.json --event 0 --kind local --yen 5",
        ] {
            assert!(!understands(line), "{line}");
        }
    }
}
