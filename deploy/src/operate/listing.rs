//! Rows of one kind: a table for people, CSV for spreadsheets, JSON for programs.

use serde_json::{Map, Value};

use super::Sheet;
use crate::input::defect::Failure;
use crate::output::{self, grouped, table, Format};

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in CSV and JSON.
    pub name: &'static str,
    /// Its heading in a table.
    pub title: &'static str,
}

/// Rows under columns, and what is to be said about all of them.
pub struct Listing {
    /// What the rows are called in JSON.
    pub name: &'static str,
    /// The columns.
    pub columns: &'static [Column],
    /// One value for each column.
    pub rows: Vec<Vec<Value>>,
    /// What concerns all rows; not part of the CSV.
    pub about: Sheet,
}

impl Listing {
    /// Prints the rows.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn print(self, csv: bool, format: Format) -> Result<(), Failure> {
        match (csv, format) {
            (true, _) => output::print(&self.csv()?),
            (false, Format::Json) => self.json().print(Format::Json),
            (false, Format::Text) => output::print(&self.text()),
        }
    }

    // Helpers

    fn csv(&self) -> Result<String, Failure> {
        let headings: Vec<&str> = self.columns.iter().map(|column| column.name).collect();
        Ok(output::csv(&headings, self.rows.iter().map(|row| row.iter().map(plain).collect::<Vec<_>>()))?)
    }

    fn json(mut self) -> Sheet {
        let object = |row: Vec<Value>| -> Value {
            let fields = self.columns.iter().map(|column| column.name.to_owned()).zip(row);
            Value::Object(fields.collect::<Map<_, _>>())
        };
        let rows: Vec<Value> = std::mem::take(&mut self.rows).into_iter().map(object).collect();
        self.about.with(self.name, rows)
    }

    fn text(&self) -> String {
        let is_number = |place: &usize| self.rows.iter().any(|row| row.get(*place).is_some_and(Value::is_number));
        let right: Vec<usize> = (0..self.columns.len()).filter(is_number).collect();
        let mut table = table(self.columns.iter().map(|column| column.title), &right);
        for row in &self.rows {
            table.add_row(row.iter().map(shown));
        }
        [table.to_string(), self.about.text()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Number(number) if number.is_u64() => grouped(number),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => String::new(),
        other => plain(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sample() -> Listing {
        const COLUMNS: &[Column] = &[Column { name: "k", title: "k" }, Column { name: "yen", title: "Amount ¥" }];
        let rows = vec![vec![json!(0), json!(1_234_567)], vec![json!(1), Value::Null]];
        Listing { name: "events", columns: COLUMNS, rows, about: Sheet::new().with("reserve_yen", 5) }
    }

    #[test]
    fn csv_has_plain_numbers_and_a_table_grouped_ones() {
        assert_eq!(sample().csv().unwrap(), "k,yen\n0,1234567\n1,\n");
        let text = sample().text();
        assert!(text.contains("1,234,567") && text.ends_with("reserve yen: 5"), "{text}");
    }

    #[test]
    fn json_has_an_object_for_each_row() {
        let json = sample().json();
        assert_eq!(json.text().lines().next(), Some("reserve yen: 5"));
        assert!(json.text().contains("1,234,567"), "{}", json.text());
    }
}
