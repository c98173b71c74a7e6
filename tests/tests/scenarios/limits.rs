//! How much an investor may hold, from what age, and when units move: the rest of a series' policy, on every path.

use chihosai_tests::prelude::*;

fn with_policy(policy: Policy) -> World {
    let mut plan = plans::short_bullet();
    plan.policy = policy;
    World::of(plan)
}

fn refusal(index: u32, refusal: Refusal) -> OfficeError {
    OfficeError::Refused { index, refusal }
}

#[track_caller]
fn cannot(world: &mut World, from: Who, to: Who, units: u64, reason: Refusal, label: &str) {
    let told = world.read(world.token().call().can_transfer(from.id(), to.id(), u128::from(units)));
    assert_eq!(told, Err(reason));
    world.refused(from, world.bond().transfer(to.id(), u128::from(units)), custom(label));
    world.done(from, world.bond().approve(Broker.id(), u128::from(units)));
    world.refused(Broker, world.bond().transfer_from(from.id(), to.id(), u128::from(units)), custom(label));
    world.done(from, world.bond().approve(Broker.id(), 0));
    let batch = world.office().call_mut().transfer_batch(vec![(to.id(), units)]);
    world.refused(from, batch, refusal(0, reason));
}

#[test]
fn an_investor_reaches_the_limit_with_all_wallets_together_and_no_further() {
    let mut world = with_policy(Policy { max_units_per_investor: 150, ..Policy::OPEN });
    let (first, second) = (Wallet(1), Wallet(2));
    let wallets = vec![first.id(), second.id()];
    let row = NewInvestor { investor_id: 77, record: investor(Carol), wallets };
    [first, second].into_iter().for_each(|who| world.know(who));
    world.done(Registrar, world.desk().call_mut().register(vec![row], Mode::AllOrNothing));
    world.register(Alice);
    let issue = |world: &World, rows: &[(Who, u64)]| -> Message<Result<(), OfficeError>> {
        world.office().call_mut().issue(rows.iter().map(|(who, units)| (who.id(), *units)).collect()).into()
    };
    world.refused(Issuer, issue(&world, &[(Alice, 151)]), refusal(0, Refusal::InvestorLimitExceeded));
    let over = [(first, 100), (second, 51)];
    world.refused(Issuer, issue(&world, &over), refusal(1, Refusal::InvestorLimitExceeded));
    world.done(Issuer, issue(&world, &[(Alice, 150), (first, 100), (second, 40)]));
    world.close_issue();
    cannot(&mut world, Alice, first, 11, Refusal::InvestorLimitExceeded, "225 InvestorLimitExceeded");
    world.transfer(Alice, first, 10);
    cannot(&mut world, Alice, second, 1, Refusal::InvestorLimitExceeded, "225 InvestorLimitExceeded");
    // Between two wallets of one investor nothing is added.
    world.transfer(first, second, 110);
    world.transfer(second, first, 150);
    world.transfer(first, Alice, 10);
    world.transfer(Alice, second, 10);
}

#[test]
fn the_limit_follows_a_wallet_to_another_investor() {
    let mut world = with_policy(Policy { max_units_per_investor: 100, ..Policy::OPEN }).with_holders(3);
    let wallet = Wallet(9);
    world.register(wallet);
    world.transfer(Alice, wallet, 60);
    world.transfer(Bob, Alice, 60);
    // The wallet leaves its investor, and another one, who has 60 units elsewhere, takes it over.
    world.done(wallet, world.desk().call_mut().unlink(wallet.id(), false));
    world.done(wallet, world.desk().call_mut().request_link(Some(Bob.investor_id())));
    world.done(Registrar, world.desk().call_mut().link(Bob.investor_id(), wallet.id()));
    // 40 of his own and 60 that came with the wallet, once a controller lets them be his.
    let told = world.read(world.token().call().can_transfer(Alice.id(), wallet.id(), 1));
    assert_eq!(told, Err(Refusal::WalletRelinked));
    let grounds = Grounds { reason: Reason::Succession, document: [1; 32] };
    world.done(Controller, world.office().call_mut().adopt_units(wallet.id(), false, grounds));
    let told = world.read(world.token().call().can_transfer(Alice.id(), wallet.id(), 1));
    assert_eq!(told, Err(Refusal::InvestorLimitExceeded));
    assert_eq!(world.read(world.token().call().can_transfer(Bob.id(), wallet.id(), 1)), Ok(()));
}

#[test]
fn a_wallet_holds_nothing_or_enough() {
    let mut world = with_policy(Policy { min_units_per_wallet: 10, ..Policy::OPEN });
    world.register(Dave);
    let issue = world.office().call_mut().issue(vec![(Dave.id(), 9)]);
    world.refused(Issuer, issue, refusal(0, Refusal::BelowMinimumHolding));
    let mut world = world.with_holders(2);
    world.register(Carol);
    cannot(&mut world, Alice, Carol, 9, Refusal::BelowMinimumHolding, "226 BelowMinimumHolding");
    cannot(&mut world, Alice, Bob, 91, Refusal::BelowMinimumHolding, "226 BelowMinimumHolding");
    world.transfer(Alice, Carol, 10);
    world.transfer(Alice, Carol, 1);
    world.transfer(Alice, Bob, 89);
}

#[test]
fn units_move_within_the_window_to_the_millisecond() {
    let (from, until) = (ms("2025-05-01"), ms("2025-06-01"));
    let policy = Policy { transferable_from_ms: from, transferable_until_ms: until, ..Policy::OPEN };
    let mut world = with_policy(policy).with_holders(2);
    world.advance_to(from - 1);
    cannot(&mut world, Alice, Bob, 1, Refusal::OutsideTransferWindow, "227 OutsideTransferWindow");
    world.advance_to(from);
    world.transfer(Alice, Bob, 1);
    world.advance_to(until - 1);
    world.transfer(Alice, Bob, 1);
    world.advance_to(until);
    cannot(&mut world, Alice, Bob, 1, Refusal::OutsideTransferWindow, "227 OutsideTransferWindow");
}

#[test]
fn an_individual_is_old_enough_by_the_decade_on_record() {
    // Born in the 2000s or before; band 11 is the decade from 2000.
    let mut world = with_policy(Policy { latest_birth_band: 11, ..Policy::OPEN });
    let born = |who, birth_band| InvestorRecord { birth_band, ..investor(who) };
    world.register_as(Alice, born(Alice, 11));
    world.register_as(Bob, born(Bob, 12));
    world.register_as(Carol, born(Carol, 0));
    world.register_as(Dave, InvestorRecord { class: InvestorClass::Corporation, ..born(Dave, 0) });
    for who in [Bob, Carol] {
        let issue = world.office().call_mut().issue(vec![(Alice.id(), 1), (who.id(), 1)]);
        world.refused(Issuer, issue, refusal(1, Refusal::RecipientTooYoung));
    }
    world.allot(&[(Alice, 100), (Dave, 5)]);
    world.close_issue();
    cannot(&mut world, Alice, Bob, 1, Refusal::RecipientTooYoung, "224 RecipientTooYoung");
    cannot(&mut world, Alice, Carol, 1, Refusal::RecipientTooYoung, "224 RecipientTooYoung");
    world.transfer(Alice, Dave, 1);
}

#[test]
fn a_holder_whose_identification_lapses_keeps_his_units_gets_no_more_and_is_redeemed() {
    let mut world = World::short();
    world.register(Alice);
    world.register_as(Bob, InvestorRecord { expiry_ms: ms("2025-06-01"), ..investor(Bob) });
    world.allot(&[(Alice, 100), (Bob, 100)]);
    world.close_issue();
    world.advance_to(ms("2025-06-01"));
    assert_eq!(world.units(Bob), 100);
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("210 RecipientExpired"));
    world.refused(Bob, world.bond().transfer(Alice.id(), 1), custom("206 SenderExpired"));
    world.open(0);
    assert_eq!(world.claim(Bob, 0).net_yen, 3_985);
    world.open(1);
    let quote = world.claim(Bob, 1);
    assert_eq!((quote.principal_yen, world.units(Bob)), (1_000_000, 0));
}
