//! The money that is not on its way to a holder: what is put aside, withheld, remitted, given, and when it is due.

use chihosai_tests::prelude::*;

/// Taxes of one coupon of ¥5,000.
const NATIONAL_YEN: u128 = 765;
const LOCAL_YEN: u128 = 250;
const DOCUMENT: [u8; 32] = [0xd0; 32];

fn refused(error: DistributorError) -> AgentError {
    AgentError::Refused { error }
}

fn money(world: &mut World) -> Cash {
    world.read(world.distributor().call().cash()).expect("the payment token answers")
}

fn coverage(world: &mut World, k: u8) -> Coverage {
    world.read(world.distributor().call().coverage(k)).expect("announced")
}

/// Two holders of ¥1,000,000 each; the first coupon is open and both are paid.
fn paid() -> World {
    let mut world = World::short().with_holders(2);
    world.open(0);
    assert_eq!(world.pay(0, &[Alice, Bob]), [Outcome::Paid; 2]);
    world
}

fn donate(world: &mut World, yen: u128) {
    world.provide(yen);
    world.done(Payer, world.cash().transfer(world.series.distributor, yen));
}

// The reserve

#[test]
fn what_is_put_aside_funds_later_events_and_is_owed_until_all_are_funded() {
    let mut world = World::short().with_holders(2);
    world.provide(2_110_000);
    let (_, seen) = world.done(Payer, world.distributor().call_mut().deposit(1, 1_990_000));
    let (amount_yen, reserve_yen) = (1_990_000, 1_990_000);
    let told = DistributorEvent::ReserveDeposited { event: 1, by: Payer.id(), amount_yen, reserve_yen };
    assert!(seen.contains(&Seen::Distributor(told)));
    world.done(Payer, world.distributor().call_mut().deposit(0, 10_000));
    let cash = money(&mut world);
    assert_eq!(
        (cash.balance_yen, cash.owed_yen, cash.reserve_yen, cash.surplus_yen),
        (2_000_000, 2_000_000, 2_000_000, 0)
    );
    world.refused(
        PayingAgent,
        world.agent().call_mut().withdraw_surplus(1),
        refused(DistributorError::ExceedsSurplus { surplus_yen: 0 }),
    );

    world.refused(Outsider, world.distributor().call_mut().draw(0), DistributorError::NotAnnounced);
    world.advance_to(world.cutoff(0));
    world.announce(0);
    assert_eq!(coverage(&mut world, 0).reserve_yen, 10_000, "what is for the last event is for the last event");
    let (_, seen) = world.done(Outsider, world.distributor().call_mut().draw(0));
    let (event, amount_yen) = (0, 10_000);
    let told = DistributorEvent::ReserveDrawn { event, amount_yen, funded_yen: 10_000, reserve_yen: 0 };
    assert_eq!(seen, [Seen::Distributor(told)]);
    assert_eq!(money(&mut world).reserve_yen, 1_990_000);
    world.refused(Outsider, world.distributor().call_mut().draw(0), DistributorError::ReserveEmpty);

    world.advance_to(world.cutoff(1));
    world.announce(1);
    // As far as it reaches; the rest comes from somebody else.
    world.done(Outsider, world.distributor().call_mut().draw(1));
    assert_eq!((coverage(&mut world, 1).missing_yen, money(&mut world).reserve_yen), (20_000, 0));
    world.refused(Outsider, world.distributor().call_mut().draw(1), DistributorError::ReserveEmpty);
    world.done(Payer, world.distributor().call_mut().fund(1, 20_000));
    world.advance_to(world.payment_ms(1));
    for k in [0, 1] {
        world.done(Outsider, world.distributor().call_mut().open(k));
        assert_eq!(world.pay(k, &[Alice, Bob]), [Outcome::Paid; 2]);
    }
    for k in [0, 1] {
        world.refused(Payer, world.distributor().call_mut().deposit(k, 1), DistributorError::NothingAhead);
    }
    let unknown = DistributorError::UnknownEvent { events: 2 };
    world.refused(Payer, world.distributor().call_mut().deposit(2, 1), unknown);
    assert_eq!(money(&mut world).owed_yen, 4 * (NATIONAL_YEN + LOCAL_YEN));
}

#[test]
fn a_reserve_that_is_not_needed_any_more_is_surplus() {
    let mut world = World::short().with_holders(1);
    world.provide(500);
    world.done(Payer, world.distributor().call_mut().deposit(0, 500));
    world.open(1);
    // The first event is not even announced: what was put aside for it may be needed.
    assert_eq!((money(&mut world).reserve_yen, money(&mut world).surplus_yen), (500, 0));
    world.open(0);
    let cash = money(&mut world);
    assert_eq!((cash.reserve_yen, cash.surplus_yen), (0, 500));
    world.done(PayingAgent, world.agent().call_mut().withdraw_surplus(200));
    assert_eq!((money(&mut world).surplus_yen, world.purse(Treasury)), (300, 200));
    assert_eq!(world.pay(1, &[Alice]), [Outcome::Paid]);
    assert_eq!(world.pay(0, &[Alice]), [Outcome::Paid], "nobody lacks a yen for it");
}

#[test]
fn nothing_is_put_aside_without_an_allowance_or_an_amount() {
    let mut world = World::short().with_holders(1);
    world.refused(Payer, world.distributor().call_mut().deposit(1, 0), DistributorError::ZeroAmount);
    world.refused(Payer, world.distributor().call_mut().deposit(1, 1), DistributorError::FundingFailed);
    world.provide(10);
    world.refused(Payer, world.distributor().call_mut().deposit(1, 11), DistributorError::FundingFailed);
    world.refused(Payer, world.distributor().call_mut().deposit(1, u128::MAX), DistributorError::FundingFailed);
    assert_eq!(money(&mut world).balance_yen, 0);
}

#[test]
fn a_redemption_reserve_is_not_spent_on_a_coupon() {
    let mut world = World::short().with_holders(1);
    world.provide(1_005_000);
    world.done(Payer, world.distributor().call_mut().deposit(1, 1_005_000));
    world.advance_to(world.cutoff(0));
    world.announce(0);
    for who in [Outsider, Payer, PayingAgent, Admin] {
        world.refused(who, world.distributor().call_mut().draw(0), DistributorError::ReserveEmpty);
    }
    world.advance_to(world.cutoff(1));
    world.announce(1);
    world.done(Outsider, world.distributor().call_mut().draw(1));
    assert_eq!((coverage(&mut world, 1).missing_yen, money(&mut world).reserve_yen), (0, 0));
}

#[test]
fn what_was_put_aside_for_an_event_that_is_redeemed_away_funds_the_last_one() {
    let mut plan = plans::twelve_events();
    plan.terms.early_redemption_notice_days = Some(1);
    let mut world = World::of(plan).with_holders(1);
    world.provide(3_000_000);
    for (k, yen) in [(3, 300_000), (7, 600_000), (11, 600_000)] {
        world.done(Payer, world.distributor().call_mut().deposit(k, yen));
    }
    let last = plans::twelve_events_redeemed_on("2026-12-25")[3];
    world.done(Issuer, world.office().call_mut().redeem_early(last.notional_day, DOCUMENT));
    assert_eq!((money(&mut world).reserve_yen, money(&mut world).surplus_yen), (1_500_000, 0));
    let unknown = DistributorError::UnknownEvent { events: 4 };
    world.refused(Payer, world.distributor().call_mut().deposit(7, 1), unknown);
    world.advance_to(last.cutoff_ms);
    world.announce(3);
    let required_yen = world.coupon(3).required_yen;
    assert!((1_000_000..1_010_000).contains(&required_yen), "{required_yen}");
    assert_eq!(coverage(&mut world, 3).reserve_yen, 1_500_000);
    world.done(Outsider, world.distributor().call_mut().draw(3));
    // What the last event does not need comes back.
    let cash = money(&mut world);
    assert_eq!((cash.reserve_yen, cash.surplus_yen), (0, 1_500_000 - required_yen));
    world.done(PayingAgent, world.agent().call_mut().withdraw_surplus(1_500_000 - required_yen));
    let cash = money(&mut world);
    assert_eq!((cash.owed_yen, cash.surplus_yen, cash.balance_yen), (required_yen, 0, required_yen));
}

#[test]
fn a_reserve_comes_back_once_everything_is_bought_back_but_for_record_dates_that_passed() {
    let mut plan = plans::twelve_events();
    plan.terms.may_buy_back = true;
    let mut world = World::of(plan);
    world.register(Alice);
    world.register(Issuer);
    world.allot(&[(Alice, 100), (Issuer, 100)]);
    world.close_issue();
    world.provide(1_000_000);
    for k in [0, 5] {
        world.done(Payer, world.distributor().call_mut().deposit(k, 200_000));
    }
    world.advance_to(world.cutoff(0));
    world.transfer(Alice, Issuer, 100);
    world.done(Issuer, world.office().call_mut().buy_back(200));
    assert_eq!(world.status().supply_units, 0);
    // Alice and the issuer held units at the first record date; nobody holds any at the others.
    let cash = money(&mut world);
    assert_eq!((cash.reserve_yen, cash.surplus_yen), (200_000, 200_000));
    world.refused(Payer, world.distributor().call_mut().deposit(6, 1), DistributorError::NothingAhead);
    world.announce(0);
    world.done(Outsider, world.distributor().call_mut().draw(0));
    world.advance_to(world.payment_ms(0));
    world.done(Outsider, world.distributor().call_mut().open(0));
    let required_yen = world.coupon(0).required_yen;
    assert_eq!(money(&mut world).surplus_yen, 400_000 - required_yen);
    world.done(PayingAgent, world.agent().call_mut().withdraw_surplus(400_000 - required_yen));
    assert_eq!(world.pay(0, &[Alice, Issuer]), [Outcome::Paid; 2]);
}

// Late

#[test]
fn an_event_is_late_when_its_payment_day_is_over_and_it_is_not_open() {
    let mut world = World::short().with_holders(2);
    // A day between the cutoff and the payment day.
    let tomorrow = world.plan.events[0].payment_day + 1;
    world.done(PayingAgent, world.agent().call_mut().set_payment_day(0, Some(tomorrow)));
    let payment_ms = world.payment_ms(0) + 86_400_000;
    world.advance_to(world.cutoff(0));
    world.announce(0);
    world.provide(10_000);
    world.done(Payer, world.distributor().call_mut().fund(0, 9_999));
    world.advance_to(payment_ms - 1);
    let before = coverage(&mut world, 0);
    assert_eq!((before.missing_yen, before.late, before.payment_ms), (1, false, payment_ms));
    // Payment on the payment day is in time.
    world.advance_to(payment_ms + 86_400_000 - 1);
    assert!(!coverage(&mut world, 0).late);
    world.advance_to(payment_ms + 86_400_000);
    assert!(coverage(&mut world, 0).late);
    world.refused(Outsider, world.distributor().call_mut().open(0), DistributorError::Underfunded { missing_yen: 1 });
    world.done(Payer, world.distributor().call_mut().fund(0, 1));
    let funded = coverage(&mut world, 0);
    assert_eq!((funded.missing_yen, funded.late, funded.state), (0, true, CouponState::Announced));
    world.done(Outsider, world.distributor().call_mut().open(0));
    assert!(!coverage(&mut world, 0).late);
    assert_eq!(world.claim(Alice, 0).net_yen, 3_985);
    assert_eq!(world.read(world.distributor().call().coverage(1)), Err(DistributorError::NotAnnounced));
}

#[test]
fn with_a_record_date_one_day_before_the_payment_no_event_is_late_from_the_start() {
    let mut world = World::short().with_holders(1);
    // The first instant in which it can be announced, and funded, is the first one of the payment day.
    assert_eq!(world.cutoff(0), world.payment_ms(0));
    world.advance_to(world.cutoff(0));
    world.announce(0);
    assert!(!coverage(&mut world, 0).late);
}

// Holidays

#[test]
fn the_cash_date_moves_until_the_event_opens_and_the_amount_stays() {
    let mut world = World::short().with_holders(1);
    let scheduled_day = world.plan.events[0].payment_day;
    let set = |world: &World, k, day| world.agent().call_mut().set_payment_day(k, day);
    let too_far = AgentError::PaymentDayInvalid { scheduled_day };
    // The cutoff of this series is the first instant of the payment day itself.
    for day in [scheduled_day - 1, scheduled_day + 11, i32::MIN, i32::MAX] {
        world.refused(PayingAgent, set(&world, 0, Some(day)), too_far);
    }
    world.refused(PayingAgent, set(&world, 0, None), AgentError::Unchanged);
    world.refused(PayingAgent, set(&world, 2, Some(scheduled_day)), AgentError::UnknownEvent);
    let (_, seen) = world.done(PayingAgent, set(&world, 0, Some(scheduled_day + 10)));
    let (event, by) = (0, PayingAgent.id());
    let told = AgentEvent::PaymentDaySet { event, old: None, new: Some(scheduled_day + 10), by };
    assert_eq!(seen, [Seen::Agent(told)]);
    world.done(PayingAgent, set(&world, 0, None));
    world.done(PayingAgent, set(&world, 0, Some(scheduled_day + 3)));
    world.refused(PayingAgent, set(&world, 0, Some(scheduled_day + 3)), AgentError::Unchanged);

    world.advance_to(world.cutoff(0));
    world.announce_and_fund(0);
    assert_eq!((world.coupon(0).payment_day, world.coupon(0).required_yen), (scheduled_day + 3, 5_000));
    // Whoever announced it first did not settle the day.
    let (_, seen) = world.done(PayingAgent, set(&world, 0, None));
    let told = AgentEvent::PaymentDaySet { event, old: Some(scheduled_day + 3), new: None, by };
    assert_eq!(seen, [Seen::Agent(told)]);
    assert_eq!(world.coupon(0).payment_day, scheduled_day);
    for day in [scheduled_day - 1, scheduled_day + 11] {
        world.refused(PayingAgent, set(&world, 0, Some(day)), too_far);
    }
    let before = world.coupon(0);
    world.done(PayingAgent, set(&world, 0, Some(scheduled_day + 3)));
    assert_eq!(world.coupon(0), Coupon { payment_day: scheduled_day + 3, ..before }, "nothing else moves");
    let payment_ms = world.payment_ms(0) + 3 * 86_400_000;
    world.advance_to(payment_ms - 1);
    world.refused(
        Payer,
        world.distributor().call_mut().open(0),
        DistributorError::PaymentDateNotReached { payment_ms },
    );
    world.advance_to(payment_ms);
    // Neither to a day that is past, nor, once it is open, at all.
    world.refused(PayingAgent, set(&world, 0, Some(scheduled_day + 2)), too_far);
    world.refused(PayingAgent, set(&world, 0, None), too_far);
    world.permitted(PayingAgent, set(&world, 0, Some(scheduled_day + 4)));
    world.done(Payer, world.distributor().call_mut().open(0));
    let open = refused(DistributorError::WrongState { state: CouponState::Open });
    world.refused(PayingAgent, set(&world, 0, Some(scheduled_day + 4)), open);
    assert_eq!(world.claim(Alice, 0).net_yen, 3_985);
}

#[test]
fn a_day_that_is_over_cannot_be_moved_away_so_that_what_is_late_stays_late() {
    let mut world = World::short().with_holders(1);
    let scheduled_day = world.plan.events[0].payment_day;
    world.advance_to(world.cutoff(0));
    world.announce(0);
    let later = |world: &World| world.agent().call_mut().set_payment_day(0, Some(scheduled_day + 5));
    world.permitted(PayingAgent, later(&world));
    world.advance_to(world.payment_ms(0) + 86_400_000);
    assert!(coverage(&mut world, 0).late);
    world.refused(PayingAgent, later(&world), AgentError::PaymentDayInvalid { scheduled_day });
}

#[test]
fn the_tax_row_of_an_announced_event_is_that_of_the_day_to_which_it_moves() {
    let mut world = World::short().with_holders(1);
    let scheduled_day = world.plan.events[0].payment_day;
    let mut row = TaxRow { from_day: scheduled_day + 2, ..plans::tax_table()[1] };
    row.individual.national_e5 = 10_000;
    world.done(Admin, world.agent().call_mut().set_tax_row(row));
    world.advance_to(world.cutoff(0));
    world.announce_and_fund(0);
    assert_ne!(world.coupon(0).rates, row);
    world.done(PayingAgent, world.agent().call_mut().set_payment_day(0, Some(scheduled_day + 2)));
    assert_eq!(world.coupon(0).rates, row);
    world.advance_to(world.payment_ms(0) + 2 * 86_400_000);
    world.done(Payer, world.distributor().call_mut().open(0));
    assert_eq!(world.claim(Alice, 0).national_tax_yen, 500);
}

#[test]
fn an_exception_belongs_to_the_day_of_the_schedule_for_which_it_was_made() {
    let mut plan = plans::twelve_events();
    plan.terms.early_redemption_notice_days = Some(1);
    let mut world = World::of(plan).with_holders(1);
    // Five days earlier, with the day of the early redemption within ten days of it.
    let events = plans::twelve_events_redeemed_on("2026-12-25");
    let last = events[3];
    let scheduled_day = world.plan.events[3].payment_day;
    let exception = CashDate { scheduled_day: last.payment_day + 3, day: last.payment_day + 2 };
    // The agent's contract gives no such order for another day than the schedule's; made for it, it must not hold later.
    assert_ne!(exception.scheduled_day, scheduled_day);
    let order = CashOrder::SetPaymentDay { event: 3, scheduled_day: exception.scheduled_day, day: Some(exception.day) };
    let (agent, message) = (world.series.agent, world.distributor().call_mut().order(order));
    let called = world.client.submit(agent, message).expect("an answer");
    assert_eq!(called.answer, Ok(0));
    world.forget();
    world.done(Issuer, world.office().call_mut().redeem_early(last.notional_day, DOCUMENT));
    assert_eq!(world.read(world.distributor().call().payment_day(3)), Some(exception));
    // It is as if there were none: it can be made anew, and taken back only then.
    world.refused(PayingAgent, world.agent().call_mut().set_payment_day(3, None), AgentError::Unchanged);
    world.advance_to(last.cutoff_ms);
    world.announce(3);
    assert_eq!(world.coupon(3).payment_day, last.payment_day);
}

#[test]
fn t32_an_exception_does_not_outlive_an_early_redemption_that_moves_the_event_away() {
    let mut plan = plans::twelve_events();
    plan.terms.early_redemption_notice_days = Some(1);
    let mut world = World::of(plan).with_holders(1);
    let moved = world.plan.events[3].payment_day + 5;
    world.done(PayingAgent, world.agent().call_mut().set_payment_day(3, Some(moved)));
    let events = plans::twelve_events_redeemed_on("2026-12-25");
    let last = events[3];
    assert!(last.payment_day < world.plan.events[3].payment_day - 20);
    world.done(Issuer, world.office().call_mut().redeem_early(last.notional_day, DOCUMENT));
    world.advance_to(last.cutoff_ms);
    world.announce(3);
    assert_eq!(world.coupon(3).payment_day, last.payment_day);
}

// Taxes

#[test]
fn taxes_are_taken_out_as_far_as_they_are_withheld_and_remitted_as_far_as_taken_out() {
    let mut world = paid();
    let withdraw = |world: &World, kind, yen| world.agent().call_mut().withdraw_tax(0, kind, yen);
    let remit = |world: &World, kind, yen| world.agent().call_mut().record_remittance(0, kind, yen, DOCUMENT);
    let all = 2 * NATIONAL_YEN;
    let more = refused(DistributorError::ExceedsWithheld { withheld_yen: all });
    world.refused(PayingAgent, withdraw(&world, TaxKind::National, all + 1), more);
    world.refused(PayingAgent, withdraw(&world, TaxKind::National, u128::MAX), more);
    world.refused(PayingAgent, withdraw(&world, TaxKind::National, 0), refused(DistributorError::ZeroAmount));
    world.refused(PayingAgent, remit(&world, TaxKind::National, 1), AgentError::ExceedsWithdrawn { withdrawn_yen: 0 });
    let (_, seen) = world.done(PayingAgent, withdraw(&world, TaxKind::National, 1_000));
    let (event, to, by) = (0, TaxAccount.id(), PayingAgent.id());
    let told = AgentEvent::TaxWithdrawn { event, kind: TaxKind::National, yen: 1_000, to, by };
    assert_eq!(seen.last(), Some(&Seen::Agent(told)));
    world.done(PayingAgent, withdraw(&world, TaxKind::National, all - 1_000));
    world.done(PayingAgent, withdraw(&world, TaxKind::Local, 2 * LOCAL_YEN));
    let none = refused(DistributorError::ExceedsWithheld { withheld_yen: 0 });
    world.refused(PayingAgent, withdraw(&world, TaxKind::Local, 1), none);
    assert_eq!((world.purse(TaxAccount), world.chest()), (all + 2 * LOCAL_YEN, 0));

    world.refused(PayingAgent, remit(&world, TaxKind::National, 0), AgentError::ZeroAmount);
    let nameless = world.agent().call_mut().record_remittance(0, TaxKind::National, 1, [0; 32]);
    world.refused(PayingAgent, nameless, AgentError::NoDocument);
    let elsewhere = world.agent().call_mut().record_remittance(1, TaxKind::National, 1, DOCUMENT);
    world.refused(PayingAgent, elsewhere, AgentError::UnknownEvent);
    let (_, seen) = world.done(PayingAgent, remit(&world, TaxKind::National, 1_500));
    let kind = TaxKind::National;
    let told = AgentEvent::TaxRemitted { event, kind, yen: 1_500, total_yen: 1_500, document: DOCUMENT, by };
    assert_eq!(seen, [Seen::Agent(told)]);
    let left = AgentError::ExceedsWithdrawn { withdrawn_yen: all - 1_500 };
    world.refused(PayingAgent, remit(&world, TaxKind::National, all - 1_499), left);
    world.done(PayingAgent, remit(&world, TaxKind::Local, 500));

    let ledger = world.read(world.agent().call().tax_ledger(0));
    let expected = TaxLedger {
        payment_day: world.plan.events[0].payment_day,
        payees: 2,
        gross_yen: 10_000,
        national_yen: 1_530,
        // 1,530 × 2.1 / 102.1 = 31.469…
        reconstruction_yen: 31,
        defence_yen: 0,
        local_yen: 500,
        net_yen: 7_970,
        national_withdrawn_yen: 1_530,
        local_withdrawn_yen: 500,
        national_remitted_yen: 1_500,
        local_remitted_yen: 500,
    };
    assert_eq!(ledger, Ok(expected));
    assert_eq!(world.read(world.agent().call().tax_ledger(1)), Err(AgentError::UnknownEvent));
}

#[test]
fn taxes_of_an_event_that_is_not_over_leave_what_holders_are_owed() {
    let mut world = World::short().with_holders(2);
    world.open(0);
    world.claim(Alice, 0);
    world.done(PayingAgent, world.agent().call_mut().withdraw_tax(0, TaxKind::National, NATIONAL_YEN));
    world.done(PayingAgent, world.agent().call_mut().withdraw_tax(0, TaxKind::Local, LOCAL_YEN));
    assert_eq!((world.chest(), money(&mut world).owed_yen), (5_000, 5_000));
    assert_eq!(world.claim(Bob, 0).net_yen, 3_985);
}

#[test]
fn n12_t06_new_rates_are_for_days_to_come_and_for_events_not_announced() {
    let mut world = World::short().with_holders(1);
    let today = bond_math::Date::from_unix_ms_jst(world.now_ms()).expect("a day").days();
    let mut row = TaxRow { from_day: today, ..plans::tax_table()[1] };
    row.individual.national_e5 = 20_000;
    row.surtaxes = Surtaxes { reconstruction_permille: 11, defence_permille: 10 };
    let set = |world: &World, row| world.agent().call_mut().set_tax_row(row);
    let late = AgentError::TaxRowTooEarly { first_day: today + 1 };
    world.refused(Admin, set(&world, row), late);
    world.refused(Admin, set(&world, plans::tax_table()[2]), AgentError::Unchanged);
    let greedy = TaxRow { from_day: today + 1, individual: ClassRates { national_e5: 99_999, local_e5: 2 }, ..row };
    world.refused(Admin, set(&world, greedy), AgentError::TaxAboveCeiling { max_e5: 25_000 });
    // Between the first coupon and the second, with the days by which a holiday may still move the first.
    let first_day = world.plan.events[0].payment_day + 11;
    row.from_day = first_day - 1;
    world.advance_to(world.cutoff(0));
    world.announce_and_fund(0);
    world.refused(Admin, set(&world, row), AgentError::TaxRowTooEarly { first_day });
    row.from_day = first_day;
    let (_, seen) = world.done(Admin, set(&world, row));
    assert_eq!(seen, [Seen::Agent(AgentEvent::TaxRowSet { old: None, new: row, by: Admin.id() })]);
    let earlier = TaxRow { from_day: first_day, ..plans::tax_table()[1] };
    let (_, seen) = world.done(Admin, set(&world, earlier));
    assert_eq!(seen, [Seen::Agent(AgentEvent::TaxRowSet { old: Some(row), new: earlier, by: Admin.id() })]);
    world.done(Admin, set(&world, row));
    world.advance_to(world.payment_ms(0));
    world.done(Payer, world.distributor().call_mut().open(0));
    assert_eq!(world.claim(Alice, 0).national_tax_yen, NATIONAL_YEN);
    world.open(1);
    let quote = world.claim(Alice, 1);
    assert_eq!((quote.national_tax_yen, quote.local_tax_yen), (1_000, LOCAL_YEN));
    let ledger = world.read(world.agent().call().tax_ledger(1)).expect("announced");
    // 1,000 × 11 / 1,021 and × 10 / 1,021: the split of 2027.
    assert_eq!((ledger.national_yen, ledger.reconstruction_yen, ledger.defence_yen), (1_000, 11, 10));
}

#[test]
fn a_full_tax_table_makes_room_by_rows_that_no_event_to_come_can_need() {
    let mut world = World::short().with_holders(1);
    let row = |from_day| TaxRow { from_day, ..plans::tax_table()[2] };
    let set = |world: &World, from_day| world.agent().call_mut().set_tax_row(row(from_day));
    // Rows of 2013 and 2016 and some to come; the first payment is due in 2025.
    let table = world.read(world.distributor().call().tax_table());
    let first_day = world.plan.events[0].payment_day;
    let added = 16 - i32::try_from(table.len()).expect("a short table");
    for number in 1..=added {
        world.done(Admin, set(&world, first_day + number));
    }
    assert_eq!(world.read(world.distributor().call().tax_table()).len(), 16);
    // The row of 2013 was followed by that of 2016 before any payment day to come.
    world.done(Admin, set(&world, 50_000));
    let shorter = world.read(world.distributor().call().tax_table());
    assert_eq!((shorter.len(), shorter[0]), (16, table[1]));
    // All the others may be needed by the first event or the second.
    world.refused(Admin, set(&world, 50_001), refused(DistributorError::TaxTable));
    world.open(0);
    world.advance_to(world.payment_ms(1) - 86_400_000);
    world.done(Admin, set(&world, 50_001));
    let last = world.read(world.distributor().call().tax_table());
    assert!(last.len() < 16 && last[0].from_day <= world.plan.events[1].payment_day, "{}", last.len());
    // Until the end of all, every event finds its row.
    world.open(1);
    assert_eq!(world.coupon(1).rates.from_day, first_day + added);
}

#[test]
fn an_event_whose_payment_day_has_no_tax_row_can_be_announced_once_the_admin_adds_one() {
    let mut plan = plans::short_bullet();
    let second_day = plan.events[1].payment_day;
    plan.tax_table = vec![TaxRow { from_day: second_day, ..plans::tax_table()[1] }];
    let mut world = World::of(plan).with_holders(1);
    let first_day = world.plan.events[0].payment_day;
    world.advance_to(world.cutoff(0) + 86_400_000);
    world.refused(Outsider, world.distributor().call_mut().announce(0), DistributorError::NoTaxRates);
    let row = TaxRow { from_day: first_day, ..plans::tax_table()[1] };
    world.done(Admin, world.agent().call_mut().set_tax_row(row));
    world.announce_and_fund(0);
    assert_eq!(world.coupon(0).rates, row);
    // What has rates keeps them.
    let other = TaxRow { from_day: first_day, ..plans::tax_table()[0] };
    let late = AgentError::TaxRowTooEarly { first_day: first_day + 11 };
    world.refused(Admin, world.agent().call_mut().set_tax_row(other), late);
    world.done(Payer, world.distributor().call_mut().open(0));
    assert_eq!(world.claim(Alice, 0).net_yen, 3_985);
}

// Surplus

#[test]
fn n11_t05_t30_only_what_nobody_is_owed_leaves_in_every_state_of_an_event() {
    let mut world = World::short().with_holders(2);
    donate(&mut world, 70);
    let refuse_more = |world: &mut World, surplus_yen: u128| {
        assert_eq!(money(world).surplus_yen, surplus_yen);
        let more = world.agent().call_mut().withdraw_surplus(surplus_yen + 1);
        world.refused(PayingAgent, more, refused(DistributorError::ExceedsSurplus { surplus_yen }));
    };
    refuse_more(&mut world, 70);
    world.advance_to(world.cutoff(0));
    world.announce(0);
    refuse_more(&mut world, 70);
    world.provide(10_000);
    world.done(Payer, world.distributor().call_mut().fund(0, 4_000));
    refuse_more(&mut world, 70);
    world.done(Payer, world.distributor().call_mut().fund(0, 6_000));
    world.advance_to(world.payment_ms(0));
    world.done(Payer, world.distributor().call_mut().open(0));
    refuse_more(&mut world, 70);
    world.claim(Alice, 0);
    refuse_more(&mut world, 70);
    // A gift changes nothing but what can be taken out.
    let (_, seen) = world.done(PayingAgent, world.agent().call_mut().withdraw_surplus(30));
    let told = AgentEvent::SurplusWithdrawn { yen: 30, to: Treasury.id(), by: PayingAgent.id() };
    assert_eq!(seen.last(), Some(&Seen::Agent(told)));
    refuse_more(&mut world, 40);
    world.suspend(Bob);
    assert_eq!(world.pay(0, &[Bob]), [Outcome::Suspended]);
    refuse_more(&mut world, 40);
    world.reinstate(Bob);
    world.claim(Bob, 0);
    assert_eq!(world.coupon(0).state, CouponState::Settled);
    refuse_more(&mut world, 40);
    let nothing = world.agent().call_mut().withdraw_surplus(0);
    world.refused(PayingAgent, nothing, refused(DistributorError::ZeroAmount));
    world.done(PayingAgent, world.agent().call_mut().withdraw_surplus(40));
    assert_eq!((world.purse(Treasury), world.chest()), (70, 2 * (NATIONAL_YEN + LOCAL_YEN)));
}

#[test]
fn i12_the_fractions_of_a_settled_event_are_surplus() {
    let mut world = World::tokyo_32().with_holders(3);
    world.open(0);
    assert_eq!(world.pay(0, &[Alice, Bob]), [Outcome::Paid; 2]);
    assert_eq!(money(&mut world).surplus_yen, 0, "while somebody is due, nobody knows");
    assert_eq!(world.pay(0, &[Carol]), [Outcome::Paid]);
    let coupon = world.coupon(0);
    // 300 units × 86.080939226 yen = 25,824.28; three times 8,608 is 25,824.
    assert_eq!((coupon.required_yen, coupon.paid.gross_yen), (25_824, 25_824));
    assert_eq!(money(&mut world).surplus_yen, 0);
    // The second coupon pays 64.65 a unit: of 13 holders of one unit each, none gets more than 64.
    let mut world = World::tokyo_32();
    let odd: Vec<(Who, u64)> = (0..13).map(|index| (Who::investor(index), 1)).collect();
    odd.iter().for_each(|(who, _)| world.register(*who));
    world.allot(&odd);
    world.close_issue();
    world.open(1);
    let everyone: Vec<Who> = odd.iter().map(|(who, _)| *who).collect();
    assert_eq!(world.pay(1, &everyone), [Outcome::Paid; 13]);
    let coupon = world.coupon(1);
    assert_eq!((coupon.required_yen, coupon.paid.gross_yen, coupon.state), (840, 832, CouponState::Settled));
    // The first event may still be announced; what is left of this one is nobody's all the same.
    assert_eq!(money(&mut world).surplus_yen, 8);
    world.done(PayingAgent, world.agent().call_mut().withdraw_surplus(8));
    assert_eq!(world.purse(Treasury), 8);
}

#[test]
fn t29_t30_native_money_neither_comes_in_nor_counts() {
    for bundle in bundles().all() {
        for message in bundle.metadata["spec"]["messages"].as_array().expect("messages") {
            assert_eq!(message["payable"], false, "{message}");
        }
    }
    let mut world = paid();
    let before = money(&mut world);
    donate(&mut world, 9);
    let after = money(&mut world);
    assert_eq!((after.balance_yen, after.surplus_yen), (before.balance_yen + 9, before.surplus_yen + 9));
    assert_eq!(after.owed_yen, before.owed_yen);
}

// Accounts, wiring and the payment token's code

#[test]
fn where_money_can_go_is_the_admins_word_and_that_it_goes_the_paying_agents() {
    let mut world = paid();
    let accounts = CashAccounts { tax: Carol.id(), treasury: Dave.id() };
    for nobody in [CashAccounts { tax: Zero.id(), ..accounts }, CashAccounts { treasury: Zero.id(), ..accounts }] {
        world.refused(Admin, world.agent().call_mut().set_accounts(nobody), AgentError::ZeroAccount);
    }
    let old = world.read(world.agent().call().status()).accounts;
    world.refused(Admin, world.agent().call_mut().set_accounts(old), AgentError::Unchanged);
    let (_, seen) = world.done(Admin, world.agent().call_mut().set_accounts(accounts));
    assert_eq!(seen, [Seen::Agent(AgentEvent::AccountsSet { old: Some(old), new: accounts, by: Admin.id() })]);
    world.done(PayingAgent, world.agent().call_mut().withdraw_tax(0, TaxKind::Local, 500));
    assert_eq!((world.purse(Carol), world.purse(TaxAccount)), (500, 0));
    // Money that stays here has gone nowhere.
    let itself = CashAccounts { tax: world.series.distributor, ..accounts };
    world.done(Admin, world.agent().call_mut().set_accounts(itself));
    let withdraw = world.agent().call_mut().withdraw_tax(0, TaxKind::National, 1);
    world.refused(PayingAgent, withdraw, refused(DistributorError::BadAccount));
}

#[test]
fn a_paying_agent_is_wired_once_to_a_distributor_that_follows_it() {
    let mut world = World::short();
    let (own, distributor) = (world.series.agent, world.series.distributor);
    world.refused(Admin, world.agent().call_mut().wire(distributor), AgentError::AlreadyWired);
    let roles = chihosai_tests::world::agent_roles();
    let accounts = chihosai_tests::world::cash_accounts();
    let data = bond_client::contracts::constructors::agent(&roles, &accounts);
    world.series.agent = world.deploy::<AgentError>(&bundles().agent, data, b"other");
    for foreign in [Outsider.id(), Zero.id(), world.series.token, distributor, own] {
        world.refused(Admin, world.agent().call_mut().wire(foreign), AgentError::ForeignDistributor);
    }
    let unwired = AgentError::NotWired;
    world.refused(PayingAgent, world.agent().call_mut().withdraw_tax(0, TaxKind::Local, 1), unwired);
    world.refused(PayingAgent, world.agent().call_mut().record_remittance(0, TaxKind::Local, 1, DOCUMENT), unwired);
    world.refused(PayingAgent, world.agent().call_mut().withdraw_surplus(1), unwired);
    world.refused(PayingAgent, world.agent().call_mut().set_payment_day(0, Some(1)), unwired);
    world.refused(PayingAgent, world.agent().call_mut().reclaim(0, DOCUMENT), unwired);
    world.refused(Admin, world.agent().call_mut().set_tax_row(plans::tax_table()[0]), unwired);
    world.refused(Admin, world.agent().call_mut().accept_payment_code([1; 32]), unwired);
    assert_eq!(world.read(world.agent().call().tax_ledger(0)), Err(unwired));
    assert_eq!(world.read(world.agent().call().fiscal_year(2025)), Err(unwired));
    assert_eq!(world.read(world.agent().call().payments_of(Alice.id(), 0, 1)), Err(unwired));
    world.series.distributor = world.deploy_distributor(world.series.token, world.series.yen);
    let (_, seen) = world.done(Admin, world.agent().call_mut().wire(world.series.distributor));
    let told = AgentEvent::Wired { distributor: world.series.distributor, by: Admin.id() };
    assert_eq!(seen, [Seen::Agent(told)]);
}

#[test]
fn a_paying_agent_without_people_or_accounts_is_not_made() {
    let mut world = World::short();
    let (roles, accounts) = (chihosai_tests::world::agent_roles(), chihosai_tests::world::cash_accounts());
    for (roles, accounts) in [
        (AgentRoles { admin: Zero.id(), ..roles }, accounts),
        (AgentRoles { paying_agent: Zero.id(), ..roles }, accounts),
        (roles, CashAccounts { tax: Zero.id(), ..accounts }),
        (roles, CashAccounts { treasury: Zero.id(), ..accounts }),
    ] {
        let data = bond_client::contracts::constructors::agent(&roles, &accounts);
        world.refused_deployment(&bundles().agent, data, AgentError::ZeroAccount);
    }
}

#[test]
fn only_the_code_that_the_payment_token_has_is_accepted_and_by_the_admin_alone() {
    let mut world = World::short();
    let code = money(&mut world).payment_code;
    assert_eq!(code, bundles().yen.code_hash);
    for who in [Registrar, Issuer, Pauser, Controller, PayingAgent, Payer, Alice, Zero] {
        world.refused(who, world.agent().call_mut().accept_payment_code([7; 32]), AgentError::MissingRole);
    }
    world.refused(Admin, world.agent().call_mut().accept_payment_code(code), AgentError::Unchanged);
    let foreign = world.agent().call_mut().accept_payment_code([7; 32]);
    world.refused(Admin, foreign, refused(DistributorError::ForeignCode));
}

#[test]
fn no_order_is_taken_from_anybody_but_the_paying_agents_contract() {
    let mut world = paid();
    let to = Alice.id();
    for order in [
        CashOrder::SetTaxRow(TaxRow { from_day: 40_000, ..plans::tax_table()[2] }),
        CashOrder::SetPaymentDay { event: 1, scheduled_day: 20_000, day: None },
        CashOrder::WithdrawTax { event: 0, kind: TaxKind::National, yen: 1, to },
        CashOrder::WithdrawSurplus { yen: 1, to },
        CashOrder::Reclaim { event: 0, to },
        CashOrder::AcceptPaymentCode { code_hash: bundles().yen.code_hash },
    ] {
        for who in [Admin, PayingAgent, Payer, Alice, Outsider, Zero] {
            world.refused(who, world.distributor().call_mut().order(order), DistributorError::NotTheAgent);
        }
    }
    // What is no order at all is refused the same way.
    let garbage = Message::<Result<u128, DistributorError>>::new(
        world.series.distributor,
        bond_abi::distributor::ORDER,
        [9_u8; 3],
    );
    world.refused(Outsider, garbage, DistributorError::NotTheAgent);
}
