//! The bond token: the register (原簿) of one series, a PSP22 to every wallet and explorer.
//!
//! Every transfer pays for each byte of its code: it keeps units, their history at record dates and the judgement of who
//! may hold, and takes the orders of one office (ADR 0021). This file is a shell; [`eligibility`] judges
//! who, [`limits`] how much and when, [`ledger`] has the cells, [`history`] the holdings at record dates, [`clock`] which of
//! these have passed.
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
mod limits;

#[ink::contract]
// ink! generates casts of discriminants and a panic for constructors that fail; our own code has neither.
#[allow(clippy::cast_possible_truncation, clippy::panic)]
pub mod bond_token {
    use crate::clock::Clock;
    use crate::eligibility::{check_recipient, check_standing, Side};
    use crate::ledger::{Ledger, Now, SUPPLY};
    use crate::limits;
    use bond_abi::office::FOUNDING;
    use bond_abi::psp22::{PSP22Error, PSP22Metadata, PSP22};
    use bond_abi::registry::{Profile, PROFILES_OF};
    use bond_abi::token::{Account, Founding, Movement, Order, Policy, Refusal, Right, TokenError, TokenState};
    use bond_abi::MAX_PAGE;
    use bond_access::is_zero;
    use ink::env::call::{build_call, ExecutionInput, Selector};
    use ink::env::DefaultEnvironment;
    use ink::prelude::{string::String, vec::Vec};
    use ink::storage::{Lazy, Mapping};

    /// PSP22: units moved, were issued (`from` empty) or redeemed or cancelled (`to` empty).
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

    /// Storage. The root is what every transfer needs; everything else lies in cells of its own.
    #[ink(storage)]
    pub struct BondToken {
        registry: AccountId,
        office: AccountId,
        distributor: Option<AccountId>,
        open: bool,
        paused: bool,
        events: u8,
        clock: Clock,
        policy: Policy,
        ledger: Ledger,
        cutoffs_ms: Lazy<Vec<u64>>,
        allowances: Mapping<(AccountId, AccountId), Balance>,
        /// Name and symbol.
        names: Lazy<(String, String)>,
    }

    impl BondToken {
        /// The register of the series of `office`, which says what it is. Nothing moves until the office opens it.
        ///
        /// # Errors
        /// `NoOffice` when `office` is no office.
        #[ink(constructor)]
        pub fn new(office: AccountId) -> Result<Self, TokenError> {
            let Founding { name, symbol, registry, policy, cutoffs_ms } = build_call::<DefaultEnvironment>()
                .call(office)
                .exec_input(ExecutionInput::new(Selector::new(FOUNDING)))
                .returns::<Founding>()
                .try_invoke()
                .ok()
                .and_then(Result::ok)
                .ok_or(TokenError::NoOffice)?;
            let first_cutoff_ms = cutoffs_ms.first().copied().ok_or(TokenError::NoOffice)?;
            let mut instance = Self {
                registry,
                office,
                distributor: None,
                open: false,
                paused: false,
                events: u8::try_from(cutoffs_ms.len()).map_err(|_| TokenError::NoOffice)?,
                clock: Clock::before(first_cutoff_ms),
                policy,
                ledger: Ledger::default(),
                cutoffs_ms: Lazy::new(),
                allowances: Mapping::new(),
                names: Lazy::new(),
            };
            instance.cutoffs_ms.set(&cutoffs_ms);
            instance.names.set(&(name, symbol));
            Ok(instance)
        }

        // Queries

        fn require_passed(&self, k: u8) -> Result<(), TokenError> {
            if k >= self.events {
                return Err(TokenError::UnknownEvent { events: self.events });
            }
            if k >= self.now().clock.epoch {
                let cutoff_ms = self.cutoffs_ms.get_or_default().get(usize::from(k)).copied().unwrap_or(u64::MAX);
                return Err(TokenError::RecordDateNotReached { event: k, cutoff_ms });
            }
            Ok(())
        }

        /// What the registry says about each of the accounts; `None` when it does not answer.
        fn profiles_of(&self, accounts: &[AccountId]) -> Option<Vec<Option<Profile>>> {
            // Which error it was does not matter: nothing moves.
            let profiles = build_call::<DefaultEnvironment>()
                .call(self.registry)
                .exec_input(ExecutionInput::new(Selector::new(PROFILES_OF)).push_arg(accounts))
                .returns::<Result<Vec<Option<Profile>>, ()>>()
                .try_invoke();
            profiles.ok()?.ok()?.ok().filter(|profiles| profiles.len() == accounts.len())
        }

        /// The moment of this call.
        fn now(&self) -> Moment {
            let now_ms = self.env().block_timestamp();
            let clock = self.clock.at(now_ms, || self.cutoffs_ms.get_or_default());
            Moment { now_ms, clock, write: Now { epoch: clock.epoch, day: day_jst(now_ms) } }
        }

        /// Every reason why a movement may not be; gives both cells, the recipient's with its investor.
        fn check_move(
            &self,
            movement: &Movement,
            moment: &Moment,
            sender_profile: Option<Profile>,
            recipient_profile: Option<Profile>,
        ) -> Result<(Account, Account), Refusal> {
            let Movement { from, to, units, unlock_units, right, waive_policy } = *movement;
            if is_zero(&from) || is_zero(&to) {
                return Err(Refusal::ZeroAccount);
            }
            if from == to {
                return Err(Refusal::SameAccount);
            }
            let is_free = right != Right::Enforced;
            if is_free && self.paused {
                return Err(Refusal::Paused);
            }
            if !self.open || moment.clock.epoch >= self.events {
                return Err(Refusal::NotTransferable);
            }
            let (sender, mut recipient) = (self.ledger.cell(Some(from)), self.ledger.cell(Some(to)));
            limits::check_available(&sender, units, unlock_units)?;
            if is_free {
                limits::check_window(&self.policy, moment.now_ms)?;
                check_standing(&self.policy, sender_profile.as_ref(), &sender, moment.now_ms, Side::Sender)?;
            }
            let investor_id =
                check_recipient(&self.policy, recipient_profile.as_ref(), &recipient, moment.now_ms, waive_policy)?;
            if is_free {
                limits::check_left(&self.policy, &sender, units)?;
                let own_units = if sender.investor_id == investor_id { units } else { 0 };
                self.check_amount(&recipient, investor_id, units, own_units)?;
            }
            if right == Right::Holder && self.policy.needs_approval {
                return Err(Refusal::ApprovalRequired);
            }
            recipient.investor_id = investor_id;
            Ok((sender, recipient))
        }

        /// Whether a wallet and its investor may hold `units` more, of which `own_units` come from another of his wallets.
        fn check_amount(
            &self,
            recipient: &Account,
            investor_id: u64,
            units: u64,
            own_units: u64,
        ) -> Result<(), Refusal> {
            limits::check_holding(&self.policy, recipient.units.saturating_add(units))?;
            if self.policy.max_units_per_investor == 0 {
                return Ok(());
            }
            // What the wallet holds counts for whom it belonged to when it got it.
            let joining_units = if recipient.investor_id == investor_id { 0 } else { recipient.units };
            let total_units = self.ledger.investor_units(investor_id).checked_sub(own_units);
            let total_units = total_units.and_then(|held| held.checked_add(units)?.checked_add(joining_units));
            limits::check_total(&self.policy, total_units)
        }

        /// Whether a transfer may be; asks the registry.
        fn check_transfer(&self, movement: &Movement, moment: &Moment) -> Result<(Account, Account), Refusal> {
            let mut profiles =
                self.profiles_of(&[movement.from, movement.to]).ok_or(Refusal::RegistryUnavailable)?.into_iter();
            self.check_move(movement, moment, profiles.next().flatten(), profiles.next().flatten())
        }

        // Changes

        fn transfer_units(&mut self, from: AccountId, to: AccountId, value: Balance) -> Result<(), PSP22Error> {
            if is_no_op(&from, &to, value) {
                return done();
            }
            if is_zero(&from) {
                return Err(PSP22Error::ZeroSenderAddress);
            }
            let moment = self.now();
            let movement = wish(from, to, value).map_err(as_psp22)?;
            let cells = self.check_transfer(&movement, &moment).map_err(as_psp22)?;
            let is_same_epoch = self.clock == moment.clock;
            self.move_units(&movement, cells, &moment).map_err(as_psp22)?;
            if is_same_epoch {
                return done();
            }
            Ok(())
        }

        fn move_units(
            &mut self,
            movement: &Movement,
            (mut sender, recipient): (Account, Account),
            moment: &Moment,
        ) -> Result<(), Refusal> {
            let Movement { from, to, units, unlock_units, .. } = *movement;
            self.clock = moment.clock;
            let left_units = sender.units.checked_sub(units).ok_or(Refusal::InsufficientUnits)?;
            sender.locked_units = sender.locked_units.checked_sub(unlock_units).ok_or(Refusal::UnitsLocked)?;
            let sum_units = recipient.units.checked_add(units).ok_or(Refusal::Overflow)?;
            self.set_units(from, sender, left_units, moment);
            self.set_units(to, recipient, sum_units, moment);
            self.env().emit_event(Transfer { from: Some(from), to: Some(to), value: Balance::from(units) });
            Ok(())
        }

        /// Writes what a wallet holds; `cell` has the old units, and the investor for whom the new ones count.
        fn set_units(&mut self, wallet: AccountId, cell: Account, units: u64, moment: &Moment) {
            if self.policy.max_units_per_investor > 0 {
                let old_investor = self.ledger.cell(Some(wallet)).investor_id;
                self.ledger.count_investor(old_investor, cell.units, 0);
                self.ledger.count_investor(cell.investor_id, 0, units);
            }
            self.ledger.write(Some(wallet), cell, units, moment.write);
        }

        /// Carries out one order of the office. `profiles` gives those of its parties, in their order.
        fn carry_out(
            &mut self,
            order: Order,
            moment: &Moment,
            profiles: &mut impl Iterator<Item = Option<Profile>>,
        ) -> Result<(), Refusal> {
            match order {
                Order::Set { distributor, open, paused } => {
                    (self.distributor, self.open, self.paused) = (Some(distributor), open, paused);
                }
                Order::Recut { last, cutoff_ms } => self.recut(last, cutoff_ms),
                Order::Issue { to, units } => self.issue(to, units, moment, profiles.next().flatten())?,
                Order::Move(movement) => {
                    let (sender, recipient) = (profiles.next().flatten(), profiles.next().flatten());
                    let cells = self.check_move(&movement, moment, sender, recipient)?;
                    self.move_units(&movement, cells, moment)?;
                }
                Order::Burn { from, units, unlock_units } => {
                    let mut cell = self.ledger.cell(Some(from));
                    limits::check_available(&cell, units, unlock_units)?;
                    cell.locked_units = cell.locked_units.saturating_sub(unlock_units);
                    let left_units = cell.units.saturating_sub(units);
                    self.ledger
                        .change_supply(|supply| supply.checked_sub(units), moment.write)
                        .ok_or(Refusal::Overflow)?;
                    self.set_units(from, cell, left_units, moment);
                    self.env().emit_event(Transfer { from: Some(from), to: None, value: Balance::from(units) });
                }
                Order::Mark { account, locked_units, flags } => {
                    let cell = Account { locked_units, flags, ..self.ledger.cell(Some(account)) };
                    self.ledger.put(Some(account), &cell);
                }
                Order::Allow { owner, spender, old, new } => {
                    if self.allowance(owner, spender) != old {
                        return Err(Refusal::AllowanceChanged);
                    }
                    self.set_allowance(owner, spender, new).map_err(|_| Refusal::ZeroAccount)?;
                }
            }
            Ok(())
        }

        fn recut(&mut self, last: u8, cutoff_ms: u64) {
            let mut cutoffs_ms = self.cutoffs_ms.get_or_default();
            cutoffs_ms.truncate(usize::from(last));
            cutoffs_ms.push(cutoff_ms);
            self.events = last.saturating_add(1);
            self.clock.next_cutoff_ms = cutoffs_ms.get(usize::from(self.clock.epoch)).copied().unwrap_or(u64::MAX);
            self.cutoffs_ms.set(&cutoffs_ms);
        }

        fn issue(
            &mut self,
            to: AccountId,
            units: u64,
            moment: &Moment,
            profile: Option<Profile>,
        ) -> Result<(), Refusal> {
            if is_zero(&to) {
                return Err(Refusal::ZeroAccount);
            }
            let mut cell = self.ledger.cell(Some(to));
            let investor_id = check_recipient(&self.policy, profile.as_ref(), &cell, moment.now_ms, false)?;
            self.check_amount(&cell, investor_id, units, 0)?;
            cell.investor_id = investor_id;
            let sum_units = cell.units.checked_add(units).ok_or(Refusal::Overflow)?;
            self.ledger.change_supply(|supply| supply.checked_add(units), moment.write).ok_or(Refusal::Overflow)?;
            self.set_units(to, cell, sum_units, moment);
            self.env().emit_event(Transfer { from: None, to: Some(to), value: Balance::from(units) });
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
    }

    /// When a call happens.
    struct Moment {
        now_ms: u64,
        clock: Clock,
        write: Now,
    }

    impl bond_abi::token::BondToken for BondToken {
        #[ink(message)]
        fn state(&self) -> TokenState {
            TokenState {
                registry: self.registry,
                office: self.office,
                distributor: self.distributor,
                open: self.open,
                paused: self.paused,
                epoch: self.now().clock.epoch,
                events: self.events,
                supply_units: self.ledger.supply_units(),
                wallets: self.ledger.count(),
            }
        }

        #[ink(message)]
        fn account(&self, account: AccountId) -> Account {
            self.ledger.cell(Some(account))
        }

        #[ink(message)]
        fn register(&self, start: u32, count: u32) -> Vec<(AccountId, Account)> {
            self.ledger.page(start, count)
        }

        #[ink(message)]
        fn can_transfer(&self, from: AccountId, to: AccountId, units: Balance) -> Result<(), Refusal> {
            if is_no_op(&from, &to, units) {
                return Ok(());
            }
            self.check_transfer(&wish(from, to, units)?, &self.now()).map(|_| ())
        }

        #[ink(message)]
        fn units_at_many(&self, holders: Vec<AccountId>, k: u8) -> Result<Vec<u64>, TokenError> {
            require_page(holders.len())?;
            self.require_passed(k)?;
            Ok(holders
                .into_iter()
                .map(|holder| self.ledger.units_at(Some(holder).filter(|holder| !is_zero(holder)), k))
                .collect())
        }

        #[ink(message)]
        fn post(&mut self, orders: Vec<Order>) -> Result<(), TokenError> {
            let caller = self.env().caller();
            let moment = self.now();
            if caller != self.office {
                // The distributor redeems, once no record date is to come.
                let is_matured = self.open && moment.clock.epoch >= self.events;
                let burns = orders.iter().all(|order| matches!(order, Order::Burn { .. }));
                if Some(caller) != self.distributor || !is_matured || !burns {
                    return Err(TokenError::NotEntitled);
                }
            }
            let mut parties = Vec::new();
            for order in &orders {
                match order {
                    Order::Issue { to, .. } => parties.push(*to),
                    Order::Move(movement) => parties.extend([movement.from, movement.to]),
                    _ => {}
                }
            }
            require_page(parties.len().max(orders.len()))?;
            let profiles = match parties.is_empty() {
                true => Some(Vec::new()),
                false => self.profiles_of(&parties),
            };
            let refuse = |index| move |refusal| TokenError::Refused { index, refusal };
            let mut profiles = profiles.ok_or(Refusal::RegistryUnavailable).map_err(refuse(0))?.into_iter();
            self.clock = moment.clock;
            for (index, order) in (0_u32..).zip(orders) {
                self.carry_out(order, &moment, &mut profiles).map_err(refuse(index))?;
            }
            Ok(())
        }
    }

    impl PSP22 for BondToken {
        #[ink(message)]
        fn total_supply(&self) -> Balance {
            Balance::from(self.ledger.supply_units())
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> Balance {
            Balance::from(self.ledger.cell(Some(owner)).units)
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
            self.set_allowance(owner, spender, value)?;
            done()
        }

        #[ink(message)]
        fn increase_allowance(&mut self, spender: AccountId, delta_value: Balance) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            let amount = self.allowance(owner, spender).checked_add(delta_value);
            self.set_allowance(owner, spender, amount.ok_or_else(|| as_psp22(Refusal::Overflow))?)?;
            done()
        }

        #[ink(message)]
        fn decrease_allowance(&mut self, spender: AccountId, delta_value: Balance) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            let left = self.allowance(owner, spender).checked_sub(delta_value);
            self.set_allowance(owner, spender, left.ok_or(PSP22Error::InsufficientAllowance)?)?;
            done()
        }
    }

    impl PSP22Metadata for BondToken {
        #[ink(message)]
        fn token_name(&self) -> Option<String> {
            self.names.get().map(|(name, _)| name)
        }

        #[ink(message)]
        fn token_symbol(&self) -> Option<String> {
            self.names.get().map(|(_, symbol)| symbol)
        }

        #[ink(message)]
        fn token_decimals(&self) -> u8 {
            0
        }
    }

    // Helpers

    /// PSP22: moving nothing, or to oneself, succeeds and does nothing.
    fn is_no_op(from: &AccountId, to: &AccountId, units: Balance) -> bool {
        units == 0 || from == to
    }

    /// What a holder wants.
    fn wish(from: AccountId, to: AccountId, value: Balance) -> Result<Movement, Refusal> {
        let units = u64::try_from(value).map_err(|_| Refusal::InsufficientUnits)?;
        Ok(Movement { from, to, units, unlock_units: 0, right: Right::Holder, waive_policy: false })
    }

    /// Ends a PSP22 message that changed nothing in the root: ink! writes the root back after each message that may change
    /// it, and that write would be a twentieth of a transfer.
    fn done() -> Result<(), PSP22Error> {
        #[cfg(not(feature = "std"))]
        ink::env::return_value(ink::env::ReturnFlags::default(), &ink::MessageResult::Ok(Ok::<(), PSP22Error>(())));
        #[cfg(feature = "std")]
        Ok(())
    }

    /// The day in JST, in days since 1970.
    fn day_jst(now_ms: u64) -> i32 {
        i32::try_from(now_ms.saturating_add(9 * 3_600_000) / 86_400_000).unwrap_or(i32::MAX)
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
