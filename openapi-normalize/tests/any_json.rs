//! Any JSON gives a result or an error, never a panic, and ends.

use openapi_normalize::{Change, Keep, Report, Rule, Runtime, Settings};
use proptest::{collection, prelude::*, sample};
use serde_json::{Map, Value, json};

/// Keys that mean something to the normalizer, so that random documents get past its first checks.
const KEYS: &[&str] = &[
    "openapi",
    "info",
    "title",
    "version",
    "paths",
    "components",
    "schemas",
    "parameters",
    "responses",
    "requestBodies",
    "pathItems",
    "/a",
    "/a/{b}",
    "get",
    "delete",
    "query",
    "additionalOperations",
    "mediaTypes",
    "itemSchema",
    "$self",
    "x-files",
    "parameters",
    "name",
    "in",
    "required",
    "schema",
    "style",
    "explode",
    "content",
    "application/json",
    "text/plain",
    "requestBody",
    "200",
    "404",
    "default",
    "2XX",
    "summary",
    "operationId",
    "type",
    "properties",
    "items",
    "prefixItems",
    "additionalProperties",
    "patternProperties",
    "enum",
    "const",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "$ref",
    "$defs",
    "$anchor",
    "nullable",
    "format",
    "minimum",
    "description",
    "example",
    "examples",
    "x-a",
    "A",
    "B",
];

const TEXTS: &[&str] = &[
    "3.2.0",
    "3.1.0",
    "3.0.3",
    "querystring",
    "application/x-www-form-urlencoded",
    "#/components/mediaTypes/A",
    "object",
    "array",
    "string",
    "integer",
    "number",
    "null",
    "path",
    "query",
    "header",
    "a",
    "b",
    "A",
    "#/components/schemas/A",
    "#/components/schemas/B",
    "#A",
    "#",
    "",
    "#/paths/~1a/get",
    "form",
    "deepObject",
    "é",
    "+1",
];

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => sample::select(TEXTS).prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        2 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(8, 128, 8, |inside| {
        let key = prop_oneof![
            8 => sample::select(KEYS).prop_map(ToOwned::to_owned),
            1 => any::<String>(),
        ];
        prop_oneof![
            3 => collection::vec((key, inside.clone()), 0..8)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
            1 => collection::vec(inside, 0..6).prop_map(Value::Array),
        ]
    })
}

/// A document with any JSON in place of its operations, schemas and parameters.
fn any_document() -> impl Strategy<Value = Value> {
    let versions = sample::select(vec!["3.0.3", "3.1.0", "3.2.0"]);
    (collection::vec(any_json(), 8), versions).prop_map(|(parts, version)| {
        let mut document = json!({
            "openapi": version,
            "paths": { "/a/{b}": { "delete": {} } },
            "components": { "schemas": {} },
        });
        let operation = &mut document["paths"]["/a/{b}"]["delete"];
        operation["parameters"] = json!([parts[0]]);
        operation["requestBody"]["content"]["application/json"]["schema"] = parts[1].clone();
        operation["responses"]["200"]["content"]["application/json"]["schema"] = parts[2].clone();
        operation["responses"]["default"]["content"]["application/json"]["schema"] =
            parts[3].clone();
        document["components"]["schemas"] = json!({ "A": parts[4], "B": parts[5] });
        document["components"]["mediaTypes"] = json!({ "A": parts[7] });
        document["paths"]["/b"] = parts[6].clone();
        document
    })
}

fn all_settings() -> [Settings; 3] {
    let stock = Settings::new().runtime(Runtime::Stock);
    [
        stock.clone().runtime(Runtime::Extended),
        stock.clone().keep(Keep::ALL.iter().copied()),
        stock,
    ]
}

fn any_settings() -> impl Strategy<Value = Settings> {
    proptest::sample::select(all_settings().to_vec())
}

proptest! {
    #[test]
    fn anything_is_a_result_or_an_error(document in any_json()) {
        for settings in all_settings() {
            let _ = settings.normalize(&document);
        }
    }

    #[test]
    fn a_document_with_anything_inside_is_a_document(document in any_document(), settings in any_settings()) {
        let normalized = settings.normalize(&document).unwrap();
        prop_assert_eq!(&normalized.document["openapi"], "3.0.3");
        // The operation is there, or the report names it.
        let kept = normalized.document["paths"]["/a/{b}"]["delete"].is_object();
        let named = normalized.report.lossy().any(|entry| matches!(
            &entry.change,
            Change::OperationLeftOut { operation_id, .. } if operation_id == "delete_a_b"
        ));
        prop_assert!(kept || named);
    }

    #[test]
    fn the_same_document_gives_the_same_result(document in any_document(), settings in any_settings()) {
        let [one, two] = [(); 2].map(|()| settings.normalize(&document).unwrap());
        prop_assert_eq!(one, two);
    }

    #[test]
    fn the_report_is_the_same_after_json(document in any_document(), settings in any_settings()) {
        let report = settings.normalize(&document).unwrap().report;
        let text = serde_json::to_string(&report).unwrap();
        prop_assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
    }
}

#[test]
fn deep_nesting_comes_to_an_end() {
    let object = |key: &str, value| Value::Object(Map::from_iter([(key.to_owned(), value)]));
    let mut schema = json!({});
    for level in 0..2000 {
        schema = match level % 4 {
            0 => object("items", schema),
            1 => object("properties", object("p", schema)),
            2 => object(
                "allOf",
                Value::Array(vec![schema, json!({ "type": "object" })]),
            ),
            _ => object(
                "oneOf",
                Value::Array(vec![schema, json!({ "type": "string" })]),
            ),
        };
    }
    let mut document = json!({ "openapi": "3.1.0" });
    document["components"] = object("schemas", object("A", schema));
    for settings in all_settings() {
        let _ = settings.normalize(&document).unwrap();
    }
}

/// Each schema is as deep as is allowed, and refers to the next one.
#[test]
fn references_do_not_add_up_to_endless_depth() {
    let mut schemas = Map::new();
    for number in 0..100 {
        let mut schema = json!({ "type": "string" });
        if number > 0 {
            let previous = json!({ "$ref": format!("#/components/schemas/T{}", number - 1) });
            schema = json!({ "allOf": [previous, { "required": ["x"] }] });
        }
        for _ in 0..50 {
            schema = json!({ "type": "object", "properties": { "p": schema } });
        }
        schemas.insert(format!("T{number}"), schema);
        let this = json!({ "$ref": format!("#/components/schemas/T{number}") });
        let other = json!({ "allOf": [this, { "required": ["x"] }] });
        schemas.insert(format!("Z{:04}", 9999 - number), other);
    }
    let document = json!({ "openapi": "3.1.0", "components": { "schemas": schemas } });
    for settings in all_settings() {
        let report = settings.normalize(&document).unwrap().report;
        assert!(report.lossy().any(|entry| entry.rule() == Rule::Limits));
    }
}
