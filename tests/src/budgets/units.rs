//! The token and the office.

use bond_abi::office::{BondOffice, Grounds, Reason, Seizure};
use bond_abi::roles::{AdminHandover, PAUSER};
use bond_abi::token::{BondToken, Movement, Order, Policy, Right, TokenError};
use bond_client::contracts::{self, Message, Psp22};
use bond_client::TraitCallBuilder;

use super::Budgets;
use crate::plans;
use crate::who::Who::{self, *};
use crate::world::World;

const ORDER: Grounds = Grounds { reason: Reason::LegalOrder, document: [0xd0; 32] };
const DOCUMENT: [u8; 32] = [1; 32];

/// A series of twelve events whose terms allow what terms can.
fn series(needs_approval: bool) -> World {
    let mut plan = plans::twelve_events();
    (plan.terms.may_reopen, plan.terms.may_buy_back) = (true, true);
    plan.terms.early_redemption_notice_days = Some(30);
    plan.policy = Policy { needs_approval, ..Policy::OPEN };
    World::of(plan)
}

pub(super) fn measure(budgets: &mut Budgets) {
    let mut draft = World::draft(series(false).plan);
    let (token, distributor) = (draft.series.token, draft.series.distributor);
    let wire = draft.office().call_mut().wire(token, distributor);
    budgets.sent(&mut draft, Admin, "1", wire);

    let mut world = series(false);
    issue(budgets, &mut world);
    // Of the second epoch, so that cells and marks are there.
    world.advance_to(world.cutoff(0));
    world.transfer(Alice, Bob, 1);
    world.advance_to(world.cutoff(1));
    standard(budgets, &mut world);
    office(budgets, &mut world);
    reads(budgets, &mut world);
    controller(budgets, &mut world);
    requests(budgets);
    first_of_all(budgets);
}

/// What the first one pays for cells that are there afterwards, and the first one of an epoch for what it saves.
fn first_of_all(budgets: &mut Budgets) {
    let seizure = Some(Seizure { case_reference: [9; 32], escrow: Court.id() });
    let mut world = series(false);
    [Alice, Bob, Carol, Dave, Issuer, Wallet(60), Wallet(61)].into_iter().for_each(|who| world.register(who));
    world.allot(&[(Alice, 100), (Bob, 100), (Carol, 100), (Dave, 100), (Issuer, 100)]);
    world.close_issue();
    let (bond, office) = (world.bond(), world.office());
    budgets.sent(&mut world, Bob, "1, a new one", bond.increase_allowance(Broker.id(), 9));
    budgets.sent(&mut world, Carol, "1, a new one", bond.decrease_allowance(Broker.id(), 0));
    budgets.sent(
        &mut world,
        Controller,
        "1, the first",
        office.clone().call_mut().lock_units(Alice.id(), 5, seizure, ORDER),
    );
    world.done(Controller, office.clone().call_mut().lock_units(Dave.id(), 5, seizure, ORDER));
    world.advance_to(world.cutoff(3));
    budgets.sent(&mut world, Issuer, "1, the first", office.clone().call_mut().buy_back(1));
    let (from, to) = (Dave.id(), Wallet(60).id());
    let forced = office.clone().call_mut().forced_transfer(from, to, 5, Some(1), false, ORDER);
    budgets.sent(&mut world, Controller, "1, out of a lock, first of an epoch, to a newcomer", forced);
    world.done(Controller, office.clone().call_mut().freeze_account(Alice.id(), true, ORDER));
    let recover = office.clone().call_mut().recover(Alice.id(), Wallet(61).id(), false, ORDER);
    budgets.sent(&mut world, Controller, "1, frozen and seized, first of an epoch, to a newcomer", recover);
    world.register(Wallet(68));
    let (from, to) = (Carol.id(), Wallet(68).id());
    let forced = office.clone().call_mut().forced_transfer(from, to, 5, None, false, ORDER);
    budgets.sent(&mut world, Controller, "1, first of an epoch, to a newcomer", forced);
    world.register(Wallet(71));
    let recover = office.clone().call_mut().recover(Wallet(70).id(), Wallet(71).id(), false, ORDER);
    budgets.sent(&mut world, Controller, "1, of a stranger", recover);
    // Batches to newcomers, in an epoch of their own.
    world.advance_to(world.cutoff(4));
    (62..65).for_each(|index| world.register(Wallet(index)));
    let rows = (62..65).map(|index| (Wallet(index).id(), 1)).collect();
    budgets.sent(&mut world, Bob, "3, first of an epoch, to newcomers", office.clone().call_mut().transfer_batch(rows));
    budgets.sent(
        &mut world,
        Issuer,
        "1, in an issue that was reopened",
        office.clone().call_mut().reopen_issue(DOCUMENT),
    );
    (65..68).for_each(|index| world.register(Wallet(index)));
    world.advance_to(world.cutoff(6));
    let rows = (65..68).map(|index| (Wallet(index).id(), 1)).collect();
    budgets.sent(&mut world, Issuer, "3, first of an epoch and of a year", office.clone().call_mut().issue(rows));
}

fn issue(budgets: &mut Budgets, world: &mut World) {
    let people: Vec<Who> = (0..60).map(Who::investor).chain([Issuer]).collect();
    people.iter().for_each(|who| world.register(*who));
    let mut rows = people.iter().map(|who| (who.id(), 100));
    for (case, count) in [("1", 1), ("10", 10), ("50", 50)] {
        let rows = rows.by_ref().take(count).collect();
        budgets.sent(world, Issuer, case, world.office().call_mut().issue(rows));
    }
    budgets.sent(world, Issuer, "1", world.office().call_mut().close_issue());
}

fn standard(budgets: &mut Budgets, world: &mut World) {
    let bond = world.bond();
    budgets.sent(world, Alice, "first of an epoch", bond.transfer(Bob.id(), 1));
    budgets.sent(world, Alice, "1", bond.transfer(Bob.id(), 1));
    world.register(Wallet(150));
    budgets.sent(world, Carol, "first of an epoch, to a newcomer", bond.transfer(Wallet(150).id(), 1));
    budgets.sent(world, Alice, "1", bond.approve(Broker.id(), 50));
    budgets.sent(world, Alice, "1", bond.increase_allowance(Broker.id(), 50));
    budgets.sent(world, Alice, "1", bond.decrease_allowance(Broker.id(), 1));
    budgets.sent(world, Broker, "1", bond.transfer_from(Alice.id(), Bob.id(), 1));
    world.done(Dave, bond.approve(Broker.id(), 9));
    world.register(Wallet(151));
    budgets.sent(world, Broker, "first of an epoch, to a newcomer", bond.transfer_from(Dave.id(), Wallet(151).id(), 1));
    budgets.asked(world, "1", bond.total_supply());
    budgets.asked(world, "1", bond.balance_of(Alice.id()));
    budgets.asked(world, "1", bond.allowance(Alice.id(), Broker.id()));
    budgets.asked(world, "1", bond.token_name());
    budgets.asked(world, "1", bond.token_symbol());
    budgets.asked(world, "1", bond.token_decimals());
    // Only the office may give orders; this is what each of its messages pays for them.
    let order = |who: Who| {
        let (from, to, right) = (Alice.id(), who.id(), Right::Holder);
        Order::Move(Movement { from, to, units: 1, unlock_units: 0, right, waive_policy: false })
    };
    for (case, count) in [("1 move", 1), ("10 moves", 10), ("25 moves", 25)] {
        let orders = (10..10 + count).map(|index| order(Who::investor(index))).collect();
        let office = world.series.office;
        budgets.sent::<(), TokenError>(world, office, case, world.token().call_mut().post(orders));
    }
}

fn office(budgets: &mut Budgets, world: &mut World) {
    for (case, count) in [("1", 1), ("10", 10), ("25", 25)] {
        let rows = (10..10 + count).map(|index| (Who::investor(index).id(), 1)).collect();
        budgets.sent(world, Bob, case, world.office().call_mut().transfer_batch(rows));
    }
    let left = world.read(world.bond().allowance(Alice.id(), Broker.id()));
    budgets.sent(world, Alice, "1", world.office().call_mut().replace_allowance(Broker.id(), left, 7));
    budgets.sent(world, Dave, "1, a new one", world.office().call_mut().replace_allowance(Alice.id(), 0, 7));
    for (case, name) in [("1", "annual report"), ("1, the second", "order")] {
        let set = world.office().call_mut().set_document(name.into(), "https://example.org/".into(), DOCUMENT);
        budgets.sent(world, Issuer, case, set);
    }
    budgets.sent(world, Issuer, "1", world.office().call_mut().reopen_issue(DOCUMENT));
    budgets.sent(world, Issuer, "1, after a record date", world.office().call_mut().issue(vec![(Alice.id(), 1)]));
    world.done(Issuer, world.office().call_mut().close_issue());
    world.done(Alice, world.bond().transfer(Issuer.id(), 9));
    budgets.sent(world, Issuer, "1", world.office().call_mut().buy_back(1));
    budgets.sent(world, Pauser, "1", world.office().call_mut().pause());
    budgets.sent(world, Pauser, "1", world.office().call_mut().unpause());
    roles(budgets, world, world.series.office, PAUSER);
    let day = *plans::twelve_events_redeemed_on("2029-09-25").last().expect("an event");
    let called = world.office().call_mut().redeem_early(day.notional_day, DOCUMENT);
    // Nobody could trade afterwards as before: it is only tried.
    budgets.tried(world, Issuer, "1", called);
}

/// The standard messages of roles, of a contract whose admin is Admin; everything is as before afterwards.
pub(super) fn roles(budgets: &mut Budgets, world: &mut World, contract: bond_abi::AccountId, role: u32) {
    let (standard, handover) = (Psp22(contract), contracts::handover(contract));
    budgets.sent(world, Admin, "1", standard.grant_role(role, Some(Carol.id())));
    budgets.sent(world, Admin, "1", standard.revoke_role(role, Some(Carol.id())));
    world.done(Admin, standard.grant_role(role, Some(Carol.id())));
    budgets.sent(world, Carol, "1", standard.renounce_role(role, Some(Carol.id())));
    budgets.asked(world, "1", standard.has_role(role, Admin.id()));
    const GET_ROLE_ADMIN: [u8; 4] = ink::selector_bytes!("AccessControl::get_role_admin");
    budgets.asked(world, "1", Message::<u32>::new(contract, GET_ROLE_ADMIN, role));
    budgets.sent(world, Admin, "1", handover.clone().call_mut().propose_admin(Some(Carol.id())));
    budgets.asked(world, "1", handover.call().pending_admin());
    budgets.sent(world, Carol, "1", handover.clone().call_mut().accept_admin());
    world.done(Carol, handover.clone().call_mut().propose_admin(Some(Admin.id())));
    world.done(Admin, handover.clone().call_mut().accept_admin());
}

fn reads(budgets: &mut Budgets, world: &mut World) {
    let token = world.token();
    let fifty = || (0..50).map(|index| Who::investor(index).id());
    budgets.asked(world, "1", token.call().state());
    budgets.asked(world, "1", token.call().account(Alice.id()));
    budgets.asked(world, "1", token.call().can_transfer(Alice.id(), Bob.id(), 1));
    budgets.asked(world, "1", token.call().supply_at(0));
    for (case, count) in [("1", 1), ("10", 10), ("50", 50)] {
        budgets.asked(world, case, token.call().register(0, count));
        budgets.asked(world, case, token.call().units_at_many(fifty().take(count as usize).collect(), 0));
        budgets.asked(world, case, world.office().call().register_root(0, count, [0; 32]));
    }
    let office = world.office();
    budgets.asked(world, "1", office.call().terms());
    budgets.asked(world, "1", office.call().policy());
    budgets.asked(world, "12 events", office.call().founding());
    budgets.asked(world, "1", office.call().event(0));
    budgets.asked(world, "1", office.call().status());
    budgets.asked(world, "1", office.call().coupon_basis(0));
    budgets.asked(world, "1", office.call().units_at(Alice.id(), 0));
    budgets.asked(world, "1", office.call().supply_at(0));
    let now_ms = world.now_ms();
    budgets.asked(world, "1", office.call().units_at_time(Alice.id(), now_ms));
    budgets.asked(world, "1", office.call().accrual(Alice.id()));
    budgets.asked(world, "2", office.call().documents());
    budgets.asked(world, "1", office.call().document("order".into()));
    budgets.asked(world, "1", office.call().flows(2025));
    budgets.asked(world, "1", world.office_roles().paused());
}

fn controller(budgets: &mut Budgets, world: &mut World) {
    let seizure = Some(Seizure { case_reference: [9; 32], escrow: Court.id() });
    let office = world.office();
    budgets.sent(world, Controller, "1", office.clone().call_mut().freeze_account(Carol.id(), true, ORDER));
    budgets.sent(
        world,
        Controller,
        "1, a stranger",
        office.clone().call_mut().freeze_account(Outsider.id(), true, ORDER),
    );
    world.done(Controller, office.clone().call_mut().freeze_account(Carol.id(), false, ORDER));
    budgets.sent(world, Controller, "1", office.clone().call_mut().lock_units(Carol.id(), 2, None, ORDER));
    budgets.sent(world, Controller, "1, seized", office.clone().call_mut().lock_units(Carol.id(), 3, seizure, ORDER));
    (2..16)
        .for_each(|_| _ = world.done(Controller, office.clone().call_mut().lock_units(Carol.id(), 1, seizure, ORDER)));
    budgets.asked(world, "16 locks", office.call().locks_of(Carol.id()));
    budgets.asked(world, "1", office.call().lock(0));
    budgets.sent(world, Controller, "1, of 16 locks", office.clone().call_mut().release_units(0, 2, ORDER));
    let forced =
        |units, lock| office.clone().call_mut().forced_transfer(Carol.id(), Alice.id(), units, lock, false, ORDER);
    budgets.sent(world, Controller, "1", forced(1, None));
    budgets.sent(world, Controller, "1, out of a lock", forced(3, Some(1)));
    let recover = |old: Who, new: Who| office.clone().call_mut().recover(old.id(), new.id(), false, ORDER);
    world.register(Wallet(152));
    world.register(Wallet(153));
    budgets.sent(world, Controller, "1", recover(Who::investor(20), Wallet(152)));
    budgets.sent(world, Controller, "1, 14 locks", recover(Carol, Wallet(153)));
    budgets.asked(world, "1", office.call().successor(Carol.id()));
    budgets.asked(world, "1", office.call().directions(Carol.id(), 0));
    let seizure = Seizure { case_reference: DOCUMENT, escrow: Court.id() };
    let claim = office.clone().call_mut().seize_claim(Alice.id(), 0, 1, seizure, ORDER);
    budgets.sent(world, Controller, "1", claim);
    budgets.sent(world, Controller, "1", office.clone().call_mut().change_escrow(Alice.id(), Broker.id(), ORDER));
    budgets.sent(world, Controller, "1", office.clone().call_mut().adopt_units(Alice.id(), false, ORDER));
}

fn requests(budgets: &mut Budgets) {
    let mut unclosed = World::short();
    unclosed.register(Alice);
    unclosed.allot(&[(Alice, 1)]);
    unclosed.advance_to(unclosed.cutoff(0));
    let close = unclosed.office().call_mut().close_issue();
    budgets.sent(&mut unclosed, Outsider, "1, by anybody after a record date", close);
    let mut world = series(true).with_holders(3);
    let office = world.office();
    for _ in 0..3 {
        budgets.sent(&mut world, Alice, "1", office.clone().call_mut().request_transfer(Bob.id(), 2));
    }
    budgets.sent(&mut world, Issuer, "1", office.clone().call_mut().approve_request(0));
    budgets.sent(&mut world, Issuer, "1", office.clone().call_mut().reject_request(1));
    budgets.sent(&mut world, Alice, "1", office.clone().call_mut().withdraw_request(2));
}
