//! Whatever the documents hold, the comparison ends without a panic.

use openapi_diff::{Error, Report, compare};
use proptest::{collection, prelude::*, sample, test_runner::Config};
use serde_json::{Map, Value, json};

const KEYS: &[&str] = &[
    "paths",
    "components",
    "schemas",
    "/a/{b}",
    "get",
    "post",
    "parameters",
    "name",
    "in",
    "required",
    "schema",
    "style",
    "content",
    "application/json",
    "requestBody",
    "responses",
    "200",
    "4xx",
    "default",
    "headers",
    "servers",
    "url",
    "security",
    "securitySchemes",
    "operationId",
    "type",
    "properties",
    "items",
    "prefixItems",
    "additionalProperties",
    "enum",
    "const",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "discriminator",
    "propertyName",
    "mapping",
    "$ref",
    "nullable",
    "format",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "readOnly",
    "deprecated",
    "A",
    "B",
];

const TEXTS: &[&str] = &[
    "object",
    "array",
    "string",
    "integer",
    "null",
    "path",
    "query",
    "header",
    "a",
    "A",
    "#/components/schemas/A",
    "#/components/schemas/B",
    "#",
    "",
    "#/paths/~1a~1{b}/get",
    "other.json#/A",
    "date-time",
    "form",
];

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => sample::select(TEXTS).prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(7, 96, 7, |inside| {
        let key = sample::select(KEYS).prop_map(ToOwned::to_owned);
        prop_oneof![
            1 => collection::vec(inside.clone(), 0..4).prop_map(Value::from),
            4 => collection::btree_map(key, inside, 0..7)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// A document whose one operation takes and returns a schema, among components.
fn document(schema: Value, schemas: Value) -> Value {
    let content = json!({ "application/json": { "schema": schema } });
    json!({
        "openapi": "3.1.0",
        "paths": { "/a/{b}": { "post": {
            "operationId": "act",
            "requestBody": { "content": content },
            "responses": { "200": { "content": content } },
        } } },
        "components": { "schemas": schemas },
    })
}

fn report(old: &Value, new: &Value) -> Report {
    compare(old, new).unwrap()
}

proptest! {
    #![proptest_config(Config { cases: 128, max_shrink_iters: 500, failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_two_documents_are_compared(old in any_json(), new in any_json(), schema in any_json()) {
        let own = |document: &Value| {
            let mut document = document.as_object().cloned().unwrap_or_default();
            document.insert("openapi".to_owned(), json!("3.1.0"));
            Value::Object(document)
        };
        report(&own(&old), &own(&new)).to_string();
        let (old, new) = (document(schema.clone(), old), document(schema, new));
        report(&old, &new).to_string();
        prop_assert_eq!(report(&new, &new.clone()).changes, []);
    }
}

#[test]
fn what_is_not_openapi_3_is_an_error_that_says_which_document() {
    let document = document(json!({}), json!({}));
    for other in [
        json!(null),
        json!([]),
        json!("text"),
        json!({}),
        json!({ "swagger": "2.0" }),
    ] {
        assert!(
            matches!(compare(&other, &document), Err(Error::Old(_))),
            "{other}"
        );
        assert!(
            matches!(compare(&document, &other), Err(Error::New(_))),
            "{other}"
        );
    }
    let error = compare(&json!([]), &document).unwrap_err();
    assert!(
        error.to_string().starts_with("the old document: "),
        "{error}"
    );
}

#[test]
fn references_in_circles_and_to_nowhere_are_any_value() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let schemas = json!({
        "A": reference("B"),
        "B": reference("A"),
        "C": { "allOf": [reference("C"), { "type": "object" }] },
        "D": { "oneOf": [reference("D"), reference("C")] },
        "E": reference("Nowhere"),
        "F": { "type": "object", "properties": { "f": reference("F"), "g": reference("G") } },
        "G": { "type": "array", "items": { "anyOf": [reference("F"), reference("G")] } },
        "H": { "not": reference("H") },
    });
    let names: Vec<&String> = schemas.as_object().unwrap().keys().collect();
    for old in &names {
        for new in &names {
            let (old, new) = (
                document(reference(old), schemas.clone()),
                document(reference(new), schemas.clone()),
            );
            report(&old, &new).to_string();
        }
    }
}

#[test]
fn a_change_behind_a_long_chain_of_components_is_found() {
    let schemas = |last: &str| -> Value {
        let chain = (0..2_000).map(|number| {
            let next = json!({ "$ref": format!("#/components/schemas/S{}", number + 1) });
            let schema = json!({ "type": "object", "properties": { "next": next } });
            (format!("S{number}"), schema)
        });
        let last = ("S2000".to_owned(), json!({ "type": last }));
        Value::Object(chain.chain([last]).collect::<Map<String, Value>>())
    };
    let first = json!({ "$ref": "#/components/schemas/S0" });
    let old = document(first.clone(), schemas("string"));
    let new = document(first, schemas("integer"));
    // One for the request, one for the response.
    assert_eq!(report(&old, &new).changes.len(), 2);
}

#[test]
fn long_chains_of_composition_end() {
    for keyword in ["allOf", "oneOf", "anyOf", "not"] {
        let schemas = (0..120).map(|number| {
            let next = |step| json!({ "$ref": format!("#/components/schemas/S{}", number + step) });
            let parts = match keyword {
                "not" => next(1),
                _ => json!([next(1), next(2)]),
            };
            (format!("S{number}"), json!({ keyword: parts }))
        });
        let schemas = Value::Object(schemas.collect::<Map<String, Value>>());
        let first = json!({ "$ref": "#/components/schemas/S0" });
        let document = document(first, schemas);
        assert_eq!(report(&document, &document.clone()).changes, []);
    }
}

#[test]
fn a_deeply_nested_schema_is_compared_to_its_end() {
    let nested = |last: &str| {
        let mut schema = json!({ "type": last });
        for _ in 0..100 {
            schema = json!({ "type": "object", "properties": { "a": schema } });
        }
        document(schema, json!({}))
    };
    assert_eq!(
        report(&nested("string"), &nested("integer")).changes.len(),
        2
    );
}

#[test]
fn many_components_that_all_refer_to_each_other_are_compared_once() {
    let schemas = |count: usize, last: &str| -> Value {
        let schemas = (0..count).map(|number| {
            let mut properties: Map<String, Value> = (0..count)
                .map(|other| {
                    let reference = json!({ "$ref": format!("#/components/schemas/S{other}") });
                    (
                        format!("p{other}"),
                        json!({ "anyOf": [{ "type": "string" }, reference] }),
                    )
                })
                .collect();
            properties.insert("own".to_owned(), json!({ "type": last }));
            let schema = json!({ "type": "object", "properties": properties });
            (format!("S{number}"), schema)
        });
        Value::Object(schemas.collect::<Map<String, Value>>())
    };
    let first = json!({ "$ref": "#/components/schemas/S0" });
    let old = document(first.clone(), schemas(16, "string"));
    let new = document(first, schemas(16, "integer"));
    assert_eq!(report(&old, &new).changes.len(), 2 * 16);
}
