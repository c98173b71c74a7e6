//! What the metadata of a bundle (ink! 4) says, and types as one would write them in Rust.

use anyhow::{bail, Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// ink! metadata, version 4.
pub(super) struct Metadata<'a> {
    spec: &'a Value,
    types: BTreeMap<u64, &'a Value>,
}

impl<'a> Metadata<'a> {
    pub(super) fn of(bundle: &'a Value) -> Result<Self> {
        if bundle["version"] != Value::String("4".into()) {
            bail!("the metadata is of version {}, this reads version 4", bundle["version"]);
        }
        let mut types = BTreeMap::new();
        for entry in list(bundle, "types")? {
            types.insert(entry["id"].as_u64().context("a type without id")?, &entry["type"]);
        }
        Ok(Self { spec: &bundle["spec"], types })
    }

    pub(super) fn spec(&self, field: &str) -> Result<&'a Vec<Value>> {
        list(self.spec, field)
    }

    pub(super) fn get(&self, id: u64) -> Result<&'a Value> {
        self.types.get(&id).copied().with_context(|| format!("there is no type {id}"))
    }

    pub(super) fn name(&self, id: u64) -> Result<&'a str> {
        let path = self.get(id)?["path"].as_array();
        Ok(path.and_then(|path| path.last()).and_then(Value::as_str).unwrap_or(""))
    }

    pub(super) fn parameters(&self, id: u64) -> Result<Vec<u64>> {
        let parameters = self.get(id)?["params"].as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(parameters.iter().filter_map(|parameter| parameter["type"].as_u64()).collect())
    }

    /// What a constructor or a message answers, without the `Result<_, LangError>` around every answer.
    pub(super) fn answer(&self, item: &Value) -> Result<String> {
        let outer = item["returnType"]["type"].as_u64().context("an item without return type")?;
        match (self.name(outer)?, self.parameters(outer)?.as_slice()) {
            ("Result", [inner, error]) if self.name(*error)? == "LangError" => self.shown(*inner),
            _ => self.shown(outer),
        }
    }

    /// A type as one would write it in Rust.
    pub(super) fn shown(&self, id: u64) -> Result<String> {
        let definition = &self.get(id)?["def"];
        let all = |ids: &[u64]| -> Result<String> {
            Ok(ids.iter().map(|id| self.shown(*id)).collect::<Result<Vec<_>>>()?.join(", "))
        };
        let name = self.name(id)?;
        if !name.is_empty() {
            return Ok(match self.parameters(id)?.as_slice() {
                [] => name.into(),
                parameters => format!("{name}<{}>", all(parameters)?),
            });
        }
        if let Some(primitive) = definition["primitive"].as_str() {
            return Ok(if primitive == "str" { "String" } else { primitive }.into());
        }
        if let Some(item) = definition["sequence"]["type"].as_u64() {
            return Ok(format!("Vec<{}>", self.shown(item)?));
        }
        if let (Some(item), Some(length)) = (definition["array"]["type"].as_u64(), definition["array"]["len"].as_u64())
        {
            return Ok(format!("[{}; {length}]", self.shown(item)?));
        }
        if let Some(item) = definition["compact"]["type"].as_u64() {
            return Ok(format!("Compact<{}>", self.shown(item)?));
        }
        if let Some(items) = definition["tuple"].as_array() {
            let items: Vec<u64> = items.iter().filter_map(Value::as_u64).collect();
            return Ok(match items.as_slice() {
                [one] => format!("({},)", self.shown(*one)?),
                items => format!("({})", all(items)?),
            });
        }
        bail!("type {id} is of a kind that this does not know: {definition}")
    }

    /// Adds every type with a name that an item uses, and what these are made of.
    pub(super) fn gather(&self, item: &Value, types: &mut BTreeMap<String, String>) -> Result<()> {
        for argument in list(item, "args")? {
            self.gather_type(type_of(argument)?, types)?;
        }
        match item["returnType"]["type"].as_u64() {
            Some(answer) => self.gather_type(answer, types),
            None => Ok(()),
        }
    }

    pub(super) fn gather_type(&self, id: u64, types: &mut BTreeMap<String, String>) -> Result<()> {
        let name = self.name(id)?;
        let definition = &self.get(id)?["def"];
        // What everybody knows: the standard library's, and an account of 32 bytes.
        let known = ["", "Option", "Result", "LangError", "AccountId"].contains(&name);
        if !known {
            let body = self.described(id).with_context(|| format!("the type {name}"))?;
            match types.get(name) {
                Some(old) if *old != body => bail!("two types are named {name}"),
                Some(_) => return Ok(()),
                None => types.insert(name.into(), body),
            };
        }
        if known && name == "AccountId" {
            return Ok(());
        }
        let mut parts = self.parameters(id)?;
        for part in ["sequence", "array", "compact"] {
            parts.extend(definition[part]["type"].as_u64());
        }
        parts.extend(definition["tuple"].as_array().into_iter().flatten().filter_map(Value::as_u64));
        let variants = definition["variant"]["variants"].as_array().map(Vec::as_slice).unwrap_or_default();
        for owner in variants.iter().chain([&definition["composite"]]) {
            let fields = owner["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
            parts.extend(fields.iter().filter_map(|field| field["type"].as_u64()));
        }
        parts.into_iter().try_for_each(|part| self.gather_type(part, types))
    }

    /// The table of a type.
    pub(super) fn described(&self, id: u64) -> Result<String> {
        let definition = &self.get(id)?["def"];
        let mut body = String::new();
        if let Some(variants) = definition["variant"]["variants"].as_array() {
            let mut variants: Vec<&Value> = variants.iter().collect();
            variants.sort_by_key(|variant| variant["index"].as_u64());
            for variant in variants {
                let index = variant["index"].as_u64().context("a variant without index")?;
                writeln!(body, "- {index} `{}{}`", text(variant, "name")?, self.fields(variant, " { ", " }")?)?;
            }
        } else {
            writeln!(
                body,
                "```rust\n{}{}\n```",
                self.name(id)?,
                self.fields(&definition["composite"], " {\n    ", ",\n}")?
            )?;
        }
        Ok(body)
    }

    /// The fields of a struct or a variant: named between `open` and `close`, unnamed in parentheses.
    pub(super) fn fields(&self, owner: &Value, open: &str, close: &str) -> Result<String> {
        let fields = owner["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mut shown = Vec::new();
        let mut named = false;
        for field in fields {
            let kind = self.shown(type_of_field(field)?)?;
            match field["name"].as_str() {
                Some(name) => {
                    named = true;
                    shown.push(format!("{name}: {kind}"));
                }
                None => shown.push(kind),
            }
        }
        let between = if open.contains('\n') { ",\n    " } else { ", " };
        Ok(match (shown.is_empty(), named) {
            (true, _) => String::new(),
            (false, true) => format!("{open}{}{close}", shown.join(between)),
            (false, false) => format!("({})", shown.join(", ")),
        })
    }
}

pub(super) fn list<'a>(value: &'a Value, field: &str) -> Result<&'a Vec<Value>> {
    value[field].as_array().with_context(|| format!("there is no list {field}"))
}

pub(super) fn text<'a>(value: &'a Value, field: &str) -> Result<&'a str> {
    value[field].as_str().with_context(|| format!("there is no text {field}"))
}

pub(super) fn type_of(argument: &Value) -> Result<u64> {
    argument["type"]["type"].as_u64().context("an argument without type")
}

pub(super) fn type_of_field(field: &Value) -> Result<u64> {
    field["type"].as_u64().context("a field without type")
}

pub(super) fn docs(item: &Value) -> Vec<String> {
    let lines = item["docs"].as_array().map(Vec::as_slice).unwrap_or_default();
    lines.iter().filter_map(Value::as_str).map(|line| line.trim().to_owned()).collect()
}
