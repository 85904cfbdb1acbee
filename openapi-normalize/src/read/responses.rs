//! The responses of an operation, as one success type and one error type: progenitor takes no more
//! than one of each.
//!
//! A response that does not fit is not described to progenitor at all. Its status is then
//! "unexpected" to the generated client, which hands it out whole, status and body.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    Pointer,
    json::{object, string},
    read::request_body::{essence, is_json},
    report::Holds,
    tree::{Kind, Reader, Schema},
};

pub(crate) struct Responses {
    success: BTreeMap<String, String>,
    success_body: SuccessBody,
    errors: BTreeMap<String, String>,
    pub error: Option<Schema>,
}

enum SuccessBody {
    Json(Schema),
    /// Some other media type: a stream of bytes.
    Bytes(String),
    Empty,
}

impl Responses {
    /// The type of each body, with a word for its part in a name.
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

struct Response<'d> {
    status: &'d str,
    description: String,
    body: ResponseBody,
    at: Pointer,
}

enum ResponseBody {
    Json(Schema),
    Other(String),
    Empty,
}

pub(crate) fn read<'d>(
    operation: &'d Map<String, Value>,
    at: &Pointer,
    reader: &mut Reader<'d>,
) -> Responses {
    let at = at.child("responses");
    let mut success = Vec::new();
    let mut errors = Vec::new();
    let mut default = None;
    for (status, response) in object(operation, "responses") {
        if status.starts_with("x-") {
            continue;
        }
        let at = at.child(status);
        let Some(class) = Class::of(status) else {
            let what = format!("`{status}` is no status that a method returns: unexpected");
            reader.report.lossless(&at, "responses", what);
            continue;
        };
        let Some(response) = read_one(status, response, at, reader) else {
            continue;
        };
        match class {
            Class::Success => success.push(response),
            Class::Error => errors.push(response),
            Class::Default => default = Some(response),
        }
    }
    let mut error_statuses = statuses(&errors);
    let explicit: Vec<String> = error_statuses.keys().cloned().collect();
    if let Some(default) = default {
        let what = "`default` stands for every error status that has no response of its own";
        reader.report.lossless(&default.at, "responses", what);
        for class in ["4XX", "5XX"] {
            error_statuses
                .entry(class.to_owned())
                .or_insert_with(|| default.description.clone());
        }
        if success.is_empty() {
            let what = "no success is documented: `default` stands for it too";
            reader.report.lossless(&default.at, "responses", what);
            success.push(Response {
                status: "2XX",
                description: default.description.clone(),
                body: match &default.body {
                    ResponseBody::Json(schema) => ResponseBody::Json(schema.clone()),
                    ResponseBody::Other(media_type) => ResponseBody::Other(media_type.clone()),
                    ResponseBody::Empty => ResponseBody::Empty,
                },
                at: default.at.clone(),
            });
        }
        errors.push(default);
    }
    let (success, success_body) = one_success(success, &at, reader);
    let error = one_error(errors, &mut error_statuses, &explicit, &at, reader);
    Responses {
        success,
        success_body,
        errors: error_statuses,
        error,
    }
}

enum Class {
    Success,
    Error,
    Default,
}

impl Class {
    fn of(status: &str) -> Option<Self> {
        let number_or_range = status.len() == 3
            && (status.bytes().all(|byte| byte.is_ascii_digit()) || status.ends_with("XX"));
        match status.as_bytes().first() {
            _ if status == "default" => Some(Self::Default),
            Some(b'2') if number_or_range => Some(Self::Success),
            Some(b'4' | b'5') if number_or_range => Some(Self::Error),
            _ => None,
        }
    }
}

fn statuses(responses: &[Response<'_>]) -> BTreeMap<String, String> {
    responses
        .iter()
        .map(|response| (response.status.to_owned(), response.description.clone()))
        .collect()
}

fn read_one<'d>(
    status: &'d str,
    response: &'d Value,
    at: Pointer,
    reader: &mut Reader<'d>,
) -> Option<Response<'d>> {
    let (target, response) = reader.resolve(response, &at)?;
    let Some(response) = response.as_object() else {
        let what = "the response is not an object: left out";
        reader.report.lossy_change(&at, "responses", what);
        return None;
    };
    let known = [
        ("content", Holds::Object),
        ("description", Holds::Anything),
        ("headers", Holds::Anything),
        ("links", Holds::Anything),
    ];
    reader.report.leftovers(response, &known, &target);
    let content = object(response, "content");
    let content_at = target.child("content");
    let json = content.iter().find(|(name, _)| may_be_json(name));
    let body = match (json, content.keys().next()) {
        (Some((name, media_type)), _) => {
            for other in content.keys().filter(|other| *other != name) {
                let what = format!("of several media types, `{name}` is asked for, not this one");
                let at = content_at.child(other);
                reader.report.lossless(&at, "responses", what);
            }
            let at = content_at.child(name);
            let media_type = media_type.as_object().unwrap_or(content);
            reader
                .report
                .leftovers(media_type, &[("schema", Holds::Anything)], &at);
            let at = at.child("schema");
            ResponseBody::Json(match media_type.get("schema") {
                Some(schema) => reader.read(schema, &at),
                None => Schema::new(Kind::Any, &at),
            })
        }
        (None, Some(other)) => {
            let what = "the content is handed out as bytes, whatever its schema says";
            let at = content_at.child(other);
            reader.report.lossless(&at, "responses", what);
            ResponseBody::Other(other.clone())
        }
        (None, None) => ResponseBody::Empty,
    };
    for key in ["headers", "links"] {
        if response.contains_key(key) {
            let what = format!("`{key}` are not typed: headers can be read by name");
            reader
                .report
                .lossless(&target.child(key), "responses", what);
        }
    }
    Some(Response {
        status,
        description: string(response, "description")
            .unwrap_or_default()
            .to_owned(),
        body,
        at,
    })
}

fn may_be_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "*/*" || is_json(&essence)
}

/// One type for all success responses: JSON where any of them is JSON.
fn one_success(
    responses: Vec<Response<'_>>,
    at: &Pointer,
    reader: &mut Reader<'_>,
) -> (BTreeMap<String, String>, SuccessBody) {
    let is_json = |response: &Response<'_>| matches!(response.body, ResponseBody::Json(_));
    let is_other = |response: &Response<'_>| matches!(response.body, ResponseBody::Other(_));
    let any_json = responses.iter().any(is_json);
    let any_other = responses.iter().any(is_other);
    let mut kept = BTreeMap::new();
    let mut schemas = Vec::new();
    let mut body = SuccessBody::Empty;
    let mut empty = Vec::new();
    for response in responses {
        let status = response.status.to_owned();
        let description = response.description.clone();
        match response.body {
            ResponseBody::Json(schema) => schemas.push(schema),
            ResponseBody::Empty if any_json => {
                empty.push(response);
                continue;
            }
            ResponseBody::Other(media_type) if any_json => {
                let what = format!("`{media_type}` beside JSON cannot be expressed: unexpected");
                reader.report.lossless(&response.at, "responses", what);
                continue;
            }
            ResponseBody::Other(media_type) => body = SuccessBody::Bytes(media_type),
            ResponseBody::Empty if any_other => {
                let what = "no content, where another success has some: an empty stream";
                reader.report.lossless(&response.at, "responses", what);
            }
            ResponseBody::Empty => {}
        }
        kept.insert(status, description);
    }
    if !schemas.is_empty() {
        let schema = one_schema(schemas, "success", at, reader);
        let object = matches!(reader.shape_of(&schema), Kind::Object(_));
        body = SuccessBody::Json(schema);
        for response in empty {
            // What the runtime reads as an object without properties.
            if object && ["204", "205"].contains(&response.status) {
                let what = "no content, where another success has some: no property is there";
                reader.report.lossless(&response.at, "responses", what);
                kept.insert(response.status.to_owned(), response.description);
            } else {
                let what = "no content, where another success has some: unexpected";
                reader.report.lossy_change(&response.at, "responses", what);
            }
        }
    }
    (kept, body)
}

/// One type for all documented errors, with every property of any of them.
fn one_error(
    responses: Vec<Response<'_>>,
    statuses: &mut BTreeMap<String, String>,
    explicit: &[String],
    at: &Pointer,
    reader: &mut Reader<'_>,
) -> Option<Schema> {
    let mut schemas = Vec::new();
    for response in responses {
        match response.body {
            ResponseBody::Json(schema) => schemas.push(schema),
            ResponseBody::Other(_) | ResponseBody::Empty => {
                let what = "an error without JSON has no type: unexpected, status and body kept";
                reader.report.lossless(&response.at, "responses", what);
                if response.status == "default" {
                    statuses.retain(|status, _| explicit.contains(status));
                } else {
                    statuses.remove(response.status);
                }
            }
        }
    }
    (!schemas.is_empty()).then(|| one_schema(schemas, "error", at, reader))
}

fn one_schema(schemas: Vec<Schema>, what: &str, at: &Pointer, reader: &mut Reader<'_>) -> Schema {
    let mut schemas = schemas.into_iter();
    let Some(first) = schemas.next() else {
        return Schema::new(Kind::Any, at);
    };
    let mut several = false;
    let mut one = first;
    for schema in schemas {
        several |= !one.same_shape(&schema);
        one = reader.either(one, schema, at);
    }
    if several {
        let what = format!("the {what} responses become one type with the properties of all");
        reader.report.lossless(at, "responses", what);
    }
    one
}

impl Responses {
    pub(crate) fn emit(&self) -> Value {
        let content = match &self.success_body {
            SuccessBody::Json(schema) => json!({ "application/json": { "schema": schema.emit() } }),
            SuccessBody::Bytes(media_type) => json!({ media_type: {} }),
            SuccessBody::Empty => json!({}),
        };
        let error_content = match &self.error {
            Some(schema) => json!({ "application/json": { "schema": schema.emit() } }),
            None => json!({}),
        };
        let success = self.success.iter().map(|response| (response, &content));
        let errors = self
            .errors
            .iter()
            .map(|response| (response, &error_content));
        let emitted: Map<String, Value> = success
            .chain(errors)
            .map(|((status, description), content)| {
                let response = json!({ "description": description, "content": content });
                (status.clone(), response)
            })
            .collect();
        Value::Object(emitted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Normalized, read::document::tests::normalize_operation};

    fn normalized(responses: Value) -> Normalized {
        normalize_operation(&json!({
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
            "responses": responses,
        }))
    }

    fn json_of(schema: Value) -> Value {
        json!({ "description": "d", "content": { "application/json": { "schema": schema } } })
    }

    fn object(property: &str) -> Value {
        json!({ "type": "object", "properties": { property: { "type": "string" } } })
    }

    /// The reference in each response, by status.
    fn types(normalized: &Normalized) -> Vec<(String, Value)> {
        let responses = normalized.operation()["responses"].as_object().unwrap();
        let types = responses.iter().map(|(status, response)| {
            let schema = &response["content"]["application/json"]["schema"];
            (status.clone(), schema["$ref"].clone())
        });
        types.collect()
    }

    #[test]
    fn errors_become_one_type_with_the_properties_of_all() {
        let normalized = normalized(json!({
            "200": json_of(object("ok")),
            "400": json_of(object("code")),
            "500": json_of(object("detail")),
        }));
        let error = json!("#/components/schemas/ActError");
        let types = types(&normalized);
        assert_eq!(
            types[1..],
            [("400".into(), error.clone()), ("500".into(), error)]
        );
        let properties = normalized.schema("ActError")["properties"].as_object();
        assert_eq!(
            properties.unwrap().keys().collect::<Vec<_>>(),
            ["code", "detail"]
        );
        assert_eq!(normalized.lossy(), Vec::<String>::new());
    }

    #[test]
    fn an_error_without_json_is_left_to_be_unexpected() {
        let html = json!({ "description": "d", "content": { "text/html": {} } });
        let normalized = normalized(json!({
            "200": json_of(object("ok")), "404": html, "409": { "description": "empty" },
        }));
        assert_eq!(types(&normalized).len(), 1);
        assert_eq!(normalized.lossy(), Vec::<String>::new());
    }

    #[test]
    fn several_successes_become_one_type_and_one_without_content_fits_it() {
        let normalized = normalized(json!({
            "200": json_of(object("a")), "201": json_of(object("b")), "204": { "description": "none" },
        }));
        let response = json!("#/components/schemas/ActResponse");
        for (_, reference) in types(&normalized) {
            assert_eq!(reference, response);
        }
        let properties = normalized.schema("ActResponse")["properties"].as_object();
        assert_eq!(properties.unwrap().keys().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn default_stands_for_errors_and_for_a_success_that_is_not_documented() {
        let normalized = normalized(json!({ "default": json_of(object("a")) }));
        let statuses: Vec<String> = types(&normalized).into_iter().map(|(s, _)| s).collect();
        assert_eq!(statuses, ["2XX", "4XX", "5XX"]);
    }

    #[test]
    fn a_status_that_is_none_is_reported() {
        let normalized = normalized(json!({ "ok": json_of(object("a")), "20x": {} }));
        assert_eq!(types(&normalized).len(), 0);
        let entries = normalized.report.entries().iter();
        assert_eq!(entries.filter(|entry| entry.rule == "responses").count(), 2);
    }

    #[test]
    fn a_shared_error_keeps_its_name() {
        let pet = || json_of(json!({ "$ref": "#/components/schemas/Pet" }));
        let normalized = normalized(json!({ "400": pet(), "404": pet() }));
        for (_, reference) in types(&normalized) {
            assert_eq!(reference, "#/components/schemas/Pet");
        }
    }
}
