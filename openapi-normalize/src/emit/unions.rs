//! Unions, with the names of their variants and how to tell them apart.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    identifiers::type_name,
    openapi::UNION,
    tree::{Kind, Schema},
};

/// Writes the union of this name. Its variants have titles, which are their names in Rust.
pub(super) fn emit(name: &str, variants: &[Schema]) -> Map<String, Value> {
    let names = names(name, variants);
    let one_of: Vec<Value> = variants
        .iter()
        .zip(&names)
        .map(|(variant, name)| {
            let mut emitted = variant.emit();
            if let Some(reference) = emitted.get("$ref") {
                emitted = json!({ "allOf": [{ "$ref": reference }] });
            }
            emitted["title"] = json!(name);
            emitted
        })
        .collect();
    let mut emitted = Map::from_iter([("oneOf".to_owned(), json!(one_of))]);
    let is_described =
        |variant: &Schema| variant.variant.as_ref().is_some_and(|v| v.shape.is_some());
    if variants.iter().any(is_described) {
        let variants = variants.iter().zip(names);
        let table: Vec<Value> = variants.map(|(variant, name)| row(variant, name)).collect();
        emitted.insert(UNION.into(), json!(table));
    }
    emitted
}

fn row(schema: &Schema, name: String) -> Value {
    let variant = schema.variant.as_ref();
    let mut row = json!({ "name": name });
    if let Some(tag) = variant.and_then(|variant| variant.tag.as_ref()) {
        row["tag"] = json!({
            "property": tag.property, "values": tag.values, "default": tag.is_default,
        });
    }
    row["shape"] = variant
        .and_then(|variant| variant.shape.clone())
        .unwrap_or_else(|| json!({}));
    row
}

/// A Rust name for each variant. A type that was named after the union drops that part.
fn names(union: &str, variants: &[Schema]) -> Vec<String> {
    let mut taken = BTreeSet::from(["Self".to_owned()]);
    let mut names = Vec::new();
    for variant in variants {
        let wanted = variant.variant_name();
        let is_given = variant.variant.as_ref().is_some_and(|v| v.name.is_some());
        let short = match &variant.kind {
            Kind::Named(name) if !is_given => name.strip_prefix(union),
            _ => None,
        };
        let short = short.filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
        let base = type_name(short.unwrap_or(&wanted));
        let mut name = base.clone();
        let mut number = 1;
        while !taken.insert(name.clone()) {
            number += 1;
            name = type_name(&format!("{base} {number}"));
        }
        names.push(name);
    }
    names
}
