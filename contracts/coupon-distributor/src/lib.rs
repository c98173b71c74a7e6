//! The coupon distributor: one per series. It announces, funds and pays coupons (利金) and principal (元金) and keeps
//! what was withheld.
//!
//! It has no privileged role: every message is open to anyone, and money can go nowhere but to the holders it is owed
//! to. This file is a shell; [`amounts`] holds the arithmetic. Calls out: token, office, registry, payment token; none of
//! them may call back, because the pallet traps a re-entering frame and no call here sets the flag that would allow it.
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
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used))]

mod amounts;

#[ink::contract]
// ink! generates casts of discriminants and a panic for constructors that fail; our own code has neither.
#[allow(clippy::cast_possible_truncation, clippy::panic)]
pub mod coupon_distributor {
    use crate::amounts;
    use bond_abi::distributor::{Coupon, CouponState, DistributorError, Outcome, Quote, TaxRow, Wiring};
    use bond_abi::office::{BondOffice, CouponBasis, OfficeError};
    use bond_abi::psp22::{PSP22Error, BALANCE_OF, TRANSFER, TRANSFER_FROM};
    use bond_abi::registry::{Payee, RegistryError, Status, TaxClass, PAYEES_AT};
    use bond_abi::token::{BondToken, Order};
    use bond_abi::MAX_PAGE;
    use ink::codegen::TraitCallBuilder;
    use ink::env::call::{build_call, ExecutionInput, Selector};
    use ink::env::DefaultEnvironment;
    use ink::prelude::vec::Vec;
    use ink::storage::{Lazy, Mapping};

    /// An event's amounts were frozen.
    #[ink(event)]
    pub struct CouponAnnounced {
        #[ink(topic)]
        event: u8,
        supply_units: u64,
        required_yen: u128,
        payment_day: i32,
    }

    /// Money came in for an event.
    #[ink(event)]
    pub struct CouponFunded {
        #[ink(topic)]
        event: u8,
        by: AccountId,
        amount_yen: u128,
        funded_yen: u128,
    }

    /// An event became payable.
    #[ink(event)]
    pub struct CouponOpened {
        #[ink(topic)]
        event: u8,
    }

    /// A holder, or `to`, the wallet that took his place, was paid.
    #[ink(event)]
    pub struct CouponPaid {
        event: u8,
        #[ink(topic)]
        account: AccountId,
        to: AccountId,
        quote: Quote,
    }

    /// A holder could not be paid; the money waits.
    #[ink(event)]
    pub struct PaymentReserved {
        event: u8,
        #[ink(topic)]
        account: AccountId,
        amount_yen: u128,
        outcome: Outcome,
    }

    /// Everybody is paid.
    #[ink(event)]
    pub struct CouponSettled {
        #[ink(topic)]
        event: u8,
    }

    type OfficeRef = ink::contract_ref!(BondOffice, DefaultEnvironment);
    type TokenRef = ink::contract_ref!(BondToken, DefaultEnvironment);

    /// What somebody is due by, and where it goes.
    struct Holder {
        /// Units at the cutoff.
        units: u64,
        /// Tax class at the cutoff; `None` for somebody the registry does not know.
        tax_class: Option<TaxClass>,
        /// The account that is paid, and its standing now.
        to: Option<(AccountId, Status)>,
    }

    /// Storage. The root is the wiring; a coupon is one cell, what an account was paid is one bit of one cell.
    #[ink(storage)]
    pub struct CouponDistributor {
        wiring: Wiring,
        tax_table: Lazy<Vec<TaxRow>>,
        coupons: Mapping<u8, Coupon>,
        /// Bit *k*: the account was paid for event *k*.
        paid: Mapping<AccountId, u128>,
        /// What waits for an account that could not be paid.
        reserved: Mapping<(u8, AccountId), u128>,
    }

    impl CouponDistributor {
        /// The distributor of `token`, paying in `payment_token` with the taxes of `tax_table`.
        ///
        /// # Errors
        /// `TaxTable`, `NotAContract`, `TokenUnavailable`.
        #[ink(constructor)]
        pub fn new(
            token: AccountId,
            payment_token: AccountId,
            tax_table: Vec<TaxRow>,
        ) -> Result<Self, DistributorError> {
            if !amounts::is_tax_table(&tax_table) {
                return Err(DistributorError::TaxTable);
            }
            let is_contract = |account| Self::env().is_contract(account);
            if token == payment_token || !is_contract(&token) || !is_contract(&payment_token) {
                return Err(DistributorError::NotAContract);
            }
            let state = TokenRef::from(token)
                .call()
                .state()
                .try_invoke()
                .map_err(|_| DistributorError::TokenUnavailable)?
                .map_err(|_| DistributorError::TokenUnavailable)?;
            let mut instance = Self {
                wiring: Wiring { token, office: state.office, registry: state.registry, payment_token },
                tax_table: Lazy::new(),
                coupons: Mapping::new(),
                paid: Mapping::new(),
                reserved: Mapping::new(),
            };
            instance.tax_table.set(&tax_table);
            Ok(instance)
        }

        // Queries

        fn announced(&self, k: u8) -> Result<Coupon, DistributorError> {
            self.coupons.get(k).ok_or(DistributorError::NotAnnounced)
        }

        fn in_state(&self, k: u8, state: CouponState) -> Result<Coupon, DistributorError> {
            let coupon = self.announced(k)?;
            if coupon.state != state {
                return Err(DistributorError::WrongState { state: coupon.state });
            }
            Ok(coupon)
        }

        fn basis(&self, k: u8) -> Result<CouponBasis, DistributorError> {
            let answer = OfficeRef::from(self.wiring.office)
                .call()
                .coupon_basis(k)
                .try_invoke()
                .map_err(|_| DistributorError::TokenUnavailable)?
                .map_err(|_| DistributorError::TokenUnavailable)?;
            answer.map_err(|error| match error {
                OfficeError::UnknownEvent { events } => DistributorError::UnknownEvent { events },
                OfficeError::RecordDateNotReached { event, cutoff_ms } => {
                    DistributorError::RecordDateNotReached { event, cutoff_ms }
                }
                _ => DistributorError::TokenUnavailable,
            })
        }

        /// What each account is due by and where it goes, in the order of the accounts.
        fn holders(&self, k: u8, coupon: &Coupon, accounts: &[AccountId]) -> Result<Vec<Holder>, DistributorError> {
            let held = TokenRef::from(self.wiring.token)
                .call()
                .units_at_many(accounts.to_vec(), k)
                .try_invoke()
                .map_err(|_| DistributorError::TokenUnavailable)?
                .map_err(|_| DistributorError::TokenUnavailable)?
                .map_err(|_| DistributorError::TokenUnavailable)?;
            if held.len() != accounts.len() {
                return Err(DistributorError::TokenUnavailable);
            }
            let payees = self.payees(coupon.cutoff_ms, accounts)?;
            let rows = accounts.iter().zip(held).zip(payees);
            rows.map(|((account, held), payee)| {
                let holder = Holder { units: held.units, tax_class: payee.map(|payee| payee.tax_class), to: None };
                let to = match held.is_retired() && held.units > 0 {
                    // The key to a replaced wallet is lost or dead: what it earned goes to whoever took its place.
                    true => self.successor(*account, coupon.cutoff_ms)?,
                    false => payee.map(|payee| (*account, payee.status)),
                };
                Ok(Holder { to, ..holder })
            })
            .collect()
        }

        /// What the registry says about each account.
        fn payees(&self, at_ms: u64, accounts: &[AccountId]) -> Result<Vec<Option<Payee>>, DistributorError> {
            let payees = build_call::<DefaultEnvironment>()
                .call(self.wiring.registry)
                .exec_input(ExecutionInput::new(Selector::new(PAYEES_AT)).push_arg(accounts).push_arg(at_ms))
                .returns::<Result<Vec<Option<Payee>>, RegistryError>>()
                .try_invoke()
                .map_err(|_| DistributorError::RegistryUnavailable)?
                .map_err(|_| DistributorError::RegistryUnavailable)?
                .map_err(|_| DistributorError::RegistryUnavailable)?;
            if payees.len() != accounts.len() {
                return Err(DistributorError::RegistryUnavailable);
            }
            Ok(payees)
        }

        /// Who took the place of a wallet, with its standing; nobody when it has none that is registered.
        fn successor(&self, account: AccountId, at_ms: u64) -> Result<Option<(AccountId, Status)>, DistributorError> {
            let successor = OfficeRef::from(self.wiring.office)
                .call()
                .successor(account)
                .try_invoke()
                .map_err(|_| DistributorError::OfficeUnavailable)?
                .map_err(|_| DistributorError::OfficeUnavailable)?;
            let Some(successor) = successor else { return Ok(None) };
            let payees = self.payees(at_ms, &[successor])?;
            Ok(payees.first().copied().flatten().map(|payee| (successor, payee.status)))
        }

        fn has_bit(&self, account: &AccountId, k: u8) -> bool {
            self.paid.get(account).unwrap_or(0) & bit(k) != 0
        }

        /// Our balance of the payment token.
        fn balance_yen(&self) -> Option<u128> {
            build_call::<DefaultEnvironment>()
                .call(self.wiring.payment_token)
                .exec_input(ExecutionInput::new(Selector::new(BALANCE_OF)).push_arg(self.env().account_id()))
                .returns::<u128>()
                .try_invoke()
                .ok()?
                .ok()
        }

        // Changes

        /// Asks the payment token to pay; whether it says that it did.
        fn transfer_yen(&self, to: &AccountId, amount_yen: u128) -> bool {
            let answer = build_call::<DefaultEnvironment>()
                .call(self.wiring.payment_token)
                .exec_input(
                    ExecutionInput::new(Selector::new(TRANSFER))
                        .push_arg(to)
                        .push_arg(amount_yen)
                        .push_arg(Vec::<u8>::new()),
                )
                .returns::<Result<(), PSP22Error>>()
                .try_invoke();
            matches!(answer, Ok(Ok(Ok(()))))
        }

        /// Asks the payment token to take the caller's money; whether it says that it did.
        fn take_yen(&self, from: &AccountId, amount_yen: u128) -> bool {
            let answer = build_call::<DefaultEnvironment>()
                .call(self.wiring.payment_token)
                .exec_input(
                    ExecutionInput::new(Selector::new(TRANSFER_FROM))
                        .push_arg(from)
                        .push_arg(self.env().account_id())
                        .push_arg(amount_yen)
                        .push_arg(Vec::<u8>::new()),
                )
                .returns::<Result<(), PSP22Error>>()
                .try_invoke();
            matches!(answer, Ok(Ok(Ok(()))))
        }

        /// Pays every account that is due and payable, reserves for those who are due and not payable. The payment
        /// token's word is not enough: our balance must have fallen by exactly what was paid (N17), else the whole
        /// call is undone.
        fn pay(&mut self, k: u8, accounts: &[AccountId]) -> Result<Vec<(Outcome, Option<Quote>)>, DistributorError> {
            let mut coupon = self.announced(k)?;
            if coupon.state == CouponState::Announced {
                return Err(DistributorError::WrongState { state: coupon.state });
            }
            let holders = self.holders(k, &coupon, accounts)?;
            let balance_before_yen = self.balance_yen().ok_or(DistributorError::PaymentFailed)?;
            let mut moved_yen: u128 = 0;
            let mut redeemed: Vec<(AccountId, u64)> = Vec::new();
            let mut outcomes = Vec::with_capacity(accounts.len());
            for (account, holder) in accounts.iter().zip(holders) {
                let units = holder.units;
                let (outcome, quote) = self.pay_one(k, &mut coupon, account, holder)?;
                if let (Outcome::Paid, Some(quote)) = (outcome, &quote) {
                    let payout_yen = amounts::payout_yen(quote)?;
                    moved_yen = moved_yen.checked_add(payout_yen).ok_or(DistributorError::Overflow)?;
                    redeemed.push((*account, units));
                }
                outcomes.push((outcome, quote));
            }
            if coupon.last {
                self.redeem(&redeemed)?;
            }
            let balance_after_yen = self.balance_yen().ok_or(DistributorError::PaymentFailed)?;
            if balance_before_yen.checked_sub(moved_yen) != Some(balance_after_yen) {
                return Err(DistributorError::PaymentFailed);
            }
            if coupon.state == CouponState::Open && coupon.paid.units == coupon.supply_units {
                coupon.state = CouponState::Settled;
                self.env().emit_event(CouponSettled { event: k });
            }
            self.coupons.insert(k, &coupon);
            Ok(outcomes)
        }

        fn pay_one(
            &mut self,
            k: u8,
            coupon: &mut Coupon,
            account: &AccountId,
            Holder { units, tax_class, to }: Holder,
        ) -> Result<(Outcome, Option<Quote>), DistributorError> {
            if units == 0 {
                return Ok((Outcome::NotAHolder, None));
            }
            let paid = self.paid.get(account).unwrap_or(0);
            if paid & bit(k) != 0 {
                return Ok((Outcome::AlreadyPaid, None));
            }
            let Some(tax_class) = tax_class else {
                // Without a tax class only the amount before tax is known.
                let amount_yen = amounts::due_before_tax_yen(coupon, units)?;
                return self.reserve(k, coupon, account, amount_yen, Outcome::NotRegistered);
            };
            let quote = amounts::quote(coupon, units, tax_class)?;
            let payout_yen = amounts::payout_yen(&quote)?;
            let Some((to, status)) = to else {
                return self.reserve(k, coupon, account, payout_yen, Outcome::NotRegistered);
            };
            if status == Status::Suspended {
                return self.reserve(k, coupon, account, payout_yen, Outcome::Suspended);
            }
            // What we paid ourselves would not leave us, and the check of our balance would undo the whole page.
            if to == self.env().account_id() {
                return self.reserve(k, coupon, account, payout_yen, Outcome::PaymentRefused);
            }
            // Marked first: whatever the payment token does, this holder cannot be paid twice.
            self.paid.insert(account, &(paid | bit(k)));
            if payout_yen > 0 && !self.transfer_yen(&to, payout_yen) {
                self.paid.insert(account, &paid);
                return self.reserve(k, coupon, account, payout_yen, Outcome::PaymentRefused);
            }
            self.release(k, coupon, account)?;
            coupon.paid = amounts::add(&coupon.paid, &quote)?;
            self.env().emit_event(CouponPaid { event: k, account: *account, to, quote });
            Ok((Outcome::Paid, Some(quote)))
        }

        fn reserve(
            &mut self,
            k: u8,
            coupon: &mut Coupon,
            account: &AccountId,
            amount_yen: u128,
            outcome: Outcome,
        ) -> Result<(Outcome, Option<Quote>), DistributorError> {
            self.release(k, coupon, account)?;
            coupon.reserved_yen = coupon.reserved_yen.checked_add(amount_yen).ok_or(DistributorError::Overflow)?;
            coupon.reserved_payees = coupon.reserved_payees.checked_add(1).ok_or(DistributorError::Overflow)?;
            self.reserved.insert((k, *account), &amount_yen);
            self.env().emit_event(PaymentReserved { event: k, account: *account, amount_yen, outcome });
            Ok((outcome, None))
        }

        /// Takes back what was reserved for an account, if anything.
        fn release(&mut self, k: u8, coupon: &mut Coupon, account: &AccountId) -> Result<(), DistributorError> {
            if let Some(amount_yen) = self.reserved.get((k, *account)) {
                self.reserved.remove((k, *account));
                coupon.reserved_yen = coupon.reserved_yen.checked_sub(amount_yen).ok_or(DistributorError::Overflow)?;
                coupon.reserved_payees = coupon.reserved_payees.checked_sub(1).ok_or(DistributorError::Overflow)?;
            }
            Ok(())
        }

        /// Burns the units whose principal was just paid; a unit is redeemed once. Locked ones too: a lock keeps units from
        /// moving, and what they repay was paid to whom it is due.
        fn redeem(&self, paid: &[(AccountId, u64)]) -> Result<(), DistributorError> {
            if paid.is_empty() {
                return Ok(());
            }
            let burn = |&(from, units): &(AccountId, u64)| Order::Burn { from, units, unlock_units: units };
            TokenRef::from(self.wiring.token)
                .call_mut()
                .post(paid.iter().map(burn).collect())
                .try_invoke()
                .map_err(|_| DistributorError::RedemptionFailed)?
                .map_err(|_| DistributorError::RedemptionFailed)?
                .map_err(|_| DistributorError::RedemptionFailed)
        }
    }

    impl bond_abi::distributor::CouponDistributor for CouponDistributor {
        #[ink(message)]
        fn wiring(&self) -> Wiring {
            self.wiring
        }

        #[ink(message)]
        fn tax_table(&self) -> Vec<TaxRow> {
            self.tax_table.get_or_default()
        }

        #[ink(message)]
        fn coupon(&self, k: u8) -> Option<Coupon> {
            self.coupons.get(k)
        }

        #[ink(message)]
        fn quote(&self, account: AccountId, k: u8) -> Result<Quote, DistributorError> {
            let coupon = self.announced(k)?;
            let holders = self.holders(k, &coupon, &[account])?;
            let holder = holders.first().ok_or(DistributorError::TokenUnavailable)?;
            amounts::quote(&coupon, holder.units, holder.tax_class.ok_or(DistributorError::PayeeNotRegistered)?)
        }

        #[ink(message)]
        fn is_paid(&self, account: AccountId, k: u8) -> bool {
            self.has_bit(&account, k)
        }

        #[ink(message)]
        fn reserved_yen(&self, account: AccountId, k: u8) -> u128 {
            self.reserved.get((k, account)).unwrap_or(0)
        }

        #[ink(message)]
        fn announce(&mut self, k: u8) -> Result<(), DistributorError> {
            if self.coupons.contains(k) {
                return Err(DistributorError::AlreadyAnnounced);
            }
            let basis = self.basis(k)?;
            if basis.distributor != Some(self.env().account_id()) {
                return Err(DistributorError::NotWired);
            }
            let rates = amounts::rates_on(&self.tax_table.get_or_default(), basis.payment_day)?;
            let coupon = amounts::announced(&basis, rates)?;
            self.coupons.insert(k, &coupon);
            self.env().emit_event(CouponAnnounced {
                event: k,
                supply_units: coupon.supply_units,
                required_yen: coupon.required_yen,
                payment_day: coupon.payment_day,
            });
            Ok(())
        }

        #[ink(message)]
        fn fund(&mut self, k: u8, amount_yen: u128) -> Result<(), DistributorError> {
            let mut coupon = self.in_state(k, CouponState::Announced)?;
            if amount_yen == 0 {
                return Err(DistributorError::ZeroAmount);
            }
            let missing_yen = coupon.required_yen.saturating_sub(coupon.funded_yen);
            if amount_yen > missing_yen {
                return Err(DistributorError::ExceedsRequired { missing_yen });
            }
            let by = self.env().caller();
            let before_yen = self.balance_yen().ok_or(DistributorError::FundingFailed)?;
            if !self.take_yen(&by, amount_yen) {
                return Err(DistributorError::FundingFailed);
            }
            let after_yen = self.balance_yen().ok_or(DistributorError::FundingFailed)?;
            if before_yen.checked_add(amount_yen) != Some(after_yen) {
                return Err(DistributorError::FundingFailed);
            }
            coupon.funded_yen = coupon.funded_yen.checked_add(amount_yen).ok_or(DistributorError::Overflow)?;
            self.coupons.insert(k, &coupon);
            self.env().emit_event(CouponFunded { event: k, by, amount_yen, funded_yen: coupon.funded_yen });
            Ok(())
        }

        #[ink(message)]
        fn open(&mut self, k: u8) -> Result<(), DistributorError> {
            let mut coupon = self.in_state(k, CouponState::Announced)?;
            let payment_ms = bond_math::Date::from_days(coupon.payment_day)
                .and_then(bond_math::Date::start_ms_jst)
                .map_err(|_| DistributorError::Overflow)?;
            if self.env().block_timestamp() < payment_ms {
                return Err(DistributorError::PaymentDateNotReached { payment_ms });
            }
            let missing_yen = coupon.required_yen.saturating_sub(coupon.funded_yen);
            if missing_yen > 0 {
                return Err(DistributorError::Underfunded { missing_yen });
            }
            coupon.state = CouponState::Open;
            self.env().emit_event(CouponOpened { event: k });
            // A record date at which nobody held anything leaves nobody to pay.
            if coupon.supply_units == 0 {
                coupon.state = CouponState::Settled;
                self.env().emit_event(CouponSettled { event: k });
            }
            self.coupons.insert(k, &coupon);
            Ok(())
        }

        #[ink(message)]
        fn claim(&mut self, k: u8) -> Result<Quote, DistributorError> {
            let outcomes = self.pay(k, &[self.env().caller()])?;
            match outcomes.first() {
                Some((Outcome::Paid, Some(quote))) => Ok(*quote),
                Some((Outcome::AlreadyPaid, _)) => Err(DistributorError::AlreadyPaid),
                Some((Outcome::NotAHolder, _)) => Err(DistributorError::NotAHolder),
                Some((Outcome::Suspended, _)) => Err(DistributorError::PayeeSuspended),
                Some((Outcome::NotRegistered, _)) => Err(DistributorError::PayeeNotRegistered),
                _ => Err(DistributorError::PaymentFailed),
            }
        }

        #[ink(message)]
        fn pay_page(&mut self, k: u8, accounts: Vec<AccountId>) -> Result<Vec<Outcome>, DistributorError> {
            if accounts.len() > MAX_PAGE as usize {
                return Err(DistributorError::BatchTooLarge { max: MAX_PAGE });
            }
            Ok(self.pay(k, &accounts)?.into_iter().map(|(outcome, _)| outcome).collect())
        }
    }

    // Helpers

    /// The bit of an event; none for a number no series has.
    fn bit(k: u8) -> u128 {
        1_u128.checked_shl(u32::from(k)).unwrap_or(0)
    }
}
