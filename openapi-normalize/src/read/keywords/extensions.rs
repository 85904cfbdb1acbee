//! Vendor extensions and `xml` say nothing about the JSON on the wire.

use serde_json::Value;

use super::node::Node;
use crate::{report::Change, settings::Keep, tree::kept::RUST_TYPE};

pub(super) fn apply(node: &mut Node<'_, '_>) {
    let extensions: Vec<&str> = node
        .keywords
        .keys()
        .copied()
        .filter(|keyword| keyword.starts_with("x-") || *keyword == "xml")
        .collect();
    let rust_type = node.keywords.get(RUST_TYPE);
    if node.settings.keeps(Keep::Extensions) && rust_type.is_some_and(|it| is_rust_type(it)) {
        node.keep(RUST_TYPE);
    }
    for keyword in extensions {
        node.take(keyword);
        node.report(
            keyword,
            Change::ExtensionIgnored {
                keyword: keyword.to_owned(),
            },
        );
    }
}

/// Whether typify can read it. Its parameters are schemas, of which only those that say all themselves stay as they are.
fn is_rust_type(value: &Value) -> bool {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let path = text("path").and_then(|path| path.split_once("::"));
    let name = text("crate").map(|name| name.replace('-', "_"));
    let is_plain = |schema: &Value| {
        let kind = schema.get("type").and_then(Value::as_str);
        match kind {
            Some("array") => schema.get("items").is_some_and(is_scalar),
            _ => is_scalar(schema),
        }
    };
    let parameters = value.get("parameters").map(Value::as_array);
    text("version").is_some_and(|version| !version.is_empty())
        && path.is_some_and(|(start, _)| name.as_deref() == Some(start))
        && parameters.is_none_or(|list| list.is_some_and(|list| list.iter().all(is_plain)))
}

fn is_scalar(schema: &Value) -> bool {
    let kind = schema.get("type").and_then(Value::as_str);
    ["boolean", "integer", "number", "string"].contains(&kind.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::read::keywords::tests::with_meaning;

    #[test]
    fn an_extension_is_taken_out_and_reported() {
        with_meaning(&json!({ "x-order": 1 }), |_, report| {
            let change = &report.entries()[0].change;
            assert!(matches!(change, Change::ExtensionIgnored { .. }));
            assert_eq!(report.lossy().count(), 0);
        });
    }
}
