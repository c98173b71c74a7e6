//! `chihosai locks`: the units of an account that its holder cannot move, and why.

use std::path::Path;

use bond_abi::office::{BondOffice, Lock, LockKind};
use bond_client::address::ss58;
use bond_client::{contracts, TraitCallBuilder};
use serde_json::{json, Value};

use crate::commands::status::time;
use crate::input::defect::Failure;
use crate::input::wallet::wallet;
use crate::operate::{ChainOptions, Session};
use crate::output::{self, grouped, table, Format};

const HEADINGS: [&str; 6] = ["lock", "kind", "units", "for", "escrow", "since"];

/// Prints the open locks.
pub fn run(path: &Path, account: &str, csv: bool, chain: &ChainOptions, format: Format) -> Result<(), Failure> {
    let account_id = wallet(account).map_err(|problem| problem.in_option("ACCOUNT"))?;
    let mut session = Session::open(path, chain)?;
    let office = contracts::office(session.office);
    let locks = session.read(office.call().locks_of(account_id))?;
    match (csv, format) {
        (true, _) => output::print(&output::csv(&HEADINGS, locks.iter().map(cells))?),
        (false, Format::Json) => output::print_json(&as_json(account, &locks)),
        (false, Format::Text) => output::print(&text(&locks)),
    }
}

// Helpers

fn cells((number, lock): &(u32, Lock)) -> [String; 6] {
    let (kind, what_for, escrow) = match lock.kind {
        LockKind::Frozen => ("frozen", String::new(), String::new()),
        LockKind::Seized { seizure } => {
            ("seized", format!("0x{}", hex::encode(seizure.case_reference)), ss58(seizure.escrow))
        }
        LockKind::Pending { to } => ("pending", ss58(to), String::new()),
        LockKind::ClaimSeized { event, seizure } => {
            ("claim-seized", format!("event {event}, 0x{}", hex::encode(seizure.case_reference)), ss58(seizure.escrow))
        }
    };
    [number.to_string(), kind.to_owned(), lock.units.to_string(), what_for, escrow, time(lock.since_ms)]
}

fn as_json(account: &str, locks: &[(u32, Lock)]) -> Value {
    let row = |lock: &(u32, Lock)| -> Value {
        let [_, kind, _, what_for, escrow, since] = cells(lock);
        let filled = |cell: String| (!cell.is_empty()).then_some(cell);
        let (what_for, escrow) = (filled(what_for), filled(escrow));
        json!({
            "lock": lock.0,
            "kind": kind,
            "units": lock.1.units,
            "for": what_for,
            "escrow": escrow,
            "since": since,
        })
    };
    json!({ "account": account, "locks": locks.iter().map(row).collect::<Vec<_>>() })
}

fn text(locks: &[(u32, Lock)]) -> String {
    let mut table = table(["Lock", "Kind", "Units (口数)", "For", "Escrow (供託)", "Since"], &[0, 2]);
    let mut locked_units: u128 = 0;
    for lock in locks {
        let [number, kind, _, what_for, escrow, since] = cells(lock);
        table.add_row([number, kind, grouped(lock.1.units), what_for, escrow, since]);
        let is_claim = matches!(lock.1.kind, LockKind::ClaimSeized { .. });
        locked_units += if is_claim { 0 } else { u128::from(lock.1.units) };
    }
    format!("{table}\n{} locks, {} units", grouped(locks.len()), grouped(locked_units))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::office::Seizure;
    use bond_abi::AccountId;

    fn sample() -> Vec<(u32, Lock)> {
        let lock = |units, kind| Lock { account: AccountId::from([7; 32]), units, kind, since_ms: 1_582_902_000_000 };
        let seizure = Seizure { case_reference: [0xab; 32], escrow: AccountId::from([9; 32]) };
        vec![
            (3, lock(1_000, LockKind::Frozen)),
            (4, lock(20, LockKind::Seized { seizure })),
            (9, lock(5, LockKind::Pending { to: AccountId::from([8; 32]) })),
            (10, lock(7, LockKind::ClaimSeized { event: 2, seizure })),
        ]
    }

    #[test]
    fn each_kind_of_lock_says_what_it_is_for() {
        let text = output::csv(&HEADINGS, sample().iter().map(cells)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "lock,kind,units,for,escrow,since");
        assert_eq!(lines[1], "3,frozen,1000,,,2020-02-29T00:00:00+09:00");
        let escrow = ss58(AccountId::from([9; 32]));
        let case = "ab".repeat(32);
        assert_eq!(lines[4], format!("10,claim-seized,7,\"event 2, 0x{case}\",{escrow},2020-02-29T00:00:00+09:00"));
        assert_eq!(lines[2], format!("4,seized,20,0x{},{escrow},2020-02-29T00:00:00+09:00", "ab".repeat(32)));
        assert_eq!(lines[3], format!("9,pending,5,{},,2020-02-29T00:00:00+09:00", ss58(AccountId::from([8; 32]))));
    }

    #[test]
    fn json_and_text_show_the_same_locks() {
        let json = as_json("5x", &sample());
        assert_eq!((&json["locks"][0]["lock"], &json["locks"][0]["for"]), (&json!(3), &Value::Null));
        assert_eq!(json["locks"][2]["units"], 5);
        assert_eq!(json["locks"][3]["kind"], "claim-seized");
        assert_eq!(text(&sample()).lines().last(), Some("4 locks, 1,025 units"), "a seized claim locks no units");
    }
}
