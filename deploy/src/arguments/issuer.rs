//! The issuer's commands after the issue, and a holder's request for the issuer's approval.

use clap::Subcommand;

use super::enforce::{Order, Paper};

/// What an issuer does after the issue, where the terms provide for it.
#[derive(Subcommand)]
pub enum IssuerCommand {
    /// Ask for, give or refuse the approval of a transfer (譲渡承認).
    Approval {
        #[command(subcommand)]
        command: ApprovalCommand,
    },
    /// Cancel units that the issuer holds itself (買入消却).
    BuyBack {
        #[command(flatten)]
        order: Order,
        /// How many.
        #[arg(long, value_name = "N")]
        units: u64,
    },
    /// Reopen the issue (追加発行) for the units that are authorised and were not issued; transfers go on.
    Reopen {
        #[command(flatten)]
        order: Order,
        #[command(flatten)]
        by: Paper,
    },
    /// Close the issue, the first or a reopened one, without allotting anything.
    CloseIssue {
        #[command(flatten)]
        order: Order,
    },
    /// Redeem the series early (繰上償還): compute the new last event from the terms in the record, and announce it.
    RedeemEarly {
        #[command(flatten)]
        order: Order,
        /// Day of the redemption, YYYY-MM-DD; a bank holiday moves it as it moves the maturity.
        #[arg(long, value_name = "DATE")]
        date: String,
        #[command(flatten)]
        by: Paper,
    },
}

/// A request and its answers. Its units are locked until it is answered.
#[derive(Subcommand)]
pub enum ApprovalCommand {
    /// Ask the issuer to approve a transfer of units of the signing account; prints the number of the request.
    Request {
        #[command(flatten)]
        order: Order,
        /// SS58 address of the buyer.
        #[arg(long, value_name = "ADDRESS")]
        to: String,
        /// How many.
        #[arg(long, value_name = "N")]
        units: u64,
    },
    /// Take a request of the signing account back.
    Withdraw {
        #[command(flatten)]
        order: Order,
        /// Number of the request, as `request` printed it and `locks` lists it.
        #[arg(long, value_name = "NUMBER")]
        number: u32,
    },
    /// Approve a request: the units move, if every rule of a transfer still admits it.
    Approve {
        #[command(flatten)]
        order: Order,
        /// Number of the request, as `locks` lists it.
        #[arg(long, value_name = "NUMBER")]
        number: u32,
    },
    /// Reject a request: the units are their holder's again.
    Reject {
        #[command(flatten)]
        order: Order,
        /// Number of the request, as `locks` lists it.
        #[arg(long, value_name = "NUMBER")]
        number: u32,
    },
}
