//! What can be wrong with the terms of a schedule.

use core::fmt;

use crate::error::MathError;
use crate::schedule::MAX_EVENTS;

/// Why terms give no schedule. [`ScheduleError::field`] names the culprit, `Display` the defect and its remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleError {
    /// The first interest date is on or before the issue date.
    FirstInterestNotAfterIssue,
    /// The maturity is before the first interest date.
    MaturityBeforeFirstInterest,
    /// The frequency is none of 1, 2, 4, 12.
    FrequencyUnsupported,
    /// The per-yen unit has more than 18 digits.
    DigitsOutOfRange,
    /// The record-date offset is outside 1..=30 business days.
    RecordOffsetOutOfRange,
    /// The denomination is zero.
    DenominationZero,
    /// More than [`MAX_EVENTS`] payment events.
    TooManyEvents,
    /// An instalment is on no nominal interest date and not at maturity.
    InstalmentNotOnInterestDate {
        /// 0-based index of the instalment.
        index: usize,
    },
    /// An instalment is not after the one before it.
    InstalmentsOutOfOrder {
        /// 0-based index of the instalment.
        index: usize,
    },
    /// An instalment repays nothing.
    InstalmentZero {
        /// 0-based index of the instalment.
        index: usize,
    },
    /// The instalments do not sum to the denomination.
    InstalmentsDoNotSum {
        /// What they sum to, in yen per unit.
        sum_yen: u128,
        /// What they must sum to.
        denomination_yen: u64,
    },
    /// The last instalment is before maturity.
    LastInstalmentNotAtMaturity,
    /// The record-date cutoff of an event is not after that of the event before it: business days moved them together.
    CutoffsNotIncreasing {
        /// 0-based number of the event.
        k: u8,
    },
    /// The first record-date cutoff is not after the start of the issue date: nobody could hold a unit by then.
    CutoffNotAfterIssue,
    /// The date of an early redemption is not between issue and maturity.
    EarlyRedemptionOutOfRange,
    /// Interest dates are month ends, and the first of them is none.
    FirstInterestNotAtMonthEnd,
    /// A date or an amount left its range.
    Math(MathError),
}

// Queries

impl ScheduleError {
    /// The key in the series file that the user should look at.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::FirstInterestNotAfterIssue | Self::FirstInterestNotAtMonthEnd => "terms.first_interest_date",
            Self::MaturityBeforeFirstInterest | Self::TooManyEvents | Self::CutoffsNotIncreasing { .. } => {
                "terms.maturity_date"
            }
            Self::FrequencyUnsupported => "terms.frequency",
            Self::DigitsOutOfRange => "terms.per_yen_digits",
            Self::RecordOffsetOutOfRange | Self::CutoffNotAfterIssue => "terms.record_date_offset_business_days",
            Self::DenominationZero => "terms.denomination_yen",
            Self::InstalmentNotOnInterestDate { .. }
            | Self::InstalmentsOutOfOrder { .. }
            | Self::InstalmentZero { .. }
            | Self::InstalmentsDoNotSum { .. }
            | Self::LastInstalmentNotAtMaturity => "terms.instalments",
            Self::EarlyRedemptionOutOfRange => "early_redemption_date",
            Self::Math(_) => "terms",
        }
    }
}

// Helpers

impl From<MathError> for ScheduleError {
    /// A frequency or digits that the interest formula refuses are the same defects as here.
    fn from(error: MathError) -> Self {
        match error {
            MathError::FrequencyUnsupported => Self::FrequencyUnsupported,
            MathError::DigitsOutOfRange => Self::DigitsOutOfRange,
            other => Self::Math(other),
        }
    }
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FirstInterestNotAfterIssue => {
                f.write_str("the first interest date is not after the issue date; choose a later one")
            }
            Self::MaturityBeforeFirstInterest => {
                f.write_str("the maturity is before the first interest date; choose a later maturity")
            }
            Self::FrequencyUnsupported => f.write_str("the frequency is not supported; use 1, 2, 4 or 12 payments a year"),
            Self::DigitsOutOfRange => f.write_str("too many decimals in the per-yen unit; use 0 to 18, usually 13"),
            Self::RecordOffsetOutOfRange => {
                f.write_str("the record-date offset is out of range; use 1 to 30 business days")
            }
            Self::DenominationZero => f.write_str("the denomination is zero; give the face of one unit in yen"),
            Self::TooManyEvents => {
                write!(f, "more than {MAX_EVENTS} payment events; shorten the term or lower the frequency")
            }
            Self::InstalmentNotOnInterestDate { index } => write!(
                f,
                "instalment {index} is on no nominal interest date and not at maturity; move it onto one of them"
            ),
            Self::InstalmentsOutOfOrder { index } => {
                write!(f, "instalment {index} is not after the one before it; sort them and merge equal dates")
            }
            Self::InstalmentZero { index } => write!(f, "instalment {index} repays 0 yen; remove it"),
            Self::InstalmentsDoNotSum { sum_yen, denomination_yen } => write!(
                f,
                "the instalments sum to {sum_yen} yen per unit and not to {denomination_yen}; correct their amounts"
            ),
            Self::LastInstalmentNotAtMaturity => {
                f.write_str("the last instalment is before maturity; repay the rest on the nominal maturity date")
            }
            Self::CutoffsNotIncreasing { k } => write!(
                f,
                "the record date of event {k} is not after that of the event before it; set the maturity further from the last interest date"
            ),
            Self::CutoffNotAfterIssue => f.write_str(
                "the first record date is before the issue date; lower the offset or choose a later first interest date",
            ),
            Self::EarlyRedemptionOutOfRange => {
                f.write_str("the early redemption is not between issue and maturity; choose a date between them")
            }
            Self::FirstInterestNotAtMonthEnd => f.write_str(
                "interest dates are month ends and the first one is none; write the last day of its month, or interest_day = \"day-of-month\"",
            ),
            Self::Math(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl core::error::Error for ScheduleError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Math(error) => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::error::Error;
    use std::string::ToString;

    /// The command line splits each message at the semicolon and points at the field.
    #[test]
    fn every_message_is_a_defect_and_a_remedy_and_has_its_field() {
        let sum = ScheduleError::InstalmentsDoNotSum { sum_yen: 9_999, denomination_yen: 10_000 };
        for (error, field, defect) in [
            (ScheduleError::FirstInterestNotAfterIssue, "terms.first_interest_date", "the first interest date"),
            (ScheduleError::MaturityBeforeFirstInterest, "terms.maturity_date", "the maturity"),
            (ScheduleError::FrequencyUnsupported, "terms.frequency", "the frequency"),
            (ScheduleError::DigitsOutOfRange, "terms.per_yen_digits", "decimals"),
            (ScheduleError::RecordOffsetOutOfRange, "terms.record_date_offset_business_days", "offset"),
            (ScheduleError::DenominationZero, "terms.denomination_yen", "the denomination"),
            (ScheduleError::TooManyEvents, "terms.maturity_date", "more than 128 payment events"),
            (ScheduleError::InstalmentNotOnInterestDate { index: 7 }, "terms.instalments", "instalment 7 is on no"),
            (ScheduleError::InstalmentsOutOfOrder { index: 7 }, "terms.instalments", "instalment 7 is not after"),
            (ScheduleError::InstalmentZero { index: 7 }, "terms.instalments", "instalment 7 repays 0 yen"),
            (sum, "terms.instalments", "sum to 9999 yen per unit and not to 10000"),
            (ScheduleError::LastInstalmentNotAtMaturity, "terms.instalments", "the last instalment"),
            (ScheduleError::CutoffsNotIncreasing { k: 7 }, "terms.maturity_date", "the record date of event 7"),
            (ScheduleError::CutoffNotAfterIssue, "terms.record_date_offset_business_days", "the first record date"),
            (ScheduleError::EarlyRedemptionOutOfRange, "early_redemption_date", "the early redemption"),
            (ScheduleError::FirstInterestNotAtMonthEnd, "terms.first_interest_date", "month ends"),
            (ScheduleError::Math(MathError::CalendarOutOfRange), "terms", "the bank calendar"),
        ] {
            let message = error.to_string();
            let (problem, remedy) = message.split_once("; ").unwrap_or((&message, ""));
            assert!(problem.contains(defect) && !remedy.is_empty(), "{error:?}: {message}");
            assert_eq!(error.field(), field);
        }
    }

    #[test]
    fn only_an_error_of_arithmetic_has_a_source() {
        let cause = ScheduleError::Math(MathError::Overflow);
        assert_eq!(cause.source().map(ToString::to_string), Some(MathError::Overflow.to_string()));
        assert!(ScheduleError::DenominationZero.source().is_none());
    }

    #[test]
    fn a_defect_that_both_can_find_has_one_name() {
        assert_eq!(ScheduleError::from(MathError::FrequencyUnsupported), ScheduleError::FrequencyUnsupported);
        assert_eq!(ScheduleError::from(MathError::DigitsOutOfRange), ScheduleError::DigitsOutOfRange);
        assert_eq!(ScheduleError::from(MathError::Overflow), ScheduleError::Math(MathError::Overflow));
    }
}
