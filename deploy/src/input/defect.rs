//! What is wrong with an input, where, and what to do about it.

use std::fmt;

use serde::Serialize;

/// One defect of an input file or of the command line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Defect {
    /// The file as the user named it, or [`COMMAND_LINE`].
    pub file: String,
    /// 1-based line.
    pub line: Option<usize>,
    /// Column of a CSV file, by the name in its header.
    pub column: Option<String>,
    /// Key of a TOML file such as `terms.annual_rate_percent`, or an option of the command line.
    pub field: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

/// The `file` of a defect in the arguments.
pub const COMMAND_LINE: &str = "command line";

/// A defect whose place is not known yet: what the parser of a single value returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The input is defective: exit code 2.
    Input(Vec<Defect>),
    /// Rows of the input were refused, and all others were written, as the report says: exit code 2.
    Refused(Vec<Defect>),
    /// Anything else: exit code 1.
    Other(anyhow::Error),
}

// Queries

impl Failure {
    /// The exit code of the program.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Input(_) | Self::Refused(_) => 2,
            Self::Other(_) => 1,
        }
    }

    /// The defects of the input; none for another failure.
    pub fn defects(&self) -> &[Defect] {
        match self {
            Self::Input(defects) | Self::Refused(defects) => defects,
            Self::Other(_) => &[],
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(defects) if defects.len() == 1 => f.write_str("1 defect in the input"),
            Self::Input(defects) => write!(f, "{} defects in the input", defects.len()),
            Self::Refused(defects) if defects.len() == 1 => {
                f.write_str("1 row was refused and not written; all others were, as the report says")
            }
            Self::Refused(defects) => {
                write!(f, "{} rows were refused and not written; all others were, as the report says", defects.len())
            }
            Self::Other(error) => write!(f, "{error:#}"),
        }
    }
}

impl fmt::Display for Defect {
    /// `file:line: place: problem`, and the remedy on a line of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ": column {column}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ": {field}")?;
        }
        write!(f, ": {}\n  remedy: {}", self.problem, self.remedy)
    }
}

// Changes

impl Problem {
    /// A problem and its remedy.
    pub fn new(problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { problem: problem.into(), remedy: remedy.into() }
    }

    /// Splits a message of the form `problem; remedy`, as `bond-math` writes them.
    pub fn of_message(message: impl fmt::Display) -> Self {
        let message = message.to_string();
        match message.split_once("; ") {
            Some((problem, remedy)) => Self::new(problem, remedy),
            None => Self::new(message, "correct the value"),
        }
    }

    /// The defect at a place in a file, still without line, column and field.
    pub fn within(self, file: &str) -> Defect {
        Defect {
            file: file.to_owned(),
            line: None,
            column: None,
            field: None,
            problem: self.problem,
            remedy: self.remedy,
        }
    }

    /// The defect of an option of the command line.
    pub fn in_option(self, option: &str) -> Failure {
        Failure::Input(vec![self.within(COMMAND_LINE).in_field(option)])
    }
}

impl Defect {
    /// At a line.
    pub fn at_line(self, line: usize) -> Self {
        Self { line: Some(line), ..self }
    }

    /// In a column of a CSV file.
    pub fn in_column(self, column: &str) -> Self {
        Self { column: Some(column.to_owned()), ..self }
    }

    /// In a key of a TOML file or an option of the command line.
    pub fn in_field(self, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..self }
    }
}

impl From<Defect> for Failure {
    fn from(defect: Defect) -> Self {
        Self::Input(vec![defect])
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

// Helpers

/// A value for a message: quoted, control characters escaped, cut when long.
pub fn quoted(value: &str) -> String {
    const MAX_CHARS: usize = 40;
    let mut shown: String = value.chars().take(MAX_CHARS).flat_map(char::escape_debug).collect();
    if value.chars().count() > MAX_CHARS {
        shown.push('…');
    }
    format!("\"{shown}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_defect_reads_as_place_problem_remedy() {
        let defect = Problem::new("the rate has a comma", "use a point").within("a.toml");
        assert_eq!(defect.to_string(), "a.toml: the rate has a comma\n  remedy: use a point");
        let defect = defect.at_line(7).in_field("terms.annual_rate_percent");
        assert_eq!(
            defect.to_string(),
            "a.toml:7: terms.annual_rate_percent: the rate has a comma\n  remedy: use a point"
        );
        let cell = Problem::new("is empty", "fill it in").within("b.csv").at_line(2).in_column("wallet");
        assert_eq!(cell.to_string(), "b.csv:2: column wallet: is empty\n  remedy: fill it in");
    }

    #[test]
    fn the_kind_of_failure_decides_the_exit_code() {
        let input = Failure::from(Problem::new("a", "b").within("c"));
        assert_eq!((input.exit_code(), input.defects().len()), (2, 1));
        let other = Failure::from(anyhow::anyhow!("inner").context("outer"));
        assert_eq!((other.exit_code(), other.to_string().as_str()), (1, "outer: inner"));
    }

    #[test]
    fn a_message_of_bond_math_splits_into_problem_and_remedy() {
        let rate = bond_math::Rate::parse_percent("1,293").unwrap_err();
        let problem = Problem::of_message(rate);
        assert_eq!(problem.problem, "the rate has a comma");
        assert_eq!(problem.remedy, "use a point for decimals and nothing for thousands");
    }

    #[test]
    fn a_long_or_strange_value_is_shown_safely() {
        assert_eq!(quoted("a\n\u{1b}"), "\"a\\n\\u{1b}\"");
        assert_eq!(quoted(&"x".repeat(100)).chars().count(), 43);
    }
}
