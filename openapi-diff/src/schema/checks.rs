//! Keywords that restrict values of a type.

use std::fmt;

use serde_json::{Map, Value};

use super::types::Types;

/// A keyword with a number, as OpenAPI 3.1 spells it without `exclusive`.
pub(crate) type Limit = &'static str;

/// The keywords that are lower limits, and those that are upper ones.
const LIMITS: [(Limit, bool); 8] = [
    ("maxItems", false),
    ("maxLength", false),
    ("maxProperties", false),
    ("maximum", false),
    ("minItems", true),
    ("minLength", true),
    ("minProperties", true),
    ("minimum", true),
];

/// Keywords that are compared as a whole.
pub(crate) const OTHER_CHECKS: [&str; 18] = [
    "contains",
    "contentSchema",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "multipleOf",
    "not",
    "pattern",
    "patternProperties",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
];

/// The value of a limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bound {
    pub(crate) value: f64,
    pub(crate) exclusive: bool,
    pub(crate) is_lower: bool,
}

impl Bound {
    /// Whether it allows less than the other one, which is of the same kind.
    pub(crate) fn is_tighter_than(self, other: Self) -> bool {
        let (inner, outer) = if self.is_lower {
            (self.value, other.value)
        } else {
            (other.value, self.value)
        };
        inner > outer || inner >= outer && self.exclusive && !other.exclusive
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.value)?;
        if self.exclusive {
            f.write_str(" (exclusive)")?;
        }
        Ok(())
    }
}

/// The limits of a schema of these types.
pub(crate) fn limits(map: &Map<String, Value>, types: Types) -> Vec<(Limit, Bound)> {
    let mut found = Vec::new();
    for (limit, is_lower) in LIMITS {
        let plain = map.get(limit).and_then(Value::as_f64);
        let exclusive = match limit {
            "minimum" => map.get("exclusiveMinimum"),
            "maximum" => map.get("exclusiveMaximum"),
            _ => None,
        };
        let mut bound = plain.map(|value| Bound {
            value,
            // A boolean in OpenAPI 3.0.
            exclusive: exclusive == Some(&Value::Bool(true)),
            is_lower,
        });
        if let Some(value) = exclusive.and_then(Value::as_f64) {
            let other = Bound {
                value,
                exclusive: true,
                is_lower,
            };
            if bound.is_none_or(|bound| other.is_tighter_than(bound)) {
                bound = Some(other);
            }
        }
        let Some(mut bound) = bound else { continue };
        let is_integer = types == Types::INTEGER && bound.value.fract() == 0.0;
        if bound.exclusive && is_integer {
            bound.value += if is_lower { 1.0 } else { -1.0 };
            bound.exclusive = false;
        }
        let is_count = is_lower && limit != "minimum";
        if !(is_count && bound.value <= 0.0) {
            found.push((limit, bound));
        }
    }
    found
}

/// The format, also where OpenAPI 3.1 says it by keywords about the content.
pub(crate) fn format(map: &Map<String, Value>) -> Option<&str> {
    let text = |key: &str| map.get(key).and_then(Value::as_str);
    text("format").or_else(|| match text("contentEncoding") {
        Some("base64") => Some("byte"),
        Some(other) => Some(other),
        None => text("contentMediaType").map(|media_type| match media_type {
            "application/octet-stream" => "binary",
            other => other,
        }),
    })
}

/// Formats that restrict values. Others, such as `double` and `password`, are hints.
const RESTRICTING: [&str; 31] = [
    "base64url",
    "binary",
    "byte",
    "date",
    "date-time",
    "decimal",
    "duration",
    "email",
    "hostname",
    "idn-email",
    "idn-hostname",
    "int16",
    "int32",
    "int64",
    "int8",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "time",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uri",
    "uri-reference",
    "url",
    "uuid",
];

/// The format, if it restricts values.
pub(crate) fn restricting(format: Option<&str>) -> Option<&str> {
    format.filter(|format| RESTRICTING.contains(format))
}

/// Whether every value of the one format is of the other. `None` is any value.
pub(crate) fn is_format_within(inner: Option<&str>, outer: Option<&str>) -> bool {
    const WITHIN: [(&str, &str); 8] = [
        ("email", "idn-email"),
        ("hostname", "idn-hostname"),
        ("iri", "iri-reference"),
        ("uri", "iri"),
        ("uri", "iri-reference"),
        ("uri", "uri-reference"),
        ("uri-reference", "iri-reference"),
        ("url", "uri"),
    ];
    /// The bits of an integer, and whether it has a sign.
    fn integer(format: &str) -> Option<(u8, bool)> {
        let (bits, signed) = match format.strip_prefix("uint") {
            Some(bits) => (bits, false),
            None => (format.strip_prefix("int")?, true),
        };
        Some((bits.parse().ok()?, signed))
    }
    let is_integer_within = |inner, outer| match (integer(inner), integer(outer)) {
        (Some((_, true)), Some((_, false))) => false,
        (Some((few, false)), Some((many, true))) => few < many,
        (Some((few, _)), Some((many, _))) => few <= many,
        _ => false,
    };
    match (inner, outer) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(inner), Some(outer)) => {
            inner == outer || is_integer_within(inner, outer) || WITHIN.contains(&(inner, outer))
        }
    }
}
