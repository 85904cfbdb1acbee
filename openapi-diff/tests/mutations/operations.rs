//! What operations take and return.

use serde_json::json;

use crate::{
    Edit::{Move, Push, Remove, Set},
    lines, tells, tells_reversed,
};

#[test]
fn a_scheme_with_another_name_is_nothing() {
    tells(
        vec![
            Move(
                "components/securitySchemes/bearer",
                "components/securitySchemes/token",
            ),
            Set("security", json!([{ "token": [] }])),
        ],
        &[],
    );
}

#[test]
fn an_optional_parameter_that_came_is_fine() {
    tells(
        vec![Push(
            "list/parameters",
            json!({ "name": "after", "in": "query", "schema": { "type": "string" } }),
        )],
        &["fine fine: `list_orders`: the query parameter `after` was added"],
    );
}

#[test]
fn a_required_parameter_that_came_breaks() {
    tells(
        vec![Push(
            "list/parameters",
            json!({ "name": "after", "in": "query", "required": true, "schema": { "type": "string" } }),
        )],
        &["BREAKS BREAKS: `list_orders`: the query parameter `after` was added, and is required"],
    );
}

#[test]
fn a_parameter_that_is_gone_breaks() {
    tells(
        vec![Remove("list/parameters/1")],
        &["BREAKS BREAKS: `list_orders`: the query parameter `expand` was removed"],
    );
}

#[test]
fn a_parameter_that_became_required_breaks() {
    tells(
        vec![Set("list/parameters/0/required", json!(true))],
        &["BREAKS BREAKS: `list_orders`: the query parameter `limit` is now required"],
    );
}

#[test]
fn a_parameter_that_became_optional_is_fine() {
    tells(
        vec![Remove("list/parameters/3/required")],
        &["fine same: `list_orders`: the query parameter `shopId` is now optional"],
    );
}

#[test]
fn a_parameter_spelled_in_another_way_breaks_the_wire_only() {
    tells(
        vec![Set("list/parameters/3/name", json!("shop_id"))],
        &[
            "BREAKS same: `list_orders`: the query parameter `shop_id` was renamed from `shopId` to `shop_id`",
        ],
    );
}

#[test]
fn a_header_in_another_case_is_nothing() {
    tells(vec![Set("list/parameters/4/name", json!("x-trace"))], &[]);
}

#[test]
fn a_path_parameter_with_another_name_breaks_rust_only() {
    tells(
        vec![
            Move("paths/~1orders~1{id}", "paths/~1orders~1{order}"),
            Set("paths/~1orders~1{order}/parameters/0/name", json!("order")),
        ],
        &[
            "same BREAKS: `get_order`: the path parameter `order` was renamed from `id` to `order` (also in `delete_order`)",
        ],
    );
}

#[test]
fn a_parameter_that_moved_breaks_the_wire() {
    tells(
        vec![Set("list/parameters/3/in", json!("header"))],
        &[
            "BREAKS same: `list_orders`: the header parameter `shopId` moved from the query to the header",
        ],
    );
}

#[test]
fn another_style_breaks_the_wire() {
    tells(
        vec![Set("list/parameters/1/explode", json!(false))],
        &[
            "BREAKS same: `list_orders`: the query parameter `expand` is written as style `form` instead of style `form`, exploded",
        ],
    );
}

#[test]
fn the_style_of_a_single_value_is_nothing() {
    tells(vec![Set("list/parameters/0/explode", json!(false))], &[]);
}

#[test]
fn another_default_of_a_parameter_breaks() {
    tells(
        vec![Set("list/parameters/0/schema/default", json!(50))],
        &[
            "BREAKS same: `list_orders`: the query parameter `limit` changed its default from 20 to 50",
        ],
    );
}

#[test]
fn a_lower_maximum_of_a_parameter_breaks() {
    tells(
        vec![Set("list/parameters/0/schema/maximum", json!(50))],
        &[
            "BREAKS same: `list_orders`: the query parameter `limit` changed its maximum from 100 to 50",
        ],
    );
}

#[test]
fn a_higher_maximum_of_a_parameter_is_fine() {
    tells(
        vec![Set("list/parameters/0/schema/maximum", json!(500))],
        &[
            "fine same: `list_orders`: the query parameter `limit` changed its maximum from 100 to 500",
        ],
    );
}

#[test]
fn a_parameter_of_another_type_breaks() {
    tells(
        vec![Set("list/parameters/0/schema", json!({ "type": "string" }))],
        &[
            "BREAKS BREAKS: `list_orders`: the query parameter `limit` changed its type from integer (int32) to string",
        ],
    );
}

#[test]
fn a_wider_format_of_a_parameter_is_fine() {
    tells(
        vec![Set("list/parameters/0/schema/format", json!("int64"))],
        &[
            "fine same: `list_orders`: the query parameter `limit` changed its format from int32 to int64",
        ],
    );
}

#[test]
fn a_deprecated_parameter_is_told() {
    tells(
        vec![Set("list/parameters/1/deprecated", json!(true))],
        &["same same: `list_orders`: the query parameter `expand` is deprecated"],
    );
}

#[test]
fn a_media_type_of_a_request_that_is_gone_breaks() {
    tells(
        vec![Remove("body/content/application~1x-www-form-urlencoded")],
        &[
            "BREAKS same: `create_order`: the request body can no longer be application/x-www-form-urlencoded",
        ],
    );
}

#[test]
fn a_media_type_of_a_request_that_came_is_fine() {
    tells(
        vec![Set(
            "body/content/application~1xml",
            json!({ "schema": { "$ref": "#/components/schemas/OrderIn" } }),
        )],
        &["fine same: `create_order`: the request body can be application/xml, too"],
    );
}

#[test]
fn a_body_that_became_optional_is_fine() {
    tells(
        vec![Remove("body/required")],
        &["fine fine: `create_order`: the request body is now optional"],
    );
}

#[test]
fn a_body_that_is_gone_breaks() {
    tells(
        vec![Remove("body")],
        &["BREAKS BREAKS: `create_order`: the request body was removed"],
    );
}

#[test]
fn a_required_body_that_came_breaks() {
    tells(
        vec![Set(
            "delete/requestBody",
            json!({ "required": true, "content": { "application/json": { "schema": { "type": "string" } } } }),
        )],
        &["BREAKS BREAKS: `delete_order`: the request body was added, and is required"],
    );
}

#[test]
fn an_optional_body_that_came_is_fine() {
    tells(
        vec![Set(
            "delete/requestBody",
            json!({ "content": { "application/json": { "schema": { "type": "string" } } } }),
        )],
        &["fine fine: `delete_order`: the request body was added"],
    );
}

#[test]
fn an_error_status_that_came_is_told() {
    tells(
        vec![Set(
            "delete/responses/404",
            json!({ "description": "not found" }),
        )],
        &["fine same: `delete_order`: the 404 response was added"],
    );
}

#[test]
fn an_error_status_with_another_type_breaks_rust() {
    tells(
        vec![Set(
            "get/responses/409",
            json!({ "description": "d", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Place" } } } }),
        )],
        &["fine BREAKS: `get_order`: the 409 response was added"],
    );
}

#[test]
fn a_success_with_another_status_breaks_the_wire() {
    tells(
        vec![Move("create/responses/201", "create/responses/200")],
        &["BREAKS same: `create_order`: the 201 response now has the status 200"],
    );
}

#[test]
fn an_error_status_that_is_gone_is_told() {
    tells(
        vec![Remove("create/responses/404")],
        &["fine BREAKS: `create_order`: the 404 response was removed"],
    );
}

#[test]
fn a_success_status_that_came_is_told() {
    tells(
        vec![Set("get/responses/202", json!({ "description": "later" }))],
        &["fine same: `get_order`: the 202 response was added"],
    );
}

#[test]
fn a_class_of_statuses_that_came_is_told() {
    tells(
        vec![Set("get/responses/5XX", json!({ "description": "d" }))],
        &["fine same: `get_order`: the 5XX response was added"],
    );
}

#[test]
fn a_media_type_of_a_response_that_is_another_breaks() {
    tells(
        vec![Move(
            "get/responses/200/content/application~1json",
            "get/responses/200/content/application~1xml",
        )],
        &[
            "BREAKS BREAKS: `get_order`: the 200 response can no longer be application/json",
            "fine same: `get_order`: the 200 response can be application/xml, too",
        ],
    );
}

#[test]
fn a_header_of_a_response_that_is_gone_breaks() {
    tells(
        vec![Remove("list/responses/200/headers/X-Total")],
        &["BREAKS same: `list_orders`: the header `X-Total` of the 200 response was removed"],
    );
}

#[test]
fn a_header_of_a_response_that_came_is_fine() {
    tells(
        vec![Set(
            "get/responses/200/headers",
            json!({ "ETag": { "schema": { "type": "string" } } }),
        )],
        &["fine same: `get_order`: the header `ETag` of the 200 response was added"],
    );
}

#[test]
fn a_header_of_a_response_that_became_optional_breaks() {
    tells(
        vec![Remove("list/responses/200/headers/X-Total/required")],
        &["BREAKS same: `list_orders`: the header `X-Total` of the 200 response may now be absent"],
    );
}

#[test]
fn a_success_status_that_is_gone_breaks() {
    tells_reversed(
        vec![Set("get/responses/202", json!({ "description": "later" }))],
        &["BREAKS same: `get_order`: the 202 response was removed"],
    );
}

#[test]
fn a_status_in_small_letters_is_nothing() {
    let wanted = |status: &str| {
        let mut document = crate::shop::shop();
        document["paths"]["/orders"]["get"]["responses"][status] = json!({ "description": "d" });
        document
    };
    let report = openapi_diff::compare(&wanted("4xx"), &wanted("4XX")).unwrap();
    assert_eq!(report.changes, []);
}

#[test]
fn paths_that_differ_in_a_slash_or_in_the_name_of_a_parameter_are_told_apart() {
    let get = |kind: &str| {
        let content = json!({ "application/json": { "schema": { "type": "object", "properties": { "a": { "type": kind } } } } });
        json!({ "get": { "responses": { "200": { "description": "", "content": content } } } })
    };
    let document = |last: &str| {
        let (a, b, c) = (get("string"), get("boolean"), get(last));
        json!({ "openapi": "3.1.0", "paths": { "/a": a, "/a/": b, "/{x}": get("string"), "/{y}": c } })
    };
    assert_eq!(lines(&document("string"), &document("string")), [""; 0]);
    let told = lines(&document("string"), &document("integer"));
    assert!(
        told.iter()
            .any(|line| line.contains("`get_y`") && line.contains("from string to integer")),
        "{told:?}"
    );
    assert_eq!(
        told.iter()
            .filter(|line| line.starts_with("BREAKS"))
            .count(),
        1,
        "{told:?}"
    );
}

#[test]
fn an_operation_that_moved_under_another_resource_has_one_more_parameter() {
    let parameter = |name: &str| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
    let document = |path: &str, names: &[&str]| {
        let parameters: Vec<_> = names.iter().map(|name| parameter(name)).collect();
        let get = json!({ "operationId": "get_order", "parameters": parameters, "responses": {} });
        json!({ "openapi": "3.1.0", "paths": { path: { "get": get } } })
    };
    assert_eq!(
        lines(
            &document("/orders/{id}", &["id"]),
            &document("/customers/{cid}/orders/{id}", &["cid", "id"])
        ),
        [
            "BREAKS BREAKS: `get_order`: the path parameter `cid` was added, and is required",
            "BREAKS same: the operation `get_order` moved from `GET /orders/{id}` to `GET /customers/{cid}/orders/{id}`",
        ]
    );
}

#[test]
fn media_types_differ_in_their_parameters_but_for_the_charset() {
    let document = |media_types: &[&str]| {
        let content: serde_json::Map<String, serde_json::Value> = media_types
            .iter()
            .map(|name| {
                (
                    (*name).to_owned(),
                    json!({ "schema": { "type": "string" } }),
                )
            })
            .collect();
        let get = json!({ "operationId": "a", "responses": { "200": { "description": "", "content": content } } });
        json!({ "openapi": "3.1.0", "paths": { "/a": { "get": get } } })
    };
    let both = document(&["application/json;version=1", "application/json; version=2"]);
    let one = document(&["application/json;version=2"]);
    assert_eq!(
        lines(&both, &one),
        ["BREAKS same: `a`: the 200 response can no longer be application/json;version=1"]
    );
    let charset = document(&["application/json; charset=utf-8"]);
    assert_eq!(lines(&charset, &document(&["application/json"])), [""; 0]);
}

#[test]
fn how_a_list_is_exploded_says_nothing_in_a_path_or_a_header() {
    let document = |explode: bool| {
        let list = json!({ "type": "array", "items": { "type": "string" } });
        let parameters = [("ids", "path"), ("x-ids", "header")].map(|(name, place)| {
            json!({ "name": name, "in": place, "required": true, "explode": explode, "schema": list })
        });
        let get = json!({ "operationId": "a", "parameters": parameters, "responses": {} });
        json!({ "openapi": "3.1.0", "paths": { "/a/{ids}": { "get": get } } })
    };
    assert_eq!(lines(&document(false), &document(true)), [""; 0]);
}
