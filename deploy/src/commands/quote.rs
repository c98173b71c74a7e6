//! `quote`: what a holder receives for one payment event.

use bond_math::{gross_yen_floor, rates_on, statutory_table, withhold_floor, Event, TaxClass};
use serde::Serialize;

use crate::input::defect::{quoted, Failure, Problem};
use crate::input::series::Series;
use crate::input::whole_number;
use crate::output::{self, grouped, Format};

/// What is paid, in whole yen.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Quote {
    gross_yen: u128,
    national_tax_yen: u128,
    income_part_yen: u128,
    reconstruction_part_yen: u128,
    defence_part_yen: u128,
    local_tax_yen: u128,
    net_yen: u128,
    principal_yen: u128,
}

// Queries

/// Prints the quote of a holding.
pub fn run(series: &Series, event: &str, units: &str, tax_class: &str, format: Format) -> Result<(), Failure> {
    let (event, units, tax_class) = arguments(series, event, units, tax_class)?;
    let quote = quote(series, event, units, tax_class)?;
    match format {
        Format::Json => output::print_json(&quote),
        Format::Text => output::print(&text(series, event, units, tax_class, &quote)),
    }
}

// Helpers

/// Reads all three arguments, and reports the defects of all of them.
fn arguments<'s>(
    series: &'s Series,
    event: &str,
    units: &str,
    tax_class: &str,
) -> Result<(&'s Event, u64, TaxClass), Failure> {
    let mut defects = Vec::new();
    let mut keep = |failure: Failure| defects.extend(failure.defects().iter().cloned());
    let event = event_of(series, event).map_err(|problem| keep(problem.in_option("--event"))).ok();
    let units = units_of(series, units).map_err(|problem| keep(problem.in_option("--units"))).ok();
    let tax_class = TaxClass::from_name(tax_class)
        .ok_or_else(|| {
            let problem = format!("{} is no tax class", quoted(tax_class));
            Problem::new(problem, "use individual, corporation, exempt or non-resident")
        })
        .map_err(|problem| keep(problem.in_option("--tax-class")))
        .ok();
    match (event, units, tax_class) {
        (Some(event), Some(units), Some(tax_class)) => Ok((event, units, tax_class)),
        _ => Err(Failure::Input(defects)),
    }
}

fn event_of<'s>(series: &'s Series, text: &str) -> Result<&'s Event, Problem> {
    let events = series.schedule().events();
    let remedy = format!("use an event from 0 to {}, as `schedule` lists them", events.len().saturating_sub(1));
    let number = whole_number(text).map_err(|problem| Problem::new(problem.problem, remedy.clone()))?;
    usize::try_from(number)
        .ok()
        .and_then(|place| events.get(place))
        .ok_or_else(|| Problem::new(format!("the series has no event {number}"), remedy))
}

fn units_of(series: &Series, text: &str) -> Result<u64, Problem> {
    let authorised_units = series.terms.authorised_units;
    let remedy = format!("use a number from 0 to {authorised_units}, the authorised units");
    match whole_number(text) {
        Err(problem) => Err(Problem::new(problem.problem, remedy)),
        Ok(units) if units > authorised_units => {
            Err(Problem::new(format!("{units} units are more than the series has"), remedy))
        }
        Ok(units) => Ok(units),
    }
}

fn quote(series: &Series, event: &Event, units: u64, tax_class: TaxClass) -> Result<Quote, Failure> {
    let defect = |problem: Problem| Failure::from(problem.within(&series.file).in_field("terms"));
    let out_of_range = |error: bond_math::MathError| defect(Problem::of_message(error));
    let table = statutory_table();
    let row = rates_on(&table, event.payment_date).map_err(|_| {
        defect(Problem::new(
            format!("no tax rates are known for the payment date {}", event.payment_date),
            format!("use an event that is paid on or after {}", table[0].from),
        ))
    })?;
    // The face of all units is at most 10^18 yen, so these products fit.
    let outstanding_yen = u128::from(event.outstanding_per_unit_yen) * u128::from(units);
    let gross_yen =
        gross_yen_floor(outstanding_yen, event.interest_per_yen, series.terms.per_yen_digits).map_err(out_of_range)?;
    let withheld = withhold_floor(gross_yen, row.rates(tax_class)).map_err(out_of_range)?;
    let parts = row.surtaxes.parts_half_down(withheld.national_tax_yen).map_err(out_of_range)?;
    Ok(Quote {
        gross_yen,
        national_tax_yen: withheld.national_tax_yen,
        income_part_yen: parts.income_yen,
        reconstruction_part_yen: parts.reconstruction_yen,
        defence_part_yen: parts.defence_yen,
        local_tax_yen: withheld.local_tax_yen,
        net_yen: withheld.net_yen,
        principal_yen: u128::from(event.principal_per_unit_yen) * u128::from(units),
    })
}

fn text(series: &Series, event: &Event, units: u64, tax_class: TaxClass, quote: &Quote) -> String {
    let mut table = output::table(["Amount", "Yen (円)"], &[1]);
    for (name, yen) in [
        ("Gross interest (利息)", quote.gross_yen),
        ("National tax (国税)", quote.national_tax_yen),
        ("  income tax (内訳の目安: 所得税)", quote.income_part_yen),
        ("  reconstruction (内訳の目安: 復興特別所得税)", quote.reconstruction_part_yen),
        ("  defence (内訳の目安: 防衛特別所得税)", quote.defence_part_yen),
        ("Local tax (住民税配当割)", quote.local_tax_yen),
        ("Net interest (税引後利息)", quote.net_yen),
        ("Principal (元金)", quote.principal_yen),
    ] {
        table.add_row([name.to_owned(), grouped(yen)]);
    }
    format!(
        "{} ({}), event {} paid on (支払日) {}: {} units (口), tax class (課税区分) {}\n{table}",
        series.name,
        series.id,
        event.k,
        event.payment_date,
        grouped(units),
        tax_class.name(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::samples;

    fn yen(event: usize, units: u64, tax_class: TaxClass) -> Quote {
        let series = samples::tokyo();
        quote(&series, &series.schedule().events()[event], units, tax_class).unwrap()
    }

    #[test]
    fn c10_first_coupon_of_tokyo_32() {
        let quote = yen(0, 100, TaxClass::Individual);
        assert_eq!(
            (quote.gross_yen, quote.national_tax_yen, quote.local_tax_yen, quote.net_yen, quote.principal_yen),
            (8_608, 1_318, 430, 6_860, 0)
        );
        assert_eq!((quote.income_part_yen, quote.reconstruction_part_yen, quote.defence_part_yen), (1_291, 27, 0));
        assert_eq!(yen(0, 1, TaxClass::Individual).gross_yen, 86);
    }

    /// Market-rules-2 §B2: the split of 2027 is 11 and 10 of 1,021; the sum stays until the end of 2047.
    #[test]
    fn from_2027_the_national_tax_has_three_parts_and_the_text_calls_them_an_indication() {
        // Paid on 2027-02-25: 6,465 yen of interest, 990 of national tax.
        let quote = yen(22, 100, TaxClass::Individual);
        assert_eq!((quote.gross_yen, quote.national_tax_yen, quote.local_tax_yen), (6_465, 990, 323));
        assert_eq!((quote.income_part_yen, quote.reconstruction_part_yen, quote.defence_part_yen), (969, 11, 10));
        let series = samples::tokyo();
        let text = text(&series, &series.schedule().events()[22], 100, TaxClass::Individual, &quote);
        for part in ["内訳の目安: 防衛特別所得税", "住民税配当割"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("利子割"), "{text}");
    }

    #[test]
    fn an_exempt_holder_keeps_the_gross_and_nobody_pays_for_no_units() {
        let quote = yen(0, 100, TaxClass::Exempt);
        assert_eq!((quote.gross_yen, quote.net_yen, quote.reconstruction_part_yen), (8_608, 8_608, 0));
        let none = yen(39, 0, TaxClass::Individual);
        assert_eq!((none.gross_yen, none.net_yen, none.principal_yen), (0, 0, 0));
    }

    #[test]
    fn the_last_event_repays_the_principal() {
        assert_eq!(yen(39, 2_000_000, TaxClass::Corporation).principal_yen, 20_000_000_000);
    }

    #[test]
    fn arguments_outside_the_series_are_defects() {
        let series = samples::tokyo();
        for (event, units, class, field, problem) in [
            ("40", "1", "exempt", "--event", "the series has no event 40"),
            ("-1", "1", "exempt", "--event", "\"-1\" is negative"),
            ("99999999999999999999", "1", "exempt", "--event", "\"99999999999999999999\" is too large"),
            ("0", "2000001", "exempt", "--units", "2000001 units are more than the series has"),
            ("0", "-1", "exempt", "--units", "\"-1\" is negative"),
            ("0", "ten", "exempt", "--units", "\"ten\" is no whole number"),
            ("0", "1", "none", "--tax-class", "\"none\" is no tax class"),
        ] {
            let failure = arguments(&series, event, units, class).unwrap_err();
            let defect = &failure.defects()[0];
            assert_eq!((defect.field.as_deref(), defect.problem.as_str()), (Some(field), problem));
        }
        assert_eq!(arguments(&series, "x", "x", "x").unwrap_err().defects().len(), 3);
    }
}
