//! The controller's commands: `freeze`, `lock`, `seize`, `seize-claim`, `change-escrow`, `release`, `forced-transfer`,
//! `recover`, `adopt`, and `locks`.

mod escrow;
mod grounds;
mod locks;
mod units;

use crate::arguments::EnforceCommand;
use crate::input::defect::Failure;
use crate::output::Format;
pub use grounds::{document, hash_of_file};
pub use units::{hex, open, report};

/// Runs a command.
pub fn run(command: EnforceCommand, format: Format) -> Result<(), Failure> {
    match command {
        EnforceCommand::Freeze { order, account, thaw, grounds } => {
            units::freeze(&order, &account, !thaw, &grounds, format)
        }
        EnforceCommand::Lock { order, account, units, grounds } => {
            units::lock(&order, (&account, units), None, &grounds, format)
        }
        EnforceCommand::Seize { order, account, units, case, salt, escrow, grounds } => {
            let seizure = units::Seized { case: grounds::case(&case, salt.as_deref())?, escrow: &escrow };
            units::lock(&order, (&account, units), Some(seizure), &grounds, format)
        }
        EnforceCommand::SeizeClaim { order, account, event, units, case, salt, escrow, grounds } => {
            let seizure = units::Seized { case: grounds::case(&case, salt.as_deref())?, escrow: &escrow };
            escrow::seize_claim(&order, (&account, event, units), seizure, &grounds, format)
        }
        EnforceCommand::ChangeEscrow { order, account, escrow, grounds } => {
            escrow::change(&order, (&account, &escrow), &grounds, format)
        }
        EnforceCommand::Adopt { order, account, waive_policy, grounds } => {
            units::adopt(&order, &account, waive_policy, &grounds, format)
        }
        EnforceCommand::Release { order, lock, units, grounds } => {
            units::release(&order, (lock, units), &grounds, format)
        }
        EnforceCommand::ForcedTransfer { order, from, to, units, lock, waive_policy, grounds } => {
            let transfer = units::ForcedTransfer { from: &from, to: &to, units, lock, waive_policy };
            units::forced_transfer(&order, &transfer, &grounds, format)
        }
        EnforceCommand::Recover { order, old, new, waive_policy, grounds } => {
            units::recover(&order, (&old, &new), waive_policy, &grounds, format)
        }
        EnforceCommand::Locks { record, account, csv, chain } => locks::run(&record, &account, csv, &chain, format),
    }
}
