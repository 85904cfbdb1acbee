//! `enum` and `const`. A list of strings becomes a Rust enum; any other list is described.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{meaning::Type, node::Node};
use crate::report::{Change, KeywordProblem};

pub(super) fn apply(node: &mut Node<'_, '_>) {
    let listed: Vec<&Value> = match node.take("enum") {
        None => Vec::new(),
        Some(Value::Array(values)) => values.iter().collect(),
        Some(_) => {
            node.malformed("enum", KeywordProblem::NotAnArray);
            Vec::new()
        }
    };
    let constant = node.take("const");
    if constant.is_some() {
        node.report("const", Change::ConstAsEnumeration);
    }
    let values = match constant {
        Some(constant) => vec![constant],
        None => listed,
    };
    if values.is_empty() {
        return;
    }
    let keyword = if constant.is_some() { "const" } else { "enum" };

    if values.contains(&&Value::Null) {
        super::types::allow_null(node);
        node.report(keyword, Change::NullAmongValues);
    }
    let mut types: Vec<Type> = values.iter().filter_map(|value| Type::of(value)).collect();
    types.sort();
    types.dedup();
    if node.meaning.types.is_empty() {
        node.meaning.types.clone_from(&types);
    }
    // Whatever the type says.
    node.meaning.only_null = types.is_empty();
    if types == [Type::Text] && node.meaning.types == [Type::Text] {
        let mut seen = BTreeSet::new();
        let strings = values.iter().filter_map(|value| value.as_str());
        let strings = strings.filter(|value| seen.insert(*value));
        node.meaning.strings = Some(strings.map(ToOwned::to_owned).collect());
    } else {
        let list: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
        node.notes.push(format!("One of: {}", list.join(", ")));
        node.report(keyword, Change::ValuesDescribed);
        if are_of(&node.meaning.types, &types) {
            let values = values.into_iter().filter(|value| !value.is_null());
            node.meaning.values = values.cloned().collect();
        }
    }
}

/// Whether `types` are those of booleans or of numbers, and what `allowed` says.
fn are_of(allowed: &[Type], types: &[Type]) -> bool {
    match allowed {
        [Type::Boolean] => types == [Type::Boolean],
        [Type::Integer | Type::Number] => {
            let is_number = |of: &Type| matches!(of, Type::Integer | Type::Number);
            !types.is_empty() && types.iter().all(is_number)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::read::keywords::tests::with_meaning;

    #[test]
    fn strings_become_an_enumeration_and_null_makes_it_nullable() {
        with_meaning(&json!({ "enum": ["a", "b", null, "a"] }), |meaning, _| {
            assert_eq!(
                meaning.strings.as_deref(),
                Some(&["a".into(), "b".into()][..])
            );
            assert!(meaning.nullable);
        });
    }

    #[test]
    fn a_constant_is_an_enumeration_of_one() {
        with_meaning(&json!({ "const": "only" }), |meaning, _| {
            assert_eq!(meaning.strings.as_deref(), Some(&["only".into()][..]));
        });
    }

    #[test]
    fn numbers_keep_their_type_and_are_described() {
        with_meaning(&json!({ "enum": [1, 2] }), |meaning, report| {
            assert_eq!(meaning.types, [Type::Integer]);
            assert_eq!(meaning.description.as_deref(), Some("One of: `1`, `2`"));
            assert_eq!(report.lossy().count(), 0);
        });
    }

    #[test]
    fn strings_that_contradict_the_type_do_not_become_an_enumeration() {
        with_meaning(
            &json!({ "type": "integer", "enum": ["1"] }),
            |meaning, _| {
                assert_eq!(meaning.strings, None);
                assert_eq!(meaning.types, [Type::Integer]);
            },
        );
    }
}
