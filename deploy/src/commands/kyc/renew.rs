//! `chihosai kyc renew`: investors who were identified again.

use std::path::Path;

use bond_abi::desk::{DeskError, KycDesk, Mode, Refused, MAX_IDS};
use bond_client::contracts::{self, Message};
use bond_client::TraitCallBuilder;

use super::book::Book;
use super::list::last_day;
use super::open::{open, Act};
use super::{finish, refused_rows};
use crate::arguments::DeskOptions;
use crate::input::defect::{Defect, Failure, Problem};
use crate::input::renewals::Renewed;
use crate::operate::batches::batches;
use crate::operate::{Sheet, SignOptions};
use crate::output::{time, Format};

/// Sends the renewals of a file that are not in force yet.
pub fn run(
    target: &Path,
    file: &Path,
    options: &DeskOptions,
    sign: &SignOptions,
    format: Format,
) -> Result<(), Failure> {
    let renewals = crate::input::renewals(file)?;
    let mut session = open(target, options, Act::Registrar(sign))?;
    let book = Book::read(&mut session)?;
    // Attesting again what the present registrar has attested changes nothing.
    let is_in_force = |renewed: &&Renewed| {
        book.investor(renewed.renewal.investor_id).is_some_and(|known| {
            let record = &known.record;
            known.attested_by == known.registrar
                && (record.expiry_ms, record.evidence) == (renewed.renewal.expiry_ms, renewed.renewal.evidence)
        })
    };
    let (unchanged, due): (Vec<&Renewed>, Vec<&Renewed>) = renewals.iter().partition(is_in_force);
    let now_ms = session.client.now_ms().map_err(anyhow::Error::from)?;
    let past = past(&file.display().to_string(), &due, now_ms);
    if !past.is_empty() {
        return Err(Failure::Input(past));
    }
    let batches = batches(&due, MAX_IDS, |renewed| {
        book.investor(renewed.renewal.investor_id).map_or(0, |known| known.wallets.len())
    });
    let desk = contracts::desk(session.desk);
    let message = |batch: &&[&Renewed]| {
        let rows = batch.iter().map(|renewed| renewed.renewal).collect();
        Message::from(desk.clone().call_mut().renew(rows, Mode::EachRow))
    };
    let answers = session.send_all::<Vec<Refused>, DeskError>("renew", batches.iter().map(message).collect())?;
    let mut defects: Vec<Defect> = Vec::new();
    for (batch, answer) in batches.iter().zip(answers) {
        let line = |index: usize| batch.get(index).map(|renewed| renewed.line);
        defects.extend(refused_rows("the renewal", &file.display().to_string(), answer, line)?);
    }
    let renewed = due.len().saturating_sub(defects.len());
    finish(&session, Sheet::new().with("renewed", renewed).with("unchanged", unchanged.len()), defects, format)
}

// Helpers

/// Renewals that are over already: nobody is identified until a day that has passed.
fn past(file: &str, renewals: &[&Renewed], now_ms: u64) -> Vec<Defect> {
    let problem = |renewed: &&Renewed| {
        let day = last_day(renewed.renewal.expiry_ms);
        let problem = format!("{day} has passed by the chain's clock ({})", time(now_ms));
        let remedy = "write the last day until which the identification holds; who may no longer hold is suspended";
        Problem::new(problem, remedy).within(file).at_line(renewed.line).in_column("kyc_expiry")
    };
    renewals.iter().filter(|renewed| renewed.renewal.expiry_ms <= now_ms).map(problem).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::desk::Renewal;

    #[test]
    fn a_renewal_until_a_day_that_has_passed_is_a_defect_of_its_line() {
        let at = |line, expiry_ms| Renewed { line, renewal: Renewal { investor_id: 7, expiry_ms, evidence: None } };
        let (over, running) = (at(2, 1_582_988_400_000), at(3, 1_582_988_400_001));
        let found = past("r.csv", &[&over, &running], 1_582_988_400_000);
        assert_eq!((found.len(), found[0].line), (1, Some(2)));
        assert_eq!(found[0].problem, "2020-02-29 has passed by the chain's clock (2020-03-01T00:00:00+09:00)");
    }
}
