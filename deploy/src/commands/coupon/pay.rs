//! `chihosai coupon pay`: everybody who is not paid yet, page by page, and the proof that nobody was overlooked.

use std::collections::BTreeMap;

use anyhow::{anyhow, Context};
use bond_abi::distributor::{
    Coupon, CouponDistributor, CouponState, DistributorError, DistributorEvent, Marks, Outcome,
};
use bond_abi::{AccountId, MAX_PAGE};
use bond_client::contracts::{self, Message};
use bond_client::{RawEvent, TraitCallBuilder};
use scale::Decode;
use serde_json::json;

use super::proof::Proof;
use super::{announced, open, standing};
use crate::arguments::OneEvent;
use crate::input::defect::{Failure, Problem};
use crate::operate::payouts::{self, Holder};
use crate::operate::{Session, Sheet};
use crate::output::Format;
use crate::reasons::Explain;

/// Pays everybody who is not paid yet; with the last event this redeems the units. Whoever cannot be paid now is listed,
/// and running it again pays the rest.
pub fn run(one: &OneEvent, page: usize, format: Format) -> Result<(), Failure> {
    if !(1..=MAX_PAGE as usize).contains(&page) {
        return Err(Problem::new(format!("a page of {page}"), format!("write 1 to {MAX_PAGE}")).in_option("--page"));
    }
    let mut session = open(one)?;
    let k = one.event;
    let coupon = announced(&mut session, k)?;
    if coupon.state == CouponState::Announced {
        return Err(anyhow!("event {k} is not open: fund and open it first").into());
    }
    let unpaid = unpaid(&mut session, k, &coupon)?;
    let distributor = contracts::distributor(session.distributor);
    let message = |page| Message::from(distributor.clone().call_mut().pay_page(k, page));
    let pages = payouts::pages(&unpaid, page).into_iter().map(message).collect();
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
    session.at_last_block()?;
    let sheet = payments.sheet(standing(&mut session, k)?);
    let proof = match prove(&mut session, k) {
        Ok(proof) => proof,
        Err(failure) => {
            // What was sent is told all the same.
            session.report(sheet, format)?;
            return Err(failure);
        }
    };
    session.report(proof.sheet(sheet), format)?;
    if let Some(error) = refused {
        return Err(anyhow!("a page was refused: {}; run the command again, it goes on", error.explain()).into());
    }
    match session.is_dry_run() {
        true => Ok(()),
        false => proof.complete(k),
    }
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

/// The holders at the cutoff whom a page can still do something for: they are not paid, or their lapsed units are not
/// cancelled yet; and whether the office has to be asked about them.
fn unpaid(session: &mut Session, k: u8, coupon: &Coupon) -> Result<Vec<(AccountId, bool)>, Failure> {
    let mut unpaid = Vec::new();
    for Holder { account, is_directed, entitlement, .. } in payouts::holders(session, k, coupon)? {
        let is_left = match entitlement.outcome {
            Outcome::AlreadyPaid => false,
            Outcome::Lapsed => coupon.last && !payouts::has(payouts::marks(session, account)?.lapsed, k),
            _ => true,
        };
        if is_left {
            unpaid.push((account, is_directed));
        }
    }
    Ok(unpaid)
}

/// Recomputes from all holders what was paid, what waits and what nobody is due.
fn prove(session: &mut Session, k: u8) -> Result<Proof, Failure> {
    let coupon = announced(session, k)?;
    let mut holders = Vec::new();
    for holder in payouts::holders(session, k, &coupon)? {
        // Only of those who are not paid it matters whether it was tried.
        let marks = match holder.entitlement.outcome {
            Outcome::AlreadyPaid | Outcome::Lapsed => Marks::default(),
            _ => payouts::marks(session, holder.account)?,
        };
        holders.push((holder, marks));
    }
    Proof::of(k, &coupon, &holders)
}
