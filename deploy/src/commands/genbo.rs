//! `chihosai register --genbo` and `--certificate`: the register of local bonds (地方債原簿) that the law of 2027 asks for.
//!
//! 地方財政法5条の7 (令和8年法律第27号, in force from 1 April 2027) asks for a register whose items a Cabinet order names; that
//! order was not out on 2026-09-24. Until it is, the items are those of its model, 会社法681条, and the certificate that of
//! 会社法682条 (market-rules-2 §A2, §A3). What the chain does not have says so.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::anyhow;
use bond_abi::office::{BondOffice, LockKind};
use bond_abi::token::Account;
use bond_abi::AccountId;
use bond_client::address::ss58;
use bond_client::{contracts, TraitCallBuilder};
use bond_math::Date;
use serde_json::{json, Map, Value};

use super::status::time;
use crate::input::defect::{Failure, Problem};
use crate::input::names::{Name, Names};
use crate::input::wallet::wallet;
use crate::input::{self, whole_number};
use crate::operate::history::History;
use crate::operate::lots::{Holder, Lot, Lots};
use crate::operate::sheet::amount;
use crate::operate::{register, ChainOptions, Column, Listing, Session, Sheet};
use crate::output::{self, decimal, Format};

/// How it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// One holder only: a registrar's number, or a wallet.
    pub certificate: Option<&'a str>,
    /// Names and addresses, by the registrar's number.
    pub names: Option<&'a Path>,
    /// First block that is read.
    pub from: u64,
    /// The holders' lots as CSV.
    pub csv: bool,
}

/// Said with every answer: what it is, and what is not known yet.
const LAW: &str =
    "地方財政法5条の7 (令和8年法律第27号, 2027-04-01施行); 政令未公布のため会社法681条・682条の記載事項に準ずる";
/// The entry is what counts against third parties, not a transfer's time of agreement.
const EFFECT: &str =
    "a transfer counts against the issuer and third parties from its entry (会社法688条1項 as the model)";

const COLUMNS: &[Column] = &[
    Column { name: "investor_id", title: "Holder (番号)" },
    Column { name: "name", title: "Name (氏名・名称)" },
    Column { name: "address", title: "Address (住所)" },
    Column { name: "wallets", title: "Wallets" },
    Column { name: "acquired_on", title: "Acquired on (取得日)" },
    Column { name: "entered_at", title: "Entered at (記録時刻)" },
    Column { name: "block", title: "Block" },
    Column { name: "by", title: "By" },
    Column { name: "units", title: "Units (口)" },
    Column { name: "face_yen", title: "Face (額面) ¥" },
];

/// The register as of one block.
struct Genbo {
    series: Map<String, Value>,
    about: Sheet,
    lots: Lots,
    wallets: BTreeMap<Holder, Vec<String>>,
    /// What lies on units of a holder.
    burdens: BTreeMap<Holder, Vec<Value>>,
    denomination_yen: u64,
    outstanding_per_unit_yen: u64,
}

/// Prints the register, or the entry of one holder, as of the last finalised block.
pub fn run(path: &Path, question: Question<'_>, chain: &ChainOptions, format: Format) -> Result<(), Failure> {
    let names = question.names.map(input::names).transpose()?.unwrap_or_default();
    let mut session = Session::open(path, chain)?;
    let genbo = read(&mut session, question.from)?;
    let only = question.certificate.map(|text| holder(&genbo, text)).transpose()?;
    let rows = genbo.rows(only, &names);
    if question.csv {
        return Listing { name: "lots", columns: COLUMNS, rows, about: Sheet::new() }.print(true, format);
    }
    let sheet = match only {
        Some(holder) => genbo.certificate(holder, &names),
        None => genbo.sheet(&names),
    };
    match format {
        Format::Json => sheet.print(Format::Json),
        Format::Text => {
            let lots = Listing { name: "lots", columns: COLUMNS, rows, about: Sheet::new() };
            output::print(&sheet.text())?;
            lots.print(false, format)
        }
    }
}

// Helpers

fn read(session: &mut Session, from: u64) -> Result<Genbo, Failure> {
    let (block, time_ms) = session.at_last_block()?;
    let holders = register::holders_ever(session)?;
    let accounts: Vec<AccountId> = holders.iter().map(|(account, _)| *account).collect();
    let history = History::of_session(session, &accounts, from, block.number)?;
    let lots = Lots::of(&history)?;
    let mut wallets: BTreeMap<Holder, Vec<String>> = BTreeMap::new();
    let mut burdens: BTreeMap<Holder, Vec<Value>> = BTreeMap::new();
    let mut held_units: BTreeMap<Holder, u64> = BTreeMap::new();
    for (account, held) in &holders {
        let Some(holder) = lots.holder_of(*account) else { continue };
        wallets.entry(holder).or_default().push(ss58(*account));
        *held_units.entry(holder).or_default() += held.units;
        if let Some(burden) = burden(session, *account, held)? {
            burdens.entry(holder).or_default().extend(burden);
        }
    }
    // What was read of the past is what the register has now.
    for (account, held) in &holders {
        let known = lots.holder_of(*account).is_some();
        if known != (held.units > 0) {
            return Err(gap(&ss58(*account)));
        }
    }
    for (holder, units) in &held_units {
        if lots.units_of(*holder) != *units {
            return Err(gap(&format!("{holder:?}")));
        }
    }
    let status = session.read(contracts::office(session.office).call().status())?;
    let terms = session.read(contracts::office(session.office).call().terms())?;
    let outstanding_per_unit_yen = outstanding(session, time_ms);
    let about = Sheet::new()
        .with("register", "地方債原簿")
        .with("law", LAW)
        .with("effect", EFFECT)
        .with("block", block.number)
        .with("block_hash", format!("0x{}", hex::encode(block.hash)))
        .with("chain_time", time(time_ms));
    let face = |units: u64| amount(u128::from(units) * u128::from(terms.denomination_yen));
    let series = &session.series;
    let day = |day: i32| Date::from_days(day).map_or_else(|_| day.to_string(), |date| date.to_string());
    let fields = json!({
        "name": terms.name,
        "id": series.id,
        "isin": terms.isin.map(|isin| String::from_utf8_lossy(&isin).into_owned()),
        "issuer": series.issuer.name,
        "rate_percent": decimal(terms.rate_numerator, terms.rate_decimals),
        "issue_date": day(terms.issue_day),
        "maturity_date": day(terms.maturity_day),
        "redemption": if series.terms.instalments.is_empty() { "満期一括償還" } else { "定時償還" },
        "payment_dates": series.schedule().events().iter().map(|event| event.payment_date.to_string()).collect::<Vec<_>>(),
        "denomination_yen": terms.denomination_yen,
        "outstanding_per_unit_yen": outstanding_per_unit_yen,
        "authorised_units": terms.authorised_units,
        "authorised_yen": face(terms.authorised_units),
        "issued_units": status.issued_units,
        "issued_yen": face(status.issued_units),
        "certificates": "券面を発行しない",
    });
    let series = match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    Ok(Genbo {
        series,
        about,
        lots,
        wallets,
        burdens,
        denomination_yen: terms.denomination_yen,
        outstanding_per_unit_yen,
    })
}

/// Principal of a unit after the last payment date that has begun.
fn outstanding(session: &Session, time_ms: u64) -> u64 {
    let past = |event: &&bond_math::Event| event.payment_date.start_ms_jst().is_ok_and(|start_ms| start_ms <= time_ms);
    let last = session.series.schedule().events().iter().rev().find(past);
    last.map_or(session.series.terms.denomination_yen, |event| event.remaining_per_unit_yen)
}

fn gap(what: &str) -> Failure {
    anyhow!(
        "the transfers that were read do not give what the register has of {what}: read from an earlier block with --from"
    )
    .into()
}

/// What lies on the units of a wallet: frozen, seized, pledged, waiting for approval.
fn burden(session: &mut Session, account: AccountId, held: &Account) -> Result<Option<Vec<Value>>, Failure> {
    if held.locked_units == 0 && !held.has(Account::FROZEN) {
        return Ok(None);
    }
    let mut found = Vec::new();
    if held.has(Account::FROZEN) {
        found.push(json!({ "wallet": ss58(account), "kind": "account frozen" }));
    }
    for (number, lock) in session.read(contracts::office(session.office).call().locks_of(account))? {
        let kind = match lock.kind {
            LockKind::Frozen => "frozen, or pledged (質権)",
            LockKind::Seized { .. } => "seized (差押え)",
            LockKind::Pending { .. } => "transfer waits for approval",
            LockKind::ClaimSeized { .. } => "claim of one payment seized (債権差押え), units free",
        };
        found.push(json!({
            "wallet": ss58(account), "lock": number, "units": lock.units, "kind": kind, "since": time(lock.since_ms),
        }));
    }
    Ok(Some(found))
}

/// The holder that a number or a wallet means.
fn holder(genbo: &Genbo, text: &str) -> Result<Holder, Failure> {
    let holder = match whole_number(text) {
        Ok(investor_id) => Some(Holder::Investor(investor_id)),
        Err(_) => {
            let account = wallet(text).map_err(|problem| problem.in_option("--certificate"))?;
            genbo.lots.holder_of(account)
        }
    };
    holder.filter(|holder| genbo.lots.held.contains_key(holder)).ok_or_else(|| {
        let remedy = "name the number of an investor who holds units, or one of his wallets, as `register` lists them";
        Problem::new(format!("{text} holds nothing in this series"), remedy).in_option("--certificate")
    })
}

fn on(at_ms: u64) -> String {
    Date::from_unix_ms_jst(at_ms).map_or_else(|_| time(at_ms), |date| date.to_string())
}

impl Genbo {
    fn face(&self, units: u64) -> Value {
        amount(u128::from(units) * u128::from(self.denomination_yen))
    }

    fn rows(&self, only: Option<Holder>, names: &Names) -> Vec<Vec<Value>> {
        let held = self.lots.held.iter().filter(|(holder, _)| only.is_none_or(|only| only == **holder));
        held.flat_map(|(holder, lots)| lots.iter().map(|lot| self.row(*holder, lot, names))).collect()
    }

    fn row(&self, holder: Holder, lot: &Lot, names: &Names) -> Vec<Value> {
        let (number, name) = identity(holder, names);
        let text = |part: fn(&Name) -> &String| name.map_or(Value::Null, |name| json!(part(name)));
        vec![
            number,
            text(|name| &name.name),
            text(|name| &name.address),
            json!(self.wallets.get(&holder).map_or_else(String::new, |wallets| wallets.join(" "))),
            json!(on(lot.acquired_ms)),
            json!(time(lot.acquired_ms)),
            json!(lot.block),
            json!(if lot.allotted { "allotment (割当て)" } else { "transfer (譲渡等)" }),
            json!(lot.units),
            self.face(lot.units),
        ]
    }

    fn entry(&self, holder: Holder, names: &Names) -> Value {
        let (number, name) = identity(holder, names);
        let units = self.lots.units_of(holder);
        let lots = self.lots.held.get(&holder).into_iter().flatten().map(|lot| {
            json!({
                "acquired_on": on(lot.acquired_ms), "entered_at": time(lot.acquired_ms), "block": lot.block,
                "by": if lot.allotted { "allotment" } else { "transfer" },
                "units": lot.units, "face_yen": self.face(lot.units),
            })
        });
        json!({
            "investor_id": number,
            "name": name.map(|name| &name.name),
            "address": name.map(|name| &name.address),
            "wallets": self.wallets.get(&holder),
            "units": units,
            "face_yen": self.face(units),
            "outstanding_yen": amount(u128::from(units) * u128::from(self.outstanding_per_unit_yen)),
            "lots": lots.collect::<Vec<_>>(),
            "locks": self.burdens.get(&holder).cloned().unwrap_or_default(),
        })
    }

    /// What was paid in for each allotment: the chain knows its face and its day; a price other than par is the issuer's.
    fn allotments(&self, names: &Names) -> Vec<Value> {
        let allotments = self.lots.allotments.iter().map(|row| {
            let (number, name) = identity(row.holder, names);
            json!({
                "investor_id": number, "name": name.map(|name| &name.name), "wallet": ss58(row.wallet),
                "units": row.units, "face_yen": self.face(row.units), "paid_on": on(row.at_ms),
                "entered_at": time(row.at_ms), "block": row.block,
            })
        });
        allotments.collect()
    }

    fn sheet(&self, names: &Names) -> Sheet {
        let holders: Vec<Value> = self.lots.held.keys().map(|holder| self.entry(*holder, names)).collect();
        self.with_about(Sheet::new())
            .with("allotments", self.allotments(names))
            .with("amount_paid_in", "face; a price other than par is not on the chain")
            .with("holders", holders)
    }

    fn certificate(&self, holder: Holder, names: &Names) -> Sheet {
        self.with_about(Sheet::new().with("certificate", "原簿記載事項証明 (会社法682条に準ずる)"))
            .with("entry", self.entry(holder, names))
    }

    fn with_about(&self, sheet: Sheet) -> Sheet {
        self.about
            .fields()
            .fold(sheet, |sheet, (name, value)| sheet.with(name, value.clone()))
            .with("series", Value::Object(self.series.clone()))
    }
}

/// Number and name of a holder.
fn identity(holder: Holder, names: &Names) -> (Value, Option<&Name>) {
    match holder {
        Holder::Investor(investor_id) => (json!(investor_id), names.get(&investor_id)),
        Holder::Wallet(_) => (Value::Null, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operate::history::tests::{account, of};
    use crate::operate::history::What;

    fn genbo() -> Genbo {
        let noon = |text: &str| text.parse::<Date>().unwrap().start_ms_jst().unwrap() + 12 * 3_600_000;
        let moved =
            |from: Option<u8>, to: u8, units| What::Moved { from: from.map(account), to: Some(account(to)), units };
        let history = of([
            (1, What::Linked { wallet: account(1), investor_id: 7 }),
            (1, What::Linked { wallet: account(2), investor_id: 7 }),
            (1, What::Linked { wallet: account(3), investor_id: 8 }),
            (noon("2027-04-05"), moved(None, 1, 100)),
            (noon("2027-04-06"), moved(None, 3, 50)),
            (noon("2027-06-01"), moved(Some(3), 2, 20)),
        ]);
        let lots = Lots::of(&history).unwrap();
        let wallets = BTreeMap::from([
            (Holder::Investor(7), vec![ss58(account(1)), ss58(account(2))]),
            (Holder::Investor(8), vec![ss58(account(3))]),
        ]);
        let (series, about) = (Map::new(), Sheet::new().with("law", LAW));
        let (denomination_yen, outstanding_per_unit_yen) = (10_000, 6_000);
        Genbo { series, about, lots, wallets, burdens: BTreeMap::new(), denomination_yen, outstanding_per_unit_yen }
    }

    fn names() -> Names {
        Names::from([(7, Name { name: "見本太郎".into(), address: "東京都".into() })])
    }

    #[test]
    fn a_holder_is_an_investor_with_his_lots_and_a_name_from_a_file() {
        let entry = genbo().entry(Holder::Investor(7), &names());
        assert_eq!(
            (&entry["investor_id"], &entry["name"], &entry["units"]),
            (&json!(7), &json!("見本太郎"), &json!(120))
        );
        assert_eq!((&entry["face_yen"], &entry["outstanding_yen"]), (&json!(1_200_000), &json!(720_000)));
        let lots = entry["lots"].as_array().unwrap();
        let days: Vec<_> = lots.iter().map(|lot| (lot["acquired_on"].clone(), lot["units"].clone())).collect();
        assert_eq!(days, [(json!("2027-04-05"), json!(100)), (json!("2027-06-01"), json!(20))]);
        let other = genbo().entry(Holder::Investor(8), &names());
        assert_eq!((&other["name"], &other["units"]), (&Value::Null, &json!(30)));
    }

    #[test]
    fn every_allotment_has_its_face_and_its_day() {
        let allotments = genbo().allotments(&names());
        let rows: Vec<_> =
            allotments.iter().map(|row| [&row["investor_id"], &row["face_yen"], &row["paid_on"]]).collect();
        assert_eq!(rows[0], [&json!(7), &json!(1_000_000), &json!("2027-04-05")]);
        assert_eq!(rows[1], [&json!(8), &json!(500_000), &json!("2027-04-06")]);
    }

    #[test]
    fn a_certificate_is_asked_for_by_number_or_by_wallet_and_shows_one_entry() {
        let genbo = genbo();
        assert_eq!(holder(&genbo, "7").unwrap(), Holder::Investor(7));
        assert_eq!(holder(&genbo, &ss58(account(2))).unwrap(), Holder::Investor(7));
        assert_eq!(genbo.rows(Some(Holder::Investor(8)), &Names::new()).len(), 1);
        assert_eq!(genbo.rows(None, &Names::new()).len(), 3);
        for nobody in ["9", &ss58(account(9)), "x"] {
            let failure = holder(&genbo, nobody).unwrap_err();
            assert_eq!(failure.defects()[0].field.as_deref(), Some("--certificate"), "{nobody}");
        }
        let text = genbo.certificate(Holder::Investor(7), &names()).text();
        assert!(text.contains("682条") && text.contains("見本太郎") && !text.contains("allotments"), "{text}");
    }
}
