//! The statutory tax table in the form the paying agent's contract keeps.

use bond_abi::distributor::{ClassRates, TaxRow};

// Queries

/// The rates of `bond-math`, ready for the contract.
pub fn statutory() -> Vec<TaxRow> {
    bond_math::statutory_table()
        .iter()
        .map(|row| TaxRow {
            from_day: row.from.days(),
            individual: rates(row.individual),
            corporation: rates(row.corporation),
            non_resident: rates(row.non_resident),
        })
        .collect()
}

// Helpers

fn rates(rates: bond_math::ClassRates) -> ClassRates {
    ClassRates { national_e5: rates.national_e5, local_e5: rates.local_e5 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::distributor::MAX_TAX_ROWS;
    use bond_abi::registry::TaxClass;

    #[test]
    fn each_row_keeps_its_day_and_rates() {
        let table = statutory();
        assert!(table.len() <= MAX_TAX_ROWS as usize);
        let source = bond_math::statutory_table();
        assert_eq!(table.len(), source.len());
        for (row, original) in table.iter().zip(source) {
            assert_eq!(row.from_day, original.from.days());
            assert_eq!(row.of(TaxClass::Individual).local_e5, original.individual.local_e5);
            assert_eq!(row.of(TaxClass::Corporation).local_e5, original.corporation.local_e5);
            assert_eq!(row.of(TaxClass::NonResident).national_e5, original.non_resident.national_e5);
        }
    }
}
