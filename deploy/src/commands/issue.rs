//! `chihosai issue`, `transfer`, `pause`, `unpause`: units and whether they move.

use std::path::Path;

use anyhow::anyhow;
use bond_abi::office::{BondOffice, OfficeError, Phase};
use bond_abi::psp22::PSP22Error;
use bond_abi::{AccountId, MAX_PAGE};
use bond_client::address::ss58;
use bond_client::contracts::{self, Message, Psp22};
use bond_client::TraitCallBuilder;

use crate::input::defect::{Failure, Problem};
use crate::input::investors::Investor;
use crate::input::wallet::wallet;
use crate::operate::sheet::amount;
use crate::operate::{ChainOptions, Session, Sheet, SignOptions};
use crate::output::Format;
use crate::reasons::{self, Explain};

/// How units are allotted.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// Whether the issue is closed afterwards.
    pub close: bool,
    /// In a reopened series, the units issued before the file.
    pub issued_before: Option<u64>,
}

/// Allots the units of a file, as far as they are not allotted yet, and closes the issue if asked. While units are
/// allotted for the first time nothing can be transferred, so what a wallet holds is what was allotted: running it again
/// allots nothing twice. In a reopened series trade goes on, so what was issued in all says how far an earlier run came.
pub fn issue(
    path: &Path,
    file: &Path,
    Wish { close, issued_before }: Wish,
    chain: &ChainOptions,
    sign: &SignOptions,
    format: Format,
) -> Result<(), Failure> {
    let mut session = Session::open_to_sign(path, chain, sign)?;
    let investors = crate::input::investors(file, &session.series)?.rows;
    let office = contracts::office(session.office);
    let status = session.read(office.call().status())?;
    let mut allotted_units = 0;
    if status.phase == Phase::Issuing {
        let rows = missing(&mut session, file, &investors)?;
        allotted_units = rows.iter().map(|(_, units)| units).sum();
        allot(&mut session, rows)?;
    } else if status.reopened && status.phase == Phase::Active {
        let rows = investors.iter().filter(|investor| investor.units > 0);
        let rows: Vec<_> = rows.map(|investor| (investor.wallet, investor.units)).collect();
        let rows = still_to_allot(&rows, status.issued_units, issued_before)?;
        allotted_units = rows.iter().map(|(_, units)| units).sum();
        // Page after page: how far this came is what the next run goes by.
        for page in rows.chunks(MAX_PAGE as usize) {
            allot(&mut session, page.to_vec())?;
        }
    } else if status.phase == Phase::Draft {
        return Err(
            anyhow!("the office is not wired to token and distributor: run chihosai deploy again, it goes on").into()
        );
    }
    let mut closed = status.phase != Phase::Issuing && !status.reopened;
    if close && !closed {
        // A dry run cannot see the allotments that it did not make.
        if !session.is_dry_run() || status.issued_units > 0 {
            session.send::<(), OfficeError>("close_issue", office.clone().call_mut().close_issue())?;
        }
        closed = !session.is_dry_run();
    }
    let status = session.read(office.call().status())?;
    let sheet = Sheet::new()
        .with("allotted_units", allotted_units)
        .with("issued_units", status.issued_units)
        .with("issue_closed", closed);
    session.report(sheet, format)
}

/// Transfers units of the signer.
pub fn transfer(
    path: &Path,
    to: &str,
    units: u64,
    chain: &ChainOptions,
    sign: &SignOptions,
    format: Format,
) -> Result<(), Failure> {
    let recipient = wallet(to).map_err(|problem| problem.in_option("--to"))?;
    let mut session = Session::open_to_sign(path, chain, sign)?;
    let message = Psp22(session.token).transfer(recipient, u128::from(units));
    session.send::<(), PSP22Error>("transfer", message)?;
    let signer = session.signer()?;
    let held_units: u128 = session.read(Psp22(session.token).balance_of(signer))?;
    let sheet = Sheet::new().with("to", to).with("units", units).with("held_units", amount(held_units));
    session.report(sheet, format)
}

/// Stops or resumes transfers.
pub fn pause(path: &Path, stop: bool, chain: &ChainOptions, sign: &SignOptions, format: Format) -> Result<(), Failure> {
    let mut session = Session::open_to_sign(path, chain, sign)?;
    let mut office = contracts::office(session.office);
    let (what, message) = match stop {
        true => ("pause", Message::from(office.call_mut().pause())),
        false => ("unpause", Message::from(office.call_mut().unpause())),
    };
    session.send::<(), OfficeError>(what, message)?;
    session.report(Sheet::new().with("transfers", if stop { "stopped" } else { "resumed" }), format)
}

// Helpers

/// The rows of a reopened series' file that no earlier run allotted: those after the first whose units add up to what was
/// issued since.
fn still_to_allot(
    rows: &[(AccountId, u64)],
    issued_units: u64,
    issued_before: Option<u64>,
) -> Result<Vec<(AccountId, u64)>, Failure> {
    let defect =
        |problem: String, remedy: String| -> Failure { Problem::new(problem, remedy).in_option("--issued-before") };
    let Some(issued_before) = issued_before else {
        return Err(defect(
            "the series is reopened, and what a wallet holds does not tell what this file allotted".to_owned(),
            format!(
                "name the units issued before the file: --issued-before {issued_units} if nothing of it is allotted"
            ),
        ));
    };
    let mut since = issued_units.checked_sub(issued_before);
    let mut rows = rows.iter();
    while let Some(left) = since.filter(|left| *left > 0) {
        since = rows.next().and_then(|(_, units)| left.checked_sub(*units));
    }
    match since {
        Some(_) => Ok(rows.copied().collect()),
        None => Err(defect(
            format!("{issued_units} units are issued, which no row of the file reaches from {issued_before}"),
            "name the units that were issued before this file, with the rows in the order of the earlier run"
                .to_owned(),
        )),
    }
}

/// What each wallet still lacks.
fn missing(session: &mut Session, file: &Path, investors: &[Investor]) -> Result<Vec<(AccountId, u64)>, Failure> {
    let mut rows = Vec::new();
    let mut defects = Vec::new();
    for investor in investors {
        let held: u128 = session.read(Psp22(session.token).balance_of(investor.wallet))?;
        match u128::from(investor.units).checked_sub(held).map(u64::try_from) {
            Some(Ok(0)) => {}
            Some(Ok(units)) => rows.push((investor.wallet, units)),
            _ => defects.push(
                Problem::new(
                    format!("the wallet was allotted {held} units, more than the {} of this row", investor.units),
                    "correct the row: an allotment cannot be taken back",
                )
                .within(&file.display().to_string())
                .at_line(investor.line)
                .in_column("units"),
            ),
        }
    }
    match defects.is_empty() {
        true => Ok(rows),
        false => Err(Failure::Input(defects)),
    }
}

/// Allots page by page. Every page is tried first, so that a refused row stops everything before anything is sent.
fn allot(session: &mut Session, rows: Vec<(AccountId, u64)>) -> Result<(), Failure> {
    let office = contracts::office(session.office);
    let message = |rows: Vec<(AccountId, u64)>| Message::from(office.clone().call_mut().issue(rows));
    let signer = session.signer()?;
    let mut refused: Vec<String> = Vec::new();
    for page in rows.chunks(MAX_PAGE as usize) {
        let tried = session.client.dry_run(signer, message(page.to_vec())).map_err(anyhow::Error::from)?;
        let Err(page_error) = tried.answer else { continue };
        // Only a refusal of a holder is one of a row.
        let before = refused.len();
        let page = if matches!(page_error, OfficeError::Refused { .. }) { page } else { &[] };
        for row in page {
            let tried = session.client.dry_run(signer, message(vec![*row])).map_err(anyhow::Error::from)?;
            if let Err(error) = tried.answer {
                refused.push(format!("{}: {}", ss58(row.0), reasons::of_row_alone(&error)));
            }
        }
        if refused.len() == before {
            return Err(anyhow!("the allotment was refused: {}", page_error.explain()).into());
        }
    }
    if !refused.is_empty() {
        return Err(anyhow!("nothing was allotted, for these were refused:\n  {}", refused.join("\n  ")).into());
    }
    let pages = rows.chunks(MAX_PAGE as usize).map(|page| message(page.to_vec())).collect();
    for (answer, _) in session.send_all::<(), OfficeError>("issue", pages)? {
        answer.map_err(|error| {
            anyhow!("an allotment was refused: {}; run the command again, it goes on", error.explain())
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_reopened_series_goes_on_where_an_earlier_run_stopped() {
        let rows: Vec<(AccountId, u64)> =
            [(1, 10), (2, 20), (3, 5)].map(|(byte, units)| ([byte; 32].into(), units)).to_vec();
        let left = |issued, before| still_to_allot(&rows, issued, Some(before)).unwrap().len();
        assert_eq!([left(100, 100), left(110, 100), left(130, 100), left(135, 100)], [3, 2, 1, 0]);
        for (issued, before) in [(111, 100), (136, 100), (99, 100)] {
            let failure = still_to_allot(&rows, issued, Some(before)).unwrap_err();
            assert_eq!(failure.defects()[0].field.as_deref(), Some("--issued-before"));
        }
        let unknown = still_to_allot(&rows, 100, None).unwrap_err();
        assert!(unknown.defects()[0].remedy.contains("--issued-before 100"), "{unknown}");
    }
}
