//! The state machine of threats §3: random lives of a series on the built Wasm beside the reference model. After each step
//! the answer, the whole visible state, what the events alone tell, and all invariants are compared.
//!
//! `scripts/test.sh` plays 64 lives of 25 steps, the same ones each time; `scripts/test.sh --long` plays 512 lives of 60
//! steps, others each time. What fails is kept in `proptest-regressions/` and played first from then on.

mod act;
mod ending;
mod steps;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use bond_client::SeriesPlan;
use chihosai_tests::budgets;
use chihosai_tests::ceiling::Ceiling;
use chihosai_tests::model::invariants::{self, View};
use chihosai_tests::model::replay::Replay;
use chihosai_tests::model::state::{Memo, Scope, State};
use chihosai_tests::model::{Fact, Fixed, Model, Of, Record};
use chihosai_tests::prelude::*;
use chihosai_tests::puppet::Puppet;
use chihosai_tests::world::BUNDLES_VARIABLE;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, RngAlgorithm, TestRng, TestRunner};
use scale::Decode;

use steps::Step;

/// Four investors, one whose identification lapses, somebody unknown, a contract, the issuer, and the zero account.
pub const ACTORS: usize = 9;
const LAPSING: usize = 4;
const CONTRACT: usize = 6;
const ISSUER_ACTOR: usize = 7;

/// How many outcomes, a message accepted or refused with an error, 32 lives meet at least.
const DIFFERENT: usize = 110;

/// Makes it 512 lives of 60 steps with seeds of their own.
const LONG: &str = "CHIHOSAI_LONG";

/// A series, and what is known about it.
struct Machine {
    world: World,
    actors: Vec<AccountId>,
    model: Model,
    replay: Replay,
    scope: Scope,
    state: State,
    memo: Memo,
    ceiling: Ceiling,
    met: Met,
    dear: BTreeMap<String, String>,
}

/// How often each message was accepted, and how often it was refused with each error.
type Met = BTreeMap<&'static str, BTreeMap<String, u32>>;

/// How far the issue has come when the random steps begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beginning {
    Issuing,
    Closed,
    Reopened,
}

/// When the identification of one actor lapses: between the second record date and the third.
fn expiry_ms(actor: usize) -> u64 {
    ms(if actor == LAPSING { "2026-06-15" } else { "2090-01-01" })
}

fn tax_class(number: u8) -> TaxClass {
    [TaxClass::Individual, TaxClass::Corporation, TaxClass::NonResident][usize::from(number % 3)]
}

impl Machine {
    fn new(plan: SeriesPlan, (beginning, passed): (Beginning, u8)) -> Self {
        let mut world = World::of(plan);
        let contract = Puppet::new(&mut world).0;
        let people = [Alice, Bob, Carol, Dave, Wallet(20), Outsider, Outsider, Issuer, Zero];
        let mut actors = people.map(Who::id).to_vec();
        actors[CONTRACT] = contract;
        let series = world.series.clone();
        let fixed = Fixed {
            events: world.plan.events.clone(),
            authorised_units: world.plan.terms.authorised_units,
            denomination_yen: 10_000,
            rate_e5: 1_293,
            prescription_years: (5, 10),
            tax_table: world.plan.tax_table.clone(),
            payment_code: world.read(world.distributor().call().cash()).expect("cash").payment_code,
            contracts: [series.token, series.office, series.distributor, series.agent],
            cash_accounts: [TaxAccount.id(), Treasury.id()],
        };
        let mut model = Model::new(fixed, world.now_ms());
        model.record([
            Fact::Admin { of: Of::Office, account: Admin.id() },
            Fact::Role { of: Of::Office, role: ISSUER, account: Issuer.id(), has: true },
            Fact::Role { of: Of::Office, role: PAUSER, account: Pauser.id(), has: true },
            Fact::Role { of: Of::Office, role: CONTROLLER, account: Controller.id(), has: true },
            Fact::Admin { of: Of::Agent, account: Admin.id() },
            Fact::Role { of: Of::Agent, role: PAYING_AGENT, account: PayingAgent.id(), has: true },
        ]);
        let roles = model.facts_of_roles();
        let purses = vec![Court.id(), TaxAccount.id(), Treasury.id()];
        let scope = Scope { accounts: actors.clone(), purses, allowances: BTreeSet::new(), roles };
        let (events, mut memo) = (model.events(), Memo::default());
        let state = State::read(&mut world.client, &series, &scope, events, &mut memo);
        let replay = Replay::new(model.clone());
        let mut machine = Self {
            world,
            actors,
            model,
            replay,
            scope,
            state,
            memo,
            ceiling: Ceiling::golden(),
            met: Met::new(),
            dear: BTreeMap::new(),
        };
        machine.begin(beginning, passed);
        machine
    }

    /// Allots units, and lets so many events pass, of which the last one can be paid.
    fn begin(&mut self, beginning: Beginning, passed: u8) {
        for actor in [0, 1, 2, 3, LAPSING, CONTRACT, ISSUER_ACTOR] {
            let class = u8::from(actor == CONTRACT || actor == ISSUER_ACTOR);
            self.take(&Step::Register { by: steps::Signer::Officer, who: actor, class });
        }
        let rows = [(0, 37), (1, 100), (2, 1), (LAPSING, 10), (CONTRACT, 20), (ISSUER_ACTOR, 9)];
        let rows = rows.map(|(who, units)| (who, steps::Amount::Small(units))).to_vec();
        self.take(&Step::Issue { by: steps::Signer::Officer, rows });
        if beginning != Beginning::Issuing {
            self.take(&Step::Close { by: steps::Signer::Officer });
        }
        if let Some(k) = passed.checked_sub(1) {
            self.wait_until(self.world.payment_ms(k));
            self.prepare();
        }
        if beginning == Beginning::Reopened {
            self.take(&Step::Reopen { by: steps::Signer::Officer, grounded: true });
        }
    }

    /// Sends a message and compares everything with what was foretold.
    fn send<T, E>(
        &mut self,
        signer: AccountId,
        label: &'static str,
        message: impl Into<Message<Result<T, E>>>,
        foretold: Result<(Vec<Fact>, Option<T>), E>,
    ) where
        T: Decode + Debug + PartialEq,
        E: Decode + Debug + PartialEq,
    {
        let message = message.into();
        let what = budgets::name(&self.world, &message);
        let root = self.world.client.transport().state_root(signer).expect("a root");
        let called = self.world.client.submit(signer, message).unwrap_or_else(|error| panic!("{label}: {error}"));
        let events = self.world.seen(&called.receipt);
        let refused = called.answer.is_err();
        let outcome = match &called.answer {
            Ok(_) => "accepted".to_string(),
            Err(error) => format!("{error:?}")
                .split(|letter| "{(\"".contains(letter))
                .next()
                .map(str::trim)
                .unwrap_or_default()
                .into(),
        };
        *self.met.entry(label).or_default().entry(outcome).or_default() += 1;
        let facts = match (foretold, called.answer) {
            (Ok((facts, answer)), Ok(answered)) => {
                assert!(!called.receipt.reverted, "{label}: an Ok that reverted");
                assert!(
                    answer.as_ref().is_none_or(|answer| *answer == answered),
                    "{label}: {answered:?}, not {answer:?}"
                );
                // I27, all of them at the end: one budget is no reason to look for a shorter life.
                if let Some(excess) = self.ceiling.exceeded_by(&what, &called.receipt.cost) {
                    self.dear.insert(what, excess);
                }
                facts
            }
            (Err(error), Err(answered)) => {
                assert_eq!(answered, error, "{label}: the error");
                assert!(called.receipt.reverted && events.is_empty(), "{label}: a refusal does nothing");
                // I19, by everything that is stored.
                let after = self.world.client.transport().state_root(signer).expect("a root");
                assert!(after == root, "{label}: a refused message changed what is stored");
                Vec::new()
            }
            (foretold, answered) => panic!("{label}: foretold {foretold:?}, answered {answered:?}"),
        };
        self.model.record(facts);
        let told = self.replay.take(self.model.now_ms, &events);
        if label == "mint" || label == "yen increase_allowance" {
            // The test yen is not ours to prove; the next step compares.
            return;
        }
        self.compare(label, Some((signer, refused)), &events, &told);
    }

    /// Compares the getters with the model (I7, I20) and with what events tell, and checks the invariants.
    fn compare(&mut self, label: &str, call: Option<(AccountId, bool)>, events: &[Seen], facts: &[Fact]) {
        let refused = call.is_some_and(|(_, refused)| refused);
        // Of a refusal the storage root was compared.
        let after = if refused { self.state.clone() } else { self.look() };
        differ(label, "the model", &self.model.state(&self.scope), &after);
        differ(label, "the events", &self.replay.model.state(&self.scope).as_told(), &after.clone().as_told());
        let caller = call.map(|(signer, _)| signer);
        let (fixed, before) = (&self.model.fixed, &self.state);
        invariants::check(&View { fixed, before, after: &after, caller, refused, events, facts });
        self.state = after;
    }

    /// What the getters say now.
    fn look(&mut self) -> State {
        let numbers = self.model.events();
        State::read(&mut self.world.client, &self.world.series, &self.scope, numbers, &mut self.memo)
    }

    /// Lets time pass.
    fn wait_until(&mut self, instant_ms: u64) {
        let now_ms = instant_ms.max(self.model.now_ms);
        self.world.advance_to(now_ms);
        (self.model.now_ms, self.replay.model.now_ms) = (now_ms, now_ms);
        self.compare("time", None, &[], &[]);
    }
}

/// Fails with what differs, and nothing else.
#[track_caller]
fn differ(label: &str, whose: &str, foretold: &State, seen: &State) {
    if foretold == seen {
        return;
    }
    let lines = |state: &State| -> Vec<String> { format!("{state:#?}").lines().map(String::from).collect() };
    let (foretold, seen) = (lines(foretold), lines(seen));
    let known: BTreeSet<&String> = foretold.iter().collect();
    let told: BTreeSet<&String> = seen.iter().collect();
    let missing: Vec<_> = foretold.iter().filter(|line| !told.contains(line)).take(12).collect();
    let extra: Vec<_> = seen.iter().filter(|line| !known.contains(line)).take(12).collect();
    panic!("after {label}, {whose} and the getters differ.\n{whose}: {missing:#?}\ngetters: {extra:#?}");
}

fn play(plan: fn() -> SeriesPlan, name: &str, seed: u8) {
    let is_long = std::env::var_os(LONG).is_some();
    let is_seeded = std::env::var_os(BUNDLES_VARIABLE).is_some();
    // Both series together: 64 lives of 25 steps, or 512 of 60.
    let (cases, length) = if is_long { (256, 60) } else { (32, 25) };
    let file = format!("{}/proptest-regressions/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let config = Config {
        cases,
        max_shrink_iters: if is_seeded { 0 } else { 400 },
        failure_persistence: match is_seeded {
            true => None,
            false => Some(Box::new(FileFailurePersistence::Direct(Box::leak(file.into_boxed_str())))),
        },
        ..Config::default()
    };
    let mut runner = match is_long {
        true => TestRunner::new(config),
        false => TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32])),
    };
    let beginning = prop_oneof![
        1 => (Just(Beginning::Issuing), Just(0)),
        1 => (Just(Beginning::Reopened), 0..=1_u8),
        4 => (Just(Beginning::Closed), prop_oneof![3 => 0..=1_u8, 1 => 0..=3_u8]),
    ];
    let lives = (beginning, prop::collection::vec(steps::step(), length));
    let (met, dear) = (RefCell::new(Met::new()), RefCell::new(BTreeMap::new()));
    let played = runner.run(&lives, |(beginning, steps)| {
        let mut machine = Machine::new(plan(), beginning);
        steps.iter().for_each(|step| machine.take(step));
        machine.end();
        for (label, outcomes) in &machine.met {
            for (outcome, times) in outcomes {
                *met.borrow_mut().entry(label).or_default().entry(outcome.clone()).or_default() += times;
            }
        }
        dear.borrow_mut().extend(machine.dear);
        Ok(())
    });
    played.unwrap_or_else(|error| panic!("{error}"));
    println!("{:#?}", met.borrow());
    let met: usize = met.borrow().values().map(BTreeMap::len).sum();
    assert!(met >= DIFFERENT, "only {met} different outcomes: the lives have become dull");
    // A fault that was put in on purpose changes what everything costs.
    assert!(is_seeded || dear.borrow().is_empty(), "I27: dearer than their budgets: {:#?}", dear.borrow());
}

#[test]
fn every_life_of_a_bullet_goes_as_the_model_says() {
    play(plans::uneven, "bullet", 1);
}

#[test]
fn every_life_of_a_bond_repaid_in_instalments_goes_as_the_model_says() {
    play(plans::uneven_instalments, "instalments", 2);
}
