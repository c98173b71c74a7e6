//! The error shared by all arithmetic of this crate.

use core::fmt;

/// Why a computation has no result. Small and `Copy`, so that a contract can map it onto its own error codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MathError {
    /// The exact result does not fit its type.
    Overflow,
    /// A divisor is zero.
    DivisionByZero,
    /// The date lies outside 1900-01-01..=2199-12-31, or before the first instant that Unix time can express.
    DateOutOfRange,
    /// No such day exists (2025-02-30), or the text is not `YYYY-MM-DD`.
    InvalidDate,
    /// The bank calendar knows the years 1980..=2099 only.
    CalendarOutOfRange,
    /// The interest frequency is none of those that are known.
    FrequencyUnsupported,
    /// The per-yen unit has more than [`crate::MAX_PER_YEN_DIGITS`] decimals.
    DigitsOutOfRange,
    /// A period runs backwards, its stub is longer than the notional period that contains it, or it lacks a grid.
    InvalidPeriod,
    /// The day count is not one that this computation knows.
    ConventionUnsupported,
    /// National and local tax rates sum to more than 100 %.
    TaxAboveGross,
    /// Interest dates are month ends, and the date of the grid is none.
    NotAMonthEnd,
}

impl fmt::Display for MathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Overflow => "the result is too large; use smaller amounts",
            Self::DivisionByZero => "division by zero; give a divisor above 0",
            Self::DateOutOfRange => {
                "the date is outside 1900-01-01..=2199-12-31 or before 1970 where a time is needed; choose another"
            }
            Self::InvalidDate => "not a calendar day; write it as YYYY-MM-DD",
            Self::CalendarOutOfRange => "the bank calendar covers 1980..=2099; choose a date in it",
            Self::FrequencyUnsupported => "the frequency is not supported; use 1, 2, 4 or 12 payments a year",
            Self::DigitsOutOfRange => "too many decimals in the per-yen unit; use 0 to 18",
            Self::InvalidPeriod => {
                "the period runs backwards or lacks its notional dates; give them in order, and a date of the grid"
            }
            Self::ConventionUnsupported => "the day count does not fit here; use ACT/365F or NL/365",
            Self::TaxAboveGross => "the tax rates sum to more than 100 %; lower them",
            Self::NotAMonthEnd => {
                "interest dates are month ends and this one is none; give a last day of a month, or the rule day-of-month"
            }
        })
    }
}

impl core::error::Error for MathError {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    /// The command line splits each message there.
    #[test]
    fn every_message_is_a_defect_and_a_remedy() {
        for (error, defect) in [
            (MathError::Overflow, "too large"),
            (MathError::DivisionByZero, "division by zero"),
            (MathError::DateOutOfRange, "1900-01-01..=2199-12-31"),
            (MathError::InvalidDate, "not a calendar day"),
            (MathError::CalendarOutOfRange, "1980..=2099"),
            (MathError::FrequencyUnsupported, "frequency"),
            (MathError::DigitsOutOfRange, "decimals"),
            (MathError::InvalidPeriod, "period"),
            (MathError::ConventionUnsupported, "day count"),
            (MathError::TaxAboveGross, "100 %"),
            (MathError::NotAMonthEnd, "month ends"),
        ] {
            let message = error.to_string();
            let (problem, remedy) = message.split_once("; ").unwrap_or((&message, ""));
            assert!(problem.contains(defect) && !remedy.is_empty(), "{error:?}: {message}");
        }
    }
}
