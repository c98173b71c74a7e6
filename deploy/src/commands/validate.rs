//! `validate`: every defect of a series at once, or a summary when there is none.

use serde::Serialize;

use crate::input::defect::{Defect, Failure};
use crate::input::series::Series;
use crate::input::warnings;
use crate::output::{self, decimal, grouped, Format};

#[derive(Serialize)]
struct SummaryJson {
    valid: bool,
    id: String,
    redemption_date: String,
    events: usize,
    first_interest_per_yen: String,
    last_interest_per_yen: String,
    face_yen: u128,
    /// What is allowed and probably not meant.
    warnings: Vec<Defect>,
}

#[derive(Serialize)]
struct DefectsJson<'a> {
    valid: bool,
    defects: &'a [Defect],
}

// Queries

/// Prints the summary of a series without defects, or, as JSON, the defects: there they are the result. As text they
/// go where every command writes them, to standard error.
pub fn run(series: Result<Series, Failure>, format: Format) -> Result<(), Failure> {
    match (series, format) {
        (Ok(series), Format::Json) => output::print_json(&summary(&series)),
        (Ok(series), Format::Text) => output::print(&text(&series)),
        (Err(failure), Format::Json) if !failure.defects().is_empty() => {
            output::print_json(&DefectsJson { valid: false, defects: failure.defects() })?;
            Err(failure)
        }
        (Err(failure), _) => Err(failure),
    }
}

// Helpers

fn summary(series: &Series) -> SummaryJson {
    let events = series.schedule().events();
    let interest = |event: Option<&bond_math::Event>| {
        decimal(event.map_or(0, |event| event.interest_per_yen), series.terms.per_yen_digits)
    };
    SummaryJson {
        valid: true,
        id: series.id.clone(),
        redemption_date: series.schedule().redemption_date().to_string(),
        events: events.len(),
        first_interest_per_yen: interest(events.first()),
        last_interest_per_yen: interest(events.last()),
        face_yen: series.face_yen(),
        warnings: warnings::of_series(series),
    }
}

fn text(series: &Series) -> String {
    let summary = summary(series);
    let paid = |event: Option<&bond_math::Event>| event.map_or(String::new(), |event| event.payment_date.to_string());
    let events = series.schedule().events();
    let mut table = output::table(["Series (銘柄)", &series.name], &[]);
    for (name, value) in [
        ("Id", summary.id),
        ("Issuer (発行体)", series.issuer.name.clone()),
        ("Rate (利率)", format!("{} %", series.terms.annual_rate)),
        ("Issue date (発行日)", series.terms.issue_date.to_string()),
        ("Redemption (償還日)", summary.redemption_date),
        ("Payment events (支払回数)", summary.events.to_string()),
        ("First coupon (初回利払)", format!("{}: {} per ¥1", paid(events.first()), summary.first_interest_per_yen)),
        ("Last coupon (最終利払)", format!("{}: {} per ¥1", paid(events.last()), summary.last_interest_per_yen)),
        ("Face (発行総額)", format!("¥{}", grouped(summary.face_yen))),
    ] {
        table.add_row([name.to_owned(), value]);
    }
    let warnings: String = summary.warnings.iter().map(|warning| format!("\nwarning: {warning}")).collect();
    format!("{}: no defects\n{table}{warnings}", series.file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::samples;

    #[test]
    fn the_summary_fits_one_screen() {
        let text = text(&samples::tokyo());
        assert!(text.lines().count() <= 24, "{text}");
        for part in ["tokyo-20y-32", "2035-06-20", "40", "0.0086080939226", "¥20,000,000,000"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("warning"), "{text}");
    }

    #[test]
    fn a_warning_stands_below_the_summary_and_in_the_json() {
        let text = samples::TOKYO_TOML.replacen("per_yen_digits = 13", "per_yen_digits = 3", 1);
        let series = samples::series(&text).unwrap();
        assert!(super::text(&series).contains("\nwarning: s.toml: terms.per_yen_digits: 3 digits cut the interest"));
        let json = output::json_compact(&summary(&series)).unwrap();
        assert!(json.contains("\"warnings\":[{\"file\":\"s.toml\""), "{json}");
    }
}
