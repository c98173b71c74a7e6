//! The life of an event until it is paid: announced, funded, open.

use crate::reply::{refuse, OrRefuse, Passed};
use crate::store::{self, announced, Calendar};
use crate::{amounts, calls, events, payment, till};
use bond_abi::distributor::{Cash, Coupon, CouponState, Coverage, DistributorError, Wiring};
use bond_abi::AccountId;
use ink::env::DefaultEnvironment;

// Queries

/// Time of the block.
pub fn now_ms() -> u64 {
    ink::env::block_timestamp::<DefaultEnvironment>()
}

/// The coupon of an event that is in a state.
///
/// # Errors
/// `NotAnnounced`, `WrongState`.
pub fn in_state(k: u8, state: CouponState) -> Coupon {
    let coupon = announced(k);
    if coupon.state != state {
        refuse(DistributorError::WrongState { state: coupon.state });
    }
    coupon
}

fn missing_yen(coupon: &Coupon) -> u128 {
    coupon.required_yen.saturating_sub(coupon.funded_yen)
}

/// Whether an event has its money.
///
/// # Errors
/// `NotAnnounced`, `Overflow`.
pub fn coverage(k: u8) -> Coverage {
    let coupon = announced(k);
    Coverage {
        state: coupon.state,
        required_yen: coupon.required_yen,
        funded_yen: coupon.funded_yen,
        missing_yen: missing_yen(&coupon),
        reserve_yen: saved_yen(drawable(&store::calendar(), k, &coupon)),
        payment_ms: amounts::start_ms(coupon.payment_day).passed(),
        late: amounts::is_late(&coupon, now_ms()).passed(),
    }
}

/// The reserves from which an announced event can be funded: its own, and for the last one those of events that an early
/// redemption took away.
fn drawable(calendar: &Calendar, k: u8, coupon: &Coupon) -> u128 {
    let own = store::bit(k);
    let mask = if coupon.last { !own.wrapping_sub(1) } else { own };
    calendar.reserve & mask
}

/// What is put aside for events together.
///
/// # Errors
/// `Overflow`.
#[inline(never)]
fn saved_yen(mask: u128) -> u128 {
    let yen = store::events(mask).try_fold(0_u128, |yen, k| yen.checked_add(store::reserve_yen(k)));
    yen.or_refuse(DistributorError::Overflow)
}

/// What we have, what we owe, and what nobody is owed. A reserve is owed as long as it may be needed; which those are is
/// the other part of the answer, bit *k* for event *k*. Bounded: 128 events at most.
///
/// # Errors
/// `PaymentFailed`, `TokenUnavailable`, `Overflow`.
#[inline(never)]
pub fn cash(wiring: &Wiring) -> (Cash, u128) {
    let this = ink::env::account_id::<DefaultEnvironment>();
    let balance_yen = calls::balance_yen(wiring, &this).or_refuse(DistributorError::PaymentFailed);
    let calendar = store::calendar();
    let (mut owed_yen, mut funded, mut needed) = (0_u128, 0, 0);
    for k in store::events(calendar.announced) {
        let coupon = announced(k);
        if missing_yen(&coupon) == 0 {
            funded |= store::bit(k);
        }
        owed_yen = owed_yen.checked_add(amounts::owed_yen(&coupon).passed()).or_refuse(DistributorError::Overflow);
    }
    // Without a reserve nobody has to be asked.
    if calendar.reserve != 0 {
        needed = amounts::needed(calendar.announced, funded, &calls::state(&wiring.token));
    }
    let reserve_yen = saved_yen(calendar.reserve & needed);
    let owed_yen = owed_yen.checked_add(reserve_yen).or_refuse(DistributorError::Overflow);
    let surplus_yen = balance_yen.saturating_sub(owed_yen);
    (Cash { balance_yen, owed_yen, reserve_yen, surplus_yen, payment_code: store::payment_code() }, needed)
}

/// A day before which no event that is not open yet can be paid: that of the first one's cutoff. Today, when all are open.
///
/// # Errors
/// `OfficeUnavailable`, `Overflow`.
pub fn first_day_due(wiring: &Wiring) -> i32 {
    let announced_ones = store::calendar().announced;
    for k in 0..bond_abi::MAX_EVENTS {
        let cutoff_ms = if announced_ones & store::bit(k) != 0 {
            let coupon = announced(k);
            if coupon.state != CouponState::Announced {
                continue;
            }
            coupon.cutoff_ms
        } else {
            match calls::basis(wiring, k) {
                Ok(basis) => basis.cutoff_ms,
                Err(DistributorError::RecordDateNotReached { cutoff_ms, .. }) => cutoff_ms,
                Err(DistributorError::UnknownEvent { .. }) => break,
                Err(error) => refuse(error),
            }
        };
        return amounts::day_of(cutoff_ms).passed();
    }
    amounts::day_of(now_ms()).passed()
}

// Changes

/// Freezes an event.
///
/// # Errors
/// `AlreadyAnnounced`, `UnknownEvent`, `RecordDateNotReached`, `OfficeUnavailable`, `TokenUnavailable`, `NotWired`,
/// `NoTaxRates`, `Overflow`.
pub fn announce(wiring: &Wiring, k: u8) {
    let mut calendar = store::calendar();
    if calendar.announced & store::bit(k) != 0 {
        refuse(DistributorError::AlreadyAnnounced);
    }
    let basis = calls::basis(wiring, k).passed();
    if basis.distributor != Some(ink::env::account_id::<DefaultEnvironment>()) {
        refuse(DistributorError::NotWired);
    }
    let payment_day = amounts::payment_day(&basis, store::payment_day(k));
    let rates = amounts::rates_on(&store::tax_table(), payment_day).passed();
    let coupon = amounts::announced(&basis, payment_day, rates).passed();
    calendar.announced |= store::bit(k);
    store::set_calendar(calendar);
    store::set_coupon(k, &coupon);
    events::coupon_announced(k, &coupon);
}

/// Takes what is missing of an event from the caller, but at most what he offers; gives what was taken.
///
/// # Errors
/// `NotAnnounced`, `WrongState`, `ZeroAmount`, `ExceedsRequired`, `PaymentTokenChanged`, `FundingFailed`, `Overflow`.
pub fn fund(wiring: &Wiring, by: &AccountId, k: u8, offered_yen: u128) -> u128 {
    let mut coupon = in_state(k, CouponState::Announced);
    if offered_yen == 0 {
        refuse(DistributorError::ZeroAmount);
    }
    let amount_yen = add_funds(k, &mut coupon, offered_yen);
    till::take_in(wiring, by, amount_yen);
    events::coupon_funded(k, by, amount_yen, coupon.funded_yen);
    amount_yen
}

/// Takes the caller's money for an event, announced or not.
///
/// # Errors
/// `ZeroAmount`, `UnknownEvent`, `NothingAhead`, `TokenUnavailable`, `PaymentTokenChanged`, `FundingFailed`, `Overflow`.
pub fn deposit(wiring: &Wiring, by: &AccountId, k: u8, amount_yen: u128) {
    if amount_yen == 0 {
        refuse(DistributorError::ZeroAmount);
    }
    let state = calls::state(&wiring.token);
    if k >= state.events {
        refuse(DistributorError::UnknownEvent { events: state.events });
    }
    let mut calendar = store::calendar();
    let is_funded = store::coupon(k).is_some_and(|coupon| missing_yen(&coupon) == 0);
    let funded = if is_funded { store::bit(k) } else { 0 };
    if amounts::needed(calendar.announced, funded, &state) & store::bit(k) == 0 {
        refuse(DistributorError::NothingAhead);
    }
    let reserve_yen = store::reserve_yen(k).checked_add(amount_yen).or_refuse(DistributorError::Overflow);
    store::set_reserve_yen(&mut calendar, k, reserve_yen);
    store::set_calendar(calendar);
    till::take_in(wiring, by, amount_yen);
    events::reserve_deposited(k, by, amount_yen, reserve_yen);
}

/// Funds an event from its reserve.
///
/// # Errors
/// `NotAnnounced`, `WrongState`, `ReserveEmpty`, `ExceedsRequired`, `Overflow`.
pub fn draw(k: u8) {
    let mut coupon = in_state(k, CouponState::Announced);
    let mut calendar = store::calendar();
    let drawable = drawable(&calendar, k, &coupon);
    let reserve_yen = saved_yen(drawable);
    if reserve_yen == 0 {
        refuse(DistributorError::ReserveEmpty);
    }
    let amount_yen = add_funds(k, &mut coupon, reserve_yen);
    let mut wanted_yen = amount_yen;
    for from in store::events(drawable) {
        let saved_yen = store::reserve_yen(from);
        let part_yen = saved_yen.min(wanted_yen);
        wanted_yen = wanted_yen.saturating_sub(part_yen);
        store::set_reserve_yen(&mut calendar, from, saved_yen.saturating_sub(part_yen));
    }
    store::set_calendar(calendar);
    events::reserve_drawn(k, amount_yen, coupon.funded_yen, reserve_yen.saturating_sub(amount_yen));
}

/// Adds what is missing to an event's money, but at most what is offered; gives what was added.
fn add_funds(k: u8, coupon: &mut Coupon, offered_yen: u128) -> u128 {
    let missing_yen = missing_yen(coupon);
    if missing_yen == 0 {
        refuse(DistributorError::ExceedsRequired { missing_yen });
    }
    let amount_yen = offered_yen.min(missing_yen);
    coupon.funded_yen = coupon.funded_yen.checked_add(amount_yen).or_refuse(DistributorError::Overflow);
    store::set_coupon(k, coupon);
    amount_yen
}

/// Opens an event for payment.
///
/// # Errors
/// `NotAnnounced`, `WrongState`, `PaymentDateNotReached`, `Underfunded`, `Overflow`.
pub fn open(k: u8) {
    let mut coupon = in_state(k, CouponState::Announced);
    let (payment_ms, now_ms) = (amounts::start_ms(coupon.payment_day).passed(), now_ms());
    if now_ms < payment_ms {
        refuse(DistributorError::PaymentDateNotReached { payment_ms });
    }
    let missing_yen = missing_yen(&coupon);
    if missing_yen > 0 {
        refuse(DistributorError::Underfunded { missing_yen });
    }
    coupon.state = CouponState::Open;
    coupon.opened_day = amounts::day_of(now_ms).passed();
    let mut calendar = store::calendar();
    calendar.open |= store::bit(k);
    store::set_calendar(calendar);
    events::coupon_opened(k);
    // A record date at which nobody held anything leaves nobody to pay.
    if coupon.supply_units == 0 {
        payment::settle(k, &mut coupon);
    }
    store::set_coupon(k, &coupon);
}
