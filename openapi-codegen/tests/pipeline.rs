//! What the pipeline does with bad input: every error is one sentence that names the problem.

use openapi_codegen::{
    Paths, RequiredOperation, generate, mock, normalize, overlay, require_operations,
};
use openapi_normalize::Change;
use serde_json::{Value, json};
use tempfile::TempDir;

const REQUIRED: RequiredOperation = RequiredOperation {
    id: "cancel_copy",
    place: "DELETE /api/commands/copy/",
};

/// The error for a document without the required operation.
fn missing_operation(document: &Value) -> String {
    let normalized = normalize(document).unwrap();
    let error = require_operations(&normalized.document, &[REQUIRED]);
    error.unwrap_err().to_string()
}

fn document(paths: &Value) -> Value {
    json!({ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": paths })
}

#[test]
fn a_document_without_the_operation_fails_and_names_the_nearest() {
    let operation = json!({ "summary": "copy", "responses": {} });
    let error = missing_operation(&document(&json!({
        "/api/commands/copy_direct/": { "put": operation },
        "/api/commands/move/": { "delete": operation },
        "/api/users/": { "get": operation },
        "/somewhere/else": { "get": operation },
    })));
    assert!(error.contains("`cancel_copy`"), "{error}");
    assert!(error.contains("DELETE /api/commands/copy/"), "{error}");
    let nearest = error.find("DELETE /api/commands/move/").unwrap();
    assert!(nearest < error.find("PUT /api/commands/copy_direct/").unwrap());
    assert!(!error.contains("/somewhere/else"), "{error}");
}

#[test]
fn a_document_with_the_operation_passes_with_or_without_the_last_slash() {
    let operation = json!({ "operationId": "cancel_copy", "responses": {} });
    for path in ["/api/commands/copy/", "/api/commands/copy"] {
        let normalized = normalize(&document(&json!({ path: { "delete": operation } }))).unwrap();
        require_operations(&normalized.document, &[REQUIRED]).unwrap();
    }
}

#[test]
fn types_derive_a_json_schema_if_the_paths_say_where_it_is_and_no_attribute_is_left_without_a_reader()
 {
    let point = json!({ "type": "object", "properties": { "x": { "type": "integer" }, "n": { "type": ["string", "null"] } } });
    let body = json!({ "content": { "application/json": { "schema": point } } });
    let responses = json!({ "204": { "description": "" } });
    let operation = json!({ "operationId": "put", "requestBody": body, "responses": responses });
    let document = document(&json!({ "/a": { "put": operation } }));
    let document = normalize(&document).unwrap().document;
    let client = |schemars| {
        let paths = Paths {
            schemars,
            ..Paths::default()
        };
        generate(&document, &paths).unwrap().client
    };
    assert!(client(Some("schemars")).contains("schemars::JsonSchema"));
    let without = client(None);
    assert!(!without.contains("JsonSchema"));
    let derives = without.contains("serde::Deserialize") || without.contains("serde::Serialize");
    assert!(derives || !without.contains("#[serde("), "{without}");
}

#[test]
fn a_path_of_the_runtime_that_is_not_rust_is_named() {
    let paths = Paths {
        runtime: "my-crate/runtime",
        ..Paths::default()
    };
    let document = normalize(&document(&json!({}))).unwrap().document;
    let error = generate(&document, &paths).unwrap_err().to_string();
    assert!(error.contains("`my-crate/runtime`"), "{error}");
}

#[test]
fn a_document_without_operations_fails_in_words() {
    let error = missing_operation(&document(&json!({})));
    assert!(error.contains("no operations"), "{error}");
}

#[test]
fn what_is_no_openapi_3_fails_in_words() {
    for document in [
        json!({}),
        json!({ "swagger": "2.0" }),
        json!({ "openapi": "4.0.0" }),
    ] {
        let error = normalize(&document).unwrap_err().to_string();
        assert!(error.contains("OpenAPI 3.0, 3.1 and 3.2"), "{error}");
    }
}

#[test]
fn an_operation_that_progenitor_panics_on_is_left_out_by_name() {
    // The document is not normalized: progenitor cannot handle two error types, or two bodies.
    let error = |kind: &str| json!({ "description": "d", "content": { "application/json": { "schema": { "type": kind } } } });
    let fine = json!({ "operationId": "fine", "responses": {} });
    let mut panics = json!({ "operationId": "panics", "responses": {} });
    panics["responses"] = json!({ "400": error("string"), "404": error("integer") });
    panics["requestBody"] =
        json!({ "content": { "a/b": { "schema": {} }, "c/d": { "schema": {} } } });
    let mut document = document(&json!({ "/a": { "get": fine, "put": panics } }));
    document["openapi"] = json!("3.0.3");
    let generated = generate(&document, &Paths::default()).unwrap();
    assert!(generated.client.contains("pub fn fine(&self)"));
    assert!(!generated.client.contains("pub fn panics(&self)"));
    let [left_out] = generated.left_out.entries() else {
        panic!("expected one, got {:?}", generated.left_out)
    };
    assert_eq!(left_out.pointer.as_str(), "/paths/~1a/put");
    assert!(
        matches!(&left_out.change, Change::OperationNotGenerated { operation_id, .. } if operation_id == "panics")
    );
    assert!(!left_out.is_lossless());

    let mock = mock(&document, &Paths::default()).unwrap();
    assert!(mock.contains("fn fine<F>"));
    assert!(!mock.contains("fn panics<F>"));
}

#[test]
fn an_overlay_action_that_matches_nothing_is_a_warning_that_names_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("overlay.json");
    let content = json!({
        "overlay": "1.1.0",
        "info": { "title": "t", "version": "1" },
        "actions": [
            { "target": "$.info", "update": { "description": "d" } },
            { "target": "$.paths['/gone'].get", "update": { "operationId": "x" } }
        ]
    });
    std::fs::write(&path, content.to_string()).unwrap();
    let overlaid = overlay(&document(&json!({})), &path).unwrap();
    assert_eq!(overlaid.document["info"]["description"], "d");
    let [warning] = overlaid.unmatched.as_slice() else {
        panic!("expected one warning, got {:?}", overlaid.unmatched)
    };
    assert!(warning.contains("action 2 matches nothing"), "{warning}");
    assert!(warning.contains("$.paths['/gone'].get"), "{warning}");
}

#[test]
fn a_broken_overlay_is_an_error_that_names_the_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("overlay.json");
    let broken = json!({
        "overlay": "1.1.0", "info": { "title": "t", "version": "1" },
        "actions": [{ "target": "$[", "update": {} }]
    });
    for content in ["{", "{}", &broken.to_string()] {
        std::fs::write(&path, content).unwrap();
        let error = overlay(&document(&json!({})), &path);
        let error = error.unwrap_err().to_string();
        assert!(error.contains("overlay.json"), "{error}");
    }
}
