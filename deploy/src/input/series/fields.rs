//! Typed reading of a TOML document in which every value knows its line and path, and no defect stops the reading.

use std::ops::RangeInclusive;

use bond_math::Date;
use toml::de::{DeTable, DeValue, Error};

use crate::input::characters;
use crate::input::defect::{quoted, Defect, Problem};

/// Collects defects while the document is read.
pub struct Fields<'a> {
    file: &'a str,
    text: &'a str,
    line_starts: Vec<usize>,
    syntax: Vec<Error>,
    found: Vec<Defect>,
    missing: Vec<Defect>,
}

/// A table with its path and line.
pub struct Section<'a> {
    path: String,
    line: usize,
    table: &'a DeTable<'a>,
}

/// A value with its path and line.
pub struct Field<'a> {
    pub path: String,
    pub line: usize,
    pub value: &'a DeValue<'a>,
}

/// Years that the bank calendar knows.
const YEARS: RangeInclusive<i32> = 1980..=2099;
/// More syntax errors than this are the consequence of others.
const MAX_SYNTAX_DEFECTS: usize = 20;

// Queries

impl<'a> Section<'a> {
    /// Whether the table has a key.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The path of a key of this table.
    pub fn path_of(&self, key: &str) -> String {
        match self.path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        }
    }
}

impl<'a> Fields<'a> {
    /// Reads `text`, whose parser reported `errors`.
    pub fn new(file: &'a str, text: &'a str, errors: Vec<Error>) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(offset, _)| offset + 1);
        let line_starts = std::iter::once(0).chain(breaks).collect();
        Self { file, text, line_starts, syntax: errors, found: Vec::new(), missing: Vec::new() }
    }

    /// The document itself.
    pub fn root(&self, table: &'a DeTable<'a>) -> Section<'a> {
        Section { path: String::new(), line: 1, table }
    }

    /// The line of a key of a table; without the key, that of the table.
    pub fn line_of(&self, section: &Section<'a>, key: &str) -> usize {
        section.table.get_key_value(key).map_or(section.line, |(key, _)| self.line_at(key.span().start))
    }

    fn line_at(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset)
    }
}

// Changes

impl<'a> Fields<'a> {
    /// Records a defect.
    pub fn report(&mut self, path: &str, line: usize, problem: Problem) {
        self.found.push(problem.within(self.file).at_line(line).in_field(path));
    }

    /// A defect for each key of a table that is not known.
    pub fn known_keys(&mut self, section: &Section<'a>, known: &[&str]) {
        for key in section.table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let problem = Problem::new(
                format!("the key {} is unknown", quoted(key.get_ref())),
                format!("remove it or correct it to one of: {}", known.join(", ")),
            );
            let line = self.line_at(key.span().start);
            self.report(&section.path_of(key.get_ref()), line, problem);
        }
    }

    /// A table that must be there.
    pub fn section(&mut self, parent: &Section<'a>, key: &str, remedy: &str) -> Option<Section<'a>> {
        let field = self.required(parent, key, remedy)?;
        self.table(&field)
    }

    /// The value as a table.
    pub fn table(&mut self, field: &Field<'a>) -> Option<Section<'a>> {
        match field.value {
            DeValue::Table(table) => Some(Section { path: field.path.clone(), line: field.line, table }),
            other => self.wrong_kind(field, other, "a table", &format!("write [{}] and its keys below it", field.path)),
        }
    }

    /// The elements of an array; none when the key is missing.
    pub fn elements(&mut self, section: &Section<'a>, key: &str, remedy: &str) -> Vec<Field<'a>> {
        if !section.has(key) {
            return Vec::new();
        }
        let Some(field) = self.required(section, key, "") else { return Vec::new() };
        let DeValue::Array(array) = field.value else {
            self.wrong_kind::<()>(&field, field.value, "a list", remedy);
            return Vec::new();
        };
        let element = |(index, value): (usize, &'a toml::Spanned<DeValue<'a>>)| Field {
            path: format!("{}[{index}]", field.path),
            line: self.line_at(value.span().start),
            value: value.get_ref(),
        };
        array.iter().enumerate().map(element).collect()
    }

    /// A text that must be there, read by `parse`.
    pub fn parsed<T>(
        &mut self,
        section: &Section<'a>,
        key: &str,
        remedy: &str,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        let field = self.required(section, key, remedy)?;
        self.parse(&field, parse)
    }

    /// A text that may lack, read by `parse`.
    pub fn optional<T>(
        &mut self,
        section: &Section<'a>,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        match section.has(key) {
            true => self.parsed(section, key, "", parse),
            false => None,
        }
    }

    /// The value as a text, read by `parse`.
    pub fn parse<T>(&mut self, field: &Field<'a>, parse: impl FnOnce(&str) -> Result<T, Problem>) -> Option<T> {
        match field.value {
            DeValue::String(text) => {
                let explained = |problem| characters::explained(problem, text);
                parse(text).map_err(|problem| self.report(&field.path, field.line, explained(problem))).ok()
            }
            other => self.wrong_kind(field, other, "a text", "put it in double quotes"),
        }
    }

    /// A truth value that may lack.
    pub fn flag(&mut self, section: &Section<'a>, key: &str) -> Option<bool> {
        if !section.has(key) {
            return None;
        }
        let field = self.required(section, key, "")?;
        match field.value {
            DeValue::Boolean(value) => Some(*value),
            other => self.wrong_kind(&field, other, "true or false", "write true or false without quotes"),
        }
    }

    /// A whole number that must be there.
    pub fn whole(&mut self, section: &Section<'a>, key: &str, remedy: &str, range: RangeInclusive<u64>) -> Option<u64> {
        let field = self.required(section, key, remedy)?;
        let DeValue::Integer(integer) = field.value else {
            return self.wrong_kind(&field, field.value, "a whole number", "write digits without quotes and decimals");
        };
        // A number beyond 128 bits is beyond the range too.
        let number = i128::from_str_radix(integer.as_str(), integer.radix()).ok();
        let inside = number.and_then(|number| u64::try_from(number).ok()).filter(|number| range.contains(number));
        if inside.is_none() {
            let reason = match number {
                _ if integer.as_str().starts_with('-') => "is negative",
                Some(number) if number < i128::from(*range.start()) => "is too small",
                _ => "is too large",
            };
            let remedy = format!("write a number from {} to {}", range.start(), range.end());
            self.report(&field.path, field.line, Problem::new(format!("{integer} {reason}"), remedy));
        }
        inside
    }

    /// The same for a number of at most 255.
    pub fn small(&mut self, section: &Section<'a>, key: &str, remedy: &str, range: RangeInclusive<u8>) -> Option<u8> {
        let number = self.whole(section, key, remedy, u64::from(*range.start())..=u64::from(*range.end()))?;
        u8::try_from(number).ok()
    }

    /// A whole number that may lack.
    pub fn optional_whole(&mut self, section: &Section<'a>, key: &str, range: RangeInclusive<u64>) -> Option<u64> {
        match section.has(key) {
            true => self.whole(section, key, "", range),
            false => None,
        }
    }

    /// A date that may lack.
    pub fn optional_date(&mut self, section: &Section<'a>, key: &str) -> Option<Date> {
        match section.has(key) {
            true => self.date(section, key, ""),
            false => None,
        }
    }

    /// A date that must be there.
    pub fn date(&mut self, section: &Section<'a>, key: &str, remedy: &str) -> Option<Date> {
        let field = self.required(section, key, remedy)?;
        self.date_of(&field)
    }

    /// The value as a date.
    pub fn date_of(&mut self, field: &Field<'a>) -> Option<Date> {
        let line = field.line;
        let DeValue::Datetime(value) = field.value else {
            let remedy = "write YYYY-MM-DD without quotes";
            return self.wrong_kind(field, field.value, "a date", remedy);
        };
        let problem = match (value.date, value.time, value.offset) {
            (Some(date), None, None) if YEARS.contains(&i32::from(date.year)) => {
                match Date::from_ymd(i32::from(date.year), date.month, date.day) {
                    Ok(date) => return Some(date),
                    Err(error) => Problem::of_message(error),
                }
            }
            (Some(date), None, None) => Problem::new(
                format!("{date} is outside the bank calendar"),
                format!("write a date from {}-01-01 to {}-12-31", YEARS.start(), YEARS.end()),
            ),
            (None, None, None) => {
                // The parser has refused it, without knowing the key.
                let written = self.take_syntax_error(line).unwrap_or_default();
                Problem::new(
                    format!("{} is no day of the calendar", quoted(&written)),
                    "write an existing day as YYYY-MM-DD",
                )
            }
            _ => Problem::new(format!("{value} has a time of day"), "write the date alone, YYYY-MM-DD"),
        };
        self.report(&field.path, line, problem);
        None
    }

    /// A value that must be there.
    pub fn required(&mut self, section: &Section<'a>, key: &str, remedy: &str) -> Option<Field<'a>> {
        let path = section.path_of(key);
        match section.table.get_key_value(key) {
            Some((key, value)) => Some(Field { path, line: self.line_at(key.span().start), value: value.get_ref() }),
            None => {
                let defect = Problem::new("the key is missing", remedy).within(self.file);
                self.missing.push(defect.at_line(section.line).in_field(&path));
                None
            }
        }
    }

    /// All defects, in the order of their lines.
    pub fn finish(mut self) -> Vec<Defect> {
        let mut defects: Vec<Defect> = Vec::new();
        for error in std::mem::take(&mut self.syntax) {
            let line = self.line_at(error.span().map_or(0, |span| span.start)).min(self.line_starts.len());
            if defects.len() < MAX_SYNTAX_DEFECTS && defects.iter().all(|defect| defect.line != Some(line)) {
                let problem = Problem::new(
                    format!("the line is no TOML: {}", error.message().lines().next().unwrap_or_default()),
                    "write key = value; texts stand in double quotes, dates and numbers do not",
                );
                defects.push(problem.within(self.file).at_line(line));
            }
        }
        if defects.is_empty() {
            self.found.append(&mut self.missing);
        }
        // What was read from a broken line is not what its author meant.
        let broken: Vec<Option<usize>> = defects.iter().map(|defect| defect.line).collect();
        defects.extend(self.found.into_iter().filter(|defect| !broken.contains(&defect.line)));
        defects.sort_by_key(|defect| defect.line);
        defects
    }
}

// Helpers

impl<'a> Fields<'a> {
    fn wrong_kind<T>(&mut self, field: &Field<'a>, value: &DeValue<'_>, wanted: &str, remedy: &str) -> Option<T> {
        let kind = match value {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with decimals",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.report(&field.path, field.line, Problem::new(format!("this is {kind}, and {wanted} is needed"), remedy));
        None
    }

    /// Removes the errors of a line, and returns the text of the first.
    fn take_syntax_error(&mut self, line: usize) -> Option<String> {
        let errors = std::mem::take(&mut self.syntax);
        let (taken, left): (Vec<Error>, Vec<Error>) =
            errors.into_iter().partition(|error| error.span().is_some_and(|span| self.line_at(span.start) == line));
        self.syntax = left;
        let span = taken.first()?.span()?;
        self.text.get(span).map(str::to_owned)
    }
}
