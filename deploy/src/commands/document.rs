//! `chihosai document`: the documents of a series, known by the hash of their bytes.

use std::path::Path;

use bond_abi::office::{BondOffice, Document, OfficeError};
use bond_client::{contracts, TraitCallBuilder};
use serde_json::{json, Value};

use crate::arguments::{DocumentCommand, Order};
use crate::commands::enforce::hash_of_file;
use crate::commands::status::time;
use crate::input::characters::hidden_in;
use crate::input::defect::{Failure, Problem};
use crate::operate::{ChainOptions, Session, Sheet};
use crate::output::{self, grouped, table, Format};

const HEADINGS: [&str; 4] = ["name", "uri", "hash", "set"];

/// Runs a command.
pub fn run(command: DocumentCommand, format: Format) -> Result<(), Failure> {
    match command {
        DocumentCommand::Set { order, name, uri, file } => set(&order, &name, &uri, &file, format),
        DocumentCommand::List { record, csv, chain } => list(&record, csv, &chain, format),
    }
}

// Helpers

fn set(order: &Order, name: &str, uri: &str, file: &Path, format: Format) -> Result<(), Failure> {
    for (text, field) in [(name, "--name"), (uri, "--uri")] {
        if let Some(names) = hidden_in(text) {
            let problem = format!("the text has a character that is not seen: {names}");
            return Err(Problem::new(problem, "write it anew, without it").in_option(field));
        }
    }
    let hash = hash_of_file(file)?;
    let mut session = Session::open_to_sign(&order.record, &order.chain, &order.sign)?;
    let mut office = contracts::office(session.office);
    let message = office.call_mut().set_document(name.to_owned(), uri.to_owned(), hash);
    session.send::<(), OfficeError>("set_document", message)?;
    let sheet = Sheet::new().with("name", name).with("uri", uri).with("hash", format!("0x{}", hex::encode(hash)));
    session.report(sheet, format)
}

fn list(path: &Path, csv: bool, chain: &ChainOptions, format: Format) -> Result<(), Failure> {
    let mut session = Session::open(path, chain)?;
    let office = contracts::office(session.office);
    let mut documents = Vec::new();
    for name in session.read(office.call().documents())? {
        if let Some(document) = session.read(office.call().document(name.clone()))? {
            documents.push((name, document));
        }
    }
    match (csv, format) {
        (true, _) => output::print(&output::csv(&HEADINGS, documents.iter().map(cells))?),
        (false, Format::Json) => output::print_json(&as_json(&documents)),
        (false, Format::Text) => output::print(&text(&documents)),
    }
}

fn cells((name, document): &(String, Document)) -> [String; 4] {
    let Document { uri, hash, set_ms } = document;
    [name.clone(), uri.clone(), format!("0x{}", hex::encode(hash)), time(*set_ms)]
}

fn as_json(documents: &[(String, Document)]) -> Value {
    let row = |document| -> Value {
        let [name, uri, hash, set] = cells(document);
        json!({ "name": name, "uri": uri, "hash": hash, "set": set })
    };
    json!({ "documents": documents.iter().map(row).collect::<Vec<_>>() })
}

fn text(documents: &[(String, Document)]) -> String {
    let mut table = table(["Name", "Address", "BLAKE2b-256", "Set"], &[]);
    for document in documents {
        table.add_row(cells(document));
    }
    format!("{table}\n{} documents", grouped(documents.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_the_same_in_every_format() {
        let document = Document { uri: "https://x/a,b.pdf".into(), hash: [0xcd; 32], set_ms: 1_582_902_000_000 };
        let documents = [("prospectus".to_owned(), document)];
        let csv = output::csv(&HEADINGS, documents.iter().map(cells)).unwrap();
        let row = format!("prospectus,\"https://x/a,b.pdf\",0x{},2020-02-29T00:00:00+09:00", "cd".repeat(32));
        assert_eq!(csv.lines().nth(1), Some(row.as_str()));
        assert_eq!(as_json(&documents)["documents"][0]["uri"], "https://x/a,b.pdf");
        assert!(text(&documents).ends_with("\n1 documents"));
    }

    #[test]
    fn a_name_that_a_spreadsheet_would_run_is_text_in_csv() {
        let document = Document { uri: "@x".into(), hash: [0xcd; 32], set_ms: 0 };
        let csv = output::csv(&HEADINGS, [("=cmd|' /C calc'!A0".to_owned(), document)].iter().map(cells)).unwrap();
        assert!(csv.lines().nth(1).is_some_and(|row| row.starts_with("'=cmd|' /C calc'!A0,'@x,0x")), "{csv}");
    }
}
