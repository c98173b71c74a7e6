//! What only a neighbour that is broken, or that forgot, brings about: each such error exactly, and nothing done.

use bond_abi::distributor::Wiring;
use bond_abi::token::TokenState;
use bond_client::contracts::constructors;
use chihosai_tests::prelude::*;
use chihosai_tests::puppet::{Act, Puppet, IN_ORDER};
use chihosai_tests::world::{agent_roles, cash_accounts};

use crate::threats::ORDER;

const PROFILES_OF: [u8; 4] = ink::selector_bytes!("KycRegistry::profiles_of");
const STATE: [u8; 4] = ink::selector_bytes!("BondToken::state");
const ACCOUNT: [u8; 4] = ink::selector_bytes!("BondToken::account");
const POST: [u8; 4] = ink::selector_bytes!("BondToken::post");
const WIRING: [u8; 4] = ink::selector_bytes!("CouponDistributor::wiring");
const TAX_TABLE: [u8; 4] = ink::selector_bytes!("CouponDistributor::tax_table");
const EVENT: [u8; 4] = ink::selector_bytes!("CouponDistributor::event");
const ORDERED: [u8; 4] = ink::selector_bytes!("CouponDistributor::order");

/// An office that is wired to a token that is a puppet.
fn with_a_puppet_token() -> (World, Puppet) {
    let mut world = World::draft(plans::short_bullet());
    let puppet = Puppet::new(&mut world);
    let state = TokenState {
        registry: world.series.registry,
        office: world.series.office,
        distributor: None,
        open: false,
        paused: false,
        epoch: 0,
        events: 2,
        supply_units: 0,
        wallets: 0,
    };
    puppet.script(&mut world, STATE, &[Act::answer(state)]);
    puppet.script(&mut world, POST, &[Act::answer(Ok::<(), TokenError>(()))]);
    puppet.script(&mut world, ACCOUNT, &[Act::answer(Account { units: 9, ..Account::default() })]);
    world.series.distributor = world.deploy_distributor(puppet.0, world.series.yen);
    world.done(Admin, world.office().call_mut().wire(puppet.0, world.series.distributor));
    (world, puppet)
}

#[test]
fn the_office_does_nothing_when_its_token_does_not_answer() {
    let unavailable = OfficeError::TokenUnavailable;
    // A token that knows another office does not take its orders either.
    let foreign = Act::answer(Err::<(), _>(TokenError::NotEntitled));
    for act in Act::broken().into_iter().chain([foreign]) {
        let (mut world, puppet) = with_a_puppet_token();
        let office = world.office();
        world.permitted(Issuer, office.clone().call_mut().issue(vec![(Alice.id(), 1)]));
        puppet.script(&mut world, POST, &[act]);
        world.refused(Issuer, office.clone().call_mut().issue(vec![(Alice.id(), 1)]), unavailable);
        world.refused(Pauser, office.clone().call_mut().pause(), unavailable);
        world.refused(Controller, office.clone().call_mut().freeze_account(Alice.id(), true, ORDER), unavailable);
        let lock = office.clone().call_mut().lock_units(Alice.id(), 1, None, ORDER);
        world.refused(Controller, lock, unavailable);
        world.refused(Alice, office.clone().call_mut().transfer_batch(vec![(Bob.id(), 1)]), unavailable);
    }
    for act in Act::broken() {
        let (mut world, puppet) = with_a_puppet_token();
        let office = world.office();
        puppet.script(&mut world, ACCOUNT, std::slice::from_ref(&act));
        let lock = office.clone().call_mut().lock_units(Alice.id(), 1, None, ORDER);
        world.refused(Controller, lock, unavailable);
        puppet.script(&mut world, STATE, &[act]);
        world.refused(Issuer, office.clone().call_mut().issue(vec![(Alice.id(), 1)]), unavailable);
        // What the office knows by itself it goes on saying.
        assert_eq!(world.status().phase, Phase::Issuing);
    }
}

#[test]
fn the_paying_agent_does_nothing_when_its_distributor_does_not_answer() {
    let unavailable = AgentError::DistributorUnavailable;
    for act in Act::broken() {
        let mut world = World::short();
        let puppet = Puppet::new(&mut world);
        let data = constructors::agent(&agent_roles(), &cash_accounts());
        let agent = world.deploy::<AgentError>(&bundles().agent, data, b"of a puppet");
        world.series.agent = agent;
        let (token, office) = (world.series.token, world.series.office);
        let wiring = Wiring { token, office, registry: world.series.registry, payment_token: world.series.yen, agent };
        puppet.script(&mut world, WIRING, std::slice::from_ref(&act));
        let mut messages = world.agent();
        world.refused(Admin, messages.call_mut().wire(puppet.0), AgentError::ForeignDistributor);
        puppet.script(&mut world, WIRING, &[Act::answer(wiring)]);
        world.done(Admin, messages.call_mut().wire(puppet.0));
        for selector in [TAX_TABLE, EVENT, ORDERED] {
            puppet.script(&mut world, selector, std::slice::from_ref(&act));
        }
        let row = TaxRow { from_day: 40_000, ..plans::tax_table()[2] };
        world.refused(Admin, messages.call_mut().set_tax_row(row), unavailable);
        let (national, document) = (TaxKind::National, [1; 32]);
        world.refused(PayingAgent, messages.call_mut().withdraw_tax(0, national, 1), unavailable);
        world.refused(PayingAgent, messages.call_mut().record_remittance(0, national, 1, document), unavailable);
        world.refused(PayingAgent, messages.call_mut().withdraw_surplus(1), unavailable);
        world.refused(PayingAgent, messages.call_mut().reclaim(0, document), unavailable);
        assert_eq!(world.read(messages.call().tax_ledger(0)), Err(unavailable));
    }
}

#[test]
fn whoever_the_registry_forgot_sends_nothing() {
    let mut world = World::short();
    world.register(Alice);
    let puppet = Puppet::new(&mut world);
    puppet.script(&mut world, PROFILES_OF, &[Act::profiles(&[Some(IN_ORDER); 2])]);
    let mut world = world.with_neighbours(Some(puppet.0), None);
    world.know(Bob);
    world.allot(&[(Alice, 100), (Bob, 100)]);
    world.close_issue();
    puppet.script(&mut world, PROFILES_OF, &[Act::profiles(&[None, Some(IN_ORDER)])]);
    let told = world.read(world.token().call().can_transfer(Alice.id(), Bob.id(), 1));
    assert_eq!(told, Err(Refusal::SenderNotRegistered));
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("203 SenderNotRegistered"));
    // His units are his: an order that needs no word of his moves them.
    world.permitted(Controller, world.office().call_mut().forced_transfer(Alice.id(), Bob.id(), 1, None, false, ORDER));
}

#[test]
fn an_event_that_the_series_does_not_have_has_no_register() {
    let mut world = World::short().with_holders(1);
    world.advance_to(world.cutoff(1));
    for k in [2, 127, 255] {
        let unknown = TokenError::UnknownEvent { events: 2 };
        assert_eq!(world.read(world.token().call().supply_at(k)), Err(unknown));
        assert_eq!(world.units_at_many(vec![Alice.id()], k), Err(unknown));
        let told = world.read(world.office().call().units_at(Alice.id(), k));
        assert_eq!(told, Err(OfficeError::UnknownEvent { events: 2 }));
    }
    assert_eq!(world.units_at_many(vec![Alice.id()], 1), Ok(vec![UNITS]));
}
