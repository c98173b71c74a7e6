//! `chihosai report`: what the chain says about a fiscal year, the taxes, and who was not paid.

mod fiscal_year;
pub mod prefectures;
mod taxes;
mod unclaimed;

use std::path::Path;

use crate::arguments::ReportCommand;
use crate::commands::status::time;
use crate::input::defect::Failure;
use crate::operate::{ChainOptions, Session, Sheet};
use crate::output::Format;

/// Runs a command.
pub fn run(command: ReportCommand, format: Format) -> Result<(), Failure> {
    match command {
        ReportCommand::FiscalYear { record, year, options } => fiscal_year::run(&record, year, &options, format),
        ReportCommand::Tax { record, by_prefecture: true, from, options } => {
            prefectures::run(&record, from, &options, format)
        }
        ReportCommand::Tax { record, options, .. } => taxes::run(&record, &options, format),
        ReportCommand::Unclaimed { record, event, options } => unclaimed::run(&record, event, &options, format),
    }
}

/// Opens a series as of its last finalised block, so that the sums of a report fit together.
///
/// # Errors
/// As [`Session::open`].
pub fn open(path: &Path, chain: &ChainOptions) -> Result<(Session, Sheet), Failure> {
    let mut session = Session::open(path, chain)?;
    let (block, now_ms) = session.at_last_block()?;
    let about = Sheet::new()
        .with("series", session.record.series.clone())
        .with("block", block.number)
        .with("chain_time", time(now_ms));
    Ok((session, about))
}
