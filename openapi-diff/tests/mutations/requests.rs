//! The schemas of requests.

use serde_json::json;

use crate::{
    Edit::{Push, Remove, Set},
    tells,
};

#[test]
fn a_property_of_a_request_that_is_gone_breaks() {
    tells(
        vec![Remove("in/due")],
        &["BREAKS BREAKS: `create_order`: `due` of the request body was removed"],
    );
}

#[test]
fn an_optional_property_of_a_request_that_came_is_fine() {
    tells(
        vec![Set("in/gift", json!({ "type": "boolean" }))],
        &["fine fine: `create_order`: `gift` of the request body was added"],
    );
}

#[test]
fn a_required_property_of_a_request_that_came_breaks() {
    tells(
        vec![
            Set("in/gift", json!({ "type": "boolean" })),
            Push("schemas/OrderIn/required", json!("gift")),
        ],
        &["BREAKS BREAKS: `create_order`: `gift` of the request body was added, and is required"],
    );
}

#[test]
fn a_property_of_a_request_that_became_required_breaks() {
    tells(
        vec![Push("schemas/OrderIn/required", json!("due"))],
        &["BREAKS BREAKS: `create_order`: `due` of the request body is now required"],
    );
}

#[test]
fn a_property_of_a_request_that_became_optional_breaks_rust_only() {
    tells(
        vec![Remove("schemas/OrderIn/required")],
        &["fine BREAKS: `create_order`: `code` of the request body is now optional"],
    );
}

#[test]
fn a_property_of_a_request_that_may_no_longer_be_null_breaks() {
    tells(
        vec![Set("in/note/type", json!("string"))],
        &["BREAKS BREAKS: `create_order`: `note` of the request body may no longer be null"],
    );
}

#[test]
fn a_property_of_a_request_that_may_be_null_is_fine() {
    tells(
        vec![Set("in/due/type", json!(["string", "null"]))],
        &["fine BREAKS: `create_order`: `due` of the request body may now be null"],
    );
}

#[test]
fn a_property_of_a_request_of_another_type_breaks() {
    tells(
        vec![Set("in/count", json!({ "type": "string" }))],
        &[
            "BREAKS BREAKS: `create_order`: `count` of the request body changed its type from integer (int64) to string",
        ],
    );
}

#[test]
fn a_wider_type_in_a_request_is_fine() {
    tells(
        vec![
            Set("in/count/type", json!("number")),
            Remove("in/count/format"),
        ],
        &[
            "fine BREAKS: `create_order`: `count` of the request body changed its type from integer (int64) to number",
        ],
    );
}

#[test]
fn a_narrower_format_in_a_request_breaks() {
    tells(
        vec![Set("in/count/format", json!("int32"))],
        &[
            "BREAKS same: `create_order`: `count` of the request body changed its format from int64 to int32",
        ],
    );
}

#[test]
fn a_format_that_came_breaks_a_request() {
    tells(
        vec![Set("in/due/format", json!("date-time"))],
        &[
            "BREAKS same: `create_order`: `due` of the request body changed its format from any format to date-time",
        ],
    );
}

#[test]
fn a_format_that_is_only_a_hint_is_fine() {
    tells(
        vec![Set("in/due/format", json!("password"))],
        &[
            "fine same: `create_order`: `due` of the request body changed its format from any format to password",
        ],
    );
}

#[test]
fn a_value_of_a_request_that_came_is_fine() {
    tells(
        vec![Push("in/mode/enum", json!("idle"))],
        &["fine fine: `create_order`: `mode` of the request body can be \"idle\", too"],
    );
}

#[test]
fn a_value_of_a_request_that_is_gone_breaks() {
    tells(
        vec![Remove("in/mode/enum/1")],
        &["BREAKS BREAKS: `create_order`: `mode` of the request body can no longer be \"slow\""],
    );
}

#[test]
fn values_of_a_request_that_are_now_listed_break() {
    tells(
        vec![Set("in/due/enum", json!(["now", "later"]))],
        &[
            "BREAKS BREAKS: `create_order`: `due` of the request body now has to be one of \"now\", \"later\"",
        ],
    );
}

#[test]
fn values_of_a_request_that_are_no_longer_listed_are_fine() {
    tells(
        vec![Remove("in/mode/enum")],
        &[
            "fine BREAKS: `create_order`: `mode` of the request body no longer has to be one of \"fast\", \"slow\"",
        ],
    );
}

#[test]
fn another_default_in_a_request_breaks() {
    tells(
        vec![Set("in/mode/default", json!("slow"))],
        &[
            "BREAKS same: `create_order`: `mode` of the request body changed its default from \"fast\" to \"slow\"",
        ],
    );
}

#[test]
fn a_default_that_came_is_fine() {
    tells(
        vec![Set("in/due/default", json!("now"))],
        &["fine same: `create_order`: `due` of the request body now has the default \"now\""],
    );
}

#[test]
fn a_lower_max_length_in_a_request_breaks() {
    tells(
        vec![Set("in/note/maxLength", json!(50))],
        &[
            "BREAKS same: `create_order`: `note` of the request body changed its maxLength from 100 to 50",
        ],
    );
}

#[test]
fn a_higher_max_length_in_a_request_is_fine() {
    tells(
        vec![Set("in/note/maxLength", json!(500))],
        &[
            "fine same: `create_order`: `note` of the request body changed its maxLength from 100 to 500",
        ],
    );
}

#[test]
fn another_pattern_in_a_request_breaks() {
    tells(
        vec![Set("in/code/pattern", json!("^[a-z]+$"))],
        &["BREAKS same: `create_order`: `code` of the request body has another `pattern`"],
    );
}

#[test]
fn a_pattern_that_is_gone_is_fine() {
    tells(
        vec![Remove("in/code/pattern")],
        &["fine same: `create_order`: `code` of the request body no longer has `pattern`"],
    );
}

#[test]
fn more_items_that_are_needed_break() {
    tells(
        vec![Set("in/tags/minItems", json!(2))],
        &[
            "BREAKS same: `create_order`: `tags` of the request body changed its minItems from 1 to 2",
        ],
    );
}

#[test]
fn unique_items_break_a_request() {
    tells(
        vec![Set("in/tags/uniqueItems", json!(true))],
        &["BREAKS same: `create_order`: `tags` of the request body now has `uniqueItems`"],
    );
}

#[test]
fn items_of_another_type_break() {
    tells(
        vec![Set("in/tags/items/type", json!("integer"))],
        &[
            "BREAKS BREAKS: `create_order`: `tags[]` of the request body changed its type from string to integer",
        ],
    );
}

#[test]
fn values_of_a_map_of_another_type_break() {
    tells(
        vec![Set("in/labels/additionalProperties/type", json!("integer"))],
        &[
            "BREAKS BREAKS: `create_order`: `labels{}` of the request body changed its type from string to integer",
        ],
    );
}

#[test]
fn an_object_that_became_closed_breaks_a_request() {
    tells(
        vec![Set("schemas/Address/additionalProperties", json!(false))],
        &[
            "BREAKS same: `create_order`: `billing` of the request body allows nothing besides its properties, instead of anything",
        ],
    );
}

#[test]
fn an_object_that_is_no_longer_closed_is_fine() {
    tells(
        vec![Remove("in/closed/additionalProperties")],
        &[
            "fine same: `create_order`: `closed` of the request body allows anything besides its properties, instead of nothing",
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
        &["fine fine: `create_order`: `pay` of the request body can be `Cash`, too"],
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
            "BREAKS BREAKS: `create_order`: `pay` of the request body can no longer be `Card`",
            "fine fine: `create_order`: `pay` of the request body can be `Cash`, too",
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
        &["BREAKS BREAKS: `create_order`: `due` of the request body is now read-only"],
    );
}

#[test]
fn a_property_that_is_no_longer_read_only_can_be_sent() {
    tells(
        vec![Remove("in/stamp/readOnly")],
        &["fine fine: `create_order`: `stamp` of the request body is no longer read-only"],
    );
}

#[test]
fn a_property_of_a_shared_component_is_told_once() {
    tells(
        vec![Remove("schemas/Address/properties/zip")],
        &["BREAKS BREAKS: `create_order`: `billing.zip` of the request body was removed"],
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
        &["same same: `create_order`: `due` of the request body is deprecated"],
    );
}

#[test]
fn a_deprecated_place_of_a_component_is_told() {
    tells(
        vec![Set(
            "in/shipping",
            json!({ "$ref": "#/components/schemas/Address", "deprecated": true }),
        )],
        &["same same: `create_order`: `shipping` of the request body is deprecated"],
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
            "fine BREAKS: `create_order`: `due` of the request body changed its type from string to one of `Place`, string",
        ],
    );
}
