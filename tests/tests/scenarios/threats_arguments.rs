//! The threat list by its numbers: every message of token and office that takes an amount (T10) or an account (T19), by
//! the metadata, so that none is forgotten.

use std::collections::BTreeSet;

use bond_client::Bundle;
use chihosai_tests::prelude::*;
use serde_json::Value;

use crate::threats::{cell, force, freeze, lock, permissive, recover, refusal, reopened, ORDER};

/// Contract, message and argument, and what is tried with it.
pub type Case = (&'static str, &'static str, &'static str, fn(&mut World));

/// Whether a type is one of those that `wanted` knows, or made of them.
fn is_made_of(types: &[Value], id: &Value, wanted: fn(&Value) -> bool) -> bool {
    let entry = &types.iter().find(|entry| entry["id"] == *id).expect("a type of the registry")["type"];
    if wanted(entry) {
        return true;
    }
    let parts: Vec<&Value> = match &entry["def"] {
        def if def["sequence"].is_object() => vec![&def["sequence"]["type"]],
        def if def["array"].is_object() => vec![&def["array"]["type"]],
        def if def["tuple"].is_array() => def["tuple"].as_array().expect("a tuple").iter().collect(),
        def if def["composite"].is_object() => fields(&def["composite"]),
        def => def["variant"]["variants"].as_array().into_iter().flatten().flat_map(fields).collect(),
    };
    parts.into_iter().any(|part| is_made_of(types, part, wanted))
}

fn fields(of: &Value) -> Vec<&Value> {
    of["fields"].as_array().into_iter().flatten().map(|field| &field["type"]).collect()
}

/// Whether a type is that of amounts of money.
pub fn is_yen(entry: &Value) -> bool {
    entry["def"]["primitive"] == "u128"
}

/// Whether a type is that of accounts.
pub fn is_account(entry: &Value) -> bool {
    entry["path"].as_array().is_some_and(|path| path.ends_with(&["AccountId".into()]))
}

/// Tries every case, and fails for each argument of the contracts that has none.
pub fn every_argument(of: &[&Bundle], wanted: fn(&Value) -> bool, world: fn() -> World, cases: &[Case]) {
    let text = |value: &Value, key: &str| value[key].as_str().expect("a text").to_owned();
    let mut built = BTreeSet::new();
    for bundle in of {
        let types = bundle.metadata["types"].as_array().expect("types");
        for message in bundle.metadata["spec"]["messages"].as_array().expect("messages") {
            for argument in message["args"].as_array().expect("arguments") {
                if is_made_of(types, &argument["type"]["type"], wanted) {
                    built.insert((bundle.name.to_owned(), text(message, "label"), text(argument, "label")));
                }
            }
        }
    }
    let listed: BTreeSet<(String, String, String)> = cases
        .iter()
        .map(|(contract, message, name, _)| (contract.to_string(), message.to_string(), name.to_string()))
        .collect();
    let without: Vec<_> = built.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&built).collect();
    assert!(without.is_empty() && gone.is_empty(), "without a case: {without:?}; no such argument: {gone:?}");
    let mut world = world();
    for (contract, message, argument, check) in cases {
        println!("{contract}, {message}, {argument}");
        check(&mut world);
    }
}

/// What the register answers its own office, or another caller who is no party of a scenario.
fn post_as(world: &mut World, caller: AccountId, orders: Vec<Order>) -> Result<(), TokenError> {
    let post = world.token().call_mut().post(orders);
    world.client.dry_run(caller, post).expect("an answer and no trap").answer
}

const UNITS_OUT_OF_RANGE: [u64; 3] = [u64::MAX, u64::MAX - 1, 1 << 63];
/// 2^64 + 1 would be a single unit if somebody cut it off.
const OUT_OF_RANGE: [u128; 5] = [1 << 63, u64::MAX as u128, 1 << 64, (1 << 64) + 1, u128::MAX];

const AMOUNTS: [Case; 18] = [
    ("bond_token", "BondToken::can_transfer", "units", |world| {
        for units in OUT_OF_RANGE {
            let told = world.read(world.token().call().can_transfer(Alice.id(), Bob.id(), units));
            assert_eq!(told, Err(Refusal::InsufficientUnits));
        }
    }),
    ("bond_token", "BondToken::post", "orders", |world| {
        let office = world.series.office;
        let movement = |units, unlock_units| Movement {
            from: Alice.id(),
            to: Bob.id(),
            units,
            unlock_units,
            right: Right::Enforced,
            waive_policy: false,
        };
        for units in UNITS_OUT_OF_RANGE {
            for (order, reason) in [
                (Order::Issue { to: Alice.id(), units: u64::MAX }, Refusal::Overflow),
                (Order::Move(movement(units, 0)), Refusal::InsufficientUnits),
                (Order::Move(movement(units, units)), Refusal::InsufficientUnits),
                (Order::Move(movement(1, units)), Refusal::UnitsLocked),
                (Order::Burn { from: Alice.id(), units, unlock_units: units }, Refusal::InsufficientUnits),
            ] {
                let answer = post_as(world, office, vec![order]);
                assert_eq!(answer, Err(TokenError::Refused { index: 0, refusal: reason }), "{order:?}");
            }
        }
        for cutoff_ms in [0, u64::MAX] {
            assert_eq!(post_as(world, office, vec![Order::Recut { last: 254, cutoff_ms }]), Ok(()));
        }
    }),
    ("bond_token", "PSP22::transfer", "value", |world| {
        for units in OUT_OF_RANGE {
            world.refused(Alice, world.bond().transfer(Bob.id(), units), PSP22Error::InsufficientBalance);
        }
    }),
    ("bond_token", "PSP22::approve", "value", |world| {
        world.done(Alice, world.bond().approve(Outsider.id(), u128::MAX));
        world.refused(Alice, world.bond().approve(Outsider.id(), u128::MAX), custom("217 AllowanceNotZero"));
    }),
    ("bond_token", "PSP22::transfer_from", "value", |world| {
        for units in OUT_OF_RANGE {
            let take = world.bond().transfer_from(Alice.id(), Bob.id(), units);
            world.refused(Outsider, take, PSP22Error::InsufficientBalance);
            let take = world.bond().transfer_from(Alice.id(), Bob.id(), units);
            world.refused(Broker, take, PSP22Error::InsufficientAllowance);
        }
    }),
    ("bond_token", "PSP22::increase_allowance", "delta_value", |world| {
        for more in [1, u128::MAX] {
            let increase = world.bond().increase_allowance(Outsider.id(), more);
            world.refused(Alice, increase, custom("216 Overflow"));
        }
    }),
    ("bond_token", "PSP22::decrease_allowance", "delta_value", |world| {
        for less in [51, u128::MAX] {
            let decrease = world.bond().decrease_allowance(Broker.id(), less);
            world.refused(Alice, decrease, PSP22Error::InsufficientAllowance);
        }
        world.permitted(Alice, world.bond().decrease_allowance(Outsider.id(), u128::MAX));
    }),
    ("bond_office", "BondOffice::units_at_time", "at_ms", |world| {
        let at = world.read(world.office().call().units_at_time(Alice.id(), u64::MAX));
        assert_eq!(at, Err(OfficeError::NoRecordDate));
    }),
    ("bond_office", "BondOffice::issue", "allotments", |world| {
        let exceeded = OfficeError::AuthorisedUnitsExceeded { available_units: 999_800 };
        for units in UNITS_OUT_OF_RANGE {
            world.refused(Issuer, world.office().call_mut().issue(vec![(Alice.id(), units)]), exceeded);
        }
        let exceeded = OfficeError::AuthorisedUnitsExceeded { available_units: 999_799 };
        let sum = world.office().call_mut().issue(vec![(Alice.id(), 1), (Bob.id(), u64::MAX)]);
        world.refused(Issuer, sum, exceeded);
    }),
    ("bond_office", "BondOffice::transfer_batch", "rows", |world| {
        for units in UNITS_OUT_OF_RANGE {
            let rows = vec![(Bob.id(), 1), (Bob.id(), units)];
            let error = OfficeError::Refused { index: 1, refusal: Refusal::InsufficientUnits };
            world.refused(Alice, world.office().call_mut().transfer_batch(rows), error);
        }
    }),
    ("bond_office", "BondOffice::replace_allowance", "old", |world| {
        let replace = world.office().call_mut().replace_allowance(Broker.id(), u128::MAX, 1);
        world.refused(Alice, replace, refusal(Refusal::AllowanceChanged));
    }),
    ("bond_office", "BondOffice::replace_allowance", "new", |world| {
        let office = world.office();
        let mut office = office;
        world.permitted(Alice, office.call_mut().replace_allowance(Broker.id(), 50, u128::MAX));
    }),
    ("bond_office", "BondOffice::request_transfer", "units", |_| {
        let mut world = permissive(true).with_holders(2);
        for units in UNITS_OUT_OF_RANGE {
            let request = world.office().call_mut().request_transfer(Bob.id(), units);
            world.refused(Alice, request, refusal(Refusal::InsufficientUnits));
        }
    }),
    ("bond_office", "BondOffice::lock_units", "units", |world| {
        for units in UNITS_OUT_OF_RANGE {
            let lock = world.office().call_mut().lock_units(Alice.id(), units, None, ORDER);
            world.refused(Controller, lock, refusal(Refusal::InsufficientUnits));
        }
    }),
    ("bond_office", "BondOffice::release_units", "units", |world| {
        let number = lock(world, Alice, 10, None);
        for units in UNITS_OUT_OF_RANGE {
            let exceeds = OfficeError::ExceedsLock { locked_units: 10 };
            world.refused(Controller, world.office().call_mut().release_units(number, units, ORDER), exceeds);
            world.refused(Controller, force(world, Alice, Bob, units, Some(number)), exceeds);
        }
    }),
    ("bond_office", "BondOffice::forced_transfer", "units", |world| {
        for units in UNITS_OUT_OF_RANGE {
            let forced = force(world, Alice, Bob, units, None);
            world.refused(Controller, forced, refusal(Refusal::InsufficientUnits));
        }
    }),
    ("bond_office", "BondOffice::seize_claim", "units", |world| {
        world.advance_to(world.cutoff(0));
        for units in UNITS_OUT_OF_RANGE {
            let case = Seizure { case_reference: [1; 32], escrow: Court.id() };
            let seize = world.office().call_mut().seize_claim(Alice.id(), 0, units, case, ORDER);
            world.refused(Controller, seize, refusal(Refusal::InsufficientUnits));
        }
    }),
    ("bond_office", "BondOffice::buy_back", "units", |world| {
        for units in UNITS_OUT_OF_RANGE {
            let buy_back = world.office().call_mut().buy_back(units);
            world.refused(Issuer, buy_back, refusal(Refusal::InsufficientUnits));
        }
    }),
];

#[test]
fn t10_no_amount_is_too_large_for_a_typed_answer() {
    let is_amount = |entry: &Value| ["u64", "u128"].iter().any(|name| entry["def"]["primitive"] == *name);
    every_argument(&[&bundles().office, &bundles().token], is_amount, || reopened(false), &AMOUNTS);
}

#[test]
fn t10_the_largest_limits_and_the_largest_holding_go_together() {
    let mut plan = plans::short_bullet();
    plan.terms.authorised_units = 100_000_000_000_000;
    plan.policy = Policy { max_units_per_investor: u64::MAX, min_units_per_wallet: 1, ..Policy::OPEN };
    let mut world = World::of(plan);
    world.register(Alice);
    world.register(Bob);
    world.allot(&[(Alice, 100_000_000_000_000)]);
    world.close_issue();
    world.transfer(Alice, Bob, 99_999_999_999_999);
    world.refused(Bob, world.bond().transfer(Alice.id(), 100_000_000_000_000), PSP22Error::InsufficientBalance);
    lock(&mut world, Bob, 99_999_999_999_999, None);
    let one_more = world.office().call_mut().lock_units(Bob.id(), 1, None, ORDER);
    world.refused(Controller, one_more, refusal(Refusal::UnitsLocked));
    world.advance_to(world.cutoff(0));
    assert_eq!(world.read(world.office().call().units_at(Bob.id(), 0)), Ok(99_999_999_999_999));
}

const ACCOUNTS: [Case; 45] = [
    ("bond_token", "BondToken::account", "account", |world| assert_eq!(cell(world, Zero), Account::default())),
    ("bond_token", "BondToken::can_transfer", "from", |world| {
        let told = world.read(world.token().call().can_transfer(Zero.id(), Alice.id(), 1));
        assert_eq!(told, Err(Refusal::ZeroAccount));
    }),
    ("bond_token", "BondToken::can_transfer", "to", |world| {
        let told = world.read(world.token().call().can_transfer(Alice.id(), Zero.id(), 1));
        assert_eq!(told, Err(Refusal::ZeroAccount));
    }),
    ("bond_token", "BondToken::units_at_many", "accounts", |world| {
        let held = world.units_at_many(vec![Zero.id(), Alice.id()], 0);
        assert_eq!(held, Ok(vec![0, 100]));
    }),
    ("bond_token", "BondToken::post", "orders", |world| {
        let (zero, alice, office) = (Zero.id(), Alice.id(), world.series.office);
        let movement = |from, to| {
            let right = Right::Enforced;
            Order::Move(Movement { from, to, units: 1, unlock_units: 0, right, waive_policy: true })
        };
        for (order, reason) in [
            (Order::Issue { to: zero, units: 1 }, Refusal::ZeroAccount),
            (movement(zero, alice), Refusal::ZeroAccount),
            (movement(alice, zero), Refusal::ZeroAccount),
            (Order::Burn { from: zero, units: 1, unlock_units: 0 }, Refusal::InsufficientUnits),
            (Order::Allow { owner: alice, spender: zero, old: 0, new: 1 }, Refusal::ZeroAccount),
        ] {
            let answer = post_as(world, office, vec![order]);
            assert_eq!(answer, Err(TokenError::Refused { index: 0, refusal: reason }), "{order:?}");
        }
        // Before the wiring the distributor is all zeros, and still nobody with that key orders anything.
        let mut draft = World::draft(plans::short_bullet());
        let burn = draft.token().call_mut().post(vec![Order::Burn { from: alice, units: 0, unlock_units: 0 }]);
        draft.refused(Zero, burn, TokenError::NotEntitled);
    }),
    ("bond_token", "PSP22::balance_of", "owner", |world| assert_eq!(world.units(Zero), 0)),
    ("bond_token", "PSP22::allowance", "owner", |world| {
        assert_eq!(world.read(world.bond().allowance(Zero.id(), Broker.id())), 0);
    }),
    ("bond_token", "PSP22::allowance", "spender", |world| {
        assert_eq!(world.read(world.bond().allowance(Alice.id(), Zero.id())), 0);
    }),
    ("bond_token", "PSP22::transfer", "to", |world| {
        world.refused(Alice, world.bond().transfer(Zero.id(), 1), PSP22Error::ZeroRecipientAddress);
    }),
    ("bond_token", "PSP22::transfer_from", "from", |world| {
        let take = world.bond().transfer_from(Zero.id(), Alice.id(), 1);
        world.refused(Broker, take, PSP22Error::InsufficientAllowance);
        let take = world.bond().transfer_from(Zero.id(), Alice.id(), 1);
        world.refused(Zero, take, PSP22Error::ZeroSenderAddress);
    }),
    ("bond_token", "PSP22::transfer_from", "to", |world| {
        let take = world.bond().transfer_from(Alice.id(), Zero.id(), 1);
        world.refused(Broker, take, PSP22Error::ZeroRecipientAddress);
    }),
    ("bond_token", "PSP22::approve", "spender", |world| {
        world.refused(Alice, world.bond().approve(Zero.id(), 1), PSP22Error::ZeroRecipientAddress);
        world.refused(Alice, world.bond().approve(Zero.id(), 0), PSP22Error::ZeroRecipientAddress);
    }),
    ("bond_token", "PSP22::increase_allowance", "spender", |world| {
        world.refused(Alice, world.bond().increase_allowance(Zero.id(), 1), PSP22Error::ZeroRecipientAddress);
    }),
    ("bond_token", "PSP22::decrease_allowance", "spender", |world| {
        world.refused(Alice, world.bond().decrease_allowance(Zero.id(), 0), PSP22Error::ZeroRecipientAddress);
        world.refused(Alice, world.bond().decrease_allowance(Zero.id(), 1), PSP22Error::InsufficientAllowance);
    }),
    ("bond_office", "BondOffice::units_at", "account", |world| {
        assert_eq!(world.read(world.office().call().units_at(Zero.id(), 0)), Ok(0));
    }),
    ("bond_office", "BondOffice::units_at_time", "account", |world| {
        let at_ms = world.cutoff(0);
        let held = world.read(world.office().call().units_at_time(Zero.id(), at_ms));
        assert_eq!(held.map(|held| held.units), Ok(0));
    }),
    ("bond_office", "BondOffice::accrual", "account", |world| {
        let accrual = world.read(world.office().call().accrual(Zero.id()));
        assert_eq!(accrual.map(|accrual| (accrual.units, accrual.gross_yen)), Ok((0, 0)));
    }),
    ("bond_office", "BondOffice::locks_of", "account", |world| {
        assert_eq!(world.read(world.office().call().locks_of(Zero.id())), []);
    }),
    ("bond_office", "BondOffice::successor", "account", |world| {
        assert_eq!(world.read(world.office().call().successor(Zero.id())), None);
    }),
    ("bond_office", "BondOffice::wire", "token", |_| {
        let mut draft = World::draft(plans::short_bullet());
        let wire = draft.office().call_mut().wire(Zero.id(), draft.series.distributor);
        draft.refused(Admin, wire, OfficeError::ForeignToken);
    }),
    ("bond_office", "BondOffice::wire", "distributor", |_| {
        let mut draft = World::draft(plans::short_bullet());
        let wire = draft.office().call_mut().wire(draft.series.token, Zero.id());
        draft.refused(Admin, wire, OfficeError::ForeignDistributor);
    }),
    ("bond_office", "BondOffice::issue", "allotments", |world| {
        let issue = world.office().call_mut().issue(vec![(Alice.id(), 1), (Zero.id(), 1)]);
        world.refused(Issuer, issue, OfficeError::Refused { index: 1, refusal: Refusal::ZeroAccount });
    }),
    ("bond_office", "BondOffice::transfer_batch", "rows", |world| {
        let batch = world.office().call_mut().transfer_batch(vec![(Zero.id(), 1)]);
        world.refused(Alice, batch, refusal(Refusal::ZeroAccount));
    }),
    ("bond_office", "BondOffice::replace_allowance", "spender", |world| {
        let replace = world.office().call_mut().replace_allowance(Zero.id(), 0, 1);
        world.refused(Alice, replace, refusal(Refusal::ZeroAccount));
    }),
    ("bond_office", "BondOffice::request_transfer", "to", |world| {
        let request = world.office().call_mut().request_transfer(Zero.id(), 1);
        world.refused(Alice, request, refusal(Refusal::ZeroAccount));
    }),
    ("bond_office", "BondOffice::freeze_account", "account", |world| {
        world.refused(Controller, freeze(world, Zero), OfficeError::ZeroAccount);
    }),
    ("bond_office", "BondOffice::lock_units", "account", |world| {
        let lock = world.office().call_mut().lock_units(Zero.id(), 1, None, ORDER);
        world.refused(Controller, lock, refusal(Refusal::InsufficientUnits));
    }),
    ("bond_office", "BondOffice::forced_transfer", "from", |world| {
        world.refused(Controller, force(world, Zero, Alice, 1, None), refusal(Refusal::ZeroAccount));
    }),
    ("bond_office", "BondOffice::forced_transfer", "to", |world| {
        world.refused(Controller, force(world, Alice, Zero, 1, None), refusal(Refusal::ZeroAccount));
    }),
    ("bond_office", "BondOffice::recover", "old", |world| {
        world.refused(Controller, recover(world, Zero, Alice), refusal(Refusal::ZeroAccount));
    }),
    ("bond_office", "BondOffice::recover", "new", |world| {
        world.refused(Controller, recover(world, Alice, Zero), refusal(Refusal::ZeroAccount));
    }),
    ("bond_office", "AccessControl::has_role", "address", |world| {
        for role in [ADMIN, ISSUER, PAUSER, REGISTRAR, CONTROLLER, u32::MAX] {
            assert!(!world.read(world.office_roles().has_role(role, Zero.id())), "{role}");
        }
    }),
    ("bond_office", "BondOffice::directions", "account", |world| {
        assert_eq!(world.read(world.office().call().directions(Zero.id(), 0)), Directions::default());
    }),
    ("bond_office", "BondOffice::change_escrow", "account", |world| {
        let change = world.office().call_mut().change_escrow(Zero.id(), Court.id(), ORDER);
        world.refused(Controller, change, OfficeError::UnknownLock);
    }),
    ("bond_office", "BondOffice::change_escrow", "escrow", |world| {
        let change = world.office().call_mut().change_escrow(Alice.id(), Zero.id(), ORDER);
        world.refused(Controller, change, OfficeError::EscrowNotListed);
    }),
    ("bond_office", "BondOffice::adopt_units", "account", |world| {
        let adopt = world.office().call_mut().adopt_units(Zero.id(), true, ORDER);
        world.refused(Controller, adopt, refusal(Refusal::RecipientNotRegistered));
    }),
    ("bond_office", "BondOffice::seize_claim", "account", |world| {
        world.advance_to(world.cutoff(0));
        let case = Seizure { case_reference: [1; 32], escrow: Court.id() };
        let seize = world.office().call_mut().seize_claim(Zero.id(), 0, 1, case, ORDER);
        world.refused(Controller, seize, refusal(Refusal::InsufficientUnits));
    }),
    ("bond_office", "BondOffice::seize_claim", "seizure", |world| {
        world.advance_to(world.cutoff(0));
        let case = Seizure { case_reference: [1; 32], escrow: Zero.id() };
        let seize = world.office().call_mut().seize_claim(Alice.id(), 0, 1, case, ORDER);
        world.refused(Controller, seize, OfficeError::ZeroAccount);
    }),
    ("bond_office", "BondOffice::lock_units", "seizure", |world| {
        let seizure = Some(Seizure { case_reference: [1; 32], escrow: Zero.id() });
        let lock = world.office().call_mut().lock_units(Alice.id(), 1, seizure, ORDER);
        world.refused(Controller, lock, OfficeError::ZeroAccount);
    }),
    ("bond_office", "AccessControl::grant_role", "account", |world| {
        let grant = world.office_roles().grant_role(ISSUER, Some(Zero.id()));
        world.refused(Admin, grant, AccessControlError::InvalidCaller);
    }),
    ("bond_office", "AccessControl::revoke_role", "account", |world| {
        let revoke = world.office_roles().revoke_role(ISSUER, Some(Zero.id()));
        world.refused(Admin, revoke, AccessControlError::InvalidCaller);
    }),
    ("bond_office", "AccessControl::renounce_role", "account", |world| {
        let renounce = world.office_roles().renounce_role(ISSUER, Some(Zero.id()));
        world.refused(Zero, renounce, AccessControlError::InvalidCaller);
    }),
    ("bond_office", "DelayedDuties::role_from_ms", "account", |world| {
        assert_eq!(world.read(world.office_duties().call().role_from_ms(ISSUER, Zero.id())), None);
    }),
    ("bond_office", "DelayedDuties::cancel_role", "account", |world| {
        let cancel = world.office_duties().call_mut().cancel_role(ISSUER, Zero.id());
        world.refused(Pauser, cancel, HandoverError::NothingPending);
    }),
    ("bond_office", "AdminHandover::propose_admin", "account", |world| {
        let propose = world.office_handover().call_mut().propose_admin(Some(Zero.id()));
        world.refused(Admin, propose, HandoverError::ZeroAccount);
    }),
];

#[test]
fn t19_the_zero_account_is_nobody_in_every_message_that_takes_an_account() {
    let world = || {
        let mut world = reopened(true);
        world.advance_to(world.cutoff(0));
        world
    };
    every_argument(&[&bundles().office, &bundles().token], is_account, world, &ACCOUNTS);
}
