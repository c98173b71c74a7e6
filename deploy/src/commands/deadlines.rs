//! `schedule --deadlines`: what has to be done by when, for every payment event of a series.

use bond_math::{BankCalendar, Event};
use serde::Serialize;

use super::report::prefectures::due_date;
use crate::input::defect::Failure;
use crate::input::series::Series;
use crate::output::{self, Format};

#[derive(Debug, Serialize)]
struct Deadlines {
    deadlines: Vec<Row>,
}

/// The days of one event.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Row {
    k: u8,
    /// The register at the end of this day decides, and tax classes and exemptions with it.
    record_date: String,
    /// From this day on it can be announced.
    announce_from: String,
    /// The money has to be there by this day's beginning.
    funded_by: String,
    payment_date: String,
    /// National tax of what is paid in the month of the payment date.
    national_tax_due: String,
    /// Local tax (配当割) of it, to each prefecture.
    local_tax_due: String,
    /// Claims on this event lapse after this many years.
    lapses_after_years: u8,
}

// Queries

/// Prints the calendar.
pub fn run(series: &Series, format: Format) -> Result<(), Failure> {
    let deadlines = deadlines(series)?;
    match format {
        Format::Json => output::print_json(&deadlines),
        Format::Text => output::print(&text(series, &deadlines)),
    }
}

// Helpers

fn deadlines(series: &Series) -> Result<Deadlines, Failure> {
    let terms = &series.terms;
    let calendar = BankCalendar { added: &terms.extra_bank_holidays, removed: &terms.cancelled_bank_holidays };
    let row = |event: &Event| -> anyhow::Result<Row> {
        let (year, month, _) = event.payment_date.ymd();
        let due = due_date((year, month), calendar)?.to_string();
        let provisions = &terms.provisions;
        Ok(Row {
            k: event.k,
            record_date: event.record_date.to_string(),
            announce_from: event.record_date.add_days(1).map_err(anyhow::Error::msg)?.to_string(),
            funded_by: event.payment_date.to_string(),
            payment_date: event.payment_date.to_string(),
            national_tax_due: due.clone(),
            local_tax_due: due,
            lapses_after_years: match event.principal_per_unit_yen {
                0 => provisions.interest_prescription_years,
                _ => provisions.interest_prescription_years.max(provisions.principal_prescription_years),
            },
        })
    };
    let rows: anyhow::Result<Vec<Row>> = series.schedule().events().iter().map(row).collect();
    Ok(Deadlines { deadlines: rows? })
}

fn text(series: &Series, deadlines: &Deadlines) -> String {
    let headings = [
        "k",
        "Record (基準日)",
        "Announce from (確定)",
        "Funded by, payment (支払日)",
        "National tax due (源泉所得税の納期限)",
        "Local tax due (配当割の納入期限)",
        "Lapses after (時効)",
    ];
    let mut table = output::table(headings, &[0]);
    for row in &deadlines.deadlines {
        table.add_row([
            row.k.to_string(),
            row.record_date.clone(),
            row.announce_from.clone(),
            row.payment_date.clone(),
            row.national_tax_due.clone(),
            row.local_tax_due.clone(),
            format!("{} years", row.lapses_after_years),
        ]);
    }
    format!(
        "{} ({})\n{table}\nTax is due on the 10th after the month in which it was withheld: what is claimed later, a month \
         later",
        series.name, series.id
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::samples;

    #[test]
    fn every_event_has_its_deadlines() {
        let series = samples::series(samples::ALL[2].0).unwrap();
        let rows = deadlines(&series).unwrap().deadlines;
        // Paid on Friday 2025-09-12; 10 October 2025 is a Friday.
        assert_eq!(
            rows[0],
            Row {
                k: 0,
                record_date: "2025-09-11".into(),
                announce_from: "2025-09-12".into(),
                funded_by: "2025-09-12".into(),
                payment_date: "2025-09-12".into(),
                national_tax_due: "2025-10-10".into(),
                local_tax_due: "2025-10-10".into(),
                lapses_after_years: 5,
            }
        );
        // Paid on 2027-09-14; 10 October 2027 is a Sunday before a holiday.
        assert_eq!((rows[4].payment_date.as_str(), rows[4].local_tax_due.as_str()), ("2027-09-14", "2027-10-12"));
        assert_eq!(rows[9].lapses_after_years, 10, "principal");
        assert!(text(&series, &deadlines(&series).unwrap()).contains("配当割"));
    }
}
