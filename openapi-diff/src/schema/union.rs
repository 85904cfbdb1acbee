//! Alternatives: `oneOf`, `anyOf`, and the subtypes of a schema with a discriminator.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    node::{Node, is_null},
    types::Types,
    view::View,
};
use crate::document::{Document, component_name};

#[derive(Clone, Debug)]
pub(crate) struct Union<'d> {
    pub(crate) variants: Vec<Variant<'d>>,
    /// The property that tells the variants apart.
    pub(crate) discriminator: Option<&'d str>,
}

#[derive(Clone, Debug)]
pub(crate) struct Variant<'d> {
    pub(crate) node: Node<'d>,
    /// The values of the discriminator that stand for it.
    pub(crate) tags: BTreeSet<&'d str>,
    /// Whether they are values of the property, and not those of the mapping or the name.
    pub(crate) tagged_by_value: bool,
}

impl<'d> Union<'d> {
    /// What the alternatives mean together, which is not always a union.
    pub(super) fn read(
        parts: &'d [Value],
        discriminator: Option<&'d Value>,
        document: &Document<'d>,
    ) -> View<'d> {
        let mut view = View::any();
        let mut nodes = Vec::new();
        view.null = false;
        for part in parts {
            if is_null(document.resolve(part)) {
                view.null = true;
            } else {
                let node = document.node(part);
                // Null is one of the values of the union.
                view.null |= node.nullable || document.view(&node.core).null;
                nodes.push(Node {
                    nullable: false,
                    ..node
                });
            }
        }
        if nodes.is_empty() {
            view.types = Types::NONE;
            return view;
        }
        if discriminator.is_none() {
            if let [node] = nodes.as_slice() {
                let mut only = (*document.view(&node.core)).clone();
                only.null = view.null;
                return only;
            }
            if let Some((types, values)) = plain(&nodes, document) {
                (view.types, view.values) = (types, values);
                return view;
            }
        }
        let discriminator = discriminator.unwrap_or(&Value::Null);
        view.unions
            .push(Self::of_nodes(nodes, discriminator, document));
        view
    }

    /// A schema as a union of nothing else.
    pub(crate) fn of_one(node: Node<'d>) -> Self {
        Self {
            variants: vec![Variant {
                node,
                tags: BTreeSet::new(),
                tagged_by_value: false,
            }],
            discriminator: None,
        }
    }

    /// The subtypes of a schema, which is a part of each.
    pub(super) fn of_subtypes(
        subtypes: impl Iterator<Item = (&'d str, &'d Value)>,
        discriminator: &'d Value,
        document: &Document<'d>,
    ) -> Self {
        let nodes = subtypes.map(|(name, schema)| {
            let mut node = document.node(schema).base_only();
            node.core.pieces = vec![schema];
            node.name = Some(name);
            node
        });
        Self::of_nodes(nodes.collect(), discriminator, document)
    }

    fn of_nodes(nodes: Vec<Node<'d>>, discriminator: &'d Value, document: &Document<'d>) -> Self {
        let property = discriminator["propertyName"].as_str();
        let variants = nodes.into_iter().map(|node| {
            let (tags, tagged_by_value) = property.map_or_else(Default::default, |property| {
                tags(&node, property, &discriminator["mapping"], document)
            });
            Variant {
                node,
                tags,
                tagged_by_value,
            }
        });
        Self {
            variants: variants.collect(),
            discriminator: property,
        }
    }
}

/// The values of the discriminator: those of the mapping, or that of the property, or else the name.
fn tags<'d>(
    node: &Node<'d>,
    property: &str,
    mapping: &'d Value,
    document: &Document<'d>,
) -> (BTreeSet<&'d str>, bool) {
    let mapping = mapping.as_object().into_iter().flatten();
    let mapped = mapping.filter(|(_, target)| {
        let target = target.as_str().unwrap_or_default();
        node.name.is_some() && component_name(target).or(Some(target)) == node.name
    });
    let tags: BTreeSet<&str> = mapped.map(|(tag, _)| tag.as_str()).collect();
    if !tags.is_empty() {
        return (tags, false);
    }
    let values = document.constants(node, property);
    if values.is_empty() {
        (node.name.into_iter().collect(), false)
    } else {
        (values.into_iter().filter_map(Value::as_str).collect(), true)
    }
}

impl<'d> Document<'d> {
    /// The only values of a property.
    pub(crate) fn constants(&self, node: &Node<'d>, property: &str) -> Vec<&'d Value> {
        let view = self.view(&node.core);
        let property = view.properties.get(property);
        let values = property.and_then(|property| self.view(&property.core).values.clone());
        values.unwrap_or_default()
    }
}

/// The types and values of alternatives that are nothing else. A list of values beside any value of their type is only
/// an example.
fn plain<'d>(
    nodes: &[Node<'d>],
    document: &Document<'d>,
) -> Option<(Types, Option<Vec<&'d Value>>)> {
    let (mut open, mut listed) = (Types::NONE, Types::NONE);
    let mut values: Vec<&Value> = Vec::new();
    for node in nodes {
        let view = document.view(&node.core);
        if !view.is_plain() {
            return None;
        }
        match &view.values {
            None => open = open.or(view.types),
            Some(more) => {
                listed = listed.or(view.types);
                values.extend(more);
            }
        }
    }
    if open == Types::NONE {
        Some((listed, Some(values)))
    } else {
        open.has(listed).then_some((open, None))
    }
}
