//! The office (事務局) of a series: it keeps the terms, the schedule and the documents, and gives the register, the bond
//! token, the orders of those who have a duty (ADR 0021).
//!
//! This file is a shell: storage, events, constructor, messages. The rules are beside it: [`terms`] what may be deployed,
//! [`life`] what is legal when, [`enforcement`] what a controller's acts come to, [`early`] how it may be redeemed early,
//! [`accrual`] what runs on, [`flows`] what came and went in a fiscal year, [`locks`], [`seizures`], [`successions`] and
//! [`documents`] with their cells; [`register`] talks to the token, [`neighbours`] to registry and desk. OpenBrush gives the
//! traits of AccessControl and Pausable (docs/adr/0014).
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

mod accrual;
mod documents;
mod early;
mod enforcement;
mod flows;
mod life;
mod locks;
mod neighbours;
mod register;
mod seizures;
mod successions;
mod terms;

#[ink::contract]
// ink! generates casts of discriminants and a panic for constructors that fail; our own code has neither.
#[allow(clippy::cast_possible_truncation, clippy::panic)]
pub mod bond_office {
    use crate::documents::Documents;
    use crate::early::Place;
    use crate::enforcement::{
        require_case, require_document, require_grounds, require_in, require_living, require_two, require_units,
        Replaced,
    };
    use crate::flows::Yearly;
    use crate::life::Stage;
    use crate::locks::Locks;
    use crate::register::Register;
    use crate::successions::Successions;
    use crate::terms::{self, Scheduled};
    use crate::{accrual, early, enforcement, life, neighbours};
    use bond_abi::distributor::CouponDistributor;
    use bond_abi::office::{
        Accrual, CouponBasis, Directions, Document, Flows, Grounds, Lock, LockKind, OfficeError, OfficeRoles,
        PaymentEvent, Phase, Reason, RecordHolding, Seizure, SeriesStatus, Terms, TermsError, MAX_TRANSFERS,
    };
    use bond_abi::psp22::{AccessControl, AccessControlError, Pausable};
    use bond_abi::roles::{self, AdminHandover, DelayedDuties, HandoverError};
    use bond_abi::token::{Account, Founding, Movement, Order, Policy, Refusal, Right, TokenState};
    use bond_abi::MAX_PAGE;
    use bond_access::{is_zero, Roles, SetUpError};
    use bond_math::{fiscal_year_of, Date};
    use ink::codegen::TraitCallBuilder;
    use ink::env::DefaultEnvironment;
    use ink::prelude::{string::String, vec, vec::Vec};
    use ink::storage::{Lazy, Mapping};

    /// Token and distributor were named.
    #[ink(event)]
    pub struct Wired {
        token: AccountId,
        distributor: AccountId,
        by: AccountId,
    }

    /// A document was set; `old` is the hash it replaced.
    #[ink(event)]
    pub struct DocumentSet {
        name: String,
        uri: String,
        old: Option<[u8; 32]>,
        new: [u8; 32],
        by: AccountId,
    }

    /// The issue was closed.
    #[ink(event)]
    pub struct IssueClosed {
        issued_units: u64,
        by: AccountId,
    }

    /// The issue was reopened.
    #[ink(event)]
    pub struct IssueReopened {
        document: [u8; 32],
        by: AccountId,
    }

    /// Units were locked.
    #[ink(event)]
    pub struct Locked {
        #[ink(topic)]
        account: AccountId,
        number: u32,
        lock: Lock,
        grounds: Option<Grounds>,
        by: AccountId,
    }

    /// Units left a lock; `left_units` remain in it.
    #[ink(event)]
    pub struct Unlocked {
        #[ink(topic)]
        account: AccountId,
        number: u32,
        units: u64,
        left_units: u64,
        grounds: Option<Grounds>,
        by: AccountId,
    }

    /// An account was frozen or released.
    #[ink(event)]
    pub struct AccountFrozen {
        #[ink(topic)]
        account: AccountId,
        old: bool,
        new: bool,
        grounds: Grounds,
        by: AccountId,
    }

    /// Units were moved without their holder's consent.
    #[ink(event)]
    pub struct ForcedTransfer {
        #[ink(topic)]
        from: AccountId,
        #[ink(topic)]
        to: AccountId,
        units: u64,
        waive_policy: bool,
        grounds: Grounds,
        by: AccountId,
    }

    /// A wallet took the place of another.
    #[ink(event)]
    pub struct AccountRecovered {
        #[ink(topic)]
        old: AccountId,
        #[ink(topic)]
        new: AccountId,
        waive_policy: bool,
        grounds: Grounds,
        by: AccountId,
    }

    /// The issuer cancelled units of its own.
    #[ink(event)]
    pub struct BoughtBack {
        units: u64,
        cancelled_units: u64,
        by: AccountId,
    }

    /// The series is redeemed early.
    #[ink(event)]
    pub struct EarlyRedemptionCalled {
        event: u8,
        old: PaymentEvent,
        new: PaymentEvent,
        document: [u8; 32],
        by: AccountId,
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

    /// The money of an account's seizures goes to another escrow.
    #[ink(event)]
    pub struct EscrowChanged {
        #[ink(topic)]
        account: AccountId,
        new: AccountId,
        grounds: Grounds,
        by: AccountId,
    }

    /// The units of a wallet belong to the investor to whom it is linked now.
    #[ink(event)]
    pub struct UnitsAdopted {
        #[ink(topic)]
        account: AccountId,
        waive_policy: bool,
        grounds: Grounds,
        by: AccountId,
    }

    /// Storage.
    #[ink(storage)]
    pub struct BondOffice {
        registry: AccountId,
        /// Token and distributor, once wired.
        wired: Option<(AccountId, AccountId)>,
        stage: Stage,
        paused: bool,
        events: u8,
        issued_units: u64,
        cancelled_units: u64,
        terms: Lazy<Terms>,
        policy: Lazy<Policy>,
        /// As issued, for good.
        schedule: Mapping<u8, Scheduled>,
        /// What an early redemption made of the last event.
        early: Lazy<PaymentEvent>,
        documents: Documents,
        locks: Locks,
        flows: Lazy<Yearly>,
        successions: Successions,
        roles: Roles,
    }

    impl BondOffice {
        /// A series in Draft, with its terms, policy and schedule fixed for good.
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
            roles: OfficeRoles,
        ) -> Result<Self, TermsError> {
            terms::check_terms(&terms, &policy)?;
            let scheduled = terms::check_schedule(&terms, &events)?;
            if !Self::env().is_contract(&registry) {
                return Err(TermsError::Registry);
            }
            let mut instance = Self {
                registry,
                wired: None,
                stage: Stage::Draft,
                paused: false,
                events: u8::try_from(events.len()).map_err(|_| TermsError::EventCount)?,
                issued_units: 0,
                cancelled_units: 0,
                terms: Lazy::new(),
                policy: Lazy::new(),
                schedule: Mapping::new(),
                early: Lazy::new(),
                documents: Default::default(),
                locks: Default::default(),
                flows: Lazy::new(),
                successions: Default::default(),
                roles: Default::default(),
            };
            for (k, event) in (0_u8..).zip(scheduled.iter()) {
                instance.schedule.insert(k, event);
            }
            instance.terms.set(&terms);
            instance.policy.set(&policy);
            let OfficeRoles { admin, issuer, pauser, controller, delay_ms } = roles;
            let held = [(roles::ISSUER, issuer), (roles::PAUSER, pauser), (roles::CONTROLLER, controller)];
            instance.roles.set_up(admin, &held, delay_ms).map_err(|error| match error {
                SetUpError::ZeroAccount => TermsError::ZeroAccount,
                SetUpError::Conflict => TermsError::ConflictingDuties,
                SetUpError::Delay => TermsError::Delay,
            })?;
            let from_ms = Self::env().block_timestamp();
            for (role, account) in [(roles::ADMIN, admin)].into_iter().chain(held) {
                Self::env().emit_event(RoleGranted { role, account, by: None, from_ms });
            }
            Ok(instance)
        }

        // Queries

        /// The terms. The constructor stores them; a missing cell would be a broken chain, and the empty terms say so.
        fn terms_or_empty(&self) -> Terms {
            self.terms.get().unwrap_or_else(terms::missing)
        }

        fn policy_or_open(&self) -> Policy {
            self.policy.get().unwrap_or(Policy::OPEN)
        }

        /// An event as it is now: the last one may have been made by an early redemption.
        fn scheduled(&self, k: u8) -> Result<Scheduled, OfficeError> {
            let issued = self.schedule.get(k).filter(|_| k < self.events);
            let mut scheduled = issued.ok_or(OfficeError::UnknownEvent { events: self.events })?;
            if k.checked_add(1) == Some(self.events) {
                scheduled.event = self.early.get().unwrap_or(scheduled.event);
            }
            Ok(scheduled)
        }

        fn last_event(&self) -> Result<PaymentEvent, OfficeError> {
            Ok(self.scheduled(self.events.checked_sub(1).ok_or(OfficeError::Overflow)?)?.event)
        }

        fn today(&self) -> i32 {
            Date::from_unix_ms_jst(self.env().block_timestamp()).map_or(i32::MAX, Date::days)
        }

        fn fiscal_year(&self) -> u16 {
            Date::from_unix_ms_jst(self.env().block_timestamp()).map_or(u16::MAX, fiscal_year_of)
        }

        fn phase_at(&self, state: Option<TokenState>) -> Phase {
            life::phase(self.stage, self.events, state)
        }

        fn wrong_phase(&self) -> OfficeError {
            let state = self.wired.and_then(|(token, _)| Register(token).state().ok());
            OfficeError::WrongPhase { phase: self.phase_at(state) }
        }

        fn require_role(&self, role: u32) -> Result<AccountId, OfficeError> {
            let caller = self.env().caller();
            if !self.roles.has(role, caller, self.env().block_timestamp()) {
                return Err(OfficeError::MissingRole);
            }
            Ok(caller)
        }

        /// The controller, who decides about units and must therefore not decide at the desk who is listed: one key would
        /// list a wallet and move everybody's units there (ADR 0029). A development chain, whose delay is 0, does not ask.
        fn require_controller(&self) -> Result<AccountId, OfficeError> {
            let by = self.require_role(roles::CONTROLLER)?;
            if self.roles.delay_ms() > 0 && neighbours::edits(self.registry, by).ok_or(OfficeError::DeskUnavailable)? {
                return Err(OfficeError::ConflictingDuties);
            }
            Ok(by)
        }

        /// A case that is named, and pays into an account of the admin's list.
        fn require_case(&self, seizure: &Seizure) -> Result<(), OfficeError> {
            require_case(seizure)?;
            self.require_listed(seizure.escrow)
        }

        /// An account of the admin's list, so that no controller names his own.
        fn require_listed(&self, escrow: AccountId) -> Result<(), OfficeError> {
            if !self.roles.has(roles::ESCROW, escrow, self.env().block_timestamp()) {
                return Err(OfficeError::EscrowNotListed);
            }
            Ok(())
        }

        /// The register, once wired.
        fn register(&self) -> Result<Register, OfficeError> {
            self.wired.map(|(token, _)| Register(token)).ok_or(OfficeError::WrongPhase { phase: Phase::Draft })
        }

        /// The register of a series that is issued, and whether its last record date is still to come.
        fn issued(&self) -> Result<(Register, bool), OfficeError> {
            let register = self.register()?;
            if self.stage == Stage::Issuing {
                return Err(OfficeError::WrongPhase { phase: Phase::Issuing });
            }
            Ok((register, register.state()?.epoch < self.events))
        }

        /// The register of an active series.
        fn active(&self) -> Result<Register, OfficeError> {
            match self.issued()? {
                (register, true) => Ok(register),
                _ => Err(self.wrong_phase()),
            }
        }

        // Changes

        /// Tells the register where the series stands.
        fn tell(&self) -> Result<(), OfficeError> {
            let (token, distributor) = self.wired.ok_or(OfficeError::WrongPhase { phase: Phase::Draft })?;
            let open = matches!(self.stage, Stage::Issued | Stage::Reopened);
            Register(token).post(vec![Order::Set { distributor, open, paused: self.paused }])
        }

        fn set_paused(&mut self, paused: bool) -> Result<AccountId, OfficeError> {
            let by = self.require_role(roles::PAUSER)?;
            self.register()?;
            if self.paused == paused {
                return Err(OfficeError::PauseUnchanged);
            }
            self.paused = paused;
            self.tell()?;
            Ok(by)
        }

        /// Locks units that are free.
        fn lock_free(
            &mut self,
            register: Register,
            cell: Account,
            lock: Lock,
            grounds: Option<Grounds>,
            by: AccountId,
        ) -> Result<u32, OfficeError> {
            let account = lock.account;
            let number = self.open_lock(lock, grounds, by)?;
            let is_seized = self.locks.is_seized(account);
            register.post(vec![enforcement::lock(account, &cell, lock.units, is_seized)?])?;
            Ok(number)
        }

        fn open_lock(&mut self, lock: Lock, grounds: Option<Grounds>, by: AccountId) -> Result<u32, OfficeError> {
            let number = self.locks.open(&lock)?;
            self.env().emit_event(Locked { account: lock.account, number, lock, grounds, by });
            Ok(number)
        }

        /// The wallet of `account` after as many of its requests have ended, the newest first, as stand in the way of a
        /// controller who needs `units`; of a wallet that is replaced, all. Whoever posts for it next tells the register.
        fn clear_requests(
            &mut self,
            account: AccountId,
            mut cell: Account,
            units: Option<u64>,
            grounds: Grounds,
            by: AccountId,
        ) -> Result<Account, OfficeError> {
            let waiting = self.locks.requests_of(account);
            let count = units.map_or(waiting.len(), |units| enforcement::requests_to_end(&cell, units, &waiting));
            for (number, request) in waiting.into_iter().rev().take(count) {
                self.taken(number, request.units, Some(grounds), by)?;
                // A redemption burns what is locked; then nothing of it is left to unlock.
                cell.locked_units = cell.locked_units.saturating_sub(request.units);
            }
            Ok(cell)
        }

        /// Tells the register whether anything of an account is seized, if it does not know.
        fn tell_seizures(&self, register: Register, account: AccountId) -> Result<(), OfficeError> {
            let is_seized = self.locks.is_seized(account);
            match enforcement::seizure(account, &register.account(account)?, is_seized) {
                Some(order) => register.post(vec![order]),
                None => Ok(()),
            }
        }

        /// Lets units of a lock go.
        fn unlock(
            &mut self,
            register: Register,
            number: u32,
            units: u64,
            grounds: Option<Grounds>,
            by: AccountId,
        ) -> Result<(), OfficeError> {
            let Lock { account, kind, .. } = self.locks.get(number)?;
            self.taken(number, units, grounds, by)?;
            // A seized claim locks no units.
            let unlock_units = if matches!(kind, LockKind::ClaimSeized { .. }) { 0 } else { units };
            let is_seized = self.locks.is_seized(account);
            register.post(vec![enforcement::unlock(account, &register.account(account)?, unlock_units, is_seized)])
        }

        /// Takes units out of a lock.
        fn taken(
            &mut self,
            number: u32,
            units: u64,
            grounds: Option<Grounds>,
            by: AccountId,
        ) -> Result<(), OfficeError> {
            let account = self.locks.get(number)?.account;
            let left_units = self.locks.take(number, units)?;
            self.env().emit_event(Unlocked { account, number, units, left_units, grounds, by });
            Ok(())
        }

        /// Counts units that came or went, with the principal outstanding after `epoch` record dates.
        fn count(&mut self, epoch: u8, issued_units: u64, cancelled_units: u64) -> Result<(), OfficeError> {
            let outstanding_per_unit_yen = self.scheduled(epoch)?.outstanding_per_unit_yen;
            let fiscal_year = self.fiscal_year();
            let mut flows = self.flows.get_or_default();
            flows.add(fiscal_year, outstanding_per_unit_yen, issued_units, cancelled_units)?;
            self.flows.set(&flows);
            Ok(())
        }
    }

    impl bond_abi::office::BondOffice for BondOffice {
        #[ink(message)]
        fn terms(&self) -> Terms {
            self.terms_or_empty()
        }

        #[ink(message)]
        fn policy(&self) -> Policy {
            self.policy_or_open()
        }

        #[ink(message)]
        fn founding(&self) -> Founding {
            let Terms { name, symbol, .. } = self.terms_or_empty();
            let scheduled = (0..self.events).filter_map(|k| self.scheduled(k).ok());
            Founding {
                name,
                symbol,
                registry: self.registry,
                policy: self.policy_or_open(),
                cutoffs_ms: scheduled.map(|scheduled| scheduled.event.cutoff_ms).collect(),
            }
        }

        #[ink(message)]
        fn event(&self, k: u8) -> Option<PaymentEvent> {
            self.scheduled(k).ok().map(|scheduled| scheduled.event)
        }

        #[ink(message)]
        fn status(&self) -> SeriesStatus {
            let state = self.wired.and_then(|(token, _)| Register(token).state().ok());
            SeriesStatus {
                phase: self.phase_at(state),
                paused: self.paused,
                reopened: self.stage == Stage::Reopened,
                registry: self.registry,
                token: self.wired.map(|(token, _)| token),
                distributor: self.wired.map(|(_, distributor)| distributor),
                supply_units: state.map_or(0, |state| state.supply_units),
                issued_units: self.issued_units,
                cancelled_units: self.cancelled_units,
                epoch: state.map_or(0, |state| state.epoch),
                events: self.events,
            }
        }

        #[ink(message)]
        fn coupon_basis(&self, k: u8) -> Result<CouponBasis, OfficeError> {
            let Scheduled { event, outstanding_per_unit_yen } = self.scheduled(k)?;
            let terms = self.terms_or_empty();
            Ok(CouponBasis {
                supply_units: self.register()?.supply_at(k)?,
                cutoff_ms: event.cutoff_ms,
                payment_day: event.payment_day,
                interest_per_yen: event.interest_per_yen,
                per_yen_digits: terms.per_yen_digits,
                outstanding_per_unit_yen,
                principal_per_unit_yen: event.principal_per_unit_yen,
                last: k.checked_add(1) == Some(self.events),
                prescription_years: terms::prescription_years(&terms, &event),
                distributor: self.wired.map(|(_, distributor)| distributor),
            })
        }

        #[ink(message)]
        fn units_at(&self, account: AccountId, k: u8) -> Result<u64, OfficeError> {
            self.register()?.units_at(account, k)
        }

        #[ink(message)]
        fn supply_at(&self, k: u8) -> Result<u64, OfficeError> {
            self.register()?.supply_at(k)
        }

        #[ink(message)]
        fn units_at_time(&self, account: AccountId, at_ms: u64) -> Result<RecordHolding, OfficeError> {
            if at_ms > self.env().block_timestamp() {
                return Err(OfficeError::NoRecordDate);
            }
            let (mut event, mut cutoff_ms) = (None, 0);
            for k in 0..self.events {
                let next_ms = self.scheduled(k)?.event.cutoff_ms;
                if next_ms > at_ms {
                    break;
                }
                (event, cutoff_ms) = (Some(k), next_ms);
            }
            let event = event.ok_or(OfficeError::NoRecordDate)?;
            Ok(RecordHolding { event, cutoff_ms, units: self.units_at(account, event)? })
        }

        #[ink(message)]
        fn accrual(&self, account: AccountId) -> Result<Accrual, OfficeError> {
            let (register, _) = self.issued()?;
            let (today, terms) = (self.today(), self.terms_or_empty());
            let mut from_day = terms.issue_day;
            for k in 0..self.events {
                let scheduled = self.scheduled(k)?;
                if today <= scheduled.event.accrual_end_day {
                    let units = register.account(account)?.units;
                    return accrual::accrued_floor(k, &scheduled, from_day, today, units, terms.per_yen_digits);
                }
                from_day = scheduled.event.accrual_end_day;
            }
            Err(self.wrong_phase())
        }

        #[ink(message)]
        fn register_root(&self, start: u32, count: u32, previous: [u8; 32]) -> Result<[u8; 32], OfficeError> {
            let page = self.register()?.page(start, count)?;
            Ok(self.env().hash_encoded::<ink::env::hash::Blake2x256, _>(&(previous, page)))
        }

        #[ink(message)]
        fn documents(&self) -> Vec<String> {
            self.documents.names()
        }

        #[ink(message)]
        fn document(&self, name: String) -> Option<Document> {
            self.documents.get(&name)
        }

        #[ink(message)]
        fn locks_of(&self, account: AccountId) -> Vec<(u32, Lock)> {
            self.locks.of(account)
        }

        #[ink(message)]
        fn lock(&self, number: u32) -> Option<Lock> {
            self.locks.get(number).ok()
        }

        #[ink(message)]
        fn successor(&self, account: AccountId) -> Option<AccountId> {
            self.successions.of(account)
        }

        #[ink(message)]
        fn directions(&self, account: AccountId, k: u8) -> Directions {
            Directions { successor: self.successions.of(account), seized: self.locks.seized(account, k) }
        }

        #[ink(message)]
        fn flows(&self, fiscal_year: u16) -> Flows {
            self.flows.get_or_default().until(fiscal_year)
        }

        #[ink(message)]
        fn wire(&mut self, token: AccountId, distributor: AccountId) -> Result<(), OfficeError> {
            let by = self.require_role(roles::ADMIN)?;
            if self.stage != Stage::Draft {
                return Err(self.wrong_phase());
            }
            let me = self.env().account_id();
            let state = Register(token).state();
            if !state.is_ok_and(|state| state.office == me && state.registry == self.registry) {
                return Err(OfficeError::ForeignToken);
            }
            let served: ink::contract_ref!(CouponDistributor, DefaultEnvironment) = distributor.into();
            match served.call().wiring().try_invoke() {
                Ok(Ok(wiring)) if wiring.token == token && wiring.office == me => {}
                _ => return Err(OfficeError::ForeignDistributor),
            }
            self.wired = Some((token, distributor));
            self.stage = Stage::Issuing;
            self.tell()?;
            self.env().emit_event(Wired { token, distributor, by });
            Ok(())
        }

        #[ink(message)]
        fn set_document(&mut self, name: String, uri: String, hash: [u8; 32]) -> Result<(), OfficeError> {
            let by = self.require_role(roles::ISSUER)?;
            let document = Document { uri, hash, set_ms: self.env().block_timestamp() };
            let may_replace = matches!(self.stage, Stage::Draft | Stage::Issuing);
            let old = self.documents.set(&name, &document, may_replace)?;
            self.env().emit_event(DocumentSet { name, uri: document.uri, old, new: hash, by });
            Ok(())
        }

        #[ink(message)]
        fn issue(&mut self, allotments: Vec<(AccountId, u64)>) -> Result<(), OfficeError> {
            self.require_role(roles::ISSUER)?;
            let register = self.register()?;
            if self.stage == Stage::Issued {
                return Err(self.wrong_phase());
            }
            require_page(allotments.len(), MAX_PAGE)?;
            let epoch = register.state()?.epoch;
            let authorised_units = self.terms_or_empty().authorised_units;
            let (orders, issued_units) =
                life::allot(self.stage, (epoch, self.events), allotments, self.issued_units, authorised_units)?;
            let units = issued_units.saturating_sub(self.issued_units);
            self.count(epoch, units, 0)?;
            self.issued_units = issued_units;
            register.post(orders)
        }

        #[ink(message)]
        fn close_issue(&mut self) -> Result<(), OfficeError> {
            let by = self.env().caller();
            // Once a record date has passed nothing can be allotted any more, and holders wait for the gates to open.
            let is_over = || Ok(self.stage == Stage::Issuing && self.register()?.state()?.epoch > 0);
            if !self.roles.has(roles::ISSUER, by, self.env().block_timestamp()) && !is_over()? {
                return Err(OfficeError::MissingRole);
            }
            if !matches!(self.stage, Stage::Issuing | Stage::Reopened) {
                return Err(self.wrong_phase());
            }
            let issued_units = self.issued_units;
            if issued_units == 0 {
                return Err(OfficeError::NothingIssued);
            }
            self.stage = Stage::Issued;
            self.tell()?;
            self.env().emit_event(IssueClosed { issued_units, by });
            Ok(())
        }

        #[ink(message)]
        fn reopen_issue(&mut self, document: [u8; 32]) -> Result<(), OfficeError> {
            let by = self.require_role(roles::ISSUER)?;
            self.active()?;
            if self.stage == Stage::Reopened {
                return Err(self.wrong_phase());
            }
            if !self.terms_or_empty().may_reopen {
                return Err(OfficeError::NotAllowed);
            }
            require_document(&document)?;
            self.stage = Stage::Reopened;
            self.env().emit_event(IssueReopened { document, by });
            Ok(())
        }

        #[ink(message)]
        fn transfer_batch(&mut self, rows: Vec<(AccountId, u64)>) -> Result<(), OfficeError> {
            let register = self.register()?;
            require_page(rows.len(), MAX_TRANSFERS)?;
            if rows.iter().any(|(_, units)| *units == 0) {
                return Err(OfficeError::ZeroUnits);
            }
            let from = self.env().caller();
            let orders = rows.into_iter().map(|(to, units)| {
                let right = Right::Holder;
                Order::Move(Movement { from, to, units, unlock_units: 0, right, waive_policy: false })
            });
            register.post(orders.collect())
        }

        #[ink(message)]
        fn replace_allowance(&mut self, spender: AccountId, old: u128, new: u128) -> Result<(), OfficeError> {
            let owner = self.env().caller();
            self.register()?.post(vec![Order::Allow { owner, spender, old, new }])
        }

        #[ink(message)]
        fn request_transfer(&mut self, to: AccountId, units: u64) -> Result<u32, OfficeError> {
            let register = self.active()?;
            let account = self.env().caller();
            if !self.policy_or_open().needs_approval {
                return Err(OfficeError::NotAllowed);
            }
            require_units(units)?;
            // Everything else is in order when only the approval is missing.
            let refusal = match register.can_transfer(account, to, units)? {
                Err(Refusal::ApprovalRequired) => None,
                Err(refusal) => Some(refusal),
                Ok(()) => Some(Refusal::SameAccount),
            };
            if let Some(refusal) = refusal {
                return Err(enforcement::refused(refusal));
            }
            let since_ms = self.env().block_timestamp();
            let lock = Lock { account, units, kind: LockKind::Pending { to }, since_ms };
            self.lock_free(register, register.account(account)?, lock, None, account)
        }

        #[ink(message)]
        fn withdraw_request(&mut self, number: u32) -> Result<(), OfficeError> {
            let (register, caller) = (self.register()?, self.env().caller());
            let (lock, _) = self.locks.request(number)?;
            if lock.account != caller {
                return Err(OfficeError::UnknownLock);
            }
            self.unlock(register, number, lock.units, None, caller)
        }

        #[ink(message)]
        fn approve_request(&mut self, number: u32) -> Result<(), OfficeError> {
            let by = self.require_role(roles::ISSUER)?;
            let register = self.register()?;
            let (Lock { account: from, units, .. }, to) = self.locks.request(number)?;
            let right = Right::Approved;
            let movement = Movement { from, to, units, unlock_units: units, right, waive_policy: false };
            register.post(vec![Order::Move(movement)])?;
            self.taken(number, units, None, by)
        }

        #[ink(message)]
        fn reject_request(&mut self, number: u32) -> Result<(), OfficeError> {
            let by = self.require_role(roles::ISSUER)?;
            let register = self.register()?;
            let (lock, _) = self.locks.request(number)?;
            self.unlock(register, number, lock.units, None, by)
        }

        #[ink(message)]
        fn freeze_account(&mut self, account: AccountId, frozen: bool, grounds: Grounds) -> Result<(), OfficeError> {
            let by = self.require_controller()?;
            let register = self.register()?;
            require_grounds(&grounds)?;
            if is_zero(&account) {
                return Err(OfficeError::ZeroAccount);
            }
            let order = enforcement::freeze(account, &register.account(account)?, frozen)?;
            register.post(vec![order])?;
            self.env().emit_event(AccountFrozen { account, old: !frozen, new: frozen, grounds, by });
            Ok(())
        }

        #[ink(message)]
        fn lock_units(
            &mut self,
            account: AccountId,
            units: u64,
            seizure: Option<Seizure>,
            grounds: Grounds,
        ) -> Result<u32, OfficeError> {
            let by = self.require_controller()?;
            let register = self.register()?;
            require_grounds(&grounds)?;
            require_units(units)?;
            let kind = match seizure {
                None => LockKind::Frozen,
                Some(seizure) => {
                    self.require_case(&seizure)?;
                    LockKind::Seized { seizure }
                }
            };
            let cell = self.clear_requests(account, register.account(account)?, Some(units), grounds, by)?;
            let since_ms = self.env().block_timestamp();
            self.lock_free(register, cell, Lock { account, units, kind, since_ms }, Some(grounds), by)
        }

        #[ink(message)]
        fn seize_claim(
            &mut self,
            account: AccountId,
            k: u8,
            units: u64,
            seizure: Seizure,
            grounds: Grounds,
        ) -> Result<u32, OfficeError> {
            let by = self.require_controller()?;
            let register = self.register()?;
            require_grounds(&grounds)?;
            require_units(units)?;
            self.require_case(&seizure)?;
            if units > register.units_at(account, k)? {
                return Err(enforcement::refused(Refusal::InsufficientUnits));
            }
            let (kind, since_ms) = (LockKind::ClaimSeized { event: k, seizure }, self.env().block_timestamp());
            let number = self.open_lock(Lock { account, units, kind, since_ms }, Some(grounds), by)?;
            self.tell_seizures(register, account)?;
            Ok(number)
        }

        #[ink(message)]
        fn change_escrow(
            &mut self,
            account: AccountId,
            escrow: AccountId,
            grounds: Grounds,
        ) -> Result<(), OfficeError> {
            let by = self.require_controller()?;
            require_grounds(&grounds)?;
            self.require_listed(escrow)?;
            self.locks.change_escrow(account, escrow)?;
            self.env().emit_event(EscrowChanged { account, new: escrow, grounds, by });
            Ok(())
        }

        #[ink(message)]
        fn adopt_units(&mut self, account: AccountId, waive_policy: bool, grounds: Grounds) -> Result<(), OfficeError> {
            let by = self.require_controller()?;
            let register = self.register()?;
            require_grounds(&grounds)?;
            register.post(vec![Order::Judge { account, waive_policy, adopt: true }])?;
            self.env().emit_event(UnitsAdopted { account, waive_policy, grounds, by });
            Ok(())
        }

        #[ink(message)]
        fn release_units(&mut self, number: u32, units: u64, grounds: Grounds) -> Result<(), OfficeError> {
            let by = self.require_controller()?;
            let register = self.register()?;
            require_grounds(&grounds)?;
            require_units(units)?;
            let lock = self.locks.get(number)?;
            if matches!(lock.kind, LockKind::Pending { .. }) {
                return Err(OfficeError::UnknownLock);
            }
            require_in(&lock, units)?;
            self.unlock(register, number, units, Some(grounds), by)
        }

        #[ink(message)]
        fn forced_transfer(
            &mut self,
            from: AccountId,
            to: AccountId,
            units: u64,
            lock: Option<u32>,
            waive_policy: bool,
            grounds: Grounds,
        ) -> Result<(), OfficeError> {
            let by = self.require_controller()?;
            let register = self.active()?;
            require_grounds(&grounds)?;
            require_units(units)?;
            let unlock_units = match lock {
                Some(number) => {
                    let lock = self.locks.get(number)?;
                    if lock.account != from || matches!(lock.kind, LockKind::ClaimSeized { .. }) {
                        return Err(OfficeError::UnknownLock);
                    }
                    require_in(&lock, units)?;
                    units
                }
                // What requests keep and this movement needs is let go with it.
                None => {
                    let cell = register.account(from)?;
                    let cleared = self.clear_requests(from, cell, Some(units), grounds, by)?;
                    cell.locked_units.saturating_sub(cleared.locked_units)
                }
            };
            let right = Right::Enforced;
            register.post(vec![Order::Move(Movement { from, to, units, unlock_units, right, waive_policy })])?;
            if let Some(number) = lock {
                self.taken(number, units, Some(grounds), by)?;
                self.tell_seizures(register, from)?;
            }
            self.env().emit_event(ForcedTransfer { from, to, units, waive_policy, grounds, by });
            Ok(())
        }

        #[ink(message)]
        fn recover(
            &mut self,
            old: AccountId,
            new: AccountId,
            waive_policy: bool,
            grounds: Grounds,
        ) -> Result<(), OfficeError> {
            let by = self.require_controller()?;
            let (register, is_active) = self.issued()?;
            require_grounds(&grounds)?;
            require_two(&old, &new)?;
            let (from, to) = (register.account(old)?, register.account(new)?);
            require_living(&from, &to)?;
            if grounds.reason == Reason::LostKey {
                neighbours::require_same(self.registry, &from, new)?;
            }
            // A request that a thief made dies with the wallet.
            let locked_units = self.clear_requests(old, from, None, grounds, by)?.locked_units;
            let mut replaced = Replaced { account: old, cell: &from, locked_units, is_seized: false };
            if is_active && from.units > 0 {
                self.locks.hand_over(old, new, register.state()?.epoch)?;
                let (units, since_ms) = (replaced.frozen_units(), self.env().block_timestamp());
                if units > 0 {
                    let lock = Lock { account: new, units, kind: LockKind::Frozen, since_ms };
                    self.open_lock(lock, Some(grounds), by)?;
                }
            }
            self.successions.join(old, new)?;
            replaced.is_seized = self.locks.is_seized(old);
            let taker = (new, &to, self.locks.is_seized(new));
            register.post(enforcement::succeed(replaced, taker, is_active, waive_policy)?)?;
            self.env().emit_event(AccountRecovered { old, new, waive_policy, grounds, by });
            Ok(())
        }

        #[ink(message)]
        fn buy_back(&mut self, units: u64) -> Result<(), OfficeError> {
            let by = self.require_role(roles::ISSUER)?;
            let register = self.active()?;
            if !self.terms_or_empty().may_buy_back {
                return Err(OfficeError::NotAllowed);
            }
            require_units(units)?;
            self.cancelled_units = self.cancelled_units.checked_add(units).ok_or(OfficeError::Overflow)?;
            self.count(register.state()?.epoch, 0, units)?;
            register.post(vec![Order::Burn { from: by, units, unlock_units: 0 }])?;
            self.env().emit_event(BoughtBack { units, cancelled_units: self.cancelled_units, by });
            Ok(())
        }

        #[ink(message)]
        fn redeem_early(&mut self, day: i32, document: [u8; 32]) -> Result<(), OfficeError> {
            let by = self.require_role(roles::ISSUER)?;
            let register = self.active()?;
            if self.stage == Stage::Reopened {
                return Err(self.wrong_phase());
            }
            let terms = self.terms_or_empty();
            let notice_days = terms.early_redemption_notice_days.ok_or(OfficeError::NotAllowed)?;
            require_document(&document)?;
            let issued = |k: u8| self.schedule.get(k).ok_or(OfficeError::RecutInvalid);
            let notional_day = |k: u8| self.schedule.get(k).map(|scheduled| scheduled.event.notional_day);
            let k = early::period_of(day, self.events, notional_day).ok_or(OfficeError::RecutInvalid)?;
            let before = match k.checked_sub(1) {
                Some(k) => issued(k)?.event,
                None => terms::issue(&terms),
            };
            let (first, scheduled, last) = (issued(0)?, issued(k)?, self.last_event()?);
            let place = Place { first: &first.event, before: &before, scheduled: &scheduled, last: &last };
            let new = early::last_event(&terms, place, day, self.env().block_timestamp(), notice_days)?;
            let old = self.scheduled(k)?.event;
            self.early.set(&new);
            self.events = k.checked_add(1).ok_or(OfficeError::Overflow)?;
            register.post(vec![Order::Recut { last: k, cutoff_ms: new.cutoff_ms }])?;
            self.env().emit_event(EarlyRedemptionCalled { event: k, old, new, document, by });
            Ok(())
        }

        #[ink(message)]
        fn pause(&mut self) -> Result<(), OfficeError> {
            let by = self.set_paused(true)?;
            self.env().emit_event(Paused { by });
            Ok(())
        }

        #[ink(message)]
        fn unpause(&mut self) -> Result<(), OfficeError> {
            let by = self.set_paused(false)?;
            self.env().emit_event(Unpaused { by });
            Ok(())
        }
    }

    impl Pausable for BondOffice {
        #[ink(message)]
        fn paused(&self) -> bool {
            self.paused
        }
    }

    impl AccessControl for BondOffice {
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
            let account = self.roles.revoke(by, role, account, roles::PAUSER, self.env().block_timestamp())?;
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

    impl DelayedDuties for BondOffice {
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
            self.roles.cancel(by, role, account, roles::PAUSER, self.env().block_timestamp())?;
            self.env().emit_event(RoleCancelled { role, account, by });
            Ok(())
        }
    }

    impl AdminHandover for BondOffice {
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

    fn require_page(rows: usize, max: u32) -> Result<(), OfficeError> {
        if rows > max as usize {
            return Err(OfficeError::BatchTooLarge { max });
        }
        Ok(())
    }
}
