//! `chihosai status`: where a series stands.

use std::path::Path;

use bond_abi::office::BondOffice;
use bond_client::address::ss58;
use bond_client::contracts;
use bond_client::TraitCallBuilder;
use bond_math::Date;
use serde_json::{json, Value};

use crate::commands::cash::agent_status;
use crate::commands::coupon::cash;
use crate::input::defect::Failure;
use crate::operate::sheet::amount;
use crate::operate::{payouts, ChainOptions, Session, Sheet};
pub use crate::output::time;
use crate::output::Format;

/// Reads office and coupons.
pub fn run(path: &Path, chain: &ChainOptions, format: Format) -> Result<(), Failure> {
    let mut session = Session::open(path, chain)?;
    let office = contracts::office(session.office);
    let (block, now_ms) = session.at_last_block()?;
    let status = session.read(office.call().status())?;
    let mut coupons: Vec<Value> = Vec::new();
    for k in 0..status.events {
        let coupon = payouts::event(&mut session, k)?;
        let due = payouts::payment_day(&mut session, k, coupon.as_ref())?.and_then(|day| Date::from_days(day).ok());
        let is_late = match (&coupon, due.and_then(|due| due.start_ms_jst().ok())) {
            (Some(coupon), Some(due_ms)) => due_ms <= now_ms && coupon.funded_yen < coupon.required_yen,
            (None, Some(due_ms)) => due_ms <= now_ms,
            _ => false,
        };
        coupons.push(json!({
            "k": k,
            "payment_date": due.map(|due| due.to_string()),
            "state": coupon.map_or_else(|| "not announced".to_owned(), |coupon| format!("{:?}", coupon.state)),
            "required_yen": coupon.map(|coupon| amount(coupon.required_yen)),
            "funded_yen": coupon.map(|coupon| amount(coupon.funded_yen)),
            "paid_units": coupon.map(|coupon| coupon.paid.units),
            "reserved_yen": coupon.map(|coupon| amount(coupon.reserved_yen)),
            "late": is_late,
        }));
    }
    let cash = cash(&mut session)?;
    let accounts = agent_status(&mut session)?.accounts;
    Sheet::new()
        .with("series", session.record.series.clone())
        .with("block", block.number)
        .with("chain_time", time(now_ms))
        .with("phase", format!("{:?}", status.phase))
        .with("paused", status.paused)
        .with("reopened", status.reopened)
        .with("issued_units", status.issued_units)
        .with("cancelled_units", status.cancelled_units)
        .with("supply_units", status.supply_units)
        .with("record_dates_passed", status.epoch)
        .with("yen_in_distributor", amount(cash.balance_yen))
        .with("reserve_yen", amount(cash.reserve_yen))
        .with("surplus_yen", amount(cash.surplus_yen))
        .with("tax_account", ss58(accounts.tax))
        .with("treasury", ss58(accounts.treasury))
        .with("events", coupons)
        .print(format)
}
