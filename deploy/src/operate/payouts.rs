//! What holders are due for an event, page by page from the distributor, and who was paid.

use std::collections::BTreeMap;

use anyhow::{anyhow, Context};
use bond_abi::distributor::{Coupon, CouponDistributor, Entitlement, Marks, MAX_EVENTS_PAGE};
use bond_abi::office::BondOffice;
use bond_abi::{AccountId, MAX_PAGE};
use bond_client::{contracts, TraitCallBuilder};
use bond_math::gross_yen_floor;

use super::{register, Session};
use crate::input::defect::Failure;
use crate::output::progress_bar;
use crate::reasons::Explain;

/// A holder at a record date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The wallet that held the units.
    pub account: AccountId,
    /// What it is due, and what a payment now would come to.
    pub entitlement: Entitlement,
    /// Interest before tax and principal, computed from the units: known also without a tax class.
    pub due_yen: u128,
}

// Queries

/// An announced event.
pub fn event(session: &mut Session, k: u8) -> Result<Option<Coupon>, Failure> {
    let distributor = contracts::distributor(session.distributor);
    session.read(distributor.call().event(k))
}

/// Every announced event with its number.
pub fn events(session: &mut Session) -> Result<Vec<(u8, Coupon)>, Failure> {
    let last = session.read(contracts::office(session.office).call().status())?.events;
    let distributor = contracts::distributor(session.distributor);
    let mut events = BTreeMap::new();
    for start in (0..last).step_by(usize::from(MAX_EVENTS_PAGE)) {
        events.extend(session.read(distributor.call().events(start, MAX_EVENTS_PAGE))?);
    }
    Ok(events.into_iter().collect())
}

/// The day on which the cash of an event is due: as announced, else as moved, else as scheduled.
pub fn payment_day(session: &mut Session, k: u8, coupon: Option<&Coupon>) -> Result<Option<i32>, Failure> {
    if let Some(coupon) = coupon {
        return Ok(Some(coupon.payment_day));
    }
    let moved = session.read(contracts::distributor(session.distributor).call().payment_day(k))?;
    match moved {
        Some(day) => Ok(Some(day)),
        None => Ok(session.read(contracts::office(session.office).call().event(k))?.map(|event| event.payment_day)),
    }
}

/// Everybody who held units at the cutoff of an announced event. Their units add up to the supply, or it is an error.
///
/// # Errors
/// [`Failure`] with the distributor's own error.
pub fn holders(session: &mut Session, k: u8, coupon: &Coupon) -> Result<Vec<Holder>, Failure> {
    let accounts: Vec<AccountId> = register::holders_ever(session)?.into_iter().map(|(account, _)| account).collect();
    let entitlements = entitlements(session, &accounts, k)?;
    let mut holders = Vec::new();
    for (account, entitlement) in accounts.into_iter().zip(entitlements).filter(|(_, due)| due.units > 0) {
        holders.push(Holder { account, entitlement, due_yen: due_yen(coupon, entitlement.units)? });
    }
    let units = holders.iter().map(|holder| u128::from(holder.entitlement.units)).sum();
    register::add_up("the record date", units, coupon.supply_units.into())?;
    Ok(holders)
}

/// What became of the events of an account.
pub fn marks(session: &mut Session, account: AccountId) -> Result<Marks, Failure> {
    let distributor = contracts::distributor(session.distributor);
    session.read(distributor.call().marks(account))
}

/// Whether bit `k` is set.
pub const fn has(marks: u128, k: u8) -> bool {
    k < 128 && (marks >> k) & 1 == 1
}

/// Interest before tax and principal of a holding, floored once as the distributor does.
///
/// # Errors
/// For amounts beyond all numbers.
pub fn due_yen(coupon: &Coupon, units: u64) -> Result<u128, Failure> {
    let units = u128::from(units);
    let face_yen = units * u128::from(coupon.outstanding_per_unit_yen);
    let gross_yen = gross_yen_floor(face_yen, coupon.interest_per_yen, coupon.per_yen_digits);
    let gross_yen = gross_yen.map_err(|error| anyhow!("the interest on {units} units: {error}"))?;
    let principal_yen = units * u128::from(coupon.principal_per_unit_yen);
    Ok(gross_yen.checked_add(principal_yen).context("the amount is beyond all numbers")?)
}

// Helpers

fn entitlements(session: &mut Session, accounts: &[AccountId], k: u8) -> Result<Vec<Entitlement>, Failure> {
    let distributor = contracts::distributor(session.distributor);
    let bar = progress_bar(accounts.len());
    bar.set_message("what holders are due");
    let mut entitlements = Vec::with_capacity(accounts.len());
    for page in accounts.chunks(MAX_PAGE as usize) {
        let found = session.read(distributor.call().entitlements(k, page.to_vec()))?;
        let found = found.map_err(|error| anyhow!("what holders of event {k} are due: {}", error.explain()))?;
        if found.len() != page.len() {
            return Err(anyhow!("the distributor answered for {} of {} accounts", found.len(), page.len()).into());
        }
        entitlements.extend(found);
        bar.inc(page.len() as u64);
    }
    bar.finish_and_clear();
    Ok(entitlements)
}
