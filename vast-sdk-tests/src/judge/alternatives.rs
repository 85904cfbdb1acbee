//! Expands a schema into alternatives. `oneOf` and `anyOf` make alternatives; `allOf` and `$ref` add
//! schema objects to each of them, all of which must hold.

use serde_json::Value;

use super::openapi::{Document, Pointer};

/// Schema objects that must all hold; their own `$ref`, `allOf`, `anyOf` and `oneOf` are already expanded.
pub type Alternative = Vec<Pointer>;

/// Further alternatives are ignored.
const MOST: usize = 256;

/// The alternatives of schemas that must all hold. Empty if no value is valid.
#[must_use]
pub fn alternatives(document: &Document, schemas: &[Pointer]) -> Vec<Alternative> {
    let mut all = vec![Vec::new()];
    for schema in schemas {
        all = product(&all, &expand(document, schema, &mut Vec::new()));
    }
    all
}

fn expand(document: &Document, schema: &Pointer, inside: &mut Vec<Pointer>) -> Vec<Alternative> {
    let value = document.get(schema);
    if value == &Value::Bool(false) {
        return Vec::new();
    }
    if !value.is_object() || inside.contains(schema) {
        return vec![Vec::new()];
    }
    inside.push(schema.clone());
    let mut all = vec![vec![schema.clone()]];
    if let Some(reference) = value["$ref"].as_str() {
        all = product(
            &all,
            &expand(document, &Document::target(reference), inside),
        );
    }
    let members = |keyword: &str| {
        let count = value[keyword].as_array().map_or(0, Vec::len);
        let at = schema.child(keyword);
        (0..count).map(move |index| at.child(&index.to_string()))
    };
    for member in members("allOf") {
        all = product(&all, &expand(document, &member, inside));
    }
    for keyword in ["anyOf", "oneOf"] {
        let choices: Vec<Alternative> = members(keyword)
            .flat_map(|member| expand(document, &member, inside))
            .collect();
        if value[keyword].is_array() {
            all = product(&all, &choices);
        }
    }
    inside.pop();
    all
}

fn product(left: &[Alternative], right: &[Alternative]) -> Vec<Alternative> {
    let pairs = left.iter().flat_map(|left| {
        right.iter().map(move |right| {
            let mut both = left.clone();
            both.extend(right.iter().filter(|one| !left.contains(one)).cloned());
            both
        })
    });
    pairs.take(MOST).collect()
}
