//! The documents that the client is generated from: today's, earlier ones, and possible later ones.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vast_sdk_tests::judge::fidelity;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Runs the pipeline. Returns the normalized document, the lossy changes and the client's source.
fn generate(document: &Value) -> (Value, Vec<String>, String) {
    let overlaid = openapi_codegen::overlay(document, &repository().join("overlay.json")).unwrap();
    let normalized = openapi_codegen::normalize(&overlaid.document).unwrap();
    let lossy = normalized.report.lossy().map(ToString::to_string).collect();
    let generated =
        openapi_codegen::generate(&normalized.document, &openapi_codegen::Paths::default())
            .unwrap();
    assert_eq!(generated.left_out.entries(), []);
    (normalized.document, lossy, generated.client)
}

#[test]
fn the_vendored_document_loses_nothing_of_the_operation_that_the_facade_calls() {
    let document = openapi_codegen::load(&repository().join("openapi.json"))
        .unwrap()
        .document;
    let (normalized, lossy, client) = generate(&document);
    // What others lose is in the reviewed report.
    let of_the_operation = |lines: &[String]| {
        let lines = lines.iter().filter(|line| line.contains("rclone"));
        lines.cloned().collect::<Vec<_>>()
    };
    assert_eq!(of_the_operation(&lossy), Vec::<String>::new());
    let fidelity = fidelity::properties(&document, &normalized, &client);
    assert_eq!(of_the_operation(&fidelity.missing), Vec::<String>::new());
    assert!(fidelity.total > 0);
}

#[test]
fn the_vendored_document_is_as_published() {
    let text = std::fs::read_to_string(repository().join("openapi.json")).unwrap();
    assert!(text.contains("\"openapi\": \"3.1.0\""));
    for of_the_pipeline in ["x-parameter", "x-method", "x-refusal"] {
        assert!(!text.contains(of_the_pipeline), "{of_the_pipeline}");
    }
}

/// One of the five forms in which the operation has been published, written down for these tests.
fn shape(number: usize) -> Value {
    let documents = repository().join("vast-sdk-tests/documents");
    openapi_codegen::load(&documents.join(format!("shape-{number}.json")))
        .unwrap()
        .document
}

#[test]
fn every_published_shape_gives_the_operation_that_the_facade_calls() {
    for number in 1..=5 {
        let document = shape(number);
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
    let (normalized, ..) = generate(&shape(2));
    let error = &normalized["components"]["schemas"]["CancelSyncError"]["properties"];
    for property in ["error", "msg", "detail"] {
        assert!(error[property].is_object(), "{property}");
    }
}

#[test]
fn a_shared_component_stays_as_it_is_where_the_overlay_adds_to_one_use_of_it() {
    let (normalized, ..) = generate(&shape(2));
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
        let document = openapi_codegen::load(&path).unwrap().document;
        let (normalized, _, client) = generate(&document);
        let fidelity = fidelity::properties(&document, &normalized, &client);
        assert_eq!(fidelity.missing, Vec::<String>::new(), "{}", path.display());
        let [published, generated] = [&document, &normalized].map(operations);
        assert_eq!(generated, published, "{}", path.display());
    }
}

#[test]
fn a_slash_at_the_end_of_a_path_is_sent() {
    let mut document = shape(4);
    let operation = json!({ "operationId": "slashed", "responses": {} });
    document["paths"]["/a/{id}/b/{id2}/"] = json!({ "get": operation });
    document["paths"]["/plain/"] = json!({ "get": { "operationId": "plain", "responses": {} } });
    let overlaid = openapi_codegen::overlay(&document, &repository().join("overlay.json")).unwrap();
    let normalized = openapi_codegen::normalize(&overlaid.document).unwrap();
    let generated =
        openapi_codegen::generate(&normalized.document, &openapi_codegen::Paths::default())
            .unwrap();
    for path in ["\"{}/a/{}/b/{}/\"", "\"{}/plain/\""] {
        assert!(generated.client.contains(path), "{path}");
    }
}

#[test]
fn no_integer_and_no_number_is_narrowed() {
    let mut document = shape(4);
    let number = |kind: &str, format: &str| json!({ "type": kind, "format": format, "minimum": 0, "maximum": 9 });
    let properties = json!({
        "whole": number("integer", "int32"), "unsigned": number("integer", "uint8"),
        "fraction": number("number", "float"),
    });
    let body = &mut document["paths"]["/api/v0/commands/rclone/"]["delete"]["requestBody"];
    body["content"]["application/json"]["schema"]["properties"] = properties;
    let (.., client) = generate(&document);
    for field in [
        "pub whole: ::std::option::Option<i64>",
        "pub unsigned: ::std::option::Option<i64>",
        "pub fraction: ::std::option::Option<f64>",
    ] {
        assert!(client.contains(field), "{field}");
    }
}

fn operations(document: &Value) -> Vec<String> {
    openapi_normalize::operations(document)
        .map(|(path, method, _)| format!("{method} {path}"))
        .collect()
}
