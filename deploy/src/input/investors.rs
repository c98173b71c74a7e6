//! `INVESTORS.csv`: who is registered, and how many units each is allotted at issue.

use std::collections::HashMap;

use bond_abi::registry::{InvestorClass, InvestorRecord, TaxClass};
use bond_abi::AccountId;
use bond_math::Date;

use crate::input::defect::{quoted, Defect, Problem};
use crate::input::residence;
use crate::input::series::Series;
use crate::input::sheet::{self, whole_number, Column, Row};
use crate::input::source::Source;
use crate::input::wallet::wallet;

/// One registered wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Investor {
    /// 1-based line in the file.
    pub line: usize,
    /// Account of the wallet.
    pub wallet: AccountId,
    /// Wallet as the file writes it.
    pub wallet_text: String,
    /// What the registrar says about it.
    pub record: InvestorRecord,
    /// Units allotted at issue; 0 for a wallet that may only buy later.
    pub units: u64,
}

const COLUMNS: &[Column] = &[
    Column { name: "wallet", required: true },
    Column { name: "investor_id", required: true },
    Column { name: "class", required: true },
    Column { name: "residence", required: true },
    Column { name: "tax_class", required: true },
    Column { name: "kyc_expiry", required: true },
    Column { name: "units", required: true },
    Column { name: "exemption_basis", required: false },
];
const WALLET: usize = 0;
const INVESTOR_ID: usize = 1;
const CLASS: usize = 2;
const RESIDENCE: usize = 3;
const TAX_CLASS: usize = 4;
const KYC_EXPIRY: usize = 5;
const UNITS: usize = 6;
const EXEMPTION_BASIS: usize = 7;

// Queries

/// Reads the file. With a series, also checks that the allotments fit into the issue.
///
/// # Errors
/// Every defect of the file, in the order of its lines.
pub fn parse(source: &Source, series: Option<&Series>) -> Result<Vec<Investor>, Vec<Defect>> {
    let mut defects = Vec::new();
    let rows = sheet::rows(source, COLUMNS, &mut defects);
    if rows.is_empty() && defects.is_empty() {
        let problem = Problem::new("the file has a header and no investors", "add a row for each wallet");
        defects.push(problem.within(&source.name).at_line(1));
    }
    let mut investors = Vec::with_capacity(rows.len());
    let mut wallets: HashMap<[u8; 32], usize> = HashMap::new();
    let mut owners: HashMap<u64, (usize, InvestorRecord)> = HashMap::new();
    for row in &rows {
        let Some(investor) = investor(row, &mut defects) else { continue };
        if let Some(line) = wallets.insert(*investor.wallet.as_ref(), row.line) {
            defects.push(row.defect(
                WALLET,
                Problem::new(
                    format!("{} is the account of line {line} again", quoted(&investor.wallet_text)),
                    format!("merge lines {line} and {}, or correct one of the wallets", row.line),
                ),
            ));
        }
        match owners.get(&investor.record.investor_id) {
            Some((line, first)) => contradictions(row, *line, first, &investor.record, &mut defects),
            None => {
                owners.insert(investor.record.investor_id, (row.line, investor.record));
            }
        }
        investors.push(investor);
    }
    if let Some(series) = series {
        check_sum(&rows, &investors, series, &mut defects);
    }
    if defects.is_empty() {
        return Ok(investors);
    }
    defects.sort_by_key(|defect| defect.line);
    Err(defects)
}

// Helpers

fn investor(row: &Row<'_>, defects: &mut Vec<Defect>) -> Option<Investor> {
    // Each cell is looked at, so that one run finds every defect.
    let wallet = row.read(WALLET, defects, wallet);
    let investor_id = row.read(INVESTOR_ID, defects, whole_number);
    let class = row.read(CLASS, defects, class);
    let residence = row.read(RESIDENCE, defects, residence::of_investor);
    let tax_class = row.read(TAX_CLASS, defects, tax_class);
    let expiry_ms = row.read(KYC_EXPIRY, defects, expiry_ms);
    let units = row.read(UNITS, defects, whole_number);
    let exemption_basis = exemption_basis(row, tax_class, defects);
    Some(Investor {
        line: row.line,
        wallet: wallet?,
        wallet_text: row.cell(WALLET).to_owned(),
        record: InvestorRecord {
            investor_id: investor_id?,
            class: class?,
            residence: residence?,
            tax_class: tax_class?,
            exemption_basis: exemption_basis?,
            expiry_ms: expiry_ms?,
        },
        units: units?,
    })
}

/// The class of a name.
pub fn class(name: &str) -> Result<InvestorClass, Problem> {
    Ok(match name {
        "individual" => InvestorClass::Individual,
        "corporation" => InvestorClass::Corporation,
        "financial-institution" => InvestorClass::FinancialInstitution,
        "public-body" => InvestorClass::PublicBody,
        _ => {
            return Err(Problem::new(
                format!("{} is no class of investor", quoted(name)),
                "write individual, corporation, financial-institution or public-body",
            ))
        }
    })
}

fn tax_class(name: &str) -> Result<TaxClass, Problem> {
    bond_math::TaxClass::from_name(name)
        .map(|class| match class {
            bond_math::TaxClass::Individual => TaxClass::Individual,
            bond_math::TaxClass::Corporation => TaxClass::Corporation,
            bond_math::TaxClass::Exempt => TaxClass::Exempt,
            bond_math::TaxClass::NonResident => TaxClass::NonResident,
        })
        .ok_or_else(|| {
            Problem::new(
                format!("{} is no tax class", quoted(name)),
                "write individual, corporation, exempt or non-resident",
            )
        })
}

/// The first instant after the last valid day, in JST.
fn expiry_ms(text: &str) -> Result<u64, Problem> {
    let date: Date = text.parse().map_err(|error| match error {
        bond_math::MathError::InvalidDate => {
            Problem::new(format!("{} is no date", quoted(text)), "write an existing day as YYYY-MM-DD")
        }
        _ => Problem::new(format!("{} is out of range", quoted(text)), "write a day from 1970 to 2199"),
    })?;
    date.add_days(1).and_then(Date::start_ms_jst).map_err(|_| {
        Problem::new(format!("{} is out of range", quoted(text)), "write a day from 1970-01-01 to 2199-12-30")
    })
}

/// `None` for a defect, `Some(None)` for a wallet without exemption.
fn exemption_basis(row: &Row<'_>, tax_class: Option<TaxClass>, defects: &mut Vec<Defect>) -> Option<Option<[u8; 32]>> {
    let text = row.cell(EXEMPTION_BASIS);
    match (text, tax_class) {
        ("", Some(TaxClass::Exempt)) => {
            let problem = Problem::new(
                "the tax class is exempt and the basis of exemption is missing",
                "write the SHA-256 of the document that proves it (64 hex digits), or the holder's base tax class",
            );
            defects.push(row.defect(EXEMPTION_BASIS, problem));
            None
        }
        ("", _) => Some(None),
        (_, Some(TaxClass::Exempt)) => row.read(EXEMPTION_BASIS, defects, document_hash).map(Some),
        (_, Some(_)) => {
            let problem = Problem::new(
                "a basis of exemption stands beside a tax class that is not exempt",
                "empty the cell, or write the tax class exempt",
            );
            defects.push(row.defect(EXEMPTION_BASIS, problem));
            None
        }
        // The tax class has a defect of its own.
        (_, None) => row.read(EXEMPTION_BASIS, defects, document_hash).map(Some),
    }
}

fn document_hash(text: &str) -> Result<[u8; 32], Problem> {
    let mut hash = [0; 32];
    let digits = text.strip_prefix("0x").unwrap_or(text);
    if hex::decode_to_slice(digits, &mut hash).is_err() {
        return Err(Problem::new(
            format!("{} is no hash of a document", quoted(text)),
            "write 64 hexadecimal digits, such as sha256sum prints",
        ));
    }
    if hash == [0; 32] {
        return Err(Problem::new(
            "the hash is all zeros",
            "write the SHA-256 of the document that proves the exemption",
        ));
    }
    Ok(hash)
}

/// Wallets of one investor must agree on what the person is; expiry and basis may differ.
fn contradictions(
    row: &Row<'_>,
    first_line: usize,
    first: &InvestorRecord,
    record: &InvestorRecord,
    defects: &mut Vec<Defect>,
) {
    for (column, agrees) in [
        (CLASS, first.class == record.class),
        (RESIDENCE, first.residence == record.residence),
        (TAX_CLASS, first.tax_class == record.tax_class),
    ] {
        if !agrees {
            let problem = Problem::new(
                format!(
                    "investor {} has {} here and another {} on line {first_line}",
                    record.investor_id,
                    quoted(row.cell(column)),
                    COLUMNS[column].name
                ),
                format!("correct line {first_line} or {}, or give them different investor_ids", row.line),
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
#[path = "investors_tests.rs"]
mod tests;
