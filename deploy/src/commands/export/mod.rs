//! `chihosai export`: the full state of a series as one file with a root hash, and the check of such a file.

mod state;

use std::path::{Path, PathBuf};

use anyhow::Context;
use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
use serde::Serialize;
use serde_json::{json, Value};

use crate::input::defect::{Defect, Failure, Problem};
use crate::input::source::without_mark;
use crate::operate::record::{write_whole, Hash};
use crate::operate::{ChainOptions, Session, Sheet};
use crate::output::{self, json_compact, json_pretty, Format};
use state::{State, FORMAT};

/// Writes the state as of the last finalised block.
pub fn run(path: &Path, out: Option<PathBuf>, chain: &ChainOptions, format: Format) -> Result<(), Failure> {
    let mut session = Session::open(path, chain)?;
    let block = session.client.transport().finalised().map_err(anyhow::Error::from)?;
    let mut state = state::read(&mut session, Hash(block.hash))?;
    state.root_hash = Some(root_hash(&state)?);
    let text = json_pretty(&state).context("the state cannot be written as JSON")?;
    let Some(out) = out else { return output::print(&text) };
    write_whole(&out, &(text + "\n"))?;
    sheet(&state).with("file", out.display().to_string()).print(format)
}

/// Checks a file against itself and against the chain as of its block.
pub fn check(path: &Path, file: &Path, chain: &ChainOptions, format: Format) -> Result<(), Failure> {
    let name = file.display().to_string();
    let defect = |field: &str, problem: String| -> Defect {
        Problem::new(problem, "do not use this file; export the state anew").within(&name).in_field(field)
    };
    let text = std::fs::read_to_string(file)
        .map_err(|error| Problem::new(format!("it cannot be read: {error}"), "check the path").within(&name))?;
    let claimed: State = serde_json::from_str(without_mark(&text)).map_err(|error| {
        let format = serde_json::from_str::<Value>(without_mark(&text)).ok();
        match format.as_ref().and_then(|value| value["format"].as_u64()).filter(|format| *format != u64::from(FORMAT)) {
            Some(format) => defect("format", format!("it has format {format}, and this program reads {FORMAT}")),
            None => defect("file", format!("it is no export: {error}")),
        }
    })?;
    let mut defects = Vec::new();
    let root = root_hash(&claimed)?;
    if claimed.root_hash != Some(root) {
        defects.push(defect(
            "root_hash",
            format!("it was altered: its content has the root hash 0x{}", hex::encode(root.0)),
        ));
    }
    let mut session = Session::open(path, chain)?;
    if claimed.genesis_hash != session.record.genesis_hash || claimed.series != session.record.series {
        defects.push(defect("series", format!("it is of another series or chain than {}", path.display())));
        return Err(Failure::Input(defects));
    }
    let node = session.client.transport();
    let canonical = node.block_hash(claimed.block.number).map_err(anyhow::Error::from)?;
    if canonical != Some(claimed.block.hash.0) {
        defects.push(defect("block", format!("the chain has no such block {}", claimed.block.number)));
        return Err(Failure::Input(defects));
    }
    let found = state::read(&mut session, claimed.block.hash)?;
    defects.extend(differences(&claimed, &found).into_iter().map(|(field, problem)| defect(&field, problem)));
    if !defects.is_empty() {
        return Err(Failure::Input(defects));
    }
    sheet(&claimed).with("matches_the_chain", true).print(format)
}

// Helpers

fn sheet(state: &State) -> Sheet {
    Sheet::new()
        .with("root_hash", json!(state.root_hash))
        .with("block", state.block.number)
        .with("accounts", state.register.len())
        .with("record_dates", state.history.len())
        .with("announced_events", state.payments.len())
}

/// BLAKE2b-256 of the compact JSON of the file without its `root_hash`.
fn root_hash(state: &State) -> Result<Hash, Failure> {
    let covered = State { root_hash: None, ..state.clone() };
    let bytes = json_compact(&covered).context("the state cannot be written as JSON")?;
    Ok(Hash(Blake2b::<U32>::digest(bytes).into()))
}

/// What differs, part by part.
fn differences(claimed: &State, found: &State) -> Vec<(String, String)> {
    let mut differences = Vec::new();
    let mut compare = |field: String, claimed: String, found: String| {
        if claimed != found {
            differences.push((field, format!("it says {claimed}, the chain {found}")));
        }
    };
    compare("format".into(), claimed.format.to_string(), found.format.to_string());
    compare("block".into(), shown(&claimed.block), shown(&found.block));
    compare("contracts".into(), shown(&claimed.contracts), shown(&found.contracts));
    compare("token".into(), shown(&claimed.token), shown(&found.token));
    rows("register", &claimed.register, &found.register, &mut compare);
    rows("history", &claimed.history, &found.history, &mut compare);
    rows("payments", &claimed.payments, &found.payments, &mut compare);
    differences
}

fn rows<R: Serialize>(field: &str, claimed: &[R], found: &[R], compare: &mut impl FnMut(String, String, String)) {
    compare(format!("{field}.length"), claimed.len().to_string(), found.len().to_string());
    for (place, (claimed, found)) in claimed.iter().zip(found).enumerate() {
        compare(format!("{field}[{place}]"), shown(claimed), shown(found));
    }
}

fn shown(value: &impl Serialize) -> String {
    json_compact(value).unwrap_or_else(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::state::{Block, Contracts, Holder, Investor, Token};
    use super::*;
    use crate::operate::record::Account;
    use bond_abi::AccountId;
    use std::process::Command;

    fn sample() -> State {
        let account = Account(AccountId::from([7; 32]));
        State {
            format: FORMAT,
            series: "x".into(),
            genesis_hash: Hash([1; 32]),
            block: Block { number: 5, hash: Hash([2; 32]), time_ms: 6 },
            contracts: Contracts {
                desk: account,
                registry: account,
                payment_token: account,
                office: account,
                token: account,
                agent: account,
                distributor: account,
            },
            token: Token {
                phase: "Active".into(),
                paused: false,
                reopened: false,
                issued_units: 9,
                cancelled_units: 0,
                supply_units: 9,
                yen_in_distributor: 0,
                reserve_yen: 0,
            },
            register: vec![Holder {
                account,
                units: 9,
                locked_units: 0,
                frozen: false,
                retired: false,
                seized: false,
                investor: None,
            }],
            history: Vec::new(),
            payments: Vec::new(),
            root_hash: None,
        }
    }

    #[test]
    fn the_root_hash_is_that_of_the_compact_json_before_it() {
        let mut state = sample();
        let root = root_hash(&state).unwrap();
        state.root_hash = Some(root);
        let compact = json_compact(&state).unwrap();
        let (before, _) = compact.split_once(",\"root_hash\"").unwrap();
        let digest = Blake2b::<U32>::digest(format!("{before}}}"));
        assert_eq!(root.0[..], digest[..]);
        assert_eq!(root_hash(&state).unwrap(), root, "the hash does not cover itself");
        assert_eq!(serde_json::from_str::<State>(&compact).unwrap(), state);
    }

    /// ADR 0018 as a user follows it, with jq 1.6 of Debian 12 too, which reads numbers as doubles: an investor's number,
    /// an end that never comes, and amounts beyond 2^53.
    #[test]
    fn the_documented_check_of_an_untouched_file_gives_its_root_hash() {
        let mut state = sample();
        state.token.issued_units = u64::MAX;
        state.token.yen_in_distributor = u128::MAX;
        state.register[0].investor = Some(Investor {
            id: u64::MAX - 1,
            status: "Active".into(),
            class: "Individual".into(),
            country: 392,
            area: 13_101,
            birth_band: 7,
            tax_class: "Individual".into(),
            expiry_ms: u64::MAX,
            attested_until_ms: 9_007_199_254_740_993,
        });
        let root = root_hash(&state).unwrap();
        state.root_hash = Some(root);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("export.json");
        write_whole(&file, &(json_pretty(&state).unwrap() + "\n")).unwrap();
        let command = "jq -cj 'del(.root_hash)' \"$1\" | b2sum -l 256";
        let output = Command::new("sh").args(["-c", command, "sh"]).arg(&file).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(said.split(' ').next(), Some(hex::encode(root.0).as_str()), "jq and b2sum: run scripts/setup.sh");
        // And the program reads back what it wrote.
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(serde_json::from_str::<State>(&text).unwrap(), state);
        assert!(include_str!("../../../../docs/adr/0018-the-export-is-json-with-one-hash.md")
            .contains("jq -cj 'del(.root_hash)' export.json | b2sum -l 256"));
    }

    #[test]
    fn every_altered_row_is_named() {
        let (claimed, mut found) = (sample(), sample());
        assert_eq!(differences(&claimed, &found), []);
        found.register[0].units = 8;
        found.token.paused = true;
        let fields: Vec<String> = differences(&claimed, &found).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["token", "register[0]"]);
        assert_ne!(root_hash(&claimed).unwrap(), root_hash(&found).unwrap());
    }
}
