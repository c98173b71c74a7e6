//! A wallet that the desk links to another investor: its units stay the first one's until a controller, who judges, lets them
//! be adopted. And an heir above the limit brings his own wallets together.

use chihosai_tests::prelude::*;

const HEIRS: Grounds = Grounds { reason: Reason::Succession, document: [2; 32] };

fn refusal(refusal: Refusal) -> OfficeError {
    OfficeError::Refused { index: 0, refusal }
}

/// Alice's wallet, with a hundred units, is linked to another investor.
fn relinked(policy: Policy, to: Who) -> World {
    let mut plan = plans::short_bullet();
    plan.policy = policy;
    let mut world = World::of(plan).with_holders(3);
    relink(&mut world, Alice, to);
    world
}

fn relink(world: &mut World, wallet: Who, to: Who) {
    world.done(wallet, world.desk().call_mut().unlink(wallet.id(), false));
    world.done(wallet, world.desk().call_mut().request_link(Some(to.investor_id())));
    world.done(Registrar, world.desk().call_mut().link(to.investor_id(), wallet.id()));
}

fn adopt(world: &World, who: Who, waive_policy: bool) -> Message<Result<(), OfficeError>> {
    world.office().call_mut().adopt_units(who.id(), waive_policy, HEIRS).into()
}

#[test]
fn a_relinked_wallet_neither_sends_nor_receives_until_its_units_are_adopted() {
    let mut world = relinked(Policy::OPEN, Bob);
    world.refused(Alice, world.bond().transfer(Carol.id(), 1), custom("253 WalletRelinked"));
    world.refused(Carol, world.bond().transfer(Alice.id(), 1), custom("253 WalletRelinked"));
    let batch = world.office().call_mut().transfer_batch(vec![(Carol.id(), 1)]);
    world.refused(Alice, batch, refusal(Refusal::WalletRelinked));
    let forced = world.office().call_mut().forced_transfer(Carol.id(), Alice.id(), 1, None, true, HEIRS);
    world.refused(Controller, forced, refusal(Refusal::WalletRelinked));
    let recovered = world.office().call_mut().recover(Carol.id(), Alice.id(), true, HEIRS);
    world.refused(Controller, recovered, refusal(Refusal::WalletRelinked));
    let told = world.read(world.token().call().can_transfer(Alice.id(), Carol.id(), 1));
    assert_eq!(told, Err(Refusal::WalletRelinked));
    // A controller still moves them to where they belong, or lets them be the new one's.
    world.refused(Admin, adopt(&world, Alice, false), OfficeError::MissingRole);
    let (_, seen) = world.done(Controller, adopt(&world, Alice, false));
    let (account, grounds, by) = (Alice.id(), HEIRS, Controller.id());
    let event = OfficeEvent::UnitsAdopted { account, waive_policy: false, grounds, by };
    assert_eq!(seen, [Seen::Office(event)]);
    let cell = world.read(world.token().call().account(Alice.id()));
    assert_eq!((cell.units, cell.investor_id), (100, Bob.investor_id()));
    world.transfer(Alice, Carol, 40);
    world.transfer(Carol, Alice, 1);
    // What it earned before is the wallet's as ever.
    world.open(0);
    assert_eq!(world.pay(0, &[Alice, Bob, Carol]), [Outcome::Paid; 3]);
}

#[test]
fn a_relinked_wallet_is_the_last_way_around_no_rule() {
    // Bob has a hundred units; the limit is 150 for an investor.
    let mut world = relinked(Policy { max_units_per_investor: 150, ..Policy::OPEN }, Bob);
    world.refused(Controller, adopt(&world, Alice, false), refusal(Refusal::InvestorLimitExceeded));
    world.transfer(Bob, Carol, 50);
    world.done(Controller, adopt(&world, Alice, false));
    world.refused(Carol, world.bond().transfer(Bob.id(), 1), custom("225 InvestorLimitExceeded"));
    // Somebody whom the series does not admit, or who is not in good standing, adopts nothing.
    let mut world = relinked(Policy::OPEN, Bob);
    world.suspend(Bob);
    for waived in [false, true] {
        world.refused(Controller, adopt(&world, Alice, waived), refusal(Refusal::RecipientSuspended));
    }
    let individuals = Policy { classes: Policy::class_bit(InvestorClass::Individual), ..Policy::OPEN };
    let mut world = World::of({
        let mut plan = plans::short_bullet();
        plan.policy = individuals;
        plan
    })
    .with_holders(2);
    world.register_as(Dave, InvestorRecord { class: InvestorClass::Corporation, ..investor(Dave) });
    relink(&mut world, Alice, Dave);
    world.refused(Controller, adopt(&world, Alice, false), refusal(Refusal::RecipientClassNotAllowed));
    world.done(Controller, adopt(&world, Alice, true));
    assert_eq!(world.read(world.token().call().account(Alice.id())).investor_id, Dave.investor_id());
}

#[test]
fn an_empty_wallet_changes_hands_as_it_likes() {
    let mut world = World::short().with_holders(3);
    world.transfer(Alice, Bob, 100);
    relink(&mut world, Alice, Carol);
    world.transfer(Bob, Alice, 10);
    assert_eq!(world.read(world.token().call().account(Alice.id())).investor_id, Carol.investor_id());
}

#[test]
fn an_heir_above_the_limit_brings_his_own_wallets_together() {
    let mut plan = plans::short_bullet();
    plan.policy = Policy { max_units_per_investor: 120, ..Policy::OPEN };
    let mut world = World::of(plan).with_holders(3);
    let second = Wallet(31);
    world.know(second);
    world.done(second, world.desk().call_mut().request_link(Some(Bob.investor_id())));
    world.done(Registrar, world.desk().call_mut().link(Bob.investor_id(), second.id()));
    world.transfer(Bob, second, 30);
    // An inheritance is not a purchase: Bob has two hundred units now, eighty above the limit.
    world.done(Controller, world.office().call_mut().recover(Alice.id(), Bob.id(), false, HEIRS));
    world.transfer(second, Bob, 30);
    world.transfer(Bob, second, 170);
    world.refused(Carol, world.bond().transfer(Bob.id(), 1), custom("225 InvestorLimitExceeded"));
    world.refused(
        Issuer,
        world.office().call_mut().transfer_batch(vec![(Bob.id(), 1)]),
        refusal(Refusal::InsufficientUnits),
    );
}

#[test]
fn an_issue_that_nobody_closed_is_redeemed_all_the_same() {
    let mut world = World::short();
    [Alice, Bob].into_iter().for_each(|who| world.register(who));
    world.allot(&[(Alice, 60), (Bob, 40)]);
    let close = |world: &World| world.office().call_mut().close_issue();
    // Before the first record date it is the issuer's alone.
    for who in [Outsider, Alice, Admin] {
        world.refused(who, close(&world), OfficeError::MissingRole);
    }
    world.advance_to(world.cutoff(0) - 1);
    world.refused(Outsider, close(&world), OfficeError::MissingRole);
    world.advance_to(world.cutoff(0));
    let (_, seen) = world.done(Outsider, close(&world));
    assert_eq!(seen, [Seen::Office(OfficeEvent::IssueClosed { issued_units: 100, by: Outsider.id() })]);
    world.refused(Outsider, close(&world), OfficeError::MissingRole);
    world.refused(Issuer, close(&world), OfficeError::WrongPhase { phase: Phase::Active });
    for k in [0, 1] {
        world.open(k);
        assert_eq!(world.pay(k, &[Alice, Bob]), [Outcome::Paid; 2]);
    }
    assert_eq!(world.status().phase, Phase::Closed);
    // Also after the last record date.
    let mut late = World::short();
    late.register(Alice);
    late.allot(&[(Alice, 60)]);
    late.advance_to(late.cutoff(1));
    late.done(Alice, close(&late));
    late.open(1);
    assert_eq!(late.pay(1, &[Alice]), [Outcome::Paid]);
    assert_eq!(late.status().phase, Phase::Closed);
    let mut empty = World::short();
    empty.advance_to(empty.cutoff(0));
    empty.refused(Outsider, close(&empty), OfficeError::NothingIssued);
}
