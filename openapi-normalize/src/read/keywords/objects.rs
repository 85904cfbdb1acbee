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
        node.meaning.additional_any = true;
    }
    node.meaning.additional = patterns.into_iter().map(|(_, schema)| schema).collect();
    for keyword in ["additionalProperties", "unevaluatedProperties"] {
        let Some(schema) = node.take_located(keyword) else {
            continue;
        };
        seen = true;
        node.meaning.additional_any = false;
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
    if !node.meaning.properties.is_empty() && !node.meaning.types.contains(&Type::Object) {
        node.report("properties", Change::PropertiesOfNoObject);
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
            assert!(!meaning.additional_forbidden && !meaning.additional_any);
            assert_eq!(report.lossy().count(), 0);
        });
    }

    #[test]
    fn properties_that_match_no_pattern_are_anything_unless_the_schema_says() {
        let patterns = json!({ "^x": { "type": "string" } });
        for (additional, any) in [(Value::Null, true), (json!({ "type": "integer" }), false)] {
            let mut schema = json!({ "patternProperties": patterns });
            if !additional.is_null() {
                schema["additionalProperties"] = additional;
            }
            with_meaning(&schema, |meaning, _| {
                assert_eq!(meaning.additional_any, any);
            });
        }
    }

    #[test]
    fn properties_of_what_is_not_an_object_have_a_line() {
        let schema = json!({ "type": "string", "properties": { "a": {} } });
        with_meaning(&schema, |_, report| {
            let mut entries = report.entries().iter();
            assert!(entries.any(|entry| entry.change == Change::PropertiesOfNoObject));
        });
    }
}
