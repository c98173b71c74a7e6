//! `chihosai kyc suspend`, `reinstate`, `revoke`, `link`, `unlink`, `request`: one investor or one wallet.

use std::path::Path;

use anyhow::anyhow;
use bond_abi::desk::{DeskError, Investor, KycDesk, Mode, Refused};
use bond_abi::registry::Status;
use bond_abi::AccountId;
use bond_client::address::ss58;
use bond_client::{contracts, TraitCallBuilder};
use serde_json::{json, Value};

use super::book::in_use;
use super::open::{open, Act};
use crate::arguments::{DeskOptions, OneWallet};
use crate::input::defect::{Failure, Problem};
use crate::input::investors::status_name;
use crate::input::wallet::wallet;
use crate::input::whole_number;
use crate::operate::chain::Chain;
use crate::operate::{Session, Sheet, SignOptions};
use crate::output::Format;

/// Sets the status of a wallet's investor, and so of all wallets of that investor.
pub fn set_status(one: &OneWallet, status: Status, format: Format) -> Result<(), Failure> {
    let account = wallet(&one.wallet).map_err(|problem| problem.in_option("WALLET"))?;
    let mut session = open(&one.record, &one.desk, Act::Registrar(&one.sign))?;
    let (investor_id, investor) = owner(&mut session, account)?;
    let mut desk = contracts::desk(session.desk);
    let message = desk.call_mut().set_status(vec![investor_id], status, Mode::AllOrNothing);
    session.send::<Vec<Refused>, DeskError>("set_status", message)?;
    let sheet = Sheet::new()
        .with("wallet", one.wallet.as_str())
        .with("investor_id", investor_id)
        .with("status", status_name(status))
        .with("applies_to", "the investor, with all wallets")
        .with("wallets", addresses(&investor));
    session.report(sheet, format)
}

/// Links a wallet.
pub fn link(
    target: &Path,
    investor_id: u64,
    text: &str,
    options: &DeskOptions,
    sign: &SignOptions,
    format: Format,
) -> Result<(), Failure> {
    let account = wallet(text).map_err(|problem| problem.in_option("WALLET"))?;
    let mut session = open(target, options, Act::Registrar(sign))?;
    let mut desk = contracts::desk(session.desk);
    session.send::<(), DeskError>("link", desk.call_mut().link(investor_id, account))?;
    let sheet =
        Sheet::new().with("wallet", text).with("investor_id", investor_id).with("linked", !session.is_dry_run());
    session.report(sheet, format)
}

/// Takes a wallet out of use.
pub fn unlink(one: &OneWallet, dead: bool, format: Format) -> Result<(), Failure> {
    let account = wallet(&one.wallet).map_err(|problem| problem.in_option("WALLET"))?;
    let mut session = open(&one.record, &one.desk, Act::Registrar(&one.sign))?;
    let (investor_id, _) = owner(&mut session, account)?;
    let mut desk = contracts::desk(session.desk);
    session.send::<(), DeskError>("unlink", desk.call_mut().unlink(account, dead))?;
    let left = session.read(desk.call().investor(investor_id))?;
    let sheet = Sheet::new()
        .with("wallet", one.wallet.as_str())
        .with("investor_id", investor_id)
        .with("dead", dead)
        .with("wallets_left", left.as_ref().map(addresses).unwrap_or_default());
    session.report(sheet, format)
}

/// Asks for the signer's wallet to be linked, or withdraws the request.
pub fn request(
    target: &Path,
    text: &str,
    options: &DeskOptions,
    sign: &SignOptions,
    format: Format,
) -> Result<(), Failure> {
    let investor_id = match text {
        "none" => None,
        number => Some(whole_number(number).map_err(|problem| {
            Problem::new(problem.problem, "write the number that the registrar gave, or none").in_option("INVESTOR_ID")
        })?),
    };
    let mut session = open(target, options, Act::Wallet(sign))?;
    let mut desk = contracts::desk(session.desk);
    session.send::<(), DeskError>("request_link", desk.call_mut().request_link(investor_id))?;
    let wallet = ss58(session.signer()?);
    let next = match investor_id {
        Some(investor_id) => {
            json!(format!("the registrar confirms: chihosai kyc link RECORD.json {investor_id} {wallet}"))
        }
        None => Value::Null,
    };
    let sheet = Sheet::new().with("wallet", wallet).with("requested", investor_id).with("next", next);
    session.report(sheet, format)
}

// Helpers

/// In whose list a wallet stands; one that only asked to be there is in none.
fn owner<T: Chain>(session: &mut Session<T>, wallet: AccountId) -> Result<(u64, Investor), Failure> {
    let desk = contracts::desk(session.desk);
    let investor = match session.read(desk.call().explain(wallet))?.investor_id {
        Some(id) => session.read(desk.call().investor(id))?.map(|investor| (id, investor)),
        None => None,
    };
    investor.ok_or_else(|| {
        anyhow!("{} is refused: {}", ss58(wallet), crate::reasons::of_desk(&DeskError::WalletNotLinked)).into()
    })
}

fn addresses(investor: &Investor) -> Vec<String> {
    in_use(investor).into_iter().map(ss58).collect()
}
