//! `chihosai treasury`: where the distributor's money stands; surplus and lapsed money go back to the issuer; the admin
//! says where money can go.

use std::path::Path;

use bond_abi::agent::{AgentError, CashAccounts, PayingAgent};
use bond_abi::distributor::{Cash, CouponDistributor, CouponState, DistributorError, Outcome};
use bond_abi::MAX_PAGE;
use bond_client::address::ss58;
use bond_client::{contracts, TraitCallBuilder, Transport};

use super::agent_status;
use super::pending::waiting;
use crate::arguments::{OneEvent, Order, Paper};
use crate::commands::coupon::{cash, open, standing};
use crate::commands::enforce::{self, document, hex};
use crate::commands::report;
use crate::input::defect::{Failure, Problem};
use crate::input::network::hash;
use crate::input::wallet::wallet;
use crate::operate::sheet::amount;
use crate::operate::{payment_code, payouts, ChainOptions, Session, Sheet};
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

/// Takes what is left of an event out to the treasury, and ends it. What waits for holders who are on hold stays; the
/// distributor knows of those whom it was shown, so they are shown to it first.
pub fn reclaim(one: &OneEvent, by: &Paper, format: Format) -> Result<(), Failure> {
    let document = document(by)?;
    let mut session = open(one)?;
    let account = agent_status(&mut session)?.accounts.treasury;
    show_holders_on_hold(&mut session, one.event)?;
    let message = contracts::agent(session.agent).call_mut().reclaim(one.event, document);
    let (yen, _) = session.send::<u128, AgentError>("reclaim", message)?;
    let sheet = standing(&mut session, one.event)?
        .with("reclaimed_yen", amount(yen))
        .with("held_yen", amount(payouts::event(&mut session, one.event)?.map_or(0, |coupon| coupon.held_yen)))
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
        .with("old_treasury", ss58(old.treasury))
        .with("pending", waiting(&mut session)?);
    session.report(sheet, format)
}

/// Prints what the distributor has and owes, where money can go, and the code of the payment token.
pub fn status(path: &Path, chain: &ChainOptions, format: Format) -> Result<(), Failure> {
    let (mut session, about) = report::open(path, chain)?;
    let cash = cash(&mut session)?;
    let accounts = agent_status(&mut session)?.accounts;
    let pending = waiting(&mut session)?;
    let payment_token = session.payment_token;
    let code = session.client.transport().code_hash(payment_token).map_err(anyhow::Error::from)?;
    money(about, &cash, code)
        .with("tax_account", ss58(accounts.tax))
        .with("treasury", ss58(accounts.treasury))
        .with("payment_token", ss58(payment_token))
        .with("pending", pending)
        .print(format)
}

/// Accepts the code of the payment token.
pub fn accept_code(order: &Order, code_hash: &str, format: Format) -> Result<(), Failure> {
    let code_hash = hash(code_hash).map_err(|problem| problem.in_option("--code-hash"))?;
    let mut session = enforce::open(order)?;
    let found = payment_code::look(session.client.transport(), code_hash)?;
    payment_code::require_whole(session.payment_token, found).map_err(|problem| problem.in_option("--code-hash"))?;
    let message = contracts::agent(session.agent).call_mut().accept_payment_code(code_hash);
    session.send::<(), AgentError>("accept_payment_code", message)?;
    let sheet = Sheet::new()
        .with("payment_token", ss58(session.payment_token))
        .with("accepted_code", hex(&code_hash))
        .with("pending", waiting(&mut session)?);
    session.report(sheet, format)
}

// Helpers

/// Lets a page try the holders of an open event who are on hold: what is reserved for them then does not lapse.
fn show_holders_on_hold(session: &mut Session, k: u8) -> Result<(), Failure> {
    let Some(coupon) = payouts::event(session, k)?.filter(|coupon| coupon.state == CouponState::Open) else {
        return Ok(());
    };
    let holders = payouts::holders(session, k, &coupon)?.into_iter();
    let on_hold = holders.filter(|holder| holder.entitlement.outcome == Outcome::Suspended);
    let on_hold: Vec<_> = on_hold.map(|holder| (holder.account, holder.is_directed)).collect();
    let distributor = contracts::distributor(session.distributor);
    for page in payouts::pages(&on_hold, MAX_PAGE as usize) {
        let message = distributor.clone().call_mut().pay_page(k, page);
        session.send::<Vec<Outcome>, DistributorError>("pay_page", message)?;
    }
    Ok(())
}

/// The money, and beside the code that was accepted the one that the payment token has now: what `accept-code` asks for.
fn money(sheet: Sheet, cash: &Cash, code: Option<[u8; 32]>) -> Sheet {
    sheet
        .with("yen_in_distributor", amount(cash.balance_yen))
        .with("owed_yen", amount(cash.owed_yen))
        .with("reserve_yen", amount(cash.reserve_yen))
        .with("surplus_yen", amount(cash.surplus_yen))
        .with("accepted_code", hex(&cash.payment_code))
        .with("code_now", code.as_ref().map(hex))
        .with("code_is_accepted", code == Some(cash.payment_code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_was_not_accepted_stands_beside_the_one_that_was() {
        let cash =
            Cash { balance_yen: 1_500, owed_yen: 1_200, reserve_yen: 200, surplus_yen: 300, payment_code: [0xab; 32] };
        let text = money(Sheet::new(), &cash, Some([0xcd; 32])).text();
        for line in ["yen in distributor: 1,500", "owed yen: 1,200", "reserve yen: 200", "surplus yen: 300"] {
            assert!(text.lines().any(|found| found == line), "{line}: {text}");
        }
        assert!(text.contains(&format!("accepted code: 0x{}", "ab".repeat(32))), "{text}");
        assert!(text.contains(&format!("code now: 0x{}", "cd".repeat(32))), "{text}");
        let accepted = |code| money(Sheet::new(), &cash, code).text().ends_with("code is accepted: true");
        assert!(accepted(Some([0xab; 32])));
        assert!(!accepted(Some([0xcd; 32])) && !accepted(None));
    }
}
