//! `chihosai can-transfer`: whether a transfer would pass now, and what is against it.

use std::path::Path;

use anyhow::anyhow;
use bond_abi::desk::{Explanation, KycDesk};
use bond_abi::token::{BondToken, Refusal};
use bond_abi::AccountId;
use bond_client::{contracts, TraitCallBuilder};
use serde_json::{json, Value};

use super::status::time;
use crate::input::defect::Failure;
use crate::input::wallet::wallet;
use crate::operate::{ChainOptions, Session, Sheet};
use crate::output::Format;
use crate::reasons;

/// The transfer that is asked about, as the command line writes it.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Who sells.
    pub from: &'a str,
    /// Who buys.
    pub to: &'a str,
    /// How many.
    pub units: u64,
}

/// Who of the two is the reason of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Party {
    Sender,
    Recipient,
}

/// Asks the token and, when a party is the reason, the desk about that wallet. The answer goes to standard output
/// either way; a refusal is a failure besides, so that the exit code tells.
pub fn run(path: &Path, question: Question<'_>, chain: &ChainOptions, format: Format) -> Result<(), Failure> {
    let Question { from, to, units } = question;
    let sender = wallet(from).map_err(|problem| problem.in_option("--from"))?;
    let recipient = wallet(to).map_err(|problem| problem.in_option("--to"))?;
    let mut session = Session::open(path, chain)?;
    // One block for both, so that the standing is the one that was judged.
    let (block, now_ms) = session.at_last_block()?;
    let token = contracts::token(session.token);
    let answer = session.read(token.call().can_transfer(sender, recipient, u128::from(units)))?;
    let sheet = Sheet::new()
        .with("allowed", answer.is_ok())
        .with("from", from)
        .with("to", to)
        .with("units", units)
        .with("block", block.number)
        .with("chain_time", time(now_ms));
    let Err(refusal) = answer else { return sheet.print(format) };
    let party = match party(&refusal) {
        None => Value::Null,
        Some(Party::Sender) => standing(&mut session, "sender", (from, sender))?,
        Some(Party::Recipient) => standing(&mut session, "recipient", (to, recipient))?,
    };
    sheet
        .with("code", refusal.code())
        .with("name", format!("{refusal:?}"))
        .with("meaning", reasons::meaning_of(&refusal))
        .with("party", party)
        .print(format)?;
    Err(anyhow!("the transfer would be refused: {}", reasons::of_refusal(&refusal)).into())
}

// Helpers

/// Whose standing, record or wallet the refusal is about; a holding that is too small is neither.
const fn party(refusal: &Refusal) -> Option<Party> {
    use Refusal as R;
    match refusal {
        R::SenderNotRegistered
        | R::SenderSuspended
        | R::SenderRevoked
        | R::SenderExpired
        | R::SenderNotAttested
        | R::SenderFrozen => Some(Party::Sender),
        R::RecipientNotRegistered
        | R::RecipientSuspended
        | R::RecipientRevoked
        | R::RecipientExpired
        | R::RecipientClassNotAllowed
        | R::RecipientResidenceNotAllowed
        | R::RecipientNotAttested
        | R::RecipientFrozen
        | R::RecipientRetired
        | R::RecipientTooYoung => Some(Party::Recipient),
        R::Paused
        | R::NotTransferable
        | R::RegistryUnavailable
        | R::InsufficientUnits
        | R::ZeroAccount
        | R::Overflow
        | R::AllowanceNotZero
        | R::UnitsLocked
        | R::InvestorLimitExceeded
        | R::BelowMinimumHolding
        | R::OutsideTransferWindow
        | R::ApprovalRequired
        | R::AllowanceChanged
        | R::SameAccount
        | R::WalletRelinked
        | R::SpenderNotAllowed => None,
    }
}

/// What the desk says about a wallet.
fn standing(session: &mut Session, role: &str, (text, account): (&str, AccountId)) -> Result<Value, Failure> {
    let desk = contracts::desk(session.desk);
    let Explanation { standing, code, investor_id, requested } = session.read(desk.call().explain(account))?;
    Ok(json!({
        "role": role,
        "wallet": text,
        "standing": format!("{standing:?}"),
        "code": code,
        "meaning": reasons::of_standing(standing),
        "investor_id": investor_id,
        "requested": requested,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_that_names_a_party_is_about_that_party() {
        for refusal in reasons::REFUSALS {
            let name = format!("{refusal:?}");
            let expected = match name {
                name if name.starts_with("Sender") => Some(Party::Sender),
                name if name.starts_with("Recipient") => Some(Party::Recipient),
                _ => None,
            };
            assert_eq!(party(&refusal), expected, "{refusal:?}");
        }
    }
}
