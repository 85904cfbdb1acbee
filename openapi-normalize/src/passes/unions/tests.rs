use serde_json::{Map, Value, json};

use crate::{Normalized, UNION, testing::normalize_both_ways};

/// Normalizes a document whose one operation takes and returns this schema, with others beside it.
fn with_schema(schema: Value, mut schemas: Value) -> Normalized {
    schemas["It"] = schema;
    normalize_both_ways("It", &schemas)
}

fn shape<'n>(normalized: &'n Normalized, union: &str, index: usize) -> &'n Value {
    &normalized.schema(union)[UNION][index]["shape"]
}

/// An object with a constant and many properties, of which one is required.
fn large(kind: &str, count: usize) -> Value {
    let mut properties: Map<String, Value> = (0..count)
        .map(|number| (format!("p{number}"), json!({ "type": "integer" })))
        .collect();
    properties.insert(
        "kind".into(),
        json!({ "$ref": format!("#/components/schemas/{kind}") }),
    );
    json!({ "type": "object", "properties": properties, "required": ["p0"] })
}

#[test]
fn a_variant_of_any_size_is_described_by_all_its_properties() {
    for count in [1, 190, 250, 1000] {
        let union = json!({ "oneOf": [large("A", count), large("B", count)] });
        let schemas = json!({ "A": { "const": "a" }, "B": { "const": "b" } });
        let normalized = with_schema(union, schemas);
        let shape = shape(&normalized, "It", 0);
        assert_eq!(shape["required"], json!(["p0"]), "{count}");
        assert_eq!(
            shape["properties"]["kind"]["constants"],
            json!(["a"]),
            "{count}"
        );
        assert_eq!(
            shape["properties"]["p0"]["types"],
            json!(["integer"]),
            "{count}"
        );
        assert_eq!(shape["properties"].as_object().unwrap().len(), count + 1);
    }
}

#[test]
fn what_is_too_large_inside_of_a_variant_keeps_its_constants_and_what_it_requires() {
    let within = |kind: &str| json!({ "type": "object", "properties": { "in": large(kind, 250) } });
    let union = json!({ "oneOf": [within("A"), within("B")] });
    let schemas = json!({ "A": { "const": "a" }, "B": { "const": "b" } });
    let normalized = with_schema(union, schemas);
    let inside = &shape(&normalized, "It", 1)["properties"]["in"];
    assert_eq!(
        inside,
        &json!({
            "types": ["object"], "required": ["p0"],
            "properties": { "kind": { "constants": ["b"] } }, "others": {},
        })
    );
}

#[test]
fn a_union_with_too_many_variants_inside_of_another_keeps_its_types() {
    let numbers = (0..250).map(|number| large("A", number));
    let inner: Vec<Value> = numbers.chain([json!({ "type": "boolean" })]).collect();
    let inner = json!({ "oneOf": inner, "discriminator": { "propertyName": "p0" } });
    let reference = json!({ "$ref": "#/components/schemas/Inner" });
    let normalized = with_schema(
        json!({ "oneOf": [reference, { "type": "array", "items": {} }] }),
        json!({ "A": { "const": "a" }, "Inner": inner }),
    );
    let table = &normalized.schema("It")[UNION];
    let rows = table.as_array().unwrap().iter();
    let inner: Vec<&Value> = rows.filter(|row| row["name"] == "Inner").collect();
    assert_eq!(
        inner[0]["shape"],
        json!({ "types": ["boolean", "object"] }),
        "{table}"
    );
}

#[test]
fn a_variant_is_described_as_its_direction_has_it() {
    let with = |property: &str, keyword: &str| {
        json!({ "type": "object", "required": [property], "properties": {
            property: { "type": "string", keyword: true },
        } })
    };
    let union = json!({ "oneOf": [with("id", "readOnly"), with("secret", "writeOnly")] });
    let normalized = with_schema(union, json!({}));
    let wanted =
        |union: &str| [0, 1].map(|index| shape(&normalized, union, index)["required"].clone());
    assert_eq!(wanted("It"), [json!(["id"]), Value::Null]);
    assert_eq!(wanted("ItRequest"), [Value::Null, json!(["secret"])]);
}

#[test]
fn a_property_that_is_only_null_tells_its_variant_apart() {
    let is_null = json!({ "types": ["null"] });
    for null in [
        json!({ "type": "null" }),
        json!({ "const": null }),
        json!({ "enum": [null], "type": "string" }),
        json!({ "allOf": [{ "type": "null" }] }),
        json!({ "anyOf": [{ "type": "null" }, { "const": null }] }),
        json!({ "$ref": "#/components/schemas/Nothing" }),
    ] {
        let with = |error: &Value| json!({ "type": "object", "properties": { "error": error } });
        let union = json!({ "oneOf": [with(&null), with(&json!({ "type": "string" }))] });
        let normalized = with_schema(union, json!({ "Nothing": { "type": "null" } }));
        for name in ["It", "ItRequest"] {
            let shape = &shape(&normalized, name, 0)["properties"]["error"];
            assert_eq!(shape, &is_null, "{null}");
        }
    }
}

#[test]
fn any_json_by_reference_is_not_only_null_where_the_reference_says_nullable() {
    let any = json!({ "allOf": [{ "$ref": "#/components/schemas/Any" }], "nullable": true });
    let with = |error: Value| json!({ "type": "object", "properties": { "error": error } });
    let union = json!({ "oneOf": [with(any), with(json!({ "type": "string" }))] });
    let normalized = with_schema(union, json!({ "Any": {} }));
    assert_eq!(
        shape(&normalized, "It", 0)["properties"]["error"],
        json!({})
    );
}

#[test]
fn all_of_two_unions_has_a_variant_for_each_two_of_them_and_their_tags() {
    let of = |names: [&str; 2], property: &str| json!({ "oneOf": names.map(|name| json!({ "$ref": format!("#/components/schemas/{name}") })), "discriminator": { "propertyName": property } });
    let marked = |property: &str| json!({ "type": "object", "required": [property], "properties": { property: { "type": "string" } } });
    let all = json!({ "allOf": [of(["Cat", "Dog"], "kind"), of(["Big", "Small"], "size")] });
    let normalized = with_schema(
        all,
        json!({ "Cat": marked("kind"), "Dog": marked("kind"), "Big": marked("size"), "Small": marked("size") }),
    );
    let rows = normalized.schema("It")[UNION].as_array().unwrap();
    let tags = rows.iter().map(|row| {
        let kind = row["tag"]["values"][0].as_str();
        (
            kind,
            row["shape"]["properties"]["size"]["constants"][0].as_str(),
        )
    });
    let both = |kind, size| (Some(kind), Some(size));
    assert_eq!(
        tags.collect::<Vec<_>>(),
        [
            both("Cat", "Big"),
            both("Cat", "Small"),
            both("Dog", "Big"),
            both("Dog", "Small"),
            (None, None)
        ]
    );
    assert_eq!(normalized.lossy(), []);
}

#[test]
fn unions_that_contain_each_other_and_may_be_null_come_to_an_end() {
    let of = |other: &str, more: Value| json!({ "anyOf": [{ "$ref": format!("#/components/schemas/{other}") }, more, { "type": "null" }] });
    let other = of("It", json!({ "type": "integer" }));
    let normalized = with_schema(
        of("Other", json!({ "type": "string" })),
        json!({ "Other": other }),
    );
    assert!(normalized.schema("It").is_object());
    with_schema(of("It", json!({ "type": "string" })), json!({}));
}
