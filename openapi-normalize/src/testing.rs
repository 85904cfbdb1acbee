//! What the tests of several modules share.

use serde_json::{Value, json};

use crate::{Change, Error, Normalized, Runtime, Settings};

/// Normalizes a document for a runtime that acts on the extensions.
pub(crate) fn normalize(document: &Value) -> Result<Normalized, Error> {
    Settings::new()
        .runtime(Runtime::Extended)
        .normalize(document)
}

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

/// Normalizes a document with these schemas, and one operation that takes and returns the one of this name.
pub(crate) fn normalize_both_ways(name: &str, schemas: &Value) -> Normalized {
    normalize(&both_ways(name, schemas)).unwrap()
}

/// A document with these schemas, and one operation that takes and returns the one of this name.
pub(crate) fn both_ways(name: &str, schemas: &Value) -> Value {
    let reference = format!("#/components/schemas/{name}");
    let content = json!({ "application/json": { "schema": { "$ref": reference } } });
    json!({
        "openapi": "3.1.0", "info": { "title": "t", "version": "1" },
        "paths": { "/a": { "post": {
            "operationId": "act",
            "requestBody": { "required": true, "content": content },
            "responses": { "200": { "description": "d", "content": content } },
        } } },
        "components": { "schemas": schemas },
    })
}

impl Normalized {
    pub(crate) fn operation(&self) -> &Value {
        &self.document["paths"]["/a/{id}"]["post"]
    }

    pub(crate) fn schema(&self, name: &str) -> &Value {
        &self.document["components"]["schemas"][name]
    }

    pub(crate) fn lossy(&self) -> Vec<Change> {
        let lossy = self.report.lossy();
        lossy.map(|entry| entry.change.clone()).collect()
    }
}
