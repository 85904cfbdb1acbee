//! Which variant of a union a value is.
//!
//! A generated union has a table of its variants. A value is decoded as the variant that its discriminator
//! names, or else as the one that it fits best.

mod any_format;
mod fit;
mod retries;

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeOwned},
};
use serde_json::{Value, value::RawValue};

use super::MadeOfIntegers;
use any_format::AnyFormat;
use fit::Fit;
use retries::Retries;

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
    pub fn read_integers<'de, T: MadeOfIntegers<'de>>(&'de self) -> serde_json::Result<T> {
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
        let candidates = self.candidates(&value);
        let best = candidates.first().map_or(0, |(fit, _)| fit.contradictions);
        for (fit, index) in candidates {
            // Any JSON decodes at once, and keeps what a variant that fits less would take for something else.
            let is_any = self.variants[index].shape.is_any();
            let may_be = || fit.contradictions <= best && Retries::take();
            if problem.is_some() && !is_any && !may_be() {
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

    /// The variants that a value may be, the best one first, and any JSON last.
    fn candidates(&self, value: &Value) -> Vec<(Fit, usize)> {
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
        let ranked = ranked.into_iter();
        ranked.map(|(_, fit, index)| (fit, index)).collect()
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

#[cfg(test)]
mod tests;
