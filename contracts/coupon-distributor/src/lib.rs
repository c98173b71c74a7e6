//! The coupon distributor: one per series. It announces, funds and pays coupons (利金) and principal (元金) and keeps
//! what was withheld.
//!
//! Every message but one is open to anyone, and moves money nowhere but to the holders it is owed to; what people decide
//! about the rest the paying agent's contract orders (ADR 0023). This file is a shell. [`amounts`] has the arithmetic,
//! [`life`] what comes before payment, [`payment`] who is paid and who is not, [`orders`] what is ordered. Ways in and
//! out, each shared by all, because every payment pays for each byte: [`till`] (money), [`calls`], [`store`], [`events`],
//! [`reply`]. Calls out: token, office, registry, payment token; none of them may call back, because the pallet traps a
//! re-entering frame and no call here sets the flag that would allow it.
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

mod amounts;
mod calls;
mod events;
mod life;
mod orders;
mod payment;
mod reply;
mod store;
mod till;

#[ink::contract]
// ink! generates casts of discriminants and a panic for constructors that fail; our own code has neither.
#[allow(clippy::cast_possible_truncation, clippy::panic)]
pub mod coupon_distributor {
    use crate::payment::Paid;
    use crate::reply::{OrRefuse, Passed};
    use crate::till::Till;
    use crate::{amounts, calls, life, orders, payment, reply, store, till};
    use bond_abi::distributor::packed::{self as messages, TAX_ROW_LEN};
    use bond_abi::distributor::{
        Cash, CashDate, CashOrder, Coupon, Coverage, DistributorError, Entitlement, Escrowed, Marks, Outcome, Quote,
        TaxRow, Wiring, MAX_CLAIMS, MAX_EVENTS_PAGE,
    };
    use bond_abi::registry::TaxClass;
    use bond_abi::token::TokenState;
    use bond_abi::wire::{self, push_count, Raw, Rows};
    use bond_abi::MAX_PAGE;
    use ink::env::DefaultEnvironment;
    use ink::prelude::vec::Vec;
    use ink::storage::traits::StorageKey;
    use scale::{Decode, Encode};

    /// An event's amounts were frozen.
    #[ink(event)]
    pub struct CouponAnnounced {
        #[ink(topic)]
        pub event: u8,
        pub supply_units: u64,
        pub required_yen: u128,
        pub payment_day: i32,
    }

    /// Money came in for an event.
    #[ink(event)]
    pub struct CouponFunded {
        #[ink(topic)]
        pub event: u8,
        pub by: AccountId,
        pub amount_yen: u128,
        pub funded_yen: u128,
    }

    /// An event became payable.
    #[ink(event)]
    pub struct CouponOpened {
        #[ink(topic)]
        pub event: u8,
    }

    /// A holder, or `to`, the wallet that took his place, was paid; the escrowed part went elsewhere.
    #[ink(event)]
    pub struct CouponPaid {
        pub event: u8,
        #[ink(topic)]
        pub account: AccountId,
        pub to: AccountId,
        pub quote: Quote,
        pub escrowed: Option<Escrowed>,
    }

    /// A holder could not be paid; what he is due before tax waits, but for what went into escrow now.
    #[ink(event)]
    pub struct PaymentReserved {
        pub event: u8,
        #[ink(topic)]
        pub account: AccountId,
        pub amount_yen: u128,
        pub outcome: Outcome,
        pub escrowed: Option<Escrowed>,
    }

    /// Everybody is paid.
    #[ink(event)]
    pub struct CouponSettled {
        #[ink(topic)]
        pub event: u8,
    }

    /// Money was put aside for an event.
    #[ink(event)]
    pub struct ReserveDeposited {
        pub event: u8,
        #[ink(topic)]
        pub by: AccountId,
        pub amount_yen: u128,
        pub reserve_yen: u128,
    }

    /// An event was funded from what was put aside.
    #[ink(event)]
    pub struct ReserveDrawn {
        #[ink(topic)]
        pub event: u8,
        pub amount_yen: u128,
        pub funded_yen: u128,
        pub reserve_yen: u128,
    }

    /// Storage. The root is the wiring, which never changes; everything else lies in cells of its own, see [`crate::store`].
    #[ink(storage)]
    pub struct CouponDistributor {
        wiring: Wiring,
    }

    impl CouponDistributor {
        /// The distributor of `token`, paying in `payment_token` with the taxes of `tax_table` and following the orders of
        /// `agent`.
        ///
        /// # Errors
        /// `TaxTable`, `NotAContract`, `TokenUnavailable`, `PaymentTokenDecimals`.
        #[ink(constructor)]
        pub fn new(
            token: AccountId,
            payment_token: AccountId,
            agent: AccountId,
            tax_table: Rows<TaxRow, TAX_ROW_LEN>,
        ) -> Result<Self, DistributorError> {
            let rows = store::rows_of(&tax_table.0);
            if rows.len() != tax_table.count() || !amounts::is_tax_table(&rows) {
                reply::refuse(DistributorError::TaxTable);
            }
            let contracts = [token, payment_token, agent];
            let are_contracts = contracts.iter().all(|contract| Self::env().is_contract(contract));
            if !are_contracts || token == payment_token || token == agent || payment_token == agent {
                reply::refuse(DistributorError::NotAContract);
            }
            let TokenState { registry, office, .. } = calls::state(&token);
            if !calls::counts_whole_yen(&payment_token) {
                reply::refuse(DistributorError::PaymentTokenDecimals);
            }
            store::set_tax_table(&rows);
            store::set_payment_code(&till::code_hash(&payment_token).or_refuse(DistributorError::NotAContract));
            let instance = Self { wiring: Wiring { token, office, registry, payment_token, agent } };
            ink::env::set_contract_storage(&<Self as StorageKey>::KEY, &instance);
            reply::done()?;
            Ok(instance)
        }

        // Queries

        /// What each account is due for an announced event, and how it stands.
        fn entitlements_of(&self, k: u8, accounts: &[u8]) -> Vec<u8> {
            require_page(accounts);
            let coupon = store::announced(k);
            let mut rows = Vec::new();
            for holder in payment::holders(&self.wiring, k, &coupon, accounts) {
                payment::entitlement(k, &coupon, &holder).encode_to(&mut rows);
            }
            counted(accounts.len() / 32, &rows)
        }

        // Changes

        /// Pays one event of the caller.
        fn pay_caller(&self, k: u8) -> Quote {
            let paid = self.pay(k, caller().as_ref());
            payment::quote_of(paid.first())
        }

        /// Pays accounts of 32 bytes each.
        #[inline(never)]
        fn pay(&self, k: u8, accounts: &[u8]) -> Vec<Paid> {
            let coupon = payment::opened(k);
            let mut till = Till::open(&self.wiring);
            let holders = payment::holders(&self.wiring, k, &coupon, accounts);
            let paid = payment::pay(&mut till, &self.wiring, k, coupon, &holders);
            till.close();
            paid
        }

        /// Pays what open events owe to the caller.
        fn pay_all(&self, count: u8) -> Vec<u8> {
            let caller = caller();
            let open = store::calendar().open & !store::marks(caller.as_ref()).paid;
            let mut till = Till::open(&self.wiring);
            let (mut rows, mut found, mut hindrance) = (Vec::new(), 0_u8, DistributorError::NothingDue);
            for k in (0..bond_abi::MAX_EVENTS).filter(|k| open & store::bit(*k) != 0) {
                if found >= count.min(MAX_CLAIMS) {
                    break;
                }
                let coupon = store::announced(k);
                let holders = payment::holders(&self.wiring, k, &coupon, caller.as_ref());
                let Some(holder) = holders.first().filter(|holder| holder.units > 0) else { continue };
                if let Some(error) = payment::refusal(payment::entitlement(k, &coupon, holder).outcome) {
                    hindrance = error;
                    continue;
                }
                let paid = payment::pay(&mut till, &self.wiring, k, coupon, &holders);
                (k, payment::quote_of(paid.first())).encode_to(&mut rows);
                found = found.saturating_add(1);
            }
            if found == 0 {
                reply::refuse(hindrance);
            }
            till.close();
            counted(found.into(), &rows)
        }

        fn pay_accounts(&self, k: u8, accounts: &[u8]) -> Vec<u8> {
            require_page(accounts);
            let paid = self.pay(k, accounts);
            let outcomes: Vec<u8> = paid.iter().map(|(outcome, _)| *outcome as u8).collect();
            counted(outcomes.len(), &outcomes)
        }
    }

    impl messages::CouponDistributor for CouponDistributor {
        #[ink(message)]
        fn wiring(&self) -> Raw<Wiring> {
            reply::plain(&self.wiring.encode())
        }

        #[ink(message)]
        fn tax_table(&self) -> Raw<Vec<TaxRow>> {
            let rows = store::tax_table_bytes();
            reply::plain(&counted(rows.len() / TAX_ROW_LEN, &rows))
        }

        #[ink(message)]
        fn event(&self, k: u8) -> Raw<Option<Coupon>> {
            let coupon = store::coupon_bytes(k);
            let mut event = Vec::from([u8::from(!coupon.is_empty())]);
            event.extend_from_slice(&coupon);
            reply::plain(&event)
        }

        #[ink(message)]
        fn events(&self, start: u8, count: u8) -> Raw<Vec<(u8, Coupon)>> {
            let announced = store::calendar().announced;
            let (mut rows, mut found) = (Vec::new(), 0);
            for k in start..bond_abi::MAX_EVENTS {
                if announced & store::bit(k) != 0 && found < count.min(MAX_EVENTS_PAGE) {
                    rows.push(k);
                    rows.extend_from_slice(&store::coupon_bytes(k));
                    found = found.saturating_add(1);
                }
            }
            reply::plain(&counted(found.into(), &rows))
        }

        #[ink(message)]
        fn payment_day(&self, k: u8) -> Raw<Option<CashDate>> {
            reply::plain(&store::payment_day(k).encode())
        }

        #[ink(message)]
        fn coverage(&self, k: u8) -> Result<Raw<Coverage>, DistributorError> {
            reply::ok(&life::coverage(k).encode())
        }

        #[ink(message)]
        fn cash(&self) -> Result<Raw<Cash>, DistributorError> {
            reply::ok(&life::cash(&self.wiring).0.encode())
        }

        #[ink(message)]
        fn quote(&self, account: wire::AccountId, k: u8) -> Result<Raw<Quote>, DistributorError> {
            let coupon = store::announced(k);
            let holders = payment::holders(&self.wiring, k, &coupon, &account.0[..]);
            let holder = holders.first().or_refuse(DistributorError::TokenUnavailable);
            let class = match holder.units {
                // Nothing is taxed by no class.
                0 => TaxClass::Exempt,
                _ => holder.tax_class.or_refuse(DistributorError::PayeeNotRegistered),
            };
            reply::ok(&amounts::quote(&coupon, holder.units, class).passed().encode())
        }

        #[ink(message)]
        fn is_paid(&self, account: wire::AccountId, k: u8) -> Raw<bool> {
            reply::plain(&[u8::from(store::marks(&account.0).paid & store::bit(k) != 0)])
        }

        #[ink(message)]
        fn marks(&self, account: wire::AccountId) -> Raw<Marks> {
            reply::plain(&store::marks(&account.0).encode())
        }

        #[ink(message)]
        fn entitlements(
            &self,
            k: u8,
            accounts: Rows<AccountId, 32>,
        ) -> Result<Raw<Vec<Entitlement>>, DistributorError> {
            reply::ok(&self.entitlements_of(k, &accounts.0))
        }

        #[ink(message)]
        fn announce(&mut self, k: u8) -> Result<(), DistributorError> {
            life::announce(&self.wiring, k);
            reply::done()
        }

        #[ink(message)]
        fn fund(&mut self, k: u8, amount_yen: wire::Balance) -> Result<Raw<u128>, DistributorError> {
            reply::ok(&life::fund(&self.wiring, &caller(), k, amount_yen.0).to_le_bytes())
        }

        #[ink(message)]
        fn deposit(&mut self, k: u8, amount_yen: wire::Balance) -> Result<(), DistributorError> {
            life::deposit(&self.wiring, &caller(), k, amount_yen.0);
            reply::done()
        }

        #[ink(message)]
        fn draw(&mut self, k: u8) -> Result<(), DistributorError> {
            life::draw(k);
            reply::done()
        }

        #[ink(message)]
        fn open(&mut self, k: u8) -> Result<(), DistributorError> {
            life::open(k);
            reply::done()
        }

        #[ink(message)]
        fn claim(&mut self, k: u8) -> Result<Raw<Quote>, DistributorError> {
            reply::ok(&self.pay_caller(k).encode())
        }

        #[ink(message)]
        fn claim_all(&mut self, count: u8) -> Result<Raw<Vec<(u8, Quote)>>, DistributorError> {
            reply::ok(&self.pay_all(count))
        }

        #[ink(message)]
        fn pay_page(&mut self, k: u8, accounts: Rows<AccountId, 32>) -> Result<Raw<Vec<Outcome>>, DistributorError> {
            reply::ok(&self.pay_accounts(k, &accounts.0))
        }

        #[ink(message)]
        fn order(&mut self, order: Raw<CashOrder>) -> Result<Raw<u128>, DistributorError> {
            // Only the agent's contract gets as far as to be understood.
            let order = CashOrder::decode(&mut order.0.as_slice()).ok().or_refuse(DistributorError::NotTheAgent);
            reply::ok(&orders::carry_out(&self.wiring, &caller(), order).to_le_bytes())
        }
    }

    // Helpers

    #[inline(never)]
    fn caller() -> AccountId {
        ink::env::caller::<DefaultEnvironment>()
    }

    /// Encoded rows as the vector that they are.
    #[inline(never)]
    fn counted(count: usize, rows: &[u8]) -> Vec<u8> {
        let mut vector = Vec::new();
        push_count(&mut vector, count);
        vector.extend_from_slice(rows);
        vector
    }

    /// At most as many accounts as a call may have.
    fn require_page(accounts: &[u8]) {
        if accounts.len() / 32 > MAX_PAGE as usize {
            reply::refuse(DistributorError::BatchTooLarge { max: MAX_PAGE });
        }
    }
}
