//! The promises to other programs: selectors, events, error codes (T40). A diff in a golden file is a decision.

use std::collections::{BTreeMap, BTreeSet};

use bond_client::Bundle;
use chihosai_tests::prelude::*;
use scale::Decode;
use scale_info::{TypeDef, TypeInfo};
use serde_json::Value;

fn golden(name: &str) -> Vec<String> {
    let path = repository().join("tests/golden").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_owned).collect()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is a list"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is a text"))
}

fn all_bundles() -> [&'static Bundle; 7] {
    bundles().all()
}

// Messages

#[test]
fn the_standard_interfaces_have_their_standard_selectors() {
    let golden: BTreeMap<String, String> = golden("selectors.txt")
        .iter()
        .map(|line| line.split_once(' ').expect("a name and a selector"))
        .map(|(name, selector)| (name.to_owned(), selector.to_owned()))
        .collect();
    let bundles = bundles();
    for (bundle, interfaces) in [
        (&bundles.token, vec!["PSP22", "PSP22Metadata"]),
        (&bundles.office, vec!["AccessControl", "Pausable"]),
        (&bundles.yen, vec!["PSP22", "PSP22Metadata"]),
        (&bundles.desk, vec!["AccessControl"]),
    ] {
        let built: BTreeMap<String, String> = list(&bundle.metadata["spec"], "messages")
            .iter()
            .map(|message| (text(message, "label").to_owned(), text(message, "selector").to_owned()))
            .collect();
        for interface in interfaces {
            let of_interface = |messages: &BTreeMap<String, String>| -> BTreeMap<String, String> {
                let prefix = format!("{interface}::");
                messages.clone().into_iter().filter(|(label, _)| label.starts_with(&prefix)).collect()
            };
            assert!(!of_interface(&golden).is_empty(), "{interface} is in the golden file");
            assert_eq!(of_interface(&built), of_interface(&golden), "{interface} of {}", bundle.name);
        }
    }
}

/// `bond_office BondOffice::wire(token, distributor) 0x… changes`
fn interface() -> Vec<String> {
    let mut lines = Vec::new();
    for bundle in all_bundles() {
        let mut of_contract: Vec<String> = list(&bundle.metadata["spec"], "messages")
            .iter()
            .map(|message| {
                let arguments: Vec<&str> =
                    list(message, "args").iter().map(|argument| text(argument, "label")).collect();
                let (label, selector) = (text(message, "label"), text(message, "selector"));
                let effect = if message["mutates"] == true { "changes" } else { "reads" };
                format!("{} {label}({}) {selector} {effect}", bundle.name, arguments.join(", "))
            })
            .collect();
        of_contract.sort();
        lines.extend(of_contract);
    }
    lines
}

#[test]
fn t40_the_whole_interface_is_as_it_was_decided() {
    let (built, decided) = (interface(), golden("interface.txt"));
    let only_in = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|line| !those.contains(line)).cloned().collect()
    };
    let (new, gone) = (only_in(&built, &decided), only_in(&decided, &built));
    assert!(new.is_empty() && gone.is_empty(), "new:\n{}\ngone:\n{}", new.join("\n"), gone.join("\n"));
    assert_eq!(built, decided, "the order or a repetition");
}

// Types

/// How a type is written in what it is part of.
pub fn named(types: &BTreeMap<u64, &Value>, id: &Value) -> String {
    let of = types[&id.as_u64().expect("a number of a type")];
    let def = &of["def"];
    let joined = |parts: &[Value]| parts.iter().map(|part| named(types, part)).collect::<Vec<_>>().join(", ");
    if let Some(name) = of["path"].as_array().and_then(|path| path.last()) {
        let parameters: Vec<Value> =
            of["params"].as_array().into_iter().flatten().map(|parameter| parameter["type"].clone()).collect();
        let name = name.as_str().expect("a name");
        return if parameters.is_empty() { name.to_owned() } else { format!("{name}<{}>", joined(&parameters)) };
    }
    if let Some(primitive) = def["primitive"].as_str() {
        return primitive.to_owned();
    }
    if let Some(parts) = def["tuple"].as_array() {
        return format!("({})", joined(parts));
    }
    if def["array"].is_object() {
        return format!("[{}; {}]", named(types, &def["array"]["type"]), def["array"]["len"]);
    }
    assert!(def["sequence"].is_object(), "another kind of type: {of}");
    format!("Vec<{}>", named(types, &def["sequence"]["type"]))
}

/// `{ units: u64, flags: u8 }`
fn fields_of(types: &BTreeMap<u64, &Value>, of: &Value) -> String {
    let fields: Vec<String> = of["fields"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|field| match field["name"].as_str() {
            Some(name) => format!("{name}: {}", named(types, &field["type"])),
            None => named(types, &field["type"]),
        })
        .collect();
    if fields.is_empty() {
        String::new()
    } else {
        format!(" {{ {} }}", fields.join(", "))
    }
}

/// Every message with the types it takes and gives, every event with index and topics, and every type of ours that they
/// are made of, errors with their indices among them.
fn types() -> Vec<String> {
    let mut lines = Vec::new();
    for bundle in all_bundles() {
        let entries = list(&bundle.metadata, "types");
        let types: BTreeMap<u64, &Value> =
            entries.iter().map(|entry| (entry["id"].as_u64().expect("a number"), &entry["type"])).collect();
        let spec = &bundle.metadata["spec"];
        let arguments = |of: &Value| -> String {
            let named = |argument: &Value| {
                let topic = if argument["indexed"] == true { " (topic)" } else { "" };
                format!("{}: {}{topic}", text(argument, "label"), named(&types, &argument["type"]["type"]))
            };
            list(of, "args").iter().map(named).collect::<Vec<_>>().join(", ")
        };
        for kind in ["constructors", "messages"] {
            let mut of_kind: Vec<String> = list(spec, kind)
                .iter()
                .map(|message| {
                    let gives = named(&types, &message["returnType"]["type"]);
                    format!("{} {}({}) -> {gives}", bundle.name, text(message, "label"), arguments(message))
                })
                .collect();
            of_kind.sort();
            lines.extend(of_kind);
        }
        for (index, event) in list(spec, "events").iter().enumerate() {
            lines.push(format!("{} event {index} {}({})", bundle.name, text(event, "label"), arguments(event)));
        }
        let mut ours = BTreeSet::new();
        for entry in entries {
            let of = &entry["type"];
            let path = of["path"].as_array().and_then(|path| path.first()).and_then(Value::as_str);
            if !matches!(path, Some("bond_abi" | "openbrush_contracts")) {
                continue;
            }
            let name = named(&types, &entry["id"]);
            let def = &of["def"];
            let body = match def["variant"]["variants"].as_array() {
                Some(variants) => {
                    let variant = |variant: &Value| {
                        format!("{} {}{}", variant["index"], text(variant, "name"), fields_of(&types, variant))
                    };
                    variants.iter().map(variant).collect::<Vec<_>>().join(" | ")
                }
                None => fields_of(&types, &def["composite"]).trim_start().to_owned(),
            };
            ours.insert(format!("{} type {name} = {body}", bundle.name));
        }
        lines.extend(ours);
    }
    lines
}

#[test]
fn t40_every_type_event_and_error_is_as_it_was_decided() {
    let (path, built) = (repository().join("tests/golden/types.txt"), types());
    if std::env::var_os("CHIHOSAI_GOLDEN").is_some_and(|wish| wish == "write") {
        let head = "# Every message with its types, every event, every type of ours. A diff here is a decision about the interface.\n# Written by: CHIHOSAI_GOLDEN=write cargo test --release --workspace --test scenarios -- t40_every_type\n";
        std::fs::write(&path, head.to_owned() + &built.join("\n") + "\n").expect("the file is written");
    }
    let decided = golden("types.txt");
    let only_in = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|line| !those.contains(line)).cloned().collect()
    };
    let (new, gone) = (only_in(&built, &decided), only_in(&decided, &built));
    assert!(new.is_empty() && gone.is_empty(), "new:\n{}\ngone:\n{}", new.join("\n"), gone.join("\n"));
    assert_eq!(built, decided, "the order or a repetition");
}

#[test]
fn every_contract_has_one_constructor() {
    for bundle in all_bundles() {
        let constructors = list(&bundle.metadata["spec"], "constructors");
        assert_eq!(constructors.len(), 1, "{}", bundle.name);
        assert_eq!((text(&constructors[0], "label"), text(&constructors[0], "selector")), ("new", "0x9bae9d5e"));
    }
}

// Events

/// Name and fields of every variant of an event enum, in wire order, as its `Debug` shows them.
fn shapes<E: Decode + std::fmt::Debug>() -> Vec<(String, Vec<String>)> {
    (0_u8..=255)
        .map_while(|index| {
            // Zeros decode as the smallest value of every type: numbers, accounts, `None`, the first variant.
            let mut data = vec![0_u8; 4_096];
            data[0] = index;
            E::decode(&mut data.as_slice()).ok()
        })
        .map(|event| shape(&format!("{event:?}")))
        .collect()
}

/// Splits `Name { a: 1, b: Inner { c: 2 } }` into the name and the outer fields.
fn shape(debug: &str) -> (String, Vec<String>) {
    let Some((name, rest)) = debug.split_once(" { ") else { return (debug.to_owned(), Vec::new()) };
    let mut fields = Vec::new();
    let (mut depth, mut field) = (0_i32, String::new());
    for character in rest.chars() {
        match character {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            ',' if depth == 0 => field.clear(),
            ':' if depth == 0 => fields.push(field.trim().to_owned()),
            other => field.push(other),
        }
    }
    (name.to_owned(), fields)
}

#[test]
fn the_events_of_the_bundles_are_those_of_bond_abi_in_order() {
    let bundles = bundles();
    for (bundle, expected) in [
        (&bundles.office, shapes::<OfficeEvent>()),
        (&bundles.token, shapes::<TokenEvent>()),
        (&bundles.desk, shapes::<DeskEvent>()),
        (&bundles.agent, shapes::<AgentEvent>()),
        (&bundles.distributor, shapes::<DistributorEvent>()),
        (&bundles.yen, shapes::<YenEvent>()),
    ] {
        assert!(!expected.is_empty());
        let built: Vec<(String, Vec<String>)> = list(&bundle.metadata["spec"], "events")
            .iter()
            .map(|event| {
                let fields = list(event, "args").iter().map(|field| text(field, "label").to_owned()).collect();
                (text(event, "label").to_owned(), fields)
            })
            .collect();
        assert_eq!(built, expected, "{}", bundle.name);
    }
}

#[test]
fn no_event_has_more_topics_than_the_chain_allows() {
    for bundle in all_bundles() {
        for event in list(&bundle.metadata["spec"], "events") {
            // One of the four is the event's own.
            let topics = list(event, "args").iter().filter(|field| field["indexed"] == true).count();
            assert!(topics <= 3, "{}::{}", bundle.name, event["label"]);
        }
    }
}

// PSP22

/// A type as its golden file writes it: the last part of its path, or what it is made of.
fn type_name(types: &[Value], id: &Value) -> String {
    let entry = types.iter().find(|entry| entry["id"] == *id).expect("a type of the registry");
    let definition = &entry["type"]["def"];
    if let Some(primitive) = definition["primitive"].as_str() {
        return if primitive == "str" { "String".to_owned() } else { primitive.to_owned() };
    }
    let path = list(&entry["type"], "path");
    let name = path.last().and_then(Value::as_str).expect("a type with a name");
    match entry["type"]["params"].as_array() {
        Some(params) if !params.is_empty() => format!("{name}<{}>", type_name(types, &params[0]["type"])),
        _ => name.to_owned(),
    }
}

#[test]
fn errors_and_events_of_psp22_are_those_of_its_text() {
    let golden = golden("psp22.txt");
    let bundles = bundles();
    for bundle in [&bundles.token, &bundles.yen] {
        let types = list(&bundle.metadata, "types");
        let is_error = |entry: &&Value| {
            entry["type"]["path"].as_array().is_some_and(|path| path.ends_with(&["PSP22Error".into()]))
        };
        let error = types.iter().find(is_error).expect("PSP22Error");
        let mut found: Vec<String> = list(&error["type"]["def"]["variant"], "variants")
            .iter()
            .map(|variant| {
                let fields: Vec<String> = variant["fields"]
                    .as_array()
                    .map(|fields| fields.iter().map(|field| type_name(types, &field["type"])).collect())
                    .unwrap_or_default();
                let fields = if fields.is_empty() { String::new() } else { format!("({})", fields.join(", ")) };
                format!("error {} {}{fields}", variant["index"], text(variant, "name"))
            })
            .collect();
        for name in ["Transfer", "Approval"] {
            let event = list(&bundle.metadata["spec"], "events").iter().find(|event| text(event, "label") == name);
            let fields: Vec<String> = list(event.expect("the standard's event"), "args")
                .iter()
                .map(|field| {
                    let topic = if field["indexed"] == true { "*" } else { "" };
                    format!("{}{topic}: {}", text(field, "label"), type_name(types, &field["type"]["type"]))
                })
                .collect();
            found.push(format!("event {name}({})", fields.join(", ")));
        }
        assert_eq!(found, golden, "{}", bundle.name);
    }
}

// Errors

/// Name and code of every variant of an error enum.
fn errors<E: Decode + TypeInfo>(code: impl Fn(&E) -> u16) -> Vec<(u16, String)> {
    let TypeDef::Variant(variants) = E::type_info().type_def else { panic!("an error is an enum") };
    variants
        .variants
        .iter()
        .map(|variant| {
            let mut data = vec![0_u8; 256];
            data[0] = variant.index;
            let value = E::decode(&mut data.as_slice()).expect("zeros decode");
            (code(&value), variant.name.to_owned())
        })
        .collect()
}

fn every_error() -> Vec<(u16, String)> {
    let mut all = errors(DeskError::code);
    // The registry shares codes with the desk where the meaning is the same.
    all.extend(errors(RegistryError::code).into_iter().filter(|error| !errors(DeskError::code).contains(error)));
    // A wallet that qualifies has nothing against it.
    all.extend(errors(Standing::code).into_iter().filter(|(code, _)| *code != 0));
    all.extend(errors(Refusal::code));
    all.extend(errors(TermsError::code));
    // A refusal inside another error keeps the code it has by itself.
    let own = |(_, name): &(u16, String)| name != "Refused";
    let of_office: Vec<_> = errors(OfficeError::code).into_iter().filter(own).collect();
    // The register shares codes with its office where the meaning is the same.
    all.extend(errors(TokenError::code).into_iter().filter(own).filter(|error| !of_office.contains(error)));
    all.extend(of_office);
    all.extend(errors(AgentError::code).into_iter().filter(own));
    all.extend(errors(DistributorError::code));
    all.extend(errors(YenError::code));
    all.extend(errors(HandoverError::code));
    all
}

#[test]
fn every_error_has_a_code_of_its_own() {
    let all = every_error();
    let codes: BTreeSet<u16> = all.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes.len(), all.len(), "{all:?}");
    assert!(all.len() > 110, "all enums are asked: {}", all.len());
    for (first, last, names) in [
        (101, 131, errors(DeskError::code)),
        (101, 199, errors(RegistryError::code)),
        (201, 230, errors(Refusal::code)),
        (231, 297, errors(TermsError::code)),
        (201, 299, errors(OfficeError::code)),
        (201, 299, errors(TokenError::code)),
        (301, 349, errors(DistributorError::code)),
        (301, 399, errors(AgentError::code)),
        (401, 499, errors(YenError::code)),
        (901, 999, errors(HandoverError::code)),
    ] {
        assert!(names.iter().all(|(code, _)| (first..=last).contains(code)), "{names:?}");
    }
}

#[test]
fn a_refused_transfer_keeps_its_code_in_every_dress() {
    let TypeDef::Variant(variants) = Refusal::type_info().type_def else { panic!("an enum") };
    for variant in &variants.variants {
        let refusal = Refusal::decode(&mut [variant.index].as_slice()).expect("a unit variant");
        assert_eq!(TokenError::Refused { index: 7, refusal }.code(), refusal.code());
        assert_eq!(OfficeError::Refused { index: 7, refusal }.code(), refusal.code());
        assert_eq!(refusal.label(), format!("{} {}", refusal.code(), variant.name));
    }
}

#[test]
fn every_error_is_explained_in_the_documents() {
    let path = repository().join("docs/errors.md");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let rows: BTreeSet<(String, String)> = text
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
            let (code, name) = (cells.next()?, cells.next()?);
            code.parse::<u16>().ok()?;
            Some((code.to_owned(), name.trim_matches('`').to_owned()))
        })
        .collect();
    let known: BTreeSet<(String, String)> =
        every_error().into_iter().map(|(code, name)| (code.to_string(), name)).collect();
    let missing: Vec<_> = known.difference(&rows).collect();
    let invented: Vec<_> = rows.difference(&known).collect();
    assert!(missing.is_empty() && invented.is_empty(), "missing: {missing:?}; no such error: {invented:?}");
}
