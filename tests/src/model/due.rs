//! What each event comes to: what it needs, who is due what, what was paid and what is left, from the list of what happened.

use std::collections::BTreeSet;

use bond_abi::distributor::{
    Cash, Coupon, CouponState, Entitlement, Escrowed, Marks, Outcome, Quote, TaxKind, TaxRow, Totals,
};
use bond_abi::registry::{Status, TaxClass};
use bond_abi::AccountId;
use bond_math::Date;

use super::{Fact, Issue, Model};

/// Yen that somebody got: for the interest he is due, what was withheld, and the principal.
pub(super) struct Due {
    /// Interest.
    pub gross_yen: u128,
    /// Principal.
    pub principal_yen: u128,
}

/// First instant of a day.
pub(super) fn start_ms(day: i32) -> u64 {
    Date::from_days(day).and_then(Date::start_ms_jst).expect("a day after 1970")
}

impl Model {
    pub(super) fn distributor(&self) -> AccountId {
        self.fixed.contracts[2]
    }

    pub(super) fn is_announced(&self, k: u8) -> bool {
        self.facts().any(|fact| fact == Fact::Announced { k })
    }

    pub(super) fn units_at(&self, account: AccountId, k: u8) -> u64 {
        self.units_before(account, self.fixed.events[usize::from(k)].cutoff_ms)
    }

    /// What a unit still owes before an event: its face without what earlier events repaid.
    fn outstanding_yen(&self, k: u8) -> u128 {
        let earlier = &self.fixed.events[..usize::from(k)];
        let repaid: u64 = earlier.iter().map(|event| event.principal_per_unit_yen).sum();
        self.fixed.denomination_yen - u128::from(repaid)
    }

    /// Half a year's interest of so many units, rounded down once, and their principal.
    pub(super) fn due(&self, k: u8, units: u64) -> Due {
        let units = u128::from(units);
        let principal_yen = units * u128::from(self.fixed.events[usize::from(k)].principal_per_unit_yen);
        Due { gross_yen: units * self.outstanding_yen(k) * self.fixed.rate_e5 / 100_000 / 2, principal_yen }
    }

    fn rates_on(&self, day: i32) -> TaxRow {
        *self.fixed.tax_table.iter().rfind(|row| row.from_day <= day).expect("a row for every day")
    }

    /// The cash date of an event: as it was set before it opened, else that of the schedule.
    pub(super) fn payment_day(&self, k: u8) -> i32 {
        let set = self.facts().rev().find_map(|fact| match fact {
            Fact::PaymentDay { k: of, day } if of == k => Some(day),
            _ => None,
        });
        set.flatten().unwrap_or(self.fixed.events[usize::from(k)].payment_day)
    }

    fn quote(&self, k: u8, units: u64, class: TaxClass) -> Quote {
        let Due { gross_yen, principal_yen } = self.due(k, units);
        let rates = self.rates_on(self.payment_day(k)).of(class);
        let tax_yen = |rate_e5: u32| gross_yen * u128::from(rate_e5) / 100_000;
        let (national_tax_yen, local_tax_yen) = (tax_yen(rates.national_e5), tax_yen(rates.local_e5));
        let net_yen = gross_yen - national_tax_yen - local_tax_yen;
        Quote { units, gross_yen, national_tax_yen, local_tax_yen, net_yen, principal_yen }
    }

    /// An announced event, from all that happened to it.
    pub fn coupon(&self, k: u8) -> Option<Coupon> {
        if k >= self.events() || !self.is_announced(k) {
            return None;
        }
        let event = &self.fixed.events[usize::from(k)];
        let supply_units = self.supply_before(event.cutoff_ms);
        let due = self.due(k, supply_units);
        let (interest_years, principal_years) = self.fixed.prescription_years;
        let mut coupon = Coupon {
            state: CouponState::Announced,
            cutoff_ms: event.cutoff_ms,
            payment_day: self.payment_day(k),
            supply_units,
            interest_per_yen: event.interest_per_yen,
            per_yen_digits: 13,
            outstanding_per_unit_yen: u64::try_from(self.outstanding_yen(k)).expect("a face"),
            principal_per_unit_yen: event.principal_per_unit_yen,
            last: k + 1 == self.events(),
            rates: self.rates_on(self.payment_day(k)),
            required_yen: due.gross_yen + due.principal_yen,
            funded_yen: 0,
            prescription_years: if event.principal_per_unit_yen > 0 {
                interest_years.max(principal_years)
            } else {
                interest_years
            },
            opened_day: 0,
            paid: Totals::default(),
            reserved_yen: 0,
            reserved_units: 0,
            reserved_payees: 0,
            // No payee of the machine refuses his part alone.
            advanced: Totals::default(),
            held_yen: 0,
            held_payees: 0,
            national_withdrawn_yen: 0,
            local_withdrawn_yen: 0,
            lapsed_yen: 0,
        };
        let mut waiting = BTreeSet::new();
        for (at_ms, fact) in &self.history {
            match *fact {
                Fact::Funded { k: of, yen } | Fact::Drawn { k: of, yen } if of == k => coupon.funded_yen += yen,
                Fact::Opened { k: of } if of == k => {
                    coupon.state = CouponState::Open;
                    coupon.opened_day = Date::from_unix_ms_jst(*at_ms).expect("a day").days();
                }
                Fact::Paid { k: of, account, quote, .. } if of == k => {
                    waiting.remove(&account);
                    coupon.paid.payees += 1;
                    coupon.paid.units += quote.units;
                    coupon.paid.gross_yen += quote.gross_yen;
                    coupon.paid.national_tax_yen += quote.national_tax_yen;
                    coupon.paid.local_tax_yen += quote.local_tax_yen;
                    coupon.paid.net_yen += quote.net_yen;
                    coupon.paid.principal_yen += quote.principal_yen;
                }
                Fact::Waits { k: of, account, .. } if of == k => _ = waiting.insert(account),
                Fact::FundingReturned { k: of, yen } if of == k => coupon.funded_yen -= yen,
                Fact::TaxTaken { k: of, kind: TaxKind::National, yen } if of == k => {
                    coupon.national_withdrawn_yen += yen
                }
                Fact::TaxTaken { k: of, kind: TaxKind::Local, yen } if of == k => coupon.local_withdrawn_yen += yen,
                Fact::Lapsed { k: of, yen } if of == k => {
                    coupon.state = CouponState::Lapsed;
                    coupon.lapsed_yen = yen;
                }
                _ => {}
            }
        }
        if coupon.state == CouponState::Open && coupon.paid.units == supply_units {
            coupon.state = CouponState::Settled;
        }
        for account in waiting {
            let units = self.units_at(account, k);
            let due = self.due(k, units);
            coupon.reserved_yen += due.gross_yen + due.principal_yen;
            coupon.reserved_units += units;
            coupon.reserved_payees += 1;
            let waiting_yen = due.gross_yen + due.principal_yen;
            if waiting_yen > 0 && self.is_held(account, k) {
                coupon.held_yen += waiting_yen;
                coupon.held_payees += 1;
            }
        }
        Some(coupon)
    }

    /// Whether somebody was on hold when he was tried last, or when the event lapsed: his claim goes on.
    fn is_held(&self, account: AccountId, k: u8) -> bool {
        let (mut is_held, mut has_lapsed) = (false, false);
        for fact in self.facts() {
            match fact {
                Fact::Waits { k: of, account: who, on_hold } if (of, who) == (k, account) && !has_lapsed => {
                    is_held = on_hold
                }
                Fact::Paid { k: of, account: who, .. } if (of, who) == (k, account) => is_held = false,
                Fact::Lapsed { k: of, .. } if of == k => has_lapsed = true,
                _ => {}
            }
        }
        is_held
    }

    /// What became of the events of an account.
    pub fn marks(&self, account: AccountId) -> Marks {
        let mut marks = Marks::default();
        for fact in self.facts() {
            match fact {
                Fact::Paid { k, account: of, .. } if of == account => {
                    marks.paid |= 1 << k;
                    marks.reserved &= !(1 << k);
                }
                Fact::Waits { k, account: of, .. } if of == account => marks.reserved |= 1 << k,
                Fact::LapseSeen { k, account: of } if of == account => {
                    marks.lapsed |= 1 << k;
                    marks.reserved &= !(1 << k);
                }
                _ => {}
            }
        }
        marks
    }

    /// Who gets what an account is due, and his standing: the account, or who took its place.
    fn payee(&self, account: AccountId) -> Option<(AccountId, Status)> {
        let to = self.successor(account).unwrap_or(account);
        self.known(to).map(|record| (to, record.status))
    }

    /// What an account is due for an announced event, and how it stands.
    pub fn entitlement(&self, account: AccountId, k: u8) -> Entitlement {
        let coupon = self.coupon(k).expect("an announced event");
        let units = self.units_at(account, k);
        // Nobody asks about people who are due nothing.
        let class = self.tax_class_at(account, coupon.cutoff_ms);
        let payee = self.payee(account);
        let any_units = units > 0;
        let outcome = match payee {
            _ if !any_units => Outcome::NotAHolder,
            _ if self.marks(account).paid >> k & 1 == 1 => Outcome::AlreadyPaid,
            _ if coupon.state == CouponState::Lapsed && !self.is_held(account, k) => Outcome::Lapsed,
            None => Outcome::NotRegistered,
            _ if class.is_none() => Outcome::NotRegistered,
            Some((_, Status::Suspended)) => Outcome::Suspended,
            Some(_) => Outcome::Paid,
        };
        let quote = class.map(|class| self.quote(k, units, class));
        let escrowed = quote.filter(|_| outcome == Outcome::Paid).and_then(|quote| self.escrowed(account, k, &quote));
        Entitlement { units, quote, to: payee.map(|(to, _)| to), escrowed, outcome }
    }

    /// The court's part of a payment: the share of the net interest, rounded down, and the principal of what is seized.
    fn escrowed(&self, account: AccountId, k: u8, quote: &Quote) -> Option<Escrowed> {
        let seized = self.seized_at(account, k)?;
        let units = seized.units.min(quote.units);
        let share_yen = quote.net_yen * u128::from(units) / u128::from(quote.units);
        let yen = share_yen + self.due(k, units).principal_yen;
        (yen > 0).then_some(Escrowed { account: seized.escrow, yen })
    }

    /// Whether an event may still need money: it lacks some, or it is to come and somebody may be due something then.
    pub(super) fn needs_money(&self, k: u8) -> bool {
        match self.coupon(k) {
            Some(coupon) => coupon.funded_yen < coupon.required_yen,
            None => {
                let is_bought_back = self.issue() != Issue::First && self.supply_before(u64::MAX) == 0;
                !is_bought_back || self.now_ms >= self.fixed.events[usize::from(k)].cutoff_ms
            }
        }
    }

    /// What was put aside for an event and neither drawn nor given back.
    pub(super) fn put_aside_yen(&self, k: u8) -> u128 {
        let mut yen = 0;
        for fact in self.facts() {
            match fact {
                Fact::Deposited { k: of, yen: more } if of == k => yen += more,
                Fact::Drawn { k: of, yen: less } if of == k => yen -= less,
                Fact::ReserveEnded { k: of } if of == k => yen = 0,
                _ => {}
            }
        }
        yen
    }

    /// What surplus that is taken out takes with it: reserves of events that need no more.
    pub(super) fn idle_reserves(&self) -> Vec<Fact> {
        let idle = (0..self.events()).filter(|k| !self.needs_money(*k) && self.put_aside_yen(*k) > 0);
        idle.map(|k| Fact::ReserveEnded { k }).collect()
    }

    pub(super) fn left_yen(coupon: &Coupon) -> u128 {
        coupon.funded_yen - coupon.paid.gross_yen - coupon.paid.principal_yen - coupon.lapsed_yen
    }

    pub(super) fn withheld_yen(coupon: &Coupon, kind: TaxKind) -> u128 {
        match kind {
            TaxKind::National => coupon.paid.national_tax_yen - coupon.national_withdrawn_yen,
            TaxKind::Local => coupon.paid.local_tax_yen - coupon.local_withdrawn_yen,
        }
    }

    /// What the distributor has, owes, and nobody is owed.
    pub fn cash(&self) -> Cash {
        let needed = (0..self.events()).filter(|k| self.needs_money(*k));
        let reserve_yen: u128 = needed.map(|k| self.put_aside_yen(k)).sum();
        let coupons = (0..self.events()).filter_map(|k| self.coupon(k));
        let owed: u128 = coupons
            .map(|coupon| {
                let taxes =
                    Self::withheld_yen(&coupon, TaxKind::National) + Self::withheld_yen(&coupon, TaxKind::Local);
                match coupon.state {
                    CouponState::Announced | CouponState::Open | CouponState::Lapsed => taxes + Self::left_yen(&coupon),
                    CouponState::Settled => taxes,
                }
            })
            .sum();
        let (balance_yen, owed_yen) = (self.yen(self.distributor()), owed + reserve_yen);
        let surplus_yen = balance_yen - owed_yen;
        Cash { balance_yen, owed_yen, reserve_yen, surplus_yen, payment_code: self.fixed.payment_code }
    }

    /// What is withheld of a tax of an event and was not taken out; nothing of one that is not announced.
    pub fn withheld_of(&self, k: u8, kind: TaxKind) -> u128 {
        self.coupon(k).map_or(0, |coupon| Self::withheld_yen(&coupon, kind))
    }

    /// What was taken out of a tax of an event.
    pub fn taken_of(&self, k: u8, kind: TaxKind) -> u128 {
        let taken = self.facts().filter_map(|fact| match fact {
            Fact::TaxTaken { k: event, kind: of, yen } if (event, of) == (k, kind) => Some(yen),
            _ => None,
        });
        taken.sum()
    }

    /// What was remitted of both taxes of an event.
    pub fn remitted_yen(&self, k: u8, of: TaxKind) -> u128 {
        let remitted = self.facts().filter_map(|fact| match fact {
            Fact::TaxRemitted { k: event, kind, yen } if (event, kind) == (k, of) => Some(yen),
            _ => None,
        });
        remitted.sum()
    }

    /// First instant at which the claims of an event have lapsed: the day after the same date so many years later.
    pub fn lapse_ms(coupon: &Coupon) -> u64 {
        let from = Date::from_days(coupon.payment_day.max(coupon.opened_day)).expect("a day");
        let (year, month, day) = from.ymd();
        let years = i32::from(coupon.prescription_years);
        // There is no 29 February in most years; its anniversary is the 28th then.
        let same = Date::from_ymd(year + years, month, day).or_else(|_| Date::from_ymd(year + years, month, day - 1));
        start_ms(same.expect("a date").days() + 1)
    }
}
