//! Numbers and strings that keep to the keywords of a schema.

use proptest::{collection::vec, prelude::*, sample::select, string::string_regex};
use serde_json::{Value, json};

pub(super) fn size(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

/// Integers of 64 bits, signed or not: as large as JSON is read here without loss.
pub(super) fn integers<'k>(keyword: &impl Fn(&str) -> Option<&'k Value>) -> BoxedStrategy<Value> {
    integers_between(bounds(keyword), keyword)
}

/// Integers that a float holds, for what is not said to be an integer.
pub(super) fn integers_in_floats<'k>(
    keyword: &impl Fn(&str) -> Option<&'k Value>,
) -> BoxedStrategy<Value> {
    const LARGEST: i128 = 1 << f64::MANTISSA_DIGITS;
    let (least, most) = bounds(keyword);
    integers_between((least.max(-LARGEST), most.min(LARGEST)), keyword)
}

fn integers_between<'k>(
    (least, most): (i128, i128),
    keyword: &impl Fn(&str) -> Option<&'k Value>,
) -> BoxedStrategy<Value> {
    if least > most {
        return Just(integer(least)).boxed();
    }
    let step = keyword("multipleOf").and_then(Value::as_i64);
    let step = i128::from(step.filter(|step| *step > 1).unwrap_or(1));
    let beyond_32_bits = i128::from(u32::MAX) + 1;
    let beyond_floats = (1 << 53) + 1;
    let boundaries = [
        least,
        least.saturating_add(1),
        -1,
        0,
        1,
        beyond_32_bits,
        beyond_floats,
        i128::from(i64::MAX),
        most,
    ];
    let boundaries = boundaries
        .into_iter()
        .filter(|one| (least..=most).contains(one));
    let integers = prop_oneof![select(boundaries.collect::<Vec<_>>()), least..=most];
    integers
        .prop_map(move |value| integer(value - value % step))
        .boxed()
}

/// Integers as other numbers are written: `1.0`, `1e20`.
pub(super) fn integers_as_numbers<'k>(
    keyword: &impl Fn(&str) -> Option<&'k Value>,
) -> BoxedStrategy<Value> {
    let (least, most) = bounds(keyword);
    let numbers = [(1, 1.0), (-3, -3.0), (1000, 1e3), (i128::MAX, 1e20)];
    let numbers: Vec<f64> = numbers
        .into_iter()
        .filter(|(integer, _)| {
            // What is not bounded has no bound at 64 bits.
            let unbounded = keyword("maximum").or(keyword("format")).is_none();
            (least..=most).contains(integer) || (*integer > most && unbounded)
        })
        .map(|(_, number)| number)
        .collect();
    if numbers.is_empty() {
        integers(keyword)
    } else {
        select(numbers).prop_map(Value::from).boxed()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a bound beyond 64 bits is none"
)]
fn bounds<'k>(keyword: &impl Fn(&str) -> Option<&'k Value>) -> (i128, i128) {
    let fits = matches!(
        keyword("format").and_then(Value::as_str),
        Some("int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32")
    );
    let (least, most) = if fits {
        (i64::MIN.into(), i64::MAX.into())
    } else {
        (i64::MIN.into(), u64::MAX.into())
    };
    let bound = |name: &str| {
        let bound = keyword(name)?;
        bound
            .as_number()?
            .as_i128()
            .or_else(|| bound.as_f64().map(|bound| bound as i128))
    };
    let at_least = bound("minimum").or(bound("exclusiveMinimum"));
    let at_most = bound("maximum").or(bound("exclusiveMaximum"));
    (
        at_least.unwrap_or(least).clamp(least, most),
        at_most.unwrap_or(most).clamp(least, most),
    )
}

fn integer(value: i128) -> Value {
    i64::try_from(value).map_or_else(
        |_| Value::from(u64::try_from(value).unwrap_or(u64::MAX)),
        Value::from,
    )
}

pub(super) fn numbers<'k>(keyword: &impl Fn(&str) -> Option<&'k Value>) -> BoxedStrategy<Value> {
    let bound = |name: &str| keyword(name).and_then(Value::as_f64);
    let least = bound("minimum")
        .or(bound("exclusiveMinimum"))
        .unwrap_or(-1e300);
    let most = bound("maximum")
        .or(bound("exclusiveMaximum"))
        .unwrap_or(1e300);
    if least >= most {
        return Just(Value::from(least)).boxed();
    }
    // The second has no exact sum in `f32`, nor the third a place in it.
    let boundaries = [least, 0.1 + 0.2, 1e40, 1e-40, -0.5, 1e16, most];
    let boundaries = boundaries
        .into_iter()
        .filter(|one| (least..=most).contains(one));
    prop_oneof![select(boundaries.collect::<Vec<_>>()), least..=most]
        .prop_map(Value::from)
        .boxed()
}

/// Strings of common formats, for patterns and formats that cannot be generated.
const TEXTS: [&str; 12] = [
    "",
    "a",
    "OFF",
    "12371",
    "two words",
    "é 日本 \u{1F600}",
    "\"quoted\" \\ and\nbroken",
    "a/b?c=d&e#f%20+;.",
    "..",
    "null",
    "someone@example.com",
    "https://example.com/a?b=c",
];

pub(super) fn strings<'k>(keyword: &impl Fn(&str) -> Option<&'k Value>) -> BoxedStrategy<Value> {
    let least = keyword("minLength").and_then(size).unwrap_or(0);
    let most = keyword("maxLength")
        .and_then(size)
        .unwrap_or(usize::MAX)
        .clamp(least, least + 20);
    let format = match keyword("format").and_then(Value::as_str) {
        Some("date-time") => Some(vec!["2026-11-24T03:32:17Z", "1985-04-12T23:20:50.52+02:00"]),
        Some("date") => Some(vec!["2026-11-24"]),
        Some("time") => Some(vec!["18:00:00Z"]),
        Some("uuid") => Some(vec!["123e4567-e89b-12d3-a456-426614174000"]),
        Some("email") => Some(vec!["someone@example.com"]),
        Some("uri" | "url") => Some(vec!["https://example.com/a?b=c"]),
        Some("ipv4") => Some(vec!["192.0.2.1"]),
        Some("ipv6") => Some(vec!["2001:db8::1"]),
        Some("byte") => Some(vec!["", "YQ=="]),
        _ => None,
    };
    let texts = match (keyword("pattern").and_then(Value::as_str), format) {
        (Some(pattern), _) => match string_regex(&in_ascii(pattern)) {
            Ok(matching) => matching.boxed(),
            Err(_) => select(TEXTS.map(ToOwned::to_owned).to_vec()).boxed(),
        },
        (None, Some(texts)) => select(texts).prop_map(ToOwned::to_owned).boxed(),
        (None, None) => {
            let fits = |text: &&str| (least..=most).contains(&text.chars().count());
            let known: Vec<&str> = TEXTS.into_iter().filter(fits).collect();
            let random = string_regex(&format!("\\PC{{{least},{most}}}"));
            let random = random.expect("a valid pattern").boxed();
            if known.is_empty() {
                random
            } else {
                prop_oneof![select(known).prop_map(ToOwned::to_owned), random].boxed()
            }
        }
    };
    texts.prop_map(Value::String).boxed()
}

/// Removes the anchors, and spells out the classes that are ASCII-only in ECMA-262.
fn in_ascii(pattern: &str) -> String {
    let mut ascii = String::new();
    let mut in_class = false;
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        let class = match (c, chars.peek()) {
            ('\\', Some('d')) => Some("0-9"),
            ('\\', Some('w')) => Some("A-Za-z0-9_"),
            ('\\', Some('s')) => Some(" "),
            _ => None,
        };
        match (c, class) {
            (_, Some(class)) => {
                chars.next();
                let (open, close) = if in_class { ("", "") } else { ("[", "]") };
                ascii.extend([open, class, close]);
            }
            ('\\', None) => {
                ascii.push(c);
                ascii.extend(chars.next());
            }
            ('^' | '$', None) if !in_class => {}
            _ => {
                in_class = (in_class || c == '[') && c != ']';
                ascii.push(c);
            }
        }
    }
    ascii
}

/// Any small JSON value.
pub(super) fn json() -> BoxedStrategy<Value> {
    let scalars = select(vec![
        json!(null),
        json!(true),
        json!(-7),
        json!(2.5),
        json!("text"),
    ]);
    scalars
        .prop_recursive(2, 6, 3, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..3).prop_map(Value::Array),
                inner.prop_map(|value| json!({ "inner": value })),
            ]
        })
        .boxed()
}
