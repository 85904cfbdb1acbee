//! How OpenAPI writes the value of a parameter: its styles.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{conformance::is_same_number, openapi::Parameter};

/// How the value of a parameter is written.
pub struct Style {
    name: String,
    kind: Kind,
    explode: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Form,
    Spaces,
    Pipes,
    Deep,
    Simple,
    Label,
    Matrix,
    Json,
}

/// What is written in one place.
#[derive(Debug, PartialEq)]
pub struct Written {
    /// In the query or among cookies: its name there.
    pub name: String,
    prefix: String,
    items: Vec<Value>,
    /// What is between the items; each of them will do.
    delimiters: &'static [&'static str],
}

impl Style {
    /// That of a parameter.
    #[must_use]
    pub fn of(parameter: &Parameter) -> Self {
        let in_query = ["query", "cookie"].contains(&parameter.location.as_str());
        let kind = match parameter.style.as_deref() {
            _ if parameter.location == "querystring" => Kind::Form,
            _ if parameter.schema.is_none() => Kind::Json,
            Some("spaceDelimited") => Kind::Spaces,
            Some("pipeDelimited") => Kind::Pipes,
            Some("deepObject") => Kind::Deep,
            Some("label") => Kind::Label,
            Some("matrix") => Kind::Matrix,
            Some("form") => Kind::Form,
            None if in_query => Kind::Form,
            _ => Kind::Simple,
        };
        let explode = parameter.explode.unwrap_or(kind == Kind::Form);
        Self {
            name: parameter.name.clone(),
            kind,
            explode,
        }
    }

    /// What is written for a value: several places only in a query.
    #[must_use]
    pub fn written(&self, value: &Value) -> Vec<Written> {
        let one = |name: &str, value: &Value| Written {
            name: name.to_owned(),
            prefix: String::new(),
            items: vec![value.clone()],
            delimiters: &[],
        };
        match (self.kind, value) {
            (Kind::Json, value) => vec![one(&self.name, &Value::String(value.to_string()))],
            // What has no elements is not there (RFC 6570, section 2.3).
            (_, Value::Array(items)) if items.is_empty() => Vec::new(),
            (_, Value::Object(object)) if object.is_empty() => Vec::new(),
            (Kind::Deep, Value::Object(object)) => object
                .iter()
                .map(|(key, value)| one(&format!("{}[{key}]", self.name), value))
                .collect(),
            (Kind::Form, Value::Object(object)) if self.explode => {
                object.iter().map(|(key, value)| one(key, value)).collect()
            }
            (Kind::Form | Kind::Spaces | Kind::Pipes, Value::Array(items)) if self.explode => {
                items.iter().map(|item| one(&self.name, item)).collect()
            }
            _ => vec![self.together(value)],
        }
    }

    fn together(&self, value: &Value) -> Written {
        let exploded_pairs = self.explode && self.kind != Kind::Form;
        let items = match value {
            Value::Array(items) if self.kind == Kind::Matrix && self.explode => items
                .iter()
                .map(|item| Value::String(format!("{}={}", self.name, text(item))))
                .collect(),
            Value::Array(items) => items.clone(),
            Value::Object(object) if exploded_pairs => object
                .iter()
                .map(|(key, value)| Value::String(format!("{key}={}", text(value))))
                .collect(),
            Value::Object(object) => object
                .iter()
                .flat_map(|(key, value)| [Value::String(key.clone()), value.clone()])
                .collect(),
            value => vec![value.clone()],
        };
        let delimiters: &[&str] = match self.kind {
            Kind::Spaces => &[" ", "+", "%20"],
            Kind::Pipes => &["|", "%7C"],
            // OpenAPI 3.0 and 3.1 do not agree on arrays that are not exploded.
            Kind::Label if !self.explode => &[".", ","],
            Kind::Label => &["."],
            Kind::Matrix if self.explode => &[";"],
            _ => &[",", ", "],
        };
        let whole = self.explode && (value.is_array() || value.is_object());
        let prefix = match self.kind {
            Kind::Label => ".".to_owned(),
            Kind::Matrix if whole => ";".to_owned(),
            Kind::Matrix => format!(";{}=", self.name),
            _ => String::new(),
        };
        let scalar = !value.is_array() && !value.is_object();
        Written {
            name: self.name.clone(),
            prefix,
            items,
            delimiters: if scalar { &[] } else { delimiters },
        }
    }

    /// Whether the value is written as JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.kind == Kind::Json
    }

    /// Whether encoding would not help: what reads it decodes before it splits.
    #[must_use]
    pub fn decodes_first(&self) -> bool {
        matches!(self.kind, Kind::Spaces | Kind::Pipes)
    }
}

impl Written {
    /// As a caller writes it.
    #[must_use]
    pub fn text(&self) -> String {
        let items: Vec<String> = self.items.iter().map(text).collect();
        let delimiter = self.delimiters.first().copied().unwrap_or_default();
        format!("{}{}", self.prefix, items.join(delimiter))
    }

    /// Whether an item of the value cannot be told from two, so that only an encoded one can be sent.
    #[must_use]
    pub fn needs_encoding(&self) -> bool {
        let mut items = self.items.iter().map(text);
        items.any(|item| {
            let mut delimiters = self.delimiters.iter();
            delimiters.any(|delimiter| item.contains(delimiter))
                || (!self.delimiters.is_empty() && item.contains('%'))
        })
    }

    /// Whether this is what arrived, percent-encoded.
    #[must_use]
    pub fn is_encoded(&self, arrived: &str, plus_is_a_space: bool) -> bool {
        let decode = |text: &str| {
            let text = if plus_is_a_space {
                text.replace('+', " ")
            } else {
                text.to_owned()
            };
            percent_decode_str(&text).decode_utf8_lossy().into_owned()
        };
        let plain = decode(arrived);
        self.is_split(arrived, &decode) || self.is_split(&plain, &ToOwned::to_owned)
    }

    /// Whether this is what arrived.
    #[must_use]
    pub fn is(&self, arrived: &str) -> bool {
        self.is_split(arrived, &ToOwned::to_owned)
    }

    fn is_split(&self, arrived: &str, decode: &impl Fn(&str) -> String) -> bool {
        let same = |parts: &[&str]| {
            parts.len() == self.items.len()
                && (parts.iter().zip(&self.items))
                    .all(|(part, item)| is_written(item, &decode(part)))
        };
        let Some(rest) = arrived.strip_prefix(&self.prefix) else {
            return false;
        };
        if self.delimiters.is_empty() {
            return same(&[rest]);
        }
        let mut delimiters = self.delimiters.iter();
        delimiters.any(|delimiter| same(&rest.split(delimiter).collect::<Vec<_>>()))
    }
}

/// A scalar as a parameter.
#[must_use]
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Whether a text is this value as written on the wire.
#[must_use]
pub fn is_written(value: &Value, arrived: &str) -> bool {
    if arrived == text(value) {
        return true;
    }
    let arrived: Value = serde_json::from_str(arrived).unwrap_or_default();
    match (value, arrived) {
        (Value::Number(value), Value::Number(arrived)) => is_same_number(value, &arrived),
        // Of a parameter with JSON in it.
        (Value::String(value), arrived) if !arrived.is_null() => {
            let value = serde_json::from_str::<Value>(value);
            (arrived.is_object() || arrived.is_array()) && value.is_ok_and(|value| value == arrived)
        }
        _ => false,
    }
}
