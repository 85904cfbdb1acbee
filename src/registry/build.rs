//! Builds values of the generated types as a caller does: with constructors, and with the setters of builders.

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Number, Value};

use super::{from_json, to_json};

/// What the generated registry implements for each type.
#[doc(hidden)]
pub trait Build: Sized {
    /// Builds the value that is written as this JSON.
    ///
    /// # Errors
    ///
    /// Why a caller cannot build it.
    fn build(value: &Value) -> Result<Self, String>;

    /// Adds the variants of the unions in this value.
    fn variants(&self, found: &mut Variants) {
        let _ = found;
    }
}

/// The variant of a union that a value has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Where the union stands: a JSON pointer into the value.
    pub at: String,
    /// The name of the variant.
    pub name: &'static str,
    /// The type of its content.
    pub content: &'static str,
}

/// Collects [`Variant`]s.
#[doc(hidden)]
#[derive(Default)]
pub struct Variants {
    at: String,
    found: Vec<Variant>,
}

impl Variants {
    /// Those of a value.
    pub(super) fn of(value: &impl Build) -> Vec<Variant> {
        let mut variants = Self::default();
        value.variants(&mut variants);
        variants.found
    }

    /// Adds a variant, and those in its content.
    pub fn add(&mut self, name: &'static str, type_name: &'static str, content: &impl Build) {
        let at = self.at.clone();
        self.found.push(Variant {
            at,
            name,
            content: type_name,
        });
        content.variants(self);
    }

    /// Adds those in a property or in an element.
    pub fn add_inside(&mut self, key: &str, part: &impl Build) {
        let outside = self.at.len();
        self.at.push('/');
        self.at += &key.replace('~', "~0").replace('/', "~1");
        part.variants(self);
        self.at.truncate(outside);
    }
}

/// The properties of a JSON object that are not set yet.
#[doc(hidden)]
pub struct Properties<'v>(BTreeMap<&'v str, &'v Value>);

impl<'v> Properties<'v> {
    fn of(value: &'v Value) -> Result<Self, String> {
        let properties = value
            .as_object()
            .ok_or_else(|| format!("{value} is not an object"))?;
        Ok(Self(
            properties
                .iter()
                .map(|(name, value)| (name.as_str(), value))
                .collect(),
        ))
    }

    /// Builds a property for its setter.
    ///
    /// # Errors
    ///
    /// Why a caller cannot build it.
    pub fn take<T: Build>(&mut self, name: &str) -> Result<Option<T>, String> {
        let value = self.0.remove(name).map(T::build).transpose();
        value.map_err(|error| format!("in `{name}`: {error}"))
    }

    /// Builds a map of the properties that have no setter of their own, if there are any.
    ///
    /// # Errors
    ///
    /// Why a caller cannot build it.
    pub fn take_others<T: Build>(&mut self) -> Result<Option<T>, String> {
        let others = std::mem::take(&mut self.0).into_iter();
        let others: Map<String, Value> = others
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect();
        let others = (!others.is_empty()).then(|| T::build(&Value::Object(others)));
        others.transpose()
    }
}

/// A builder of a generated type.
#[doc(hidden)]
pub trait SetProperties: Sized {
    /// Calls the setter of each property.
    ///
    /// # Errors
    ///
    /// Why a caller cannot build one of them.
    fn set(self, properties: &mut Properties<'_>) -> Result<Self, String>;
}

/// Calls a setter of the builder for each property of the object.
///
/// # Errors
///
/// Why a caller cannot build it, or which properties have no setter.
#[doc(hidden)]
pub fn with_properties<B: SetProperties>(builder: B, value: &Value) -> Result<B, String> {
    let mut properties = Properties::of(value)?;
    let builder = builder.set(&mut properties)?;
    if properties.0.is_empty() {
        return Ok(builder);
    }
    let names: Vec<&str> = properties.0.into_keys().collect();
    Err(format!("the builder does not take {}", names.join(", ")))
}

/// A way to build a variant of an enum, with the name of the variant.
#[doc(hidden)]
pub type Constructor<T> = (&'static str, fn(&Value) -> Result<T, String>);

/// Builds the first variant that is written as this value, starting with the one that the value is read as.
///
/// # Errors
///
/// Why no variant can be built.
#[doc(hidden)]
pub fn first_variant<T: Serialize + DeserializeOwned + Build>(
    value: &Value,
    constructors: &[Constructor<T>],
) -> Result<T, String> {
    let read = from_json::<T>(value).map(|read| Variants::of(&read));
    let read = read.ok().and_then(|read| read.first().map(|one| one.name));
    let (first, rest): (Vec<_>, Vec<_>) = constructors
        .iter()
        .partition(|(name, _)| Some(*name) == read);
    let mut errors = Vec::new();
    for (name, construct) in first.into_iter().chain(rest) {
        match construct(value) {
            Ok(built) if to_json(&built).is_ok_and(|written| same(&written, value)) => {
                return Ok(built);
            }
            Ok(_) => {}
            Err(error) => errors.push(format!("{name}: {error}")),
        }
    }
    let why = match errors.join("; ") {
        why if why.is_empty() => why,
        why => format!(": {why}"),
    };
    Err(format!(
        "{value} is none of the values that the document has{why}"
    ))
}

/// Whether two values are the same JSON: `1` and `1.0` are one number.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            let integers = (integer(one), integer(other));
            integers.0 == integers.1 && (integers.0.is_some() || one.as_f64() == other.as_f64())
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let mut properties = one.iter();
            one.len() == other.len()
                && properties
                    .all(|(name, one)| other.get(name).is_some_and(|other| same(one, other)))
        }
        (one, other) => one == other,
    }
}

impl Build for Value {
    fn build(value: &Value) -> Result<Self, String> {
        Ok(value.clone())
    }
}

impl Build for () {
    fn build(value: &Value) -> Result<Self, String> {
        value
            .as_null()
            .ok_or_else(|| format!("{value} is not null"))
    }
}

impl Build for bool {
    fn build(value: &Value) -> Result<Self, String> {
        value
            .as_bool()
            .ok_or_else(|| format!("{value} is not a boolean"))
    }
}

impl Build for String {
    fn build(value: &Value) -> Result<Self, String> {
        let text = value.as_str().map(ToOwned::to_owned);
        text.ok_or_else(|| format!("{value} is not a string"))
    }
}

impl Build for f64 {
    fn build(value: &Value) -> Result<Self, String> {
        value
            .as_f64()
            .ok_or_else(|| format!("{value} is not a number"))
    }
}

impl Build for f32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the type has no more digits"
    )]
    fn build(value: &Value) -> Result<Self, String> {
        f64::build(value).map(|number| number as Self)
    }
}

/// The integer that a number is, however it is written.
#[expect(
    clippy::cast_possible_truncation,
    reason = "compared with what it was cast from"
)]
#[expect(
    clippy::cast_precision_loss,
    reason = "a number with a fraction is no integer"
)]
#[expect(clippy::float_cmp, reason = "an integer is exactly itself")]
fn integer(number: &Number) -> Option<i128> {
    let whole = |float: f64| (float as i128 as f64 == float).then_some(float as i128);
    number.as_i128().or_else(|| whole(number.as_f64()?))
}

macro_rules! build_integers {
    ($($integer:ty)*) => {$(
        impl Build for $integer {
            fn build(value: &Value) -> Result<Self, String> {
                let integer = value.as_number().and_then(integer);
                let integer = integer.ok_or_else(|| format!("{value} is not an integer"))?;
                Self::try_from(integer).map_err(|_| format!("{value} is too large for its type"))
            }
        }
    )*};
}

build_integers! { i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 }

impl<T: Build> Build for Option<T> {
    fn build(value: &Value) -> Result<Self, String> {
        (!value.is_null()).then(|| T::build(value)).transpose()
    }

    fn variants(&self, found: &mut Variants) {
        if let Some(value) = self {
            value.variants(found);
        }
    }
}

impl<T: Build> Build for Box<T> {
    fn build(value: &Value) -> Result<Self, String> {
        T::build(value).map(Self::new)
    }

    fn variants(&self, found: &mut Variants) {
        T::variants(self, found);
    }
}

impl<T: Build> Build for Vec<T> {
    fn build(value: &Value) -> Result<Self, String> {
        let elements = value.as_array();
        let elements = elements.ok_or_else(|| format!("{value} is not an array"))?;
        elements.iter().map(T::build).collect()
    }

    fn variants(&self, found: &mut Variants) {
        for (index, element) in self.iter().enumerate() {
            found.add_inside(&index.to_string(), element);
        }
    }
}

fn entries<T: Build, M: FromIterator<(String, T)>>(value: &Value) -> Result<M, String> {
    let entries = Properties::of(value)?.0.into_iter();
    let built = entries.map(|(name, value)| Ok((name.to_owned(), T::build(value)?)));
    built.collect()
}

impl<T: Build, S: std::hash::BuildHasher + Default> Build for HashMap<String, T, S>
where
    String: Hash,
{
    fn build(value: &Value) -> Result<Self, String> {
        entries(value)
    }

    fn variants(&self, found: &mut Variants) {
        for (name, value) in self {
            found.add_inside(name, value);
        }
    }
}

impl<T: Build> Build for BTreeMap<String, T> {
    fn build(value: &Value) -> Result<Self, String> {
        entries(value)
    }

    fn variants(&self, found: &mut Variants) {
        for (name, value) in self {
            found.add_inside(name, value);
        }
    }
}

impl Build for Map<String, Value> {
    fn build(value: &Value) -> Result<Self, String> {
        entries(value)
    }
}
