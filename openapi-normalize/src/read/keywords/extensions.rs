//! Vendor extensions and `xml` say nothing about the JSON on the wire.

use super::node::Node;
use crate::{report::Change, settings::Keep, tree::kept::RUST_TYPE};

pub(super) fn apply(node: &mut Node<'_, '_>) {
    let extensions: Vec<&str> = node
        .keywords
        .keys()
        .copied()
        .filter(|keyword| keyword.starts_with("x-") || *keyword == "xml")
        .collect();
    if node.settings.keeps(Keep::Extensions) {
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
