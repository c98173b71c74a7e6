//! A reference model of a series, written without a look at how the contracts do it: it keeps the list of everything that
//! happened and answers each question by going through that list from the beginning. No balances, no snapshots, no sums are
//! kept, so that none can be forgotten.
//!
//! [`register`] foretells what token and office answer, [`money`] what distributor and paying agent answer, with [`due`]
//! for what each event comes to, [`people`] desk and roles: the facts that follow, or the exact error. [`state`] is what can be seen from outside, as the model says and
//! as the getters say. [`replay`] makes the same of events alone, and [`invariants`] are the promises of threats §3.

pub mod due;
pub mod invariants;
pub mod money;
pub mod people;
pub mod register;
pub mod replay;
pub mod state;

use std::collections::BTreeMap;

use bond_abi::distributor::{Escrowed, Quote, TaxKind, TaxRow};
use bond_abi::office::{Lock, LockKind, PaymentEvent, SeizedUnits};
use bond_abi::registry::{Status, TaxClass};
use bond_abi::AccountId;

/// What never changes in a life of a series.
#[derive(Debug, Clone)]
pub struct Fixed {
    /// The schedule.
    pub events: Vec<PaymentEvent>,
    /// Most units there can be.
    pub authorised_units: u64,
    /// Face of a unit.
    pub denomination_yen: u128,
    /// The annual rate, in hundred-thousandths; each event pays half of it.
    pub rate_e5: u128,
    /// Years until interest lapses, and until principal does.
    pub prescription_years: (u8, u8),
    /// The tax table.
    pub tax_table: Vec<TaxRow>,
    /// The code of the payment token.
    pub payment_code: [u8; 32],
    /// Token, office, distributor, paying agent.
    pub contracts: [AccountId; 4],
    /// Where withheld tax goes, and where surplus goes.
    pub cash_accounts: [AccountId; 2],
}

/// Whose role it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// The office's.
    Office,
    /// The paying agent's.
    Agent,
}

/// What is known about an investor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// Standing.
    pub status: Status,
    /// When the identification lapses.
    pub expiry_ms: u64,
    /// For withholding.
    pub tax_class: TaxClass,
}

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// Units came into being, changed hands, or went.
    Moved { from: Option<AccountId>, to: Option<AccountId>, units: u64 },
    /// Units were repaid or cancelled after the last event, locked or not.
    Redeemed { account: AccountId, units: u64 },
    /// The issuer cancelled units of its own.
    Cancelled { units: u64 },
    /// A spender may take so many.
    Allowed { owner: AccountId, spender: AccountId, units: u128 },
    /// An account was frozen or released.
    Frozen { account: AccountId, frozen: bool },
    /// Units were locked; locks are numbered from 0.
    Locked(Lock),
    /// Units left a lock.
    Unlocked { number: u32, units: u64 },
    /// A wallet took the place of another, with its locks or without.
    Succeeded { old: AccountId, new: AccountId, with_locks: bool },
    /// The issue was closed.
    Closed,
    /// The issue was opened again.
    Reopened,
    /// Transfers were stopped or go on.
    Paused(bool),
    /// A registrar said something about an account.
    Known { account: AccountId, record: Record },
    /// Somebody has a role, or has it no more.
    Role { of: Of, role: u32, account: AccountId, has: bool },
    /// Somebody is the admin now.
    Admin { of: Of, account: AccountId },
    /// Somebody may become it, or nobody.
    Proposed { of: Of, account: Option<AccountId> },
    /// Yen came into being, or changed hands.
    Yen { from: Option<AccountId>, to: AccountId, yen: u128 },
    /// A spender may take so much.
    YenAllowed { owner: AccountId, spender: AccountId, yen: u128 },
    /// Another cash date was set for an event, or taken back.
    PaymentDay { k: u8, day: Option<i32> },
    /// An event was announced.
    Announced { k: u8 },
    /// Money came for an event.
    Funded { k: u8, yen: u128 },
    /// Money was put aside for an event.
    Deposited { k: u8, yen: u128 },
    /// Money that had been put aside went to an event.
    Drawn { k: u8, yen: u128 },
    /// What had been put aside for an event counts no more.
    ReserveEnded { k: u8 },
    /// An event was opened.
    Opened { k: u8 },
    /// Somebody was paid.
    Paid { k: u8, account: AccountId, to: AccountId, quote: Quote, escrowed: Option<Escrowed> },
    /// Somebody could not be paid, because he is on hold or for another reason.
    Waits { k: u8, account: AccountId, on_hold: bool },
    /// What was left of an event went back.
    Lapsed { k: u8, yen: u128 },
    /// The part of the money of an event that never opened went back.
    FundingReturned { k: u8, yen: u128 },
    /// A page looked at a claim that had lapsed.
    LapseSeen { k: u8, account: AccountId },
    /// Tax was taken out.
    TaxTaken { k: u8, kind: TaxKind, yen: u128 },
    /// Tax was remitted.
    TaxRemitted { k: u8, kind: TaxKind, yen: u128 },
}

/// The model.
#[derive(Debug, Clone)]
pub struct Model {
    /// What never changes.
    pub fixed: Fixed,
    /// Time of the next message.
    pub now_ms: u64,
    /// What happened, and when.
    pub history: Vec<(u64, Fact)>,
}

/// How far the issue has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issue {
    /// Never closed.
    First,
    /// Closed.
    Closed,
    /// Open once more.
    Again,
}

impl Model {
    /// A model in which nothing has happened.
    pub fn new(fixed: Fixed, now_ms: u64) -> Self {
        Self { fixed, now_ms, history: Vec::new() }
    }

    /// Writes down what happened now.
    pub fn record(&mut self, facts: impl IntoIterator<Item = Fact>) {
        let now_ms = self.now_ms;
        self.history.extend(facts.into_iter().map(|fact| (now_ms, fact)));
    }

    /// The model after something more.
    pub fn with(&self, facts: &[Fact]) -> Self {
        let mut later = self.clone();
        later.record(facts.iter().copied());
        later
    }

    pub(crate) fn facts(&self) -> impl DoubleEndedIterator<Item = Fact> + '_ {
        self.history.iter().map(|(_, fact)| *fact)
    }

    /// Units of an account after all that happened before an instant.
    pub fn units_before(&self, account: AccountId, before_ms: u64) -> u64 {
        let (mut came, mut went) = (0, 0);
        for (_, fact) in self.history.iter().filter(|(at_ms, _)| *at_ms < before_ms) {
            if let Fact::Moved { from, to, units } = fact {
                came += if *to == Some(account) { *units } else { 0 };
                went += if *from == Some(account) { *units } else { 0 };
            }
        }
        came - went
    }

    /// Units of an account.
    pub fn units(&self, account: AccountId) -> u64 {
        self.units_before(account, u64::MAX)
    }

    /// Units of everybody after all that happened before an instant.
    pub fn supply_before(&self, before_ms: u64) -> u64 {
        let before = self.history.iter().filter(|(at_ms, _)| *at_ms < before_ms);
        let (mut came, mut went) = (0, 0);
        for (_, fact) in before {
            match fact {
                Fact::Moved { from: None, units, .. } => came += units,
                Fact::Moved { to: None, units, .. } => went += units,
                _ => {}
            }
        }
        came - went
    }

    /// How many record dates have passed.
    pub fn epoch(&self) -> u8 {
        let passed = self.fixed.events.iter().filter(|event| event.cutoff_ms <= self.now_ms).count();
        u8::try_from(passed).expect("at most 128 events")
    }

    /// How many events there are.
    pub fn events(&self) -> u8 {
        u8::try_from(self.fixed.events.len()).expect("at most 128 events")
    }

    /// Whether no record date is to come.
    pub fn is_over(&self) -> bool {
        self.epoch() == self.events()
    }

    /// How far the issue has come.
    pub fn issue(&self) -> Issue {
        let last = self.facts().rev().find_map(|fact| match fact {
            Fact::Closed => Some(Issue::Closed),
            Fact::Reopened => Some(Issue::Again),
            _ => None,
        });
        last.unwrap_or(Issue::First)
    }

    /// Whether transfers are stopped.
    pub fn is_paused(&self) -> bool {
        let last = self.facts().rev().find_map(|fact| match fact {
            Fact::Paused(paused) => Some(paused),
            _ => None,
        });
        last.unwrap_or(false)
    }

    /// What a spender may take.
    pub fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
        let last = self.facts().rev().find_map(|fact| match fact {
            Fact::Allowed { owner: of, spender: by, units } if (of, by) == (owner, spender) => Some(units),
            _ => None,
        });
        last.unwrap_or(0)
    }

    /// Whether an account is frozen: as the last order about it said.
    pub fn is_frozen(&self, account: AccountId) -> bool {
        let last = self.facts().rev().find_map(|fact| match fact {
            Fact::Frozen { account: of, frozen } if of == account => Some(frozen),
            _ => None,
        });
        last.unwrap_or(false)
    }

    /// Who took the place of a wallet, and of that one, to the end.
    pub fn successor(&self, account: AccountId) -> Option<AccountId> {
        let next = |account| {
            self.facts().find_map(|fact| match fact {
                Fact::Succeeded { old, new, .. } if old == account => Some(new),
                _ => None,
            })
        };
        std::iter::successors(next(account), |wallet| next(*wallet)).last()
    }

    /// The open locks by number.
    pub fn locks(&self) -> BTreeMap<u32, Lock> {
        let mut locks: BTreeMap<u32, Lock> = BTreeMap::new();
        let mut opened = 0;
        for fact in self.facts() {
            match fact {
                Fact::Locked(lock) => {
                    locks.insert(opened, lock);
                    opened += 1;
                }
                Fact::Unlocked { number, units } => {
                    locks.get_mut(&number).expect("an open lock").units -= units;
                    locks.retain(|_, lock| lock.units > 0);
                }
                Fact::Succeeded { old, new, with_locks: true } => {
                    locks.values_mut().filter(|lock| lock.account == old).for_each(|lock| lock.account = new);
                }
                _ => {}
            }
        }
        locks
    }

    /// Units of an account that cannot move: those of its locks, as long as they were not repaid.
    pub fn locked_units(&self, account: AccountId) -> u64 {
        let mut locked: BTreeMap<AccountId, u64> = BTreeMap::new();
        let mut owners: Vec<AccountId> = Vec::new();
        for fact in self.facts() {
            match fact {
                Fact::Locked(lock) => {
                    owners.push(lock.account);
                    *locked.entry(lock.account).or_default() += lock.units;
                }
                Fact::Unlocked { number, units } => {
                    let held = locked.entry(owners[number as usize]).or_default();
                    *held = held.saturating_sub(units);
                }
                Fact::Succeeded { old, new, with_locks: true } => {
                    owners.iter_mut().filter(|owner| **owner == old).for_each(|owner| *owner = new);
                    let handed_over = locked.remove(&old).unwrap_or(0);
                    *locked.entry(new).or_default() += handed_over;
                }
                Fact::Redeemed { account, units } => {
                    let held = locked.entry(account).or_default();
                    *held = held.saturating_sub(units);
                }
                _ => {}
            }
        }
        locked.get(&account).copied().unwrap_or(0)
    }

    /// What is seized of an account now.
    pub fn seized(&self, account: AccountId) -> Option<SeizedUnits> {
        self.locks().into_values().filter(|lock| lock.account == account).filter_map(seizure_of).reduce(together)
    }

    /// The wallets in which the units of a lock were, each from an instant on; the first one from the beginning of time,
    /// since a seizure also takes what its units earned before it and was not paid.
    fn places_of(&self, number: u32) -> Vec<(u64, AccountId)> {
        let mut places: Vec<(u64, AccountId)> = Vec::new();
        let mut opened = 0;
        for (at_ms, fact) in &self.history {
            match *fact {
                Fact::Locked(lock) => {
                    if opened == number {
                        places.push((0, lock.account));
                    }
                    opened += 1;
                }
                Fact::Succeeded { old, new, with_locks: true }
                    if places.last().is_some_and(|(_, place)| *place == old) =>
                {
                    places.push((*at_ms, new));
                }
                _ => {}
            }
        }
        places
    }

    /// What is seized of that which an account earned with an event: the seized units that were in it at the record date.
    pub fn seized_at(&self, account: AccountId, k: u8) -> Option<SeizedUnits> {
        let cutoff_ms = self.fixed.events[usize::from(k)].cutoff_ms;
        let locks = self.locks().into_iter().filter(|(number, _)| {
            let places = self.places_of(*number);
            let at_cutoff = places.iter().rev().find(|(since_ms, _)| *since_ms < cutoff_ms);
            at_cutoff.is_some_and(|(_, place)| *place == account)
        });
        locks.filter_map(|(_, lock)| seizure_of(lock)).reduce(together)
    }

    /// Whether anything is seized of what an account earned or earns.
    pub fn has_seizures(&self, account: AccountId) -> bool {
        self.seized(account).is_some() || (0..self.events()).any(|k| self.seized_at(account, k).is_some())
    }

    /// What registrars say about an account now.
    pub fn known(&self, account: AccountId) -> Option<Record> {
        self.facts().rev().find_map(|fact| match fact {
            Fact::Known { account: of, record } if of == account => Some(record),
            _ => None,
        })
    }

    /// The tax class of an account at an instant: as the last word before it had it, or the first word of all.
    pub fn tax_class_at(&self, account: AccountId, at_ms: u64) -> Option<TaxClass> {
        let words = self.history.iter().filter_map(|(said_ms, fact)| match fact {
            Fact::Known { account: of, record } if *of == account => Some((*said_ms, record.tax_class)),
            _ => None,
        });
        let words: Vec<_> = words.collect();
        let before = words.iter().rev().find(|(said_ms, _)| *said_ms < at_ms);
        before.or(words.first()).map(|(_, class)| *class)
    }

    /// Yen of an account.
    pub fn yen(&self, account: AccountId) -> u128 {
        let (mut came, mut went) = (0, 0);
        for fact in self.facts() {
            if let Fact::Yen { from, to, yen } = fact {
                came += if to == account { yen } else { 0 };
                went += if from == Some(account) { yen } else { 0 };
            }
        }
        came - went
    }
}

fn seizure_of(lock: Lock) -> Option<SeizedUnits> {
    match lock.kind {
        LockKind::Seized { seizure } => Some(SeizedUnits { escrow: seizure.escrow, units: lock.units }),
        _ => None,
    }
}

fn together(one: SeizedUnits, other: SeizedUnits) -> SeizedUnits {
    SeizedUnits { units: one.units + other.units, ..one }
}
