//! A coupon on its way to being payable: announced, funded, opened. Anyone may do each, and none too early.

use bond_abi::distributor::Coupon;
use chihosai_tests::clock::day;
use chihosai_tests::prelude::*;

/// What Tokyo No. 32 owes on 200 units with its first coupon: floor(2,000,000 × 0.0086080939226).
const FIRST_YEN: u128 = 17_216;

#[test]
fn nothing_is_announced_before_its_record_date() {
    let mut world = World::tokyo_32().with_holders(2).at("2016-02-24T23:59:59.999+09:00");
    let early = DistributorError::RecordDateNotReached { event: 0, cutoff_ms: ms("2016-02-25") };
    world.refused(Payer, world.distributor().call_mut().announce(0), early);
    let later = DistributorError::RecordDateNotReached { event: 39, cutoff_ms: world.cutoff(39) };
    world.refused(Payer, world.distributor().call_mut().announce(39), later);
    for k in [40, 255] {
        let unknown = DistributorError::UnknownEvent { events: 40 };
        world.refused(Payer, world.distributor().call_mut().announce(k), unknown);
    }
}

#[test]
fn n12_t06_an_announcement_freezes_everything_that_decides_an_amount() {
    let mut world = World::tokyo_32().with_holders(2).at("2016-02-25");
    let (_, seen) = world.done(Outsider, world.distributor().call_mut().announce(0));
    let told = DistributorEvent::CouponAnnounced {
        event: 0,
        supply_units: 200,
        required_yen: FIRST_YEN,
        payment_day: day("2016-02-25"),
    };
    assert_eq!(seen, [Seen::Distributor(told)]);
    let expected = Coupon {
        state: CouponState::Announced,
        cutoff_ms: ms("2016-02-25"),
        payment_day: day("2016-02-25"),
        supply_units: 200,
        interest_per_yen: 86_080_939_226,
        per_yen_digits: 13,
        outstanding_per_unit_yen: 10_000,
        principal_per_unit_yen: 0,
        last: false,
        rates: plans::tax_table()[1],
        required_yen: FIRST_YEN,
        funded_yen: 0,
        prescription_years: 5,
        opened_day: 0,
        paid: Totals::default(),
        reserved_yen: 0,
        reserved_units: 0,
        reserved_payees: 0,
        advanced: Totals::default(),
        held_yen: 0,
        held_payees: 0,
        national_withdrawn_yen: 0,
        local_withdrawn_yen: 0,
        lapsed_yen: 0,
    };
    assert_eq!(world.coupon(0), expected);
    assert_eq!(expected.rates.from_day, day("2016-01-01"));
    // Nothing that happens to the register afterwards matters.
    world.transfer(Alice, Bob, 100);
    assert_eq!(world.coupon(0), expected);
    world.refused(Outsider, world.distributor().call_mut().announce(0), DistributorError::AlreadyAnnounced);
}

#[test]
fn a_payment_day_without_tax_rates_is_not_announced() {
    let mut plan = plans::short_bullet();
    plan.tax_table = vec![TaxRow { from_day: day("2025-09-26"), ..plan.tax_table[2] }];
    let mut world = World::of(plan).with_holders(1);
    world.advance_to(world.cutoff(0));
    world.refused(Payer, world.distributor().call_mut().announce(0), DistributorError::NoTaxRates);
}

#[test]
fn the_rates_are_those_of_the_payment_day() {
    let mut plan = plans::short_bullet();
    let law = |from_day, individual| TaxRow { from_day, individual, ..plan.tax_table[1] };
    let (old, new) =
        (ClassRates { national_e5: 15_315, local_e5: 5_000 }, ClassRates { national_e5: 20_000, local_e5: 1 });
    plan.tax_table = vec![law(day("2025-01-01"), old), law(day("2026-03-25"), new)];
    let mut world = World::of(plan).with_holders(1);
    world.open(0);
    world.open(1);
    assert_eq!(world.claim(Alice, 0).national_tax_yen, 765);
    let quote = world.claim(Alice, 1);
    assert_eq!((quote.national_tax_yen, quote.local_tax_yen, quote.net_yen), (1_000, 0, 4_000));
}

#[test]
fn only_an_announced_event_takes_money_and_only_what_is_missing() {
    let mut world = World::tokyo_32().with_holders(2).at("2016-02-25");
    world.provide(1_000_000);
    let purse = world.purse(Payer);
    world.refused(Payer, world.distributor().call_mut().fund(0, 1), DistributorError::NotAnnounced);
    world.announce(0);
    world.refused(Payer, world.distributor().call_mut().fund(0, 0), DistributorError::ZeroAmount);
    world.permitted(Payer, world.distributor().call_mut().fund(0, u128::MAX));
    world.refused(Payer, world.distributor().call_mut().fund(1, 1), DistributorError::NotAnnounced);
    let (taken_yen, seen) = world.done(Payer, world.distributor().call_mut().fund(0, FIRST_YEN + 1));
    let told =
        DistributorEvent::CouponFunded { event: 0, by: Payer.id(), amount_yen: FIRST_YEN, funded_yen: FIRST_YEN };
    assert_eq!(seen.last(), Some(&Seen::Distributor(told)));
    assert_eq!((taken_yen, world.purse(Payer)), (FIRST_YEN, purse - FIRST_YEN), "the rest stays where it was");
}

#[test]
fn one_yen_of_somebody_else_keeps_nobody_from_bringing_the_rest() {
    let mut world = World::tokyo_32().with_holders(2).at("2016-02-25");
    world.announce(0);
    world.provide(FIRST_YEN);
    world.done(Payer, world.yen().call_mut().mint(Outsider.id(), 1));
    world.done(Outsider, world.cash().approve(world.series.distributor, 1));
    assert_eq!(world.done(Outsider, world.distributor().call_mut().fund(0, 1)).0, 1);
    assert_eq!(world.done(Payer, world.distributor().call_mut().fund(0, FIRST_YEN)).0, FIRST_YEN - 1);
    assert_eq!(world.coupon(0).funded_yen, FIRST_YEN);
    world.done(Outsider, world.distributor().call_mut().open(0));
}

#[test]
fn money_that_does_not_arrive_is_not_counted() {
    let mut world = World::tokyo_32().with_holders(2).at("2016-02-25");
    world.announce(0);
    let fund = |world: &World| world.distributor().call_mut().fund(0, FIRST_YEN);
    // Neither allowed nor there.
    world.refused(Payer, fund(&world), DistributorError::FundingFailed);
    // There, but not allowed.
    world.done(Payer, world.yen().call_mut().mint(Payer.id(), FIRST_YEN));
    world.refused(Payer, fund(&world), DistributorError::FundingFailed);
    // Allowed, but one yen short of it.
    world.done(Payer, world.cash().approve(world.series.distributor, FIRST_YEN - 1));
    world.refused(Payer, fund(&world), DistributorError::FundingFailed);
    // Allowed, but not there.
    world.done(Outsider, world.cash().approve(world.series.distributor, FIRST_YEN));
    world.refused(Outsider, fund(&world), DistributorError::FundingFailed);
    assert_eq!(world.coupon(0).funded_yen, 0);
}

#[test]
fn several_payers_fund_in_parts() {
    let mut world = World::tokyo_32().with_holders(2).at("2016-02-25");
    world.announce(0);
    world.provide(10_000);
    let (_, seen) = world.done(Payer, world.distributor().call_mut().fund(0, 10_000));
    let told = DistributorEvent::CouponFunded { event: 0, by: Payer.id(), amount_yen: 10_000, funded_yen: 10_000 };
    assert_eq!(seen.last(), Some(&Seen::Distributor(told)));
    world.done(Payer, world.yen().call_mut().mint(Outsider.id(), 7_216));
    world.done(Outsider, world.cash().approve(world.series.distributor, 7_216));
    let (_, seen) = world.done(Outsider, world.distributor().call_mut().fund(0, 7_216));
    let told = DistributorEvent::CouponFunded { event: 0, by: Outsider.id(), amount_yen: 7_216, funded_yen: FIRST_YEN };
    let moved = YenEvent::Transfer { from: Some(Outsider.id()), to: Some(world.series.distributor), value: 7_216 };
    assert!(seen.contains(&Seen::Yen(moved)));
    assert_eq!(seen.last(), Some(&Seen::Distributor(told)));
    assert_eq!((world.coupon(0).funded_yen, world.chest()), (FIRST_YEN, FIRST_YEN));
    let full = DistributorError::ExceedsRequired { missing_yen: 0 };
    world.refused(Payer, world.distributor().call_mut().fund(0, 1), full);
    world.done(Payer, world.distributor().call_mut().open(0));
    let open = DistributorError::WrongState { state: CouponState::Open };
    world.refused(Payer, world.distributor().call_mut().fund(0, 1), open);
}

#[test]
fn t07_an_underfunded_coupon_does_not_open_not_even_for_one_yen() {
    let mut world = World::tokyo_32().with_holders(2).at("2016-02-25");
    world.refused(Payer, world.distributor().call_mut().open(0), DistributorError::NotAnnounced);
    world.announce(0);
    world.provide(FIRST_YEN);
    let missing = |missing_yen| DistributorError::Underfunded { missing_yen };
    world.refused(Payer, world.distributor().call_mut().open(0), missing(FIRST_YEN));
    world.done(Payer, world.distributor().call_mut().fund(0, FIRST_YEN - 1));
    world.refused(Payer, world.distributor().call_mut().open(0), missing(1));
    // A gift to the distributor is no funding (T30).
    world.done(Payer, world.cash().transfer(world.series.distributor, 1));
    world.refused(Payer, world.distributor().call_mut().open(0), missing(1));
    world.provide(1);
    world.done(Payer, world.distributor().call_mut().fund(0, 1));
    let (_, seen) = world.done(Outsider, world.distributor().call_mut().open(0));
    assert_eq!(seen, [Seen::Distributor(DistributorEvent::CouponOpened { event: 0 })]);
    let open = DistributorError::WrongState { state: CouponState::Open };
    world.refused(Payer, world.distributor().call_mut().open(0), open);
    // The gift stays apart: holders get what they are due.
    assert_eq!(world.pay(0, &[Alice, Bob]), [Outcome::Paid, Outcome::Paid]);
    assert_eq!(world.chest(), 1 + FIRST_YEN - 2 * 6_860);
}

#[test]
fn a_coupon_opens_with_its_payment_day_and_not_with_its_record_date() {
    // Record date Friday 2019-02-22, payment Monday 2019-02-25.
    let mut world = World::tokyo_32().with_holders(2).at("2019-02-23");
    world.announce_and_fund(6);
    let payment_ms = ms("2019-02-25");
    let early = DistributorError::PaymentDateNotReached { payment_ms };
    world.refused(Payer, world.distributor().call_mut().open(6), early);
    world.advance_to(payment_ms - 1);
    world.refused(Payer, world.distributor().call_mut().open(6), early);
    world.advance_to(payment_ms);
    world.done(Payer, world.distributor().call_mut().open(6));
    assert_eq!(world.claim(Alice, 6).gross_yen, 6_465);
}

#[test]
fn a_record_date_at_which_nobody_held_anything_settles_at_once() {
    let mut world = World::short();
    world.advance_to(world.payment_ms(0));
    world.announce(0);
    assert_eq!(world.coupon(0).required_yen, 0);
    let (_, seen) = world.done(Payer, world.distributor().call_mut().open(0));
    let told = [DistributorEvent::CouponOpened { event: 0 }, DistributorEvent::CouponSettled { event: 0 }];
    assert_eq!(seen, told.map(Seen::Distributor));
    assert_eq!(world.coupon(0).state, CouponState::Settled);
    world.refused(Alice, world.distributor().call_mut().claim(0), DistributorError::NotAHolder);
}

#[test]
fn events_are_handled_in_any_order_and_do_not_touch_each_other() {
    let mut world = World::tokyo_32().with_holders(1).at("2017-09-01");
    world.announce_and_fund(2);
    world.done(Payer, world.distributor().call_mut().open(2));
    world.announce_and_fund(0);
    let waiting = DistributorError::WrongState { state: CouponState::Announced };
    world.refused(Alice, world.distributor().call_mut().claim(0), waiting);
    world.refused(Alice, world.distributor().call_mut().claim(1), DistributorError::NotAnnounced);
    assert_eq!(world.claim(Alice, 2).gross_yen, 6_465);
    assert_eq!((world.coupon(0).paid.payees, world.coupon(2).paid.payees), (0, 1));
    assert_eq!(world.coupon(2).state, CouponState::Settled);
}

#[test]
fn money_is_taken_from_its_caller_alone() {
    let mut world = World::short().with_holders(1);
    world.advance_to(world.cutoff(0));
    world.announce(0);
    // The payer lets the distributor take; that is no reason for others to make it take.
    world.provide(5_000);
    world.know(Payer);
    for somebody in [Outsider, Alice, Admin] {
        let fund = world.distributor().call_mut().fund(0, 5_000);
        world.refused(somebody, fund, DistributorError::FundingFailed);
        let deposit = world.distributor().call_mut().deposit(1, 1);
        world.refused(somebody, deposit, DistributorError::FundingFailed);
    }
    assert_eq!(world.purse(Payer), 5_000);
    world.done(Payer, world.distributor().call_mut().fund(0, 5_000));
}
