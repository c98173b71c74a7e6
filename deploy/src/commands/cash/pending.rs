//! What the admin of the paying agent's contract set and what waits for the delay (ADR 0028).

use bond_abi::agent::{AgentAct, AgentError, PayingAgent, PendingAct};
use bond_client::address::ss58;
use bond_client::{contracts, TraitCallBuilder};
use bond_math::Date;
use serde_json::{json, Value};

use super::tax::shown;
use crate::arguments::Order;
use crate::commands::enforce::{self, hex};
use crate::commands::status::time;
use crate::input::defect::Failure;
use crate::operate::session::Session;
use crate::operate::Sheet;
use crate::output::Format;

/// Carries an act out.
pub fn apply(order: &Order, number: u32, format: Format) -> Result<(), Failure> {
    let mut session = enforce::open(order)?;
    let message = contracts::agent(session.agent).call_mut().apply_act(number);
    session.send::<(), AgentError>("apply_act", message)?;
    report(&mut session, "applied", number, format)
}

/// Takes an act back.
pub fn cancel(order: &Order, number: u32, format: Format) -> Result<(), Failure> {
    let mut session = enforce::open(order)?;
    let message = contracts::agent(session.agent).call_mut().cancel_act(number);
    session.send::<(), AgentError>("cancel_act", message)?;
    report(&mut session, "cancelled", number, format)
}

/// What waits, for people.
pub fn waiting(session: &mut Session) -> Result<Vec<Value>, Failure> {
    let acts: Vec<PendingAct> = session.read(contracts::agent(session.agent).call().pending_acts())?;
    Ok(acts.iter().map(value).collect())
}

// Helpers

fn report(session: &mut Session, done: &str, number: u32, format: Format) -> Result<(), Failure> {
    let mut sheet = Sheet::new().with(done, number);
    sheet.add("pending", waiting(session)?);
    session.report(sheet, format)
}

/// An act as people read it.
fn value(pending: &PendingAct) -> Value {
    let what = match pending.act {
        AgentAct::Accounts { accounts } => {
            format!("tax account {}, treasury {}", ss58(accounts.tax), ss58(accounts.treasury))
        }
        AgentAct::TaxRow { row } => {
            let from = Date::from_days(row.from_day).map_or_else(|_| row.from_day.to_string(), |day| day.to_string());
            let (individual, corporation) = (shown(row.individual), shown(row.corporation));
            let non_resident = shown(row.non_resident);
            format!("tax from {from}: individual {individual}; corporation {corporation}; non-resident {non_resident}")
        }
        AgentAct::PaymentCode { code_hash } => format!("accepted code {}", hex(&code_hash)),
    };
    let (from, by) = (time(pending.from_ms), ss58(pending.by));
    json!({ "number": pending.number, "what": what, "counts_from": from, "by": by })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::agent::CashAccounts;

    #[test]
    fn an_act_that_waits_says_what_it_is_from_when_on_and_by_whom() {
        let account = |byte: u8| bond_abi::AccountId::from([byte; 32]);
        let accounts = CashAccounts { tax: account(1), treasury: account(2) };
        let pending =
            PendingAct { number: 3, act: AgentAct::Accounts { accounts }, from_ms: 604_800_000, by: account(3) };
        let text = value(&pending).to_string();
        for part in [ss58(account(1)), ss58(account(2)), ss58(account(3)), "1970-01-08T09:00:00+09:00".to_owned()] {
            assert!(text.contains(&part), "{part}: {text}");
        }
        let pending = PendingAct { act: AgentAct::PaymentCode { code_hash: [0xab; 32] }, ..pending };
        assert!(value(&pending).to_string().contains(&"ab".repeat(32)));
    }
}
