//! Renewals of identification: one row for each investor.

use std::collections::HashMap;

use bond_abi::desk::Renewal;

use crate::input::defect::{Defect, Problem};
use crate::input::investors::{document_hash, exclusive_end_ms};
use crate::input::sheet::{self, whole_number, Column};
use crate::input::source::Source;

/// A row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewed {
    /// 1-based line in the file.
    pub line: usize,
    /// What it says.
    pub renewal: Renewal,
}

const COLUMNS: &[Column] = &[
    Column { name: "investor_id", required: true },
    Column { name: "kyc_expiry", required: true },
    Column { name: "evidence", required: false },
];
const INVESTOR_ID: usize = 0;
const KYC_EXPIRY: usize = 1;
const EVIDENCE: usize = 2;

// Queries

/// Reads the file.
///
/// # Errors
/// Every defect of the file, in the order of its lines.
pub fn parse(source: &Source) -> Result<Vec<Renewed>, Vec<Defect>> {
    let mut defects = Vec::new();
    let rows = sheet::rows(source, COLUMNS, &mut defects);
    if rows.is_empty() && defects.is_empty() {
        let problem = Problem::new("the file has a header and no renewals", "add a row for each investor");
        defects.push(problem.within(&source.name).at_line(1));
    }
    let mut renewals = Vec::with_capacity(rows.len());
    let mut lines: HashMap<u64, usize> = HashMap::new();
    for row in &rows {
        let investor_id = row.read(INVESTOR_ID, &mut defects, whole_number);
        let expiry_ms = row.read(KYC_EXPIRY, &mut defects, exclusive_end_ms);
        let evidence = match row.cell(EVIDENCE) {
            "" => Some(None),
            _ => row.read(EVIDENCE, &mut defects, document_hash).map(Some),
        };
        let Some(investor_id) = investor_id else { continue };
        if let Some(line) = lines.insert(investor_id, row.line) {
            let problem = Problem::new(
                format!("investor {investor_id} is renewed on line {line} already"),
                "remove one of the rows, or correct its investor_id",
            );
            defects.push(row.defect(INVESTOR_ID, problem));
        }
        if let (Some(expiry_ms), Some(evidence)) = (expiry_ms, evidence) {
            renewals.push(Renewed { line: row.line, renewal: Renewal { investor_id, expiry_ms, evidence } });
        }
    }
    match defects.is_empty() {
        true => Ok(renewals),
        false => {
            defects.sort_by_key(|defect| defect.line);
            Err(defects)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::samples::source;

    #[test]
    fn a_row_becomes_a_renewal() {
        let text = format!("investor_id,kyc_expiry,evidence\n7,2020-02-29,\n8,2020-02-29,{}\n", "ab".repeat(32));
        let rows = parse(&source("r.csv", &text)).unwrap();
        let renewal = Renewal { investor_id: 7, expiry_ms: 1_582_988_400_000, evidence: None };
        assert_eq!(rows[0], Renewed { line: 2, renewal });
        assert_eq!(rows[1].renewal.evidence, Some([0xab; 32]));
        let text = "kyc_expiry,investor_id\n2020-02-29,7\n";
        assert_eq!(parse(&source("r.csv", text)).unwrap(), rows[..1]);
    }

    #[test]
    fn every_defect_comes_at_once() {
        let text = "investor_id,kyc_expiry,evidence\nx,2020-02-30,ff\n7,2020-02-29,\n7,2020-02-29,\n";
        let found: Vec<(Option<usize>, Option<String>)> =
            parse(&source("r.csv", text)).unwrap_err().into_iter().map(|defect| (defect.line, defect.column)).collect();
        let at = |line, column: &str| (Some(line), Some(column.to_owned()));
        assert_eq!(found, [at(2, "investor_id"), at(2, "kyc_expiry"), at(2, "evidence"), at(4, "investor_id")]);
        let empty = parse(&source("r.csv", "investor_id,kyc_expiry\n")).unwrap_err();
        assert_eq!(empty[0].problem, "the file has a header and no renewals");
    }
}
