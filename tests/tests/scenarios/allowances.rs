//! Allowances on bond units (T14, I6). What the overrides alone must show is in `overrides`.

use chihosai_tests::prelude::*;

fn allowance(world: &mut World, owner: Who, spender: Who) -> u128 {
    world.read(world.bond().allowance(owner.id(), spender.id()))
}

#[test]
fn a_spender_uses_his_allowance_up_and_then_nothing_more() {
    let mut world = World::short().with_holders(2);
    world.done(Alice, world.bond().approve(Broker.id(), 10));
    for left in [7, 4, 1] {
        world.done(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 3));
        assert_eq!(allowance(&mut world, Alice, Broker), left);
    }
    let two = world.bond().transfer_from(Alice.id(), Bob.id(), 2);
    world.refused(Broker, two, PSP22Error::InsufficientAllowance);
    world.done(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 1));
    let one = world.bond().transfer_from(Alice.id(), Bob.id(), 1);
    world.refused(Broker, one, PSP22Error::InsufficientAllowance);
    assert_eq!([Alice, Bob].map(|who| world.units(who)), [90, 110]);
}

#[test]
fn an_allowance_is_one_owners_to_one_spender() {
    let mut world = World::short().with_holders(3);
    world.done(Alice, world.bond().approve(Broker.id(), 10));
    assert_eq!(allowance(&mut world, Alice, Broker), 10);
    for (owner, spender) in [(Broker, Alice), (Bob, Broker), (Alice, Outsider), (Alice, Bob)] {
        assert_eq!(allowance(&mut world, owner, spender), 0);
        let take = world.bond().transfer_from(owner.id(), Carol.id(), 1);
        world.refused(spender, take, PSP22Error::InsufficientAllowance);
    }
}

#[test]
pub fn an_allowance_is_lowered_by_steps_and_never_below_nothing() {
    let mut world = World::short().with_holders(1);
    world.done(Alice, world.bond().approve(Broker.id(), 10));
    let too_much = world.bond().decrease_allowance(Broker.id(), 11);
    world.refused(Alice, too_much, PSP22Error::InsufficientAllowance);
    world.done(Alice, world.bond().decrease_allowance(Broker.id(), 4));
    assert_eq!(allowance(&mut world, Alice, Broker), 6);
    world.done(Alice, world.bond().decrease_allowance(Broker.id(), 6));
    let nothing_left = world.bond().decrease_allowance(Broker.id(), 1);
    world.refused(Alice, nothing_left, PSP22Error::InsufficientAllowance);
}

#[test]
fn an_allowance_beyond_the_holding_moves_no_more_than_the_holding() {
    let mut world = World::short().with_holders(2);
    world.done(Alice, world.bond().approve(Broker.id(), u128::MAX));
    for units in [101, 1 << 64, u128::MAX] {
        let beyond = world.bond().transfer_from(Alice.id(), Bob.id(), units);
        world.refused(Broker, beyond, PSP22Error::InsufficientBalance);
    }
    world.done(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 100));
    // The largest allowance is a number like any other.
    assert_eq!(allowance(&mut world, Alice, Broker), u128::MAX - 100);
}

#[test]
fn an_allowance_outlives_a_pause_and_helps_nobody_during_it() {
    let mut world = World::short().with_holders(2);
    world.done(Alice, world.bond().approve(Broker.id(), 10));
    world.done(Pauser, world.office().call_mut().pause());
    world.refused(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 1), custom("201 Paused"));
    // Taking an allowance back is always possible.
    world.done(Alice, world.bond().decrease_allowance(Broker.id(), 9));
    world.done(Pauser, world.office().call_mut().unpause());
    let two = world.bond().transfer_from(Alice.id(), Bob.id(), 2);
    world.refused(Broker, two, PSP22Error::InsufficientAllowance);
    world.done(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 1));
}

#[test]
fn an_allowance_given_before_the_issue_is_closed_moves_nothing_until_then() {
    let mut world = World::short();
    world.register(Alice);
    world.register(Bob);
    world.allot(&[(Alice, 10)]);
    world.done(Alice, world.bond().approve(Broker.id(), 5));
    world.refused(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 5), custom("202 NotTransferable"));
    world.close_issue();
    world.done(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 5));
}

#[test]
fn the_distributor_takes_no_more_yen_than_it_was_allowed() {
    let mut world = World::short().with_holders(1);
    world.advance_to(world.cutoff(0));
    world.announce(0);
    world.provide(3_000);
    world.done(Payer, world.yen().call_mut().mint(Payer.id(), 1_000_000));
    world.refused(Payer, world.distributor().call_mut().fund(0, 3_001), DistributorError::FundingFailed);
    world.done(Payer, world.distributor().call_mut().fund(0, 3_000));
    assert_eq!(world.read(world.cash().allowance(Payer.id(), world.series.distributor)), 0);
}
