//! Composition and conditions. Properties that only apply under a condition become optional.

use serde_json::Value;

use super::{meaning::Discriminator, node::Node};
use crate::{pointer::Located, report::Change};

pub(super) fn apply(node: &mut Node<'_, '_>) {
    node.meaning.all_of = take(node, "allOf");
    node.meaning.any_of = take(node, "anyOf");
    node.meaning.one_of = take(node, "oneOf");

    if node.take("if").is_some() {
        node.report("if", Change::ConditionNotChecked);
    }
    for keyword in ["then", "else"] {
        if let Some(schema) = node.take_located(keyword) {
            node.report(keyword, Change::ConditionalPropertiesOptional);
            node.meaning.conditional.push(schema);
        }
    }
    for keyword in ["dependentSchemas", "dependencies"] {
        let dependent = node.take_schemas(keyword);
        if !dependent.is_empty() {
            node.report(keyword, Change::ConditionalPropertiesOptional);
        }
        // In `dependencies`, an array of names is a check, like `dependentRequired`.
        let schemas = dependent.into_iter().map(|(_, schema)| schema);
        node.meaning
            .conditional
            .extend(schemas.filter(|(_, schema)| !matches!(schema, Value::Array(_))));
    }
    let discriminator = node.take("discriminator");
    node.meaning.discriminator = discriminator.and_then(Discriminator::of);
    if discriminator.is_some() && node.meaning.discriminator.is_none() {
        node.report("discriminator", Change::DiscriminatorNotUsed);
    }
}

fn take<'d>(node: &mut Node<'d, '_>, keyword: &str) -> Vec<Located<'d>> {
    let schemas = node.take_schemas(keyword);
    schemas.into_iter().map(|(_, schema)| schema).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::read::keywords::tests::with_meaning;

    #[test]
    fn then_and_else_are_conditional() {
        let schema = json!({ "if": {}, "then": { "properties": { "a": {} } }, "else": {} });
        with_meaning(&schema, |meaning, report| {
            assert_eq!(meaning.conditional.len(), 2);
            assert_eq!(report.lossy().count(), 0);
        });
    }

    #[test]
    fn members_of_a_composition_know_their_place() {
        with_meaning(&json!({ "oneOf": [{}, {}] }), |meaning, _| {
            assert_eq!(meaning.one_of[1].0.as_str(), "/oneOf/1");
        });
    }
}
