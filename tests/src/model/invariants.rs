//! The invariants of threats §3, I1–I27, as functions of what was seen before a step and after it. They know no prediction:
//! another harness can use them with states of its own.
//!
//! I19 is also shown by the storage root, I20 by [`super::replay`], and I23–I25 by acting; see the machine of the scenarios.

use std::collections::BTreeSet;

use bond_abi::agent::AgentEvent;
use bond_abi::distributor::{Coupon, CouponState, Outcome};
use bond_abi::office::OfficeEvent;
use bond_abi::registry::Status;
use bond_abi::roles::ADMIN;
use bond_abi::token::Account;
use bond_abi::AccountId;
use bond_math::Date;

use super::state::{Holding, State};
use super::{Fact, Fixed, Model, Of};
use crate::events::Seen;

/// A step, as it was seen.
#[derive(Debug)]
pub struct View<'a> {
    /// What never changes.
    pub fixed: &'a Fixed,
    /// Before it.
    pub before: &'a State,
    /// After it.
    pub after: &'a State,
    /// Who called; nobody when only time passed.
    pub caller: Option<AccountId>,
    /// Whether the call was refused.
    pub refused: bool,
    /// What was emitted.
    pub events: &'a [Seen],
    /// The same as facts.
    pub facts: &'a [Fact],
}

/// Checks everything that must hold after a step.
///
/// # Panics
/// With the number of the invariant that does not hold.
pub fn check(view: &View) {
    i01_balances_add_up_to_the_supply(view);
    i02_units_come_by_issue_and_go_by_redemption(view);
    i03_locked_units_stay(view);
    i04_only_the_eligible_receive(view);
    i05_units_leave_by_will_or_order(view);
    i06_allowances_fall_by_what_was_taken(view);
    i07_records_add_up(view);
    i08_what_passed_never_changes(view);
    i09_nobody_is_paid_twice_or_a_part(view);
    i10_open_means_funded(view);
    i11_no_more_goes_than_came(view);
    i12_fractions_are_less_than_a_yen_a_holder(view);
    i13_the_money_is_there(view);
    i14_an_event_ends_when_nobody_is_owed(view);
    i15_events_go_forward(view);
    i16_time_goes_forward(view);
    i17_principal_is_repaid_once(view);
    i18_a_pause_stops_what_it_says(view);
    i19_a_refusal_changes_nothing(view);
    i21_outsiders_take_nothing(view);
    i22_there_is_one_admin(view);
    i26_a_split_gains_nothing(view);
}

fn moves<'a>(view: &'a View) -> impl Iterator<Item = (Option<AccountId>, Option<AccountId>, u64)> + 'a {
    view.facts.iter().filter_map(|fact| match *fact {
        Fact::Moved { from, to, units } => Some((from, to, units)),
        _ => None,
    })
}

fn is_forced(view: &View) -> bool {
    view.events.iter().any(|seen| match seen {
        Seen::Office(OfficeEvent::ForcedTransfer { grounds, .. } | OfficeEvent::AccountRecovered { grounds, .. }) => {
            grounds.document != [0; 32]
        }
        _ => false,
    })
}

fn is_redeemed(view: &View, account: AccountId) -> bool {
    view.facts.iter().any(|fact| matches!(fact, Fact::Redeemed { account: of, .. } if *of == account))
}

fn last(view: &View) -> u8 {
    u8::try_from(view.fixed.events.len() - 1).expect("at most 128 events")
}

fn has(marks: u128, k: u8) -> bool {
    marks >> k & 1 == 1
}

/// Σ b(a) = S
pub fn i01_balances_add_up_to_the_supply(View { after, .. }: &View) {
    assert_eq!(after.accounts.values().map(|holding| holding.units).sum::<u64>(), after.units[0], "I1");
}

/// S = M − R, M ≤ cap; M constant once the issue is closed; S never rises after the last record date
pub fn i02_units_come_by_issue_and_go_by_redemption(view: &View) {
    let View { fixed, before, after, .. } = view;
    let [supply, issued, cancelled] = after.units;
    let k = last(view);
    let repaid = after.coupons.get(&k).map_or(0, |coupon| coupon.paid.units);
    let lapsed = after.accounts.iter().filter(|(_, holding)| has(holding.marks.lapsed, k));
    let lapsed: u64 = lapsed.map(|(account, _)| units_at(after, *account, k)).sum();
    assert_eq!(supply, issued - cancelled - repaid - lapsed, "I2: where units went");
    assert!(issued <= fixed.authorised_units, "I2: more than authorised");
    let is_open = view.before.reopened || before.phase == bond_abi::office::Phase::Issuing;
    assert!(is_open || issued == before.units[1], "I2: issued after the issue was closed");
    let is_over = usize::from(before.epoch) == fixed.events.len();
    assert!(!is_over || supply <= before.units[0], "I2: units after maturity");
}

/// 0 ≤ f(a) ≤ b(a); a voluntary debit leaves what is locked
pub fn i03_locked_units_stay(view: &View) {
    for holding in view.after.accounts.values() {
        assert!(holding.locked_units <= holding.units, "I3: {holding:?}");
    }
    if !is_forced(view) {
        for (account, before) in &view.before.accounts {
            let after = &view.after.accounts[account];
            let is_voluntary = after.units < before.units && !is_redeemed(view, *account);
            assert!(!is_voluntary || after.units >= before.locked_units, "I3: locked units of {account:?} went");
        }
    }
}

/// Every credit goes to somebody who qualifies now
pub fn i04_only_the_eligible_receive(view: &View) {
    for to in moves(view).filter_map(|(_, to, _)| to) {
        let holding = &view.before.accounts[&to];
        let (status, expiry_ms) = holding.known.expect("I4: an unknown account received");
        assert!(status == Status::Active && view.before.now_ms < expiry_ms, "I4: {to:?} received");
        assert!(holding.flags & (Account::FROZEN | Account::RETIRED) == 0, "I4: {to:?} received");
    }
}

/// b(a) falls by a's call, by a spender's within his allowance, by redemption, or by an order that names its document
pub fn i05_units_leave_by_will_or_order(view: &View) {
    for (account, before) in &view.before.accounts {
        let after = &view.after.accounts[account];
        if after.units >= before.units {
            continue;
        }
        let by_spender = view.caller.is_some_and(|spender| {
            let pair = (*account, spender);
            let allowed = |state: &State| state.allowances.get(&pair).copied().unwrap_or(0);
            allowed(view.before) - allowed(view.after) >= u128::from(before.units - after.units)
        });
        let may = view.caller == Some(*account) || is_forced(view) || is_redeemed(view, *account) || by_spender;
        assert!(may, "I5: units of {account:?} left");
    }
}

/// A spender's allowance falls by exactly what he moved; nobody but the owner raises one
pub fn i06_allowances_fall_by_what_was_taken(view: &View) {
    let pairs: BTreeSet<_> = view.before.allowances.keys().chain(view.after.allowances.keys()).copied().collect();
    for (owner, spender) in pairs {
        let allowed = |state: &State| state.allowances.get(&(owner, spender)).copied().unwrap_or(0);
        let (before, after) = (allowed(view.before), allowed(view.after));
        if before == after || view.caller == Some(owner) {
            continue;
        }
        assert_eq!(view.caller, Some(spender), "I6: another one changed an allowance");
        let moved: u64 = moves(view).filter(|(from, ..)| *from == Some(owner)).map(|(.., units)| units).sum();
        assert_eq!(before.checked_sub(after), Some(u128::from(moved)), "I6: what was taken");
    }
}

fn units_at(state: &State, account: AccountId, k: u8) -> u64 {
    let record = state.records.get(usize::from(k));
    record.and_then(|(_, units)| units.get(&account)).copied().unwrap_or(0)
}

/// Σ B_k(a) = S_k
pub fn i07_records_add_up(View { after, .. }: &View) {
    for (supply, units) in &after.records {
        assert_eq!(units.values().sum::<u64>(), *supply, "I7");
    }
    assert_eq!(after.records.len(), usize::from(after.epoch), "I7");
}

fn frozen_part(coupon: &Coupon) -> impl PartialEq + std::fmt::Debug {
    (
        coupon.cutoff_ms,
        coupon.payment_day,
        coupon.supply_units,
        coupon.interest_per_yen,
        coupon.principal_per_unit_yen,
        coupon.required_yen,
        coupon.rates,
    )
}

/// After the cutoff nothing about the record changes; after the announcement nothing about the amounts
pub fn i08_what_passed_never_changes(View { before, after, .. }: &View) {
    assert_eq!(after.records[..before.records.len()], before.records[..], "I8: a record");
    for (k, coupon) in &before.coupons {
        assert_eq!(frozen_part(&after.coupons[k]), frozen_part(coupon), "I8: event {k}");
    }
    for (key, due) in &before.entitlements {
        assert_eq!(after.entitlements[key].quote, due.quote, "I8: what {key:?} is due");
    }
}

/// paid_k(a) is 0 or all; it never falls; the sums are those of who was paid
pub fn i09_nobody_is_paid_twice_or_a_part(View { before, after, facts, .. }: &View) {
    for (account, holding) in &before.accounts {
        let paid = after.accounts[account].marks.paid;
        assert_eq!(paid & holding.marks.paid, holding.marks.paid, "I9: a payment was forgotten");
    }
    for fact in *facts {
        if let Fact::Paid { k, account, .. } = fact {
            assert!(!has(before.accounts[account].marks.paid, *k), "I9: paid twice");
        }
    }
    for (k, coupon) in &after.coupons {
        let paid = after.accounts.iter().filter(|(_, holding)| has(holding.marks.paid, *k));
        let mut sums = [0_u128; 5];
        for (account, _) in paid {
            let quote = after.entitlements[&(*k, *account)].quote.expect("whoever was paid has a class");
            let parts =
                [u128::from(quote.units), quote.gross_yen, quote.national_tax_yen, quote.net_yen, quote.principal_yen];
            sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
        }
        let paid = &coupon.paid;
        let told = [u128::from(paid.units), paid.gross_yen, paid.national_tax_yen, paid.net_yen, paid.principal_yen];
        assert_eq!(sums, told, "I9: the sums of event {k}");
    }
}

/// What all who held units are due before tax, and how many they are.
fn due_before_tax(state: &State, k: u8, coupon: &Coupon) -> (u128, usize) {
    let (_, units) = &state.records[usize::from(k)];
    let due = units.values().map(|units| {
        let units = u128::from(*units);
        let face_yen = units * u128::from(coupon.outstanding_per_unit_yen);
        face_yen * u128::from(coupon.interest_per_yen) / 10_u128.pow(coupon.per_yen_digits.into())
            + units * u128::from(coupon.principal_per_unit_yen)
    });
    (due.sum(), units.len())
}

/// open(k) ⇒ Fund_k ≥ Σ ent_k(a)
pub fn i10_open_means_funded(View { after, .. }: &View) {
    for (k, coupon) in after.coupons.iter().filter(|(_, coupon)| coupon.state != CouponState::Announced) {
        assert!(coupon.funded_yen >= due_before_tax(after, *k, coupon).0, "I10: event {k}");
    }
}

/// Paid_k + Back_k ≤ Fund_k
pub fn i11_no_more_goes_than_came(View { after, .. }: &View) {
    for (k, coupon) in &after.coupons {
        let done = coupon.done().expect("sums");
        let gone_yen = done.gross_yen + done.principal_yen + coupon.lapsed_yen;
        assert!(gone_yen <= coupon.funded_yen, "I11: event {k}");
        assert!(coupon.funded_yen <= coupon.required_yen, "I11: event {k} has too much");
    }
}

/// 0 ≤ required − Σ ent_k(a) < max(1, holders)
pub fn i12_fractions_are_less_than_a_yen_a_holder(View { after, .. }: &View) {
    for (k, coupon) in &after.coupons {
        let (due_yen, holders) = due_before_tax(after, *k, coupon);
        let fractions_yen = coupon.required_yen.checked_sub(due_yen).expect("I12: more is due than required");
        assert!(fractions_yen < holders.max(1) as u128, "I12: event {k}");
    }
}

/// bal ≥ Σ Out_k; what can be withdrawn is the difference
pub fn i13_the_money_is_there(View { after, .. }: &View) {
    let cash = &after.cash;
    assert_eq!(cash.balance_yen.checked_sub(cash.owed_yen), Some(cash.surplus_yen), "I13");
    // Of a settled event, what is left are fractions.
    let left = after.coupons.values().filter(|coupon| coupon.state != CouponState::Settled);
    let done = |coupon: &Coupon| coupon.done().expect("sums");
    let left_yen: u128 = left
        .map(|coupon| coupon.funded_yen - done(coupon).gross_yen - done(coupon).principal_yen - coupon.lapsed_yen)
        .sum();
    let withheld = after.coupons.values().map(|coupon| {
        done(coupon).national_tax_yen + done(coupon).local_tax_yen
            - coupon.national_withdrawn_yen
            - coupon.local_withdrawn_yen
    });
    assert_eq!(cash.owed_yen, left_yen + withheld.sum::<u128>() + cash.reserve_yen, "I13: what is owed");
}

/// An event is settled when all are paid, and lapses only after its years
pub fn i14_an_event_ends_when_nobody_is_owed(View { before, after, facts, .. }: &View) {
    for (k, coupon) in &after.coupons {
        let is_all_paid = coupon.paid.units == coupon.supply_units;
        let ended_well = coupon.state == CouponState::Settled;
        assert_eq!(
            ended_well,
            is_all_paid && coupon.opened_day != 0 && coupon.state != CouponState::Lapsed,
            "I14: {k}"
        );
        let unpaid = after.entitlements.iter().filter(|((of, _), due)| of == k && due.outcome != Outcome::AlreadyPaid);
        assert!(!ended_well || unpaid.count() == 0, "I14: somebody of event {k} is owed");
    }
    for fact in *facts {
        if let Fact::Lapsed { k, .. } = fact {
            assert!(before.now_ms >= Model::lapse_ms(&before.coupons[k]), "I14: lapsed too early");
        }
    }
}

fn rank(state: CouponState) -> u8 {
    match state {
        CouponState::Announced => 1,
        CouponState::Open => 2,
        CouponState::Settled | CouponState::Lapsed => 3,
    }
}

/// Events go from announced to open to settled or lapsed, by no other way
pub fn i15_events_go_forward(View { before, after, .. }: &View) {
    for (k, coupon) in &after.coupons {
        let (old, new) = (before.coupons.get(k).map_or(0, |old| rank(old.state)), rank(coupon.state));
        // Opening an event that nobody held settles it at once.
        let may_leap = coupon.supply_units == 0 && (old, new) == (1, 3);
        assert!(new == old || new == old + 1 || may_leap, "I15: event {k} went from {old} to {new}");
        assert!(old < 3 || before.coupons[k].state == coupon.state, "I15: event {k} came back");
    }
    assert!(before.coupons.keys().all(|k| after.coupons.contains_key(k)), "I15: an event was forgotten");
}

/// c_k ≤ pay_k ≤ expiry_k, c_k increasing, times never go back
pub fn i16_time_goes_forward(View { fixed, before, after, .. }: &View) {
    assert!(after.now_ms >= before.now_ms && after.epoch >= before.epoch, "I16");
    assert!(fixed.events.windows(2).all(|pair| pair[0].cutoff_ms < pair[1].cutoff_ms), "I16");
    for (k, coupon) in &after.coupons {
        let payment_ms = Date::from_days(coupon.payment_day).and_then(Date::start_ms_jst).expect("a day");
        assert!(coupon.cutoff_ms <= payment_ms && payment_ms < Model::lapse_ms(coupon), "I16: event {k}");
    }
}

/// Principal paid is that of the units that were paid; a unit is redeemed once
pub fn i17_principal_is_repaid_once(view: &View) {
    for (k, coupon) in &view.after.coupons {
        let of_units = u128::from(coupon.paid.units) * u128::from(coupon.principal_per_unit_yen);
        assert_eq!(coupon.paid.principal_yen, of_units, "I17: event {k}");
    }
    let repaid: u64 = view.fixed.events.iter().map(|event| event.principal_per_unit_yen).sum();
    assert_eq!(u128::from(repaid), view.fixed.denomination_yen, "I17: a unit is repaid once");
    let mut redeemed = BTreeSet::new();
    for fact in view.facts {
        if let Fact::Redeemed { account, .. } = fact {
            assert!(redeemed.insert(*account), "I17: {account:?} was redeemed twice");
        }
    }
}

/// While paused, units move by order, issue or redemption only
pub fn i18_a_pause_stops_what_it_says(view: &View) {
    if view.before.paused {
        let moved = moves(view).find(|(from, to, _)| from.is_some() && to.is_some());
        assert!(moved.is_none() || is_forced(view), "I18: {moved:?}");
    }
}

/// A refused call changes no getter and emits nothing
pub fn i19_a_refusal_changes_nothing(view: &View) {
    assert!(!view.refused || (view.before == view.after && view.events.is_empty()), "I19");
}

/// Whoever has no role lowers nobody else's units, allowances or payments
pub fn i21_outsiders_take_nothing(view: &View) {
    let Some(caller) = view.caller else { return };
    if view.before.roles.iter().any(|(.., account)| *account == caller) {
        return;
    }
    for (account, before) in view.before.accounts.iter().filter(|(account, _)| **account != caller) {
        let after: &Holding = &view.after.accounts[account];
        let is_allowed = view.before.allowances.contains_key(&(*account, caller));
        let is_paid = is_redeemed(view, *account);
        assert!(after.units >= before.units || is_allowed || is_paid, "I21: units of {account:?}");
        assert!((after.flags, after.locked_units == before.locked_units || is_paid) == (before.flags, true), "I21");
    }
    for (account, before) in view.before.yen.iter().filter(|(account, _)| **account != caller) {
        assert!(view.after.yen[account] >= *before, "I21: yen of {account:?}");
    }
    for (pair, before) in view.before.allowances.iter().filter(|((_, spender), _)| *spender != caller) {
        let after = view.after.allowances.get(pair).copied().unwrap_or(0);
        assert!(after >= *before || pair.0 == caller, "I21: an allowance of {pair:?}");
    }
}

/// Roles change by the messages of roles only; there is always one admin
pub fn i22_there_is_one_admin(view: &View) {
    for of in [Of::Office, Of::Agent] {
        let admins = view.after.roles.iter().filter(|(at, role, _)| (*at, *role) == (of, ADMIN)).count();
        assert_eq!(admins, 1, "I22: {of:?}");
    }
    let told = view.events.iter().any(|seen| {
        matches!(
            seen,
            Seen::Office(OfficeEvent::RoleGranted { .. } | OfficeEvent::RoleRevoked { .. })
                | Seen::Agent(AgentEvent::RoleGranted { .. } | AgentEvent::RoleRevoked { .. })
        )
    });
    assert!(told || view.before.roles == view.after.roles, "I22: a role changed in silence");
}

/// ent(x) + ent(y) ≤ ent(x + y) ≤ ent(x) + ent(y) + 1
pub fn i26_a_split_gains_nothing(View { after, .. }: &View) {
    for (k, coupon) in &after.coupons {
        let interest = |units: u64| {
            let face_yen = u128::from(units) * u128::from(coupon.outstanding_per_unit_yen);
            bond_math::gross_yen_floor(face_yen, coupon.interest_per_yen, coupon.per_yen_digits).expect("small numbers")
        };
        for units in after.records[usize::from(*k)].1.values() {
            for part in [1, units / 3, units / 2] {
                let parts_yen = interest(part) + interest(units - part);
                assert!((parts_yen..=parts_yen + 1).contains(&interest(*units)), "I26: {part} of {units}");
            }
        }
    }
}
