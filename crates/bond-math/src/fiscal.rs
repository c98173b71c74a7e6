//! The fiscal year (会計年度) of a local government: 1 April to 31 March, named after the year in which it begins
//! (地方自治法 208条).

use crate::date::Date;
use crate::error::MathError;

/// First month of a fiscal year.
const FIRST_MONTH: u8 = 4;

/// The fiscal year that contains a day.
pub const fn fiscal_year_of(date: Date) -> u16 {
    let (year, month, _) = date.ymd();
    // 1900 to 2199: the narrowing keeps all of it.
    let year = (year.unsigned_abs() & 0xffff) as u16;
    if month < FIRST_MONTH {
        year.wrapping_sub(1)
    } else {
        year
    }
}

/// First and last day of a fiscal year; that of 2199 ends with the last date there is.
///
/// # Errors
/// `DateOutOfRange` outside 1900..=2199.
pub const fn fiscal_year_days(fiscal_year: u16) -> Result<(Date, Date), MathError> {
    let year = fiscal_year as i32;
    let first = match Date::from_ymd(year, FIRST_MONTH, 1) {
        Ok(first) => first,
        Err(error) => return Err(error),
    };
    match Date::from_ymd(year.wrapping_add(1), 3, 31) {
        Ok(last) => Ok((first, last)),
        Err(_) => Ok((first, Date::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_fiscal_year_is_named_after_the_year_in_which_it_begins() {
        for (day, year) in [
            ("2025-03-31", 2024),
            ("2025-04-01", 2025),
            ("2025-12-31", 2025),
            ("2026-01-01", 2025),
            ("2026-03-31", 2025),
            ("2026-04-01", 2026),
            ("1900-01-01", 1899),
            ("2199-12-31", 2199),
        ] {
            assert_eq!(fiscal_year_of(date(day)), year, "{day}");
        }
    }

    #[test]
    fn years_follow_each_other_without_a_gap() {
        assert_eq!(fiscal_year_days(2025), Ok((date("2025-04-01"), date("2026-03-31"))));
        assert_eq!(fiscal_year_days(2199), Ok((date("2199-04-01"), Date::MAX)));
        for year in 1900..2199 {
            let (first, last) = fiscal_year_days(year).unwrap();
            assert_eq!((fiscal_year_of(first), fiscal_year_of(last)), (year, year));
            assert_eq!(last.add_days(1), fiscal_year_days(year + 1).map(|(first, _)| first));
        }
        for year in [0, 1899, 2200, u16::MAX] {
            assert_eq!(fiscal_year_days(year), Err(MathError::DateOutOfRange), "{year}");
        }
    }
}
