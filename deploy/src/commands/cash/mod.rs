//! The paying agent's orders about the distributor's money: `tax` and `treasury`.

pub mod pending;
mod tax;
mod treasury;

use bond_abi::agent::{AgentError, AgentStatus, PayingAgent, TaxLedger};
use bond_client::{contracts, TraitCallBuilder};

use crate::arguments::{TaxCommand, TreasuryCommand};
use crate::input::defect::Failure;
use crate::operate::Session;
use crate::output::Format;
use crate::reasons::Explain;

/// Runs a command for withheld tax.
pub fn tax(command: TaxCommand, format: Format) -> Result<(), Failure> {
    match command {
        TaxCommand::Withdraw { one, kind, yen } => tax::withdraw(&one, kind, yen, format),
        TaxCommand::Remit { one, kind, yen, by } => tax::remit(&one, kind, yen, &by, format),
        TaxCommand::Rate { order, from, individual, corporation, non_resident, reconstruction, defence } => {
            let rates = tax::Rates {
                from: &from,
                individual: &individual,
                corporation: &corporation,
                non_resident: &non_resident,
                reconstruction: &reconstruction,
                defence: &defence,
            };
            tax::rate(&order, &rates, format)
        }
    }
}

/// Runs a command for money that nobody is owed.
pub fn treasury(command: TreasuryCommand, format: Format) -> Result<(), Failure> {
    match command {
        TreasuryCommand::Surplus { order, yen } => treasury::surplus(&order, yen, format),
        TreasuryCommand::Reclaim { one, by } => treasury::reclaim(&one, &by, format),
        TreasuryCommand::Accounts { order, tax, treasury } => {
            treasury::accounts(&order, tax.as_deref(), treasury.as_deref(), format)
        }
        TreasuryCommand::Status { record, chain } => treasury::status(&record, &chain, format),
        TreasuryCommand::Apply { order, number } => pending::apply(&order, number, format),
        TreasuryCommand::Cancel { order, number } => pending::cancel(&order, number, format),
        TreasuryCommand::AcceptCode { order, code_hash } => treasury::accept_code(&order, &code_hash, format),
    }
}

/// Where money can go.
pub fn agent_status(session: &mut Session) -> Result<AgentStatus, Failure> {
    session.read(contracts::agent(session.agent).call().status())
}

/// The taxes of an event.
///
/// # Errors
/// [`Failure`] with the contract's own error.
pub fn ledger(session: &mut Session, k: u8) -> Result<TaxLedger, Failure> {
    let ledger: Result<_, AgentError> = session.read(contracts::agent(session.agent).call().tax_ledger(k))?;
    ledger.map_err(|error| anyhow::anyhow!("the taxes of event {k}: {}", error.explain()).into())
}
