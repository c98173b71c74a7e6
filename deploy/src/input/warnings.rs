//! What is allowed in a series and probably not meant: said before money is spent.

use bond_math::{bank_holiday, BankCalendar, Date};

use super::defect::{Defect, Problem};
use super::series::Series;

/// Before it no tax row is known: the special reconstruction income tax begins then (market-rules §3).
const FIRST_TAXED_YEAR: i32 = 2013;

/// The warnings of a series, in the order of its keys.
pub fn of_series(series: &Series) -> Vec<Defect> {
    let found = [issue_date(series), early_payments(series), cut_coupon(series)];
    let terms = |(key, problem): (&str, Problem)| problem.within(&series.file).in_field(&format!("terms.{key}"));
    found.into_iter().flatten().chain(cancelled(series)).map(terms).collect()
}

// Helpers

/// Banks are closed on the day on which the money is to be paid in.
fn issue_date(series: &Series) -> Option<(&'static str, Problem)> {
    let terms = &series.terms;
    let calendar = BankCalendar { added: &terms.extra_bank_holidays, removed: &terms.cancelled_bank_holidays };
    let is_open = calendar.is_business_day(terms.issue_date).unwrap_or(true);
    let problem = Problem::new(
        format!("banks are closed on the issue date {}{}", terms.issue_date, called(terms.issue_date)),
        "check the date: nobody can pay in on that day",
    );
    (!is_open).then_some(("issue_date", problem))
}

fn called(date: Date) -> String {
    match bank_holiday(date) {
        Ok(Some(holiday)) => format!(" ({}, {})", holiday.name_ja(), holiday.name_en()),
        _ => String::new(),
    }
}

fn early_payments(series: &Series) -> Option<(&'static str, Problem)> {
    let events = series.schedule().events();
    let count = events.iter().filter(|event| event.payment_date.ymd().0 < FIRST_TAXED_YEAR).count();
    let first = events.first().map(|event| event.payment_date)?;
    let problem = Problem::new(
        format!(
            "{count} payments are before {FIRST_TAXED_YEAR}, the first on {first}: no tax rates are known for them"
        ),
        "check the dates: such an event can be announced only after the paying agent has entered a tax row for its day",
    );
    (count > 0).then_some(("first_interest_date", problem))
}

/// A whole period's interest on one yen has more decimals than the terms keep.
fn cut_coupon(series: &Series) -> Option<(&'static str, Problem)> {
    let terms = &series.terms;
    // Interest of one period on one yen: numerator / (10^(decimals + 2) × frequency).
    let divisor = 10_u128.checked_pow(u32::from(terms.annual_rate.decimals()) + 2)? * u128::from(terms.frequency);
    let numerator = u128::from(terms.annual_rate.numerator());
    let is_exact_at = |digits: u8| 10_u128.pow(u32::from(digits)).checked_mul(numerator).map(|all| all % divisor == 0);
    if is_exact_at(terms.per_yen_digits)? {
        return None;
    }
    let remedy = match (terms.per_yen_digits..=bond_math::MAX_PER_YEN_DIGITS)
        .find(|digits| is_exact_at(*digits) == Some(true))
    {
        Some(digits) => format!("write per_yen_digits = {digits} or more; 13 is usual"),
        None => "write per_yen_digits = 13, as is usual, if holders are to lose as little as possible".to_owned(),
    };
    let problem =
        format!("{} digits cut the interest of a whole period: holders get less than the rate", terms.per_yen_digits);
    Some(("per_yen_digits", Problem::new(problem, remedy)))
}

/// A day that is taken out of the holidays and is none.
fn cancelled(series: &Series) -> Vec<(&'static str, Problem)> {
    let days = series.terms.cancelled_bank_holidays.iter().enumerate();
    let is_open = |day: Date| bond_math::is_business_day(day).unwrap_or(false);
    let problem = |day: Date| {
        Problem::new(
            format!("{day} is no bank holiday: there is nothing to cancel"),
            "correct the date, or remove it; a day that is closed in fact belongs into extra_bank_holidays",
        )
    };
    days.filter(|(_, day)| is_open(**day)).map(|(_, day)| ("cancelled_bank_holidays", problem(*day))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::samples::{self, TOKYO_TOML};

    /// Field and problem of the warnings of Tokyo's series after a change.
    fn of(changes: &[(&str, &str)]) -> Vec<(String, String)> {
        let text = changes.iter().fold(TOKYO_TOML.to_owned(), |text, (old, new)| {
            assert!(text.contains(old), "{old}");
            text.replacen(old, new, 1)
        });
        let series = samples::series(&text).unwrap();
        of_series(&series).into_iter().map(|warning| (warning.field.unwrap_or_default(), warning.problem)).collect()
    }

    #[test]
    fn the_samples_give_no_warning() {
        for (text, ..) in samples::ALL {
            let series = samples::series(text).unwrap();
            assert_eq!(of_series(&series), [], "{}", series.id);
        }
    }

    #[test]
    fn digits_that_cut_the_coupon_are_named_with_those_that_do_not() {
        // 1.293 % in two halves is 0.006465: six decimals.
        assert_eq!(of(&[("per_yen_digits = 13", "per_yen_digits = 6")]), []);
        let warnings = of(&[("per_yen_digits = 13", "per_yen_digits = 5")]);
        assert_eq!((warnings.len(), warnings[0].0.as_str()), (1, "terms.per_yen_digits"));
        let series = samples::series(&TOKYO_TOML.replacen("per_yen_digits = 13", "per_yen_digits = 5", 1)).unwrap();
        assert!(of_series(&series)[0].remedy.contains("per_yen_digits = 6 or more"));
    }

    #[test]
    fn an_issue_on_a_holiday_and_payments_before_2013_are_named() {
        let issue = of(&[("issue_date = 2015-06-26", "issue_date = 2015-05-05")]);
        assert_eq!((issue.len(), issue[0].0.as_str()), (1, "terms.issue_date"), "{issue:?}");
        assert!(issue[0].1.contains("2015-05-05 (こどもの日"), "{issue:?}");
    }

    #[test]
    fn a_cancelled_holiday_that_is_none_is_named() {
        let cancelled = |day: &str| {
            of(&[("per_yen_digits = 13", &format!("per_yen_digits = 13\ncancelled_bank_holidays = [{day}]"))])
        };
        assert_eq!(cancelled("2020-02-24"), [], "the substitute of the emperor's birthday");
        assert_eq!(cancelled("2020-02-25")[0].1, "2020-02-25 is no bank holiday: there is nothing to cancel");
    }
}
