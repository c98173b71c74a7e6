//! What can be seen of a series from outside: as the model says, and as the getters of the contracts say.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bond_abi::agent::PayingAgent;
use bond_abi::distributor::{Cash, Coupon, CouponDistributor, Entitlement, Marks, Outcome, TaxKind};
use bond_abi::office::{BondOffice, Lock, Phase};
use bond_abi::registry::{KycRegistry, Status};
use bond_abi::roles::AdminHandover;
use bond_abi::token::{Account, BondToken};
use bond_abi::AccountId;
use bond_client::contracts::{self, Psp22};
use bond_client::{Client, Deployment, Embedded, TraitCallBuilder};
use scale::Decode;

use super::{Issue, Model, Of};
use crate::who::Who;

/// A series as it is seen at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Time of the next message.
    pub now_ms: u64,
    /// Where it stands.
    pub phase: Phase,
    /// Whether transfers are stopped.
    pub paused: bool,
    /// Whether the issue is open once more.
    pub reopened: bool,
    /// Units in circulation, ever issued, and cancelled by the issuer.
    pub units: [u64; 3],
    /// Record dates that passed.
    pub epoch: u8,
    /// Everybody.
    pub accounts: BTreeMap<AccountId, Holding>,
    /// Yen of everybody, and of those who only get money.
    pub yen: BTreeMap<AccountId, u128>,
    /// What spenders may take, by owner and spender; none of zero.
    pub allowances: BTreeMap<(AccountId, AccountId), u128>,
    /// Units at each record date that passed: of all, and of each who held some.
    pub records: Vec<(u64, BTreeMap<AccountId, u64>)>,
    /// The announced events.
    pub coupons: BTreeMap<u8, Coupon>,
    /// What each is due for an announced event, who is due something.
    pub entitlements: BTreeMap<(u8, AccountId), Entitlement>,
    /// The distributor's money.
    pub cash: Cash,
    /// What was remitted of the national and the local tax of an event.
    pub remitted_yen: BTreeMap<u8, [u128; 2]>,
    /// Roles.
    pub roles: BTreeSet<(Of, u32, AccountId)>,
    /// Who may become the admin.
    pub pending: BTreeMap<Of, Option<AccountId>>,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Units.
    pub units: u64,
    /// Of these, such as cannot move.
    pub locked_units: u64,
    /// Frozen, replaced, seized.
    pub flags: u8,
    /// Its locks.
    pub locks: Vec<(u32, Lock)>,
    /// Who took its place.
    pub successor: Option<AccountId>,
    /// What became of its events.
    pub marks: Marks,
    /// Standing and expiry.
    pub known: Option<(Status, u64)>,
}

/// What is asked about.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Everybody who could hold units.
    pub accounts: Vec<AccountId>,
    /// Those who only get money.
    pub purses: Vec<AccountId>,
    /// Owners and spenders.
    pub allowances: BTreeSet<(AccountId, AccountId)>,
    /// Roles that somebody could have.
    pub roles: BTreeSet<(Of, u32, AccountId)>,
}

impl Model {
    /// What can be seen from outside.
    pub fn state(&self, scope: &Scope) -> State {
        let passed = 0..self.epoch();
        let accounts = scope.accounts.iter().map(|account| (*account, self.holding(*account)));
        let allowances = scope.allowances.iter().map(|pair| (*pair, self.allowance(pair.0, pair.1)));
        let records = passed.map(|k| {
            let cutoff_ms = self.fixed.events[usize::from(k)].cutoff_ms;
            let held = scope.accounts.iter().map(|account| (*account, self.units_before(*account, cutoff_ms)));
            (self.supply_before(cutoff_ms), held.filter(|(_, units)| *units > 0).collect())
        });
        let coupons: BTreeMap<u8, Coupon> = (0..self.events()).filter_map(|k| Some((k, self.coupon(k)?))).collect();
        let mut entitlements = BTreeMap::new();
        for k in coupons.keys() {
            for account in &scope.accounts {
                entitlements.insert((*k, *account), self.entitlement(*account, *k));
            }
        }
        entitlements.retain(|_, due| due.outcome != Outcome::NotAHolder);
        let remitted = |k: &u8| [TaxKind::National, TaxKind::Local].map(|kind| self.remitted_yen(*k, kind));
        State {
            now_ms: self.now_ms,
            phase: self.phase(),
            paused: self.is_paused(),
            reopened: self.issue() == Issue::Again,
            units: [self.supply_before(u64::MAX), self.issued_units(), self.cancelled_units()],
            epoch: self.epoch(),
            accounts: accounts.collect(),
            yen: scope.accounts.iter().chain(&scope.purses).map(|account| (*account, self.yen(*account))).collect(),
            allowances: allowances.filter(|(_, units)| *units > 0).collect(),
            records: records.collect(),
            remitted_yen: coupons.keys().map(|k| (*k, remitted(k))).collect(),
            coupons,
            entitlements,
            cash: self.cash(),
            roles: scope.roles.iter().copied().filter(|(of, role, who)| self.has_role(*of, *role, *who)).collect(),
            pending: [Of::Office, Of::Agent].into_iter().map(|of| (of, self.pending(of))).collect(),
        }
    }

    fn holding(&self, account: AccountId) -> Holding {
        let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
        Holding {
            units: self.units(account),
            locked_units: self.locked_units(account),
            flags: flag(self.is_frozen(account), Account::FROZEN)
                | flag(self.successor(account).is_some(), Account::RETIRED)
                | flag(self.has_seizures(account), Account::SEIZED),
            locks: self.locks().into_iter().filter(|(_, lock)| lock.account == account).collect(),
            successor: self.successor(account),
            marks: self.marks(account),
            known: self.known(account).map(|record| (record.status, record.expiry_ms)),
        }
    }
}

/// Answers of getters, with what the contracts stored on which each of them rests: as long as that is the same, so is the
/// answer.
#[derive(Debug, Default)]
pub struct Memo(HashMap<(AccountId, Vec<u8>), (Version, Vec<u8>)>);

type Version = (Vec<Vec<u8>>, Option<u64>);

/// On whose storage an answer rests, and whether on the time.
#[derive(Debug, Clone, Copy)]
struct Rests(&'static [Contract], bool);

#[derive(Debug, Clone, Copy)]
enum Contract {
    Token,
    Office,
    Registry,
    Distributor,
    Agent,
    Yen,
}

impl State {
    /// What the getters say.
    ///
    /// # Panics
    /// When one of them does not answer, or two contradict each other.
    pub fn read(
        client: &mut Client<Embedded>,
        series: &Deployment,
        scope: &Scope,
        events: u8,
        memo: &mut Memo,
    ) -> Self {
        let contracts = [series.token, series.office, series.registry, series.distributor, series.agent, series.yen];
        let roots = contracts.map(|contract| client.transport().contract_root(contract));
        let now_ms = client.now_ms().expect("a clock");
        let mut reader = Reader { client, series, scope, memo, roots, now_ms };
        use Contract::{Agent, Distributor, Office, Token, Yen};
        let token = reader.ask(Rests(&[Token], true), contracts::token(series.token).call().state());
        let status = reader.ask(Rests(&[Office, Token], true), contracts::office(series.office).call().status());
        assert_eq!((token.paused, token.epoch, token.supply_units), (status.paused, status.epoch, status.supply_units));
        let distributor = contracts::distributor(series.distributor);
        let coupons: BTreeMap<u8, Coupon> =
            reader.ask(Rests(&[Distributor], false), distributor.call().events(0, events)).into_iter().collect();
        let (mut roles, mut pending) = (BTreeSet::new(), BTreeMap::new());
        for (of, contract, rests) in [(Of::Office, series.office, Office), (Of::Agent, series.agent, Agent)] {
            let rests = Rests(if matches!(rests, Office) { &[Office] } else { &[Agent] }, false);
            for (at, role, account) in scope.roles.iter().filter(|(at, ..)| *at == of) {
                if reader.ask(rests, Psp22(contract).has_role(*role, *account)) {
                    roles.insert((*at, *role, *account));
                }
            }
            pending.insert(of, reader.ask(rests, contracts::handover(contract).call().pending_admin()));
        }
        Self {
            now_ms,
            phase: status.phase,
            paused: status.paused,
            reopened: status.reopened,
            units: [status.supply_units, status.issued_units, status.cancelled_units],
            epoch: status.epoch,
            accounts: reader.accounts(token.wallets),
            yen: scope.accounts.iter().chain(&scope.purses).map(|account| (*account, reader.yen(*account))).collect(),
            allowances: reader.allowances(),
            records: (0..status.epoch).map(|k| reader.record(k)).collect(),
            entitlements: coupons.keys().flat_map(|k| reader.entitlements(*k)).collect(),
            remitted_yen: coupons.keys().map(|k| (*k, reader.remitted_yen(*k))).collect(),
            coupons,
            cash: reader.ask(Rests(&[Distributor, Yen], false), distributor.call().cash()).expect("cash"),
            roles,
            pending,
        }
    }
}

struct Reader<'a> {
    client: &'a mut Client<Embedded>,
    series: &'a Deployment,
    scope: &'a Scope,
    memo: &'a mut Memo,
    roots: [Vec<u8>; 6],
    now_ms: u64,
}

impl Reader<'_> {
    fn ask<R: scale::Decode>(&mut self, Rests(on, timed): Rests, message: impl Into<contracts::Message<R>>) -> R {
        let message = message.into();
        let key = (message.contract, message.data.clone());
        let roots = on.iter().map(|contract| self.roots[*contract as usize].clone()).collect();
        let version = (roots, timed.then_some(self.now_ms));
        if self.memo.0.get(&key).is_none_or(|(known, _)| *known != version) {
            let output = self.client.dry_run(Who::Outsider.id(), message).map(|called| called.receipt.output);
            self.memo.0.insert(key.clone(), (version, output.unwrap_or_else(|error| panic!("{error}"))));
        }
        let answer = Result::<R, ink::LangError>::decode(&mut self.memo.0[&key].1.as_slice());
        answer.expect("it was understood before").expect("a message that is known")
    }

    fn accounts(&mut self, wallets: u32) -> BTreeMap<AccountId, Holding> {
        use Contract::{Distributor, Office, Registry, Token};
        let (token, office) = (contracts::token(self.series.token), contracts::office(self.series.office));
        let distributor = contracts::distributor(self.series.distributor);
        let scope = self.scope;
        let register = self.ask(Rests(&[Token], false), token.call().register(0, wallets));
        assert!(register.iter().all(|(wallet, _)| scope.accounts.contains(wallet)), "a stranger holds units");
        let registry = contracts::registry(self.series.registry);
        let profiles = self.ask(Rests(&[Registry], false), registry.call().profiles_of(scope.accounts.clone()));
        let mut holdings = BTreeMap::new();
        for (account, profile) in scope.accounts.iter().copied().zip(profiles.expect("a page")) {
            let listed = register.iter().find(|(wallet, _)| *wallet == account).map(|(_, cell)| *cell);
            // Whoever never held units is in no page; his cell tells whether he is frozen.
            let cell = listed.unwrap_or_else(|| self.ask(Rests(&[Token], false), token.call().account(account)));
            let profile = profile.map(|packed| packed.unpack().expect("a profile"));
            let holding = Holding {
                units: cell.units,
                locked_units: cell.locked_units,
                flags: cell.flags,
                locks: self.ask(Rests(&[Office], false), office.call().locks_of(account)),
                successor: self.ask(Rests(&[Office], false), office.call().successor(account)),
                marks: self.ask(Rests(&[Distributor], false), distributor.call().marks(account)),
                known: profile.map(|profile| (profile.status, profile.expiry_ms)),
            };
            holdings.insert(account, holding);
        }
        holdings
    }

    fn yen(&mut self, account: AccountId) -> u128 {
        self.ask(Rests(&[Contract::Yen], false), Psp22(self.series.yen).balance_of(account))
    }

    fn allowances(&mut self) -> BTreeMap<(AccountId, AccountId), u128> {
        let (pairs, token) = (&self.scope.allowances, Psp22(self.series.token));
        let asked = pairs
            .iter()
            .map(|pair| (*pair, self.ask(Rests(&[Contract::Token], false), token.allowance(pair.0, pair.1))));
        asked.filter(|(_, units)| *units > 0).collect()
    }

    fn record(&mut self, k: u8) -> (u64, BTreeMap<AccountId, u64>) {
        let (token, rests) = (contracts::token(self.series.token), Rests(&[Contract::Token], false));
        let supply = self.ask(rests, token.call().supply_at(k)).expect("a record date that passed");
        let held = self.ask(rests, token.call().units_at_many(self.scope.accounts.clone(), k)).expect("the same");
        let held = self.scope.accounts.iter().copied().zip(held.into_iter().map(|held| held.units));
        (supply, held.filter(|(_, units)| *units > 0).collect())
    }

    fn entitlements(&mut self, k: u8) -> Vec<((u8, AccountId), Entitlement)> {
        use Contract::{Distributor, Office, Registry, Token};
        let distributor = contracts::distributor(self.series.distributor);
        let rests = Rests(&[Distributor, Token, Office, Registry], false);
        let rows = self.ask(rests, distributor.call().entitlements(k, self.scope.accounts.clone()));
        let rows = self.scope.accounts.iter().zip(rows.expect("an announced event"));
        rows.map(|(account, due)| ((k, *account), due)).filter(|(_, due)| due.outcome != Outcome::NotAHolder).collect()
    }

    fn remitted_yen(&mut self, k: u8) -> [u128; 2] {
        let agent = contracts::agent(self.series.agent);
        // What was remitted is the agent's own; the rest of the ledger is the coupon's, which is compared itself.
        let ledger = self.ask(Rests(&[Contract::Agent], false), agent.call().tax_ledger(k));
        let ledger = ledger.expect("an announced event");
        [ledger.national_remitted_yen, ledger.local_remitted_yen]
    }
}
