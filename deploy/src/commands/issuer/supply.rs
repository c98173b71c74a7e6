//! `chihosai buy-back`, `reopen`, `close-issue`: how many units there are.

use bond_abi::office::{BondOffice, OfficeError};
use bond_client::contracts;
use bond_client::TraitCallBuilder;

use crate::arguments::{Order, Paper};
use crate::commands::enforce::{document, hex, open, report};
use crate::input::defect::Failure;
use crate::operate::Sheet;
use crate::output::Format;

/// Cancels units of the signer, who is the issuer.
pub fn buy_back(order: &Order, units: u64, format: Format) -> Result<(), Failure> {
    let mut session = open(order)?;
    let mut office = contracts::office(session.office);
    session.send::<(), OfficeError>("buy_back", office.call_mut().buy_back(units))?;
    let (signer, status) = (session.signer()?, session.read(office.call().status())?);
    let sheet = Sheet::new()
        .with("bought_back_units", units)
        .with("cancelled_units", status.cancelled_units)
        .with("supply_units", status.supply_units);
    report(&mut session, sheet, &[signer], format)
}

/// Reopens the issue.
pub fn reopen(order: &Order, by: &Paper, format: Format) -> Result<(), Failure> {
    let document = document(by)?;
    let mut session = open(order)?;
    let mut office = contracts::office(session.office);
    session.send::<(), OfficeError>("reopen_issue", office.call_mut().reopen_issue(document))?;
    let status = session.read(office.call().status())?;
    let left_units = session.series.terms.authorised_units.saturating_sub(status.issued_units);
    let sheet = Sheet::new()
        .with("reopened", status.reopened)
        .with("issued_units", status.issued_units)
        .with("units_left_to_issue", left_units)
        .with("document_hash", hex(&document));
    session.report(sheet, format)
}

/// Closes the issue, or ends a reopening.
pub fn close(order: &Order, format: Format) -> Result<(), Failure> {
    let mut session = open(order)?;
    let mut office = contracts::office(session.office);
    session.send::<(), OfficeError>("close_issue", office.call_mut().close_issue())?;
    let status = session.read(office.call().status())?;
    let sheet = Sheet::new()
        .with("issued_units", status.issued_units)
        .with("supply_units", status.supply_units)
        .with("issue_closed", !session.is_dry_run());
    session.report(sheet, format)
}
