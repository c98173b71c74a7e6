//! Money and date arithmetic of Japanese local-government bonds (地方債), exact to the yen and to the day.
//!
//! The only place in the project where amounts are computed, so that chain, command line and tests agree by
//! construction. The rules are those of `market-rules` (cited in the docs of each item as "market-rules §N").
//!
//! | module | what it knows |
//! |---|---|
//! | [`date`] | civil dates 1900–2199 and their Unix milliseconds in Japan |
//! | [`calendar`] | Tokyo bank holidays 1980–2099, business-day rules |
//! | [`decimal`] | the annual rate as an exact decimal |
//! | [`identifiers`] | check digits of ISIN and local-government code |
//! | [`wide`] | multiply-divide over a 256-bit intermediate |
//! | [`interest`] | interest per one yen, gross per holder |
//! | [`schedule`] | terms → payment events |
//! | [`tax`] | withholding tax by class and payment date |
//! | [`accrued`] | accrued interest for the price of a trade; never for a payment |
//! | [`allotment`] | whole units by largest remainder, instalments of a sum |
//! | [`year_fraction`] | day counts under their standard names, as exact fractions |
//!
//! No `std`, no allocation, no floats, no clock. No function panics, whatever its input: every failure is a typed error.
#![no_std]
#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]
// A test is allowed to fail loudly: there, a panic is the report.
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

#[cfg(test)]
extern crate std;

pub mod accrued;
pub mod allotment;
pub mod calendar;
pub mod date;
pub mod decimal;
pub mod error;
pub mod fiscal;
pub mod identifiers;
pub mod interest;
pub mod schedule;
pub mod tax;
pub mod wide;
pub mod year_fraction;

pub use accrued::{
    accrual_on, accrued_by_practice_floor, accrued_yen_floor, clean_yen_floor, Accrual, Accrued, NoAccrual, Practice,
};
pub use allotment::{allot_largest_remainder, instalment_yen};
pub use calendar::{
    add_business_days, adjust, bank_holiday, is_business_day, national_holiday, BankCalendar, BusinessDayRule,
    HolidayName,
};
pub use date::{Date, Weekday};
pub use decimal::{Rate, RateError};
pub use error::MathError;
pub use fiscal::{fiscal_year_days, fiscal_year_of};
pub use identifiers::{is_government_code, is_isin};
pub use interest::{gross_yen_floor, interest_per_yen_floor, DayCount, InterestDay, Period, MAX_PER_YEN_DIGITS};
pub use schedule::{
    early_redemption, EarlyRedemption, Event, Instalment, Schedule, ScheduleError, ScheduleTerms, MAX_EVENTS,
};
pub use tax::{
    rates_on, statutory_table, withhold_floor, ClassRates, NationalParts, Surtaxes, TaxClass, TaxError, TaxRow,
    Withholding, STATUTORY_ROWS,
};
pub use wide::{mul_div_floor, pow10};
pub use year_fraction::{Context, Convention, YearFraction, CONVENTIONS};
