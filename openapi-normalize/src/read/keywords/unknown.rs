//! Keywords that no rule has taken are annotations (JSON Schema 2020-12, core, section 6.5).

use super::node::Node;
use crate::report::Change;

pub(super) fn apply(node: &mut Node<'_, '_>) {
    for keyword in std::mem::take(&mut node.keywords).into_keys() {
        node.report(
            keyword,
            Change::UnknownKeyword {
                keyword: keyword.to_owned(),
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::read::keywords::tests::with_meaning;

    #[test]
    fn a_misspelt_keyword_is_reported() {
        with_meaning(&json!({ "typ": "string" }), |meaning, report| {
            assert!(meaning.types.is_empty());
            assert_eq!(report.entries()[0].pointer.as_str(), "/typ");
        });
    }
}
