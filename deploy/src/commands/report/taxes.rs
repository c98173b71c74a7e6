//! `chihosai report tax`: what was withheld on each payment date, taken out and remitted.

use std::path::Path;

use bond_abi::agent::TaxLedger;
use serde_json::{json, Value};

use super::open;
use crate::arguments::ReportOptions;
use crate::commands::cash::ledger;
use crate::input::defect::Failure;
use crate::operate::sheet::amount;
use crate::operate::{payouts, Column, Listing, Sheet};
use crate::output::Format;
use crate::rehearsal::report::day;

const COLUMNS: &[Column] = &[
    Column { name: "event", title: "k" },
    Column { name: "payment_date", title: "Payment (支払日)" },
    Column { name: "payees", title: "Payees" },
    Column { name: "gross_yen", title: "Gross (税引前) ¥" },
    Column { name: "national_yen", title: "National (国税) ¥" },
    Column { name: "income_yen", title: "内訳の目安: income (所得税) ¥" },
    Column { name: "reconstruction_yen", title: "reconstruction (復興特別所得税) ¥" },
    Column { name: "defence_yen", title: "defence (防衛特別所得税) ¥" },
    Column { name: "local_yen", title: "Local (配当割) ¥" },
    Column { name: "net_yen", title: "Net (手取り) ¥" },
    Column { name: "national_withdrawn_yen", title: "National out ¥" },
    Column { name: "local_withdrawn_yen", title: "Local out ¥" },
    Column { name: "national_remitted_yen", title: "National remitted (納付) ¥" },
    Column { name: "local_remitted_yen", title: "Local remitted (納付) ¥" },
];

/// Prints the taxes of every announced event.
pub fn run(path: &Path, options: &ReportOptions, format: Format) -> Result<(), Failure> {
    let (mut session, about) = open(path, &options.chain)?;
    let mut ledgers = Vec::new();
    for (k, _) in payouts::events(&mut session)? {
        ledgers.push((k, ledger(&mut session, k)?));
    }
    let about = sums(about, &ledgers);
    let rows = ledgers.iter().map(row).collect();
    Listing { name: "events", columns: COLUMNS, rows, about }.print(options.csv, format)
}

// Helpers

fn row((k, ledger): &(u8, TaxLedger)) -> Vec<Value> {
    vec![
        json!(k),
        json!(day(ledger.payment_day)),
        json!(ledger.payees),
        amount(ledger.gross_yen),
        amount(ledger.national_yen),
        amount(ledger.national_yen.saturating_sub(ledger.reconstruction_yen).saturating_sub(ledger.defence_yen)),
        amount(ledger.reconstruction_yen),
        amount(ledger.defence_yen),
        amount(ledger.local_yen),
        amount(ledger.net_yen),
        amount(ledger.national_withdrawn_yen),
        amount(ledger.local_withdrawn_yen),
        amount(ledger.national_remitted_yen),
        amount(ledger.local_remitted_yen),
    ]
}

/// What is withheld and not remitted yet, over all events.
fn sums(about: Sheet, ledgers: &[(u8, TaxLedger)]) -> Sheet {
    let sum = |part: fn(&TaxLedger) -> u128| -> u128 { ledgers.iter().map(|(_, ledger)| part(ledger)).sum() };
    let left = |withheld: u128, remitted: u128| amount(withheld.saturating_sub(remitted));
    about
        .with(
            "national_to_remit_yen",
            left(sum(|ledger| ledger.national_yen), sum(|ledger| ledger.national_remitted_yen)),
        )
        .with("local_to_remit_yen", left(sum(|ledger| ledger.local_yen), sum(|ledger| ledger.local_remitted_yen)))
}
