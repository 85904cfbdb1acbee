//! `items` and `prefixItems`. A tuple becomes an array whose elements may be what any position allows.

use serde_json::Value;

use super::{meaning::Type, node::Node};
use crate::report::{Change, ReadLike};

pub(super) fn apply(node: &mut Node<'_, '_>) {
    let mut seen = false;
    let mut items = Vec::new();
    // Before 2020-12, an array under `items` was what `prefixItems` is now.
    for keyword in ["prefixItems", "items"] {
        if matches!(node.keywords.get(keyword), Some(Value::Array(_))) {
            seen = true;
            let positions = node.take_schemas(keyword);
            // What follows the tuple may be anything, unless another keyword says more.
            node.meaning.items_any = has_room(node, positions.len());
            items.extend(positions.into_iter().map(|(_, schema)| schema));
            node.report(keyword, Change::TupleMerged);
        }
    }
    for keyword in ["items", "additionalItems", "unevaluatedItems"] {
        let Some(schema) = node.take_located(keyword) else {
            continue;
        };
        if keyword != "items" {
            node.report(
                keyword,
                Change::KeywordReadLike {
                    keyword: keyword.to_owned(),
                    like: ReadLike::Items,
                },
            );
        }
        seen |= keyword == "items";
        node.meaning.items_any = false;
        if schema.1 != &Value::Bool(false) {
            items.push(schema);
        }
    }
    if seen && node.meaning.types.is_empty() {
        node.meaning.types.push(Type::Array);
        node.report("items", Change::ReadAsArray);
    }
    node.meaning.items = items;
}

/// Whether an array may have more elements than a tuple has.
fn has_room(node: &Node<'_, '_>, length: usize) -> bool {
    let most = node.keywords.get("maxItems").and_then(|most| most.as_u64());
    most.is_none_or(|most| u64::try_from(length).is_ok_and(|length| most > length))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::read::keywords::tests::with_meaning;

    #[test]
    fn a_tuple_keeps_the_schema_of_every_position() {
        let schema = json!({ "prefixItems": [{ "type": "string" }, {}], "items": false });
        with_meaning(&schema, |meaning, report| {
            assert_eq!(meaning.types, [Type::Array]);
            assert_eq!(meaning.items.len(), 2);
            assert_eq!(meaning.items[0].0.as_str(), "/prefixItems/0");
            assert_eq!(report.lossy().count(), 0);
        });
    }

    #[test]
    fn what_follows_a_tuple_is_anything_unless_the_schema_says() {
        let tuple = json!([{ "type": "string" }, {}]);
        for keyword in ["prefixItems", "items"] {
            for (other, limit, any) in [
                ("title", json!("t"), true),
                ("maxItems", json!(3), true),
                ("minItems", json!(2), true),
                ("maxItems", json!(2), false),
                ("additionalItems", json!(false), false),
                ("unevaluatedItems", json!({ "type": "boolean" }), false),
            ] {
                let schema = json!({ keyword: tuple, other: limit });
                with_meaning(&schema, |meaning, report| {
                    assert_eq!(meaning.items_any, any, "{schema}");
                    assert_eq!(report.lossy().count(), 0);
                });
            }
        }
        with_meaning(&json!({ "items": {} }), |meaning, _| {
            assert!(!meaning.items_any);
        });
    }

    #[test]
    fn items_alone_make_an_array() {
        with_meaning(&json!({ "items": { "type": "string" } }), |meaning, _| {
            assert_eq!(meaning.types, [Type::Array]);
            assert_eq!(meaning.items.len(), 1);
        });
    }
}
