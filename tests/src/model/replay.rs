//! The same facts, read from the contracts' events alone (N4): what an auditor has who was never there.

use std::collections::BTreeMap;

use bond_abi::agent::AgentEvent;
use bond_abi::desk::{DeskEvent, InvestorRecord};
use bond_abi::distributor::{CouponState, DistributorEvent, Outcome};
use bond_abi::office::OfficeEvent;
use bond_abi::registry::Status;
use bond_abi::roles::ADMIN;
use bond_abi::token::TokenEvent;
use bond_abi::yen::YenEvent;
use bond_abi::AccountId;

use super::state::State;
use super::{Fact, Model, Of, Record};
use crate::events::Seen;

/// What events told so far.
#[derive(Debug, Clone)]
pub struct Replay {
    /// What they come to.
    pub model: Model,
    investors: BTreeMap<u64, (InvestorRecord, Status, Vec<AccountId>)>,
}

impl Replay {
    /// Begins with what was there.
    pub fn new(model: Model) -> Self {
        Self { model, investors: BTreeMap::new() }
    }

    /// Takes in what one call emitted; gives the facts.
    pub fn take(&mut self, now_ms: u64, events: &[Seen]) -> Vec<Fact> {
        self.model.now_ms = now_ms;
        let mut facts = Vec::new();
        for event in events {
            let more = match event {
                Seen::Token(event) => token(event, events),
                Seen::Office(event) => self.office(event),
                Seen::Desk(event) => self.desk(event),
                Seen::Agent(event) => self.agent(event),
                Seen::Distributor(event) => distributor(event),
                Seen::Yen(event) => vec![yen(event)],
            };
            self.model.record(more.iter().copied());
            facts.extend(more);
        }
        facts
    }

    fn office(&self, event: &OfficeEvent) -> Vec<Fact> {
        let of = Of::Office;
        match *event {
            OfficeEvent::IssueClosed { issued_units, .. } => {
                assert_eq!(issued_units, self.model.issued_units());
                vec![Fact::Closed]
            }
            OfficeEvent::IssueReopened { .. } => vec![Fact::Reopened],
            OfficeEvent::Locked { account, number, lock, .. } => {
                let earlier = self.model.facts().filter(|fact| matches!(fact, Fact::Locked(_))).count();
                assert_eq!((number as usize, account), (earlier, lock.account));
                vec![Fact::Locked(lock)]
            }
            OfficeEvent::Unlocked { number, units, left_units, account, .. } => {
                let lock = self.model.locks()[&number];
                assert_eq!((lock.account, lock.units - units), (account, left_units));
                vec![Fact::Unlocked { number, units }]
            }
            OfficeEvent::AccountFrozen { account, old, new, .. } => {
                assert_eq!(old, self.model.is_frozen(account));
                vec![Fact::Frozen { account, frozen: new }]
            }
            OfficeEvent::AccountRecovered { old, new, .. } => {
                vec![Fact::Succeeded { old, new, with_locks: !self.model.is_over() }]
            }
            OfficeEvent::BoughtBack { units, cancelled_units, .. } => {
                assert_eq!(cancelled_units, self.model.cancelled_units() + units);
                vec![Fact::Cancelled { units }]
            }
            OfficeEvent::Paused { .. } => vec![Fact::Paused(true)],
            OfficeEvent::Unpaused { .. } => vec![Fact::Paused(false)],
            OfficeEvent::RoleGranted { role, account, .. } => vec![granted(of, role, account)],
            OfficeEvent::RoleRevoked { role, account, .. } => revoked(of, role, account),
            OfficeEvent::AdminProposed { old, new, .. } => self.proposed(of, old, new),
            // Its `Transfer` says it.
            OfficeEvent::ForcedTransfer { .. } => Vec::new(),
            OfficeEvent::Wired { .. }
            | OfficeEvent::DocumentSet { .. }
            | OfficeEvent::EarlyRedemptionCalled { .. }
            | OfficeEvent::EscrowChanged { .. }
            | OfficeEvent::UnitsAdopted { .. }
            | OfficeEvent::RoleCancelled { .. } => panic!("no step does it: {event:?}"),
        }
    }

    fn proposed(&self, of: Of, old: Option<AccountId>, new: Option<AccountId>) -> Vec<Fact> {
        assert_eq!(old, self.model.pending(of));
        vec![Fact::Proposed { of, account: new }]
    }

    fn known(&self, investor_id: u64) -> Vec<Fact> {
        let (record, status, wallets) = &self.investors[&investor_id];
        let record = Record { status: *status, expiry_ms: record.expiry_ms, tax_class: record.tax_class };
        wallets.iter().map(|account| Fact::Known { account: *account, record }).collect()
    }

    fn desk(&mut self, event: &DeskEvent) -> Vec<Fact> {
        let investor_id = match *event {
            DeskEvent::InvestorRegistered { investor_id, record, .. } => {
                self.investors.insert(investor_id, (record, Status::Active, Vec::new()));
                return Vec::new();
            }
            DeskEvent::WalletLinked { wallet, investor_id, .. } => {
                self.investors.get_mut(&investor_id).expect("an investor").2.push(wallet);
                investor_id
            }
            DeskEvent::InvestorUpdated { investor_id, old, new, .. } => {
                let known = self.investors.get_mut(&investor_id).expect("an investor");
                assert_eq!(std::mem::replace(&mut known.0, new), old);
                investor_id
            }
            DeskEvent::StatusChanged { investor_id, old, new, .. } => {
                let known = self.investors.get_mut(&investor_id).expect("an investor");
                assert_eq!(std::mem::replace(&mut known.1, new), old);
                investor_id
            }
            _ => panic!("no step does it: {event:?}"),
        };
        self.known(investor_id)
    }

    fn agent(&self, event: &AgentEvent) -> Vec<Fact> {
        let of = Of::Agent;
        match *event {
            AgentEvent::PaymentDaySet { event: k, new: day, .. } => vec![Fact::PaymentDay { k, day }],
            AgentEvent::TaxWithdrawn { event: k, kind, yen, .. } => vec![Fact::TaxTaken { k, kind, yen }],
            AgentEvent::TaxRemitted { event: k, kind, yen, total_yen, .. } => {
                assert_eq!(total_yen, self.model.remitted_yen(k, kind) + yen);
                vec![Fact::TaxRemitted { k, kind, yen }]
            }
            // What was put aside for an event that needs no more is gone with it.
            AgentEvent::SurplusWithdrawn { .. } => self.model.idle_reserves(),
            AgentEvent::ClaimsLapsed { event: k, yen, .. } => vec![Fact::Lapsed { k, yen }],
            AgentEvent::FundingReturned { event: k, yen, .. } => vec![Fact::FundingReturned { k, yen }],
            AgentEvent::RoleGranted { role, account, .. } => vec![granted(of, role, account)],
            AgentEvent::RoleRevoked { role, account, .. } => revoked(of, role, account),
            AgentEvent::AdminProposed { old, new, .. } => self.proposed(of, old, new),
            _ => panic!("no step does it: {event:?}"),
        }
    }
}

fn granted(of: Of, role: u32, account: AccountId) -> Fact {
    match role {
        ADMIN => Fact::Admin { of, account },
        role => Fact::Role { of, role, account, has: true },
    }
}

/// The admin's role goes with the grant to the next one.
fn revoked(of: Of, role: u32, account: AccountId) -> Vec<Fact> {
    match role {
        ADMIN => Vec::new(),
        role => vec![Fact::Role { of, role, account, has: false }],
    }
}

fn token(event: &TokenEvent, all: &[Seen]) -> Vec<Fact> {
    match *event {
        TokenEvent::Transfer { from, to, value } => {
            let units = u64::try_from(value).expect("units");
            let moved = Fact::Moved { from, to, units };
            let is_bought_back = all.iter().any(|seen| matches!(seen, Seen::Office(OfficeEvent::BoughtBack { .. })));
            match (from, to) {
                (Some(account), None) if !is_bought_back => vec![moved, Fact::Redeemed { account, units }],
                _ => vec![moved],
            }
        }
        TokenEvent::Approval { owner, spender, amount } => vec![Fact::Allowed { owner, spender, units: amount }],
    }
}

fn distributor(event: &DistributorEvent) -> Vec<Fact> {
    match *event {
        DistributorEvent::CouponAnnounced { event: k, .. } => vec![Fact::Announced { k }],
        DistributorEvent::CouponFunded { event: k, amount_yen: yen, .. } => vec![Fact::Funded { k, yen }],
        DistributorEvent::CouponOpened { event: k } => vec![Fact::Opened { k }],
        DistributorEvent::CouponPaid { event: k, account, to, quote, escrowed } => {
            vec![Fact::Paid { k, account, to, quote, escrowed }]
        }
        DistributorEvent::PaymentReserved { event: k, account, outcome, .. } => {
            vec![Fact::Waits { k, account, on_hold: outcome == Outcome::Suspended }]
        }
        // It follows from the payments.
        DistributorEvent::CouponSettled { .. } => Vec::new(),
        DistributorEvent::ReserveDeposited { event: k, amount_yen: yen, .. } => vec![Fact::Deposited { k, yen }],
        DistributorEvent::ReserveDrawn { event: k, amount_yen: yen, .. } => vec![Fact::Drawn { k, yen }],
    }
}

fn yen(event: &YenEvent) -> Fact {
    match *event {
        YenEvent::Transfer { from, to, value } => Fact::Yen { from, to: to.expect("nobody burns yen"), yen: value },
        YenEvent::Approval { owner, spender, amount } => Fact::YenAllowed { owner, spender, yen: amount },
    }
}

impl State {
    /// Without what no event tells: which claims of an event that lapsed a page has looked at since.
    pub fn as_told(mut self) -> Self {
        for (k, coupon) in &self.coupons {
            if coupon.state == CouponState::Lapsed {
                for holding in self.accounts.values_mut() {
                    holding.marks.lapsed &= !(1 << k);
                    holding.marks.reserved &= !(1 << k);
                }
            }
        }
        self
    }
}
