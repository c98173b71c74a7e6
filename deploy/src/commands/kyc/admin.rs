//! `chihosai kyc accredit`, `rekey`, `reassign`, `pause`, `unpause`: who edits, and whether.

use std::path::Path;

use anyhow::anyhow;
use bond_abi::desk::{DeskError, KycDesk, Mode, Refused, MAX_IDS};
use bond_abi::AccountId;
use bond_client::address::ss58;
use bond_client::contracts::{self, Message};
use bond_client::TraitCallBuilder;

use super::book::{registrars, Book};
use super::list::last_day;
use super::open::{open, Act};
use crate::arguments::{DeskOptions, Switch};
use crate::input::defect::{Failure, Problem};
use crate::input::investors::exclusive_end_ms;
use crate::input::wallet::wallet;
use crate::operate::batches::batches;
use crate::operate::{Sheet, SignOptions};
use crate::output::Format;
use crate::reasons::Explain;

/// Accredits a registrar, or sets the end of an accreditation.
pub fn accredit(
    target: &Path,
    (text, until): (&str, Option<&str>),
    options: &DeskOptions,
    sign: &SignOptions,
    format: Format,
) -> Result<(), Failure> {
    let account = wallet(text).map_err(|problem| problem.in_option("ACCOUNT"))?;
    let until_ms = until.map(exclusive_end_ms).transpose().map_err(|problem| problem.in_option("--until"))?;
    let mut session = open(target, options, Act::Admin(sign))?;
    let mut desk = contracts::desk(session.desk);
    session.send::<(), DeskError>("accredit", desk.call_mut().accredit(account, until_ms))?;
    let registrars = registrars(&mut session)?;
    let known = registrars.iter().enumerate().find(|(_, registrar)| registrar.account == account);
    let sheet = Sheet::new()
        .with("registrar", text)
        .with("number", known.map(|(number, _)| number))
        .with("until", last_day(until_ms.unwrap_or(u64::MAX)))
        .with("investors", known.map_or(0, |(_, registrar)| registrar.investors));
    session.report(sheet, format)
}

/// Lets a registrar sign with another account.
pub fn rekey(
    target: &Path,
    (old_text, new_text): (&str, &str),
    options: &DeskOptions,
    sign: &SignOptions,
    format: Format,
) -> Result<(), Failure> {
    let old = wallet(old_text).map_err(|problem| problem.in_option("OLD"))?;
    let new = wallet(new_text).map_err(|problem| problem.in_option("NEW"))?;
    let mut session = open(target, options, Act::Admin(sign))?;
    let mut desk = contracts::desk(session.desk);
    session.send::<(), DeskError>("rekey", desk.call_mut().rekey(old, new))?;
    session.report(Sheet::new().with("old", old_text).with("new", new_text), format)
}

/// Gives all investors of a registrar to another one. Running it again goes on.
pub fn reassign(
    target: &Path,
    (from, to): (&str, &str),
    options: &DeskOptions,
    sign: &SignOptions,
    format: Format,
) -> Result<(), Failure> {
    let account = |text: &str, option: &str| wallet(text).map_err(|problem| problem.in_option(option));
    let (old, new) = (account(from, "--from")?, account(to, "--to")?);
    let mut session = open(target, options, Act::Admin(sign))?;
    let registrars = registrars(&mut session)?;
    let number = |account: AccountId, option: &str| {
        let place = registrars.iter().position(|registrar| registrar.account == account);
        place.and_then(|place| u16::try_from(place).ok()).ok_or_else(|| {
            let problem = Problem::new(
                format!("{} is no registrar", ss58(account)),
                "name a registrar's account; kyc accredit makes one",
            );
            problem.in_option(option)
        })
    };
    let (old, _) = (number(old, "--from")?, number(new, "--to")?);
    let book = Book::read(&mut session)?;
    let ids: Vec<u64> =
        book.investors.iter().filter(|(_, investor)| investor.registrar == old).map(|(id, _)| *id).collect();
    let desk = contracts::desk(session.desk);
    let message =
        |batch: &&[u64]| Message::from(desk.clone().call_mut().reassign(batch.to_vec(), new, Mode::AllOrNothing));
    // The registry is told nothing, so that wallets do not count.
    let messages = batches(&ids, MAX_IDS, |_| 0).iter().map(message).collect();
    for (answer, _) in session.send_all::<Vec<Refused>, DeskError>("reassign", messages)? {
        answer.map_err(|error| {
            anyhow!("a reassignment was refused: {}; run the command again, it goes on", error.explain())
        })?;
    }
    let sheet = Sheet::new().with("from", from).with("to", to).with("reassigned", ids.len());
    session.report(sheet, format)
}

/// Stops or resumes edits.
pub fn pause(switch: &Switch, stop: bool, format: Format) -> Result<(), Failure> {
    let mut session = open(&switch.record, &switch.desk, Act::Pauser(&switch.sign))?;
    let mut desk = contracts::desk(session.desk);
    match stop {
        true => session.send::<(), DeskError>("pause", desk.call_mut().pause())?,
        false => session.send::<(), DeskError>("unpause", desk.call_mut().unpause())?,
    };
    session.report(Sheet::new().with("edits", if stop { "stopped" } else { "resumed" }), format)
}
