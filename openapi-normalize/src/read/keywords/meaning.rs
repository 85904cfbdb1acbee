//! What a schema object says about the type of a value.

use serde_json::{Map, Value};

use crate::{
    json::{object, string},
    pointer::Located,
    tree::{Access, kept::Keywords},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Type {
    Boolean,
    Integer,
    Number,
    Text,
    Array,
    Object,
}

impl Type {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::Text,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    pub(super) fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => return None,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if number.is_f64() => Self::Number,
            Value::Number(_) => Self::Integer,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        })
    }
}

/// What the rules found out.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a schema has as many yes-or-no keywords"
)]
pub(crate) struct Meaning<'d> {
    /// The allowed types; any if empty.
    pub types: Vec<Type>,
    pub nullable: bool,
    /// Whether nothing but `null` is allowed.
    pub only_null: bool,
    /// The only strings that are allowed.
    pub strings: Option<Vec<String>>,
    /// The only booleans or numbers that are allowed.
    pub values: Vec<Value>,
    pub title: Option<&'d str>,
    pub description: Option<String>,
    /// Who may send a property of this schema.
    pub access: Access,
    /// Whether an integer fits into 64 bits.
    pub fits_64_bits: bool,
    /// What progenitor is told besides the type.
    pub kept: Keywords,
    /// Schemas of array elements, at any position.
    pub items: Vec<Located<'d>>,
    /// Whether an element may also be anything.
    pub items_any: bool,
    pub properties: Vec<(&'d str, Located<'d>)>,
    pub required: Vec<&'d str>,
    /// Schemas of properties that are not listed.
    pub additional: Vec<Located<'d>>,
    /// Whether such a property may also be anything.
    pub additional_any: bool,
    pub additional_forbidden: bool,
    /// Schemas that only apply under a condition. Their properties become optional.
    pub conditional: Vec<Located<'d>>,
    pub all_of: Vec<Located<'d>>,
    pub any_of: Vec<Located<'d>>,
    pub one_of: Vec<Located<'d>>,
    pub reference: Option<&'d str>,
    pub discriminator: Option<Discriminator<'d>>,
}

/// A property that says which of several schemas an object has.
#[derive(Clone, Copy)]
pub(crate) struct Discriminator<'d> {
    pub property: &'d str,
    /// Values of the property, with the schema that each stands for: a reference or a name.
    pub mapping: &'d Map<String, Value>,
    /// The schema of objects whose property is missing or unknown (OpenAPI 3.2).
    pub default: Option<&'d str>,
    /// Whether it is that of a schema which this one extends.
    pub is_inherited: bool,
}

impl<'d> Discriminator<'d> {
    /// Reads the keyword `discriminator`.
    pub(crate) fn of(value: &'d Value) -> Option<Self> {
        let keyword = value.as_object()?;
        Some(Self {
            property: string(keyword, "propertyName")?,
            mapping: object(keyword, "mapping"),
            default: string(keyword, "defaultMapping"),
            is_inherited: false,
        })
    }
}
