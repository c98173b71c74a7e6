//! The paying agent's contract (支払代理人): one per series. Those who have a duty decide here about the money that the
//! distributor keeps; it carries their decisions out, and what a decision may be is its own rule or the distributor's.
//!
//! This file is a shell: storage, events, constructor, messages. The rules are beside it: [`cash_date`] how far an event's
//! day moves, [`acts`] what the admin sets and what waits, [`ledger`] what was withheld and remitted, [`fiscal`] what a fiscal year comes to; [`calls`] talks to the
//! distributor and the office.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]
// Tests may stop at the first surprise; contract code never may.
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used))]

mod acts;
mod calls;
mod cash_date;
mod fiscal;
mod ledger;
#[cfg(test)]
mod samples;

#[ink::contract]
// ink! generates casts of discriminants and a panic for constructors that fail; our own code has neither.
#[allow(clippy::cast_possible_truncation, clippy::panic)]
pub mod paying_agent {
    use crate::acts::{self, Acts};
    use crate::calls::{Distributor, Office};
    use crate::fiscal::Sums;
    use crate::{cash_date, ledger};
    use bond_abi::agent::{
        AgentAct, AgentError, AgentRoles, AgentStatus, CashAccounts, FiscalYear, Payment, PendingAct, TaxLedger,
        MAX_PAYMENTS_PAGE,
    };
    use bond_abi::distributor::{CashOrder, CouponState, DistributorError, TaxKind, TaxRow, MAX_EVENTS_PAGE};
    use bond_abi::psp22::{AccessControl, AccessControlError};
    use bond_abi::roles::{self, AdminHandover, DelayedDuties, HandoverError};
    use bond_access::{is_zero, Roles, SetUpError};
    use ink::prelude::vec::Vec;
    use ink::storage::Mapping;

    /// The distributor was named.
    #[ink(event)]
    pub struct Wired {
        distributor: AccountId,
        by: AccountId,
    }

    /// Where money can go was set.
    #[ink(event)]
    pub struct AccountsSet {
        old: Option<CashAccounts>,
        new: CashAccounts,
        by: AccountId,
    }

    /// A row of the tax table was set; `old` is the one it replaced.
    #[ink(event)]
    pub struct TaxRowSet {
        old: Option<TaxRow>,
        new: TaxRow,
        by: AccountId,
    }

    /// A code of the payment token was accepted.
    #[ink(event)]
    pub struct PaymentCodeAccepted {
        old: [u8; 32],
        new: [u8; 32],
        by: AccountId,
    }

    /// The cash date of an event was moved.
    #[ink(event)]
    pub struct PaymentDaySet {
        #[ink(topic)]
        event: u8,
        old: Option<i32>,
        new: Option<i32>,
        by: AccountId,
    }

    /// Tax was taken out.
    #[ink(event)]
    pub struct TaxWithdrawn {
        #[ink(topic)]
        event: u8,
        kind: TaxKind,
        yen: u128,
        to: AccountId,
        by: AccountId,
    }

    /// Tax was remitted; `total_yen` is what was remitted of this event and kind so far.
    #[ink(event)]
    pub struct TaxRemitted {
        #[ink(topic)]
        event: u8,
        kind: TaxKind,
        yen: u128,
        total_yen: u128,
        document: [u8; 32],
        by: AccountId,
    }

    /// Surplus was taken out.
    #[ink(event)]
    pub struct SurplusWithdrawn {
        yen: u128,
        to: AccountId,
        by: AccountId,
    }

    /// The claims that were left had lapsed, and their money was taken out.
    #[ink(event)]
    pub struct ClaimsLapsed {
        #[ink(topic)]
        event: u8,
        yen: u128,
        to: AccountId,
        document: [u8; 32],
        by: AccountId,
    }

    /// A role was granted; it counts from `from_ms` on.
    #[ink(event)]
    pub struct RoleGranted {
        role: u32,
        #[ink(topic)]
        account: AccountId,
        by: Option<AccountId>,
        from_ms: u64,
    }

    /// A role was revoked or given up.
    #[ink(event)]
    pub struct RoleRevoked {
        role: u32,
        #[ink(topic)]
        account: AccountId,
        by: AccountId,
    }

    /// The next admin was proposed, who can accept from `from_ms` on.
    #[ink(event)]
    pub struct AdminProposed {
        old: Option<AccountId>,
        new: Option<AccountId>,
        from_ms: u64,
    }

    /// A grant or a proposal was taken back before it counted.
    #[ink(event)]
    pub struct RoleCancelled {
        role: u32,
        #[ink(topic)]
        account: AccountId,
        by: AccountId,
    }

    /// The admin set something that waits until `from_ms`.
    #[ink(event)]
    pub struct ActPending {
        number: u32,
        act: AgentAct,
        from_ms: u64,
        by: AccountId,
    }

    /// An act that waited was taken back.
    #[ink(event)]
    pub struct ActCancelled {
        number: u32,
        act: AgentAct,
        by: AccountId,
    }

    /// A part of the money of an event that never opened was taken out; its claims go on.
    #[ink(event)]
    pub struct FundingReturned {
        #[ink(topic)]
        event: u8,
        yen: u128,
        to: AccountId,
        document: [u8; 32],
        by: AccountId,
    }

    /// Storage.
    #[ink(storage)]
    pub struct PayingAgent {
        /// The distributor and the office of its series, which never change, once wired.
        wired: Option<(AccountId, AccountId)>,
        accounts: CashAccounts,
        /// What was remitted, by [`ledger::key`].
        remitted: Mapping<(u8, u8), u128>,
        acts: Acts,
        roles: Roles,
    }

    impl PayingAgent {
        /// A paying agent without a distributor.
        ///
        /// # Errors
        /// `ZeroAccount` when a role or money would go to the zero account, `ConflictingDuties`, `DelayTooLong`.
        /// # Events
        /// `RoleGranted` for each role, `AccountsSet`.
        #[ink(constructor)]
        pub fn new(roles: AgentRoles, accounts: CashAccounts) -> Result<Self, AgentError> {
            require_accounts(&accounts)?;
            let mut instance = Self {
                wired: None,
                accounts,
                remitted: Mapping::new(),
                acts: Default::default(),
                roles: Default::default(),
            };
            let AgentRoles { admin, paying_agent, delay_ms } = roles;
            instance.roles.set_up(admin, &[(roles::PAYING_AGENT, paying_agent)], delay_ms).map_err(
                |error| match error {
                    SetUpError::ZeroAccount => AgentError::ZeroAccount,
                    SetUpError::Conflict => AgentError::ConflictingDuties,
                    SetUpError::Delay => AgentError::DelayTooLong,
                },
            )?;
            let from_ms = Self::env().block_timestamp();
            for (role, account) in [(roles::ADMIN, admin), (roles::PAYING_AGENT, paying_agent)] {
                Self::env().emit_event(RoleGranted { role, account, by: None, from_ms });
            }
            Self::env().emit_event(AccountsSet { old: None, new: accounts, by: Self::env().caller() });
            Ok(instance)
        }

        // Queries

        fn require_role(&self, role: u32) -> Result<AccountId, AgentError> {
            let caller = self.env().caller();
            if self.roles.has(role, caller, self.env().block_timestamp()) {
                Ok(caller)
            } else {
                Err(AgentError::MissingRole)
            }
        }

        fn require_wired(&self) -> Result<(Distributor, Office), AgentError> {
            let (distributor, office) = self.wired.ok_or(AgentError::NotWired)?;
            Ok((Distributor(distributor), Office(office)))
        }

        fn remitted_yen(&self, k: u8, kind: TaxKind) -> u128 {
            self.remitted.get(ledger::key(k, kind)).unwrap_or(0)
        }

        /// From when on counts what the admin sets now.
        fn counts_from_ms(&self) -> u64 {
            self.env().block_timestamp().saturating_add(self.roles.delay_ms())
        }

        /// Whether a row may count from `from_ms` on.
        fn check_row(&self, row: &TaxRow, from_ms: u64) -> Result<(), AgentError> {
            acts::check_ceiling(row)?;
            let (distributor, office) = self.require_wired()?;
            // Days before the first row have no rates at all: an event that is due there waits for a row, whenever it comes.
            if distributor.tax_table()?.first().is_some_and(|first| row.from_day < first.from_day) {
                return Ok(());
            }
            let last = acts::last_decided(office.events()?, from_ms, |k| office.event(k))?;
            acts::check_first_day(row, from_ms, last.as_ref())
        }

        // Changes

        /// Lets an act of the admin wait for the delay, or carries it out where there is none.
        fn wait(&mut self, act: AgentAct, by: AccountId) -> Result<(), AgentError> {
            let (now_ms, from_ms) = (self.env().block_timestamp(), self.counts_from_ms());
            if from_ms <= now_ms {
                return self.carry_out(act, by);
            }
            let number = self.acts.add(act, from_ms, by)?;
            self.env().emit_event(ActPending { number, act, from_ms, by });
            Ok(())
        }

        fn carry_out(&mut self, act: AgentAct, by: AccountId) -> Result<(), AgentError> {
            match act {
                AgentAct::Accounts { accounts } => {
                    let old = core::mem::replace(&mut self.accounts, accounts);
                    self.env().emit_event(AccountsSet { old: Some(old), new: accounts, by });
                }
                AgentAct::TaxRow { row } => {
                    let (distributor, _) = self.require_wired()?;
                    let old = distributor.tax_table()?.into_iter().find(|old| old.from_day == row.from_day);
                    distributor.order(CashOrder::SetTaxRow(row))?;
                    self.env().emit_event(TaxRowSet { old, new: row, by });
                }
                AgentAct::PaymentCode { code_hash } => {
                    let (distributor, _) = self.require_wired()?;
                    let old = distributor.cash()?.payment_code;
                    distributor.order(CashOrder::AcceptPaymentCode { code_hash })?;
                    self.env().emit_event(PaymentCodeAccepted { old, new: code_hash, by });
                }
            }
            Ok(())
        }
    }

    impl bond_abi::agent::PayingAgent for PayingAgent {
        #[ink(message)]
        fn status(&self) -> AgentStatus {
            AgentStatus { distributor: self.wired.map(|(distributor, _)| distributor), accounts: self.accounts }
        }

        #[ink(message)]
        fn tax_ledger(&self, k: u8) -> Result<TaxLedger, AgentError> {
            let (distributor, _) = self.require_wired()?;
            let coupon = distributor.event(k)?;
            ledger::of(&coupon, self.remitted_yen(k, TaxKind::National), self.remitted_yen(k, TaxKind::Local))
        }

        #[ink(message)]
        fn payments_of(&self, account: AccountId, start: u8, count: u8) -> Result<Vec<Payment>, AgentError> {
            let (distributor, _) = self.require_wired()?;
            let marks = distributor.marks(account)?;
            let mut payments = Vec::new();
            for (event, coupon) in distributor.events(start, count.min(MAX_PAYMENTS_PAGE))? {
                let entitlement = distributor.entitlement(account, event)?;
                if entitlement.units == 0 {
                    continue;
                }
                let is_marked = |marks: u128| marks.checked_shr(u32::from(event)).unwrap_or(0) & 1 == 1;
                payments.push(Payment {
                    event,
                    payment_day: coupon.payment_day,
                    quote: entitlement.quote,
                    paid: is_marked(marks.paid),
                    reserved: is_marked(marks.reserved),
                    lapsed: is_marked(marks.lapsed),
                });
            }
            Ok(payments)
        }

        #[ink(message)]
        fn fiscal_year(&self, fiscal_year: u16) -> Result<FiscalYear, AgentError> {
            let (distributor, office) = self.require_wired()?;
            let before = office.flows(fiscal_year.checked_sub(1).ok_or(AgentError::Overflow)?)?;
            let mut sums = Sums::new(fiscal_year, before, office.flows(fiscal_year)?)?;
            for start in (0..office.events()?).step_by(usize::from(MAX_EVENTS_PAGE)) {
                for (_, coupon) in distributor.events(start, MAX_EVENTS_PAGE)? {
                    sums.add(&coupon)?;
                }
            }
            sums.finish()
        }

        #[ink(message)]
        fn wire(&mut self, distributor: AccountId) -> Result<(), AgentError> {
            let by = self.require_role(roles::ADMIN)?;
            if self.wired.is_some() {
                return Err(AgentError::AlreadyWired);
            }
            match Distributor(distributor).wiring() {
                Ok(wiring) if wiring.agent == self.env().account_id() => {
                    self.wired = Some((distributor, wiring.office));
                }
                _ => return Err(AgentError::ForeignDistributor),
            }
            self.env().emit_event(Wired { distributor, by });
            Ok(())
        }

        #[ink(message)]
        fn pending_acts(&self) -> Vec<PendingAct> {
            self.acts.all()
        }

        #[ink(message)]
        fn set_accounts(&mut self, accounts: CashAccounts) -> Result<(), AgentError> {
            let by = self.require_role(roles::ADMIN)?;
            require_accounts(&accounts)?;
            require_change(&self.accounts, &accounts)?;
            self.wait(AgentAct::Accounts { accounts }, by)
        }

        #[ink(message)]
        fn set_tax_row(&mut self, row: TaxRow) -> Result<(), AgentError> {
            let by = self.require_role(roles::ADMIN)?;
            let (distributor, _) = self.require_wired()?;
            let old = distributor.tax_table()?.into_iter().find(|old| old.from_day == row.from_day);
            require_change(&old, &Some(row))?;
            self.check_row(&row, self.counts_from_ms())?;
            self.wait(AgentAct::TaxRow { row }, by)
        }

        #[ink(message)]
        fn accept_payment_code(&mut self, code_hash: [u8; 32]) -> Result<(), AgentError> {
            let by = self.require_role(roles::ADMIN)?;
            let (distributor, _) = self.require_wired()?;
            require_change(&distributor.cash()?.payment_code, &code_hash)?;
            let payment_token = distributor.wiring()?.payment_token;
            if self.env().code_hash(&payment_token).ok() != Some(Hash::from(code_hash)) {
                return Err(AgentError::Refused { error: DistributorError::ForeignCode });
            }
            self.wait(AgentAct::PaymentCode { code_hash }, by)
        }

        #[ink(message)]
        fn apply_act(&mut self, number: u32) -> Result<(), AgentError> {
            let PendingAct { act, from_ms, by, .. } = self.acts.get(number)?;
            let now_ms = self.env().block_timestamp();
            if now_ms < from_ms {
                return Err(AgentError::TooEarly { from_ms });
            }
            if let AgentAct::TaxRow { row } = act {
                // Nobody carried it out in time: more events may be decided now.
                self.check_row(&row, now_ms)?;
            }
            self.acts.remove(number);
            self.carry_out(act, by)
        }

        #[ink(message)]
        fn cancel_act(&mut self, number: u32) -> Result<(), AgentError> {
            let by = self.env().caller();
            let now_ms = self.env().block_timestamp();
            let may = self.roles.may_cancel(roles::PAYING_AGENT, roles::ADMIN, by, now_ms)
                || self.roles.has(roles::ADMIN, by, now_ms);
            if !may {
                return Err(AgentError::MissingRole);
            }
            let act = self.acts.get(number)?.act;
            self.acts.remove(number);
            self.env().emit_event(ActCancelled { number, act, by });
            Ok(())
        }

        #[ink(message)]
        fn set_payment_day(&mut self, k: u8, day: Option<i32>) -> Result<(), AgentError> {
            let by = self.require_role(roles::PAYING_AGENT)?;
            let (distributor, office) = self.require_wired()?;
            let (scheduled, coupon) = (office.event(k)?, distributor.announced(k)?);
            cash_date::check(&scheduled, coupon.as_ref(), day, self.env().block_timestamp())?;
            let old = cash_date::in_force(&scheduled, distributor.payment_day(k)?);
            require_change(&old, &day)?;
            distributor.order(CashOrder::SetPaymentDay { event: k, scheduled_day: scheduled.payment_day, day })?;
            self.env().emit_event(PaymentDaySet { event: k, old, new: day, by });
            Ok(())
        }

        #[ink(message)]
        fn withdraw_tax(&mut self, k: u8, kind: TaxKind, yen: u128) -> Result<(), AgentError> {
            let by = self.require_role(roles::PAYING_AGENT)?;
            let (distributor, _) = self.require_wired()?;
            let to = self.accounts.tax;
            distributor.order(CashOrder::WithdrawTax { event: k, kind, yen, to })?;
            self.env().emit_event(TaxWithdrawn { event: k, kind, yen, to, by });
            Ok(())
        }

        #[ink(message)]
        fn record_remittance(&mut self, k: u8, kind: TaxKind, yen: u128, document: [u8; 32]) -> Result<(), AgentError> {
            let by = self.require_role(roles::PAYING_AGENT)?;
            let (distributor, _) = self.require_wired()?;
            let coupon = distributor.event(k)?;
            if yen == 0 {
                return Err(AgentError::ZeroAmount);
            }
            require_document(&document)?;
            let total_yen = ledger::remitted(&coupon, kind, self.remitted_yen(k, kind), yen)?;
            self.remitted.insert(ledger::key(k, kind), &total_yen);
            self.env().emit_event(TaxRemitted { event: k, kind, yen, total_yen, document, by });
            Ok(())
        }

        #[ink(message)]
        fn withdraw_surplus(&mut self, yen: u128) -> Result<(), AgentError> {
            let by = self.require_role(roles::PAYING_AGENT)?;
            let (distributor, _) = self.require_wired()?;
            let to = self.accounts.treasury;
            distributor.order(CashOrder::WithdrawSurplus { yen, to })?;
            self.env().emit_event(SurplusWithdrawn { yen, to, by });
            Ok(())
        }

        #[ink(message)]
        fn reclaim(&mut self, k: u8, document: [u8; 32]) -> Result<u128, AgentError> {
            let by = self.require_role(roles::PAYING_AGENT)?;
            let (distributor, _) = self.require_wired()?;
            require_document(&document)?;
            let to = self.accounts.treasury;
            let before = distributor.announced(k)?.map(|coupon| coupon.state);
            let yen = distributor.order(CashOrder::Reclaim { event: k, to })?;
            if before == Some(CouponState::Announced) {
                self.env().emit_event(FundingReturned { event: k, yen, to, document, by });
            } else {
                self.env().emit_event(ClaimsLapsed { event: k, yen, to, document, by });
            }
            Ok(yen)
        }
    }

    impl AccessControl for PayingAgent {
        #[ink(message)]
        fn has_role(&self, role: u32, address: Option<AccountId>) -> bool {
            address.is_some_and(|account| self.roles.has(role, account, self.env().block_timestamp()))
        }

        #[ink(message)]
        fn get_role_admin(&self, role: u32) -> u32 {
            // Whatever the role, the admin manages it; his own he hands over.
            let _ = role;
            roles::ADMIN
        }

        #[ink(message)]
        fn grant_role(&mut self, role: u32, account: Option<AccountId>) -> Result<(), AccessControlError> {
            let by = self.env().caller();
            let (account, from_ms) = self.roles.grant(by, role, account, self.env().block_timestamp())?;
            self.env().emit_event(RoleGranted { role, account, by: Some(by), from_ms });
            Ok(())
        }

        #[ink(message)]
        fn revoke_role(&mut self, role: u32, account: Option<AccountId>) -> Result<(), AccessControlError> {
            let by = self.env().caller();
            let account = self.roles.revoke(by, role, account, roles::PAYING_AGENT, self.env().block_timestamp())?;
            self.env().emit_event(RoleRevoked { role, account, by });
            Ok(())
        }

        #[ink(message)]
        fn renounce_role(&mut self, role: u32, account: Option<AccountId>) -> Result<(), AccessControlError> {
            let by = self.env().caller();
            let account = self.roles.renounce(by, role, account)?;
            self.env().emit_event(RoleRevoked { role, account, by });
            Ok(())
        }
    }

    impl DelayedDuties for PayingAgent {
        #[ink(message)]
        fn delay_ms(&self) -> u64 {
            self.roles.delay_ms()
        }

        #[ink(message)]
        fn role_from_ms(&self, role: u32, account: AccountId) -> Option<u64> {
            self.roles.from_ms(role, account)
        }

        #[ink(message)]
        fn cancel_role(&mut self, role: u32, account: AccountId) -> Result<(), HandoverError> {
            let by = self.env().caller();
            self.roles.cancel(by, role, account, roles::PAYING_AGENT, self.env().block_timestamp())?;
            self.env().emit_event(RoleCancelled { role, account, by });
            Ok(())
        }
    }

    impl AdminHandover for PayingAgent {
        #[ink(message)]
        fn pending_admin(&self) -> Option<AccountId> {
            self.roles.handover()?.pending.map(|pending| pending.account)
        }

        #[ink(message)]
        fn propose_admin(&mut self, account: Option<AccountId>) -> Result<(), HandoverError> {
            let now_ms = self.env().block_timestamp();
            let (old, new) = self.roles.propose(self.env().caller(), account, now_ms)?;
            let old = old.pending.map(|pending| pending.account);
            self.env().emit_event(AdminProposed { old, new: account, from_ms: new.from_ms(now_ms) });
            Ok(())
        }

        #[ink(message)]
        fn accept_admin(&mut self) -> Result<(), HandoverError> {
            let (account, from_ms) = (self.env().caller(), self.env().block_timestamp());
            let old = self.roles.accept(account, from_ms)?;
            self.env().emit_event(RoleRevoked { role: roles::ADMIN, account: old.admin, by: account });
            self.env().emit_event(RoleGranted { role: roles::ADMIN, account, by: None, from_ms });
            Ok(())
        }
    }

    // Helpers

    fn require_accounts(accounts: &CashAccounts) -> Result<(), AgentError> {
        if is_zero(&accounts.tax) || is_zero(&accounts.treasury) {
            return Err(AgentError::ZeroAccount);
        }
        Ok(())
    }

    fn require_change<T: PartialEq>(old: &T, new: &T) -> Result<(), AgentError> {
        if old == new {
            return Err(AgentError::Unchanged);
        }
        Ok(())
    }

    fn require_document(hash: &[u8; 32]) -> Result<(), AgentError> {
        if *hash == [0; 32] {
            return Err(AgentError::NoDocument);
        }
        Ok(())
    }
}
