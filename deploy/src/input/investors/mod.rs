//! `INVESTORS.csv`: who is registered with which wallets, and how many units each wallet is allotted at issue.

mod cells;
mod write;

use std::collections::HashMap;

use bond_abi::desk::{InvestorRecord, Link, MAX_LINKED};
use bond_abi::registry::Status;
use bond_abi::AccountId;

use crate::input::defect::{quoted, Defect, Problem};
use crate::input::identifiers::is_my_number;
use crate::input::residence;
use crate::input::series::Series;
use crate::input::sheet::{self, whole_number, Column, Row};
use crate::input::source::Source;
use crate::input::taxation;
use crate::input::wallet::wallet;

pub use cells::{birth_band, class, document_hash, exclusive_end_ms};
pub use write::{class_name, csv_text, day_before, decade_name, link_name, status_name, tax_class_name};

/// One wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Investor {
    /// 1-based line in the file.
    pub line: usize,
    /// Account of the wallet.
    pub wallet: AccountId,
    /// Wallet as the file writes it.
    pub wallet_text: String,
    /// Units allotted at issue; 0 for a wallet that may only buy later.
    pub units: u64,
}

/// One investor with all wallets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Line of the first row.
    pub line: usize,
    /// The registrar's number.
    pub investor_id: u64,
    /// What the registrar says.
    pub record: InvestorRecord,
    /// Standing.
    pub status: Status,
    /// The wallets, in the order of their lines.
    pub wallets: Vec<Listed>,
}

/// A wallet of an investor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// 1-based line in the file.
    pub line: usize,
    /// Its account.
    pub account: AccountId,
    /// What it is to the investor.
    pub link: Link,
}

/// A file without defects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Investors {
    /// One for each row that has a wallet.
    pub rows: Vec<Investor>,
    /// One for each investor, in the order of their first rows.
    pub persons: Vec<Person>,
    /// What is odd about their taxes without being a defect.
    pub tax_warnings: Vec<String>,
    /// What is allowed and probably not meant.
    pub warnings: Vec<Defect>,
}

/// The columns, in the order in which they are written.
const COLUMNS: &[Column] = &[
    Column { name: "wallet", required: true },
    Column { name: "investor_id", required: true },
    Column { name: "class", required: true },
    Column { name: "residence", required: true },
    Column { name: "tax_class", required: true },
    Column { name: "kyc_expiry", required: true },
    Column { name: "units", required: true },
    Column { name: "exemption_basis", required: false },
    Column { name: "exempt_from", required: false },
    Column { name: "exempt_until", required: false },
    Column { name: "taxed_otherwise", required: false },
    Column { name: "birth_decade", required: false },
    Column { name: "evidence", required: false },
    Column { name: "status", required: false },
    Column { name: "link", required: false },
];
const WALLET: usize = 0;
const INVESTOR_ID: usize = 1;
const CLASS: usize = 2;
const RESIDENCE: usize = 3;
const TAX_CLASS: usize = 4;
const KYC_EXPIRY: usize = 5;
const UNITS: usize = 6;
const EXEMPTION_BASIS: usize = 7;
const EXEMPT_FROM: usize = 8;
const EXEMPT_UNTIL: usize = 9;
const TAXED_OTHERWISE: usize = 10;
const BIRTH_DECADE: usize = 11;
const EVIDENCE: usize = 12;
const STATUS: usize = 13;
const LINK: usize = 14;

// Queries

/// Reads the file. With a series, also checks that the allotments fit into the issue.
///
/// # Errors
/// Every defect of the file, in the order of its lines.
pub fn parse(source: &Source, series: Option<&Series>) -> Result<Investors, Vec<Defect>> {
    let mut defects = Vec::new();
    let rows = sheet::rows(source, COLUMNS, &mut defects);
    if rows.is_empty() && defects.is_empty() {
        let problem = Problem::new("the file has a header and no investors", "add a row for each wallet");
        defects.push(problem.within(&source.name).at_line(1));
    }
    let mut investors = Investors::default();
    let mut wallets: HashMap<AccountId, usize> = HashMap::new();
    let mut places: HashMap<u64, usize> = HashMap::new();
    for row in &rows {
        let Some((person, investor)) = read(row, &mut defects) else { continue };
        if let Some(investor) = investor {
            if let Some(line) = wallets.insert(investor.wallet, row.line) {
                defects.push(again(row, &investor, line));
            }
            investors.rows.push(investor);
        }
        if is_my_number(row.cell(INVESTOR_ID)) {
            let problem = Problem::new(
                "the investor_id has the form of an Individual Number (マイナンバー): 12 digits with its check digit",
                "use a number of your own: an Individual Number must not be on a chain, where nothing is erased",
            );
            investors.warnings.push(row.defect(INVESTOR_ID, problem));
        }
        match places.get(&person.investor_id).and_then(|place| investors.persons.get_mut(*place)) {
            Some(first) => join(row, first, person, &mut defects),
            None => {
                places.insert(person.investor_id, investors.persons.len());
                investors.persons.push(person);
            }
        }
    }
    if let Some(series) = series {
        check_sum(&rows, &investors.rows, series, &mut defects);
    }
    investors.tax_warnings = taxation::check(&source.name, &investors, series, &mut defects);
    if defects.is_empty() {
        return Ok(investors);
    }
    defects.sort_by_key(|defect| defect.line);
    Err(defects)
}

impl Person {
    /// The wallets in use, as `register` links them. None of them if there are former ones too: those are linked and
    /// unlinked first, for the desk counts a wallet as in use until it is unlinked.
    pub fn wallets_at_once(&self) -> Vec<AccountId> {
        match self.former().next() {
            Some(_) => Vec::new(),
            None => self.used().map(|wallet| wallet.account).collect(),
        }
    }

    /// The wallets in use.
    pub fn used(&self) -> impl Iterator<Item = &Listed> {
        self.wallets.iter().filter(|wallet| wallet.link == Link::Linked)
    }

    /// The wallets that were unlinked or reported dead.
    pub fn former(&self) -> impl Iterator<Item = &Listed> {
        self.wallets.iter().filter(|wallet| wallet.link != Link::Linked)
    }
}

// Helpers

/// What a row says of an investor, and its wallet if it has one.
fn read(row: &Row<'_>, defects: &mut Vec<Defect>) -> Option<(Person, Option<Investor>)> {
    // Each cell is looked at, so that one run finds every defect.
    let units = row.read(UNITS, defects, whole_number);
    let account = match row.cell(WALLET) {
        // An investor without a wallet can be registered; nothing can be allotted to him.
        "" if units == Some(0) => Some(None),
        _ => row.read(WALLET, defects, wallet).map(Some),
    };
    let investor_id = row.read(INVESTOR_ID, defects, whole_number);
    let class = row.read(CLASS, defects, cells::class);
    let residence = row.read(RESIDENCE, defects, residence::of_investor);
    let (tax_class, exemption) = cells::taxation(row, class, residence, defects);
    let expiry_ms = row.read(KYC_EXPIRY, defects, cells::exclusive_end_ms);
    let birth_band = cells::optional(row, BIRTH_DECADE, defects, cells::birth_band);
    let evidence = cells::optional(row, EVIDENCE, defects, cells::document_hash);
    let status = cells::optional(row, STATUS, defects, cells::status);
    let link = cells::optional(row, LINK, defects, cells::link);
    let person = Person {
        line: row.line,
        investor_id: investor_id?,
        record: InvestorRecord {
            class: class?,
            residence: residence?,
            tax_class: tax_class?,
            exemption: exemption?,
            birth_band: birth_band?.unwrap_or(0),
            expiry_ms: expiry_ms?,
            evidence: evidence?,
        },
        status: status?.unwrap_or(Status::Active),
        wallets: Vec::new(),
    };
    let (link, units) = (link?.unwrap_or(Link::Linked), units?);
    let Some(account) = account? else { return Some((person, None)) };
    let wallets = vec![Listed { line: row.line, account, link }];
    let investor = Investor { line: row.line, wallet: account, wallet_text: row.cell(WALLET).to_owned(), units };
    Some((Person { wallets, ..person }, Some(investor)))
}

fn again(row: &Row<'_>, investor: &Investor, line: usize) -> Defect {
    row.defect(
        WALLET,
        Problem::new(
            format!("{} is the account of line {line} again", quoted(&investor.wallet_text)),
            format!("merge lines {line} and {}, or correct one of the wallets", row.line),
        ),
    )
}

/// A further row of an investor: it must say the same of him, and brings a wallet.
fn join(row: &Row<'_>, first: &mut Person, person: Person, defects: &mut Vec<Defect>) {
    contradictions(row, first, &person, defects);
    let is_used = |wallet: &&Listed| wallet.link == Link::Linked;
    let before = first.wallets.iter().filter(is_used).count();
    let limit = MAX_LINKED as usize;
    if before == limit && person.wallets.iter().filter(is_used).count() > 0 {
        let problem = Problem::new(
            format!("investor {} has {limit} wallets in use without this one", person.investor_id),
            format!("remove the row: an investor uses at most {limit} wallets at a time"),
        );
        defects.push(row.defect(WALLET, problem));
    }
    first.wallets.extend(person.wallets);
}

/// The rows of one investor must agree on everything but wallet, link and units: it is recorded once.
fn contradictions(row: &Row<'_>, first: &Person, person: &Person, defects: &mut Vec<Defect>) {
    let (known, new) = (&first.record, &person.record);
    let period = |record: &InvestorRecord| record.exemption.map(|exemption| (exemption.from_ms, exemption.until_ms));
    let basis = |record: &InvestorRecord| record.exemption.map(|exemption| exemption.basis);
    let both_exempt = known.exemption.is_some() && new.exemption.is_some();
    let same_taxation = known.exemption.is_some() == new.exemption.is_some() && known.tax_class == new.tax_class;
    for (column, agrees) in [
        (CLASS, known.class == new.class),
        (RESIDENCE, known.residence == new.residence),
        (TAX_CLASS, same_taxation),
        (KYC_EXPIRY, known.expiry_ms == new.expiry_ms),
        (EXEMPTION_BASIS, !both_exempt || basis(known) == basis(new)),
        (EXEMPT_UNTIL, !both_exempt || period(known) == period(new)),
        (BIRTH_DECADE, known.birth_band == new.birth_band),
        (EVIDENCE, known.evidence == new.evidence),
        (STATUS, first.status == person.status),
    ] {
        if !agrees {
            let problem = Problem::new(
                format!(
                    "investor {} has {} here and another {} on line {}",
                    person.investor_id,
                    quoted(row.cell(column)),
                    COLUMNS[column].name,
                    first.line
                ),
                format!("correct line {} or {}, or give them different investor_ids", first.line, row.line),
            );
            defects.push(row.defect(column, problem));
        }
    }
}

fn check_sum(rows: &[Row<'_>], investors: &[Investor], series: &Series, defects: &mut Vec<Defect>) {
    let authorised_units = series.terms.authorised_units;
    let mut sum: u128 = 0;
    for investor in investors {
        let before = sum;
        sum += u128::from(investor.units);
        if before <= u128::from(authorised_units) && sum > u128::from(authorised_units) {
            let row = rows.iter().find(|row| row.line == investor.line);
            let problem = Problem::new(
                format!("with this row {sum} units are allotted, and {authorised_units} are authorised"),
                "lower the units, or raise terms.authorised_units",
            );
            defects.extend(row.map(|row| row.defect(UNITS, problem)));
        }
    }
}

#[cfg(test)]
mod tests;
