use serde_json::{Value, json};

use crate::{Change, Normalized, testing::normalize};

/// An operation with this error and this success, and no others.
fn operation(success: &Value, error: &Value) -> Value {
    let json = |schema: &Value| json!({ "description": "d", "content": { "application/json": { "schema": schema } } });
    json!({ "responses": { "200": json(success), "400": json(error) } })
}

fn sending(body: &Value) -> Value {
    json!({
        "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
        "responses": {},
    })
}

fn object(properties: &[&str]) -> Value {
    let properties = properties
        .iter()
        .map(|name| ((*name).to_owned(), json!({ "type": "string" })));
    json!({ "type": "object", "properties": properties.collect::<serde_json::Map<_, _>>() })
}

/// A document with these operations, each with its name, and these named schemas.
fn document(operations: &[(&str, Value)], schemas: Value) -> Normalized {
    let paths = operations.iter().map(|(name, operation)| {
        let mut operation = operation.clone();
        operation["operationId"] = json!(name);
        (format!("/{name}"), json!({ "post": operation }))
    });
    normalize(&json!({
        "openapi": "3.1.0",
        "info": { "title": "t", "version": "1" },
        "paths": paths.collect::<serde_json::Map<_, _>>(),
        "components": { "schemas": schemas },
    }))
    .unwrap()
}

fn types(normalized: &Normalized) -> Vec<&str> {
    let schemas = normalized.document["components"]["schemas"].as_object();
    schemas.unwrap().keys().map(String::as_str).collect()
}

/// The type of the error of an operation.
fn error_of(normalized: &Normalized, operation: &str) -> String {
    reference(normalized, operation, "400")
}

fn reference(normalized: &Normalized, operation: &str, status: &str) -> String {
    let path = format!(
        "/paths/~1{operation}/post/responses/{status}/content/application~1json/schema/$ref"
    );
    let reference = normalized.document.pointer(&path).unwrap();
    let name = reference.as_str().unwrap().rsplit('/').next();
    name.unwrap().to_owned()
}

#[test]
fn equal_errors_become_one_type_and_each_is_reported_as_lossless() {
    let error = object(&["error", "msg"]);
    let same = |own| operation(&object(&[own]), &error);
    let normalized = document(&[("a", same("a")), ("b", same("b"))], json!({}));
    assert_eq!(types(&normalized), ["AResponse", "ApiError", "BResponse"]);
    let shared = normalized.report.entries().iter();
    let shared = shared.filter(|entry| matches!(&entry.change, Change::TypeShared { .. }));
    let lines: Vec<String> = shared.map(ToString::to_string).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("`AError` is equal to other types: `ApiError`"));
    assert_eq!(normalized.lossy(), []);
    assert!(!normalized.report.to_string().contains("named `AError`"));
}

#[test]
fn what_only_one_operation_has_keeps_its_name() {
    let twice =
        json!({ "type": "object", "properties": { "a": object(&["x"]), "b": object(&["x"]) } });
    let normalized = document(&[("a", operation(&twice, &object(&["e"])))], json!({}));
    assert_eq!(
        types(&normalized),
        ["AError", "AResponse", "AResponseA", "AResponseB"]
    );
}

#[test]
fn a_success_is_named_after_what_it_holds() {
    let success = json!({ "type": "object", "properties": { "success": { "type": "boolean" } } });
    let many = object(&["cpu", "disk", "gpu", "port", "ram"]);
    let normalized = document(
        &[
            ("a", operation(&success, &object(&["a"]))),
            ("b", operation(&success, &object(&["b"]))),
            ("c", operation(&many, &object(&["c"]))),
            ("d", operation(&many, &object(&["d"]))),
        ],
        json!({}),
    );
    assert_eq!(reference(&normalized, "a", "200"), "SuccessResponse");
    assert_eq!(
        reference(&normalized, "c", "200"),
        "CpuDiskGpuAnd2MoreResponse"
    );
}

#[test]
fn names_stay_when_operations_come_and_go_and_change_places() {
    let (error, other) = (object(&["error", "msg"]), object(&["detail"]));
    let success = object(&["msg", "success"]);
    let with = |error| operation(&success, error);
    let all = [
        ("a", with(&error)),
        ("b", with(&error)),
        ("c", with(&error)),
        ("d", with(&other)),
        ("e", with(&other)),
        ("f", with(&object(&["alone"]))),
    ];
    let renamed = |old: &str| match old {
        "a" => "z".to_owned(),
        name => name.to_owned(),
    };
    let moved: Vec<(String, Value)> = all
        .iter()
        .map(|(name, operation)| (renamed(name), operation.clone()))
        .collect();
    let moved: Vec<(&str, Value)> = moved
        .iter()
        .map(|(name, operation)| (name.as_str(), operation.clone()))
        .collect();
    for operations in [&all[..], &all[1..], &all[..5], &moved] {
        let normalized = document(operations, json!({}));
        assert_eq!(error_of(&normalized, "b"), "ApiError");
        assert_eq!(error_of(&normalized, "d"), "DetailError");
        assert_eq!(reference(&normalized, "b", "200"), "MsgSuccessResponse");
    }
}

#[test]
fn shared_types_of_the_same_words_are_told_apart_by_what_they_hold() {
    let number = json!({ "type": "object", "properties": { "id": { "type": "integer" } } });
    let text = object(&["id"]);
    let all = [
        ("a", sending(&number)),
        ("b", sending(&number)),
        ("c", sending(&text)),
        ("d", sending(&text)),
    ];
    let normalized = document(&all, json!({}));
    let names = types(&normalized);
    assert_eq!(names.len(), 2);
    assert!(
        names
            .iter()
            .all(|name| name.starts_with("IdBody") && name.len() > 6),
        "{names:?}"
    );
    let mut reversed = all.clone();
    reversed.reverse();
    for (operation, name) in reversed.iter_mut().zip(["w", "x", "y", "z"]) {
        operation.0 = name;
    }
    assert_eq!(types(&document(&reversed, json!({}))), names);
}

#[test]
fn what_is_inside_equal_schemas_is_shared_too() {
    let item = |values: &Value| {
        json!({
            "type": "object",
            "properties": { "items": { "type": "array", "items": {
                "type": "object", "properties": { "state": { "enum": values } }
            } } }
        })
    };
    let success = item(&json!(["on", "off"]));
    let own = item(&json!(["on", "off", "broken"]));
    let normalized = document(
        &[
            ("a", operation(&success, &object(&["a"]))),
            ("b", operation(&success, &object(&["b"]))),
            ("c", operation(&own, &object(&["c"]))),
        ],
        json!({}),
    );
    let names = types(&normalized);
    for name in [
        "ItemsResponse",
        "StateResponse",
        "OnOffValue",
        "OnOffValueKnown",
    ] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert!(names.contains(&"CResponseItemsItemStateKnown"), "{names:?}");
    assert_eq!(
        normalized.schema("OnOffValue")["oneOf"][0]["title"],
        "Known"
    );
}

#[test]
fn requests_and_responses_do_not_share_types() {
    let state = json!({ "type": "object", "properties": { "state": { "enum": ["on", "off"] } } });
    let both = |own| {
        let mut both = operation(&state, &object(&[own]));
        both["requestBody"] = sending(&state)["requestBody"].clone();
        both
    };
    let normalized = document(&[("a", both("a")), ("b", both("b"))], json!({}));
    assert_eq!(
        types(&normalized),
        [
            "AError",
            "BError",
            "OnOffChoice",
            "OnOffValue",
            "OnOffValueKnown",
            "StateBody",
            "StateResponse"
        ]
    );
}

#[test]
fn a_named_schema_gives_its_name_to_equal_ones() {
    let named = json!({ "Failure": object(&["error"]) });
    let same = |own| operation(&object(&[own]), &object(&["error"]));
    let normalized = document(&[("a", same("a")), ("b", same("b"))], named);
    assert_eq!(types(&normalized), ["AResponse", "BResponse", "Failure"]);
    assert_eq!(error_of(&normalized, "a"), "Failure");
}

#[test]
fn equal_named_schemas_stay_apart_and_take_no_inline_one() {
    let named = json!({ "Failure": object(&["error"]), "Mistake": object(&["error"]) });
    let same = |own| operation(&object(&[own]), &object(&["error"]));
    let normalized = document(&[("a", same("a")), ("b", same("b"))], named);
    assert_eq!(
        types(&normalized),
        ["AResponse", "ApiError", "BResponse", "Failure", "Mistake"]
    );
}

#[test]
fn inline_schemas_of_named_and_of_recursive_schemas_are_shared() {
    let node = |name: &str| {
        json!({ "type": "object", "properties": {
        "next": { "$ref": format!("#/components/schemas/{name}") },
        "state": { "enum": ["on", "off"] },
    } })
    };
    let normalized = document(&[], json!({ "Node": node("Node"), "Other": node("Other") }));
    assert_eq!(
        types(&normalized),
        ["Node", "OnOffValue", "OnOffValueKnown", "Other"]
    );
}

#[test]
fn responses_keep_the_descriptions_that_nothing_contradicts() {
    let described = |msg: &str, code: Option<&str>| {
        let mut schema = object(&["msg", "code"]);
        schema["properties"]["msg"]["description"] = json!(msg);
        if let Some(code) = code {
            schema["properties"]["code"]["description"] = json!(code);
        }
        schema
    };
    let normalized = document(
        &[
            ("a", operation(&object(&["a"]), &described("Why.", None))),
            (
                "b",
                operation(&object(&["b"]), &described("Words.", Some("A code."))),
            ),
        ],
        json!({}),
    );
    let properties = &normalized.schema("ApiError")["properties"];
    assert_eq!(properties["msg"]["description"], Value::Null);
    assert_eq!(properties["code"]["description"], "A code.");
    let report = normalized.report.to_string();
    assert!(
        report.contains("`ApiError` stands for differ in descriptions"),
        "{report}"
    );
    assert_eq!(normalized.lossy(), []);
}

#[test]
fn requests_that_are_described_in_other_words_stay_apart() {
    let described = |words: &str| {
        let mut schema = object(&["id"]);
        schema["properties"]["id"]["description"] = json!(words);
        sending(&schema)
    };
    let normalized = document(
        &[
            ("a", described("Of a machine.")),
            ("b", described("Of a volume.")),
        ],
        json!({}),
    );
    assert_eq!(types(&normalized), ["ABody", "BBody"]);
}

#[test]
fn a_new_name_may_be_one_that_a_shared_type_had() {
    let with = |own: &str, other| operation(&object(&[own]), &object(&[other]));
    let normalized = document(
        &[
            ("msg", with("id", "a")),
            ("b", with("id", "b")),
            ("c", with("msg", "c")),
            ("d", with("msg", "d")),
        ],
        json!({}),
    );
    assert_eq!(reference(&normalized, "msg", "200"), "IdResponse");
    assert_eq!(reference(&normalized, "c", "200"), "MsgResponse");
    assert!(normalized.schema("MsgResponse")["properties"]["msg"].is_object());
}
