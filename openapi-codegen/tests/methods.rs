//! Operations with methods that a path item of OpenAPI 3.0 has no place for.

use openapi_codegen::{Paths, generate, mock, normalize};
use serde_json::json;

#[test]
fn an_operation_with_another_method_is_sent_with_it_and_has_no_mock() {
    let operation =
        |id: &str| json!({ "operationId": id, "responses": { "204": { "description": "d" } } });
    let document = json!({
        "openapi": "3.2.0",
        "info": { "title": "t", "version": "1" },
        "paths": { "/a": {
            "post": operation("make"),
            "query": operation("search"),
            "additionalOperations": {
                "COPY": operation("copy"), "HEAD": operation("look"), "OPTIONS": operation("ask"), "get": operation("low"),
            },
        } },
    });
    let normalized = normalize(&document).unwrap();
    let generated = generate(&normalized.document, &Paths::default()).unwrap();
    for expected in [
        ".post(url)",
        ".request(crate::runtime::method(\"QUERY\"), url)",
        ".request(crate::runtime::method(\"COPY\"), url)",
        ".request(crate::runtime::method(\"get\"), url)",
        ".request(::reqwest::Method::OPTIONS, url)",
        ".head(url)",
    ] {
        let found = generated.client.matches(expected).count();
        assert_eq!(found, 1, "{expected}\n{}", generated.client);
    }
    let mock = mock(&generated.document, &Paths::default()).unwrap();
    assert!(mock.contains("fn make<F>"));
    assert!(!mock.contains("fn search<F>") && !mock.contains("fn copy<F>"));
}
