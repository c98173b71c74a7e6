//! The terms of a series and its payment events.

use crate::abi;
use ink::prelude::{string::String, vec::Vec};

/// Longest name of a series, in bytes of UTF-8.
pub const MAX_NAME_BYTES: u32 = 128;
/// Longest symbol of a series, in bytes of UTF-8.
pub const MAX_SYMBOL_BYTES: u32 = 16;
/// Longest number of a resolution or a consultation, in bytes of UTF-8.
pub const MAX_REFERENCE_BYTES: u32 = 64;
/// Most days by which the terms add to the bank calendar, and by which they take away from it.
pub const MAX_CALENDAR_CHANGES: u32 = 64;
/// Largest face value of a series: 10^18 yen. It keeps every product of money inside `u128`.
pub const MAX_FACE_YEN: u128 = 1_000_000_000_000_000_000;

abi! {
    /// Day count of the series, market-rules §1.
    pub enum DayCountName {
        /// Regular coupons are rate ÷ frequency, stubs prorated in their notional period.
        JpHalf,
    }
}

abi! {
    /// Which day of the month the interest dates (利払期日) fall on before any move, market-rules §2.
    pub enum InterestDayName {
        /// The day of the first one; in shorter months their last day.
        DayOfMonth,
        /// The last day of each month (月末).
        MonthEnd,
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
    /// A resolution of the council.
    pub struct Resolution {
        /// Its number, at most [`MAX_REFERENCE_BYTES`].
        pub number: String,
        /// Its day, not after the issue date.
        pub day: i32,
    }
}

abi! {
    /// What taxation depends on beside the holder.
    #[derive(Copy)]
    pub struct TaxTerms {
        /// Whether the series was offered to the public (公募): without it there is no 特別マル優. A local bond is a
        /// 特定公社債 in any case, by its issuer (market-rules-2 §B3).
        pub publicly_offered: bool,
        /// Whether it qualifies for the tax-free savings of persons with disabilities (マル優, and 特別マル優 where it was
        /// publicly offered).
        pub tax_free_savings: bool,
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
        /// Currency by ISO 4217: `JPY`, in which everything is computed in whole units.
        pub currency: [u8; 3],
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
        /// The council's resolution that allows the issue (議会の議決).
        pub resolution: Option<Resolution>,
        /// Number of the consultation or notification (地方財政法 5条の3の協議・届出), at most [`MAX_REFERENCE_BYTES`].
        pub consultation_number: Option<String>,
        /// What taxation depends on.
        pub tax: TaxTerms,
        /// Years after which interest that nobody claimed lapses (消滅時効), 1–30.
        pub interest_prescription_years: u8,
        /// The same for principal.
        pub principal_prescription_years: u8,
        /// Whether the issue may be reopened (追加発行).
        pub may_reopen: bool,
        /// Whether the issuer may cancel units that it holds (買入消却).
        pub may_buy_back: bool,
        /// Days of notice of an early redemption (繰上償還), 1–366; `None`: there is none.
        pub early_redemption_notice_days: Option<u16>,
        /// Days on which banks are closed besides the calendar's own, at most [`MAX_CALENDAR_CHANGES`]: an early redemption
        /// is computed from the terms alone.
        pub extra_bank_holidays: Vec<i32>,
        /// Bank holidays of the calendar that are none, at most [`MAX_CALENDAR_CHANGES`].
        pub cancelled_bank_holidays: Vec<i32>,
        /// Which day of the month the interest dates fall on.
        pub interest_day: InterestDayName,
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
