//! Which operations may answer with a success that is a refusal: those that document the property that
//! says so. Nothing is assumed about the others.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::tree::{Components, Kind, Operation, Refusal, Schema, SuccessBody};

pub(crate) fn apply(refusal: &Refusal, components: &Components, operations: &mut [Operation]) {
    for operation in operations {
        if let SuccessBody::Json(schema) = &operation.responses.success_body {
            let documents = any_kind(schema, components, &mut |kind| match kind {
                Kind::Object(object) => {
                    let property = object.properties.get(&refusal.property);
                    property.is_some_and(|schema| {
                        any_kind(schema, components, &mut |kind| allows(kind, &refusal.value))
                    })
                }
                _ => false,
            });
            operation.refusal = documents.then(|| refusal.clone());
        }
    }
}

/// Whether `is_it` is true for a schema, or for a variant of it. Names are followed.
fn any_kind(
    schema: &Schema,
    components: &Components,
    is_it: &mut impl FnMut(&Kind) -> bool,
) -> bool {
    let mut queue = vec![schema];
    let mut followed = BTreeSet::new();
    while let Some(schema) = queue.pop() {
        match &schema.kind {
            Kind::Named(name) if followed.insert(name) => queue.extend(components.get(name)),
            Kind::Union(variants) => queue.extend(variants),
            kind if is_it(kind) => return true,
            _ => {}
        }
    }
    false
}

/// Whether a kind is documented to have such a value.
fn allows(kind: &Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Boolean, Value::Bool(_))
        | (Kind::Text, Value::String(_))
        | (Kind::Integer | Kind::Integer64 | Kind::Number, Value::Number(_)) => true,
        (Kind::Enumeration(values), Value::String(value)) => values.contains(value),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{Normalized, REFUSAL, testing::normalize};

    /// A document that says which successes are refusals, with an operation that has this success.
    fn normalized(refusal: &Value, success: &Value) -> Normalized {
        let success =
            json!({ "description": "d", "content": { "application/json": { "schema": success } } });
        let id =
            json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
        let operation = json!({ "operationId": "act", REFUSAL: "own", "parameters": [id], "responses": { "200": success } });
        normalize(&json!({
            "openapi": "3.1.0",
            "info": { "title": "t", "version": "1" },
            REFUSAL: refusal,
            "paths": { "/a/{id}": { "post": operation } },
            "components": { "schemas": { "Done": {
                "type": "object", "properties": { "success": { "type": ["boolean", "null"] } }
            } } },
        }))
        .unwrap()
    }

    fn success(schema: &Value) -> Value {
        json!({ "type": "object", "properties": { "success": schema } })
    }

    #[test]
    fn an_operation_that_documents_the_property_may_refuse() {
        let refusal = json!({ "property": "success", "value": false });
        let named = json!({ "$ref": "#/components/schemas/Done" });
        for schema in [
            success(&json!({ "type": "boolean" })),
            named.clone(),
            json!({ "oneOf": [named.clone(), { "type": "array", "items": {} }] }),
            json!({ "allOf": [named, { "properties": { "id": { "type": "integer" } } }] }),
        ] {
            let normalized = normalized(&refusal, &schema);
            assert_eq!(normalized.operation()[REFUSAL], refusal, "{schema}");
            assert_eq!(normalized.lossy(), []);
        }
    }

    #[test]
    fn nothing_is_assumed_about_an_operation_that_does_not() {
        let refusal = json!({ "property": "success", "value": false });
        for schema in [
            json!({}),
            json!({ "type": "object" }),
            json!({ "type": "array", "items": { "$ref": "#/components/schemas/Done" } }),
            success(&json!({ "type": "string" })),
            success(&json!({})),
        ] {
            let normalized = normalized(&refusal, &schema);
            assert_eq!(normalized.operation()[REFUSAL], Value::Null, "{schema}");
        }
        let undeclared =
            json!({ "type": "object", "properties": { "success": { "type": "boolean" } } });
        let normalized = normalized(&Value::Null, &undeclared);
        assert_eq!(normalized.operation()[REFUSAL], Value::Null);
    }

    #[test]
    fn a_refusal_may_be_said_in_another_way() {
        let refusal = json!({ "property": "status", "value": "error" });
        for (values, may_refuse) in [(json!(["ok", "error"]), true), (json!(["ok"]), false)] {
            let schema =
                json!({ "type": "object", "properties": { "status": { "enum": values } } });
            let normalized = normalized(&refusal, &schema);
            assert_eq!(normalized.operation()[REFUSAL] == refusal, may_refuse);
        }
    }

    #[test]
    fn a_declaration_that_is_none_is_reported() {
        let normalized = normalized(
            &json!({ "property": 1 }),
            &success(&json!({ "type": "boolean" })),
        );
        assert_eq!(normalized.operation()[REFUSAL], Value::Null);
        assert_eq!(normalized.report.lossy().count(), 1);
    }
}
