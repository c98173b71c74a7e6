//! What a controller may do: freeze, seize, transfer and recover by legal order, each with its grounds, never to somebody
//! who may not hold (N1, N2, N4, N9, N10, T02, T12, T13).

use chihosai_tests::prelude::*;

const CASE: [u8; 32] = [0xca; 32];

fn seizure() -> Seizure {
    Seizure { case_reference: CASE, escrow: Court.id() }
}

fn grounds(reason: Reason) -> Grounds {
    Grounds { reason, document: [0xd0; 32] }
}

fn order() -> Grounds {
    grounds(Reason::LegalOrder)
}

fn told(event: OfficeEvent) -> Seen {
    Seen::Office(event)
}

fn moved(from: Who, to: Who, value: u128) -> Seen {
    Seen::Token(TokenEvent::Transfer { from: Some(from.id()), to: Some(to.id()), value })
}

fn refusal(refusal: Refusal) -> OfficeError {
    OfficeError::Refused { index: 0, refusal }
}

fn cell(world: &mut World, who: Who) -> Account {
    world.read(world.token().call().account(who.id()))
}

fn lock(world: &mut World, who: Who, units: u64, seizure: Option<Seizure>) -> u32 {
    world.done(Controller, world.office().call_mut().lock_units(who.id(), units, seizure, order())).0
}

fn locks(world: &mut World, who: Who) -> Vec<(u32, u64)> {
    world
        .read(world.office().call().locks_of(who.id()))
        .into_iter()
        .map(|(number, lock)| (number, lock.units))
        .collect()
}

fn recover(world: &World, old: Who, new: Who) -> Message<Result<(), OfficeError>> {
    world.office().call_mut().recover(old.id(), new.id(), false, grounds(Reason::Succession)).into()
}

fn force(world: &World, from: Who, to: Who, units: u64, lock: Option<u32>) -> Message<Result<(), OfficeError>> {
    world.office().call_mut().forced_transfer(from.id(), to.id(), units, lock, false, order()).into()
}

// Freezing

#[test]
fn a_frozen_account_neither_sends_nor_receives_and_still_earns() {
    let mut world = World::short().with_holders(2);
    world.done(Alice, world.bond().approve(Broker.id(), 10));
    let freeze = |world: &World, frozen| world.office().call_mut().freeze_account(Alice.id(), frozen, order());
    let (_, seen) = world.done(Controller, freeze(&world, true));
    let (account, by, grounds) = (Alice.id(), Controller.id(), order());
    assert_eq!(seen, [told(OfficeEvent::AccountFrozen { account, old: false, new: true, grounds, by })]);
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("220 SenderFrozen"));
    world.refused(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 1), custom("220 SenderFrozen"));
    world.refused(Bob, world.bond().transfer(Alice.id(), 1), custom("221 RecipientFrozen"));
    world.refused(Alice, world.office().call_mut().transfer_batch(vec![(Bob.id(), 1)]), refusal(Refusal::SenderFrozen));
    world.refused(Controller, freeze(&world, true), OfficeError::FreezeUnchanged);
    // It is the holder's coupon all the same (N4).
    world.open(0);
    assert_eq!(world.claim(Alice, 0).net_yen, 3_985);
    let (_, seen) = world.done(Controller, freeze(&world, false));
    assert_eq!(seen, [told(OfficeEvent::AccountFrozen { account, old: true, new: false, grounds, by })]);
    world.refused(Controller, freeze(&world, false), OfficeError::FreezeUnchanged);
    world.transfer(Alice, Bob, 1);
    world.transfer(Bob, Alice, 1);
}

#[test]
fn an_account_can_be_frozen_before_it_holds_anything() {
    let mut world = World::short();
    world.register(Alice);
    world.done(Controller, world.office().call_mut().freeze_account(Alice.id(), true, grounds(Reason::Sanction)));
    let issue = world.office().call_mut().issue(vec![(Alice.id(), 1)]);
    world.refused(Issuer, issue, refusal(Refusal::RecipientFrozen));
    assert_eq!(world.read(world.token().call().state()).wallets, 0, "it is in no register");
    let zero = world.office().call_mut().freeze_account(Zero.id(), true, order());
    world.refused(Controller, zero, OfficeError::ZeroAccount);
}

#[test]
fn frozen_units_stay_while_the_others_move_and_all_of_them_earn() {
    let mut world = World::short().with_holders(2);
    let (number, seen) = world.done(Controller, world.office().call_mut().lock_units(Alice.id(), 60, None, order()));
    let since_ms = world.now_ms();
    let (account, by) = (Alice.id(), Controller.id());
    let expected = Lock { account, units: 60, kind: LockKind::Frozen, since_ms };
    let grounds = Some(order());
    assert_eq!(seen, [told(OfficeEvent::Locked { account, number, lock: expected, grounds, by })]);
    assert_eq!(world.read(world.office().call().lock(number)), Some(expected));
    world.refused(Alice, world.bond().transfer(Bob.id(), 41), custom("222 UnitsLocked"));
    assert_eq!(world.read(world.token().call().can_transfer(Alice.id(), Bob.id(), 41)), Err(Refusal::UnitsLocked));
    world.transfer(Alice, Bob, 40);
    // Locked units are in the coupon, for their owner (N4): half of 1 % on ¥600,000.
    world.open(0);
    assert_eq!(world.claim(Alice, 0).gross_yen, 3_000);
    let release = world.office().call_mut().release_units(number, 15, order());
    let (_, seen) = world.done(Controller, release);
    let released = |units, left_units| OfficeEvent::Unlocked { account, number, units, left_units, grounds, by };
    assert_eq!(seen, [told(released(15, 45))]);
    world.transfer(Alice, Bob, 15);
    let rest = world.office().call_mut().release_units(number, 45, order());
    let (_, seen) = world.done(Controller, rest);
    assert_eq!(seen, [told(released(45, 0))]);
    assert_eq!((locks(&mut world, Alice), cell(&mut world, Alice).locked_units), (vec![], 0));
    world.refused(Controller, world.office().call_mut().release_units(number, 1, order()), OfficeError::UnknownLock);
}

#[test]
fn no_more_is_locked_than_is_there_and_free() {
    let mut world = World::short().with_holders(1);
    let lock_units =
        |world: &World, units, seizure| world.office().call_mut().lock_units(Alice.id(), units, seizure, order());
    world.refused(Controller, lock_units(&world, 101, None), refusal(Refusal::InsufficientUnits));
    lock(&mut world, Alice, 100, None);
    world.refused(Controller, lock_units(&world, 1, Some(seizure())), refusal(Refusal::UnitsLocked));
    world.refused(Controller, lock_units(&world, 0, None), OfficeError::ZeroUnits);
    let nameless = Seizure { case_reference: [0; 32], ..seizure() };
    world.refused(Controller, lock_units(&world, 1, Some(nameless)), OfficeError::NoGrounds);
    let nowhere = Seizure { escrow: Zero.id(), ..seizure() };
    world.refused(Controller, lock_units(&world, 1, Some(nowhere)), OfficeError::ZeroAccount);
    let zero = world.office().call_mut().lock_units(Zero.id(), 1, None, order());
    world.refused(Controller, zero, refusal(Refusal::InsufficientUnits));
}

#[test]
fn an_account_has_a_bounded_number_of_locks() {
    let mut world = World::short().with_holders(1);
    for _ in 0..16 {
        lock(&mut world, Alice, 1, None);
    }
    let one_more = world.office().call_mut().lock_units(Alice.id(), 1, None, order());
    world.refused(Controller, one_more, OfficeError::TooManyLocks { max: 16 });
}

// Seizure and forced transfer

#[test]
fn a_court_seizes_units_and_sells_them_to_an_eligible_buyer() {
    let mut world = World::short().with_holders(2);
    let number = lock(&mut world, Alice, 30, Some(seizure()));
    let kind = world.read(world.office().call().lock(number)).expect("open").kind;
    assert_eq!(kind, LockKind::Seized { seizure: seizure() });
    world.refused(Controller, force(&world, Alice, Bob, 71, None), refusal(Refusal::UnitsLocked));
    world.refused(
        Controller,
        force(&world, Alice, Bob, 31, Some(number)),
        OfficeError::ExceedsLock { locked_units: 30 },
    );
    // The lock of somebody else is none of his.
    world.refused(Controller, force(&world, Bob, Alice, 1, Some(number)), OfficeError::UnknownLock);
    world.refused(Controller, force(&world, Alice, Bob, 1, Some(99)), OfficeError::UnknownLock);
    let (_, seen) = world.done(Controller, force(&world, Alice, Bob, 20, Some(number)));
    let (account, by, grounds) = (Alice.id(), Controller.id(), Some(order()));
    let (from, to) = (Alice.id(), Bob.id());
    assert_eq!(
        seen,
        [
            moved(Alice, Bob, 20),
            told(OfficeEvent::Unlocked { account, number, units: 20, left_units: 10, grounds, by }),
            told(OfficeEvent::ForcedTransfer { from, to, units: 20, waive_policy: false, grounds: order(), by }),
        ]
    );
    assert_eq!((locks(&mut world, Alice), cell(&mut world, Alice).locked_units), (vec![(number, 10)], 10));
    assert_eq!([Alice, Bob].map(|who| world.units(who)), [80, 120]);
}

#[test]
fn a_forced_transfer_needs_neither_the_senders_consent_nor_his_standing_nor_open_markets() {
    let mut world = World::short().with_holders(2);
    world.suspend(Alice);
    world.done(Controller, world.office().call_mut().freeze_account(Alice.id(), true, order()));
    world.done(Pauser, world.office().call_mut().pause());
    world.done(Controller, force(&world, Alice, Bob, 100, None));
    assert_eq!([Alice, Bob].map(|who| world.units(who)), [0, 200]);
    assert!(cell(&mut world, Alice).has(Account::FROZEN), "the account stays frozen (N10)");
}

/// Who may not receive, how Carol comes to be that, and why.
type Case = (fn(&mut World), Refusal);

const NEVER: [Case; 5] = [
    (|_| (), Refusal::RecipientNotRegistered),
    (
        |world| {
            world.register(Carol);
            world.suspend(Carol);
        },
        Refusal::RecipientSuspended,
    ),
    (
        |world| {
            world.register(Carol);
            world.revoke(Carol);
        },
        Refusal::RecipientRevoked,
    ),
    (
        |world| world.register_as(Carol, InvestorRecord { expiry_ms: ms("2025-04-01"), ..investor(Carol) }),
        Refusal::RecipientExpired,
    ),
    (
        |world| {
            world.register(Carol);
            world.done(Controller, world.office().call_mut().freeze_account(Carol.id(), true, order()));
        },
        Refusal::RecipientFrozen,
    ),
];

#[test]
fn t02_no_order_credits_an_account_that_may_not_hold_whatever_is_waived() {
    for (make, reason) in NEVER {
        let mut world = World::short().with_holders(1);
        world.know(Carol);
        make(&mut world);
        world.wait_until(ms("2025-04-01"));
        for waive in [false, true] {
            let forced = world.office().call_mut().forced_transfer(Alice.id(), Carol.id(), 1, None, waive, order());
            world.refused(Controller, forced, refusal(reason));
            let recovery = world.office().call_mut().recover(Alice.id(), Carol.id(), waive, order());
            world.refused(Controller, recovery, refusal(reason));
        }
    }
}

#[test]
fn n02_what_the_series_asks_of_buyers_is_waived_only_in_so_many_words() {
    let mut plan = plans::short_bullet();
    plan.policy = Policy {
        residences: vec![Residence { country: 392, area: 13_000 }],
        max_units_per_investor: 150,
        min_units_per_wallet: 10,
        transferable_until_ms: 1,
        ..Policy::OPEN
    };
    let mut world = World::of(plan).with_holders(2);
    let osaka = Residence { country: 392, area: 27_000 };
    world.register_as(Carol, InvestorRecord { residence: osaka, ..investor(Carol) });
    world.refused(Controller, force(&world, Alice, Carol, 1, None), refusal(Refusal::RecipientResidenceNotAllowed));
    let heir = world.office().call_mut().recover(Alice.id(), Carol.id(), false, grounds(Reason::Succession));
    world.refused(Controller, heir, refusal(Refusal::RecipientResidenceNotAllowed));
    let grounds = grounds(Reason::Succession);
    let waived = world.office().call_mut().forced_transfer(Alice.id(), Carol.id(), 1, None, true, grounds);
    let (_, seen) = world.done(Controller, waived);
    let (from, to, by) = (Alice.id(), Carol.id(), Controller.id());
    let event = OfficeEvent::ForcedTransfer { from, to, units: 1, waive_policy: true, grounds, by };
    assert_eq!(seen, [moved(Alice, Carol, 1), told(event)]);
    // Courts and heirs do not choose amounts and times either.
    world.done(Controller, force(&world, Alice, Bob, 98, None));
    assert_eq!([Alice, Bob, Carol].map(|who| world.units(who)), [1, 198, 1]);
}

#[test]
fn t12_nothing_moves_to_where_it_is() {
    let mut world = World::short().with_holders(1);
    let number = lock(&mut world, Alice, 40, None);
    world.refused(Controller, force(&world, Alice, Alice, 1, None), refusal(Refusal::SameAccount));
    world.refused(Controller, force(&world, Alice, Alice, 1, Some(number)), refusal(Refusal::SameAccount));
    world.refused(Controller, recover(&world, Alice, Alice), refusal(Refusal::SameAccount));
    world.refused(
        Alice,
        world.office().call_mut().transfer_batch(vec![(Alice.id(), 1)]),
        refusal(Refusal::SameAccount),
    );
    // PSP22: a transfer to oneself succeeds and does nothing; what is locked stays locked.
    let (_, seen) = world.done(Alice, world.bond().transfer(Alice.id(), 100));
    assert_eq!((seen, cell(&mut world, Alice).locked_units), (vec![], 40));
    for (from, to) in [(Zero, Alice), (Alice, Zero)] {
        world.refused(Controller, force(&world, from, to, 1, None), refusal(Refusal::ZeroAccount));
        world.refused(Controller, recover(&world, from, to), refusal(Refusal::ZeroAccount));
    }
}

// Recovery

#[test]
fn n09_recovery_carries_everything_and_the_old_wallet_is_dead() {
    let mut world = World::short().with_holders(2);
    world.register(Carol);
    world.done(Alice, world.bond().approve(Broker.id(), 50));
    let frozen = lock(&mut world, Alice, 10, None);
    let seized = lock(&mut world, Alice, 20, Some(seizure()));
    world.done(Controller, world.office().call_mut().freeze_account(Alice.id(), true, order()));
    let (_, seen) = world.done(Controller, recover(&world, Alice, Carol));
    let (old, new, by) = (Alice.id(), Carol.id(), Controller.id());
    let grounds = grounds(Reason::Succession);
    let event = OfficeEvent::AccountRecovered { old, new, waive_policy: false, grounds, by };
    // What was free in the frozen wallet is a lock of its own with the successor, who is not frozen himself.
    let rest = Lock { account: new, units: 70, kind: LockKind::Frozen, since_ms: world.now_ms() };
    let number = seized + 1;
    assert_eq!(seen.len(), 3);
    assert_eq!([&seen[1], &seen[2]], [&moved(Alice, Carol, 100), &told(event)]);
    assert!(matches!(
        &seen[0],
        Seen::Office(OfficeEvent::Locked { account, number: of, lock, .. })
            if (*account, *of, lock.units, lock.kind) == (new, number, 70, rest.kind)
    ));
    let (dead, successor) = (cell(&mut world, Alice), cell(&mut world, Carol));
    assert_eq!((dead.units, dead.locked_units), (0, 0));
    assert!(dead.has(Account::RETIRED) && dead.has(Account::FROZEN));
    assert_eq!((successor.units, successor.locked_units, successor.flags), (100, 100, Account::SEIZED));
    assert!(!dead.has(Account::SEIZED));
    assert_eq!(locks(&mut world, Carol), [(frozen, 10), (seized, 20), (number, 70)]);
    assert_eq!(locks(&mut world, Alice), []);
    assert_eq!(world.read(world.office().call().successor(Alice.id())), Some(Carol.id()));
    // The old key gets nothing back, and what it allowed moves nothing.
    world.refused(Bob, world.bond().transfer(Alice.id(), 1), custom("223 RecipientRetired"));
    world.refused(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 1), PSP22Error::InsufficientBalance);
    world.refused(Controller, force(&world, Bob, Alice, 1, None), refusal(Refusal::RecipientRetired));
    world.refused(Controller, recover(&world, Alice, Bob), OfficeError::Retired);
    world.refused(Controller, recover(&world, Bob, Alice), refusal(Refusal::RecipientRetired));
    // The successor moves what is free once it is no longer frozen.
    world.done(Controller, world.office().call_mut().release_units(number, 70, order()));
    world.refused(Carol, world.bond().transfer(Bob.id(), 71), custom("222 UnitsLocked"));
    world.transfer(Carol, Bob, 70);
}

#[test]
fn t13_a_recovery_leaves_the_history_where_it_was_earned() {
    let mut world = World::short().with_holders(2);
    world.register(Carol);
    world.advance_to(world.cutoff(0));
    world.done(Controller, recover(&world, Alice, Carol));
    let at = [Alice, Carol].map(|who| world.read(world.office().call().units_at(who.id(), 0)));
    assert_eq!(at, [Ok(100), Ok(0)]);
    assert_eq!(world.read(world.office().call().supply_at(0)), Ok(200));
    world.advance_to(world.cutoff(1));
    let at = [Alice, Carol].map(|who| world.read(world.office().call().units_at(who.id(), 1)));
    assert_eq!(at, [Ok(0), Ok(100)]);
}

#[test]
fn after_the_last_record_date_the_units_stay_and_the_successor_is_named() {
    let mut world = World::short().with_holders(2);
    world.register(Carol);
    let number = lock(&mut world, Alice, 10, None);
    world.advance_to(world.cutoff(1));
    world.refused(Controller, force(&world, Alice, Bob, 1, None), OfficeError::WrongPhase { phase: Phase::Matured });
    world.done(Controller, recover(&world, Alice, Carol));
    assert_eq!([Alice, Carol].map(|who| world.units(who)), [100, 0]);
    assert_eq!(world.read(world.office().call().successor(Alice.id())), Some(Carol.id()));
    assert_eq!(locks(&mut world, Alice), [(number, 10)]);
    // Locked units of a retired wallet are redeemed like all others, and the money goes to the successor.
    world.open(1);
    assert_eq!(world.pay(1, &[Alice, Bob]), [Outcome::Paid, Outcome::Paid]);
    assert_eq!([Alice, Bob, Carol].map(|who| world.purse(who)), [0, 1_003_985, 1_003_985]);
    assert_eq!(world.status().phase, Phase::Closed);
}

#[test]
fn what_a_lost_wallet_earned_is_paid_to_the_last_that_took_its_place_and_once() {
    let mut world = World::short().with_holders(2);
    world.register(Carol);
    world.register(Dave);
    world.open(0);
    world.done(Controller, recover(&world, Alice, Carol));
    world.done(Controller, recover(&world, Carol, Dave));
    assert_eq!(world.read(world.office().call().successor(Alice.id())), Some(Dave.id()));
    let quote = world.read(world.distributor().call().quote(Alice.id(), 0)).expect("announced");
    // Whoever has the old key gets nothing by it.
    let (paid, seen) = world.done(Alice, world.distributor().call_mut().claim(0));
    assert_eq!(paid, quote);
    let event = DistributorEvent::CouponPaid { event: 0, account: Alice.id(), to: Dave.id(), quote, escrowed: None };
    assert!(seen.contains(&Seen::Distributor(event)), "{seen:?}");
    assert_eq!([Alice, Carol, Dave].map(|who| world.purse(who)), [0, 0, 3_985]);
    let page = [Alice, Carol, Dave, Alice];
    let outcomes = world.pay(0, &page);
    assert_eq!(outcomes[0], Outcome::AlreadyPaid, "old and recovered wallet (T03)");
    assert_eq!(outcomes[1..], [Outcome::NotAHolder, Outcome::NotAHolder, Outcome::AlreadyPaid]);
}

#[test]
fn a_successor_who_is_on_hold_waits_and_is_paid_afterwards() {
    let mut world = World::short().with_holders(2);
    world.register(Carol);
    world.open(0);
    world.done(Controller, recover(&world, Alice, Carol));
    world.suspend(Carol);
    assert_eq!(world.pay(0, &[Alice]), [Outcome::Suspended]);
    assert_eq!(world.reserved_yen(Alice.id(), 0), 5_000);
    world.reinstate(Carol);
    // The standing of the old wallet does not matter any more.
    world.suspend(Alice);
    assert_eq!(world.pay(0, &[Alice]), [Outcome::Paid]);
    assert_eq!(world.purse(Carol), 3_985);
}

#[test]
fn a_wallet_without_units_can_be_replaced_too() {
    let mut world = World::short().with_holders(2);
    world.register(Carol);
    world.advance_to(world.cutoff(0));
    world.transfer(Alice, Bob, 100);
    let (_, seen) = world.done(Controller, recover(&world, Alice, Carol));
    assert_eq!(seen.len(), 1, "no units move: {seen:?}");
    assert!(cell(&mut world, Alice).has(Account::RETIRED));
    assert_eq!(world.units(Carol), 0);
}

#[test]
fn a_successor_never_gets_more_locks_than_it_can_have() {
    let mut world = World::short().with_holders(2);
    for _ in 0..9 {
        lock(&mut world, Alice, 1, None);
        lock(&mut world, Bob, 1, None);
    }
    world.refused(Controller, recover(&world, Alice, Bob), OfficeError::TooManyLocks { max: 16 });
}

// Grounds, roles and phases

#[test]
fn every_act_of_a_controller_names_the_document_that_orders_it() {
    let mut world = World::short().with_holders(2);
    let number = lock(&mut world, Alice, 10, None);
    let none = Grounds { reason: Reason::LegalOrder, document: [0; 32] };
    let (office, alice, bob) = (world.office(), Alice.id(), Bob.id());
    let mut office = office;
    let expected = OfficeError::NoGrounds;
    world.refused(Controller, office.call_mut().freeze_account(alice, true, none), expected);
    world.refused(Controller, office.call_mut().lock_units(alice, 1, None, none), expected);
    world.refused(Controller, office.call_mut().release_units(number, 1, none), expected);
    world.refused(Controller, office.call_mut().forced_transfer(alice, bob, 1, None, false, none), expected);
    world.refused(Controller, office.call_mut().recover(alice, bob, false, none), expected);
}

#[test]
fn nobody_else_enforces_not_even_the_admin() {
    let mut world = World::short().with_holders(2);
    let number = lock(&mut world, Alice, 10, None);
    let (alice, bob) = (Alice.id(), Bob.id());
    for who in [Admin, Issuer, Pauser, Registrar, Payer, Outsider, Alice] {
        let expected = OfficeError::MissingRole;
        world.refused(who, world.office().call_mut().freeze_account(alice, true, order()), expected);
        world.refused(who, world.office().call_mut().lock_units(alice, 1, None, order()), expected);
        world.refused(who, world.office().call_mut().release_units(number, 1, order()), expected);
        world.refused(who, world.office().call_mut().forced_transfer(alice, bob, 1, None, false, order()), expected);
        world.refused(who, world.office().call_mut().recover(alice, bob, false, order()), expected);
    }
}

#[test]
fn zero_units_are_no_order() {
    let mut world = World::short().with_holders(2);
    let number = lock(&mut world, Alice, 10, None);
    world.refused(Controller, force(&world, Alice, Bob, 0, None), OfficeError::ZeroUnits);
    world.refused(Controller, world.office().call_mut().release_units(number, 0, order()), OfficeError::ZeroUnits);
    world.refused(
        Controller,
        world.office().call_mut().release_units(number, 11, order()),
        OfficeError::ExceedsLock { locked_units: 10 },
    );
}

#[test]
fn nothing_is_enforced_before_there_is_a_register_or_a_closed_issue() {
    let mut draft = World::draft(plans::short_bullet());
    let phase = OfficeError::WrongPhase { phase: Phase::Draft };
    draft.refused(Controller, draft.office().call_mut().freeze_account(Alice.id(), true, order()), phase);
    draft.refused(Controller, draft.office().call_mut().lock_units(Alice.id(), 1, None, order()), phase);
    draft.refused(Controller, draft.office().call_mut().release_units(0, 1, order()), phase);
    draft.refused(Controller, force(&draft, Alice, Bob, 1, None), phase);
    draft.refused(Controller, recover(&draft, Alice, Bob), phase);
    let mut issuing = World::short();
    issuing.register(Alice);
    issuing.allot(&[(Alice, 5)]);
    let phase = OfficeError::WrongPhase { phase: Phase::Issuing };
    issuing.refused(Controller, force(&issuing, Alice, Bob, 1, None), phase);
    issuing.refused(Controller, recover(&issuing, Alice, Bob), phase);
    // What was allotted can be locked before anybody can move it.
    lock(&mut issuing, Alice, 5, None);
}
