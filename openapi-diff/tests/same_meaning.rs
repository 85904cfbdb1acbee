//! A document that only looks different says nothing about the wire.

use openapi_diff::{Report, Verdict, compare};
use proptest::{collection, prelude::*, sample, test_runner::Config};
use serde_json::{Map, Value, json};

/// The component schemas that a random document has. They refer to each other, also in circles.
const NAMES: [&str; 4] = ["A", "B", "C", "D"];

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!({ "type": "string" })),
        Just(json!({ "type": "string", "format": "date-time", "maxLength": 30 })),
        Just(json!({ "type": ["string", "null"], "enum": ["a", "b", "c", null] })),
        Just(json!({ "type": "integer", "format": "int64", "minimum": 0, "default": 1 })),
        Just(json!({ "type": "number", "nullable": true })),
        Just(json!({ "const": true })),
        Just(json!({})),
        sample::select(&NAMES[..]).prop_map(reference),
        sample::select(&NAMES[..])
            .prop_map(|name| { json!({ "anyOf": [reference(name), { "type": "null" }] }) }),
    ];
    leaf.prop_recursive(2, 12, 3, |inner| {
        prop_oneof![
            inner
                .clone()
                .prop_map(|items| json!({ "type": "array", "items": items })),
            object(inner.clone()),
            (object(inner.clone()), sample::select(&NAMES[..]))
                .prop_map(|(object, name)| json!({ "allOf": [reference(name), object] })),
            collection::vec(inner, 2..4).prop_map(|variants| json!({ "oneOf": variants })),
        ]
    })
}

fn object(property: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let names = sample::select(&["id", "name", "kind", "next", "size"][..]);
    let properties = collection::btree_map(names, (property, any::<bool>()), 1..4);
    properties.prop_map(|properties| {
        let required = properties.iter().filter(|(_, (_, required))| *required);
        let required: Vec<&str> = required.map(|(name, _)| *name).collect();
        let properties = properties
            .iter()
            .map(|(name, (schema, _))| ((*name).to_owned(), schema.clone()));
        let properties: Map<String, Value> = properties.collect();
        json!({ "type": "object", "properties": properties, "required": required })
    })
}

fn document() -> impl Strategy<Value = Value> {
    let components = collection::vec(object(schema()), NAMES.len());
    (components, schema(), schema(), schema()).prop_map(|(components, body, answer, parameter)| {
        let components = NAMES.iter().map(ToString::to_string).zip(components);
        let schemas: Map<String, Value> = components.collect();
        let content = |schema: Value| json!({ "application/json": { "schema": schema } });
        json!({
            "openapi": "3.1.0",
            "info": { "title": "t", "version": "1" },
            "paths": { "/things/{id}": { "put": {
                "operationId": "put_thing",
                "parameters": [
                    { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                    { "name": "q", "in": "query", "schema": parameter },
                ],
                "requestBody": { "content": content(body) },
                "responses": {
                    "200": { "description": "d", "content": content(answer) },
                    "404": { "description": "d", "content": content(reference("A")) },
                },
            } } },
            "components": { "schemas": schemas },
        })
    })
}

/// Whether anything is said about the wire, with the report for a failure.
fn is_silent(report: &Report) -> bool {
    let mut changes = report.changes.iter();
    changes.all(|change| change.wire == Verdict::Unchanged)
}

/// Changes every schema of a document, from the inside out. A schema stands under one of these keys.
fn map_schemas(value: &mut Value, change: &mut impl FnMut(&mut Value)) {
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                map_schemas(value, change);
                match (key.as_str(), value) {
                    ("schema" | "items", schema) => change(schema),
                    ("properties", Value::Object(schemas)) => {
                        schemas.values_mut().for_each(&mut *change);
                    }
                    ("oneOf" | "allOf" | "anyOf", Value::Array(schemas)) => {
                        schemas.iter_mut().for_each(&mut *change);
                    }
                    _ => {}
                }
            }
        }
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| map_schemas(value, change)),
        _ => {}
    }
}

/// All arrays whose order means nothing, in another order, and all keys, too.
fn reordered(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let entries = map.iter().rev();
            entries
                .map(|(key, value)| (key.clone(), reordered(value)))
                .collect()
        }
        Value::Array(values) => values.iter().rev().map(reordered).collect(),
        other => other.clone(),
    }
}

/// Puts components where they are referred to.
fn inlined(document: &Value) -> Value {
    let schemas = document["components"]["schemas"].clone();
    let mut inlined = document.clone();
    map_schemas(&mut inlined, &mut |schema| {
        let name = schema["$ref"]
            .as_str()
            .and_then(|name| name.rsplit('/').next());
        if let Some(name) = name {
            *schema = schemas[name].clone();
        }
    });
    inlined
}

/// Makes every schema that is not one a component.
fn extracted(document: &Value) -> Value {
    let mut components = document["components"]["schemas"].clone();
    let mut extracted = document.clone();
    let mut number = 0;
    map_schemas(&mut extracted, &mut |schema| {
        if schema.get("$ref").is_none() {
            number += 1;
            let name = format!("Part{number}");
            components[&name] = std::mem::replace(schema, reference(&name));
        }
    });
    let own = extracted["components"]["schemas"].clone();
    for name in NAMES {
        components[name] = own[name].clone();
    }
    extracted["components"]["schemas"] = components;
    extracted
}

proptest! {
    #![proptest_config(Config { cases: 32, max_shrink_iters: 500, failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_document_has_no_changes_from_itself(document in document()) {
        let report = compare(&document, &document.clone()).unwrap();
        prop_assert_eq!(report.changes, []);
    }

    #[test]
    fn another_order_says_nothing_about_the_wire(document in document()) {
        let report = compare(&document, &reordered(&document)).unwrap();
        prop_assert!(is_silent(&report), "{} {}", report, document);
    }

    #[test]
    fn components_put_in_place_say_nothing_about_the_wire(document in document()) {
        let report = compare(&document, &inlined(&document)).unwrap();
        prop_assert!(is_silent(&report), "{} {}", report, document);
    }

    #[test]
    fn schemas_made_components_say_nothing_about_the_wire(document in document()) {
        let report = compare(&document, &extracted(&document)).unwrap();
        prop_assert!(is_silent(&report), "{} {}", report, document);
        let report = compare(&extracted(&document), &document).unwrap();
        prop_assert!(is_silent(&report), "{} {}", report, document);
    }

    #[test]
    fn what_breaks_one_way_is_compatible_or_breaks_the_other_way(old in document(), new in document()) {
        let there = compare(&old, &new).unwrap();
        let back = compare(&new, &old).unwrap();
        prop_assert_eq!(there.changes.is_empty(), back.changes.is_empty(), "{}\n{}", there, back);
    }
}
