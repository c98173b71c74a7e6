//! `chihosai report unclaimed`: who was not paid, why, and how much before tax. Wallets only: nothing names a person.

use std::path::Path;

use bond_abi::distributor::{CouponState, Outcome};
use bond_client::address::ss58;
use serde_json::{json, Value};

use super::open;
use crate::arguments::ReportOptions;
use crate::input::defect::{Failure, Problem};
use crate::operate::payouts::{self, Holder};
use crate::operate::sheet::amount;
use crate::operate::{Column, Listing};
use crate::output::Format;
use crate::rehearsal::report::day;

const COLUMNS: &[Column] = &[
    Column { name: "event", title: "k" },
    Column { name: "payment_date", title: "Payment (支払日)" },
    Column { name: "account", title: "Account" },
    Column { name: "units", title: "Units (口)" },
    Column { name: "reason", title: "Reason" },
    Column { name: "before_tax_yen", title: "Before tax (税引前) ¥" },
];

/// Prints the holders who were not paid, of every event that is open or has lapsed, or of one.
pub fn run(path: &Path, only: Option<u8>, options: &ReportOptions, format: Format) -> Result<(), Failure> {
    let (mut session, about) = open(path, &options.chain)?;
    let events = match only {
        None => payouts::events(&mut session)?,
        Some(k) => match payouts::event(&mut session, k)? {
            Some(coupon) => vec![(k, coupon)],
            None => {
                let problem = format!("event {k} is not announced");
                return Err(Problem::new(problem, "use one that coupon status lists").in_option("--event"));
            }
        },
    };
    let (mut rows, mut unclaimed_yen, mut lapsed_yen) = (Vec::new(), 0_u128, 0_u128);
    for (k, coupon) in events {
        // Before it opens nobody can be paid, and once it is settled everybody was.
        if !matches!(coupon.state, CouponState::Open | CouponState::Lapsed) {
            continue;
        }
        let payment_date = day(coupon.payment_day);
        for holder in payouts::holders(&mut session, k, &coupon)? {
            match holder.entitlement.outcome {
                Outcome::AlreadyPaid => continue,
                Outcome::Lapsed => lapsed_yen += holder.due_yen,
                _ => unclaimed_yen += holder.due_yen,
            }
            rows.push(row(k, &payment_date, &holder));
        }
    }
    let about = about.with("unclaimed_yen", amount(unclaimed_yen)).with("lapsed_yen", amount(lapsed_yen));
    Listing { name: "unclaimed", columns: COLUMNS, rows, about }.print(options.csv, format)
}

// Helpers

fn row(k: u8, payment_date: &str, holder: &Holder) -> Vec<Value> {
    vec![
        json!(k),
        json!(payment_date),
        json!(ss58(holder.account)),
        json!(holder.entitlement.units),
        json!(reason(&holder.entitlement.outcome)),
        amount(holder.due_yen),
    ]
}

/// Why somebody was not paid.
fn reason(outcome: &Outcome) -> String {
    match outcome {
        // Nothing stands against it.
        Outcome::Paid => "NotClaimed".to_owned(),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_whom_nothing_keeps_from_being_paid_has_not_claimed() {
        assert_eq!(reason(&Outcome::Paid), "NotClaimed");
        assert_eq!(reason(&Outcome::NotRegistered), "NotRegistered");
    }
}
