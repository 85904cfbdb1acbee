//! Reading and combining, from JSON to the tree.

use serde_json::json;

use super::*;
use crate::Runtime;
use crate::{report::Rule, tree::merge};

static SETTINGS: std::sync::LazyLock<Settings> =
    std::sync::LazyLock::new(|| Settings::new().runtime(Runtime::Extended));

fn read(schema: &Value) -> (Schema, Report) {
    read_at(schema, "")
}

fn read_at(document: &Value, pointer: &str) -> (Schema, Report) {
    let mut reader = Reader::new(Resolver::new(document), &SETTINGS);
    let at = Pointer::from_reference(&format!("#{pointer}")).unwrap();
    let schema = reader.read(at.resolve(document).unwrap(), &at);
    (schema, reader.report)
}

fn properties(schema: &Schema) -> Vec<&str> {
    match &schema.kind {
        Kind::Object(object) => object.properties.keys().map(String::as_str).collect(),
        kind => panic!("expected an object, got {kind:?}"),
    }
}

#[test]
fn a_nullable_type_array_is_one_type() {
    let (schema, _) = read(&json!({ "type": ["integer", "null"] }));
    assert_eq!(schema.kind, Kind::Integer);
    assert!(schema.nullable);
}

#[test]
fn siblings_of_a_reference_mean_and() {
    let document = json!({
        "components": { "schemas": { "Base": { "type": "object", "properties": { "a": { "type": "string" } } } } },
        "here": { "$ref": "#/components/schemas/Base", "properties": { "b": { "type": "integer" } } }
    });
    let (schema, report) = read_at(&document, "/here");
    let Kind::Object(object) = schema.kind else {
        panic!("expected an object, got {:?}", schema.kind)
    };
    assert_eq!(object.properties.keys().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(report.lossy().count(), 0);
}

#[test]
fn a_reference_with_a_description_stays_a_reference() {
    let document = json!({ "A": {}, "here": { "$ref": "#/A", "description": "d" } });
    let (schema, _) = read_at(&document, "/here");
    assert!(matches!(schema.kind, Kind::Reference(_)));
    assert_eq!(schema.description.as_deref(), Some("d"));
}

#[test]
fn a_cycle_of_references_ends_and_is_reported() {
    let document = json!({ "A": { "allOf": [{ "$ref": "#/A" }, { "properties": { "b": {} } }] } });
    let (_, report) = read_at(&document, "/A");
    assert_eq!(report.lossy().count(), 1);
}

#[test]
fn a_reference_to_another_file_is_anything_and_reported() {
    let (schema, report) = read(&json!({ "$ref": "other.yaml#/A" }));
    assert_eq!(schema.kind, Kind::Any);
    assert_eq!(report.lossy().count(), 1);
}

#[test]
fn nesting_without_end_is_cut_off() {
    let mut schema = json!({});
    for _ in 0..1000 {
        schema = json!({ "items": schema });
    }
    let (_, report) = read(&schema);
    assert_eq!(report.lossy().count(), 1);
}

#[test]
fn two_schemas_that_contain_themselves_have_an_end_together() {
    let (_, report) = read(&json!({
        "allOf": [{ "$ref": "#/s" }, { "$ref": "#/t" }],
        "s": { "properties": { "p": { "$ref": "#/s" } } },
        "t": { "properties": { "p": { "$ref": "#/t" } } },
    }));
    assert!(report.lossy().any(|entry| entry.rule() == Rule::Limits));
}

#[test]
fn combinations_that_explode_are_cut_off() {
    let mut document = json!({ "allOf": [{ "$ref": "#/s40" }, { "$ref": "#/t40" }] });
    for (name, extra) in [("s", "x"), ("t", "y")] {
        document[format!("{name}0")] = json!({ "type": "string" });
        for level in 1..=40 {
            let inner = json!({ "$ref": format!("#/{name}{}", level - 1) });
            document[format!("{name}{level}")] = json!({ "oneOf": [
                    { "properties": { "p": inner } },
                    { "properties": { "p": inner, extra: {} } },
                ] });
        }
    }
    let (_, report) = read(&document);
    assert!(report.lossy().any(|entry| entry.rule() == Rule::Limits));
}

#[test]
fn all_of_has_the_properties_and_the_requirements_of_all() {
    let (schema, report) = read(&json!({ "allOf": [
            { "properties": { "a": { "type": "number" } }, "required": ["a"] },
            { "properties": { "a": { "type": "integer" }, "b": {} } },
        ] }));
    assert_eq!(properties(&schema), ["a", "b"]);
    let Kind::Object(object) = schema.kind else {
        unreachable!()
    };
    assert_eq!(object.properties["a"].kind, Kind::Integer);
    assert!(object.required.contains("a"));
    assert_eq!(report.lossy().count(), 0);
}

#[test]
fn all_of_what_excludes_itself_is_reported() {
    let (_, report) = read(&json!({ "allOf": [{ "type": "string" }, { "type": "array" }] }));
    assert_eq!(report.lossy().count(), 1);
}

#[test]
fn a_base_is_part_of_every_variant() {
    let (schema, _) = read(&json!({
        "properties": { "base": {} },
        "oneOf": [
            { "properties": { "a": {} }, "type": "object" },
            { "properties": { "b": {} }, "type": "object" },
        ],
    }));
    let Kind::Union(variants) = schema.kind else {
        panic!("expected a union")
    };
    assert_eq!(properties(&variants[0]), ["a", "base"]);
    assert_eq!(properties(&variants[1]), ["b", "base"]);
}

#[test]
fn any_of_objects_is_one_object_with_the_properties_of_all() {
    let (schema, report) = read(&json!({ "anyOf": [
            { "properties": { "a": {} }, "required": ["a"] }, { "properties": { "b": {} } },
        ] }));
    assert_eq!(properties(&schema), ["a", "b"]);
    assert_eq!(report.lossy().count(), 0);
}

#[test]
fn alternatives_that_only_require_something_leave_one_object() {
    let (schema, _) = read(&json!({
        "properties": { "a": {}, "b": {} },
        "oneOf": [{ "required": ["a"] }, { "required": ["b"] }],
    }));
    assert_eq!(properties(&schema), ["a", "b"]);
}

#[test]
fn constants_of_which_one_holds_are_an_enumeration() {
    let (schema, _) = read(&json!({ "oneOf": [{ "const": "a" }, { "const": "b" }] }));
    assert_eq!(schema.kind, Kind::Enumeration(vec!["a".into(), "b".into()]));
}

#[test]
fn null_as_a_variant_makes_the_others_nullable() {
    let (schema, _) = read(&json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] }));
    assert_eq!((schema.kind, schema.nullable), (Kind::Text, true));
}

#[test]
fn a_property_is_what_any_of_the_conditions_makes_of_it() {
    let with = |schema: &Value| json!({ "properties": { "v": schema } });
    let (text, number) = (json!({ "type": "string" }), json!({ "type": "number" }));
    let is_either = |schema: Schema| {
        let Kind::Object(object) = schema.kind else {
            panic!("expected an object")
        };
        assert!(
            matches!(&object.properties["v"].kind, Kind::Union(variants) if variants.len() == 2)
        );
    };
    let (schema, report) = read(&json!({ "if": {}, "then": with(&text), "else": with(&number) }));
    is_either(schema);
    assert_eq!(report.lossy().count(), 0);
    let (schema, report) = read(&json!({
        "allOf": [{ "if": {}, "then": with(&text) }, { "if": {}, "then": with(&number) }],
    }));
    is_either(schema);
    assert_eq!(report.lossy().count(), 0);
    let (schema, _) = read(&json!({
        "properties": { "v": text }, "allOf": [{ "if": {}, "then": with(&number) }],
    }));
    let Kind::Object(object) = schema.kind else {
        panic!("expected an object")
    };
    assert_eq!(object.properties["v"].kind, Kind::Text);
}

#[test]
fn a_property_without_a_pattern_may_be_anything() {
    let (schema, _) = read(&json!({ "patternProperties": { "^x": { "type": "string" } } }));
    let Kind::Object(Object {
        additional: Additional::Typed(value),
        ..
    }) = schema.kind
    else {
        panic!("expected a map")
    };
    let Kind::Union(variants) = value.kind else {
        panic!("expected a union")
    };
    assert_eq!(variants[1].kind, Kind::Any);
}

#[test]
fn what_an_array_or_a_map_holds_is_reported_at_its_own_place() {
    let either = json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }] });
    let (array, _) = read(&json!({ "type": "array", "items": either }));
    let Kind::Array(items) = array.kind else {
        panic!("expected an array")
    };
    assert!(items.origin.as_str().ends_with("/items"));
    let (map, _) = read(&json!({ "type": "object", "additionalProperties": either }));
    let Kind::Object(Object {
        additional: Additional::Typed(value),
        ..
    }) = map.kind
    else {
        panic!("expected a map")
    };
    assert!(value.origin.as_str().ends_with("/additionalProperties"));
}

#[test]
fn any_of_an_object_and_any_object_takes_any_property() {
    let a = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let map = json!({ "type": "object", "properties": { "m": {} }, "additionalProperties": { "type": "integer" } });
    let any = json!({ "type": "object" });
    let anything = Schema::new(Kind::Any, &Pointer::root());
    for schemas in [[&a, &any], [&any, &a]] {
        let (schema, report) = read(&json!({ "anyOf": schemas }));
        assert_eq!(properties(&schema), ["a"]);
        let Kind::Object(object) = schema.kind else {
            panic!("expected an object")
        };
        assert_eq!(
            object.additional,
            Additional::Typed(Box::new(anything.clone()))
        );
        assert_eq!(report.lossy().count(), 0);
    }
    for (left, right, is_open) in [(&map, &any, true), (&map, &a, true), (&a, &a, false)] {
        let (mut reader, at) = (
            Reader::new(Resolver::new(&Value::Null), &SETTINGS),
            Pointer::root(),
        );
        let [left, right] = [left, right].map(|schema| read(schema).0);
        let merged = merge(&mut reader, left, right, &at);
        let Kind::Object(object) = merged.kind else {
            panic!("expected an object")
        };
        let any = Additional::Typed(Box::new(anything.clone()));
        assert_eq!(object.additional == any, is_open);
    }
}

#[test]
fn any_object_beside_objects_that_are_told_apart_stays_any_object() {
    let kind = |kind: &str| json!({ "type": "object", "properties": { "kind": { "const": kind } }, "required": ["kind"] });
    let a = json!({ "type": "object", "properties": { "a": {} } });
    let union = json!({ "anyOf": [kind("x"), kind("y"), a, { "type": "object" }] });
    let (schema, _) = read(&union);
    let children = schema.children().into_iter();
    let is_free =
        |schema: &Schema| matches!(&schema.kind, Kind::Object(object) if object.is_free());
    assert_eq!(children.filter(|(_, child)| is_free(child)).count(), 1);
}

#[test]
fn what_follows_a_tuple_may_be_anything() {
    for (schema, any) in [
        (json!({ "prefixItems": [{ "type": "string" }] }), true),
        (
            json!({ "items": [{ "type": "string" }, { "type": "integer" }] }),
            true,
        ),
        (
            json!({ "prefixItems": [{ "type": "string" }], "items": false }),
            false,
        ),
        (
            json!({ "prefixItems": [{ "type": "string" }], "maxItems": 1 }),
            false,
        ),
    ] {
        let (read, report) = read(&schema);
        let Kind::Array(items) = read.kind else {
            panic!("expected an array")
        };
        let takes_any = items
            .children()
            .iter()
            .any(|(_, item)| item.kind == Kind::Any);
        assert_eq!(takes_any, any, "{schema}");
        assert_eq!(report.lossy().count(), 0);
    }
}
