//! The documents that the client is, was and will be generated from.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vast_sdk_tests::pipeline;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Runs the pipeline; returns the normalized document, the lossy lines and the client's source.
fn generate(document: &Value) -> (Value, Vec<String>, String) {
    let overlaid = pipeline::overlay(document, &repository().join("overlay.json")).unwrap();
    let normalized = pipeline::normalize(&overlaid.document).unwrap();
    let lossy = normalized.report.lossy().map(ToString::to_string).collect();
    let generated = pipeline::generate(&normalized.document).unwrap();
    assert_eq!(generated.left_out, Vec::<String>::new());
    (normalized.document, lossy, generated.client)
}

#[test]
fn the_vendored_document_loses_nothing() {
    let document = pipeline::load(&repository().join("openapi.json")).unwrap();
    let (_, lossy, _) = generate(&document);
    assert_eq!(lossy, Vec::<String>::new());
}

#[test]
fn the_vendored_document_is_as_published() {
    let text = std::fs::read_to_string(repository().join("openapi.json")).unwrap();
    assert!(text.contains("\"openapi\": \"3.1.0\""));
    assert!(!text.contains("operationId"));
}

/// The five forms in which the operation has been published.
fn shapes() -> [Value; 5] {
    let json_of = |schema: Value| json!({ "application/json": { "schema": schema } });
    let object = |properties: Value| json!({ "type": "object", "properties": properties });
    let response = |schema: Value| json!({ "description": "d", "content": json_of(schema) });
    let (text, flag) = (json!({ "type": "string" }), json!({ "type": "boolean" }));

    let required = json!({ "required": true, "content": json_of(json!({
        "type": "object", "properties": { "dst_id": { "type": "integer" } }, "required": ["dst_id"]
    })) });
    let optional =
        |kind: &str| json!({ "content": json_of(object(json!({ "dst_id": { "type": kind } }))) });
    let envelope = object(json!({ "success": flag, "error": text, "msg": text }));
    let documented = json!({
        "200": response(object(json!({ "success": flag, "msg": text }))),
        "400": response(envelope.clone()),
        "404": response(envelope.clone()),
    });
    let shared = |name: &str| response(json!({ "$ref": format!("#/components/schemas/{name}") }));
    let referring = json!({
        "200": shared("Success"), "400": shared("Error"), "401": shared("Error"),
        "403": shared("Error"), "429": shared("Detail"),
    });
    let only_200 = json!({ "200": response(envelope) });
    let components = json!({ "schemas": {
        "Success": object(json!({ "success": flag })),
        "Error": object(json!({ "error": text, "msg": text })),
        "Detail": object(json!({ "detail": text })),
    } });

    let shape = |path: &str, id: Option<&str>, body: &Value, responses: &Value| {
        let mut operation =
            json!({ "summary": "cancel sync", "requestBody": body, "responses": responses });
        if let Some(id) = id {
            operation["operationId"] = json!(id);
        }
        json!({
            "openapi": "3.1.0", "info": { "title": "t", "version": "1" },
            "paths": { path: { "delete": operation } }, "components": components,
        })
    };
    let (slash, no_slash) = ("/api/v0/commands/rclone/", "/api/v0/commands/rclone");
    let integer = optional("integer");
    [
        shape(slash, None, &required, &documented),
        shape(slash, None, &optional("string"), &referring),
        shape(no_slash, Some("cancelSync"), &required, &documented),
        shape(slash, None, &integer, &only_200),
        shape(
            no_slash,
            Some("cancelRemoteRcloneCopy"),
            &integer,
            &only_200,
        ),
    ]
}

#[test]
fn every_published_shape_gives_the_operation_that_the_facade_calls() {
    for (number, document) in (1..).zip(shapes()) {
        let path = document["paths"]
            .as_object()
            .unwrap()
            .keys()
            .next()
            .unwrap();
        let (normalized, lossy, client) = generate(&document);
        assert_eq!(lossy, Vec::<String>::new(), "shape {number}");
        let operation = &normalized["paths"][path]["delete"];
        assert_eq!(operation["operationId"], "cancel_sync", "shape {number}");
        let answer = &normalized["components"]["schemas"]["CancelSyncResponse"]["properties"];
        for property in ["success", "error", "msg"] {
            assert!(answer[property].is_object(), "shape {number}: {property}");
        }
        assert!(
            client.contains("pub fn cancel_sync(&self)"),
            "shape {number}"
        );
    }
}

#[test]
fn errors_of_different_forms_become_one_that_has_every_property() {
    let [_, document, ..] = shapes();
    let (normalized, ..) = generate(&document);
    let error = &normalized["components"]["schemas"]["CancelSyncError"]["properties"];
    for property in ["error", "msg", "detail"] {
        assert!(error[property].is_object(), "{property}");
    }
}

#[test]
fn a_shared_component_stays_as_it_is_where_the_overlay_adds_to_one_use_of_it() {
    let [_, document, ..] = shapes();
    let (normalized, ..) = generate(&document);
    let shared = normalized["components"]["schemas"]["Success"]["properties"].as_object();
    assert_eq!(shared.unwrap().keys().collect::<Vec<_>>(), ["success"]);
}

#[test]
fn every_published_revision_at_hand_generates_with_every_operation() {
    let folder = repository().join("../shared/specs");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!(
            "skipped: the published revisions are not at {}",
            folder.display()
        );
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let document = pipeline::load(&path).unwrap();
        let (normalized, ..) = generate(&document);
        let [published, generated] = [&document, &normalized].map(operations);
        assert_eq!(generated, published, "{}", path.display());
    }
}

fn operations(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in openapi_normalize::METHODS {
            if item[method].is_object() {
                found.push(format!("{method} {path}"));
            }
        }
    }
    found
}
