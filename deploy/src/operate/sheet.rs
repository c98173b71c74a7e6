//! What a command answers.

use serde_json::{json, Map, Value};

use crate::input::defect::Failure;
use crate::output::{self, decimal, grouped, named, table, Format};

/// The chain's own token, in which fees and deposits are: its symbol and its decimals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its symbol; empty where nothing is paid.
    pub symbol: String,
    /// Its decimals.
    pub decimals: u8,
}

/// What a command found or did, as JSON and for people.
pub struct Sheet {
    lines: Map<String, Value>,
    unit: Unit,
}

/// Numbers that are names: they are not grouped.
const NAMES: [&str; 9] = ["investor_id", "requested", "line", "block", "code", "number", "lock", "k", "area"];

// Queries

impl Unit {
    /// Where nothing is paid, as on the embedded chain.
    pub fn none() -> Self {
        Self { symbol: String::new(), decimals: 0 }
    }

    /// An amount of the smallest unit, as a decimal with all its places, without the symbol.
    pub fn shown(&self, amount: i128) -> String {
        let sign = if amount < 0 { "-" } else { "" };
        let Ok(size) = u64::try_from(amount.unsigned_abs()) else { return amount.to_string() };
        let text = decimal(size, self.decimals);
        match text.split_once('.') {
            Some((whole, fraction)) => format!("{sign}{}.{fraction}", grouped(whole)),
            None => format!("{sign}{}", grouped(text)),
        }
    }

    /// A heading with the symbol.
    pub fn heading(&self, name: &str) -> String {
        match self.symbol.as_str() {
            "" => name.to_owned(),
            symbol => format!("{name} {symbol}"),
        }
    }
}

impl Sheet {
    /// An empty one.
    pub fn new() -> Self {
        Self { lines: Map::new(), unit: Unit::none() }
    }

    /// The same, whose fees and deposits are in this unit.
    pub fn in_unit(self, unit: &Unit) -> Self {
        Self { unit: unit.clone(), ..self }
    }

    /// The same with a line more.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.add(name, value);
        self
    }

    /// Adds a line.
    pub fn add(&mut self, name: &str, value: impl Into<Value>) {
        self.lines.insert(name.to_owned(), value.into());
    }

    /// Its lines.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.lines.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// `name: value` lines; a list of texts has a line for each element, a list of things a table.
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        for (name, value) in &self.lines {
            match value {
                Value::Array(values) if values.is_empty() => {}
                Value::Array(values) => {
                    lines.push(format!("{}:", words(name)));
                    let things: Option<Vec<_>> = values.iter().map(Value::as_object).collect();
                    match things {
                        Some(things) => lines.push(self.table(&things)),
                        None => lines.extend(values.iter().map(|value| format!("  {}", self.plain(name, value)))),
                    }
                }
                value => {
                    let (name, shown) = self.line(name, value);
                    lines.push(format!("{name}: {shown}"));
                }
            }
        }
        lines.join("\n")
    }

    /// Prints it without transactions.
    pub fn print(&self, format: Format) -> Result<(), Failure> {
        match format {
            Format::Json => output::print_json(&self.lines),
            Format::Text => output::print(&self.text()),
        }
    }

    // Helpers

    fn table(&self, things: &[&Map<String, Value>]) -> String {
        let mut names: Vec<&str> = Vec::new();
        for name in things.iter().flat_map(|thing| thing.keys()) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let is_right = |name: &str| {
            let mut values = things.iter().filter_map(|thing| thing.get(name)).filter(|value| !value.is_null());
            is_amount(name) || values.all(|value| value.is_number() && named(name, "0").is_none())
        };
        let right: Vec<usize> = (0..names.len()).filter(|place| is_right(names[*place])).collect();
        let headings: Vec<String> = names.iter().map(|name| self.heading(name)).collect();
        let mut table = table(headings.iter().map(String::as_str), &right);
        for thing in things {
            table.add_row(names.iter().map(|name| match thing.get(*name) {
                None | Some(Value::Null) => String::new(),
                Some(Value::Bool(flag)) => if *flag { "yes" } else { "no" }.to_owned(),
                Some(value) => self.plain(name, value),
            }));
        }
        table.to_string()
    }

    fn heading(&self, name: &str) -> String {
        if is_fee(name) {
            return self.unit.heading(&words(name));
        }
        match name.strip_suffix("_yen") {
            Some(name) => format!("{} ¥", words(name)),
            None => words(name.strip_suffix("_ms").unwrap_or(name)),
        }
    }

    fn line(&self, name: &str, value: &Value) -> (String, String) {
        let left = named(name, &bare(value)).map_or(name, |(left, _)| left);
        let shown = self.plain(name, value);
        match is_fee(name) {
            true => (words(name), format!("{shown} {}", self.unit.symbol).trim_end().to_owned()),
            false => (words(left), shown),
        }
    }

    fn plain(&self, name: &str, value: &Value) -> String {
        let digits = bare(value);
        if let Some((_, shown)) = named(name, &digits) {
            return shown;
        }
        match value {
            Value::Null => "none".to_owned(),
            Value::Number(number) if number.is_u64() && NAMES.contains(&name) => number.to_string(),
            Value::Number(_) | Value::String(_) if is_fee(name) && digits.parse::<i128>().is_ok() => {
                digits.parse().map_or(digits, |amount| self.unit.shown(amount))
            }
            Value::Number(number) if number.is_u64() => grouped(number),
            Value::String(text) if is_amount(name) && text.bytes().all(|c| c.is_ascii_digit()) => grouped(text),
            Value::String(text) => text.clone(),
            Value::Object(fields) => fields
                .iter()
                .map(|(name, value)| {
                    let (name, shown) = self.line(name, value);
                    format!("{name} {shown}")
                })
                .collect::<Vec<_>>()
                .join(", "),
            other => other.to_string(),
        }
    }
}

/// Yen and other amounts; as text beyond JSON's safe numbers.
pub fn amount(amount: u128) -> Value {
    match u64::try_from(amount) {
        Ok(number) if output::is_safe(amount) => json!(number),
        _ => json!(amount.to_string()),
    }
}

// Helpers

fn words(name: &str) -> String {
    name.replace('_', " ")
}

fn is_fee(name: &str) -> bool {
    matches!(name, "fee" | "deposit")
}

fn is_amount(name: &str) -> bool {
    is_fee(name) || name.ends_with("_yen") || name.ends_with("_units") || name == "units"
}

/// A number, also one that is text because it is large, as it was written.
fn bare(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
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
            .with("required_yen", amount(u128::from(u64::MAX)))
            .with("holder", "5Grw")
            .with("investor_id", 123_456)
            .with("from_ms", 1_582_902_000_000_u64)
            .with("until_ms", amount(u128::from(u64::MAX)))
            .with("payment_day", 20_556)
            .with("profile", json!({ "expiry_ms": 1_582_902_000_000_u64, "area": 13_101 }))
            .with("wallets", json!(["5Grw", "5Fhe"]))
            .with("nothing", json!([]));
        let expected = [
            "funded yen: 1,234,567",
            "required yen: 18,446,744,073,709,551,615",
            "holder: 5Grw",
            "investor id: 123456",
            "from: 2020-02-29T00:00:00+09:00",
            "until: never",
            "payment day: 2026-04-13",
            "profile: expiry 2020-02-29T00:00:00+09:00, area 13101",
            "wallets:",
            "  5Grw",
            "  5Fhe",
        ];
        assert_eq!(sheet.text().lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_list_of_things_is_a_table_with_units() {
        let unit = Unit { symbol: "UNIT".into(), decimals: 12 };
        let steps = json!([
            { "step": "wire", "fee": "7400072980", "deposit": "-20000000000000", "paid_yen": 1_234_567, "late": true },
            { "step": "upload", "fee": Value::Null, "block": 1_234, "set_ms": 1_582_902_000_000_u64 },
        ]);
        let text = Sheet::new().in_unit(&unit).with("steps", steps).text();
        for part in
            ["fee UNIT", "0.007400072980", "-20.000000000000", "paid ¥", "1,234,567", "yes", "1234", "2020-02-29T00"]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains(" 7400072980") && !text.contains("null") && !text.contains("none"), "{text}");
        assert_eq!(Sheet::new().in_unit(&unit).with("fee", 5).text(), "fee: 0.000000000005 UNIT");
    }

    #[test]
    fn an_amount_beyond_safe_numbers_is_text() {
        assert_eq!((amount(1 << 53), amount((1 << 53) + 1)), (json!(1_u64 << 53), json!("9007199254740993")));
    }
}
