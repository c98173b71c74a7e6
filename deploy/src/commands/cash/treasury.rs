//! `chihosai treasury`: surplus and lapsed money go back to the issuer; the admin says where money can go.

use bond_abi::agent::{AgentError, CashAccounts, PayingAgent};
use bond_client::address::ss58;
use bond_client::{contracts, TraitCallBuilder};

use super::agent_status;
use crate::arguments::{OneEvent, Order, Paper};
use crate::commands::coupon::{cash, standing};
use crate::commands::enforce::{self, document, hex};
use crate::input::defect::{Failure, Problem};
use crate::input::network::hash;
use crate::input::wallet::wallet;
use crate::operate::sheet::amount;
use crate::operate::{Session, Sheet};
use crate::output::Format;

/// Takes surplus out to the treasury: all there is, if the amount is not named.
pub fn surplus(order: &Order, yen: Option<u128>, format: Format) -> Result<(), Failure> {
    let mut session = enforce::open(order)?;
    let yen = match yen {
        Some(yen) => yen,
        None => cash(&mut session)?.surplus_yen,
    };
    if yen == 0 {
        let remedy = "there is nothing to take: the distributor owes all it has to holders and to the tax office";
        return Err(Problem::new("there is no surplus", remedy).in_option("--yen"));
    }
    let account = agent_status(&mut session)?.accounts.treasury;
    let message = contracts::agent(session.agent).call_mut().withdraw_surplus(yen);
    session.send::<(), AgentError>("withdraw_surplus", message)?;
    let left = cash(&mut session)?;
    let sheet = Sheet::new()
        .with("withdrawn_yen", amount(yen))
        .with("to", ss58(account))
        .with("yen_in_distributor", amount(left.balance_yen))
        .with("owed_yen", amount(left.owed_yen))
        .with("surplus_yen", amount(left.surplus_yen));
    session.report(sheet, format)
}

/// Takes what is left of an event out to the treasury, and ends it.
pub fn reclaim(one: &OneEvent, by: &Paper, format: Format) -> Result<(), Failure> {
    let document = document(by)?;
    let mut session = Session::open_to_sign(&one.record, &one.chain, &one.sign)?;
    let account = agent_status(&mut session)?.accounts.treasury;
    let message = contracts::agent(session.agent).call_mut().reclaim(one.event, document);
    let (yen, _) = session.send::<u128, AgentError>("reclaim", message)?;
    let sheet = standing(&mut session, one.event)?
        .with("reclaimed_yen", amount(yen))
        .with("to", ss58(account))
        .with("document_hash", hex(&document));
    session.report(sheet, format)
}

/// Says where money can go.
pub fn accounts(order: &Order, tax: Option<&str>, treasury: Option<&str>, format: Format) -> Result<(), Failure> {
    let named = |text: Option<&str>, option: &str| {
        text.map(|text| wallet(text).map_err(|problem| problem.in_option(option))).transpose()
    };
    let (tax, treasury) = (named(tax, "--tax")?, named(treasury, "--treasury")?);
    let mut session = enforce::open(order)?;
    let old = agent_status(&mut session)?.accounts;
    let new = CashAccounts { tax: tax.unwrap_or(old.tax), treasury: treasury.unwrap_or(old.treasury) };
    let message = contracts::agent(session.agent).call_mut().set_accounts(new);
    session.send::<(), AgentError>("set_accounts", message)?;
    let sheet = Sheet::new()
        .with("tax_account", ss58(new.tax))
        .with("treasury", ss58(new.treasury))
        .with("old_tax_account", ss58(old.tax))
        .with("old_treasury", ss58(old.treasury));
    session.report(sheet, format)
}

/// Accepts the code of the payment token.
pub fn accept_code(order: &Order, code_hash: &str, format: Format) -> Result<(), Failure> {
    let code_hash = hash(code_hash).map_err(|problem| problem.in_option("--code-hash"))?;
    let mut session = enforce::open(order)?;
    let message = contracts::agent(session.agent).call_mut().accept_payment_code(code_hash);
    session.send::<(), AgentError>("accept_payment_code", message)?;
    let sheet = Sheet::new().with("payment_token", ss58(session.payment_token)).with("accepted_code", hex(&code_hash));
    session.report(sheet, format)
}
