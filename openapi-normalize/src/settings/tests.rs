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
        (
            json!({ "type": "string", "format": "uuid", "x-rust-type": 5 }),
            Some("uuid"),
        ),
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
    for (one, other, format) in [
        ("int32", "int64", json!("int64")),
        ("int64", "uint64", Value::Null),
        ("int32", "uint64", Value::Null),
    ] {
        let two = json!({ "anyOf": [integer(one), integer(other)] });
        assert_eq!(both(&two, &all())[0]["format"], format, "{one} {other}");
    }
    let either = json!({ "type": ["string", "integer"], "format": "uint64" });
    let normalized = normalized(&either, &Settings::new());
    let text = &normalized.schema("OItRequest")["oneOf"][1];
    assert_eq!(
        (&text["type"], &text["format"]),
        (&json!("string"), &Value::Null)
    );
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
    let with_format = json!({ "allOf": [{ "type": "string", "format": "uuid" }, { "type": "string", "maxLength": 9 }] });
    assert_eq!(both(&with_format, &all())[0]["maxLength"], Value::Null);
    let mut read_only = string.clone();
    read_only["readOnly"] = json!(true);
    assert!(!changes(&read_only, &all()).contains(&enforced("maxLength")));
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
        (
            json!({ "type": "integer", "format": "int64", "default": 3 }),
            json!(3),
        ),
        (
            json!({ "type": "integer", "format": "uint8", "default": 256 }),
            Value::Null,
        ),
        (
            json!({ "type": "integer", "format": "uint64", "default": u64::MAX }),
            json!(u64::MAX),
        ),
        (
            json!({ "type": "string", "x-rust-type": { "crate": "a", "version": "1", "path": "a::A" }, "default": "a" }),
            Value::Null,
        ),
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

#[test]
fn the_default_beside_a_reference_is_sent() {
    let size = json!({ "enum": ["s", "m"] });
    let reference = json!({ "$ref": "#/components/schemas/Size" });
    for it in [
        json!({ "$ref": "#/components/schemas/Size", "default": "m" }),
        json!({ "allOf": [reference], "default": "m" }),
    ] {
        let object = json!({ "type": "object", "properties": { "it": it } });
        let document = both_ways("O", &json!({ "O": object, "Size": size }));
        let normalized = all().normalize(&document).unwrap();
        assert_eq!(
            normalized.schema("ORequest")["properties"]["it"]["default"],
            "m"
        );
        assert_eq!(normalized.schema("SizeRequest")["default"], Value::Null);
    }
}

#[test]
fn a_type_that_typify_cannot_read_is_reported() {
    let of = |parameter: Value| json!({ "crate": "a-b", "version": "1", "path": "a_b::A", "parameters": [parameter] });
    for (rust, is_kept) in [
        (of(json!({ "type": "string" })), true),
        (
            of(json!({ "type": "array", "items": { "type": "integer" } })),
            true,
        ),
        (of(json!({ "$ref": "#/components/schemas/O" })), false),
        (of(json!({ "type": ["string", "null"] })), false),
        (
            json!({ "crate": "a", "version": "1", "path": "b::A" }),
            false,
        ),
        (json!(5), false),
    ] {
        let schema = json!({ "type": "string", "x-rust-type": rust });
        let is_there = both(&schema, &all())[1].get("x-rust-type").is_some();
        assert_eq!(is_there, is_kept, "{schema}");
    }
}

/// Of a document with an operation of each path, in which all settings keep what they can.
fn of_paths(paths: &Value) -> Normalized {
    let document = json!({ "openapi": "3.1.0", "paths": paths });
    all()
        .responses(Responses::Strict)
        .normalize(&document)
        .unwrap()
}

#[test]
fn a_moment_in_a_path_or_a_header_stays_a_string() {
    let moment = json!({ "type": "string", "format": "date-time" });
    let parameters = ["path", "header", "query"].map(
        |location| json!({ "name": location, "in": location, "required": true, "schema": moment }),
    );
    let get = json!({ "parameters": parameters, "responses": {} });
    let normalized = of_paths(&json!({ "/{path}": { "get": get } }));
    let parameters = &normalized.document["paths"]["/{path}"]["get"]["parameters"];
    for parameter in parameters.as_array().unwrap() {
        let is_typed = parameter["schema"]["format"] == "date-time";
        assert_eq!(is_typed, parameter["in"] == "query", "{parameter}");
    }
}

#[test]
fn an_operation_that_has_other_answers_is_no_connection() {
    let json = json!({ "description": "d", "content": { "application/json": { "schema": {} } } });
    let of = |mark: Value, responses: Value| {
        let get =
            json!({ "operationId": "act", "x-dropshot-websocket": mark, "responses": responses });
        let document = of_paths(&json!({ "/a": { "get": get } })).document;
        document["paths"]["/a"]["get"]["responses"].clone()
    };
    assert!(of(json!({}), json!({ "101": { "description": "d" } }))["101"].is_object());
    assert!(of(json!(false), json!({ "200": json }))["200"].is_object());
    assert_eq!(of(json!({}), json!({ "200": json })), Value::Null);
    let with_error = of(
        json!({}),
        json!({ "101": { "description": "d" }, "default": json }),
    );
    assert!(with_error["101"].is_object() && with_error["4XX"]["content"].is_object());
}

#[test]
fn pagination_is_kept_where_progenitor_can_make_a_stream_of_it() {
    let page = json!({
        "type": "object", "required": ["items"],
        "properties": { "items": { "type": "array" }, "next_page": { "type": "string" } },
    });
    let list = |id: &str, names: &[&str], schema: &Value| {
        let parameters = names
            .iter()
            .map(|name| json!({ "name": name, "in": "query", "schema": {} }));
        json!({ "get": {
            "operationId": id, "x-dropshot-pagination": {}, "parameters": parameters.collect::<Vec<_>>(),
            "responses": { "200": { "description": "d", "content": { "application/json": { "schema": schema } } } },
        } })
    };
    let usual = ["limit", "page_token"];
    let is_kept = |paths: Value| {
        let document = of_paths(&paths).document;
        document["paths"]["/a"]["get"]
            .get("x-dropshot-pagination")
            .is_some()
    };
    assert!(is_kept(json!({ "/a": list("act", &usual, &page) })));
    assert!(!is_kept(json!({ "/a": list("act", &["limit"], &page) })));
    assert!(!is_kept(
        json!({ "/a": list("act", &["limit", "page_token", "stream"], &page) })
    ));
    assert!(!is_kept(
        json!({ "/a": list("act", &usual, &json!({ "type": "string" })) })
    ));
    let other = list("act_stream", &usual, &page);
    assert!(!is_kept(
        json!({ "/a": list("act", &usual, &page), "/b": other })
    ));
}
