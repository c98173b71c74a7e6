//! Paying an open coupon: once, to the yen, to whoever held at the record date, and to nobody else.

use chihosai_tests::prelude::*;

/// The first coupon of Tokyo No. 32 on ¥1,000,000 of an individual (market-rules C10).
const C10: Quote = Quote {
    units: 100,
    gross_yen: 8_608,
    national_tax_yen: 1_318,
    local_tax_yen: 430,
    net_yen: 6_860,
    principal_yen: 0,
};

fn with_class(who: Who, tax_class: TaxClass) -> InvestorRecord {
    let always = Exemption { basis: [7; 32], from_ms: 0, until_ms: u64::MAX };
    match tax_class {
        TaxClass::Exempt => InvestorRecord { exemption: Some(always), ..investor(who) },
        tax_class => InvestorRecord { tax_class, ..investor(who) },
    }
}

#[test]
fn nothing_is_paid_before_the_coupon_is_open() {
    let mut world = World::tokyo_32().with_holders(2).at("2016-02-25");
    let page = || vec![Alice.id(), Bob.id()];
    world.refused(Alice, world.distributor().call_mut().claim(0), DistributorError::NotAnnounced);
    world.refused(Alice, world.distributor().call_mut().pay_page(0, page()), DistributorError::NotAnnounced);
    world.announce_and_fund(0);
    let waiting = DistributorError::WrongState { state: CouponState::Announced };
    world.refused(Alice, world.distributor().call_mut().claim(0), waiting);
    world.refused(Alice, world.distributor().call_mut().pay_page(0, page()), waiting);
}

#[test]
fn a_million_of_tokyo_32_earns_what_the_terms_say() {
    let mut world = World::tokyo_32().with_holders(1);
    world.open(0);
    assert_eq!(world.read(world.distributor().call().quote(Alice.id(), 0)), Ok(C10));
    let (quote, seen) = world.done(Alice, world.distributor().call_mut().claim(0));
    assert_eq!(quote, C10);
    let moved = YenEvent::Transfer { from: Some(world.series.distributor), to: Some(Alice.id()), value: 6_860 };
    assert_eq!(
        seen,
        [
            Seen::Yen(moved),
            Seen::Distributor(DistributorEvent::CouponPaid {
                event: 0,
                account: Alice.id(),
                to: Alice.id(),
                quote: C10,
                escrowed: None,
            }),
            Seen::Distributor(DistributorEvent::CouponSettled { event: 0 }),
        ]
    );
    assert_eq!(world.purse(Alice), 6_860);
    assert_eq!(world.read(world.distributor().call().quote(Alice.id(), 0)), Ok(C10), "paid or not");
}

#[test]
fn each_tax_class_is_withheld_at_its_own_rates() {
    let mut world = World::tokyo_32();
    let classes = [
        (Alice, TaxClass::Individual, 1_318, 430, 6_860),
        (Bob, TaxClass::Corporation, 1_318, 0, 7_290),
        (Carol, TaxClass::Exempt, 0, 0, 8_608),
        (Dave, TaxClass::NonResident, 1_318, 0, 7_290),
    ];
    for (who, class, ..) in classes {
        world.register_as(who, with_class(who, class));
    }
    world.allot(&classes.map(|(who, ..)| (who, UNITS)));
    world.close_issue();
    world.open(0);
    assert_eq!(world.pay(0, &[Alice, Bob, Carol, Dave]), [Outcome::Paid; 4]);
    for (who, class, national_tax_yen, local_tax_yen, net_yen) in classes {
        let quote = world.read(world.distributor().call().quote(who.id(), 0));
        assert_eq!(quote, Ok(Quote { national_tax_yen, local_tax_yen, net_yen, ..C10 }), "{class:?}");
        assert_eq!(world.purse(who), net_yen);
    }
    let paid = world.coupon(0).paid;
    let expected = Totals {
        units: 400,
        payees: 4,
        gross_yen: 4 * 8_608,
        national_tax_yen: 3 * 1_318,
        local_tax_yen: 430,
        net_yen: 6_860 + 7_290 + 8_608 + 7_290,
        principal_yen: 0,
    };
    assert_eq!(paid, expected);
    assert_eq!(paid.net_yen + paid.national_tax_yen + paid.local_tax_yen, paid.gross_yen);
    // floor(4,000,000 × 0.0086080939226) = 34,432 came in; taxes and nothing else stay.
    let required_yen = world.coupon(0).required_yen;
    assert_eq!(required_yen, 34_432);
    assert_eq!(world.chest(), required_yen - paid.net_yen);
}

#[test]
fn n13_t11_fractions_of_many_holders_never_exceed_what_was_funded() {
    let mut world = World::tokyo_32();
    let holdings = [(Alice, 1), (Bob, 3), (Carol, 7), (Dave, 13), (Wallet(4), 76)];
    holdings.iter().for_each(|(who, _)| world.register(*who));
    world.allot(&holdings);
    world.close_issue();
    world.open(0);
    assert_eq!(world.pay(0, &holdings.map(|(who, _)| who)), [Outcome::Paid; 5]);
    // 86.08…, 258.24…, 602.56…, 1,119.05…, 6,542.15…: each floored on its own total holding.
    let coupon = world.coupon(0);
    assert_eq!((coupon.paid.gross_yen, coupon.required_yen), (86 + 258 + 602 + 1_119 + 6_542, 8_608));
    assert_eq!(world.chest(), coupon.required_yen - coupon.paid.net_yen);
}

#[test]
fn t03_a_coupon_is_claimed_once() {
    let mut world = World::tokyo_32().with_holders(2);
    world.open(0);
    world.claim(Alice, 0);
    world.refused(Alice, world.distributor().call_mut().claim(0), DistributorError::AlreadyPaid);
    assert_eq!(world.pay(0, &[Alice]), [Outcome::AlreadyPaid]);
    world.claim(Bob, 0);
    assert_eq!(world.coupon(0).state, CouponState::Settled);
    world.refused(Alice, world.distributor().call_mut().claim(0), DistributorError::AlreadyPaid);
    assert_eq!(world.pay(0, &[Alice, Outsider]), [Outcome::AlreadyPaid, Outcome::NotAHolder]);
    assert_eq!([Alice, Bob].map(|who| world.purse(who)), [6_860, 6_860]);
}

#[test]
fn n08_t03_a_name_twice_on_one_page_is_paid_once() {
    let mut world = World::tokyo_32().with_holders(2);
    world.open(0);
    let page = [Alice, Bob, Alice, Alice, Bob].map(|who| who.id()).to_vec();
    let (outcomes, seen) = world.done(Outsider, world.distributor().call_mut().pay_page(0, page));
    use Outcome::{AlreadyPaid, Paid};
    assert_eq!(outcomes, [Paid, Paid, AlreadyPaid, AlreadyPaid, AlreadyPaid]);
    let payments = seen.iter().filter(|event| matches!(event, Seen::Distributor(DistributorEvent::CouponPaid { .. })));
    assert_eq!(payments.count(), 2);
    assert_eq!([Alice, Bob].map(|who| world.purse(who)), [6_860, 6_860]);
    assert_eq!(world.coupon(0).paid.payees, 2);
    assert_eq!(world.chest(), 17_216 - 2 * 6_860);
}

#[test]
fn i25_whoever_claims_and_whoever_is_on_a_page_end_in_the_same_state() {
    let opened = || {
        let mut world = World::tokyo_32().with_holders(3);
        world.open(0);
        world
    };
    let mut claimed_first = opened();
    claimed_first.claim(Alice, 0);
    let outcomes = claimed_first.pay(0, &[Alice, Bob, Carol]);
    assert_eq!(outcomes, [Outcome::AlreadyPaid, Outcome::Paid, Outcome::Paid]);

    let mut paged_first = opened();
    assert_eq!(paged_first.pay(0, &[Carol, Bob]), [Outcome::Paid, Outcome::Paid]);
    paged_first.claim(Alice, 0);

    let mut all_claimed = opened();
    [Bob, Carol, Alice].into_iter().for_each(|who| {
        all_claimed.claim(who, 0);
    });

    let digest = claimed_first.digest();
    digest.assert_same(&paged_first.digest(), "the order of claim and page");
    digest.assert_same(&all_claimed.digest(), "claiming instead of a page");
    assert_eq!(claimed_first.coupon(0), all_claimed.coupon(0));
}

#[test]
fn n07_t22_t33_one_payee_on_hold_does_not_hold_up_the_page() {
    let mut world = World::tokyo_32().with_holders(10);
    world.suspend(Wallet(4));
    world.open(0);
    let page: Vec<Who> = (0..10).map(Who::investor).collect();
    let accounts = page.iter().map(|who| who.id()).collect();
    let (outcomes, seen) = world.done(Outsider, world.distributor().call_mut().pay_page(0, accounts));
    let mut expected = [Outcome::Paid; 10];
    expected[4] = Outcome::Suspended;
    assert_eq!(outcomes, expected);
    let listed = DistributorEvent::PaymentReserved {
        event: 0,
        account: Wallet(4).id(),
        amount_yen: 8_608,
        outcome: Outcome::Suspended,
        escrowed: None,
    };
    assert!(seen.contains(&Seen::Distributor(listed)), "he is listed");
    let reserved = |world: &mut World| {
        let coupon = world.coupon(0);
        let own = world.reserved_yen(Wallet(4).id(), 0);
        (coupon.state, coupon.paid.payees, coupon.reserved_payees, coupon.reserved_yen, own)
    };
    assert_eq!(reserved(&mut world), (CouponState::Open, 9, 1, 8_608, 8_608));
    assert_eq!(world.purse(Wallet(4)), 0);
    assert!(!world.read(world.distributor().call().is_paid(Wallet(4).id(), 0)));
    // Asking again changes nothing, and he cannot fetch it himself.
    assert_eq!(world.pay(0, &[Wallet(4), Alice, Wallet(4)])[0], Outcome::Suspended);
    assert_eq!(reserved(&mut world), (CouponState::Open, 9, 1, 8_608, 8_608));
    world.refused(Wallet(4), world.distributor().call_mut().claim(0), DistributorError::PayeeSuspended);
    // Years later the registrar lifts the hold; the money is still there.
    world.wait_until(ms("2018-01-01"));
    world.reinstate(Wallet(4));
    assert_eq!(world.claim(Wallet(4), 0), C10);
    assert_eq!(reserved(&mut world), (CouponState::Settled, 10, 0, 0, 0));
    let coupon = world.coupon(0);
    assert_eq!(world.chest(), coupon.required_yen - 10 * 6_860);
}

#[test]
fn a_distributor_that_was_allotted_units_by_mistake_does_not_hold_up_the_page() {
    let mut world = World::tokyo_32();
    let itself = world.series.distributor;
    world.register(Alice);
    let row = NewInvestor { investor_id: 999, record: investor(Alice), wallets: vec![itself] };
    world.done(Registrar, world.desk().call_mut().register(vec![row], Mode::AllOrNothing));
    world.allot(&[(Alice, 100)]);
    world.done(Issuer, world.office().call_mut().issue(vec![(itself, 100)]));
    world.close_issue();
    world.open(0);
    let (outcomes, _) = world.done(Outsider, world.distributor().call_mut().pay_page(0, vec![itself, Alice.id()]));
    assert_eq!(outcomes, [Outcome::PaymentRefused, Outcome::Paid]);
    assert_eq!(world.purse(Alice), 6_860);
    assert_eq!(world.reserved_yen(itself, 0), 8_608);
}

#[test]
fn a_reserved_payment_is_also_released_by_a_page() {
    let mut world = World::tokyo_32().with_holders(2);
    world.suspend(Alice);
    world.open(0);
    assert_eq!(world.pay(0, &[Alice, Bob]), [Outcome::Suspended, Outcome::Paid]);
    world.reinstate(Alice);
    assert_eq!(world.pay(0, &[Alice, Alice]), [Outcome::Paid, Outcome::AlreadyPaid]);
    let coupon = world.coupon(0);
    assert_eq!((coupon.reserved_yen, coupon.reserved_payees, coupon.state), (0, 0, CouponState::Settled));
    assert_eq!(world.reserved_yen(Alice.id(), 0), 0);
    assert_eq!(world.purse(Alice), 6_860);
}

#[test]
fn n05_a_revoked_holder_is_paid_what_he_earned() {
    let mut world = World::tokyo_32().with_holders(2);
    world.open(0);
    world.revoke(Alice);
    world.revoke(Bob);
    assert_eq!(world.claim(Alice, 0), C10);
    assert_eq!(world.pay(0, &[Bob]), [Outcome::Paid]);
}

#[test]
fn a_suspended_holder_revoked_in_the_meantime_is_paid() {
    let mut world = World::tokyo_32().with_holders(2);
    world.suspend(Alice);
    world.open(0);
    assert_eq!(world.pay(0, &[Alice]), [Outcome::Suspended]);
    world.revoke(Alice);
    assert_eq!(world.pay(0, &[Alice]), [Outcome::Paid]);
    assert_eq!(world.coupon(0).reserved_yen, 0);
}

#[test]
fn whoever_held_nothing_is_owed_nothing() {
    let mut world = World::tokyo_32().with_holders(1);
    world.register(Bob);
    assert_eq!(world.read(world.distributor().call().quote(Alice.id(), 0)), Err(DistributorError::NotAnnounced));
    world.open(0);
    world.refused(Bob, world.distributor().call_mut().claim(0), DistributorError::NotAHolder);
    world.refused(Outsider, world.distributor().call_mut().claim(0), DistributorError::NotAHolder);
    world.refused(Zero, world.distributor().call_mut().claim(0), DistributorError::NotAHolder);
    let nothing = Quote { units: 0, gross_yen: 0, national_tax_yen: 0, local_tax_yen: 0, net_yen: 0, principal_yen: 0 };
    assert_eq!(world.read(world.distributor().call().quote(Bob.id(), 0)), Ok(nothing));
    assert_eq!(world.read(world.distributor().call().quote(Outsider.id(), 0)), Ok(nothing));
    let before = world.digest();
    assert_eq!(world.pay(0, &[Outsider, Bob, Zero]), [Outcome::NotAHolder; 3]);
    assert_eq!(world.pay(0, &[]), []);
    before.assert_same(&world.digest(), "a page of strangers");
}

#[test]
fn n06_t23_a_page_has_an_end() {
    let mut world = World::short().with_holders(50);
    world.open(1);
    let everyone: Vec<Who> = (0..50).map(Who::investor).collect();
    let one_more: Vec<AccountId> = everyone.iter().chain([&Alice]).map(|who| who.id()).collect();
    let too_large = DistributorError::BatchTooLarge { max: 50 };
    world.refused(Outsider, world.distributor().call_mut().pay_page(1, one_more), too_large);
    assert_eq!(MAX_PAGE, 50);
    // The largest page there is, with the dearest event there is: paid and redeemed in one call.
    assert_eq!(world.pay(1, &everyone), [Outcome::Paid; 50]);
    assert_eq!(world.status().phase, Phase::Closed);
    assert_eq!(world.coupon(1).paid.net_yen, 50 * 3_985);
}

#[test]
fn n12_t06_a_tax_class_changed_after_the_record_date_comes_too_late() {
    for late_ms in [0, 1, 86_400_000] {
        let mut world = World::tokyo_32().with_holders(1);
        world.advance_to(world.cutoff(0) + late_ms);
        world.update(Alice, with_class(Alice, TaxClass::Exempt));
        world.open(0);
        assert_eq!(world.claim(Alice, 0), C10, "{late_ms} ms after the cutoff");
        // It counts from the next one on.
        world.open(1);
        assert_eq!(world.claim(Alice, 1).net_yen, 6_465);
    }
}

/// F3: an exemption is judged at the record date, as the class is: its last day or its first may be that day.
#[test]
fn f3_an_exemption_valid_through_the_record_date_counts_and_one_from_the_day_after_does_not() {
    for (from_ms, until_ms, is_exempt) in [(0, 0, true), (0, -1, false), (-1, 1, true), (0, 1, false)] {
        let mut world = World::tokyo_32().with_holders(1);
        let cutoff_ms = world.cutoff(0);
        let at = |shift_ms: i64| cutoff_ms.checked_add_signed(shift_ms).expect("an instant");
        // From the registration on, unless it begins around the cutoff.
        let from_ms = if until_ms == 1 { at(from_ms) } else { 0 };
        let exemption = Some(Exemption { basis: [7; 32], from_ms, until_ms: at(until_ms) });
        world.update(Alice, InvestorRecord { exemption, ..investor(Alice) });
        world.open(0);
        let quote = world.claim(Alice, 0);
        assert_eq!(quote.net_yen == quote.gross_yen, is_exempt, "from {from_ms} to {until_ms} ms after the cutoff");
    }
}

#[test]
fn a_tax_class_changed_before_the_record_date_counts() {
    let mut world = World::tokyo_32().with_holders(1);
    world.advance_to(world.cutoff(0) - 1);
    world.update(Alice, with_class(Alice, TaxClass::Exempt));
    // Moved abroad right after, and once more before the payment: neither matters.
    world.advance_to(world.cutoff(0));
    world.update(Alice, with_class(Alice, TaxClass::NonResident));
    world.announce_and_fund(0);
    world.advance_to(world.payment_ms(0) + 1);
    world.update(Alice, with_class(Alice, TaxClass::Individual));
    world.done(Payer, world.distributor().call_mut().open(0));
    assert_eq!(world.claim(Alice, 0).net_yen, 8_608);
}

#[test]
fn t28_a_pause_stops_trade_and_no_payment() {
    let mut world = World::short().with_holders(2);
    world.done(Pauser, world.office().call_mut().pause());
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("201 Paused"));
    world.open(0);
    assert_eq!(world.claim(Alice, 0).net_yen, 3_985);
    world.open(1);
    assert_eq!(world.pay(1, &[Alice, Bob]), [Outcome::Paid, Outcome::Paid]);
    assert_eq!(world.pay(0, &[Bob]), [Outcome::Paid]);
    assert_eq!(world.status().phase, Phase::Closed);
}
