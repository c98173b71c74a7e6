//! What a court's order reaches (差押え): the units that it named, wherever successions carry them; claims whose units are
//! sold; units that wait for an approval. And where the money goes.

use chihosai_tests::prelude::*;

const ORDER: Grounds = Grounds { reason: Reason::LegalOrder, document: [1; 32] };
const HEIRS: Grounds = Grounds { reason: Reason::Succession, document: [2; 32] };

fn case(escrow: Who) -> Seizure {
    Seizure { case_reference: [9; 32], escrow: escrow.id() }
}

fn seize(world: &mut World, who: Who, units: u64) -> u32 {
    world.done(Controller, world.office().call_mut().lock_units(who.id(), units, Some(case(Court)), ORDER)).0
}

fn succeed(world: &mut World, old: Who, new: Who) {
    world.done(Controller, world.office().call_mut().recover(old.id(), new.id(), false, HEIRS));
}

fn seize_claim(world: &World, who: Who, k: u8, units: u64, escrow: Who) -> Message<Result<u32, OfficeError>> {
    world.office().call_mut().seize_claim(who.id(), k, units, case(escrow), ORDER).into()
}

#[test]
fn a_seizure_outlives_a_chain_of_successors_across_the_last_record_date() {
    let mut world = World::short().with_holders(2);
    [Carol, Dave].into_iter().for_each(|heir| world.register(heir));
    seize(&mut world, Alice, 50);
    world.open(0);
    // Alice's heir takes over between both record dates, and his own heir after the last.
    succeed(&mut world, Alice, Carol);
    world.advance_to(world.cutoff(1));
    succeed(&mut world, Carol, Dave);
    assert_eq!(world.pay(0, &[Alice]), [Outcome::Paid]);
    // Half of the net interest of 3,985, for the fifty units that were Alice's at the first record date.
    assert_eq!([Court, Dave].map(|who| world.purse(who)), [1_992, 1_993]);
    world.open(1);
    assert_eq!(world.pay(1, &[Carol, Alice]), [Outcome::Paid, Outcome::NotAHolder]);
    assert_eq!([Court, Dave].map(|who| world.purse(who)), [1_992 + 1_992 + 500_000, 1_993 + 1_993 + 500_000]);
}

#[test]
fn a_seizure_takes_nothing_of_an_inheritance_that_was_not_the_debtors() {
    let mut world = World::short().with_holders(3);
    // Bob is the debtor; at the first record date everybody has a hundred units of his own.
    seize(&mut world, Bob, 60);
    world.open(0);
    for heritage in [Alice, Carol] {
        succeed(&mut world, heritage, Bob);
    }
    assert_eq!(world.pay(0, &[Alice, Bob, Carol]), [Outcome::Paid; 3]);
    // Sixty hundredths of Bob's own, once; what Alice and Carol had earned is whole.
    assert_eq!([Court, Bob].map(|who| world.purse(who)), [2_391, 3 * 3_985 - 2_391]);
    // From the second record date on his three hundred units are one holding, of which sixty are seized.
    world.open(1);
    assert_eq!(world.pay(1, &[Bob]), [Outcome::Paid]);
    // Net of 15,000 is 11,953: sixty three-hundredths are 2,390.
    assert_eq!(world.purse(Court), 2_391 + 2_390 + 600_000);
}

#[test]
fn a_coupon_whose_units_were_sold_after_the_record_date_is_seized_as_a_claim() {
    let mut world = World::short().with_holders(2);
    world.advance_to(world.cutoff(0));
    world.transfer(Alice, Bob, 100);
    let units = world.office().call_mut().lock_units(Alice.id(), 40, Some(case(Court)), ORDER);
    let none = OfficeError::Refused { index: 0, refusal: Refusal::InsufficientUnits };
    world.refused(Controller, units, none);
    world.refused(Controller, seize_claim(&world, Alice, 0, 101, Court), none);
    let cutoff_ms = world.cutoff(1);
    let early = OfficeError::RecordDateNotReached { event: 1, cutoff_ms };
    world.refused(Controller, seize_claim(&world, Bob, 1, 1, Court), early);
    world.refused(Controller, seize_claim(&world, Bob, 2, 1, Court), OfficeError::UnknownEvent { events: 2 });
    world.refused(Controller, seize_claim(&world, Alice, 0, 0, Court), OfficeError::ZeroUnits);
    world.refused(Controller, seize_claim(&world, Alice, 0, 1, Payer), OfficeError::EscrowNotListed);
    let (number, seen) = world.done(Controller, seize_claim(&world, Alice, 0, 40, Court));
    let kind = LockKind::ClaimSeized { event: 0, seizure: case(Court) };
    let since_ms = world.now_ms() - 1;
    let lock = world.read(world.office().call().lock(number)).expect("a lock");
    assert_eq!((lock.units, lock.kind, lock.since_ms <= since_ms + 1), (40, kind, true));
    let (account, grounds, by) = (Alice.id(), Some(ORDER), Controller.id());
    assert_eq!(seen, [Seen::Office(OfficeEvent::Locked { account, number, lock, grounds, by })]);
    world.open(0);
    assert_eq!(world.pay(0, &[Alice, Bob]), [Outcome::Paid; 2]);
    assert_eq!([Court, Alice, Bob].map(|who| world.purse(who)), [1_594, 2_391, 3_985]);
    // It was this claim and no unit: nothing is locked, and Bob's next coupon is his.
    let cell = world.read(world.token().call().account(Alice.id()));
    assert_eq!((cell.locked_units, world.units(Bob)), (0, 200));
    let forced = world.office().call_mut().forced_transfer(Alice.id(), Bob.id(), 40, Some(number), false, ORDER);
    world.refused(Controller, forced, OfficeError::UnknownLock);
    world.done(Controller, world.office().call_mut().release_units(number, 40, ORDER));
    assert_eq!(world.read(world.office().call().lock(number)), None);
}

#[test]
fn a_claim_that_is_released_before_it_is_paid_goes_to_the_holder() {
    let mut world = World::short().with_holders(2);
    world.advance_to(world.cutoff(0));
    let (number, _) = world.done(Controller, seize_claim(&world, Alice, 0, 100, Court));
    world.done(Controller, world.office().call_mut().release_units(number, 60, ORDER));
    world.open(0);
    assert_eq!(world.entitlement(Alice.id(), 0).escrowed.map(|escrowed| escrowed.yen), Some(1_594));
    world.done(Controller, world.office().call_mut().release_units(number, 40, ORDER));
    assert!(!world.read(world.token().call().account(Alice.id())).has(Account::SEIZED));
    world.claim(Alice, 0);
    assert_eq!([Court, Alice].map(|who| world.purse(who)), [0, 3_985]);
}

#[test]
fn money_goes_into_listed_escrows_only_and_moves_to_another_one_at_once() {
    let mut world = World::short().with_holders(2);
    let lock =
        |world: &World, escrow: Who| world.office().call_mut().lock_units(Alice.id(), 10, Some(case(escrow)), ORDER);
    // A controller cannot send a debtor's money to an account of its own.
    world.refused(Controller, lock(&world, Controller), OfficeError::EscrowNotListed);
    world.refused(Controller, lock(&world, Outsider), OfficeError::EscrowNotListed);
    let list = world.office_roles().grant_role(ESCROW, Some(Controller.id()));
    world.refused(Controller, list, AccessControlError::MissingRole);
    world.done(Controller, lock(&world, Court));
    world.done(Controller, lock(&world, Court));
    let change =
        |world: &World, who: Who, escrow: Who| world.office().call_mut().change_escrow(who.id(), escrow.id(), ORDER);
    world.refused(Controller, change(&world, Alice, Outsider), OfficeError::EscrowNotListed);
    world.refused(Controller, change(&world, Bob, Broker), OfficeError::UnknownLock);
    let (_, seen) = world.done(Controller, change(&world, Alice, Broker));
    let (account, new, by) = (Alice.id(), Broker.id(), Controller.id());
    assert_eq!(seen, [Seen::Office(OfficeEvent::EscrowChanged { account, new, grounds: ORDER, by })]);
    world.open(0);
    world.claim(Alice, 0);
    assert_eq!([Court, Broker].map(|who| world.purse(who)), [0, 797]);
    // What is taken off the list stays where it is named, and is named no more.
    world.done(Admin, world.office_roles().revoke_role(ESCROW, Some(Broker.id())));
    world.open(1);
    world.claim(Alice, 1);
    assert_eq!(world.purse(Broker), 797 + 797 + 200_000);
}

/// A series whose transfers the issuer approves, in which Alice offered all she has.
fn offered() -> World {
    let mut plan = plans::short_bullet();
    plan.policy.needs_approval = true;
    let mut world = World::of(plan).with_holders(2);
    for units in [50, 30, 20] {
        world.done(Alice, world.office().call_mut().request_transfer(Bob.id(), units));
    }
    world
}

fn cell(world: &mut World, who: Who) -> Account {
    world.read(world.token().call().account(who.id()))
}

#[test]
fn units_that_wait_for_an_approval_are_within_a_courts_reach() {
    let mut world = offered();
    let (_, seen) = world.done(Controller, world.office().call_mut().lock_units(Alice.id(), 30, None, ORDER));
    // The newest requests end, as many as stand in the way, and each is told.
    let ended: Vec<(u32, u64)> = seen
        .iter()
        .filter_map(|seen| match seen {
            Seen::Office(OfficeEvent::Unlocked { number, units, left_units: 0, grounds: Some(ORDER), .. }) => {
                Some((*number, *units))
            }
            _ => None,
        })
        .collect();
    assert_eq!(ended, [(2, 20), (1, 30)]);
    let alice = cell(&mut world, Alice);
    assert_eq!((alice.units, alice.locked_units), (100, 50 + 30));
    world.refused(Issuer, world.office().call_mut().approve_request(2), OfficeError::UnknownLock);
    let forced = world.office().call_mut().forced_transfer(Alice.id(), Bob.id(), 60, None, false, ORDER);
    world.done(Controller, forced);
    let alice = cell(&mut world, Alice);
    assert_eq!((alice.units, alice.locked_units, world.units(Bob)), (40, 30, 160));
    // More than there is, whatever ends: nothing ends then.
    let mut world = offered();
    let more = world.office().call_mut().lock_units(Alice.id(), 101, None, ORDER);
    world.refused(Controller, more, OfficeError::Refused { index: 0, refusal: Refusal::InsufficientUnits });
}

#[test]
fn a_holders_requests_never_use_up_a_controllers_locks() {
    let mut plan = plans::short_bullet();
    plan.policy.needs_approval = true;
    let mut world = World::of(plan).with_holders(2);
    for _ in 0..16 {
        world.done(Alice, world.office().call_mut().request_transfer(Bob.id(), 1));
    }
    let one_more = world.office().call_mut().request_transfer(Bob.id(), 1);
    world.refused(Alice, one_more, OfficeError::TooManyLocks { max: 16 });
    assert!(seize(&mut world, Alice, 84) == 16);
    // An answer makes room for another one.
    world.done(Issuer, world.office().call_mut().reject_request(3));
    let forced = world.office().call_mut().release_units(16, 84, ORDER);
    world.done(Controller, forced);
    world.done(Alice, world.office().call_mut().request_transfer(Bob.id(), 5));
}

#[test]
fn a_thiefs_request_dies_with_the_wallet_that_is_recovered() {
    let mut world = offered();
    world.register(Carol);
    let (_, seen) = world.done(Controller, world.office().call_mut().recover(Alice.id(), Carol.id(), false, HEIRS));
    let ended = seen.iter().filter(|seen| matches!(seen, Seen::Office(OfficeEvent::Unlocked { .. }))).count();
    assert_eq!(ended, 3);
    for number in 0..3 {
        world.refused(Issuer, world.office().call_mut().approve_request(number), OfficeError::UnknownLock);
    }
    let carol = cell(&mut world, Carol);
    assert_eq!((carol.units, carol.locked_units, world.units(Bob)), (100, 0, 100));
    assert_eq!(world.read(world.office().call().locks_of(Alice.id())), []);
}

#[test]
fn the_deposit_of_a_request_never_goes_to_who_answers_it() {
    let mut world = offered();
    let approved = world.submit(Issuer, world.office().call_mut().approve_request(0));
    assert!(approved.answer.is_ok());
    assert!(approved.receipt.cost.deposit >= 0, "the issuer got {} back", -approved.receipt.cost.deposit);
    let rejected = world.submit(Issuer, world.office().call_mut().reject_request(1));
    assert!(rejected.receipt.cost.deposit >= 0, "the issuer got {} back", -rejected.receipt.cost.deposit);
}
