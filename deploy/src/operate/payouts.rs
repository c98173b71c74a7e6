//! What holders are due for an event, page by page from the distributor, and who was paid.

use std::collections::BTreeMap;

use anyhow::{anyhow, Context};
use bond_abi::distributor::{Coupon, CouponDistributor, Entitlement, Marks, DIRECTED_WEIGHT, MAX_EVENTS_PAGE};
use bond_abi::office::BondOffice;
use bond_abi::token::Account;
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
    /// Whether it was replaced or has seized units, so that the distributor asks the office about it.
    pub is_directed: bool,
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
    let scheduled = session.read(contracts::office(session.office).call().event(k))?.map(|event| event.payment_day);
    // An exception that was made for another day of the schedule holds no more.
    Ok(moved.filter(|moved| Some(moved.scheduled_day) == scheduled).map(|moved| moved.day).or(scheduled))
}

/// Everybody who held units at the cutoff of an announced event. Their units add up to the supply, or it is an error.
///
/// # Errors
/// [`Failure`] with the distributor's own error.
pub fn holders(session: &mut Session, k: u8, coupon: &Coupon) -> Result<Vec<Holder>, Failure> {
    let accounts: Vec<(AccountId, bool)> =
        register::holders_ever(session)?.into_iter().map(|(account, held)| (account, is_directed(&held))).collect();
    let entitlements = entitlements(session, &accounts, k)?;
    let mut holders = Vec::new();
    for ((account, is_directed), entitlement) in accounts.into_iter().zip(entitlements).filter(|(_, due)| due.units > 0)
    {
        holders.push(Holder { account, is_directed, entitlement, due_yen: due_yen(coupon, entitlement.units)? });
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

/// Divides accounts into pages of at most `size`, of which each can be carried out: those about which the distributor has to
/// ask the office cost more, and count as [`DIRECTED_WEIGHT`]. Their order stays.
pub fn pages(accounts: &[(AccountId, bool)], size: usize) -> Vec<Vec<AccountId>> {
    let (mut pages, mut weight) = (Vec::<Vec<AccountId>>::new(), 0);
    for (account, is_directed) in accounts {
        let more = if *is_directed { DIRECTED_WEIGHT } else { 1 };
        if pages.last().is_none_or(|page| page.len() >= size || weight + more > MAX_PAGE) {
            pages.push(Vec::new());
            weight = 0;
        }
        weight += more;
        if let Some(page) = pages.last_mut() {
            page.push(*account);
        }
    }
    pages
}

// Helpers

fn is_directed(held: &Account) -> bool {
    held.flags & (Account::RETIRED | Account::SEIZED) != 0
}

fn entitlements(session: &mut Session, accounts: &[(AccountId, bool)], k: u8) -> Result<Vec<Entitlement>, Failure> {
    let distributor = contracts::distributor(session.distributor);
    let bar = progress_bar(accounts.len());
    bar.set_message("what holders are due");
    let mut entitlements = Vec::with_capacity(accounts.len());
    for page in pages(accounts, MAX_PAGE as usize) {
        let found = session.read(distributor.call().entitlements(k, page.clone()))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_page_has_more_accounts_that_need_the_office_than_a_call_takes() {
        let account = |number: u8, is_directed| (AccountId::from([number; 32]), is_directed);
        let lens = |accounts: &[(AccountId, bool)], size| -> Vec<usize> {
            let pages = pages(accounts, size);
            let flat: Vec<AccountId> = pages.iter().flatten().copied().collect();
            assert_eq!(flat, accounts.iter().map(|(account, _)| *account).collect::<Vec<_>>(), "nobody is left out");
            pages.iter().map(Vec::len).collect()
        };
        let plain: Vec<_> = (0..120).map(|number| account(number, false)).collect();
        assert_eq!(lens(&plain, 50), [50, 50, 20]);
        assert_eq!(lens(&[], 50), [0_usize; 0]);
        let directed: Vec<_> = (0..120).map(|number| account(number, true)).collect();
        assert_eq!(lens(&directed, 50), [16, 16, 16, 16, 16, 16, 16, 8]);
        assert_eq!(lens(&directed, 5).len(), 24);
        // Every third needs the office.
        let mixed: Vec<_> = (0..120).map(|number| account(number, number % 3 == 0)).collect();
        for page in pages(&mixed, 50) {
            let count = page.iter().filter(|account| mixed.contains(&(**account, true))).count();
            assert!(page.len() + 2 * count <= 50);
        }
        assert_eq!(lens(&mixed, 50)[0], 30, "ten that count as three, and twenty");
    }
}
