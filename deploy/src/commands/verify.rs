//! `chihosai verify`: does the chain hold what the record says, and the record what the terms say?

use std::path::Path;

use bond_abi::agent::CashAccounts;
use bond_abi::desk::{PendingChange, Registrar, RegistrarChange};
use bond_abi::distributor::CouponDistributor;
use bond_abi::office::{BondOffice, PaymentEvent};
use bond_abi::roles::{DelayedDuties, CONTROLLER, ESCROW, ISSUER, PAUSER, PAYING_AGENT};
use bond_abi::AccountId;
use bond_client::address::{from_ss58, ss58};
use bond_client::verify::{verify_series, Contracts, Difference, Holders};
use bond_client::{
    contracts, Bundle, Bundles, Client, Decoder, Deployment, Duties, SeriesPlan, TraitCallBuilder, Transport,
};
use bond_math::Date;
use scale::Decode;
use serde_json::{json, Value};

use crate::commands::cash::pending::waiting;
use crate::commands::coupon::holiday::open_day;
use crate::commands::deploy::{delay, plan_of};
use crate::commands::issuer::early;
use crate::commands::kyc::registrars;
use crate::commands::status::time;
use crate::input::defect::{Defect, Failure, Problem};
use crate::operate::record::{self, Complete, Contract, Record};
use crate::operate::{payment_code, ChainOptions, Session, Sheet};
use crate::output::{dated, named, Format};

/// Compares, and fails with every difference.
pub fn run(path: &Path, chain: &ChainOptions, bundles: &Path, format: Format) -> Result<(), Failure> {
    let mut session = Session::open(path, chain)?;
    let bundles = Bundles::load(bundles).map_err(anyhow::Error::from)?;
    let plan = plan_of(&session.record, path)?;
    let Comparison { mut differences, redeemed_early_on, payment_events } =
        compare(&mut session.client, &session.record, path, &plan)?;
    let is_same = |contract: &Option<Contract>, bundle: &Bundle| {
        contract.as_ref().is_some_and(|contract| contract.code_hash.0 == bundle.code_hash)
    };
    let recorded = &session.record.contracts;
    let is_built = is_same(&recorded.office, &bundles.office) && is_same(&recorded.agent, &bundles.agent);
    if differences.is_empty() && is_built {
        differences = strangers(&mut session, &bundles)?;
    }
    if differences.is_empty() {
        differences = closed_days(&mut session)?;
    }
    refuse(differences, path)?;
    // A registry can have several, and who they are is for people to judge.
    let registrars: Vec<Value> = registrars(&mut session)?.iter().map(registrar).collect();
    let pending = waiting(&mut session)?;
    let block = session.client.transport().finalised().map_err(anyhow::Error::from)?;
    let mut sheet = Sheet::new().with("verified", true).with("block", block.number);
    sheet.add("delay", delay(session.record.duties.delay_ms));
    sheet.add("pending", pending);
    sheet.add("payment_events", payment_events);
    if let Some(day) = redeemed_early_on {
        sheet.add("redeemed_early_on", day.to_string());
    }
    sheet
        .with("registrars", registrars)
        .with(
            "built_contracts",
            if is_built { "the same code" } else { "another version: holders of roles not listed" },
        )
        .print(format)
}

/// What a comparison found.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What is not as it should be.
    pub differences: Vec<Difference>,
    /// The day of an early redemption that the issuer called: the schedule is the one that follows from it.
    pub redeemed_early_on: Option<Date>,
    /// Payment events of that schedule.
    pub payment_events: usize,
}

/// What of a record is not on the chain. An early redemption that anybody can recompute from the terms is no difference.
pub fn compare<T: Transport>(
    client: &mut Client<T>,
    record: &Record,
    path: &Path,
    plan: &SeriesPlan,
) -> Result<Comparison, Failure> {
    let differences = differences(client, record, path, plan)?;
    let as_planned = Comparison { differences, redeemed_early_on: None, payment_events: plan.events.len() };
    // An office whose code is another one cannot be asked.
    let is_asked = as_planned.differences.iter().any(|difference| difference.what.contains("payment event"));
    let called = if is_asked { redeemed(client, record, path, plan)? } else { None };
    let Some((day, events)) = called else { return Ok(as_planned) };
    let payment_events = events.len();
    let plan = SeriesPlan { events, ..plan.clone() };
    let differences = self::differences(client, record, path, &plan)?;
    Ok(Comparison { differences, redeemed_early_on: Some(day), payment_events })
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
        agent: (deployment.agent, bundles.agent.code_hash),
        distributor: (deployment.distributor, bundles.distributor.code_hash),
        payment_token: (deployment.yen, bundles.yen.code_hash),
    };
    let desk = Some((duties.admin, duties.pauser, duties.registrar));
    let Duties { admin, issuer, pauser, controller, paying_agent, delay_ms, .. } = *duties;
    let accounts = duties.cash_accounts();
    let holders = Holders { admin, issuer, pauser, controller, paying_agent, accounts, desk, delay_ms };
    Ok(verify_series(client, &contracts, plan, &holders).map_err(anyhow::Error::from)?)
}

/// Fails with exit code 2 if there are differences, naming each.
pub fn refuse(differences: Vec<Difference>, path: &Path) -> Result<(), Failure> {
    if differences.is_empty() {
        return Ok(());
    }
    let defect = |difference: Difference| -> Defect {
        let shown = |value: &str| named(&difference.what, value).map_or_else(|| dated(value), |(_, shown)| shown);
        Problem::new(
            format!("expected {}, the chain has {}", shown(&difference.expected), shown(&difference.found)),
            "find out who changed what, and do not use the series before",
        )
        .within(&path.display().to_string())
        .in_field(&difference.what)
    };
    Err(Failure::Input(differences.into_iter().map(defect).collect()))
}

// Helpers

fn differences<T: Transport>(
    client: &mut Client<T>,
    record: &Record,
    path: &Path,
    plan: &SeriesPlan,
) -> Result<Vec<Difference>, Failure> {
    let Complete { desk, registry, payment_token, office, token, agent, distributor } = record.complete(path)?;
    let pair = |contract: &Contract| (contract.address.0, contract.code_hash.0);
    let contracts = Contracts {
        desk: pair(desk),
        registry: pair(registry),
        office: pair(office),
        token: pair(token),
        agent: pair(agent),
        distributor: pair(distributor),
        payment_token: pair(payment_token),
    };
    let duties = &record.duties;
    let holders = Holders {
        admin: duties.admin.0,
        issuer: duties.issuer.0,
        pauser: duties.pauser.0,
        controller: duties.controller.0,
        paying_agent: duties.paying_agent.0,
        accounts: CashAccounts { tax: duties.tax_account.0, treasury: duties.treasury.0 },
        desk: desk_duties(desk, duties),
        delay_ms: duties.delay_ms,
    };
    let mut differences = verify_series(client, &contracts, plan, &holders).map_err(anyhow::Error::from)?;
    // The accepted hash says what runs only for a code that runs nothing else.
    let (token, code_hash) = contracts.payment_token;
    if client.transport().code(code_hash).map_err(anyhow::Error::from)?.is_some() {
        if let Err(problem) = payment_code::require_whole(token, payment_code::look(client.transport(), code_hash)?) {
            differences.push(Difference {
                what: "code of the payment token".into(),
                expected: "no import of delegate_call".into(),
                found: problem.problem,
            });
        }
    }
    Ok(differences)
}

/// Day and events of an early redemption: the chain's last event is not the planned one, but what the terms give for its
/// notional day.
fn redeemed<T: Transport>(
    client: &mut Client<T>,
    record: &Record,
    path: &Path,
    plan: &SeriesPlan,
) -> Result<Option<(Date, Vec<PaymentEvent>)>, Failure> {
    let office = contracts::office(record.complete(path)?.office.address.0);
    let events = client.read(office.call().status()).map_err(anyhow::Error::from)?.events;
    let Some(k) = events.checked_sub(1) else { return Ok(None) };
    let last = client.read(office.call().event(k)).map_err(anyhow::Error::from)?;
    let Some(last) = last.filter(|last| plan.events.get(usize::from(k)).is_some_and(|planned| planned != last)) else {
        return Ok(None);
    };
    let Ok(day) = Date::from_days(last.notional_day) else { return Ok(None) };
    let series = crate::input::series_text(&path.display().to_string(), &record.series_toml)?;
    let recomputed = early::events(&series, day);
    let recomputed = recomputed.filter(|found| found.len() == usize::from(events) && found.last() == Some(&last));
    Ok(recomputed.map(|events| (day, events)))
}

/// Events whose cash was moved to a day on which banks are closed; days of the terms themselves are the schedule's matter.
fn closed_days(session: &mut Session) -> Result<Vec<Difference>, Failure> {
    let events = session.read(contracts::office(session.office).call().status())?.events;
    let distributor = contracts::distributor(session.distributor);
    let mut differences = Vec::new();
    for k in 0..events {
        let moved = session.read(distributor.call().payment_day(k))?.and_then(|date| Date::from_days(date.day).ok());
        let Some(day) = moved.filter(|day| open_day(&session.series, *day).is_err()) else { continue };
        differences.push(Difference {
            what: format!("day of the cash of event {k}"),
            expected: "a day on which banks are open".into(),
            found: format!("{day}, moved there by the paying agent"),
        });
    }
    Ok(differences)
}

fn registrar(registrar: &Registrar) -> Value {
    let until = (registrar.until_ms != u64::MAX).then(|| time(registrar.until_ms));
    let pending = registrar.pending.map(|PendingChange { change, from_ms }| match change {
        RegistrarChange::Until { until_ms: u64::MAX } => format!("accredited without end from {}", time(from_ms)),
        RegistrarChange::Until { until_ms } => format!("accredited until {} from {}", time(until_ms), time(from_ms)),
        RegistrarChange::Key { account } => format!("signs as {} from {}", ss58(account), time(from_ms)),
    });
    json!({
        "account": ss58(registrar.account),
        "accredited_until": until,
        "investors": registrar.investors,
        "pending": pending,
    })
}

/// Admin, pauser and registrar of a desk: the first two from its constructor, for the desk may have been made for
/// another series. `None` for one that others run, and of which the record knows nothing.
fn desk_duties(desk: &Contract, duties: &record::Duties) -> Option<(AccountId, AccountId, AccountId)> {
    let arguments = &desk.made.as_ref()?.arguments;
    let account = |name: &str| arguments.get(name)?.as_str().and_then(from_ss58);
    Some((account("admin")?, account("pauser")?, duties.registrar.0))
}

/// Accounts that hold a role of the office or of the paying agent's contract without being in the record: the chain's own
/// tables of roles are read.
fn strangers(session: &mut Session, bundles: &Bundles) -> Result<Vec<Difference>, Failure> {
    let duties = &session.record.duties;
    let of_office = [(ISSUER, duties.issuer.0), (PAUSER, duties.pauser.0), (CONTROLLER, duties.controller.0)];
    let of_agent = [(PAYING_AGENT, duties.paying_agent.0)];
    let (office, agent) = (session.office, session.agent);
    let mut differences = strangers_of(session, "the office", office, &bundles.office, &of_office)?;
    differences.extend(strangers_of(session, "the paying agent's contract", agent, &bundles.agent, &of_agent)?);
    Ok(differences)
}

fn strangers_of(
    session: &mut Session,
    name: &str,
    contract: AccountId,
    bundle: &Bundle,
    known: &[(u32, AccountId)],
) -> Result<Vec<Difference>, Failure> {
    let root = Decoder::of(bundle).and_then(|decoder| decoder.root_key(&["roles", "members"]));
    let root = root.map_err(anyhow::Error::from)?;
    let keys = session.client.transport().storage_keys(contract).map_err(anyhow::Error::from)?;
    let members = keys.iter().filter_map(|key| <(u32, AccountId)>::decode(&mut key.strip_prefix(&root)?).ok());
    let (expected, strangers): (Vec<_>, Vec<_>) = members.partition(|member| known.contains(member));
    // Those of the record hold their roles, as was asked before: a table without them is not the table.
    let mut differences = Vec::new();
    if known.iter().any(|member| !expected.contains(member)) {
        differences.push(Difference {
            what: format!("table of roles of {name}"),
            expected: "the accounts of the record among others".into(),
            found: format!("{} accounts", expected.len() + strangers.len()),
        });
    }
    let now_ms = session.client.now_ms().map_err(anyhow::Error::from)?;
    for (role, account) in strangers {
        let from_ms = session.read(contracts::duties(contract).call().role_from_ms(role, account))?;
        let found = match from_ms.filter(|from_ms| *from_ms > now_ms) {
            Some(from_ms) => format!("{}, who does not count before {}", ss58(account), time(from_ms)),
            None => ss58(account),
        };
        // The list of escrow accounts is the admin's to keep.
        if role != ESCROW {
            differences.push(Difference {
                what: format!("role {} of {name}", role_name(role)),
                expected: "nobody beside the accounts of the record".into(),
                found,
            });
        }
    }
    Ok(differences)
}

fn role_name(role: u32) -> String {
    match role {
        ISSUER => "ISSUER".into(),
        PAUSER => "PAUSER".into(),
        CONTROLLER => "CONTROLLER".into(),
        PAYING_AGENT => "PAYING_AGENT".into(),
        other => other.to_string(),
    }
}
