//! Expands a schema into alternatives. `oneOf` and `anyOf` make alternatives; `allOf` and `$ref` add
//! schema objects to each of them, all of which must hold.

use serde_json::Value;

use super::{
    discriminators::{Discriminator, SCHEMAS},
    openapi::{Document, Pointer},
};

/// Schema objects that must all hold; their own `$ref`, `allOf`, `anyOf` and `oneOf` are already expanded.
pub type Alternative = Vec<Pointer>;

/// Further alternatives are ignored.
const MOST: usize = 256;

/// The alternatives of schemas that must all hold. Empty if no value is valid.
#[must_use]
pub fn alternatives(document: &Document, schemas: &[Pointer]) -> Vec<Alternative> {
    let mut all = vec![Vec::new()];
    for schema in schemas {
        all = product(&all, &expand(document, schema, &mut Vec::new(), true));
    }
    all
}

/// With `as_type`, a schema that others extend is also any of these; in an `allOf`, it is only itself.
fn expand(
    document: &Document,
    schema: &Pointer,
    inside: &mut Vec<Pointer>,
    as_type: bool,
) -> Vec<Alternative> {
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
        let target = Document::target(reference);
        all = product(&all, &expand(document, &target, inside, as_type));
    }
    let members = |keyword: &str| {
        let count = value[keyword].as_array().map_or(0, Vec::len);
        let at = schema.child(keyword);
        (0..count).map(move |index| at.child(&index.to_string()))
    };
    let name = schema.to_string();
    let name = name
        .strip_prefix(SCHEMAS)
        .filter(|name| !name.contains('/'));
    let is_subtype = name.is_some_and(|name| {
        Discriminator::of(document.root(), value).is_some_and(|of| of.can_name(name))
    });
    for member in members("allOf") {
        let alone = value["allOf"].as_array().map_or(0, Vec::len) == 1;
        let as_type = as_type && alone && !is_subtype && value.get("properties").is_none();
        all = product(&all, &expand(document, &member, inside, as_type));
    }
    for keyword in ["anyOf", "oneOf"] {
        let choices: Vec<Alternative> = members(keyword)
            .flat_map(|member| expand(document, &member, inside, true))
            .collect();
        if value[keyword].is_array() {
            all = product(&all, &choices);
        }
    }
    inside.pop();
    let has_subtypes =
        || Discriminator::of(document.root(), value).is_some() && value.get("oneOf").is_none();
    if as_type && has_subtypes() {
        for subtype in subtypes(document, schema) {
            all.extend(expand(document, &subtype, inside, false));
        }
    }
    all
}

/// The named schemas that extend another one by `allOf`, directly or not.
fn subtypes(document: &Document, parent: &Pointer) -> Vec<Pointer> {
    let at = Document::target("#/components/schemas");
    let named = document.get(&at).as_object();
    let mut found = vec![parent.clone()];
    let mut index = 0;
    while index < found.len() {
        let extends = |schema: &Value| {
            let members = schema["allOf"].as_array().into_iter().flatten();
            let mut references = members.filter_map(|member| member["$ref"].as_str());
            references.any(|reference| Document::target(reference) == found[index])
        };
        let children = named.into_iter().flatten();
        let children = children.filter(|(_, schema)| extends(schema));
        let children: Vec<Pointer> = children.map(|(name, _)| at.child(name)).collect();
        for child in children {
            if !found.contains(&child) {
                found.push(child);
            }
        }
        index += 1;
    }
    found.split_off(1)
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
