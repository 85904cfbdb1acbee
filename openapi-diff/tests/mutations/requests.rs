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
        &[
            "BREAKS BREAKS: `create_order`: `due` of the request body was removed (component `OrderIn`)",
        ],
    );
}

#[test]
fn an_optional_property_of_a_request_that_came_is_fine() {
    tells(
        vec![Set("in/gift", json!({ "type": "boolean" }))],
        &["fine fine: `create_order`: `gift` of the request body was added (component `OrderIn`)"],
    );
}

#[test]
fn a_required_property_of_a_request_that_came_breaks() {
    tells(
        vec![
            Set("in/gift", json!({ "type": "boolean" })),
            Push("schemas/OrderIn/required", json!("gift")),
        ],
        &[
            "BREAKS BREAKS: `create_order`: `gift` of the request body was added, and is required (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_property_of_a_request_that_became_required_breaks() {
    tells(
        vec![Push("schemas/OrderIn/required", json!("due"))],
        &[
            "BREAKS BREAKS: `create_order`: `due` of the request body is now required (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_property_of_a_request_that_became_optional_breaks_rust_only() {
    tells(
        vec![Remove("schemas/OrderIn/required")],
        &[
            "fine BREAKS: `create_order`: `code` of the request body is now optional (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_property_of_a_request_that_may_no_longer_be_null_breaks() {
    tells(
        vec![Set("in/note/type", json!("string"))],
        &[
            "BREAKS BREAKS: `create_order`: `note` of the request body may no longer be null (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_property_of_a_request_that_may_be_null_is_fine() {
    tells(
        vec![Set("in/due/type", json!(["string", "null"]))],
        &[
            "fine BREAKS: `create_order`: `due` of the request body may now be null (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_property_of_a_request_of_another_type_breaks() {
    tells(
        vec![Set("in/count", json!({ "type": "string" }))],
        &[
            "BREAKS BREAKS: `create_order`: `count` of the request body changed its type from integer (int64) to string (component `OrderIn`)",
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
            "fine BREAKS: `create_order`: `count` of the request body changed its type from integer (int64) to number (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_narrower_format_in_a_request_breaks() {
    tells(
        vec![Set("in/count/format", json!("int32"))],
        &[
            "BREAKS same: `create_order`: `count` of the request body changed its format from int64 to int32 (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_format_that_came_breaks_a_request() {
    tells(
        vec![Set("in/due/format", json!("date-time"))],
        &[
            "BREAKS same: `create_order`: `due` of the request body changed its format from any format to date-time (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_format_that_is_only_a_hint_is_fine() {
    tells(
        vec![Set("in/due/format", json!("password"))],
        &[
            "fine same: `create_order`: `due` of the request body changed its format from any format to password (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_value_of_a_request_that_came_is_fine() {
    tells(
        vec![Push("in/mode/enum", json!("idle"))],
        &[
            "fine fine: `create_order`: `mode` of the request body can be \"idle\", too (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_value_of_a_request_that_is_gone_breaks() {
    tells(
        vec![Remove("in/mode/enum/1")],
        &[
            "BREAKS BREAKS: `create_order`: `mode` of the request body can no longer be \"slow\" (component `OrderIn`)",
        ],
    );
}

#[test]
fn values_of_a_request_that_are_now_listed_break() {
    tells(
        vec![Set("in/due/enum", json!(["now", "later"]))],
        &[
            "BREAKS BREAKS: `create_order`: `due` of the request body now has to be one of \"now\", \"later\" (component `OrderIn`)",
        ],
    );
}

#[test]
fn values_of_a_request_that_are_no_longer_listed_are_fine() {
    tells(
        vec![Remove("in/mode/enum")],
        &[
            "fine BREAKS: `create_order`: `mode` of the request body no longer has to be one of \"fast\", \"slow\" (component `OrderIn`)",
        ],
    );
}

#[test]
fn another_default_in_a_request_breaks() {
    tells(
        vec![Set("in/mode/default", json!("slow"))],
        &[
            "BREAKS same: `create_order`: `mode` of the request body changed its default from \"fast\" to \"slow\" (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_default_that_came_is_fine() {
    tells(
        vec![Set("in/due/default", json!("now"))],
        &[
            "fine same: `create_order`: `due` of the request body now has the default \"now\" (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_lower_max_length_in_a_request_breaks() {
    tells(
        vec![Set("in/note/maxLength", json!(50))],
        &[
            "BREAKS same: `create_order`: `note` of the request body changed its maxLength from 100 to 50 (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_higher_max_length_in_a_request_is_fine() {
    tells(
        vec![Set("in/note/maxLength", json!(500))],
        &[
            "fine same: `create_order`: `note` of the request body changed its maxLength from 100 to 500 (component `OrderIn`)",
        ],
    );
}

#[test]
fn another_pattern_in_a_request_breaks() {
    tells(
        vec![Set("in/code/pattern", json!("^[a-z]+$"))],
        &[
            "BREAKS same: `create_order`: `code` of the request body has another `pattern` (component `OrderIn`)",
        ],
    );
}

#[test]
fn a_pattern_that_is_gone_is_fine() {
    tells(
        vec![Remove("in/code/pattern")],
        &[
            "fine same: `create_order`: `code` of the request body no longer has `pattern` (component `OrderIn`)",
        ],
    );
}

#[test]
fn more_items_that_are_needed_break() {
    tells(
        vec![Set("in/tags/minItems", json!(2))],
        &[
            "BREAKS same: `create_order`: `tags` of the request body changed its minItems from 1 to 2 (component `OrderIn`)",
        ],
    );
}

#[test]
fn unique_items_break_a_request() {
    tells(
        vec![Set("in/tags/uniqueItems", json!(true))],
        &[
            "BREAKS same: `create_order`: `tags` of the request body now has `uniqueItems` (component `OrderIn`)",
        ],
    );
}

#[test]
fn items_of_another_type_break() {
    tells(
        vec![Set("in/tags/items/type", json!("integer"))],
        &[
            "BREAKS BREAKS: `create_order`: `tags[]` of the request body changed its type from string to integer (component `OrderIn`)",
        ],
    );
}

#[test]
fn values_of_a_map_of_another_type_break() {
    tells(
        vec![Set("in/labels/additionalProperties/type", json!("integer"))],
        &[
            "BREAKS BREAKS: `create_order`: `labels{}` of the request body changed its type from string to integer (component `OrderIn`)",
        ],
    );
}
