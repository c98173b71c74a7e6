//! `chihosai export`: the full state of a series as one file with a root hash, and the check of such a file.

mod state;

use std::path::{Path, PathBuf};

use anyhow::Context;
use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
use serde::Serialize;
use serde_json::json;

use crate::input::defect::{Defect, Failure, Problem};
use crate::operate::record::{write_whole, Hash};
use crate::operate::{ChainOptions, Session, Sheet};
use crate::output::{self, Format};
use state::State;

/// Writes the state as of the last finalised block.
pub fn run(path: &Path, out: Option<PathBuf>, chain: &ChainOptions, format: Format) -> Result<(), Failure> {
    let mut session = Session::open(path, chain)?;
    let block = session.client.transport().finalised().map_err(anyhow::Error::from)?;
    let mut state = state::read(&mut session, Hash(block.hash))?;
    state.root_hash = Some(root_hash(&state)?);
    let text = serde_json::to_string_pretty(&state).context("the state cannot be written as JSON")?;
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
    let claimed: State =
        serde_json::from_str(&text).map_err(|error| defect("file", format!("it is no export: {error}")))?;
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
    let bytes = serde_json::to_vec(&covered).context("the state cannot be written as JSON")?;
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
    serde_json::to_string(value).unwrap_or_else(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::state::{Block, Contracts, Holder, Token, FORMAT};
    use super::*;
    use crate::operate::record::Account;
    use bond_abi::AccountId;

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
        let compact = serde_json::to_string(&state).unwrap();
        let (before, _) = compact.split_once(",\"root_hash\"").unwrap();
        let digest = Blake2b::<U32>::digest(format!("{before}}}"));
        assert_eq!(root.0[..], digest[..]);
        assert_eq!(root_hash(&state).unwrap(), root, "the hash does not cover itself");
        assert_eq!(serde_json::from_str::<State>(&compact).unwrap(), state);
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
