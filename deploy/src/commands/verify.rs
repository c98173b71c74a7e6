//! `chihosai verify`: does the chain hold what the record says, and the record what the terms say?

use std::path::Path;

use bond_abi::desk::Registrar;
use bond_abi::roles::{CONTROLLER, ISSUER, PAUSER};
use bond_abi::AccountId;
use bond_client::address::{from_ss58, ss58};
use bond_client::verify::{verify_series, Contracts, Difference, Holders};
use bond_client::{Bundles, Client, Decoder, Deployment, Duties, SeriesPlan, Transport};
use scale::Decode;
use serde_json::{json, Value};

use crate::commands::deploy::plan_of;
use crate::commands::kyc::registrars;
use crate::commands::status::time;
use crate::input::defect::{Defect, Failure, Problem};
use crate::operate::record::{self, Complete, Contract, Record};
use crate::operate::{ChainOptions, Session, Sheet};
use crate::output::Format;

/// Compares, and fails with every difference.
pub fn run(path: &Path, chain: &ChainOptions, bundles: &Path, format: Format) -> Result<(), Failure> {
    let mut session = Session::open(path, chain)?;
    let bundles = Bundles::load(bundles).map_err(anyhow::Error::from)?;
    let plan = plan_of(&session.record, path)?;
    let mut differences = differences(&mut session.client, &session.record, path, &plan)?;
    let is_built =
        session.record.contracts.office.as_ref().is_some_and(|office| office.code_hash.0 == bundles.office.code_hash);
    if differences.is_empty() && is_built {
        differences = strangers(&mut session, &bundles)?;
    }
    refuse(differences, path)?;
    // A registry can have several, and who they are is for people to judge.
    let registrars: Vec<Value> = registrars(&mut session)?.iter().map(registrar).collect();
    let block = session.client.transport().finalised().map_err(anyhow::Error::from)?;
    Sheet::new()
        .with("verified", true)
        .with("block", block.number)
        .with("payment_events", plan.events.len())
        .with("registrars", registrars)
        .with(
            "built_contracts",
            if is_built { "the same code" } else { "another version: holders of roles not listed" },
        )
        .print(format)
}

/// What of a record is not on the chain.
pub fn differences<T: Transport>(
    client: &mut Client<T>,
    record: &Record,
    path: &Path,
    plan: &SeriesPlan,
) -> Result<Vec<Difference>, Failure> {
    let Complete { desk, registry, payment_token, office, token, distributor } = record.complete(path)?;
    let pair = |contract: &Contract| (contract.address.0, contract.code_hash.0);
    let contracts = Contracts {
        desk: pair(desk),
        registry: pair(registry),
        office: pair(office),
        token: pair(token),
        distributor: pair(distributor),
        payment_token: pair(payment_token),
    };
    let duties = &record.duties;
    let holders = Holders {
        admin: duties.admin.0,
        issuer: duties.issuer.0,
        pauser: duties.pauser.0,
        controller: duties.controller.0,
        desk: desk_duties(desk, duties),
    };
    Ok(verify_series(client, &contracts, plan, &holders).map_err(anyhow::Error::from)?)
}

/// What of a deployment that has no record is not on the chain.
pub fn of_deployment<T: Transport>(
    client: &mut Client<T>,
    bundles: &Bundles,
    deployment: &Deployment,
    duties: &Duties,
    plan: &SeriesPlan,
) -> Result<Vec<Difference>, Failure> {
    let contracts = Contracts {
        desk: (deployment.desk, bundles.desk.code_hash),
        registry: (deployment.registry, bundles.registry.code_hash),
        office: (deployment.office, bundles.office.code_hash),
        token: (deployment.token, bundles.token.code_hash),
        distributor: (deployment.distributor, bundles.distributor.code_hash),
        payment_token: (deployment.yen, bundles.yen.code_hash),
    };
    let desk = Some((duties.admin, duties.pauser, duties.registrar));
    let Duties { admin, issuer, pauser, controller, .. } = *duties;
    let holders = Holders { admin, issuer, pauser, controller, desk };
    Ok(verify_series(client, &contracts, plan, &holders).map_err(anyhow::Error::from)?)
}

/// Fails with exit code 2 if there are differences, naming each.
pub fn refuse(differences: Vec<Difference>, path: &Path) -> Result<(), Failure> {
    if differences.is_empty() {
        return Ok(());
    }
    let defect = |difference: Difference| -> Defect {
        Problem::new(
            format!("expected {}, the chain has {}", difference.expected, difference.found),
            "find out who changed what, and do not use the series before",
        )
        .within(&path.display().to_string())
        .in_field(&difference.what)
    };
    Err(Failure::Input(differences.into_iter().map(defect).collect()))
}

// Helpers

fn registrar(registrar: &Registrar) -> Value {
    let until = (registrar.until_ms != u64::MAX).then(|| time(registrar.until_ms));
    json!({ "account": ss58(registrar.account), "accredited_until": until, "investors": registrar.investors })
}

/// Admin, pauser and registrar of a desk: the first two from its constructor, for the desk may have been made for
/// another series. `None` for one that others run, and of which the record knows nothing.
fn desk_duties(desk: &Contract, duties: &record::Duties) -> Option<(AccountId, AccountId, AccountId)> {
    let arguments = &desk.made.as_ref()?.arguments;
    let account = |name: &str| arguments.get(name)?.as_str().and_then(from_ss58);
    Some((account("admin")?, account("pauser")?, duties.registrar.0))
}

/// Accounts that hold a role of the office without being in the record: the chain's own table of roles is read.
fn strangers(session: &mut Session, bundles: &Bundles) -> Result<Vec<Difference>, Failure> {
    let root = Decoder::of(&bundles.office).and_then(|decoder| decoder.root_key(&["roles", "members"]));
    let root = root.map_err(anyhow::Error::from)?;
    let keys = session.client.transport().storage_keys(session.office).map_err(anyhow::Error::from)?;
    let duties = &session.record.duties;
    let known = [(ISSUER, duties.issuer.0), (PAUSER, duties.pauser.0), (CONTROLLER, duties.controller.0)];
    let members = keys.iter().filter_map(|key| <(u32, AccountId)>::decode(&mut key.strip_prefix(&root)?).ok());
    let (expected, strangers): (Vec<_>, Vec<_>) = members.partition(|member| known.contains(member));
    // Those of the record hold their roles, as was asked before: a table without them is not the table.
    let mut differences = Vec::new();
    if known.iter().any(|member| !expected.contains(member)) {
        differences.push(Difference {
            what: "table of roles of the office".into(),
            expected: "the accounts of the record among others".into(),
            found: format!("{} accounts", expected.len() + strangers.len()),
        });
    }
    differences.extend(strangers.into_iter().map(|(role, account)| Difference {
        what: format!("role {} of the office", role_name(role)),
        expected: "nobody beside the accounts of the record".into(),
        found: ss58(account),
    }));
    Ok(differences)
}

fn role_name(role: u32) -> String {
    match role {
        ISSUER => "ISSUER".into(),
        PAUSER => "PAUSER".into(),
        CONTROLLER => "CONTROLLER".into(),
        other => other.to_string(),
    }
}
