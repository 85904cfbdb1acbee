//! Where a change is.

use std::fmt;

use serde::Serialize;

/// Where a change is: the operation, the part of it, and the path to a property.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub struct Place {
    /// The operation; `None` for what goes for the whole document.
    pub operation: Option<Operation>,
    /// The part of the operation.
    pub part: Part,
    /// The path to a property inside the part, such as `lines[].sku`; empty for the part itself.
    ///
    /// `[]` are the elements of an array, `{}` the values of a map, and `|Card` a variant of a union.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
}

/// An operation, as the new document has it unless it was removed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub struct Operation {
    /// Its id in the document, or else the name of its Rust method, or else method and path.
    pub id: String,
    /// The method in capitals.
    pub method: String,
    /// The path, as the document spells it.
    pub path: String,
}

/// Who sends what a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The caller.
    Request,
    /// The server.
    Response,
}

/// A part of an operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "part", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Part {
    /// The operation itself, or the document where there is no operation.
    Whole,
    /// A parameter.
    Parameter {
        /// `path`, `query`, `header` or `cookie`.
        location: String,
        /// Its name on the wire.
        name: String,
    },
    /// The request body.
    Body {
        /// The media type, where only one of several is meant.
        #[serde(skip_serializing_if = "Option::is_none")]
        media_type: Option<String>,
    },
    /// A response.
    Response {
        /// Its status, such as `200`, `4XX` or `default`.
        status: String,
        /// The media type, where only one of several is meant.
        #[serde(skip_serializing_if = "Option::is_none")]
        media_type: Option<String>,
    },
    /// A header of a response.
    Header {
        /// The status of the response.
        status: String,
        /// The name of the header.
        name: String,
    },
}

impl Place {
    pub(crate) fn document() -> Self {
        Self {
            operation: None,
            part: Part::Whole,
            path: String::new(),
        }
    }

    pub(crate) fn of(operation: &Operation, part: Part) -> Self {
        Self {
            operation: Some(operation.clone()),
            part,
            path: String::new(),
        }
    }

    pub(crate) fn inside(&self, path: &str) -> Self {
        let path = path.strip_prefix('.').unwrap_or(path);
        Self {
            path: path.to_owned(),
            ..self.clone()
        }
    }

    /// Who sends what is here; `None` for an operation or a document as a whole.
    #[must_use]
    pub fn side(&self) -> Option<Side> {
        match self.part {
            Part::Whole => None,
            Part::Parameter { .. } | Part::Body { .. } => Some(Side::Request),
            Part::Response { .. } | Part::Header { .. } => Some(Side::Response),
        }
    }

    /// What places have in common in which the same change is told once: the statuses and media types of one operation,
    /// and the errors of all.
    pub(crate) fn coarse(&self) -> (Option<&Operation>, String, &str) {
        let operation = self.operation.as_ref();
        let (operation, part) = match &self.part {
            Part::Body { .. } => (operation, "body".to_owned()),
            Part::Response { status, .. } if status.starts_with('2') => {
                (operation, "response".to_owned())
            }
            Part::Response { .. } => (None, "error".to_owned()),
            Part::Header { name, .. } => (operation, format!("header {name}")),
            other => (operation, other.to_string()),
        };
        (operation, part, &self.path)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Parameter { location, name } => write!(f, "the {location} parameter `{name}`"),
            Self::Body { media_type: None } => f.write_str("the request body"),
            Self::Body {
                media_type: Some(media_type),
            } => write!(f, "the request body in {media_type}"),
            Self::Response {
                status,
                media_type: None,
            } => write!(f, "the {status} response"),
            Self::Response {
                status,
                media_type: Some(media_type),
            } => write!(f, "the {status} response in {media_type}"),
            Self::Header { status, name } => {
                write!(f, "the header `{name}` of the {status} response")
            }
        }
    }
}

/// What a sentence about this place is about: `` the property `a.b` of the request body ``.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.part, self.path.as_str()) {
            (Part::Whole, _) => match &self.operation {
                Some(operation) => write!(f, "the operation `{}`", operation.id),
                None => f.write_str("the document"),
            },
            (part, "") => part.fmt(f),
            (part, path) => write!(f, "`{path}` of {part}"),
        }
    }
}
