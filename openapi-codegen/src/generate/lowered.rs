//! The document that progenitor is given. It would make the same name of some properties and values, and a
//! type of 64 bits of every integer.

use openapi_normalize::{METHODS, RUST_NAMES};
use serde_json::{Map, Value, json};

/// The format that stands for integers of any size: progenitor makes `u64` of it, which nothing else is.
const ANY_SIZE: &str = "uint64";

/// A normalized document, as progenitor is given it.
pub(crate) fn lowered(document: &Value) -> Value {
    let mut document = document.clone();
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    for (_, schema) in schemas.into_iter().flatten() {
        rename(schema);
    }
    mark_integers(&mut document);
    document
}

/// Gives the properties of an object, or the values of an enumeration, the names that they get in Rust.
fn rename(schema: &mut Value) {
    let Some(Value::Object(names)) = schema.get(RUST_NAMES).cloned() else {
        return;
    };
    let renamed = |name: &str| {
        names
            .get(name)
            .and_then(Value::as_str)
            .map(ToOwned::to_owned)
    };
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        let all: Map<String, Value> = std::mem::take(properties)
            .into_iter()
            .map(|(name, property)| (renamed(&name).unwrap_or(name), property))
            .collect();
        *properties = all;
    }
    for keyword in ["required", "enum"] {
        let list = schema.get_mut(keyword).and_then(Value::as_array_mut);
        for name in list.into_iter().flatten() {
            if let Some(renamed) = name.as_str().and_then(renamed) {
                *name = Value::String(renamed);
            }
        }
    }
}

/// Marks the schemas of integers of any size in a document; returns how many there are.
pub(super) fn mark_integers(document: &mut Value) -> usize {
    let components = document.get_mut("components").into_iter();
    let schemas = components.flat_map(|components| members(components, "schemas"));
    let mut found = schemas.map(mark_schema).sum();
    for item in members(document, "paths") {
        for method in METHODS {
            let Some(operation) = item.get_mut(method) else {
                continue;
            };
            found += mark_all(elements(operation, "parameters"));
            if let Some(body) = operation.get_mut("requestBody") {
                found += mark_all(members(body, "content"));
            }
            for response in members(operation, "responses") {
                found += mark_all(members(response, "content"));
            }
        }
    }
    found
}

/// Marks the schemas of parameters or of media types.
fn mark_all<'v>(parts: impl Iterator<Item = &'v mut Value>) -> usize {
    parts
        .filter_map(|part| part.get_mut("schema"))
        .map(mark_schema)
        .sum()
}

/// Only what is a schema is looked at: extensions are none, and a property may be called like one.
fn mark_schema(schema: &mut Value) -> usize {
    let mut found = 0;
    if is_any_integer(schema) {
        schema["format"] = json!(ANY_SIZE);
        found += 1;
    }
    found += members(schema, "properties")
        .map(mark_schema)
        .sum::<usize>();
    for keyword in ["allOf", "anyOf", "oneOf"] {
        found += elements(schema, keyword).map(mark_schema).sum::<usize>();
    }
    for keyword in ["items", "additionalProperties"] {
        found += schema.get_mut(keyword).map_or(0, mark_schema);
    }
    found
}

/// The values of an object in an object.
fn members<'v>(value: &'v mut Value, key: &str) -> impl Iterator<Item = &'v mut Value> {
    let object = value.get_mut(key).and_then(Value::as_object_mut);
    object.into_iter().flat_map(Map::values_mut)
}

/// The elements of an array in an object.
fn elements<'v>(value: &'v mut Value, key: &str) -> impl Iterator<Item = &'v mut Value> {
    let array = value.get_mut(key).and_then(Value::as_array_mut);
    array.into_iter().flatten()
}

/// Whether this is the schema of integers of any size.
fn is_any_integer(schema: &Value) -> bool {
    schema.get("type").is_some_and(|name| name == "integer") && schema.get("format").is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_replaced_where_the_document_gives_others() {
        let object = json!({
            "properties": { "a-b": {}, "a_b": {} }, "required": ["a-b"], RUST_NAMES: { "a-b": "a_b_2" },
        });
        let list = json!({ "enum": ["a-b", "a b"], RUST_NAMES: { "a b": "AB2" } });
        let document = json!({ "components": { "schemas": { "Object": object, "List": list } } });
        let lowered = lowered(&document);
        let schemas = &lowered["components"]["schemas"];
        assert_eq!(
            schemas["Object"]["properties"],
            json!({ "a_b": {}, "a_b_2": {} })
        );
        assert_eq!(schemas["Object"]["required"], json!(["a_b_2"]));
        assert_eq!(schemas["List"]["enum"], json!(["a-b", "AB2"]));
    }

    #[test]
    fn only_integers_of_any_size_are_marked() {
        let schemas = json!({
            "Any": { "type": "integer" },
            "Long": { "type": "integer", "format": "int64" },
            "Number": { "type": "number" },
        });
        let lowered = lowered(&json!({ "components": { "schemas": schemas } }));
        let schemas = &lowered["components"]["schemas"];
        let formats = ["Any", "Long", "Number"].map(|name| schemas[name]["format"].as_str());
        assert_eq!(formats, [Some(ANY_SIZE), Some("int64"), None]);
    }

    #[test]
    fn every_schema_is_marked_and_nothing_else() {
        let integer = json!({ "type": "integer" });
        let content = json!({ "application/json": { "schema": integer, "example": integer } });
        let operation = json!({
            "parameters": [{ "schema": { "type": "array", "items": integer }, "x-parameter": integer }],
            "requestBody": { "content": content },
            "responses": { "200": { "content": content } },
            "x-rate": integer,
        });
        let object = json!({
            "properties": { "x-count": integer, "example": integer },
            "additionalProperties": { "oneOf": [integer, { "allOf": [integer] }] },
            "x-count": integer, "example": integer, "default": integer,
        });
        let document = json!({
            "paths": { "/a": { "get": operation, "x-get": operation } },
            "components": { "schemas": { "Object": object } },
            "x-schemas": integer,
        });
        let text = lowered(&document).to_string();
        assert_eq!(text.matches(ANY_SIZE).count(), 7, "{text}");
        let object = &lowered(&document)["components"]["schemas"]["Object"];
        assert_eq!(object["properties"]["x-count"]["format"], ANY_SIZE);
        assert_eq!(object["x-count"], integer);
    }
}
