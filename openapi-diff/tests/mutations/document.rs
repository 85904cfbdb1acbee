//! Operations, servers and security.

use serde_json::json;

use crate::{
    Edit::{Move, Push, Remove, Set},
    tells,
};

#[test]
fn an_operation_that_is_gone_breaks() {
    tells(
        vec![Remove("delete")],
        &["BREAKS BREAKS: the operation `delete_order` was removed"],
    );
}

#[test]
fn an_operation_that_came_breaks_nothing() {
    tells(
        vec![Set(
            "paths/~1ping",
            json!({ "get": { "operationId": "ping", "responses": {} } }),
        )],
        &["fine fine: the operation `ping` was added"],
    );
}

#[test]
fn a_path_with_another_name_is_the_same_operation_by_its_id() {
    tells(
        vec![Move("paths/~1orders", "paths/~1v2~1orders")],
        &[
            "BREAKS same: the operation `create_order` moved from `POST /orders` to `POST /v2/orders`",
            "BREAKS same: the operation `list_orders` moved from `GET /orders` to `GET /v2/orders`",
        ],
    );
}

#[test]
fn a_method_with_another_name_is_the_same_operation_by_its_id() {
    tells(
        vec![Move("delete", "paths/~1orders~1{id}/put")],
        &[
            "BREAKS same: the operation `delete_order` moved from `DELETE /orders/{id}` to `PUT /orders/{id}`",
        ],
    );
}

#[test]
fn a_slash_at_the_end_of_a_path_is_told() {
    tells(
        vec![Move("paths/~1orders~1{id}", "paths/~1orders~1{id}~1")],
        &[
            "fine same: the operation `get_order` has a slash at the end of its path (also in `delete_order`)",
        ],
    );
}

#[test]
fn another_operation_id_breaks_rust_only() {
    tells(
        vec![Set("list/operationId", json!("find_orders"))],
        &[
            "same BREAKS: the operation `find_orders` has the method `find_orders` instead of `list_orders`",
        ],
    );
}

#[test]
fn an_operation_id_in_another_case_is_the_same_method() {
    tells(vec![Set("list/operationId", json!("listOrders"))], &[]);
}

#[test]
fn a_deprecated_operation_is_told() {
    tells(
        vec![Set("get/deprecated", json!(true))],
        &["same same: the operation `get_order` is deprecated"],
    );
}

#[test]
fn other_descriptions_tags_and_examples_are_nothing() {
    tells(
        vec![
            Set("list/description", json!("All of them")),
            Set("list/tags", json!(["orders"])),
            Set("in/note/description", json!("A note")),
            Set("in/note/examples", json!(["a"])),
            Set("info/version", json!("2")),
        ],
        &[],
    );
}

#[test]
fn another_server_is_told_and_one_more_is_fine() {
    tells(
        vec![Push(
            "servers",
            json!({ "url": "https://eu.shop.example/v1" }),
        )],
        &["fine same: the document has the server https://eu.shop.example/v1/, too"],
    );
}

#[test]
fn a_server_that_is_gone_breaks() {
    tells(
        vec![Set(
            "servers",
            json!([{ "url": "https://shop.example/v2" }]),
        )],
        &[
            "BREAKS same: the document no longer has the server https://shop.example/v1/",
            "fine same: the document has the server https://shop.example/v2/, too",
        ],
    );
}

#[test]
fn a_slash_at_the_end_of_a_server_is_nothing() {
    tells(
        vec![Set("servers/0/url", json!("https://shop.example/v1/"))],
        &[],
    );
}

#[test]
fn another_security_breaks() {
    tells(
        vec![Set("security", json!([{ "key": [] }]))],
        &["BREAKS same: the document is secured by `key` instead of `bearer`"],
    );
}

#[test]
fn one_more_way_to_authorize_is_fine() {
    tells(
        vec![Push("security", json!({ "key": [] }))],
        &["fine same: the document is secured by `bearer` or `key` instead of `bearer`"],
    );
}

#[test]
fn a_second_scheme_that_is_needed_breaks() {
    tells(
        vec![Set("security", json!([{ "bearer": [], "key": [] }]))],
        &["BREAKS same: the document is secured by `bearer` and `key` instead of `bearer`"],
    );
}

#[test]
fn security_that_is_gone_is_fine() {
    tells(
        vec![Set("security", json!([]))],
        &["fine same: the document is secured by nothing instead of `bearer`"],
    );
}

#[test]
fn another_scope_breaks() {
    tells(
        vec![Set(
            "delete/security",
            json!([{ "oauth": ["write", "admin"] }]),
        )],
        &[
            "BREAKS same: the operation `delete_order` is secured by `oauth` (admin, write) instead of `oauth` (write)",
        ],
    );
}

#[test]
fn a_scope_less_is_fine() {
    tells(
        vec![Set("delete/security", json!([{ "oauth": [] }]))],
        &[
            "fine same: the operation `delete_order` is secured by `oauth` instead of `oauth` (write)",
        ],
    );
}

#[test]
fn another_scheme_under_the_same_name_breaks() {
    tells(
        vec![Set(
            "components/securitySchemes/bearer",
            json!({ "type": "http", "scheme": "basic" }),
        )],
        &["BREAKS same: the document has another security scheme under the name `bearer`"],
    );
}

#[test]
fn an_operation_id_that_several_operations_have_identifies_none() {
    let document = |path: &str| {
        let operation = json!({ "operationId": "act", "responses": {} });
        json!({
            "openapi": "3.0.3",
            "paths": { "/a": { "get": operation }, path: { "get": operation } },
        })
    };
    let report = openapi_diff::compare(&document("/b"), &document("/c")).unwrap();
    let lines: Vec<String> = report.changes.iter().map(ToString::to_string).collect();
    let expected = [
        "the operation `act` was removed",
        "the operation `act` was added",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn a_report_is_json_with_a_sentence_for_each_change() {
    let old = crate::shop::shop();
    let mut new = old.clone();
    new["paths"]["/orders"]["get"]["parameters"][0]["schema"]["maximum"] = json!(50);
    let report = openapi_diff::compare(&old, &new).unwrap();
    assert_eq!(
        json!(report),
        json!({
            "counts": { "changes": 1, "breaking": 1, "wire_breaking": 1, "rust_breaking": 0 },
            "changes": [{
                "text": "`list_orders`: the query parameter `limit` changed its maximum from 100 to 50",
                "operation": { "id": "list_orders", "method": "GET", "path": "/orders" },
                "part": { "part": "parameter", "location": "query", "name": "limit" },
                "change": { "kind": "limit-changed", "limit": "maximum", "from": "100", "to": "50" },
                "wire": "breaking",
                "rust": "unchanged",
            }],
        })
    );
}
