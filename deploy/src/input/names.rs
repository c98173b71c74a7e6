//! Names and addresses of holders, for the register of the law. The file stays with the registrar: nothing of it is sent to a
//! chain, written into a record, or kept.

use std::collections::BTreeMap;

use crate::input::defect::{Defect, Problem};
use crate::input::sheet::{self, whole_number, Column};
use crate::input::source::Source;

/// Who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Name (氏名又は名称).
    pub name: String,
    /// Address (住所); empty when the file has none.
    pub address: String,
}

/// By the registrar's number.
pub type Names = BTreeMap<u64, Name>;

const COLUMNS: &[Column] = &[
    Column { name: "investor_id", required: true },
    Column { name: "name", required: true },
    Column { name: "address", required: false },
];
const INVESTOR_ID: usize = 0;
const NAME: usize = 1;
const ADDRESS: usize = 2;

// Queries

/// Reads the file.
///
/// # Errors
/// Every defect of the file, in the order of its lines.
pub fn parse(source: &Source) -> Result<Names, Vec<Defect>> {
    let mut defects = Vec::new();
    let mut names = Names::new();
    for row in sheet::rows(source, COLUMNS, &mut defects) {
        let investor_id = row.read(INVESTOR_ID, &mut defects, whole_number);
        let name = row.read(NAME, &mut defects, |text| Ok(text.to_owned()));
        let (Some(investor_id), Some(name)) = (investor_id, name) else { continue };
        let name = Name { name, address: row.cell(ADDRESS).to_owned() };
        if names.insert(investor_id, name).is_some() {
            let problem = Problem::new(
                format!("investor {investor_id} is named twice"),
                "remove one of the rows, or correct its investor_id",
            );
            defects.push(row.defect(INVESTOR_ID, problem));
        }
    }
    match defects.is_empty() {
        true => Ok(names),
        false => Err(defects),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Names, Vec<Defect>> {
        parse(&Source::from_bytes("names.csv", text.as_bytes().to_vec()).unwrap())
    }

    #[test]
    fn a_row_names_an_investor_and_an_address_may_lack() {
        let names = read("investor_id,name,address\n7,見本太郎,東京都千代田区1-1\n8,見本商事,\n").unwrap();
        assert_eq!(names[&7], Name { name: "見本太郎".into(), address: "東京都千代田区1-1".into() });
        assert_eq!(names[&8].address, "");
        assert_eq!(read("investor_id,name\n7,見本太郎\n").unwrap().len(), 1);
    }

    #[test]
    fn a_number_without_a_name_and_one_with_two_are_defects() {
        let defects = read("investor_id,name\n7,\nx,見本太郎\n8,a\n8,b\n").unwrap_err();
        let places: Vec<_> = defects.iter().map(|defect| (defect.line, defect.column.clone().unwrap())).collect();
        assert_eq!(
            places,
            [(Some(2), "name".to_owned()), (Some(3), "investor_id".to_owned()), (Some(5), "investor_id".to_owned())]
        );
    }
}
