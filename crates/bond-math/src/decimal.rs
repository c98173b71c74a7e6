//! The annual rate of a bond as an exact decimal.

use core::fmt;

/// Decimals that a rate may have.
pub const MAX_RATE_DECIMALS: u8 = 9;

/// An annual rate in percent, 0..=100, exact: 1.293 % is 1293 / 10³ percent.
///
/// Two rates are equal when they are written with the same decimals: `1.5` and `1.50` are the same rate on money but
/// differ here, because terms are compared as they were recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    numerator: u64,
    decimals: u8,
}

/// Why a text or a pair of numbers is not a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateError {
    /// Nothing there.
    Empty,
    /// A leading `+` or `-`.
    Sign,
    /// A comma.
    Comma,
    /// An exponent.
    Exponent,
    /// A space, tab or line break.
    Space,
    /// A percent sign.
    PercentSign,
    /// Another character that is not an ASCII digit.
    NotADigit,
    /// More than one decimal point.
    TwoPoints,
    /// No digit before or after the decimal point.
    MissingDigits,
    /// More than [`MAX_RATE_DECIMALS`] decimals.
    TooManyDecimals,
    /// Above 100 %.
    AboveHundred,
}

// Queries

impl Rate {
    /// 0 %.
    pub const ZERO: Rate = Rate { numerator: 0, decimals: 0 };

    /// `numerator / 10^decimals` percent.
    ///
    /// # Errors
    /// `TooManyDecimals` above 9 decimals, `AboveHundred` above 100 %.
    pub const fn new(numerator: u64, decimals: u8) -> Result<Rate, RateError> {
        if decimals > MAX_RATE_DECIMALS {
            return Err(RateError::TooManyDecimals);
        }
        if numerator > 10_u64.saturating_pow(decimals as u32).saturating_mul(100) {
            return Err(RateError::AboveHundred);
        }
        Ok(Rate { numerator, decimals })
    }

    /// Reads a rate in percent: ASCII digits with at most one point between them and at most 9 decimals, such as `1.293`.
    ///
    /// # Errors
    /// The [`RateError`] that names the first defect.
    pub fn parse_percent(text: &str) -> Result<Rate, RateError> {
        if text.is_empty() {
            return Err(RateError::Empty);
        }
        let mut numerator: u64 = 0;
        let mut decimals: Option<u8> = None;
        let mut after_digit = false;
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' => {
                    // Saturation is above every limit that `new` accepts.
                    numerator = numerator.saturating_mul(10).saturating_add(u64::from(byte.wrapping_sub(b'0')));
                    decimals = decimals.map(|n| n.saturating_add(1));
                    after_digit = true;
                }
                b'.' if decimals.is_some() => return Err(RateError::TwoPoints),
                b'.' if after_digit => {
                    decimals = Some(0);
                    after_digit = false;
                }
                b'.' => return Err(RateError::MissingDigits),
                other => return Err(RateError::of_character(other)),
            }
        }
        if !after_digit {
            return Err(RateError::MissingDigits);
        }
        Rate::new(numerator, decimals.unwrap_or(0))
    }

    /// The rate in units of `10^-decimals` percent, at most 10¹¹.
    pub const fn numerator(self) -> u64 {
        self.numerator
    }

    /// Decimals of the rate in percent, 0..=9.
    pub const fn decimals(self) -> u8 {
        self.decimals
    }
}

// Helpers

impl RateError {
    const fn of_character(byte: u8) -> Self {
        match byte {
            b'+' | b'-' => Self::Sign,
            b',' => Self::Comma,
            b'e' | b'E' => Self::Exponent,
            b' ' | b'\t' | b'\n' | b'\r' => Self::Space,
            b'%' => Self::PercentSign,
            _ => Self::NotADigit,
        }
    }
}

impl fmt::Display for Rate {
    /// In percent, without the sign `%`, as [`Rate::parse_percent`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = 10_u64.saturating_pow(u32::from(self.decimals));
        let whole = self.numerator.checked_div(scale).unwrap_or(0);
        if self.decimals == 0 {
            return write!(f, "{whole}");
        }
        let fraction = self.numerator.checked_rem(scale).unwrap_or(0);
        write!(f, "{whole}.{fraction:0width$}", width = usize::from(self.decimals))
    }
}

impl fmt::Display for RateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the rate is empty; write percent such as 1.293",
            Self::Sign => "the rate has a sign; leave it out",
            Self::Comma => "the rate has a comma; use a point for decimals and nothing for thousands",
            Self::Exponent => "the rate has an exponent; write all digits",
            Self::Space => "the rate has a space; leave it out",
            Self::PercentSign => "the rate has a percent sign; leave it out",
            Self::NotADigit => "the rate has a character that is not a digit 0-9; write percent such as 1.293",
            Self::TwoPoints => "the rate has two points; keep one",
            Self::MissingDigits => "a digit is missing next to the point; write 0.5 or 5",
            Self::TooManyDecimals => "the rate has more than 9 decimals; shorten it",
            Self::AboveHundred => "the rate is above 100 percent; check the point",
        })
    }
}

impl core::error::Error for RateError {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn a_rate_keeps_its_decimals() {
        for (text, numerator, decimals) in
            [("1.293", 1_293, 3), ("0", 0, 0), ("0.0", 0, 1), ("100", 100, 0), ("0.000000001", 1, 9), ("1.50", 150, 2)]
        {
            let rate = Rate::parse_percent(text).unwrap();
            assert_eq!((rate.numerator(), rate.decimals()), (numerator, decimals), "{text}");
            assert_eq!(rate.to_string(), text);
            assert_eq!(Rate::new(numerator, decimals), Ok(rate));
        }
        assert_eq!(Rate::parse_percent("0000000000000000000000001.5"), Rate::new(15, 1));
    }

    #[test]
    fn each_defect_has_its_name() {
        for (text, error) in [
            ("", RateError::Empty),
            ("-1", RateError::Sign),
            ("+1", RateError::Sign),
            ("1,293", RateError::Comma),
            ("1e2", RateError::Exponent),
            ("1 ", RateError::Space),
            ("1%", RateError::PercentSign),
            ("１", RateError::NotADigit),
            ("1.2.3", RateError::TwoPoints),
            (".5", RateError::MissingDigits),
            ("5.", RateError::MissingDigits),
            (".", RateError::MissingDigits),
            ("1.0000000000", RateError::TooManyDecimals),
            ("100.000000001", RateError::AboveHundred),
            ("101", RateError::AboveHundred),
            ("99999999999999999999999999", RateError::AboveHundred),
        ] {
            assert_eq!(Rate::parse_percent(text), Err(error), "{text}");
        }
        assert_eq!(Rate::new(0, 10), Err(RateError::TooManyDecimals));
        assert_eq!(Rate::new(u64::MAX, 255), Err(RateError::TooManyDecimals));
        assert_eq!(Rate::new(100_000_000_001, 9), Err(RateError::AboveHundred));
    }

    /// The command line splits each message there.
    #[test]
    fn every_message_is_a_defect_and_a_remedy() {
        for (error, defect) in [
            (RateError::Empty, "empty"),
            (RateError::Sign, "a sign"),
            (RateError::Comma, "a comma"),
            (RateError::Exponent, "an exponent"),
            (RateError::Space, "a space"),
            (RateError::PercentSign, "a percent sign"),
            (RateError::NotADigit, "not a digit"),
            (RateError::TwoPoints, "two points"),
            (RateError::MissingDigits, "missing"),
            (RateError::TooManyDecimals, "more than 9 decimals"),
            (RateError::AboveHundred, "above 100 percent"),
        ] {
            let message = error.to_string();
            let (problem, remedy) = message.split_once("; ").unwrap_or((&message, ""));
            assert!(problem.contains(defect) && !remedy.is_empty(), "{error:?}: {message}");
        }
    }

    #[test]
    fn a_long_fraction_is_too_long_and_not_too_large() {
        let text = std::format!("1.{}", "0".repeat(1_000));
        assert_eq!(Rate::parse_percent(&text), Err(RateError::TooManyDecimals));
    }
}
