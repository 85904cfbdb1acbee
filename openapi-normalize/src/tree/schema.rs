//! What a schema says about the type of a value, in the few terms that progenitor turns into Rust
//! types. Everything else that a schema can say is documentation by now.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::{BitAnd, BitOr},
};

use serde_json::Value;

use super::{kept::Keywords, variant::Variant};
use crate::{pointer::Pointer, report::ValueKind};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Schema {
    pub kind: Kind,
    pub nullable: bool,
    pub description: Option<String>,
    /// Who may send a property of this schema.
    pub access: Access,
    /// Whether a property of this schema has it only under a condition.
    pub conditional: bool,
    /// Whether a property of this schema that is `null` is told from one that is absent, by its type.
    pub null_apart: bool,
    /// What progenitor is told besides the type.
    pub kept: Keywords,
    /// The only booleans or numbers that are allowed; any if empty. They do not change the type, but tell
    /// the variants of a union apart.
    pub values: Vec<Value>,
    /// How to recognize this schema among the variants of the union that it stands in.
    pub variant: Option<Box<Variant>>,
    /// Where in the original document the schema comes from.
    pub origin: Pointer,
}

/// `readOnly` and `writeOnly`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Access {
    pub read_only: bool,
    /// Whether some alternatives are `readOnly`, and others are not.
    pub may_be_read_only: bool,
    pub write_only: bool,
}

impl BitAnd for Access {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self {
            read_only: self.read_only && other.read_only,
            may_be_read_only: self.read_only != other.read_only
                || self.may_be_read_only
                || other.may_be_read_only,
            write_only: self.write_only && other.write_only,
        }
    }
}

impl BitOr for Access {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self {
            read_only: self.read_only || other.read_only,
            may_be_read_only: self.may_be_read_only || other.may_be_read_only,
            write_only: self.write_only || other.write_only,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Any JSON value.
    Any,
    Boolean,
    /// An integer of any size.
    Integer,
    /// An integer that fits into 64 bits.
    Integer64,
    Number,
    Text,
    /// One of these strings.
    Enumeration(Vec<String>),
    Array(Box<Schema>),
    Object(Object),
    /// The schema at this place of the original document.
    Reference(Pointer),
    /// The component of this name. References become this once names are assigned.
    Named(String),
    /// One of several schemas.
    Union(Vec<Schema>),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Object {
    pub properties: BTreeMap<String, Schema>,
    pub required: BTreeSet<String>,
    pub additional: Additional,
}

/// What an object may hold besides its listed properties.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Additional {
    /// The document does not say: allowed, and ignored in requests.
    #[default]
    Unstated,
    Forbidden,
    Typed(Box<Schema>),
}

impl Schema {
    pub(crate) fn new(kind: Kind, origin: &Pointer) -> Self {
        Self {
            kind,
            nullable: false,
            description: None,
            access: Access::default(),
            conditional: false,
            null_apart: false,
            kept: Keywords::new(),
            values: Vec::new(),
            variant: None,
            origin: origin.clone(),
        }
    }

    /// Whether nothing but `null` is allowed. Any JSON is never `nullable` on top.
    pub(crate) fn is_null(&self) -> bool {
        self.nullable && self.kind == Kind::Any
    }

    /// Whether the schema allows `null` on top where what refers to it may say so, too.
    pub(crate) fn is_nullable_with(&self, reference: bool) -> bool {
        self.nullable || reference && self.kind != Kind::Any
    }

    /// Whether progenitor needs a name for the type of this schema.
    pub(crate) fn needs_name(&self) -> bool {
        match &self.kind {
            Kind::Enumeration(_) | Kind::Union(_) => true,
            Kind::Text => self.is_checked(),
            Kind::Object(object) => {
                !object.properties.is_empty() || object.additional == Additional::Forbidden
            }
            _ => false,
        }
    }

    /// The schemas directly inside this one, each with its name if it is a property.
    pub(crate) fn children(&self) -> Vec<(&str, &Schema)> {
        match &self.kind {
            Kind::Array(items) => vec![("", items)],
            Kind::Object(object) => {
                let additional = match &object.additional {
                    Additional::Typed(schema) => Some(("", &**schema)),
                    _ => None,
                };
                let properties = object.properties.iter();
                let properties = properties.map(|(name, schema)| (name.as_str(), schema));
                properties.chain(additional).collect()
            }
            Kind::Union(variants) => variants.iter().map(|variant| ("", variant)).collect(),
            _ => Vec::new(),
        }
    }

    /// The schemas directly inside this one, each with the words that a name for it ends in.
    pub(crate) fn children_mut(&mut self) -> Vec<(String, &mut Schema)> {
        match &mut self.kind {
            Kind::Array(items) => vec![("item".to_owned(), items)],
            Kind::Object(object) => {
                let additional = match &mut object.additional {
                    Additional::Typed(schema) => Some(("value".to_owned(), &mut **schema)),
                    _ => None,
                };
                object
                    .properties
                    .iter_mut()
                    .map(|(name, schema)| (name.clone(), schema))
                    .chain(additional)
                    .collect()
            }
            Kind::Union(variants) => variants
                .iter_mut()
                .map(|variant| (variant.variant_name().into_owned(), variant))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Calls `visit` for this schema and every schema inside it, outermost first.
    pub(crate) fn walk_mut(&mut self, visit: &mut impl FnMut(&mut Schema)) {
        visit(self);
        for (_, child) in self.children_mut() {
            child.walk_mut(visit);
        }
    }
}

impl Kind {
    /// Whether a value is written as one piece of text, wherever it is sent.
    pub(crate) fn is_scalar(&self) -> bool {
        matches!(
            self,
            Self::Boolean
                | Self::Integer
                | Self::Integer64
                | Self::Number
                | Self::Text
                | Self::Enumeration(_)
        )
    }

    pub(crate) fn value_kind(&self) -> ValueKind {
        match self {
            Self::Any => ValueKind::Any,
            Self::Boolean => ValueKind::Boolean,
            Self::Integer | Self::Integer64 => ValueKind::Integer,
            Self::Number => ValueKind::Number,
            Self::Text => ValueKind::Text,
            Self::Enumeration(_) => ValueKind::Enumeration,
            Self::Array(_) => ValueKind::Array,
            Self::Object(_) => ValueKind::Object,
            Self::Reference(_) | Self::Named(_) => ValueKind::Named,
            Self::Union(_) => ValueKind::Union,
        }
    }
}
