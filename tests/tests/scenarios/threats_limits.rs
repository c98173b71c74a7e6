//! The threat list by its numbers: pages, how much goes into a call and an answer, and what may grow and
//! cost (T22–T26).

use std::collections::BTreeSet;
use std::fs;

use bond_abi::token::packed::PackedOrder;
use bond_client::contracts::constructors;
use bond_client::Transport;
use chihosai_tests::costs::{golden_path, percent_ceil};
use chihosai_tests::prelude::*;
use scale::{Decode, Encode};

use crate::threats::{refusal, seizure, ORDER};

// T22

#[test]
fn t22_bad_rows_of_a_page_stop_no_others_in_payment_and_redemption() {
    let everyone: Vec<Who> = (0..10).map(Who::investor).collect();
    let bad = [1, 4, 9].map(|index| everyone[index]);
    let mut world = World::short().with_holders(10);
    bad.into_iter().for_each(|who| world.suspend(who));
    world.open(0);
    world.open(1);
    for (k, yen) in [(0, 5_000), (1, 1_005_000)] {
        let page = everyone.iter().map(|who| who.id()).collect();
        let (outcomes, seen) = world.done(Outsider, world.distributor().call_mut().pay_page(k, page));
        for (who, outcome) in everyone.iter().zip(outcomes) {
            assert_eq!(outcome, if bad.contains(who) { Outcome::Suspended } else { Outcome::Paid }, "{who:?} of {k}");
        }
        // Those who had to wait are listed.
        let reserved = |who: &Who| {
            let (event, account, amount_yen) = (k, who.id(), yen);
            let outcome = Outcome::Suspended;
            Seen::Distributor(DistributorEvent::PaymentReserved { event, account, amount_yen, outcome, escrowed: None })
        };
        let listed: Vec<&Seen> = seen
            .iter()
            .filter(|seen| matches!(seen, Seen::Distributor(DistributorEvent::PaymentReserved { .. })))
            .collect();
        assert_eq!(listed, bad.iter().map(reserved).collect::<Vec<_>>().iter().collect::<Vec<_>>());
        let paid = world.coupon(k).paid;
        assert_eq!((paid.units, world.coupon(k).reserved_yen), (700, 3 * yen));
    }
    assert_eq!(world.read(world.bond().total_supply()), 300);
    for who in bad {
        world.reinstate(who);
        assert_eq!(world.pay(0, &[who]), [Outcome::Paid]);
        assert_eq!(world.pay(1, &[Outsider, who]), [Outcome::NotAHolder, Outcome::Paid]);
    }
    assert_eq!(world.status().phase, Phase::Closed);
}

// T23

#[test]
fn t23_a_full_page_is_taken_and_one_row_more_is_not() {
    let mut world = World::short();
    let everyone: Vec<Who> = (0..51).map(Who::investor).collect();
    everyone.iter().for_each(|who| world.register(*who));
    let rows = |count: usize| -> Vec<(AccountId, u64)> {
        everyone.iter().cycle().skip(1).take(count).map(|who| (who.id(), 1)).collect()
    };
    let too_large = |max| OfficeError::BatchTooLarge { max };
    world.refused(Issuer, world.office().call_mut().issue(rows(51)), too_large(50));
    world.done(Issuer, world.office().call_mut().issue(rows(50)));
    world.allot(&[(Alice, 100)]);
    world.close_issue();
    world.refused(Alice, world.office().call_mut().transfer_batch(rows(26)), too_large(25));
    world.done(Alice, world.office().call_mut().transfer_batch(rows(25)));

    // The register itself, when its office asks too much of it.
    let movement = |to: AccountId| Movement {
        from: Alice.id(),
        to,
        units: 1,
        unlock_units: 0,
        right: Right::Holder,
        waive_policy: false,
    };
    let mut post = |orders: Vec<Order>| {
        let (office, post) = (world.series.office, world.token().call_mut().post(orders));
        world.client.dry_run(office, post).expect("an answer and no trap").answer
    };
    let marks = |count| vec![Order::Mark { account: Alice.id(), locked_units: 0, flags: 0 }; count];
    let moves = |count| rows(count).into_iter().map(|(to, _)| Order::Move(movement(to))).collect();
    assert_eq!((post(marks(50)), post(moves(25))), (Ok(()), Ok(())));
    for orders in [marks(51), moves(26)] {
        assert_eq!(post(orders), Err(TokenError::BatchTooLarge { max: 50 }));
    }

    // Pages that are read.
    world.advance_to(world.cutoff(0));
    let accounts: Vec<AccountId> = everyone.iter().map(|who| who.id()).collect();
    let many = world.read(world.token().call().units_at_many(accounts[..50].to_vec(), 0));
    assert_eq!(many.map(|units| units.len()), Ok(50));
    let many = world.read(world.token().call().units_at_many(accounts.clone(), 0));
    assert_eq!(many, Err(TokenError::BatchTooLarge { max: 50 }));
    let first = world.read(world.token().call().register(0, 50));
    for count in [51, u32::MAX] {
        assert_eq!(world.read(world.token().call().register(0, count)), first);
        let roots = [50, count].map(|count| world.read(world.office().call().register_root(0, count, [0; 32])));
        assert!(roots[0].is_ok() && roots[0] == roots[1]);
    }
    let rest = world.read(world.token().call().register(50, u32::MAX));
    let listed: BTreeSet<AccountId> = first.iter().chain(&rest).map(|(account, _)| *account).collect();
    assert_eq!((first.len(), rest.len(), listed), (50, 1, accounts.into_iter().collect()));
    assert_eq!(world.read(world.token().call().register(u32::MAX, u32::MAX)), []);
}

// T24

/// ink! 4 traps beyond 16 KiB; a quarter of it stays free.
const LARGEST: usize = 12 * 1_024;

/// Measures answers, and remembers of which messages.
struct Scales {
    world: World,
    weighed: BTreeSet<String>,
}

impl Scales {
    fn weigh<R: Decode>(&mut self, message: impl Into<Message<R>>) -> usize {
        let Message { contract, data, .. } = message.into();
        let all = bundles();
        let bundle = if contract == self.world.series.office { &all.office } else { &all.token };
        let selector: String = data[..4].iter().map(|byte| format!("{byte:02x}")).collect();
        let messages = bundle.metadata["spec"]["messages"].as_array().expect("messages");
        let found = messages.iter().find(|message| message["selector"] == format!("0x{selector}"));
        let label = found.expect("a message of the contract")["label"].as_str().expect("a label");
        let read = self.world.client.transport().dry_run(contract, data, Outsider.id());
        let output = read.unwrap_or_else(|error| panic!("{label}: {error}")).output;
        assert!(output.len() < LARGEST, "{label} answers with {} bytes", output.len());
        self.weighed.insert(format!("{} {label}", bundle.name));
        output.len()
    }
}

/// As large as a series can be.
fn largest() -> World {
    let mut plan = plans::most_events();
    plan.terms = Terms {
        name: "a".repeat(128),
        symbol: "A".repeat(16),
        isin: Some(*b"JP3633400001"),
        authorised_units: 100_000_000_000_000,
        resolution: Some(Resolution { number: "a".repeat(64), day: plan.terms.issue_day }),
        consultation_number: Some("a".repeat(64)),
        may_reopen: true,
        early_redemption_notice_days: Some(366),
        ..plan.terms
    };
    plan.policy = Policy { classes: 15, residences: vec![Residence { country: 392, area: 0 }; 64], ..Policy::OPEN };
    World::of(plan)
}

#[test]
fn t24_every_answer_fits_the_buffer() {
    let mut world = largest().with_holders(50);
    for number in 0..32 {
        let set = world.office().call_mut().set_document(format!("{number:032}"), "a".repeat(256), [1; 32]);
        world.done(Issuer, set);
    }
    for _ in 0..16 {
        world.done(Controller, world.office().call_mut().lock_units(Alice.id(), 1, Some(seizure([7; 32])), ORDER));
    }
    world.done(Controller, world.office().call_mut().recover(Bob.id(), Carol.id(), false, ORDER));
    world.done(Admin, world.office_handover().call_mut().propose_admin(Some(Bob.id())));
    world.advance_to(world.cutoff(0));
    let accounts: Vec<AccountId> = (0..50).map(|index| Who::investor(index).id()).collect();
    let (bond, roles, handover) = (world.bond(), world.office_roles(), world.office_handover());
    let duties = world.office_duties();
    let (token, office) = (world.token(), world.office());
    let mut scales = Scales { world, weighed: BTreeSet::new() };
    let alice = Alice.id();

    // Each with what its parts come to, so that nothing is weighed while it is empty.
    let account = 50;
    assert_eq!(scales.weigh(token.call().register(0, 50)), 1 + 1 + 50 * (32 + account));
    assert_eq!(scales.weigh(token.call().units_at_many(accounts, 0)), 2 + 1 + 50 * 9);
    assert_eq!(scales.weigh(office.call().locks_of(alice)), 1 + 1 + 16 * (4 + 32 + 8 + 65 + 8));
    assert_eq!(scales.weigh(office.call().documents()), 1 + 1 + 32 * (1 + 32));
    assert_eq!(scales.weigh(office.call().document(format!("{:032}", 31))), 2 + 2 + 256 + 32 + 8);
    let founding = scales.weigh(office.call().founding());
    assert!(founding > 128 + 16 + 32 + 64 * 4 + 128 * 8, "{founding}");
    let terms = scales.weigh(office.call().terms());
    assert!(terms > 64 + 16 + 2 * 64, "{terms}");
    scales.weigh(token.call().state());
    scales.weigh(token.call().account(alice));
    scales.weigh(token.call().can_transfer(alice, Bob.id(), 1));
    scales.weigh(token.call().supply_at(0));
    scales.weigh(bond.total_supply());
    scales.weigh(bond.balance_of(alice));
    scales.weigh(bond.allowance(alice, Bob.id()));
    scales.weigh(bond.token_name());
    scales.weigh(bond.token_symbol());
    scales.weigh(bond.token_decimals());
    scales.weigh(office.call().policy());
    scales.weigh(office.call().event(127));
    scales.weigh(office.call().status());
    scales.weigh(office.call().coupon_basis(0));
    scales.weigh(office.call().units_at(alice, 0));
    scales.weigh(office.call().supply_at(0));
    scales.weigh(office.call().units_at_time(alice, scales.world.plan.events[0].cutoff_ms));
    scales.weigh(office.call().accrual(alice));
    scales.weigh(office.call().register_root(0, 50, [0; 32]));
    scales.weigh(office.call().lock(15));
    scales.weigh(office.call().successor(Bob.id()));
    assert_eq!(scales.weigh(office.call().directions(alice, 0)), 1 + 1 + 1 + 32 + 8);
    assert_eq!(scales.weigh(office.call().flows(2025)), 1 + 32);
    scales.weigh(roles.paused());
    scales.weigh(roles.has_role(ADMIN, alice));
    scales.weigh(Message::<u32>::new(roles.0, ink::selector_bytes!("AccessControl::get_role_admin"), ADMIN));
    scales.weigh(handover.call().pending_admin());
    scales.weigh(duties.call().delay_ms());
    scales.weigh(duties.call().role_from_ms(ADMIN, alice));

    let mut reads = BTreeSet::new();
    for bundle in [&bundles().office, &bundles().token] {
        for message in bundle.metadata["spec"]["messages"].as_array().expect("messages") {
            if message["mutates"] == false {
                reads.insert(format!("{} {}", bundle.name, message["label"].as_str().expect("a label")));
            }
        }
    }
    assert_eq!(scales.weighed, reads, "every message that reads is weighed");
}

#[test]
fn t24_every_call_fits_the_buffer() {
    let world = largest();
    let plan = &world.plan;
    let roles = chihosai_tests::world::office_roles();
    let constructor = constructors::office(&plan.terms, &plan.policy, &plan.events, Alice.id(), &roles);
    let order = PackedOrder::from(&Order::Allow { owner: Alice.id(), spender: Bob.id(), old: 1, new: 2 });
    let orders = vec![order; MAX_PAGE as usize].encode();
    assert_eq!(orders.len(), 1 + 50 * 99);
    let row = (Alice.id(), u64::MAX);
    for (what, length) in [
        ("the constructor of an office of 128 events", constructor.len()),
        ("fifty orders", 4 + orders.len()),
        ("fifty allotments", 4 + vec![row; 50].encode().len()),
        ("twenty-five transfers", 4 + vec![row; 25].encode().len()),
        ("a document", 4 + ("a".repeat(32), "a".repeat(256), [0_u8; 32]).encode().len()),
    ] {
        assert!(length < LARGEST, "{what}: {length} bytes");
    }
    assert_eq!(plan.events.len(), 128);
}

// T25

/// The deposit of a case in the golden file of costs.
fn golden_deposit(case: &str) -> i128 {
    let text = fs::read_to_string(golden_path()).expect("the golden file");
    let line = text.lines().find(|line| line.starts_with(case)).unwrap_or_else(|| panic!("no {case}"));
    line.rsplit(" | ").next().and_then(|deposit| deposit.parse().ok()).expect("a deposit")
}

fn deposit<T: Decode, E: Decode + std::fmt::Debug>(
    world: &mut World,
    signer: Who,
    message: impl Into<Message<Result<T, E>>>,
) -> i128 {
    let called = world.submit(signer, message);
    assert!(called.answer.is_ok());
    called.receipt.cost.deposit
}

#[test]
fn t25_a_transfer_takes_no_room_but_once_in_an_epoch_and_for_a_newcomer_once() {
    let first_of_epoch = golden_deposit("bond transfer, first of an epoch");
    assert!(first_of_epoch > 0);
    let mut world = World::of(plans::twelve_events()).with_holders(3);
    world.register(Dave);
    for k in 0..3 {
        world.advance_to(world.cutoff(k));
        for (number, (from, to)) in [(Alice, Bob), (Bob, Alice), (Alice, Bob), (Bob, Alice)].into_iter().enumerate() {
            let expected = if number == 0 { first_of_epoch } else { 0 };
            let message = world.bond().transfer(to.id(), 1);
            assert_eq!(deposit(&mut world, from, message), expected, "transfer {number} after {k}");
        }
        // Half of it is for the sender's record and half for the recipient's; Alice has hers.
        let batch = world.office().call_mut().transfer_batch(vec![(Carol.id(), 1), (Carol.id(), 1), (Bob.id(), 1)]);
        assert_eq!(deposit(&mut world, Alice, batch), first_of_epoch / 2);
        let forced = world.office().call_mut().forced_transfer(Carol.id(), Alice.id(), 2, None, false, ORDER);
        assert_eq!(deposit(&mut world, Controller, forced), 0);
    }
    let first = world.bond().transfer(Dave.id(), 1);
    assert!(deposit(&mut world, Alice, first) > first_of_epoch);
    let second = world.bond().transfer(Dave.id(), 1);
    assert_eq!(deposit(&mut world, Alice, second), 0);
}

#[test]
fn t25_an_allowance_takes_room_once_and_its_owner_pays_for_it() {
    let mut world = World::short().with_holders(2);
    let approve = |world: &World, units| world.bond().approve(Broker.id(), units);
    let message = approve(&world, 5);
    let once = deposit(&mut world, Alice, message);
    assert!(once > 0);
    let message = world.bond().increase_allowance(Broker.id(), u128::MAX - 5);
    assert_eq!(deposit(&mut world, Alice, message), 0);
    let message = world.bond().transfer_from(Alice.id(), Bob.id(), 1);
    assert_eq!(deposit(&mut world, Broker, message), 0, "the first epoch has nothing to save");
    let message = world.office().call_mut().replace_allowance(Broker.id(), u128::MAX - 1, 7);
    assert_eq!(deposit(&mut world, Alice, message), 0);
    let message = approve(&world, 0);
    assert!(deposit(&mut world, Alice, message) <= 0);
    // As much for everybody, and only the caller's own list grows.
    let message = approve(&world, 1);
    assert_eq!(deposit(&mut world, Outsider, message), once);
    assert_eq!(world.read(world.bond().allowance(Alice.id(), Broker.id())), 0);
}

#[test]
fn t25_nobody_makes_the_cells_of_others_grow() {
    let mut world = World::short().with_holders(2);
    world.advance_to(world.cutoff(0));
    let before = world.read(world.token().call().register(0, 50));
    for who in [Outsider, Zero, Bob] {
        for units in [0, 1] {
            let to_himself = world.bond().transfer(who.id(), units);
            assert_eq!(deposit(&mut world, who, to_himself), 0);
        }
        let nothing = world.bond().transfer(Alice.id(), 0);
        assert_eq!(deposit(&mut world, who, nothing), 0);
        let nothing = world.bond().transfer_from(Alice.id(), Bob.id(), 0);
        assert_eq!(deposit(&mut world, who, nothing), 0);
    }
    world.refused(Outsider, world.bond().transfer(Alice.id(), 1), PSP22Error::InsufficientBalance);
    let request = world.office().call_mut().request_transfer(Alice.id(), 1);
    world.refused(Bob, request, OfficeError::NotAllowed);
    let to_the_unknown = world.office().call_mut().transfer_batch(vec![(Outsider.id(), 1)]);
    world.refused(Bob, to_the_unknown, refusal(Refusal::RecipientNotRegistered));
    assert_eq!(world.read(world.token().call().register(0, 50)), before);
    assert_eq!(world.read(world.token().call().account(Outsider.id())), Account::default());
}

// T26

#[test]
fn t26_a_lookup_costs_the_same_however_long_the_history_is() {
    let mut world = World::of(plans::twelve_events()).with_holders(3);
    for k in 0..12 {
        for _ in 0..10 {
            world.transfer(Alice, Bob, 1);
            world.transfer(Bob, Alice, 1);
        }
        world.advance_to(world.cutoff(k));
    }
    let mut cost = |who: Who, k: u8| {
        let many = world.submit(Outsider, world.token().call().units_at_many(vec![who.id()], k));
        let one = world.submit(Outsider, world.office().call().units_at(who.id(), k));
        let held = many.answer.map(|held| held[0].units);
        assert_eq!((held, one.answer), (Ok(100), Ok(100)));
        [many.receipt.cost, one.receipt.cost]
    };
    // Carol never moved a unit; Alice did before each of twelve record dates.
    let fresh = cost(Carol, 0);
    for k in [0, 5, 11] {
        for (busy, fresh) in cost(Alice, k).into_iter().zip(fresh) {
            assert!(percent_ceil(busy.ref_time, fresh.ref_time) <= 110, "{k}: {busy:?}, not {fresh:?}");
            assert!(percent_ceil(busy.proof_size, fresh.proof_size) <= 110, "{k}: {busy:?}, not {fresh:?}");
        }
    }
}
