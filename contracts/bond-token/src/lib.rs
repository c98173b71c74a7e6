//! The bond token: the register (原簿) of one series, a PSP22 to every wallet and explorer.
//!
//! Every transfer pays for each byte of its code: it keeps units, their history at record dates and the judgement of who
//! may hold, and takes the orders of one office (ADR 0021). This file is a shell. Rules: [`eligibility`] judges who,
//! [`limits`] how much and when, [`history`] has the holdings at record dates, [`clock`] which of these have passed.
//! Deeds: [`moves`], [`orders`], [`allowances`], on the cells of [`ledger`]. Ways in and out, each shared by all, because
//! copies cost: [`root`] and [`rules`] (root storage), [`store`] (all other), [`registry`] (calls), [`events`], [`reply`].
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

mod allowances;
mod clock;
mod eligibility;
mod events;
mod history;
mod ledger;
mod limits;
mod moves;
mod orders;
mod registry;
mod reply;
mod root;
mod rules;
mod store;

#[ink::contract]
// ink! generates casts of discriminants and a panic for constructors that fail; our own code has neither.
#[allow(clippy::cast_possible_truncation, clippy::panic)]
pub mod bond_token {
    use crate::ledger::{self, SUPPLY};
    use crate::moves::{self, is_no_op, Movement};
    use crate::orders::{self, require_page};
    use crate::reply::{self, Failure};
    use crate::root::Root;
    use crate::rules::Rules;
    use crate::store::{self, Key, Kind};
    use crate::{allowances, registry};
    use bond_abi::office::FOUNDING;
    use bond_abi::psp22::PSP22Error;
    use bond_abi::token::packed::{messages, ORDER_LEN};
    use bond_abi::token::{Account, Held, Order, Refusal, TokenError, TokenState};
    use bond_abi::wire::{self, at, push_count, read_bytes, read_rows, Raw, Rows, Wallet};
    use bond_abi::ZERO_ACCOUNT;
    use ink::prelude::{boxed::Box, string::String, vec::Vec};
    use ink::storage::traits::StorageKey;

    /// PSP22: units moved, were issued (`from` empty) or redeemed or cancelled (`to` empty). [`crate::events`] emits it.
    #[ink(event)]
    pub struct Transfer {
        #[ink(topic)]
        pub from: Option<AccountId>,
        #[ink(topic)]
        pub to: Option<AccountId>,
        pub value: Balance,
    }

    /// PSP22: an allowance was set.
    #[ink(event)]
    pub struct Approval {
        #[ink(topic)]
        pub owner: AccountId,
        #[ink(topic)]
        pub spender: AccountId,
        pub amount: Balance,
    }

    /// Storage. The root is what every transfer needs; everything else lies in cells of its own, see [`crate::store`].
    #[ink(storage)]
    pub struct BondToken {
        root: Root,
    }

    impl BondToken {
        /// The register of the series of `office`, which says what it is. Nothing moves until the office opens it.
        ///
        /// # Errors
        /// `NoOffice` when `office` is no office.
        #[ink(constructor)]
        pub fn new(office: AccountId) -> Result<Self, TokenError> {
            let founding = registry::ask(office.as_ref(), FOUNDING, Vec::new());
            let root = founding.and_then(|founding| found(&office, &founding)).ok_or(TokenError::NoOffice);
            let instance = root.map(|root| Self { root });
            if let Ok(instance) = &instance {
                instance.save();
            }
            reply::done(instance.as_ref().map(|_| ()).map_err(|error| *error))?;
            instance
        }

        // Queries

        fn require_passed(&self, k: u8) -> Result<(), TokenError> {
            let events = self.root.events();
            if k >= events {
                return Err(TokenError::UnknownEvent { events });
            }
            if k >= moves::now(&self.root).write.epoch {
                return Err(TokenError::RecordDateNotReached { event: k, cutoff_ms: self.root.cutoff_ms(k) });
            }
            Ok(())
        }

        // Changes

        #[inline(never)]
        fn spend(&mut self, spender: &[u8; 32], from: &[u8; 32], to: &[u8; 32], value: u128) -> Result<(), Failure> {
            if is_no_op(from, to, value) {
                return Ok(());
            }
            // An owner needs no allowance for his own units.
            let spender = (spender != from).then_some(spender);
            if let Some(spender) = spender {
                let left = allowances::get(from, spender).checked_sub(value);
                allowances::set(from, spender, left.ok_or(Failure::InsufficientAllowance)?)?;
            }
            moves::transfer(&self.root, from, to, value, spender, &moves::now(&self.root))
        }

        /// Writes the root, which the messages below do themselves when it changed.
        fn save(&self) {
            ink::env::set_contract_storage(&<Self as StorageKey>::KEY, self);
        }
    }

    impl messages::BondToken for BondToken {
        #[ink(message)]
        fn state(&self) -> Raw<TokenState> {
            let root = &self.root;
            let mut state = Vec::new();
            state.extend_from_slice(root.registry());
            state.extend_from_slice(root.office());
            let is_wired = *root.distributor() != ZERO_ACCOUNT;
            state.push(u8::from(is_wired));
            if is_wired {
                state.extend_from_slice(root.distributor());
            }
            let epoch = moves::now(root).write.epoch;
            state.extend_from_slice(&[u8::from(root.is_open()), u8::from(root.is_paused()), epoch, root.events()]);
            state.extend_from_slice(&ledger::units(SUPPLY).to_le_bytes());
            state.extend_from_slice(&ledger::count().to_le_bytes());
            reply::plain(&state)
        }

        #[ink(message)]
        fn account(&self, account: wire::AccountId) -> Raw<Account> {
            reply::plain(&ledger::cell(&account.0[..]).pack())
        }

        #[ink(message)]
        fn register(&self, start: u32, count: u32) -> Raw<Vec<(AccountId, Account)>> {
            reply::plain(&ledger::page(start, count))
        }

        #[ink(message)]
        fn can_transfer(
            &self,
            from: wire::AccountId,
            to: wire::AccountId,
            units: wire::Balance,
        ) -> Result<(), Refusal> {
            let judge = || {
                if is_no_op(&from.0, &to.0, units.0) {
                    return Ok(());
                }
                let wish = Movement::wish(&from.0, &to.0, units.0)?;
                moves::check_transfer(&self.root, &wish, None, &moves::now(&self.root)).map(|_| ())
            };
            reply::judged(judge())
        }

        #[ink(message)]
        fn units_at_many(&self, accounts: Rows<AccountId, 32>, k: u8) -> Result<Raw<Vec<Held>>, TokenError> {
            let ask = || {
                require_page(accounts.count())?;
                self.require_passed(k)?;
                let mut held = Vec::new();
                push_count(&mut held, accounts.count());
                for account in accounts.0.chunks_exact(32) {
                    let (units, flags) = ledger::held_at(account, k);
                    held.extend_from_slice(&units.to_le_bytes());
                    held.push(flags);
                }
                Ok(held)
            };
            reply::result(ask())
        }

        #[ink(message)]
        fn supply_at(&self, k: u8) -> Result<Raw<u64>, TokenError> {
            let supply = self.require_passed(k).map(|()| Vec::from(ledger::held_at(SUPPLY, k).0.to_le_bytes()));
            reply::result(supply)
        }

        #[ink(message)]
        fn post(&mut self, orders: Rows<Order, ORDER_LEN>) -> Result<(), TokenError> {
            let result = orders::post(&mut self.root, &caller().0, &orders.0);
            if result.is_ok() {
                self.save();
            }
            reply::done(result)
        }
    }

    impl messages::PSP22 for BondToken {
        #[ink(message)]
        fn total_supply(&self) -> Raw<u128> {
            reply::plain(&u128::from(ledger::units(SUPPLY)).to_le_bytes())
        }

        #[ink(message)]
        fn balance_of(&self, owner: wire::AccountId) -> Raw<u128> {
            reply::plain(&u128::from(ledger::units(&owner.0[..])).to_le_bytes())
        }

        #[ink(message)]
        fn allowance(&self, owner: wire::AccountId, spender: wire::AccountId) -> Raw<u128> {
            reply::plain(&allowances::get(&owner.0, &spender.0).to_le_bytes())
        }

        #[ink(message)]
        fn transfer(&mut self, to: wire::AccountId, value: wire::Balance, data: Rows<u8, 1>) -> Result<(), PSP22Error> {
            // PSP22 carries it for receivers that are contracts; here it means nothing.
            let _ = data;
            let from = caller();
            reply::psp22(self.spend(&from.0, &from.0, &to.0, value.0))
        }

        #[ink(message)]
        fn transfer_from(
            &mut self,
            from: wire::AccountId,
            to: wire::AccountId,
            value: wire::Balance,
            data: Rows<u8, 1>,
        ) -> Result<(), PSP22Error> {
            let _ = data;
            reply::psp22(self.spend(&caller().0, &from.0, &to.0, value.0))
        }

        #[ink(message)]
        fn approve(&mut self, spender: wire::AccountId, value: wire::Balance) -> Result<(), PSP22Error> {
            reply::psp22(allow(&spender.0, Change::To, value.0))
        }

        #[ink(message)]
        fn increase_allowance(
            &mut self,
            spender: wire::AccountId,
            delta_value: wire::Balance,
        ) -> Result<(), PSP22Error> {
            reply::psp22(allow(&spender.0, Change::Up, delta_value.0))
        }

        #[ink(message)]
        fn decrease_allowance(
            &mut self,
            spender: wire::AccountId,
            delta_value: wire::Balance,
        ) -> Result<(), PSP22Error> {
            reply::psp22(allow(&spender.0, Change::Down, delta_value.0))
        }
    }

    impl messages::PSP22Metadata for BondToken {
        #[ink(message)]
        fn token_name(&self) -> Raw<Option<String>> {
            reply::plain(&store::get(Key(Kind::Name, &[], &[])))
        }

        #[ink(message)]
        fn token_symbol(&self) -> Raw<Option<String>> {
            reply::plain(&store::get(Key(Kind::Symbol, &[], &[])))
        }

        #[ink(message)]
        fn token_decimals(&self) -> Raw<u8> {
            reply::plain(&[0])
        }
    }

    // Helpers

    /// Who calls.
    #[inline(never)]
    fn caller() -> Wallet {
        Wallet(Box::new(*ink::env::caller::<ink::env::DefaultEnvironment>().as_ref()))
    }

    /// How an allowance changes: to an amount, or by one.
    enum Change {
        To,
        Up,
        Down,
    }

    /// Changes what `spender` may take from the caller.
    #[inline(never)]
    fn allow(spender: &[u8; 32], change: Change, value: u128) -> Result<(), Failure> {
        let owner = caller();
        let old = allowances::get(&owner.0, spender);
        let new = match change {
            Change::To if value > 0 && old > 0 => return Err(Refusal::AllowanceNotZero.into()),
            Change::To => value,
            Change::Up => old.checked_add(value).ok_or(Refusal::Overflow)?,
            Change::Down => old.checked_sub(value).ok_or(Failure::InsufficientAllowance)?,
        };
        Ok(allowances::set(&owner.0, spender, new)?)
    }

    /// Takes over what the office says ([`bond_abi::token::Founding`]) and writes what does not lie in the root.
    fn found(office: &AccountId, mut founding: &[u8]) -> Option<Root> {
        let input = &mut founding;
        let (name, symbol) = (name_at(input)?, name_at(input)?);
        let registry = read_bytes(input, 32).ok()?;
        let rules = Rules::read(input).ok()?;
        let cutoffs = read_rows(input, 8).ok()?;
        let root = Root::new(*at(&registry, 0), *office.as_ref(), cutoffs, rules)?;
        store::set(Key(Kind::Name, &[], &[]), &name);
        store::set(Key(Kind::Symbol, &[], &[]), &symbol);
        Some(root)
    }

    /// The text that comes next, as `Some` of it goes over the wire. It is only passed on: the office has checked it.
    fn name_at(input: &mut &[u8]) -> Option<Vec<u8>> {
        let before = *input;
        read_rows(input, 1).ok()?;
        let used = before.len().checked_sub(input.len())?;
        let mut name = Vec::from([1]);
        name.extend_from_slice(before.get(..used)?);
        Some(name)
    }
}
