//! JSON in which no number is beyond what every reader keeps: above 2^53 a whole number is text, for jq before 1.7 and
//! JavaScript read all numbers as doubles and round them (ADR 0036).

use std::io;

use anyhow::Context;
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

/// The largest whole number up to which a double keeps every one: 2^53.
pub const MAX_SAFE: u64 = 1 << 53;

/// Whether every reader keeps the number.
pub fn is_safe(number: u128) -> bool {
    number <= u128::from(MAX_SAFE)
}

/// A value as indented JSON.
///
/// # Errors
/// When it has no JSON.
pub fn pretty(value: &impl Serialize) -> anyhow::Result<String> {
    text(value, Safe { inner: Some(PrettyFormatter::new()) })
}

/// A value as JSON on one line, as `jq -c` prints it.
///
/// # Errors
/// When it has no JSON.
pub fn compact(value: &impl Serialize) -> anyhow::Result<String> {
    text(value, Safe { inner: None })
}

// Helpers

fn text(value: &impl Serialize, formatter: Safe) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, formatter)).context("the value has no JSON")?;
    String::from_utf8(bytes).context("the JSON is no text")
}

/// Writes as `serde_json` does, compactly or indented, but for large numbers.
struct Safe {
    inner: Option<PrettyFormatter<'static>>,
}

/// Calls the indented formatter, or the compact default.
macro_rules! delegate {
    ($($name:ident($($argument:ident: $kind:ty),*) else $compact:expr;)*) => {$(
        fn $name<W: ?Sized + io::Write>(&mut self, writer: &mut W $(, $argument: $kind)*) -> io::Result<()> {
            match &mut self.inner {
                Some(inner) => inner.$name(writer $(, $argument)*),
                None => {
                    let bytes: &[u8] = $compact;
                    writer.write_all(bytes)
                }
            }
        }
    )*};
}

impl Formatter for Safe {
    fn write_i64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: i64) -> io::Result<()> {
        whole(writer, is_safe(value.unsigned_abs().into()), value)
    }

    fn write_u64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: u64) -> io::Result<()> {
        whole(writer, is_safe(value.into()), value)
    }

    fn write_i128<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: i128) -> io::Result<()> {
        whole(writer, is_safe(value.unsigned_abs()), value)
    }

    fn write_u128<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: u128) -> io::Result<()> {
        whole(writer, is_safe(value), value)
    }

    delegate! {
        begin_array() else b"[";
        end_array() else b"]";
        begin_array_value(first: bool) else if first { b"" } else { b"," };
        end_array_value() else b"";
        begin_object() else b"{";
        end_object() else b"}";
        begin_object_key(first: bool) else if first { b"" } else { b"," };
        begin_object_value() else b":";
        end_object_value() else b"";
    }
}

fn whole<W: ?Sized + io::Write>(writer: &mut W, safe: bool, value: impl std::fmt::Display) -> io::Result<()> {
    match safe {
        true => write!(writer, "{value}"),
        false => write!(writer, "\"{value}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_number_beyond_two_to_the_53_is_text() {
        let limit = MAX_SAFE;
        let values = json!([limit, limit + 1, u64::MAX, -5, i64::MIN, 0.25]);
        let expected =
            "[9007199254740992,\"9007199254740993\",\"18446744073709551615\",-5,\"-9223372036854775808\",0.25]";
        assert_eq!(compact(&values).unwrap(), expected);
        assert_eq!(
            compact(&(u128::MAX, i128::MIN, 7_u128)).unwrap(),
            format!("[\"{}\",\"{}\",7]", u128::MAX, i128::MIN)
        );
    }

    #[test]
    fn everything_else_is_as_serde_json_writes_it() {
        let value = json!({"a": [1, {"b": "東京\"\n"}], "c": {}, "d": [], "e": null, "f": [true, -1]});
        assert_eq!(pretty(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap());
        assert_eq!(compact(&value).unwrap(), serde_json::to_string(&value).unwrap());
    }
}
