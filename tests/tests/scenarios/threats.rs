//! The threat list by its numbers, as far as token and office are concerned: money and title. Beside it: [`super::threats_arguments`]
//! amounts and accounts, [`super::threats_code`] code and storage, [`super::threats_limits`] sizes and costs,
//! [`super::threats_record`] what the record says, [`super::threats_calls`] whatever anybody calls.

use chihosai_tests::prelude::*;
use chihosai_tests::puppet::{Act, Puppet, IN_ORDER};

pub const ORDER: Grounds = Grounds { reason: Reason::LegalOrder, document: [0xd0; 32] };

/// When Carol's identification lapses, where a case wants it to.
const EXPIRY: &str = "2025-06-01";

pub fn refusal(refusal: Refusal) -> OfficeError {
    OfficeError::Refused { index: 0, refusal }
}

/// A short series whose terms allow what terms can.
pub fn permissive(needs_approval: bool) -> World {
    let mut plan = plans::short_bullet();
    plan.terms.may_reopen = true;
    plan.terms.may_buy_back = true;
    plan.terms.early_redemption_notice_days = Some(30);
    plan.policy = Policy { needs_approval, ..Policy::OPEN };
    World::of(plan)
}

/// The same with two holders, open for transfers and for allotments, and Broker may take from Alice.
pub fn reopened(needs_approval: bool) -> World {
    let mut world = permissive(needs_approval).with_holders(2);
    world.done(Issuer, world.office().call_mut().reopen_issue([1; 32]));
    world.done(Alice, world.bond().approve(Broker.id(), 50));
    world
}

pub fn freeze(world: &World, who: Who) -> Message<Result<(), OfficeError>> {
    world.office().call_mut().freeze_account(who.id(), true, ORDER).into()
}

/// A court's seizure of a case.
pub fn seizure(case_reference: [u8; 32]) -> Seizure {
    Seizure { case_reference, escrow: Court.id() }
}

pub fn lock(world: &mut World, who: Who, units: u64, case: Option<[u8; 32]>) -> u32 {
    let case = case.map(seizure);
    world.done(Controller, world.office().call_mut().lock_units(who.id(), units, case, ORDER)).0
}

pub fn cell(world: &mut World, who: Who) -> Account {
    world.read(world.token().call().account(who.id()))
}

pub fn force(world: &World, from: Who, to: Who, units: u64, lock: Option<u32>) -> Message<Result<(), OfficeError>> {
    world.office().call_mut().forced_transfer(from.id(), to.id(), units, lock, false, ORDER).into()
}

pub fn recover(world: &World, old: Who, new: Who) -> Message<Result<(), OfficeError>> {
    world.office().call_mut().recover(old.id(), new.id(), false, ORDER).into()
}

/// What PSP22 says to it.
fn psp22(reason: Refusal) -> PSP22Error {
    match reason {
        Refusal::ZeroAccount => PSP22Error::ZeroRecipientAddress,
        Refusal::InsufficientUnits => PSP22Error::InsufficientBalance,
        other => custom(other.label()),
    }
}

// N1, T02

/// What becomes of Carol, who was in order, and what a credit to her then meets.
type Standing = (&'static str, fn(&mut World), Option<Refusal>);

const STANDINGS: [Standing; 6] = [
    ("in order", |world| world.update(Carol, investor(Carol)), None),
    ("expired at this very instant", |_| (), Some(Refusal::RecipientExpired)),
    (
        "suspended",
        |world| {
            world.update(Carol, investor(Carol));
            world.suspend(Carol);
        },
        Some(Refusal::RecipientSuspended),
    ),
    (
        "revoked",
        |world| {
            world.update(Carol, investor(Carol));
            world.revoke(Carol);
        },
        Some(Refusal::RecipientRevoked),
    ),
    (
        "no longer the wallet of an investor",
        |world| drop(world.done(Registrar, world.desk().call_mut().unlink(Carol.id(), false))),
        Some(Refusal::RecipientRevoked),
    ),
    (
        "frozen",
        |world| {
            world.update(Carol, investor(Carol));
            world.done(Controller, freeze(world, Carol));
        },
        Some(Refusal::RecipientFrozen),
    ),
];

#[track_caller]
fn judged(world: &mut World, signer: Who, message: Message<Result<(), OfficeError>>, expected: Option<Refusal>) {
    match expected {
        Some(reason) => world.refused(signer, message, refusal(reason)),
        None => world.permitted(signer, message),
    }
}

#[track_caller]
fn judged_by_psp22(world: &mut World, who: Who, message: Message<Result<(), PSP22Error>>, expected: Option<Refusal>) {
    match expected {
        Some(reason) => world.refused(who, message, psp22(reason)),
        None => world.permitted(who, message),
    }
}

/// Every path on which a unit can come to an account, but the approved request.
fn credit(world: &mut World, to: Who, expected: Option<Refusal>) {
    judged(world, Issuer, world.office().call_mut().issue(vec![(to.id(), 1)]).into(), expected);
    judged_by_psp22(world, Alice, world.bond().transfer(to.id(), 1), expected);
    judged_by_psp22(world, Broker, world.bond().transfer_from(Alice.id(), to.id(), 1), expected);
    judged(world, Alice, world.office().call_mut().transfer_batch(vec![(to.id(), 1)]).into(), expected);
    for waive_policy in [false, true] {
        let forced = world.office().call_mut().forced_transfer(Alice.id(), to.id(), 1, None, waive_policy, ORDER);
        judged(world, Controller, forced.into(), expected);
        let recovery = world.office().call_mut().recover(Alice.id(), to.id(), waive_policy, ORDER);
        judged(world, Controller, recovery.into(), expected);
    }
    let told = world.read(world.token().call().can_transfer(Alice.id(), to.id(), 1));
    assert_eq!(told.err(), expected);
}

#[test]
fn n01_t02_one_judgement_meets_every_credit_but_the_approved_one() {
    for (name, make, expected) in STANDINGS {
        println!("{name}");
        let mut world = reopened(false);
        world.register_as(Carol, InvestorRecord { expiry_ms: ms(EXPIRY), ..investor(Carol) });
        world.advance_to(ms(EXPIRY) - 1);
        credit(&mut world, Carol, None);
        world.advance_to(ms(EXPIRY));
        make(&mut world);
        credit(&mut world, Carol, expected);
    }
    for (nobody, reason) in [(Zero, Refusal::ZeroAccount), (Dave, Refusal::RecipientNotRegistered)] {
        let mut world = reopened(false);
        world.know(nobody);
        credit(&mut world, nobody, Some(reason));
    }
}

#[test]
fn n01_t02_the_same_judgement_meets_a_request_when_it_is_made_and_when_it_is_approved() {
    for (name, make, expected) in STANDINGS {
        println!("{name}");
        let mut world = reopened(true);
        world.register_as(Carol, InvestorRecord { expiry_ms: ms(EXPIRY), ..investor(Carol) });
        let number = world.done(Alice, world.office().call_mut().request_transfer(Carol.id(), 10)).0;
        world.advance_to(ms(EXPIRY));
        make(&mut world);
        let approve = world.office().call_mut().approve_request(number).into();
        judged(&mut world, Issuer, approve, expected);
        let again = world.office().call_mut().request_transfer(Carol.id(), 1);
        match expected {
            Some(reason) => world.refused(Alice, again, refusal(reason)),
            None => world.permitted(Alice, again),
        }
    }
    let mut world = reopened(true);
    for (nobody, reason) in [(Zero, Refusal::ZeroAccount), (Dave, Refusal::RecipientNotRegistered)] {
        world.know(nobody);
        let request = world.office().call_mut().request_transfer(nobody.id(), 1);
        world.refused(Alice, request, refusal(reason));
    }
}

// N3, N4, T04

/// A way to move 40 units from Alice to Bob.
type Sale = fn(&mut World);

const SALES: [Sale; 4] = [
    |world| world.transfer(Alice, Bob, 40),
    |world| {
        world.done(Alice, world.bond().approve(Broker.id(), 40));
        world.done(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 40));
    },
    |world| drop(world.done(Alice, world.office().call_mut().transfer_batch(vec![(Bob.id(), 15), (Bob.id(), 25)]))),
    |world| drop(world.done(Controller, force(world, Alice, Bob, 40, None))),
];

#[test]
fn n03_t04_a_coupon_follows_the_record_date_to_the_millisecond_and_never_the_balance() {
    for sale in SALES {
        for (offset_ms, held) in [(-1, [60, 140]), (0, [100, 100]), (1, [100, 100])] {
            let mut world = World::short().with_holders(2);
            world.advance_to(world.cutoff(0).checked_add_signed(offset_ms).expect("an instant"));
            sale(&mut world);
            assert_eq!([Alice, Bob].map(|who| world.units(who)), [60, 140]);
            world.open(0);
            // Whatever moves after the announcement changes nothing either.
            world.transfer(Bob, Alice, 139);
            let quotes = [Alice, Bob].map(|who| world.claim(who, 0));
            assert_eq!(quotes.map(|quote| quote.units), held, "{offset_ms}");
            assert_eq!(quotes.map(|quote| quote.gross_yen), held.map(|units| u128::from(units) * 50));
        }
    }
}

#[test]
fn n04_locked_seized_promised_and_frozen_units_earn_for_their_holder() {
    let mut world = permissive(true).with_holders(2);
    lock(&mut world, Alice, 30, None);
    lock(&mut world, Alice, 20, Some([7; 32]));
    world.done(Alice, world.office().call_mut().request_transfer(Bob.id(), 50));
    world.done(Controller, freeze(&world, Alice));
    assert_eq!(cell(&mut world, Alice).locked_units, 100);
    world.open(0);
    let quotes = [Alice, Bob].map(|who| world.claim(who, 0));
    assert_eq!(quotes.map(|quote| (quote.units, quote.gross_yen)), [(100, 5_000); 2]);
    world.open(1);
    let quotes = [Alice, Bob].map(|who| world.claim(who, 1));
    assert_eq!(quotes.map(|quote| (quote.units, quote.principal_yen)), [(100, 1_000_000); 2]);
}

// N10

#[test]
fn n10_nothing_sent_to_oneself_releases_a_lock_or_a_freeze() {
    for needs_approval in [false, true] {
        let mut world = permissive(needs_approval).with_holders(2);
        let number = lock(&mut world, Alice, 40, None);
        world.done(Controller, freeze(&world, Alice));
        let before = cell(&mut world, Alice);
        let same = refusal(Refusal::SameAccount);
        for lock in [None, Some(number)] {
            world.refused(Controller, force(&world, Alice, Alice, 1, lock), same);
        }
        world.refused(Controller, recover(&world, Alice, Alice), same);
        world.refused(Alice, world.office().call_mut().transfer_batch(vec![(Alice.id(), 1)]), same);
        let request = world.office().call_mut().request_transfer(Alice.id(), 1);
        world.refused(Alice, request, if needs_approval { same } else { OfficeError::NotAllowed });
        // PSP22 lets it succeed, and it does nothing, not even with more than there is.
        for units in [1, 100, u128::MAX] {
            assert_eq!(world.done(Alice, world.bond().transfer(Alice.id(), units)).1, []);
        }
        assert_eq!(cell(&mut world, Alice), before);
        // And what is really forced away leaves the wallet as frozen as it was.
        world.done(Controller, force(&world, Alice, Bob, 60, None));
        assert_eq!(cell(&mut world, Alice).flags, Account::FROZEN);
        assert_eq!((cell(&mut world, Alice).units, cell(&mut world, Alice).locked_units), (40, 40));
    }
}

// N15, T20

#[test]
fn n15_t20_the_office_always_has_one_admin_who_hands_over_in_two_steps() {
    let mut world = World::short();
    let mut roles = world.office_roles();
    let error = || AccessControlError::InvalidCaller;
    for who in [Admin, Outsider, Zero] {
        world.refused(who, roles.grant_role(ADMIN, Some(Bob.id())), error());
        world.refused(who, roles.revoke_role(ADMIN, Some(Admin.id())), error());
        world.refused(who, roles.renounce_role(ADMIN, Some(who.id())), error());
        world.refused(who, roles.renounce_role(ADMIN, None), error());
    }
    let propose = |world: &World, who: Option<Who>| world.office_handover().call_mut().propose_admin(who.map(Who::id));
    let accept = |world: &World| world.office_handover().call_mut().accept_admin();
    world.refused(Admin, propose(&world, Some(Zero)), HandoverError::ZeroAccount);
    // A key that nobody has never accepts; then nothing has changed, and another one can be proposed.
    world.done(Admin, propose(&world, Some(Wallet(99))));
    world.done(Admin, roles.grant_role(PAUSER, Some(Carol.id())));
    world.done(Admin, propose(&world, Some(Bob)));
    for who in [Wallet(99), Admin, Zero] {
        world.refused(who, accept(&world), HandoverError::NotProposed);
    }
    world.done(Bob, accept(&world));
    roles = world.office_roles();
    let admins: Vec<Who> =
        [Admin, Bob, Carol, Wallet(99)].into_iter().filter(|who| world.read(roles.has_role(ADMIN, who.id()))).collect();
    assert_eq!(admins, [Bob]);
    world.refused(Bob, roles.renounce_role(ADMIN, Some(Bob.id())), error());
}

// T16

#[test]
fn t16_principal_is_repaid_once_in_either_order_with_locks_and_after_a_recovery() {
    for order in [[0_u8, 1], [1, 0]] {
        let mut world = World::short().with_holders(3);
        world.register(Dave);
        lock(&mut world, Alice, 100, Some([7; 32]));
        lock(&mut world, Bob, 30, None);
        world.open(0);
        world.open(1);
        // Past the last cutoff the units stay where they are; their principal goes out once, to one of the two.
        world.done(Controller, recover(&world, Bob, Dave));
        for k in order {
            assert_eq!(world.claim(Alice, k).units, 100);
            world.refused(Alice, world.distributor().call_mut().claim(k), DistributorError::AlreadyPaid);
            let page = [Alice, Bob, Bob, Carol, Carol];
            let [paid, again] = [Outcome::Paid, Outcome::AlreadyPaid];
            assert_eq!(world.pay(k, &page), [again, paid, again, paid, again]);
            assert_eq!(world.pay(k, &page), [again; 5]);
            let coupon = world.coupon(k);
            assert_eq!((coupon.paid.units, coupon.state), (300, CouponState::Settled), "{k}");
        }
        assert_eq!(world.coupon(0).paid.principal_yen, 0);
        assert_eq!(world.coupon(1).paid.principal_yen, 3_000_000);
        assert_eq!(world.purse(Court), 2 * 3_985 + 1_000_000, "all of what was seized");
        let purses = [Court, Bob, Carol, Dave].map(|who| world.purse(who));
        assert_eq!(purses.iter().sum::<u128>(), 3 * (2 * 3_985 + 1_000_000));
        assert_eq!([Alice, Bob, Carol, Dave].map(|who| world.units(who)), [0; 4]);
        assert_eq!([Alice, Bob].map(|who| cell(&mut world, who).locked_units), [0; 2]);
        assert_eq!(world.status().phase, Phase::Closed);
    }
}

// T18

const PROFILES_OF: [u8; 4] = ink::selector_bytes!("KycRegistry::profiles_of");

/// What the registry says about this many parties of whom nothing is wrong.
fn profiles(count: usize) -> Act {
    Act::profiles(&vec![Some(IN_ORDER); count])
}

/// Ways not to answer, or not the question.
fn broken() -> impl Iterator<Item = Act> {
    let others = [
        Act::Loop,
        profiles(1),
        profiles(3),
        Act::answer(Err::<Vec<Option<Profile>>, _>(RegistryError::BatchTooLarge { max: 1 })),
    ];
    Act::broken().into_iter().chain(others)
}

/// Alice and Bob hold by the word of a puppet; with requests, Alice has made one.
fn under_a_puppet(needs_approval: bool) -> (World, Puppet) {
    let mut world = permissive(needs_approval);
    let puppet = Puppet::new(&mut world);
    puppet.script(&mut world, PROFILES_OF, &[profiles(2)]);
    let mut world = world.with_neighbours(Some(puppet.0), None);
    [Alice, Bob].into_iter().for_each(|who| world.know(who));
    world.allot(&[(Alice, 100), (Bob, 100)]);
    world.close_issue();
    world.done(Issuer, world.office().call_mut().reopen_issue([1; 32]));
    world.done(Alice, world.bond().approve(Broker.id(), 50));
    (world, puppet)
}

#[test]
fn t18_every_credit_fails_closed_when_the_registry_is_broken() {
    let (mut free, registry) = under_a_puppet(false);
    let (mut approved, its_registry) = under_a_puppet(true);
    let number = approved.done(Alice, approved.office().call_mut().request_transfer(Bob.id(), 1)).0;
    let unavailable = refusal(Refusal::RegistryUnavailable);
    let mut all = |answer: Act, is_broken: bool| {
        println!("{answer:?}");
        registry.script(&mut free, PROFILES_OF, std::slice::from_ref(&answer));
        its_registry.script(&mut approved, PROFILES_OF, std::slice::from_ref(&answer));
        let expected = is_broken.then_some(Refusal::RegistryUnavailable);
        let world = &mut free;
        let rows = vec![(Alice.id(), 1), (Bob.id(), 1)];
        judged(world, Issuer, world.office().call_mut().issue(rows).into(), expected);
        judged_by_psp22(world, Alice, world.bond().transfer(Bob.id(), 1), expected);
        // A spender is judged too: a registry that is sound tells of three wallets then, and of two otherwise.
        let three = match is_broken {
            false => profiles(3),
            true if answer.encode() == profiles(3).encode() => profiles(2),
            true => answer.clone(),
        };
        registry.script(world, PROFILES_OF, &[three]);
        judged_by_psp22(world, Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 1), expected);
        registry.script(world, PROFILES_OF, &[answer]);
        judged(world, Alice, world.office().call_mut().transfer_batch(vec![(Bob.id(), 1)]).into(), expected);
        judged(world, Controller, force(world, Alice, Bob, 1, None), expected);
        judged(world, Controller, recover(world, Alice, Bob), expected);
        let approve = approved.office().call_mut().approve_request(number).into();
        judged(&mut approved, Issuer, approve, expected);
        let request = approved.office().call_mut().request_transfer(Bob.id(), 1);
        match is_broken {
            true => approved.refused(Alice, request, unavailable),
            false => approved.permitted(Alice, request),
        }
    };
    // Before and after: it is the registry alone that is missing.
    all(profiles(2), false);
    broken().for_each(|answer| all(answer, true));
    all(profiles(2), false);
}
