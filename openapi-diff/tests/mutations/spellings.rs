//! The same meaning in other words is no change.

use serde_json::json;

use crate::{
    Edit::{Remove, Set},
    tells,
};

#[test]
fn null_by_its_own_type_is_nullable() {
    tells(
        vec![Set(
            "in/note",
            json!({ "anyOf": [{ "type": "string", "maxLength": 100 }, { "type": "null" }] }),
        )],
        &[],
    );
}

#[test]
fn the_keyword_nullable_is_the_type_null() {
    tells(
        vec![Set(
            "in/note",
            json!({ "type": "string", "maxLength": 100, "nullable": true }),
        )],
        &[],
    );
}

#[test]
fn a_constant_is_a_list_of_one() {
    tells(
        vec![Set(
            "schemas/Card/properties/kind",
            json!({ "type": "string", "enum": ["card"] }),
        )],
        &[],
    );
}

#[test]
fn constants_as_variants_are_a_list() {
    tells(
        vec![Set(
            "in/mode",
            json!({ "oneOf": [{ "const": "slow" }, { "const": "fast" }], "default": "fast" }),
        )],
        &[],
    );
}

#[test]
fn an_exclusive_limit_of_integers_is_the_next_integer() {
    tells(
        vec![Set(
            "list/parameters/0/schema",
            json!({ "type": "integer", "format": "int32", "exclusiveMinimum": 0, "maximum": 101, "exclusiveMaximum": true, "default": 20 }),
        )],
        &[],
    );
}

#[test]
fn all_of_one_schema_is_the_schema() {
    tells(
        vec![Set(
            "in/shipping",
            json!({ "allOf": [{ "$ref": "#/components/schemas/Address" }], "description": "Where to" }),
        )],
        &[],
    );
}

#[test]
fn all_of_parts_is_their_sum() {
    tells(
        vec![Set(
            "schemas/Address",
            json!({ "allOf": [{ "type": "object", "properties": { "street": { "type": "string" } }, "required": ["street"] }, { "properties": { "zip": { "type": "string" } } }] }),
        )],
        &[],
    );
}

#[test]
fn an_object_without_its_type_is_an_object() {
    tells(vec![Remove("schemas/Address/type")], &[]);
}

#[test]
fn additional_properties_that_are_true_are_the_default() {
    tells(
        vec![Set("schemas/Address/additionalProperties", json!(true))],
        &[],
    );
}

#[test]
fn types_as_a_list_are_alternatives() {
    tells(
        vec![Set("in/due", json!({ "oneOf": [{ "type": "string" }] }))],
        &[],
    );
}

#[test]
fn lengths_and_counts_of_zero_are_no_limits() {
    tells(
        vec![
            Set("in/due/minLength", json!(0)),
            Set("in/labels/minProperties", json!(0)),
            Set("in/tags/uniqueItems", json!(false)),
        ],
        &[],
    );
}

#[test]
fn a_variant_put_in_place_is_the_same() {
    tells(
        vec![Set(
            "in/pay/oneOf/1",
            json!({ "type": "object", "properties": { "kind": { "const": "bank" }, "iban": { "type": "string" } }, "required": ["kind"] }),
        )],
        &[
            "same BREAKS: `create_order`: the Rust type `Bank` in the request body is now `OrderInPayBank`",
        ],
    );
}

#[test]
fn a_list_of_values_beside_any_string_is_any_string() {
    tells(
        vec![Set(
            "in/due",
            json!({ "anyOf": [{ "type": "string", "enum": ["now"] }, { "type": "string" }] }),
        )],
        &[
            "same BREAKS: `create_order`: a Rust type in the request body is a union instead of a string",
        ],
    );
}

#[test]
fn a_response_by_reference_is_the_response() {
    tells(
        vec![
            Set(
                "get/responses/404",
                json!({ "$ref": "#/components/responses/Missing" }),
            ),
            Set(
                "components/responses",
                json!({ "Missing": { "description": "d", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Problem" } } } } }),
            ),
        ],
        &[],
    );
}

#[test]
fn several_types_are_a_union_with_a_variant_for_each() {
    let document = |it: serde_json::Value| {
        let mut document = crate::shop::shop();
        document["components"]["schemas"]["OrderIn"]["properties"]["it"] = it;
        document
    };
    let object = json!({ "type": "object", "properties": { "x": { "type": "string" } } });
    let mut types = object.clone();
    types["type"] = json!(["object", "string"]);
    let old = document(types);
    let new = document(json!({ "oneOf": [object, { "type": "string" }] }));
    let report = openapi_diff::compare(&old, &new).unwrap();
    let is_silent = |change: &openapi_diff::Change| change.wire == openapi_diff::Verdict::Unchanged;
    assert!(report.changes.iter().all(is_silent), "{report}");
}
