//! `chihosai deploy`: a series on a chain, with a record that says where everything is.

mod entry;
mod preview;

use std::path::{Path, PathBuf};

use anyhow::Context;
use bond_abi::registry::KycRegistry;
use bond_abi::roles::{conflict, ADMIN, CONTROLLER, ISSUER, PAUSER, PAYING_AGENT, REGISTRAR};
use bond_abi::AccountId;
use bond_client::address::ss58;
use bond_client::deployment::{Part, Step};
use bond_client::node::ChainInfo;
use bond_client::{
    contracts, convert, deploy_series, deploy_series_with, Bundles, Client, ClientError, Deployment, Embedded, Node,
    SeriesPlan, Shared, TraitCallBuilder, Transport,
};
use serde_json::{json, Value};

use crate::commands::verify;
use crate::input::defect::{Failure, Problem};
use crate::input::network::Network;
use crate::input::series::Series;
use crate::input::source::without_mark;
use crate::input::warnings;
use crate::operate::chain::Chain;
use crate::operate::record::{self, Account, Contract, Hash, Record};
use crate::operate::{keys, payment_code, ChainOptions, Sheet, SignOptions};
use crate::output::{progress_bar, time, warn, Format};
use crate::rehearsal;

pub use entry::note;
use entry::slot;

/// Steps of a deployment that shares nothing.
const DEPLOYMENT_STEPS: usize = 11;

/// Where the inputs are and where the record goes.
pub struct Files<'a> {
    /// SERIES.toml
    pub series: &'a Path,
    /// Folder of the records.
    pub records: &'a Path,
    /// Folder of the built contracts.
    pub bundles: &'a Path,
}

/// Deploys, or goes on with an interrupted deployment, and verifies what came of it.
pub fn run(files: &Files<'_>, chain: &ChainOptions, sign: &SignOptions, format: Format) -> Result<(), Failure> {
    let series = crate::input::series(files.series)?;
    let text = std::fs::read_to_string(files.series).context("the file of the series cannot be read again")?;
    let text = without_mark(&text);
    let bundles = Bundles::load(files.bundles).map_err(anyhow::Error::from)?;
    if format == Format::Text {
        warn(&warnings::of_series(&series));
    }
    if chain.is_embedded() {
        return on_embedded(&series, &bundles, format);
    }
    let (network, mut node) = chain.connect(None)?;
    let key = keys::signing_key(sign.key_file.as_deref())?;
    let signer = node.add_key(key).map_err(anyhow::Error::from)?;
    node.settle(signer).map_err(anyhow::Error::from)?;
    let mut job = Job::new(&series, text, &bundles, files, network, Client::new(node), signer)?;
    match sign.dry_run {
        true => job.preview(format),
        false => job.deploy(format),
    }
}

/// The plan of a series: what its contracts are made from.
pub fn plan(series: &Series) -> SeriesPlan {
    SeriesPlan {
        id: series.id.clone(),
        terms: series.to_terms(),
        policy: series.to_policy(),
        events: series.to_events(),
        tax_table: convert::tax_rows(&bond_math::statutory_table()),
    }
}

/// A deployment to a node.
struct Job<'a> {
    bundles: &'a Bundles,
    plan: SeriesPlan,
    path: PathBuf,
    record: Record,
    shared: Shared,
    client: Client<Node>,
    signer: AccountId,
}

impl<'a> Job<'a> {
    fn new(
        series: &Series,
        text: &str,
        bundles: &'a Bundles,
        files: &Files<'_>,
        network: Network,
        mut client: Client<Node>,
        signer: AccountId,
    ) -> Result<Self, Failure> {
        let chain = client.transport().chain().clone();
        let path = Record::path(files.records, &network.name, &series.id);
        let plan = plan(series);
        let now_ms = client.now_ms().map_err(anyhow::Error::from)?;
        let earlier = match path.exists() {
            true => earlier(&path, &plan, &chain, &mut client)?,
            false => None,
        };
        // An office that is there can still be given its wiring.
        if earlier.as_ref().is_none_or(|record| record.contracts.office.is_none()) {
            refuse_past(series, now_ms)?;
        }
        let mut record = earlier.unwrap_or_else(|| {
            let roles = &network.roles;
            let duties = record::Duties {
                deployer: Account(signer),
                admin: Account(roles.admin.unwrap_or(signer)),
                registrar: Account(roles.registrar.unwrap_or(signer)),
                issuer: Account(roles.issuer.unwrap_or(signer)),
                pauser: Account(roles.pauser.unwrap_or(signer)),
                controller: Account(roles.controller.unwrap_or(signer)),
                paying_agent: Account(roles.paying_agent.unwrap_or(signer)),
                tax_account: Account(roles.tax_account.unwrap_or(signer)),
                treasury: Account(roles.treasury.unwrap_or(signer)),
                delay_ms: roles.delay_ms(),
            };
            Record::begin(&network.name, &chain, &series.id, duties)
        });
        record.series_toml = text.to_owned();
        let source = |field: &str| bundles.token.metadata["source"][field].as_str().unwrap_or_default().to_owned();
        record.versions.language = source("language");
        record.versions.compiler = source("compiler");
        let mut job = Self { bundles, plan, path, record, shared: Shared::default(), client, signer };
        job.find_shared(files.records, &network)?;
        check_duties(&job.record, chain.kind.is_development())?;
        Ok(job)
    }

    /// Contracts that this series shares with others: those of the network's file, else those of the other series'
    /// records, else none, and the deployment makes them.
    fn find_shared(&mut self, records: &Path, network: &Network) -> Result<(), Failure> {
        let registry = match network.registry {
            Some(address) => Some(self.named(address, "registry")?),
            None => self.of_records(records, Part::Registry)?,
        };
        let desk = match &registry {
            Some(registry) => Some(self.desk_of(records, registry.address.0)?),
            None => None,
        };
        let payment_token = match network.payment_token {
            Some(address) => Some(self.named(address, "payment_token")?),
            None => self.of_records(records, Part::PaymentToken)?,
        };
        if let Some(Contract { address, code_hash, .. }) = &payment_token {
            let found = payment_code::look(self.client.transport(), code_hash.0)?;
            let file = format!("{}.toml", network.name);
            payment_code::require_whole(address.0, found)
                .map_err(|problem| problem.within(&file).in_field("payment_token"))?;
        }
        let chain = self.client.transport().chain();
        if payment_token.is_none() && !chain.kind.is_development() {
            return Err(Problem::new(
                format!("the network names no payment token, and \"{}\" is no development chain", chain.name),
                "add payment_token = \"5…\" to its file: the test yen, which anybody can make, is for local chains",
            )
            .within(&format!("{}.toml", network.name))
            .in_field("payment_token")
            .into());
        }
        // What this very series has made stays what it is.
        self.shared.registry = registry.as_ref().map(|contract| contract.address.0);
        self.shared.payment_token = payment_token.as_ref().map(|contract| contract.address.0);
        self.record.contracts.desk = desk.or(self.record.contracts.desk.take());
        self.record.contracts.registry = registry.or(self.record.contracts.registry.take());
        self.record.contracts.payment_token = payment_token.or(self.record.contracts.payment_token.take());
        Ok(())
    }

    fn named(&mut self, address: AccountId, field: &str) -> Result<Contract, Failure> {
        let found = self.client.transport().code_hash(address).map_err(anyhow::Error::from)?;
        let Some(code_hash) = found else {
            let problem = Problem::new(format!("there is no contract at {}", ss58(address)), "correct the address");
            return Err(problem.within(&format!("{}.toml", self.record.network)).in_field(field).into());
        };
        Ok(Contract { address: Account(address), code_hash: Hash(code_hash), made: None })
    }

    /// The desk that a shared registry names: as another series of ours made it, else as the chain has it.
    fn desk_of(&mut self, records: &Path, registry: AccountId) -> Result<Contract, Failure> {
        let file = format!("{}.toml", self.record.network);
        let wrong = |problem: String| -> Failure {
            Problem::new(problem, "name a kyc-registry of this version, or leave the key out to make one")
                .within(&file)
                .in_field("registry")
                .into()
        };
        let desk = self.client.read(contracts::registry(registry).call().desk()).map_err(|error| match error {
            ClientError::NodeUnavailable { .. } | ClientError::ConnectionLost { .. } => {
                anyhow::Error::from(error).into()
            }
            error => wrong(format!("{} names no desk: {error}", ss58(registry))),
        })?;
        if let Some(known) = self.of_records(records, Part::Desk)?.filter(|known| known.address.0 == desk) {
            return Ok(known);
        }
        let found = self.client.transport().code_hash(desk).map_err(anyhow::Error::from)?;
        let code_hash = found.ok_or_else(|| wrong(format!("there is no contract at its desk {}", ss58(desk))))?;
        Ok(Contract { address: Account(desk), code_hash: Hash(code_hash), made: None })
    }

    /// A contract that another series of this network made and the chain still has.
    fn of_records(&mut self, records: &Path, part: Part) -> Result<Option<Contract>, Failure> {
        let Ok(folder) = std::fs::read_dir(records.join(&self.record.network)) else { return Ok(None) };
        let mut files: Vec<PathBuf> = folder.flatten().map(|entry| entry.path()).collect();
        files.retain(|path| path.extension().is_some_and(|end| end == "json"));
        files.sort();
        for file in files {
            let Ok(mut other) = Record::read(&file) else { continue };
            let contract = slot(&mut other, part).take();
            // Of a deployment that stopped half-way the desk may have no registry yet.
            let is_usable = other.wired.is_some() && other.genesis_hash == self.record.genesis_hash;
            let Some(contract) = contract.filter(|_| is_usable) else { continue };
            let found = self.client.transport().code_hash(contract.address.0).map_err(anyhow::Error::from)?;
            if found == Some(contract.code_hash.0) {
                return Ok(Some(contract));
            }
        }
        Ok(None)
    }

    fn deploy(&mut self, format: Format) -> Result<(), Failure> {
        let duties = self.duties();
        self.record.write(&self.path)?;
        let bar = progress_bar(DEPLOYMENT_STEPS);
        let Self { bundles, plan, path, record, shared, client, .. } = self;
        let mut done = |step: &Step| {
            bar.set_message(step.name);
            bar.inc(1);
            note(record, bundles, step).and_then(|()| record.write(path)).map_err(|error| ClientError::Deployment {
                step: step.name,
                reason: format!("{error:#}; run the command again, it goes on"),
            })
        };
        let deployed = deploy_series_with(client, bundles, &duties, plan, shared, &mut done);
        let deployment = deployed.map_err(anyhow::Error::from)?;
        bar.finish_and_clear();
        let compared = verify::compare(&mut self.client, &self.record, &self.path, &self.plan)?;
        verify::refuse(compared.differences, &self.path)?;
        self.report(&deployment, format)
    }

    fn duties(&self) -> bond_client::Duties {
        let duties = &self.record.duties;
        bond_client::Duties {
            deployer: duties.deployer.0,
            admin: duties.admin.0,
            registrar: duties.registrar.0,
            issuer: duties.issuer.0,
            pauser: duties.pauser.0,
            controller: duties.controller.0,
            paying_agent: duties.paying_agent.0,
            tax_account: duties.tax_account.0,
            treasury: duties.treasury.0,
            payer: duties.deployer.0,
            delay_ms: duties.delay_ms,
        }
    }

    fn report(&mut self, deployment: &Deployment, format: Format) -> Result<(), Failure> {
        let steps: Vec<Value> = deployment
            .steps
            .iter()
            .map(|step| {
                let (cost, place) = (step.receipt.cost, step.receipt.included);
                json!({
                    "step": step.name,
                    "done": if place.is_some() { "now" } else { "before" },
                    "block": place.map(|place| place.block_number),
                    "fee": cost.fee.to_string(),
                    "deposit": cost.deposit.to_string(),
                })
            })
            .collect();
        Sheet::new()
            .in_unit(&self.client.transport().unit())
            .with("record", self.path.display().to_string())
            .with("desk", ss58(deployment.desk))
            .with("registry", ss58(deployment.registry))
            .with("payment_token", ss58(deployment.yen))
            .with("office", ss58(deployment.office))
            .with("token", ss58(deployment.token))
            .with("agent", ss58(deployment.agent))
            .with("distributor", ss58(deployment.distributor))
            .with("delay", delay(self.record.duties.delay_ms))
            .with("verified", true)
            .with("steps", steps)
            .print(format)
    }
}

/// How long what is granted waits, in words.
pub fn delay(delay_ms: u64) -> String {
    match delay_ms {
        0 => "0: development only, whatever is granted counts at once and one key may have every duty".into(),
        days if days % 86_400_000 == 0 => format!("{} days", days / 86_400_000),
        other => format!("{other} ms"),
    }
}

// Helpers

/// Whether the duties may begin: on a chain of others something waits, and then no account has two that conflict, which
/// the contracts would refuse without saying which.
fn check_duties(record: &Record, is_development: bool) -> Result<(), Failure> {
    let duties = &record.duties;
    let wrong = |problem: String, remedy: &str, field: &str| -> Failure {
        Problem::new(problem, remedy).within(&format!("{}.toml", record.network)).in_field(field).into()
    };
    if duties.delay_ms == 0 && !is_development {
        return Err(wrong(
            format!("the delay is 0, and \"{}\" is no development chain", record.chain),
            "write delay = 7, or leave it out: a stolen key would take everything at once",
            "roles.delay",
        ));
    }
    if duties.delay_ms == 0 {
        return Ok(());
    }
    let held = [
        ("admin", ADMIN, duties.admin),
        ("issuer", ISSUER, duties.issuer),
        ("pauser", PAUSER, duties.pauser),
        ("registrar", REGISTRAR, duties.registrar),
        ("controller", CONTROLLER, duties.controller),
        ("paying_agent", PAYING_AGENT, duties.paying_agent),
    ];
    for (place, (name, role, account)) in held.iter().enumerate() {
        let met = held.iter().take(place).find(|(_, other, of)| of == account && conflict(*role, *other));
        if let Some((other, ..)) = met {
            return Err(wrong(
                format!("{} would be {other} and {name}", ss58(account.0)),
                "name different accounts; whoever is not named is the deployer. On a development chain delay = 0 \
                 allows one key for all",
                &format!("roles.{name}"),
            ));
        }
    }
    Ok(())
}

/// A series whose first record date has passed can never be issued: the money for its contracts would be lost.
fn refuse_past(series: &Series, now_ms: u64) -> Result<(), Failure> {
    let passed = series.schedule().events().first().filter(|event| event.cutoff_ms <= now_ms);
    let Some(event) = passed else { return Ok(()) };
    let problem =
        format!("the first record date, {}, has passed by the chain's clock ({})", event.record_date, time(now_ms));
    Err(Problem::new(problem, "units cannot be issued any more: correct the dates, or deploy on a chain of the time")
        .within(&series.file)
        .in_field("terms.first_interest_date")
        .into())
}

/// The record of an earlier run, if it is of this series and this chain.
fn earlier(
    path: &Path,
    plan: &SeriesPlan,
    chain: &ChainInfo,
    client: &mut Client<Node>,
) -> Result<Option<Record>, Failure> {
    let record = Record::read(path)?;
    let file = path.display().to_string();
    let remedy = "move the record away if that deployment does not count any more, or give the series another id";
    if record.genesis_hash.0 != chain.genesis_hash {
        let problem = Problem::new("the series is recorded on another chain of this network's name", remedy);
        return Err(problem.within(&file).in_field("genesis_hash").into());
    }
    let recorded = plan_of(&record, path)?;
    // An office that is there fixes the terms; before that they may still be corrected.
    let Some(office) = &record.contracts.office else { return Ok(has_begun(&record, client)?.then_some(record)) };
    if recorded != *plan {
        let problem = Problem::new("the series is deployed with other terms than the file has now", remedy);
        return Err(problem.within(&file).in_field("series_toml").into());
    }
    let found = client.transport().code_hash(office.address.0).map_err(anyhow::Error::from)?;
    match found.is_some() {
        true => Ok(Some(record)),
        false if chain.kind.is_development() => {
            eprintln!("the chain was started anew since {file} was written: deploying again");
            Ok(None)
        }
        false => {
            let problem = Problem::new("the recorded office is not on the chain", remedy);
            Err(problem.within(&file).in_field("contracts.office.address").into())
        }
    }
}

/// Whether a deployment whose record has no office yet made something that the chain still has.
fn has_begun(record: &Record, client: &mut Client<Node>) -> Result<bool, Failure> {
    let mut made = false;
    for contract in
        [&record.contracts.desk, &record.contracts.registry, &record.contracts.payment_token].into_iter().flatten()
    {
        made = true;
        if client.transport().code_hash(contract.address.0).map_err(anyhow::Error::from)?.is_none() {
            return Ok(false);
        }
    }
    Ok(made)
}

/// The plan of the series that a record keeps.
pub fn plan_of(record: &Record, path: &Path) -> Result<SeriesPlan, Failure> {
    let series = crate::input::series_text(&path.display().to_string(), &record.series_toml)?;
    Ok(plan(&series))
}

/// On the embedded chain: shows that the series can be deployed, and what its contracts cost.
fn on_embedded(series: &Series, bundles: &Bundles, format: Format) -> Result<(), Failure> {
    let mut client = Client::new(Embedded::new().map_err(anyhow::Error::from)?);
    let issued_ms = series.terms.issue_date.start_ms_jst().context("the issue date has no instant")?;
    client.transport().advance_to_ms(issued_ms).map_err(anyhow::Error::from)?;
    let (duties, plan) = (rehearsal::duties(), plan(series));
    let deployment = deploy_series(&mut client, bundles, &duties, &plan).map_err(anyhow::Error::from)?;
    let differences = verify::of_deployment(&mut client, bundles, &deployment, &duties, &plan)?;
    verify::refuse(differences, Path::new(&series.file))?;
    let steps: Vec<Value> = deployment
        .steps
        .iter()
        .map(|step| {
            let cost = step.receipt.cost;
            json!({ "step": step.name, "ref_time": cost.ref_time, "proof_size": cost.proof_size, "deposit": cost.deposit.to_string() })
        })
        .collect();
    Sheet::new().with("chain", "embedded, forgotten now").with("verified", true).with("steps", steps).print(format)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::samples;

    #[test]
    fn a_series_whose_first_record_date_has_passed_is_not_deployed() {
        let series = samples::tokyo();
        let cutoff_ms = series.schedule().events()[0].cutoff_ms;
        assert!(refuse_past(&series, cutoff_ms - 1).is_ok());
        let failure = refuse_past(&series, cutoff_ms).unwrap_err();
        let defect = &failure.defects()[0];
        assert_eq!(defect.field.as_deref(), Some("terms.first_interest_date"));
        assert_eq!(
            defect.problem,
            "the first record date, 2016-02-24, has passed by the chain's clock (2016-02-25T00:00:00+09:00)"
        );
    }
}
