//! Who may be credited on which path (T02), and what the desk does in which state: beside golden files, as in
//! [`super::matrices`].

use chihosai_tests::prelude::*;

use crate::matrices::{compare, credits, row, tried, Row, State, PHASES, SERIES};
use crate::threats::{freeze, ORDER};

const TOKYO: Residence = Residence { country: 392, area: 13_000 };
const OSAKA: Residence = Residence { country: 392, area: 27_000 };
const EXPIRY: &str = "2025-06-01";

// Credits

/// A series for Tokyo, open for allotments and transfers, from which Broker may take, with a request of Alice for Carol
/// where transfers need an approval. Carol was in order until this instant.
fn series(needs_approval: bool) -> World {
    let mut plan = plans::short_bullet();
    plan.terms.may_reopen = true;
    plan.policy = Policy { residences: vec![TOKYO], needs_approval, ..Policy::OPEN };
    let mut world = World::of(plan).with_holders(2);
    world.done(Issuer, world.office().call_mut().reopen_issue([1; 32]));
    world.done(Alice, world.bond().approve(Broker.id(), 50));
    world.register_as(Carol, InvestorRecord { expiry_ms: ms(EXPIRY), ..investor(Carol) });
    if needs_approval {
        world.done(Alice, world.office().call_mut().request_transfer(Carol.id(), 4));
    }
    world.advance_to(ms(EXPIRY));
    world
}

/// What becomes of Carol then.
fn become_of(world: &mut World, what: &str) {
    if what != "expired" {
        world.update(Carol, investor(Carol));
    }
    match what {
        "in order" | "expired" => {}
        "suspended" => world.suspend(Carol),
        "revoked" => world.revoke(Carol),
        "unlinked" => drop(world.done(Registrar, world.desk().call_mut().unlink(Carol.id(), false))),
        "dead" => drop(world.done(Registrar, world.desk().call_mut().unlink(Carol.id(), true))),
        "frozen" => drop(world.done(Controller, freeze(world, Carol))),
        "replaced" => {
            world.register(Dave);
            world.done(Controller, world.office().call_mut().recover(Carol.id(), Dave.id(), false, ORDER));
        }
        "moved away" => world.update(Carol, InvestorRecord { residence: OSAKA, ..investor(Carol) }),
        "not attested" => {
            let end = world.now_ms();
            world.done(Admin, world.desk().call_mut().accredit(Registrar.id(), Some(end)));
        }
        other => panic!("nobody becomes {other}"),
    }
}

macro_rules! standings {
    ($($name:literal)*) => {
        [
            $(
                ($name, || {
                    let mut world = series(false);
                    become_of(&mut world, $name);
                    world
                }),
                (concat!($name, ", by approval"), || {
                    let mut world = series(true);
                    become_of(&mut world, $name);
                    world
                }),
            )*
        ]
    };
}

const STANDINGS: [State; 20] = standings![
    "in order" "expired" "suspended" "revoked" "unlinked" "dead" "frozen" "replaced" "moved away" "not attested"
];

#[rustfmt::skip]
const CREDITS: [Row; 10] = [
    row!("bond_token" "PSP22::transfer", Alice, |world| world.bond().transfer(Carol.id(), 1)),
    row!("bond_token" "PSP22::transfer_from", Broker, |world| world.bond().transfer_from(Alice.id(), Carol.id(), 1)),
    row!("bond_office" "BondOffice::issue", Issuer, |world| world.office().call_mut().issue(vec![(Carol.id(), 1)])),
    row!("bond_office" "BondOffice::transfer_batch", Alice, |world| world.office().call_mut().transfer_batch(vec![(Carol.id(), 1)])),
    row!("bond_office" "BondOffice::request_transfer", Alice, |world| world.office().call_mut().request_transfer(Carol.id(), 1)),
    row!("bond_office" "BondOffice::approve_request", Issuer, |world| world.office().call_mut().approve_request(0)),
    row!("bond_office" "BondOffice::forced_transfer", Controller, |world| world.office().call_mut().forced_transfer(Alice.id(), Carol.id(), 1, None, false, ORDER)),
    row!("bond_office" "BondOffice::forced_transfer (policy waived)", Controller, |world| world.office().call_mut().forced_transfer(Alice.id(), Carol.id(), 1, None, true, ORDER)),
    row!("bond_office" "BondOffice::recover", Controller, |world| world.office().call_mut().recover(Bob.id(), Carol.id(), false, ORDER)),
    row!("bond_office" "BondOffice::recover (policy waived)", Controller, |world| world.office().call_mut().recover(Bob.id(), Carol.id(), true, ORDER)),
];

#[test]
fn t02_every_credit_meets_every_standing_as_the_golden_file_says() {
    // What credits nobody is found by trying: in no phase does it bring units to an account.
    let is_credit = |row: &Row| CREDITS.iter().any(|(contract, message, _)| (*contract, *message) == (row.0, row.1));
    let others: Vec<(&str, &str)> = SERIES
        .iter()
        .filter(|row| !is_credit(row))
        .map(|row| {
            assert!(!credits(row, &PHASES), "{} {} credits units and is not in the matrix", row.0, row.1);
            (row.0, row.1)
        })
        .collect();
    compare("eligibility.txt", &[&bundles().office, &bundles().token], &CREDITS, &STANDINGS, &others);
}

// The desk

fn unwired() -> World {
    World::with_open_desk()
}

/// With an investor, a second one who asked for a wallet, a second registrar, and a proposed admin.
fn open() -> World {
    let mut world = World::short();
    world.register(Alice);
    world.register(Bob);
    world.done(Carol, world.desk().call_mut().request_link(Some(Alice.investor_id())));
    world.done(Admin, world.desk().call_mut().accredit(Broker.id(), None));
    world.done(Admin, world.desk_handover().call_mut().propose_admin(Some(Bob.id())));
    world
}

fn paused() -> World {
    let mut world = open();
    world.done(Pauser, world.desk().call_mut().pause());
    world
}

fn ended() -> World {
    let mut world = open();
    let end = world.now_ms();
    world.done(Admin, world.desk().call_mut().accredit(Registrar.id(), Some(end)));
    world
}

const DESK: [State; 4] = [("not wired", unwired), ("open", open), ("paused", paused), ("accreditation ended", ended)];

const WHOLE: Mode = Mode::AllOrNothing;

#[rustfmt::skip]
const PEOPLE: [Row; 24] = [
    row!("kyc_desk" "KycDesk::wire", Admin, |world| world.desk().call_mut().wire(world.series.registry)),
    row!("kyc_desk" "KycDesk::register", Registrar, |world| world.desk().call_mut().register(vec![newcomer(Dave, investor(Dave))], WHOLE)),
    row!("kyc_desk" "KycDesk::update", Registrar, |world| world.desk().call_mut().update(Alice.investor_id(), investor(Alice))),
    row!("kyc_desk" "KycDesk::renew", Registrar, |world| world.desk().call_mut().renew(vec![Renewal { investor_id: Alice.investor_id(), expiry_ms: 5, evidence: None }], WHOLE)),
    row!("kyc_desk" "KycDesk::set_status", Registrar, |world| world.desk().call_mut().set_status(vec![Alice.investor_id()], Status::Suspended, WHOLE)),
    row!("kyc_desk" "KycDesk::request_link", Dave, |world| world.desk().call_mut().request_link(Some(Alice.investor_id()))),
    row!("kyc_desk" "KycDesk::link", Registrar, |world| world.desk().call_mut().link(Alice.investor_id(), Carol.id())),
    row!("kyc_desk" "KycDesk::unlink", Registrar, |world| world.desk().call_mut().unlink(Alice.id(), false)),
    row!("kyc_desk" "KycDesk::unlink (by the wallet itself)", Alice, |world| world.desk().call_mut().unlink(Alice.id(), false)),
    row!("kyc_desk" "KycDesk::accredit", Admin, |world| world.desk().call_mut().accredit(Dave.id(), None)),
    row!("kyc_desk" "KycDesk::rekey", Admin, |world| world.desk().call_mut().rekey(Registrar.id(), Dave.id())),
    row!("kyc_desk" "KycDesk::apply_change", Outsider, |world| world.desk().call_mut().apply_change(Broker.id())),
    row!("kyc_desk" "KycDesk::cancel_change", Pauser, |world| world.desk().call_mut().cancel_change(Broker.id())),
    row!("kyc_desk" "KycDesk::revive", Admin, |world| world.desk().call_mut().revive(Alice.id())),
    row!("kyc_desk" "DelayedDuties::cancel_role", Pauser, |world| world.desk_duties().call_mut().cancel_role(ADMIN, Bob.id())),
    row!("kyc_desk" "KycDesk::reassign", Admin, |world| world.desk().call_mut().reassign(vec![Alice.investor_id()], Broker.id(), WHOLE)),
    row!("kyc_desk" "KycDesk::pause", Pauser, |world| world.desk().call_mut().pause()),
    row!("kyc_desk" "KycDesk::unpause", Pauser, |world| world.desk().call_mut().unpause()),
    row!("kyc_desk" "AccessControl::grant_role", Admin, |world| world.desk_roles().grant_role(PAUSER, Some(Alice.id()))),
    row!("kyc_desk" "AccessControl::revoke_role", Admin, |world| world.desk_roles().revoke_role(PAUSER, Some(Pauser.id()))),
    row!("kyc_desk" "AccessControl::renounce_role", Pauser, |world| world.desk_roles().renounce_role(PAUSER, Some(Pauser.id()))),
    row!("kyc_desk" "AdminHandover::propose_admin", Admin, |world| world.desk_handover().call_mut().propose_admin(Some(Alice.id()))),
    row!("kyc_desk" "AdminHandover::accept_admin", Bob, |world| world.desk_handover().call_mut().accept_admin()),
    row!("kyc_registry" "KycRegistry::set_attestation_end", Admin, |world| world.registry().call_mut().set_attestation_end(0, 0)),
];

#[test]
fn t28_a_pause_of_the_desk_stops_what_the_golden_file_says() {
    // `put` takes packed rows; nobody but the desk writes (`registry`).
    let others = [("kyc_registry", "KycRegistry::put")];
    compare("desk.txt", &[&bundles().desk, &bundles().registry], &PEOPLE, &DESK, &others);
}
