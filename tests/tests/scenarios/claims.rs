//! Everything at once, and what integrators read.

use chihosai_tests::prelude::*;

#[test]
fn everything_that_is_open_is_claimed_in_one_call_the_earliest_first() {
    let mut world = World::of(plans::twelve_events()).with_holders(2);
    for k in 0..5 {
        world.open(k);
    }
    assert_eq!(world.pay(2, &[Alice]), [Outcome::Paid]);
    let (paid, seen) = world.done(Alice, world.distributor().call_mut().claim_all(2));
    assert_eq!(paid.iter().map(|(k, quote)| (*k, quote.net_yen)).collect::<Vec<_>>(), [(0, 3_985), (1, 3_985)]);
    assert_eq!(seen.len(), 4, "{seen:?}");
    let (paid, _) = world.done(Alice, world.distributor().call_mut().claim_all(u8::MAX));
    assert_eq!(paid.iter().map(|(k, _)| *k).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(world.purse(Alice), 5 * 3_985);
    world.refused(Alice, world.distributor().call_mut().claim_all(1), DistributorError::NothingDue);
    world.refused(Bob, world.distributor().call_mut().claim_all(0), DistributorError::NothingDue);
    world.refused(Outsider, world.distributor().call_mut().claim_all(16), DistributorError::NothingDue);
    assert_eq!(world.read(world.distributor().call().marks(Alice.id())).paid, 0b11111);
}

#[test]
fn a_latecomer_gets_past_the_events_at_which_he_held_nothing() {
    let mut world = World::of(plans::most_events()).with_holders(1);
    world.register(Bob);
    for k in 0..20 {
        world.open(k);
    }
    world.transfer(Alice, Bob, 50);
    world.open(20);
    let (paid, _) = world.done(Bob, world.distributor().call_mut().claim_all(1));
    assert_eq!(paid.iter().map(|(k, _)| *k).collect::<Vec<_>>(), [20]);
    // No call pays more than its bound.
    let (paid, _) = world.done(Alice, world.distributor().call_mut().claim_all(u8::MAX));
    assert_eq!(paid.iter().map(|(k, _)| *k).collect::<Vec<_>>(), (0..16).collect::<Vec<_>>());
    let (paid, _) = world.done(Alice, world.distributor().call_mut().claim_all(u8::MAX));
    assert_eq!(paid.len(), 5);
}

#[test]
fn whoever_is_on_hold_claims_nothing_and_is_told_why() {
    let mut world = World::short().with_holders(1);
    world.open(0);
    world.suspend(Alice);
    world.refused(Alice, world.distributor().call_mut().claim_all(16), DistributorError::PayeeSuspended);
    world.reinstate(Alice);
    assert_eq!(world.done(Alice, world.distributor().call_mut().claim_all(16)).0.len(), 1);
}

#[test]
fn redemption_comes_with_everything_else() {
    let mut world = World::short().with_holders(1);
    world.open(0);
    world.open(1);
    let (paid, _) = world.done(Alice, world.distributor().call_mut().claim_all(16));
    assert_eq!(paid.iter().map(|(_, quote)| quote.principal_yen).collect::<Vec<_>>(), [0, 1_000_000]);
    assert_eq!((world.units(Alice), world.status().phase), (0, Phase::Closed));
}

#[test]
fn an_entitlement_says_what_a_payment_would_come_to() {
    let mut world = World::short().with_holders(3);
    world.register_as(
        Dave,
        InvestorRecord { tax_class: TaxClass::Corporation, class: InvestorClass::Corporation, ..investor(Dave) },
    );
    world.transfer(Carol, Dave, 40);
    assert_eq!(world.read(world.distributor().call().entitlements(0, vec![])), Err(DistributorError::NotAnnounced));
    world.open(0);
    world.claim(Alice, 0);
    world.suspend(Bob);
    let accounts = [Alice, Bob, Carol, Dave, Outsider].map(|who| who.id());
    let rows = world.read(world.distributor().call().entitlements(0, accounts.to_vec())).expect("announced");
    let outcomes: Vec<Outcome> = rows.iter().map(|row| row.outcome).collect();
    assert_eq!(outcomes, [Outcome::AlreadyPaid, Outcome::Suspended, Outcome::Paid, Outcome::Paid, Outcome::NotAHolder]);
    assert_eq!(rows.iter().map(|row| row.units).collect::<Vec<_>>(), [100, 100, 60, 40, 0]);
    let quote = rows[3].quote.expect("a class");
    assert_eq!((quote.gross_yen, quote.national_tax_yen, quote.local_tax_yen), (2_000, 306, 0));
    assert_eq!(world.claim(Dave, 0), quote);
    assert_eq!(world.pay(0, &[Alice, Bob, Carol, Dave, Outsider])[..3], outcomes[..3]);
    let many = vec![Alice.id(); 51];
    let too_many = Err(DistributorError::BatchTooLarge { max: 50 });
    assert_eq!(world.read(world.distributor().call().entitlements(0, many)), too_many);
}

#[test]
fn announced_events_are_listed_in_pages() {
    let mut world = World::of(plans::most_events()).with_holders(1);
    for k in (0..20).chain([22]) {
        world.wait_until(world.cutoff(k));
        world.announce(k);
    }
    let mut page = |start, count| -> Vec<u8> {
        let rows = world.read(world.distributor().call().events(start, count));
        for (k, coupon) in &rows {
            assert_eq!(world.read(world.distributor().call().event(*k)), Some(*coupon));
        }
        rows.into_iter().map(|(k, _)| k).collect()
    };
    assert_eq!(page(0, u8::MAX), (0..16).collect::<Vec<_>>());
    assert_eq!(page(16, 16), [16, 17, 18, 19, 22]);
    assert_eq!(page(5, 2), [5, 6]);
    assert!(page(23, 16).is_empty() && page(128, 16).is_empty() && page(255, 255).is_empty() && page(0, 0).is_empty());
}

#[test]
fn an_account_reads_its_payments_and_what_became_of_them() {
    let mut world = World::short().with_holders(2);
    world.suspend(Bob);
    world.open(0);
    world.open(1);
    assert_eq!(world.pay(0, &[Alice, Bob]), [Outcome::Paid, Outcome::Suspended]);
    let payments =
        |world: &mut World, who: Who| world.read(world.agent().call().payments_of(who.id(), 0, 16)).expect("wired");
    let of_alice = payments(&mut world, Alice);
    assert_eq!(
        of_alice.iter().map(|row| (row.event, row.paid, row.reserved)).collect::<Vec<_>>(),
        [(0, true, false), (1, false, false)]
    );
    assert_eq!(of_alice[1].quote.map(|quote| quote.principal_yen), Some(1_000_000));
    let of_bob = payments(&mut world, Bob);
    assert_eq!(
        of_bob.iter().map(|row| (row.event, row.paid, row.reserved)).collect::<Vec<_>>(),
        [(0, false, true), (1, false, false)]
    );
    assert!(payments(&mut world, Outsider).is_empty());
}

#[test]
fn a_fiscal_year_adds_up_to_the_next() {
    let mut plan = plans::amortising();
    plan.terms.may_buy_back = true;
    let mut world = World::of(plan).with_holders(3);
    world.register(Issuer);
    let year = |world: &mut World, fiscal_year: u16| {
        let year = world.read(world.agent().call().fiscal_year(fiscal_year)).expect("wired");
        let balance = year.opening_yen + year.issued_yen - year.redeemed_yen - year.cancelled_yen;
        assert_eq!(balance, year.closing_yen, "{year:?}");
        year
    };
    // Issued in March: the last days of fiscal 2024.
    assert_eq!((year(&mut world, 2024).issued_yen, year(&mut world, 2024).closing_yen), (3_000_000, 3_000_000));
    assert_eq!((year(&mut world, 2023).closing_yen, year(&mut world, 2025).opening_yen), (0, 3_000_000));
    world.open(0);
    assert_eq!(world.pay(0, &[Alice, Bob]), [Outcome::Paid; 2]);
    // 4,000 of each 10,000 are repaid: what is bought back has 6,000 left.
    world.transfer(Carol, Issuer, 10);
    world.done(Issuer, world.office().call_mut().buy_back(10));
    world.open(1);
    let first = year(&mut world, 2025);
    // ¥50 on each of 300 units, then ¥30 on each of 290; principal 4,000 and 3,000.
    assert_eq!((first.redeemed_yen, first.cancelled_yen), (300 * 4_000 + 290 * 3_000, 60_000));
    assert_eq!((first.interest_yen, first.national_tax_yen, first.local_tax_yen), (10_000, 1_530, 500));
    assert_eq!((first.net_yen, first.principal_yen), (7_970, 800_000));
    assert_eq!(first.unclaimed_yen, 5_000 + 400_000 + 290 * 30 + 290 * 3_000);
    assert_eq!(first.closing_yen, 290 * 3_000);
    for k in [2, 3] {
        world.open(k);
        assert_eq!(world.pay(k, &[Alice, Bob, Carol]), [Outcome::Paid; 3]);
    }
    let last = year(&mut world, 2026);
    assert_eq!((last.opening_yen, last.redeemed_yen, last.closing_yen), (290 * 3_000, 290 * 3_000, 0));
    assert_eq!(last.unclaimed_yen, 0);
    assert_eq!(year(&mut world, 2150).closing_yen, 0);
    assert_eq!(world.read(world.agent().call().fiscal_year(0)), Err(AgentError::Overflow));
    assert_eq!(world.read(world.agent().call().fiscal_year(u16::MAX)), Err(AgentError::Overflow));
}

#[test]
fn n05_a_lapsed_identification_stops_neither_coupon_nor_redemption() {
    let mut world = World::short();
    world.register_as(Alice, InvestorRecord { expiry_ms: ms("2025-06-01"), ..investor(Alice) });
    world.allot(&[(Alice, 100)]);
    world.close_issue();
    for k in [0, 1] {
        world.open(k);
        assert_eq!(world.entitlement(Alice.id(), k).outcome, Outcome::Paid);
        assert_eq!(world.pay(k, &[Alice]), [Outcome::Paid]);
    }
    assert_eq!((world.purse(Alice), world.status().phase), (2 * 3_985 + 1_000_000, Phase::Closed));
}

#[test]
fn t10_no_amount_is_too_large_for_a_typed_answer() {
    let mut world = World::short().with_holders(1);
    world.advance_to(world.cutoff(0));
    world.announce(0);
    for yen in [5_001, u128::from(u64::MAX), u128::MAX] {
        // As much as is missing is asked for, and is not there.
        world.refused(Payer, world.distributor().call_mut().fund(0, yen), DistributorError::FundingFailed);
        world.refused(Payer, world.distributor().call_mut().deposit(1, yen), DistributorError::FundingFailed);
        let error = AgentError::Refused { error: DistributorError::ExceedsSurplus { surplus_yen: 0 } };
        world.refused(PayingAgent, world.agent().call_mut().withdraw_surplus(yen), error);
    }
    for k in [2, 127, 128, 255] {
        world.refused(Payer, world.distributor().call_mut().announce(k), DistributorError::UnknownEvent { events: 2 });
        world.refused(Payer, world.distributor().call_mut().fund(k, 1), DistributorError::NotAnnounced);
        world.refused(Payer, world.distributor().call_mut().draw(k), DistributorError::NotAnnounced);
        world.refused(Payer, world.distributor().call_mut().open(k), DistributorError::NotAnnounced);
        world.refused(Payer, world.distributor().call_mut().claim(k), DistributorError::NotAnnounced);
        world.refused(Payer, world.distributor().call_mut().pay_page(k, vec![]), DistributorError::NotAnnounced);
        assert!(!world.read(world.distributor().call().is_paid(Alice.id(), k)));
        assert_eq!(world.read(world.distributor().call().event(k)), None);
        let holiday = world.agent().call_mut().set_payment_day(k, Some(0));
        world.refused(PayingAgent, holiday, AgentError::UnknownEvent);
    }
}

#[test]
fn t24_the_longest_answers_fit_the_buffer() {
    let mut world = World::of(plans::most_events()).with_holders(50);
    let grounds = Grounds { reason: Reason::LegalOrder, document: [1; 32] };
    for who in (0..10).map(Who::investor) {
        let seizure = Seizure { case_reference: [1; 32], escrow: Court.id() };
        world.done(Controller, world.office().call_mut().lock_units(who.id(), 1, Some(seizure), grounds));
    }
    for k in 0..16 {
        world.open(k);
    }
    // Of fifty rows none is longer than one of these. Each asks the office, which is large: fifty would not fit a block.
    let accounts: Vec<AccountId> = (0..10).map(|index| Who::investor(index).id()).collect();
    let rows = world.read(world.distributor().call().entitlements(0, accounts)).expect("announced");
    let bytes = 5 * scale::Encode::encode(&rows).len();
    assert!(rows.iter().all(|row| row.escrowed.is_some()) && bytes > 50 * 170 && bytes < 12 * 1_024, "{bytes}");
    let bytes = scale::Encode::encode(&world.read(world.distributor().call().events(0, 16))).len();
    assert!((16 * 250..12 * 1_024).contains(&bytes), "{bytes}");
    let payments = world.read(world.agent().call().payments_of(Alice.id(), 0, 16)).expect("wired");
    let bytes = scale::Encode::encode(&payments).len();
    assert!(payments.len() == 16 && bytes < 12 * 1_024, "{bytes}");
}

#[test]
fn t27_no_payment_frees_storage_that_others_paid_for() {
    let mut world = World::short().with_holders(2);
    world.suspend(Alice);
    world.open(0);
    world.open(1);
    // Somebody pays for the mark of the reserved payment; whoever is paid later gets nothing back for it.
    let page = world.submit(Outsider, world.distributor().call_mut().pay_page(0, vec![Alice.id(), Bob.id()]));
    assert!(page.receipt.cost.deposit > 0);
    world.reinstate(Alice);
    for k in [0, 1] {
        let claim = world.submit(Alice, world.distributor().call_mut().claim(k));
        assert!(claim.answer.is_ok());
        assert!(claim.receipt.cost.deposit >= 0, "{}", claim.receipt.cost.deposit);
    }
    let claim = world.submit(Bob, world.distributor().call_mut().claim(1));
    assert!(claim.receipt.cost.deposit >= 0);
}
