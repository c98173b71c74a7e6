//! From bond-math's results to the contracts' types: the one place where what is computed off chain becomes what is
//! stored on it.

use bond_abi::distributor::{ClassRates, Surtaxes, TaxRow};
use bond_abi::office::PaymentEvent;
use bond_math::Schedule;

/// The payment events of a schedule, as the office's constructor takes them.
pub fn payment_events(schedule: &Schedule) -> Vec<PaymentEvent> {
    let event = |event: &bond_math::Event| PaymentEvent {
        notional_day: event.notional_date.days(),
        accrual_end_day: event.accrual_end.days(),
        payment_day: event.payment_date.days(),
        cutoff_ms: event.cutoff_ms,
        interest_per_yen: event.interest_per_yen,
        principal_per_unit_yen: event.principal_per_unit_yen,
    };
    schedule.events().iter().map(event).collect()
}

/// A tax table, as the distributor's constructor takes it.
pub fn tax_rows(table: &[bond_math::TaxRow]) -> Vec<TaxRow> {
    let rates = |rates: bond_math::ClassRates| ClassRates { national_e5: rates.national_e5, local_e5: rates.local_e5 };
    let row = |row: &bond_math::TaxRow| TaxRow {
        from_day: row.from.days(),
        individual: rates(row.individual),
        corporation: rates(row.corporation),
        non_resident: rates(row.non_resident),
        surtaxes: Surtaxes {
            reconstruction_permille: row.surtaxes.reconstruction_permille,
            defence_permille: row.surtaxes.defence_permille,
        },
    };
    table.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::distributor::MAX_TAX_ROWS;
    use bond_abi::registry::TaxClass;

    #[test]
    fn each_tax_row_keeps_its_day_and_rates() {
        let source = bond_math::statutory_table();
        let rows = tax_rows(&source);
        assert!(rows.len() <= MAX_TAX_ROWS as usize);
        assert_eq!(rows.len(), source.len());
        for (row, original) in rows.iter().zip(source) {
            assert_eq!(row.from_day, original.from.days());
            let surtaxes = (row.surtaxes.reconstruction_permille, row.surtaxes.defence_permille);
            assert_eq!(surtaxes, (original.surtaxes.reconstruction_permille, original.surtaxes.defence_permille));
            for (class, rates) in [
                (TaxClass::Individual, original.individual),
                (TaxClass::Corporation, original.corporation),
                (TaxClass::NonResident, original.non_resident),
            ] {
                let row = row.of(class);
                assert_eq!((row.national_e5, row.local_e5), (rates.national_e5, rates.local_e5));
            }
        }
    }
}
