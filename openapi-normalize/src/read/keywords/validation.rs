//! Checks on values. The server makes them. A client that repeated them would break as soon as the
//! server accepts or sends more than the document says.

use super::node::Node;
use crate::report::Change;

const CHECKS: [&str; 19] = [
    "multipleOf",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "contains",
    "minContains",
    "maxContains",
    "minProperties",
    "maxProperties",
    "propertyNames",
    "dependentRequired",
    "not",
];

pub(super) fn apply(node: &mut Node<'_, '_>) {
    for keyword in CHECKS {
        node.describe(keyword, |keyword| Change::CheckDescribed { keyword });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::read::keywords::tests::with_meaning;

    #[test]
    fn a_check_moves_into_the_description() {
        with_meaning(
            &json!({ "type": "integer", "exclusiveMinimum": 0 }),
            |meaning, report| {
                assert_eq!(
                    meaning.description.as_deref(),
                    Some("`exclusiveMinimum`: `0`")
                );
                assert_eq!(report.entries().len(), 1);
                assert_eq!(report.lossy().count(), 0);
            },
        );
    }
}
