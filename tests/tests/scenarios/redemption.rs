//! Principal: repaid once, with the last coupon or in instalments, and never at the cost of an earlier coupon (N5, T16).

use chihosai_tests::prelude::*;

#[test]
fn the_last_event_pays_the_principal_burns_the_units_and_closes_the_series() {
    let mut world = World::short().with_holders(2);
    world.open(1);
    assert_eq!(world.coupon(1).required_yen, 10_000 + 2_000_000);
    let quote = world.claim(Alice, 1);
    assert_eq!((quote.net_yen, quote.principal_yen), (3_985, 1_000_000));
    assert_eq!((world.units(Alice), world.purse(Alice)), (0, 1_003_985));
    assert_eq!((world.status().phase, world.status().supply_units), (Phase::Matured, 100));
    let (_, seen) = world.done(Bob, world.distributor().call_mut().claim(1));
    let distributor = world.series.distributor;
    assert_eq!(
        seen,
        [
            Seen::Yen(YenEvent::Transfer { from: Some(distributor), to: Some(Bob.id()), value: 1_003_985 }),
            Seen::Distributor(DistributorEvent::CouponPaid {
                event: 1,
                account: Bob.id(),
                to: Bob.id(),
                quote,
                escrowed: None
            }),
            Seen::Token(TokenEvent::Transfer { from: Some(Bob.id()), to: None, value: 100 }),
            Seen::Distributor(DistributorEvent::CouponSettled { event: 1 }),
        ]
    );
    let status = world.status();
    assert_eq!((status.phase, status.supply_units, status.issued_units), (Phase::Closed, 0, 200));
    assert_eq!(world.read(world.bond().total_supply()), 0);
    assert_eq!(world.chest(), world.coupon(1).required_yen - 2 * 1_003_985);
    world.refused(Alice, world.distributor().call_mut().claim(1), DistributorError::AlreadyPaid);
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("202 NotTransferable"));
}

#[test]
fn an_earlier_coupon_survives_the_redemption_for_those_who_earned_it() {
    let mut world = World::short().with_holders(2);
    // Alice sells between the two record dates: the first coupon is hers, the last is Bob's.
    world.advance_to(world.cutoff(0));
    world.transfer(Alice, Bob, 100);
    world.open(1);
    assert_eq!(world.pay(1, &[Alice, Bob]), [Outcome::NotAHolder, Outcome::Paid]);
    assert_eq!(world.status().phase, Phase::Closed);
    world.open(0);
    assert_eq!(world.claim(Alice, 0).net_yen, 3_985);
    assert_eq!(world.pay(0, &[Bob]), [Outcome::Paid]);
    world.refused(Outsider, world.distributor().call_mut().claim(0), DistributorError::NotAHolder);
    assert_eq!(world.purse(Alice), 3_985);
    // 3,985 for 100 units, and 200 units of ¥10,000 with 10,000 − 1,531 − 500.
    assert_eq!(world.purse(Bob), 3_985 + 2_000_000 + 7_969);
}

#[test]
fn the_order_of_the_last_two_payments_does_not_matter() {
    let opened = || {
        let mut world = World::short().with_holders(2);
        world.open(0);
        world.open(1);
        world
    };
    let mut first = opened();
    first.claim(Alice, 0);
    first.claim(Alice, 1);
    first.pay(0, &[Bob]);
    first.pay(1, &[Bob]);
    let mut second = opened();
    second.pay(1, &[Bob, Alice]);
    second.claim(Bob, 0);
    second.claim(Alice, 0);
    first.digest().assert_same(&second.digest(), "the order of coupon and redemption");
    assert_eq!(first.status().phase, Phase::Closed);
}

#[test]
fn a_suspended_holder_is_redeemed_when_the_hold_is_lifted() {
    let mut world = World::short().with_holders(3);
    world.suspend(Bob);
    world.open(1);
    assert_eq!(world.pay(1, &[Alice, Bob, Carol]), [Outcome::Paid, Outcome::Suspended, Outcome::Paid]);
    assert_eq!((world.units(Bob), world.status().phase), (100, Phase::Matured));
    let coupon = world.coupon(1);
    assert_eq!((coupon.reserved_yen, coupon.state), (1_005_000, CouponState::Open));
    world.refused(Bob, world.distributor().call_mut().claim(1), DistributorError::PayeeSuspended);
    world.wait_until(ms("2030-01-01"));
    world.reinstate(Bob);
    assert_eq!(world.claim(Bob, 1).principal_yen, 1_000_000);
    assert_eq!((world.units(Bob), world.status().phase), (0, Phase::Closed));
    assert_eq!((world.coupon(1).reserved_yen, world.coupon(1).state), (0, CouponState::Settled));
}

#[test]
fn instalments_repay_the_face_and_lower_the_interest() {
    let mut world = World::amortising().with_holders(1);
    // Outstanding ¥10,000, ¥6,000, ¥3,000, ¥3,000 a unit; half of 1 % on it.
    for (k, gross_yen, net_yen, principal_yen) in
        [(0, 5_000, 3_985, 400_000), (1, 3_000, 2_391, 300_000), (2, 1_500, 1_196, 0), (3, 1_500, 1_196, 300_000)]
    {
        world.open(k);
        let quote = world.claim(Alice, k);
        assert_eq!((quote.gross_yen, quote.net_yen, quote.principal_yen), (gross_yen, net_yen, principal_yen), "{k}");
        let units = if k == 3 { 0 } else { 100 };
        assert_eq!(world.units(Alice), units, "units stay until the last instalment");
    }
    assert_eq!(world.purse(Alice), 1_000_000 + 3_985 + 2_391 + 1_196 + 1_196);
    assert_eq!(world.status().phase, Phase::Closed);
}

#[test]
fn a_buyer_between_instalments_gets_the_ones_that_are_left() {
    let mut world = World::amortising().with_holders(1);
    world.register(Bob);
    world.advance_to(world.cutoff(1));
    world.transfer(Alice, Bob, 100);
    for k in 0..4 {
        world.open(k);
        let holder = if k < 2 { Alice } else { Bob };
        let other = if k < 2 { Bob } else { Alice };
        assert_eq!(world.pay(k, &[other, holder]), [Outcome::NotAHolder, Outcome::Paid]);
    }
    assert_eq!(world.purse(Alice), 700_000 + 3_985 + 2_391);
    assert_eq!(world.purse(Bob), 300_000 + 1_196 + 1_196);
}

#[test]
fn tokyo_32_is_paid_forty_times_and_redeemed() {
    let mut world = World::tokyo_32().with_holders(2);
    let mut paid = [0_u128; 2];
    for k in 0..40 {
        world.open(k);
        assert_eq!(world.pay(k, &[Alice, Bob]), [Outcome::Paid, Outcome::Paid], "event {k}");
        let coupon = world.coupon(k);
        assert_eq!(coupon.state, CouponState::Settled);
        assert_eq!(
            coupon.paid.gross_yen,
            coupon.paid.net_yen + coupon.paid.national_tax_yen + coupon.paid.local_tax_yen
        );
        for (sum, who) in paid.iter_mut().zip([Alice, Bob]) {
            let quote = world.read(world.distributor().call().quote(who.id(), k)).expect("announced");
            *sum += quote.net_yen + quote.principal_yen;
        }
    }
    assert_eq!([Alice, Bob].map(|who| world.purse(who)), paid);
    let status = world.status();
    assert_eq!((status.phase, status.supply_units, status.epoch), (Phase::Closed, 0, 40));
    assert_eq!(world.coupon(39).paid.principal_yen, 2_000_000);
}

#[test]
fn locked_and_frozen_units_are_redeemed_like_all_others() {
    // A lock keeps units from moving; what they repay is their holder's, or his creditor's, outside the chain.
    let grounds = Grounds { reason: Reason::LegalOrder, document: [1; 32] };
    let mut world = World::short().with_holders(3);
    let lock = world.office().call_mut().lock_units(Alice.id(), 30, None, grounds);
    world.done(Controller, lock);
    let seize = world.office().call_mut().lock_units(Bob.id(), 100, Some(seizure([2; 32])), grounds);
    world.done(Controller, seize);
    let freeze = world.office().call_mut().freeze_account(Carol.id(), true, grounds);
    world.done(Controller, freeze);
    world.open(1);
    assert_eq!(world.claim(Alice, 1).principal_yen, 1_000_000);
    assert_eq!(world.pay(1, &[Bob, Carol]), [Outcome::Paid, Outcome::Paid]);
    for who in [Alice, Bob, Carol] {
        let held = world.read(world.token().call().account(who.id()));
        assert_eq!((held.units, held.locked_units), (0, 0), "{who:?}");
    }
    assert_eq!((world.status().phase, world.coupon(1).state), (Phase::Closed, CouponState::Settled));
}
