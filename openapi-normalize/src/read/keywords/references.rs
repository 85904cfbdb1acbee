//! `$ref`, and the keywords that only serve references: `$id`, `$anchor`, `$defs` and so on.

use super::node::Node;
use crate::report::{Change, KeywordProblem, ReadLike};

const IDENTIFIERS: [&str; 9] = [
    "$schema",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$recursiveAnchor",
    "$vocabulary",
    "$comment",
    "$defs",
    "definitions",
];

pub(super) fn apply(node: &mut Node<'_, '_>) {
    for keyword in IDENTIFIERS {
        if node.take(keyword).is_some() {
            node.report(
                keyword,
                Change::IdentifierNotNeeded {
                    keyword: keyword.to_owned(),
                },
            );
        }
    }
    if let Some(reference) = node.take("$ref") {
        node.meaning.reference = reference.as_str();
        if node.meaning.reference.is_none() {
            node.malformed("$ref", KeywordProblem::NotAString);
        }
    }
    for keyword in ["$dynamicRef", "$recursiveRef"] {
        let Some(reference) = node.take(keyword).and_then(|value| value.as_str()) else {
            continue;
        };
        if node.meaning.reference.is_none() {
            node.report(
                keyword,
                Change::KeywordReadLike {
                    keyword: keyword.to_owned(),
                    like: ReadLike::Reference,
                },
            );
            node.meaning.reference = Some(reference);
        } else {
            node.malformed(keyword, KeywordProblem::BesideReference);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::read::keywords::tests::with_meaning;

    #[test]
    fn definitions_are_taken_out_and_reported() {
        let schema = json!({ "$defs": { "a": {} }, "$anchor": "here", "type": "string" });
        with_meaning(&schema, |_, report| {
            assert_eq!(report.entries().len(), 2);
            assert_eq!(report.lossy().count(), 0);
        });
    }

    #[test]
    fn a_dynamic_reference_is_read_as_a_reference() {
        with_meaning(&json!({ "$dynamicRef": "#node" }), |meaning, _| {
            assert_eq!(meaning.reference, Some("#node"));
        });
    }
}
