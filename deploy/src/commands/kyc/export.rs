//! `chihosai kyc export`: the desk's book as a file that `kyc import` reads.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::book::Book;
use super::open::{open, Act};
use crate::arguments::DeskOptions;
use crate::input::defect::Failure;
use crate::input::investors::csv_text;
use crate::operate::record::write_whole;
use crate::operate::Sheet;
use crate::output::{self, Format};

/// Writes it. Nothing is allotted by it: the column of units holds zeros.
pub fn run(target: &Path, out: Option<PathBuf>, desk: &DeskOptions, format: Format) -> Result<(), Failure> {
    let mut session = open(target, desk, Act::Read)?;
    let book = Book::read(&mut session)?;
    let text = csv_text(&book.investors).map_err(|obstacles| {
        anyhow!(
            "the book has what INVESTORS.csv cannot say:\n  {}\nupdate these investors first, with days and codes",
            obstacles.join("\n  ")
        )
    })?;
    let Some(out) = out else { return output::print(&text) };
    write_whole(&out, &text)?;
    let wallets: usize = book.investors.iter().map(|(_, investor)| investor.wallets.len()).sum();
    Sheet::new()
        .with("file", out.display().to_string())
        .with("investors", book.investors.len())
        .with("wallets", wallets)
        .print(format)
}
