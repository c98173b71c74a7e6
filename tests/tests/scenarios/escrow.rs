//! Money of seized units (差押え) goes into escrow (供託), as long as they are seized.

use chihosai_tests::prelude::*;

const ORDER: Grounds = Grounds { reason: Reason::LegalOrder, document: [1; 32] };

fn seizure(case: u8) -> Seizure {
    Seizure { case_reference: [case; 32], escrow: Court.id() }
}

fn seize(world: &mut World, who: Who, units: u64, case: u8) -> u32 {
    world.done(Controller, world.office().call_mut().lock_units(who.id(), units, Some(seizure(case)), ORDER)).0
}

/// Where the money of the first event goes.
fn directions(world: &mut World, who: Who) -> Directions {
    world.read(world.office().call().directions(who.id(), 0))
}

fn is_seized(world: &mut World, who: Who) -> bool {
    world.read(world.token().call().account(who.id())).has(Account::SEIZED)
}

#[test]
fn the_seized_part_of_a_payment_goes_into_escrow_and_the_rest_to_the_holder() {
    let mut world = World::short().with_holders(2);
    seize(&mut world, Alice, 30, 1);
    let seized = Some(SeizedUnits { escrow: Court.id(), units: 30 });
    assert_eq!(directions(&mut world, Alice), Directions { successor: None, seized });
    assert!(is_seized(&mut world, Alice) && !is_seized(&mut world, Bob));
    world.open(0);
    // Net 3,985, of it 30 hundredths rounded down.
    let escrowed = Some(Escrowed { account: Court.id(), yen: 1_195 });
    let entitlement = world.entitlement(Alice.id(), 0);
    assert_eq!(
        (entitlement.escrowed, entitlement.to, entitlement.outcome),
        (escrowed, Some(Alice.id()), Outcome::Paid)
    );
    let quote = entitlement.quote.expect("a class");
    let (paid, seen) = world.done(Outsider, world.distributor().call_mut().pay_page(0, vec![Alice.id(), Bob.id()]));
    assert_eq!(paid, [Outcome::Paid; 2]);
    let told = DistributorEvent::CouponPaid { event: 0, account: Alice.id(), to: Alice.id(), quote, escrowed };
    assert!(seen.contains(&Seen::Distributor(told)), "{seen:?}");
    assert_eq!([Court, Alice, Bob].map(|who| world.purse(who)), [1_195, 2_790, 3_985]);
    assert_eq!((world.coupon(0).state, world.coupon(0).paid.net_yen), (CouponState::Settled, 7_970));

    world.open(1);
    assert_eq!(world.claim(Alice, 1).principal_yen, 1_000_000);
    assert_eq!([Court, Alice].map(|who| world.purse(who)), [2 * 1_195 + 300_000, 2 * 2_790 + 700_000]);
    assert_eq!(world.units(Alice), 0);
}

#[test]
fn what_is_seized_is_judged_when_it_is_paid() {
    let mut world = World::short().with_holders(2);
    world.open(0);
    let first = seize(&mut world, Alice, 60, 1);
    let second = seize(&mut world, Alice, 40, 2);
    assert_eq!(world.entitlement(Alice.id(), 0).escrowed.map(|escrowed| escrowed.yen), Some(3_985));
    world.done(Controller, world.office().call_mut().release_units(first, 10, ORDER));
    assert_eq!(directions(&mut world, Alice).seized.map(|seized| seized.units), Some(90));
    world.done(Controller, world.office().call_mut().release_units(first, 50, ORDER));
    world.done(Controller, world.office().call_mut().release_units(second, 40, ORDER));
    assert_eq!(directions(&mut world, Alice), Directions::default());
    assert!(!is_seized(&mut world, Alice));
    assert_eq!(world.entitlement(Alice.id(), 0).escrowed, None);
    world.claim(Alice, 0);
    assert_eq!([Court, Alice].map(|who| world.purse(who)), [0, 3_985]);
    // More than he held at the record date takes all and no more.
    world.transfer(Bob, Alice, 100);
    seize(&mut world, Alice, 150, 3);
    world.open(1);
    seize(&mut world, Alice, 50, 4);
    assert_eq!(world.claim(Alice, 1).units, 200);
    // Gross 10,000, taxes 1,531 and 500.
    assert_eq!(world.purse(Court), 7_969 + 2_000_000);
}

#[test]
fn all_seizures_of_one_holder_share_an_escrow() {
    let mut world = World::short().with_holders(2);
    world.register(Carol);
    seize(&mut world, Alice, 10, 1);
    let other = Seizure { case_reference: [2; 32], escrow: Broker.id() };
    let lock = |world: &World, who: Who| world.office().call_mut().lock_units(who.id(), 10, Some(other), ORDER);
    world.refused(Controller, lock(&world, Alice), OfficeError::EscrowDiffers);
    world.done(Controller, lock(&world, Bob));
    // Neither does a wallet take over one that pays elsewhere.
    let recover = world.office().call_mut().recover(Alice.id(), Bob.id(), false, ORDER);
    world.refused(Controller, recover, OfficeError::EscrowDiffers);
    world.done(Controller, world.office().call_mut().recover(Alice.id(), Carol.id(), false, ORDER));
    assert_eq!(directions(&mut world, Carol).seized, Some(SeizedUnits { escrow: Court.id(), units: 10 }));
    assert!(is_seized(&mut world, Carol) && !is_seized(&mut world, Alice));
}

#[test]
fn t13_a_wallet_that_takes_the_place_of_a_seized_one_pays_into_its_escrow() {
    let mut world = World::short().with_holders(2);
    world.register(Carol);
    seize(&mut world, Alice, 50, 1);
    world.open(0);
    world.done(Controller, world.office().call_mut().recover(Alice.id(), Carol.id(), false, ORDER));
    let expected =
        Directions { successor: Some(Carol.id()), seized: Some(SeizedUnits { escrow: Court.id(), units: 50 }) };
    assert_eq!(directions(&mut world, Alice), expected);
    assert_eq!(world.pay(0, &[Alice, Carol]), [Outcome::Paid, Outcome::NotAHolder]);
    assert_eq!([Court, Alice, Carol].map(|who| world.purse(who)), [1_992, 0, 1_993]);
    // After the last record date the units stay with the old wallet, and its seizure too.
    world.advance_to(world.cutoff(1));
    world.register(Dave);
    world.done(Controller, world.office().call_mut().recover(Carol.id(), Dave.id(), false, ORDER));
    world.open(1);
    assert_eq!(world.pay(1, &[Carol]), [Outcome::Paid]);
    assert_eq!(world.purse(Court), 1_992 + 1_992 + 500_000);
    assert_eq!(world.purse(Dave), 1_993 + 500_000);
}

#[test]
fn a_forced_sale_of_the_last_seized_unit_ends_the_seizure() {
    let mut world = World::short().with_holders(2);
    let lock = seize(&mut world, Alice, 20, 1);
    world.open(0);
    let sell = |world: &World, units| {
        world.office().call_mut().forced_transfer(Alice.id(), Bob.id(), units, Some(lock), false, ORDER)
    };
    world.done(Controller, sell(&world, 15));
    assert!(is_seized(&mut world, Alice));
    world.done(Controller, sell(&world, 5));
    assert!(!is_seized(&mut world, Alice) && !is_seized(&mut world, Bob));
    assert_eq!(world.pay(0, &[Alice, Bob]), [Outcome::Paid; 2]);
    assert_eq!([Court, Alice, Bob].map(|who| world.purse(who)), [0, 3_985, 3_985]);
}

#[test]
fn a_suspended_debtor_waits_with_all_of_it() {
    let mut world = World::short().with_holders(2);
    seize(&mut world, Alice, 30, 1);
    world.suspend(Alice);
    world.open(0);
    assert_eq!(world.pay(0, &[Alice]), [Outcome::Suspended]);
    assert_eq!((world.purse(Court), world.reserved_yen(Alice.id(), 0)), (0, 5_000));
    world.reinstate(Alice);
    assert_eq!(world.pay(0, &[Alice]), [Outcome::Paid]);
    assert_eq!([Court, Alice].map(|who| world.purse(who)), [1_195, 2_790]);
}

#[test]
fn a_page_takes_no_more_accounts_that_need_the_office_than_it_can_carry_out() {
    let mut world = World::short().with_holders(50);
    let holders: Vec<Who> = (0..50).map(Who::investor).collect();
    for who in &holders[..17] {
        let seizure = Some(Seizure { case_reference: [7; 32], escrow: Court.id() });
        world.done(Controller, world.office().call_mut().lock_units(who.id(), 10, seizure, ORDER));
    }
    world.open(0);
    let page = |who: &[Who]| who.iter().map(|who| who.id()).collect::<Vec<_>>();
    let too_dear = DistributorError::TooManyDirected { max: MAX_PAGE };
    // Each of them counts as three: seventeen are 51, and nine of them with 25 others 52.
    for who in [&holders[..17], &holders[..27], &holders[..50], &holders[8..42]] {
        world.refused(Outsider, world.distributor().call_mut().pay_page(0, page(who)), too_dear);
        assert_eq!(world.read(world.distributor().call().entitlements(0, page(who))), Err(too_dear));
    }
    assert_eq!(world.pay(0, &holders[..16]), [Outcome::Paid; 16]);
    assert_eq!(world.pay(0, &holders[16..50]), [Outcome::Paid; 34]);
    assert_eq!(world.coupon(0).state, CouponState::Settled);
}
