//! Objects, unions and components in requests.

use serde_json::json;

use crate::{
    Edit::{Push, Remove, Set},
    tells,
};

#[test]
fn an_object_that_became_closed_breaks_a_request() {
    tells(
        vec![Set("schemas/Address/additionalProperties", json!(false))],
        &[
            "BREAKS same: `create_order`: `billing` of the request body allows nothing besides its properties, instead of anything (component `Address`)",
        ],
    );
}

#[test]
fn an_object_that_is_no_longer_closed_is_fine() {
    tells(
        vec![Remove("in/closed/additionalProperties")],
        &[
            "fine same: `create_order`: `closed` of the request body allows anything besides its properties, instead of nothing (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_variant_of_a_request_that_came_is_fine() {
    tells(
        vec![Push(
            "in/pay/oneOf",
            json!({ "$ref": "#/components/schemas/Cash" }),
        )],
        &[
            "fine fine: `create_order`: `pay` of the request body can be `Cash`, too (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_variant_of_a_request_that_is_gone_breaks() {
    tells(
        vec![Set(
            "in/pay/oneOf",
            json!([{ "$ref": "#/components/schemas/Bank" }, { "$ref": "#/components/schemas/Cash" }]),
        )],
        &[
            "BREAKS BREAKS: `create_order`: `pay` of the request body can no longer be `Card` (component `OrderIn`)",
            "fine fine: `create_order`: `pay` of the request body can be `Cash`, too (component `OrderIn`)",
        ],
    );
}

#[test]
fn variants_in_another_order_are_nothing() {
    tells(
        vec![Set(
            "in/pay/oneOf",
            json!([{ "$ref": "#/components/schemas/Bank" }, { "$ref": "#/components/schemas/Card" }]),
        )],
        &[],
    );
}

#[test]
fn a_property_of_a_variant_is_told_in_it() {
    tells(
        vec![
            Remove("schemas/Card/properties/last4"),
            Set(
                "schemas/Card/properties/first6",
                json!({ "type": "integer" }),
            ),
        ],
        &[
            "BREAKS BREAKS: `create_order`: `pay|Card.last4` of the request body was removed",
            "fine fine: `create_order`: `pay|Card.first6` of the request body was added",
        ],
    );
}

#[test]
fn a_property_that_became_read_only_cannot_be_sent() {
    tells(
        vec![Set("in/due/readOnly", json!(true))],
        &[
            "BREAKS BREAKS: `create_order`: `due` of the request body is now read-only (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_property_that_is_no_longer_read_only_can_be_sent() {
    tells(
        vec![Remove("in/stamp/readOnly")],
        &[
            "fine fine: `create_order`: `stamp` of the request body is no longer read-only (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_property_of_a_shared_component_is_told_once() {
    tells(
        vec![Remove("schemas/Address/properties/zip")],
        &[
            "BREAKS BREAKS: `create_order`: `billing.zip` of the request body was removed (component `Address`)",
        ],
    );
}

#[test]
fn another_component_in_the_same_place_is_another_type() {
    tells(
        vec![Set(
            "in/shipping",
            json!({ "$ref": "#/components/schemas/Place" }),
        )],
        &[
            "BREAKS BREAKS: `create_order`: `shipping` of the request body changed its type from `Address` to `Place`",
        ],
    );
}

#[test]
fn a_property_that_is_deprecated_is_told() {
    tells(
        vec![Set("in/due/deprecated", json!(true))],
        &[
            "same same: `create_order`: `due` of the request body is deprecated (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_deprecated_place_of_a_component_is_told() {
    tells(
        vec![Set(
            "in/shipping",
            json!({ "$ref": "#/components/schemas/Address", "deprecated": true }),
        )],
        &[
            "same same: `create_order`: `shipping` of the request body is deprecated (component `OrderIn`)",
        ],
    );
}

#[test]
fn one_of_a_plain_type_is_wider() {
    tells(
        vec![Set(
            "in/due",
            json!({ "oneOf": [{ "type": "string" }, { "$ref": "#/components/schemas/Place" }] }),
        )],
        &[
            "fine BREAKS: `create_order`: `due` of the request body changed its type from string to one of `Place`, string (component `OrderIn`)",
        ],
    );
}
