//! What a holder is due and what an event requires. Pure: the frozen coupon, the units and the tax class are
//! arguments; the arithmetic is bond-math's, the same that the command line quotes with.

use bond_abi::distributor::{
    CashDate, ClassRates, Coupon, CouponState, DistributorError, Quote, TaxKind, TaxRow, Totals, MAX_PAYMENT_DAY_SHIFT,
    MAX_TAX_ROWS,
};
use bond_abi::office::CouponBasis;
use bond_abi::registry::TaxClass;
use bond_abi::token::TokenState;
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

/// The part of a payment that is for seized units: their principal, which goes into escrow with their share of the interest
/// after tax, and their shares of the taxes. Each share is rounded down, in favour of the holder, who gets the rest of the
/// interest and bears the rest of the taxes; interest before tax is what these three are together.
pub fn seized_part_floor(coupon: &Coupon, quote: &Quote, seized_units: u64) -> Result<Quote, DistributorError> {
    let units = seized_units.min(quote.units);
    let share = |yen| {
        let share = mul_div_floor(yen, units.into(), u128::from(quote.units).max(1));
        share.map_err(|_| DistributorError::Overflow)
    };
    let (national_tax_yen, local_tax_yen) = (share(quote.national_tax_yen)?, share(quote.local_tax_yen)?);
    let net_yen = share(quote.net_yen)?;
    let gross_yen = national_tax_yen.checked_add(local_tax_yen).and_then(|taxes_yen| taxes_yen.checked_add(net_yen));
    Ok(Quote {
        units,
        gross_yen: gross_yen.ok_or(DistributorError::Overflow)?,
        national_tax_yen,
        local_tax_yen,
        net_yen,
        principal_yen: principal(coupon, units)?,
    })
}

/// What an event still owes: to holders what is left, until everybody is paid, and to the tax office what was not taken out.
pub fn owed_yen(coupon: &Coupon) -> Result<u128, DistributorError> {
    let holders_yen = match coupon.state {
        // Of a lapsed one, what is left waits for holders who are on hold.
        CouponState::Announced | CouponState::Open | CouponState::Lapsed => left_yen(coupon)?,
        CouponState::Settled => 0,
    };
    let taxes_yen = withheld_yen(coupon, TaxKind::National).checked_add(withheld_yen(coupon, TaxKind::Local));
    taxes_yen.and_then(|yen| yen.checked_add(holders_yen)).ok_or(DistributorError::Overflow)
}

/// What was funded and is neither paid nor withheld nor given back.
pub fn left_yen(coupon: &Coupon) -> Result<u128, DistributorError> {
    let (paid, advanced) = (&coupon.paid, &coupon.advanced);
    let spent = [paid.gross_yen, paid.principal_yen, advanced.gross_yen, advanced.principal_yen, coupon.lapsed_yen];
    let left_yen = spent.iter().try_fold(coupon.funded_yen, |left_yen, yen| left_yen.checked_sub(*yen));
    left_yen.ok_or(DistributorError::Overflow)
}

/// What of an open event may go back to the issuer after the prescription: what is left, but for what waits for holders who
/// are on hold.
pub fn lapsing_yen(coupon: &Coupon) -> Result<u128, DistributorError> {
    left_yen(coupon)?.checked_sub(coupon.held_yen).ok_or(DistributorError::Overflow)
}

/// What is withheld of a tax and was not taken out.
pub fn withheld_yen(coupon: &Coupon, kind: TaxKind) -> u128 {
    let (paid, advanced) = (&coupon.paid, &coupon.advanced);
    let (withheld_yen, withdrawn_yen) = match kind {
        TaxKind::National => {
            (paid.national_tax_yen.saturating_add(advanced.national_tax_yen), coupon.national_withdrawn_yen)
        }
        TaxKind::Local => (paid.local_tax_yen.saturating_add(advanced.local_tax_yen), coupon.local_withdrawn_yen),
    };
    withheld_yen.saturating_sub(withdrawn_yen)
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

/// The cash date: the exception that was made for this day of the schedule, as long as it is not before the cutoff. An early
/// redemption may have put another day in its place since, or moved the cutoff.
pub fn payment_day(basis: &CouponBasis, exception: Option<CashDate>) -> i32 {
    let is_in_order = |exception: &CashDate| {
        exception.scheduled_day == basis.payment_day
            && exception.day.abs_diff(basis.payment_day) <= MAX_PAYMENT_DAY_SHIFT.unsigned_abs()
            && start_ms(exception.day).is_ok_and(|start_ms| start_ms >= basis.cutoff_ms)
    };
    exception.filter(is_in_order).map_or(basis.payment_day, |exception| exception.day)
}

/// Whether an event is late: its payment day is over (payment on the day itself is in time, market-rules §2), it is not
/// open, and something is due.
///
/// # Errors
/// `Overflow`.
pub fn is_late(coupon: &Coupon, now_ms: u64) -> Result<bool, DistributorError> {
    let over_ms = start_ms(coupon.payment_day.checked_add(1).ok_or(DistributorError::Overflow)?)?;
    Ok(coupon.state == CouponState::Announced && coupon.required_yen > 0 && now_ms >= over_ms)
}

/// The table with one more row, or with another one in the place of that which begins on the same day. Rates of a day that
/// came stay; only days that have none, before the whole table, can get some, because no event can be announced for them.
/// A full table makes room by dropping rows that were followed by others up to `first_day`, before which no event that is
/// not open can be paid.
///
/// # Errors
/// `TaxRowInForce` when it does not begin after today, `TaxTable`.
pub fn with_row(
    mut table: Vec<TaxRow>,
    row: TaxRow,
    today: i32,
    first_day: impl FnOnce() -> i32,
) -> Result<Vec<TaxRow>, DistributorError> {
    if row.from_day <= today && table.first().is_none_or(|first| first.from_day <= row.from_day) {
        return Err(DistributorError::TaxRowInForce { first_day: today.saturating_add(1) });
    }
    table.retain(|other| other.from_day != row.from_day);
    let place = table.iter().take_while(|other| other.from_day < row.from_day).count();
    table.insert(place, row);
    if table.len() > MAX_TAX_ROWS as usize {
        let first_day = first_day();
        let replaced = table.iter().skip(1).take_while(|next| next.from_day <= first_day).count();
        table = table.into_iter().skip(replaced).collect();
    }
    is_tax_table(&table).then_some(table).ok_or(DistributorError::TaxTable)
}

/// The events whose reserve may be needed, bit *k* for event *k*, of those that are announced and those of them that are
/// funded: whatever is not funded, and what is to come. While everything is bought back, nothing is due at record dates to
/// come. What was put aside for events that an early redemption took away is needed as long as the last one needs money.
pub fn needed(announced: u128, funded: u128, state: &TokenState) -> u128 {
    let below = |k: u8| 1_u128.checked_shl(k.into()).unwrap_or(0).wrapping_sub(1);
    let all = below(state.events);
    let is_bought_back = state.open && state.supply_units == 0;
    let to_come = if is_bought_back { below(state.epoch) } else { all };
    let needed = all & ((announced & !funded) | (to_come & !announced));
    let last = all & !(all >> 1);
    if needed & last == 0 {
        needed
    } else {
        needed | !all
    }
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
        advanced: Totals::default(),
        held_yen: 0,
        held_payees: 0,
        national_withdrawn_yen: 0,
        local_withdrawn_yen: 0,
        lapsed_yen: 0,
    };
    coupon.required_yen = due_before_tax_yen(&coupon, basis.supply_units)?;
    Ok(coupon)
}

/// The sums with one more holder paid.
pub fn add(totals: &Totals, quote: &Quote) -> Result<Totals, DistributorError> {
    change(totals, quote, false)
}

/// The sums with one holder less.
pub fn subtract(totals: &Totals, quote: &Quote) -> Result<Totals, DistributorError> {
    change(totals, quote, true)
}

/// Both ways in one, so that the code is there once.
#[inline(never)]
fn change(totals: &Totals, quote: &Quote, is_less: bool) -> Result<Totals, DistributorError> {
    let sum = |a: u128, b: u128| {
        let sum = if is_less { a.checked_sub(b) } else { a.checked_add(b) };
        sum.ok_or(DistributorError::Overflow)
    };
    let (units, payees) = (sum(totals.units.into(), quote.units.into())?, sum(totals.payees.into(), 1)?);
    Ok(Totals {
        units: u64::try_from(units).map_err(|_| DistributorError::Overflow)?,
        payees: u32::try_from(payees).map_err(|_| DistributorError::Overflow)?,
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
        // Of 3 units more, the escrow's part: 150 of interest, of which 22 and 7 are withheld, and 30,000.
        let quote = quote(&coupon, 3, TaxClass::Individual).unwrap();
        coupon.advanced = add(&Totals::default(), &quote).unwrap();
        assert_eq!(owed_yen(&coupon), Ok(603_000 - 30_150 + 106 + 22 + 7));
        assert_eq!((withheld_yen(&coupon, TaxKind::National), withheld_yen(&coupon, TaxKind::Local)), (28, 107));
        assert_eq!(owed_yen(&Coupon { state: CouponState::Settled, ..coupon }), Ok(135));
        let lapsed = Coupon { state: CouponState::Lapsed, lapsed_yen: 572_850 - 9, ..coupon };
        assert_eq!((owed_yen(&lapsed), left_yen(&lapsed)), (Ok(9 + 135), Ok(9)), "what waits for somebody is owed");
        coupon.advanced = subtract(&coupon.advanced, &quote).unwrap();
        assert_eq!(coupon.advanced, Totals::default());
        assert_eq!(subtract(&coupon.advanced, &quote), Err(DistributorError::Overflow));
        coupon.funded_yen = 0;
        assert_eq!(owed_yen(&coupon), Err(DistributorError::Overflow));
    }

    #[test]
    fn the_escrow_gets_the_principal_of_what_is_seized_and_its_share_of_the_net_interest() {
        let coupon = coupon(50_000_000_000, 100);
        let quote = quote(&coupon, 7, TaxClass::Individual).unwrap();
        assert_eq!((quote.gross_yen, quote.net_yen), (350, 280));
        let escrow_yen = |quote: &Quote, units| {
            let part = seized_part_floor(&coupon, quote, units).unwrap();
            assert_eq!(part.gross_yen, part.national_tax_yen + part.local_tax_yen + part.net_yen);
            payout_yen(&part).unwrap()
        };
        for (seized_units, yen) in [(0, 0), (1, 10_040), (3, 30_120), (7, 70_280), (u64::MAX, 70_280)] {
            assert_eq!(escrow_yen(&quote, seized_units), yen);
        }
        let none = Quote { units: 0, net_yen: 0, ..quote };
        assert_eq!(escrow_yen(&none, 5), 0);
        let odd = Quote { net_yen: 281, ..quote };
        assert_eq!(escrow_yen(&odd, 1), 10_040, "the fraction is the holder's");
        // 53 and 17 of taxes: of 3 of 7 units 22.7 and 7.3.
        let part = seized_part_floor(&coupon, &quote, 3).unwrap();
        assert_eq!((part.units, part.national_tax_yen, part.local_tax_yen, part.gross_yen), (3, 22, 7, 149));
        assert_eq!(seized_part_floor(&coupon, &quote, 7), Ok(quote), "of all units, all of it");
    }

    #[test]
    fn what_waits_for_holders_who_are_on_hold_does_not_lapse() {
        let mut coupon = paid(100, 40);
        assert_eq!(lapsing_yen(&coupon), Ok(603_000));
        coupon.held_yen = 100_500;
        assert_eq!(lapsing_yen(&coupon), Ok(502_500));
        coupon.held_yen = 603_001;
        assert_eq!(lapsing_yen(&coupon), Err(DistributorError::Overflow));
    }

    #[test]
    fn an_event_is_late_when_its_day_is_over_and_something_is_due() {
        let mut coupon = Coupon { payment_day: 100, ..coupon(50_000_000_000, 100) };
        let late = |coupon: &Coupon, day: i32, before: u64| is_late(coupon, start_ms(day).unwrap() - before);
        assert_eq!(late(&coupon, 100, 0), Ok(false));
        assert_eq!(late(&coupon, 101, 1), Ok(false), "payment on the payment day is in time");
        assert_eq!(late(&coupon, 101, 0), Ok(true));
        coupon.funded_yen = coupon.required_yen;
        assert_eq!(late(&coupon, 101, 0), Ok(true), "nobody opened it");
        assert_eq!(late(&Coupon { state: CouponState::Open, ..coupon }, 200, 0), Ok(false));
        assert_eq!(late(&Coupon { required_yen: 0, ..coupon }, 200, 0), Ok(false), "nobody held anything");
        assert_eq!(late(&Coupon { payment_day: i32::MAX, ..coupon }, 200, 0), Err(DistributorError::Overflow));
    }

    #[test]
    fn a_reserve_is_needed_until_its_event_is_funded_and_no_longer() {
        let account = bond_abi::AccountId::from([1; 32]);
        let state = |events, epoch, supply_units| TokenState {
            registry: account,
            office: account,
            distributor: Some(account),
            open: true,
            paused: false,
            epoch,
            events,
            supply_units,
            wallets: 0,
        };
        let foreign = !0b1111;
        // Four events; the first is funded, the second announced.
        assert_eq!(needed(0b0011, 0b0001, &state(4, 2, 9)), foreign | 0b1110);
        assert_eq!(needed(0b1111, 0b0111, &state(4, 4, 9)), foreign | 0b1000);
        assert_eq!(needed(0b1111, 0b1111, &state(4, 4, 9)), 0, "nothing is left to fund");
        assert_eq!(needed(0b1111, 0b1101, &state(4, 4, 9)), 0b0010, "of the last one no more");
        // Everything is bought back after the second cutoff.
        assert_eq!(needed(0b0001, 0b0001, &state(4, 2, 0)), 0b0010);
        assert_eq!(needed(0b0011, 0b0001, &state(4, 2, 0)), 0b0010);
        assert_eq!(needed(0b0011, 0b0011, &state(4, 2, 0)), 0);
        assert_eq!(needed(0, 0, &TokenState { open: false, ..state(4, 0, 0) }), u128::MAX, "nothing is issued yet");
        assert_eq!(needed(0, 0, &state(128, 0, 9)), u128::MAX);
        assert_eq!(needed(u128::MAX, u128::MAX >> 1, &state(128, 128, 9)), 1 << 127);
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
        let made = |scheduled_day, day| Some(CashDate { scheduled_day, day });
        for (day, expected) in [(101, 101), (110, 110), (111, 100), (95, 95), (94, 100), (i32::MIN, 100)] {
            assert_eq!(payment_day(&basis, made(100, day)), expected);
        }
        assert_eq!(payment_day(&basis, None), 100);
        assert_eq!(payment_day(&basis, made(99, 101)), 100, "it was made for another day");
        assert_eq!(payment_day(&basis, made(101, 101)), 100);
        assert_eq!(day_of(basis.cutoff_ms), Ok(95));
        assert_eq!(day_of(basis.cutoff_ms - 1), Ok(94));
    }

    #[test]
    fn a_tax_row_is_added_in_its_place_and_never_for_a_day_that_came() {
        let table = Vec::from([row(10), row(30)]);
        let days = |table: Vec<TaxRow>| table.iter().map(|row| row.from_day).collect::<Vec<_>>();
        let with_row = |table, row, today| with_row(table, row, today, || panic!("there is room"));
        assert_eq!(with_row(table.clone(), row(20), 19).map(days), Ok(Vec::from([10, 20, 30])));
        assert_eq!(with_row(table.clone(), row(40), 19).map(days), Ok(Vec::from([10, 30, 40])));
        let other = TaxRow { surtaxes: Surtaxes { reconstruction_permille: 11, defence_permille: 10 }, ..row(30) };
        assert_eq!(with_row(table.clone(), other, 29), Ok(Vec::from([row(10), other])));
        for day in [30, 11, 10] {
            assert_eq!(with_row(table.clone(), row(day), 30), Err(DistributorError::TaxRowInForce { first_day: 31 }));
        }
        assert_eq!(with_row(table.clone(), row(9), 30).map(days), Ok(Vec::from([9, 10, 30])), "days that had no rates");
        let greedy = TaxRow { individual: ClassRates { national_e5: 100_001, local_e5: 0 }, ..row(50) };
        assert_eq!(with_row(table, greedy, 19), Err(DistributorError::TaxTable));
    }

    #[test]
    fn a_full_tax_table_makes_room_by_rows_that_no_event_can_need() {
        let full: Vec<TaxRow> = (0..16).map(|number| row(number * 10)).collect();
        let first_and_len = |first_day| {
            let table = with_row(full.clone(), row(500), 155, || first_day)?;
            Ok((table[0].from_day, table.len()))
        };
        assert_eq!(first_and_len(9), Err(DistributorError::TaxTable), "the first row is still needed");
        assert_eq!(first_and_len(10), Ok((10, 16)));
        assert_eq!(first_and_len(19), Ok((10, 16)));
        assert_eq!(first_and_len(75), Ok((70, 10)));
        assert_eq!(first_and_len(155), Ok((150, 2)));
        assert_eq!(first_and_len(i32::MAX), Ok((500, 1)));
        // The row of a day in place of the one that is there needs no room.
        let other = TaxRow { individual: NONE, ..row(150) };
        assert_eq!(with_row(full, other, 149, || 0).map(|table| table.len()), Ok(16));
    }
}
