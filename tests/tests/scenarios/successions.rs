//! One wallet in the place of another (相続, 秘密鍵の喪失): who is judged, what stays free, and that no chain is too long.

use chihosai_tests::prelude::*;

fn because(reason: Reason) -> Grounds {
    Grounds { reason, document: [3; 32] }
}

fn recover(world: &World, old: Who, new: Who, reason: Reason) -> Message<Result<(), OfficeError>> {
    world.office().call_mut().recover(old.id(), new.id(), false, because(reason)).into()
}

fn refusal(refusal: Refusal) -> OfficeError {
    OfficeError::Refused { index: 0, refusal }
}

fn cell(world: &mut World, who: Who) -> Account {
    world.read(world.token().call().account(who.id()))
}

#[test]
fn after_the_last_record_date_a_successor_is_judged_like_any_recipient() {
    let mut world = World::short().with_holders(2);
    [Carol, Dave].into_iter().for_each(|heir| world.register(heir));
    world.advance_to(world.cutoff(1));
    world.revoke(Carol);
    let recovered = |world: &World, new: Who| recover(world, Alice, new, Reason::Succession);
    world.refused(Controller, recovered(&world, Carol), refusal(Refusal::RecipientRevoked));
    world.refused(Controller, recovered(&world, Outsider), refusal(Refusal::RecipientNotRegistered));
    world.suspend(Dave);
    world.refused(Controller, recovered(&world, Dave), refusal(Refusal::RecipientSuspended));
    world.reinstate(Dave);
    world.done(Controller, recovered(&world, Dave));
    world.open(1);
    assert_eq!(world.pay(1, &[Alice]), [Outcome::Paid]);
    assert_eq!([Carol, Dave].map(|who| world.purse(who)), [0, 1_003_985]);
}

#[test]
fn a_wallet_without_units_hands_its_claims_to_nobody_unknown() {
    let mut world = World::short().with_holders(2);
    world.open(0);
    world.transfer(Alice, Bob, 100);
    let unknown = recover(&world, Alice, Outsider, Reason::Succession);
    world.refused(Controller, unknown, refusal(Refusal::RecipientNotRegistered));
}

#[test]
fn a_lost_key_stays_with_its_investor() {
    let mut world = World::short().with_holders(2);
    let wallet = Wallet(30);
    world.know(wallet);
    world.refused(Controller, recover(&world, Alice, Bob, Reason::LostKey), OfficeError::OtherInvestor);
    world.refused(Controller, recover(&world, Alice, Outsider, Reason::LostKey), OfficeError::OtherInvestor);
    world.done(wallet, world.desk().call_mut().request_link(Some(Alice.investor_id())));
    world.done(Registrar, world.desk().call_mut().link(Alice.investor_id(), wallet.id()));
    world.done(Controller, recover(&world, Alice, wallet, Reason::LostKey));
    assert_eq!((world.units(wallet), world.units(Alice)), (100, 0));
    // Also when what it held is gone or no longer moves.
    let mut world = World::short().with_holders(2);
    world.open(0);
    world.transfer(Alice, Bob, 100);
    world.refused(Controller, recover(&world, Alice, Bob, Reason::LostKey), OfficeError::OtherInvestor);
    world.advance_to(world.cutoff(1));
    world.refused(Controller, recover(&world, Alice, Bob, Reason::LostKey), OfficeError::OtherInvestor);
}

#[test]
fn an_heir_of_a_frozen_wallet_keeps_his_own_units_free() {
    let mut world = World::short().with_holders(3);
    let frozen = world.office().call_mut().lock_units(Alice.id(), 30, None, because(Reason::Sanction));
    let (first, _) = world.done(Controller, frozen);
    let freeze = world.office().call_mut().freeze_account(Alice.id(), true, because(Reason::Sanction));
    world.done(Controller, freeze);
    world.done(Controller, recover(&world, Alice, Bob, Reason::Succession));
    let bob = cell(&mut world, Bob);
    assert_eq!((bob.units, bob.locked_units, bob.flags), (200, 100, 0));
    let locks = world.read(world.office().call().locks_of(Bob.id()));
    let brief: Vec<(u32, u64)> = locks.iter().map(|(number, lock)| (*number, lock.units)).collect();
    assert_eq!(brief, [(first, 30), (first + 1, 70)]);
    world.transfer(Bob, Carol, 100);
    world.refused(Bob, world.bond().transfer(Carol.id(), 1), custom("222 UnitsLocked"));
    // Whoever lifts the order releases them.
    let release = world.office().call_mut().release_units(first + 1, 70, because(Reason::LegalOrder));
    world.done(Controller, release);
    world.transfer(Bob, Carol, 70);
}

#[test]
fn the_money_of_the_first_wallet_finds_the_twentieth_successor() {
    let mut world = World::short().with_holders(2);
    world.open(0);
    let mut last = Alice;
    for number in 40..60 {
        let next = Wallet(number);
        world.register(next);
        world.done(Controller, recover(&world, last, next, Reason::Succession));
        last = next;
    }
    for wallet in [Alice, Wallet(40), Wallet(50), Wallet(58)] {
        assert_eq!(world.read(world.office().call().successor(wallet.id())), Some(last.id()));
    }
    assert_eq!(world.pay(0, &[Alice]), [Outcome::Paid]);
    assert_eq!(world.purse(last), 3_985);
}

#[test]
fn a_wallet_that_was_replaced_moves_nothing_for_others() {
    let mut world = World::short().with_holders(3);
    world.register(Dave);
    for owner in [Bob, Carol] {
        world.done(owner, world.bond().approve(Alice.id(), 50));
    }
    let spend = |world: &World, from: Who| world.bond().transfer_from(from.id(), Dave.id(), 5);
    world.done(Alice, spend(&world, Bob));
    let freeze =
        |world: &World, frozen| world.office().call_mut().freeze_account(Alice.id(), frozen, because(Reason::Sanction));
    world.done(Controller, freeze(&world, true));
    world.refused(Alice, spend(&world, Bob), custom("254 SpenderNotAllowed"));
    world.done(Controller, freeze(&world, false));
    world.done(Alice, spend(&world, Bob));
    world.suspend(Alice);
    world.refused(Alice, spend(&world, Bob), custom("254 SpenderNotAllowed"));
    world.reinstate(Alice);
    // A key that the desk marked dead.
    world.done(Registrar, world.desk().call_mut().unlink(Alice.id(), true));
    world.refused(Alice, spend(&world, Bob), custom("254 SpenderNotAllowed"));
    world.done(Controller, recover(&world, Alice, Dave, Reason::Succession));
    world.refused(Alice, spend(&world, Carol), custom("254 SpenderNotAllowed"));
    // What no registrar knows, such as a contract, moves what it was allowed.
    world.done(Bob, world.bond().approve(Outsider.id(), 5));
    world.done(Outsider, world.bond().transfer_from(Bob.id(), Carol.id(), 5));
}
