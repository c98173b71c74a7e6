//! Escrow (供託): seized claims, and the move of a holder's seizures from one to another.

use bond_abi::office::{BondOffice, OfficeError, Seizure};
use bond_client::{contracts, TraitCallBuilder};

use super::grounds::{grounds, Case};
use super::units::{hex, open, report, with_hash, Seized};
use crate::arguments::{Grounds, Order};
use crate::input::defect::Failure;
use crate::input::wallet::wallet;
use crate::operate::Sheet;
use crate::output::Format;

/// Seizes what an account earned with an event.
pub fn seize_claim(
    order: &Order,
    (account, event, units): (&str, u8, u64),
    seized: Seized<'_>,
    rest_on: &Grounds,
    format: Format,
) -> Result<(), Failure> {
    let account_id = wallet(account).map_err(|problem| problem.in_option("ACCOUNT"))?;
    let escrow = wallet(seized.escrow).map_err(|problem| problem.in_option("--escrow"))?;
    let grounds = grounds(rest_on)?;
    let mut session = open(order)?;
    let Case { reference, salt } = seized.case;
    let seizure = Seizure { case_reference: reference, escrow };
    let message = contracts::office(session.office).call_mut().seize_claim(account_id, event, units, seizure, grounds);
    let (number, _) = session.send::<u32, OfficeError>("seize_claim", message)?;
    let sheet = Sheet::new()
        .with("lock", number)
        .with("account", account)
        .with("event", event)
        .with("units", units)
        .with("case_reference", hex(&reference))
        .with("salt", hex(&salt))
        .with("escrow", seized.escrow);
    report(&mut session, with_hash(sheet, &grounds.document), &[account_id], format)
}

/// Sends the money of all seizures of an account elsewhere.
pub fn change(
    order: &Order,
    (account, escrow): (&str, &str),
    rest_on: &Grounds,
    format: Format,
) -> Result<(), Failure> {
    let account_id = wallet(account).map_err(|problem| problem.in_option("ACCOUNT"))?;
    let escrow_id = wallet(escrow).map_err(|problem| problem.in_option("--escrow"))?;
    let grounds = grounds(rest_on)?;
    let mut session = open(order)?;
    let message = contracts::office(session.office).call_mut().change_escrow(account_id, escrow_id, grounds);
    session.send::<(), OfficeError>("change_escrow", message)?;
    let sheet = Sheet::new().with("account", account).with("escrow", escrow);
    report(&mut session, with_hash(sheet, &grounds.document), &[account_id], format)
}
