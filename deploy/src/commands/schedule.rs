//! `schedule`: the payment events of a series.

use bond_math::{mul_div_floor, Event};
use serde::Serialize;

use crate::input::defect::Failure;
use crate::input::series::Series;
use crate::output::{self, decimal, grouped, Format};

#[derive(Serialize)]
struct ScheduleJson {
    redemption_date: String,
    events: Vec<EventJson>,
    instalments: Vec<InstalmentJson>,
}

/// A repayment of principal (定時償還, or the redemption).
#[derive(Serialize)]
struct InstalmentJson {
    k: u8,
    date: String,
    principal_per_unit_yen: u64,
    remaining_per_unit_yen: u64,
    /// Remaining principal over the face of a unit, truncated at [`FACTOR_DIGITS`].
    factor: String,
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

/// Decimals of the factor.
const FACTOR_DIGITS: u8 = 10;

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
        instalments: instalments(series),
    }
}

fn instalments(series: &Series) -> Vec<InstalmentJson> {
    let scale = u128::from(10_u64.pow(FACTOR_DIGITS.into()));
    let face_yen = u128::from(series.terms.denomination_yen);
    let instalment = |event: &Event| {
        let factor = mul_div_floor(event.remaining_per_unit_yen.into(), scale, face_yen).unwrap_or_default();
        InstalmentJson {
            k: event.k,
            date: event.payment_date.to_string(),
            principal_per_unit_yen: event.principal_per_unit_yen,
            remaining_per_unit_yen: event.remaining_per_unit_yen,
            factor: decimal(u64::try_from(factor).unwrap_or_default(), FACTOR_DIGITS),
        }
    };
    series.schedule().events().iter().filter(|event| event.principal_per_unit_yen > 0).map(instalment).collect()
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
    let mut repaid = output::table(
        ["k", "Date (償還日)", "Principal (償還額)", "Remaining (残存元本)", "Factor (ファクター)"],
        &[0, 2, 3, 4],
    );
    for row in instalments(series) {
        let amounts = [grouped(row.principal_per_unit_yen), grouped(row.remaining_per_unit_yen), row.factor];
        repaid.add_row([row.k.to_string(), row.date].into_iter().chain(amounts));
    }
    let redemption_date = series.schedule().redemption_date();
    format!(
        "{} ({}) — redemption (償還日) {redemption_date}; amounts per unit (口) in yen\n{table}\n\nInstalments \
         (元金償還表)\n{repaid}",
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
        assert_eq!(keys(&json), ["redemption_date", "events", "instalments"]);
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
    fn the_factor_of_an_amortising_bond_falls_to_nothing() {
        let factors: Vec<String> = instalments(&samples::series(samples::AMORTISING_TOML).unwrap())
            .into_iter()
            .map(|row| row.factor)
            .collect();
        assert_eq!(factors, ["0.8000000000", "0.6000000000", "0.4000000000", "0.2000000000", "0.0000000000"]);
        assert_eq!(instalments(&samples::tokyo()).len(), 1, "a bullet is repaid once");
    }

    #[test]
    fn the_table_names_the_japanese_terms() {
        let text = text(&samples::tokyo());
        assert!(text.contains("Payment (支払日)") && text.contains("0.0086080939226"), "{text}");
    }
}
