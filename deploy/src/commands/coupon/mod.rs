//! `chihosai coupon`: announce, fund, open, claim, pay, and where events stand.

mod claim;
mod funding;
pub mod holiday;
mod pay;
mod proof;
mod status;

use anyhow::Context;
use bond_abi::distributor::{Coupon, CouponDistributor, DistributorError};
use bond_client::{contracts, TraitCallBuilder};

use crate::arguments::{CouponCommand, OneEvent};
use crate::input::defect::Failure;
use crate::operate::sheet::amount;
use crate::operate::{payouts, Session, Sheet};
use crate::output::Format;

pub use funding::cash;

/// Runs a command.
pub fn run(command: CouponCommand, format: Format) -> Result<(), Failure> {
    match command {
        CouponCommand::Announce(one) => announce(&one, format),
        CouponCommand::Fund { one, from_reserve: true, .. } => funding::draw(&one, format),
        CouponCommand::Fund { one, yen, mint, from_reserve: false } => funding::fund(&one, yen, mint, format),
        CouponCommand::Deposit { one, yen, mint } => funding::deposit(&one, yen, mint, format),
        CouponCommand::Open(one) => open_event(&one, format),
        CouponCommand::Claim { order, event: Some(k), .. } => claim::one(&order, k, format),
        CouponCommand::Claim { order, event: None, .. } => claim::all(&order, format),
        CouponCommand::Pay { one, page } => pay::run(&one, page, format),
        CouponCommand::Status { record, event, csv, chain } => status::run(&record, event, csv, &chain, format),
        CouponCommand::Holiday { one, day, .. } => holiday::run(&one, day.as_deref(), format),
    }
}

/// Opens the series of an event, to sign.
pub fn open(one: &OneEvent) -> Result<Session, Failure> {
    Session::open_to_sign(&one.record, &one.chain, &one.sign)
}

/// An event that is announced.
///
/// # Errors
/// When it is not.
pub fn announced(session: &mut Session, k: u8) -> Result<Coupon, Failure> {
    let coupon = payouts::event(session, k)?;
    Ok(coupon.with_context(|| format!("event {k} is not announced: announce it first"))?)
}

/// Where an event stands, as lines.
pub fn standing(session: &mut Session, k: u8) -> Result<Sheet, Failure> {
    let sheet = Sheet::new().with("event", k);
    let Some(coupon) = payouts::event(session, k)? else { return Ok(sheet.with("state", "not announced")) };
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

// Helpers

/// Freezes the amounts of an event.
fn announce(one: &OneEvent, format: Format) -> Result<(), Failure> {
    let mut session = open(one)?;
    let mut distributor = contracts::distributor(session.distributor);
    session.send::<(), DistributorError>("announce", distributor.call_mut().announce(one.event))?;
    let sheet = standing(&mut session, one.event)?;
    session.report(sheet, format)
}

/// Opens an event for payment.
fn open_event(one: &OneEvent, format: Format) -> Result<(), Failure> {
    let mut session = open(one)?;
    let mut distributor = contracts::distributor(session.distributor);
    session.send::<(), DistributorError>("open", distributor.call_mut().open(one.event))?;
    let sheet = standing(&mut session, one.event)?;
    session.report(sheet, format)
}
