//! `chihosai kyc`: the investors of the registry.

use std::path::Path;

use anyhow::anyhow;
use bond_abi::registry::{KycRegistry, Profile, RegistryError};
use bond_abi::{AccountId, MAX_PAGE};
use bond_client::contracts::{self, Message};
use bond_client::TraitCallBuilder;
use serde_json::json;

use crate::input::defect::{Defect, Failure, Problem};
use crate::input::investors::Investor;
use crate::input::wallet::wallet;
use crate::operate::{ChainOptions, Session, Sheet, SignOptions};
use crate::output::{progress_bar, Format};
use crate::reasons::{self, Explain};

/// What to do with one wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// On hold.
    Suspend,
    /// Active again.
    Reinstate,
    /// The relationship ends.
    Revoke,
}

/// Registers the investors of a file who are not registered yet. A wallet whose record differs is a defect, unless
/// `update` is set; running it again changes nothing.
pub fn import(
    path: &Path,
    file: &Path,
    update: bool,
    chain: &ChainOptions,
    sign: &SignOptions,
    format: Format,
) -> Result<(), Failure> {
    let mut session = Session::open_to_sign(path, chain, sign)?;
    let investors = crate::input::investors(file, &session.series)?;
    let mut new: Vec<&Investor> = Vec::new();
    let mut changed: Vec<&Investor> = Vec::new();
    let bar = progress_bar(investors.len());
    bar.set_message("comparing with the registry");
    for investor in &investors {
        match profile(&mut session, investor.wallet)? {
            None => new.push(investor),
            Some(profile) if is_as_written(&profile, investor) => {}
            Some(_) => changed.push(investor),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if !changed.is_empty() && !update {
        let defect = |investor: &&Investor| {
            Problem::new(
                "the wallet is registered with another record",
                "correct the row, or add --update to replace the record",
            )
            .within(&file.display().to_string())
            .at_line(investor.line)
            .in_column("wallet")
        };
        return Err(Failure::Input(changed.iter().map(defect).collect()));
    }
    let registry = contracts::registry(session.registry);
    let pages: Vec<&[&Investor]> = new.chunks(MAX_PAGE as usize).collect();
    let message = |page: &&[&Investor]| {
        let rows = page.iter().map(|investor| (investor.wallet, investor.record)).collect();
        Message::from(registry.clone().call_mut().register_batch(rows))
    };
    let answers = session.send_all::<(), RegistryError>("register", pages.iter().map(message).collect())?;
    let mut defects = Vec::new();
    for (page, (answer, _)) in pages.iter().zip(answers) {
        defects.extend(answer.err().map(|error| refusal(file, page, &error)).transpose()?);
    }
    let message =
        |investor: &&Investor| Message::from(registry.clone().call_mut().update(investor.wallet, investor.record));
    let answers = session.send_all::<(), RegistryError>("update", changed.iter().map(message).collect())?;
    for (investor, (answer, _)) in changed.iter().zip(answers) {
        if let Err(error) = answer {
            defects.push(row_defect(file, investor, &error.explain()));
        }
    }
    if !defects.is_empty() {
        return Err(Failure::Input(defects));
    }
    let sheet = Sheet::new()
        .with("registered", new.len())
        .with("updated", changed.len())
        .with("unchanged", investors.len() - new.len() - changed.len());
    session.report(sheet, format)
}

/// Prints what the registry says about a wallet.
pub fn show(path: &Path, text: &str, chain: &ChainOptions, format: Format) -> Result<(), Failure> {
    let account = wallet(text).map_err(|problem| problem.in_option("WALLET"))?;
    let mut session = Session::open(path, chain)?;
    let sheet = Sheet::new().with("wallet", text);
    let Some(profile) = profile(&mut session, account)? else {
        return sheet.with("registered", false).print(format);
    };
    sheet
        .with("registered", true)
        .with("investor_id", profile.investor_id)
        .with("status", format!("{:?}", profile.status))
        .with("class", format!("{:?}", profile.class))
        .with("residence", json!({ "country": profile.residence.country, "area": profile.residence.area }))
        .with("tax_class", format!("{:?}", profile.tax_class))
        .with("expiry_ms", profile.expiry_ms)
        .print(format)
}

/// Changes the standing of a wallet.
pub fn set_standing(
    path: &Path,
    text: &str,
    standing: Standing,
    chain: &ChainOptions,
    sign: &SignOptions,
    format: Format,
) -> Result<(), Failure> {
    let account = wallet(text).map_err(|problem| problem.in_option("WALLET"))?;
    let mut session = Session::open_to_sign(path, chain, sign)?;
    let mut registry = contracts::registry(session.registry);
    let (what, message) = match standing {
        Standing::Suspend => ("suspend", Message::from(registry.call_mut().suspend(account))),
        Standing::Reinstate => ("reinstate", Message::from(registry.call_mut().reinstate(account))),
        Standing::Revoke => ("revoke", Message::from(registry.call_mut().revoke(account))),
    };
    session.send::<(), RegistryError>(what, message)?;
    session.report(Sheet::new().with("wallet", text).with("done", what), format)
}

// Helpers

fn profile(session: &mut Session, account: AccountId) -> Result<Option<Profile>, Failure> {
    let registry = contracts::registry(session.registry);
    session.read(registry.call().profile(account))
}

/// Whether the registry says what the row says. The basis of an exemption is not part of the profile.
fn is_as_written(profile: &Profile, investor: &Investor) -> bool {
    let record = &investor.record;
    (profile.investor_id, profile.expiry_ms, profile.residence, profile.class, profile.tax_class)
        == (record.investor_id, record.expiry_ms, record.residence, record.class, record.tax_class)
}

fn refusal(file: &Path, page: &[&Investor], error: &RegistryError) -> Result<Defect, Failure> {
    if let RegistryError::Row { index, code } = error {
        if let Some(investor) = page.get(*index as usize) {
            return Ok(row_defect(file, investor, &format!("error {code}, see docs/errors.md")));
        }
    }
    Err(anyhow!("registration was refused: {}", reasons::of_registration(error)).into())
}

fn row_defect(file: &Path, investor: &Investor, reason: &str) -> Defect {
    Problem::new(format!("the registry refused it: {reason}"), "correct the row and run the command again: it goes on")
        .within(&file.display().to_string())
        .at_line(investor.line)
}
