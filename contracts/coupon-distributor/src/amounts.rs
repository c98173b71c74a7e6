//! What a holder is due and what an event requires. Pure: the frozen coupon, the units and the tax class are
//! arguments; the arithmetic is bond-math's, the same that the command line quotes with.

use bond_abi::distributor::{
    ClassRates, Coupon, CouponState, DistributorError, Quote, TaxKind, TaxRow, Totals, MAX_PAYMENT_DAY_SHIFT,
    MAX_TAX_ROWS,
};
use bond_abi::office::CouponBasis;
use bond_abi::registry::TaxClass;
use bond_math::{gross_yen_floor, mul_div_floor, withhold_floor, Date};
use ink::prelude::vec::Vec;

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

/// The part of a payout that goes into escrow when some of the units are seized: their principal, and their share of the
/// interest after tax, rounded down in favour of the holder, who pays the tax on all of it.
pub fn escrow_yen_floor(coupon: &Coupon, quote: &Quote, seized_units: u64) -> Result<u128, DistributorError> {
    let units = seized_units.min(quote.units);
    let share_yen = mul_div_floor(quote.net_yen, units.into(), u128::from(quote.units).max(1));
    share_yen
        .map_err(|_| DistributorError::Overflow)?
        .checked_add(principal(coupon, units)?)
        .ok_or(DistributorError::Overflow)
}

/// What an event still owes: to holders until it is settled or lapsed, and to the tax office what was not taken out.
pub fn owed_yen(coupon: &Coupon) -> Result<u128, DistributorError> {
    let holders_yen = match coupon.state {
        CouponState::Announced | CouponState::Open => left_yen(coupon)?,
        CouponState::Settled | CouponState::Lapsed => 0,
    };
    let taxes_yen = withheld_yen(coupon, TaxKind::National).checked_add(withheld_yen(coupon, TaxKind::Local));
    taxes_yen.and_then(|yen| yen.checked_add(holders_yen)).ok_or(DistributorError::Overflow)
}

/// What was funded and is neither paid nor withheld.
pub fn left_yen(coupon: &Coupon) -> Result<u128, DistributorError> {
    let Totals { gross_yen, principal_yen, .. } = coupon.paid;
    let spent = [gross_yen, principal_yen, coupon.advanced_yen];
    let left_yen = spent.iter().try_fold(coupon.funded_yen, |left_yen, yen| left_yen.checked_sub(*yen));
    left_yen.ok_or(DistributorError::Overflow)
}

/// What is withheld of a tax and was not taken out.
pub fn withheld_yen(coupon: &Coupon, kind: TaxKind) -> u128 {
    match kind {
        TaxKind::National => coupon.paid.national_tax_yen.saturating_sub(coupon.national_withdrawn_yen),
        TaxKind::Local => coupon.paid.local_tax_yen.saturating_sub(coupon.local_withdrawn_yen),
    }
}

/// The first instant at which what nobody claimed has lapsed: the day after so many years from the day on which it could
/// be claimed, the payment day or the day of opening, whichever is later.
pub fn lapse_ms(coupon: &Coupon) -> Result<u64, DistributorError> {
    let from = Date::from_days(coupon.payment_day.max(coupon.opened_day)).map_err(|_| DistributorError::Overflow)?;
    let (_, _, anchor_day) = from.ymd();
    let last = from.add_months(i32::from(coupon.prescription_years).saturating_mul(12), anchor_day);
    last.and_then(|last| last.add_days(1)).and_then(Date::start_ms_jst).map_err(|_| DistributorError::Overflow)
}

/// First instant of a day.
pub fn start_ms(day: i32) -> Result<u64, DistributorError> {
    Date::from_days(day).and_then(Date::start_ms_jst).map_err(|_| DistributorError::Overflow)
}

/// The day of an instant.
pub fn day_of(now_ms: u64) -> Result<i32, DistributorError> {
    Date::from_unix_ms_jst(now_ms).map(Date::days).map_err(|_| DistributorError::Overflow)
}

/// The cash date: the exception that was made, as long as it is near the day of the schedule and not before the cutoff; the
/// schedule may have changed since, by an early redemption.
pub fn payment_day(basis: &CouponBasis, exception: Option<i32>) -> i32 {
    let is_in_order = |day: &i32| {
        day.abs_diff(basis.payment_day) <= MAX_PAYMENT_DAY_SHIFT.unsigned_abs()
            && start_ms(*day).is_ok_and(|start_ms| start_ms >= basis.cutoff_ms)
    };
    exception.filter(is_in_order).unwrap_or(basis.payment_day)
}

/// The table with one more row, or with another one in the place of that which begins on the same day.
///
/// # Errors
/// `TaxRowInForce` when it does not begin after today, `TaxTable`.
pub fn with_row(mut table: Vec<TaxRow>, row: TaxRow, today: i32) -> Result<Vec<TaxRow>, DistributorError> {
    if row.from_day <= today {
        return Err(DistributorError::TaxRowInForce { first_day: today.saturating_add(1) });
    }
    table.retain(|other| other.from_day != row.from_day);
    let place = table.iter().take_while(|other| other.from_day < row.from_day).count();
    table.insert(place, row);
    is_tax_table(&table).then_some(table).ok_or(DistributorError::TaxTable)
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
pub fn announced(basis: &CouponBasis, payment_day: i32, rates: TaxRow) -> Result<Coupon, DistributorError> {
    let mut coupon = Coupon {
        state: CouponState::Announced,
        cutoff_ms: basis.cutoff_ms,
        payment_day,
        supply_units: basis.supply_units,
        interest_per_yen: basis.interest_per_yen,
        per_yen_digits: basis.per_yen_digits,
        outstanding_per_unit_yen: basis.outstanding_per_unit_yen,
        principal_per_unit_yen: basis.principal_per_unit_yen,
        last: basis.last,
        rates,
        required_yen: 0,
        funded_yen: 0,
        prescription_years: basis.prescription_years,
        opened_day: 0,
        paid: Totals::default(),
        reserved_yen: 0,
        reserved_units: 0,
        reserved_payees: 0,
        advanced_yen: 0,
        national_withdrawn_yen: 0,
        local_withdrawn_yen: 0,
        lapsed_yen: 0,
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
pub(crate) mod tests {
    use super::*;
    use bond_abi::distributor::Surtaxes;

    const NONE: ClassRates = ClassRates { national_e5: 0, local_e5: 0 };

    fn row(from_day: i32) -> TaxRow {
        TaxRow {
            from_day,
            individual: ClassRates { national_e5: 15_315, local_e5: 5_000 },
            corporation: ClassRates { national_e5: 15_315, local_e5: 0 },
            non_resident: ClassRates { national_e5: 15_315, local_e5: 0 },
            surtaxes: Surtaxes { reconstruction_permille: 21, defence_permille: 0 },
        }
    }

    fn basis(interest_per_yen: u64, supply_units: u64) -> CouponBasis {
        CouponBasis {
            supply_units,
            cutoff_ms: 0,
            payment_day: 0,
            interest_per_yen,
            per_yen_digits: 13,
            outstanding_per_unit_yen: 10_000,
            principal_per_unit_yen: 10_000,
            last: true,
            prescription_years: 10,
            distributor: None,
        }
    }

    pub(crate) fn coupon(interest_per_yen: u64, supply_units: u64) -> Coupon {
        announced(&basis(interest_per_yen, supply_units), 0, row(0)).unwrap()
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

    /// The coupon after `units` of it were paid to an individual.
    fn paid(supply_units: u64, units: u64) -> Coupon {
        let mut coupon = coupon(50_000_000_000, supply_units);
        coupon.funded_yen = coupon.required_yen;
        coupon.state = CouponState::Open;
        coupon.paid = add(&coupon.paid, &quote(&coupon, units, TaxClass::Individual).unwrap()).unwrap();
        coupon
    }

    #[test]
    fn an_open_event_owes_what_is_not_paid_and_a_settled_one_its_taxes() {
        // 100 units: 5,000 interest and 1,000,000 principal; of 40 units: 2,000, of it 306 and 100 tax.
        let mut coupon = paid(100, 40);
        assert_eq!(left_yen(&coupon), Ok(1_005_000 - 402_000));
        assert_eq!(owed_yen(&coupon), Ok(1_005_000 - 402_000 + 406));
        coupon.national_withdrawn_yen = 300;
        assert_eq!((withheld_yen(&coupon, TaxKind::National), withheld_yen(&coupon, TaxKind::Local)), (6, 100));
        coupon.advanced_yen = 3_000;
        assert_eq!(owed_yen(&coupon), Ok(600_000 + 106));
        for state in [CouponState::Settled, CouponState::Lapsed] {
            assert_eq!(owed_yen(&Coupon { state, ..coupon }), Ok(106));
        }
        coupon.funded_yen = 0;
        assert_eq!(owed_yen(&coupon), Err(DistributorError::Overflow));
    }

    #[test]
    fn the_escrow_gets_the_principal_of_what_is_seized_and_its_share_of_the_net_interest() {
        let coupon = coupon(50_000_000_000, 100);
        let quote = quote(&coupon, 7, TaxClass::Individual).unwrap();
        assert_eq!((quote.gross_yen, quote.net_yen), (350, 280));
        for (seized_units, yen) in [(0, 0), (1, 10_040), (3, 30_120), (7, 70_280), (u64::MAX, 70_280)] {
            assert_eq!(escrow_yen_floor(&coupon, &quote, seized_units), Ok(yen));
        }
        let none = Quote { units: 0, net_yen: 0, ..quote };
        assert_eq!(escrow_yen_floor(&coupon, &none, 5), Ok(0));
        let odd = Quote { net_yen: 281, ..quote };
        assert_eq!(escrow_yen_floor(&coupon, &odd, 1), Ok(10_040), "the fraction is the holder's");
    }

    #[test]
    fn claims_lapse_on_the_day_after_so_many_years_from_when_they_could_be_made() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let lapse = |payment: &str, opened: &str, years| {
            let (payment_day, opened_day) = (day(payment).days(), day(opened).days());
            lapse_ms(&Coupon { payment_day, opened_day, prescription_years: years, ..coupon(1, 1) })
        };
        let start = |text: &str| Ok(day(text).start_ms_jst().unwrap());
        assert_eq!(lapse("2030-03-31", "2030-03-31", 5), start("2035-04-01"));
        assert_eq!(lapse("2030-03-31", "2030-06-10", 10), start("2040-06-11"), "what is opened late lapses late");
        assert_eq!(lapse("2028-02-29", "2028-02-29", 5), start("2033-03-01"));
        assert_eq!(lapse("2199-01-01", "2199-01-01", 5), Err(DistributorError::Overflow));
    }

    #[test]
    fn an_exception_to_the_cash_date_stays_near_it_and_after_the_cutoff() {
        let mut basis = basis(1, 1);
        basis.payment_day = 100;
        basis.cutoff_ms = start_ms(95).unwrap();
        for (exception, day) in
            [(None, 100), (Some(101), 101), (Some(110), 110), (Some(111), 100), (Some(95), 95), (Some(94), 100)]
        {
            assert_eq!(payment_day(&basis, exception), day);
        }
        assert_eq!(payment_day(&basis, Some(i32::MIN)), 100);
        assert_eq!(day_of(basis.cutoff_ms), Ok(95));
        assert_eq!(day_of(basis.cutoff_ms - 1), Ok(94));
    }

    #[test]
    fn a_tax_row_is_added_in_its_place_and_never_for_a_day_that_came() {
        let table = Vec::from([row(10), row(30)]);
        let days = |table: Vec<TaxRow>| table.iter().map(|row| row.from_day).collect::<Vec<_>>();
        assert_eq!(with_row(table.clone(), row(20), 19).map(days), Ok(Vec::from([10, 20, 30])));
        assert_eq!(with_row(table.clone(), row(40), 19).map(days), Ok(Vec::from([10, 30, 40])));
        let other = TaxRow { surtaxes: Surtaxes { reconstruction_permille: 11, defence_permille: 10 }, ..row(30) };
        assert_eq!(with_row(table.clone(), other, 29), Ok(Vec::from([row(10), other])));
        for day in [30, 10, 9] {
            assert_eq!(with_row(table.clone(), row(day), 30), Err(DistributorError::TaxRowInForce { first_day: 31 }));
        }
        let greedy = TaxRow { individual: ClassRates { national_e5: 100_001, local_e5: 0 }, ..row(50) };
        assert_eq!(with_row(table, greedy, 19), Err(DistributorError::TaxTable));
        let full: Vec<TaxRow> = (0..16).map(row).collect();
        assert_eq!(with_row(full, row(50), 19), Err(DistributorError::TaxTable));
    }
}
