//! What is legal when: every message that changes something, in every phase of a series and every state of an event, beside
//! golden files. A message without a row fails; a line that differs is a decision. To write the files anew:
//! `CHIHOSAI_GOLDEN=write cargo test --release --workspace --test scenarios -- matrices::`, and `git diff` shows what changed.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;

use bond_client::Bundle;
use chihosai_tests::prelude::*;
use scale::Decode;

use crate::threats::{permissive, ORDER};

/// Contract and message, and what it answers whoever may send it; nothing of it happens.
pub type Row = (&'static str, &'static str, fn(&mut World) -> String);
/// A column, and a world in that state.
pub type State = (&'static str, fn() -> World);

const DOCUMENT: [u8; 32] = [1; 32];
fn case() -> Seizure {
    Seizure { case_reference: [1; 32], escrow: Court.id() }
}

thread_local! {
    /// Whether something that was tried would have brought units to an account.
    static CREDITED: Cell<bool> = const { Cell::new(false) };
}

/// The answer in a word: `ok`, or the name of the error.
pub fn tried<T: Decode, E: Decode + Debug>(
    world: &mut World,
    who: Who,
    message: impl Into<Message<Result<T, E>>>,
) -> String {
    let called = world.client.dry_run(who.id(), message).unwrap_or_else(|error| panic!("{who:?}: {error}"));
    let seen = world.seen(&called.receipt);
    if seen.iter().any(|event| matches!(event, Seen::Token(TokenEvent::Transfer { to: Some(_), .. }))) {
        CREDITED.set(true);
    }
    match called.answer {
        Ok(_) => "ok".to_owned(),
        Err(error) => {
            let text = format!("{error:?}");
            let text = text.strip_prefix("Refused { error: ").unwrap_or(&text);
            // A refusal inside an error says more than that there is one.
            match text.split_once("refusal: ").or_else(|| text.split_once("Custom(\"")) {
                Some((_, inner)) => inner.trim_end_matches([' ', '}', ')', '"']).to_owned(),
                None => text.split([' ', '(']).next().unwrap_or_default().to_owned(),
            }
        }
    }
}

/// Whether anything of this credits units in any of these states.
pub fn credits(row: &Row, states: &[State]) -> bool {
    CREDITED.set(false);
    for (_, world) in states {
        (row.2)(&mut world());
    }
    CREDITED.get()
}

macro_rules! row {
    ($contract:literal $message:literal, $who:expr, |$w:ident| $call:expr) => {
        ($contract, $message, |world: &mut World| {
            let message = {
                let $w = &*world;
                $call
            };
            tried(world, $who, message)
        })
    };
}
pub(crate) use row;

/// Fails unless every message of the contracts has a row, or is one of the others, and every row is as its file says.
pub fn compare(file: &str, bundles: &[&Bundle], rows: &[Row], states: &[State], others: &[(&str, &str)]) {
    let mut built = BTreeSet::new();
    for bundle in bundles {
        for message in bundle.metadata["spec"]["messages"].as_array().expect("messages") {
            if message["mutates"] == true {
                built.insert((bundle.name, message["label"].as_str().expect("a label")));
            }
        }
    }
    // A case of a message stands in parentheses after it.
    let plain = |message: &'static str| message.split(" (").next().unwrap_or_default();
    let listed = rows.iter().map(|(contract, message, _)| (*contract, plain(message)));
    let listed: BTreeSet<(&str, &str)> = listed.chain(others.iter().copied()).collect();
    assert_eq!(built, listed, "a message without a row, or a row without its message");
    let names: Vec<&str> = states.iter().map(|(name, _)| *name).collect();
    let mut lines = vec![format!("message | {}", names.join(" | "))];
    let mut worlds: Vec<World> = states.iter().map(|(_, world)| world()).collect();
    for (contract, message, try_it) in rows {
        let cells: Vec<String> = worlds.iter_mut().map(try_it).collect();
        lines.push(format!("{contract} {message} | {}", cells.join(" | ")));
    }
    let path = repository().join("tests/golden").join(file);
    if std::env::var_os("CHIHOSAI_GOLDEN").is_some_and(|wish| wish == "write") {
        fs::write(&path, lines.join("\n") + "\n").unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let decided: Vec<&str> = text.lines().collect();
    let new: Vec<&String> = lines.iter().filter(|line| !decided.contains(&line.as_str())).collect();
    let gone: Vec<&&str> = decided.iter().filter(|line| !lines.iter().any(|built| built == **line)).collect();
    assert!(new.is_empty() && gone.is_empty(), "new:\n{new:#?}\ngone:\n{gone:#?}");
    assert_eq!(lines, decided, "the order or a repetition");
}

// Phases of a series

fn draft() -> World {
    World::draft(permissive(false).plan)
}

fn issuing() -> World {
    let mut world = permissive(false);
    [Alice, Bob, Issuer].into_iter().for_each(|who| world.register(who));
    world.allot(&[(Alice, 100), (Bob, 100), (Issuer, 30)]);
    world
}

/// With an allowance, a lock with number 0, and a proposed admin.
fn active() -> World {
    let mut world = issuing();
    world.close_issue();
    world.done(Alice, world.bond().approve(Broker.id(), 50));
    world.done(Controller, world.office().call_mut().lock_units(Alice.id(), 9, None, ORDER));
    world.done(Admin, world.office_handover().call_mut().propose_admin(Some(Bob.id())));
    world
}

fn asking() -> World {
    let mut world = permissive(true);
    [Alice, Bob, Issuer].into_iter().for_each(|who| world.register(who));
    world.allot(&[(Alice, 100), (Bob, 100), (Issuer, 30)]);
    world.close_issue();
    world.done(Alice, world.office().call_mut().request_transfer(Bob.id(), 4));
    world
}

fn paused() -> World {
    let mut world = active();
    world.done(Pauser, world.office().call_mut().pause());
    world
}

fn reopened() -> World {
    let mut world = active();
    world.done(Issuer, world.office().call_mut().reopen_issue(DOCUMENT));
    world
}

fn matured() -> World {
    let mut world = active();
    world.advance_to(world.cutoff(1));
    world
}

fn closed() -> World {
    let mut world = active();
    for k in [0, 1] {
        world.open(k);
        assert_eq!(world.pay(k, &[Alice, Bob, Issuer]), [Outcome::Paid; 3]);
    }
    assert_eq!(world.status().phase, Phase::Closed);
    world
}

pub const PHASES: [State; 8] = [
    ("draft", draft),
    ("issuing", issuing),
    ("active", active),
    ("with a request", asking),
    ("paused", paused),
    ("reopened", reopened),
    ("matured", matured),
    ("closed", closed),
];

pub const SERIES: [Row; 35] = [
    row!("bond_token" "PSP22::transfer", Bob, |world| world.bond().transfer(Alice.id(), 1)),
    row!("bond_token" "PSP22::transfer_from", Broker, |world| world.bond().transfer_from(Alice.id(), Bob.id(), 1)),
    row!("bond_token" "PSP22::approve", Bob, |world| world.bond().approve(Broker.id(), 1)),
    row!("bond_token" "PSP22::increase_allowance", Bob, |world| world.bond().increase_allowance(Broker.id(), 1)),
    row!("bond_token" "PSP22::decrease_allowance", Bob, |world| world.bond().decrease_allowance(Broker.id(), 0)),
    // Of the distributor; the office may always.
    ("bond_token", "BondToken::post", |world| {
        let (distributor, burn) = (world.series.distributor, Order::Burn { from: Bob.id(), units: 1, unlock_units: 0 });
        let post = world.token().call_mut().post(vec![burn]);
        let called = world.client.dry_run(distributor, post).expect("an answer");
        called
            .answer
            .map_or_else(|error| format!("{error:?}").split(' ').next().expect("a word").into(), |()| "ok".into())
    }),
    row!("bond_office" "BondOffice::wire", Admin, |world| world.office().call_mut().wire(world.series.token, world.series.distributor)),
    row!("bond_office" "BondOffice::set_document", Issuer, |world| world.office().call_mut().set_document("a".into(), "b".into(), DOCUMENT)),
    row!("bond_office" "BondOffice::issue", Issuer, |world| world.office().call_mut().issue(vec![(Bob.id(), 1)])),
    row!("bond_office" "BondOffice::close_issue", Issuer, |world| world.office().call_mut().close_issue()),
    row!("bond_office" "BondOffice::reopen_issue", Issuer, |world| world.office().call_mut().reopen_issue(DOCUMENT)),
    row!("bond_office" "BondOffice::transfer_batch", Bob, |world| world.office().call_mut().transfer_batch(vec![(Alice.id(), 1)])),
    row!("bond_office" "BondOffice::replace_allowance", Bob, |world| world.office().call_mut().replace_allowance(Broker.id(), 0, 1)),
    row!("bond_office" "BondOffice::request_transfer", Bob, |world| world.office().call_mut().request_transfer(Alice.id(), 1)),
    row!("bond_office" "BondOffice::withdraw_request", Alice, |world| world.office().call_mut().withdraw_request(0)),
    row!("bond_office" "BondOffice::approve_request", Issuer, |world| world.office().call_mut().approve_request(0)),
    row!("bond_office" "BondOffice::reject_request", Issuer, |world| world.office().call_mut().reject_request(0)),
    row!("bond_office" "BondOffice::freeze_account", Controller, |world| world.office().call_mut().freeze_account(Bob.id(), true, ORDER)),
    row!("bond_office" "BondOffice::lock_units", Controller, |world| world.office().call_mut().lock_units(Bob.id(), 1, None, ORDER)),
    row!("bond_office" "BondOffice::release_units", Controller, |world| world.office().call_mut().release_units(0, 1, ORDER)),
    row!("bond_office" "BondOffice::forced_transfer", Controller, |world| world.office().call_mut().forced_transfer(Bob.id(), Alice.id(), 1, None, false, ORDER)),
    row!("bond_office" "BondOffice::recover", Controller, |world| world.office().call_mut().recover(Bob.id(), Issuer.id(), false, ORDER)),
    row!("bond_office" "BondOffice::buy_back", Issuer, |world| world.office().call_mut().buy_back(1)),
    row!("bond_office" "BondOffice::redeem_early", Issuer, |world| {
        let (_, last) = plans::short_bullet_redeemed_on("2025-12-10");
        world.office().call_mut().redeem_early(last.notional_day, DOCUMENT)
    }),
    row!("bond_office" "BondOffice::seize_claim", Controller, |world| world.office().call_mut().seize_claim(Bob.id(), 0, 1, case(), ORDER)),
    row!("bond_office" "BondOffice::change_escrow", Controller, |world| world.office().call_mut().change_escrow(Alice.id(), Court.id(), ORDER)),
    row!("bond_office" "BondOffice::adopt_units", Controller, |world| world.office().call_mut().adopt_units(Bob.id(), false, ORDER)),
    row!("bond_office" "BondOffice::pause", Pauser, |world| world.office().call_mut().pause()),
    row!("bond_office" "BondOffice::unpause", Pauser, |world| world.office().call_mut().unpause()),
    row!("bond_office" "AccessControl::grant_role", Admin, |world| world.office_roles().grant_role(ISSUER, Some(Alice.id()))),
    row!("bond_office" "AccessControl::revoke_role", Admin, |world| world.office_roles().revoke_role(ISSUER, Some(Issuer.id()))),
    row!("bond_office" "AccessControl::renounce_role", Issuer, |world| world.office_roles().renounce_role(ISSUER, Some(Issuer.id()))),
    row!("bond_office" "DelayedDuties::cancel_role", Pauser, |world| world.office_duties().call_mut().cancel_role(ADMIN, Bob.id())),
    row!("bond_office" "AdminHandover::propose_admin", Admin, |world| world.office_handover().call_mut().propose_admin(Some(Alice.id()))),
    row!("bond_office" "AdminHandover::accept_admin", Bob, |world| world.office_handover().call_mut().accept_admin()),
];

#[test]
fn t28_i18_every_message_is_legal_in_the_phases_of_the_golden_file() {
    compare("lifecycle.txt", &[&bundles().office, &bundles().token], &SERIES, &PHASES, &[]);
}

#[test]
fn an_event_is_announced_once_its_record_date_has_passed_whatever_the_phase_is() {
    let mut answers: Vec<String> = PHASES
        .iter()
        .map(|(_, world)| {
            let mut world = world();
            let announce = world.distributor().call_mut().announce(1);
            tried(&mut world, Outsider, announce)
        })
        .collect();
    answers.dedup();
    assert_eq!(answers, ["NotWired", "RecordDateNotReached", "ok", "AlreadyAnnounced"]);
}

// States of an event

fn unannounced() -> World {
    let mut world = World::short().with_holders(2);
    world.advance_to(world.cutoff(0));
    world.provide(20_000);
    world
}

fn announced() -> World {
    let mut world = unannounced();
    world.done(Payer, world.distributor().call_mut().deposit(0, 500));
    world.announce(0);
    world
}

fn early() -> World {
    let mut world = World::short().with_holders(2);
    let tomorrow = world.plan.events[0].payment_day + 1;
    world.done(PayingAgent, world.agent().call_mut().set_payment_day(0, Some(tomorrow)));
    world.advance_to(world.cutoff(0));
    world.announce_and_fund(0);
    world.provide(20_000);
    world
}

fn funded() -> World {
    let mut world = unannounced();
    world.announce_and_fund(0);
    world
}

fn opened() -> World {
    let mut world = funded();
    world.done(Payer, world.distributor().call_mut().open(0));
    world.claim(Bob, 0);
    world
}

/// A pause stops trade: no payment, and nothing about the money.
fn open_and_paused() -> World {
    let mut world = opened();
    world.done(Pauser, world.office().call_mut().pause());
    world
}

fn settled() -> World {
    let mut world = opened();
    world.claim(Alice, 0);
    world.advance_to(ms("2036-01-01"));
    world
}

fn overdue() -> World {
    let mut world = opened();
    world.advance_to(ms("2036-01-01"));
    world
}

fn lapsed() -> World {
    let mut world = overdue();
    world.done(PayingAgent, world.agent().call_mut().reclaim(0, DOCUMENT));
    world
}

const EVENT: [State; 9] = [
    ("unannounced", unannounced),
    ("announced", announced),
    ("funded, payment day to come", early),
    ("funded", funded),
    ("open", opened),
    ("open, trade paused", open_and_paused),
    ("settled", settled),
    ("prescribed", overdue),
    ("lapsed", lapsed),
];

const MONEY: [Row; 26] = [
    row!("coupon_distributor" "CouponDistributor::announce", Outsider, |world| world.distributor().call_mut().announce(0)),
    row!("coupon_distributor" "CouponDistributor::fund", Payer, |world| world.distributor().call_mut().fund(0, 1)),
    row!("coupon_distributor" "CouponDistributor::deposit", Payer, |world| world.distributor().call_mut().deposit(0, 1)),
    row!("coupon_distributor" "CouponDistributor::draw", Outsider, |world| world.distributor().call_mut().draw(0)),
    row!("coupon_distributor" "CouponDistributor::open", Outsider, |world| world.distributor().call_mut().open(0)),
    row!("coupon_distributor" "CouponDistributor::claim", Alice, |world| world.distributor().call_mut().claim(0)),
    row!("coupon_distributor" "CouponDistributor::claim_all", Alice, |world| world.distributor().call_mut().claim_all(16)),
    row!("coupon_distributor" "CouponDistributor::pay_page", Outsider, |world| world.distributor().call_mut().pay_page(0, vec![Alice.id(), Bob.id()])),
    row!("coupon_distributor" "CouponDistributor::order", Admin, |world| world.distributor().call_mut().order(CashOrder::SetPaymentDay { event: 0, scheduled_day: 20_000, day: None })),
    row!("paying_agent" "PayingAgent::wire", Admin, |world| world.agent().call_mut().wire(world.series.distributor)),
    row!("paying_agent" "PayingAgent::set_accounts", Admin, |world| world.agent().call_mut().set_accounts(CashAccounts { tax: Carol.id(), treasury: Dave.id() })),
    row!("paying_agent" "PayingAgent::set_tax_row", Admin, |world| world.agent().call_mut().set_tax_row(TaxRow { from_day: 40_000, ..plans::tax_table()[2] })),
    row!("paying_agent" "PayingAgent::accept_payment_code", Admin, |world| world.agent().call_mut().accept_payment_code(bundles().yen.code_hash)),
    row!("paying_agent" "PayingAgent::set_payment_day", PayingAgent, |world| world.agent().call_mut().set_payment_day(0, Some(world.plan.events[0].payment_day + 2))),
    row!("paying_agent" "PayingAgent::withdraw_tax", PayingAgent, |world| world.agent().call_mut().withdraw_tax(0, TaxKind::National, 1)),
    row!("paying_agent" "PayingAgent::record_remittance", PayingAgent, |world| world.agent().call_mut().record_remittance(0, TaxKind::National, 1, DOCUMENT)),
    row!("paying_agent" "PayingAgent::withdraw_surplus", PayingAgent, |world| world.agent().call_mut().withdraw_surplus(1)),
    row!("paying_agent" "PayingAgent::reclaim", PayingAgent, |world| world.agent().call_mut().reclaim(0, DOCUMENT)),
    row!("paying_agent" "AccessControl::grant_role", Admin, |world| world.agent_roles().grant_role(PAYING_AGENT, Some(Alice.id()))),
    row!("paying_agent" "AccessControl::revoke_role", Admin, |world| world.agent_roles().revoke_role(PAYING_AGENT, Some(PayingAgent.id()))),
    row!("paying_agent" "AccessControl::renounce_role", PayingAgent, |world| world.agent_roles().renounce_role(PAYING_AGENT, Some(PayingAgent.id()))),
    row!("paying_agent" "PayingAgent::apply_act", Outsider, |world| world.agent().call_mut().apply_act(0)),
    row!("paying_agent" "PayingAgent::cancel_act", PayingAgent, |world| world.agent().call_mut().cancel_act(0)),
    row!("paying_agent" "DelayedDuties::cancel_role", PayingAgent, |world| world.agent_duties().call_mut().cancel_role(ADMIN, Bob.id())),
    row!("paying_agent" "AdminHandover::propose_admin", Admin, |world| world.agent_handover().call_mut().propose_admin(Some(Alice.id()))),
    row!("paying_agent" "AdminHandover::accept_admin", Bob, |world| world.agent_handover().call_mut().accept_admin()),
];

#[test]
fn i14_i15_every_message_about_money_is_legal_in_the_states_of_the_golden_file() {
    compare("events.txt", &[&bundles().distributor, &bundles().agent], &MONEY, &EVENT, &[]);
}
