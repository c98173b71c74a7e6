//! The commands for payment events.

use std::path::PathBuf;

use clap::Subcommand;

use super::enforce::Order;
use super::OneEvent;
use crate::operate::ChainOptions;

/// What to do with payment events.
#[derive(Subcommand)]
pub enum CouponCommand {
    /// Freeze the amounts of an event, once its record date has passed.
    Announce(OneEvent),
    /// Bring in money for an event.
    Fund {
        #[command(flatten)]
        one: OneEvent,
        /// Amount at most; without it, whatever is missing. No more than that is taken.
        #[arg(long, value_name = "YEN")]
        yen: Option<u128>,
        /// Make the test yen first, on a development chain.
        #[arg(long)]
        mint: bool,
        /// Take what was put aside for this event (減債基金) as far as it reaches, and no new money.
        #[arg(long, conflicts_with_all = ["yen", "mint"])]
        from_reserve: bool,
    },
    /// Put money aside for an event (減債基金), which only that event can be funded from.
    Deposit {
        #[command(flatten)]
        one: OneEvent,
        /// Amount.
        #[arg(long, value_name = "YEN")]
        yen: u128,
        /// Make the test yen first, on a development chain.
        #[arg(long)]
        mint: bool,
    },
    /// Open a funded event for payment, on its payment day.
    Open(OneEvent),
    /// Collect what the signing account is due, of one event or of all.
    Claim {
        #[command(flatten)]
        order: Order,
        /// Number of the event, from 0.
        #[arg(long, value_name = "K", required_unless_present = "all", conflicts_with = "all")]
        event: Option<u8>,
        /// Of every open event, the earliest first.
        #[arg(long)]
        all: bool,
    },
    /// Pay everybody who is not paid yet, and prove that nobody was overlooked; the last event redeems the units.
    Pay {
        #[command(flatten)]
        one: OneEvent,
        /// Accounts in one transaction.
        #[arg(long, value_name = "N", default_value_t = 50)]
        page: usize,
    },
    /// Print where the announced events stand, and which is next.
    Status {
        /// Record of the deployment.
        #[arg(value_name = "RECORD.json")]
        record: PathBuf,
        /// Number of an event, from 0: this one only.
        #[arg(long, value_name = "K")]
        event: Option<u8>,
        /// Print it as CSV.
        #[arg(long)]
        csv: bool,
        #[command(flatten)]
        chain: ChainOptions,
    },
    /// Move the day on which the cash of an event is due, because of a holiday that was not known (臨時の休日).
    Holiday {
        #[command(flatten)]
        one: OneEvent,
        /// The day, YYYY-MM-DD, at most ten days from the scheduled one.
        #[arg(long, value_name = "DATE", required_unless_present = "withdraw", conflicts_with = "withdraw")]
        day: Option<String>,
        /// Take the move back.
        #[arg(long)]
        withdraw: bool,
    },
}
