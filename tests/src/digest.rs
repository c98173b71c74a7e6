//! The whole visible state of a series, to show that something changed nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use bond_abi::agent::PayingAgent;
use bond_abi::desk::KycDesk;
use bond_abi::distributor::{Coupon, CouponDistributor};
use bond_abi::office::BondOffice;
use bond_abi::registry::KycRegistry;
use bond_abi::roles::{AdminHandover, DelayedDuties};
use bond_abi::token::BondToken;
use bond_abi::{AccountId, MAX_PAGE};
use bond_client::contracts::{self, Psp22};
use bond_client::{Client, Deployment, Embedded, TraitCallBuilder};

/// What is asked about.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Accounts whose balances, records, roles and payments matter.
    pub accounts: BTreeSet<AccountId>,
    /// Contract, owner and spender of the allowances that were ever touched.
    pub allowances: BTreeSet<(AccountId, AccountId, AccountId)>,
    /// Contract, role and account of the roles that were ever touched.
    pub roles: BTreeSet<(AccountId, u32, AccountId)>,
    /// Number of events of the series.
    pub events: u8,
    /// First fiscal year of the series.
    pub fiscal_year: u16,
    /// Contracts that are not asked, because they answer anything.
    pub ignored: BTreeSet<AccountId>,
}

/// The answers of every getter of the seven contracts, by question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest(BTreeMap<String, String>);

impl Digest {
    /// Asks every getter about everything in scope.
    pub fn take(client: &mut Client<Embedded>, series: &Deployment, scope: &Scope) -> Self {
        let mut reader = Reader { client, entries: BTreeMap::new() };
        let asked = |contract| !scope.ignored.contains(&contract);
        if asked(series.token) {
            reader.token(series, scope);
            reader.office(series, scope);
        }
        if asked(series.yen) {
            reader.yen(series, scope);
        }
        if asked(series.registry) {
            reader.registry(series, scope);
        }
        reader.desk(series, scope);
        reader.distributor(series, scope);
        reader.agent(series, scope);
        reader.roles(scope);
        Self(reader.entries)
    }

    /// Fails with what differs, and nothing else. Questions that only one side asks, because more became known in
    /// between, do not count.
    ///
    /// # Panics
    /// When the digests differ.
    #[track_caller]
    pub fn assert_same(&self, other: &Self, what: &str) {
        let differences: Vec<String> = self
            .0
            .iter()
            .filter_map(|(question, before)| Some((question, before, other.0.get(question)?)))
            .filter(|(_, before, after)| before != after)
            .map(|(question, before, after)| format!("{question}: {before} -> {after}"))
            .collect();
        assert!(differences.is_empty(), "{what} changed the state:\n{}", differences.join("\n"));
    }
}

/// The first bytes of an account, which tell the parties of a test apart.
fn brief(account: &AccountId) -> String {
    let bytes: &[u8; 32] = account.as_ref();
    bytes[..3].iter().map(|byte| format!("{byte:02x}")).collect()
}

struct Reader<'a> {
    client: &'a mut Client<Embedded>,
    entries: BTreeMap<String, String>,
}

impl Reader<'_> {
    fn ask<R: scale::Decode + Debug>(
        &mut self,
        label: impl Into<String>,
        message: impl Into<contracts::Message<R>>,
    ) -> R {
        let label = label.into();
        let answer = self.client.read(message).unwrap_or_else(|error| panic!("{label}: {error}"));
        self.entries.insert(label, format!("{answer:?}"));
        answer
    }

    fn token(&mut self, series: &Deployment, scope: &Scope) {
        let (token, psp22) = (contracts::token(series.token), Psp22(series.token));
        let state = self.ask("token state", token.call().state());
        self.ask("token supply", psp22.total_supply());
        for start in (0..state.wallets).step_by(MAX_PAGE as usize) {
            self.ask(format!("register from {start}"), token.call().register(start, MAX_PAGE));
        }
        for account in &scope.accounts {
            self.ask(format!("units of {}", brief(account)), psp22.balance_of(*account));
            self.ask(format!("cell of {}", brief(account)), token.call().account(*account));
        }
        let accounts: Vec<AccountId> = scope.accounts.iter().copied().collect();
        // Cutoffs pass in order; more than the last few would only repeat themselves.
        for k in state.epoch.saturating_sub(3)..state.epoch {
            for page in accounts.chunks(MAX_PAGE as usize) {
                let label = format!("units at {k} of {} and on", brief(&page[0]));
                self.ask(label, token.call().units_at_many(page.to_vec(), k)).ok();
            }
        }
        self.allowances(series.token, scope);
    }

    fn office(&mut self, series: &Deployment, scope: &Scope) {
        let (office, psp22) = (contracts::office(series.office), Psp22(series.office));
        let status = self.ask("series status", office.call().status());
        self.ask("office paused", psp22.paused());
        self.ask("office pending admin", contracts::handover(series.office).call().pending_admin());
        for name in self.ask("documents", office.call().documents()) {
            self.ask(format!("document {name}"), office.call().document(name));
        }
        for k in 0..status.events {
            self.ask(format!("event {k}"), office.call().event(k));
        }
        for k in status.epoch.saturating_sub(3)..status.epoch {
            self.ask(format!("basis of {k}"), office.call().coupon_basis(k)).ok();
        }
        for account in &scope.accounts {
            self.ask(format!("locks of {}", brief(account)), office.call().locks_of(*account));
            for k in status.epoch.saturating_sub(3)..=status.epoch {
                self.ask(format!("directions of {} in {k}", brief(account)), office.call().directions(*account, k));
            }
        }
    }

    fn yen(&mut self, series: &Deployment, scope: &Scope) {
        let psp22 = Psp22(series.yen);
        self.ask("yen supply", psp22.total_supply());
        self.ask("yen of the distributor", psp22.balance_of(series.distributor));
        for account in &scope.accounts {
            self.ask(format!("yen of {}", brief(account)), psp22.balance_of(*account));
        }
        self.allowances(series.yen, scope);
    }

    fn allowances(&mut self, contract: AccountId, scope: &Scope) {
        for (_, owner, spender) in scope.allowances.iter().filter(|(touched, ..)| *touched == contract) {
            self.ask(
                format!("allowance at {} of {} to {}", brief(&contract), brief(owner), brief(spender)),
                Psp22(contract).allowance(*owner, *spender),
            );
        }
    }

    fn registry(&mut self, series: &Deployment, scope: &Scope) {
        let registry = contracts::registry(series.registry);
        self.ask("desk of the registry", registry.call().desk());
        let accounts: Vec<AccountId> = scope.accounts.iter().copied().collect();
        for page in accounts.chunks(MAX_PAGE as usize) {
            let label = |what: &str| format!("{what} of {} and on", brief(&page[0]));
            self.ask(label("profiles"), registry.call().profiles_of(page.to_vec())).ok();
            self.ask(label("taxes"), registry.call().payees_at(page.to_vec(), u64::MAX)).ok();
        }
    }

    fn desk(&mut self, series: &Deployment, scope: &Scope) {
        let desk = contracts::desk(series.desk);
        self.ask("desk pending admin", contracts::handover(series.desk).call().pending_admin());
        let status = self.ask("desk status", desk.call().status());
        self.ask("registrars", desk.call().registrars(0));
        for from in (0..status.wallets).step_by(MAX_PAGE as usize) {
            self.ask(format!("wallets from {from}"), desk.call().wallets(from, MAX_PAGE));
        }
        let mut from = 0;
        while from < status.investors {
            let page = self.ask(format!("investors from {from}"), desk.call().investors(from, MAX_PAGE));
            from += u32::try_from(page.len()).expect("a page");
        }
        for account in &scope.accounts {
            self.ask(format!("standing of {}", brief(account)), desk.call().explain(*account));
        }
    }

    fn roles(&mut self, scope: &Scope) {
        for (contract, role, account) in &scope.roles {
            let label = format!("role {role} at {} of {}", brief(contract), brief(account));
            self.ask(label.clone(), Psp22(*contract).has_role(*role, *account));
            self.ask(format!("{label} from"), contracts::duties(*contract).call().role_from_ms(*role, *account));
        }
    }

    fn distributor(&mut self, series: &Deployment, scope: &Scope) {
        let distributor = contracts::distributor(series.distributor);
        self.ask("wiring", distributor.call().wiring());
        for k in 0..scope.events {
            let coupon: Option<Coupon> = self.ask(format!("coupon {k}"), distributor.call().event(k));
            if coupon.is_none() {
                self.ask(format!("cash date of {k}"), distributor.call().payment_day(k));
            }
        }
        for account in &scope.accounts {
            self.ask(format!("marks of {}", brief(account)), distributor.call().marks(*account));
        }
        self.ask("tax table", distributor.call().tax_table());
        if !scope.ignored.contains(&series.yen) {
            self.ask("cash", distributor.call().cash()).ok();
        }
    }

    fn agent(&mut self, series: &Deployment, scope: &Scope) {
        let agent = contracts::agent(series.agent);
        self.ask("agent pending acts", agent.call().pending_acts());
        self.ask("agent pending admin", contracts::handover(series.agent).call().pending_admin());
        let status = self.ask("agent status", agent.call().status());
        if status.distributor.is_none() {
            return;
        }
        for k in 0..scope.events {
            self.ask(format!("taxes of {k}"), agent.call().tax_ledger(k)).ok();
        }
        self.ask("first fiscal year", agent.call().fiscal_year(scope.fiscal_year)).ok();
    }
}
