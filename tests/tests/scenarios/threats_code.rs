//! The threat list by its numbers: what the code may call, and how its storage lies (T21).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bond_client::Bundle;
use chihosai_tests::prelude::*;

use crate::abi::named;
use serde_json::Value;

fn all_bundles() -> [&'static Bundle; 7] {
    bundles().all()
}

// T21: code

/// What no contract of ours may do: replace its code or end, run another's code as its own, make contracts, call the
/// runtime, be entered again.
const FORBIDDEN: [&str; 9] = [
    "set_code_hash",
    "terminate",
    "delegate_call",
    "instantiate",
    "call_runtime",
    "call_chain_extension",
    "xcm",
    "caller_is_root",
    "unstable",
];

/// Reads a Wasm module.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn byte(&mut self) -> u8 {
        self.bytes(1)[0]
    }

    /// Unsigned LEB128 of 32 bits.
    fn number(&mut self) -> usize {
        let (mut value, mut shift) = (0_usize, 0);
        loop {
            let byte = self.byte();
            value |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                return value;
            }
            assert!(shift < 35, "a number of more than five bytes");
        }
    }

    fn name(&mut self) -> &'a str {
        let length = self.number();
        std::str::from_utf8(self.bytes(length)).expect("a name in UTF-8")
    }

    fn limits(&mut self) {
        if self.byte() & 1 == 1 {
            self.number();
        }
        self.number();
    }
}

/// What a module asks of its chain, as `module.name`.
fn imports(wasm: &[u8]) -> Vec<String> {
    let mut module = Reader(wasm);
    assert_eq!(module.bytes(8), b"\0asm\x01\0\0\0");
    while !module.0.is_empty() {
        let (id, length) = (module.byte(), module.number());
        let mut section = Reader(module.bytes(length));
        if id != 2 {
            continue;
        }
        let count = section.number();
        let mut found = Vec::new();
        for _ in 0..count {
            let (from, name) = (section.name(), section.name());
            match section.byte() {
                0 => drop(section.number()),
                1 => {
                    section.byte();
                    section.limits();
                }
                2 => section.limits(),
                3 => drop(section.bytes(2)),
                other => panic!("an import of kind {other}"),
            }
            found.push(format!("{from}.{name}"));
        }
        assert!(section.0.is_empty(), "all of the section is understood");
        return found;
    }
    Vec::new()
}

#[test]
fn t21_no_contract_can_change_its_code_or_run_that_of_others() {
    for bundle in all_bundles() {
        let imports = imports(&bundle.wasm);
        // The reader reads: every contract answers and lies in storage.
        for needed in ["input", "seal_return", "get_storage", "set_storage"] {
            assert!(imports.iter().any(|import| import.contains(needed)), "{}: {needed} in {imports:?}", bundle.name);
        }
        for import in &imports {
            let forbidden: Vec<_> = FORBIDDEN.iter().filter(|word| import.contains(**word)).collect();
            assert!(forbidden.is_empty(), "{} imports {import}", bundle.name);
        }
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(sources(&path)),
            false if path.extension().is_some_and(|extension| extension == "rs") => found.push(path),
            false => (),
        }
    }
    found
}

#[test]
fn t21_no_source_of_a_contract_speaks_of_it() {
    let words = ["set_code_hash", "terminate_contract", "delegate", "instantiate_contract", "call_runtime", "reentry"];
    let mut read = 0;
    for package in ["contracts", "crates/bond-abi", "crates/bond-access", "crates/bond-math"] {
        for path in sources(&repository().join(package)) {
            let text = fs::read_to_string(&path).expect("a source");
            read += 1;
            for word in words {
                assert!(!text.contains(word), "{word} in {}", path.display());
            }
        }
    }
    assert!(read > 40, "only {read} files");
}

// T21: storage

/// Every field of the storage of a contract: the key of its cell, its path and the type of what lies there.
fn storage(bundle: &Bundle) -> Vec<String> {
    let mut lines = Vec::new();
    let root = &bundle.metadata["storage"];
    walk(bundle, root, "", "", &mut lines);
    lines
}

fn walk(bundle: &Bundle, layout: &Value, key: &str, path: &str, lines: &mut Vec<String>) {
    let below = |name: &Value| {
        let name = name.as_str().expect("a name");
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    let (kind, of) = layout.as_object().and_then(|layout| layout.iter().next()).expect("a layout of one kind");
    match kind.as_str() {
        "root" => walk(bundle, &of["layout"], of["root_key"].as_str().expect("a key"), path, lines),
        "leaf" => lines.push(format!("{} {key} {path}: {}", bundle.name, type_name(bundle, &of["ty"]))),
        "array" => {
            let path = format!("{path}[{}]", of["len"]);
            walk(bundle, &of["layout"], key, &path, lines);
        }
        "struct" => of["fields"].as_array().expect("fields").iter().for_each(|field| {
            walk(bundle, &field["layout"], key, &below(&field["name"]), lines);
        }),
        "enum" => of["variants"].as_object().expect("variants").iter().for_each(|(index, variant)| {
            let path = format!("{}({index})", below(&variant["name"]));
            lines.push(format!("{} {key} {path}", bundle.name));
            variant["fields"].as_array().expect("fields").iter().for_each(|field| {
                let name = field["name"].as_str().expect("a name");
                walk(bundle, &field["layout"], key, &format!("{path}.{name}"), lines);
            });
        }),
        other => panic!("a layout of kind {other}"),
    }
}

fn type_name(bundle: &Bundle, id: &Value) -> String {
    let types = bundle.metadata["types"].as_array().expect("types");
    named(&types.iter().map(|entry| (entry["id"].as_u64().expect("a number"), &entry["type"])).collect(), id)
}

#[test]
fn t21_every_field_lies_where_the_golden_file_says() {
    let path = repository().join("tests/golden/storage.txt");
    let built: Vec<String> = all_bundles().into_iter().flat_map(storage).collect();
    let mut text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if std::env::var_os("CHIHOSAI_GOLDEN").is_some_and(|wish| wish == "write") {
        let head: String =
            text.lines().take_while(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
        text = head + &built.join("\n") + "\n";
        fs::write(&path, &text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    let decided: Vec<&str> = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    let new: Vec<&String> = built.iter().filter(|line| !decided.contains(&line.as_str())).collect();
    let gone: Vec<&&str> = decided.iter().filter(|line| !built.iter().any(|built| built == **line)).collect();
    assert!(new.is_empty() && gone.is_empty(), "new:\n{new:#?}\ngone:\n{gone:#?}");
    assert_eq!(built, decided, "the order or a repetition: what lies in one cell is read in this order");
}

#[test]
fn t21_no_two_cells_of_a_contract_share_a_key() {
    for bundle in all_bundles() {
        let mut roots = Vec::new();
        collect_roots(&bundle.metadata["storage"], &mut roots);
        let different: BTreeSet<&String> = roots.iter().collect();
        assert_eq!(different.len(), roots.len(), "{}: {roots:?}", bundle.name);
    }
}

fn collect_roots(value: &Value, roots: &mut Vec<String>) {
    if let Some(key) = value["root_key"].as_str() {
        roots.push(key.to_owned());
    }
    match value {
        Value::Object(parts) => parts.values().for_each(|part| collect_roots(part, roots)),
        Value::Array(parts) => parts.iter().for_each(|part| collect_roots(part, roots)),
        _ => (),
    }
}

// T42

/// The dependencies that a manifest names: name and how it is found.
fn dependencies(manifest: &str) -> Vec<(String, String)> {
    let mut of_dependencies = false;
    let mut found = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            of_dependencies = line.ends_with("dependencies]");
        } else if let Some((name, source)) = line.split_once('=').filter(|_| of_dependencies) {
            found.push((name.trim().to_owned(), source.trim().to_owned()));
        }
    }
    found
}

#[test]
fn t42_every_contract_names_the_exact_versions_it_is_built_from() {
    let mut read = 0;
    for folder in fs::read_dir(repository().join("contracts")).expect("the contracts") {
        let folder = folder.expect("an entry").path();
        let Ok(manifest) = fs::read_to_string(folder.join("Cargo.toml")) else { continue };
        read += 1;
        let lock = fs::read_to_string(folder.join("Cargo.lock")).expect("a lock file of its own");
        for (name, source) in dependencies(&manifest) {
            let is_ours = source.contains("path = \"../../crates/");
            let is_exact = source.contains("\"=") && !source.contains("git");
            assert!(is_ours || is_exact, "{}: {name} = {source}", folder.display());
        }
        // Whatever is not ours comes from the registry, and its bytes are known.
        for package in lock.split("[[package]]").skip(1).filter(|package| package.contains("source =")) {
            let name = package.lines().find(|line| line.starts_with("name")).unwrap_or_default();
            let is_known = package.contains("checksum = \"") && package.contains("source = \"registry+");
            assert!(is_known, "{}: {name}", folder.display());
        }
    }
    assert_eq!(read, all_bundles().len(), "every contract has its manifest");
}
