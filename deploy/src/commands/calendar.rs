//! `calendar`: the bank holidays of a range of dates.

use bond_math::{bank_holiday, Date, HolidayName, MathError, Weekday};
use serde::Serialize;

use crate::input::defect::{quoted, Failure, Problem};
use crate::output::{self, Format};

#[derive(Serialize)]
struct HolidayJson {
    date: String,
    name: String,
}

const FIRST_DAY: &str = "1980-01-01";
const LAST_DAY: &str = "2099-12-31";

// Queries

/// Prints the bank holidays from one day to another, both included.
pub fn run(from: &str, to: &str, format: Format) -> Result<(), Failure> {
    let holidays = holidays(from, to)?;
    match format {
        Format::Json => output::print_json(&json(&holidays)),
        Format::Text => output::print(&text(&holidays)),
    }
}

// Helpers

/// Every bank holiday with its reason; plain weekends are left out.
fn holidays(from: &str, to: &str) -> Result<Vec<(Date, HolidayName)>, Failure> {
    let (first, last) = match (day(from), day(to)) {
        (Ok(first), Ok(last)) => (first, last),
        (first, last) => {
            let failures = [("--from", first.err()), ("--to", last.err())];
            let defects = failures.into_iter().filter_map(|(option, problem)| Some(problem?.in_option(option)));
            return Err(Failure::Input(defects.flat_map(|failure| failure.defects().to_vec()).collect()));
        }
    };
    if first > last {
        let problem = Problem::new(format!("{first} is after --to {last}"), "exchange the two days");
        return Err(problem.in_option("--from"));
    }
    let in_calendar = |error: MathError| Problem::of_message(error).in_option("--from");
    let mut holidays = Vec::new();
    for offset in 0..=first.days_until(last) {
        let date = first.add_days(offset).map_err(in_calendar)?;
        if let Some(name) = bank_holiday(date).map_err(in_calendar)? {
            holidays.push((date, name));
        }
    }
    Ok(holidays)
}

fn day(text: &str) -> Result<Date, Problem> {
    let range = format!("write a day from {FIRST_DAY} to {LAST_DAY}");
    let date: Date = text
        .parse()
        .map_err(|_| Problem::new(format!("{} is no date", quoted(text)), format!("{range}, as YYYY-MM-DD")))?;
    match bank_holiday(date) {
        Ok(_) => Ok(date),
        Err(_) => Err(Problem::new(format!("{date} is outside the bank calendar"), range)),
    }
}

fn json(holidays: &[(Date, HolidayName)]) -> Vec<HolidayJson> {
    let holiday = |&(date, name): &(Date, HolidayName)| HolidayJson {
        date: date.to_string(),
        name: format!("{} ({})", name.name_en(), name.name_ja()),
    };
    holidays.iter().map(holiday).collect()
}

fn text(holidays: &[(Date, HolidayName)]) -> String {
    let mut table = output::table(["Date (日付)", "Weekday (曜日)", "Bank holiday (銀行休業日)"], &[]);
    for &(date, name) in holidays {
        table.add_row([
            date.to_string(),
            weekday(date.weekday()).to_owned(),
            format!("{} ({})", name.name_en(), name.name_ja()),
        ]);
    }
    table.to_string()
}

fn weekday(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Mon (月)",
        Weekday::Tuesday => "Tue (火)",
        Weekday::Wednesday => "Wed (水)",
        Weekday::Thursday => "Thu (木)",
        Weekday::Friday => "Fri (金)",
        Weekday::Saturday => "Sat (土)",
        Weekday::Sunday => "Sun (日)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defects(from: &str, to: &str) -> Vec<(String, String)> {
        let failure = holidays(from, to).unwrap_err();
        failure.defects().iter().map(|d| (d.field.clone().unwrap_or_default(), d.problem.clone())).collect()
    }

    #[test]
    fn the_range_is_closed_and_plain_weekends_are_left_out() {
        let days: Vec<String> = json(&holidays("2025-12-31", "2026-01-04").unwrap())
            .into_iter()
            .map(|holiday| format!("{} {}", holiday.date, holiday.name))
            .collect();
        assert_eq!(
            days,
            [
                "2025-12-31 Bank Holiday (銀行休業日)",
                "2026-01-01 New Year's Day (元日)",
                "2026-01-02 Bank Holiday (銀行休業日)",
                "2026-01-03 Bank Holiday (銀行休業日)",
            ]
        );
        assert!(holidays("2026-06-06", "2026-06-07").unwrap().is_empty());
    }

    #[test]
    fn a_holiday_on_a_weekend_is_listed() {
        // Sunday, and its substitute on the Wednesday after Children's Day.
        let days = holidays("2026-05-03", "2026-05-06").unwrap();
        assert_eq!(days.len(), 4);
        assert_eq!(days[3].1, HolidayName::SubstituteHoliday);
        assert!(text(&days).contains("Sun (日)"));
    }

    #[test]
    fn the_whole_calendar_can_be_printed() {
        assert!(holidays(FIRST_DAY, LAST_DAY).unwrap().len() > 120 * 15);
    }

    #[test]
    fn a_wrong_range_is_a_defect() {
        let one = |option: &str, problem: &str| vec![(option.to_owned(), problem.to_owned())];
        assert_eq!(defects("2026-02-30", "2026-03-01"), one("--from", "\"2026-02-30\" is no date"));
        assert_eq!(defects("2026-01-01", "2100-01-01"), one("--to", "2100-01-01 is outside the bank calendar"));
        assert_eq!(defects("1979-12-31", "x").len(), 2);
        assert_eq!(defects("2026-01-02", "2026-01-01"), one("--from", "2026-01-02 is after --to 2026-01-01"));
    }
}
