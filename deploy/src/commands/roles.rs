//! `chihosai role`: who has which duty, and how a duty goes to another key.

use std::path::Path;

use bond_abi::desk::RegistrarChange;
use bond_abi::psp22::AccessControlError;
use bond_abi::roles::{AdminHandover, DelayedDuties, HandoverError, ADMIN, REGISTRAR};
use bond_abi::AccountId;
use bond_client::address::ss58;
use bond_client::contracts::{self, Message, Psp22};
use bond_client::TraitCallBuilder;
use clap::ValueEnum;
use serde_json::{json, Value};

use super::deploy::delay;
use super::enforce;
use super::kyc::registrars;
use super::status::time;
use crate::arguments::{Duty, OfName, Order, RoleCommand, RoleName};
use crate::input::defect::{Failure, Problem};
use crate::input::wallet::wallet;
use crate::operate::{ChainOptions, Session, Sheet};
use crate::output::Format;

/// Runs a command.
pub fn run(command: RoleCommand, format: Format) -> Result<(), Failure> {
    match command {
        RoleCommand::Grant { duty, account } => change(&duty, Some(&account), "grant_role", Psp22::grant_role, format),
        RoleCommand::Revoke { duty, account } => {
            change(&duty, Some(&account), "revoke_role", Psp22::revoke_role, format)
        }
        RoleCommand::Renounce { duty } => change(&duty, None, "renounce_role", Psp22::renounce_role, format),
        RoleCommand::Cancel { order, of, role, account } => cancel(&order, of, role, &account, format),
        RoleCommand::Propose { order, of, account } => propose(&order, of, account.as_deref(), format),
        RoleCommand::Accept { order, of } => accept(&order, of, format),
        RoleCommand::Status { record, account, chain } => status(&record, account.as_deref(), &chain, format),
    }
}

type Change = fn(&Psp22, u32, Option<AccountId>) -> Message<Result<(), AccessControlError>>;

/// Gives a role or takes it; without an account it is the signer's own.
fn change(
    duty: &Duty,
    account: Option<&str>,
    what: &'static str,
    change: Change,
    format: Format,
) -> Result<(), Failure> {
    let Duty { order, of, role } = duty;
    let account = account.map(wallet).transpose().map_err(|problem| problem.in_option("ACCOUNT"))?;
    require_role_of(*of, *role)?;
    let mut session = enforce::open(order)?;
    let account = match account {
        Some(account) => account,
        None => session.signer()?,
    };
    let contract = Psp22(address(&session, *of));
    session.send::<(), AccessControlError>(what, change(&contract, role.number(), Some(account)))?;
    let has = session.read(contract.has_role(role.number(), account))?;
    let sheet = Sheet::new()
        .with("contract", name(*of))
        .with("role", role.name())
        .with("account", ss58(account))
        .with("has_role", has)
        .with("counts_from", pending(&mut session, *of, role.number(), account)?);
    session.report(sheet, format)
}

/// Takes back a grant or a proposal that waits.
fn cancel(order: &Order, of: OfName, role: Option<RoleName>, account: &str, format: Format) -> Result<(), Failure> {
    let account = wallet(account).map_err(|problem| problem.in_option("ACCOUNT"))?;
    if let Some(role) = role {
        require_role_of(of, role)?;
    }
    let mut session = enforce::open(order)?;
    let mut duties = contracts::duties(address(&session, of));
    let number = role.map_or(ADMIN, RoleName::number);
    session.send::<(), HandoverError>("cancel_role", duties.call_mut().cancel_role(number, account))?;
    let sheet = Sheet::new()
        .with("contract", name(of))
        .with("role", role.map_or("admin", RoleName::name))
        .with("account", ss58(account))
        .with("counts_from", pending(&mut session, of, number, account)?);
    session.report(sheet, format)
}

/// Proposes the next admin, or nobody.
fn propose(order: &Order, of: OfName, account: Option<&str>, format: Format) -> Result<(), Failure> {
    let account = account.map(wallet).transpose().map_err(|problem| problem.in_option("ACCOUNT"))?;
    let mut session = enforce::open(order)?;
    let mut handover = contracts::handover(address(&session, of));
    session.send::<(), HandoverError>("propose_admin", handover.call_mut().propose_admin(account))?;
    let proposed = session.read(handover.call().pending_admin())?;
    let from = match proposed {
        Some(account) => pending(&mut session, of, ADMIN, account)?,
        None => None,
    };
    let sheet =
        Sheet::new().with("contract", name(of)).with("proposed_admin", proposed.map(ss58)).with("counts_from", from);
    session.report(sheet, format)
}

/// Takes over as the admin.
fn accept(order: &Order, of: OfName, format: Format) -> Result<(), Failure> {
    let mut session = enforce::open(order)?;
    let contract = address(&session, of);
    let mut handover = contracts::handover(contract);
    session.send::<(), HandoverError>("accept_admin", handover.call_mut().accept_admin())?;
    let account = session.signer()?;
    let is_admin = session.read(Psp22(contract).has_role(ADMIN, account))?;
    let sheet = Sheet::new().with("contract", name(of)).with("account", ss58(account)).with("is_admin", is_admin);
    session.report(sheet, format)
}

/// Prints who has which role.
fn status(path: &Path, account: Option<&str>, chain: &ChainOptions, format: Format) -> Result<(), Failure> {
    let account = account.map(wallet).transpose().map_err(|problem| problem.in_option("--account"))?;
    let mut session = Session::open(path, chain)?;
    // All of one block, or else a handover in between would show two admins or none.
    session.at_last_block()?;
    let duties = &session.record.duties;
    let mut accounts: Vec<AccountId> = match account {
        Some(account) => vec![account],
        None => [duties.admin, duties.registrar, duties.issuer, duties.pauser, duties.controller, duties.paying_agent]
            .map(|duty| duty.0)
            .to_vec(),
    };
    accounts.sort_unstable();
    accounts.dedup();
    let mut sheet = Sheet::new();
    for of in [OfName::Office, OfName::Desk, OfName::Agent] {
        let contract = address(&session, of);
        let (mut found, mut waits): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
        let registrar = (of == OfName::Desk).then_some(("registrar", REGISTRAR));
        let roles = roles_of(of).map(|role| (role.name(), role.number())).chain(registrar);
        for (role, number) in [("admin", ADMIN)].into_iter().chain(roles) {
            for account in &accounts {
                if session.read(Psp22(contract).has_role(number, *account))? {
                    found.push(json!({ "role": role, "account": ss58(*account) }));
                } else if let Some(from) = pending(&mut session, of, number, *account)? {
                    waits.push(json!({ "role": role, "account": ss58(*account), "counts_from": from }));
                }
            }
        }
        let proposed = session.read(contracts::handover(contract).call().pending_admin())?;
        let from = match proposed {
            Some(account) => pending(&mut session, of, ADMIN, account)?,
            None => None,
        };
        let delay_ms = session.read(contracts::duties(contract).call().delay_ms())?;
        let key = name(of).replace('-', "_");
        sheet.add(&key, found);
        sheet.add(&format!("{key}_pending"), waits);
        sheet.add(&format!("{key}_proposed_admin"), proposed.map(ss58));
        sheet.add(&format!("{key}_proposed_admin_from"), from);
        sheet.add(&format!("{key}_delay"), delay(delay_ms));
    }
    sheet.print(format)
}

// Helpers

/// From when on a role counts that does not yet.
fn pending(session: &mut Session, of: OfName, role: u32, account: AccountId) -> Result<Option<String>, Failure> {
    let contract = address(session, of);
    if role == REGISTRAR {
        let registrars = registrars(session)?;
        let waits = registrars.iter().find_map(|registrar| {
            let pending = registrar.pending?;
            let will = match pending.change {
                RegistrarChange::Until { .. } => registrar.account,
                RegistrarChange::Key { account } => account,
            };
            (will == account).then_some(pending.from_ms)
        });
        return Ok(waits.map(time));
    }
    let from_ms = session.read(contracts::duties(contract).call().role_from_ms(role, account))?;
    let counts = session.read(Psp22(contract).has_role(role, account))?;
    Ok(from_ms.filter(|_| !counts).map(time))
}

fn require_role_of(of: OfName, role: RoleName) -> Result<(), Failure> {
    if role.is_of(of) {
        return Ok(());
    }
    let remedy = format!("its roles are: {}", roles_of(of).map(RoleName::name).collect::<Vec<_>>().join(", "));
    let problem = format!("the {} has no {}", name(of), role.name());
    Err(Problem::new(problem, remedy).in_option("--role"))
}

fn roles_of(of: OfName) -> impl Iterator<Item = RoleName> {
    RoleName::value_variants().iter().copied().filter(move |role| role.is_of(of))
}

fn address(session: &Session, of: OfName) -> AccountId {
    match of {
        OfName::Office => session.office,
        OfName::Desk => session.desk,
        OfName::Agent => session.agent,
    }
}

const fn name(of: OfName) -> &'static str {
    match of {
        OfName::Office => "bond-office",
        OfName::Desk => "kyc-desk",
        OfName::Agent => "paying-agent",
    }
}
