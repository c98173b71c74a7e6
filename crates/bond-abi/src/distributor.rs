//! The coupon distributor's interface: announces, funds and pays coupons and principal, and keeps the tax ledger.

use crate::{abi, registry::TaxClass, AccountId};
use ink::prelude::vec::Vec;

/// Most rows a tax table can have.
pub const MAX_TAX_ROWS: u32 = 16;

abi! {
    /// Rates withheld from one tax class, in 1/100,000: 15.315 % is 15 315.
    #[derive(Copy)]
    pub struct ClassRates {
        /// National tax (源泉所得税).
        pub national_e5: u32,
        /// Local tax (住民税利子割).
        pub local_e5: u32,
    }
}

abi! {
    /// Tax rates in force from a payment date on, market-rules §3. The exempt class pays nothing and has no row.
    #[derive(Copy)]
    pub struct TaxRow {
        /// First payment day to which the rates apply.
        pub from_day: i32,
        /// Resident individuals.
        pub individual: ClassRates,
        /// Domestic corporations.
        pub corporation: ClassRates,
        /// Non-residents.
        pub non_resident: ClassRates,
    }
}

impl TaxRow {
    /// The rates of a class.
    pub const fn of(&self, class: TaxClass) -> ClassRates {
        match class {
            TaxClass::Individual => self.individual,
            TaxClass::Corporation => self.corporation,
            TaxClass::NonResident => self.non_resident,
            TaxClass::Exempt => ClassRates { national_e5: 0, local_e5: 0 },
        }
    }
}

abi! {
    /// Where a coupon stands.
    pub enum CouponState {
        /// Amounts are frozen; money is being gathered.
        Announced,
        /// Fully funded and payable.
        Open,
        /// Every holder at the cutoff is paid.
        Settled,
    }
}

abi! {
    /// Sums of what was paid for one event, in whole yen: gross = national + local + net.
    #[derive(Copy, Default)]
    pub struct Totals {
        /// Units at the cutoff whose holders are paid.
        pub units: u64,
        /// Holders paid.
        pub payees: u32,
        /// Interest before tax.
        pub gross_yen: u128,
        /// National tax withheld.
        pub national_tax_yen: u128,
        /// Local tax withheld.
        pub local_tax_yen: u128,
        /// Interest paid out.
        pub net_yen: u128,
        /// Principal paid out.
        pub principal_yen: u128,
    }
}

abi! {
    /// One announced payment event: everything that decides an amount is frozen here (N12).
    #[derive(Copy)]
    pub struct Coupon {
        /// State.
        pub state: CouponState,
        /// Cutoff whose holders are paid.
        pub cutoff_ms: u64,
        /// Day the cash is due.
        pub payment_day: i32,
        /// Units at the cutoff.
        pub supply_units: u64,
        /// Interest per one yen, in units of 10^−`per_yen_digits`.
        pub interest_per_yen: u64,
        /// Decimals of `interest_per_yen`.
        pub per_yen_digits: u8,
        /// Principal per unit the interest is computed on.
        pub outstanding_per_unit_yen: u64,
        /// Principal per unit repaid.
        pub principal_per_unit_yen: u64,
        /// Whether this event redeems the units.
        pub last: bool,
        /// Tax rates in force on the payment day.
        pub rates: TaxRow,
        /// Gross interest on the whole supply, floored once, plus principal: never less than what holders are due.
        pub required_yen: u128,
        /// Money received for this event.
        pub funded_yen: u128,
        /// What was paid.
        pub paid: Totals,
        /// Net and principal of holders who could not be paid so far.
        pub reserved_yen: u128,
        /// How many such holders.
        pub reserved_payees: u32,
    }
}

abi! {
    /// What a holder is due for one event, in whole yen.
    #[derive(Copy)]
    pub struct Quote {
        /// Units at the cutoff.
        pub units: u64,
        /// Interest before tax, floored once on the total holding.
        pub gross_yen: u128,
        /// National tax, floored.
        pub national_tax_yen: u128,
        /// Local tax, floored.
        pub local_tax_yen: u128,
        /// Interest after tax.
        pub net_yen: u128,
        /// Principal.
        pub principal_yen: u128,
    }
}

abi! {
    /// What became of one account of a page.
    pub enum Outcome {
        /// Paid now.
        Paid,
        /// Was paid before, also earlier in the same page.
        AlreadyPaid,
        /// Held nothing at the cutoff.
        NotAHolder,
        /// On hold with the registrar; the money is reserved.
        Suspended,
        /// Unknown to the registrar, hence no tax class; the money is reserved.
        NotRegistered,
        /// The payment token refused this payment; the money is reserved.
        PaymentRefused,
    }
}

abi! {
    /// Errors of the distributor. Codes 301–325 of docs/errors.md.
    pub enum DistributorError {
        /// The token's address is not a contract, or it did not answer.
        TokenUnavailable,
        /// The registry did not answer.
        RegistryUnavailable,
        /// The event's cutoff has not passed.
        RecordDateNotReached {
            /// Index of the event.
            event: u8,
            /// The instant from which it can be announced.
            cutoff_ms: u64,
        },
        /// The series has no such event.
        UnknownEvent {
            /// Number of events of the series.
            events: u8,
        },
        /// The event was announced before.
        AlreadyAnnounced,
        /// The event was not announced.
        NotAnnounced,
        /// The event is in another state than the message needs.
        WrongState {
            /// The state it is in.
            state: CouponState,
        },
        /// No row of the tax table covers the payment day.
        NoTaxRates,
        /// The amount is zero.
        ZeroAmount,
        /// More than is missing.
        ExceedsRequired {
            /// What is missing.
            missing_yen: u128,
        },
        /// Not fully funded.
        Underfunded {
            /// What is missing.
            missing_yen: u128,
        },
        /// The payment day has not begun.
        PaymentDateNotReached {
            /// Its first instant.
            payment_ms: u64,
        },
        /// The payment token refused to take the money in, or took less.
        FundingFailed,
        /// The payment token did not move what it should; nothing of the page was kept (N17).
        PaymentFailed,
        /// The token did not burn what is redeemed.
        RedemptionFailed,
        /// The caller was paid.
        AlreadyPaid,
        /// The caller held nothing at the cutoff.
        NotAHolder,
        /// The caller is on hold with the registrar; the money waits.
        PayeeSuspended,
        /// The caller is unknown to the registrar; the money waits.
        PayeeNotRegistered,
        /// More accounts than `max`.
        BatchTooLarge {
            /// The largest number of accounts of one call.
            max: u32,
        },
        /// The tax table is empty, not in order of dates, too long, or takes more than everything.
        TaxTable,
        /// The token or the payment token is not a contract, or both are the same.
        NotAContract,
        /// A number left its range.
        Overflow,
        /// The token is not wired to this distributor, which therefore could never redeem it.
        NotWired,
        /// The office did not answer.
        OfficeUnavailable,
    }
}

impl DistributorError {
    /// The stable code of docs/errors.md.
    pub const fn code(&self) -> u16 {
        match self {
            Self::TokenUnavailable => 301,
            Self::RegistryUnavailable => 302,
            Self::RecordDateNotReached { .. } => 303,
            Self::UnknownEvent { .. } => 304,
            Self::AlreadyAnnounced => 305,
            Self::NotAnnounced => 306,
            Self::WrongState { .. } => 307,
            Self::NoTaxRates => 308,
            Self::ZeroAmount => 309,
            Self::ExceedsRequired { .. } => 310,
            Self::Underfunded { .. } => 311,
            Self::PaymentDateNotReached { .. } => 312,
            Self::FundingFailed => 313,
            Self::PaymentFailed => 314,
            Self::RedemptionFailed => 315,
            Self::AlreadyPaid => 316,
            Self::NotAHolder => 317,
            Self::PayeeSuspended => 318,
            Self::PayeeNotRegistered => 319,
            Self::BatchTooLarge { .. } => 320,
            Self::TaxTable => 321,
            Self::NotAContract => 322,
            Self::Overflow => 323,
            Self::NotWired => 324,
            Self::OfficeUnavailable => 325,
        }
    }
}

abi! {
    /// The contracts this distributor works with, fixed at deployment.
    #[derive(Copy)]
    pub struct Wiring {
        /// The bond.
        pub token: AccountId,
        /// The bond's office, which knows what each event pays.
        pub office: AccountId,
        /// The bond's registry.
        pub registry: AccountId,
        /// The PSP22 in which everything is paid.
        pub payment_token: AccountId,
    }
}

/// The distributor's messages. It has no privileged role: every message is open to anyone, and none can move money
/// anywhere but to the holders it is owed to.
#[ink::trait_definition]
pub trait CouponDistributor {
    /// The contracts it works with. # Access: anyone.
    #[ink(message)]
    fn wiring(&self) -> Wiring;

    /// The tax table. # Access: anyone.
    #[ink(message)]
    fn tax_table(&self) -> Vec<TaxRow>;

    /// Coupon `k`, once announced. # Access: anyone.
    #[ink(message)]
    fn coupon(&self, k: u8) -> Option<Coupon>;

    /// What `account` is due for the announced event `k`, paid or not. # Access: anyone.
    /// # Errors: `NotAnnounced`, `TokenUnavailable`, `RegistryUnavailable`, `PayeeNotRegistered`, `Overflow`.
    #[ink(message)]
    fn quote(&self, account: AccountId, k: u8) -> Result<Quote, DistributorError>;

    /// Whether `account` was paid for event `k`. # Access: anyone.
    #[ink(message)]
    fn is_paid(&self, account: AccountId, k: u8) -> bool;

    /// What waits for `account` of event `k` because it could not be paid. # Access: anyone.
    #[ink(message)]
    fn reserved_yen(&self, account: AccountId, k: u8) -> u128;

    /// Freezes event `k` once its cutoff has passed.
    ///
    /// # Access: anyone. # Errors: `AlreadyAnnounced`, `UnknownEvent`, `RecordDateNotReached`, `TokenUnavailable`,
    /// `NotWired`, `NoTaxRates`, `Overflow`. # Events: `CouponAnnounced`.
    #[ink(message)]
    fn announce(&mut self, k: u8) -> Result<(), DistributorError>;

    /// Takes `amount_yen` from the caller, who approved it before, for event `k`; in parts if need be.
    ///
    /// # Access: anyone, while `Announced`. # Errors: `NotAnnounced`, `WrongState`, `ZeroAmount`, `ExceedsRequired`,
    /// `FundingFailed`. # Events: `CouponFunded`.
    #[ink(message)]
    fn fund(&mut self, k: u8, amount_yen: u128) -> Result<(), DistributorError>;

    /// Opens event `k` for payment, fully funded and on or after its payment day.
    ///
    /// # Access: anyone, while `Announced`. # Errors: `NotAnnounced`, `WrongState`, `PaymentDateNotReached`,
    /// `Underfunded`. # Events: `CouponOpened`.
    #[ink(message)]
    fn open(&mut self, k: u8) -> Result<(), DistributorError>;

    /// Pays the caller's own entitlement of event `k`.
    ///
    /// # Access: anyone, while `Open`; once `Settled`, everybody is paid. # Errors: `NotAnnounced`, `WrongState`, `AlreadyPaid`, `NotAHolder`,
    /// `PayeeSuspended`, `PayeeNotRegistered`, `PaymentFailed`, `RedemptionFailed`, `TokenUnavailable`,
    /// `RegistryUnavailable`. # Events: `CouponPaid`, `CouponSettled` with the last.
    #[ink(message)]
    fn claim(&mut self, k: u8) -> Result<Quote, DistributorError>;

    /// Pays up to [`crate::MAX_PAGE`] accounts; whoever cannot be paid now is reserved and listed, duplicates are
    /// harmless (N6–N8).
    ///
    /// # Access: anyone, while `Open` or `Settled`. # Errors: `NotAnnounced`, `WrongState`, `BatchTooLarge`, `PaymentFailed`,
    /// `RedemptionFailed`, `TokenUnavailable`, `RegistryUnavailable`. # Events: `CouponPaid` or `PaymentReserved` each,
    /// `CouponSettled` with the last.
    #[ink(message)]
    fn pay_page(&mut self, k: u8, accounts: Vec<AccountId>) -> Result<Vec<Outcome>, DistributorError>;
}

/// The distributor's events, in the order of their index on the wire.
#[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
pub enum DistributorEvent {
    /// An event's amounts were frozen.
    CouponAnnounced { event: u8, supply_units: u64, required_yen: u128, payment_day: i32 },
    /// Money came in for an event.
    CouponFunded { event: u8, by: AccountId, amount_yen: u128, funded_yen: u128 },
    /// An event became payable.
    CouponOpened { event: u8 },
    /// A holder, or `to`, the wallet that took his place, was paid.
    CouponPaid { event: u8, account: AccountId, to: AccountId, quote: Quote },
    /// A holder could not be paid; the money waits.
    PaymentReserved { event: u8, account: AccountId, amount_yen: u128, outcome: Outcome },
    /// Everybody is paid.
    CouponSettled { event: u8 },
}
