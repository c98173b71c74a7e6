//! Faults that are put into the contracts on purpose, to see whether the scenarios notice (`scripts/seeded-bugs.sh`).

/// A fault.
#[derive(Debug, Clone, Copy)]
pub struct Bug {
    /// What goes wrong.
    pub what: &'static str,
    /// The contract's folder.
    pub contract: &'static str,
    /// The file below the contract's `src`.
    pub file: &'static str,
    /// What stands there, once.
    pub right: &'static str,
    /// What is put in its place.
    pub wrong: &'static str,
    /// Scenarios that are asked first; when none of them notices, all are.
    pub hints: &'static [&'static str],
}

const DISTRIBUTOR: &str = "coupon-distributor";
const TOKEN: &str = "bond-token";
const OFFICE: &str = "bond-office";

/// All of them.
pub const BUGS: [Bug; 22] = [
    Bug {
        what: "the mark of a paid holder is forgotten",
        contract: DISTRIBUTOR,
        file: "payment.rs",
        right: "    marks.paid |= store::bit(k);",
        wrong: "    marks.paid |= 0;",
        hints: &["payments::"],
    },
    Bug {
        what: "a sale at the very cutoff still counts (`<` for `<=`)",
        contract: TOKEN,
        file: "clock.rs",
        right: "if cutoff_ms(cutoffs, middle) <= now_ms {",
        wrong: "if cutoff_ms(cutoffs, middle) < now_ms {",
        hints: &["record_date::"],
    },
    Bug {
        what: "interest is rounded up instead of down",
        contract: DISTRIBUTOR,
        file: "amounts.rs",
        right: "    let gross_yen = gross(coupon, units)?;",
        wrong: "    let gross_yen = gross(coupon, units)?.saturating_add(1);",
        hints: &["payments::"],
    },
    Bug {
        what: "a forced transfer does not ask who receives",
        contract: TOKEN,
        file: "moves.rs",
        right: "    let investor_id = check_recipient(rules, recipient_profile, &recipient, moment.now_ms, waive_policy)?;",
        wrong: "    let investor_id = check_recipient(rules, recipient_profile, &recipient, moment.now_ms, waive_policy).or_else(|refusal| if is_free { Err(refusal) } else { Ok(0) })?;",
        hints: &["enforcement::"],
    },
    Bug {
        what: "a redemption emits no event",
        contract: TOKEN,
        file: "moves.rs",
        right: "    events::transfer(Some(from), None, units);",
        wrong: "    let _ = (from, units);",
        hints: &["redemption::", "threats_record::"],
    },
    Bug {
        what: "an event opens without its money",
        contract: DISTRIBUTOR,
        file: "life.rs",
        right: "    if missing_yen > 0 {",
        wrong: "    if missing_yen == u128::MAX {",
        hints: &["coupons::"],
    },
    Bug {
        what: "the payment token's word is enough",
        contract: DISTRIBUTOR,
        file: "till.rs",
        right: "if self.before_yen.checked_sub(self.moved_yen) != Some(after_yen) {",
        wrong: "if self.before_yen.checked_sub(self.moved_yen).is_none() && after_yen > 0 {",
        hints: &["hostile::"],
    },
    Bug {
        what: "a reserve is nobody's",
        contract: DISTRIBUTOR,
        file: "life.rs",
        right: "let reserve_yen = saved_yen(calendar.reserve & needed);",
        wrong: "let reserve_yen = saved_yen(calendar.reserve & needed & 0);",
        hints: &["cash::"],
    },
    Bug {
        what: "what was put aside for one event is spent on another",
        contract: DISTRIBUTOR,
        file: "life.rs",
        right: "let mask = if coupon.last { !own.wrapping_sub(1) } else { own };",
        wrong: "let mask = if coupon.last { !own.wrapping_sub(1) } else { u128::MAX };",
        hints: &["cash::"],
    },
    Bug {
        what: "what waits for a holder on hold lapses",
        contract: DISTRIBUTOR,
        file: "amounts.rs",
        right: "    left_yen(coupon)?.checked_sub(coupon.held_yen).ok_or(DistributorError::Overflow)",
        wrong: "    left_yen(coupon)?.checked_sub(0).ok_or(DistributorError::Overflow)",
        hints: &["lapse::"],
    },
    Bug {
        what: "withheld tax can be taken out again and again",
        contract: DISTRIBUTOR,
        file: "orders.rs",
        right: "            *withdrawn_yen = withdrawn_yen.checked_add(yen).or_refuse(DistributorError::Overflow);",
        wrong: "            *withdrawn_yen = withdrawn_yen.checked_add(0).or_refuse(DistributorError::Overflow);",
        hints: &["cash::"],
    },
    Bug {
        what: "unclaimed money goes back before its time",
        contract: DISTRIBUTOR,
        file: "orders.rs",
        right: "            if life::now_ms() < until_ms {",
        wrong: "            if until_ms == 0 {",
        hints: &["lapse::"],
    },
    Bug {
        what: "anybody gives the distributor orders",
        contract: DISTRIBUTOR,
        file: "orders.rs",
        right: "    if *caller != wiring.agent {",
        wrong: "    if *caller == wiring.agent && false {",
        hints: &["access::", "cash::"],
    },
    Bug {
        what: "what is seized is paid to the debtor",
        contract: DISTRIBUTOR,
        file: "payment.rs",
        right: "    holder.seized = directions.seized;",
        wrong: "    holder.seized = None;",
        hints: &["escrow::"],
    },
    Bug {
        what: "a payee on hold is paid",
        contract: DISTRIBUTOR,
        file: "payment.rs",
        right: "        Some((_, Status::Suspended)) => Outcome::Suspended,",
        wrong: "        Some((_, Status::Suspended)) => Outcome::Paid,",
        hints: &["payments::"],
    },
    Bug {
        what: "the last event burns nothing",
        contract: DISTRIBUTOR,
        file: "payment.rs",
        right: "    if coupon.last {",
        wrong: "    if coupon.last && paid.is_empty() {",
        hints: &["redemption::"],
    },
    Bug {
        what: "the payment day does not matter",
        contract: DISTRIBUTOR,
        file: "life.rs",
        right: "    if now_ms < payment_ms {",
        wrong: "    if now_ms < payment_ms && payment_ms == 0 {",
        hints: &["coupons::", "cash::"],
    },
    Bug {
        what: "history is not saved at the first change of an epoch",
        contract: TOKEN,
        file: "ledger.rs",
        right: "        store::set(Key(Kind::History, holder, &[k]), &saved_units.to_le_bytes());",
        wrong: "        let _ = (k, saved_units);",
        hints: &["record_date::"],
    },
    Bug {
        what: "a spender's allowance is not used up",
        contract: TOKEN,
        file: "lib.rs",
        right: "let left = allowances::get(from, spender).checked_sub(value);",
        wrong: "let left = allowances::get(from, spender).checked_sub(value).and_then(|left| left.checked_add(value));",
        hints: &["allowances::"],
    },
    Bug {
        what: "anybody freezes accounts",
        contract: OFFICE,
        file: "lib.rs",
        right: "        fn freeze_account(&mut self, account: AccountId, frozen: bool, grounds: Grounds) -> Result<(), OfficeError> {\n            let by = self.require_role(roles::CONTROLLER)?;",
        wrong: "        fn freeze_account(&mut self, account: AccountId, frozen: bool, grounds: Grounds) -> Result<(), OfficeError> {\n            let by = self.env().caller();",
        hints: &["access::"],
    },
    Bug {
        what: "more is issued than was authorised",
        contract: OFFICE,
        file: "life.rs",
        right: "        if units > available_units {",
        wrong: "        if units > available_units && available_units == u64::MAX {",
        hints: &["lifecycle::", "office::"],
    },
    Bug {
        what: "a replaced wallet stays alive",
        contract: OFFICE,
        file: "enforcement.rs",
        right: "flags: flags | Account::RETIRED };",
        wrong: "flags };",
        hints: &["enforcement::"],
    },
];
