//! Civil dates in Japan (UTC+9, no daylight saving), 1900-01-01 to 2199-12-31 (market-rules §2).
//!
//! Arithmetic below wraps by name only: a [`Date`] is at most 84,005 days from 1970-01-01, and the operands
//! derived from it stay far inside their types.

use core::fmt;
use core::str::FromStr;

use crate::error::MathError;

const MS_PER_DAY: u64 = 86_400_000;
const JST_OFFSET_MS: u64 = 32_400_000;
/// Days from 0000-03-01, where the leap-year cycle starts, to 1970-01-01.
const CYCLE_START_TO_EPOCH: i32 = 719_468;
const DAYS_PER_CYCLE: u32 = 146_097;

/// A civil date. Ordered by time; displayed and parsed as `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// Day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the names say it
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

// Queries

impl Date {
    /// 1900-01-01.
    pub const MIN: Date = Date(-25_567);
    /// 2199-12-31.
    pub const MAX: Date = Date(84_005);

    /// The date of a year (1900..=2199), month (1..=12) and day (1..=31).
    ///
    /// # Errors
    /// `InvalidDate` when no such day exists, `DateOutOfRange` for another year.
    pub const fn from_ymd(year: i32, month: u8, day: u8) -> Result<Date, MathError> {
        if month == 0 || month > 12 || day == 0 || day > 31 {
            return Err(MathError::InvalidDate);
        }
        if year < 1900 || year > 2199 {
            return Err(MathError::DateOutOfRange);
        }
        if day > last_day_of_month(year, month) {
            return Err(MathError::InvalidDate);
        }
        // Years start in March here, so that the leap day is the last of its year.
        let before_march = month <= 2;
        let year = year.unsigned_abs().wrapping_sub(before_march as u32);
        let month_from_march = if before_march { month.wrapping_add(9) } else { month.wrapping_sub(3) } as u32;
        let day_of_year = month_from_march.wrapping_mul(153).wrapping_add(2) / 5;
        let year_of_cycle = year % 400;
        let day_of_cycle = year_of_cycle
            .wrapping_mul(365)
            .wrapping_add(year_of_cycle / 4)
            .wrapping_sub(year_of_cycle / 100)
            .wrapping_add(day_of_year)
            .wrapping_add(day as u32)
            .wrapping_sub(1);
        let from_start = (year / 400).wrapping_mul(DAYS_PER_CYCLE).wrapping_add(day_of_cycle);
        Ok(Date(CYCLE_START_TO_EPOCH.wrapping_neg().wrapping_add_unsigned(from_start)))
    }

    /// The date that many days after (or, negative, before) 1970-01-01.
    ///
    /// # Errors
    /// `DateOutOfRange` outside 1900-01-01..=2199-12-31.
    pub const fn from_days(days: i32) -> Result<Date, MathError> {
        if days < Self::MIN.0 || days > Self::MAX.0 {
            return Err(MathError::DateOutOfRange);
        }
        Ok(Date(days))
    }

    /// The JST civil date that contains an instant, given in Unix milliseconds.
    ///
    /// # Errors
    /// `DateOutOfRange` after 2199-12-31.
    pub const fn from_unix_ms_jst(ms: u64) -> Result<Date, MathError> {
        // Bounding first keeps the sum and the narrowing below exact.
        if ms >= (Self::MAX.0.unsigned_abs() as u64).wrapping_add(1).wrapping_mul(MS_PER_DAY) {
            return Err(MathError::DateOutOfRange);
        }
        let days = ms.wrapping_add(JST_OFFSET_MS) / MS_PER_DAY;
        Self::from_days(0_i32.wrapping_add_unsigned((days & 0xffff_ffff) as u32))
    }

    /// Days since 1970-01-01, negative before it.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Year (1900..=2199), month (1..=12), day of the month (1..=31).
    pub const fn ymd(self) -> (i32, u8, u8) {
        let from_start = self.days_from_cycle_start();
        let day_of_cycle = from_start % DAYS_PER_CYCLE;
        let year_of_cycle = day_of_cycle
            .wrapping_sub(day_of_cycle / 1_460)
            .wrapping_add(day_of_cycle / 36_524)
            .wrapping_sub(day_of_cycle / 146_096)
            / 365;
        let day_of_year = day_of_cycle
            .wrapping_sub(year_of_cycle.wrapping_mul(365))
            .wrapping_sub(year_of_cycle / 4)
            .wrapping_add(year_of_cycle / 100);
        let month_from_march = day_of_year.wrapping_mul(5).wrapping_add(2) / 153;
        let day = day_of_year.wrapping_sub(month_from_march.wrapping_mul(153).wrapping_add(2) / 5).wrapping_add(1);
        let before_march = month_from_march >= 10;
        let month = if before_march { month_from_march.wrapping_sub(9) } else { month_from_march.wrapping_add(3) };
        let year = (from_start / DAYS_PER_CYCLE)
            .wrapping_mul(400)
            .wrapping_add(year_of_cycle)
            .wrapping_add(before_march as u32);
        (0_i32.wrapping_add_unsigned(year), (month & 0xff) as u8, (day & 0xff) as u8)
    }

    /// Day of the week.
    pub const fn weekday(self) -> Weekday {
        // 0000-03-01 was a Wednesday.
        match self.days_from_cycle_start() % 7 {
            0 => Weekday::Wednesday,
            1 => Weekday::Thursday,
            2 => Weekday::Friday,
            3 => Weekday::Saturday,
            4 => Weekday::Sunday,
            5 => Weekday::Monday,
            _ => Weekday::Tuesday,
        }
    }

    /// Days from this date to another: negative when the other is earlier.
    pub const fn days_until(self, other: Date) -> i32 {
        other.0.wrapping_sub(self.0)
    }

    /// Whether this is the last day of its month.
    pub const fn is_end_of_month(self) -> bool {
        let (year, month, day) = self.ymd();
        day == last_day_of_month(year, month)
    }

    /// Unix milliseconds of 00:00 JST of this date.
    ///
    /// # Errors
    /// `DateOutOfRange` before 1970-01-02: Unix time in JST starts nine hours into 1970-01-01.
    pub const fn start_ms_jst(self) -> Result<u64, MathError> {
        if self.0 < 1 {
            return Err(MathError::DateOutOfRange);
        }
        Ok((self.0.unsigned_abs() as u64).wrapping_mul(MS_PER_DAY).wrapping_sub(JST_OFFSET_MS))
    }
}

// Changes

impl Date {
    /// The date `n` days later, or earlier when negative.
    ///
    /// # Errors
    /// `DateOutOfRange` outside 1900-01-01..=2199-12-31.
    pub const fn add_days(self, n: i32) -> Result<Date, MathError> {
        match self.0.checked_add(n) {
            Some(days) => Self::from_days(days),
            None => Err(MathError::DateOutOfRange),
        }
    }

    /// The date `n` months later (or earlier when negative), on `anchor_day` (1..=31) or, where the month is shorter,
    /// on its last day (market-rules §2, "month end"). The own day of the month plays no part: a schedule keeps the
    /// anchor and does not drift from the 31st to the 28th.
    ///
    /// # Errors
    /// `InvalidDate` for an anchor outside 1..=31, `DateOutOfRange` outside 1900..=2199.
    pub const fn add_months(self, n: i32, anchor_day: u8) -> Result<Date, MathError> {
        if anchor_day == 0 || anchor_day > 31 {
            return Err(MathError::InvalidDate);
        }
        let (year, month, _) = self.ymd();
        let months = match year.wrapping_mul(12).wrapping_add(month as i32).wrapping_sub(1).checked_add(n) {
            Some(months) if months >= 0 => months.unsigned_abs(),
            _ => return Err(MathError::DateOutOfRange),
        };
        let year = 0_i32.wrapping_add_unsigned(months / 12);
        let month = ((months % 12) as u8).wrapping_add(1);
        let last = last_day_of_month(year, month);
        Self::from_ymd(year, month, if anchor_day < last { anchor_day } else { last })
    }
}

// Helpers

impl Date {
    const fn days_from_cycle_start(self) -> u32 {
        self.0.wrapping_add(CYCLE_START_TO_EPOCH).unsigned_abs()
    }
}

const fn last_day_of_month(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Date {
    type Err = MathError;

    /// Reads `YYYY-MM-DD`: exactly 4, 2 and 2 ASCII digits, nothing around them.
    fn from_str(text: &str) -> Result<Date, MathError> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
            return Err(MathError::InvalidDate);
        };
        let century = two_digits(y1, y2)?;
        let year = i32::from(century).wrapping_mul(100).wrapping_add(i32::from(two_digits(y3, y4)?));
        Self::from_ymd(year, two_digits(m1, m2)?, two_digits(d1, d2)?)
    }
}

fn two_digits(tens: u8, ones: u8) -> Result<u8, MathError> {
    if tens.is_ascii_digit() && ones.is_ascii_digit() {
        Ok(tens.wrapping_sub(b'0').wrapping_mul(10).wrapping_add(ones.wrapping_sub(b'0')))
    } else {
        Err(MathError::InvalidDate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_day_of_three_centuries_round_trips_and_is_the_next_weekday() {
        let mut expected = (1900, 1_u8, 1_u8);
        let mut weekday = 0; // 1900-01-01 was a Monday
        for days in Date::MIN.days()..=Date::MAX.days() {
            let date = Date::from_days(days).unwrap();
            assert_eq!(date.ymd(), expected);
            assert_eq!(Date::from_ymd(expected.0, expected.1, expected.2), Ok(date));
            assert_eq!(date.to_string().parse(), Ok(date));
            assert_eq!(date.weekday() as i32, weekday, "{date}");
            weekday = (weekday + 1) % 7;
            let (year, month, day) = expected;
            expected = match (month, day) {
                _ if !date.is_end_of_month() => (year, month, day + 1),
                (12, _) => (year + 1, 1, 1),
                _ => (year, month + 1, 1),
            };
        }
        assert_eq!(expected, (2200, 1, 1));
        assert_eq!(date("1970-01-01").days(), 0);
        assert_eq!(std::format!("{:?}", date("1970-01-01")), "1970-01-01", "a failed comparison is readable");
    }

    #[test]
    fn leap_days_follow_the_gregorian_rule() {
        assert!(date("2000-02-29").is_end_of_month());
        assert!(date("2024-02-29").is_end_of_month());
        for text in ["1900-02-29", "2100-02-29", "2025-02-29", "2025-04-31", "2025-00-10", "2025-13-01", "2025-01-00"] {
            assert_eq!(text.parse::<Date>(), Err(MathError::InvalidDate), "{text}");
        }
    }

    #[test]
    fn the_range_ends_are_exact() {
        assert_eq!((Date::MIN, Date::MAX), (date("1900-01-01"), date("2199-12-31")));
        assert_eq!("1899-12-31".parse::<Date>(), Err(MathError::DateOutOfRange));
        assert_eq!("2200-01-01".parse::<Date>(), Err(MathError::DateOutOfRange));
        assert_eq!(Date::from_days(Date::MAX.days() + 1), Err(MathError::DateOutOfRange));
        assert_eq!(Date::MIN.add_days(-1), Err(MathError::DateOutOfRange));
        assert_eq!(Date::MAX.add_days(i32::MAX), Err(MathError::DateOutOfRange));
        assert_eq!(Date::MIN.add_months(-1, 1), Err(MathError::DateOutOfRange));
        assert_eq!(Date::MIN.add_months(i32::MIN, 1), Err(MathError::DateOutOfRange));
        assert_eq!(Date::MAX.add_months(i32::MAX, 1), Err(MathError::DateOutOfRange));
        // Two millennia before our era are not 2000.
        assert_eq!(date("2000-01-01").add_months(-48_000, 1), Err(MathError::DateOutOfRange));
    }

    #[test]
    fn only_the_strict_form_is_a_date() {
        for text in
            ["", "2025-1-01", "2025/01/01", " 2025-01-01", "2025-01-01 ", "20250101", "+025-01-01", "２025-01-01"]
        {
            assert_eq!(text.parse::<Date>(), Err(MathError::InvalidDate), "{text}");
        }
    }

    #[test]
    fn months_keep_their_anchor() {
        let start = date("2025-08-31");
        assert_eq!(start.add_months(6, 31), Ok(date("2026-02-28")));
        assert_eq!(date("2026-02-28").add_months(6, 31), Ok(date("2026-08-31")));
        assert_eq!(start.add_months(-18, 30), Ok(date("2024-02-29")));
        assert_eq!(start.add_months(-8, 31), Ok(date("2024-12-31")));
        assert_eq!(start.add_months(1, 0), Err(MathError::InvalidDate));
        assert_eq!(start.add_months(1, 32), Err(MathError::InvalidDate));
    }

    #[test]
    fn a_day_in_japan_starts_nine_hours_before_utc() {
        let day = date("2016-02-25");
        assert_eq!(day.start_ms_jst(), Ok(1_456_326_000_000)); // 2016-02-24T15:00:00Z
        assert_eq!(Date::from_unix_ms_jst(1_456_326_000_000), Ok(day));
        assert_eq!(Date::from_unix_ms_jst(1_456_325_999_999), day.add_days(-1));
        assert_eq!(Date::from_unix_ms_jst(0), Ok(date("1970-01-01")));
        assert_eq!(date("1970-01-01").start_ms_jst(), Err(MathError::DateOutOfRange));
        assert_eq!(date("1970-01-02").start_ms_jst(), Ok(54_000_000));
    }

    #[test]
    fn the_last_instant_of_the_range_is_the_last() {
        let end_ms = Date::MAX.start_ms_jst().unwrap() + MS_PER_DAY;
        assert_eq!(Date::from_unix_ms_jst(end_ms - 1), Ok(Date::MAX));
        assert_eq!(Date::from_unix_ms_jst(end_ms), Err(MathError::DateOutOfRange));
        assert_eq!(Date::from_unix_ms_jst(u64::MAX), Err(MathError::DateOutOfRange));
    }
}
