//! `properties`, `required`, and the schemas of properties that are not listed.

use serde_json::Value;

use super::{meaning::Type, node::Node};
use crate::report::{Change, KeywordProblem, ReadLike};

pub(super) fn apply(node: &mut Node<'_, '_>) {
    let mut seen = false;
    match node.take("properties") {
        None => {}
        Some(Value::Object(properties)) => {
            seen = true;
            let at = node.at.child("properties");
            node.meaning.properties = properties
                .iter()
                .map(|(name, schema)| (name.as_str(), (at.child(name), schema)))
                .collect();
        }
        Some(_) => node.malformed("properties", KeywordProblem::NotAnObject),
    }
    match node.take("required") {
        None => {}
        Some(Value::Array(names)) => {
            seen = true;
            node.meaning.required = names.iter().filter_map(Value::as_str).collect();
            if node.meaning.required.len() < names.len() {
                node.malformed("required", KeywordProblem::NotOnlyNames);
            }
        }
        Some(_) => node.malformed("required", KeywordProblem::NotNames),
    }
    let patterns = node.take_schemas("patternProperties");
    if !patterns.is_empty() {
        seen = true;
        node.report("patternProperties", Change::PatternsMerged);
    }
    node.meaning.additional = patterns.into_iter().map(|(_, schema)| schema).collect();
    for keyword in ["additionalProperties", "unevaluatedProperties"] {
        let Some(schema) = node.take_located(keyword) else {
            continue;
        };
        seen = true;
        if keyword == "unevaluatedProperties" {
            node.report(
                keyword,
                Change::KeywordReadLike {
                    keyword: keyword.to_owned(),
                    like: ReadLike::AdditionalProperties,
                },
            );
        }
        match schema.1 {
            Value::Bool(false) => {
                node.meaning.additional_forbidden = node.meaning.additional.is_empty();
            }
            _ => node.meaning.additional.push(schema),
        }
    }
    if seen && node.meaning.types.is_empty() {
        node.meaning.types.push(Type::Object);
        node.report("properties", Change::ReadAsObject);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::read::keywords::tests::with_meaning;

    #[test]
    fn properties_without_a_type_make_an_object() {
        let schema = json!({ "properties": { "a": {} }, "required": ["a"] });
        with_meaning(&schema, |meaning, _| {
            assert_eq!(meaning.types, [Type::Object]);
            assert_eq!(meaning.properties[0].0, "a");
            assert_eq!(meaning.required, ["a"]);
        });
    }

    #[test]
    fn pattern_properties_become_additional_ones() {
        let schema = json!({
            "patternProperties": { "^x": { "type": "string" } }, "additionalProperties": false
        });
        with_meaning(&schema, |meaning, report| {
            assert_eq!(meaning.additional.len(), 1);
            assert!(!meaning.additional_forbidden);
            assert_eq!(report.lossy().count(), 0);
        });
    }
}
