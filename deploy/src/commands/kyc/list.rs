//! `chihosai kyc list`: everybody at the desk.

use std::path::Path;

use bond_abi::desk::{Exemption, Investor};
use bond_client::address::ss58;
use serde_json::{json, Map, Value};

use super::book::{in_use, Book};
use super::open::{open, Act};
use crate::arguments::DeskOptions;
use crate::commands::status::time;
use crate::input::defect::Failure;
use crate::input::investors::{class_name, day_before, decade_name, status_name, tax_class_name};
use crate::input::municipalities::full_name;
use crate::input::residence::{code_of, JAPAN};
use crate::output::{self, table, Format};

const HEADINGS: [&str; 11] = [
    "investor_id",
    "status",
    "class",
    "residence",
    "tax_class",
    "exemption",
    "birth_decade",
    "expiry",
    "registrar",
    "attested_by",
    "wallets",
];

/// Prints all investors; with `csv` as CSV, whatever the format.
pub fn run(target: &Path, csv: bool, desk: &DeskOptions, format: Format) -> Result<(), Failure> {
    let mut session = open(target, desk, Act::Read)?;
    let book = Book::read(&mut session)?;
    match (csv, format) {
        (true, _) => output::print(&csv_text(&book)?),
        (false, Format::Json) => output::print_json(&as_json(&book)),
        (false, Format::Text) => output::print(&text(&book)),
    }
}

/// The last valid day in Japan; for an instant that is no end of a day, the instant.
pub fn last_day(end_ms: u64) -> String {
    match end_ms {
        u64::MAX => "never".to_owned(),
        end_ms => day_before(end_ms).unwrap_or_else(|| format!("before {}", time(end_ms))),
    }
}

/// The period of an exemption in days; empty for none.
pub fn period(exemption: Option<Exemption>) -> String {
    let Some(Exemption { from_ms, until_ms, basis: _ }) = exemption else { return String::new() };
    let from = match from_ms {
        0 => String::new(),
        from_ms => time(from_ms).split('T').next().unwrap_or_default().to_owned(),
    };
    let until = match until_ms {
        u64::MAX => String::new(),
        until_ms => last_day(until_ms),
    };
    format!("{from}..{until}")
}

/// A residence as the input files write it.
pub fn residence(investor: &Investor) -> String {
    let residence = investor.record.residence;
    code_of(residence).unwrap_or_else(|| format!("{}-{:05}", residence.country, residence.area))
}

/// Its name where it is in Japan and known, such as 東京都千代田区 (Chiyoda Ward, Tokyo Metropolis).
pub fn residence_name(investor: &Investor) -> Option<String> {
    let residence = investor.record.residence;
    (residence.country == JAPAN).then(|| full_name(residence.area)).flatten()
}

// Helpers

/// All columns but the wallets.
fn cells(investor_id: u64, investor: &Investor) -> [String; 10] {
    let record = &investor.record;
    [
        investor_id.to_string(),
        status_name(investor.status).to_owned(),
        class_name(record.class).to_owned(),
        residence(investor),
        tax_class_name(record.tax_class).to_owned(),
        period(record.exemption),
        decade_name(record.birth_band),
        last_day(record.expiry_ms),
        investor.registrar.to_string(),
        investor.attested_by.to_string(),
    ]
}

fn wallets(investor: &Investor) -> Vec<String> {
    in_use(investor).into_iter().map(ss58).collect()
}

fn csv_text(book: &Book) -> Result<String, Failure> {
    let row = |(investor_id, investor): &(u64, Investor)| {
        cells(*investor_id, investor).into_iter().chain([wallets(investor).join(" ")])
    };
    Ok(output::csv(&HEADINGS, book.investors.iter().map(row))?)
}

fn as_json(book: &Book) -> Value {
    let row = |(investor_id, investor): &(u64, Investor)| -> Value {
        let mut row: Map<String, Value> = HEADINGS
            .iter()
            .zip(cells(*investor_id, investor))
            .map(|(name, cell)| ((*name).to_owned(), cell.into()))
            .collect();
        row["investor_id"] = json!(investor_id);
        row["registrar"] = json!(investor.registrar);
        row["attested_by"] = json!(investor.attested_by);
        row.insert("wallets".to_owned(), json!(wallets(investor)));
        row.into()
    };
    book.investors.iter().map(row).collect()
}

fn text(book: &Book) -> String {
    let headings = [
        "Investor",
        "Status",
        "Class (区分)",
        "Residence (居住地)",
        "Tax class (課税区分)",
        "Exempt (非課税期間)",
        "Born",
        "Expiry (有効期限)",
        "Registrar",
        "Attested by",
        "Wallets",
    ];
    let mut table = table(headings, &[0, 8, 9, 10]);
    for (investor_id, investor) in &book.investors {
        let count = in_use(investor).len().to_string();
        table.add_row(cells(*investor_id, investor).into_iter().chain([count]));
    }
    format!("{table}\n{} investors", output::grouped(book.investors.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_japan() {
        assert_eq!(last_day(1_582_988_400_000), "2020-02-29");
        assert_eq!(last_day(1_582_988_400_001), "before 2020-03-01T00:00:00.001+09:00");
        assert_eq!(last_day(u64::MAX), "never");
        let exemption = |from_ms, until_ms| Some(Exemption { basis: [1; 32], from_ms, until_ms });
        assert_eq!(period(None), "");
        assert_eq!(period(exemption(0, u64::MAX)), "..");
        assert_eq!(period(exemption(1_582_902_000_000, 1_582_988_400_000)), "2020-02-29..2020-02-29");
    }
}
