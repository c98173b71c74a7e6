//! From the terms of a bond to its payment events (market-rules §1, §2, §4).
//!
//! Notional dates are the un-adjusted grid. A regular coupon accrues to its notional date and is paid on the adjusted
//! one: the move never changes its amount. The redemption date itself moves, once, and the last interest with it.

mod early;
mod error;
pub(crate) mod grid;
#[cfg(test)]
mod tests;

pub use early::{early_redemption, EarlyRedemption};
pub use error::ScheduleError;

use crate::calendar::{BankCalendar, BusinessDayRule};
use crate::date::Date;
use crate::decimal::Rate;
use crate::error::MathError;
use crate::interest::{interest_per_yen_floor, DayCount, InterestDay, MAX_PER_YEN_DIGITS};
use grid::Grid;

/// Payment events that a schedule may have; the chain keeps one bit for each.
pub const MAX_EVENTS: usize = 128;

/// What a schedule is computed from. All dates are nominal: as in the terms, before any move to a business day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScheduleTerms<'a> {
    /// Issue date; interest runs from the day after.
    pub issue_date: Date,
    /// First nominal interest date, after the issue date. It anchors the grid of notional dates.
    pub first_interest_date: Date,
    /// Which day of the month the notional dates fall on.
    pub interest_day: InterestDay,
    /// Nominal maturity, on or after the first interest date.
    pub maturity_date: Date,
    /// Annual rate.
    pub annual_rate: Rate,
    /// Payments a year: 1, 2, 4 or 12.
    pub frequency: u8,
    /// How periods are counted.
    pub day_count: DayCount,
    /// Decimals of the per-yen unit, 0..=18.
    pub per_yen_digits: u8,
    /// Where payments move.
    pub business_day: BusinessDayRule,
    /// The days that are business days.
    pub calendar: BankCalendar<'a>,
    /// Business days from the record date to the payment, 1..=30.
    pub record_date_offset_business_days: u8,
    /// Face of one unit in yen, above 0.
    pub denomination_yen: u64,
    /// Scheduled amortisation; empty for a bullet bond.
    pub instalments: &'a [Instalment],
}

/// One scheduled repayment of principal (定時償還).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instalment {
    /// A nominal interest date, or the nominal maturity.
    pub date: Date,
    /// Principal repaid per unit in whole yen, above 0.
    pub principal_per_unit_yen: u64,
}

/// One payment of interest, principal or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// 0-based number.
    pub k: u8,
    /// Un-adjusted interest date; the nominal maturity in the last event.
    pub notional_date: Date,
    /// First day on which the interest of this event accrues.
    pub accrual_start: Date,
    /// Last such day, inclusive.
    pub accrual_end: Date,
    /// Day of the cash.
    pub payment_date: Date,
    /// Day whose closing register decides who is paid.
    pub record_date: Date,
    /// Unix milliseconds of 00:00 JST of the day after the record date; transfers strictly before it count.
    pub cutoff_ms: u64,
    /// Interest per one yen of principal outstanding before the event, in 10^-`per_yen_digits` yen.
    pub interest_per_yen: u64,
    /// Principal repaid per unit, in yen.
    pub principal_per_unit_yen: u64,
    /// Principal per unit after the payment, in yen.
    pub remaining_per_unit_yen: u64,
    /// Principal per unit before the payment, in yen: what the interest is computed on.
    pub outstanding_per_unit_yen: u64,
}

/// The payment events of a bond, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    events: [Event; MAX_EVENTS],
    len: usize,
    redemption_date: Date,
}

// Queries

impl Schedule {
    /// Computes the schedule.
    ///
    /// # Errors
    /// The [`ScheduleError`] that names the first defect of the terms.
    pub fn build(terms: &ScheduleTerms<'_>) -> Result<Schedule, ScheduleError> {
        check_fields(terms)?;
        Self::until(terms, terms.maturity_date)
    }

    /// The payment events of the same terms when everything is redeemed early (繰上償還) on a date between issue and
    /// maturity: the events before it stay as they are, and the last one repays what is outstanding with the interest
    /// that accrued by then, prorated in its notional period. A bank holiday moves that date as it moves a maturity
    /// (market-rules §4).
    ///
    /// # Errors
    /// `EarlyRedemptionOutOfRange`, and those of [`Schedule::build`].
    pub fn redeemed_early(terms: &ScheduleTerms<'_>, on: Date) -> Result<Schedule, ScheduleError> {
        check_fields(terms)?;
        if on <= terms.issue_date || on >= terms.maturity_date {
            return Err(ScheduleError::EarlyRedemptionOutOfRange);
        }
        Self::until(terms, on)
    }

    /// The payment events, in order; the last one redeems the bond.
    pub fn events(&self) -> &[Event] {
        self.events.get(..self.len).unwrap_or(&[])
    }

    /// Whether these terms give other payments when their interest dates are read as month ends (月末) than when they are
    /// read as a day of the month: then the first interest date alone does not tell which is meant.
    pub fn depends_on_interest_day(terms: &ScheduleTerms<'_>) -> bool {
        if !terms.first_interest_date.is_end_of_month() {
            return false;
        }
        let read_as = |interest_day| Self::build(&ScheduleTerms { interest_day, ..*terms });
        read_as(InterestDay::DayOfMonth) != read_as(InterestDay::MonthEnd)
    }

    /// The maturity, moved to a business day once: after it no interest accrues.
    pub const fn redemption_date(&self) -> Date {
        self.redemption_date
    }
}

// Helpers

impl Schedule {
    /// The events up to `end`, on which everything is repaid: the maturity or an earlier date.
    fn until(terms: &ScheduleTerms<'_>, end: Date) -> Result<Schedule, ScheduleError> {
        let redemption_date = terms.calendar.adjust(end, terms.business_day)?;
        let step_months = step_months(terms.frequency)?;
        let grid = Grid::new(terms.first_interest_date, terms.maturity_date, step_months, terms.interest_day);

        let mut schedule = Schedule { events: [Event::EMPTY; MAX_EVENTS], len: 0, redemption_date };
        let mut principal = Principal::new(terms, end);
        let mut previous: Option<Event> = None;
        for k in 0_u8..=u8::MAX {
            let notional_date = match previous {
                None => terms.first_interest_date.min(end),
                Some(_) => grid.date(i32::from(k))?.min(end),
            };
            let slot = schedule.events.get_mut(usize::from(k)).ok_or(ScheduleError::TooManyEvents)?;
            let dates = Dates::of(terms, notional_date, end, redemption_date)?;
            dates.check_cutoff(terms, k, previous.as_ref())?;

            // With the cutoffs in order, the accrual end is after the previous one.
            let accrued_until = previous.map_or(terms.issue_date, |event| event.accrual_end);
            let (outstanding_per_unit_yen, principal_per_unit_yen) = principal.repay_on(notional_date)?;
            let period = match terms.day_count {
                DayCount::JpHalf => grid.period(accrued_until, dates.accrual_end)?,
            };
            *slot = Event {
                k,
                notional_date,
                accrual_start: accrued_until.add_days(1)?,
                accrual_end: dates.accrual_end,
                payment_date: dates.payment_date,
                record_date: dates.record_date,
                cutoff_ms: dates.cutoff_ms,
                interest_per_yen: interest_per_yen_floor(
                    terms.annual_rate,
                    terms.frequency,
                    period,
                    terms.per_yen_digits,
                )?,
                principal_per_unit_yen,
                remaining_per_unit_yen: outstanding_per_unit_yen.saturating_sub(principal_per_unit_yen),
                outstanding_per_unit_yen,
            };
            previous = Some(*slot);
            schedule.len = usize::from(k).saturating_add(1);
            if notional_date == end {
                break;
            }
        }
        Ok(schedule)
    }
}

impl Event {
    /// Fills the part of the array that is never shown.
    const EMPTY: Event = Event {
        k: 0,
        notional_date: Date::MIN,
        accrual_start: Date::MIN,
        accrual_end: Date::MIN,
        payment_date: Date::MIN,
        record_date: Date::MIN,
        cutoff_ms: 0,
        interest_per_yen: 0,
        principal_per_unit_yen: 0,
        remaining_per_unit_yen: 0,
        outstanding_per_unit_yen: 0,
    };
}

/// The dates of one event that follow from its notional date.
struct Dates {
    accrual_end: Date,
    payment_date: Date,
    record_date: Date,
    cutoff_ms: u64,
}

impl Dates {
    fn of(
        terms: &ScheduleTerms<'_>,
        notional_date: Date,
        end: Date,
        redemption_date: Date,
    ) -> Result<Dates, MathError> {
        let (accrual_end, payment_date) = if notional_date == end {
            (redemption_date, redemption_date)
        } else {
            (notional_date, terms.calendar.adjust(notional_date, terms.business_day)?)
        };
        let offset = i32::from(terms.record_date_offset_business_days);
        let record_date = terms.calendar.add_business_days(payment_date, offset.wrapping_neg())?;
        let cutoff_ms = record_date.add_days(1)?.start_ms_jst()?;
        Ok(Dates { accrual_end, payment_date, record_date, cutoff_ms })
    }

    fn check_cutoff(&self, terms: &ScheduleTerms<'_>, k: u8, previous: Option<&Event>) -> Result<(), ScheduleError> {
        match previous {
            Some(event) if self.cutoff_ms <= event.cutoff_ms || self.accrual_end <= event.accrual_end => {
                Err(ScheduleError::CutoffsNotIncreasing { k })
            }
            None if self.cutoff_ms <= terms.issue_date.start_ms_jst()? || self.accrual_end <= terms.issue_date => {
                Err(ScheduleError::CutoffNotAfterIssue)
            }
            _ => Ok(()),
        }
    }
}

/// The principal of one unit while the events are walked in order.
struct Principal<'a> {
    instalments: &'a [Instalment],
    next: usize,
    outstanding_yen: u64,
    /// The day on which everything is repaid.
    end: Date,
}

impl<'a> Principal<'a> {
    fn new(terms: &ScheduleTerms<'a>, end: Date) -> Self {
        Self { instalments: terms.instalments, next: 0, outstanding_yen: terms.denomination_yen, end }
    }

    /// What is outstanding before a notional date, and what is repaid on it.
    fn repay_on(&mut self, notional_date: Date) -> Result<(u64, u64), ScheduleError> {
        let outstanding_yen = self.outstanding_yen;
        let repaid_yen = match self.instalments.get(self.next) {
            // The walk has passed the date without meeting it.
            Some(instalment) if instalment.date < notional_date => {
                return Err(ScheduleError::InstalmentNotOnInterestDate { index: self.next })
            }
            // At maturity, this is the last instalment: the field checks made sure that they sum to the denomination.
            _ if notional_date == self.end => outstanding_yen,
            Some(instalment) if instalment.date == notional_date => {
                self.next = self.next.saturating_add(1);
                instalment.principal_per_unit_yen
            }
            _ => 0,
        };
        self.outstanding_yen = outstanding_yen.saturating_sub(repaid_yen);
        Ok((outstanding_yen, repaid_yen))
    }
}

fn check_fields(terms: &ScheduleTerms<'_>) -> Result<(), ScheduleError> {
    if terms.first_interest_date <= terms.issue_date {
        return Err(ScheduleError::FirstInterestNotAfterIssue);
    }
    if terms.maturity_date < terms.first_interest_date {
        return Err(ScheduleError::MaturityBeforeFirstInterest);
    }
    if terms.interest_day == InterestDay::MonthEnd && !terms.first_interest_date.is_end_of_month() {
        return Err(ScheduleError::FirstInterestNotAtMonthEnd);
    }
    step_months(terms.frequency)?;
    if terms.per_yen_digits > MAX_PER_YEN_DIGITS {
        return Err(ScheduleError::DigitsOutOfRange);
    }
    if !matches!(terms.record_date_offset_business_days, 1..=30) {
        return Err(ScheduleError::RecordOffsetOutOfRange);
    }
    if terms.denomination_yen == 0 {
        return Err(ScheduleError::DenominationZero);
    }
    check_instalments(terms)
}

/// Order, amounts, sum and end; whether each is on an interest date shows when the events are walked.
fn check_instalments(terms: &ScheduleTerms<'_>) -> Result<(), ScheduleError> {
    let Some(last) = terms.instalments.last() else {
        return Ok(());
    };
    let mut sum_yen: u128 = 0;
    let mut previous: Option<Date> = None;
    for (index, instalment) in terms.instalments.iter().enumerate() {
        if instalment.principal_per_unit_yen == 0 {
            return Err(ScheduleError::InstalmentZero { index });
        }
        if previous.is_some_and(|date| instalment.date <= date) {
            return Err(ScheduleError::InstalmentsOutOfOrder { index });
        }
        if instalment.date > terms.maturity_date {
            return Err(ScheduleError::InstalmentNotOnInterestDate { index });
        }
        previous = Some(instalment.date);
        sum_yen = sum_yen.saturating_add(u128::from(instalment.principal_per_unit_yen));
    }
    if last.date != terms.maturity_date {
        return Err(ScheduleError::LastInstalmentNotAtMaturity);
    }
    if sum_yen != u128::from(terms.denomination_yen) {
        return Err(ScheduleError::InstalmentsDoNotSum { sum_yen, denomination_yen: terms.denomination_yen });
    }
    Ok(())
}

fn step_months(frequency: u8) -> Result<i32, ScheduleError> {
    match frequency {
        1 => Ok(12),
        2 => Ok(6),
        4 => Ok(3),
        12 => Ok(1),
        _ => Err(ScheduleError::FrequencyUnsupported),
    }
}
