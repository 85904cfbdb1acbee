//! The examples in the schemas of a document.

use serde_json::{Map, Value};

use crate::{
    alternatives::alternatives,
    openapi::{Document, Pointer},
};

/// The examples of a schema: its own, and the object that the examples of its properties make.
#[must_use]
pub fn of(document: &Document, schema: &Pointer) -> Vec<Value> {
    to_depth(document, schema, 8)
}

fn to_depth(document: &Document, schema: &Pointer, depth: usize) -> Vec<Value> {
    let Some(depth) = depth.checked_sub(1) else {
        return Vec::new();
    };
    let first = |schema: &Pointer| to_depth(document, schema, depth).into_iter().next();
    let mut found = Vec::new();
    for leaves in alternatives(document, std::slice::from_ref(schema)) {
        let mut composed = Map::new();
        for leaf in &leaves {
            let value = document.get(leaf);
            found.extend(value.get("example").cloned());
            found.extend(value["examples"].as_array().into_iter().flatten().cloned());
            let properties = leaf.child("properties");
            for name in value["properties"]
                .as_object()
                .into_iter()
                .flat_map(Map::keys)
            {
                if let Some(example) = first(&properties.child(name)) {
                    composed.insert(name.clone(), example);
                }
            }
            let items = leaf.child("items");
            if value["type"] == "array"
                && value.get("example").is_none()
                && let Some(example) = first(&items)
            {
                found.push(Value::Array(vec![example]));
            }
        }
        if !composed.is_empty() {
            found.push(Value::Object(composed));
        }
    }
    found
}
