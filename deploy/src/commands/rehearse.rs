//! `chihosai rehearse`: the whole life of a series on the embedded chain.

use std::path::Path;

use bond_client::Bundles;

use crate::input::defect::{Defect, Failure, Problem};
use crate::input::investors::Investors;
use crate::input::series::Series;
use crate::input::trades::Trade;
use crate::input::warnings;
use crate::output::{self, Format};
use crate::rehearsal;
use crate::rehearsal::report::Report;

/// Rehearses and prints the report; what took the time goes to standard error.
pub fn run(
    series: &Series,
    investors: &Investors,
    trades: (&str, &[Trade]),
    bundles: &Path,
    format: Format,
) -> Result<(), Failure> {
    let bundles = Bundles::load(bundles).map_err(anyhow::Error::from)?;
    let (mut report, timings) = rehearsal::run(series, investors, trades, &bundles)?;
    report.warnings = warnings(series, investors, &report);
    match format {
        Format::Text => output::print(&report.text())?,
        Format::Json => output::print_json(&report)?,
    }
    eprintln!("{timings}");
    Ok(())
}

// Helpers

/// What the files have that is probably not meant, and a rehearsal in which nobody got anything.
fn warnings(series: &Series, investors: &Investors, report: &Report) -> Vec<Defect> {
    let mut warnings = warnings::of_series(series);
    warnings.extend(investors.warnings.iter().cloned());
    let subscribed = investors.rows.iter().filter(|row| row.units > 0).count();
    if subscribed == 0 || report.rejected_allotments.len() == subscribed {
        let mut reasons: Vec<&str> = report.rejected_allotments.iter().map(|row| row.reason.as_str()).collect();
        reasons.sort_unstable();
        reasons.dedup();
        let problem = match subscribed {
            0 => "no row has units: nothing was allotted".to_owned(),
            _ => format!("all {subscribed} allotments were refused: {}", reasons.join("; ")),
        };
        let remedy = "compare [policy] of the series with classes, residences and decades of the investors";
        warnings.push(Problem::new(problem, remedy).within(&series.file).in_field("policy"));
    }
    warnings
}
