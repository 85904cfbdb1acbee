//! The pairs of documents beside the project, where they are.

use std::{fs, path::PathBuf};

use openapi_diff::{Report, compare};
use serde_json::Value;

fn shared(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")).join(path)
}

fn read(path: &str) -> Option<Value> {
    let text = fs::read_to_string(shared(path)).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

/// The changes of a pair; nothing, with a line that says so, where the pairs are not.
fn report(pair: &str) -> Option<Report> {
    let documents = ["old", "new"].map(|which| read(&format!("cases/{pair}.{which}.json")));
    let [Some(old), Some(new)] = documents else {
        eprintln!("skipped: there is no pair {pair} in ../shared/cases");
        return None;
    };
    Some(compare(&old, &new).unwrap())
}

/// Checks the lines of the report for a pair.
#[track_caller]
fn tells(pair: &str, expected: &[&str]) {
    if let Some(report) = report(pair) {
        let text = report.to_string();
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        assert_eq!(lines[..lines.len() - 1], *expected);
    }
}

#[test]
fn a_property_of_a_component_that_was_seen_before_is_told() {
    tells(
        "62min",
        &["BREAKING wire, Rust  `get_o`: `shipping` of the 200 response was removed"],
    );
    tells(
        "63-shared-ref-retyped",
        &[
            "BREAKING wire, Rust  `put_order`: `shipping` of the request body changed its type from `Address` to `Line`",
        ],
    );
}

#[test]
fn a_component_in_place_of_inline_schemas_only_names_types() {
    tells(
        "61-inline-to-component",
        &[
            "BREAKING Rust        `get_order`: the Rust types `OrderBilling`, `OrderShipping` in the 200 response are now `Address`",
            "BREAKING Rust        `put_order`: the Rust types `OrderInBilling`, `OrderInShipping` in the request body are now `AddressRequest`",
        ],
    );
}

#[test]
fn a_component_with_another_name_only_names_a_type() {
    tells(
        "77-component-renamed",
        &[
            "BREAKING Rust        `get_order`: the Rust type `Line` in the 200 response is now `Item`",
        ],
    );
}

#[test]
fn a_path_with_another_name_is_the_same_operation() {
    tells(
        "55-path-renamed",
        &[
            "BREAKING wire        the operation `get_order` moved from `GET /orders/{id}` to `GET /v2/orders/{id}`",
            "BREAKING wire        the operation `put_order` moved from `PUT /orders/{id}` to `PUT /v2/orders/{id}`",
        ],
    );
}

#[test]
fn variants_in_another_order_are_nothing() {
    tells("A1-oneof-reordered", &[]);
}

#[test]
fn null_that_is_no_longer_allowed_breaks_requests() {
    tells(
        "A4-request-null-no-longer-allowed",
        &[
            "BREAKING wire, Rust  `put_order`: `lines[].sku` of the request body may no longer be null",
            "`get_order`: `lines[].sku` of the 200 response may no longer be null (also in `put_order`)",
        ],
    );
}

#[test]
fn another_value_breaks_nothing() {
    tells(
        "51-enum-added",
        &[
            "`get_order`: the query parameter `status` can be \"void\", too (component `Status`, also in `put_order`)",
            "`get_order`: `status` of the 200 response can be \"void\", too (also in `put_order`)",
        ],
    );
}

#[test]
fn another_security_is_told() {
    tells(
        "59-security",
        &["BREAKING wire        the document is secured by `key` instead of `bearer`"],
    );
}

#[test]
fn a_published_document_has_no_changes_from_itself() {
    let mut names: Vec<PathBuf> = fs::read_dir(shared("specs"))
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    names.sort();
    if names.is_empty() {
        eprintln!("skipped: there are no documents in ../shared/specs");
    }
    for name in names {
        let document: Value = serde_json::from_str(&fs::read_to_string(&name).unwrap()).unwrap();
        let report = compare(&document, &document.clone()).unwrap();
        assert_eq!(report.changes, [], "{}", name.display());
    }
}
