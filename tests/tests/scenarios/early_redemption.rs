//! Early redemption (繰上償還): announced in time, with the amounts that bond-math gives for that day, to every holder at the
//! new record date (market-rules §4, N12).

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

fn call(world: &World, k: u8, last: PaymentEvent) -> Message<Result<(), OfficeError>> {
    world.office().call_mut().redeem_early(k, last, NOTICE).into()
}

#[test]
fn a_series_redeemed_early_pays_the_interest_accrued_and_all_principal() {
    let mut world = callable().at("2026-06-01");
    world.open(0);
    let events = plans::twelve_events_redeemed_on("2026-07-10");
    let last = *events.last().expect("an event");
    assert_eq!(events.len(), 3);
    let (_, seen) = world.done(Issuer, call(&world, 2, last));
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
    let last = *plans::twelve_events_redeemed_on("2026-09-25").last().expect("an event");
    assert_eq!(last.interest_per_yen, world.plan.events[2].interest_per_yen);
    world.done(Issuer, call(&world, 2, last));
    assert_eq!(world.status().events, 3);
}

#[test]
fn the_notice_is_kept_to_the_day() {
    let last = *plans::twelve_events_redeemed_on("2026-07-10").last().expect("an event");
    let first_day = last.payment_day;
    let mut late = callable().at("2026-06-11");
    let error = OfficeError::NoticeTooShort { first_day: first_day + 1 };
    late.refused(Issuer, call(&late, 2, last), error);
    let mut in_time = callable().at("2026-06-10T23:59:59.999+09:00");
    in_time.permitted(Issuer, call(&in_time, 2, last));
}

#[test]
fn another_redemption_than_the_terms_give_is_refused() {
    let mut world = callable().at("2026-06-01");
    let last = *plans::twelve_events_redeemed_on("2026-07-10").last().expect("an event");
    let wrong = |change: fn(&mut PaymentEvent)| {
        let mut event = last;
        change(&mut event);
        event
    };
    for event in [
        wrong(|event| event.principal_per_unit_yen -= 1),
        wrong(|event| event.interest_per_yen /= 2),
        wrong(|event| event.interest_per_yen *= 2),
        wrong(|event| event.cutoff_ms = ms("2026-06-01")),
        wrong(|event| event.payment_day += 30),
    ] {
        world.refused(Issuer, call(&world, 2, event), OfficeError::RecutInvalid);
    }
    // The record date of event 1 has passed, and no later one on the same interest date brings it back (N12).
    let passed = world.plan.events[1];
    let later = PaymentEvent {
        payment_day: passed.payment_day + 9,
        cutoff_ms: passed.cutoff_ms + 8 * 86_400_000,
        principal_per_unit_yen: 10_000,
        ..passed
    };
    let mut just_passed = callable_within(1).at("2026-03-25T12:00:00+09:00");
    assert_eq!(just_passed.status().epoch, 2);
    just_passed.refused(Issuer, call(&just_passed, 1, later), OfficeError::RecutInvalid);
    // Event 1 is over, and event 3 is not where this day lies.
    world.refused(Issuer, call(&world, 1, last), OfficeError::RecutInvalid);
    world.refused(Issuer, call(&world, 3, last), OfficeError::RecutInvalid);
    world.refused(Issuer, call(&world, 12, last), OfficeError::UnknownEvent { events: 12 });
    world.refused(Issuer, world.office().call_mut().redeem_early(2, last, [0; 32]), OfficeError::NoGrounds);
    for who in [Admin, Controller, Pauser, Outsider] {
        world.refused(who, call(&world, 2, last), OfficeError::MissingRole);
    }
}

#[test]
fn n12_a_series_is_redeemed_early_only_where_its_terms_say_so() {
    let last = *plans::twelve_events_redeemed_on("2026-07-10").last().expect("an event");
    let mut world = World::of(plans::twelve_events()).with_holders(2).at("2026-06-01");
    world.refused(Issuer, call(&world, 2, last), OfficeError::NotAllowed);
    let mut plan = plans::twelve_events();
    plan.terms.early_redemption_notice_days = Some(30);
    plan.terms.may_reopen = true;
    let mut reopened = World::of(plan).with_holders(2).at("2026-06-01");
    reopened.done(Issuer, reopened.office().call_mut().reopen_issue([1; 32]));
    reopened.refused(Issuer, call(&reopened, 2, last), OfficeError::WrongPhase { phase: Phase::Active });
}

#[test]
fn a_redemption_that_was_called_can_be_called_again_for_an_earlier_day_only() {
    let mut world = callable().at("2026-06-01");
    let [first, earlier] =
        ["2026-07-10", "2026-07-08"].map(|day| *plans::twelve_events_redeemed_on(day).last().expect("an event"));
    world.done(Issuer, call(&world, 2, first));
    world.done(Issuer, call(&world, 2, earlier));
    world.refused(Issuer, call(&world, 2, first), OfficeError::RecutInvalid);
    assert_eq!(world.read(world.office().call().event(2)), Some(earlier));
}
