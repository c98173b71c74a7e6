//! Early redemption (繰上償還): announced in time, with the amounts that bond-math gives for that day, to every holder at the
//! new record date (market-rules §4, N12).

use bond_math::Date;
use chihosai_tests::prelude::*;

const NOTICE: [u8; 32] = [0x11; 32];

fn callable() -> World {
    callable_within(30)
}

/// A series that can be redeemed early with so many days of notice.
fn callable_within(days: u16) -> World {
    let mut plan = plans::twelve_events();
    plan.terms.early_redemption_notice_days = Some(days);
    World::of(plan).with_holders(2)
}

fn call(world: &World, day: &str) -> Message<Result<(), OfficeError>> {
    world.office().call_mut().redeem_early(date(day), NOTICE).into()
}

fn date(day: &str) -> i32 {
    day.parse::<Date>().expect("a date").days()
}

/// What the terms give for that day, computed off chain.
fn redeemed_on(day: &str) -> PaymentEvent {
    *plans::twelve_events_redeemed_on(day).last().expect("an event")
}

#[test]
fn a_series_redeemed_early_pays_the_interest_accrued_and_all_principal() {
    let mut world = callable().at("2026-06-01");
    world.open(0);
    let events = plans::twelve_events_redeemed_on("2026-07-10");
    let last = *events.last().expect("an event");
    assert_eq!(events.len(), 3);
    let (_, seen) = world.done(Issuer, call(&world, "2026-07-10"));
    let old = world.plan.events[2];
    let event = OfficeEvent::EarlyRedemptionCalled { event: 2, old, new: last, document: NOTICE, by: Issuer.id() };
    assert_eq!(seen, [Seen::Office(event)]);
    let (status, state) = (world.status(), world.read(world.token().call().state()));
    assert_eq!((status.events, state.events, state.epoch), (3, 3, 2));
    let on_chain: Vec<_> = (0..12).map(|k| world.read(world.office().call().event(k))).collect();
    let expected: Vec<_> = (0..12).map(|k| events.get(k).copied()).collect();
    assert_eq!(on_chain, expected);
    world.plan.events = events;
    // Sold after the new record date: the redemption is the seller's.
    world.advance_to(world.cutoff(2) - 1);
    world.transfer(Alice, Bob, 40);
    world.open(2);
    // 25 March to 10 July 2026: 107 of 184 days of ¥50 per unit.
    let quote = world.claim(Alice, 2);
    assert_eq!((quote.units, quote.gross_yen, quote.principal_yen), (60, 60 * 50 * 107 / 184, 600_000));
    assert_eq!(world.pay(2, &[Alice, Bob]), [Outcome::AlreadyPaid, Outcome::Paid]);
    assert_eq!(world.status().phase, Phase::Closed);
    // The coupons before it are still owed and paid.
    world.open(1);
    assert_eq!(world.pay(1, &[Alice, Bob]), [Outcome::Paid, Outcome::Paid]);
}

#[test]
fn on_an_interest_date_the_whole_coupon_is_paid() {
    let mut world = callable().at("2026-06-01");
    let last = redeemed_on("2026-09-25");
    assert_eq!(last.interest_per_yen, world.plan.events[2].interest_per_yen);
    world.done(Issuer, call(&world, "2026-09-25"));
    assert_eq!((world.status().events, world.read(world.office().call().event(2))), (3, Some(last)));
}

#[test]
fn the_notice_is_kept_to_the_day_before_the_record_date() {
    // Paid on 10 July 2026, a Friday; the record date is the Thursday before.
    let mut late = callable().at("2026-06-10");
    let error = OfficeError::NoticeTooShort { first_day: date("2026-07-10") };
    late.refused(Issuer, call(&late, "2026-07-10"), error);
    let mut in_time = callable().at("2026-06-09T23:59:59.999+09:00");
    in_time.permitted(Issuer, call(&in_time, "2026-07-10"));
}

#[test]
fn a_day_on_which_banks_are_closed_moves_everything_as_the_terms_say() {
    let mut world = callable().at("2026-06-01");
    // A Sunday: the Friday before.
    let expected = redeemed_on("2026-07-12");
    assert_eq!((expected.payment_day, expected.accrual_end_day), (date("2026-07-10"), date("2026-07-10")));
    world.done(Issuer, call(&world, "2026-07-12"));
    assert_eq!(world.read(world.office().call().event(2)), Some(expected));
    // A holiday that only the terms of the series know.
    let mut plan = plans::twelve_events();
    plan.terms.early_redemption_notice_days = Some(30);
    plan.terms.extra_bank_holidays = vec![date("2026-07-10")];
    let mut world = World::of(plan).with_holders(2).at("2026-06-01");
    world.done(Issuer, call(&world, "2026-07-12"));
    let event = world.read(world.office().call().event(2)).expect("an event");
    assert_eq!((event.payment_day, event.interest_per_yen < expected.interest_per_yen), (date("2026-07-09"), true));
}

/// What one stolen key of the issuer could do before: no amount is its choice any more, and no date but the day.
#[test]
fn no_number_of_calls_makes_a_coupon_smaller_or_larger_than_its_days() {
    let mut world = callable().at("2026-06-01");
    for day in (date("2026-08-07")..date("2026-09-20")).rev() {
        // Days on which banks are closed move onto one that was called already, and are refused.
        let _ = world.submit(Issuer, world.office().call_mut().redeem_early(day, NOTICE));
        let event = world.read(world.office().call().event(2)).expect("an event");
        let expected = redeemed_on(&Date::from_days(event.notional_day).expect("a day").to_string());
        assert_eq!(event, expected);
    }
    let event = world.read(world.office().call().event(2)).expect("an event");
    // 7 August is a Friday; the last call that came through named the Sunday after it.
    let expected = PaymentEvent { notional_day: date("2026-08-09"), ..redeemed_on("2026-08-07") };
    assert_eq!(event, expected, "as a single call would have it");
}

#[test]
fn a_day_that_is_no_early_redemption_is_refused() {
    let mut world = callable().at("2026-06-01");
    // The maturity, a day long after it, the issue, the present, a day whose interest is paid.
    let maturity = Date::from_days(world.plan.terms.maturity_day).expect("a day").to_string();
    for day in [maturity.as_str(), "2199-01-01", "2025-03-25", "2026-06-01", "2026-03-25"] {
        world.refused(Issuer, call(&world, day), OfficeError::RecutInvalid);
    }
    for day in [i32::MIN, -1, i32::MAX] {
        world.refused(Issuer, world.office().call_mut().redeem_early(day, NOTICE), OfficeError::RecutInvalid);
    }
    // The record date of event 1 has passed (N12).
    let mut just_passed = callable_within(1).at("2026-03-25T12:00:00+09:00");
    assert_eq!(just_passed.status().epoch, 2);
    just_passed.refused(Issuer, call(&just_passed, "2026-03-24"), OfficeError::RecutInvalid);
    world.refused(Issuer, world.office().call_mut().redeem_early(date("2026-07-10"), [0; 32]), OfficeError::NoGrounds);
    for who in [Admin, Controller, Pauser, Outsider] {
        world.refused(who, call(&world, "2026-07-10"), OfficeError::MissingRole);
    }
}

#[test]
fn n12_a_series_is_redeemed_early_only_where_its_terms_say_so() {
    let mut world = World::of(plans::twelve_events()).with_holders(2).at("2026-06-01");
    world.refused(Issuer, call(&world, "2026-07-10"), OfficeError::NotAllowed);
    let mut plan = plans::twelve_events();
    plan.terms.early_redemption_notice_days = Some(30);
    plan.terms.may_reopen = true;
    let mut reopened = World::of(plan).with_holders(2).at("2026-06-01");
    reopened.done(Issuer, reopened.office().call_mut().reopen_issue([1; 32]));
    reopened.refused(Issuer, call(&reopened, "2026-07-10"), OfficeError::WrongPhase { phase: Phase::Active });
}

#[test]
fn a_redemption_that_was_called_can_be_called_again_for_an_earlier_day_only() {
    let mut world = callable_within(1).at("2026-06-01");
    world.done(Issuer, call(&world, "2026-07-10"));
    world.done(Issuer, call(&world, "2026-07-08"));
    for day in ["2026-07-10", "2026-07-08", "2026-07-09", "2026-11-10"] {
        world.refused(Issuer, call(&world, day), OfficeError::RecutInvalid);
    }
    // Judged by the schedule as issued, not by what the first call made of it.
    assert_eq!(world.read(world.office().call().event(2)), Some(redeemed_on("2026-07-08")));
    assert_eq!(world.status().events, 3);
}
