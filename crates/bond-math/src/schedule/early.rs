//! Early redemption (繰上償還) of a series whose events are known: its one new event, without walking the schedule again. A
//! contract computes with it what [`Schedule::redeemed_early`](super::Schedule::redeemed_early) gives as the last event.

use super::grid::Grid;
use super::{step_months, Dates, ScheduleError, ScheduleTerms};
use crate::date::Date;
use crate::interest::{interest_per_yen_floor, DayCount};

/// What an early redemption pays, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarlyRedemption {
    /// Last day for which interest accrues: the day of the cash.
    pub accrual_end: Date,
    /// Day of the cash: the day asked for, moved once if banks are closed on it.
    pub payment_date: Date,
    /// Day whose closing register decides who is paid.
    pub record_date: Date,
    /// Unix milliseconds of 00:00 JST of the day after the record date.
    pub cutoff_ms: u64,
    /// Interest per one yen of principal outstanding, in 10^-`per_yen_digits` yen.
    pub interest_per_yen: u64,
}

/// The event that redeems everything on `on`, when interest is paid up to and including `accrued_until`: the accrual end of
/// the event before, or the issue date (market-rules §1 "stub", §4). `terms.instalments` are not read.
///
/// # Errors
/// `EarlyRedemptionOutOfRange` when `on` is not between `accrued_until` and maturity or moves out of there,
/// `FrequencyUnsupported`, and those of dates, calendar and interest.
pub fn early_redemption(
    terms: &ScheduleTerms<'_>,
    accrued_until: Date,
    on: Date,
) -> Result<EarlyRedemption, ScheduleError> {
    if on <= accrued_until || on >= terms.maturity_date {
        return Err(ScheduleError::EarlyRedemptionOutOfRange);
    }
    let redemption_date = terms.calendar.adjust(on, terms.business_day)?;
    if redemption_date <= accrued_until {
        return Err(ScheduleError::EarlyRedemptionOutOfRange);
    }
    let dates = Dates::of(terms, on, on, redemption_date)?;
    let grid =
        Grid::new(terms.first_interest_date, terms.maturity_date, step_months(terms.frequency)?, terms.interest_day);
    let period = match terms.day_count {
        DayCount::JpHalf => grid.period(accrued_until, dates.accrual_end)?,
    };
    Ok(EarlyRedemption {
        accrual_end: dates.accrual_end,
        payment_date: dates.payment_date,
        record_date: dates.record_date,
        cutoff_ms: dates.cutoff_ms,
        interest_per_yen: interest_per_yen_floor(terms.annual_rate, terms.frequency, period, terms.per_yen_digits)?,
    })
}
