//! The program's input files: what they say, or every defect they have, each with its place and remedy.

pub mod characters;
mod dates;
pub mod defect;
mod identifiers;
pub mod investors;
pub mod municipalities;
pub mod names;
pub mod network;
pub mod renewals;
pub mod residence;
pub mod series;
mod sheet;
pub mod source;
mod taxation;
pub mod trades;
pub mod wallet;
pub mod warnings;

#[cfg(test)]
mod fuzz;
#[cfg(test)]
pub mod samples;

use std::path::Path;

use defect::{Defect, Failure};
use investors::Investors;
use network::Network;
use renewals::Renewed;
use series::Series;
use source::Source;
use trades::Trade;

pub use sheet::whole_number;

// Queries

/// Reads the file of a series.
pub fn series(path: &Path) -> Result<Series, Failure> {
    Source::read(path).and_then(|source| series::parse(&source)).map_err(Failure::Input)
}

/// Reads the text of a series, such as the one that a record keeps; `name` is what defects call it.
pub fn series_text(name: &str, text: &str) -> Result<Series, Failure> {
    let source = Source::from_bytes(name, text.as_bytes().to_vec());
    source.and_then(|source| series::parse(&source)).map_err(Failure::Input)
}

/// Reads the investors of a series.
pub fn investors(path: &Path, series: &Series) -> Result<Investors, Failure> {
    Source::read(path).and_then(|source| investors::parse(&source, Some(series))).map_err(Failure::Input)
}

/// Reads the renewals of a file.
pub fn renewals(path: &Path) -> Result<Vec<Renewed>, Failure> {
    Source::read(path).and_then(|source| renewals::parse(&source)).map_err(Failure::Input)
}

/// Reads names and addresses; they stay in the process.
pub fn names(path: &Path) -> Result<names::Names, Failure> {
    Source::read(path).and_then(|source| names::parse(&source)).map_err(Failure::Input)
}

/// Reads the file of a network.
pub fn network(path: &Path) -> Result<Network, Failure> {
    Source::read(path).and_then(|source| network::parse(&source)).map_err(Failure::Input)
}

/// Reads all files of a rehearsal, and reports the defects of all of them at once.
pub fn rehearsal(
    series: &Path,
    investors: &Path,
    trades: Option<&Path>,
) -> Result<(Series, Investors, Vec<Trade>), Failure> {
    let mut defects = Vec::new();
    let series = take(series, &mut defects, series::parse);
    let investors = take(investors, &mut defects, |source| investors::parse(source, series.as_ref()));
    let trades = match trades {
        Some(path) => take(path, &mut defects, |source| trades::parse(source, series.as_ref())),
        None => Some(Vec::new()),
    };
    match (series, investors, trades) {
        (Some(series), Some(investors), Some(trades)) => Ok((series, investors, trades)),
        _ => Err(Failure::Input(defects)),
    }
}

// Helpers

fn take<T>(path: &Path, defects: &mut Vec<Defect>, parse: impl FnOnce(&Source) -> Result<T, Vec<Defect>>) -> Option<T> {
    let result = Source::read(path).and_then(|source| parse(&source));
    result.map_err(|found| defects.extend(found)).ok()
}
