//! What a scalar is, by the core schema of YAML 1.2: `OFF`, `1_000` and dates are text.

use granit_parser::{ScalarStyle, Tag};
use serde_json::{Number, Value};

use crate::load::text::{Position, Problem};

/// The value of a scalar. Tags other than those of the core schema say nothing about JSON.
pub(super) fn value(
    text: &str,
    style: ScalarStyle,
    tag: Option<&Tag>,
    at: Position,
) -> Result<Value, Problem> {
    let string = || Value::String(text.to_owned());
    let tag = tag.and_then(Tag::core_suffix);
    let value = match tag {
        None if style == ScalarStyle::Plain => plain(text).unwrap_or_else(string),
        Some("null") => Value::Null,
        Some("bool") => boolean(text).unwrap_or_default(),
        Some("int") => integer(text).unwrap_or_default(),
        Some("float") => number(text).unwrap_or_default(),
        _ => return Ok(string()),
    };
    match tag {
        Some(tag) if tag != "null" && value.is_null() => {
            let message = format!("`{text}` is not what its tag `!!{tag}` says");
            Err(Problem::new(at, message))
        }
        _ => Ok(value),
    }
}

/// `None` if it is text.
fn plain(text: &str) -> Option<Value> {
    match text.bytes().next() {
        None => Some(Value::Null),
        Some(b'~' | b'n' | b'N') => {
            matches!(text, "~" | "null" | "Null" | "NULL").then_some(Value::Null)
        }
        Some(b't' | b'T' | b'f' | b'F') => boolean(text),
        Some(b'0'..=b'9' | b'-' | b'+' | b'.') => number(text),
        Some(_) => None,
    }
}

fn boolean(text: &str) -> Option<Value> {
    match text {
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        _ => None,
    }
}

fn number(text: &str) -> Option<Value> {
    integer(text).or_else(|| {
        let bytes = text.as_bytes();
        let known = bytes.iter().all(|byte| b"0123456789+-.eE".contains(byte));
        // JSON has neither infinity nor NaN.
        let number = known.then(|| text.parse::<f64>().ok()).flatten()?;
        Number::from_f64(number).map(Value::Number)
    })
}

/// An integer that does not fit in 64 bits is a float, as in JSON.
fn integer(text: &str) -> Option<Value> {
    let radix = |digits: &str, radix| u64::from_str_radix(digits, radix).ok().map(Value::from);
    let digits_only = |digits: &str| !digits.is_empty() && !digits.starts_with('+');
    if let Some(digits) = text.strip_prefix("0x").filter(|text| digits_only(text)) {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o").filter(|text| digits_only(text)) {
        return radix(digits, 8);
    }
    let unsigned = text.parse::<u64>().ok().map(Value::from);
    unsigned.or_else(|| text.parse::<i64>().ok().map(Value::from))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_plain_scalar_is_what_the_core_schema_says() {
        for (text, value) in [
            ("", json!(null)),
            ("~", json!(null)),
            ("True", json!(true)),
            ("-0", json!(0)),
            ("+12", json!(12)),
            ("007", json!(7)),
            ("0xfF", json!(255)),
            ("0o17", json!(15)),
            ("18446744073709551615", json!(u64::MAX)),
            ("1e3", json!(1000.0)),
            ("-.5", json!(-0.5)),
            ("1.", json!(1.0)),
        ] {
            assert_eq!(plain(text), Some(value), "{text}");
        }
    }

    #[test]
    fn everything_else_is_text() {
        for text in [
            "yes",
            "NO",
            "off",
            "nULL",
            "tRue",
            "1_000",
            "1.0.0",
            "12:30",
            "2026-01-02",
            "-",
            "+",
            ".",
            "e3",
            "0x",
            "0x+1",
            "0b1",
            ".inf",
            "-.INF",
            ".nan",
            "inf",
            "nan",
            "infinity",
            "1e999",
            "--1",
            "1-2",
        ] {
            assert_eq!(plain(text), None, "{text}");
        }
    }
}
