//! `chihosai coupon status`: the announced events and the next one, with the money they have.

use std::path::Path;

use anyhow::anyhow;
use bond_abi::distributor::{Coupon, CouponDistributor};
use bond_abi::office::BondOffice;
use bond_client::{contracts, TraitCallBuilder};
use serde_json::{json, Value};

use super::funding::cash;
use crate::commands::status::time;
use crate::input::defect::{Failure, Problem};
use crate::operate::sheet::amount;
use crate::operate::{payouts, ChainOptions, Column, Listing, Session, Sheet};
use crate::output::Format;
use crate::reasons::Explain;
use crate::rehearsal::report::day;

const COLUMNS: &[Column] = &[
    Column { name: "event", title: "k" },
    Column { name: "payment_date", title: "Payment (支払日)" },
    Column { name: "state", title: "State" },
    Column { name: "units", title: "Units (口)" },
    Column { name: "required_yen", title: "Required ¥" },
    Column { name: "funded_yen", title: "Funded ¥" },
    Column { name: "missing_yen", title: "Missing ¥" },
    Column { name: "late", title: "Late" },
    Column { name: "paid_payees", title: "Payees" },
    Column { name: "paid_yen", title: "Paid, before tax ¥" },
    Column { name: "reserved_payees", title: "Waiting" },
    Column { name: "reserved_yen", title: "Reserved, before tax ¥" },
];

/// Prints the events, or one of them.
pub fn run(path: &Path, only: Option<u8>, csv: bool, chain: &ChainOptions, format: Format) -> Result<(), Failure> {
    let mut session = Session::open(path, chain)?;
    let (block, now_ms) = session.at_last_block()?;
    let events = session.read(contracts::office(session.office).call().status())?.events;
    let mut rows = Vec::new();
    match only {
        Some(k) if k >= events => {
            let remedy = format!("use an event from 0 to {}, as `status` lists them", events.saturating_sub(1));
            return Err(Problem::new(format!("the series has no event {k}"), remedy).in_option("--event"));
        }
        Some(k) => {
            let coupon = payouts::event(&mut session, k)?;
            rows.push(row(&mut session, k, coupon.as_ref())?);
        }
        None => {
            let announced = payouts::events(&mut session)?;
            for (k, coupon) in &announced {
                rows.push(row(&mut session, *k, Some(coupon))?);
            }
            let next = (0..events).find(|k| announced.iter().all(|(announced, _)| announced != k));
            if let Some(k) = next {
                rows.push(row(&mut session, k, None)?);
            }
        }
    }
    let cash = cash(&mut session)?;
    let about = Sheet::new()
        .with("block", block.number)
        .with("chain_time", time(now_ms))
        .with("yen_in_distributor", amount(cash.balance_yen))
        .with("owed_yen", amount(cash.owed_yen))
        .with("reserve_yen", amount(cash.reserve_yen))
        .with("surplus_yen", amount(cash.surplus_yen));
    Listing { name: "events", columns: COLUMNS, rows, about }.print(csv, format)
}

// Helpers

fn row(session: &mut Session, k: u8, coupon: Option<&Coupon>) -> Result<Vec<Value>, Failure> {
    let payment_date = payouts::payment_day(session, k, coupon)?.map(day);
    let Some(coupon) = coupon else {
        let mut row = vec![json!(k), json!(payment_date), json!("not announced")];
        row.resize(COLUMNS.len(), Value::Null);
        return Ok(row);
    };
    let coverage = session.read(contracts::distributor(session.distributor).call().coverage(k))?;
    let coverage = coverage.map_err(|error| anyhow!("event {k}: {}", error.explain()))?;
    Ok(vec![
        json!(k),
        json!(payment_date),
        json!(format!("{:?}", coupon.state)),
        json!(coupon.supply_units),
        amount(coverage.required_yen),
        amount(coverage.funded_yen),
        amount(coverage.missing_yen),
        json!(coverage.late),
        json!(coupon.paid.payees),
        amount(coupon.paid.gross_yen + coupon.paid.principal_yen),
        json!(coupon.reserved_payees),
        amount(coupon.reserved_yen),
    ])
}
