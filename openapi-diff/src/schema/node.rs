//! A schema in a place, apart from what the place says about it.
//!
//! `$ref`, `allOf` of one schema, and `oneOf` or `anyOf` of one schema and null are ways to put a schema into a place. What
//! they lead to is the core, which all places share, so that a change in it is found once.

use std::{
    hash::{Hash, Hasher},
    sync::LazyLock,
};

use serde_json::{Map, Value, json};

use super::types::Types;
use crate::document::{Document, address, component_name};

/// The schema that stands for what cannot be read, and for what is not there.
pub(crate) static ANY: Value = Value::Bool(true);

/// A longer chain of schemas that only lead to each other ends in any value.
const LONGEST_CHAIN: usize = 64;

/// Keywords beside a reference that do not change which values it allows.
const ANNOTATIONS: [&str; 15] = [
    "$comment",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "example",
    "examples",
    "externalDocs",
    "nullable",
    "readOnly",
    "summary",
    "title",
    "writeOnly",
    "xml",
    "$id",
];

/// The schemas that all have to hold.
#[derive(Clone, Debug)]
pub(crate) struct Core<'d> {
    pub(crate) pieces: Vec<&'d Value>,
    /// Whether a discriminator does not bring in the subtypes, since this is one of them.
    pub(crate) base_only: bool,
}

impl PartialEq for Core<'_> {
    fn eq(&self, other: &Self) -> bool {
        let mut pieces = self.pieces.iter().zip(&other.pieces);
        self.base_only == other.base_only
            && self.pieces.len() == other.pieces.len()
            && pieces.all(|(left, right)| std::ptr::eq(*left, *right))
    }
}

impl Eq for Core<'_> {}

impl Hash for Core<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.base_only.hash(state);
        for piece in &self.pieces {
            address(piece).hash(state);
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Node<'d> {
    pub(crate) core: Core<'d>,
    /// The schemas on the way to the core, whose annotations go for this place.
    pub(crate) sites: Vec<&'d Value>,
    /// Whether the place allows null in addition.
    pub(crate) nullable: bool,
    /// The component that the core is.
    pub(crate) name: Option<&'d str>,
}

impl<'d> Node<'d> {
    pub(crate) fn any() -> Self {
        Self::of_core(&ANY)
    }

    fn of_core(value: &'d Value) -> Self {
        Self {
            core: Core {
                pieces: vec![value],
                base_only: false,
            },
            sites: Vec::new(),
            nullable: false,
            name: None,
        }
    }

    pub(crate) fn of(value: &'d Value, document: &Document<'d>) -> Self {
        let mut node = Self::of_core(value);
        let mut current = value;
        for _ in 0..LONGEST_CHAIN {
            let Some((inner, null)) = wrapped(current, document) else {
                node.core.pieces = vec![current];
                return node;
            };
            node.nullable |= null || current["nullable"] == true;
            node.sites.push(current);
            current = inner;
            if let Some(reference) = current.as_str() {
                node.name = component_name(reference);
                current = document.target(reference).unwrap_or(&ANY);
            }
        }
        Self::any()
    }

    /// The schema that is both. The names of the components do not describe it.
    pub(crate) fn and(&mut self, other: Self) {
        for piece in other.core.pieces {
            let is_new = !self
                .core
                .pieces
                .iter()
                .any(|known| std::ptr::eq(*known, piece));
            if is_new {
                self.core.pieces.push(piece);
                self.name = None;
            }
        }
        self.sites.extend(other.sites);
        self.nullable &= other.nullable;
    }

    /// What of it has one of these types.
    pub(crate) fn of_types(mut self, types: Types) -> Self {
        static ALONE: LazyLock<Vec<(Types, Value)>> = LazyLock::new(|| {
            let names = ["boolean", "integer", "number", "string", "array", "object"];
            let schemas = names.map(|name| (Types::named(name), json!({ "type": name })));
            schemas.to_vec()
        });
        if let Some((_, schema)) = ALONE.iter().find(|(known, _)| *known == types) {
            self.core.pieces.push(schema);
            self.name = None;
        }
        self
    }

    /// The same without what extends it.
    pub(crate) fn base_only(mut self) -> Self {
        self.core.base_only = true;
        self
    }

    /// Whether the place or the core says so.
    pub(crate) fn says(&self, keyword: &str, core: bool) -> bool {
        core || self.sites.iter().any(|site| site[keyword] == true)
    }

    /// The value that the place gives a keyword.
    pub(crate) fn site(&self, keyword: &str) -> Option<&'d Value> {
        self.sites.iter().find_map(|site| site.get(keyword))
    }
}

/// The schema, or the text of the reference, that is all there is to the value, and whether it allows null in addition.
fn wrapped<'d>(value: &'d Value, document: &Document<'d>) -> Option<(&'d Value, bool)> {
    let map = value.as_object()?;
    let (found, null) = match map.get("$ref") {
        Some(reference @ Value::String(_)) if only(map, "$ref") => (reference, false),
        Some(_) => return None,
        None => {
            let mut keywords = ["allOf", "oneOf", "anyOf"].into_iter();
            let keyword = keywords.find(|key| map.contains_key(*key))?;
            if !only(map, keyword) || map.contains_key("discriminator") {
                return None;
            }
            let parts = map[keyword].as_array()?;
            let is_union = keyword != "allOf";
            let mut rest = parts
                .iter()
                .filter(|part| !(is_union && is_null(document.resolve(part))));
            let first = rest.next()?;
            if rest.next().is_some() {
                return None;
            }
            (first, parts.len() > 1)
        }
    };
    Some((found, null))
}

/// Whether the schema has nothing besides this keyword that restricts values.
fn only(map: &Map<String, Value>, keyword: &str) -> bool {
    map.keys()
        .all(|key| key == keyword || key.starts_with("x-") || ANNOTATIONS.contains(&key.as_str()))
}

/// Whether the schema allows null only.
pub(crate) fn is_null(schema: &Value) -> bool {
    let is_only = |list: &Value, only: &Value| matches!(list.as_array().map(Vec::as_slice), Some([one]) if one == only);
    schema["type"] == "null"
        || is_only(&schema["type"], &Value::from("null"))
        || schema.get("const") == Some(&Value::Null)
        || is_only(&schema["enum"], &Value::Null)
}
