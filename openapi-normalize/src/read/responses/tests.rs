use serde_json::json;

use super::*;
use crate::{
    Normalized, Rule,
    openapi::{ACCEPT, RESPONSE_BODY},
    testing::normalize_operation,
};

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

fn text() -> Value {
    json!({ "description": "d", "content": { "text/plain": { "schema": { "type": "string" } } } })
}

/// How the body of each status is read if it is not JSON.
fn read_as(normalized: &Normalized) -> Vec<(&str, &str)> {
    let responses = normalized.operation()["responses"].as_object().unwrap();
    let read_as = responses.iter().filter_map(|(status, response)| {
        Some((status.as_str(), response[RESPONSE_BODY].as_str()?))
    });
    read_as.collect()
}

fn accept(responses: Value) -> Value {
    normalized(responses).operation()[ACCEPT].clone()
}

#[test]
fn an_error_that_is_text_is_a_variant_of_the_error() {
    let normalized = normalized(json!({
        "200": json_of(object("ok")), "404": text(), "409": { "description": "empty" },
        "default": json_of(object("code")),
    }));
    assert_eq!(read_as(&normalized), [("404", "text"), ("409", "none")]);
    let titles: Vec<&Value> = normalized.schema("ActError")["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .map(|variant| &variant["title"])
        .collect();
    assert!(titles.contains(&&json!("Text")), "{titles:?}");
    assert_eq!(normalized.lossy(), []);
}

#[test]
fn errors_that_are_all_text_are_a_string() {
    let normalized = normalized(json!({ "200": json_of(object("ok")), "404": text() }));
    let error = &normalized.operation()["responses"]["404"];
    assert_eq!(
        error["content"]["application/json"]["schema"],
        json!({ "type": "string" })
    );
    assert_eq!(read_as(&normalized), [("404", "text")]);
}

#[test]
fn an_error_that_is_bytes_is_left_to_be_unexpected() {
    let image = json!({ "description": "d", "content": { "image/png": {} } });
    let normalized = normalized(json!({ "200": json_of(object("ok")), "404": image }));
    assert_eq!(types(&normalized).len(), 1);
    assert_eq!(normalized.lossy(), []);
}

#[test]
fn errors_without_content_are_documented_ones() {
    let normalized =
        normalized(json!({ "200": json_of(object("ok")), "404": { "description": "d" } }));
    assert_eq!(
        normalized.operation()["responses"]["404"]["content"],
        json!({})
    );
}

#[test]
fn text_beside_json_is_a_variant_of_the_success() {
    let normalized = normalized(json!({ "200": json_of(object("ok")), "202": text() }));
    assert_eq!(read_as(&normalized), [("202", "text")]);
    assert_eq!(normalized.lossy(), []);
}

#[test]
fn no_content_beside_an_array_is_null() {
    let array = json!({ "type": "array", "items": { "type": "string" } });
    let normalized = normalized(json!({ "200": json_of(array), "202": { "description": "d" } }));
    assert_eq!(read_as(&normalized), [("202", "none")]);
    let schema =
        &normalized.operation()["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!(schema["nullable"], true);
    assert_eq!(normalized.lossy(), []);
}

#[test]
fn a_map_and_an_object_stay_apart() {
    let map = json!({ "type": "object", "additionalProperties": { "type": "integer" } });
    let normalized = normalized(json!({ "200": json_of(map), "201": json_of(object("a")) }));
    let variants = normalized.schema("ActResponse")["oneOf"].as_array();
    assert!(variants.is_some_and(|variants| variants.len() >= 2));
}

#[test]
fn what_is_asked_for_is_what_the_operation_answers_with() {
    let of = |media_type: &str| json!({ "description": "d", "content": { media_type: {} } });
    for (responses, asked) in [
        (json!({ "200": of("application/json") }), Value::Null),
        (json!({ "200": of("*/*") }), json!("*/*")),
        (
            json!({ "200": of("application/vnd.api+json") }),
            json!("application/vnd.api+json"),
        ),
        (
            json!({ "200": of("application/json"), "default": of("application/problem+json") }),
            json!("application/json, application/problem+json"),
        ),
        (
            json!({ "200": of("image/png"), "404": of("application/json") }),
            json!("image/png, application/json"),
        ),
        (
            json!({ "200": of("text/event-stream") }),
            json!("text/event-stream"),
        ),
        (
            json!({ "200": of("application/json"), "404": of("text/plain") }),
            json!("application/json, text/plain"),
        ),
        (json!({ "204": { "description": "d" } }), Value::Null),
    ] {
        assert_eq!(accept(responses.clone()), asked, "{responses}");
    }
}

#[test]
fn a_key_that_is_no_media_type_is_not_asked_for() {
    let response =
        json!({ "description": "d", "content": { "token": {}, "application/json": {} } });
    assert_eq!(normalized(json!({ "200": response })).lossy(), []);
}

#[test]
fn a_range_is_read_in_any_case() {
    for range in ["4xx", "4Xx", "4xX", "4XX"] {
        let normalized = normalized(json!({ range: json_of(object("a")) }));
        let statuses: Vec<String> = types(&normalized).into_iter().map(|(s, _)| s).collect();
        assert_eq!(statuses, ["4XX"]);
        assert_eq!(normalized.lossy(), []);
    }
}

#[test]
fn another_media_type_of_the_same_values_is_no_loss_and_a_stream_is() {
    let schema = json!({ "schema": { "type": "string" } });
    for (other, lossy) in [
        ("text/json", 0),
        ("application/xml", 0),
        ("text/event-stream", 1),
    ] {
        let response = json!({ "description": "d", "content": {
            "application/json": schema, other: schema,
        } });
        assert_eq!(
            normalized(json!({ "200": response })).lossy().len(),
            lossy,
            "{other}"
        );
    }
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
fn a_status_that_is_neither_a_success_nor_an_error_is_called_one() {
    for (status, reason) in [
        ("100", "neither a success nor an error"),
        ("304", "neither a success nor an error"),
        ("3XX", "neither a success nor an error"),
        ("ok", "not a status"),
        ("20x", "not a status"),
        ("600", "not a status"),
    ] {
        let normalized = normalized(json!({ status: { "description": "d" } }));
        let line = format!("`{status}` is {reason}");
        let report = normalized.report.to_string();
        assert!(report.contains(&line), "{report}");
        assert_eq!(normalized.lossy(), []);
    }
    let normalized = normalized(json!({ "204": { "description": "d" } }));
    assert!(!normalized.report.to_string().contains("`204`"));
}

#[test]
fn a_shared_error_keeps_its_name() {
    let pet = || json_of(json!({ "$ref": "#/components/schemas/Pet" }));
    let normalized = normalized(json!({ "400": pet(), "404": pet() }));
    for (_, reference) in types(&normalized) {
        assert_eq!(reference, "#/components/schemas/Pet");
    }
}

#[test]
fn a_wildcard_is_read_as_what_its_schema_is_best_written_as() {
    let body = |content: Value| {
        let response = json!({ "description": "d", "content": content });
        normalized(json!({ "200": response })).document["paths"]["/a/{id}"]["post"]["responses"]["200"]
            ["content"]
            .clone()
    };
    let (text, bytes) = (
        json!({ "type": "string" }),
        json!({ "type": "string", "format": "byte" }),
    );
    let nullable = json!({ "type": ["string", "null"] });
    for wildcard in ["*/*", "application/*"] {
        for raw in [&text, &nullable, &bytes, &json!({ "format": "binary" })] {
            let read = body(json!({ wildcard: { "schema": raw } }));
            assert_eq!(read, json!({ wildcard: {} }), "{raw}");
        }
        let object = body(json!({ wildcard: { "schema": { "type": "object" } } }));
        assert!(object.get("application/json").is_some());
    }
    let both = body(json!({ "text/plain": { "schema": text }, "*/*": { "schema": text } }));
    assert!(both.get("application/json").is_none(), "{both}");
}
