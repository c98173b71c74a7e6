//! The distributor's messages as it implements them: those of [`super::CouponDistributor`], with the same names, selectors
//! and bytes. Every payment pays for each byte of its code (ADR 0023).

use super::{
    Cash, CashDate, CashOrder, Coupon, Coverage, DistributorError, Entitlement, Marks, Outcome, Quote, TaxRow, Wiring,
};
use crate::wire::{AccountId, Balance, Raw, Rows};
use ink::prelude::vec::Vec;

/// Bytes of a [`TaxRow`] on the wire.
pub const TAX_ROW_LEN: usize = 32;

/// See [`super::CouponDistributor`].
#[ink::trait_definition]
pub trait CouponDistributor {
    /// See there.
    #[ink(message)]
    fn wiring(&self) -> Raw<Wiring>;

    /// See there.
    #[ink(message)]
    fn tax_table(&self) -> Raw<Vec<TaxRow>>;

    /// See there.
    #[ink(message)]
    fn event(&self, k: u8) -> Raw<Option<Coupon>>;

    /// See there.
    #[ink(message)]
    fn events(&self, start: u8, count: u8) -> Raw<Vec<(u8, Coupon)>>;

    /// See there.
    #[ink(message)]
    fn payment_day(&self, k: u8) -> Raw<Option<CashDate>>;

    /// See there.
    #[ink(message)]
    fn coverage(&self, k: u8) -> Result<Raw<Coverage>, DistributorError>;

    /// See there.
    #[ink(message)]
    fn cash(&self) -> Result<Raw<Cash>, DistributorError>;

    /// See there.
    #[ink(message)]
    fn quote(&self, account: AccountId, k: u8) -> Result<Raw<Quote>, DistributorError>;

    /// See there.
    #[ink(message)]
    fn is_paid(&self, account: AccountId, k: u8) -> Raw<bool>;

    /// See there.
    #[ink(message)]
    fn marks(&self, account: AccountId) -> Raw<Marks>;

    /// See there.
    #[ink(message)]
    fn entitlements(
        &self,
        k: u8,
        accounts: Rows<crate::AccountId, 32>,
    ) -> Result<Raw<Vec<Entitlement>>, DistributorError>;

    /// See there.
    #[ink(message)]
    fn announce(&mut self, k: u8) -> Result<(), DistributorError>;

    /// See there.
    #[ink(message)]
    fn fund(&mut self, k: u8, amount_yen: Balance) -> Result<Raw<u128>, DistributorError>;

    /// See there.
    #[ink(message)]
    fn deposit(&mut self, k: u8, amount_yen: Balance) -> Result<(), DistributorError>;

    /// See there.
    #[ink(message)]
    fn draw(&mut self, k: u8) -> Result<(), DistributorError>;

    /// See there.
    #[ink(message)]
    fn open(&mut self, k: u8) -> Result<(), DistributorError>;

    /// See there.
    #[ink(message)]
    fn claim(&mut self, k: u8) -> Result<Raw<Quote>, DistributorError>;

    /// See there.
    #[ink(message)]
    fn claim_all(&mut self, count: u8) -> Result<Raw<Vec<(u8, Quote)>>, DistributorError>;

    /// See there.
    #[ink(message)]
    fn pay_page(&mut self, k: u8, accounts: Rows<crate::AccountId, 32>) -> Result<Raw<Vec<Outcome>>, DistributorError>;

    /// See there.
    #[ink(message)]
    fn order(&mut self, order: Raw<CashOrder>) -> Result<Raw<u128>, DistributorError>;
}
