//! `chihosai coupon claim`: a holder collects what he is due.

use bond_abi::distributor::{CouponDistributor, DistributorError, Quote, MAX_CLAIMS};
use bond_client::{contracts, TraitCallBuilder};
use serde_json::{json, Value};

use crate::arguments::Order;
use crate::commands::enforce;
use crate::input::defect::Failure;
use crate::operate::sheet::amount;
use crate::operate::Sheet;
use crate::output::Format;

/// Collects what the signer is due for an event.
pub fn one(order: &Order, k: u8, format: Format) -> Result<(), Failure> {
    let mut session = enforce::open(order)?;
    let mut distributor = contracts::distributor(session.distributor);
    let (quote, _) = session.send::<Quote, DistributorError>("claim", distributor.call_mut().claim(k))?;
    let sheet = Sheet::new()
        .with("event", k)
        .with("units", quote.units)
        .with("gross_yen", amount(quote.gross_yen))
        .with("national_tax_yen", amount(quote.national_tax_yen))
        .with("local_tax_yen", amount(quote.local_tax_yen))
        .with("net_yen", amount(quote.net_yen))
        .with("principal_yen", amount(quote.principal_yen));
    session.report(sheet, format)
}

/// Collects what every open event owes the signer.
pub fn all(order: &Order, format: Format) -> Result<(), Failure> {
    let mut session = enforce::open(order)?;
    let distributor = contracts::distributor(session.distributor);
    let mut claimed: Vec<(u8, Quote)> = Vec::new();
    let mut refused = None;
    loop {
        let message = distributor.clone().call_mut().claim_all(MAX_CLAIMS);
        if !claimed.is_empty() {
            // What is left is paid with another call; that nothing is left is no failure then.
            let signer = session.signer()?;
            let tried = session.client.dry_run(signer, message);
            if tried.is_ok_and(|tried| tried.answer == Err(DistributorError::NothingDue)) {
                break;
            }
        }
        let message = distributor.clone().call_mut().claim_all(MAX_CLAIMS);
        let paid = match session.send::<Vec<(u8, Quote)>, DistributorError>("claim_all", message) {
            Ok((paid, _)) => paid,
            Err(failure) if claimed.is_empty() => return Err(failure),
            Err(failure) => {
                // What the calls before collected is told all the same.
                refused = Some(failure);
                break;
            }
        };
        let is_full = paid.len() >= usize::from(MAX_CLAIMS);
        claimed.extend(paid);
        // A dry run paid nothing, and would find the same events again.
        if !is_full || session.is_dry_run() {
            break;
        }
    }
    let sheet = sums(&claimed);
    session.report(sheet, format)?;
    refused.map_or(Ok(()), Err)
}

// Helpers

/// What all events paid together, and each.
fn sums(claimed: &[(u8, Quote)]) -> Sheet {
    let sum = |part: fn(&Quote) -> u128| amount(claimed.iter().map(|(_, quote)| part(quote)).sum());
    Sheet::new()
        .with("claimed_events", claimed.len())
        .with("gross_yen", sum(|quote| quote.gross_yen))
        .with("national_tax_yen", sum(|quote| quote.national_tax_yen))
        .with("local_tax_yen", sum(|quote| quote.local_tax_yen))
        .with("net_yen", sum(|quote| quote.net_yen))
        .with("principal_yen", sum(|quote| quote.principal_yen))
        .with("claimed", claimed.iter().map(row).collect::<Vec<_>>())
}

fn row((k, quote): &(u8, Quote)) -> Value {
    json!({
        "event": k,
        "units": quote.units,
        "gross_yen": amount(quote.gross_yen),
        "net_yen": amount(quote.net_yen),
        "principal_yen": amount(quote.principal_yen),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_calls_collected_is_added_up() {
        let quote = |gross_yen, principal_yen| Quote {
            units: 10,
            gross_yen,
            national_tax_yen: 26,
            local_tax_yen: 8,
            net_yen: gross_yen - 34,
            principal_yen,
        };
        let text = sums(&[(0, quote(175, 0)), (16, quote(200, 1_000))]).text();
        for line in
            ["claimed events: 2", "gross yen: 375", "national tax yen: 52", "net yen: 307", "principal yen: 1,000"]
        {
            assert!(text.lines().any(|found| found == line), "{line}: {text}");
        }
        let row = text.lines().find(|line| line.contains(" 16 ")).unwrap_or_default();
        let cells: Vec<&str> = row.split('┆').map(|cell| cell.trim_matches(['│', ' '])).collect();
        assert_eq!(cells[..4], ["16", "10", "200", "166"], "{text}");
    }
}
