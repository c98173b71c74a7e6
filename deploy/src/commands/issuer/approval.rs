//! `chihosai approval`: transfers that wait for the issuer (譲渡承認).

use bond_abi::office::{BondOffice, LockKind, OfficeError};
use bond_client::address::ss58;
use bond_client::contracts::{self, Message};
use bond_client::TraitCallBuilder;

use crate::arguments::{ApprovalCommand, Order};
use crate::commands::enforce::{open, report};
use crate::input::defect::Failure;
use crate::input::wallet::wallet;
use crate::operate::Sheet;
use crate::output::Format;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Withdrawn,
    Approved,
    Rejected,
}

/// Runs a command.
pub fn run(command: ApprovalCommand, format: Format) -> Result<(), Failure> {
    match command {
        ApprovalCommand::Request { order, to, units } => request(&order, &to, units, format),
        ApprovalCommand::Withdraw { order, number } => answer(&order, number, Answer::Withdrawn, format),
        ApprovalCommand::Approve { order, number } => answer(&order, number, Answer::Approved, format),
        ApprovalCommand::Reject { order, number } => answer(&order, number, Answer::Rejected, format),
    }
}

// Helpers

fn request(order: &Order, to: &str, units: u64, format: Format) -> Result<(), Failure> {
    let buyer = wallet(to).map_err(|problem| problem.in_option("--to"))?;
    let mut session = open(order)?;
    let signer = session.signer()?;
    let message = contracts::office(session.office).call_mut().request_transfer(buyer, units);
    let (number, _) = session.send::<u32, OfficeError>("request_transfer", message)?;
    // A dry run's number is the next one, which somebody else may get.
    let sheet = Sheet::new().with("request", number).with("from", ss58(signer)).with("to", to).with("units", units);
    report(&mut session, sheet, &[signer], format)
}

fn answer(order: &Order, number: u32, answer: Answer, format: Format) -> Result<(), Failure> {
    let mut session = open(order)?;
    let mut office = contracts::office(session.office);
    // Read before, for a request that is answered is gone.
    let lock = session.read(office.call().lock(number))?;
    let (what, message) = match answer {
        Answer::Withdrawn => ("withdraw_request", Message::from(office.call_mut().withdraw_request(number))),
        Answer::Approved => ("approve_request", Message::from(office.call_mut().approve_request(number))),
        Answer::Rejected => ("reject_request", Message::from(office.call_mut().reject_request(number))),
    };
    session.send::<(), OfficeError>(what, message)?;
    let mut sheet = Sheet::new().with("request", number).with("request_is", format!("{answer:?}").to_lowercase());
    let mut parties = Vec::new();
    if let Some(lock) = lock {
        sheet = sheet.with("from", ss58(lock.account)).with("units", lock.units);
        parties.push(lock.account);
        if let LockKind::Pending { to } = lock.kind {
            sheet = sheet.with("to", ss58(to));
            parties.push(to);
        }
    }
    report(&mut session, sheet, &parties, format)
}
