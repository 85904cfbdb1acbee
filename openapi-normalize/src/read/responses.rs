//! The responses of an operation, as one success type and one error type: progenitor takes at most
//! one of each.
//!
//! Responses that do not fit are left out of the normalized document. The generated client then treats
//! their status as unexpected, and hands out status and body as they came.

mod one_type;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    json::{object, string},
    pointer::Pointer,
    read::{
        leftovers::{self, Holds},
        media_type::{essence, is_json},
        schemas::Reader,
    },
    report::{Change, Part, Unexpected},
    tree::{Kind, Responses, Schema},
};

use one_type::{Response, ResponseBody, one_error, one_success};

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
            reader.report.push(
                at.clone(),
                Change::ResponseUnexpected {
                    reason: Unexpected::NotAStatus {
                        status: status.clone(),
                    },
                },
            );
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
        reader
            .report
            .push(default.at.clone(), Change::DefaultForErrors);
        for class in ["4XX", "5XX"] {
            error_statuses
                .entry(class.to_owned())
                .or_insert_with(|| default.description.clone());
        }
        if success.is_empty() {
            reader
                .report
                .push(default.at.clone(), Change::DefaultForSuccess);
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
        reader.report.push(
            at.clone(),
            Change::NotAnObject {
                part: Part::Response,
            },
        );
        return None;
    };
    let known = [
        ("content", Holds::Object),
        ("description", Holds::Anything),
        ("headers", Holds::Anything),
        ("links", Holds::Anything),
    ];
    leftovers::note(&mut reader.report, response, &known, &target);
    let content = object(response, "content");
    let content_at = target.child("content");
    let json = content.iter().find(|(name, _)| may_be_json(name));
    let body = match (json, content.keys().next()) {
        (Some((name, media_type)), _) => {
            for other in content.keys().filter(|other| *other != name) {
                let at = content_at.child(other);
                reader.report.push(
                    at.clone(),
                    Change::MediaTypeNotAsked {
                        asked: name.clone(),
                    },
                );
            }
            let at = content_at.child(name);
            let media_type = media_type.as_object().unwrap_or(content);
            leftovers::note(
                &mut reader.report,
                media_type,
                &[("schema", Holds::Anything)],
                &at,
            );
            let at = at.child("schema");
            ResponseBody::Json(match media_type.get("schema") {
                Some(schema) => reader.read(schema, &at),
                None => Schema::new(Kind::Any, &at),
            })
        }
        (None, Some(other)) => {
            let at = content_at.child(other);
            reader.report.push(at.clone(), Change::ResponseAsBytes);
            ResponseBody::Other(other.clone())
        }
        (None, None) => ResponseBody::Empty,
    };
    for key in ["headers", "links"] {
        if response.contains_key(key) {
            reader.report.push(
                target.child(key),
                Change::HeadersNotTyped {
                    key: key.to_owned(),
                },
            );
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Normalized, Rule, testing::normalize_operation};

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
        assert_eq!(normalized.lossy(), []);
    }

    #[test]
    fn an_error_without_json_is_left_to_be_unexpected() {
        let html = json!({ "description": "d", "content": { "text/html": {} } });
        let normalized = normalized(json!({
            "200": json_of(object("ok")), "404": html, "409": { "description": "empty" },
        }));
        assert_eq!(types(&normalized).len(), 1);
        assert_eq!(normalized.lossy(), []);
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
        assert_eq!(
            entries
                .filter(|entry| entry.rule() == Rule::Responses)
                .count(),
            2
        );
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
