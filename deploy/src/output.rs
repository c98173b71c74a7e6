//! What the program writes: results to standard output, failures to standard error, as text or as JSON.

use std::io::{self, Write};

use anyhow::{anyhow, Context};
use clap::ValueEnum;
use comfy_table::{presets, CellAlignment, Table, TableComponent};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::input::defect::{Defect, Failure};

/// How results and errors are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

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

/// A CSV file of these rows.
///
/// # Errors
/// When a row has not as many cells as there are headings.
pub fn csv<C: AsRef<[u8]>>(
    headings: &[&str],
    rows: impl IntoIterator<Item = impl IntoIterator<Item = C>>,
) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(headings).context("a row cannot be written")?;
    for row in rows {
        writer.write_record(row).context("a row cannot be written")?;
    }
    let bytes = writer.into_inner().map_err(|error| anyhow!("a row cannot be written: {error}"))?;
    String::from_utf8(bytes).context("a row is no text")
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
    print(&serde_json::to_string_pretty(value).context("the result cannot be written as JSON")?)
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
    serde_json::to_string_pretty(error).unwrap_or_else(|_| error.error.clone())
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
    fn an_error_as_json_names_its_defects() {
        let failure = Failure::from(anyhow::anyhow!("no chain"));
        let json = json_of(&ErrorJson { error: failure.to_string(), defects: failure.defects() });
        assert_eq!(json, "{\n  \"error\": \"no chain\",\n  \"defects\": []\n}");
    }
}
