//! The schemas of responses.

use serde_json::json;

use crate::{
    Edit::{Move, Push, Remove, Set},
    tells,
};

#[test]
fn a_property_of_a_response_that_is_gone_breaks() {
    tells(
        vec![Remove("out/size")],
        &[
            "BREAKS BREAKS: `create_order`: `size` of the 201 response was removed (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_property_of_a_response_that_came_is_fine() {
    tells(
        vec![Set("out/weight", json!({ "type": "number" }))],
        &[
            "fine fine: `create_order`: `weight` of the 201 response was added (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_property_of_a_response_that_may_be_absent_breaks_the_wire_only() {
    tells(
        vec![Set("schemas/Order/required", json!(["id"]))],
        &[
            "BREAKS same: `create_order`: `total` of the 201 response may now be absent (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_property_of_a_response_that_is_always_there_is_fine() {
    tells(
        vec![Push("schemas/Order/required", json!("size"))],
        &[
            "fine same: `create_order`: `size` of the 201 response is now always there (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_property_of_a_response_that_may_be_null_breaks_the_wire_only() {
    tells(
        vec![Set("out/total/type", json!(["number", "null"]))],
        &[
            "BREAKS same: `create_order`: `total` of the 201 response may now be null (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn elements_of_a_response_that_may_be_null_break_both() {
    tells(
        vec![Set("out/rows/items/type", json!(["integer", "null"]))],
        &[
            "BREAKS BREAKS: `create_order`: `rows[]` of the 201 response may now be null (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_property_of_a_response_of_another_type_breaks() {
    tells(
        vec![Set("out/total/type", json!("string"))],
        &[
            "BREAKS BREAKS: `create_order`: `total` of the 201 response changed its type from number to string (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_narrower_type_in_a_response_breaks_rust_only() {
    tells(
        vec![Set("out/total/type", json!("integer"))],
        &[
            "fine BREAKS: `create_order`: `total` of the 201 response changed its type from number to integer (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_wider_format_in_a_response_breaks_the_wire_only() {
    tells(
        vec![Set("out/size/format", json!("int64"))],
        &[
            "BREAKS same: `create_order`: `size` of the 201 response changed its format from int32 to int64 (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_format_of_a_response_that_is_gone_breaks_the_wire_only() {
    tells(
        vec![Remove("out/at/format")],
        &[
            "BREAKS same: `create_order`: `at` of the 201 response changed its format from date-time to any format (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_value_of_a_response_that_came_is_fine_because_any_string_is_read() {
    tells(
        vec![Push("out/phase/enum", json!("lost"))],
        &[
            "fine fine: `create_order`: `phase` of the 201 response can be \"lost\", too (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_value_of_a_response_that_is_gone_breaks_rust_only() {
    tells(
        vec![Remove("out/phase/enum/1")],
        &[
            "fine BREAKS: `create_order`: `phase` of the 201 response can no longer be \"done\" (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_value_of_a_parameter_and_a_request_that_came_is_told_once() {
    tells(
        vec![Push("schemas/State/enum", json!("void"))],
        &[
            "fine fine: `list_orders`: the query parameter `state` can be \"void\", too (component `State`, also in `create_order`)",
        ],
    );
}

#[test]
fn a_higher_maximum_in_a_response_breaks_the_wire_only() {
    tells(
        vec![Set("out/size/maximum", json!(20))],
        &[
            "BREAKS same: `create_order`: `size` of the 201 response changed its maximum from 10 to 20 (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_lower_maximum_in_a_response_is_fine() {
    tells(
        vec![Set("out/size/maximum", json!(5))],
        &[
            "fine same: `create_order`: `size` of the 201 response changed its maximum from 10 to 5 (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_variant_of_a_response_that_came_is_fine_because_anything_is_read() {
    tells(
        vec![Push(
            "out/pets/items/oneOf",
            json!({ "$ref": "#/components/schemas/Place" }),
        )],
        &[
            "fine fine: `create_order`: `pets[]` of the 201 response can be `Place`, too (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn another_mapping_of_a_discriminator_breaks_the_wire() {
    tells(
        vec![Set(
            "out/pets/items/discriminator/mapping",
            json!({ "hound": "#/components/schemas/Dog", "cat": "#/components/schemas/Cat" }),
        )],
        &[
            "BREAKS same: `create_order`: `pets[]` of the 201 response marks `Dog` by `hound` instead of `dog` (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn another_discriminator_breaks_the_wire() {
    tells(
        vec![Set(
            "out/pets/items/discriminator/propertyName",
            json!("animal"),
        )],
        &[
            "BREAKS same: `create_order`: `pets[]` of the 201 response is told apart by `animal` instead of `species` (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_property_of_a_recursive_component_is_told_once() {
    tells(
        vec![Set("schemas/Tree/properties/label/type", json!("integer"))],
        &[
            "BREAKS BREAKS: `create_order`: `tree.label` of the 201 response changed its type from string to integer (component `Tree`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_property_of_a_response_that_became_write_only_is_gone() {
    tells(
        vec![Set("out/at/writeOnly", json!(true))],
        &[
            "BREAKS BREAKS: `create_order`: `at` of the 201 response is now write-only (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_property_of_a_response_that_is_no_longer_write_only_came() {
    tells(
        vec![Remove("out/secret/writeOnly")],
        &[
            "fine fine: `create_order`: `secret` of the 201 response is no longer write-only (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn a_component_with_another_name_breaks_rust_only() {
    tells(
        vec![
            Move("schemas/Place", "schemas/Spot"),
            Set("out/home", json!({ "$ref": "#/components/schemas/Spot" })),
            Set("out/work", json!({ "$ref": "#/components/schemas/Spot" })),
        ],
        &["same BREAKS: `list_orders`: the Rust type `Place` in the 200 response is now `Spot`"],
    );
}

#[test]
fn a_response_that_is_any_object_breaks() {
    tells(
        vec![Set("schemas/Order", json!({ "type": "object" }))],
        &[
            "BREAKS BREAKS: `create_order`: the 201 response changed its type from object with `at`, `home`, `id` to object (component `Order`, also in `list_orders` and `get_order`)",
        ],
    );
}

#[test]
fn an_error_with_a_property_less_is_told_once() {
    tells(
        vec![Set(
            "schemas/Problem/properties",
            json!({ "text": { "type": "string" }, "code": { "type": "string" } }),
        )],
        &[
            "BREAKS BREAKS: `list_orders`: `message` of the default response was removed (component `Problem`, also in `create_order` and `get_order`)",
            "fine fine: `list_orders`: `code` of the default response was added (component `Problem`, also in `create_order` and `get_order`)",
            "fine fine: `list_orders`: `text` of the default response was added (component `Problem`, also in `create_order` and `get_order`)",
        ],
    );
}
