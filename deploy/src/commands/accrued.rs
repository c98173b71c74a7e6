//! `accrued`: accrued interest (経過利子) for the price of a trade; never what is paid.

use bond_math::{accrued_yen_floor, Date};
use serde::Serialize;

use crate::commands::daycount::{convention, date};
use crate::input::defect::{Defect, Failure, Problem};
use crate::input::series::Series;
use crate::input::whole_number;
use crate::output::{self, grouped, Format};

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Answer {
    last_interest_date: String,
    settlement_date: String,
    days: u32,
    outstanding_yen: u128,
    accrued_yen: u128,
    use_for: &'static str,
}

/// Said with every answer.
const USE_FOR: &str = "the price of a trade, never a payment";

// Queries

/// Prints the accrued interest of a holding on a settlement day.
pub fn run(series: &Series, day: &str, units: &str, name: &str, format: Format) -> Result<(), Failure> {
    let answer = answer(series, day, units, name)?;
    match format {
        Format::Json => output::print_json(&answer),
        Format::Text => output::print(&format!(
            "Accrued interest (経過利子) from {} to {}: {} days on ¥{}, ¥{} — for {USE_FOR}",
            answer.last_interest_date,
            answer.settlement_date,
            answer.days,
            grouped(answer.outstanding_yen),
            grouped(answer.accrued_yen)
        )),
    }
}

// Helpers

fn answer(series: &Series, day: &str, units: &str, name: &str) -> Result<Answer, Failure> {
    let mut defects: Vec<Defect> = Vec::new();
    let mut keep = |problem: Problem, option: &str| defects.extend(problem.in_option(option).defects().iter().cloned());
    let convention = convention(name).map_err(|problem| keep(problem, "--convention")).ok();
    let settlement = date(day).map_err(|problem| keep(problem, "--date")).ok();
    let units = whole_number(units).map_err(|problem| keep(problem, "--units")).ok();
    let units = units.filter(|units| {
        let fits = *units <= series.terms.authorised_units;
        if !fits {
            let remedy = format!("use a number from 0 to {}, the authorised units", series.terms.authorised_units);
            keep(Problem::new(format!("{units} units are more than the series has"), remedy), "--units");
        }
        fits
    });
    let (Some(convention), Some(settlement), Some(units)) = (convention, settlement, units) else {
        return Err(Failure::Input(defects));
    };
    let (last_interest_date, outstanding_per_unit_yen) = period(series, settlement)?;
    // The face of all units is at most 10^18 yen.
    let outstanding_yen = u128::from(outstanding_per_unit_yen) * u128::from(units);
    let rate = series.terms.annual_rate;
    let accrued = accrued_yen_floor(outstanding_yen, rate, last_interest_date, settlement, convention);
    let accrued = accrued.map_err(|error| Problem::of_message(error).in_option("--convention"))?;
    Ok(Answer {
        last_interest_date: last_interest_date.to_string(),
        settlement_date: settlement.to_string(),
        days: accrued.days,
        outstanding_yen,
        accrued_yen: accrued.accrued_yen,
        use_for: USE_FOR,
    })
}

/// The last day whose interest was paid by then, and the principal of a unit on which interest runs since.
fn period(series: &Series, settlement: Date) -> Result<(Date, u64), Failure> {
    let mut last = series.terms.issue_date;
    for event in series.schedule().events() {
        if last <= settlement && settlement < event.accrual_end {
            return Ok((last, event.outstanding_per_unit_yen));
        }
        last = event.accrual_end;
    }
    let remedy = format!(
        "use a day from {} on and before {}, between issue and redemption",
        series.terms.issue_date,
        series.schedule().redemption_date()
    );
    Err(Problem::new(format!("no interest runs on {settlement}"), remedy).in_option("--date"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::samples;

    #[test]
    fn interest_accrues_from_the_last_interest_date() {
        let series = samples::tokyo();
        let on = |day: &str| answer(&series, day, "100", "ACT/365F").unwrap();
        // 1.293 % of 1,000,000 yen for 45 of 365 days: 1,594.1…
        let answer = on("2016-04-10");
        assert_eq!((answer.last_interest_date.as_str(), answer.days), ("2016-02-25", 45));
        assert_eq!((answer.outstanding_yen, answer.accrued_yen), (1_000_000, 1_594));
        assert_eq!(on("2016-02-25").accrued_yen, 0, "on an interest date it begins anew");
        assert_eq!(on("2015-06-26").days, 0);
    }

    #[test]
    fn days_outside_the_life_of_the_series_are_refused() {
        let series = samples::tokyo();
        for day in ["2015-06-25", "2035-06-20", "2040-01-01"] {
            let failure = answer(&series, day, "1", "NL/365").unwrap_err();
            assert_eq!(failure.defects()[0].field.as_deref(), Some("--date"), "{day}");
        }
        let failure = answer(&series, "2016-04-10", "1", "30/360").unwrap_err();
        assert_eq!(failure.defects()[0].field.as_deref(), Some("--convention"));
    }
}
