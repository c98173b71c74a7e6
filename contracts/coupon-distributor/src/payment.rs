//! Payment of an event: to whom, how much, and what becomes of those who cannot be paid.

use crate::reply::{refuse, OrRefuse, Passed};
use crate::till::Till;
use crate::{amounts, calls, events, store};
use bond_abi::distributor::{
    Coupon, CouponState, DistributorError, Entitlement, Escrowed, Marks, Outcome, Quote, Wiring, DIRECTED_WEIGHT,
};
use bond_abi::office::SeizedUnits;
use bond_abi::registry::{Status, TaxClass};
use bond_abi::token::Held;
use bond_abi::{AccountId, MAX_PAGE};
use ink::prelude::vec::Vec;

/// What somebody is due by, and where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// The account that held the units.
    account: [u8; 32],
    /// Units at the cutoff.
    pub units: u64,
    /// Tax class at the cutoff; `None` for somebody the registry does not know.
    pub tax_class: Option<TaxClass>,
    /// The account that is paid, and its standing now.
    to: Option<(AccountId, Status)>,
    /// What is seized.
    seized: Option<SeizedUnits>,
}

/// How a payout is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Payout {
    /// The part that went into escrow before.
    advanced: Option<Quote>,
    /// The part that goes there now, and where that is.
    seized: Option<(Quote, Escrowed)>,
    /// The rest.
    rest_yen: u128,
}

/// What became of an account.
pub type Paid = (Outcome, Option<Quote>);

// Queries

/// What each account is due by and where it goes, in the order of the accounts, of 32 bytes each.
///
/// # Errors
/// `TokenUnavailable`, `RegistryUnavailable`, `OfficeUnavailable`, `TooManyDirected`.
#[inline(never)]
pub fn holders(wiring: &Wiring, k: u8, coupon: &Coupon, accounts: &[u8]) -> Vec<Holder> {
    let held = calls::held(wiring, k, accounts);
    // Before anybody is asked about them: a page that is too dear is refused, and does not run out of gas at its end.
    let weight: u32 = held.iter().map(|held| if needs_office(held) { DIRECTED_WEIGHT } else { 1 }).sum();
    if weight > MAX_PAGE {
        refuse(DistributorError::TooManyDirected { max: MAX_PAGE });
    }
    let mut payees = Vec::new();
    // Nobody asks about people who are due nothing.
    if held.iter().any(|held| held.units > 0) {
        payees = calls::payees(wiring, coupon.cutoff_ms, accounts);
    }
    let payees = payees.into_iter().chain(core::iter::repeat(None));
    let rows = accounts.chunks_exact(32).filter_map(|account| account.first_chunk()).zip(held).zip(payees);
    let mut holders = Vec::new();
    for ((account, held), payee) in rows {
        let mut holder = Holder {
            account: *account,
            units: held.units,
            tax_class: payee.map(|payee| payee.tax_class),
            to: payee.map(|payee| (AccountId::from(*account), payee.status)),
            seized: None,
        };
        if needs_office(&held) {
            direct(wiring, k, coupon, held.is_retired(), &mut holder);
        }
        holders.push(holder);
    }
    holders
}

/// Whether the office knows where somebody's money goes.
fn needs_office(held: &Held) -> bool {
    held.is_directed() && held.units > 0
}

/// Asks the office where somebody's money goes. The key to a replaced wallet is lost or dead: what it earned goes to
/// whoever took its place, if the registry knows that one. What is seized goes into escrow.
#[inline(never)]
fn direct(wiring: &Wiring, k: u8, coupon: &Coupon, is_retired: bool, holder: &mut Holder) {
    let directions = calls::directions(wiring, &holder.account, k);
    holder.seized = directions.seized;
    if is_retired {
        holder.to = directions.successor.and_then(|successor| {
            let payees = calls::payees(wiring, coupon.cutoff_ms, successor.as_ref());
            payees.first().copied().flatten().map(|payee| (successor, payee.status))
        });
    }
}

/// An event that is open or was.
///
/// # Errors
/// `NotAnnounced`, `WrongState`.
pub fn opened(k: u8) -> Coupon {
    let coupon = store::announced(k);
    if coupon.state == CouponState::Announced {
        refuse(DistributorError::WrongState { state: coupon.state });
    }
    coupon
}

/// What a payment now would come to.
///
/// # Errors
/// `Overflow`.
#[inline(never)]
pub fn entitlement(k: u8, coupon: &Coupon, holder: &Holder) -> Entitlement {
    let Holder { account, units, tax_class, to, .. } = *holder;
    let quote = tax_class.map(|class| amounts::quote(coupon, units, class).passed());
    let outcome = judge(k, coupon, holder, &store::marks(&account));
    let seized = quote.filter(|_| outcome == Outcome::Paid).and_then(|quote| divide(k, coupon, &quote, holder).seized);
    let escrowed = seized.map(|(_, escrowed)| escrowed);
    Entitlement { units, quote, to: to.map(|(to, _)| to), escrowed, outcome }
}

/// What stands against a payment; `Paid` if nothing does.
fn judge(k: u8, coupon: &Coupon, holder: &Holder, marks: &Marks) -> Outcome {
    match holder.to {
        _ if holder.units == 0 => Outcome::NotAHolder,
        _ if marks.paid & store::bit(k) != 0 => Outcome::AlreadyPaid,
        _ if coupon.state == CouponState::Lapsed && held_yen(k, coupon, holder) == 0 => Outcome::Lapsed,
        None => Outcome::NotRegistered,
        _ if holder.tax_class.is_none() => Outcome::NotRegistered,
        Some((_, Status::Suspended)) => Outcome::Suspended,
        Some(_) => Outcome::Paid,
    }
}

/// What waits for a holder because he was on hold when he was tried last.
fn held_yen(k: u8, coupon: &Coupon, holder: &Holder) -> u128 {
    match coupon.held_payees {
        // As good as always: nobody is.
        0 => 0,
        _ => store::held_yen(k, &holder.account),
    }
}

/// The part of a holder that went into escrow while the rest was refused.
fn advanced(k: u8, coupon: &Coupon, holder: &Holder) -> Option<Quote> {
    match coupon.advanced.payees {
        // As good as always: there is nobody like that.
        0 => None,
        _ => store::advanced(k, &holder.account),
    }
}

fn divide(k: u8, coupon: &Coupon, quote: &Quote, holder: &Holder) -> Payout {
    let advanced = advanced(k, coupon, holder);
    let seized = match (advanced, holder.seized) {
        (None, Some(SeizedUnits { units, escrow })) => {
            let part = amounts::seized_part_floor(coupon, quote, units).passed();
            let yen = amounts::payout_yen(&part).passed();
            (yen > 0).then_some((part, Escrowed { account: escrow, yen }))
        }
        // The escrow has had its part, or there is none; what is left is the holder's.
        _ => None,
    };
    let gone = advanced.or(seized.map(|(part, _)| part));
    let gone_yen = gone.map_or(0, |part| amounts::payout_yen(&part).passed());
    let rest_yen = amounts::payout_yen(quote).passed().checked_sub(gone_yen).or_refuse(DistributorError::Overflow);
    Payout { advanced, seized, rest_yen }
}

// Changes

/// Pays every holder who is due and payable, reserves for those who are due and not payable.
///
/// # Errors
/// `RedemptionFailed`, `Overflow`.
#[inline(never)]
pub fn pay(till: &mut Till, wiring: &Wiring, k: u8, mut coupon: Coupon, holders: &[Holder]) -> Vec<Paid> {
    let mut redeemed = Vec::new();
    let mut paid = Vec::new();
    for holder in holders {
        let done = pay_one(till, k, &mut coupon, holder);
        let is_done_with = match done.0 {
            Outcome::Paid => true,
            Outcome::Lapsed => mark_lapsed(k, holder),
            _ => false,
        };
        if is_done_with {
            redeemed.push((AccountId::from(holder.account), holder.units));
        }
        paid.push(done);
    }
    if coupon.last {
        calls::redeem(wiring, &redeemed);
    }
    if coupon.state == CouponState::Open && coupon.paid.units == coupon.supply_units {
        settle(k, &mut coupon);
    }
    store::set_coupon(k, &coupon);
    paid
}

/// Ends an event: everybody is paid.
pub fn settle(k: u8, coupon: &mut Coupon) {
    coupon.state = CouponState::Settled;
    close(k);
    events::coupon_settled(k);
}

/// Takes an event off the open ones.
pub fn close(k: u8) {
    let mut calendar = store::calendar();
    calendar.open &= !store::bit(k);
    store::set_calendar(calendar);
}

/// Marks a claim that lapsed; `false` when it was marked before, and its units are gone.
fn mark_lapsed(k: u8, holder: &Holder) -> bool {
    let mut marks = store::marks(&holder.account);
    let is_new = marks.lapsed & store::bit(k) == 0;
    if is_new {
        marks.lapsed |= store::bit(k);
        marks.reserved &= !store::bit(k);
        store::set_marks(&holder.account, &marks);
    }
    is_new
}

#[inline(never)]
fn pay_one(till: &mut Till, k: u8, coupon: &mut Coupon, holder: &Holder) -> Paid {
    let before = store::marks(&holder.account);
    let outcome = judge(k, coupon, holder, &before);
    if matches!(outcome, Outcome::NotAHolder | Outcome::AlreadyPaid | Outcome::Lapsed) {
        return (outcome, None);
    }
    let (Some(tax_class), Some((to, _)), Outcome::Paid) = (holder.tax_class, holder.to, outcome) else {
        return reserve(k, coupon, holder, outcome, None);
    };
    let quote = amounts::quote(coupon, holder.units, tax_class).passed();
    let payout = divide(k, coupon, &quote, holder);
    // Marked first: whatever the payment token does, this holder cannot be paid twice.
    let mut marks = before;
    marks.paid |= store::bit(k);
    marks.reserved &= !store::bit(k);
    store::set_marks(&holder.account, &marks);
    let escrowed = payout.seized.map(|(_, escrowed)| escrowed);
    let into_escrow = escrowed.is_none_or(|escrowed| till.pay(&escrowed.account, escrowed.yen));
    if !into_escrow || !till.pay(&to, payout.rest_yen) {
        store::set_marks(&holder.account, &before);
        // What went into escrow is gone, and its taxes are withheld; the rest waits.
        let gone = payout.seized.filter(|_| into_escrow);
        if let Some((part, _)) = gone {
            store::set_advanced(k, &holder.account, &part);
            coupon.advanced = amounts::add(&coupon.advanced, &part).passed();
        }
        return reserve(k, coupon, holder, Outcome::PaymentRefused, gone.map(|(_, escrowed)| escrowed));
    }
    if let Some(part) = payout.advanced {
        coupon.advanced = amounts::subtract(&coupon.advanced, &part).passed();
    }
    if before.reserved & store::bit(k) != 0 {
        unreserve(k, coupon, holder);
    }
    coupon.paid = amounts::add(&coupon.paid, &quote).passed();
    events::coupon_paid(k, &holder.account, &to, &quote, escrowed);
    (Outcome::Paid, Some(quote))
}

/// Keeps what somebody is due who cannot be paid now; once is enough, and each time it is said why.
#[inline(never)]
fn reserve(k: u8, coupon: &mut Coupon, holder: &Holder, outcome: Outcome, escrowed: Option<Escrowed>) -> Paid {
    let amount_yen = amounts::due_before_tax_yen(coupon, holder.units).passed();
    let mut marks = store::marks(&holder.account);
    if marks.reserved & store::bit(k) == 0 {
        marks.reserved |= store::bit(k);
        store::set_marks(&holder.account, &marks);
        coupon.reserved_yen = coupon.reserved_yen.checked_add(amount_yen).or_refuse(DistributorError::Overflow);
        coupon.reserved_units = coupon.reserved_units.saturating_add(holder.units);
        coupon.reserved_payees = coupon.reserved_payees.saturating_add(1);
    }
    // Whoever is on hold keeps his claim, however long that lasts; of a lapsed event, whoever was when it lapsed.
    let is_held = outcome == Outcome::Suspended || coupon.state == CouponState::Lapsed;
    let advanced_yen = match advanced(k, coupon, holder) {
        Some(part) => part.gross_yen.checked_add(part.principal_yen).or_refuse(DistributorError::Overflow),
        None => 0,
    };
    let waiting_yen = amount_yen.checked_sub(advanced_yen).or_refuse(DistributorError::Overflow);
    hold(k, coupon, holder, if is_held { waiting_yen } else { 0 });
    events::payment_reserved(k, &holder.account, amount_yen, outcome, escrowed);
    (outcome, None)
}

/// Keeps in mind what waits for somebody because he is on hold, or that nothing does.
fn hold(k: u8, coupon: &mut Coupon, holder: &Holder, yen: u128) {
    let before_yen = held_yen(k, coupon, holder);
    if yen == before_yen {
        return;
    }
    store::set_held_yen(k, &holder.account, yen);
    let others_yen = coupon.held_yen.checked_sub(before_yen);
    let held_yen = others_yen.and_then(|others_yen| others_yen.checked_add(yen));
    coupon.held_yen = held_yen.or_refuse(DistributorError::Overflow);
    coupon.held_payees =
        coupon.held_payees.saturating_add(u32::from(yen > 0)).saturating_sub(u32::from(before_yen > 0));
}

fn unreserve(k: u8, coupon: &mut Coupon, holder: &Holder) {
    hold(k, coupon, holder, 0);
    let amount_yen = amounts::due_before_tax_yen(coupon, holder.units).passed();
    coupon.reserved_yen = coupon.reserved_yen.checked_sub(amount_yen).or_refuse(DistributorError::Overflow);
    coupon.reserved_units = coupon.reserved_units.saturating_sub(holder.units);
    coupon.reserved_payees = coupon.reserved_payees.saturating_sub(1);
}

// Helpers

/// The error of somebody who asked for his own payment; none when he got it.
pub fn refusal(outcome: Outcome) -> Option<DistributorError> {
    Some(match outcome {
        Outcome::Paid => return None,
        Outcome::AlreadyPaid => DistributorError::AlreadyPaid,
        Outcome::NotAHolder => DistributorError::NotAHolder,
        Outcome::Suspended => DistributorError::PayeeSuspended,
        Outcome::NotRegistered => DistributorError::PayeeNotRegistered,
        Outcome::PaymentRefused => DistributorError::PaymentFailed,
        Outcome::Lapsed => DistributorError::Lapsed,
    })
}

/// What somebody was paid who asked for it.
///
/// # Errors
/// That of [`refusal`], when he was not.
pub fn quote_of(paid: Option<&Paid>) -> Quote {
    match paid {
        Some((Outcome::Paid, Some(quote))) => *quote,
        Some((outcome, _)) => refuse(refusal(*outcome).unwrap_or(DistributorError::Overflow)),
        None => refuse(DistributorError::NotAHolder),
    }
}
