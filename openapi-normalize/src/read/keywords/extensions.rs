//! Vendor extensions and `xml` say nothing about the JSON on the wire.

use super::node::Node;

pub(super) fn apply(node: &mut Node<'_, '_>) {
    let extensions: Vec<&str> = node
        .keywords
        .keys()
        .copied()
        .filter(|keyword| keyword.starts_with("x-") || *keyword == "xml")
        .collect();
    for keyword in extensions {
        node.take(keyword);
        node.lossless(keyword, format!("`{keyword}` says nothing about the JSON"));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::read::keywords::tests::with_meaning;

    #[test]
    fn an_extension_is_taken_out_and_reported() {
        with_meaning(&json!({ "x-order": 1 }), |_, report| {
            assert_eq!(report.entries()[0].rule, "extensions");
            assert_eq!(report.lossy().count(), 0);
        });
    }
}
