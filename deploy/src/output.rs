//! What the program writes: results to standard output, failures to standard error, as text or as JSON.

mod json;
mod moment;

use std::io::{self, Write};
use std::sync::OnceLock;

use anyhow::{anyhow, Context};
use clap::ValueEnum;
use comfy_table::{presets, CellAlignment, Table, TableComponent};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::input::defect::{Defect, Failure};
pub use json::{compact as json_compact, is_safe, pretty as json_pretty};
pub use moment::{dated, day, named, time};

/// How results and errors are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Whether CSV begins with a byte order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Bom {
    /// Always.
    Yes,
    /// Never.
    No,
}

/// The mark by which Excel knows that a file is UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';
/// What the command line says of it: one choice for the whole run.
static BOM: OnceLock<Bom> = OnceLock::new();

/// An error as JSON.
#[derive(Serialize)]
struct ErrorJson<'a> {
    error: String,
    defects: &'a [Defect],
}

// Queries

/// A number with a comma every three digits.
pub fn grouped(number: impl ToString) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// An amount in units of 10^-`digits` as a decimal with exactly that many digits.
pub fn decimal(amount: u64, digits: u8) -> String {
    let digits = usize::from(digits);
    let text = format!("{amount:0width$}", width = digits + 1);
    match text.split_at(text.len() - digits) {
        (whole, "") => whole.to_owned(),
        (whole, fraction) => format!("{whole}.{fraction}"),
    }
}

/// An empty table; the columns of the places in `right` hold numbers.
pub fn table<'a>(headings: impl IntoIterator<Item = &'a str>, right: &[usize]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED).set_header(headings);
    // Lines around the table and below its header only: a schedule has many rows.
    for line in [
        TableComponent::HorizontalLines,
        TableComponent::MiddleIntersections,
        TableComponent::LeftBorderIntersections,
        TableComponent::RightBorderIntersections,
    ] {
        table.remove_style(line);
    }
    for &place in right {
        if let Some(column) = table.column_mut(place) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// A CSV file of these rows. It begins with a byte order mark where it has more than ASCII, unless the command line says
/// otherwise, and no cell of it is a formula.
///
/// # Errors
/// When a row has not as many cells as there are headings.
pub fn csv<C: AsRef<[u8]>>(
    headings: &[&str],
    rows: impl IntoIterator<Item = impl IntoIterator<Item = C>>,
) -> anyhow::Result<String> {
    csv_with(headings, rows, BOM.get().copied())
}

fn csv_with<C: AsRef<[u8]>>(
    headings: &[&str],
    rows: impl IntoIterator<Item = impl IntoIterator<Item = C>>,
    bom: Option<Bom>,
) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(headings).context("a row cannot be written")?;
    for row in rows {
        writer.write_record(row.into_iter().map(|cell| defused(cell.as_ref()))).context("a row cannot be written")?;
    }
    let bytes = writer.into_inner().map_err(|error| anyhow!("a row cannot be written: {error}"))?;
    let text = String::from_utf8(bytes).context("a row is no text")?;
    Ok(match bom {
        Some(Bom::No) => text,
        None if text.is_ascii() => text,
        Some(Bom::Yes) | None => format!("{BYTE_ORDER_MARK}{text}"),
    })
}

/// A cell that no spreadsheet runs: what would begin a formula stands behind an apostrophe, as somebody would type it.
/// Japanese spreadsheets take the full-width signs too. Numbers keep their minus.
fn defused(cell: &[u8]) -> Vec<u8> {
    const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    let text = String::from_utf8_lossy(cell);
    let is_number = text.strip_prefix('-').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit()) && rest.bytes().all(|c| c.is_ascii_digit() || c == b'.')
    });
    match text.starts_with(SIGNS) && !is_number {
        true => [b"'", cell].concat(),
        false => cell.to_vec(),
    }
}

/// A progress bar, drawn on a terminal only.
pub fn progress_bar(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    match ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed} {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

// Changes

/// Writes a text and a line break to standard output.
pub fn print(text: &str) -> Result<(), Failure> {
    let written = writeln!(io::stdout().lock(), "{}", text.trim_end_matches('\n'));
    match written {
        // The reader has seen enough, such as `head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other.context("standard output cannot be written")?),
    }
}

/// Writes a result as JSON.
pub fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    print(&json_pretty(value)?)
}

/// From now on CSV begins with a byte order mark, or not.
pub fn set_bom(bom: Bom) {
    // Only the command line says so, and once.
    let _ = BOM.set(bom);
}

/// Writes warnings to standard error.
pub fn warn(warnings: &[Defect]) {
    for warning in warnings {
        let _ = writeln!(io::stderr().lock(), "warning: {warning}");
    }
}

/// Writes a failure to standard error. When even that fails, the exit code has to do.
pub fn report(failure: &Failure, format: Format) {
    let text = match format {
        Format::Text => std::iter::once(format!("error: {failure}"))
            .chain(failure.defects().iter().map(Defect::to_string))
            .collect::<Vec<_>>()
            .join("\n"),
        Format::Json => json_of(&ErrorJson { error: failure.to_string(), defects: failure.defects() }),
    };
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes the error of a command line that could not be understood.
pub fn report_usage(message: &str, format: Format) {
    let text = match format {
        Format::Text => message.trim_end().to_owned(),
        Format::Json => json_of(&ErrorJson { error: message.trim().to_owned(), defects: &[] }),
    };
    let _ = writeln!(io::stderr().lock(), "{text}");
}

// Helpers

fn json_of(error: &ErrorJson<'_>) -> String {
    json_pretty(error).unwrap_or_else(|_| error.error.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn decimals_have_exactly_their_digits() {
        assert_eq!(decimal(86_080_939_226, 13), "0.0086080939226");
        assert_eq!(decimal(0, 13), "0.0000000000000");
        assert_eq!(decimal(5, 0), "5");
        assert_eq!(decimal(1_234, 2), "12.34");
        assert_eq!(decimal(u64::MAX, 18), "18.446744073709551615");
    }

    #[test]
    fn csv_with_japanese_text_begins_with_a_byte_order_mark_and_other_csv_on_demand() {
        let csv = |cell: &str, bom| csv_with(&["a"], [[cell]], bom).unwrap();
        assert_eq!(csv("東京都", None), "\u{feff}a\n東京都\n");
        assert_eq!(csv("東京都", Some(Bom::No)), "a\n東京都\n");
        assert_eq!((csv("x", None), csv("x", Some(Bom::Yes))), ("a\nx\n".into(), "\u{feff}a\nx\n".into()));
    }

    /// F8: our own file was mojibake in Excel.
    #[test]
    fn the_report_of_a_fiscal_year_opens_in_excel() {
        let before = include_str!("../tests/data/cases/F8/fiscal-year-without-bom.csv");
        let mut rows = before.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let headings = rows.next().unwrap();
        assert_eq!(csv_with(&headings, rows, None).unwrap(), format!("\u{feff}{before}"));
    }

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_text() {
        let csv =
            |cell: &str| csv_with(&["a"], [[cell]], Some(Bom::No)).unwrap()[2..].trim_end_matches('\n').to_owned();
        for cell in ["=1+1", "+1", "-1+1", "-", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x", "\tx"] {
            assert_eq!(csv(cell), format!("'{cell}"));
        }
        assert_eq!(csv("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
        assert_eq!((csv("\r=1"), csv("\n=1")), ("\"'\r=1\"".to_owned(), "\"'\n=1\"".to_owned()));
        for cell in ["-57", "-57.5", "1-2", "", "a=b", "2031-03-31"] {
            assert_eq!(csv(cell).trim_matches('"'), cell);
        }
    }

    #[test]
    fn an_error_as_json_names_its_defects() {
        let failure = Failure::from(anyhow::anyhow!("no chain"));
        let json = json_of(&ErrorJson { error: failure.to_string(), defects: failure.defects() });
        assert_eq!(json, "{\n  \"error\": \"no chain\",\n  \"defects\": []\n}");
    }
}
