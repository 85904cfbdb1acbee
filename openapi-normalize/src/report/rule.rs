use std::fmt;

/// The rule that made a change: one for each group of keywords, and one for each other subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// `allOf`, and the siblings of a `$ref`.
    AllOf,
    /// `anyOf`.
    AnyOf,
    /// `items` and `prefixItems`.
    Arrays,
    /// `true` and `false` as schemas.
    Booleans,
    /// Names that make the same Rust name.
    Collisions,
    /// `if`, `then`, `else` and their like.
    Conditionals,
    /// Requests and responses that share a schema.
    Direction,
    /// The document as a whole.
    Document,
    /// Titles, descriptions, examples and defaults.
    Documentation,
    /// Vendor extensions.
    Extensions,
    /// `format` and its like.
    Formats,
    /// What the generator cannot make code of.
    Generate,
    /// `$id`, `$anchor`, `$ref` and their like.
    Identifiers,
    /// `info`.
    Info,
    /// Schemas of array elements.
    Items,
    /// Keys that a client has no use for.
    Leftovers,
    /// Schemas that are too deep or too much work.
    Limits,
    /// Values that OpenAPI or JSON Schema does not allow where they stand.
    Malformed,
    /// Names of types.
    Names,
    /// `properties` and their like.
    Objects,
    /// `oneOf`.
    OneOf,
    /// What makes responses open.
    Open,
    /// Names of operations.
    OperationId,
    /// Operations.
    Operations,
    /// Properties that may be absent.
    Optional,
    /// Parameters.
    Parameters,
    /// References.
    References,
    /// Request bodies.
    RequestBody,
    /// Responses.
    Responses,
    /// Servers of a single operation.
    Servers,
    /// Equal schemas that become one type.
    Sharing,
    /// `type` and `nullable`.
    Types,
    /// Keywords that JSON Schema does not have.
    Unknown,
    /// Checks on values.
    Validation,
    /// `enum` and `const`.
    Values,
}

impl Rule {
    /// The name of the rule, as the report writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AllOf => "allOf",
            Self::AnyOf => "anyOf",
            Self::Arrays => "arrays",
            Self::Booleans => "booleans",
            Self::Collisions => "collisions",
            Self::Conditionals => "conditionals",
            Self::Direction => "direction",
            Self::Document => "document",
            Self::Documentation => "documentation",
            Self::Extensions => "extensions",
            Self::Formats => "formats",
            Self::Generate => "generate",
            Self::Identifiers => "identifiers",
            Self::Info => "info",
            Self::Items => "items",
            Self::Leftovers => "leftovers",
            Self::Limits => "limits",
            Self::Malformed => "malformed",
            Self::Names => "names",
            Self::Objects => "objects",
            Self::OneOf => "oneOf",
            Self::Open => "open",
            Self::OperationId => "operation-id",
            Self::Operations => "operations",
            Self::Optional => "optional",
            Self::Parameters => "parameters",
            Self::References => "references",
            Self::RequestBody => "request-body",
            Self::Responses => "responses",
            Self::Servers => "servers",
            Self::Sharing => "sharing",
            Self::Types => "types",
            Self::Unknown => "unknown",
            Self::Validation => "validation",
            Self::Values => "values",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
