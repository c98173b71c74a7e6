//! The threat model and the invariants as documents: every id has its row, and every test they name is there.

use std::collections::BTreeSet;
use std::fs;

use chihosai_tests::prelude::*;
use serde_json::Value;

/// The tables of a document, without their heads: the cells of each row.
fn rows(document: &str) -> Vec<Vec<String>> {
    let path = repository().join("docs").join(document);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let is_row = |line: &&str| line.starts_with("| T") || line.starts_with("| N") || line.starts_with("| I");
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
    text.lines().filter(is_row).map(cells).collect()
}

/// The file in which a named test lies: a scenario, or a path from the root.
fn source(place: &str) -> String {
    let path = if place.ends_with(".rs") { place.to_owned() } else { format!("tests/tests/scenarios/{place}.rs") };
    let path = repository().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Fails unless the document has exactly these ids, and each row names tests that are there, or a reason.
fn check(document: &str, ids: &[String]) {
    let rows = rows(document);
    let found: Vec<&String> = rows.iter().map(|cells| &cells[0]).collect();
    assert_eq!(found, ids.iter().collect::<Vec<_>>(), "the ids of {document}");
    for cells in &rows {
        let last = cells.last().expect("a cell");
        assert!(!last.is_empty(), "{}: neither a test nor a reason", cells[0]);
        for name in last.split('`').skip(1).step_by(2) {
            match name.split_once("::") {
                Some((place, test)) => {
                    assert!(source(place).contains(&format!("fn {test}(")), "{}: there is no {name}", cells[0]);
                }
                // A whole file, or a command that the reason speaks of.
                None => assert!(!name.ends_with(".rs") || !source(name).is_empty(), "{}: {name}", cells[0]),
            }
        }
    }
}

fn numbered(letter: &str, last: usize, width: usize) -> impl Iterator<Item = String> + '_ {
    (1..=last).map(move |number| format!("{letter}{number:0width$}"))
}

#[test]
fn every_threat_and_every_failure_has_a_test_or_a_reason() {
    let ids: Vec<String> = numbered("T", 44, 2).chain(numbered("N", 17, 2)).collect();
    check("threat-model.md", &ids);
}

#[test]
fn every_invariant_is_asserted_somewhere() {
    check("invariants.md", &numbered("I", 27, 1).collect::<Vec<_>>());
}

/// Arguments that can carry text: what they are for is no person.
const TEXTS: [(&str, &str, &str); 8] = [
    ("bond_office", "new", "terms"),
    ("bond_office", "BondOffice::document", "name"),
    ("bond_office", "BondOffice::set_document", "name"),
    ("bond_office", "BondOffice::set_document", "uri"),
    // PSP22's, which both tokens drop.
    ("bond_token", "PSP22::transfer", "data"),
    ("bond_token", "PSP22::transfer_from", "data"),
    ("yen_token", "PSP22::transfer", "data"),
    ("yen_token", "PSP22::transfer_from", "data"),
];

fn holds_text(types: &[Value], id: &Value) -> bool {
    let entry = &types.iter().find(|entry| entry["id"] == *id).expect("a type of the registry")["type"];
    let def = &entry["def"];
    let is_byte = |id: &Value| {
        let of = types.iter().find(|entry| entry["id"] == *id).expect("a type of the registry");
        of["type"]["def"]["primitive"] == "u8"
    };
    if def["primitive"] == "str" || (def["sequence"].is_object() && is_byte(&def["sequence"]["type"])) {
        return true;
    }
    let of_fields = |of: &Value| -> Vec<Value> {
        of["fields"].as_array().into_iter().flatten().map(|field| field["type"].clone()).collect()
    };
    let mut parts = of_fields(&def["composite"]);
    parts.extend(def["variant"]["variants"].as_array().into_iter().flatten().flat_map(of_fields));
    parts.extend(def["tuple"].as_array().into_iter().flatten().cloned());
    for kind in ["sequence", "array"] {
        parts.extend(def[kind].get("type").cloned());
    }
    parts.iter().any(|part| holds_text(types, part))
}

#[test]
fn t44_no_message_takes_text_that_could_name_a_person() {
    let mut found = BTreeSet::new();
    for bundle in bundles().all() {
        let types = bundle.metadata["types"].as_array().expect("types");
        for kind in ["constructors", "messages"] {
            for message in bundle.metadata["spec"][kind].as_array().expect("a list") {
                for argument in message["args"].as_array().expect("arguments") {
                    if holds_text(types, &argument["type"]["type"]) {
                        let text = |value: &Value| value["label"].as_str().expect("a label").to_owned();
                        found.insert((bundle.name.to_owned(), text(message), text(argument)));
                    }
                }
            }
        }
    }
    let listed = TEXTS.map(|(contract, message, argument)| (contract.into(), message.into(), argument.into()));
    assert_eq!(found, BTreeSet::from(listed));
}
