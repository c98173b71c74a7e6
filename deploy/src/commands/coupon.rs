//! `chihosai coupon`: announce, fund, open, claim, pay.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{anyhow, Context};
use bond_abi::distributor::{Coupon, CouponDistributor, CouponState, DistributorError, DistributorEvent, Outcome};
use bond_abi::psp22::PSP22Error;
use bond_abi::yen::{YenError, YenToken};
use bond_abi::{AccountId, MAX_PAGE};
use bond_client::contracts::{self, Message, Psp22};
use bond_client::{RawEvent, TraitCallBuilder};
use scale::Decode;
use serde_json::json;

use crate::input::defect::{Failure, Problem};
use crate::operate::sheet::amount;
use crate::operate::{register, ChainOptions, Session, Sheet, SignOptions};
use crate::output::{progress_bar, Format};
use crate::reasons::Explain;

/// How an event is funded.
#[derive(Clone, Copy, Debug)]
pub struct Funding {
    /// Amount; without it, whatever is missing.
    pub yen: Option<u128>,
    /// Whether the signer makes the test yen first.
    pub mint: bool,
}

/// Freezes the amounts of an event.
pub fn announce(path: &Path, k: u8, chain: &ChainOptions, sign: &SignOptions, format: Format) -> Result<(), Failure> {
    let mut session = Session::open_to_sign(path, chain, sign)?;
    let mut distributor = contracts::distributor(session.distributor);
    session.send::<(), DistributorError>("announce", distributor.call_mut().announce(k))?;
    let sheet = standing(&mut session, k)?;
    session.report(sheet, format)
}

/// Brings money in: approves it for the distributor, if need be, and lets it take it.
pub fn fund(
    path: &Path,
    k: u8,
    funding: Funding,
    chain: &ChainOptions,
    sign: &SignOptions,
    format: Format,
) -> Result<(), Failure> {
    let mut session = Session::open_to_sign(path, chain, sign)?;
    let coupon = coupon(&mut session, k)?.with_context(|| format!("event {k} is not announced: announce it first"))?;
    let missing_yen = coupon.required_yen.saturating_sub(coupon.funded_yen);
    let yen = funding.yen.unwrap_or(missing_yen);
    if yen > 0 {
        bring_in(&mut session, k, yen, funding.mint)?;
    }
    let sheet = standing(&mut session, k)?.with("brought_in_yen", amount(yen));
    session.report(sheet, format)
}

/// Opens an event for payment.
pub fn open(path: &Path, k: u8, chain: &ChainOptions, sign: &SignOptions, format: Format) -> Result<(), Failure> {
    let mut session = Session::open_to_sign(path, chain, sign)?;
    let mut distributor = contracts::distributor(session.distributor);
    session.send::<(), DistributorError>("open", distributor.call_mut().open(k))?;
    let sheet = standing(&mut session, k)?;
    session.report(sheet, format)
}

/// Collects what the signer is due.
pub fn claim(path: &Path, k: u8, chain: &ChainOptions, sign: &SignOptions, format: Format) -> Result<(), Failure> {
    let mut session = Session::open_to_sign(path, chain, sign)?;
    let mut distributor = contracts::distributor(session.distributor);
    let (quote, _) = session.send::<_, DistributorError>("claim", distributor.call_mut().claim(k))?;
    let sheet = Sheet::new()
        .with("event", k)
        .with("units", quote.units)
        .with("gross_yen", amount(quote.gross_yen))
        .with("national_tax_yen", amount(quote.national_tax_yen))
        .with("local_tax_yen", amount(quote.local_tax_yen))
        .with("net_yen", amount(quote.net_yen))
        .with("principal_yen", amount(quote.principal_yen));
    session.report(sheet, format)
}

/// Pays everybody who is not paid yet, page by page; with the last event this redeems the units. Whoever cannot be paid
/// now is listed, and running it again pays the rest.
pub fn pay(
    path: &Path,
    k: u8,
    page: usize,
    chain: &ChainOptions,
    sign: &SignOptions,
    format: Format,
) -> Result<(), Failure> {
    if !(1..=MAX_PAGE as usize).contains(&page) {
        return Err(Problem::new(format!("a page of {page}"), format!("write 1 to {MAX_PAGE}")).in_option("--page"));
    }
    let mut session = Session::open_to_sign(path, chain, sign)?;
    let coupon = coupon(&mut session, k)?.with_context(|| format!("event {k} is not announced: announce it first"))?;
    if coupon.state == CouponState::Announced {
        return Err(anyhow!("event {k} is not open: fund and open it first").into());
    }
    let unpaid = unpaid(&mut session, k, coupon.supply_units)?;
    let distributor = contracts::distributor(session.distributor);
    let message = |page: &[AccountId]| Message::from(distributor.clone().call_mut().pay_page(k, page.to_vec()));
    let pages = unpaid.chunks(page).map(message).collect();
    let answers = session.send_all::<Vec<Outcome>, DistributorError>("pay_page", pages)?;
    let mut payments = Payments::default();
    let mut refused = None;
    for (answer, events) in answers {
        match answer {
            // Only what was emitted was done: the answer is that of the dry run.
            Ok(_) => payments.add(&events, session.distributor)?,
            Err(error) => refused = Some(error),
        }
    }
    let sheet = payments.sheet(standing(&mut session, k)?);
    session.report(sheet, format)?;
    match refused {
        None => Ok(()),
        Some(error) => {
            Err(anyhow!("a page was refused: {}; run the command again, it goes on", error.explain()).into())
        }
    }
}

/// Where an event stands, as lines.
pub fn standing(session: &mut Session, k: u8) -> Result<Sheet, Failure> {
    let sheet = Sheet::new().with("event", k);
    let Some(coupon) = coupon(session, k)? else { return Ok(sheet.with("state", "not announced")) };
    Ok(sheet
        .with("state", format!("{:?}", coupon.state))
        .with("units", coupon.supply_units)
        .with("required_yen", amount(coupon.required_yen))
        .with("funded_yen", amount(coupon.funded_yen))
        .with("paid_payees", coupon.paid.payees)
        .with("gross_yen", amount(coupon.paid.gross_yen))
        .with("national_tax_yen", amount(coupon.paid.national_tax_yen))
        .with("local_tax_yen", amount(coupon.paid.local_tax_yen))
        .with("net_yen", amount(coupon.paid.net_yen))
        .with("principal_yen", amount(coupon.paid.principal_yen))
        .with("reserved_yen", amount(coupon.reserved_yen)))
}

/// An announced event.
pub fn coupon(session: &mut Session, k: u8) -> Result<Option<Coupon>, Failure> {
    let distributor = contracts::distributor(session.distributor);
    session.read(distributor.call().event(k))
}

// Helpers

/// What the distributor's events say was paid.
#[derive(Default)]
struct Payments {
    paid: u64,
    reserved: BTreeMap<String, String>,
}

impl Payments {
    fn add(&mut self, events: &[RawEvent], distributor: AccountId) -> Result<(), Failure> {
        for event in events.iter().filter(|event| event.contract == distributor) {
            match DistributorEvent::decode(&mut &*event.data).context("an event of the distributor")? {
                DistributorEvent::CouponPaid { .. } => self.paid += 1,
                DistributorEvent::PaymentReserved { account, outcome, .. } => {
                    self.reserved.insert(bond_client::address::ss58(account), format!("{outcome:?}"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn sheet(&self, sheet: Sheet) -> Sheet {
        let row = |(account, outcome): (&String, &String)| json!({ "account": account, "outcome": outcome });
        sheet.with("paid_now", self.paid).with("reserved_now", json!(self.reserved.iter().map(row).collect::<Vec<_>>()))
    }
}

fn bring_in(session: &mut Session, k: u8, yen: u128, mint: bool) -> Result<(), Failure> {
    let signer = session.signer()?;
    let psp22 = Psp22(session.payment_token);
    let held_yen = session.yen_of(signer)?;
    if mint && held_yen < yen {
        if !session.client.transport().chain().kind.is_development() {
            return Err(
                Problem::new("this is no development chain", "buy the payment token instead").in_option("--mint")
            );
        }
        let mut test_yen = contracts::yen(session.payment_token);
        session.send::<(), YenError>("mint", test_yen.call_mut().mint(signer, yen - held_yen))?;
    }
    let allowed_yen: u128 = session.read(psp22.allowance(signer, session.distributor))?;
    if allowed_yen < yen {
        session.send::<(), PSP22Error>("approve", psp22.increase_allowance(session.distributor, yen - allowed_yen))?;
    }
    // A dry run cannot see the money and the approval that it did not make.
    if !session.is_dry_run() || (held_yen >= yen && allowed_yen >= yen) {
        let mut distributor = contracts::distributor(session.distributor);
        session.send::<(), DistributorError>("fund", distributor.call_mut().fund(k, yen))?;
    }
    Ok(())
}

/// The holders at the cutoff who are not paid yet.
fn unpaid(session: &mut Session, k: u8, supply_units: u64) -> Result<Vec<AccountId>, Failure> {
    let accounts: Vec<AccountId> = register::holders_ever(session)?.into_iter().map(|(account, _)| account).collect();
    let units = register::units_at(session, &accounts, k)?;
    register::add_up("the record date", units.iter().copied().map(u128::from).sum(), supply_units.into())?;
    let holders: Vec<AccountId> =
        accounts.into_iter().zip(units).filter(|(_, units)| *units > 0).map(|(account, _)| account).collect();
    let bar = progress_bar(holders.len());
    bar.set_message("who is not paid yet");
    let distributor = contracts::distributor(session.distributor);
    let mut unpaid = Vec::new();
    for account in holders {
        if !session.read(distributor.call().is_paid(account, k))? {
            unpaid.push(account);
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(unpaid)
}
