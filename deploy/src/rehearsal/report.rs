//! What a rehearsal found out, as JSON and as tables.

use serde::Serialize;

use super::costs::CallCosts;
use crate::commands::report::prefectures::PREFECTURES;
use crate::input::defect::Defect;
pub use crate::output::day;
use crate::output::{grouped, table};

/// The result of a rehearsal. The order of the fields is the order in the JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// One row per payment event.
    pub events: Vec<EventRow>,
    /// One row per wallet of the investors' file.
    pub holders: Vec<HolderRow>,
    /// Local tax (配当割) of each event by the prefecture where the payee lived when he was paid.
    pub local_tax_by_prefecture: Vec<PrefectureRow>,
    /// What is odd about the investors' taxes, and what several wallets cost.
    pub tax_warnings: Vec<String>,
    /// Trades that the contracts refused.
    pub rejected_trades: Vec<Rejection>,
    /// Allotments that the contracts refused.
    pub rejected_allotments: Vec<Rejection>,
    /// Units left at the end.
    pub final_supply_units: u128,
    /// Units issued.
    pub issued_units: u64,
    /// Yen put into the distributor, and what is left there: the tax withheld and the fractions of a yen that no
    /// holder was due.
    pub funded_yen: u128,
    /// See `funded_yen`.
    pub left_in_distributor_yen: u128,
    /// Cost by kind of call.
    pub costs: Vec<CallCosts>,
    /// What is allowed in the files and probably not meant.
    pub warnings: Vec<Defect>,
}

/// What one event paid.
#[derive(Clone, Debug, Serialize)]
pub struct EventRow {
    /// Number of the event.
    pub k: u8,
    /// The day the cash went out.
    pub payment_date: String,
    /// Units at the cutoff.
    pub units: u64,
    /// Interest before tax.
    pub gross_yen: u128,
    /// National tax withheld.
    pub national_tax_yen: u128,
    /// Local tax withheld.
    pub local_tax_yen: u128,
    /// Interest paid.
    pub net_yen: u128,
    /// Principal paid.
    pub principal_yen: u128,
    /// Holders paid.
    pub payees: u32,
}

/// What is due to a prefecture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PrefectureRow {
    /// Number of the event.
    pub k: u8,
    /// Number of the prefecture, 0 where the desk does not say which.
    pub prefecture: u16,
    /// Payments from which local tax was withheld.
    pub payees: u32,
    /// Local tax.
    pub local_yen: u128,
}

/// What one wallet received.
#[derive(Clone, Debug, Serialize)]
pub struct HolderRow {
    /// The wallet as the investors' file writes it.
    pub wallet: String,
    /// Interest after tax, all events.
    pub net_yen: u128,
    /// Principal, all events.
    pub principal_yen: u128,
    /// Units at the last record date, those that were redeemed.
    pub units: u64,
}

/// A row of an input file that the contracts refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejection {
    /// Line in the file, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

impl EventRow {
    /// The sums over all events; `k` and the date mean nothing in it.
    fn total(rows: &[Self]) -> Self {
        let sum = |amount: fn(&Self) -> u128| rows.iter().map(amount).sum();
        Self {
            k: 0,
            payment_date: String::new(),
            units: 0,
            gross_yen: sum(|row| row.gross_yen),
            national_tax_yen: sum(|row| row.national_tax_yen),
            local_tax_yen: sum(|row| row.local_tax_yen),
            net_yen: sum(|row| row.net_yen),
            principal_yen: sum(|row| row.principal_yen),
            payees: rows.iter().map(|row| row.payees).sum(),
        }
    }

    fn amounts(&self) -> [String; 6] {
        [
            grouped(self.gross_yen),
            grouped(self.national_tax_yen),
            grouped(self.local_tax_yen),
            grouped(self.net_yen),
            grouped(self.principal_yen),
            grouped(self.payees),
        ]
    }
}

impl Report {
    /// The tables that a person reads.
    pub fn text(&self) -> String {
        let parts = [
            self.events_table(),
            self.totals(),
            self.prefectures(),
            tax_warnings(&self.tax_warnings),
            rejections("Refused allotments", &self.rejected_allotments),
            rejections("Refused trades", &self.rejected_trades),
            self.costs_table(),
            self.warnings.iter().map(|warning| format!("warning: {warning}")).collect::<Vec<_>>().join("\n"),
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    fn events_table(&self) -> String {
        let headings = [
            "k",
            "Payment (支払日)",
            "Units (口)",
            "Gross (税引前) ¥",
            "National (国税) ¥",
            "Local (地方税) ¥",
            "Net (手取り) ¥",
            "Principal (元金) ¥",
            "Payees",
        ];
        let mut table = table(headings, &[0, 2, 3, 4, 5, 6, 7, 8]);
        for row in &self.events {
            let start = [row.k.to_string(), row.payment_date.clone(), grouped(row.units)];
            table.add_row(start.into_iter().chain(row.amounts()));
        }
        let start = ["Σ".to_owned(), String::new(), String::new()];
        table.add_row(start.into_iter().chain(EventRow::total(&self.events).amounts()));
        table.to_string()
    }

    fn totals(&self) -> String {
        let holders = self.holders.iter().filter(|holder| holder.net_yen + holder.principal_yen > 0).count();
        format!(
            "Issued {} units; {} wallets of {} were paid; supply at the end: {} units.\nFunded ¥{}; left in the \
             distributor ¥{} (tax to remit and fractions of a yen).",
            grouped(self.issued_units),
            holders,
            self.holders.len(),
            grouped(self.final_supply_units),
            grouped(self.funded_yen),
            grouped(self.left_in_distributor_yen)
        )
    }

    fn prefectures(&self) -> String {
        let mut sums: std::collections::BTreeMap<u16, u128> = std::collections::BTreeMap::new();
        for row in &self.local_tax_by_prefecture {
            *sums.entry(row.prefecture).or_default() += row.local_yen;
        }
        let name = |number: u16| match usize::from(number).checked_sub(1).and_then(|place| PREFECTURES.get(place)) {
            Some(name) => *name,
            None => "不明",
        };
        let parts: Vec<String> =
            sums.iter().map(|(number, yen)| format!("{} ¥{}", name(*number), grouped(yen))).collect();
        match parts.is_empty() {
            true => String::new(),
            false => format!("Local tax by prefecture (配当割): {}", parts.join(", ")),
        }
    }

    fn costs_table(&self) -> String {
        let headings =
            ["Call", "Calls", "ref_time mean", "max", "proof mean B", "max B", "Fees (1/ps)", "Deposits (1/B)"];
        let mut table = table(headings, &[1, 2, 3, 4, 5, 6, 7]);
        for row in &self.costs {
            table.add_row([
                row.call.to_owned(),
                grouped(row.calls),
                grouped(row.mean_ref_time),
                grouped(row.max_ref_time),
                grouped(row.mean_proof_size),
                grouped(row.max_proof_size),
                grouped(row.fees),
                row.deposits.to_string(),
            ]);
        }
        table.to_string()
    }
}

fn tax_warnings(warnings: &[String]) -> String {
    match warnings.is_empty() {
        true => String::new(),
        false => {
            format!("Warnings:\n{}", warnings.iter().map(|text| format!("  {text}")).collect::<Vec<_>>().join("\n"))
        }
    }
}

fn rejections(title: &str, rows: &[Rejection]) -> String {
    let lines: Vec<String> = rows.iter().map(|row| format!("  line {}: {}", row.line, row.reason)).collect();
    match lines.is_empty() {
        true => String::new(),
        false => format!("{title}:\n{}", lines.join("\n")),
    }
}
