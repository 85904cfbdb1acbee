//! The document that progenitor is given. It would make the same name of some properties and values, and a
//! type of 64 bits of every integer.

use openapi_normalize::RUST_NAMES;
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

fn mark_integers(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if is_any_integer(map) {
                map.insert("format".into(), json!(ANY_SIZE));
            }
            for (key, value) in map {
                // Extensions and examples are no schemas.
                if !is_extension(key) {
                    mark_integers(value);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(mark_integers),
        _ => {}
    }
}

pub(super) fn is_extension(key: &str) -> bool {
    key.starts_with("x-")
}

/// Whether this is the schema of integers of any size.
pub(super) fn is_any_integer(schema: &Map<String, Value>) -> bool {
    schema.get("type").is_some_and(|name| name == "integer") && !schema.contains_key("format")
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
        let document = json!([{ "type": "integer" }, { "type": "integer", "format": "int64" }, { "type": "number" }]);
        let lowered = lowered(&document);
        let formats: Vec<Option<&str>> = (0..3).map(|i| lowered[i]["format"].as_str()).collect();
        assert_eq!(formats, [Some(ANY_SIZE), Some("int64"), None]);
    }
}
