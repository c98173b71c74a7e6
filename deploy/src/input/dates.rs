//! Days as people and spreadsheets write them: `2031-03-31`, and `2031/3/31` as Excel in Japan makes of it.

use bond_math::{Date, MathError};

use super::defect::{quoted, Problem};

/// Eras (元号) that a day of a bond can be in, the year before their first, with their letters.
const ERAS: [(&str, char, i32); 3] = [("令和", 'R', 2018), ("平成", 'H', 1988), ("昭和", 'S', 1925)];
const REMEDY: &str = "write an existing day as YYYY-MM-DD or YYYY/M/D";

/// The day of a text: `2031-03-31`, `2031/3/31`, `2031年3月31日`, `令和13年3月31日` or `R13.3.31`. The year comes first and
/// has four digits, or an era.
///
/// # Errors
/// Where the text is no such day, or names one outside 1970 to 2199.
pub fn date(text: &str) -> Result<Date, Problem> {
    let Some((year, month, day)) = parts(text) else {
        let remedy = match text.bytes().all(|c| c.is_ascii_digit()) && text.len() == 5 {
            // 46112 is 2026-03-31: the cell has lost its format.
            true => "this may be a day as Excel counts it: give the column a date format (日付) and save it again",
            false => REMEDY,
        };
        return Err(Problem::new(format!("{} is no date", quoted(text)), remedy));
    };
    Date::from_ymd(year, month, day).map_err(|error| match error {
        MathError::InvalidDate => Problem::new(format!("{} is no date", quoted(text)), REMEDY),
        _ => Problem::new(format!("{} is out of range", quoted(text)), "write a day from 1970 to 2199"),
    })
}

// Helpers

fn parts(text: &str) -> Option<(i32, u8, u8)> {
    let (before, text) =
        match ERAS.iter().find(|(name, letter, _)| text.starts_with(*name) || text.starts_with(*letter)) {
            Some((name, _, before)) => (Some(*before), text.strip_prefix(name).unwrap_or_else(|| &text[1..])),
            None => (None, text),
        };
    let separators = match before {
        Some(_) => &[["年", "月", "日"], [".", ".", ""], ["/", "/", ""]][..],
        None => &[["-", "-", ""], ["/", "/", ""], ["年", "月", "日"]][..],
    };
    let [year, month, day] = separators.iter().find_map(|[first, second, last]| {
        let (year, rest) = text.split_once(first)?;
        let (month, day) = rest.split_once(second)?;
        Some([year, month, day.strip_suffix(last)?])
    })?;
    let year = match (before, year) {
        (Some(before), "元") => before + 1,
        (Some(before), year) => before + number(year, 1..=2).filter(|year| *year > 0)?,
        (None, year) => number(year, 4..=4)?,
    };
    let small = |text| number(text, 1..=2).and_then(|number| u8::try_from(number).ok());
    Some((year, small(month)?, small(day)?))
}

fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<i32> {
    let is_formed = digits.contains(&text.len()) && text.bytes().all(|c| c.is_ascii_digit());
    is_formed.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_of_excel_in_japan_are_read() {
        for text in [
            "2031-03-31",
            "2031/3/31",
            "2031/03/31",
            "2031-3-31",
            "2031年3月31日",
            "2031年03月31日",
            "令和13年3月31日",
            "R13.3.31",
            "R13/3/31",
        ] {
            assert_eq!(date(text).map(|date| date.to_string()), Ok("2031-03-31".to_owned()), "{text}");
        }
        for (text, expected) in
            [("令和元年5月1日", "2019-05-01"), ("平成31年4月30日", "2019-04-30"), ("S64.1.7", "1989-01-07")]
        {
            assert_eq!(date(text).unwrap().to_string(), expected);
        }
    }

    #[test]
    fn what_could_be_another_day_is_refused() {
        for text in [
            "",
            "31/3/2031",
            "3/31/2031",
            "31/3/31",
            "2031/3",
            "2031/3/31/1",
            "2031-3/31",
            "20310331",
            "2031.3.31",
            "2031/ 3/31",
            "+031/3/31",
            "2031/3/031",
            "令和13",
            "令和0年1月1日",
            "R",
            "Ｒ13.3.31",
            "2031/2/29",
            "2031/13/1",
            "2031-00-10",
            "令和13年3月31",
        ] {
            let problem = date(text).unwrap_err();
            assert!(
                problem.problem.ends_with("is no date") && problem.remedy.contains("YYYY-MM-DD"),
                "{text}: {problem:?}"
            );
        }
        assert!(date("46112").unwrap_err().remedy.contains("as Excel counts it"));
        assert!(date("2200-01-01").unwrap_err().problem.ends_with("is out of range"));
    }
}
