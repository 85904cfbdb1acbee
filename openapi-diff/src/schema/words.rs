//! What a schema is called in a sentence, and what it is in Rust.

use super::{
    node::Node,
    types::Types,
    view::{Additional, View},
};
use crate::document::Document;

/// The kind of the Rust type that the generated client has for a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RustType {
    Any,
    Boolean,
    Integer64,
    Integer,
    Number,
    Text,
    Enumeration,
    Array,
    Struct,
    Map,
    Union,
}

impl RustType {
    pub(crate) fn of(view: &View<'_>) -> Self {
        const FIT_64_BITS: [&str; 7] = [
            "int8", "int16", "int32", "uint8", "uint16", "uint32", "int64",
        ];
        if !view.unions.is_empty() {
            return Self::Union;
        }
        match view.types {
            Types::BOOLEAN => Self::Boolean,
            Types::INTEGER if view.format.is_some_and(|name| FIT_64_BITS.contains(&name)) => {
                Self::Integer64
            }
            Types::INTEGER => Self::Integer,
            Types::NUMBER => Self::Number,
            Types::STRING if view.values.is_some() => Self::Enumeration,
            Types::STRING => Self::Text,
            Types::ARRAY => Self::Array,
            Types::OBJECT if view.properties.is_empty() => match view.additional {
                Additional::Forbidden => Self::Struct,
                _ => Self::Map,
            },
            Types::OBJECT => Self::Struct,
            types if types == Types::ALL || types == Types::NONE => Self::Any,
            _ => Self::Union,
        }
    }
}

impl<'d> Document<'d> {
    /// What a schema is called: its component, or its types.
    pub(crate) fn words(&self, node: &Node<'d>) -> String {
        if let Some(name) = node.name {
            return format!("`{name}`");
        }
        self.words_of(node, 2)
    }

    fn words_of(&self, node: &Node<'d>, levels: u8) -> String {
        let Some(levels) = levels.checked_sub(1) else {
            return "…".to_owned();
        };
        let inner = |node: &Node<'d>| match node.name {
            Some(name) => format!("`{name}`"),
            None => self.words_of(node, levels),
        };
        let view = self.view(&node.core);
        if let Some(union) = view.unions.first() {
            let variants = union.variants.iter();
            let mut variants: Vec<String> = variants.map(|one| inner(&one.node)).collect();
            variants.sort();
            variants.truncate(6);
            return format!("one of {}", variants.join(", "));
        }
        if view.types == Types::ALL {
            return "any value".to_owned();
        }
        if let Some(values) = &view.values {
            let values: Vec<String> = values.iter().take(4).map(ToString::to_string).collect();
            return format!("one of {}", values.join(", "));
        }
        if view.types == Types::NONE {
            return if view.null { "null" } else { "nothing" }.to_owned();
        }
        let mut names: Vec<String> = view.types.names().iter().map(ToString::to_string).collect();
        if let (Some(format), [name]) = (view.format, names.as_mut_slice()) {
            *name = format!("{name} ({format})");
        }
        if let (Types::ARRAY, Some(items)) = (view.types, &view.items) {
            names = vec![format!("array of {}", inner(items))];
        }
        if view.types == Types::OBJECT && !view.properties.is_empty() {
            let properties = view.properties.keys().take(3);
            let properties: Vec<String> = properties.map(|name| format!("`{name}`")).collect();
            names = vec![format!("object with {}", properties.join(", "))];
        }
        names.join(" or ")
    }
}
