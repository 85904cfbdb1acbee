//! Which variant of a union a value is.
//!
//! A generated union has a table of its variants. A value is decoded as the variant that its discriminator
//! names, or else as the one that it fits best.

use std::{cell::Cell, fmt, iter};

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeOwned, MapAccess, Visitor, value::MapDeserializer},
    forward_to_deserialize_any,
};
use serde_json::{Map, Value, value::RawValue};

use super::Integers;

/// How often a variant is tried after a better one did not decode, within one value. Unions in unions would
/// double the attempts on each level.
const MOST_RETRIES: u32 = 10_000;

thread_local! {
    /// The retries that are left; `None` outside of a union.
    static RETRIES: Cell<Option<u32>> = const { Cell::new(None) };
}

/// Allows retries until the outermost union is decoded.
struct Retries {
    are_outermost: bool,
}

impl Retries {
    fn begin() -> Self {
        let are_outermost = RETRIES.get().is_none();
        if are_outermost {
            RETRIES.set(Some(MOST_RETRIES));
        }
        Self { are_outermost }
    }

    fn take() -> bool {
        let left = RETRIES.get().and_then(|left| left.checked_sub(1));
        if left.is_some() {
            RETRIES.set(left);
        }
        left.is_some()
    }
}

impl Drop for Retries {
    fn drop(&mut self) {
        if self.are_outermost {
            RETRIES.set(None);
        }
    }
}

/// The variants of a union, in order.
#[derive(Debug)]
pub struct Union {
    /// The name of the type.
    pub name: &'static str,
    /// What is known about each variant.
    pub variants: &'static [Variant],
}

/// How to recognize a variant.
#[derive(Debug)]
pub struct Variant {
    /// The name of the variant.
    pub name: &'static str,
    /// What the discriminator says about it.
    pub tag: Option<Tag>,
    /// What its values look like.
    pub shape: Shape,
}

/// A property that says which variant a value is.
#[derive(Debug)]
pub struct Tag {
    /// The name of the property.
    pub property: &'static str,
    /// The values that stand for this variant.
    pub values: &'static [&'static str],
    /// Whether it is also the variant of values without a known tag.
    pub is_default: bool,
}

/// What values of a schema look like.
#[derive(Debug)]
pub struct Shape {
    /// The types that it may have; any if empty.
    pub types: &'static [&'static str],
    /// The only values that it may have; any if empty.
    pub constants: &'static [Constant],
    /// The values that the document lists; there may be others.
    pub listed: &'static [Constant],
    /// The properties that an object has.
    pub required: &'static [&'static str],
    /// The properties that an object may have; unknown if `None`.
    pub properties: Option<&'static [(&'static str, Shape)]>,
    /// What else an object may have.
    pub others: Others,
    /// The elements of an array.
    pub items: Option<&'static Shape>,
    /// If not empty, it has one of these shapes.
    pub any: &'static [Shape],
}

/// What an object may have besides its listed properties.
#[derive(Debug)]
pub enum Others {
    /// The document does not say.
    Unstated,
    /// Nothing.
    Forbidden,
    /// Properties of this shape.
    Like(&'static Shape),
}

/// A value that a document names.
#[derive(Debug)]
pub enum Constant {
    /// A boolean.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(&'static str),
}

impl Shape {
    /// Any value.
    pub const ANY: Self = Self {
        types: &[],
        constants: &[],
        listed: &[],
        required: &[],
        properties: None,
        others: Others::Unstated,
        items: None,
        any: &[],
    };
}

/// A value that is not decoded yet.
pub struct Json(Box<RawValue>);

impl Json {
    /// Decodes the value.
    ///
    /// # Errors
    ///
    /// If it is not a `T`.
    pub fn read<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_str(self.0.get())
    }

    /// Decodes it as integers, however they are written.
    ///
    /// # Errors
    ///
    /// If it is not of this type.
    pub fn read_integers<'de, T: Integers<'de>>(&'de self) -> serde_json::Result<T> {
        T::read(&mut serde_json::Deserializer::from_str(self.0.get()))
    }
}

impl Union {
    /// Decodes a value with the function, out of one for each variant, of the variant that it is.
    ///
    /// # Errors
    ///
    /// If it is none of the variants.
    pub fn decode<'de, D: Deserializer<'de>, T>(
        &self,
        deserializer: D,
        read: &[fn(&Json) -> serde_json::Result<T>],
    ) -> Result<T, D::Error> {
        // As text, since numbers of any size go through it.
        let json = Json(Box::<RawValue>::deserialize(AnyFormat(deserializer))?);
        let value: Value = json.read().map_err(de::Error::custom)?;
        let mut problem = None;
        let _retries = Retries::begin();
        for index in self.candidates(&value) {
            // Any JSON decodes at once.
            let is_any = self.variants[index].shape.is_any();
            if problem.is_some() && !is_any && !Retries::take() {
                continue;
            }
            match read[index](&json) {
                Ok(decoded) => return Ok(decoded),
                Err(error) => problem = problem.or(Some((self.variants[index].name, error))),
            }
        }
        let with = match self.tag_of(&value) {
            Some((property, text)) => format!(" with the `{property}` {text:?}"),
            None => String::new(),
        };
        let why = match problem {
            Some((variant, error)) => format!("it is no `{variant}`: {error}"),
            None => "none of its variants fits".to_owned(),
        };
        let name = self.name;
        Err(de::Error::custom(format_args!(
            "not a `{name}`{with}: {why}"
        )))
    }

    /// The variants that a value may be, the best one first.
    fn candidates(&self, value: &Value) -> Vec<usize> {
        let variants = || self.variants.iter().enumerate();
        let indices = |which: &dyn Fn(&Variant) -> bool| -> Vec<usize> {
            let found = variants().filter(|(_, variant)| which(variant));
            found.map(|(index, _)| index).collect()
        };
        let mut candidates = indices(&|variant| variant.is_named_by(value));
        if candidates.is_empty() {
            candidates = indices(&|variant| variant.tag.as_ref().is_some_and(|tag| tag.is_default));
        }
        if !candidates.is_empty() {
            // Where the value does not decode as the variant that it names, its JSON is kept.
            let is_open = |variant: &Variant| variant.tag.is_none() && variant.shape.is_any();
            candidates.extend(indices(&is_open));
        } else if self.tag_of(value).is_some() {
            candidates = indices(&|variant| variant.tag.is_none());
        }
        if candidates.is_empty() {
            candidates = indices(&|_| true);
        }
        let mut ranked: Vec<(bool, Fit, usize)> = candidates
            .into_iter()
            .filter_map(|index| {
                let shape = &self.variants[index].shape;
                Some((shape.is_any(), Fit::of(shape, value)?, index))
            })
            .collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, _, index)| index).collect()
    }

    /// The property and the value of a discriminator.
    fn tag_of(&self, value: &Value) -> Option<(&'static str, String)> {
        let mut tags = self
            .variants
            .iter()
            .filter_map(|variant| variant.tag.as_ref());
        tags.find_map(|tag| Some((tag.property, tag.text(value)?)))
    }
}

impl Variant {
    fn is_named_by(&self, value: &Value) -> bool {
        let tag = self.tag.as_ref();
        tag.is_some_and(|tag| {
            tag.text(value)
                .is_some_and(|text| tag.values.contains(&text.as_str()))
        })
    }
}

impl Tag {
    /// What the property says, if it is there.
    fn text(&self, value: &Value) -> Option<String> {
        match value.get(self.property)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => {
                let text = number.to_string();
                // `1.0` is 1.
                Some(text.strip_suffix(".0").unwrap_or(&text).to_owned())
            }
            Value::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }
}

/// How well a value has a shape; less is better.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// What the shape does not allow.
    contradictions: usize,
    /// Properties that the shape does not mention.
    unknown: usize,
    /// Values that are not among the listed ones.
    unlisted: usize,
}

impl Fit {
    /// `None` if a constant is another one.
    fn of(shape: &Shape, value: &Value) -> Option<Self> {
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
    fn is_any(&self) -> bool {
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

/// Lets `RawValue`, which only `serde_json` knows, read any deserializer: that of flattened properties is
/// serde's own.
struct AnyFormat<T>(T);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for AnyFormat<D> {
    type Error = D::Error;

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let visitor = RawVisitor { name, visitor };
        self.0.deserialize_newtype_struct(name, visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct RawVisitor<V> {
    name: &'static str,
    visitor: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for RawVisitor<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(map)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, other: D) -> Result<V::Value, D::Error> {
        let text = Value::deserialize(other)?.to_string();
        let raw = iter::once((self.name, text));
        self.visitor.visit_map(MapDeserializer::new(raw))
    }
}

#[cfg(test)]
mod tests;
