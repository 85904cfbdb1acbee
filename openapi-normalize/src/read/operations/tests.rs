use serde_json::json;

use super::*;
use crate::{Normalized, testing::normalize};

#[test]
fn an_operation_with_another_method_stands_in_a_free_place_with_its_method() {
    let operation = |id: &str| json!({ "operationId": id, "x-method": "GET", "responses": {} });
    let normalized = normalize(&json!({ "openapi": "3.2.0", "paths": { "/a": {
        "post": operation("make"),
        "query": operation("search"),
        "additionalOperations": { "COPY": operation("copy"), "LOCK": 1 },
    } } }))
    .unwrap();
    let item = &normalized.document["paths"]["/a"];
    for (place, id, method) in [
        ("post", "make", json!(null)),
        ("put", "search", json!("QUERY")),
        ("patch", "copy", json!("COPY")),
    ] {
        assert_eq!(item[place]["operationId"], id);
        assert_eq!(item[place][METHOD], method, "{id}");
    }
    let part = Part::Operation;
    assert_eq!(normalized.lossy(), [Change::NotAnObject { part }]);
}

#[test]
fn an_additional_operation_with_a_method_of_openapi_is_what_that_method_has() {
    let head = json!({ "operationId": "look", "responses": { "200": {
        "description": "d", "content": { "application/json": { "schema": { "type": "object" } } },
    } } });
    let operation = |id: &str| json!({ "operationId": id, "responses": {} });
    let normalized = |item: Value| {
        let document = json!({ "openapi": "3.2.0", "paths": { "/a": item } });
        normalize(&document).unwrap().document["paths"]["/a"].clone()
    };
    let usual = normalized(json!({ "head": head, "post": operation("make") }));
    let additional = json!({ "HEAD": head, "POST": operation("make") });
    assert_eq!(
        normalized(json!({ "additionalOperations": additional })),
        usual
    );

    let both = json!({ "head": operation("a"), "additionalOperations": { "HEAD": head, "get": operation("b") } });
    let both = normalized(both);
    assert_eq!(both["head"]["operationId"], "a");
    assert_eq!(both["post"][METHOD], "HEAD");
    assert_eq!(both["post"]["responses"]["200"]["content"], json!({}));
    // Methods have a case.
    assert_eq!(both["put"][METHOD], "get");
}

#[test]
fn an_operation_whose_method_cannot_be_sent_is_left_out_by_name() {
    for method in ["NO METHOD", "", "CONNECT"] {
        let operation = json!({ "operationId": "copy", "responses": {} });
        let normalized = normalize(&json!({ "openapi": "3.2.0", "paths": { "/a": {
            "additionalOperations": { method: operation },
        } } }))
        .unwrap();
        assert_eq!(normalized.document["paths"], json!({}));
        let left_out = Change::OperationLeftOut {
            operation_id: "copy".to_owned(),
            reason: OperationProblem::UnknownMethod {
                method: method.to_owned(),
            },
        };
        assert_eq!(normalized.lossy(), [left_out]);
    }
}

#[test]
fn a_malformed_template_is_an_error_in_words() {
    for path in ["a", "/{a", "/a}", "/{}", "/{a/b}", "/{a{b}}", "//a"] {
        assert!(template(path).is_err(), "{path}");
    }
    assert_eq!(template("/a/{b}/{c}-{d}/").unwrap().len(), 3);
}

fn normalized(method: &str, operation: Value) -> Normalized {
    let document = json!({ "openapi": "3.0.3", "paths": { "/a": { method: operation } } });
    normalize(&document).unwrap()
}

#[test]
fn a_web_socket_is_left_out_by_name() {
    for operation in [
        json!({ "operationId": "ws", "x-dropshot-websocket": {}, "responses": {} }),
        json!({ "operationId": "ws", "responses": { "101": { "description": "d" } } }),
    ] {
        let normalized = normalized("get", operation);
        assert_eq!(normalized.document["paths"], json!({}));
        let left_out = Change::OperationLeftOut {
            operation_id: "ws".to_owned(),
            reason: OperationProblem::WebSocket,
        };
        assert_eq!(normalized.lossy(), [left_out]);
    }
}

#[test]
fn an_extension_that_says_what_an_operation_does_has_a_line() {
    for extension in [
        "x-dropshot-pagination",
        "x-ms-long-running-operation",
        "x-fern-streaming",
    ] {
        let normalized = normalized("get", json!({ extension: {}, "responses": {} }));
        let mut changes = normalized
            .report
            .entries()
            .iter()
            .map(|entry| &entry.change);
        let keyword = extension.to_owned();
        let line = Change::OperationExtensionIgnored { keyword };
        assert!(changes.any(|change| *change == line), "{extension}");
    }
}

#[test]
fn an_answer_to_head_has_no_content() {
    let responses = json!({ "200": { "description": "d", "content": { "application/json": {
        "schema": { "type": "object", "properties": { "a": {} } },
    } } } });
    let normalized = normalized("head", json!({ "responses": responses }));
    let operation = &normalized.document["paths"]["/a"]["head"];
    assert_eq!(operation["responses"]["200"]["content"], json!({}));
    assert_eq!(operation[ACCEPT], "application/json");
    assert_eq!(normalized.lossy(), []);
}

#[test]
fn documentation_elsewhere_is_a_link_in_the_description() {
    let described = |documentation: Value| {
        let operation = json!({
            "description": "Makes it.", "externalDocs": documentation, "responses": {},
        });
        let document = json!({ "openapi": "3.1.0", "paths": { "/a": { "post": operation } } });
        let normalized = normalize(&document).unwrap();
        normalized.document["paths"]["/a"]["post"]["description"].clone()
    };
    let url = "https://example.com/make?a=1#b";
    assert_eq!(
        described(json!({ "url": url, "description": "More " })),
        format!("Makes it.\n\nMore: <{url}>")
    );
    assert_eq!(
        described(json!({ "url": url })),
        format!("Makes it.\n\nSee <{url}>.")
    );
    for no_link in [
        json!({ "url": "../make" }),
        json!({ "url": "https://a>b" }),
        json!(1),
    ] {
        assert_eq!(described(no_link), "Makes it.");
    }
}

#[test]
fn an_operation_and_a_parameter_that_are_deprecated_say_so() {
    let operation = json!({
        "description": "Makes it.", "deprecated": true, "responses": {},
        "parameters": [
            { "name": "old", "in": "query", "deprecated": true, "schema": { "type": "string" } },
            { "name": "fine", "in": "query", "deprecated": false, "schema": { "type": "string" } },
        ],
    });
    let document = json!({ "openapi": "3.1.0", "paths": { "/a": { "post": operation } } });
    let once = normalize(&document).unwrap();
    let operation = &once.document["paths"]["/a"]["post"];
    assert_eq!(operation["description"], "Makes it.\n\nDeprecated.");
    assert_eq!(operation["parameters"][1]["description"], "Deprecated.");
    assert_eq!(operation["parameters"][0]["description"], Value::Null);
    assert_eq!(once.lossy(), []);
    assert_eq!(normalize(&once.document).unwrap().document, once.document);
}
