//! Examples that a document gives in its schemas.

use std::cell::Cell;

use serde_json::{Map, Value};

use crate::judge::{
    alternatives::alternatives,
    openapi::{Document, Pointer},
};

/// An example is composed of at most this many levels and schemas.
const DEPTH: usize = 6;
const MOST: usize = 500;

/// The examples of a schema: its own, and an object composed of the examples of its properties.
#[must_use]
pub fn of(document: &Document, schema: &Pointer) -> Vec<Value> {
    let left = Cell::new(MOST);
    Examples { document, left }.of(schema, DEPTH)
}

struct Examples<'d> {
    document: &'d Document,
    /// How many more schemas may be visited: schemas may contain each other many times.
    left: Cell<usize>,
}

impl Examples<'_> {
    fn of(&self, schema: &Pointer, depth: usize) -> Vec<Value> {
        let (Some(depth), Some(left)) = (depth.checked_sub(1), self.left.get().checked_sub(1))
        else {
            return Vec::new();
        };
        self.left.set(left);
        let mut found = Vec::new();
        for leaves in alternatives(self.document, std::slice::from_ref(schema)) {
            let mut composed = Map::new();
            for leaf in &leaves {
                let value = self.document.get(leaf);
                found.extend(value.get("example").cloned());
                found.extend(value["examples"].as_array().into_iter().flatten().cloned());
                if !found.is_empty() {
                    continue;
                }
                let first = |schema: &Pointer| self.of(schema, depth).into_iter().next();
                let properties = value["properties"].as_object().into_iter().flatten();
                for (name, _) in properties {
                    if let Some(example) = first(&leaf.child("properties").child(name)) {
                        composed.insert(name.clone(), example);
                    }
                }
                let items = (value["type"] == "array").then(|| first(&leaf.child("items")));
                found.extend(items.flatten().map(|example| Value::Array(vec![example])));
            }
            if !composed.is_empty() {
                found.push(Value::Object(composed));
            }
        }
        found
    }
}
