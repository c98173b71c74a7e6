//! Instants and days as people read them.

use bond_math::Date;
use chrono::{DateTime, FixedOffset};

/// Seconds by which Japan is ahead of UTC.
const JAPAN_S: i32 = 9 * 3_600;

// Queries

/// An instant in Japan, RFC 3339; the last one that can be written is no instant.
pub fn time(ms: u64) -> String {
    let instant = i64::try_from(ms).ok().and_then(DateTime::from_timestamp_millis);
    match (instant, FixedOffset::east_opt(JAPAN_S)) {
        _ if ms == u64::MAX => "never".to_owned(),
        (Some(instant), Some(japan)) => instant.with_timezone(&japan).to_rfc3339(),
        _ => format!("{ms} ms"),
    }
}

/// A civil date in Japan from the days that the contracts count in.
pub fn day(days: i32) -> String {
    Date::from_days(days).map_or_else(|_| format!("day {days}"), |date| date.to_string())
}

/// What a name ending in `_ms` or `_day` says as a number, for people, and what then is left of the name.
pub fn named<'a>(name: &'a str, number: &str) -> Option<(&'a str, String)> {
    if let Some(rest) = name.strip_suffix("_ms") {
        return number.parse().ok().map(|ms| (rest, time(ms)));
    }
    name.strip_suffix("_day").and_then(|_| number.parse().ok()).map(|days| (name, day(days)))
}

/// A message in which `until_ms: 1582902000000` and `payment_day: 18321` are written as instants and days, as errors of
/// contracts have them.
pub fn dated(message: &str) -> String {
    let mut dated = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(place) = rest.find(": ") {
        let (before, after) = rest.split_at(place + 2);
        let mut outside = before[..place].char_indices().rev().filter(|(_, c)| !c.is_ascii_alphanumeric() && *c != '_');
        let start = outside.next().map_or(0, |(end, c)| end + c.len_utf8());
        let inner = after.strip_prefix("Some(").unwrap_or(after);
        let length = inner.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(inner.len());
        match named(&before[start..place], &inner[..length]) {
            Some((name, shown)) => {
                dated.push_str(&before[..start]);
                dated.push_str(name);
                dated.push_str(": ");
                dated.push_str(&after[..after.len() - inner.len()]);
                dated.push_str(&shown);
                rest = &inner[length..];
            }
            None => {
                dated.push_str(before);
                rest = after;
            }
        }
    }
    dated + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_and_days_are_those_of_japan() {
        assert_eq!(time(1_582_902_000_000), "2020-02-29T00:00:00+09:00");
        assert_eq!((time(u64::MAX), time(u64::MAX - 1)), ("never".into(), "18446744073709551614 ms".into()));
        assert_eq!((day(20_556), day(i32::MAX)), ("2026-04-13".into(), "day 2147483647".into()));
    }

    #[test]
    fn no_error_shows_the_number_of_a_day_or_of_milliseconds() {
        for (message, shown) in [
            (
                "245 X { event: 0, cutoff_ms: 1582902000000 }: y",
                "245 X { event: 0, cutoff: 2020-02-29T00:00:00+09:00 }: y",
            ),
            ("{ payment_day: 20556, units: 20556 }", "{ payment_day: 2026-04-13, units: 20556 }"),
            ("Some(E { accrual_end_day: 0, k: 3 })", "Some(E { accrual_end_day: 1970-01-01, k: 3 })"),
            ("{ until_ms: Some(0) }", "{ until: Some(1970-01-01T09:00:00+09:00) }"),
            ("{ last_day: None, a_ms: x }: why; what: to do", "{ last_day: None, a_ms: x }: why; what: to do"),
            ("東京: 5: ", "東京: 5: "),
        ] {
            assert_eq!(dated(message), shown);
        }
    }
}
