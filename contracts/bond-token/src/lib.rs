//! The bond token: one contract per series, a PSP22 to every wallet and explorer, a registered bond (登録債) to the law.
//!
//! This file is a shell: storage, events, constructor, messages. The rules are beside it and know no chain:
//! [`terms`] what may be deployed, [`eligibility`] who may hold, [`ledger`] the register's cells, [`history`] the holdings
//! at record dates, [`clock`] which of these have passed. OpenBrush gives the traits of PSP22, AccessControl and Pausable (docs/adr/0014).
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

mod clock;
mod eligibility;
mod history;
mod ledger;
mod terms;

#[ink::contract]
// ink! generates casts of discriminants and a panic for constructors that fail; our own code has neither.
#[allow(clippy::cast_possible_truncation, clippy::panic)]
pub mod bond_token {
    use crate::clock::Clock;
    use crate::eligibility;
    use crate::history::Holding;
    use crate::ledger::{Ledger, SUPPLY};
    use crate::terms::{self, Scheduled};
    use bond_abi::distributor::CouponDistributor;
    use bond_abi::psp22::{AccessControl, AccessControlError, PSP22Error, PSP22Metadata, Pausable, PSP22};
    use bond_abi::registry::{Profile, RegistryError, PROFILES, PROFILES_OF};
    use bond_abi::roles::{self, AdminHandover, HandoverError};
    use bond_abi::token::{
        CouponBasis, PaymentEvent, Phase, Policy, Refusal, Terms, TermsError, TokenError, TokenRoles, TokenStatus,
    };
    use bond_abi::MAX_PAGE;
    use bond_access::{is_zero, Roles};
    use ink::codegen::TraitCallBuilder;
    use ink::env::call::{build_call, ExecutionInput, Selector};
    use ink::env::DefaultEnvironment;
    use ink::prelude::{string::String, vec::Vec};
    use ink::storage::{Lazy, Mapping};

    /// PSP22: units moved, were issued (`from` empty) or redeemed (`to` empty).
    #[ink(event)]
    pub struct Transfer {
        #[ink(topic)]
        from: Option<AccountId>,
        #[ink(topic)]
        to: Option<AccountId>,
        value: Balance,
    }

    /// PSP22: an allowance was set.
    #[ink(event)]
    pub struct Approval {
        #[ink(topic)]
        owner: AccountId,
        #[ink(topic)]
        spender: AccountId,
        amount: Balance,
    }

    /// The distributor was named.
    #[ink(event)]
    pub struct DistributorWired {
        old: Option<AccountId>,
        new: AccountId,
    }

    /// The issue was closed.
    #[ink(event)]
    pub struct IssueClosed {
        issued_units: u64,
    }

    /// The last unit was redeemed.
    #[ink(event)]
    pub struct SeriesClosed {
        redeemed_units: u64,
    }

    /// Transfers were stopped.
    #[ink(event)]
    pub struct Paused {
        by: AccountId,
    }

    /// Transfers go on.
    #[ink(event)]
    pub struct Unpaused {
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

    /// How far the issue has come; maturity and closing follow from the clock and the supply.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
    #[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
    pub enum Stage {
        /// The distributor is not wired.
        Draft,
        /// Units are being allotted.
        Issuing,
        /// The issue is closed.
        Issued,
    }

    /// Storage. The root is what every transfer needs; everything else lies in cells of its own.
    #[ink(storage)]
    pub struct BondToken {
        registry: AccountId,
        distributor: Option<AccountId>,
        stage: Stage,
        paused: bool,
        events: u8,
        clock: Clock,
        policy: Policy,
        ledger: Ledger,
        schedule: Mapping<u8, Scheduled>,
        cutoffs_ms: Lazy<Vec<u64>>,
        issued_units: Lazy<u64>,
        terms: Lazy<Terms>,
        allowances: Mapping<(AccountId, AccountId), Balance>,
        roles: Roles,
    }

    impl BondToken {
        /// A series in Draft, with its terms and schedule fixed for good.
        ///
        /// # Errors
        /// The first thing that is wrong with the terms, the policy, the schedule, the registry or the roles.
        /// # Events
        /// `RoleGranted` for each role.
        #[ink(constructor)]
        pub fn new(
            terms: Terms,
            policy: Policy,
            events: Vec<PaymentEvent>,
            registry: AccountId,
            roles: TokenRoles,
        ) -> Result<Self, TermsError> {
            terms::check_terms(&terms, &policy)?;
            let scheduled = terms::check_schedule(&terms, &events)?;
            let cutoffs_ms: Vec<u64> = events.iter().map(|event| event.cutoff_ms).collect();
            let first_cutoff_ms = cutoffs_ms.first().copied().ok_or(TermsError::EventCount)?;
            let mut instance = Self {
                registry,
                distributor: None,
                stage: Stage::Draft,
                paused: false,
                events: u8::try_from(events.len()).map_err(|_| TermsError::EventCount)?,
                clock: Clock::before(first_cutoff_ms),
                policy,
                ledger: Ledger::default(),
                schedule: Mapping::new(),
                cutoffs_ms: Lazy::new(),
                issued_units: Lazy::new(),
                terms: Lazy::new(),
                allowances: Mapping::new(),
                roles: Default::default(),
            };
            if !Self::env().is_contract(&registry) {
                return Err(TermsError::Registry);
            }
            for (k, event) in (0_u8..).zip(scheduled.iter()) {
                instance.schedule.insert(k, event);
            }
            instance.cutoffs_ms.set(&cutoffs_ms);
            instance.terms.set(&terms);
            for (role, account) in
                [(roles::ADMIN, roles.admin), (roles::ISSUER, roles.issuer), (roles::PAUSER, roles.pauser)]
            {
                if is_zero(&account) {
                    return Err(TermsError::ZeroAccount);
                }
                instance.roles.set_up(role, account);
                Self::env().emit_event(RoleGranted { role, account, by: None });
            }
            Ok(instance)
        }

        // Queries

        fn clock_now(&self) -> Clock {
            self.clock.at(self.env().block_timestamp(), || self.cutoffs_ms.get_or_default())
        }

        fn phase_at(&self, clock: Clock) -> Phase {
            match self.stage {
                Stage::Draft => Phase::Draft,
                Stage::Issuing => Phase::Issuing,
                Stage::Issued if clock.epoch < self.events => Phase::Active,
                Stage::Issued if self.ledger.holding(SUPPLY).units == 0 => Phase::Closed,
                Stage::Issued => Phase::Matured,
            }
        }

        fn passed(&self, k: u8) -> Result<Scheduled, TokenError> {
            let scheduled = self.schedule.get(k).ok_or(TokenError::UnknownEvent { events: self.events })?;
            let cutoff_ms = scheduled.event.cutoff_ms;
            if self.env().block_timestamp() < cutoff_ms {
                return Err(TokenError::RecordDateNotReached { event: k, cutoff_ms });
            }
            Ok(scheduled)
        }

        fn require_role(&self, role: u32) -> Result<AccountId, TokenError> {
            let caller = self.env().caller();
            if !self.roles.has(role, caller) {
                return Err(TokenError::MissingRole);
            }
            Ok(caller)
        }

        fn require_stage(&self, stage: Stage) -> Result<(), TokenError> {
            if self.stage == stage {
                Ok(())
            } else {
                Err(TokenError::WrongPhase { phase: self.phase_at(self.clock_now()) })
            }
        }

        /// Every reason why `units` may not move from one account to another now. The registry is asked last.
        fn check_transfer(&self, from: &AccountId, to: &AccountId, units: Balance) -> Result<Movement, Refusal> {
            if is_zero(from) || is_zero(to) {
                return Err(Refusal::ZeroAccount);
            }
            if self.paused {
                return Err(Refusal::Paused);
            }
            let clock = self.clock_now();
            if self.stage != Stage::Issued || clock.epoch >= self.events {
                return Err(Refusal::NotTransferable);
            }
            let sender = self.ledger.holding(Some(*from));
            let left_units = u64::try_from(units).ok().and_then(|units| sender.units.checked_sub(units));
            let (Some(left_units), Ok(units)) = (left_units, u64::try_from(units)) else {
                return Err(Refusal::InsufficientUnits);
            };
            let now_ms = self.env().block_timestamp();
            let (from_profile, to_profile) = self.profiles(from, to).ok_or(Refusal::RegistryUnavailable)?;
            eligibility::check_sender(&self.policy, from_profile.as_ref(), now_ms)?;
            eligibility::check_recipient(&self.policy, to_profile.as_ref(), now_ms)?;
            Ok(Movement { clock, sender, left_units, units })
        }

        /// What the registry says about both parties; `None` when it does not answer.
        fn profiles(&self, from: &AccountId, to: &AccountId) -> Option<(Option<Profile>, Option<Profile>)> {
            build_call::<DefaultEnvironment>()
                .call(self.registry)
                .exec_input(ExecutionInput::new(Selector::new(PROFILES)).push_arg(from).push_arg(to))
                .returns::<(Option<Profile>, Option<Profile>)>()
                .try_invoke()
                .ok()?
                .ok()
        }

        /// What the registry says about each of the accounts; `None` when it does not answer.
        fn profiles_of(&self, accounts: &[AccountId]) -> Option<Vec<Option<Profile>>> {
            let profiles = build_call::<DefaultEnvironment>()
                .call(self.registry)
                .exec_input(ExecutionInput::new(Selector::new(PROFILES_OF)).push_arg(accounts))
                .returns::<Result<Vec<Option<Profile>>, RegistryError>>()
                .try_invoke();
            profiles.ok()?.ok()?.ok().filter(|profiles| profiles.len() == accounts.len())
        }

        // Changes

        fn move_units(&mut self, from: AccountId, to: AccountId, units: Balance) -> Result<(), Refusal> {
            let Movement { clock, sender, left_units, units } = self.check_transfer(&from, &to, units)?;
            self.clock = clock;
            self.ledger.write(Some(from), sender, left_units, clock.epoch);
            self.ledger.credit(Some(to), units, clock.epoch).ok_or(Refusal::Overflow)
        }

        fn transfer_units(&mut self, from: AccountId, to: AccountId, units: Balance) -> Result<(), PSP22Error> {
            if is_no_op(&from, &to, units) {
                return Ok(());
            }
            if is_zero(&from) {
                return Err(PSP22Error::ZeroSenderAddress);
            }
            self.move_units(from, to, units).map_err(as_psp22)?;
            self.env().emit_event(Transfer { from: Some(from), to: Some(to), value: units });
            Ok(())
        }

        fn set_allowance(&mut self, owner: AccountId, spender: AccountId, amount: Balance) -> Result<(), PSP22Error> {
            if is_zero(&spender) {
                return Err(PSP22Error::ZeroRecipientAddress);
            }
            self.allowances.insert((owner, spender), &amount);
            self.env().emit_event(Approval { owner, spender, amount });
            Ok(())
        }

        fn set_paused(&mut self, paused: bool) -> Result<AccountId, TokenError> {
            let by = self.require_role(roles::PAUSER)?;
            if self.paused == paused {
                return Err(TokenError::PauseUnchanged);
            }
            self.paused = paused;
            Ok(by)
        }

        fn allot(&mut self, to: AccountId, units: u64, epoch: u8) -> Result<(), TokenError> {
            let issued_units = self.issued_units.get_or_default();
            let authorised_units = self.terms.get().map_or(0, |terms| terms.authorised_units);
            let available_units = authorised_units.saturating_sub(issued_units);
            if units > available_units {
                return Err(TokenError::AuthorisedUnitsExceeded { available_units });
            }
            self.issued_units.set(&issued_units.checked_add(units).ok_or(TokenError::Overflow)?);
            self.ledger.credit(SUPPLY, units, epoch).ok_or(TokenError::Overflow)?;
            self.ledger.credit(Some(to), units, epoch).ok_or(TokenError::Overflow)?;
            self.env().emit_event(Transfer { from: None, to: Some(to), value: Balance::from(units) });
            Ok(())
        }
    }

    /// A transfer that passed every check.
    struct Movement {
        clock: Clock,
        sender: Holding,
        left_units: u64,
        units: u64,
    }

    impl bond_abi::token::BondToken for BondToken {
        #[ink(message)]
        fn terms(&self) -> Terms {
            // The constructor stores them; a missing cell would be a broken chain, and the empty terms say so.
            self.terms.get().unwrap_or_else(terms::missing)
        }

        #[ink(message)]
        fn policy(&self) -> Policy {
            self.policy.clone()
        }

        #[ink(message)]
        fn event(&self, k: u8) -> Option<PaymentEvent> {
            self.schedule.get(k).map(|scheduled| scheduled.event)
        }

        #[ink(message)]
        fn status(&self) -> TokenStatus {
            let clock = self.clock_now();
            TokenStatus {
                phase: self.phase_at(clock),
                paused: self.paused,
                registry: self.registry,
                distributor: self.distributor,
                supply_units: self.ledger.holding(SUPPLY).units,
                issued_units: self.issued_units.get_or_default(),
                epoch: clock.epoch,
                events: self.events,
            }
        }

        #[ink(message)]
        fn can_transfer(&self, from: AccountId, to: AccountId, units: Balance) -> Result<(), Refusal> {
            if is_no_op(&from, &to, units) {
                return Ok(());
            }
            self.check_transfer(&from, &to, units).map(|_| ())
        }

        #[ink(message)]
        fn units_at(&self, account: AccountId, k: u8) -> Result<u64, TokenError> {
            self.passed(k)?;
            Ok(self.ledger.units_at(Some(account), k))
        }

        #[ink(message)]
        fn units_at_many(&self, accounts: Vec<AccountId>, k: u8) -> Result<Vec<u64>, TokenError> {
            require_page(accounts.len())?;
            self.passed(k)?;
            Ok(accounts.into_iter().map(|account| self.ledger.units_at(Some(account), k)).collect())
        }

        #[ink(message)]
        fn coupon_basis(&self, k: u8) -> Result<CouponBasis, TokenError> {
            let Scheduled { event, outstanding_per_unit_yen } = self.passed(k)?;
            Ok(CouponBasis {
                supply_units: self.ledger.units_at(SUPPLY, k),
                cutoff_ms: event.cutoff_ms,
                payment_day: event.payment_day,
                interest_per_yen: event.interest_per_yen,
                per_yen_digits: self.terms.get().map_or(0, |terms| terms.per_yen_digits),
                outstanding_per_unit_yen,
                principal_per_unit_yen: event.principal_per_unit_yen,
                last: k.checked_add(1) == Some(self.events),
                distributor: self.distributor,
            })
        }

        #[ink(message)]
        fn wire(&mut self, distributor: AccountId) -> Result<(), TokenError> {
            self.require_role(roles::ADMIN)?;
            self.require_stage(Stage::Draft)?;
            if !self.env().is_contract(&distributor) {
                return Err(TokenError::NotAContract);
            }
            let served: ink::contract_ref!(CouponDistributor, ink::env::DefaultEnvironment) = distributor.into();
            let wiring = served.call().wiring().try_invoke();
            if !matches!(wiring, Ok(Ok(wiring)) if wiring.token == self.env().account_id()) {
                return Err(TokenError::ForeignDistributor);
            }
            let old = self.distributor.replace(distributor);
            self.stage = Stage::Issuing;
            self.env().emit_event(DistributorWired { old, new: distributor });
            Ok(())
        }

        #[ink(message)]
        fn issue(&mut self, allotments: Vec<(AccountId, u64)>) -> Result<(), TokenError> {
            self.require_role(roles::ISSUER)?;
            self.require_stage(Stage::Issuing)?;
            require_page(allotments.len())?;
            let clock = self.clock_now();
            if clock.epoch > 0 {
                return Err(TokenError::IssueTooLate);
            }
            let now_ms = self.env().block_timestamp();
            let accounts: Vec<AccountId> = allotments.iter().map(|(to, _)| *to).collect();
            let profiles = self.profiles_of(&accounts).ok_or(TokenError::Refused(Refusal::RegistryUnavailable))?;
            for ((to, units), profile) in allotments.into_iter().zip(profiles) {
                if units == 0 {
                    return Err(TokenError::ZeroUnits);
                }
                if is_zero(&to) {
                    return Err(TokenError::Refused(Refusal::ZeroAccount));
                }
                eligibility::check_recipient(&self.policy, profile.as_ref(), now_ms).map_err(TokenError::Refused)?;
                self.allot(to, units, clock.epoch)?;
            }
            Ok(())
        }

        #[ink(message)]
        fn close_issue(&mut self) -> Result<(), TokenError> {
            self.require_role(roles::ISSUER)?;
            self.require_stage(Stage::Issuing)?;
            let issued_units = self.issued_units.get_or_default();
            if issued_units == 0 {
                return Err(TokenError::NothingIssued);
            }
            self.stage = Stage::Issued;
            self.env().emit_event(IssueClosed { issued_units });
            Ok(())
        }

        #[ink(message)]
        fn redeem(&mut self, accounts: Vec<AccountId>) -> Result<Vec<u64>, TokenError> {
            if self.distributor != Some(self.env().caller()) {
                return Err(TokenError::NotDistributor);
            }
            require_page(accounts.len())?;
            let clock = self.clock_now();
            let phase = self.phase_at(clock);
            if phase != Phase::Matured {
                return Err(TokenError::WrongPhase { phase });
            }
            let supply = self.ledger.holding(SUPPLY);
            let mut supply_units = supply.units;
            let mut redeemed = Vec::with_capacity(accounts.len());
            for account in accounts {
                let holding = self.ledger.holding(Some(account));
                redeemed.push(holding.units);
                if holding.units > 0 {
                    supply_units = supply_units.checked_sub(holding.units).ok_or(TokenError::Overflow)?;
                    self.ledger.write(Some(account), holding, 0, clock.epoch);
                    let value = Balance::from(holding.units);
                    self.env().emit_event(Transfer { from: Some(account), to: None, value });
                }
            }
            self.clock = clock;
            self.ledger.write(SUPPLY, supply, supply_units, clock.epoch);
            if supply_units == 0 {
                self.env().emit_event(SeriesClosed { redeemed_units: self.issued_units.get_or_default() });
            }
            Ok(redeemed)
        }

        #[ink(message)]
        fn pause(&mut self) -> Result<(), TokenError> {
            let by = self.set_paused(true)?;
            self.env().emit_event(Paused { by });
            Ok(())
        }

        #[ink(message)]
        fn unpause(&mut self) -> Result<(), TokenError> {
            let by = self.set_paused(false)?;
            self.env().emit_event(Unpaused { by });
            Ok(())
        }
    }

    impl PSP22 for BondToken {
        #[ink(message)]
        fn total_supply(&self) -> Balance {
            Balance::from(self.ledger.holding(SUPPLY).units)
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> Balance {
            Balance::from(self.ledger.holding(Some(owner)).units)
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> Balance {
            self.allowances.get((owner, spender)).unwrap_or(0)
        }

        #[ink(message)]
        fn transfer(&mut self, to: AccountId, value: Balance, data: Vec<u8>) -> Result<(), PSP22Error> {
            // PSP22 carries it for receivers that are contracts; here it means nothing.
            let _ = data;
            self.transfer_units(self.env().caller(), to, value)
        }

        #[ink(message)]
        fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: Balance,
            data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            let _ = data;
            let spender = self.env().caller();
            // An owner needs no allowance for his own units, and doing nothing needs none at all.
            if spender != from && !is_no_op(&from, &to, value) {
                let left = self.allowance(from, spender).checked_sub(value);
                self.set_allowance(from, spender, left.ok_or(PSP22Error::InsufficientAllowance)?)?;
            }
            self.transfer_units(from, to, value)
        }

        #[ink(message)]
        fn approve(&mut self, spender: AccountId, value: Balance) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            if value > 0 && self.allowance(owner, spender) > 0 {
                return Err(as_psp22(Refusal::AllowanceNotZero));
            }
            self.set_allowance(owner, spender, value)
        }

        #[ink(message)]
        fn increase_allowance(&mut self, spender: AccountId, delta_value: Balance) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            let amount = self.allowance(owner, spender).checked_add(delta_value);
            self.set_allowance(owner, spender, amount.ok_or_else(|| as_psp22(Refusal::Overflow))?)
        }

        #[ink(message)]
        fn decrease_allowance(&mut self, spender: AccountId, delta_value: Balance) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            let left = self.allowance(owner, spender).checked_sub(delta_value);
            self.set_allowance(owner, spender, left.ok_or(PSP22Error::InsufficientAllowance)?)
        }
    }

    impl PSP22Metadata for BondToken {
        #[ink(message)]
        fn token_name(&self) -> Option<String> {
            self.terms.get().map(|terms| terms.name)
        }

        #[ink(message)]
        fn token_symbol(&self) -> Option<String> {
            self.terms.get().map(|terms| terms.symbol)
        }

        #[ink(message)]
        fn token_decimals(&self) -> u8 {
            0
        }
    }

    impl Pausable for BondToken {
        #[ink(message)]
        fn paused(&self) -> bool {
            self.paused
        }
    }

    impl AccessControl for BondToken {
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

    impl AdminHandover for BondToken {
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

    /// PSP22: moving nothing, or to oneself, succeeds and does nothing.
    fn is_no_op(from: &AccountId, to: &AccountId, units: Balance) -> bool {
        units == 0 || from == to
    }

    fn require_page(rows: usize) -> Result<(), TokenError> {
        if rows > MAX_PAGE as usize {
            return Err(TokenError::BatchTooLarge { max: MAX_PAGE });
        }
        Ok(())
    }

    /// PSP22's own variants where the standard has one, else the code and name of the refusal.
    fn as_psp22(refusal: Refusal) -> PSP22Error {
        match refusal {
            Refusal::InsufficientUnits => PSP22Error::InsufficientBalance,
            Refusal::ZeroAccount => PSP22Error::ZeroRecipientAddress,
            other => PSP22Error::Custom(String::from(other.label())),
        }
    }
}
