//! `daycount`: a length of time under a standard day count, as an exact fraction of a year.

use bond_math::{Context, Convention, Date, InterestDay, MathError, YearFraction, CONVENTIONS};
use serde::Serialize;

use crate::input::defect::{quoted, Defect, Failure, Problem};
use crate::output::{self, decimal, Format};

/// What the user asked for, as text.
pub struct Question<'a> {
    /// Name of the convention.
    pub convention: &'a str,
    /// The day before the first.
    pub from: &'a str,
    /// The last day.
    pub to: &'a str,
    /// Payments a year, where the convention needs them.
    pub frequency: Option<u8>,
    /// A date of the grid, or the maturity, where the convention needs it.
    pub maturity: Option<&'a str>,
    /// Which day of the month the grid has: `month-end` or `day-of-month`.
    pub interest_day: Option<&'a str>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Answer {
    days: u32,
    numerator: u64,
    denominator: u64,
    fraction: String,
}

/// Decimals of the fraction.
const DIGITS: u8 = 13;

// Queries

/// Prints the fraction.
pub fn run(question: &Question<'_>, format: Format) -> Result<(), Failure> {
    let answer = answer(question)?;
    match format {
        Format::Json => output::print_json(&answer),
        Format::Text => output::print(&format!(
            "{}: {} days, {}/{} of a year, {}",
            question.convention, answer.days, answer.numerator, answer.denominator, answer.fraction
        )),
    }
}

/// The convention of a name.
pub fn convention(name: &str) -> Result<Convention, Problem> {
    let names: Vec<&str> = CONVENTIONS.iter().map(|convention| convention.name()).collect();
    let problem =
        || Problem::new(format!("{} is no day count", quoted(name)), format!("use one of {}", names.join(", ")));
    Convention::from_name(name).ok_or_else(problem)
}

/// A date in an option.
pub fn date(text: &str) -> Result<Date, Problem> {
    text.parse().map_err(|error: MathError| {
        let Problem { problem, remedy } = Problem::of_message(error);
        Problem::new(format!("{}: {problem}", quoted(text)), remedy)
    })
}

// Helpers

const INTEREST_DAY: &str = "--interest-day";
const INTEREST_DAYS: &str = "use month-end (月末) or day-of-month, the day of the date of the grid";

/// Asks where a date of the grid at a month end can be read in two ways that give two lengths.
fn unambiguous(convention: Convention, from: Date, to: Date, context: Context) -> Result<(), Failure> {
    let anchor = context.maturity.filter(|date| convention.needs_grid() && date.is_end_of_month());
    let read_as = |interest_day| convention.year_fraction(from, to, Context { interest_day, ..context });
    match anchor {
        Some(date) if read_as(InterestDay::MonthEnd) != read_as(InterestDay::DayOfMonth) => {
            let problem = format!("{date} is a month end, and the grid can be read in two ways");
            Err(Problem::new(problem, INTEREST_DAYS).in_option(INTEREST_DAY))
        }
        _ => Ok(()),
    }
}

fn answer(question: &Question<'_>) -> Result<Answer, Failure> {
    let mut defects: Vec<Defect> = Vec::new();
    let mut keep = |problem: Problem, option: &str| defects.extend(problem.in_option(option).defects().iter().cloned());
    let convention = convention(question.convention).map_err(|problem| keep(problem, "--convention")).ok();
    let from = date(question.from).map_err(|problem| keep(problem, "--from")).ok();
    let to = date(question.to).map_err(|problem| keep(problem, "--to")).ok();
    let maturity = question.maturity.and_then(|text| date(text).map_err(|problem| keep(problem, "--maturity")).ok());
    if convention.is_some_and(Convention::needs_grid) {
        let remedy = "add --frequency and --maturity, a date on which interest is paid";
        if question.frequency.is_none() {
            keep(Problem::new("the day count needs the payments a year", remedy), "--frequency");
        }
        if question.maturity.is_none() {
            keep(Problem::new("the day count needs a date of the grid", remedy), "--maturity");
        }
    }
    let interest_day = question.interest_day.and_then(|name| {
        let problem = || Problem::new(format!("{} is no rule for interest dates", quoted(name)), INTEREST_DAYS);
        InterestDay::from_name(name).ok_or_else(problem).map_err(|problem| keep(problem, INTEREST_DAY)).ok()
    });
    let (Some(convention), Some(from), Some(to), true) = (convention, from, to, defects.is_empty()) else {
        return Err(Failure::Input(defects));
    };
    let context = Context {
        frequency: question.frequency.unwrap_or(0),
        maturity,
        interest_day: interest_day.unwrap_or_default(),
    };
    if interest_day.is_none() {
        unambiguous(convention, from, to, context)?;
    }
    let option = |error: &MathError| match error {
        MathError::FrequencyUnsupported => "--frequency",
        MathError::InvalidPeriod => "--from",
        MathError::NotAMonthEnd => "--maturity",
        _ => "--to",
    };
    let fail = |error: MathError| Problem::of_message(error).in_option(option(&error));
    let YearFraction { days, numerator, denominator } = convention.year_fraction(from, to, context).map_err(fail)?;
    let truncated = YearFraction { days, numerator, denominator }.truncated(DIGITS).map_err(fail)?;
    Ok(Answer { days, numerator, denominator, fraction: decimal(truncated, DIGITS) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question<'a>(convention: &'a str, from: &'a str, to: &'a str) -> Question<'a> {
        Question { convention, from, to, frequency: None, maturity: None, interest_day: None }
    }

    #[test]
    fn the_fraction_is_truncated_at_thirteen_digits() {
        // market-rules A1 and A4
        let answer = answer(&question("ACT/360", "2022-02-23", "2023-02-23")).unwrap();
        assert_eq!(answer, Answer { days: 365, numerator: 73, denominator: 72, fraction: "1.0138888888888".into() });
        let text = serde_json::to_string(&answer).unwrap();
        assert_eq!(text, r#"{"days":365,"numerator":73,"denominator":72,"fraction":"1.0138888888888"}"#);
    }

    #[test]
    fn a_grid_of_month_ends_is_asked_for_where_it_makes_a_difference() {
        let half = |from, to, maturity, interest_day| {
            let question = Question {
                frequency: Some(2),
                maturity: Some(maturity),
                interest_day,
                ..question("JP-HALF", from, to)
            };
            answer(&question).map(|answer| (answer.numerator, answer.denominator))
        };
        let (from, to) = ("2026-03-31", "2026-09-30");
        assert_eq!(half(from, to, to, Some("month-end")).unwrap(), (1, 2), "F1: a whole half-year");
        assert_eq!(half(from, to, to, Some("day-of-month")).unwrap(), (183, 368));
        assert_eq!(half("2017-01-17", "2017-02-28", "2017-02-28", Some("month-end")).unwrap(), (21, 181));
        let failure = half(from, to, to, None).unwrap_err();
        let defect = &failure.defects()[0];
        assert_eq!(defect.field.as_deref(), Some("--interest-day"));
        assert!(defect.remedy.contains("month-end") && defect.remedy.contains("day-of-month"), "{defect}");
        // Where both are the same, nobody is asked.
        assert!(half("2026-03-31", "2026-08-31", "2026-08-31", None).is_ok());
        for (maturity, rule, option) in
            [(to, Some("month end"), "--interest-day"), ("2026-09-29", Some("month-end"), "--maturity")]
        {
            let failure = half(from, to, maturity, rule).unwrap_err();
            assert_eq!(failure.defects()[0].field.as_deref(), Some(option));
        }
    }

    #[test]
    fn every_defect_is_named_at_once() {
        let failure = answer(&question("ACT/365", "2022-02-30", "x")).unwrap_err();
        let fields: Vec<_> = failure.defects().iter().map(|defect| defect.field.clone().unwrap()).collect();
        assert_eq!(fields, ["--convention", "--from", "--to"]);
        let failure = answer(&question("ACT/ACT ICMA", "2022-01-01", "2022-02-01")).unwrap_err();
        let fields: Vec<_> = failure.defects().iter().map(|defect| defect.field.clone().unwrap()).collect();
        assert_eq!(fields, ["--frequency", "--maturity"]);
        let failure = answer(&question("ACT/360", "2022-02-02", "2022-02-01")).unwrap_err();
        assert_eq!(failure.defects()[0].field.as_deref(), Some("--from"));
    }
}
