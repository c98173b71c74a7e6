//! The bond token's interface: one contract per series, PSP22 to every wallet, a registered bond (登録債) to the law.

mod errors;

use crate::{
    abi,
    registry::{InvestorClass, Residence},
    AccountId,
};
use ink::prelude::{string::String, vec::Vec};

pub use errors::{Refusal, TermsError, TokenError};

/// Longest name of a series, in bytes of UTF-8.
pub const MAX_NAME_BYTES: u32 = 64;
/// Longest symbol of a series, in bytes of UTF-8.
pub const MAX_SYMBOL_BYTES: u32 = 16;
/// Largest face value of a series: 10^18 yen. It keeps every product of money inside `u128`.
pub const MAX_FACE_YEN: u128 = 1_000_000_000_000_000_000;
/// Most residences a series' policy can name; the policy is read with every credit.
pub const MAX_RESIDENCES: u32 = 16;

abi! {
    /// Day count of the series, market-rules §1.
    pub enum DayCountName {
        /// Regular coupons are rate ÷ frequency, stubs prorated in their notional period.
        JpHalf,
    }
}

abi! {
    /// What happens to a date that is a bank holiday, market-rules §2.
    pub enum BusinessDayName {
        /// The preceding business day: the rule of local bonds.
        Preceding,
        /// The following business day: the rule of JGBs.
        Following,
        /// The following one unless it is in the next month.
        ModifiedFollowing,
        /// Dates stay.
        None,
    }
}

abi! {
    /// The terms (発行条件) of a series, fixed at deployment.
    pub struct Terms {
        /// Name, at most [`MAX_NAME_BYTES`].
        pub name: String,
        /// Symbol, at most [`MAX_SYMBOL_BYTES`].
        pub symbol: String,
        /// ISIN with its check digit, if one was assigned.
        pub isin: Option<[u8; 12]>,
        /// The issuer's 全国地方公共団体コード, six ASCII digits with the check digit.
        pub issuer_code: [u8; 6],
        /// Face of one unit in yen.
        pub denomination_yen: u64,
        /// Most units that can ever be issued.
        pub authorised_units: u64,
        /// Issue date; interest runs from the day after.
        pub issue_day: i32,
        /// Maturity as printed in the terms, before any move.
        pub maturity_day: i32,
        /// Annual rate in percent: `rate_numerator / 10^rate_decimals`.
        pub rate_numerator: u64,
        /// See `rate_numerator`.
        pub rate_decimals: u8,
        /// Coupons a year: 1, 2 or 4.
        pub frequency: u8,
        /// Decimals of the interest per one yen, 0–18.
        pub per_yen_digits: u8,
        /// Day count.
        pub day_count: DayCountName,
        /// Business-day rule.
        pub business_day: BusinessDayName,
        /// Business days from the record date (基準日) to the payment date.
        pub record_date_offset_business_days: u8,
    }
}

abi! {
    /// One payment event *k*: a coupon, an instalment of principal, or both. Computed off chain by `bond-math` and
    /// recomputed by anybody who doubts it; the contract checks order, sums and bounds.
    #[derive(Copy)]
    pub struct PaymentEvent {
        /// The interest date before any move.
        pub notional_day: i32,
        /// Last day for which interest accrues.
        pub accrual_end_day: i32,
        /// The day the cash is due.
        pub payment_day: i32,
        /// 00:00 JST of the day after the record date: transfers with a time before it count.
        pub cutoff_ms: u64,
        /// Interest per one yen of outstanding face, in units of 10^−`per_yen_digits`.
        pub interest_per_yen: u64,
        /// Principal repaid per unit with this event, yen.
        pub principal_per_unit_yen: u64,
    }
}

abi! {
    /// Who may hold, as far as this series is concerned.
    pub struct Policy {
        /// Classes that may hold, bit *i* for the class of index *i*; 0 admits all.
        pub classes: u8,
        /// Residences that may hold; empty admits all. An `area` that ends in three zeros admits its whole
        /// prefecture, `area` 0 the whole country. At most [`MAX_RESIDENCES`].
        pub residences: Vec<Residence>,
        /// Whether an investor qualifies whose registrar is no longer accredited, before another one attests him.
        pub accept_unattested: bool,
    }
}

impl Policy {
    /// The bit of a class in [`Policy::classes`].
    pub const fn class_bit(class: InvestorClass) -> u8 {
        match class {
            InvestorClass::Individual => 1,
            InvestorClass::Corporation => 2,
            InvestorClass::FinancialInstitution => 4,
            InvestorClass::PublicBody => 8,
        }
    }
}

abi! {
    /// The accounts that hold the token's roles from the start.
    #[derive(Copy)]
    pub struct TokenRoles {
        /// Grants roles, wires the distributor.
        pub admin: AccountId,
        /// Allots and closes the issue.
        pub issuer: AccountId,
        /// Stops and resumes transfers.
        pub pauser: AccountId,
    }
}

abi! {
    /// Where a series stands in its life.
    pub enum Phase {
        /// Deployed; the distributor is not wired.
        Draft,
        /// Units are being allotted; nothing is transferable yet.
        Issuing,
        /// Issued and transferable.
        Active,
        /// The last record date passed: units only wait for redemption.
        Matured,
        /// Every unit is redeemed.
        Closed,
    }
}

abi! {
    /// The state of the series in one read.
    #[derive(Copy)]
    pub struct TokenStatus {
        /// Phase of life.
        pub phase: Phase,
        /// Whether transfers are stopped.
        pub paused: bool,
        /// The KYC registry.
        pub registry: AccountId,
        /// The coupon distributor, once wired.
        pub distributor: Option<AccountId>,
        /// Units in circulation.
        pub supply_units: u64,
        /// Units ever issued.
        pub issued_units: u64,
        /// Record-date cutoffs passed so far.
        pub epoch: u8,
        /// Payment events of the series.
        pub events: u8,
    }
}

abi! {
    /// Everything a payer needs to know about payment event *k*, frozen once its cutoff has passed.
    #[derive(Copy)]
    pub struct CouponBasis {
        /// Units in circulation at the cutoff.
        pub supply_units: u64,
        /// The cutoff.
        pub cutoff_ms: u64,
        /// Payment day.
        pub payment_day: i32,
        /// Interest per one yen, in units of 10^−`per_yen_digits`.
        pub interest_per_yen: u64,
        /// Decimals of `interest_per_yen`.
        pub per_yen_digits: u8,
        /// Principal per unit still outstanding before this event: what the interest is computed on.
        pub outstanding_per_unit_yen: u64,
        /// Principal per unit repaid with this event.
        pub principal_per_unit_yen: u64,
        /// Whether this is the last event, which redeems the units.
        pub last: bool,
        /// The only contract that can redeem them.
        pub distributor: Option<AccountId>,
    }
}

/// The token's own messages, beside PSP22, PSP22Metadata, AccessControl, Pausable and the admin's handover.
#[ink::trait_definition]
pub trait BondToken {
    /// The terms. # Access: anyone.
    #[ink(message)]
    fn terms(&self) -> Terms;

    /// The policy of the series. # Access: anyone.
    #[ink(message)]
    fn policy(&self) -> Policy;

    /// Payment event `k` of the schedule. # Access: anyone.
    #[ink(message)]
    fn event(&self, k: u8) -> Option<PaymentEvent>;

    /// Phase, wiring and supply. # Access: anyone.
    #[ink(message)]
    fn status(&self) -> TokenStatus;

    /// Whether a transfer would pass now, with the reason when not. # Access: anyone. # Errors: `Refusal`.
    #[ink(message)]
    fn can_transfer(&self, from: AccountId, to: AccountId, units: u128) -> Result<(), Refusal>;

    /// Units of an account at the cutoff of event `k`. # Access: anyone.
    /// # Errors: `UnknownEvent`, `RecordDateNotReached`.
    #[ink(message)]
    fn units_at(&self, account: AccountId, k: u8) -> Result<u64, TokenError>;

    /// The same for at most [`crate::MAX_PAGE`] accounts. # Errors: also `BatchTooLarge`.
    #[ink(message)]
    fn units_at_many(&self, accounts: Vec<AccountId>, k: u8) -> Result<Vec<u64>, TokenError>;

    /// What event `k` pays on, final once its cutoff has passed. # Access: anyone.
    /// # Errors: `UnknownEvent`, `RecordDateNotReached`.
    #[ink(message)]
    fn coupon_basis(&self, k: u8) -> Result<CouponBasis, TokenError>;

    /// Names the coupon distributor, once: Draft becomes Issuing. The distributor must say that it serves this token.
    ///
    /// # Access: admin, in Draft. # Errors: `MissingRole`, `WrongPhase`, `NotAContract`, `ForeignDistributor`.
    /// # Events: `DistributorWired`.
    #[ink(message)]
    fn wire(&mut self, distributor: AccountId) -> Result<(), TokenError>;

    /// Allots units to eligible accounts, all or none, at most [`crate::MAX_PAGE`] rows.
    ///
    /// # Access: issuer, in Issuing, before the first cutoff. # Errors: `MissingRole`, `WrongPhase`, `IssueTooLate`,
    /// `BatchTooLarge`, `ZeroUnits`, `AuthorisedUnitsExceeded`, `Refused`, `Overflow`. # Events: `Transfer` each.
    #[ink(message)]
    fn issue(&mut self, allotments: Vec<(AccountId, u64)>) -> Result<(), TokenError>;

    /// Closes the issue: Issuing becomes Active and the supply never rises again.
    ///
    /// # Access: issuer, in Issuing. # Errors: `MissingRole`, `WrongPhase`, `NothingIssued`. # Events: `IssueClosed`.
    #[ink(message)]
    fn close_issue(&mut self) -> Result<(), TokenError>;

    /// Burns what the accounts still hold, once matured, and says how many units each lost.
    ///
    /// # Access: the wired distributor, in Matured. # Errors: `NotDistributor`, `WrongPhase`, `BatchTooLarge`.
    /// # Events: `Transfer` each, `SeriesClosed` with the last unit.
    #[ink(message)]
    fn redeem(&mut self, accounts: Vec<AccountId>) -> Result<Vec<u64>, TokenError>;

    /// Stops transfers; issue, history, coupons and redemption go on.
    ///
    /// # Access: pauser. # Errors: `MissingRole`, `PauseUnchanged`. # Events: `Paused`.
    #[ink(message)]
    fn pause(&mut self) -> Result<(), TokenError>;

    /// Resumes transfers. # Access, errors as `pause`. # Events: `Unpaused`.
    #[ink(message)]
    fn unpause(&mut self) -> Result<(), TokenError>;
}

/// The token's events, in the order of their index on the wire.
#[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
pub enum TokenEvent {
    /// PSP22: units moved, were issued (`from` empty) or redeemed (`to` empty).
    Transfer { from: Option<AccountId>, to: Option<AccountId>, value: u128 },
    /// PSP22: an allowance was set.
    Approval { owner: AccountId, spender: AccountId, amount: u128 },
    /// The distributor was named.
    DistributorWired { old: Option<AccountId>, new: AccountId },
    /// The issue was closed.
    IssueClosed { issued_units: u64 },
    /// The last unit was redeemed.
    SeriesClosed { redeemed_units: u64 },
    /// Transfers were stopped.
    Paused { by: AccountId },
    /// Transfers go on.
    Unpaused { by: AccountId },
    /// A role was granted.
    RoleGranted { role: u32, account: AccountId, by: Option<AccountId> },
    /// A role was revoked or given up.
    RoleRevoked { role: u32, account: AccountId, by: AccountId },
    /// The next admin was proposed.
    AdminProposed { old: Option<AccountId>, new: Option<AccountId> },
}
