//! Every message of OpenBrush's interfaces that we answer ourselves, on the built Wasm: PSP22, its metadata,
//! AccessControl and Pausable are traits without a body, so what each does is ours to show.

use std::collections::BTreeSet;

use bond_client::contracts::Message;
use chihosai_tests::prelude::*;

use crate::allowances::an_allowance_is_lowered_by_steps_and_never_below_nothing;
use crate::lifecycle::a_series_shows_the_terms_it_was_deployed_with;

/// Contract, message, and the test that shows it.
const SHOWN: [(&str, &str, fn()); 38] = [
    ("bond_token", "PSP22::total_supply", supply_and_balances_come_from_the_ledger_with_history),
    ("bond_token", "PSP22::balance_of", supply_and_balances_come_from_the_ledger_with_history),
    ("bond_token", "PSP22::allowance", an_allowance_is_never_set_anew_over_another),
    ("bond_token", "PSP22::transfer", no_transfer_reaches_somebody_the_registrar_does_not_know),
    ("bond_token", "PSP22::transfer_from", a_spender_is_judged_by_his_allowance_first_and_nothing_moves_without_need),
    ("bond_token", "PSP22::approve", nobody_can_be_allowed_who_is_nobody),
    ("bond_token", "PSP22::increase_allowance", an_allowance_never_overflows),
    ("bond_token", "PSP22::decrease_allowance", an_allowance_is_lowered_by_steps_and_never_below_nothing),
    ("bond_token", "PSP22Metadata::token_name", a_series_shows_the_terms_it_was_deployed_with),
    ("bond_token", "PSP22Metadata::token_symbol", a_series_shows_the_terms_it_was_deployed_with),
    ("bond_token", "PSP22Metadata::token_decimals", a_series_shows_the_terms_it_was_deployed_with),
    ("bond_office", "AccessControl::has_role", nobody_has_no_role_and_every_role_is_the_admins_to_give),
    ("bond_office", "AccessControl::get_role_admin", nobody_has_no_role_and_every_role_is_the_admins_to_give),
    ("bond_office", "AccessControl::grant_role", the_offices_admin_role_is_never_granted),
    ("bond_office", "AccessControl::revoke_role", the_offices_admin_role_is_never_revoked),
    ("bond_office", "AccessControl::renounce_role", the_offices_last_admin_cannot_walk_away),
    ("bond_office", "Pausable::paused", a_pause_shows_and_ends_and_never_repeats_itself),
    ("paying_agent", "AccessControl::has_role", nobody_has_no_role_and_every_role_is_the_admins_to_give),
    ("paying_agent", "AccessControl::get_role_admin", nobody_has_no_role_and_every_role_is_the_admins_to_give),
    ("paying_agent", "AccessControl::grant_role", the_paying_agents_admin_is_neither_granted_nor_revoked_nor_renounced),
    (
        "paying_agent",
        "AccessControl::revoke_role",
        the_paying_agents_admin_is_neither_granted_nor_revoked_nor_renounced,
    ),
    (
        "paying_agent",
        "AccessControl::renounce_role",
        the_paying_agents_admin_is_neither_granted_nor_revoked_nor_renounced,
    ),
    ("kyc_desk", "AccessControl::has_role", nobody_has_no_role_and_every_role_is_the_admins_to_give),
    ("kyc_desk", "AccessControl::get_role_admin", nobody_has_no_role_and_every_role_is_the_admins_to_give),
    ("kyc_desk", "AccessControl::grant_role", the_desks_admin_role_is_never_granted),
    ("kyc_desk", "AccessControl::revoke_role", the_desks_admin_role_is_never_revoked),
    ("kyc_desk", "AccessControl::renounce_role", the_desks_last_admin_cannot_walk_away),
    ("yen_token", "PSP22::total_supply", yen_never_overflow_and_never_go_to_nobody),
    ("yen_token", "PSP22::balance_of", every_yen_that_moves_is_told),
    ("yen_token", "PSP22::allowance", yen_allowances_are_used_up),
    ("yen_token", "PSP22::transfer", every_yen_that_moves_is_told),
    ("yen_token", "PSP22::transfer_from", every_yen_that_moves_is_told),
    ("yen_token", "PSP22::approve", every_yen_that_moves_is_told),
    ("yen_token", "PSP22::increase_allowance", yen_never_overflow_and_never_go_to_nobody),
    ("yen_token", "PSP22::decrease_allowance", yen_allowances_are_used_up),
    ("yen_token", "PSP22Metadata::token_name", yen_have_a_name_and_no_decimals),
    ("yen_token", "PSP22Metadata::token_symbol", yen_have_a_name_and_no_decimals),
    ("yen_token", "PSP22Metadata::token_decimals", yen_have_a_name_and_no_decimals),
];

const INTERFACES: [&str; 4] = ["PSP22", "PSP22Metadata", "AccessControl", "Pausable"];

#[test]
fn every_message_of_openbrush_has_a_test_in_the_table() {
    let bundles = bundles();
    let mut built = BTreeSet::new();
    for bundle in bundles.all() {
        for message in bundle.metadata["spec"]["messages"].as_array().expect("messages") {
            let label = message["label"].as_str().expect("a label");
            let (interface, _) = label.split_once("::").expect("every message is a trait's");
            if INTERFACES.contains(&interface) {
                built.insert((bundle.name, label));
            }
        }
    }
    let shown: BTreeSet<(&str, &str)> = SHOWN.iter().map(|(contract, message, _)| (*contract, *message)).collect();
    assert_eq!(built, shown);
    assert_eq!(SHOWN.len(), shown.len(), "a row is there twice");
}

#[test]
fn no_behaviour_comes_from_an_override_that_could_be_misspelt() {
    // OpenBrush drops an `#[overrider]` it does not know without a word. Should one come back, it needs a row above.
    for contract in
        ["bond-office", "bond-token", "coupon-distributor", "kyc-desk", "kyc-registry", "paying-agent", "yen-token"]
    {
        let mut folders = vec![repository().join("contracts").join(contract).join("src")];
        while let Some(folder) = folders.pop() {
            for file in std::fs::read_dir(&folder).expect("the contract's sources") {
                let path = file.expect("a file").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).expect("a source");
                assert!(!text.contains("overrider("), "{}", path.display());
            }
        }
    }
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

// The office: roles and pause

#[test]
fn the_offices_admin_role_is_never_granted() {
    let mut world = World::short();
    for account in [Some(Alice.id()), Some(Admin.id()), Some(Zero.id()), None] {
        world.refused(Admin, world.office_roles().grant_role(ADMIN, account), AccessControlError::InvalidCaller);
    }
    for account in [Some(Zero.id()), None] {
        world.refused(Admin, world.office_roles().grant_role(ISSUER, account), AccessControlError::InvalidCaller);
    }
    world.refused(Admin, world.office_roles().grant_role(ISSUER, Some(Issuer.id())), AccessControlError::RoleRedundant);
}

#[test]
fn the_offices_admin_role_is_never_revoked() {
    let mut world = World::short();
    world.refused(Admin, world.office_roles().revoke_role(ADMIN, Some(Admin.id())), AccessControlError::InvalidCaller);
    for account in [Some(Zero.id()), None] {
        world.refused(Admin, world.office_roles().revoke_role(ISSUER, account), AccessControlError::InvalidCaller);
    }
    world.refused(Admin, world.office_roles().revoke_role(ISSUER, Some(Alice.id())), AccessControlError::MissingRole);
}

#[test]
fn the_offices_last_admin_cannot_walk_away() {
    let mut world = World::short();
    world.refused(
        Admin,
        world.office_roles().renounce_role(ADMIN, Some(Admin.id())),
        AccessControlError::InvalidCaller,
    );
    world.refused(Admin, world.office_roles().renounce_role(ISSUER, None), AccessControlError::InvalidCaller);
    world.refused(Zero, world.office_roles().renounce_role(ISSUER, Some(Zero.id())), AccessControlError::InvalidCaller);
    assert!(world.read(world.office_roles().has_role(ADMIN, Admin.id())));
}

/// Since when the first role of a constructor counts: the block in which it ran.
fn from_of(seen: &Seen) -> u64 {
    match seen {
        Seen::Office(OfficeEvent::RoleGranted { from_ms, .. })
        | Seen::Agent(AgentEvent::RoleGranted { from_ms, .. })
        | Seen::Desk(DeskEvent::RoleGranted { from_ms, .. }) => *from_ms,
        other => panic!("no grant: {other:?}"),
    }
}

#[test]
fn the_offices_roles_leave_a_trace() {
    let mut world = World::short();
    let from_ms = world.now_ms();
    let granted = |by| Seen::Office(OfficeEvent::RoleGranted { role: PAUSER, account: Alice.id(), by, from_ms });
    let revoked = |by| Seen::Office(OfficeEvent::RoleRevoked { role: PAUSER, account: Alice.id(), by });
    let alice = Some(Alice.id());
    assert_eq!(world.done(Admin, world.office_roles().grant_role(PAUSER, alice)).1, [granted(Some(Admin.id()))]);
    world.done(Alice, world.office().call_mut().pause());
    assert_eq!(world.done(Admin, world.office_roles().revoke_role(PAUSER, alice)).1, [revoked(Admin.id())]);
    world.refused(Alice, world.office().call_mut().unpause(), OfficeError::MissingRole);
    world.done(Admin, world.office_roles().grant_role(PAUSER, alice));
    assert_eq!(world.done(Alice, world.office_roles().renounce_role(PAUSER, alice)).1, [revoked(Alice.id())]);
    // The first holders of the roles are told by the constructor.
    let deployed = &world.series.step("deploy office").expect("that step").receipt;
    let from_ms = from_of(&world.seen(deployed)[0]);
    let first = |role, who: Who| Seen::Office(OfficeEvent::RoleGranted { role, account: who.id(), by: None, from_ms });
    assert_eq!(
        world.seen(deployed),
        [first(ADMIN, Admin), first(ISSUER, Issuer), first(PAUSER, Pauser), first(CONTROLLER, Controller)]
    );
}

#[test]
fn a_pause_shows_and_ends_and_never_repeats_itself() {
    let mut world = World::short().with_holders(2);
    world.refused(Pauser, world.office().call_mut().unpause(), OfficeError::PauseUnchanged);
    let (_, seen) = world.done(Pauser, world.office().call_mut().pause());
    assert_eq!(seen, [Seen::Office(OfficeEvent::Paused { by: Pauser.id() })]);
    assert!(world.read(world.office_roles().paused()), "the standard getter reads our flag");
    assert!(world.status().paused);
    assert!(world.read(world.token().call().state()).paused, "and so does the register");
    world.refused(Pauser, world.office().call_mut().pause(), OfficeError::PauseUnchanged);
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("201 Paused"));
    let (_, seen) = world.done(Pauser, world.office().call_mut().unpause());
    assert_eq!(seen, [Seen::Office(OfficeEvent::Unpaused { by: Pauser.id() })]);
    assert!(!world.read(world.office_roles().paused()) && !world.read(world.token().call().state()).paused);
    world.transfer(Alice, Bob, 1);
}

// The desk

#[test]
fn nobody_has_no_role_and_every_role_is_the_admins_to_give() {
    const HAS_ROLE: [u8; 4] = ink::selector_bytes!("AccessControl::has_role");
    const GET_ROLE_ADMIN: [u8; 4] = ink::selector_bytes!("AccessControl::get_role_admin");
    let mut world = World::short();
    for (contract, role, holder) in [
        (world.series.office, ISSUER, Issuer),
        (world.series.office, CONTROLLER, Controller),
        (world.series.desk, PAUSER, Pauser),
        (world.series.desk, REGISTRAR, Registrar),
        (world.series.agent, PAYING_AGENT, PayingAgent),
    ] {
        let mut has =
            |account: Option<AccountId>| world.read(Message::<bool>::new(contract, HAS_ROLE, (role, account)));
        assert!(has(Some(holder.id())));
        assert!(!has(Some(Admin.id())) && !has(Some(Zero.id())) && !has(None));
        for role in [ADMIN, ISSUER, PAUSER, REGISTRAR, CONTROLLER, PAYING_AGENT, 6, u32::MAX] {
            assert_eq!(world.read(Message::<u32>::new(contract, GET_ROLE_ADMIN, role)), ADMIN);
        }
    }
}

/// T20.
#[test]
fn the_paying_agents_admin_is_neither_granted_nor_revoked_nor_renounced() {
    let mut world = World::short();
    let roles = world.agent_roles();
    let refused = || AccessControlError::InvalidCaller;
    for account in [Some(Alice.id()), Some(Admin.id()), Some(Zero.id()), None] {
        world.refused(Admin, roles.grant_role(ADMIN, account), refused());
        world.refused(Admin, roles.revoke_role(ADMIN, account), refused());
        world.refused(Admin, roles.renounce_role(ADMIN, account), refused());
    }
    for account in [Some(Zero.id()), None] {
        world.refused(Admin, roles.grant_role(PAYING_AGENT, account), refused());
        world.refused(Admin, roles.revoke_role(PAYING_AGENT, account), refused());
    }
    let from_ms = world.now_ms();
    let (_, seen) = world.done(Admin, roles.grant_role(PAYING_AGENT, Some(Alice.id())));
    let granted = AgentEvent::RoleGranted { role: PAYING_AGENT, account: Alice.id(), by: Some(Admin.id()), from_ms };
    assert_eq!(seen, [Seen::Agent(granted)]);
    let (_, seen) = world.done(Admin, roles.revoke_role(PAYING_AGENT, Some(Alice.id())));
    let revoked = AgentEvent::RoleRevoked { role: PAYING_AGENT, account: Alice.id(), by: Admin.id() };
    assert_eq!(seen, [Seen::Agent(revoked)]);
    let (_, seen) = world.done(PayingAgent, roles.renounce_role(PAYING_AGENT, Some(PayingAgent.id())));
    let given_up = AgentEvent::RoleRevoked { role: PAYING_AGENT, account: PayingAgent.id(), by: PayingAgent.id() };
    assert_eq!(seen, [Seen::Agent(given_up)]);
    let deployed = &world.series.step("deploy agent").expect("that step").receipt;
    let from_ms = from_of(&world.seen(deployed)[0]);
    let first = |role, who: Who| Seen::Agent(AgentEvent::RoleGranted { role, account: who.id(), by: None, from_ms });
    let accounts = CashAccounts { tax: TaxAccount.id(), treasury: Treasury.id() };
    let set = Seen::Agent(AgentEvent::AccountsSet { old: None, new: accounts, by: Admin.id() });
    assert_eq!(world.seen(deployed), [first(ADMIN, Admin), first(PAYING_AGENT, PayingAgent), set]);
}

#[test]
fn the_desks_admin_role_is_never_granted() {
    let mut world = World::short();
    for account in [Some(Alice.id()), Some(Admin.id()), Some(Zero.id()), None] {
        world.refused(Admin, world.desk_roles().grant_role(ADMIN, account), AccessControlError::InvalidCaller);
    }
    for account in [Some(Zero.id()), None] {
        let grant = world.desk_roles().grant_role(PAUSER, account);
        world.refused(Admin, grant, AccessControlError::InvalidCaller);
    }
    // A registrar has a number and an end: that role is given by `accredit` alone.
    let grant = world.desk_roles().grant_role(REGISTRAR, Some(Alice.id()));
    world.refused(Admin, grant, AccessControlError::InvalidCaller);
}

#[test]
fn the_desks_admin_role_is_never_revoked() {
    let mut world = World::short();
    let of_admin = world.desk_roles().revoke_role(ADMIN, Some(Admin.id()));
    world.refused(Admin, of_admin, AccessControlError::InvalidCaller);
    for account in [Some(Zero.id()), None] {
        let revoke = world.desk_roles().revoke_role(PAUSER, account);
        world.refused(Admin, revoke, AccessControlError::InvalidCaller);
    }
    let revoke = world.desk_roles().revoke_role(REGISTRAR, Some(Registrar.id()));
    world.refused(Admin, revoke, AccessControlError::InvalidCaller);
}

/// T20.
#[test]
fn the_desks_last_admin_cannot_walk_away() {
    let mut world = World::short();
    let renounce = world.desk_roles().renounce_role(ADMIN, Some(Admin.id()));
    world.refused(Admin, renounce, AccessControlError::InvalidCaller);
    world.refused(Admin, world.desk_roles().renounce_role(PAUSER, None), AccessControlError::InvalidCaller);
    let renounce = world.desk_roles().renounce_role(REGISTRAR, Some(Registrar.id()));
    world.refused(Registrar, renounce, AccessControlError::InvalidCaller);
    assert!(world.read(world.desk_roles().has_role(ADMIN, Admin.id())));
}

#[test]
fn the_desks_roles_leave_a_trace() {
    let mut world = World::short();
    let alice = Some(Alice.id());
    let from_ms = world.now_ms();
    let (_, seen) = world.done(Admin, world.desk_roles().grant_role(PAUSER, alice));
    let granted = DeskEvent::RoleGranted { role: PAUSER, account: Alice.id(), by: Some(Admin.id()), from_ms };
    assert_eq!(seen, [Seen::Desk(granted)]);
    world.done(Alice, world.desk().call_mut().pause());
    let (_, seen) = world.done(Admin, world.desk_roles().revoke_role(PAUSER, alice));
    let revoked = DeskEvent::RoleRevoked { role: PAUSER, account: Alice.id(), by: Admin.id() };
    assert_eq!(seen, [Seen::Desk(revoked)]);
    world.refused(Alice, world.desk().call_mut().unpause(), DeskError::MissingRole);
    let (_, seen) = world.done(Pauser, world.desk_roles().renounce_role(PAUSER, Some(Pauser.id())));
    let given_up = DeskEvent::RoleRevoked { role: PAUSER, account: Pauser.id(), by: Pauser.id() };
    assert_eq!(seen, [Seen::Desk(given_up)]);
    let deployed = &world.series.step("deploy desk").expect("that step").receipt;
    let from_ms = from_of(&world.seen(deployed)[0]);
    let first = |role, who: Who| Seen::Desk(DeskEvent::RoleGranted { role, account: who.id(), by: None, from_ms });
    assert_eq!(world.seen(deployed), [first(ADMIN, Admin), first(PAUSER, Pauser)]);
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
fn yen_never_overflow_and_never_go_to_nobody() {
    let mut world = World::short();
    world.done(Payer, world.yen().call_mut().mint(Alice.id(), u128::from(u64::MAX)));
    world.refused(Payer, world.yen().call_mut().mint(Alice.id(), 1), YenError::Overflow);
    world.refused(Payer, world.yen().call_mut().mint(Alice.id(), u128::MAX), YenError::Overflow);
    world.refused(Payer, world.yen().call_mut().mint(Zero.id(), 1), YenError::ZeroAccount);
    assert_eq!(world.read(world.cash().total_supply()), u128::from(u64::MAX));
    world.refused(Alice, world.cash().transfer(Zero.id(), 1), PSP22Error::ZeroRecipientAddress);
    world.refused(Alice, world.cash().approve(Zero.id(), 1), PSP22Error::ZeroRecipientAddress);
    world.done(Alice, world.cash().approve(Broker.id(), 1));
    world.refused(Alice, world.cash().increase_allowance(Broker.id(), u128::MAX), custom("403 Overflow"));
}

#[test]
fn yen_allowances_are_used_up() {
    let mut world = World::short();
    world.done(Payer, world.yen().call_mut().mint(Alice.id(), 100));
    let left = |world: &mut World| world.read(world.cash().allowance(Alice.id(), Broker.id()));
    world.done(Alice, world.cash().approve(Broker.id(), 10));
    let too_much = world.cash().decrease_allowance(Broker.id(), 11);
    world.refused(Alice, too_much, PSP22Error::InsufficientAllowance);
    world.done(Alice, world.cash().decrease_allowance(Broker.id(), 4));
    assert_eq!(left(&mut world), 6);
    world.done(Broker, world.cash().transfer_from(Alice.id(), Bob.id(), 5));
    assert_eq!(left(&mut world), 1);
    let two = world.cash().transfer_from(Alice.id(), Bob.id(), 2);
    world.refused(Broker, two, PSP22Error::InsufficientAllowance);
    // A transfer that fails for want of money leaves the allowance as it was.
    world.done(Alice, world.cash().increase_allowance(Broker.id(), 999));
    let beyond = world.cash().transfer_from(Alice.id(), Bob.id(), 96);
    world.refused(Broker, beyond, PSP22Error::InsufficientBalance);
    assert_eq!(left(&mut world), 1_000);
}

#[test]
fn yen_have_a_name_and_no_decimals() {
    let mut world = World::short();
    assert_eq!(world.read(world.cash().token_name()).as_deref(), Some("Test Yen"));
    assert_eq!(world.read(world.cash().token_symbol()).as_deref(), Some("tJPY"));
    assert_eq!(world.read(world.cash().token_decimals()), 0);
}
