//! What the parts of a document are, as far as references are concerned.

use openapi_normalize::METHODS;

/// Sections whose keys are names, and not keywords.
const NAMED: [&str; 20] = [
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "headers",
    "links",
    "mediaTypes",
    "parameters",
    "pathItems",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
    "variables",
    "webhooks",
];

/// Keywords whose values are data: nothing in them is a reference.
const DATA: [&str; 5] = ["const", "default", "enum", "example", "examples"];

/// What an object stands for, as far as its references and keys are concerned.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// A schema, a parameter and so on: its references can lead anywhere.
    Plain,
    /// A section: its keys are names.
    Section {
        of_path_items: bool,
    },
    PathItem,
    /// An operation, or another object without references in OpenAPI.
    WithoutReference,
}

impl Place {
    /// The place of the value of `key`, if there may be references in it.
    pub(super) fn of(self, key: &str) -> Option<Self> {
        Some(match self {
            Self::Section {
                of_path_items: true,
            } => Self::PathItem,
            Self::Section { .. } => Self::Plain,
            Self::PathItem if METHODS.contains(&key) => Self::WithoutReference,
            _ if DATA.contains(&key) || key.starts_with("x-") => return None,
            _ if NAMED.contains(&key) => Self::Section {
                of_path_items: ["paths", "pathItems", "webhooks"].contains(&key),
            },
            _ if ["components", "info"].contains(&key) => Self::WithoutReference,
            _ => Self::Plain,
        })
    }
}
