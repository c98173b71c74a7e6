//! `chihosai export`: the full state of a series as one file with a root hash, and the check of such a file.

use std::path::{Path, PathBuf};

use anyhow::{anyhow, Context};
use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
use bond_abi::distributor::{Coupon, CouponDistributor, Quote};
use bond_abi::office::BondOffice;
use bond_abi::token;
use bond_abi::AccountId;
use bond_client::contracts::{self, Psp22};
use bond_client::due::due_before_tax_yen;
use bond_client::{TraitCallBuilder, Transport};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::input::defect::{Defect, Failure, Problem};
use crate::operate::record::{write_whole, Account, Hash};
use crate::operate::{register, registry, ChainOptions, Session, Sheet};
use crate::output::{self, progress_bar, Format};

/// The format of the file.
const FORMAT: u32 = 4;

/// The state of a series as of one block. The order of the fields is that of the file, and what the root hash covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    format: u32,
    series: String,
    genesis_hash: Hash,
    block: Block,
    contracts: Contracts,
    token: Token,
    /// Every account that ever held units, in the order of their bytes.
    register: Vec<Holder>,
    /// Each record date that has passed.
    history: Vec<RecordDate>,
    /// Each announced event.
    payments: Vec<Event>,
    /// Of everything above; see [`root_hash`].
    #[serde(skip_serializing_if = "Option::is_none")]
    root_hash: Option<Hash>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    number: u64,
    hash: Hash,
    time_ms: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contracts {
    desk: Account,
    registry: Account,
    payment_token: Account,
    office: Account,
    token: Account,
    agent: Account,
    distributor: Account,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    phase: String,
    paused: bool,
    reopened: bool,
    issued_units: u64,
    cancelled_units: u64,
    supply_units: u64,
    yen_in_distributor: u128,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Holder {
    account: Account,
    units: u64,
    /// Of them, those that their holder cannot move.
    locked_units: u64,
    frozen: bool,
    retired: bool,
    /// Whether some of its units are seized.
    seized: bool,
    /// What the registry says; nothing that names a person.
    investor: Option<Investor>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Investor {
    id: u64,
    status: String,
    class: String,
    country: u16,
    area: u16,
    birth_band: u8,
    /// As of the block.
    tax_class: String,
    expiry_ms: u64,
    attested_until_ms: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordDate {
    k: u8,
    supply_units: u64,
    holders: Vec<Units>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Units {
    account: Account,
    units: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    k: u8,
    state: String,
    required_yen: u128,
    funded_yen: u128,
    paid_payees: u32,
    paid_units: u64,
    gross_yen: u128,
    national_tax_yen: u128,
    local_tax_yen: u128,
    net_yen: u128,
    principal_yen: u128,
    reserved_yen: u128,
    payees: Vec<Payee>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Payee {
    account: Account,
    units: u64,
    paid: bool,
    gross_yen: u128,
    national_tax_yen: u128,
    local_tax_yen: u128,
    net_yen: u128,
    principal_yen: u128,
    reserved_yen: u128,
}

/// Writes the state as of the last finalised block.
pub fn run(path: &Path, out: Option<PathBuf>, chain: &ChainOptions, format: Format) -> Result<(), Failure> {
    let mut session = Session::open(path, chain)?;
    let block = session.client.transport().finalised().map_err(anyhow::Error::from)?;
    let mut state = state(&mut session, Hash(block.hash))?;
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
    let found = state(&mut session, claimed.block.hash)?;
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

/// Reads everything as of one block.
fn state(session: &mut Session, block: Hash) -> Result<State, Failure> {
    let node = session.client.transport();
    node.read_at(Some(block.0));
    let number = node.block(block.0).map_err(anyhow::Error::from)?.number;
    let time_ms = node.now_ms().map_err(anyhow::Error::from)?;
    let wallets = register::holders_ever(session)?;
    let accounts: Vec<AccountId> = wallets.iter().map(|(account, _)| *account).collect();
    let office = contracts::office(session.office);
    let status = session.read(office.call().status())?;
    let bar = progress_bar(accounts.len() + usize::from(status.events));
    bar.set_message("reading the state");
    let mut register = Vec::with_capacity(accounts.len());
    for (account, held) in wallets {
        register.push(holder(session, account, held, time_ms)?);
        bar.inc(1);
    }
    let (mut history, mut payments) = (Vec::new(), Vec::new());
    for k in 0..status.epoch {
        let units = register::units_at(session, &accounts, k)?;
        let basis = session.read(office.call().coupon_basis(k))?;
        let basis = basis.map_err(|error| anyhow!("event {k}: {} {error:?}", error.code()))?;
        register::add_up("a record date", units.iter().copied().map(u128::from).sum(), basis.supply_units.into())?;
        let held: Vec<(AccountId, u64)> = accounts.iter().copied().zip(units).filter(|(_, units)| *units > 0).collect();
        let holders = held.iter().map(|(account, units)| Units { account: Account(*account), units: *units }).collect();
        history.push(RecordDate { k, supply_units: basis.supply_units, holders });
        let distributor = contracts::distributor(session.distributor);
        if let Some(coupon) = session.read(distributor.call().event(k))? {
            payments.push(event(session, k, &coupon, &held)?);
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let distributor = session.distributor;
    let yen_in_distributor = session.read(Psp22(session.payment_token).balance_of(distributor))?;
    Ok(State {
        format: FORMAT,
        series: session.record.series.clone(),
        genesis_hash: session.record.genesis_hash,
        block: Block { number, hash: block, time_ms },
        contracts: Contracts {
            desk: Account(session.desk),
            registry: Account(session.registry),
            payment_token: Account(session.payment_token),
            office: Account(session.office),
            token: Account(session.token),
            agent: Account(session.agent),
            distributor: Account(session.distributor),
        },
        token: Token {
            phase: format!("{:?}", status.phase),
            paused: status.paused,
            reopened: status.reopened,
            issued_units: status.issued_units,
            cancelled_units: status.cancelled_units,
            supply_units: status.supply_units,
            yen_in_distributor,
        },
        register,
        history,
        payments,
        root_hash: None,
    })
}

fn holder(session: &mut Session, account: AccountId, held: token::Account, now_ms: u64) -> Result<Holder, Failure> {
    let investor = match registry::profile(session, account)? {
        None => None,
        Some(profile) => Some(Investor {
            id: profile.investor_id,
            status: format!("{:?}", profile.status),
            class: format!("{:?}", profile.class),
            country: profile.residence.country,
            area: profile.residence.area,
            birth_band: profile.birth_band,
            tax_class: registry::tax_class(session, account, now_ms)?
                .map(|class| format!("{class:?}"))
                .unwrap_or_default(),
            expiry_ms: profile.expiry_ms,
            attested_until_ms: profile.attested_until_ms,
        }),
    };
    Ok(Holder {
        account: Account(account),
        units: held.units,
        locked_units: held.locked_units,
        frozen: held.has(token::Account::FROZEN),
        retired: held.has(token::Account::RETIRED),
        seized: held.has(token::Account::SEIZED),
        investor,
    })
}

fn event(session: &mut Session, k: u8, coupon: &Coupon, held: &[(AccountId, u64)]) -> Result<Event, Failure> {
    let distributor = contracts::distributor(session.distributor);
    let mut payees = Vec::with_capacity(held.len());
    for (account, units) in held {
        // Somebody without a tax class is due an amount that is not known yet: his money is reserved as it stands.
        let quote = session.read(distributor.call().quote(*account, k))?;
        let quote = quote.unwrap_or(Quote {
            units: *units,
            gross_yen: 0,
            national_tax_yen: 0,
            local_tax_yen: 0,
            net_yen: 0,
            principal_yen: 0,
        });
        let marks = session.read(distributor.call().marks(*account))?;
        payees.push(Payee {
            account: Account(*account),
            units: *units,
            paid: marks.paid >> k & 1 == 1,
            gross_yen: quote.gross_yen,
            national_tax_yen: quote.national_tax_yen,
            local_tax_yen: quote.local_tax_yen,
            net_yen: quote.net_yen,
            principal_yen: quote.principal_yen,
            reserved_yen: if marks.reserved >> k & 1 == 1 {
                due_before_tax_yen(coupon, *units).map_err(anyhow::Error::from)?
            } else {
                0
            },
        });
    }
    let paid = coupon.paid;
    Ok(Event {
        k,
        state: format!("{:?}", coupon.state),
        required_yen: coupon.required_yen,
        funded_yen: coupon.funded_yen,
        paid_payees: paid.payees,
        paid_units: paid.units,
        gross_yen: paid.gross_yen,
        national_tax_yen: paid.national_tax_yen,
        local_tax_yen: paid.local_tax_yen,
        net_yen: paid.net_yen,
        principal_yen: paid.principal_yen,
        reserved_yen: coupon.reserved_yen,
        payees,
    })
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
    use super::*;

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
