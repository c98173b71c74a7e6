//! Acts on accounts and their units. Each is tried first and signed by a controller.

use bond_abi::office::{BondOffice, OfficeError, Reason, Seizure};
use bond_abi::token::{Account, BondToken};
use bond_abi::AccountId;
use bond_client::{contracts, TraitCallBuilder};

use super::grounds::{grounds, Case};
use crate::arguments::{Grounds, Order};
use crate::input::defect::{Failure, Problem};
use crate::input::wallet::wallet;
use crate::operate::{registry, Session, Sheet};
use crate::output::Format;

/// A transfer without its holder's consent, as the command line writes it.
#[derive(Clone, Copy, Debug)]
pub struct ForcedTransfer<'a> {
    /// Who loses units.
    pub from: &'a str,
    /// Who receives them.
    pub to: &'a str,
    /// How many.
    pub units: u64,
    /// The lock they are taken out of.
    pub lock: Option<u32>,
    /// Whether the series' policy does not matter.
    pub waive_policy: bool,
}

/// A seizure, as the command line writes it.
#[derive(Clone, Copy, Debug)]
pub struct Seized<'a> {
    /// The case.
    pub case: Case,
    /// Where the money of the units goes.
    pub escrow: &'a str,
}

/// Stops an account, or lets it go on.
pub fn freeze(order: &Order, account: &str, frozen: bool, rest_on: &Grounds, format: Format) -> Result<(), Failure> {
    let account_id = wallet(account).map_err(|problem| problem.in_option("ACCOUNT"))?;
    let grounds = grounds(rest_on)?;
    let mut session = open(order)?;
    let message = contracts::office(session.office).call_mut().freeze_account(account_id, frozen, grounds);
    session.send::<(), OfficeError>("freeze_account", message)?;
    let sheet = Sheet::new().with("account", account).with("account_is", if frozen { "frozen" } else { "released" });
    report(&mut session, with_hash(sheet, &grounds.document), &[account_id], format)
}

/// Locks units, or seizes them for a case.
pub fn lock(
    order: &Order,
    (account, units): (&str, u64),
    seized: Option<Seized<'_>>,
    rest_on: &Grounds,
    format: Format,
) -> Result<(), Failure> {
    let account_id = wallet(account).map_err(|problem| problem.in_option("ACCOUNT"))?;
    let escrow = seized.map(|seized| wallet(seized.escrow).map_err(|problem| problem.in_option("--escrow")));
    let escrow = escrow.transpose()?;
    let grounds = grounds(rest_on)?;
    let mut session = open(order)?;
    let seizure = seized.zip(escrow);
    let seizure = seizure.map(|(seized, escrow)| Seizure { case_reference: seized.case.reference, escrow });
    let message = contracts::office(session.office).call_mut().lock_units(account_id, units, seizure, grounds);
    let (number, _) = session.send::<u32, OfficeError>("lock_units", message)?;
    let mut sheet = Sheet::new().with("lock", number).with("account", account).with("units", units);
    if let Some(Seized { case: Case { reference, salt }, escrow }) = seized {
        sheet = sheet.with("case_reference", hex(&reference)).with("salt", hex(&salt)).with("escrow", escrow);
    }
    report(&mut session, with_hash(sheet, &grounds.document), &[account_id], format)
}

/// Releases units from a lock.
pub fn release(order: &Order, (number, units): (u32, u64), rest_on: &Grounds, format: Format) -> Result<(), Failure> {
    let grounds = grounds(rest_on)?;
    let mut session = open(order)?;
    let office = contracts::office(session.office);
    // Read before, for a lock that has nothing left is gone.
    let holder = session.read(office.call().lock(number))?.map(|lock| lock.account);
    let message = office.clone().call_mut().release_units(number, units, grounds);
    session.send::<(), OfficeError>("release_units", message)?;
    let left_units = session.read(office.call().lock(number))?.map_or(0, |lock| lock.units);
    let sheet = Sheet::new().with("lock", number).with("released_units", units).with("units_in_lock", left_units);
    report(&mut session, with_hash(sheet, &grounds.document), holder.as_slice(), format)
}

/// Transfers units without their holder's consent.
pub fn forced_transfer(
    order: &Order,
    transfer: &ForcedTransfer<'_>,
    rest_on: &Grounds,
    format: Format,
) -> Result<(), Failure> {
    let ForcedTransfer { from, to, units, lock, waive_policy } = *transfer;
    let sender = wallet(from).map_err(|problem| problem.in_option("--from"))?;
    let recipient = wallet(to).map_err(|problem| problem.in_option("--to"))?;
    let grounds = grounds(rest_on)?;
    let mut session = open(order)?;
    let mut office = contracts::office(session.office);
    let message = office.call_mut().forced_transfer(sender, recipient, units, lock, waive_policy, grounds);
    session.send::<(), OfficeError>("forced_transfer", message)?;
    let sheet = Sheet::new()
        .with("from", from)
        .with("to", to)
        .with("units", units)
        .with("out_of_lock", lock)
        .with("policy_waived", waive_policy);
    report(&mut session, with_hash(sheet, &grounds.document), &[sender, recipient], format)
}

/// Puts a wallet in the place of another.
pub fn recover(
    order: &Order,
    (old, new): (&str, &str),
    waive_policy: bool,
    rest_on: &Grounds,
    format: Format,
) -> Result<(), Failure> {
    let retired = wallet(old).map_err(|problem| problem.in_option("--old"))?;
    let successor = wallet(new).map_err(|problem| problem.in_option("--new"))?;
    let grounds = grounds(rest_on)?;
    let mut session = open(order)?;
    if grounds.reason == Reason::LostKey {
        let profiles = registry::profiles(&mut session, &[retired, successor])?;
        let ids = profiles.into_iter().map(|profile| profile.map(|profile| profile.investor_id));
        let ids: Vec<Option<u64>> = ids.collect();
        same_investor(ids.first().copied().flatten(), ids.get(1).copied().flatten())?;
    }
    let message = contracts::office(session.office).call_mut().recover(retired, successor, waive_policy, grounds);
    session.send::<(), OfficeError>("recover", message)?;
    let sheet = Sheet::new().with("old", old).with("new", new).with("policy_waived", waive_policy);
    report(&mut session, with_hash(sheet, &grounds.document), &[retired, successor], format)
}

/// Lets the units of a wallet count as those of the investor to whom it is linked now.
pub fn adopt(
    order: &Order,
    account: &str,
    waive_policy: bool,
    rest_on: &Grounds,
    format: Format,
) -> Result<(), Failure> {
    let account_id = wallet(account).map_err(|problem| problem.in_option("ACCOUNT"))?;
    let grounds = grounds(rest_on)?;
    let mut session = open(order)?;
    let message = contracts::office(session.office).call_mut().adopt_units(account_id, waive_policy, grounds);
    session.send::<(), OfficeError>("adopt_units", message)?;
    let held = session.read(contracts::token(session.token).call().account(account_id))?;
    let sheet =
        Sheet::new().with("account", account).with("investor_id", held.investor_id).with("policy_waived", waive_policy);
    report(&mut session, with_hash(sheet, &grounds.document), &[account_id], format)
}

// Helpers

/// A lost key stays with its investor: both wallets must be his at the desk.
fn same_investor(old: Option<u64>, new: Option<u64>) -> Result<(), Failure> {
    let refused = |field: &str, problem: String, remedy: &str| Err(Problem::new(problem, remedy).in_option(field));
    match (old, new) {
        (Some(old), Some(new)) if old == new => Ok(()),
        (Some(old), Some(new)) => refused(
            "--new",
            format!("the old wallet is investor {old}'s and the new one investor {new}'s"),
            "a lost key stays with its investor: name another wallet of his, or the reason succession or legal-order",
        ),
        (None, _) => refused(
            "--old",
            "the old wallet is no investor's".to_owned(),
            "compare it with kyc show; with another reason than lost-key it can be replaced all the same",
        ),
        (Some(old), None) => refused(
            "--new",
            "the new wallet is no investor's".to_owned(),
            &format!("link it to investor {old} first: chihosai kyc link"),
        ),
    }
}

/// Opens the series of an order, to sign.
pub fn open(order: &Order) -> Result<Session, Failure> {
    Session::open_to_sign(&order.record, &order.chain, &order.sign)
}

/// 32 bytes in hexadecimal.
pub fn hex(bytes: &[u8; 32]) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// With the hash of the document that an act rests on.
pub fn with_hash(sheet: Sheet, document: &[u8; 32]) -> Sheet {
    sheet.with("document_hash", hex(document))
}

/// Prints it with the accounts as the register has them now; a dry run changed nothing there.
pub fn report(session: &mut Session, sheet: Sheet, accounts: &[AccountId], format: Format) -> Result<(), Failure> {
    let token = contracts::token(session.token);
    let mut rows = Vec::with_capacity(accounts.len());
    for account in accounts {
        let held = session.read(token.call().account(*account))?;
        rows.push(serde_json::json!({
            "account": bond_client::address::ss58(*account),
            "units": held.units,
            "locked_units": held.locked_units,
            "frozen": held.has(Account::FROZEN),
            "retired": held.has(Account::RETIRED),
            "seized": held.has(Account::SEIZED),
        }));
    }
    session.report(sheet.with("register", rows), format)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_key_stays_with_its_investor() {
        assert!(same_investor(Some(7), Some(7)).is_ok());
        let field = |old, new| same_investor(old, new).unwrap_err().defects()[0].field.clone();
        for (old, new, expected) in
            [(Some(7), Some(8), "--new"), (Some(7), None, "--new"), (None, Some(7), "--old"), (None, None, "--old")]
        {
            assert_eq!(field(old, new).as_deref(), Some(expected));
        }
    }
}
