//! Keywords that progenitor acts on, where the settings say so.

use std::{collections::BTreeMap, fmt};

use serde_json::Value;

use super::schema::{Kind, Object, Schema};
use crate::pointer::Pointer;

/// The checks that the type of a string can make.
pub(crate) const CHECKS: [&str; 3] = ["maxLength", "minLength", "pattern"];
pub(crate) const DEFAULT: &str = "default";
pub(crate) const FORMAT: &str = "format";
pub(crate) const RUST_TYPE: &str = "x-rust-type";

/// Keywords with their values.
pub(crate) type Keywords = BTreeMap<&'static str, Kept>;

/// The value of a keyword, and where it stands in the original document.
#[derive(Clone)]
pub(crate) struct Kept {
    pub value: Value,
    pub at: Pointer,
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

// Where it stands does not count.
impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.value)
    }
}

impl Schema {
    /// Keeps the keywords that a type of its kind can act on.
    pub(crate) fn keep(&mut self, keywords: &Keywords) {
        let is_integer = matches!(self.kind, Kind::Integer | Kind::Integer64);
        let acts_on = |keyword: &str| match keyword {
            DEFAULT => self.kind.is_scalar(),
            FORMAT => {
                let format = keywords[FORMAT].value.as_str().unwrap_or_default();
                let of_integer = format.trim_start_matches('u').starts_with("int");
                if of_integer {
                    is_integer
                } else {
                    self.kind == Kind::Text
                }
            }
            RUST_TYPE => false,
            _ => self.kind == Kind::Text,
        };
        let kept = keywords.iter().filter(|(keyword, _)| acts_on(keyword));
        self.kept = kept.map(|(keyword, it)| (*keyword, it.clone())).collect();
    }

    /// The value of a keyword that is kept.
    pub(crate) fn kept(&self, keyword: &str) -> Option<&Value> {
        self.kept.get(keyword).map(|kept| &kept.value)
    }

    /// The kind and what is kept, if a value is one piece of text.
    pub(super) fn clone_scalar(&self) -> Option<(Kind, Keywords)> {
        let is_scalar = self.kind.is_scalar();
        is_scalar.then(|| (self.kind.clone(), self.kept.clone()))
    }

    /// Whether the type of the string checks it.
    pub(crate) fn is_checked(&self) -> bool {
        self.kind == Kind::Text && CHECKS.iter().any(|check| self.kept.contains_key(check))
    }
}

/// A type by format, or that of a crate, makes no checks.
pub(crate) fn without_checks(kept: &mut Keywords) {
    kept.retain(|keyword, _| !CHECKS.contains(keyword));
}

/// What is kept of schemas that have to be satisfied both, where they are of one kind; of the same keyword, the last one counts.
pub(super) fn of_both(scalars: [Option<(Kind, Keywords)>; 2], kind: &Kind) -> Keywords {
    let scalars = scalars.into_iter().flatten();
    let alike = scalars.filter(|(one, _)| one == kind);
    let mut kept: Keywords = alike.flat_map(|(_, kept)| kept).collect();
    if kept.contains_key(FORMAT) {
        without_checks(&mut kept);
    }
    kept
}

/// What is kept of schemas of which one has to be satisfied.
pub(super) fn of_either(left: &Schema, right: &Schema) -> Keywords {
    let mut kept = Keywords::new();
    if left.kind.is_scalar() && left.kind == right.kind {
        kept.clone_from(&left.kept);
        kept.retain(|keyword, kept| right.kept.get(keyword) == Some(kept));
    }
    kept
}

impl Object {
    /// The default that requests have where a property is not set.
    pub(crate) fn default_of(&self, property: &str) -> Option<&Kept> {
        let schema = self.properties.get(property)?;
        let is_sent = !self.required.contains(property) && !schema.nullable;
        schema.kept.get(DEFAULT).filter(|_| is_sent)
    }
}
