//! What one stolen key can do at most, duty by duty, on a chain on which whatever is granted waits (ADR 0028, ADR 0029).

use bond_client::contracts::constructors;
use chihosai_tests::prelude::*;
use chihosai_tests::world::{agent_roles, cash_accounts, office_roles};

const WEEK_MS: u64 = 7 * 86_400_000;
const ORDER: Grounds = Grounds { reason: Reason::LegalOrder, document: [1; 32] };

/// Two holders of a hundred units each, and a week's delay.
fn series() -> World {
    World::waiting(plans::short_bullet(), WEEK_MS).with_holders(2)
}

/// A row that takes as much as the ceiling lets.
fn row(from_day: i32, national_e5: u32, local_e5: u32) -> TaxRow {
    let rates = ClassRates { national_e5, local_e5 };
    TaxRow { from_day, individual: rates, corporation: rates, non_resident: rates, ..plans::tax_table()[2] }
}

fn week_later(world: &mut World) {
    let now_ms = world.now_ms();
    world.advance_to(now_ms + WEEK_MS);
}

fn take_all(world: &World, to: Who) -> Message<Result<(), OfficeError>> {
    world.office().call_mut().forced_transfer(Alice.id(), to.id(), UNITS, None, true, ORDER).into()
}

// The two exploits

#[test]
fn the_key_of_the_agents_admin_takes_nothing_of_the_next_coupon() {
    let mut world = series();
    let cutoff_ms = world.cutoff(0);
    world.advance_to(cutoff_ms - 3 * 86_400_000);
    let agent = world.agent();
    // A tax of 100 %, at whatever day.
    for from_day in [1, world.plan.events[0].payment_day, 40_000] {
        let whole = agent.clone().call_mut().set_tax_row(row(from_day, 100_000, 0));
        world.refused(Admin, whole, AgentError::TaxAboveCeiling { max_e5: 25_000 });
    }
    // The most there can be, for a coupon whose record date comes before the row would count.
    let first_day = world.plan.events[0].payment_day + 11;
    let next = agent.clone().call_mut().set_tax_row(row(first_day - 1, 20_000, 5_000));
    world.refused(Admin, next, AgentError::TaxRowTooEarly { first_day });
    // He names himself.
    let himself = CashAccounts { tax: Admin.id(), treasury: Admin.id() };
    let from_ms = world.now_ms() + WEEK_MS;
    let (_, seen) = world.done(Admin, agent.clone().call_mut().set_accounts(himself));
    let act = bond_abi::agent::AgentAct::Accounts { accounts: himself };
    assert_eq!(seen, [Seen::Agent(AgentEvent::ActPending { number: 0, act, from_ms, by: Admin.id() })]);
    let grant = world.agent_roles().grant_role(PAYING_AGENT, Some(Admin.id()));
    world.refused(Admin, grant, AccessControlError::InvalidCaller);
    let (_, seen) = world.done(Admin, world.agent_roles().grant_role(PAYING_AGENT, Some(Outsider.id())));
    let by = Some(Admin.id());
    let granted = AgentEvent::RoleGranted { role: PAYING_AGENT, account: Outsider.id(), by, from_ms };
    assert_eq!(seen, [Seen::Agent(granted)]);
    assert_eq!(world.read(world.agent_duties().call().role_from_ms(PAYING_AGENT, Outsider.id())), Some(from_ms));
    assert!(!world.read(world.agent_roles().has_role(PAYING_AGENT, Outsider.id())));

    // The coupon is paid as the law says, and its tax goes where it went.
    world.open(0);
    for who in [Alice, Bob] {
        assert_eq!(world.claim(who, 0).net_yen, 3_985);
    }
    world.done(PayingAgent, agent.clone().call_mut().cancel_act(0));
    world.done(PayingAgent, agent.clone().call_mut().withdraw_tax(0, TaxKind::National, 765));
    assert_eq!((world.purse(TaxAccount), world.purse(Admin)), (765, 0));
    assert_eq!(world.read(agent.call().pending_acts()), []);
    week_later(&mut world);
    world.refused(Outsider, world.agent().call_mut().apply_act(0), AgentError::UnknownAct);
}

#[test]
fn the_key_of_the_admin_of_desk_and_office_moves_no_unit() {
    let mut world = series();
    world.know(Outsider);
    world.know(Broker);
    // Neither duty for itself, at no time.
    world.refused(Admin, world.desk().call_mut().accredit(Admin.id(), None), DeskError::ConflictingDuties);
    world.refused(Admin, world.desk().call_mut().rekey(Registrar.id(), Admin.id()), DeskError::ConflictingDuties);
    let grant = world.office_roles().grant_role(CONTROLLER, Some(Admin.id()));
    world.refused(Admin, grant, AccessControlError::InvalidCaller);
    // Two other keys of the thief.
    let from_ms = world.now_ms() + WEEK_MS;
    world.done(Admin, world.desk().call_mut().accredit(Outsider.id(), None));
    world.done(Admin, world.office_roles().grant_role(CONTROLLER, Some(Broker.id())));
    let register =
        |world: &World| world.desk().call_mut().register(vec![newcomer(Carol, investor(Carol))], Mode::AllOrNothing);
    world.advance_to(from_ms - 1);
    world.refused(Outsider, register(&world), DeskError::MissingRole);
    world.refused(Broker, take_all(&world, Bob), OfficeError::MissingRole);
    // Whoever watches has had a week.
    let (_, seen) = world.done(Pauser, world.desk().call_mut().cancel_change(Outsider.id()));
    let change = bond_abi::desk::RegistrarChange::Until { until_ms: u64::MAX };
    let cancelled = DeskEvent::ChangeCancelled { registrar: Outsider.id(), number: 1, change, by: Pauser.id() };
    assert_eq!(seen, [Seen::Desk(cancelled)]);
    let cancel = world.office_duties().call_mut().cancel_role(CONTROLLER, Broker.id());
    let (_, seen) = world.done(Pauser, cancel);
    let cancelled = OfficeEvent::RoleCancelled { role: CONTROLLER, account: Broker.id(), by: Pauser.id() };
    assert_eq!(seen, [Seen::Office(cancelled)]);
    week_later(&mut world);
    world.refused(Outsider, register(&world), DeskError::MissingRole);
    world.refused(Outsider, world.desk().call_mut().apply_change(Outsider.id()), DeskError::NothingPending);
    world.refused(Broker, take_all(&world, Bob), OfficeError::MissingRole);
    assert_eq!((world.units(Alice), world.units(Bob)), (100, 100));
}

#[test]
fn an_admin_who_revokes_the_watchers_first_is_still_watched() {
    let mut world = series();
    world.know(Broker);
    world.done(Admin, world.office_roles().revoke_role(PAUSER, Some(Pauser.id())));
    world.done(Admin, world.desk_roles().revoke_role(PAUSER, Some(Pauser.id())));
    world.done(Admin, world.agent_roles().revoke_role(PAYING_AGENT, Some(PayingAgent.id())));
    world.done(Admin, world.office_roles().grant_role(CONTROLLER, Some(Broker.id())));
    world.done(Admin, world.desk().call_mut().accredit(Broker.id(), None));
    let himself = CashAccounts { tax: Admin.id(), treasury: Admin.id() };
    world.done(Admin, world.agent().call_mut().set_accounts(himself));
    // They do nothing else any more.
    world.refused(Pauser, world.office().call_mut().pause(), OfficeError::MissingRole);
    world.refused(Pauser, world.desk().call_mut().pause(), DeskError::MissingRole);
    world.refused(PayingAgent, world.agent().call_mut().withdraw_surplus(1), AgentError::MissingRole);
    let last_ms = world.now_ms() + WEEK_MS - 1;
    world.advance_to(last_ms);
    world.done(Pauser, world.office_duties().call_mut().cancel_role(CONTROLLER, Broker.id()));
    world.done(Pauser, world.desk().call_mut().cancel_change(Broker.id()));
    world.done(PayingAgent, world.agent().call_mut().cancel_act(0));
    world.advance_to(last_ms + 1);
    world.done(Admin, world.office_roles().grant_role(CONTROLLER, Some(Broker.id())));
    let late = world.office_duties().call_mut().cancel_role(CONTROLLER, Broker.id());
    world.refused(Pauser, late, HandoverError::MissingRole);
}

#[test]
fn a_controller_who_decides_who_is_listed_moves_nothing() {
    // Nobody watched: one key became registrar and controller.
    let mut world = series();
    world.done(Admin, world.desk().call_mut().accredit(Broker.id(), None));
    world.done(Admin, world.office_roles().grant_role(CONTROLLER, Some(Broker.id())));
    week_later(&mut world);
    assert!(world.read(world.office_roles().has_role(CONTROLLER, Broker.id())));
    let conflict = OfficeError::ConflictingDuties;
    world.refused(Broker, take_all(&world, Bob), conflict);
    world.refused(Broker, world.office().call_mut().freeze_account(Alice.id(), true, ORDER), conflict);
    world.refused(Broker, world.office().call_mut().lock_units(Alice.id(), 1, None, ORDER), conflict);
    world.refused(Broker, world.office().call_mut().recover(Alice.id(), Bob.id(), true, ORDER), conflict);
    // The court's order goes on by the controller who is nothing else.
    world.done(Controller, take_all(&world, Bob));
    // Also one who will be a registrar, or the desk's admin.
    world.done(Admin, world.desk().call_mut().accredit(Controller.id(), None));
    world.refused(Controller, world.office().call_mut().freeze_account(Alice.id(), true, ORDER), conflict);
    world.done(Pauser, world.desk().call_mut().cancel_change(Controller.id()));
    world.done(Admin, world.desk_handover().call_mut().propose_admin(Some(Controller.id())));
    world.refused(Controller, world.office().call_mut().freeze_account(Alice.id(), true, ORDER), conflict);
    world.done(Pauser, world.desk_duties().call_mut().cancel_role(ADMIN, Controller.id()));
    world.done(Controller, world.office().call_mut().freeze_account(Alice.id(), true, ORDER));
}

// One key each

#[test]
fn a_stolen_key_of_the_controller_pays_nothing_into_its_own_escrow_and_moves_units_to_nobody_unknown() {
    let mut world = series();
    world.know(Court);
    let seize = |world: &World, to: Who| {
        let seizure = Seizure { case_reference: [7; 32], escrow: to.id() };
        world.office().call_mut().lock_units(Alice.id(), 10, Some(seizure), ORDER)
    };
    world.refused(Controller, seize(&world, Controller), OfficeError::EscrowNotListed);
    world.refused(Controller, seize(&world, Court), OfficeError::EscrowNotListed);
    let grant = world.office_roles().grant_role(ESCROW, Some(Controller.id()));
    world.refused(Admin, grant, AccessControlError::InvalidCaller);
    world.done(Admin, world.office_roles().grant_role(ESCROW, Some(Court.id())));
    world.refused(Controller, seize(&world, Court), OfficeError::EscrowNotListed);
    week_later(&mut world);
    world.done(Controller, seize(&world, Court));
    // What is free.
    let to_himself =
        world.office().call_mut().forced_transfer(Alice.id(), Controller.id(), UNITS - 10, None, true, ORDER);
    let refusal = Refusal::RecipientNotRegistered;
    world.refused(Controller, to_himself, OfficeError::Refused { index: 0, refusal });
}

#[test]
fn a_stolen_key_of_the_pauser_stops_and_cannot_keep_its_successor_out() {
    let mut world = series();
    world.done(Pauser, world.office().call_mut().pause());
    world.done(Admin, world.office_roles().grant_role(PAUSER, Some(Carol.id())));
    let own = world.office_duties().call_mut().cancel_role(PAUSER, Carol.id());
    world.refused(Pauser, own, HandoverError::MissingRole);
    world.done(Admin, world.office_roles().revoke_role(PAUSER, Some(Pauser.id())));
    week_later(&mut world);
    world.done(Carol, world.office().call_mut().unpause());
    world.transfer(Alice, Bob, 1);
    // A successor whom a thief of the admin's key would send in is the controller's to take back.
    world.done(Admin, world.office_roles().grant_role(PAUSER, Some(Dave.id())));
    world.done(Controller, world.office_duties().call_mut().cancel_role(PAUSER, Dave.id()));
}

#[test]
fn a_stolen_key_of_the_issuer_takes_no_units_and_reads_no_duty_but_its_own() {
    let mut world = series();
    let active = OfficeError::WrongPhase { phase: Phase::Active };
    world.refused(Issuer, world.office().call_mut().issue(vec![(Bob.id(), 1)]), active);
    world.refused(Issuer, take_all(&world, Bob), OfficeError::MissingRole);
    world.refused(Issuer, world.office().call_mut().buy_back(1), OfficeError::NotAllowed);
    let accounts = CashAccounts { tax: Issuer.id(), treasury: Issuer.id() };
    world.refused(Issuer, world.agent().call_mut().set_accounts(accounts), AgentError::MissingRole);
}

#[test]
fn a_stolen_key_of_the_registrar_moves_no_units_and_loses_its_word_at_once() {
    let mut world = series();
    world.refused(Registrar, take_all(&world, Bob), OfficeError::MissingRole);
    let now_ms = world.now_ms();
    world.done(Admin, world.desk().call_mut().accredit(Registrar.id(), Some(now_ms)));
    let register = world.desk().call_mut().register(vec![newcomer(Carol, investor(Carol))], Mode::AllOrNothing);
    world.refused(Registrar, register, DeskError::MissingRole);
}

#[test]
fn a_stolen_key_of_the_paying_agent_pays_only_where_the_admin_said() {
    let mut world = series();
    world.open(0);
    world.claim(Alice, 0);
    let accounts = CashAccounts { tax: PayingAgent.id(), treasury: PayingAgent.id() };
    world.refused(PayingAgent, world.agent().call_mut().set_accounts(accounts), AgentError::MissingRole);
    world.done(PayingAgent, world.agent().call_mut().withdraw_tax(0, TaxKind::Local, 250));
    assert_eq!((world.purse(TaxAccount), world.purse(PayingAgent)), (250, 0));
    let reclaimed = world.submit(PayingAgent, world.agent().call_mut().reclaim(0, [1; 32])).answer;
    let running = |error| matches!(error, AgentError::Refused { error: DistributorError::PrescriptionRunning { .. } });
    assert!(reclaimed.is_err_and(running));
    assert_eq!(world.claim(Bob, 0).net_yen, 3_985);
}

#[test]
fn a_handover_waits_and_the_pauser_takes_it_back() {
    let mut world = series();
    let from_ms = world.now_ms() + WEEK_MS;
    for (handover, duties) in [
        (World::office_handover as fn(&World) -> _, World::office_duties as fn(&World) -> _),
        (World::desk_handover, World::desk_duties),
    ] {
        world.done(Admin, handover(&world).call_mut().propose_admin(Some(Carol.id())));
        world.refused(Carol, handover(&world).call_mut().accept_admin(), HandoverError::TooEarly { from_ms });
        world.done(Pauser, duties(&world).call_mut().cancel_role(ADMIN, Carol.id()));
        world.refused(Carol, handover(&world).call_mut().accept_admin(), HandoverError::NotProposed);
        world.done(Admin, handover(&world).call_mut().propose_admin(Some(Carol.id())));
        // No admin has another duty.
        let to_pauser = handover(&world).call_mut().propose_admin(Some(Pauser.id()));
        world.refused(Admin, to_pauser, HandoverError::ConflictingDuty);
    }
    let to_registrar = world.desk_handover().call_mut().propose_admin(Some(Registrar.id()));
    world.refused(Admin, to_registrar, HandoverError::ConflictingDuty);
    world.advance_to(from_ms);
    world.done(Carol, world.office_handover().call_mut().accept_admin());
    world.done(Carol, world.desk_handover().call_mut().accept_admin());
}

// What waits counts in the end

#[test]
fn whatever_the_agents_admin_sets_counts_a_week_later_by_anybodys_hand() {
    let mut world = series();
    let accounts = CashAccounts { tax: Carol.id(), treasury: Dave.id() };
    let first_day = world.plan.events[1].payment_day - 20;
    let from_ms = world.now_ms() + WEEK_MS;
    world.done(Admin, world.agent().call_mut().set_accounts(accounts));
    world.refused(Admin, world.agent().call_mut().set_accounts(accounts), AgentError::Unchanged);
    world.done(Admin, world.agent().call_mut().set_tax_row(row(first_day, 15_000, 5_000)));
    let early = AgentError::TooEarly { from_ms };
    world.advance_to(from_ms - 1);
    for number in [0, 1] {
        world.refused(Outsider, world.agent().call_mut().apply_act(number), early);
    }
    assert_eq!(world.read(world.agent().call().status()).accounts, cash_accounts());
    world.advance_to(from_ms);
    for number in [0, 1] {
        world.done(Outsider, world.agent().call_mut().apply_act(number));
        world.refused(Outsider, world.agent().call_mut().apply_act(number), AgentError::UnknownAct);
    }
    assert_eq!(world.read(world.agent().call().status()).accounts, accounts);
    let table = world.read(world.distributor().call().tax_table());
    assert!(table.contains(&row(first_day, 15_000, 5_000)));
    // One that nobody carried out in time is judged by the events that are decided by then.
    let late = world.plan.events[1].payment_day;
    world.done(Admin, world.agent().call_mut().set_tax_row(row(late, 15_000, 5_000)));
    world.advance_to(world.cutoff(1));
    let too_early = AgentError::TaxRowTooEarly { first_day: late + 11 };
    world.refused(Outsider, world.agent().call_mut().apply_act(2), too_early);
    world.done(Admin, world.agent().call_mut().cancel_act(2));
}

#[test]
fn a_registrars_accreditation_counts_a_week_later_with_its_first_edit() {
    let mut world = series();
    let until_ms = ms("2027-01-01");
    let from_ms = world.now_ms() + WEEK_MS;
    world.done(Admin, world.desk().call_mut().accredit(Broker.id(), Some(until_ms)));
    assert!(world.read(world.desk().call().edits(Broker.id())), "it will");
    assert!(!world.read(world.desk_roles().has_role(REGISTRAR, Broker.id())));
    world.advance_to(from_ms);
    assert!(world.read(world.desk_roles().has_role(REGISTRAR, Broker.id())));
    let register = world.desk().call_mut().register(vec![newcomer(Carol, investor(Carol))], Mode::AllOrNothing);
    let (_, seen) = world.done(Broker, register);
    let by = Broker.id();
    let (registrar, old_until_ms) = (Broker.id(), None);
    let set = DeskEvent::AccreditationSet { registrar, number: 1, old_until_ms, new_until_ms: until_ms, by };
    assert_eq!(seen[0], Seen::Desk(set));
    assert_eq!(world.profile(Carol).map(|profile| profile.attested_until_ms), Some(until_ms));
    // A longer one: the registry hears of it when anybody carries it out.
    world.done(Admin, world.desk().call_mut().accredit(Broker.id(), None));
    let from_ms = world.now_ms() + WEEK_MS;
    world.refused(Outsider, world.desk().call_mut().apply_change(Broker.id()), DeskError::TooEarly { from_ms });
    world.advance_to(from_ms);
    assert_eq!(world.profile(Carol).map(|profile| profile.attested_until_ms), Some(until_ms));
    world.done(Outsider, world.desk().call_mut().apply_change(Broker.id()));
    assert_eq!(world.profile(Carol).map(|profile| profile.attested_until_ms), Some(u64::MAX));
    // Another key: the old one signs until then.
    world.done(Admin, world.desk().call_mut().rekey(Broker.id(), Dave.id()));
    let edit = |world: &World| world.desk().call_mut().update(Carol.investor_id(), investor(Carol));
    world.done(Broker, edit(&world));
    world.refused(Dave, edit(&world), DeskError::MissingRole);
    week_later(&mut world);
    world.refused(Broker, edit(&world), DeskError::MissingRole);
    world.done(Dave, edit(&world));
}

// How it begins

#[test]
fn no_contract_begins_with_one_key_for_duties_that_conflict_or_with_an_endless_delay() {
    let mut world = World::short();
    let (plan, registry) = (world.plan.clone(), world.series.registry);
    let too_long = MAX_DELAY_MS + 1;
    let mut office = |roles: OfficeRoles, error| {
        let data = constructors::office(&plan.terms, &plan.policy, &plan.events, registry, &roles);
        world.refused_deployment(&bundles().office, data, error);
    };
    let roles = OfficeRoles { delay_ms: WEEK_MS, ..office_roles() };
    let conflicts = TermsError::ConflictingDuties;
    office(OfficeRoles { issuer: roles.admin, ..roles }, conflicts);
    office(OfficeRoles { pauser: roles.admin, ..roles }, conflicts);
    office(OfficeRoles { controller: roles.issuer, ..roles }, conflicts);
    office(OfficeRoles { controller: roles.pauser, ..roles }, conflicts);
    office(OfficeRoles { delay_ms: too_long, ..roles }, TermsError::Delay);
    let desk = |admin: Who, pauser: Who, delay_ms| constructors::desk(admin.id(), pauser.id(), delay_ms);
    world.refused_deployment(&bundles().desk, desk(Admin, Admin, 1), DeskError::ConflictingDuties);
    world.refused_deployment(&bundles().desk, desk(Admin, Pauser, too_long), DeskError::DelayTooLong);
    let roles = AgentRoles { delay_ms: WEEK_MS, ..agent_roles() };
    for (roles, error) in [
        (AgentRoles { paying_agent: roles.admin, ..roles }, AgentError::ConflictingDuties),
        (AgentRoles { delay_ms: too_long, ..roles }, AgentError::DelayTooLong),
    ] {
        world.refused_deployment(&bundles().agent, constructors::agent(&roles, &cash_accounts()), error);
    }
    // A development chain may have one key for all.
    let (admin, delay_ms) = (Admin.id(), 0);
    let one = OfficeRoles { admin, issuer: admin, pauser: admin, controller: admin, delay_ms };
    let data = constructors::office(&plan.terms, &plan.policy, &plan.events, registry, &one);
    world.deploy::<TermsError>(&bundles().office, data, b"one key");
}

// Wallets that registrars cannot bar, and slips that the admin undoes

#[test]
fn no_registrar_bars_a_strangers_wallet_from_the_investors_of_another() {
    let mut world = World::short();
    world.register(Alice);
    world.know(Carol);
    // The registrar lists a wallet that never asked, under an investor of its own, and reports it lost.
    world.done(Registrar, world.desk().call_mut().link(Alice.investor_id(), Carol.id()));
    world.done(Registrar, world.desk().call_mut().unlink(Carol.id(), true));
    world.done(Admin, world.desk().call_mut().accredit(Broker.id(), None));
    let bob = NewInvestor { wallets: Vec::new(), ..newcomer(Bob, investor(Bob)) };
    world.done(Broker, world.desk().call_mut().register(vec![bob], Mode::AllOrNothing));
    world.refused(Carol, world.desk().call_mut().request_link(Some(Alice.investor_id())), DeskError::WalletDead);
    world.done(Carol, world.desk().call_mut().request_link(Some(Bob.investor_id())));
    world.done(Broker, world.desk().call_mut().link(Bob.investor_id(), Carol.id()));
    assert_eq!(world.read(world.desk().call().explain(Carol.id())).standing, Standing::Qualifies);
    // It asked for this one: what its registrar says now binds everybody.
    world.done(Broker, world.desk().call_mut().unlink(Carol.id(), true));
    world.refused(Carol, world.desk().call_mut().request_link(Some(Alice.investor_id())), DeskError::WalletDead);
    // The admin undoes a slip, and the wallet comes back when it asks.
    world.refused(Admin, world.desk().call_mut().revive(Alice.id()), DeskError::WalletNotDead);
    let (_, seen) = world.done(Admin, world.desk().call_mut().revive(Carol.id()));
    let investor_id = Bob.investor_id();
    assert_eq!(seen, [Seen::Desk(DeskEvent::WalletRevived { wallet: Carol.id(), investor_id, by: Admin.id() })]);
    assert_eq!(world.read(world.desk().call().explain(Carol.id())).standing, Standing::Unlinked);
    world.done(Carol, world.desk().call_mut().request_link(Some(Bob.investor_id())));
    world.done(Broker, world.desk().call_mut().link(Bob.investor_id(), Carol.id()));
}

#[test]
fn the_rows_that_the_desk_wrote_are_told_and_the_refused_ones_are_answered() {
    let mut world = World::short();
    world.register(Alice);
    world.know(Bob);
    let rows = vec![newcomer(Alice, investor(Alice)), newcomer(Bob, investor(Bob))];
    let (refused, seen) = world.done(Registrar, world.desk().call_mut().register(rows, Mode::EachRow));
    assert_eq!(refused, [Refused { index: 0, code: DeskError::AlreadyRegistered.code() }]);
    let (investor_id, by) = (Bob.investor_id(), Registrar.id());
    let registered = DeskEvent::InvestorRegistered { investor_id, record: investor(Bob), by };
    let linked = DeskEvent::WalletLinked { wallet: Bob.id(), investor_id, by };
    assert_eq!(seen, [Seen::Desk(registered), Seen::Desk(linked)]);
}
