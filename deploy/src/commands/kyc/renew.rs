//! `chihosai kyc renew`: investors who were identified again.

use std::path::Path;

use bond_abi::desk::{DeskError, KycDesk, Mode, Refused, MAX_IDS};
use bond_client::contracts::{self, Message};
use bond_client::TraitCallBuilder;

use super::book::Book;
use super::open::{open, Act};
use super::refused_rows;
use crate::arguments::DeskOptions;
use crate::input::defect::{Defect, Failure};
use crate::input::renewals::Renewed;
use crate::operate::batches::batches;
use crate::operate::{Sheet, SignOptions};
use crate::output::Format;

/// Sends the renewals of a file that are not in force yet.
pub fn run(
    target: &Path,
    file: &Path,
    options: &DeskOptions,
    sign: &SignOptions,
    format: Format,
) -> Result<(), Failure> {
    let renewals = crate::input::renewals(file)?;
    let mut session = open(target, options, Act::Registrar(sign))?;
    let book = Book::read(&mut session)?;
    // Attesting again what the present registrar has attested changes nothing.
    let is_in_force = |renewed: &&Renewed| {
        book.investor(renewed.renewal.investor_id).is_some_and(|known| {
            let record = &known.record;
            known.attested_by == known.registrar
                && (record.expiry_ms, record.evidence) == (renewed.renewal.expiry_ms, renewed.renewal.evidence)
        })
    };
    let (unchanged, due): (Vec<&Renewed>, Vec<&Renewed>) = renewals.iter().partition(is_in_force);
    let batches = batches(&due, MAX_IDS, |renewed| {
        book.investor(renewed.renewal.investor_id).map_or(0, |known| known.wallets.len())
    });
    let desk = contracts::desk(session.desk);
    let message = |batch: &&[&Renewed]| {
        let rows = batch.iter().map(|renewed| renewed.renewal).collect();
        Message::from(desk.clone().call_mut().renew(rows, Mode::EachRow))
    };
    let answers = session.send_all::<Vec<Refused>, DeskError>("renew", batches.iter().map(message).collect())?;
    let mut defects: Vec<Defect> = Vec::new();
    for (batch, answer) in batches.iter().zip(answers) {
        let line = |index: usize| batch.get(index).map(|renewed| renewed.line);
        defects.extend(refused_rows("the renewal", &file.display().to_string(), answer, line)?);
    }
    if !defects.is_empty() {
        return Err(Failure::Input(defects));
    }
    session.report(Sheet::new().with("renewed", due.len()).with("unchanged", unchanged.len()), format)
}
