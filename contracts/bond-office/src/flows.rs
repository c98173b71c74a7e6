//! What came and went without a record date, by fiscal year: what was issued, and what was bought back and cancelled.

use bond_abi::office::{Flows, OfficeError};
use ink::prelude::vec::Vec;

/// The sums up to the end of each fiscal year in which something changed, in order. There are few: a series lives a few
/// decades, and most of its years see neither an issue nor a buyback.
#[derive(Debug, Clone, Default, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
pub struct Yearly(Vec<(u16, Flows)>);

impl Yearly {
    /// The sums up to the end of a fiscal year.
    pub fn until(&self, fiscal_year: u16) -> Flows {
        let sums = self.0.iter().rev().find(|(year, _)| *year <= fiscal_year);
        sums.map_or_else(Flows::default, |(_, sums)| *sums)
    }

    /// Adds what came and went in a fiscal year, which is not before the last one that was added to.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn add(
        &mut self,
        fiscal_year: u16,
        outstanding_per_unit_yen: u64,
        issued_units: u64,
        cancelled_units: u64,
    ) -> Result<(), OfficeError> {
        let more = |sum_yen: u128, units: u64| {
            let yen = u128::from(units).checked_mul(u128::from(outstanding_per_unit_yen));
            yen.and_then(|yen| sum_yen.checked_add(yen)).ok_or(OfficeError::Overflow)
        };
        let before = self.until(u16::MAX);
        let sums = Flows {
            issued_yen: more(before.issued_yen, issued_units)?,
            cancelled_yen: more(before.cancelled_yen, cancelled_units)?,
        };
        match self.0.last_mut() {
            Some((year, last)) if *year >= fiscal_year => *last = sums,
            _ => self.0.push((fiscal_year, sums)),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flows(issued_yen: u128, cancelled_yen: u128) -> Flows {
        Flows { issued_yen, cancelled_yen }
    }

    #[test]
    fn a_year_knows_everything_up_to_its_end() {
        let mut yearly = Yearly::default();
        assert_eq!(yearly.until(2025), Flows::default());
        yearly.add(2025, 10_000, 5, 0).unwrap();
        yearly.add(2025, 10_000, 2, 0).unwrap();
        // By then a part of the principal was repaid.
        yearly.add(2028, 6_000, 1, 0).unwrap();
        yearly.add(2028, 6_000, 0, 3).unwrap();
        for (year, expected) in [
            (2024, flows(0, 0)),
            (2025, flows(70_000, 0)),
            (2027, flows(70_000, 0)),
            (2028, flows(76_000, 18_000)),
            (u16::MAX, flows(76_000, 18_000)),
        ] {
            assert_eq!(yearly.until(year), expected, "{year}");
        }
    }

    #[test]
    fn sums_that_leave_their_range_are_refused_and_change_nothing() {
        let mut yearly = Yearly::default();
        yearly.add(2025, u64::MAX, u64::MAX, 0).unwrap();
        let before = yearly.clone();
        assert_eq!(yearly.add(2026, u64::MAX, u64::MAX, 0), Err(OfficeError::Overflow));
        assert_eq!(yearly, before);
    }
}
