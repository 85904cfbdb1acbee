//! Checks on values. The server makes them. A client that repeated them would break as soon as the
//! server accepts or sends more than the document says.

use serde_json::Value;

use super::{formats, node::Node};
use crate::{report::Change, settings::Keep, tree::kept};

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
    if node.settings.keeps(Keep::Checks) && !formats::has_type(node) {
        for check in kept::CHECKS {
            if node
                .keywords
                .get(check)
                .is_some_and(|value| can_check(check, value))
            {
                node.keep(check);
            }
        }
    }
    for keyword in CHECKS {
        node.describe(keyword, |keyword| Change::CheckDescribed { keyword });
    }
}

/// Whether progenitor can make a type of a check on strings.
fn can_check(check: &str, value: &Value) -> bool {
    match value {
        Value::String(pattern) => check == "pattern" && regress::Regex::new(pattern).is_ok(),
        value => {
            let length = value.as_u64().and_then(|length| u32::try_from(length).ok());
            check != "pattern" && length.is_some()
        }
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
