use serde_json::json;

use super::*;
use crate::{Change, testing::both_ways};

fn all() -> Settings {
    Settings::new().keep(Keep::ALL.iter().copied())
}

/// Of a document with an operation that takes and returns an object with this property `it`.
fn normalized(property: &Value, settings: &Settings) -> Normalized {
    let object = json!({ "type": "object", "properties": { "it": property } });
    settings
        .normalize(&both_ways("O", &json!({ "O": object })))
        .unwrap()
}

/// What becomes of the property in a request and in a response.
fn both(property: &Value, settings: &Settings) -> [Value; 2] {
    let normalized = normalized(property, settings);
    ["ORequest", "O"].map(|name| normalized.schema(name)["properties"]["it"].clone())
}

fn changes(property: &Value, settings: &Settings) -> Vec<Change> {
    let normalized = normalized(property, settings);
    let entries = normalized.report.entries().iter();
    let inside = entries.filter(|entry| entry.pointer.as_str().contains("/it/"));
    inside.map(|entry| entry.change.clone()).collect()
}

#[test]
fn a_format_is_kept_where_one_type_has_all_values() {
    let uuid = json!({ "type": "string", "format": "uuid" });
    for (schema, format) in [
        (uuid.clone(), Some("uuid")),
        (json!({ "anyOf": [uuid, { "type": "null" }] }), Some("uuid")),
        (
            json!({ "type": ["string", "null"], "format": "date" }),
            Some("date"),
        ),
        (
            json!({ "allOf": [uuid, { "maxLength": 40 }] }),
            Some("uuid"),
        ),
        (
            json!({ "allOf": [{ "type": "string" }, uuid] }),
            Some("uuid"),
        ),
        (json!({ "anyOf": [uuid, { "type": "string" }] }), None),
        (
            json!({ "anyOf": [uuid, { "type": "string", "format": "date" }] }),
            None,
        ),
        (json!({ "type": "string", "format": "email" }), None),
        (json!({ "format": "uuid" }), None),
        (json!({ "type": "integer", "format": "uuid" }), None),
        (json!({ "type": "string", "format": "uint8" }), None),
    ] {
        for side in both(&schema, &all()) {
            assert_eq!(side["format"].as_str(), format, "{schema}");
        }
        for side in both(&schema, &all().runtime(Runtime::Extended)) {
            assert_eq!(side["format"], Value::Null, "{schema}");
        }
    }
}

#[test]
fn the_report_says_what_a_type_cannot_hold() {
    for (format, is_lossless) in [("uuid", true), ("date", true), ("date-time", false)] {
        let schema = json!({ "type": "string", "format": format });
        let typed = Change::FormatTyped {
            format: format.to_owned(),
        };
        assert_eq!(typed.is_lossless(), is_lossless, "{format}");
        assert_eq!(changes(&schema, &all()), [typed]);
        let keyword = "format".to_owned();
        let described = Change::FormatDescribed { keyword };
        assert_eq!(changes(&schema, &Settings::new()), [described]);
    }
}

#[test]
fn an_integer_has_the_width_of_its_format_where_the_settings_say_so() {
    let integer = |format: &str| json!({ "type": "integer", "format": format });
    for (format, by_format, widest) in [
        ("int32", Some("int32"), Some("int64")),
        ("uint8", Some("uint8"), Some("int64")),
        ("int64", Some("int64"), Some("int64")),
        ("uint64", Some("uint64"), Some("uint64")),
        ("bigint", None, None),
    ] {
        for (settings, expected) in [(all(), by_format), (Settings::new(), widest)] {
            let normalized = normalized(&integer(format), &settings);
            let it = &normalized.schema("O")["properties"]["it"];
            assert_eq!(it["format"].as_str(), expected, "{format}");
            let lossy = normalized.lossy();
            assert_eq!(lossy.is_empty(), format != "bigint", "{lossy:?}");
        }
    }
    let two = json!({ "anyOf": [integer("int32"), integer("int64")] });
    assert_eq!(both(&two, &all())[0]["format"], "int64");
}

#[test]
fn a_string_is_checked_in_requests_only() {
    let string = json!({ "type": "string", "maxLength": 3, "pattern": "^a" });
    let normalized = normalized(&string, &all());
    let request = normalized.schema("OItRequest");
    assert_eq!(
        (&request["maxLength"], &request["pattern"]),
        (&json!(3), &json!("^a"))
    );
    let response = &normalized.schema("O")["properties"]["it"];
    assert_eq!(response["type"], "string");
    assert_eq!(response["maxLength"], Value::Null);
    assert_eq!(normalized.lossy(), []);
    let enforced = |keyword: &str| Change::CheckEnforced {
        keyword: keyword.to_owned(),
    };
    assert_eq!(
        changes(&string, &all()),
        [enforced("maxLength"), enforced("pattern")]
    );
    let no_pattern = json!({ "type": "string", "pattern": "(" });
    assert_eq!(both(&no_pattern, &all())[0]["pattern"], Value::Null);
}

#[test]
fn a_default_is_sent_where_it_is_a_value_and_the_property_can_be_left_out() {
    for (schema, default) in [
        (json!({ "type": "boolean", "default": true }), json!(true)),
        (json!({ "type": "integer", "default": 3 }), json!(3)),
        (json!({ "enum": ["a", "b"], "default": "b" }), json!("b")),
        (json!({ "enum": ["a", "b"], "default": "c" }), Value::Null),
        (json!({ "type": "integer", "default": "3" }), Value::Null),
        (
            json!({ "type": ["string", "null"], "default": "a" }),
            Value::Null,
        ),
        (
            json!({ "type": "string", "format": "uuid", "default": "a" }),
            Value::Null,
        ),
        (
            json!({ "type": "string", "maxLength": 3, "default": "aaaa" }),
            Value::Null,
        ),
        (json!({ "type": "array", "default": [] }), Value::Null),
    ] {
        let [request, response] = both(&schema, &all());
        assert_eq!(request["default"], default, "{schema}");
        assert_eq!(response["default"], Value::Null, "{schema}");
        let name = "it".to_owned();
        let is_sent = changes(&schema, &all()).contains(&Change::DefaultSent { name });
        assert_eq!(is_sent, !default.is_null(), "{schema}");
    }
}

#[test]
fn variants_are_called_after_their_schemas_or_their_values() {
    let variant = json!({ "type": "object", "properties": { "kind": { "type": "string" } } });
    let union = json!({
        "oneOf": [{ "$ref": "#/components/schemas/Watered" }, { "$ref": "#/components/schemas/Moved" }],
        "discriminator": { "propertyName": "kind", "mapping": {
            "v1.watered": "#/components/schemas/Watered",
            "v1.moved": "#/components/schemas/Moved", "v2.moved": "#/components/schemas/Moved",
        } },
    });
    let document = both_ways(
        "It",
        &json!({ "It": union, "Watered": variant, "Moved": variant }),
    );
    for runtime in [Runtime::Stock, Runtime::Extended] {
        for (names, expected) in [
            (VariantNames::Schemas, ["Moved", "Watered"]),
            (VariantNames::Values, ["Moved", "V1Watered"]),
        ] {
            let settings = Settings::new().runtime(runtime).variant_names(names);
            let normalized = settings.normalize(&document).unwrap();
            let variants = normalized.schema("ItRequest")["oneOf"].as_array().unwrap();
            let titles = variants
                .iter()
                .map(|variant| variant["title"].as_str().unwrap());
            let titles: BTreeSet<&str> = titles.collect();
            assert_eq!(titles, BTreeSet::from(expected));
        }
    }
}

#[test]
fn the_type_of_a_crate_is_kept_where_the_settings_say_so() {
    let rust = json!({ "crate": "a", "version": "1", "path": "a::A" });
    let schema = json!({ "type": "string", "x-rust-type": rust, "x-other": 1 });
    assert_eq!(both(&schema, &all())[1]["x-rust-type"], rust);
    assert_eq!(
        both(&schema, &Settings::new())[1]["x-rust-type"],
        Value::Null
    );
    let keyword = "x-rust-type".to_owned();
    assert!(changes(&schema, &all()).contains(&Change::ExtensionKept { keyword }));
    let keyword = "x-other".to_owned();
    assert!(changes(&schema, &all()).contains(&Change::ExtensionIgnored { keyword }));
}
