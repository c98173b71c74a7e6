//! `chihosai kyc`: the investors at the desk.

mod admin;
mod book;
mod edit;
mod export;
mod import;
mod list;
mod open;
mod renew;
mod show;

pub use book::registrars;

use std::collections::BTreeSet;

use anyhow::anyhow;
use bond_abi::desk::{DeskError, Refused};
use bond_abi::registry::Status;
use serde_json::json;

use crate::arguments::KycCommand;
use crate::input::defect::{Defect, Failure, Problem};
use crate::operate::chain::Chain;
use crate::operate::session::Answer;
use crate::operate::{Session, Sheet};
use crate::output::Format;
use crate::reasons::{self, Explain};

/// Runs a command.
pub fn run(command: KycCommand, format: Format) -> Result<(), Failure> {
    match command {
        KycCommand::Import { record, investors, update, desk, sign } => {
            import::run(&record, &investors, update, &desk, &sign, format)
        }
        KycCommand::List { record, csv, desk } => list::run(&record, csv, &desk, format),
        KycCommand::Show { record, wallet, desk } => show::run(&record, &wallet, &desk, format),
        KycCommand::Export { record, out, desk } => export::run(&record, out, &desk, format),
        KycCommand::Renew { record, renewals, desk, sign } => renew::run(&record, &renewals, &desk, &sign, format),
        KycCommand::Suspend(one) => edit::set_status(&one, Status::Suspended, format),
        KycCommand::Reinstate(one) => edit::set_status(&one, Status::Active, format),
        KycCommand::Revoke(one) => edit::set_status(&one, Status::Revoked, format),
        KycCommand::Link { record, investor_id, wallet, desk, sign } => {
            edit::link(&record, investor_id, &wallet, &desk, &sign, format)
        }
        KycCommand::Unlink { one, dead } => edit::unlink(&one, dead, format),
        KycCommand::Request { record, investor, desk, sign } => edit::request(&record, &investor, &desk, &sign, format),
        KycCommand::Accredit { record, account, until, desk, sign } => {
            admin::accredit(&record, (&account, until.as_deref()), &desk, &sign, format)
        }
        KycCommand::Rekey { record, old, new, desk, sign } => admin::rekey(&record, (&old, &new), &desk, &sign, format),
        KycCommand::Reassign { record, from, to, desk, sign } => {
            admin::reassign(&record, (&from, &to), &desk, &sign, format)
        }
        KycCommand::Pause(switch) => admin::pause(&switch, true, format),
        KycCommand::Unpause(switch) => admin::pause(&switch, false, format),
    }
}

// Helpers

/// A batch's refused rows as defects of their lines. A batch that was refused as a whole is a failure.
fn refused_rows(
    what: &str,
    file: &str,
    (answer, _): Answer<Vec<Refused>, DeskError>,
    mut line: impl FnMut(usize) -> Option<usize>,
) -> Result<Vec<Defect>, Failure> {
    let refused = answer.map_err(|error| anyhow!("{what} was refused: {}", error.explain()))?;
    refused
        .into_iter()
        .map(|Refused { index, code }| {
            let line =
                line(index as usize).ok_or_else(|| anyhow!("the desk refused a row {index} that was not sent"))?;
            Ok(reasons::of_row(code).within(file).at_line(line))
        })
        .collect()
}

/// Prints what was written; then fails for the rows that the desk refused, of which nothing was.
fn finish<T: Chain>(session: &Session<T>, sheet: Sheet, refused: Vec<Defect>, format: Format) -> Result<(), Failure> {
    if refused.is_empty() {
        return session.report(sheet, format);
    }
    let lines: BTreeSet<usize> = refused.iter().filter_map(|defect| defect.line).collect();
    let sheet = sheet.with("not_written_lines", json!(lines));
    session.report(sheet, format)?;
    Err(Failure::Refused(refused))
}

/// A row that was refused alone.
fn refused_row(file: &str, line: usize, error: &DeskError) -> Defect {
    let Problem { problem, remedy } = reasons::of_row(error.code());
    Problem::new(problem, remedy).within(file).at_line(line)
}
