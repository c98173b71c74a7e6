//! The threat list by its numbers: what events say is what getters say (T38), and a life can be told again from its
//! events alone (T39).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use bond_client::contracts::constructors;
use chihosai_tests::prelude::*;
use scale::Decode;

use crate::threats::{permissive, ORDER};

pub const EVERYBODY: [Who; 16] = [
    Zero,
    Admin,
    Registrar,
    Issuer,
    Pauser,
    Controller,
    Payer,
    Outsider,
    Broker,
    Alice,
    Bob,
    Carol,
    Dave,
    Wallet(20),
    Wallet(21),
    Wallet(22),
];
const ROLES: [u32; 5] = [ADMIN, ISSUER, PAUSER, REGISTRAR, CONTROLLER];

// A whole life

/// A life, told step by step to whoever watches.
struct Life<'a> {
    world: World,
    watch: &'a mut dyn FnMut(&mut World, &[Seen]),
}

impl Life<'_> {
    /// From the constructor of the office on.
    fn begin(needs_approval: bool, watch: &mut dyn FnMut(&mut World, &[Seen])) -> Life<'_> {
        let mut world = permissive(needs_approval);
        let (plan, roles) = (&world.plan, chihosai_tests::world::office_roles());
        let data = constructors::office(&plan.terms, &plan.policy, &plan.events, world.series.registry, &roles);
        let made = world.client.instantiate::<TermsError>(Admin.id(), &bundles().office, data, b"life");
        let (office, receipt) = made.expect("a chain").expect("an office");
        world.series.office = office;
        world.series.token = world.deploy::<TokenError>(&bundles().token, constructors::token(office), b"life");
        world.series.distributor = world.deploy_distributor(world.series.token, world.series.yen);
        let seen = world.seen(&receipt);
        watch(&mut world, &seen);
        let mut life = Life { world, watch };
        for who in [Alice, Bob, Carol, Dave, Wallet(20), Wallet(21), Wallet(22), Issuer] {
            life.world.register(who);
        }
        let (token, distributor) = (life.world.series.token, life.world.series.distributor);
        life.step(Admin, |world| world.office().call_mut().wire(token, distributor));
        for hash in [[1; 32], [2; 32]] {
            life.step(Issuer, |world| world.office().call_mut().set_document("terms".into(), "uri".into(), hash));
        }
        for escrow in [Court, Broker] {
            life.step(Admin, |world| world.office_roles().grant_role(ESCROW, Some(escrow.id())));
        }
        let rows = vec![(Alice.id(), 100), (Bob.id(), 100), (Alice.id(), 20)];
        life.step(Issuer, |world| world.office().call_mut().issue(rows));
        life.step(Issuer, |world| world.office().call_mut().close_issue());
        life
    }

    fn step<T: Decode, E: Decode + Debug, M: Into<Message<Result<T, E>>>>(
        &mut self,
        who: Who,
        message: impl FnOnce(&World) -> M,
    ) -> T {
        let message = message(&self.world).into();
        let (answer, seen) = self.world.done(who, message);
        (self.watch)(&mut self.world, &seen);
        answer
    }
}

/// Of a series whose units move freely, to its early end.
fn free_life(watch: &mut dyn FnMut(&mut World, &[Seen])) {
    let mut life = Life::begin(false, watch);
    let grounds = ORDER;

    life.step(Alice, |world| world.bond().transfer(Bob.id(), 10));
    life.step(Alice, |world| world.bond().approve(Broker.id(), 30));
    life.step(Broker, |world| world.bond().transfer_from(Alice.id(), Dave.id(), 12));
    life.step(Alice, |world| world.bond().increase_allowance(Broker.id(), 5));
    life.step(Alice, |world| world.bond().decrease_allowance(Broker.id(), 3));
    life.step(Alice, |world| world.office().call_mut().replace_allowance(Broker.id(), 20, 7));
    let rows = vec![(Bob.id(), 3), (Carol.id(), 4), (Bob.id(), 1)];
    life.step(Alice, |world| world.office().call_mut().transfer_batch(rows));
    life.step(Pauser, |world| world.office().call_mut().pause());

    let frozen = life.step(Controller, |world| world.office().call_mut().lock_units(Alice.id(), 30, None, grounds));
    let case = Some(Seizure { case_reference: [7; 32], escrow: Court.id() });
    let seized = life.step(Controller, |world| world.office().call_mut().lock_units(Alice.id(), 20, case, grounds));
    life.step(Controller, |world| world.office().call_mut().release_units(frozen, 10, grounds));
    life.step(Controller, |world| {
        world.office().call_mut().forced_transfer(Alice.id(), Bob.id(), 5, Some(seized), false, grounds)
    });
    life.step(Controller, |world| {
        world.office().call_mut().forced_transfer(Alice.id(), Dave.id(), 2, None, true, grounds)
    });
    for who in [Alice, Bob] {
        life.step(Controller, |world| world.office().call_mut().freeze_account(who.id(), true, grounds));
    }
    life.step(Controller, |world| world.office().call_mut().freeze_account(Bob.id(), false, grounds));
    // A frozen wallet with locks, to one that has a lock of its own.
    life.step(Bob, |world| world.bond().approve(Broker.id(), 1));
    life.step(Pauser, |world| world.office().call_mut().unpause());
    life.step(Bob, |world| world.bond().transfer(Wallet(20).id(), 9));
    life.step(Controller, |world| world.office().call_mut().lock_units(Wallet(20).id(), 9, None, grounds));
    life.step(Controller, |world| world.office().call_mut().recover(Alice.id(), Wallet(20).id(), false, grounds));

    life.step(Bob, |world| world.bond().transfer(Issuer.id(), 10));
    life.step(Issuer, |world| world.office().call_mut().buy_back(4));
    life.step(Issuer, |world| world.office().call_mut().buy_back(5));
    life.step(Admin, |world| world.office_roles().grant_role(PAUSER, Some(Carol.id())));
    life.step(Admin, |world| world.office_roles().grant_role(ISSUER, Some(Carol.id())));
    life.step(Admin, |world| world.office_roles().revoke_role(PAUSER, Some(Pauser.id())));
    life.step(Carol, |world| world.office_roles().renounce_role(ISSUER, Some(Carol.id())));
    life.step(Admin, |world| world.office_handover().call_mut().propose_admin(Some(Carol.id())));
    life.step(Carol, |world| world.office_duties().call_mut().cancel_role(ADMIN, Carol.id()));
    for next in [Some(Bob.id()), None, Some(Dave.id())] {
        life.step(Admin, |world| world.office_handover().call_mut().propose_admin(next));
    }
    life.step(Dave, |world| world.office_handover().call_mut().accept_admin());

    life.world.advance_to(ms("2025-10-15"));
    let case = Seizure { case_reference: [8; 32], escrow: Court.id() };
    let claim = life.step(Controller, |world| world.office().call_mut().seize_claim(Bob.id(), 0, 30, case, grounds));
    life.step(Controller, |world| world.office().call_mut().change_escrow(Bob.id(), Broker.id(), grounds));
    life.step(Controller, |world| world.office().call_mut().release_units(claim, 10, grounds));
    life.step(Controller, |world| world.office().call_mut().adopt_units(Carol.id(), false, grounds));
    life.step(Issuer, |world| world.office().call_mut().reopen_issue([3; 32]));
    life.step(Issuer, |world| world.office().call_mut().issue(vec![(Carol.id(), 50)]));
    life.step(Issuer, |world| world.office().call_mut().close_issue());
    let (k, last) = plans::short_bullet_redeemed_on("2025-12-10");
    life.step(Issuer, |world| world.office().call_mut().redeem_early(last.notional_day, [4; 32]));
    life.world.plan.events[usize::from(k)] = last;
    life.step(Carol, |world| world.bond().transfer(Bob.id(), 1));

    // Past the last cutoff the units stay where they are.
    life.world.advance_to(life.world.cutoff(k));
    life.step(Controller, |world| world.office().call_mut().recover(Bob.id(), Wallet(21).id(), false, grounds));
    life.world.open(k);
    let everybody = [Bob, Carol, Dave, Issuer, Wallet(20), Wallet(21)].map(Who::id);
    life.step(Outsider, |world| world.distributor().call_mut().pay_page(k, everybody.to_vec()));
    assert_eq!(life.world.status().phase, Phase::Closed);
}

/// Of a series whose transfers the issuer approves.
fn approved_life(watch: &mut dyn FnMut(&mut World, &[Seen])) {
    let mut life = Life::begin(true, watch);
    let ask = |world: &World, to: Who, units| world.office().call_mut().request_transfer(to.id(), units);
    let [first, second, third, fourth] =
        [(Bob, 5), (Carol, 6), (Bob, 7), (Dave, 8)].map(|(to, units)| life.step(Alice, |world| ask(world, to, units)));
    life.step(Issuer, |world| world.office().call_mut().approve_request(second));
    life.step(Alice, |world| world.office().call_mut().withdraw_request(first));
    life.step(Issuer, |world| world.office().call_mut().reject_request(third));
    // A request ends with the wallet that made it.
    life.step(Controller, |world| world.office().call_mut().recover(Alice.id(), Wallet(22).id(), false, ORDER));
    life.world.refused(Issuer, life.world.office().call_mut().approve_request(fourth), OfficeError::UnknownLock);
    let again = life.step(Wallet(22), |world| ask(world, Dave, 8));
    life.step(Issuer, |world| world.office().call_mut().approve_request(again));
    life.step(Controller, |world| world.office().call_mut().lock_units(Bob.id(), 30, None, ORDER));
    life.world.open(1);
    let everybody = [Bob, Carol, Dave, Wallet(22)].map(Who::id);
    life.step(Outsider, |world| world.distributor().call_mut().pay_page(1, everybody.to_vec()));
    assert_eq!(life.world.status().phase, Phase::Closed);
}

// T38

/// Fails unless a getter says what an event says; `last` are the balances before the message.
fn check_event(world: &mut World, seen: &Seen) {
    let has_role = |world: &mut World, role, account| world.read(world.office_roles().has_role(role, account));
    match seen.clone() {
        Seen::Token(TokenEvent::Transfer { .. }) => (),
        Seen::Token(TokenEvent::Approval { owner, spender, amount }) => {
            assert_eq!(world.read(world.bond().allowance(owner, spender)), amount);
        }
        Seen::Office(OfficeEvent::Wired { token, distributor, by }) => {
            let (status, state) = (world.status(), world.read(world.token().call().state()));
            assert_eq!((status.token, status.distributor), (Some(token), Some(distributor)));
            assert_eq!(state.distributor, Some(distributor));
            assert!(has_role(world, ADMIN, by));
        }
        Seen::Office(OfficeEvent::DocumentSet { name, uri, new, .. }) => {
            let now_ms = world.now_ms();
            let document = world.read(world.office().call().document(name));
            assert_eq!(document, Some(Document { uri, hash: new, set_ms: now_ms }));
        }
        Seen::Office(OfficeEvent::IssueClosed { issued_units, .. }) => {
            let status = world.status();
            assert_eq!((status.issued_units, status.reopened), (issued_units, false));
            assert!(world.read(world.token().call().state()).open);
        }
        Seen::Office(OfficeEvent::IssueReopened { .. }) => assert!(world.status().reopened),
        Seen::Office(OfficeEvent::Locked { account, number, lock, .. }) => {
            assert_eq!(world.read(world.office().call().lock(number)), Some(lock));
            assert_eq!(lock.account, account);
            assert!(world.read(world.office().call().locks_of(account)).contains(&(number, lock)));
        }
        Seen::Office(OfficeEvent::Unlocked { account, number, left_units, .. }) => {
            let left = world.read(world.office().call().lock(number));
            assert_eq!(left.map_or(0, |lock| lock.units), left_units);
            assert!(left.is_none_or(|lock| lock.account == account));
        }
        Seen::Office(OfficeEvent::AccountFrozen { account, old, new, .. }) => {
            assert_eq!((old, new), (!new, world.read(world.token().call().account(account)).has(Account::FROZEN)));
        }
        Seen::Office(OfficeEvent::ForcedTransfer { from, to, .. }) => assert_ne!(from, to),
        Seen::Office(OfficeEvent::AccountRecovered { old, new, .. }) => {
            assert_eq!(world.read(world.office().call().successor(old)), Some(new));
            assert!(world.read(world.token().call().account(old)).has(Account::RETIRED));
        }
        Seen::Office(OfficeEvent::BoughtBack { cancelled_units, .. }) => {
            assert_eq!(world.status().cancelled_units, cancelled_units);
        }
        Seen::Office(OfficeEvent::EarlyRedemptionCalled { event, old, new, .. }) => {
            assert_eq!(old, world.plan.events[usize::from(event)]);
            assert_eq!(world.read(world.office().call().event(event)), Some(new));
            assert_eq!(world.status().events, event + 1);
        }
        Seen::Office(OfficeEvent::EscrowChanged { account, new, .. }) => {
            for (_, lock) in world.read(world.office().call().locks_of(account)) {
                if let LockKind::Seized { seizure } | LockKind::ClaimSeized { seizure, .. } = lock.kind {
                    assert_eq!(seizure.escrow, new);
                }
            }
        }
        Seen::Office(OfficeEvent::UnitsAdopted { account, .. }) => {
            let profile = world.read(world.registry().call().profiles(account, account)).0.expect("a profile");
            let cell = world.read(world.token().call().account(account));
            assert_eq!(cell.investor_id, profile.unpack().expect("a profile").investor_id);
        }
        Seen::Office(OfficeEvent::Paused { .. }) => assert!(world.status().paused),
        Seen::Office(OfficeEvent::Unpaused { .. }) => assert!(!world.status().paused),
        Seen::Office(OfficeEvent::RoleGranted { role, account, .. }) => assert!(has_role(world, role, account)),
        Seen::Office(OfficeEvent::RoleRevoked { role, account, .. }) => assert!(!has_role(world, role, account)),
        Seen::Office(OfficeEvent::AdminProposed { new, .. }) => {
            assert_eq!(world.read(world.office_handover().call().pending_admin()), new);
        }
        Seen::Office(OfficeEvent::RoleCancelled { role, account, .. }) => assert!(!has_role(world, role, account)),
        Seen::Desk(_) | Seen::Agent(_) | Seen::Distributor(_) | Seen::Yen(_) => (),
    }
}

fn balances(world: &mut World) -> BTreeMap<AccountId, u128> {
    EVERYBODY.iter().map(|who| (who.id(), world.units(*who))).collect()
}

#[test]
fn t38_every_field_of_an_event_is_what_the_getters_say_afterwards() {
    let mut names = BTreeSet::new();
    for life in [free_life, approved_life] {
        let mut before: Option<BTreeMap<AccountId, u128>> = None;
        life(&mut |world, seen| {
            // What was transferred is by how much the balances differ.
            let after = balances(world);
            let mut expected = before.clone().unwrap_or_else(|| EVERYBODY.map(|who| (who.id(), 0)).into());
            for event in seen {
                if let Seen::Token(TokenEvent::Transfer { from, to, value }) = event {
                    from.iter().for_each(|from| *expected.get_mut(from).expect("a party") -= value);
                    to.iter().for_each(|to| *expected.get_mut(to).expect("a party") += value);
                }
                if let Seen::Office(OfficeEvent::ForcedTransfer { from, to, units, .. }) = event {
                    let (from, to, value) = (Some(*from), Some(*to), u128::from(*units));
                    assert!(seen.contains(&Seen::Token(TokenEvent::Transfer { from, to, value })));
                }
                if let Seen::Office(OfficeEvent::BoughtBack { units, by, .. }) = event {
                    let value = u128::from(*units);
                    assert!(seen.contains(&Seen::Token(TokenEvent::Transfer { from: Some(*by), to: None, value })));
                }
                check_event(world, event);
                let debug = format!("{event:?}");
                let name = debug.split(['(', ' ']).nth(1).expect("a name").to_owned();
                if matches!(event, Seen::Office(_) | Seen::Token(_)) {
                    names.insert(name);
                }
            }
            assert_eq!(after, expected, "{seen:?}");
            before = Some(after);
        });
    }
    let built: BTreeSet<String> = [&bundles().office, &bundles().token]
        .into_iter()
        .flat_map(|bundle| bundle.metadata["spec"]["events"].as_array().expect("events"))
        .map(|event| event["label"].as_str().expect("a label").to_owned())
        .collect();
    assert_eq!(names, built, "both lives together emit every event there is");
}

// T39

/// What somebody knows who read nothing but the events.
#[derive(Default)]
struct Reader {
    units: BTreeMap<AccountId, u128>,
    allowances: BTreeMap<(AccountId, AccountId), u128>,
    locks: BTreeMap<u32, (AccountId, u64)>,
    claims: BTreeSet<u32>,
    frozen: BTreeSet<AccountId>,
    retired: BTreeMap<AccountId, AccountId>,
    roles: BTreeSet<(u32, AccountId)>,
    pending_admin: Option<AccountId>,
    documents: BTreeMap<String, [u8; 32]>,
    paused: bool,
    wired: bool,
    issued: u128,
}

impl Reader {
    fn read(&mut self, event: &Seen) {
        match event.clone() {
            Seen::Token(event) => self.read_token(event),
            Seen::Office(event) => self.read_office(event),
            Seen::Desk(_) | Seen::Agent(_) | Seen::Distributor(_) | Seen::Yen(_) => (),
        }
    }

    fn read_token(&mut self, event: TokenEvent) {
        match event {
            TokenEvent::Transfer { from, to, value } => {
                match from {
                    Some(from) => *self.units.get_mut(&from).expect("a holder") -= value,
                    None => self.issued += value,
                }
                if let Some(to) = to {
                    *self.units.entry(to).or_default() += value;
                }
            }
            TokenEvent::Approval { owner, spender, amount } => {
                self.allowances.insert((owner, spender), amount);
            }
        }
    }

    fn read_office(&mut self, event: OfficeEvent) {
        match event {
            OfficeEvent::Wired { .. } => self.wired = true,
            OfficeEvent::DocumentSet { name, old, new, .. } => assert_eq!(self.documents.insert(name, new), old),
            OfficeEvent::IssueClosed { issued_units, .. } => assert_eq!(self.issued, u128::from(issued_units)),
            OfficeEvent::Locked { account, number, lock, .. } => {
                assert_eq!(self.locks.insert(number, (account, lock.units)), None);
                if matches!(lock.kind, LockKind::ClaimSeized { .. }) {
                    self.claims.insert(number);
                }
            }
            OfficeEvent::Unlocked { account, number, units, left_units, .. } => {
                assert_eq!(self.locks.remove(&number), Some((account, units + left_units)));
                if left_units > 0 {
                    self.locks.insert(number, (account, left_units));
                }
            }
            OfficeEvent::AccountFrozen { account, old, new, .. } => {
                assert_eq!(self.frozen.remove(&account), old);
                if new {
                    self.frozen.insert(account);
                }
            }
            OfficeEvent::AccountRecovered { old, new, .. } => {
                assert_eq!(self.retired.insert(old, new), None);
                // Past the last record date the units stay, and the locks with them.
                if self.units.get(&old).is_none_or(|units| *units == 0) {
                    let units = self.locks.iter_mut().filter(|(number, _)| !self.claims.contains(number));
                    units.filter(|(_, (holder, _))| *holder == old).for_each(|(_, lock)| lock.0 = new);
                }
            }
            OfficeEvent::Paused { .. } => self.paused = true,
            OfficeEvent::Unpaused { .. } => self.paused = false,
            OfficeEvent::RoleGranted { role, account, .. } => {
                assert!(self.roles.insert((role, account)));
                self.pending_admin = self.pending_admin.filter(|_| role != ADMIN);
            }
            OfficeEvent::RoleRevoked { role, account, .. } => assert!(self.roles.remove(&(role, account))),
            OfficeEvent::AdminProposed { old, new, .. } => {
                assert_eq!(self.pending_admin, old);
                self.pending_admin = new;
            }
            OfficeEvent::RoleCancelled { role: ADMIN, .. } => self.pending_admin = None,
            OfficeEvent::RoleCancelled { role, account, .. } => assert!(self.roles.remove(&(role, account))),
            OfficeEvent::ForcedTransfer { .. }
            | OfficeEvent::BoughtBack { .. }
            | OfficeEvent::IssueReopened { .. }
            | OfficeEvent::EarlyRedemptionCalled { .. }
            | OfficeEvent::EscrowChanged { .. }
            | OfficeEvent::UnitsAdopted { .. } => (),
        }
    }

    /// Compares all that is known with all that is.
    fn compare(&self, world: &mut World) {
        for who in EVERYBODY {
            let account = who.id();
            let units = self.units.get(&account).copied().unwrap_or_default();
            let locks = self.locks.iter().filter(|(number, _)| !self.claims.contains(number));
            let locked: u64 = locks.filter(|(_, (holder, _))| *holder == account).map(|(_, (_, units))| units).sum();
            let cell = world.read(world.token().call().account(account));
            assert_eq!(u128::from(cell.units), units, "units of {who:?}");
            // A redemption takes what is locked as well.
            assert_eq!(u128::from(cell.locked_units), u128::from(locked).min(units), "locked units of {who:?}");
            assert_eq!(cell.has(Account::FROZEN), self.frozen.contains(&account), "{who:?} is frozen");
            assert_eq!(cell.has(Account::RETIRED), self.retired.contains_key(&account), "{who:?} is retired");
            let successor = world.read(world.office().call().successor(account));
            assert_eq!(successor, self.retired.get(&account).copied());
            for role in ROLES {
                let has_role = world.read(world.office_roles().has_role(role, account));
                assert_eq!(has_role, self.roles.contains(&(role, account)), "role {role} of {who:?}");
            }
            for other in EVERYBODY {
                let allowance = self.allowances.get(&(account, other.id())).copied().unwrap_or_default();
                assert_eq!(world.read(world.bond().allowance(account, other.id())), allowance, "{who:?} to {other:?}");
            }
        }
        let (status, state) = (world.status(), world.read(world.token().call().state()));
        let supply: u128 = self.units.values().sum();
        assert_eq!(world.read(world.bond().total_supply()), supply);
        assert_eq!((status.paused, state.paused), (self.paused, self.paused));
        assert_eq!(u128::from(status.issued_units), self.issued);
        assert_eq!(status.token.is_some(), self.wired);
        assert_eq!(world.read(world.office_handover().call().pending_admin()), self.pending_admin);
        for (name, hash) in &self.documents {
            let document = world.read(world.office().call().document(name.clone()));
            assert_eq!(document.map(|document| document.hash), Some(*hash));
        }
        let held: BTreeSet<AccountId> = self.units.keys().copied().collect();
        let listed: BTreeSet<AccountId> =
            world.read(world.token().call().register(0, MAX_PAGE)).into_iter().map(|(account, _)| account).collect();
        assert_eq!(listed, held, "the register lists who ever held");
    }
}

#[test]
fn t39_a_whole_life_is_rebuilt_from_its_events_alone() {
    for life in [free_life, approved_life] {
        let mut reader = Reader::default();
        let mut steps = 0;
        life(&mut |world, seen| {
            seen.iter().for_each(|event| reader.read(event));
            reader.compare(world);
            steps += 1;
        });
        assert!(steps > 10 && !reader.retired.is_empty() && !reader.locks.is_empty(), "a life with everything");
    }
}
