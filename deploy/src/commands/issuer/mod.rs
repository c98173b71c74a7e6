//! The issuer's commands after the issue: `approval`, `buy-back`, `reopen`, `close-issue`, `redeem-early`.

mod approval;
pub mod early;
mod supply;

use crate::arguments::IssuerCommand;
use crate::input::defect::Failure;
use crate::output::Format;

/// Runs a command.
pub fn run(command: IssuerCommand, format: Format) -> Result<(), Failure> {
    match command {
        IssuerCommand::Approval { command } => approval::run(command, format),
        IssuerCommand::BuyBack { order, units } => supply::buy_back(&order, units, format),
        IssuerCommand::Reopen { order, by } => supply::reopen(&order, &by, format),
        IssuerCommand::CloseIssue { order } => supply::close(&order, format),
        IssuerCommand::RedeemEarly { order, date, by } => early::run(&order, &date, &by, format),
    }
}
