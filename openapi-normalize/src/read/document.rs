use serde_json::{Map, Value, json};

use crate::{
    Pointer, Report,
    json::{object, string},
    passes::{collisions, direction, names},
    read::operations,
    read::references::{Resolver, bare_reference},
    tree::Reader,
};

/// A document that is not OpenAPI 3.0 or 3.1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The document is not a JSON object.
    #[error(
        "the document is not an object: an OpenAPI document is an object with the key `openapi`"
    )]
    NotAnObject,
    /// The document does not say which version of OpenAPI it is written in.
    #[error("the document has no `openapi` version: this crate reads OpenAPI 3.0 and 3.1")]
    NoVersion,
    /// The document is written in a version that this crate does not read.
    #[error("the document is OpenAPI {0}: this crate reads OpenAPI 3.0 and 3.1")]
    UnsupportedVersion(String),
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

/// Lowers an OpenAPI 3.0 or 3.1 document to what progenitor accepts.
///
/// # Errors
///
/// Only for a document that is not OpenAPI 3.0 or 3.1 at all. Whatever is wrong inside it, or
/// cannot be expressed, is left out by name and listed in the report.
pub fn normalize(document: &Value) -> Result<Normalized, Error> {
    let root = document.as_object().ok_or(Error::NotAnObject)?;
    let version = string(root, "openapi").ok_or(Error::NoVersion)?;
    if !["3.0", "3.1"].iter().any(|known| {
        version
            .strip_prefix(known)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    }) {
        return Err(Error::UnsupportedVersion(version.to_owned()));
    }

    let mut reader = Reader::new(Resolver::new(document));
    let info = info(root, &mut reader.report);
    note_top_level(root, version, &mut reader.report);
    let schemas_at = Pointer::root().child("components").child("schemas");
    for (name, schema) in object(object(root, "components"), "schemas") {
        let at = schemas_at.child(name);
        if bare_reference(schema).is_some() {
            let what = "another name for the schema that it refers to";
            reader.report.lossless(&at, "references", what);
        } else {
            reader.name(at);
        }
    }
    let mut operations = operations::read(root, &mut reader);
    let (named, mut report) = reader.finish();
    let (mut components, mut names_taken) = names::assign(named, &mut operations, &mut report);
    collisions::resolve(&mut components, &mut report);
    direction::apply(
        &mut components,
        &mut operations,
        &mut names_taken,
        &mut report,
    );
    report.settle();

    let schemas: Map<String, Value> = components
        .iter()
        .map(|(name, schema)| (name.clone(), schema.emit_component(name)))
        .collect();
    let document = json!({
        "openapi": "3.0.3",
        "info": info,
        "paths": operations::emit(&operations),
        "components": { "schemas": schemas },
    });
    Ok(Normalized { document, report })
}

/// `info`, with the title and the version that OpenAPI 3.0 requires.
fn info(root: &Map<String, Value>, report: &mut Report) -> Value {
    let at = Pointer::root().child("info");
    let original = object(root, "info");
    let mut info = Map::new();
    for key in ["title", "version"] {
        // The version goes into a header of the generated code.
        let usable = |text: &str| {
            key != "version"
                || text
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() || byte == b' ')
        };
        let text = match original.get(key) {
            Some(Value::String(text)) if usable(text) => text.clone(),
            other => {
                let text = other.map_or_else(|| "unknown".to_owned(), Value::to_string);
                let text = text.replace(|c: char| !usable(&c.to_string()), "?");
                let what = format!("`{key}` is {text:?}");
                report.lossless(&at.child(key), "info", what);
                text
            }
        };
        info.insert(key.to_owned(), json!(text));
    }
    if let Some(description) = string(original, "description") {
        info.insert("description".to_owned(), json!(description));
    }
    for key in original.keys().filter(|key| !info.contains_key(*key)) {
        let what = format!("`{key}` has no part in a generated client");
        report.lossless(&at.child(key), "info", what);
    }
    Value::Object(info)
}

fn note_top_level(root: &Map<String, Value>, version: &str, report: &mut Report) {
    let at = Pointer::root();
    if version != "3.0.3" {
        let what = format!("{version} is lowered to 3.0.3");
        report.lossless(&at.child("openapi"), "document", what);
    }
    if !root.contains_key("paths") {
        report.lossless(&at, "document", "no `paths`: a document without operations");
    }
    for (key, value) in root {
        if ["paths", "components"].contains(&key.as_str()) && !value.is_object() {
            let what = format!("`{key}` is not an object: left out");
            report.lossy_change(&at.child(key), "document", what);
        }
        let what = match key.as_str() {
            "openapi" | "info" | "paths" | "components" => continue,
            "webhooks" => "a webhook is a call that the server makes: no method for it",
            "servers" => "the base URL is left to the client's transport",
            "security" => "authorization is left to the client's transport",
            _ => "has no part in a generated client",
        };
        report.lossless(&at.child(key), "document", format!("`{key}`: {what}"));
    }
    let components_at = at.child("components");
    for (key, value) in object(root, "components") {
        let what = match key.as_str() {
            "schemas" if value.is_object() => continue,
            "schemas" => {
                let what = "`schemas` is not an object: left out";
                report.lossy_change(&components_at.child(key), "document", what);
                continue;
            }
            "securitySchemes" => "authorization is left to the client's transport",
            "responses" | "parameters" | "requestBodies" | "pathItems" => {
                "put in where it is referred to"
            }
            _ => "has no part in a generated client",
        };
        let what = format!("`{key}`: {what}");
        report.lossless(&components_at.child(key), "document", what);
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Normalizes a document with one operation, `POST /a/{id}`, named `act`.
    pub(crate) fn normalize_operation(operation: &Value) -> Normalized {
        let mut operation = operation.clone();
        operation["operationId"] = json!("act");
        normalize(&json!({
            "openapi": "3.1.0",
            "info": { "title": "t", "version": "1" },
            "paths": { "/a/{id}": { "post": operation } },
            "components": { "schemas": { "Pet": {
                "type": "object", "properties": { "name": { "type": "string" } }, "required": ["name"]
            } } },
        }))
        .unwrap()
    }

    impl Normalized {
        pub(crate) fn operation(&self) -> &Value {
            &self.document["paths"]["/a/{id}"]["post"]
        }

        pub(crate) fn schema(&self, name: &str) -> &Value {
            &self.document["components"]["schemas"][name]
        }

        pub(crate) fn lossy(&self) -> Vec<String> {
            self.report.lossy().map(ToString::to_string).collect()
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
        assert_eq!(twice.lossy(), Vec::<String>::new());
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
        let [lossy] = &normalized.lossy()[..] else {
            panic!("expected one lossy line")
        };
        assert!(lossy.contains("`lost` is left out"), "{lossy}");
    }
}
