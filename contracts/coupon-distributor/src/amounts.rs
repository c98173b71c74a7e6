//! What a holder is due and what an event requires. Pure: the frozen coupon, the units and the tax class are
//! arguments; the arithmetic is bond-math's, the same that the command line quotes with.

use bond_abi::distributor::{ClassRates, Coupon, CouponState, DistributorError, Quote, TaxRow, Totals, MAX_TAX_ROWS};
use bond_abi::office::CouponBasis;
use bond_abi::registry::TaxClass;
use bond_math::{gross_yen_floor, withhold_floor};

/// One hundred per cent in the tax table's unit.
const ALL_E5: u64 = 100_000;

/// What `units` held at the cutoff by somebody of `class` are due: interest floored once on the total holding, each
/// tax floored on the gross (market-rules §1, §3).
///
/// # Errors
/// `Overflow`, which terms within the token's bounds cannot reach.
pub fn quote(coupon: &Coupon, units: u64, class: TaxClass) -> Result<Quote, DistributorError> {
    let gross_yen = gross(coupon, units)?;
    let ClassRates { national_e5, local_e5 } = coupon.rates.of(class);
    let withheld = withhold_floor(gross_yen, bond_math::ClassRates { national_e5, local_e5 })
        .map_err(|_| DistributorError::Overflow)?;
    Ok(Quote {
        units,
        gross_yen,
        national_tax_yen: withheld.national_tax_yen,
        local_tax_yen: withheld.local_tax_yen,
        net_yen: withheld.net_yen,
        principal_yen: principal(coupon, units)?,
    })
}

/// What goes to the holder: net interest and principal.
pub fn payout_yen(quote: &Quote) -> Result<u128, DistributorError> {
    quote.net_yen.checked_add(quote.principal_yen).ok_or(DistributorError::Overflow)
}

/// What the event costs its payer for `units` before any tax.
pub fn due_before_tax_yen(coupon: &Coupon, units: u64) -> Result<u128, DistributorError> {
    gross(coupon, units)?.checked_add(principal(coupon, units)?).ok_or(DistributorError::Overflow)
}

/// The row in force on a payment day.
pub fn rates_on(table: &[TaxRow], payment_day: i32) -> Result<TaxRow, DistributorError> {
    table.iter().rev().find(|row| row.from_day <= payment_day).copied().ok_or(DistributorError::NoTaxRates)
}

/// Whether a tax table can be used: not empty, bounded, in order of dates, no class losing more than everything.
pub fn is_tax_table(table: &[TaxRow]) -> bool {
    let takes_too_much =
        |rates: &ClassRates| u64::from(rates.national_e5).saturating_add(u64::from(rates.local_e5)) > ALL_E5;
    let in_order = table.windows(2).all(|pair| match pair {
        [first, second] => first.from_day < second.from_day,
        _ => false,
    });
    !table.is_empty()
        && table.len() <= MAX_TAX_ROWS as usize
        && in_order
        && !table.iter().any(|row| [row.individual, row.corporation, row.non_resident].iter().any(takes_too_much))
}

/// The coupon as announced. Gross interest on the whole supply, floored once, is never less than the sum over the
/// holders, each floored (I12).
pub fn announced(basis: &CouponBasis, rates: TaxRow) -> Result<Coupon, DistributorError> {
    let mut coupon = Coupon {
        state: CouponState::Announced,
        cutoff_ms: basis.cutoff_ms,
        payment_day: basis.payment_day,
        supply_units: basis.supply_units,
        interest_per_yen: basis.interest_per_yen,
        per_yen_digits: basis.per_yen_digits,
        outstanding_per_unit_yen: basis.outstanding_per_unit_yen,
        principal_per_unit_yen: basis.principal_per_unit_yen,
        last: basis.last,
        rates,
        required_yen: 0,
        funded_yen: 0,
        paid: Totals::default(),
        reserved_yen: 0,
        reserved_payees: 0,
    };
    coupon.required_yen = due_before_tax_yen(&coupon, basis.supply_units)?;
    Ok(coupon)
}

/// The sums with one more holder paid.
pub fn add(totals: &Totals, quote: &Quote) -> Result<Totals, DistributorError> {
    let sum = |a: u128, b: u128| a.checked_add(b).ok_or(DistributorError::Overflow);
    Ok(Totals {
        units: totals.units.checked_add(quote.units).ok_or(DistributorError::Overflow)?,
        payees: totals.payees.checked_add(1).ok_or(DistributorError::Overflow)?,
        gross_yen: sum(totals.gross_yen, quote.gross_yen)?,
        national_tax_yen: sum(totals.national_tax_yen, quote.national_tax_yen)?,
        local_tax_yen: sum(totals.local_tax_yen, quote.local_tax_yen)?,
        net_yen: sum(totals.net_yen, quote.net_yen)?,
        principal_yen: sum(totals.principal_yen, quote.principal_yen)?,
    })
}

fn gross(coupon: &Coupon, units: u64) -> Result<u128, DistributorError> {
    let face_yen =
        u128::from(units).checked_mul(u128::from(coupon.outstanding_per_unit_yen)).ok_or(DistributorError::Overflow)?;
    gross_yen_floor(face_yen, coupon.interest_per_yen, coupon.per_yen_digits).map_err(|_| DistributorError::Overflow)
}

fn principal(coupon: &Coupon, units: u64) -> Result<u128, DistributorError> {
    u128::from(units).checked_mul(u128::from(coupon.principal_per_unit_yen)).ok_or(DistributorError::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: ClassRates = ClassRates { national_e5: 0, local_e5: 0 };

    fn row(from_day: i32) -> TaxRow {
        TaxRow {
            from_day,
            individual: ClassRates { national_e5: 15_315, local_e5: 5_000 },
            corporation: ClassRates { national_e5: 15_315, local_e5: 0 },
            non_resident: ClassRates { national_e5: 15_315, local_e5: 0 },
        }
    }

    fn coupon(interest_per_yen: u64, supply_units: u64) -> Coupon {
        let basis = CouponBasis {
            supply_units,
            cutoff_ms: 0,
            payment_day: 0,
            interest_per_yen,
            per_yen_digits: 13,
            outstanding_per_unit_yen: 10_000,
            principal_per_unit_yen: 10_000,
            last: true,
            distributor: None,
        };
        announced(&basis, row(0)).unwrap()
    }

    #[test]
    fn the_worked_cases_c4_c7_and_c10_come_out_to_the_yen() {
        for (interest_per_yen, units, gross, national, local, net) in [
            (50_000_000_000, 100, 5_000, 765, 250, 3_985),
            (74_150_000_000, 10_000, 741_500, 113_560, 37_075, 590_865),
            (86_080_939_226, 100, 8_608, 1_318, 430, 6_860),
        ] {
            let quote = quote(&coupon(interest_per_yen, units), units, TaxClass::Individual).unwrap();
            assert_eq!(
                (quote.gross_yen, quote.national_tax_yen, quote.local_tax_yen, quote.net_yen),
                (gross, national, local, net)
            );
        }
    }

    #[test]
    fn each_class_pays_its_own_rates() {
        let coupon = coupon(50_000_000_000, 100);
        let taxes = |class| {
            let quote = quote(&coupon, 100, class).unwrap();
            (quote.national_tax_yen, quote.local_tax_yen, payout_yen(&quote).unwrap())
        };
        assert_eq!(taxes(TaxClass::Individual), (765, 250, 1_003_985));
        assert_eq!(taxes(TaxClass::Corporation), (765, 0, 1_004_235));
        assert_eq!(taxes(TaxClass::NonResident), (765, 0, 1_004_235));
        assert_eq!(taxes(TaxClass::Exempt), (0, 0, 1_005_000));
    }

    #[test]
    fn what_is_required_covers_every_split_of_the_supply() {
        for supply in 1..60_u64 {
            let coupon = coupon(86_080_939_226, supply);
            for first in 0..=supply {
                let split =
                    due_before_tax_yen(&coupon, first).unwrap() + due_before_tax_yen(&coupon, supply - first).unwrap();
                assert!(split <= coupon.required_yen && coupon.required_yen <= split + 1);
            }
        }
    }

    #[test]
    fn the_rates_are_those_of_the_last_row_before_the_payment_day() {
        let table = [row(10), row(20)];
        assert_eq!(rates_on(&table, 9), Err(DistributorError::NoTaxRates));
        assert_eq!(rates_on(&table, 10).unwrap().from_day, 10);
        assert_eq!(rates_on(&table, 19).unwrap().from_day, 10);
        assert_eq!(rates_on(&table, 20).unwrap().from_day, 20);
    }

    #[test]
    fn a_tax_table_is_ordered_bounded_and_leaves_something() {
        assert!(is_tax_table(&[row(1), row(2)]));
        assert!(!is_tax_table(&[]));
        assert!(!is_tax_table(&[row(2), row(2)]));
        assert!(!is_tax_table(&[row(2), row(1)]));
        let many: Vec<TaxRow> = (0..17).map(row).collect();
        assert!(is_tax_table(&many[..16]));
        assert!(!is_tax_table(&many));
        for rates in [
            ClassRates { national_e5: 100_001, local_e5: 0 },
            ClassRates { national_e5: 99_999, local_e5: 2 },
            ClassRates { national_e5: u32::MAX, local_e5: u32::MAX },
        ] {
            assert!(!is_tax_table(&[TaxRow { individual: rates, ..row(1) }]));
            assert!(!is_tax_table(&[TaxRow { corporation: rates, ..row(1) }]));
            assert!(!is_tax_table(&[TaxRow { non_resident: rates, ..row(1) }]));
        }
        assert!(is_tax_table(&[TaxRow { individual: NONE, ..row(1) }]));
    }

    #[test]
    fn the_largest_series_the_token_admits_does_not_overflow() {
        let mut largest = coupon(1, 1);
        largest.interest_per_yen = 10_000_000_000_000;
        largest.outstanding_per_unit_yen = 1;
        assert!(quote(&largest, 1_000_000_000_000_000_000, TaxClass::Individual).is_ok());
    }
}
