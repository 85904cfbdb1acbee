//! An operation: what the caller sends, and what the server answers.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::schema::Schema;
use crate::pointer::Pointer;

pub(crate) struct Operation {
    pub path: String,
    /// Where it stands in its path item.
    pub method: &'static str,
    /// The method of its requests, if a path item of OpenAPI 3.0 has no place for it.
    pub other_method: Option<String>,
    pub id: String,
    /// Where it stands in the original document.
    pub at: Pointer,
    /// Summary, description and extensions, copied as they are.
    pub documentation: Map<String, Value>,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    pub responses: Responses,
    /// Which of its successes are refusals.
    pub refusal: Option<Refusal>,
}

impl Operation {
    /// The schemas of what the caller sends, each with the words that a name for it ends in.
    pub(crate) fn request_schemas_mut(&mut self) -> Vec<(String, &mut Schema)> {
        let parameters = self
            .parameters
            .iter_mut()
            .map(|parameter| (parameter.name.clone(), &mut parameter.schema));
        let body = self.body.iter_mut();
        let body = body.map(|body| ("body".to_owned(), &mut body.schema));
        parameters.chain(body).collect()
    }

    /// The schemas of what the server sends, each with the words that a name for it ends in.
    pub(crate) fn response_schemas_mut(&mut self) -> Vec<(String, &mut Schema)> {
        self.responses.schemas_mut()
    }
}

/// A success in which the property has the value is a refusal.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub property: String,
    pub value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

impl Location {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    /// The style of parameters that do not declare one.
    pub(crate) fn usual_style(self) -> Style {
        let is_form = matches!(self, Self::Query | Self::Cookie);
        Style {
            name: if is_form { "form" } else { "simple" },
            explode: is_form,
        }
    }
}

pub(crate) struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Its name in the normalized document, which makes a Rust name that no other one has.
    pub unique_name: String,
    pub location: Location,
    pub style: Style,
    pub required: bool,
    pub schema: Schema,
    pub description: Option<String>,
    pub at: Pointer,
}

/// How the value of a parameter goes over the wire (OpenAPI 3.1.1, section 4.8.12.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Style {
    /// As OpenAPI calls it, or `json`.
    pub name: &'static str,
    pub explode: bool,
}

pub(crate) struct Body {
    /// Whether no body is sent if the object is empty.
    pub optional: bool,
    pub encoding: Encoding,
    pub schema: Schema,
    pub description: Option<String>,
    /// The media type to send, if progenitor would send another one.
    pub media_type: Option<String>,
    /// Where its schema and its media type come from.
    pub at: Pointer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Encoding {
    Json,
    Form,
    Text,
    Bytes,
}

impl Encoding {
    /// The media type that progenitor sends.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
            Self::Text => "text/plain",
            Self::Bytes => "application/octet-stream",
        }
    }
}

pub(crate) struct Responses {
    pub success: BTreeMap<String, Status>,
    pub success_body: SuccessBody,
    pub errors: BTreeMap<String, Status>,
    pub error: Option<Schema>,
    /// The media types of all answers, JSON first.
    pub accept: Vec<String>,
    /// Those of the successes.
    pub success_types: Vec<String>,
}

/// What is said about one status.
#[derive(Clone, Debug, Default)]
pub(crate) struct Status {
    pub description: String,
    /// How a body is read that is not JSON, as the value of the extension `RESPONSE_BODY`.
    pub body: Option<&'static str>,
}

pub(crate) enum SuccessBody {
    Json(Schema),
    /// A stream of bytes of this media type.
    Bytes(String),
    Empty,
}

impl Responses {
    /// The schema of each body, with the word that a name for it ends in.
    pub(crate) fn schemas_mut(&mut self) -> Vec<(String, &mut Schema)> {
        let success = match &mut self.success_body {
            SuccessBody::Json(schema) => Some(("response".to_owned(), schema)),
            _ => None,
        };
        let error = self
            .error
            .as_mut()
            .map(|schema| ("error".to_owned(), schema));
        success.into_iter().chain(error).collect()
    }
}
