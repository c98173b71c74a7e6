//! Transfers that the issuer approves (譲渡承認): asked for, answered, and checked again at the answer.

use chihosai_tests::prelude::*;

/// A series whose transfers need approval, with two holders; Carol is registered.
fn with_approval() -> World {
    let mut plan = plans::short_bullet();
    plan.policy = Policy { needs_approval: true, ..Policy::OPEN };
    let mut world = World::of(plan).with_holders(2);
    world.register(Carol);
    world
}

fn ask(world: &World, to: Who, units: u64) -> Message<Result<u32, OfficeError>> {
    world.office().call_mut().request_transfer(to.id(), units).into()
}

fn refusal(refusal: Refusal) -> OfficeError {
    OfficeError::Refused { index: 0, refusal }
}

#[test]
fn a_transfer_without_approval_is_refused_on_every_path() {
    let mut world = with_approval();
    world.done(Alice, world.bond().approve(Broker.id(), 5));
    let told = world.read(world.token().call().can_transfer(Alice.id(), Carol.id(), 1));
    assert_eq!(told, Err(Refusal::ApprovalRequired));
    world.refused(Alice, world.bond().transfer(Carol.id(), 1), custom("228 ApprovalRequired"));
    world.refused(Broker, world.bond().transfer_from(Alice.id(), Carol.id(), 1), custom("228 ApprovalRequired"));
    let batch = world.office().call_mut().transfer_batch(vec![(Carol.id(), 1)]);
    world.refused(Alice, batch, refusal(Refusal::ApprovalRequired));
}

#[test]
fn the_issuer_approves_and_the_units_move() {
    let mut world = with_approval();
    let (number, seen) = world.done(Alice, ask(&world, Carol, 30));
    let since_ms = world.now_ms();
    let (account, kind) = (Alice.id(), LockKind::Pending { to: Carol.id() });
    let lock = Lock { account, units: 30, kind, since_ms };
    let event = OfficeEvent::Locked { account, number, lock, grounds: None, by: Alice.id() };
    assert_eq!(seen, [Seen::Office(event)]);
    assert_eq!(world.read(world.office().call().locks_of(Alice.id())), [(number, lock)]);
    // Units cannot be promised twice.
    world.refused(Alice, ask(&world, Bob, 71), refusal(Refusal::UnitsLocked));
    let (_, seen) = world.done(Issuer, world.office().call_mut().approve_request(number));
    let (from, to) = (Some(Alice.id()), Some(Carol.id()));
    assert_eq!(
        seen,
        [
            Seen::Token(TokenEvent::Transfer { from, to, value: 30 }),
            Seen::Office(OfficeEvent::Unlocked {
                account,
                number,
                units: 30,
                left_units: 0,
                grounds: None,
                by: Issuer.id()
            }),
        ]
    );
    assert_eq!([Alice, Carol].map(|who| world.units(who)), [70, 30]);
    world.refused(Issuer, world.office().call_mut().approve_request(number), OfficeError::UnknownLock);
}

#[test]
fn a_request_is_withdrawn_by_its_holder_and_rejected_by_the_issuer() {
    let mut world = with_approval();
    let first = world.done(Alice, ask(&world, Carol, 30)).0;
    let second = world.done(Alice, ask(&world, Bob, 70)).0;
    world.refused(Bob, world.office().call_mut().withdraw_request(first), OfficeError::UnknownLock);
    world.refused(Issuer, world.office().call_mut().withdraw_request(first), OfficeError::UnknownLock);
    world.done(Alice, world.office().call_mut().withdraw_request(first));
    world.done(Issuer, world.office().call_mut().reject_request(second));
    assert_eq!(world.read(world.token().call().account(Alice.id())).locked_units, 0);
    assert_eq!(world.read(world.office().call().locks_of(Alice.id())), []);
    for number in [first, second, 77] {
        world.refused(Alice, world.office().call_mut().withdraw_request(number), OfficeError::UnknownLock);
        world.refused(Issuer, world.office().call_mut().approve_request(number), OfficeError::UnknownLock);
        world.refused(Issuer, world.office().call_mut().reject_request(number), OfficeError::UnknownLock);
    }
}

#[test]
fn n02_what_was_in_order_when_asked_is_checked_again_when_approved() {
    let mut world = with_approval();
    let number = world.done(Alice, ask(&world, Carol, 30)).0;
    world.suspend(Carol);
    let approve = |world: &World| world.office().call_mut().approve_request(number);
    world.refused(Issuer, approve(&world), refusal(Refusal::RecipientSuspended));
    world.reinstate(Carol);
    world.suspend(Alice);
    world.refused(Issuer, approve(&world), refusal(Refusal::SenderSuspended));
    world.reinstate(Alice);
    world.done(Pauser, world.office().call_mut().pause());
    world.refused(Issuer, approve(&world), refusal(Refusal::Paused));
    world.done(Pauser, world.office().call_mut().unpause());
    world.permitted(Issuer, approve(&world));
    world.advance_to(world.cutoff(1));
    world.refused(Issuer, approve(&world), refusal(Refusal::NotTransferable));
}

#[test]
fn a_request_that_could_not_be_approved_is_not_taken() {
    let mut world = with_approval();
    world.know(Dave);
    world.refused(Alice, ask(&world, Dave, 1), refusal(Refusal::RecipientNotRegistered));
    world.refused(Alice, ask(&world, Carol, 101), refusal(Refusal::InsufficientUnits));
    world.refused(Alice, ask(&world, Alice, 1), refusal(Refusal::SameAccount));
    world.refused(Alice, ask(&world, Zero, 1), refusal(Refusal::ZeroAccount));
    world.refused(Alice, ask(&world, Carol, 0), OfficeError::ZeroUnits);
    for _ in 0..16 {
        world.done(Alice, ask(&world, Carol, 1));
    }
    world.refused(Alice, ask(&world, Carol, 1), OfficeError::TooManyLocks { max: 16 });
    let mut free = World::short().with_holders(2);
    free.refused(Alice, ask(&free, Bob, 1), OfficeError::NotAllowed);
    free.advance_to(free.cutoff(1));
    free.refused(Alice, ask(&free, Bob, 1), OfficeError::WrongPhase { phase: Phase::Matured });
}

#[test]
fn only_the_issuer_answers_and_no_lock_of_a_controller_is_a_request() {
    let mut world = with_approval();
    let number = world.done(Alice, ask(&world, Carol, 30)).0;
    for who in [Admin, Controller, Pauser, Registrar, Carol, Alice, Outsider] {
        world.refused(who, world.office().call_mut().approve_request(number), OfficeError::MissingRole);
        world.refused(who, world.office().call_mut().reject_request(number), OfficeError::MissingRole);
    }
    let grounds = Grounds { reason: Reason::Pledge, document: [1; 32] };
    // And no request is a lock that a controller releases.
    world.refused(Controller, world.office().call_mut().release_units(number, 1, grounds), OfficeError::UnknownLock);
    let frozen = world.done(Controller, world.office().call_mut().lock_units(Alice.id(), 5, None, grounds)).0;
    world.refused(Issuer, world.office().call_mut().approve_request(frozen), OfficeError::UnknownLock);
    world.refused(Issuer, world.office().call_mut().reject_request(frozen), OfficeError::UnknownLock);
    world.refused(Alice, world.office().call_mut().withdraw_request(frozen), OfficeError::UnknownLock);
}

#[test]
fn pending_units_earn_for_their_owner_and_are_free_again_in_a_new_wallet() {
    let mut world = with_approval();
    world.register(Dave);
    let number = world.done(Alice, ask(&world, Carol, 30)).0;
    world.open(0);
    assert_eq!(world.claim(Alice, 0).net_yen, 3_985);
    let grounds = Grounds { reason: Reason::Succession, document: [1; 32] };
    world.done(Controller, world.office().call_mut().recover(Alice.id(), Dave.id(), false, grounds));
    world.refused(Alice, world.office().call_mut().withdraw_request(number), OfficeError::UnknownLock);
    world.refused(Issuer, world.office().call_mut().approve_request(number), OfficeError::UnknownLock);
    assert_eq!([Dave, Carol].map(|who| world.units(who)), [100, 0]);
    // Whoever asks now is the new wallet.
    let number = world.done(Dave, ask(&world, Carol, 100)).0;
    world.done(Issuer, world.office().call_mut().approve_request(number));
    assert_eq!([Dave, Carol].map(|who| world.units(who)), [0, 100]);
}
