//! `chihosai register`: everybody who holds or ever held units (原簿).

use std::path::Path;

use anyhow::anyhow;
use bond_abi::desk::{KycDesk, Standing};
use bond_abi::office::{BondOffice, CouponBasis, OfficeError};
use bond_abi::token::Account;
use bond_abi::AccountId;
use bond_client::address::ss58;
use bond_client::{contracts, TraitCallBuilder};
use serde_json::{json, Value};

use super::status::time;
use crate::input::defect::{Failure, Problem};
use crate::operate::{register, registry, ChainOptions, Session};
use crate::output::{self, grouped, progress_bar, table, Format};

const HEADINGS: [&str; 8] =
    ["account", "units", "investor_id", "standing", "code", "locked_units", "frozen", "retired"];

/// How the register is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The units at the record date of this event; without it those of now.
    pub at_event: Option<u8>,
    /// As CSV, whatever the format.
    pub csv: bool,
}

/// The register as of one block.
#[derive(Clone, Debug)]
struct Register {
    block: u64,
    time_ms: u64,
    record_date: Option<RecordDate>,
    supply_units: u64,
    /// In the order of the accounts' bytes.
    rows: Vec<Row>,
}

#[derive(Clone, Copy, Debug)]
struct RecordDate {
    k: u8,
    cutoff_ms: u64,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    account: AccountId,
    units: u64,
    investor_id: Option<u64>,
    /// As of the block, also for a record date that passed.
    standing: Standing,
    /// What a controller did to it, as of the block too.
    held: Account,
}

/// Prints the register as of the last finalised block.
pub fn run(path: &Path, question: Question, chain: &ChainOptions, format: Format) -> Result<(), Failure> {
    let mut session = Session::open(path, chain)?;
    let register = read(&mut session, question.at_event)?;
    match (question.csv, format) {
        (true, _) => output::print(&csv_text(&register)?),
        (false, Format::Json) => output::print_json(&as_json(&register)),
        (false, Format::Text) => output::print(&text(&register)),
    }
}

// Helpers

fn read(session: &mut Session, at_event: Option<u8>) -> Result<Register, Failure> {
    let (block, time_ms) = session.at_last_block()?;
    let basis = match at_event {
        None => None,
        Some(k) => Some(basis(session, k)?),
    };
    let holders = register::holders_ever(session)?;
    let accounts: Vec<AccountId> = holders.iter().map(|(account, _)| *account).collect();
    let held_now: Vec<Account> = holders.iter().map(|(_, held)| *held).collect();
    let (units, supply_units, record_date) = match (at_event, basis) {
        (Some(k), Some(CouponBasis { supply_units, cutoff_ms, .. })) => {
            (register::units_at(session, &accounts, k)?, supply_units, Some(RecordDate { k, cutoff_ms }))
        }
        _ => {
            let units: Vec<u64> = held_now.iter().map(|held| held.units).collect();
            // The register's own sum: reading it has compared it with the supply.
            let supply_units = units.iter().sum();
            (units, supply_units, None)
        }
    };
    register::add_up("the register", units.iter().copied().map(u128::from).sum(), supply_units.into())?;
    // The desk tells of a wallet that asked for another investor that investor's number; whose it is, the registry knows.
    let profiles = registry::profiles(session, &accounts)?;
    let standings = standings(session, &accounts)?;
    let rows = accounts.into_iter().zip(units).zip(profiles).zip(standings).zip(held_now);
    let rows = rows.map(|((((account, units), profile), standing), held)| {
        let investor_id = profile.map(|profile| profile.investor_id);
        Row { account, units, investor_id, standing, held }
    });
    Ok(Register { block: block.number, time_ms, record_date, supply_units, rows: rows.collect() })
}

/// What event `k` pays on, or what is wrong with `--at-event`.
fn basis(session: &mut Session, k: u8) -> Result<CouponBasis, Failure> {
    let office = contracts::office(session.office);
    let basis = session.read(office.call().coupon_basis(k))?;
    basis.map_err(|error| refused(k, &error))
}

fn refused(k: u8, error: &OfficeError) -> Failure {
    match error {
        OfficeError::UnknownEvent { events } => {
            let last = events.saturating_sub(1);
            let remedy = format!("use an event from 0 to {last}, as `status` lists them");
            Problem::new(format!("the series has no event {k}"), remedy).in_option("--at-event")
        }
        OfficeError::RecordDateNotReached { event: _, cutoff_ms } => anyhow!(
            "--at-event {k}: {} RecordDateNotReached: the record date has not passed by the chain's clock, but does at \
             {}; run the command again from then on, or leave the option out for the units of now",
            error.code(),
            time(*cutoff_ms)
        )
        .into(),
        other => anyhow!("--at-event {k}: {} {other:?}; look the code up in docs/errors.md", other.code()).into(),
    }
}

fn standings(session: &mut Session, accounts: &[AccountId]) -> Result<Vec<Standing>, Failure> {
    let desk = contracts::desk(session.desk);
    let bar = progress_bar(accounts.len());
    bar.set_message("asking the desk");
    let mut standings = Vec::with_capacity(accounts.len());
    for account in accounts {
        standings.push(session.read(desk.call().explain(*account))?.standing);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(standings)
}

fn cells(row: &Row) -> [String; 8] {
    [
        ss58(row.account),
        row.units.to_string(),
        row.investor_id.map(|id| id.to_string()).unwrap_or_default(),
        format!("{:?}", row.standing),
        row.standing.code().to_string(),
        row.held.locked_units.to_string(),
        row.held.has(Account::FROZEN).to_string(),
        row.held.has(Account::RETIRED).to_string(),
    ]
}

fn csv_text(register: &Register) -> Result<String, Failure> {
    Ok(output::csv(&HEADINGS, register.rows.iter().map(cells))?)
}

fn as_json(register: &Register) -> Value {
    let holder = |row: &Row| -> Value {
        json!({
            "account": ss58(row.account),
            "units": row.units,
            "investor_id": row.investor_id,
            "standing": format!("{:?}", row.standing),
            "code": row.standing.code(),
            "locked_units": row.held.locked_units,
            "frozen": row.held.has(Account::FROZEN),
            "retired": row.held.has(Account::RETIRED),
        })
    };
    json!({
        "block": register.block,
        "chain_time": time(register.time_ms),
        "at_event": register.record_date.map(|date| date.k),
        "cutoff": register.record_date.map(|date| time(date.cutoff_ms)),
        "supply_units": register.supply_units,
        "holders": register.rows.iter().map(holder).collect::<Vec<_>>(),
    })
}

fn text(register: &Register) -> String {
    let headings = ["Account", "Units (口数)", "Locked", "Investor", "Standing", "Code", "Account is"];
    let mut table = table(headings, &[1, 2, 3, 5]);
    for row in &register.rows {
        let [account, _, investor_id, standing, code, ..] = cells(row);
        let state = match (row.held.has(Account::RETIRED), row.held.has(Account::FROZEN)) {
            (true, _) => "retired",
            (false, true) => "frozen",
            (false, false) => "",
        };
        let (units, locked) = (grouped(row.units), grouped(row.held.locked_units));
        table.add_row([account, units, locked, investor_id, standing, code, state.to_owned()]);
    }
    let when = match register.record_date {
        Some(RecordDate { k, cutoff_ms }) => format!("before {}, the cutoff of event {k}", time(cutoff_ms)),
        None => format!("at {}", time(register.time_ms)),
    };
    let (accounts, units) = (grouped(register.rows.len()), grouped(register.supply_units));
    format!(
        "{table}\n{accounts} accounts, {units} units {when}; locks and standings as of block {}",
        grouped(register.block)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(record_date: Option<RecordDate>) -> Register {
        let row = |byte, units, investor_id, standing, held| Row {
            account: AccountId::from([byte; 32]),
            units,
            investor_id,
            standing,
            held,
        };
        let locked = Account { units: 1_200, locked_units: 200, ..Account::default() };
        let replaced = Account { flags: Account::FROZEN | Account::RETIRED, ..Account::default() };
        let rows =
            vec![row(1, 1_200, Some(7), Standing::Qualifies, locked), row(2, 0, None, Standing::NotListed, replaced)];
        Register { block: 1_234, time_ms: 1_582_988_400_000, record_date, supply_units: 1_200, rows }
    }

    #[test]
    fn csv_has_a_row_for_each_account_and_plain_numbers() {
        let text = csv_text(&sample(None)).unwrap();
        let accounts = [1, 2].map(|byte| ss58(AccountId::from([byte; 32])));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "account,units,investor_id,standing,code,locked_units,frozen,retired");
        assert_eq!(lines[1], format!("{},1200,7,Qualifies,0,200,false,false", accounts[0]));
        assert_eq!(lines[2], format!("{},0,,NotListed,141,0,true,true", accounts[1]));
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn json_says_of_which_instant_the_units_are() {
        let now = as_json(&sample(None));
        assert_eq!((&now["at_event"], &now["cutoff"]), (&Value::Null, &Value::Null));
        let then = as_json(&sample(Some(RecordDate { k: 0, cutoff_ms: 1_582_902_000_000 })));
        assert_eq!((&then["at_event"], &then["cutoff"]), (&json!(0), &json!("2020-02-29T00:00:00+09:00")));
        assert_eq!(then["holders"][1]["investor_id"], Value::Null);
        assert_eq!(then["holders"][0]["units"], 1_200);
    }

    #[test]
    fn a_table_ends_with_its_sum_and_its_instant() {
        let last = |register: &Register| text(register).lines().last().unwrap().to_owned();
        assert_eq!(
            last(&sample(None)),
            "2 accounts, 1,200 units at 2020-03-01T00:00:00+09:00; locks and standings as of block 1,234"
        );
        assert_eq!(
            last(&sample(Some(RecordDate { k: 0, cutoff_ms: 1_582_902_000_000 }))),
            "2 accounts, 1,200 units before 2020-02-29T00:00:00+09:00, the cutoff of event 0; locks and standings as of block 1,234"
        );
    }

    #[test]
    fn a_refused_record_date_names_the_option_and_what_to_do() {
        let unknown = refused(9, &OfficeError::UnknownEvent { events: 2 });
        assert_eq!(unknown.defects()[0].field.as_deref(), Some("--at-event"));
        assert!(unknown.defects()[0].remedy.contains("0 to 1"), "{}", unknown.defects()[0].remedy);
        let early = refused(1, &OfficeError::RecordDateNotReached { event: 1, cutoff_ms: 1_582_902_000_000 });
        assert_eq!(early.exit_code(), 1);
        assert!(early.to_string().starts_with("--at-event 1: 268 RecordDateNotReached"), "{early}");
        assert!(early.to_string().contains("2020-02-29T00:00:00+09:00; run the command again"), "{early}");
    }
}
