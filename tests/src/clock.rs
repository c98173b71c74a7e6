//! Instants as people write them.

use bond_math::Date;

/// Unix milliseconds of `2016-02-24` (00:00 JST), `2016-02-24T23:59:59+09:00` or `…59.999+09:00`; also `Z`.
pub fn ms(text: &str) -> u64 {
    let (date, rest) = text.split_once('T').unwrap_or((text, "00:00:00.000+09:00"));
    let date: Date = date.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
    let (time, offset_ms) = match rest.strip_suffix('Z') {
        Some(time) => (time, 0),
        None => {
            let (time, offset) = rest.split_once('+').unwrap_or_else(|| panic!("{text}: no offset"));
            (time, time_ms(text, offset))
        }
    };
    let utc_midnight_ms = i64::from(date.days()) * 86_400_000;
    u64::try_from(utc_midnight_ms + time_ms(text, time) - offset_ms).unwrap_or_else(|_| panic!("{text}: before 1970"))
}

/// The day, since 1970-01-01, of a date.
pub fn day(date: &str) -> i32 {
    date.parse::<Date>().unwrap_or_else(|error| panic!("{date}: {error}")).days()
}

fn time_ms(text: &str, time: &str) -> i64 {
    let (time, fraction) = time.split_once('.').unwrap_or((time, "000"));
    let number = |part: &str| part.parse::<i64>().unwrap_or_else(|_| panic!("{text}: {part} is not a number"));
    assert_eq!(fraction.len(), 3, "{text}: three digits of a second");
    time.split(':').zip([3_600_000, 60_000, 1_000]).map(|(part, unit)| number(part) * unit).sum::<i64>()
        + number(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_the_same_in_every_notation() {
        assert_eq!(ms("1970-01-02"), 15 * 3_600_000);
        assert_eq!(ms("2016-02-24T15:00:00Z"), ms("2016-02-25"));
        assert_eq!(ms("2016-02-24T23:59:59.999+09:00") + 1, ms("2016-02-25"));
        assert_eq!(ms("2016-02-24T15:00:00.001+00:00"), ms("2016-02-25") + 1);
        assert_eq!(ms("2016-02-25"), 1_456_326_000_000);
    }
}
