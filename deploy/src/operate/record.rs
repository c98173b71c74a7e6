//! `records/<network>/<series>.json`: what was deployed where, complete enough to verify it without any other file.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use bond_abi::AccountId;
use bond_client::{address, Inclusion};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::input::defect::{Failure, Problem};
use crate::input::network;
use crate::input::source::without_mark;
use crate::output::json_pretty;

/// The format of the file; another one is refused.
const FORMAT: u32 = 5;
/// Earlier formats, with what their series were made of.
const EARLIER: [(u64, &str); 4] = [
    (1, "a registry without a desk"),
    (2, "a bond token without an office"),
    (3, "a distributor without a paying agent"),
    (4, "roles that count at once"),
];

/// A deployment, finished or under way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// 5.
    pub format: u32,
    /// Name of the network, as in its file.
    pub network: String,
    /// Name of the chain, as it calls itself.
    pub chain: String,
    /// Hash of the chain's first block.
    pub genesis_hash: Hash,
    /// Identifier of the series.
    pub series: String,
    /// Who does what.
    pub duties: Duties,
    /// The contracts; those that are missing are not deployed yet.
    pub contracts: Contracts,
    /// That the office is wired to token and distributor; with it the deployment is complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wired: Option<Wired>,
    /// What made it, and on what it runs.
    pub versions: Versions,
    /// The text of SERIES.toml from which terms, schedule and policy were computed.
    pub series_toml: String,
}

/// Accounts with duties, when it was deployed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duties {
    /// Signed the deployment.
    pub deployer: Account,
    /// Admin of office, desk and the paying agent's contract.
    pub admin: Account,
    /// Edits investors at the desk.
    pub registrar: Account,
    /// Allots and closes the issue.
    pub issuer: Account,
    /// Stops and resumes transfers, and edits at the desk.
    pub pauser: Account,
    /// Freezes, seizes, transfers and recovers by legal order.
    pub controller: Account,
    /// Decides about the distributor's money.
    pub paying_agent: Account,
    /// Where withheld tax goes, to be remitted.
    pub tax_account: Account,
    /// Where surplus and lapsed money go.
    pub treasury: Account,
    /// For how long whatever an admin grants or sets waits until it counts; 0: development only.
    pub delay_ms: u64,
}

/// The contracts of the series.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contracts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desk: Option<Contract>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registry: Option<Contract>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_token: Option<Contract>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<Contract>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Contract>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<Contract>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distributor: Option<Contract>,
}

/// The contracts of a deployment that came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Complete<C> {
    /// kyc-desk
    pub desk: C,
    /// kyc-registry
    pub registry: C,
    /// The payment token.
    pub payment_token: C,
    /// bond-office
    pub office: C,
    /// bond-token
    pub token: C,
    /// paying-agent
    pub agent: C,
    /// coupon-distributor
    pub distributor: C,
}

/// One contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Its address.
    pub address: Account,
    /// Hash of its code.
    pub code_hash: Hash,
    /// How it was made; `None` for a contract that the network's file names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made: Option<Made>,
}

/// How a contract was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// The salt.
    pub salt: String,
    /// Selector and arguments of the constructor, hexadecimal.
    pub constructor: String,
    /// The arguments as people read them.
    pub arguments: Map<String, Value>,
    /// Where; `None` when it was found in place, made for another series or by a run that could not write it down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
}

/// The wiring of the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wired {
    /// Where; `None` when it was found wired by a run that could not write it down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
}

/// A place in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub block: u64,
    pub block_hash: Hash,
    pub extrinsic_hash: Hash,
}

/// Versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Versions {
    /// This program.
    pub chihosai: String,
    /// Language of the contracts.
    pub language: String,
    /// Compiler of the contracts.
    pub compiler: String,
    /// The node's program.
    pub node: String,
    /// The chain's runtime, name and version.
    pub runtime: String,
    /// Version of the chain's transactions.
    pub transaction_version: u32,
}

/// An account, in JSON its SS58 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account(pub AccountId);

/// 32 bytes, in JSON `0x` and hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash(pub [u8; 32]);

// Queries

impl Record {
    /// Reads a record.
    ///
    /// # Errors
    /// [`Failure::Input`] for a file that is none.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let file = path.display().to_string();
        let defect = |problem: String, remedy: &str| Failure::from(Problem::new(problem, remedy).within(&file));
        let text = fs::read_to_string(path).map_err(|error| {
            defect(
                format!("the record cannot be read: {error}"),
                "name the file that chihosai deploy wrote, below deploy/records",
            )
        })?;
        let no_record = |error: serde_json::Error| {
            defect(format!("it is no record: {error}"), "name the file that chihosai deploy wrote, unchanged")
        };
        // The format first: a file of another one has other fields.
        let value: Value = serde_json::from_str(without_mark(&text)).map_err(no_record)?;
        let format = value.get("format").and_then(Value::as_u64);
        if let Some((format, made_of)) = EARLIER.into_iter().find(|(earlier, _)| Some(*earlier) == format) {
            return Err(defect(
                format!("the record has format {format}, of {made_of}; this program reads {FORMAT}"),
                "go on with the version of chihosai that wrote it, or move the record away and deploy the series anew",
            ));
        }
        match format {
            Some(other) if other != u64::from(FORMAT) => Err(defect(
                format!("the record has format {other}, and this program reads {FORMAT}"),
                "use the version of chihosai that wrote it",
            )),
            _ => serde_json::from_value(value).map_err(no_record),
        }
    }

    /// The file of a series' record.
    pub fn path(records: &Path, network: &str, series: &str) -> PathBuf {
        records.join(network).join(format!("{series}.json"))
    }

    /// The contracts of a deployment that came to its end.
    ///
    /// # Errors
    /// [`Failure::Input`] when it did not.
    pub fn complete(&self, path: &Path) -> Result<Complete<&Contract>, Failure> {
        let Contracts { desk, registry, payment_token, office, token, agent, distributor } = &self.contracts;
        match (desk, registry, payment_token, office, token, agent, distributor) {
            (
                Some(desk),
                Some(registry),
                Some(payment_token),
                Some(office),
                Some(token),
                Some(agent),
                Some(distributor),
            ) if self.wired.is_some() => {
                Ok(Complete { desk, registry, payment_token, office, token, agent, distributor })
            }
            _ => Err(Problem::new("the deployment did not come to its end", "run chihosai deploy again: it goes on")
                .within(&path.display().to_string())
                .into()),
        }
    }

    /// A record of the present format, before anything is deployed.
    pub fn begin(network: &str, chain: &bond_client::node::ChainInfo, series: &str, duties: Duties) -> Self {
        Self {
            format: FORMAT,
            network: network.to_owned(),
            chain: chain.name.clone(),
            genesis_hash: Hash(chain.genesis_hash),
            series: series.to_owned(),
            duties,
            contracts: Contracts::default(),
            wired: None,
            versions: Versions {
                chihosai: env!("CARGO_PKG_VERSION").to_owned(),
                language: String::new(),
                compiler: String::new(),
                node: chain.node_version.clone(),
                runtime: format!("{} {}", chain.spec_name, chain.spec_version),
                transaction_version: chain.transaction_version,
            },
            series_toml: String::new(),
        }
    }

    // Changes

    /// Writes the record such that a reader, and a run after a crash, finds the old one or the new one, whole.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let text = json_pretty(self).context("the record cannot be written as JSON")?;
        write_whole(path, &(text + "\n"))
    }
}

impl Complete<&Contract> {
    /// Their addresses.
    pub fn addresses(&self) -> Complete<AccountId> {
        Complete {
            desk: self.desk.address.0,
            registry: self.registry.address.0,
            payment_token: self.payment_token.address.0,
            office: self.office.address.0,
            token: self.token.address.0,
            agent: self.agent.address.0,
            distributor: self.distributor.address.0,
        }
    }
}

/// Writes a file through a new one beside it, which then takes its name.
pub fn write_whole(path: &Path, text: &str) -> anyhow::Result<()> {
    let context = || format!("{} cannot be written", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(context)?;
    let new = path.with_extension(format!("new-{}", std::process::id()));
    let mut file = File::create(&new).with_context(context)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).with_context(context)?;
    fs::rename(&new, path).with_context(context)
}

impl From<Inclusion> for Place {
    fn from(place: Inclusion) -> Self {
        Self {
            block: place.block_number,
            block_hash: Hash(place.block_hash),
            extrinsic_hash: Hash(place.extrinsic_hash),
        }
    }
}

impl Serialize for Account {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&address::ss58(self.0))
    }
}

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let account = address::from_ss58(&text);
        account.map(Self).ok_or_else(|| serde::de::Error::custom(format!("{text:?} is no SS58 address")))
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("0x{}", hex::encode(self.0)))
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        network::hash(&text).map(Self).map_err(|problem| serde::de::Error::custom(problem.problem))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F9: Notepad puts a byte order mark before it.
    #[test]
    fn a_record_with_a_byte_order_mark_is_read() {
        let marked = include_str!("../../tests/data/cases/F9/record-with-bom.json");
        let format = format!("\"format\": {FORMAT}");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("record.json");
        let read = |text: &str| {
            // The case is of the format in which it was found, before duties waited.
            let now = text.replace("\"format\": 4", &format).replace("\"duties\": {", "\"duties\": {\"delay_ms\": 0,");
            fs::write(&file, now).unwrap();
            Record::read(&file).map_err(|failure| failure.defects().to_vec())
        };
        assert!(marked.starts_with('\u{feff}'));
        let (with, without) = (read(marked), read(&marked[3..]));
        assert_eq!(with, without);
        assert!(with.is_ok_and(|record| record.series == "mini-5y-resident"));
    }

    #[test]
    fn a_record_of_another_format_says_which() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("record.json");
        for (text, problem) in [
            ("{\"format\": 1, \"network\": \"x\"}", "has format 1, of a registry without a desk; this program reads 5"),
            ("{\"format\": 2, \"wired\": {}}", "has format 2, of a bond token without an office; this program reads 5"),
            ("{\"format\": 6}", "has format 6, and this program reads 5"),
            ("{\"format\": 3}", "has format 3, of a distributor without a paying agent; this program reads 5"),
            ("{\"format\": 4}", "has format 4, of roles that count at once; this program reads 5"),
            ("{\"format\": 5}", "it is no record: missing field"),
            ("{}", "it is no record"),
            ("[", "it is no record"),
        ] {
            fs::write(&file, text).unwrap();
            let failure = Record::read(&file).unwrap_err();
            let defect = &failure.defects()[0];
            assert!(defect.problem.contains(problem) && !defect.remedy.is_empty(), "{defect}");
        }
    }
}
