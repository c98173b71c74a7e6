//! Who may do what (T01): every message that changes something, by everybody who should not.

use std::collections::BTreeSet;

use bond_client::contracts::{HandoverRef, Psp22};
use chihosai_tests::prelude::*;

/// Everybody who tries: each duty, a holder, the holder who was proposed as admin, a stranger, nobody.
const ACTORS: [Who; 11] =
    [Admin, Registrar, Issuer, Pauser, Controller, PayingAgent, Payer, Alice, Bob, Outsider, Zero];

/// A message, who may send it, and a world in which it is legal.
struct Rule {
    contract: &'static str,
    message: &'static str,
    allowed: &'static [Who],
    world: fn() -> World,
    check: fn(&mut World, Who, bool),
}

macro_rules! rule {
    ($contract:literal $message:literal, $allowed:expr, $world:expr, $error:expr, |$w:ident| $call:expr) => {
        Rule {
            contract: $contract,
            message: $message,
            allowed: &$allowed,
            world: $world,
            check: |world, who, allowed| {
                let message = {
                    let $w = &*world;
                    message($call)
                };
                match allowed {
                    true => world.permitted(who, message),
                    false => world.refused(who, message, $error),
                }
            },
        }
    };
}

fn message<R>(message: impl Into<Message<R>>) -> Message<R> {
    message.into()
}

/// Messages of an admin for which there is no legal world here: see `cash.rs`.
const ELSEWHERE: [(&str, &str); 1] = [("paying_agent", "PayingAgent::accept_payment_code")];

/// Messages anybody may send; what they can move is the sender's own, or what holders are owed.
const OPEN: [(&str, &str); 25] = [
    ("bond_office", "BondOffice::transfer_batch"),
    ("bond_office", "BondOffice::replace_allowance"),
    ("bond_office", "BondOffice::request_transfer"),
    // Of a request of his own.
    ("bond_office", "BondOffice::withdraw_request"),
    ("bond_token", "PSP22::transfer"),
    ("bond_token", "PSP22::transfer_from"),
    ("bond_token", "PSP22::approve"),
    ("bond_token", "PSP22::increase_allowance"),
    ("bond_token", "PSP22::decrease_allowance"),
    ("coupon_distributor", "CouponDistributor::announce"),
    ("coupon_distributor", "CouponDistributor::fund"),
    ("coupon_distributor", "CouponDistributor::deposit"),
    ("coupon_distributor", "CouponDistributor::draw"),
    ("coupon_distributor", "CouponDistributor::open"),
    ("coupon_distributor", "CouponDistributor::claim"),
    ("coupon_distributor", "CouponDistributor::claim_all"),
    ("coupon_distributor", "CouponDistributor::pay_page"),
    ("kyc_desk", "KycDesk::request_link"),
    // What the admin ordered, once its delay has passed.
    ("kyc_desk", "KycDesk::apply_change"),
    ("paying_agent", "PayingAgent::apply_act"),
    ("yen_token", "PSP22::transfer"),
    ("yen_token", "PSP22::transfer_from"),
    ("yen_token", "PSP22::approve"),
    ("yen_token", "PSP22::increase_allowance"),
    ("yen_token", "PSP22::decrease_allowance"),
];

fn draft() -> World {
    World::draft(plans::short_bullet())
}

fn issuing() -> World {
    let mut world = World::short();
    world.register(Alice);
    world.register(Bob);
    world.allot(&[(Alice, 10), (Bob, 10)]);
    world
}

fn active() -> World {
    World::short().with_holders(2)
}

fn paused() -> World {
    let mut world = active();
    world.done(Pauser, world.office().call_mut().pause());
    world
}

const GROUNDS: Grounds = Grounds { reason: Reason::LegalOrder, document: [1; 32] };

/// With taxes and a gift in the distributor.
fn paid() -> World {
    let mut world = active();
    world.open(0);
    world.claim(Alice, 0);
    world.claim(Bob, 0);
    world.provide(1_000);
    world.done(Payer, world.cash().transfer(world.series.distributor, 1_000));
    world
}

fn withdrawn() -> World {
    let mut world = paid();
    world.done(PayingAgent, world.agent().call_mut().withdraw_tax(0, TaxKind::Local, 100));
    world
}

/// Whose first coupon nobody fetched in time.
fn lapsed() -> World {
    let mut world = active();
    world.open(0);
    world.advance_to(ms("2040-01-01"));
    world
}

fn unwired_agent() -> World {
    let mut world = active();
    let data = bond_client::contracts::constructors::agent(
        &chihosai_tests::world::agent_roles(),
        &chihosai_tests::world::cash_accounts(),
    );
    world.series.agent = world.deploy::<AgentError>(&bundles().agent, data, b"unwired");
    world.series.distributor = world.deploy_distributor(world.series.token, world.series.yen);
    world
}

/// Where whatever the admins granted, proposed and set waits.
fn waiting() -> World {
    let mut world = World::waiting(plans::short_bullet(), WEEK_MS).with_holders(1);
    for handover in [World::office_handover, World::desk_handover, World::agent_handover] {
        world.done(Admin, handover(&world).call_mut().propose_admin(Some(Bob.id())));
    }
    world.done(Admin, world.office_roles().grant_role(PAUSER, Some(Carol.id())));
    world.done(Admin, world.desk().call_mut().accredit(Broker.id(), None));
    let accounts = CashAccounts { tax: Alice.id(), treasury: Carol.id() };
    world.done(Admin, world.agent().call_mut().set_accounts(accounts));
    world
}

const WEEK_MS: u64 = 7 * 86_400_000;

fn with_a_dead_wallet() -> World {
    let mut world = active();
    world.done(Registrar, world.desk().call_mut().unlink(Bob.id(), true));
    world
}

fn locked() -> World {
    let mut world = active();
    world.done(Controller, world.office().call_mut().lock_units(Alice.id(), 1, None, GROUNDS));
    world
}

/// Whose terms allow what terms can; the issuer holds units itself.
fn permissive() -> World {
    let mut plan = plans::short_bullet();
    plan.terms.may_reopen = true;
    plan.terms.may_buy_back = true;
    plan.terms.early_redemption_notice_days = Some(1);
    let mut world = World::of(plan).with_holders(2);
    world.register(Issuer);
    world.transfer(Alice, Issuer, 5);
    world
}

/// The interest date of the first event of the short series.
fn sooner(world: &World) -> i32 {
    world.plan.events[0].notional_day
}

/// Alice asked for an approval.
fn requested() -> World {
    let mut plan = plans::short_bullet();
    plan.policy.needs_approval = true;
    let mut world = World::of(plan).with_holders(2);
    world.done(Alice, world.office().call_mut().request_transfer(Bob.id(), 1));
    world
}

fn case() -> Seizure {
    Seizure { case_reference: [1; 32], escrow: Court.id() }
}

/// The first record date has passed.
fn recorded() -> World {
    let mut world = active();
    world.advance_to(world.cutoff(0));
    world
}

/// Some units of Alice are seized.
fn seized() -> World {
    let mut world = active();
    world.done(Controller, world.office().call_mut().lock_units(Alice.id(), 1, Some(case()), GROUNDS));
    world
}

fn matured() -> World {
    let mut world = active();
    world.advance_to(world.cutoff(1));
    world
}

/// Bob may become admin of both.
fn proposed() -> World {
    let mut world = active();
    world.done(Admin, world.office_handover().call_mut().propose_admin(Some(Bob.id())));
    world.done(Admin, world.desk_handover().call_mut().propose_admin(Some(Bob.id())));
    world.done(Admin, world.agent_handover().call_mut().propose_admin(Some(Bob.id())));
    world
}

fn two_registrars() -> World {
    let mut world = active();
    world.done(Admin, world.desk().call_mut().accredit(Broker.id(), None));
    world
}

fn desk_paused() -> World {
    let mut world = active();
    world.done(Pauser, world.desk().call_mut().pause());
    world
}

const MATRIX: [Rule; 65] = [
    rule!("bond_office" "BondOffice::wire", [Admin], draft, OfficeError::MissingRole,
        |world| world.office().call_mut().wire(world.series.token, world.series.distributor)),
    rule!("bond_office" "BondOffice::issue", [Issuer], issuing, OfficeError::MissingRole,
        |world| world.office().call_mut().issue(vec![(Alice.id(), 1)])),
    rule!("bond_office" "BondOffice::close_issue", [Issuer], issuing, OfficeError::MissingRole,
        |world| world.office().call_mut().close_issue()),
    rule!("bond_office" "BondOffice::set_document", [Issuer], active, OfficeError::MissingRole,
        |world| world.office().call_mut().set_document("a".into(), "b".into(), [1; 32])),
    rule!("bond_office" "BondOffice::reopen_issue", [Issuer], permissive, OfficeError::MissingRole,
        |world| world.office().call_mut().reopen_issue([1; 32])),
    rule!("bond_office" "BondOffice::buy_back", [Issuer], permissive, OfficeError::MissingRole,
        |world| world.office().call_mut().buy_back(1)),
    rule!("bond_office" "BondOffice::redeem_early", [Issuer], permissive, OfficeError::MissingRole,
        |world| world.office().call_mut().redeem_early(sooner(world), [1; 32])),
    rule!("bond_office" "BondOffice::approve_request", [Issuer], requested, OfficeError::MissingRole,
        |world| world.office().call_mut().approve_request(0)),
    rule!("bond_office" "BondOffice::reject_request", [Issuer], requested, OfficeError::MissingRole,
        |world| world.office().call_mut().reject_request(0)),
    rule!("bond_office" "BondOffice::freeze_account", [Controller], active, OfficeError::MissingRole,
        |world| world.office().call_mut().freeze_account(Alice.id(), true, GROUNDS)),
    rule!("bond_office" "BondOffice::lock_units", [Controller], active, OfficeError::MissingRole,
        |world| world.office().call_mut().lock_units(Alice.id(), 1, None, GROUNDS)),
    rule!("bond_office" "BondOffice::seize_claim", [Controller], recorded, OfficeError::MissingRole,
        |world| world.office().call_mut().seize_claim(Alice.id(), 0, 1, case(), GROUNDS)),
    rule!("bond_office" "BondOffice::change_escrow", [Controller], seized, OfficeError::MissingRole,
        |world| world.office().call_mut().change_escrow(Alice.id(), Broker.id(), GROUNDS)),
    rule!("bond_office" "BondOffice::adopt_units", [Controller], active, OfficeError::MissingRole,
        |world| world.office().call_mut().adopt_units(Alice.id(), false, GROUNDS)),
    rule!("bond_office" "BondOffice::release_units", [Controller], locked, OfficeError::MissingRole,
        |world| world.office().call_mut().release_units(0, 1, GROUNDS)),
    rule!("bond_office" "BondOffice::forced_transfer", [Controller], active, OfficeError::MissingRole,
        |world| world.office().call_mut().forced_transfer(Alice.id(), Bob.id(), 1, None, false, GROUNDS)),
    rule!("bond_office" "BondOffice::recover", [Controller], active, OfficeError::MissingRole,
        |world| world.office().call_mut().recover(Alice.id(), Bob.id(), false, GROUNDS)),
    // The office alone, and the distributor of a matured series.
    rule!("bond_token" "BondToken::post", [], matured, TokenError::NotEntitled,
        |world| world.token().call_mut().post(vec![Order::Burn { from: Alice.id(), units: 100, unlock_units: 0 }])),
    rule!("bond_office" "BondOffice::pause", [Pauser], active, OfficeError::MissingRole,
        |world| world.office().call_mut().pause()),
    rule!("bond_office" "BondOffice::unpause", [Pauser], paused, OfficeError::MissingRole,
        |world| world.office().call_mut().unpause()),
    rule!("bond_office" "AdminHandover::propose_admin", [Admin], active, HandoverError::MissingRole,
        |world| world.office_handover().call_mut().propose_admin(Some(Alice.id()))),
    rule!("bond_office" "AdminHandover::accept_admin", [Bob], proposed, HandoverError::NotProposed,
        |world| world.office_handover().call_mut().accept_admin()),
    rule!("bond_office" "AccessControl::grant_role", [Admin], active, AccessControlError::MissingRole,
        |world| world.office_roles().grant_role(ISSUER, Some(Alice.id()))),
    rule!("bond_office" "AccessControl::revoke_role", [Admin], active, AccessControlError::MissingRole,
        |world| world.office_roles().revoke_role(ISSUER, Some(Issuer.id()))),
    rule!("bond_office" "AccessControl::renounce_role", [Issuer], active, AccessControlError::InvalidCaller,
        |world| world.office_roles().renounce_role(ISSUER, Some(Issuer.id()))),
    rule!("bond_office" "DelayedDuties::cancel_role", [Pauser], waiting, HandoverError::MissingRole,
        |world| world.office_duties().call_mut().cancel_role(ADMIN, Bob.id())),
    rule!("kyc_desk" "DelayedDuties::cancel_role", [Pauser], waiting, HandoverError::MissingRole,
        |world| world.desk_duties().call_mut().cancel_role(ADMIN, Bob.id())),
    rule!("paying_agent" "DelayedDuties::cancel_role", [PayingAgent], waiting, HandoverError::MissingRole,
        |world| world.agent_duties().call_mut().cancel_role(ADMIN, Bob.id())),
    rule!("kyc_desk" "KycDesk::cancel_change", [Admin, Pauser], waiting, DeskError::MissingRole,
        |world| world.desk().call_mut().cancel_change(Broker.id())),
    rule!("kyc_desk" "KycDesk::revive", [Admin], with_a_dead_wallet, DeskError::MissingRole,
        |world| world.desk().call_mut().revive(Bob.id())),
    rule!("paying_agent" "PayingAgent::cancel_act", [Admin, PayingAgent], waiting, AgentError::MissingRole,
        |world| world.agent().call_mut().cancel_act(0)),
    rule!("kyc_registry" "KycRegistry::put", [], active, RegistryError::NotTheDesk,
        |world| world.registry().call_mut().put(Vec::new())),
    rule!("kyc_registry" "KycRegistry::set_attestation_end", [], active, RegistryError::NotTheDesk,
        |world| world.registry().call_mut().set_attestation_end(0, 1)),
    rule!("kyc_desk" "KycDesk::wire", [Admin], World::with_open_desk, DeskError::MissingRole,
        |world| world.desk().call_mut().wire(world.series.registry)),
    rule!("kyc_desk" "KycDesk::accredit", [Admin], active, DeskError::MissingRole,
        |world| world.desk().call_mut().accredit(Alice.id(), None)),
    rule!("kyc_desk" "KycDesk::rekey", [Admin], active, DeskError::MissingRole,
        |world| world.desk().call_mut().rekey(Registrar.id(), Alice.id())),
    rule!("kyc_desk" "KycDesk::reassign", [Admin], two_registrars, DeskError::MissingRole,
        |world| world.desk().call_mut().reassign(vec![Alice.investor_id()], Broker.id(), Mode::AllOrNothing)),
    rule!("kyc_desk" "KycDesk::register", [Registrar], active, DeskError::MissingRole,
        |world| world.desk().call_mut().register(vec![newcomer(Carol, investor(Carol))], Mode::EachRow)),
    rule!("kyc_desk" "KycDesk::update", [Registrar], active, DeskError::MissingRole,
        |world| world.desk().call_mut().update(Alice.investor_id(), investor(Alice))),
    rule!("kyc_desk" "KycDesk::renew", [Registrar], active, DeskError::MissingRole,
        |world| world.desk().call_mut().renew(Vec::new(), Mode::EachRow)),
    rule!("kyc_desk" "KycDesk::set_status", [Registrar], active, DeskError::MissingRole,
        |world| world.desk().call_mut().set_status(vec![Alice.investor_id()], Status::Revoked, Mode::AllOrNothing)),
    rule!("kyc_desk" "KycDesk::link", [Registrar], active, DeskError::MissingRole,
        |world| world.desk().call_mut().link(Alice.investor_id(), Carol.id())),
    // A wallet may leave by itself.
    rule!("kyc_desk" "KycDesk::unlink", [Registrar, Alice], active, DeskError::MissingRole,
        |world| world.desk().call_mut().unlink(Alice.id(), false)),
    rule!("kyc_desk" "KycDesk::pause", [Pauser], active, DeskError::MissingRole,
        |world| world.desk().call_mut().pause()),
    rule!("kyc_desk" "KycDesk::unpause", [Pauser], desk_paused, DeskError::MissingRole,
        |world| world.desk().call_mut().unpause()),
    rule!("kyc_desk" "AdminHandover::propose_admin", [Admin], active, HandoverError::MissingRole,
        |world| world.desk_handover().call_mut().propose_admin(Some(Alice.id()))),
    rule!("kyc_desk" "AdminHandover::accept_admin", [Bob], proposed, HandoverError::NotProposed,
        |world| world.desk_handover().call_mut().accept_admin()),
    rule!("kyc_desk" "AccessControl::grant_role", [Admin], active, AccessControlError::MissingRole,
        |world| world.desk_roles().grant_role(PAUSER, Some(Alice.id()))),
    rule!("kyc_desk" "AccessControl::revoke_role", [Admin], active, AccessControlError::MissingRole,
        |world| world.desk_roles().revoke_role(PAUSER, Some(Pauser.id()))),
    rule!("kyc_desk" "AccessControl::renounce_role", [Pauser], active, AccessControlError::InvalidCaller,
        |world| world.desk_roles().renounce_role(PAUSER, Some(Pauser.id()))),
    // The paying agent's contract alone.
    rule!("coupon_distributor" "CouponDistributor::order", [], paid, DistributorError::NotTheAgent,
        |world| world.distributor().call_mut().order(CashOrder::WithdrawSurplus { yen: 1, to: Alice.id() })),
    rule!("paying_agent" "PayingAgent::wire", [Admin], unwired_agent, AgentError::MissingRole,
        |world| world.agent().call_mut().wire(world.series.distributor)),
    rule!("paying_agent" "PayingAgent::set_accounts", [Admin], paid, AgentError::MissingRole,
        |world| world.agent().call_mut().set_accounts(CashAccounts { tax: Alice.id(), treasury: Bob.id() })),
    rule!("paying_agent" "PayingAgent::set_tax_row", [Admin], paid, AgentError::MissingRole,
        |world| world.agent().call_mut().set_tax_row(TaxRow { from_day: 40_000, ..plans::tax_table()[2] })),
    rule!("paying_agent" "PayingAgent::set_payment_day", [PayingAgent], paid, AgentError::MissingRole,
        |world| world.agent().call_mut().set_payment_day(1, Some(world.plan.events[1].payment_day + 1))),
    rule!("paying_agent" "PayingAgent::withdraw_tax", [PayingAgent], paid, AgentError::MissingRole,
        |world| world.agent().call_mut().withdraw_tax(0, TaxKind::National, 1)),
    rule!("paying_agent" "PayingAgent::record_remittance", [PayingAgent], withdrawn, AgentError::MissingRole,
        |world| world.agent().call_mut().record_remittance(0, TaxKind::Local, 1, [1; 32])),
    rule!("paying_agent" "PayingAgent::withdraw_surplus", [PayingAgent], paid, AgentError::MissingRole,
        |world| world.agent().call_mut().withdraw_surplus(1)),
    rule!("paying_agent" "PayingAgent::reclaim", [PayingAgent], lapsed, AgentError::MissingRole,
        |world| world.agent().call_mut().reclaim(0, [1; 32])),
    rule!("paying_agent" "AdminHandover::propose_admin", [Admin], active, HandoverError::MissingRole,
        |world| world.agent_handover().call_mut().propose_admin(Some(Alice.id()))),
    rule!("paying_agent" "AdminHandover::accept_admin", [Bob], proposed, HandoverError::NotProposed,
        |world| world.agent_handover().call_mut().accept_admin()),
    rule!("paying_agent" "AccessControl::grant_role", [Admin], active, AccessControlError::MissingRole,
        |world| world.agent_roles().grant_role(PAYING_AGENT, Some(Alice.id()))),
    rule!("paying_agent" "AccessControl::revoke_role", [Admin], active, AccessControlError::MissingRole,
        |world| world.agent_roles().revoke_role(PAYING_AGENT, Some(PayingAgent.id()))),
    rule!("paying_agent" "AccessControl::renounce_role", [PayingAgent], active, AccessControlError::InvalidCaller,
        |world| world.agent_roles().renounce_role(PAYING_AGENT, Some(PayingAgent.id()))),
    rule!("yen_token" "YenToken::mint", [Payer], active, YenError::NotMinter,
        |world| world.yen().call_mut().mint(Alice.id(), 1)),
];

#[test]
fn every_message_that_changes_something_is_in_the_matrix_or_open_on_purpose() {
    let bundles = bundles();
    let mut built = BTreeSet::new();
    for bundle in bundles.all() {
        for message in bundle.metadata["spec"]["messages"].as_array().expect("messages") {
            if message["mutates"] == true {
                built.insert((bundle.name, message["label"].as_str().expect("a label")));
            }
            assert_eq!(message["payable"], false, "no message takes native money: {message}");
        }
    }
    let listed: BTreeSet<(&str, &str)> =
        MATRIX.iter().map(|rule| (rule.contract, rule.message)).chain(OPEN).chain(ELSEWHERE).collect();
    assert_eq!(built, listed);
    assert_eq!(MATRIX.len() + OPEN.len() + ELSEWHERE.len(), listed.len(), "a message is there twice");
}

#[test]
fn whoever_may_not_is_refused_and_whoever_may_is_not() {
    for rule in &MATRIX {
        let mut world = (rule.world)();
        for actor in ACTORS {
            println!("{}, {} by {actor:?}", rule.contract, rule.message);
            (rule.check)(&mut world, actor, rule.allowed.contains(&actor));
        }
    }
}

#[test]
fn nobody_gives_up_a_role_he_does_not_hold() {
    let mut world = World::short();
    for who in [Admin, Pauser, Outsider] {
        let renounce = world.office_roles().renounce_role(ISSUER, Some(who.id()));
        world.refused(who, renounce, AccessControlError::MissingRole);
    }
}

#[test]
fn an_outsider_moves_nothing_that_belongs_to_others() {
    let mut world = active();
    world.done(Payer, world.yen().call_mut().mint(Alice.id(), 1_000));
    world.done(Alice, world.bond().approve(Broker.id(), 10));
    world.done(Alice, world.cash().approve(Broker.id(), 10));
    for account in [world.bond(), world.cash()] {
        let take = account.transfer_from(Alice.id(), Outsider.id(), 1);
        world.refused(Outsider, take, PSP22Error::InsufficientAllowance);
        // An allowance of somebody else is no allowance.
        let take = account.transfer_from(Alice.id(), Bob.id(), 10);
        world.refused(Outsider, take, PSP22Error::InsufficientAllowance);
        let lower = account.decrease_allowance(Broker.id(), 1);
        world.refused(Outsider, lower, PSP22Error::InsufficientAllowance);
    }
    world.open(0);
    world.refused(Outsider, world.distributor().call_mut().claim(0), DistributorError::NotAHolder);
}

#[test]
fn a_role_that_is_granted_is_a_role_and_one_that_is_taken_is_not() {
    let mut world = issuing();
    world.done(Admin, world.office_roles().grant_role(ISSUER, Some(Carol.id())));
    world.done(Carol, world.office().call_mut().issue(vec![(Alice.id(), 1)]));
    world.done(Admin, world.office_roles().revoke_role(ISSUER, Some(Carol.id())));
    let issue = world.office().call_mut().issue(vec![(Alice.id(), 1)]);
    world.refused(Carol, issue, OfficeError::MissingRole);
    // The first issuer is not disturbed, and the roles of one contract are nothing in the other.
    world.allot(&[(Alice, 1)]);
    world.done(Admin, world.office_roles().grant_role(REGISTRAR, Some(Carol.id())));
    let suspend = world.desk().call_mut().set_status(vec![Alice.investor_id()], Status::Suspended, Mode::EachRow);
    world.refused(Carol, suspend, DeskError::MissingRole);
}

// The admin's handover

/// A contract that has an admin, by its handles.
type WithAdmin = (fn(&World) -> HandoverRef, fn(&World) -> Psp22);

const WITH_ADMIN: [WithAdmin; 2] =
    [(World::office_handover, World::office_roles), (World::desk_handover, World::desk_roles)];

#[test]
fn the_admins_role_changes_hands_in_two_steps() {
    for (handover, roles) in WITH_ADMIN {
        let mut world = active();
        world.know(Carol);
        let is_office = handover(&world).call().pending_admin().params().callee() == &world.series.office;
        assert_eq!(world.read(handover(&world).call().pending_admin()), None);
        world.refused(Bob, handover(&world).call_mut().accept_admin(), HandoverError::NotProposed);
        world.refused(Admin, handover(&world).call_mut().accept_admin(), HandoverError::NotProposed);

        let from_ms = world.now_ms();
        let (_, seen) = world.done(Admin, handover(&world).call_mut().propose_admin(Some(Bob.id())));
        let told = match is_office {
            true => Seen::Office(OfficeEvent::AdminProposed { old: None, new: Some(Bob.id()), from_ms }),
            false => Seen::Desk(DeskEvent::AdminProposed { old: None, new: Some(Bob.id()), from_ms }),
        };
        assert_eq!(seen, [told]);
        assert_eq!(world.read(handover(&world).call().pending_admin()), Some(Bob.id()));
        assert!(world.read(roles(&world).has_role(ADMIN, Admin.id())), "still the admin");
        assert!(!world.read(roles(&world).has_role(ADMIN, Bob.id())), "not yet");
        let early = roles(&world).grant_role(PAUSER, Some(Carol.id()));
        world.refused(Bob, early, AccessControlError::MissingRole);

        let (_, seen) = world.done(Bob, handover(&world).call_mut().accept_admin());
        let told = match is_office {
            true => [
                Seen::Office(OfficeEvent::RoleRevoked { role: ADMIN, account: Admin.id(), by: Bob.id() }),
                Seen::Office(OfficeEvent::RoleGranted { role: ADMIN, account: Bob.id(), by: None, from_ms }),
            ],
            false => [
                Seen::Desk(DeskEvent::RoleRevoked { role: ADMIN, account: Admin.id(), by: Bob.id() }),
                Seen::Desk(DeskEvent::RoleGranted { role: ADMIN, account: Bob.id(), by: None, from_ms }),
            ],
        };
        assert_eq!(seen, told);
        assert_eq!(world.read(handover(&world).call().pending_admin()), None);

        // The old admin has nothing left, the new one everything, once.
        let grant = || roles(&world).grant_role(PAUSER, Some(Carol.id()));
        let (by_old, by_new) = (grant(), grant());
        world.refused(Admin, by_old, AccessControlError::MissingRole);
        world.refused(Admin, handover(&world).call_mut().propose_admin(None), HandoverError::MissingRole);
        world.refused(Admin, handover(&world).call_mut().accept_admin(), HandoverError::NotProposed);
        world.refused(Bob, handover(&world).call_mut().accept_admin(), HandoverError::NotProposed);
        world.done(Bob, by_new);
    }
}

#[test]
fn a_proposal_can_be_replaced_or_withdrawn() {
    for (handover, roles) in WITH_ADMIN {
        let mut world = active();
        world.know(Carol);
        world.done(Admin, handover(&world).call_mut().propose_admin(Some(Bob.id())));
        world.done(Admin, handover(&world).call_mut().propose_admin(Some(Carol.id())));
        world.refused(Bob, handover(&world).call_mut().accept_admin(), HandoverError::NotProposed);
        world.done(Admin, handover(&world).call_mut().propose_admin(None));
        world.refused(Carol, handover(&world).call_mut().accept_admin(), HandoverError::NotProposed);
        assert_eq!(world.read(handover(&world).call().pending_admin()), None);
        assert!(world.read(roles(&world).has_role(ADMIN, Admin.id())));
    }
}

#[test]
fn the_admins_role_is_never_offered_to_nobody() {
    for (handover, _) in WITH_ADMIN {
        let mut world = active();
        let to_nobody = handover(&world).call_mut().propose_admin(Some(Zero.id()));
        world.refused(Admin, to_nobody, HandoverError::ZeroAccount);
        world.refused(Zero, handover(&world).call_mut().accept_admin(), HandoverError::NotProposed);
    }
}

#[test]
fn an_admin_who_takes_over_from_himself_stays_admin() {
    for (handover, roles) in WITH_ADMIN {
        let mut world = active();
        world.done(Admin, handover(&world).call_mut().propose_admin(Some(Admin.id())));
        world.done(Admin, handover(&world).call_mut().accept_admin());
        assert!(world.read(roles(&world).has_role(ADMIN, Admin.id())));
        world.done(Admin, roles(&world).grant_role(PAUSER, Some(Bob.id())));
    }
}
