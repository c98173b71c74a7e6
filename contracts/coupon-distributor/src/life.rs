//! The life of an event until it is paid: announced, funded, open.

use crate::reply::{refuse, OrRefuse, Passed};
use crate::store::{self, announced};
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
    let (missing_yen, payment_ms) = (missing_yen(&coupon), amounts::start_ms(coupon.payment_day).passed());
    Coverage {
        state: coupon.state,
        required_yen: coupon.required_yen,
        funded_yen: coupon.funded_yen,
        missing_yen,
        reserve_yen: store::reserve_yen(),
        payment_ms,
        late: missing_yen > 0 && now_ms() >= payment_ms,
    }
}

/// What all events owe together, and whether each event of the series is funded. Bounded: 128 events at most.
///
/// # Errors
/// `Overflow`.
#[inline(never)]
fn events_owe() -> (u128, bool) {
    let calendar = store::calendar();
    let (mut owed_yen, mut are_funded, mut is_whole) = (0_u128, true, false);
    // Up to the first that is not announced, and on: they need not be announced in their order.
    for k in 0..bond_abi::MAX_EVENTS {
        if calendar.announced & store::bit(k) == 0 {
            // After the last event there is none.
            are_funded &= is_whole;
            continue;
        }
        let coupon = announced(k);
        are_funded &= missing_yen(&coupon) == 0;
        is_whole = coupon.last;
        owed_yen = owed_yen.checked_add(amounts::owed_yen(&coupon).passed()).or_refuse(DistributorError::Overflow);
    }
    (owed_yen, are_funded && is_whole)
}

/// What we have, what we owe, and what nobody is owed. The reserve is owed to the events to come, until there are none.
///
/// # Errors
/// `PaymentFailed`, `Overflow`.
#[inline(never)]
pub fn cash(wiring: &Wiring) -> Cash {
    let this = ink::env::account_id::<DefaultEnvironment>();
    let balance_yen = calls::balance_yen(wiring, &this).or_refuse(DistributorError::PaymentFailed);
    let (events_yen, are_funded) = events_owe();
    let reserve_yen = if are_funded { 0 } else { store::reserve_yen() };
    let owed_yen = events_yen.checked_add(reserve_yen).or_refuse(DistributorError::Overflow);
    let surplus_yen = balance_yen.saturating_sub(owed_yen);
    Cash { balance_yen, owed_yen, reserve_yen, surplus_yen, payment_code: store::payment_code() }
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
    let basis = calls::basis(wiring, k);
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

/// Takes the caller's money for an event.
///
/// # Errors
/// `NotAnnounced`, `WrongState`, `ZeroAmount`, `ExceedsRequired`, `PaymentTokenChanged`, `FundingFailed`, `Overflow`.
pub fn fund(wiring: &Wiring, by: &AccountId, k: u8, amount_yen: u128) {
    let mut coupon = in_state(k, CouponState::Announced);
    if amount_yen == 0 {
        refuse(DistributorError::ZeroAmount);
    }
    add_funds(k, &mut coupon, amount_yen);
    till::take_in(wiring, by, amount_yen);
    events::coupon_funded(k, by, amount_yen, coupon.funded_yen);
}

/// Takes the caller's money for whatever event will need it.
///
/// # Errors
/// `ZeroAmount`, `NothingAhead`, `PaymentTokenChanged`, `FundingFailed`, `Overflow`.
pub fn deposit(wiring: &Wiring, by: &AccountId, amount_yen: u128) {
    if amount_yen == 0 {
        refuse(DistributorError::ZeroAmount);
    }
    if events_owe().1 {
        refuse(DistributorError::NothingAhead);
    }
    let reserve_yen = store::reserve_yen().checked_add(amount_yen).or_refuse(DistributorError::Overflow);
    store::set_reserve_yen(reserve_yen);
    till::take_in(wiring, by, amount_yen);
    events::reserve_deposited(by, amount_yen, reserve_yen);
}

/// Funds an event from the reserve.
///
/// # Errors
/// `NotAnnounced`, `WrongState`, `ReserveEmpty`, `ExceedsRequired`, `Overflow`.
pub fn draw(k: u8) {
    let mut coupon = in_state(k, CouponState::Announced);
    let reserve_yen = store::reserve_yen();
    if reserve_yen == 0 {
        refuse(DistributorError::ReserveEmpty);
    }
    let missing_yen = missing_yen(&coupon);
    if missing_yen == 0 {
        refuse(DistributorError::ExceedsRequired { missing_yen });
    }
    let amount_yen = reserve_yen.min(missing_yen);
    let left_yen = reserve_yen.saturating_sub(amount_yen);
    store::set_reserve_yen(left_yen);
    add_funds(k, &mut coupon, amount_yen);
    events::reserve_drawn(k, amount_yen, coupon.funded_yen, left_yen);
}

fn add_funds(k: u8, coupon: &mut Coupon, amount_yen: u128) {
    let missing_yen = missing_yen(coupon);
    if amount_yen > missing_yen {
        refuse(DistributorError::ExceedsRequired { missing_yen });
    }
    coupon.funded_yen = coupon.funded_yen.checked_add(amount_yen).or_refuse(DistributorError::Overflow);
    store::set_coupon(k, coupon);
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
