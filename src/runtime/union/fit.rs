use serde_json::{Map, Value};

use super::{Constant, Others, Shape};

/// How well a value has a shape; less is better.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fit {
    /// What the shape does not allow.
    pub(super) contradictions: usize,
    /// Properties that the shape does not mention.
    unknown: usize,
    /// Values that are not among the listed ones.
    unlisted: usize,
}

impl Fit {
    /// `None` if a constant is another one.
    pub(super) fn of(shape: &Shape, value: &Value) -> Option<Self> {
        let mut fit = Self::default();
        if !shape.any.is_empty() {
            let any = shape.any.iter();
            return any.filter_map(|shape| Self::of(shape, value)).min();
        }
        if !shape.types.is_empty() && !shape.types.iter().any(|name| is_of(value, name)) {
            fit.contradictions += 1;
            return Some(fit);
        }
        let is = |constant: &Constant| constant.is(value);
        if !value.is_null() && !shape.constants.is_empty() && !shape.constants.iter().any(is) {
            return None;
        }
        if !value.is_null() && !shape.listed.is_empty() && !shape.listed.iter().any(is) {
            fit.unlisted += 1;
        }
        match value {
            Value::Object(object) => fit.add_object(shape, object)?,
            Value::Array(elements) => {
                if let Some(items) = shape.items {
                    for element in elements {
                        fit.add(Self::of_part(items, element)?);
                    }
                }
            }
            _ => {}
        }
        Some(fit)
    }

    /// The same for a property or an element. A union may have a variant for what it does not know.
    fn of_part(shape: &Shape, value: &Value) -> Option<Self> {
        let unlisted = Self {
            unlisted: 1,
            ..Self::default()
        };
        Self::of(shape, value).or((!shape.any.is_empty()).then_some(unlisted))
    }

    fn add_object(&mut self, shape: &Shape, object: &Map<String, Value>) -> Option<()> {
        let missing = shape.required.iter();
        self.contradictions += missing.filter(|name| !object.contains_key(**name)).count();
        let Some(properties) = shape.properties else {
            return Some(());
        };
        for (name, value) in object {
            match properties.binary_search_by(|(known, _)| (*known).cmp(name)) {
                Ok(index) => {
                    self.add(Self::of_part(&properties[index].1, value)?);
                }
                Err(_) => match &shape.others {
                    Others::Unstated => self.unknown += 1,
                    Others::Forbidden => {
                        self.unknown += 1;
                        self.contradictions += 1;
                    }
                    Others::Like(others) => {
                        self.add(Self::of_part(others, value)?);
                    }
                },
            }
        }
        Some(())
    }

    fn add(&mut self, other: Self) {
        self.contradictions += other.contradictions;
        self.unknown += other.unknown;
        self.unlisted += other.unlisted;
    }
}

impl Shape {
    pub(super) fn is_any(&self) -> bool {
        self.types.is_empty() && self.any.is_empty() && self.properties.is_none()
    }
}

impl Constant {
    fn is(&self, value: &Value) -> bool {
        match self {
            Self::Boolean(boolean) => value.as_bool() == Some(*boolean),
            Self::Number(number) => value.as_f64() == Some(*number),
            Self::Text(text) => value.as_str() == Some(*text),
        }
    }
}

fn is_of(value: &Value, name: &str) -> bool {
    match value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => {
            let is_whole = || !number.is_f64() || number.as_f64().is_some_and(|n| n.fract() == 0.0);
            name == "number" || (name == "integer" && is_whole())
        }
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
}
