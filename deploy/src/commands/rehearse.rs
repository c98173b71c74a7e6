//! `chihosai rehearse`: the whole life of a series on the embedded chain.

use std::path::Path;

use bond_client::Bundles;

use crate::input::defect::Failure;
use crate::input::investors::Investors;
use crate::input::series::Series;
use crate::input::trades::Trade;
use crate::input::warnings;
use crate::output::{self, Format};
use crate::rehearsal;

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
    report.warnings = warnings::of_series(series);
    report.warnings.extend(investors.warnings.iter().cloned());
    match format {
        Format::Text => output::print(&report.text())?,
        Format::Json => output::print_json(&report)?,
    }
    eprintln!("{timings}");
    Ok(())
}
