//! The paying agent's contract (支払代理人): one per series. Those who have a duty decide here about the money that the
//! distributor keeps; it carries their decisions out, and what a decision may be is its own rule or the distributor's.
//!
//! This file is a shell: storage, events, constructor, messages. The rules are beside it: [`cash_date`] how far an event's
//! day moves, [`ledger`] what was withheld and remitted, [`fiscal`] what a fiscal year comes to; [`calls`] talks to the
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
    use crate::calls::{Distributor, Office};
    use crate::fiscal::Sums;
    use crate::{cash_date, ledger};
    use bond_abi::agent::{
        AgentError, AgentRoles, AgentStatus, CashAccounts, FiscalYear, Payment, TaxLedger, MAX_PAYMENTS_PAGE,
    };
    use bond_abi::distributor::{CashOrder, CouponState, TaxKind, TaxRow, MAX_EVENTS_PAGE};
    use bond_abi::psp22::{AccessControl, AccessControlError};
    use bond_abi::roles::{self, AdminHandover, HandoverError};
    use bond_access::{is_zero, Roles};
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

    /// A role was granted.
    #[ink(event)]
    pub struct RoleGranted {
        role: u32,
        #[ink(topic)]
        account: AccountId,
        by: Option<AccountId>,
    }

    /// A role was revoked or given up.
    #[ink(event)]
    pub struct RoleRevoked {
        role: u32,
        #[ink(topic)]
        account: AccountId,
        by: AccountId,
    }

    /// The next admin was proposed.
    #[ink(event)]
    pub struct AdminProposed {
        old: Option<AccountId>,
        new: Option<AccountId>,
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
        roles: Roles,
    }

    impl PayingAgent {
        /// A paying agent without a distributor.
        ///
        /// # Errors
        /// `ZeroAccount` when a role or money would go to the zero account.
        /// # Events
        /// `RoleGranted` for each role, `AccountsSet`.
        #[ink(constructor)]
        pub fn new(roles: AgentRoles, accounts: CashAccounts) -> Result<Self, AgentError> {
            require_accounts(&accounts)?;
            let mut instance = Self { wired: None, accounts, remitted: Mapping::new(), roles: Default::default() };
            for (role, account) in [(roles::ADMIN, roles.admin), (roles::PAYING_AGENT, roles.paying_agent)] {
                if is_zero(&account) {
                    return Err(AgentError::ZeroAccount);
                }
                instance.roles.set_up(role, account);
                Self::env().emit_event(RoleGranted { role, account, by: None });
            }
            Self::env().emit_event(AccountsSet { old: None, new: accounts, by: Self::env().caller() });
            Ok(instance)
        }

        // Queries

        fn require_role(&self, role: u32) -> Result<AccountId, AgentError> {
            let caller = self.env().caller();
            if self.roles.has(role, caller) {
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
        fn set_accounts(&mut self, accounts: CashAccounts) -> Result<(), AgentError> {
            let by = self.require_role(roles::ADMIN)?;
            require_accounts(&accounts)?;
            require_change(&self.accounts, &accounts)?;
            let old = core::mem::replace(&mut self.accounts, accounts);
            self.env().emit_event(AccountsSet { old: Some(old), new: accounts, by });
            Ok(())
        }

        #[ink(message)]
        fn set_tax_row(&mut self, row: TaxRow) -> Result<(), AgentError> {
            let by = self.require_role(roles::ADMIN)?;
            let (distributor, _) = self.require_wired()?;
            let old = distributor.tax_table()?.into_iter().find(|old| old.from_day == row.from_day);
            require_change(&old, &Some(row))?;
            distributor.order(CashOrder::SetTaxRow(row))?;
            self.env().emit_event(TaxRowSet { old, new: row, by });
            Ok(())
        }

        #[ink(message)]
        fn accept_payment_code(&mut self, code_hash: [u8; 32]) -> Result<(), AgentError> {
            let by = self.require_role(roles::ADMIN)?;
            let (distributor, _) = self.require_wired()?;
            let old = distributor.cash()?.payment_code;
            require_change(&old, &code_hash)?;
            distributor.order(CashOrder::AcceptPaymentCode { code_hash })?;
            self.env().emit_event(PaymentCodeAccepted { old, new: code_hash, by });
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
            address.is_some_and(|account| self.roles.has(role, account))
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
            let account = self.roles.grant(by, role, account)?;
            self.env().emit_event(RoleGranted { role, account, by: Some(by) });
            Ok(())
        }

        #[ink(message)]
        fn revoke_role(&mut self, role: u32, account: Option<AccountId>) -> Result<(), AccessControlError> {
            let by = self.env().caller();
            let account = self.roles.revoke(by, role, account)?;
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

    impl AdminHandover for PayingAgent {
        #[ink(message)]
        fn pending_admin(&self) -> Option<AccountId> {
            self.roles.handover()?.pending
        }

        #[ink(message)]
        fn propose_admin(&mut self, account: Option<AccountId>) -> Result<(), HandoverError> {
            let old = self.roles.propose(self.env().caller(), account)?;
            self.env().emit_event(AdminProposed { old: old.pending, new: account });
            Ok(())
        }

        #[ink(message)]
        fn accept_admin(&mut self) -> Result<(), HandoverError> {
            let account = self.env().caller();
            let old = self.roles.accept(account)?;
            self.env().emit_event(RoleRevoked { role: roles::ADMIN, account: old.admin, by: account });
            self.env().emit_event(RoleGranted { role: roles::ADMIN, account, by: None });
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
