//! The reference of every message, docs/messages.md: made from the metadata of the built bundles, so that it shows what
//! is in them and nothing else. ink! puts the words of a trait's message in the trait only; they are read there.

mod metadata;

use anyhow::{bail, Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use metadata::{docs, list, text, type_of, Metadata};

/// What is written.
const PAGE: &str = "docs/messages.md";

/// The contracts in the order of the page, and what each is.
const CONTRACTS: [(&str, &str); 7] = [
    ("kyc_desk", "Where registrars edit investors and their wallets: one for each registry."),
    ("kyc_registry", "Who may hold, as contracts read it: one for many series."),
    ("bond_office", "One per series: terms, schedule and documents, issue, approval, enforcement, roles."),
    ("bond_token", "One per series: the register, a PSP22 with record-date history and the judgement of who may hold."),
    ("coupon_distributor", "One per series: announces, funds and pays coupons and principal, withholds tax."),
    ("paying_agent", "One per series: decides about the distributor's money, and answers what reports ask for."),
    ("yen_token", "PSP22 test yen for local chains; it never belongs on a real network."),
];

/// Where the traits of our own messages are described.
const TRAITS: [&str; 8] = [
    "crates/bond-abi/src/desk/mod.rs",
    "crates/bond-abi/src/registry/mod.rs",
    "crates/bond-abi/src/office/mod.rs",
    "crates/bond-abi/src/token/mod.rs",
    "crates/bond-abi/src/distributor/mod.rs",
    "crates/bond-abi/src/agent.rs",
    "crates/bond-abi/src/yen.rs",
    "crates/bond-abi/src/roles.rs",
];

/// The messages that are not ours: the PSP22 standard's, and OpenBrush's for roles and pause.
const STANDARD: [(&str, &str); 17] = [
    ("PSP22::total_supply", "What exists now."),
    ("PSP22::balance_of", "What `owner` holds."),
    ("PSP22::allowance", "What `spender` may still take from `owner`."),
    ("PSP22::transfer", "Moves `value` from the caller to `to`; `data` is ignored. **Events:** `Transfer`."),
    (
        "PSP22::transfer_from",
        "Moves `value` from `from` to `to` out of the caller's allowance; `data` is ignored. **Events:** `Approval` when \
         the allowance falls, `Transfer`.",
    ),
    ("PSP22::approve", "Sets what `spender` may take from the caller. **Events:** `Approval`."),
    ("PSP22::increase_allowance", "Adds to what `spender` may take from the caller. **Events:** `Approval`."),
    ("PSP22::decrease_allowance", "Lowers what `spender` may take from the caller. **Events:** `Approval`."),
    ("PSP22Metadata::token_name", "Name."),
    ("PSP22Metadata::token_symbol", "Symbol."),
    ("PSP22Metadata::token_decimals", "Decimals: always 0."),
    ("AccessControl::has_role", "Whether `address` holds `role`."),
    ("AccessControl::get_role_admin", "The role that grants and revokes `role`: always 0, the admin's."),
    ("AccessControl::grant_role", "Grants `role` to `account`. **Access:** admin. **Events:** `RoleGranted`."),
    ("AccessControl::revoke_role", "Takes `role` from `account`. **Access:** admin. **Events:** `RoleRevoked`."),
    ("AccessControl::renounce_role", "Gives `role` up; `account` is the caller. **Events:** `RoleRevoked`."),
    ("Pausable::paused", "Whether transfers are stopped."),
];

/// Widest line of running text.
const WIDTH: usize = 150;

/// Writes the page, or with `check` fails when it is not what would be written.
pub fn run(check: bool) -> Result<()> {
    let mut bundles = Vec::new();
    for (name, _) in CONTRACTS {
        let path = super::artifact(name, "contract");
        let bytes = fs::read(&path).with_context(|| {
            format!("{} is not built: run scripts/build.sh from the repository root", path.display())
        })?;
        let bundle: Value =
            serde_json::from_slice(&bytes).with_context(|| format!("{} is no bundle", path.display()))?;
        bundles.push(bundle);
    }
    let mut words = Words::standard();
    for path in TRAITS {
        words.read(&fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?);
    }
    let page = render(&bundles, &words)?;
    let stale = fs::read_to_string(PAGE).map_or(true, |old| old != page);
    match (check, stale) {
        (true, true) => bail!("{PAGE} is not what the built contracts give: run target/release/bond-build --reference"),
        (true, false) => println!("{PAGE} is up to date"),
        (false, _) => {
            fs::write(PAGE, page).with_context(|| format!("cannot write {PAGE}"))?;
            println!("{PAGE} {}", if stale { "written" } else { "was up to date" });
        }
    }
    Ok(())
}

/// The whole page.
fn render(bundles: &[Value], words: &Words) -> Result<String> {
    let mut page = String::from(
        "# Messages\n\n<!-- Made by `bond-build --reference` from the built contracts. Do not edit. -->\n\n\
         Every constructor, message and event of all contracts of a series, with the types they use. How to call them is in\n\
         [integrators.md](integrators.md), what the errors mean in [errors.md](errors.md).\n\n\
         *Reads* needs no transaction; *changes* does. A message that answers `Err` is undone as a whole. Every answer\n\
         comes wrapped once more, as `Result<answer, LangError>`: the outer `Err` means that the contract does not know\n\
         the message. The selector is the first four bytes of the call; the arguments follow in SCALE.\n",
    );
    let mut types = BTreeMap::new();
    for ((name, about), bundle) in CONTRACTS.iter().zip(bundles) {
        contract(&mut page, name, about, &Metadata::of(bundle)?, words, &mut types)
            .with_context(|| format!("the metadata of {name}"))?;
    }
    page.push_str("\n## Types\n\nIn alphabetical order. The number before a variant is its index in SCALE.\n");
    for (name, body) in types {
        write!(page, "\n### `{name}`\n\n{body}")?;
    }
    Ok(page)
}

fn contract(
    page: &mut String,
    name: &str,
    about: &str,
    metadata: &Metadata,
    words: &Words,
    types: &mut BTreeMap<String, String>,
) -> Result<()> {
    write!(page, "\n## {}\n\n{about}\n", name.replace('_', "-"))?;
    for constructor in metadata.spec("constructors")? {
        let answer = match metadata.answer(constructor)?.as_str() {
            "()" => String::new(),
            other => format!(" -> {other}"),
        };
        entry(page, metadata, constructor, "constructor", &answer, &paragraph(&docs(constructor)))?;
        metadata.gather(constructor, types)?;
    }
    // Messages of one trait stand together, traits in the order of their first message.
    let messages = metadata.spec("messages")?;
    let mut traits: Vec<&str> = Vec::new();
    for message in messages {
        let name = trait_of(text(message, "label")?);
        if !traits.contains(&name) {
            traits.push(name);
        }
    }
    for name in traits {
        for message in messages {
            let label = text(message, "label")?;
            if trait_of(label) != name {
                continue;
            }
            let effect = if message["mutates"] == Value::Bool(true) { "changes" } else { "reads" };
            let answer = format!(" -> {}", metadata.answer(message)?);
            let own = docs(message);
            let described = if own.is_empty() { words.of(label)? } else { paragraph(&own) };
            entry(page, metadata, message, effect, &answer, &described)?;
            metadata.gather(message, types)?;
        }
    }
    let events = metadata.spec("events")?;
    if !events.is_empty() {
        page.push_str("\n### Events\n\n| index | event | fields | meaning |\n|---|---|---|---|\n");
    }
    for (index, event) in events.iter().enumerate() {
        let field = |argument: &Value| -> Result<String> {
            let topic = if argument["indexed"] == Value::Bool(true) { " (topic)" } else { "" };
            Ok(format!("`{}: {}`{topic}", text(argument, "label")?, metadata.shown(type_of(argument)?)?))
        };
        let fields = list(event, "args")?.iter().map(field).collect::<Result<Vec<_>>>()?.join(", ");
        let meaning = cell(&paragraph(&docs(event)));
        writeln!(page, "| {index} | `{}` | {fields} | {meaning} |", text(event, "label")?)?;
        metadata.gather(event, types)?;
    }
    Ok(())
}

/// One constructor or message.
fn entry(
    page: &mut String,
    metadata: &Metadata,
    item: &Value,
    effect: &str,
    answer: &str,
    described: &str,
) -> Result<()> {
    let label = text(item, "label")?;
    let payable = if item["payable"] == Value::Bool(true) { ", payable" } else { "" };
    write!(page, "\n### `{label}`\n\n{effect}{payable}, selector `{}`\n", text(item, "selector")?)?;
    let argument = |argument: &Value| -> Result<String> {
        Ok(format!("{}: {}", text(argument, "label")?, metadata.shown(type_of(argument)?)?))
    };
    let arguments = list(item, "args")?.iter().map(argument).collect::<Result<Vec<_>>>()?;
    let short = label.rsplit("::").next().unwrap_or(label);
    write!(page, "\n```rust\n{}\n```\n", signature(short, &arguments, answer))?;
    if !described.is_empty() {
        write!(page, "\n{}\n", wrap(described))?;
    }
    Ok(())
}

/// A signature on one line, or with each argument on its own when that is too long.
fn signature(name: &str, arguments: &[String], answer: &str) -> String {
    let line = format!("{name}({}){answer}", arguments.join(", "));
    if line.chars().count() <= 110 {
        return line;
    }
    format!("{name}(\n    {},\n){answer}", arguments.join(",\n    "))
}

/// The trait of `Trait::message`; nothing when it has none.
fn trait_of(label: &str) -> &str {
    label.split_once("::").map_or("", |(name, _)| name)
}

// Words

/// What the traits say about their messages, by `Trait::message`.
#[derive(Default)]
struct Words(BTreeMap<String, String>);

impl Words {
    fn standard() -> Self {
        Self(STANDARD.iter().map(|(label, words)| ((*label).into(), (*words).into())).collect())
    }

    fn of(&self, label: &str) -> Result<String> {
        self.0.get(label).cloned().with_context(|| format!("nothing describes the message {label}"))
    }

    /// Reads the doc comments of the messages of every trait of a source file that `cargo fmt` has formatted.
    fn read(&mut self, source: &str) {
        let mut name = None;
        let mut lines: Vec<String> = Vec::new();
        for line in source.lines() {
            if let Some(rest) = line.strip_prefix("pub trait ") {
                name = rest.split_whitespace().next();
                lines.clear();
            } else if line == "}" {
                name = None;
            }
            let Some(owner) = name else { continue };
            let line = line.trim();
            if let Some(words) = line.strip_prefix("///") {
                lines.push(words.trim().into());
            } else if let Some(rest) = line.strip_prefix("fn ") {
                let message = rest.split('(').next().unwrap_or(rest);
                self.0.insert(format!("{owner}::{message}"), paragraph(&lines));
                lines.clear();
            } else if !line.starts_with("#[") {
                lines.clear();
            }
        }
    }
}

/// Doc comments as one line of Markdown: `# Access: anyone` becomes `**Access:** anyone`, and links lose their target,
/// which is Rust's.
fn paragraph(lines: &[String]) -> String {
    let joined = lines.join(" ");
    let joined = joined.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown = String::new();
    for (place, part) in joined.split("# ").enumerate() {
        if place == 0 {
            shown.push_str(part);
            continue;
        }
        let end = part.find(|letter: char| !letter.is_alphabetic()).unwrap_or(part.len());
        let (heading, rest) = part.split_at(end);
        match rest.strip_prefix(',') {
            Some(_) => shown.push_str(part),
            None => {
                let _ = write!(shown, "**{heading}:**{}", rest.strip_prefix(':').unwrap_or(rest));
            }
        }
    }
    shown.replace("[`", "`").replace("`]", "`").replace("`crate::", "`").trim().into()
}

/// Breaks running text at spaces.
fn wrap(words: &str) -> String {
    let mut wrapped = String::new();
    let mut width = 0;
    for word in words.split(' ') {
        let letters = word.chars().count();
        if width > 0 {
            let fits = width + 1 + letters <= WIDTH;
            wrapped.push(if fits { ' ' } else { '\n' });
            width = if fits { width + 1 } else { 0 };
        }
        wrapped.push_str(word);
        width += letters;
    }
    wrapped
}

/// Text that may stand in a table.
fn cell(words: &str) -> String {
    words.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Metadata of one contract with every kind of type, one message and one event.
    fn bundle() -> Value {
        let answer = |inner: u64| {
            json!({"path": ["Result"], "params": [{"name": "T", "type": inner}, {"name": "E", "type": 13}], "def": {"variant": {"variants": [
                {"name": "Ok", "index": 0, "fields": [{"type": inner}]}, {"name": "Err", "index": 1, "fields": [{"type": 13}]}]}}})
        };
        let types = [
            json!({"def": {"primitive": "u8"}}),
            json!({"def": {"primitive": "str"}}),
            json!({"def": {"sequence": {"type": 1}}}),
            json!({"def": {"array": {"len": 32, "type": 0}}}),
            json!({"def": {"tuple": []}}),
            json!({"def": {"tuple": [0]}}),
            json!({"def": {"tuple": [0, 2]}}),
            json!({"def": {"compact": {"type": 0}}}),
            json!({"path": ["ink_primitives", "types", "AccountId"], "def": {"composite": {"fields": [{"type": 3}]}}}),
            json!({"path": ["Option"], "params": [{"name": "T", "type": 8}], "def": {"variant": {"variants": [
                {"name": "None", "index": 0}, {"name": "Some", "index": 1, "fields": [{"type": 8}]}]}}}),
            json!({"path": ["bond_abi", "Holding"], "def": {"composite": {"fields": [
                {"name": "account", "type": 9}, {"name": "units", "type": 0}]}}}),
            json!({"path": ["bond_abi", "TooLate"], "def": {"variant": {"variants": [
                {"name": "Since", "index": 1, "fields": [{"name": "day", "type": 0}]},
                {"name": "Plain", "index": 0}, {"name": "Why", "index": 2, "fields": [{"type": 1}]}]}}}),
            json!({"path": ["Result"], "params": [{"name": "T", "type": 10}, {"name": "E", "type": 11}], "def": {"variant": {"variants": [
                {"name": "Ok", "index": 0, "fields": [{"type": 10}]}, {"name": "Err", "index": 1, "fields": [{"type": 11}]}]}}}),
            json!({"path": ["ink_primitives", "LangError"], "def": {"variant": {"variants": [{"name": "CouldNotReadInput", "index": 1}]}}}),
            answer(12),
            answer(4),
        ];
        let types: Vec<Value> =
            types.into_iter().enumerate().map(|(id, kind)| json!({"id": id, "type": kind})).collect();
        let message = json!({"label": "Bond::hold", "selector": "0x01020304", "mutates": true, "payable": false, "docs": [],
            "args": [{"label": "to", "type": {"type": 8}}, {"label": "notes", "type": {"type": 2}}], "returnType": {"type": 14}});
        let constructor = json!({"label": "new", "selector": "0x9bae9d5e", "payable": false, "docs": ["Begins.", "", "# Errors", "None."],
            "args": [], "returnType": {"type": 15}});
        let event = json!({"label": "Held", "docs": ["It is held | kept."],
            "args": [{"label": "to", "indexed": true, "type": {"type": 9}}, {"label": "units", "indexed": false, "type": {"type": 0}}]});
        json!({"version": "4", "types": types, "spec": {"constructors": [constructor], "messages": [message], "events": [event]}})
    }

    #[test]
    fn types_are_shown_as_one_writes_them() {
        let bundle = bundle();
        let metadata = Metadata::of(&bundle).unwrap();
        let shown = |id| metadata.shown(id).unwrap();
        let all: Vec<String> = (0..=12).map(shown).collect();
        let expected = [
            "u8",
            "String",
            "Vec<String>",
            "[u8; 32]",
            "()",
            "(u8,)",
            "(u8, Vec<String>)",
            "Compact<u8>",
            "AccountId",
            "Option<AccountId>",
            "Holding",
            "TooLate",
            "Result<Holding, TooLate>",
        ];
        assert_eq!(all, expected);
        assert!(metadata.shown(99).is_err());
    }

    #[test]
    fn structs_and_variants_are_described_with_their_fields() {
        let bundle = bundle();
        let metadata = Metadata::of(&bundle).unwrap();
        assert_eq!(
            metadata.described(10).unwrap(),
            "```rust\nHolding {\n    account: Option<AccountId>,\n    units: u8,\n}\n```\n"
        );
        assert_eq!(metadata.described(11).unwrap(), "- 0 `Plain`\n- 1 `Since { day: u8 }`\n- 2 `Why(String)`\n");
    }

    #[test]
    fn a_contract_is_shown_with_all_it_has_and_its_types_are_gathered() {
        let bundle = bundle();
        let metadata = Metadata::of(&bundle).unwrap();
        let mut words = Words::default();
        words.read(
            "/// Not this.\npub trait Bond {\n    /// Not this.\n\n    /// Holds [`crate::MAX`] units.\n    ///\n    \
             /// # Access: anyone. # Errors: `TooLate`.\n    #[ink(message)]\n    fn hold(&mut self) -> u8;\n}\n",
        );
        let (mut page, mut types) = (String::new(), BTreeMap::new());
        contract(&mut page, "a_bond", "A bond.", &metadata, &words, &mut types).unwrap();
        let expected =
            "\n## a-bond\n\nA bond.\n\n### `new`\n\nconstructor, selector `0x9bae9d5e`\n\n```rust\nnew()\n```\n\n\
                        Begins. **Errors:** None.\n\n### `Bond::hold`\n\nchanges, selector `0x01020304`\n\n```rust\n\
                        hold(to: AccountId, notes: Vec<String>) -> Result<Holding, TooLate>\n```\n\n\
                        Holds `MAX` units. **Access:** anyone. **Errors:** `TooLate`.\n\n### Events\n\n\
                        | index | event | fields | meaning |\n|---|---|---|---|\n\
                        | 0 | `Held` | `to: Option<AccountId>` (topic), `units: u8` | It is held \\| kept. |\n";
        assert_eq!(page, expected);
        assert_eq!(types.keys().collect::<Vec<_>>(), ["Holding", "TooLate"]);
    }

    #[test]
    fn a_message_that_nothing_describes_is_an_error() {
        assert!(Words::standard().of("PSP22::transfer").is_ok());
        assert!(Words::standard().of("Bond::hold").is_err());
    }

    #[test]
    fn headings_in_comments_become_bold_and_cross_references_stay_words() {
        let shown = |text: &str| paragraph(&[text.to_owned()]);
        assert_eq!(shown("# Access Admin. # Errors `A`."), "**Access:** Admin. **Errors:** `A`.");
        assert_eq!(shown("# Access, errors and events as `b`."), "Access, errors and events as `b`.");
    }

    #[test]
    fn long_text_and_long_signatures_are_broken() {
        assert!(wrap(&"word ".repeat(100)).lines().all(|line| line.chars().count() <= WIDTH));
        assert_eq!(wrap("a b"), "a b");
        let argument = "argument: AccountId".to_owned();
        let many = vec![argument; 6];
        assert_eq!(signature("f", &many[..1], ""), "f(argument: AccountId)");
        assert_eq!(signature("f", &many, " -> u8").lines().count(), 8);
    }
}
