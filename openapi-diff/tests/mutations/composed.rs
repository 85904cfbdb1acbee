//! Schemas that are made of others, and that several places share.

use serde_json::{Value, json};

use crate::lines;

/// An operation that takes and returns the schema `Thing`, beside these components.
fn document(schemas: &Value) -> Value {
    let content =
        json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } });
    let operation = json!({
        "operationId": "put_thing",
        "requestBody": { "required": true, "content": content },
        "responses": { "204": { "description": "" } },
    });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "", "version": "1" },
        "paths": { "/things": { "put": operation } },
        "components": { "schemas": schemas },
    })
}

#[track_caller]
fn told(old: &Value, new: &Value, expected: &[&str]) {
    assert_eq!(lines(&document(old), &document(new)), expected);
    assert_eq!(lines(&document(old), &document(old)), [""; 0]);
}

/// A thing with these properties.
fn thing(properties: &Value) -> Value {
    json!({ "Thing": { "type": "object", "properties": properties } })
}

fn with(mut schemas: Value, name: &str, schema: Value) -> Value {
    schemas[name] = schema;
    schemas
}

#[test]
fn null_and_defaults_of_a_component_are_told_for_the_first_place_that_does_not_say_its_own() {
    let name = json!({ "$ref": "#/components/schemas/Name" });
    let nullable = json!({ "anyOf": [name, { "type": "null" }] });
    let places = thing(&json!({ "a": nullable, "b": name }));
    told(
        &with(
            places.clone(),
            "Name",
            json!({ "type": ["string", "null"] }),
        ),
        &with(places, "Name", json!({ "type": "string" })),
        &[
            "BREAKS BREAKS: `put_thing`: `b` of the request body may no longer be null (component `Name`)",
        ],
    );
    let own = json!({ "allOf": [name], "default": "x" });
    let places = thing(&json!({ "a": own, "b": name }));
    told(
        &with(
            places.clone(),
            "Name",
            json!({ "type": "string", "default": "y" }),
        ),
        &with(places, "Name", json!({ "type": "string", "default": "z" })),
        &[
            "BREAKS same: `put_thing`: `b` of the request body changed its default from \"y\" to \"z\" (component `Name`)",
        ],
    );
}

#[test]
fn what_breaks_under_wider_types_is_told_with_them() {
    told(
        &thing(&json!({ "a": { "type": "string" } })),
        &thing(&json!({ "a": { "enum": ["x", 1] } })),
        &[
            "BREAKS BREAKS: `put_thing`: `a` of the request body now has to be one of \"x\", 1",
            "fine BREAKS: `put_thing`: `a` of the request body changed its type from string to one of \"x\", 1",
        ],
    );
}

#[test]
fn a_list_of_types_and_a_union_of_them_are_compared_type_by_type() {
    let types = thing(&json!({ "a": { "type": ["string", "integer"] } }));
    let union = |text: Value| thing(&json!({ "a": { "oneOf": [text, { "type": "integer" }] } }));
    told(&types, &union(json!({ "type": "string" })), &[]);
    let line = "BREAKS same: `put_thing`: `a` of the request body now has maxLength 3";
    told(
        &types,
        &union(json!({ "type": "string", "maxLength": 3 })),
        &[line],
    );
}

#[test]
fn a_property_of_a_base_is_told_once_for_all_that_extend_it() {
    let extends = json!({ "allOf": [{ "$ref": "#/components/schemas/Base" }, { "properties": { "x": {} } }] });
    let users = thing(&json!({ "cat": extends, "dog": extends.clone() }));
    let base = json!({ "type": "object", "properties": { "id": { "type": "string" }, "name": { "type": "string" } } });
    told(
        &with(users.clone(), "Base", base.clone()),
        &with(
            users,
            "Base",
            with(base, "properties", json!({ "id": { "type": "string" } })),
        ),
        &["BREAKS BREAKS: `put_thing`: `cat.name` of the request body was removed"],
    );
}

#[test]
fn what_extends_a_subtype_is_a_subtype_too() {
    let pet = json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } }, "discriminator": { "propertyName": "kind" } });
    let child = |parent: &str, property: &str| {
        let reference = format!("#/components/schemas/{parent}");
        json!({ "allOf": [{ "$ref": reference }, { "type": "object", "properties": { property: { "type": "string" } } }] })
    };
    let family = |last: &str| {
        let pets = json!({ "type": "array", "items": { "$ref": "#/components/schemas/Pet" } });
        json!({ "Thing": pets, "Pet": pet, "Dog": child("Pet", "bark"), "Puppy": child("Dog", last) })
    };
    let old = lines(&document(&family("age")), &document(&family("size")));
    assert!(
        old.iter().any(|line| line.starts_with("BREAKS")
            && line.contains("`[]|Puppy.age` of the request body was removed")),
        "{old:?}"
    );
}

#[test]
fn keywords_that_are_compared_as_a_whole_are_compared_by_meaning() {
    let not = |schema: Value| {
        with(
            thing(&json!({ "a": { "type": "string", "not": schema } })),
            "V",
            json!({ "enum": ["x", "y"] }),
        )
    };
    let reference = not(json!({ "$ref": "#/components/schemas/V" }));
    told(&reference, &not(json!({ "enum": ["y", "x"] })), &[]);
    told(
        &reference,
        &not(json!({ "enum": ["y"] })),
        &["BREAKS same: `put_thing`: `a` of the request body has another `not`"],
    );
}

#[test]
fn each_of_several_patterns_counts_in_any_order() {
    let patterns = |patterns: [&str; 2]| {
        let parts = patterns.map(|pattern| json!({ "type": "string", "pattern": pattern }));
        thing(&json!({ "a": { "allOf": parts } }))
    };
    told(&patterns(["^a", "b$"]), &patterns(["b$", "^a"]), &[]);
    told(
        &patterns(["^a", "b$"]),
        &patterns(["^c", "b$"]),
        &["BREAKS same: `put_thing`: `a` of the request body has another `pattern`"],
    );
}

#[test]
fn equal_numbers_and_schemas_of_anything_are_equal_however_they_are_written() {
    told(
        &thing(
            &json!({ "a": { "type": "number", "enum": [1, 2.5], "multipleOf": 1, "default": 1 }, "m": { "type": "object" } }),
        ),
        &thing(
            &json!({ "a": { "type": "number", "enum": [2.5, 1.0], "multipleOf": 1.0, "default": 1.0 }, "m": { "type": "object", "additionalProperties": { "description": "anything" } } }),
        ),
        &[],
    );
}

#[test]
fn unions_that_contain_each_other_are_compared() {
    let union = |other: &str, more: Value| json!({ "anyOf": [{ "$ref": format!("#/components/schemas/{other}") }, more, { "type": "null" }] });
    let circle = |kind: &str| json!({ "Thing": union("Other", json!({ "type": "object", "properties": { "a": { "type": kind } } })), "Other": union("Thing", json!({ "type": "integer" })) });
    told(&circle("string"), &circle("string"), &[]);
    assert!(!lines(&document(&circle("string")), &document(&circle("integer"))).is_empty());
}
