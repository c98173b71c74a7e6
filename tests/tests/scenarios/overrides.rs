//! Every `#[overrider]` of the contracts, on the built Wasm. A misspelt overrider is dropped by OpenBrush without a
//! word, so each is shown by something that OpenBrush's own implementation would do differently.

use std::collections::BTreeSet;

use chihosai_tests::prelude::*;

/// Contract, overrider, and the test that shows it.
const SHOWN: [(&str, &str, fn()); 25] = [
    ("bond-token", "psp22::Internal::_emit_transfer_event", a_transfer_is_told_with_both_parties_and_the_units),
    ("bond-token", "psp22::Internal::_emit_approval_event", an_approval_is_told_with_the_new_allowance),
    ("bond-token", "psp22::Internal::_total_supply", supply_and_balances_come_from_the_ledger_with_history),
    ("bond-token", "psp22::Internal::_balance_of", supply_and_balances_come_from_the_ledger_with_history),
    ("bond-token", "psp22::Internal::_transfer_from_to", no_transfer_reaches_somebody_the_registrar_does_not_know),
    ("bond-token", "psp22::Internal::_approve_from_to", nobody_can_be_allowed_who_is_nobody),
    ("bond-token", "PSP22::transfer_from", a_spender_is_judged_by_his_allowance_first_and_nothing_moves_without_need),
    ("bond-token", "PSP22::approve", an_allowance_is_never_set_anew_over_another),
    ("bond-token", "PSP22::increase_allowance", an_allowance_never_overflows),
    ("bond-token", "AccessControl::grant_role", the_tokens_admin_role_is_never_granted),
    ("bond-token", "AccessControl::revoke_role", the_tokens_admin_role_is_never_revoked),
    ("bond-token", "AccessControl::renounce_role", the_tokens_last_admin_cannot_walk_away),
    ("bond-token", "access_control::Internal::_emit_role_granted", the_tokens_roles_leave_a_trace),
    ("bond-token", "access_control::Internal::_emit_role_revoked", the_tokens_roles_leave_a_trace),
    ("bond-token", "pausable::Internal::_paused", a_pause_shows_and_ends_and_never_repeats_itself),
    ("bond-token", "pausable::Internal::_pause", a_pause_shows_and_ends_and_never_repeats_itself),
    ("bond-token", "pausable::Internal::_unpause", a_pause_shows_and_ends_and_never_repeats_itself),
    ("kyc-registry", "AccessControl::grant_role", the_registrys_admin_role_is_never_granted),
    ("kyc-registry", "AccessControl::revoke_role", the_registrys_admin_role_is_never_revoked),
    ("kyc-registry", "AccessControl::renounce_role", the_registrys_last_admin_cannot_walk_away),
    ("kyc-registry", "access_control::Internal::_emit_role_granted", the_registrys_roles_leave_a_trace),
    ("kyc-registry", "access_control::Internal::_emit_role_revoked", the_registrys_roles_leave_a_trace),
    ("yen-token", "psp22::Internal::_emit_transfer_event", every_yen_that_moves_is_told),
    ("yen-token", "psp22::Internal::_emit_approval_event", every_yen_that_moves_is_told),
    ("yen-token", "PSP22::increase_allowance", yen_never_overflow),
];

#[test]
fn every_overrider_in_the_sources_has_a_test_in_the_table() {
    let mut found = BTreeSet::new();
    for contract in ["bond-token", "coupon-distributor", "kyc-registry", "yen-token"] {
        let folder = repository().join("contracts").join(contract).join("src");
        for file in std::fs::read_dir(&folder).expect("the contract's sources") {
            let text = std::fs::read_to_string(file.expect("a file").path()).expect("a source");
            for place in text.split("#[overrider(").skip(1) {
                let (interface, rest) = place.split_once(")]").expect("a closed attribute");
                let (_, rest) = rest.split_once("fn ").expect("a function");
                let (name, _) = rest.split_once('(').expect("its arguments");
                found.insert(format!("{contract} {interface}::{name}"));
            }
        }
    }
    let shown: BTreeSet<String> = SHOWN.iter().map(|(contract, name, _)| format!("{contract} {name}")).collect();
    assert_eq!(found, shown);
    assert_eq!(SHOWN.len(), shown.len(), "a row is there twice");
}

// The bond token: PSP22

#[test]
fn a_transfer_is_told_with_both_parties_and_the_units() {
    let mut world = World::short().with_holders(2);
    let (_, seen) = world.done(Alice, world.bond().transfer(Bob.id(), 7));
    let told = TokenEvent::Transfer { from: Some(Alice.id()), to: Some(Bob.id()), value: 7 };
    assert_eq!(seen, [Seen::Token(told)]);
    for nothing in [world.bond().transfer(Bob.id(), 0), world.bond().transfer(Alice.id(), 7)] {
        let before = world.digest();
        let (_, seen) = world.done(Alice, nothing);
        assert_eq!(seen, [], "moving nothing, or to oneself, is no transfer");
        before.assert_same(&world.digest(), "a transfer of nothing");
    }
}

#[test]
fn an_approval_is_told_with_the_new_allowance() {
    let mut world = World::short().with_holders(1);
    let approval = |amount| [Seen::Token(TokenEvent::Approval { owner: Alice.id(), spender: Broker.id(), amount })];
    assert_eq!(world.done(Alice, world.bond().approve(Broker.id(), 10)).1, approval(10));
    assert_eq!(world.done(Alice, world.bond().increase_allowance(Broker.id(), 5)).1, approval(15));
    assert_eq!(world.done(Alice, world.bond().decrease_allowance(Broker.id(), 7)).1, approval(8));
    assert_eq!(world.done(Alice, world.bond().approve(Broker.id(), 0)).1, approval(0));
}

#[test]
fn supply_and_balances_come_from_the_ledger_with_history() {
    let mut world = World::short().with_holders(3);
    assert_eq!(world.read(world.bond().total_supply()), 300);
    world.transfer(Alice, Bob, 40);
    assert_eq!([Alice, Bob, Carol, Outsider].map(|who| world.units(who)), [60, 140, 100, 0]);
    assert_eq!(world.read(world.bond().total_supply()), 300);
    // More than the ledger holds is refused, whatever OpenBrush's own, empty book would say.
    world.refused(Alice, world.bond().transfer(Bob.id(), 61), PSP22Error::InsufficientBalance);
    world.refused(Alice, world.bond().transfer(Bob.id(), u128::MAX), PSP22Error::InsufficientBalance);
    world.refused(Alice, world.bond().transfer(Bob.id(), 1 << 64), PSP22Error::InsufficientBalance);
}

#[test]
fn no_transfer_reaches_somebody_the_registrar_does_not_know() {
    let mut world = World::short().with_holders(1);
    world.refused(Alice, world.bond().transfer(Outsider.id(), 1), custom("207 RecipientNotRegistered"));
    world.refused(Alice, world.bond().transfer(Zero.id(), 1), PSP22Error::ZeroRecipientAddress);
}

#[test]
fn nobody_can_be_allowed_who_is_nobody() {
    let mut world = World::short().with_holders(1);
    world.refused(Alice, world.bond().approve(Zero.id(), 1), PSP22Error::ZeroRecipientAddress);
    world.refused(Alice, world.bond().approve(Zero.id(), 0), PSP22Error::ZeroRecipientAddress);
    world.refused(Alice, world.bond().increase_allowance(Zero.id(), 1), PSP22Error::ZeroRecipientAddress);
    world.refused(Alice, world.bond().decrease_allowance(Zero.id(), 0), PSP22Error::ZeroRecipientAddress);
}

#[test]
fn a_spender_is_judged_by_his_allowance_first_and_nothing_moves_without_need() {
    let mut world = World::short().with_holders(2);
    world.done(Alice, world.bond().approve(Broker.id(), 10));
    // The allowance is judged before the recipient, and a refused transfer does not use it up.
    let refuse = |world: &mut World, units, error| {
        world.refused(Broker, world.bond().transfer_from(Alice.id(), Outsider.id(), units), error);
    };
    refuse(&mut world, 11, PSP22Error::InsufficientAllowance);
    refuse(&mut world, 10, custom("207 RecipientNotRegistered"));
    let (_, seen) = world.done(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 4));
    let lowered = TokenEvent::Approval { owner: Alice.id(), spender: Broker.id(), amount: 6 };
    let moved = TokenEvent::Transfer { from: Some(Alice.id()), to: Some(Bob.id()), value: 4 };
    assert_eq!(seen, [Seen::Token(lowered), Seen::Token(moved)]);
    assert_eq!(world.read(world.bond().allowance(Alice.id(), Broker.id())), 6);
    // Moving nothing needs no allowance and tells nothing; neither does moving to where the units are.
    for nothing in
        [world.bond().transfer_from(Alice.id(), Bob.id(), 0), world.bond().transfer_from(Alice.id(), Alice.id(), 99)]
    {
        let before = world.digest();
        assert_eq!(world.done(Outsider, nothing).1, []);
        before.assert_same(&world.digest(), "a transfer of nothing");
    }
    // An owner needs no allowance for his own units.
    let (_, seen) = world.done(Alice, world.bond().transfer_from(Alice.id(), Bob.id(), 5));
    assert_eq!(seen, [Seen::Token(TokenEvent::Transfer { from: Some(Alice.id()), to: Some(Bob.id()), value: 5 })]);
    assert_eq!([Alice, Bob].map(|who| world.units(who)), [91, 109]);
}

#[test]
fn an_allowance_is_never_set_anew_over_another() {
    let mut world = World::short().with_holders(1);
    world.done(Alice, world.bond().approve(Broker.id(), 10));
    world.refused(Alice, world.bond().approve(Broker.id(), 11), custom("217 AllowanceNotZero"));
    world.refused(Alice, world.bond().approve(Broker.id(), 10), custom("217 AllowanceNotZero"));
    world.done(Alice, world.bond().approve(Broker.id(), 0));
    world.done(Alice, world.bond().approve(Broker.id(), 11));
    assert_eq!(world.read(world.bond().allowance(Alice.id(), Broker.id())), 11);
}

#[test]
fn an_allowance_never_overflows() {
    let mut world = World::short().with_holders(1);
    world.done(Alice, world.bond().approve(Broker.id(), 1));
    world.refused(Alice, world.bond().increase_allowance(Broker.id(), u128::MAX), custom("216 Overflow"));
    world.done(Alice, world.bond().increase_allowance(Broker.id(), u128::MAX - 1));
    world.refused(Alice, world.bond().increase_allowance(Broker.id(), 1), custom("216 Overflow"));
}

// The bond token: roles and pause

#[test]
fn the_tokens_admin_role_is_never_granted() {
    let mut world = World::short();
    for account in [Some(Alice.id()), Some(Admin.id()), Some(Zero.id()), None] {
        world.refused(Admin, world.bond().grant_role(ADMIN, account), AccessControlError::InvalidCaller);
    }
    // OpenBrush would let a role belong to nobody in particular.
    for account in [Some(Zero.id()), None] {
        world.refused(Admin, world.bond().grant_role(ISSUER, account), AccessControlError::InvalidCaller);
    }
    world.refused(Admin, world.bond().grant_role(ISSUER, Some(Issuer.id())), AccessControlError::RoleRedundant);
}

#[test]
fn the_tokens_admin_role_is_never_revoked() {
    let mut world = World::short();
    world.refused(Admin, world.bond().revoke_role(ADMIN, Some(Admin.id())), AccessControlError::InvalidCaller);
    for account in [Some(Zero.id()), None] {
        world.refused(Admin, world.bond().revoke_role(ISSUER, account), AccessControlError::InvalidCaller);
    }
    world.refused(Admin, world.bond().revoke_role(ISSUER, Some(Alice.id())), AccessControlError::MissingRole);
}

#[test]
fn the_tokens_last_admin_cannot_walk_away() {
    let mut world = World::short();
    world.refused(Admin, world.bond().renounce_role(ADMIN, Some(Admin.id())), AccessControlError::InvalidCaller);
    world.refused(Admin, world.bond().renounce_role(ISSUER, None), AccessControlError::InvalidCaller);
    world.refused(Zero, world.bond().renounce_role(ISSUER, Some(Zero.id())), AccessControlError::InvalidCaller);
    assert!(world.read(world.bond().has_role(ADMIN, Admin.id())));
}

#[test]
fn the_tokens_roles_leave_a_trace() {
    let mut world = World::short();
    let granted = |by| Seen::Token(TokenEvent::RoleGranted { role: PAUSER, account: Alice.id(), by });
    let revoked = |by| Seen::Token(TokenEvent::RoleRevoked { role: PAUSER, account: Alice.id(), by });
    let alice = Some(Alice.id());
    assert_eq!(world.done(Admin, world.bond().grant_role(PAUSER, alice)).1, [granted(Some(Admin.id()))]);
    world.done(Alice, world.token().call_mut().pause());
    assert_eq!(world.done(Admin, world.bond().revoke_role(PAUSER, alice)).1, [revoked(Admin.id())]);
    world.refused(Alice, world.token().call_mut().unpause(), TokenError::MissingRole);
    world.done(Admin, world.bond().grant_role(PAUSER, alice));
    assert_eq!(world.done(Alice, world.bond().renounce_role(PAUSER, alice)).1, [revoked(Alice.id())]);
    // The first holders of the roles are told by the constructor.
    let (_, deployed) = world.series.receipts.iter().find(|(step, _)| *step == "deploy token").expect("that step");
    let first = |role, who: Who| Seen::Token(TokenEvent::RoleGranted { role, account: who.id(), by: None });
    assert_eq!(world.seen(deployed), [first(ADMIN, Admin), first(ISSUER, Issuer), first(PAUSER, Pauser)]);
}

#[test]
fn a_pause_shows_and_ends_and_never_repeats_itself() {
    let mut world = World::short().with_holders(2);
    world.refused(Pauser, world.token().call_mut().unpause(), TokenError::PauseUnchanged);
    let (_, seen) = world.done(Pauser, world.token().call_mut().pause());
    assert_eq!(seen, [Seen::Token(TokenEvent::Paused { by: Pauser.id() })]);
    assert!(world.read(world.bond().paused()), "the standard getter reads our flag");
    assert!(world.status().paused);
    world.refused(Pauser, world.token().call_mut().pause(), TokenError::PauseUnchanged);
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("201 Paused"));
    let (_, seen) = world.done(Pauser, world.token().call_mut().unpause());
    assert_eq!(seen, [Seen::Token(TokenEvent::Unpaused { by: Pauser.id() })]);
    assert!(!world.read(world.bond().paused()));
    world.transfer(Alice, Bob, 1);
}

// The registry

#[test]
fn the_registrys_admin_role_is_never_granted() {
    let mut world = World::short();
    for account in [Some(Alice.id()), Some(Admin.id()), Some(Zero.id()), None] {
        world.refused(Admin, world.registry_roles().grant_role(ADMIN, account), AccessControlError::InvalidCaller);
    }
    for account in [Some(Zero.id()), None] {
        let grant = world.registry_roles().grant_role(REGISTRAR, account);
        world.refused(Admin, grant, AccessControlError::InvalidCaller);
    }
}

#[test]
fn the_registrys_admin_role_is_never_revoked() {
    let mut world = World::short();
    let of_admin = world.registry_roles().revoke_role(ADMIN, Some(Admin.id()));
    world.refused(Admin, of_admin, AccessControlError::InvalidCaller);
    for account in [Some(Zero.id()), None] {
        let revoke = world.registry_roles().revoke_role(REGISTRAR, account);
        world.refused(Admin, revoke, AccessControlError::InvalidCaller);
    }
}

#[test]
fn the_registrys_last_admin_cannot_walk_away() {
    let mut world = World::short();
    let renounce = world.registry_roles().renounce_role(ADMIN, Some(Admin.id()));
    world.refused(Admin, renounce, AccessControlError::InvalidCaller);
    world.refused(Admin, world.registry_roles().renounce_role(REGISTRAR, None), AccessControlError::InvalidCaller);
    assert!(world.read(world.registry_roles().has_role(ADMIN, Admin.id())));
}

#[test]
fn the_registrys_roles_leave_a_trace() {
    let mut world = World::short();
    let alice = Some(Alice.id());
    let (_, seen) = world.done(Admin, world.registry_roles().grant_role(REGISTRAR, alice));
    let granted = RegistryEvent::RoleGranted { role: REGISTRAR, account: Alice.id(), by: Some(Admin.id()) };
    assert_eq!(seen, [Seen::Registry(granted)]);
    world.done(Alice, world.registry().call_mut().register(Bob.id(), investor(Bob)));
    let (_, seen) = world.done(Admin, world.registry_roles().revoke_role(REGISTRAR, alice));
    let revoked = RegistryEvent::RoleRevoked { role: REGISTRAR, account: Alice.id(), by: Admin.id() };
    assert_eq!(seen, [Seen::Registry(revoked)]);
    world.refused(Alice, world.registry().call_mut().suspend(Bob.id()), RegistryError::MissingRole);
    let (_, deployed) = world.series.receipts.iter().find(|(step, _)| *step == "deploy registry").expect("that step");
    let first = |role, who: Who| Seen::Registry(RegistryEvent::RoleGranted { role, account: who.id(), by: None });
    assert_eq!(world.seen(deployed), [first(ADMIN, Admin), first(REGISTRAR, Registrar)]);
}

// The test yen

#[test]
fn every_yen_that_moves_is_told() {
    let mut world = World::short();
    let transfer = |from: Option<Who>, to: Who, value| {
        Seen::Yen(YenEvent::Transfer { from: from.map(Who::id), to: Some(to.id()), value })
    };
    let approval = |amount| Seen::Yen(YenEvent::Approval { owner: Alice.id(), spender: Broker.id(), amount });
    assert_eq!(world.done(Payer, world.yen().call_mut().mint(Alice.id(), 100)).1, [transfer(None, Alice, 100)]);
    assert_eq!(world.done(Alice, world.cash().transfer(Bob.id(), 30)).1, [transfer(Some(Alice), Bob, 30)]);
    assert_eq!(world.done(Alice, world.cash().approve(Broker.id(), 50)).1, [approval(50)]);
    let (_, seen) = world.done(Broker, world.cash().transfer_from(Alice.id(), Bob.id(), 20));
    assert_eq!(seen, [approval(30), transfer(Some(Alice), Bob, 20)]);
    assert_eq!([Alice, Bob].map(|who| world.purse(who)), [50, 50]);
    world.refused(Alice, world.cash().transfer(Bob.id(), 51), PSP22Error::InsufficientBalance);
    let beyond = world.cash().transfer_from(Alice.id(), Bob.id(), 31);
    world.refused(Broker, beyond, PSP22Error::InsufficientAllowance);
}

#[test]
fn yen_never_overflow() {
    let mut world = World::short();
    world.done(Payer, world.yen().call_mut().mint(Alice.id(), u128::from(u64::MAX)));
    world.refused(Payer, world.yen().call_mut().mint(Alice.id(), 1), YenError::Overflow);
    world.refused(Payer, world.yen().call_mut().mint(Alice.id(), u128::MAX), YenError::Overflow);
    world.done(Alice, world.cash().approve(Broker.id(), 1));
    world.refused(Alice, world.cash().increase_allowance(Broker.id(), u128::MAX), custom("403 Overflow"));
}
