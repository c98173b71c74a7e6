//! What a command answers.

use serde_json::{json, Map, Value};

use crate::input::defect::Failure;
use crate::output::{self, grouped, Format};

/// What a command found or did, as JSON and for people.
pub struct Sheet(Map<String, Value>);

impl Sheet {
    /// An empty one.
    pub fn new() -> Self {
        Self(Map::new())
    }

    /// The same with a line more.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.add(name, value);
        self
    }

    /// Adds a line.
    pub fn add(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Its lines.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// `name: value` lines; lists have a line for each element.
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        for (name, value) in &self.0 {
            let name = name.replace('_', " ");
            match value {
                Value::Array(values) if values.is_empty() => {}
                Value::Array(values) => {
                    lines.push(format!("{name}:"));
                    lines.extend(values.iter().map(|value| format!("  {}", plain(value))));
                }
                value => lines.push(format!("{name}: {}", plain(value))),
            }
        }
        lines.join("\n")
    }

    /// Prints it without transactions.
    pub fn print(&self, format: Format) -> Result<(), Failure> {
        match format {
            Format::Json => output::print_json(&self.0),
            Format::Text => output::print(&self.text()),
        }
    }
}

/// Yen and other amounts beyond JSON's safe numbers as text.
pub fn amount(amount: u128) -> Value {
    u64::try_from(amount).map_or_else(|_| json!(amount.to_string()), |amount| json!(amount))
}

// Helpers

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_u64() => grouped(number),
        Value::Null => "none".to_owned(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| format!("{} {}", name.replace('_', " "), plain(value)))
            .collect::<Vec<_>>()
            .join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_reads_as_lines() {
        let sheet = Sheet::new()
            .with("funded_yen", 1_234_567_u64)
            .with("holder", "5Grw")
            .with("refused", json!([{"line": 3, "reason": "x"}]))
            .with("nothing", json!([]));
        assert_eq!(sheet.text(), "funded yen: 1,234,567\nholder: 5Grw\nrefused:\n  line 3, reason x");
    }
}
