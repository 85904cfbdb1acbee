#![doc = include_str!("../README.md")]

mod emit;
mod identifiers;
mod json;
mod openapi;
mod passes;
mod pointer;
mod read;
pub mod report;
mod select;
mod settings;
#[cfg(test)]
mod testing;
mod tree;

use serde_json::{Map, Value};

pub use identifiers::field_name;
pub use openapi::{
    ACCEPT, FILES, MEDIA_TYPE, METHOD, METHODS, NO_CONTENT, NULL_APART, OPTIONAL_BODY, PARAMETER,
    REFUSAL, RESPONSE_BODY, RUST_NAMES, TEXT, UNION, WireParameter, is_own_uri, operations,
};
pub use pointer::Pointer;
pub use report::{Change, Entry, Report, Rule};
pub use select::is_selected;
pub use settings::{Enumerations, Keep, Responses, Runtime, Settings, VariantNames};

/// A document that is not OpenAPI 3.0, 3.1 or 3.2.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The document is not a JSON object.
    #[error(
        "the document is not an object: an OpenAPI document is an object with the key `openapi`"
    )]
    NotAnObject,
    /// The document does not say which version of OpenAPI it is written in.
    #[error("the document has no `openapi` version: this crate reads OpenAPI 3.0, 3.1 and 3.2")]
    NoVersion,
    /// The document is written in OpenAPI 2, which is called Swagger.
    #[error(
        "the document is Swagger {0}: this crate reads OpenAPI 3.0, 3.1 and 3.2, to which converters such as swagger2openapi bring it"
    )]
    Swagger(String),
    /// The document is written in a version that this crate does not read.
    #[error("the document is OpenAPI {0}: this crate reads OpenAPI 3.0, 3.1 and 3.2")]
    UnsupportedVersion(String),
    /// A pattern of [`Settings::operations`] means no operation.
    #[error(
        "no operation of the document has the id, the path or the tag that {pattern:?} stands for"
    )]
    NoSuchOperation {
        /// The pattern.
        pattern: String,
    },
}

/// What [`normalize`] returns.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Normalized {
    /// The document in OpenAPI 3.0.3, ready for progenitor.
    pub document: Value,
    /// What was changed.
    pub report: Report,
}

/// Lowers an OpenAPI 3.0, 3.1 or 3.2 document to what progenitor accepts, with the default [`Settings`].
///
/// # Errors
///
/// Those of [`Settings::normalize`].
pub fn normalize(document: &Value) -> Result<Normalized, Error> {
    Settings::new().normalize(document)
}

fn normalize_with(settings: &Settings, document: &Value) -> Result<Normalized, Error> {
    let runtime = settings.runtime;
    let root = document.as_object().ok_or(Error::NotAnObject)?;
    let version = version(root)?;
    let lowered = version
        .starts_with("3.2")
        .then(|| read::openapi_3_2::lowered(document));
    let document = lowered.as_ref().unwrap_or(document);
    let (mut tree, mut report) = read::read(document, &version, settings);
    let (mut components, mut names) =
        passes::names::assign(tree.schemas, &tree.names, &mut tree.operations, &mut report);
    if let Some(refusal) = &tree.refusal
        && runtime == Runtime::Extended
    {
        passes::refusals::apply(refusal, &components, &mut tree.operations);
    }
    passes::required::add(&mut components, &mut tree.operations, &mut report);
    match runtime {
        Runtime::Stock => passes::stock::without_collisions(&mut components, &mut report),
        Runtime::Extended => passes::collisions::report(&components, &mut report),
    }
    passes::direction::apply(
        &mut components,
        &mut tree.operations,
        &mut names,
        settings,
        &mut report,
    );
    passes::sharing::apply(
        &mut components,
        &mut tree.operations,
        &mut names,
        &mut report,
    );
    if runtime == Runtime::Stock {
        passes::kept::without_unusable_pagination(&components, &mut tree.operations, &mut report);
        passes::stock::give_recursive_properties_their_own_types(
            &mut components,
            &mut names,
            &mut report,
        );
    }
    if settings.variant_names == VariantNames::Values {
        passes::unions::name_after_values(&mut components);
    }
    passes::selection::apply(
        &settings.operations,
        &mut components,
        &mut tree.operations,
        &mut report,
    )?;
    if runtime == Runtime::Stock {
        passes::stock::without_null_in_parameters(&mut tree.operations, &mut report);
        passes::stock::note_integers(&mut components, &mut tree.operations, &mut report);
        passes::kept::report(&mut components, &mut tree.operations, &mut report);
    }
    report.settle();
    let document = emit::document(&tree.info, &tree.operations, &components);
    Ok(Normalized { document, report })
}

/// The version of OpenAPI, if it is one that this crate reads.
fn version(root: &Map<String, Value>) -> Result<String, Error> {
    let text = |key: &str| match root.get(key)? {
        Value::String(text) => Some(text.clone()),
        // YAML reads `3.1` without quotes as a number.
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    if let Some(version) = text("swagger") {
        return Err(Error::Swagger(version));
    }
    let version = text("openapi").ok_or(Error::NoVersion)?;
    let is_known = ["3.0", "3.1", "3.2"].iter().any(|known| {
        let rest = version.strip_prefix(known);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    });
    if is_known {
        Ok(version)
    } else {
        Err(Error::UnsupportedVersion(version))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{normalize, normalize_operation};

    #[test]
    fn every_version_3_is_read_and_others_are_an_error_that_names_them() {
        for version in [
            json!("3.0.0"),
            json!("3.1.1"),
            json!("3.2.0"),
            json!("3.2"),
            json!("3.1.0-rc1"),
            json!(3.1),
        ] {
            assert!(
                normalize(&json!({ "openapi": version })).is_ok(),
                "{version}"
            );
        }
        for (document, error) in [
            (
                json!({ "swagger": "2.0" }),
                "the document is Swagger 2.0: this crate reads OpenAPI 3.0, 3.1 and 3.2, \
                 to which converters such as swagger2openapi bring it",
            ),
            (
                json!({ "openapi": "3.3.0" }),
                "the document is OpenAPI 3.3.0: this crate reads OpenAPI 3.0, 3.1 and 3.2",
            ),
            (
                json!({ "openapi": "3.20" }),
                "the document is OpenAPI 3.20: this crate reads OpenAPI 3.0, 3.1 and 3.2",
            ),
            (
                json!({ "openapi": null }),
                "the document has no `openapi` version: this crate reads OpenAPI 3.0, 3.1 and 3.2",
            ),
        ] {
            assert_eq!(normalize(&document).unwrap_err().to_string(), error);
        }
    }

    #[test]
    fn a_reference_to_the_uri_of_the_document_leads_into_it() {
        let uri = "https://example.org/api/openapi.json";
        for reference in [uri, "openapi.json", "./openapi.json", ""] {
            let reference = format!("{reference}#/components/schemas/Pet");
            let normalized = normalize(&json!({
                "openapi": "3.2.0",
                "$self": uri,
                "paths": { "/p": { "get": { "responses": { "200": {
                    "description": "d", "content": { "application/json": { "schema": { "$ref": reference } } }
                } } } } },
                "components": { "schemas": { "Pet": { "type": "object", "properties": { "a": {} } } } },
            }))
            .unwrap();
            assert_eq!(normalized.lossy(), [], "{reference}");
        }
    }

    #[test]
    fn a_webhook_is_no_operation_and_is_reported() {
        let normalized = normalize(&json!({
            "openapi": "3.1.0",
            "webhooks": { "ping": { "post": { "responses": {} } } },
        }))
        .unwrap();
        assert_eq!(normalized.document["paths"], json!({}));
        let mut entries = normalized.report.entries().iter();
        assert!(entries.any(|entry| entry.pointer.as_str() == "/webhooks"));
    }

    #[test]
    fn what_openapi_3_0_requires_is_filled_in() {
        let normalized =
            normalize(&json!({ "openapi": "3.1.0", "info": { "version": 2 } })).unwrap();
        assert_eq!(normalized.document["info"]["version"], "2");
        assert_eq!(normalized.document["info"]["title"], "unknown");
    }

    #[test]
    fn a_normalized_document_stays_as_it_is() {
        let once = normalize_operation(&json!({
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } }],
            "requestBody": {
                "required": true, "content": { "application/json": { "schema": { "enum": ["a", "b"] } } }
            },
            "responses": { "200": { "description": "d" } },
        }));
        let twice = normalize(&once.document).unwrap();
        assert_eq!(twice.document, once.document);
        assert_eq!(twice.lossy(), []);
    }

    #[test]
    fn a_path_item_by_reference_is_put_in() {
        let normalized = normalize(&json!({
            "openapi": "3.1.0",
            "paths": { "/p": { "$ref": "#/components/pathItems/P" } },
            "components": { "pathItems": { "P": { "get": { "summary": "look", "responses": {} } } } },
        }))
        .unwrap();
        assert_eq!(
            normalized.document["paths"]["/p"]["get"]["operationId"],
            "look"
        );
    }

    #[test]
    fn an_operation_that_cannot_be_called_is_left_out_by_name() {
        let normalized = normalize(&json!({
            "openapi": "3.1.0",
            "paths": {
                "no-slash": { "get": { "summary": "lost", "responses": {} } },
                "/fine/": { "get": { "summary": "kept", "responses": {} } },
            },
        }))
        .unwrap();
        assert_eq!(
            normalized.document["paths"]["/fine/"]["get"]["operationId"],
            "kept"
        );
        let left_out = Change::OperationLeftOut {
            operation_id: "lost".to_owned(),
            reason: report::OperationProblem::PathWithoutSlash,
        };
        assert_eq!(normalized.lossy(), [left_out]);
    }
}
