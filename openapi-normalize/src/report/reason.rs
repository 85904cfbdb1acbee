//! The parts of a change that are one of a few.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Rule;

/// Why a client has no use for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NotUsed {
    /// Nothing in a generated client depends on it.
    NoPart,
    /// Webhooks are calls that the server makes.
    Webhooks,
    /// Callbacks are calls that the server makes.
    Callbacks,
    /// The base URL is set on the client.
    BaseUrl,
    /// Authorization is set on the client.
    Authorization,
    /// Each use has a copy.
    Inlined,
    /// The content is a sequence of items, which goes over the wire as bytes.
    Items,
}

impl fmt::Display for NotUsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoPart => "has no part in a generated client",
            Self::Webhooks => "a webhook is a call that the server makes: no method for it",
            Self::Callbacks => "a callback is a call that the server makes: no method for it",
            Self::BaseUrl => "the base URL is left to the client's transport",
            Self::Authorization => "authorization is left to the client's transport",
            Self::Inlined => "put in where it is referred to",
            Self::Items => "the items are in the bytes of the content, one after the other",
        })
    }
}

/// A part of the document that has to be an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Part {
    /// What stands under a path.
    PathItem,
    /// What stands under a method.
    Operation,
    /// What stands under a status.
    Response,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PathItem => "the path item",
            Self::Operation => "the operation",
            Self::Response => "the response",
        })
    }
}

/// Why a reference leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unresolved {
    /// It leads to another document, or to an anchor that is not there.
    Elsewhere,
    /// Nothing is there.
    Nothing,
    /// It leads in a circle, or past too many other references.
    TooLong {
        /// How many are too many.
        limit: usize,
    },
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elsewhere => f.write_str("leads to another document or to no anchor"),
            Self::Nothing => f.write_str("leads to nothing"),
            Self::TooLong { limit } => write!(f, "leads in a circle, or past {limit} others"),
        }
    }
}

/// A limit of what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Limit {
    /// Schemas are nested too deeply, or combined too often.
    DepthOrWork,
    /// Schemas are nested too deeply.
    Depth,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DepthOrWork => "nested too deeply or combined too often",
            Self::Depth => "nested too deeply",
        })
    }
}

/// What is wrong with the value of a keyword.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum KeywordProblem {
    /// It has to be a boolean.
    NotABoolean,
    /// It has to be a string.
    NotAString,
    /// It has to be an array.
    NotAnArray,
    /// It has to be an object.
    NotAnObject,
    /// It has to be an array of names.
    NotNames,
    /// It has to be a name or an array of names.
    NotATypeName,
    /// It has to be an array or an object.
    NotSchemas,
    /// One of its elements is not a name.
    NotOnlyNames,
    /// JSON has no type of that name.
    UnknownType {
        /// The name.
        name: String,
    },
    /// There is a `$ref`, too.
    BesideReference,
}

impl fmt::Display for KeywordProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotABoolean => f.write_str("is not a boolean"),
            Self::NotAString => f.write_str("is not a string"),
            Self::NotAnArray => f.write_str("is not an array"),
            Self::NotAnObject => f.write_str("is not an object"),
            Self::NotNames => f.write_str("is not an array of names"),
            Self::NotATypeName => f.write_str("is neither a name nor an array of names"),
            Self::NotSchemas => f.write_str("is neither an array nor an object"),
            Self::NotOnlyNames => f.write_str("holds something that is not a name"),
            Self::UnknownType { name } => write!(f, "names `{name}`, which is no JSON type"),
            Self::BesideReference => f.write_str("stands beside a `$ref`"),
        }
    }
}

/// The keyword that another one is read like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReadLike {
    /// `items`.
    Items,
    /// `additionalProperties`.
    AdditionalProperties,
    /// `$ref`.
    Reference,
}

impl fmt::Display for ReadLike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Items => "items",
            Self::AdditionalProperties => "additionalProperties",
            Self::Reference => "$ref",
        })
    }
}

impl ReadLike {
    pub(super) fn rule(self) -> Rule {
        match self {
            Self::Items => Rule::Arrays,
            Self::AdditionalProperties => Rule::Objects,
            Self::Reference => Rule::Identifiers,
        }
    }
}

/// What kind of value a schema allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ValueKind {
    /// Any JSON.
    Any,
    /// `true` or `false`.
    Boolean,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// A string.
    Text,
    /// A string out of a list.
    Enumeration,
    /// An array.
    Array,
    /// An object.
    Object,
    /// What a schema with a name allows.
    Named,
    /// What one of several schemas allows.
    Union,
}

impl fmt::Display for ValueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "anything",
            Self::Boolean => "a boolean",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Text => "a string",
            Self::Enumeration => "one of a list of strings",
            Self::Array => "an array",
            Self::Object => "an object",
            Self::Named => "a named schema",
            Self::Union => "one of several schemas",
        })
    }
}

/// Why a union cannot be combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum UnionProblem {
    /// There would be too many variants.
    TooManyVariants,
    /// No variant would be left.
    NoVariant,
    /// What decodes one variant would decode the values of another one.
    NotToldApart,
}

impl fmt::Display for UnionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooManyVariants => "too many combinations of variants",
            Self::NoVariant => "no variant is possible",
            Self::NotToldApart => "serde would take the values of one variant for those of another",
        })
    }
}

/// What makes schemas alternatives of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Alternatives {
    /// `anyOf`.
    AnyOf,
    /// `oneOf`.
    OneOf,
    /// An array of types.
    Types,
    /// The positions of an array, or the properties of an object.
    Items,
}

impl Alternatives {
    pub(super) fn rule(self) -> Rule {
        match self {
            Self::AnyOf => Rule::AnyOf,
            Self::OneOf => Rule::OneOf,
            Self::Types => Rule::Types,
            Self::Items => Rule::Items,
        }
    }
}

/// Why an operation cannot be called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OperationProblem {
    /// A path begins with a slash.
    PathWithoutSlash,
    /// A path has no two slashes in a row.
    EmptyPathSegment,
    /// A brace in the path is never closed.
    BraceNotClosed,
    /// A brace in the path was never opened.
    BraceNotOpened,
    /// The braces in the path do not hold a name.
    MalformedTemplate,
    /// The request body is a reference that leads nowhere.
    BodyReferenceUnresolved,
    /// The request body is not an object.
    BodyNotAnObject,
    /// The fields of a form are the properties of an object.
    FormNotAnObject,
    /// No method of the client sends requests with this one.
    UnknownMethod {
        /// The method.
        method: String,
    },
    /// It upgrades the connection to a WebSocket.
    WebSocket,
    /// It needs a parameter that cannot be set.
    ParameterNameTaken {
        /// The name of the parameter.
        name: String,
    },
}

impl fmt::Display for OperationProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PathWithoutSlash => f.write_str("its path does not begin with a slash"),
            Self::EmptyPathSegment => f.write_str("its path has an empty segment"),
            Self::BraceNotClosed => f.write_str("its path has a brace that is not closed"),
            Self::BraceNotOpened => f.write_str("its path has a brace that was not opened"),
            Self::MalformedTemplate => f.write_str("its path template is malformed"),
            Self::BodyReferenceUnresolved => {
                f.write_str("the reference in its request body leads nowhere")
            }
            Self::BodyNotAnObject => f.write_str("its request body is not an object"),
            Self::FormNotAnObject => f.write_str("its form body is not an object"),
            Self::UnknownMethod { method } => write!(f, "its method `{method}` cannot be sent"),
            Self::WebSocket => f.write_str("it opens a WebSocket, which is not a call"),
            Self::ParameterNameTaken { name } => write!(
                f,
                "it needs the parameter `{name}`, whose Rust name something else has"
            ),
        }
    }
}

/// Why a parameter is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ParameterProblem {
    /// A cookie, say, or a header whose name is not one.
    NotSendable {
        /// Where it would be sent.
        location: String,
    },
    /// A path parameter that the path template does not have.
    NotInPath,
    /// Something else has its Rust name.
    NameTaken,
    /// progenitor sends a header of this name with every request.
    SentAnyway,
    /// The properties of an object that the document does not name.
    Unnamed,
}

/// How a caller has to write a value that the client cannot write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WrittenAs {
    /// In the media type that the document names.
    MediaType,
    /// In the style that the document names.
    Style,
    /// In JSON.
    Json,
    /// As the header `Cookie` has it.
    Cookie,
}

impl fmt::Display for WrittenAs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MediaType => "in its media type",
            Self::Style => "in the style that the API documents",
            Self::Json => "in JSON",
            Self::Cookie => "as `name=value`, in the header `Cookie`",
        })
    }
}

/// Why a response has no type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unexpected {
    /// No response has such a status.
    NotAStatus {
        /// The status.
        status: String,
    },
    /// The status is one of 1xx or 3xx.
    NeitherSuccessNorError {
        /// The status.
        status: String,
    },
    /// Another success is JSON.
    BesideJson {
        /// The media type.
        media_type: String,
    },
    /// An error without content, or with bytes, beside others that have a type.
    ErrorWithoutType,
    /// A success without content, beside others that have some.
    SuccessWithoutContent,
}

impl fmt::Display for Unexpected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAStatus { status } => {
                write!(f, "`{status}` is not a status: no answer has it")
            }
            Self::NeitherSuccessNorError { status } => write!(
                f,
                "`{status}` is neither a success nor an error: unexpected if it comes"
            ),
            Self::BesideJson { media_type } => write!(
                f,
                "`{media_type}` beside JSON cannot be expressed: unexpected"
            ),
            Self::ErrorWithoutType => {
                f.write_str("an error without JSON or text: unexpected, status and body kept")
            }
            Self::SuccessWithoutContent => f.write_str(
                "a success without content beside one with content: an unexpected response",
            ),
        }
    }
}

/// What the client reads where a success has no content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EmptyAs {
    /// A stream without bytes.
    Stream,
    /// An object without properties.
    Object,
    /// `None`.
    Null,
}

impl fmt::Display for EmptyAs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stream => "an empty stream",
            Self::Object => "no property is there",
            Self::Null => "read as `None`",
        })
    }
}

/// A class of responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResponseClass {
    /// 2xx.
    Success,
    /// 4xx and 5xx.
    Error,
}

impl fmt::Display for ResponseClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Success => "success",
            Self::Error => "error",
        })
    }
}
