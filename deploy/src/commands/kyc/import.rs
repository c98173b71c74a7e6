//! `chihosai kyc import`: the investors of a file, registered with their wallets.

use std::collections::HashSet;
use std::path::Path;

use bond_abi::desk::{DeskError, Investor, KycDesk, Link, Mode, Refused, MAX_IDS, MAX_ROWS};
use bond_abi::registry::Status;
use bond_client::contracts::{self, Message};
use bond_client::TraitCallBuilder;
use serde_json::json;

use super::book::{link_of, Book};
use super::open::{open, Act};
use super::{finish, refused_row, refused_rows};
use crate::arguments::DeskOptions;
use crate::input::defect::{Defect, Failure, Problem};
use crate::input::investors::{Listed, Person};
use crate::operate::batches::{batches, new_investor, wallets_of};
use crate::operate::chain::Chain;
use crate::operate::{Session, Sheet, SignOptions};
use crate::output::Format;

/// Rows at either end of a file whose cost is compared.
const COMPARED_ROWS: usize = 1_000;

/// Registers whoever is missing, links missing wallets, and with `update` replaces what differs. Running it again goes
/// on where it stopped, and in the end changes nothing.
pub fn run(
    target: &Path,
    file: &Path,
    update: bool,
    desk: &DeskOptions,
    sign: &SignOptions,
    format: Format,
) -> Result<(), Failure> {
    let mut session = open(target, desk, Act::Registrar(sign))?;
    let investors = crate::input::investors(file, &session.series)?;
    let (counts, refused) = enrol(&mut session, &file.display().to_string(), &investors.persons, update)?;
    let mut sheet = Sheet::new()
        .with("registered", counts.registered)
        .with("linked", counts.linked)
        .with("updated", counts.updated)
        .with("unchanged", counts.unchanged);
    if !investors.tax_warnings.is_empty() {
        sheet.add("tax_warnings", investors.tax_warnings.clone());
    }
    if desk.chain.is_embedded() {
        costs(&session, &counts.batches, &mut sheet);
    }
    if !investors.warnings.is_empty() {
        sheet.add("warnings", json!(investors.warnings));
    }
    finish(&session, sheet, refused, format)
}

/// What an import did.
#[derive(Debug, Default)]
pub struct Counts {
    registered: usize,
    linked: usize,
    updated: usize,
    unchanged: usize,
    /// Rows of each message that registered.
    batches: Vec<usize>,
}

/// Brings the persons of a file to the desk.
///
/// Gives what was written, and a defect for each row that the desk refused.
///
/// # Errors
/// [`Failure::Input`] names every row that differs; then nothing was sent.
pub fn enrol<T: Chain>(
    session: &mut Session<T>,
    file: &str,
    persons: &[Person],
    update: bool,
) -> Result<(Counts, Vec<Defect>), Failure> {
    let book = Book::read(session)?;
    let mut work = Work { file, book, counts: Counts::default(), refused: HashSet::new(), defects: Vec::new() };
    let mut plan = work.plan(persons, update);
    if !work.defects.is_empty() {
        return Err(Failure::Input(work.defects));
    }
    work.register(session, &plan.new)?;
    // Whoever was not registered is named once, not with each wallet again.
    plan.former.retain(|(person, _)| !work.refused.contains(&person.investor_id));
    plan.links.retain(|(person, _)| !work.refused.contains(&person.investor_id));
    plan.standings.retain(|person| !work.refused.contains(&person.investor_id));
    for (person, wallet) in &plan.former {
        work.former(session, person, wallet)?;
    }
    work.link(session, &plan.links)?;
    work.update(session, &plan.changed)?;
    for status in [Status::Active, Status::Suspended, Status::Revoked] {
        work.set_status(session, &plan.standings, status)?;
    }
    // What was sent in vain changed nothing.
    work.counts.updated = plan.updated.iter().filter(|id| !work.refused.contains(id)).count();
    work.defects.sort_by_key(|defect| defect.line);
    Ok((work.counts, work.defects))
}

// Helpers

/// What is to be done, in this order.
#[derive(Default)]
struct Plan<'a> {
    new: Vec<&'a Person>,
    former: Vec<(&'a Person, &'a Listed)>,
    links: Vec<(&'a Person, &'a Listed)>,
    changed: Vec<&'a Person>,
    standings: Vec<&'a Person>,
    /// Investors of whom something is replaced.
    updated: Vec<u64>,
}

struct Work<'a> {
    file: &'a str,
    book: Book,
    counts: Counts,
    /// Investors whom the desk did not register, or of whom it refused a change.
    refused: HashSet<u64>,
    defects: Vec<Defect>,
}

impl Work<'_> {
    fn plan<'p>(&mut self, persons: &'p [Person], update: bool) -> Plan<'p> {
        let mut plan = Plan::default();
        for person in persons {
            let Some(known) = self.book.investor(person.investor_id) else {
                plan.new.push(person);
                let has_former = person.former().next().is_some();
                plan.former.extend(person.former().map(|wallet| (person, wallet)));
                plan.links.extend(person.used().filter(|_| has_former).map(|wallet| (person, wallet)));
                plan.standings.extend((person.status != Status::Active).then_some(person));
                continue;
            };
            let differing = differing(known, person);
            if !differing.is_empty() && !update {
                self.defects.push(
                    Problem::new(
                        format!("investor {} is registered with another {}", person.investor_id, differing.join(", ")),
                        "correct the row, or add --update to replace what is registered",
                    )
                    .within(self.file)
                    .at_line(person.line)
                    .in_column("investor_id"),
                );
                continue;
            }
            let missing = |wallet: &&Listed| link_of(known, &wallet.account) != Some(wallet.link);
            let (former, links) = (person.former().filter(missing).count(), person.used().filter(missing).count());
            plan.former.extend(person.former().filter(missing).map(|wallet| (person, wallet)));
            plan.links.extend(person.used().filter(missing).map(|wallet| (person, wallet)));
            if known.record != person.record {
                plan.changed.push(person);
            }
            if known.status != person.status {
                plan.standings.push(person);
            }
            plan.updated.extend((!differing.is_empty()).then_some(person.investor_id));
            self.counts.unchanged += usize::from(differing.is_empty() && former + links == 0);
        }
        plan
    }

    fn register<T: Chain>(&mut self, session: &mut Session<T>, persons: &[&Person]) -> Result<(), Failure> {
        let desk = contracts::desk(session.desk);
        let batches = batches(persons, MAX_ROWS, |person| wallets_of(person));
        let message = |batch: &&[&Person]| {
            let rows = batch.iter().map(|person| new_investor(person)).collect();
            Message::from(desk.clone().call_mut().register(rows, Mode::EachRow))
        };
        let messages = batches.iter().map(message).collect();
        let answers = session.send_all::<Vec<Refused>, DeskError>("register", messages)?;
        for (batch, answer) in batches.iter().zip(answers) {
            let mut refused_ids = Vec::new();
            let line = |index: usize| {
                let person = batch.get(index)?;
                refused_ids.push(person.investor_id);
                Some(self.line_of(person))
            };
            let refused = refused_rows("the registration", self.file, answer, line)?;
            self.counts.registered += batch.len().saturating_sub(refused.len());
            self.counts.batches.push(batch.len());
            self.defects.extend(refused);
            self.refused.extend(refused_ids);
        }
        Ok(())
    }

    /// Where it goes wrong: at a wallet that is in another list, else at the first row.
    fn line_of(&self, person: &Person) -> usize {
        let is_elsewhere =
            |wallet: &&Listed| self.book.owner(&wallet.account).is_some_and(|owner| owner != person.investor_id);
        person.wallets.iter().find(is_elsewhere).map_or(person.line, |wallet| wallet.line)
    }

    /// A wallet that is out of use: the desk knows only those that once were in use.
    fn former<T: Chain>(&mut self, session: &mut Session<T>, person: &Person, wallet: &Listed) -> Result<(), Failure> {
        let known = self.book.investor(person.investor_id);
        let is_listed = known.is_some_and(|known| link_of(known, &wallet.account).is_some());
        // What was not registered cannot be tried either.
        if known.is_none() && session.is_dry_run() {
            return Ok(());
        }
        let mut desk = contracts::desk(session.desk);
        let mut messages = Vec::new();
        if !is_listed {
            messages.push(("link", Message::from(desk.call_mut().link(person.investor_id, wallet.account))));
        }
        let is_dead = wallet.link == Link::Dead;
        messages.push(("unlink", Message::from(desk.call_mut().unlink(wallet.account, is_dead))));
        for (what, message) in messages {
            for (answer, _) in session.send_all::<(), DeskError>(what, vec![message])? {
                if let Err(error) = answer {
                    self.defects.push(refused_row(self.file, wallet.line, &error));
                    self.refused.insert(person.investor_id);
                    return Ok(());
                }
            }
            if session.is_dry_run() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn link<T: Chain>(&mut self, session: &mut Session<T>, links: &[(&Person, &Listed)]) -> Result<(), Failure> {
        let desk = contracts::desk(session.desk);
        let is_dry_run = session.is_dry_run();
        let is_possible =
            |(person, _): &&(&Person, &Listed)| !is_dry_run || self.book.investor(person.investor_id).is_some();
        let links: Vec<_> = links.iter().filter(is_possible).collect();
        let message = |(person, wallet): &&(&Person, &Listed)| {
            Message::from(desk.clone().call_mut().link(person.investor_id, wallet.account))
        };
        let answers = session.send_all::<(), DeskError>("link", links.iter().map(message).collect())?;
        for ((_, wallet), (answer, _)) in links.into_iter().zip(answers) {
            match answer {
                Ok(()) => self.counts.linked += 1,
                Err(error) => self.defects.push(refused_row(self.file, wallet.line, &error)),
            }
        }
        Ok(())
    }

    fn update<T: Chain>(&mut self, session: &mut Session<T>, changed: &[&Person]) -> Result<(), Failure> {
        let desk = contracts::desk(session.desk);
        let message =
            |person: &&Person| Message::from(desk.clone().call_mut().update(person.investor_id, person.record));
        let answers = session.send_all::<(), DeskError>("update", changed.iter().map(message).collect())?;
        for (person, (answer, _)) in changed.iter().zip(answers) {
            if let Err(error) = answer {
                self.defects.push(refused_row(self.file, person.line, &error));
                self.refused.insert(person.investor_id);
            }
        }
        Ok(())
    }

    fn set_status<T: Chain>(
        &mut self,
        session: &mut Session<T>,
        standings: &[&Person],
        status: Status,
    ) -> Result<(), Failure> {
        let is_dry_run = session.is_dry_run();
        let is_possible = |person: &&&Person| !is_dry_run || self.book.investor(person.investor_id).is_some();
        let persons: Vec<&Person> =
            standings.iter().filter(|person| person.status == status).filter(is_possible).copied().collect();
        let desk = contracts::desk(session.desk);
        let batches = batches(&persons, MAX_IDS, |person| {
            let known = self.book.investor(person.investor_id).map_or(0, |known| known.wallets.len());
            known + person.wallets.len()
        });
        let message = |batch: &&[&Person]| {
            let ids = batch.iter().map(|person| person.investor_id).collect();
            Message::from(desk.clone().call_mut().set_status(ids, status, Mode::EachRow))
        };
        let answers =
            session.send_all::<Vec<Refused>, DeskError>("set_status", batches.iter().map(message).collect())?;
        for (batch, answer) in batches.iter().zip(answers) {
            let mut refused_ids = Vec::new();
            let line = |index: usize| {
                let person = batch.get(index)?;
                refused_ids.push(person.investor_id);
                Some(person.line)
            };
            self.defects.extend(refused_rows("the change of standing", self.file, answer, line)?);
            self.refused.extend(refused_ids);
        }
        Ok(())
    }
}

/// What of a known investor is not as the file says, in the file's words. A wallet that the file lacks is none of it,
/// and neither is one that is only to be linked.
fn differing(known: &Investor, person: &Person) -> Vec<&'static str> {
    let (old, new) = (&known.record, &person.record);
    let to_unlink = |wallet: &Listed| link_of(known, &wallet.account).is_some_and(|link| link != wallet.link);
    [
        ("class", old.class != new.class),
        ("residence", old.residence != new.residence),
        ("tax_class", old.tax_class != new.tax_class || old.exemption.is_some() != new.exemption.is_some()),
        ("exemption", matches!((old.exemption, new.exemption), (Some(old), Some(new)) if old != new)),
        ("kyc_expiry", old.expiry_ms != new.expiry_ms),
        ("birth_decade", old.birth_band != new.birth_band),
        ("evidence", old.evidence != new.evidence),
        ("status", known.status != person.status),
        ("link", person.former().any(to_unlink)),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(name, _)| name)
    .collect()
}

/// Cost for each of the first and of the last rows: whether the book's size makes a difference. A short batch at the
/// end, whose fixed cost falls on few rows, is left out where others are enough.
fn costs<T: Chain>(session: &Session<T>, batches: &[usize], sheet: &mut Sheet) {
    let costs = session.costs_of("register");
    let mut rows: Vec<(usize, u64, u64)> =
        batches.iter().zip(costs).map(|(rows, cost)| (*rows, cost.ref_time, cost.proof_size)).collect();
    let all: usize = batches.iter().sum();
    if let [.., (before, ..), (last, ..)] = rows.as_slice() {
        if last < before && all - last >= COMPARED_ROWS {
            rows.pop();
        }
    }
    let (Some(first), Some(last)) = (mean(rows.iter()), mean(rows.iter().rev())) else { return };
    let percent = |first: f64, last: f64| ((last / first - 1.0) * 1e5).round() / 1e3;
    let as_json = |(rows, ref_time, proof_size): (usize, f64, f64)| json!({ "rows": rows, "ref_time": ref_time.round() as u64, "proof_size": proof_size.round() as u64 });
    sheet.add("cost_per_row_first", as_json(first));
    sheet.add("cost_per_row_last", as_json(last));
    sheet.add(
        "cost_difference_percent",
        json!({ "ref_time": percent(first.1, last.1), "proof_size": percent(first.2, last.2) }),
    );
}

/// Rows looked at, and the mean cost of one.
fn mean<'a>(batches: impl Iterator<Item = &'a (usize, u64, u64)>) -> Option<(usize, f64, f64)> {
    let (mut rows, mut ref_time, mut proof_size) = (0, 0, 0);
    for (more, time, size) in batches {
        if rows >= COMPARED_ROWS {
            break;
        }
        rows += more;
        ref_time += time;
        proof_size += size;
    }
    (rows > 0).then(|| (rows, ref_time as f64 / rows as f64, proof_size as f64 / rows as f64))
}
