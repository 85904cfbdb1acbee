//! What the tests of several modules share.

use serde_json::{Value, json};

use crate::{Change, Normalized, normalize};

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
