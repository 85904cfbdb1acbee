//! `type` in all its forms (a name, an array of names, with and without `null`) and `nullable`.

use serde_json::Value;

use super::{meaning::Type, node::Node};
use crate::report::{Change, KeywordProblem};

pub(super) fn apply(node: &mut Node<'_, '_>) {
    if let Some(nullable) = node.take("nullable") {
        node.meaning.nullable = nullable == &Value::Bool(true);
        if !nullable.is_boolean() {
            node.malformed("nullable", KeywordProblem::NotABoolean);
        }
    }
    match node.take("type") {
        None => {}
        Some(Value::String(name)) => add(node, name),
        Some(Value::Array(names)) => {
            node.report("type", Change::TypeArraySplit);
            for name in names {
                match name {
                    Value::String(name) => add(node, name),
                    _ => node.malformed("type", KeywordProblem::NotOnlyNames),
                }
            }
            node.meaning.types.sort();
            node.meaning.types.dedup();
        }
        Some(_) => node.malformed("type", KeywordProblem::NotATypeName),
    }
}

/// Allows `null`, which may turn out to be all that is allowed.
pub(super) fn allow_null(node: &mut Node<'_, '_>) {
    node.meaning.nullable = true;
    node.meaning.only_null = node.meaning.types.is_empty();
}

fn add(node: &mut Node<'_, '_>, name: &str) {
    match Type::named(name) {
        Some(known) => {
            node.meaning.types.push(known);
            node.meaning.only_null = false;
        }
        None if name == "null" => allow_null(node),
        None => node.malformed(
            "type",
            KeywordProblem::UnknownType {
                name: name.to_owned(),
            },
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::read::keywords::tests::with_meaning;

    #[test]
    fn null_in_a_type_array_makes_it_nullable() {
        with_meaning(&json!({ "type": ["string", "null"] }), |meaning, report| {
            assert_eq!(meaning.types, [Type::Text]);
            assert!(meaning.nullable);
            assert_eq!(report.lossy().count(), 0);
        });
    }

    #[test]
    fn several_types_are_kept() {
        with_meaning(&json!({ "type": ["string", "integer"] }), |meaning, _| {
            assert_eq!(meaning.types, [Type::Integer, Type::Text]);
        });
    }

    #[test]
    fn an_unknown_type_is_reported_as_lossy() {
        with_meaning(&json!({ "type": "float" }), |meaning, report| {
            assert!(meaning.types.is_empty());
            assert_eq!(report.lossy().count(), 1);
        });
    }
}
