//! Properties that an object has to have, but that no schema describes: without a field, nobody could send them.

use crate::{
    report::{Change, Report},
    tree::{Additional, Components, Kind, Operation, Schema, walk_all_mut},
};

pub(crate) fn add(components: &mut Components, operations: &mut [Operation], report: &mut Report) {
    walk_all_mut(components, operations, |schema| add_to(schema, report));
}

fn add_to(schema: &mut Schema, report: &mut Report) {
    let origin = schema.origin.clone();
    let Kind::Object(object) = &mut schema.kind else {
        return;
    };
    if object.properties.is_empty() {
        // It is a map, which can hold them.
        return;
    }
    for name in &object.required {
        if object.properties.contains_key(name) {
            continue;
        }
        let property = match &object.additional {
            Additional::Typed(others) => (**others).clone(),
            _ => Schema::new(Kind::Any, &origin),
        };
        object.properties.insert(name.clone(), property);
        let name = name.clone();
        report.push(
            origin.child("required"),
            Change::RequiredWithoutSchema { name },
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{Change, testing::normalize_operation};

    #[test]
    fn a_required_property_without_a_schema_can_be_sent_wherever_it_is_required() {
        let some = json!({ "properties": { "a": {} } });
        for (schema, expected) in [
            (
                json!({ "properties": { "a": {} }, "required": ["b"] }),
                json!({}),
            ),
            (json!({ "allOf": [some], "required": ["b"] }), json!({})),
            (json!({ "allOf": [some, { "required": ["b"] }] }), json!({})),
            (
                json!({ "allOf": [some, { "anyOf": [some, { "required": ["b"] }], "required": ["b"] }] }),
                json!({}),
            ),
            (
                json!({ "properties": { "a": {} }, "required": ["b"], "additionalProperties": { "type": "string" } }),
                json!({ "type": "string" }),
            ),
        ] {
            let normalized = normalize_operation(&json!({
                "requestBody": { "required": true, "content": { "application/json": { "schema": schema } } },
                "responses": { "200": { "description": "d" } },
            }));
            let body = normalized.schema("ActBody");
            assert_eq!(body["properties"]["b"], expected, "{schema}: {body}");
            assert_eq!(body["required"], json!(["b"]));
            let name = "b".to_owned();
            let line = Change::RequiredWithoutSchema { name };
            let mut entries = normalized.report.entries().iter();
            assert!(entries.any(|entry| entry.change == line), "{schema}");
        }
    }

    #[test]
    fn a_map_holds_what_it_requires() {
        let normalized = normalize_operation(&json!({
            "responses": { "200": { "description": "d", "content": { "application/json": {
                "schema": { "type": "object", "required": ["b"] },
            } } } },
        }));
        let schema =
            &normalized.operation()["responses"]["200"]["content"]["application/json"]["schema"];
        assert_eq!(schema.get("properties"), None::<&Value>);
    }
}
