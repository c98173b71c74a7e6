//! `schedule`: the payment events of a series.

use bond_math::Event;
use serde::Serialize;

use crate::input::defect::Failure;
use crate::input::series::Series;
use crate::output::{self, decimal, grouped, Format};

#[derive(Serialize)]
struct ScheduleJson {
    redemption_date: String,
    events: Vec<EventJson>,
}

#[derive(Serialize)]
struct EventJson {
    k: u8,
    notional_date: String,
    accrual_start: String,
    accrual_end: String,
    payment_date: String,
    record_date: String,
    cutoff_ms: u64,
    interest_per_yen: String,
    principal_per_unit_yen: u64,
    remaining_per_unit_yen: u64,
}

// Queries

/// Prints the schedule.
pub fn run(series: &Series, format: Format) -> Result<(), Failure> {
    match format {
        Format::Json => output::print_json(&json(series)),
        Format::Text => output::print(&text(series)),
    }
}

// Helpers

fn json(series: &Series) -> ScheduleJson {
    let event = |event: &Event| EventJson {
        k: event.k,
        notional_date: event.notional_date.to_string(),
        accrual_start: event.accrual_start.to_string(),
        accrual_end: event.accrual_end.to_string(),
        payment_date: event.payment_date.to_string(),
        record_date: event.record_date.to_string(),
        cutoff_ms: event.cutoff_ms,
        interest_per_yen: decimal(event.interest_per_yen, series.terms.per_yen_digits),
        principal_per_unit_yen: event.principal_per_unit_yen,
        remaining_per_unit_yen: event.remaining_per_unit_yen,
    };
    ScheduleJson {
        redemption_date: series.schedule().redemption_date().to_string(),
        events: series.schedule().events().iter().map(event).collect(),
    }
}

fn text(series: &Series) -> String {
    let headings = [
        "k",
        "Notional (利払期日)",
        "From (起算日)",
        "To (計算末日)",
        "Payment (支払日)",
        "Record (基準日)",
        "Per ¥1 (1円当たり利息)",
        "Principal (償還額)",
        "Remaining (残存元本)",
    ];
    let mut table = output::table(headings, &[0, 6, 7, 8]);
    for event in series.schedule().events() {
        table.add_row([
            event.k.to_string(),
            event.notional_date.to_string(),
            event.accrual_start.to_string(),
            event.accrual_end.to_string(),
            event.payment_date.to_string(),
            event.record_date.to_string(),
            decimal(event.interest_per_yen, series.terms.per_yen_digits),
            grouped(event.principal_per_unit_yen),
            grouped(event.remaining_per_unit_yen),
        ]);
    }
    let redemption_date = series.schedule().redemption_date();
    format!(
        "{} ({}) — redemption (償還日) {redemption_date}; amounts per unit (口) in yen\n{table}",
        series.name, series.id
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::samples;

    #[test]
    fn the_keys_have_the_promised_names_and_order() {
        let json = serde_json::to_value(json(&samples::tokyo())).unwrap();
        let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&json), ["redemption_date", "events"]);
        assert_eq!(
            keys(&json["events"][0]),
            [
                "k",
                "notional_date",
                "accrual_start",
                "accrual_end",
                "payment_date",
                "record_date",
                "cutoff_ms",
                "interest_per_yen",
                "principal_per_unit_yen",
                "remaining_per_unit_yen"
            ]
        );
    }

    #[test]
    fn the_table_names_the_japanese_terms() {
        let text = text(&samples::tokyo());
        assert!(text.contains("Payment (支払日)") && text.contains("0.0086080939226"), "{text}");
    }
}
