//! The grid of notional interest dates, and the length of a period measured on it.

use crate::date::Date;
use crate::error::MathError;
use crate::interest::{InterestDay, Period};

/// Notional dates: every 12 / frequency months around the first interest date, in both directions, un-adjusted.
#[derive(Clone, Copy)]
pub(crate) struct Grid {
    first: Date,
    anchor_day: u8,
    step_months: i32,
}

/// The anchor that falls on the last day of whatever month.
const LAST_ANCHOR: u8 = 31;

// Queries

impl Grid {
    /// The grid of a first interest date and a nominal maturity. `step_months` is 12, 6 or 3.
    ///
    /// With [`InterestDay::MonthEnd`] every date is the last of its month. Else a first interest date on the last day of
    /// a short month does not tell the anchor; a maturity on the same months with a larger day does: 28 February with a
    /// maturity of 31 August means month ends.
    pub(crate) fn new(first: Date, maturity: Date, step_months: i32, interest_day: InterestDay) -> Self {
        if interest_day == InterestDay::MonthEnd {
            return Self { first, anchor_day: LAST_ANCHOR, step_months };
        }
        let (first_year, first_month, first_day) = first.ymd();
        let (last_year, last_month, last_day) = maturity.ymd();
        let months = last_year
            .wrapping_sub(first_year)
            .wrapping_mul(12)
            .wrapping_add(i32::from(last_month).wrapping_sub(i32::from(first_month)));
        let on_grid = months.checked_rem(step_months) == Some(0);
        let anchor_day = if first.is_end_of_month() && last_day > first_day && on_grid { last_day } else { first_day };
        Self { first, anchor_day, step_months }
    }

    /// Notional date number `index`: 0 is the first interest date, −1 the notional date before it.
    pub(crate) fn date(&self, index: i32) -> Result<Date, MathError> {
        let months = self.step_months.checked_mul(index).ok_or(MathError::DateOutOfRange)?;
        self.first.add_months(months, self.anchor_day)
    }

    /// The period from `from` (exclusive) to `to` (inclusive; not before `from`) in whole notional periods and a stub
    /// (market-rules §1, "stub"). A stub is measured within the notional period that contains it.
    ///
    /// With a stub at both ends, which only a bond with one single payment can have, the two fractions are added exactly:
    /// basis and days are then products. They fit, as a notional period has at most 366 days.
    pub(crate) fn period(&self, from: Date, to: Date) -> Result<Period, MathError> {
        let start = self.index_at_or_before(from)?;
        let end = self.index_at_or_before(to)?;
        if start == end {
            return Ok(Period { whole: 0, stub_days: days(from, to), stub_basis_days: self.basis_days(start)? });
        }
        let apart = end.wrapping_sub(start).unsigned_abs();
        let back = days(self.date(end)?, to);
        let back_basis = self.basis_days(end)?;
        if self.date(start)? == from {
            return Ok(Period { whole: apart, stub_days: back, stub_basis_days: back_basis });
        }
        let front = days(from, self.date(start.wrapping_add(1))?);
        let front_basis = self.basis_days(start)?;
        let whole = apart.wrapping_sub(1);
        if back == 0 {
            return Ok(Period { whole, stub_days: front, stub_basis_days: front_basis });
        }
        let basis = front_basis.wrapping_mul(back_basis);
        let stub = front.wrapping_mul(back_basis).wrapping_add(back.wrapping_mul(front_basis));
        Ok(if stub >= basis {
            Period { whole: apart, stub_days: stub.wrapping_sub(basis), stub_basis_days: basis }
        } else {
            Period { whole, stub_days: stub, stub_basis_days: basis }
        })
    }
}

// Helpers

impl Grid {
    /// The number of the last notional date on or before a date.
    fn index_at_or_before(&self, date: Date) -> Result<i32, MathError> {
        // A guess in months of 31 days; the loops bring it home, in a few steps even over a century.
        let months = self.first.days_until(date) / 31;
        let mut index = months.checked_div(self.step_months).unwrap_or(0);
        while self.date(index)? > date {
            index = index.wrapping_sub(1);
        }
        while self.date(index.wrapping_add(1))? <= date {
            index = index.wrapping_add(1);
        }
        Ok(index)
    }

    /// Days of the notional period that starts at a notional date.
    fn basis_days(&self, index: i32) -> Result<u32, MathError> {
        Ok(days(self.date(index)?, self.date(index.wrapping_add(1))?))
    }
}

/// Days from one date to a later one.
fn days(from: Date, to: Date) -> u32 {
    from.days_until(to).unsigned_abs()
}
