//! The cells of `INVESTORS.csv` that say something of an investor.

use bond_abi::desk::{Exemption, Link};
use bond_abi::registry::{InvestorClass, Residence, Status, TaxClass};
use bond_math::Date;

use super::{EXEMPTION_BASIS, EXEMPT_FROM, EXEMPT_UNTIL, TAXED_OTHERWISE, TAX_CLASS};
use crate::input::dates::date;
use crate::input::defect::{quoted, Defect, Problem};
use crate::input::residence::JAPAN;
use crate::input::sheet::Row;

/// The first decade of birth that can be recorded.
pub const FIRST_DECADE: u16 = 1900;
/// The last.
const LAST_DECADE: u16 = 2090;

// Queries

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

/// The first instant after the last valid day, in JST.
pub fn exclusive_end_ms(text: &str) -> Result<u64, Problem> {
    date(text)?.add_days(1).and_then(Date::start_ms_jst).map_err(|_| {
        Problem::new(format!("{} is out of range", quoted(text)), "write a day from 1970-01-01 to 2199-12-30")
    })
}

/// The hash of a document.
pub fn document_hash(text: &str) -> Result<[u8; 32], Problem> {
    let mut hash = [0; 32];
    let digits = text.strip_prefix("0x").unwrap_or(text);
    if hex::decode_to_slice(digits, &mut hash).is_err() {
        return Err(Problem::new(
            format!("{} is no hash of a document", quoted(text)),
            "write 64 hexadecimal digits, such as sha256sum prints",
        ));
    }
    if hash == [0; 32] {
        return Err(Problem::new("the hash is all zeros", "write the hash of the document itself"));
    }
    Ok(hash)
}

/// The number of a decade such as `1960s`.
pub fn birth_band(text: &str) -> Result<u8, Problem> {
    let year = text.strip_suffix('s').filter(|digits| digits.len() == 4).and_then(|digits| digits.parse::<u16>().ok());
    year.filter(|year| (FIRST_DECADE..=LAST_DECADE).contains(year) && year % 10 == 0)
        .and_then(|year| u8::try_from((year - FIRST_DECADE) / 10 + 1).ok())
        .ok_or_else(|| {
            Problem::new(
                format!("{} is no decade of birth", quoted(text)),
                format!("write {FIRST_DECADE}s to {LAST_DECADE}s, such as 1960s, or leave the cell empty"),
            )
        })
}

/// The standing of a name.
pub(super) fn status(name: &str) -> Result<Status, Problem> {
    Ok(match name {
        "active" => Status::Active,
        "suspended" => Status::Suspended,
        "revoked" => Status::Revoked,
        _ => {
            return Err(Problem::new(
                format!("{} is no status", quoted(name)),
                "write active, suspended or revoked, or leave the cell empty for active",
            ))
        }
    })
}

/// What a wallet is to its investor.
pub(super) fn link(name: &str) -> Result<Link, Problem> {
    Ok(match name {
        "linked" => Link::Linked,
        "unlinked" => Link::Unlinked,
        "dead" => Link::Dead,
        _ => {
            return Err(Problem::new(
                format!("{} is nothing that a wallet can be to its investor", quoted(name)),
                "write linked, unlinked or dead, or leave the cell empty for linked",
            ))
        }
    })
}

/// A cell that may be empty: `None` for a defect, `Some(None)` for an empty one.
pub(super) fn optional<T>(
    row: &Row<'_>,
    column: usize,
    defects: &mut Vec<Defect>,
    parse: impl FnOnce(&str) -> Result<T, Problem>,
) -> Option<Option<T>> {
    match row.cell(column) {
        "" => Some(None),
        _ => row.read(column, defects, parse).map(Some),
    }
}

/// The class outside an exemption, and the exemption; each `None` for a defect.
pub(super) fn taxation(
    row: &Row<'_>,
    class: Option<InvestorClass>,
    residence: Option<Residence>,
    defects: &mut Vec<Defect>,
) -> (Option<TaxClass>, Option<Option<Exemption>>) {
    let written = row.read(TAX_CLASS, defects, tax_class);
    let basis = optional(row, EXEMPTION_BASIS, defects, document_hash);
    let from_ms = optional(row, EXEMPT_FROM, defects, start_ms);
    let until_ms = optional(row, EXEMPT_UNTIL, defects, exclusive_end_ms);
    let otherwise = optional(row, TAXED_OTHERWISE, defects, ordinary_class);
    // A defect of the tax class is not made worse by what stands beside it.
    let Some(written) = written else { return (None, None) };
    if written != TaxClass::Exempt {
        let before = defects.len();
        for (column, name) in [
            (EXEMPTION_BASIS, "a basis of exemption"),
            (EXEMPT_FROM, "a first day of exemption"),
            (EXEMPT_UNTIL, "a last day of exemption"),
            (TAXED_OTHERWISE, "a class outside an exemption"),
        ] {
            if !row.cell(column).is_empty() {
                let problem = format!("{name} stands beside a tax class that is not exempt");
                defects
                    .push(row.defect(column, Problem::new(problem, "empty the cell, or write the tax class exempt")));
            }
        }
        return (Some(written), (defects.len() == before).then_some(None));
    }
    let tax_class = match (otherwise, class, residence) {
        (Some(Some(otherwise)), _, _) => Some(otherwise),
        (Some(None), Some(class), Some(residence)) => Some(derived_class(class, residence)),
        _ => None,
    };
    let basis = match basis {
        Some(None) => {
            let problem = Problem::new(
                "the tax class is exempt and the basis of exemption is missing",
                "write the SHA-256 of the document that proves it (64 hex digits), or the holder's base tax class",
            );
            defects.push(row.defect(EXEMPTION_BASIS, problem));
            None
        }
        basis => basis.flatten(),
    };
    let exemption = match (basis, from_ms, until_ms) {
        (Some(basis), Some(from_ms), Some(until_ms)) => {
            Some(Exemption { basis, from_ms: from_ms.unwrap_or(0), until_ms: until_ms.unwrap_or(u64::MAX) })
        }
        _ => None,
    };
    if exemption.is_some_and(|exemption| exemption.from_ms >= exemption.until_ms) {
        let problem = Problem::new(
            "the exemption ends before it begins",
            "exchange exempt_from and exempt_until, or correct one",
        );
        defects.push(row.defect(EXEMPT_UNTIL, problem));
        return (tax_class, None);
    }
    (tax_class, exemption.map(Some))
}

/// The class of an exempt investor outside the exemption, where the file does not say another one.
pub(super) fn derived_class(class: InvestorClass, residence: Residence) -> TaxClass {
    match (residence.country, class) {
        (JAPAN, InvestorClass::Individual) => TaxClass::Individual,
        (JAPAN, _) => TaxClass::Corporation,
        _ => TaxClass::NonResident,
    }
}

// Helpers

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

fn ordinary_class(name: &str) -> Result<TaxClass, Problem> {
    let remedy = "write individual, corporation or non-resident, or leave the cell empty";
    match tax_class(name) {
        Ok(TaxClass::Exempt) => Err(Problem::new("nobody is exempt outside the exemption", remedy)),
        Ok(class) => Ok(class),
        Err(problem) => Err(Problem::new(problem.problem, remedy)),
    }
}

/// The first instant of a day, in JST.
fn start_ms(text: &str) -> Result<u64, Problem> {
    date(text)?.start_ms_jst().map_err(|_| {
        Problem::new(format!("{} is out of range", quoted(text)), "write a day from 1970-01-02 to 2199-12-31")
    })
}
