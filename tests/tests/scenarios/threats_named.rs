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
        check_tests(&cells[0], last);
    }
}

/// Fails unless every test that a text names is there.
fn check_tests(of: &str, text: &str) {
    for name in text.split('`').skip(1).step_by(2) {
        match name.split_once("::") {
            Some((place, test)) => {
                assert!(source(place).contains(&format!("fn {test}(")), "{of}: there is no {name}");
            }
            // A whole file, or a command that the reason speaks of.
            None => assert!(!name.ends_with(".rs") || !source(name).is_empty(), "{of}: {name}"),
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

/// Scout's detectors: 27 for ink!, 10 for Rust.
const SCOUT: [&str; 37] = [
    "assert-violation",
    "avoid-autokey-upgradable",
    "avoid-core-mem-forget",
    "avoid-format-string",
    "avoid-panic-error",
    "avoid-unsafe-block",
    "buffering-unsized-types",
    "delegate-call",
    "divide-before-multiply",
    "dont-use-instantiate-contract-v1",
    "dont-use-invoke-contract-v1",
    "dos-unbounded-operation",
    "dos-unexpected-revert-with-vector",
    "empty-expect",
    "incorrect-exponentiation",
    "ink-version",
    "insufficiently-random-values",
    "integer-overflow-or-underflow",
    "iterators-over-indexing",
    "known-vulnerabilities",
    "lazy-delegate",
    "lazy-values-not-set",
    "non-payable-transferred-value",
    "overflow-check",
    "reentrancy-1",
    "reentrancy-2",
    "set-code-hash",
    "set-contract-storage",
    "unprotected-mapping-operation",
    "unprotected-self-destruct",
    "unrestricted-transfer-from",
    "unsafe-expect",
    "unsafe-unwrap",
    "unused-return-enum",
    "vec-could-be-mapping",
    "warning-sr25519-verify",
    "zero-or-test-address",
];

#[test]
fn every_class_of_scout_is_covered() {
    let path = repository().join("docs/threat-model.md");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let script = fs::read_to_string(repository().join("scripts/lint-contracts.sh")).expect("the lint script");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let rows: Vec<(&str, &str)> = rows.collect();
    assert_eq!(rows.iter().map(|(class, _)| *class).collect::<Vec<_>>(), SCOUT);
    for (class, row) in rows {
        let (_, covered) = row.trim_end_matches(" |").split_once(" | ").expect("a severity and what stands against it");
        assert!(!covered.is_empty(), "{class}: nothing stands against it");
        check_tests(class, covered);
        if covered.starts_with("lint") {
            assert!(script.contains(class), "{class} is not in the lint script");
        }
    }
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
