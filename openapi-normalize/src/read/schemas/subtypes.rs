//! Which named schemas extend which. Nothing at a schema says that others extend it, so the whole
//! document is looked through once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::{
    json::{array, object, string},
    pointer::Pointer,
    read::{keywords::meaning::Discriminator, references::Resolver},
};

/// What says nothing about the values of a schema.
const ANNOTATIONS: [&str; 7] = [
    "$comment",
    "deprecated",
    "description",
    "discriminator",
    "example",
    "externalDocs",
    "title",
];

/// Deeper `allOf` is not searched for parents.
pub(super) const DEEPEST: usize = 8;

#[derive(Default)]
pub(super) struct Subtypes {
    /// The schemas that directly extend each schema.
    direct: BTreeMap<Pointer, BTreeSet<Pointer>>,
    /// Those that are only another name for each schema: what extends them extends it.
    aliases: BTreeMap<Pointer, BTreeSet<Pointer>>,
    /// The properties and values that discriminators map to each schema.
    mapped: BTreeMap<Pointer, BTreeSet<(String, String)>>,
}

impl Subtypes {
    pub(super) fn of(resolver: &Resolver<'_>) -> Self {
        let mut subtypes = Self::default();
        let root = Pointer::root();
        let schemas = resolver
            .get(&root.child("components").child("schemas"))
            .and_then(Value::as_object);
        let named = schemas.into_iter().flatten();
        let named = named.filter_map(|(name, schema)| Some((named_at(name), schema.as_object()?)));
        for (_, schema) in named.clone() {
            let Some(discriminator) = discriminator(schema) else {
                continue;
            };
            for (value, target) in discriminator.mapping {
                let target = target.as_str().and_then(|text| mapped(text, resolver));
                let tag = (discriminator.property.to_owned(), value.clone());
                if let Some(target) = target {
                    subtypes.mapped.entry(target).or_default().insert(tag);
                }
            }
        }
        for (at, schema) in named {
            let mut parents = BTreeSet::new();
            collect_parents(schema, resolver, &mut parents, 0);
            parents.remove(&at);
            let adds_nothing = adds_nothing(schema) && !subtypes.mapped.contains_key(&at);
            for parent in parents {
                let children = if !adds_nothing || takes_any_name(&parent, resolver) {
                    &mut subtypes.direct
                } else {
                    &mut subtypes.aliases
                };
                children.entry(parent).or_default().insert(at.clone());
            }
        }
        subtypes
    }

    /// All schemas that extend `parent`, directly or not.
    pub(super) fn all(&self, parent: &Pointer) -> BTreeSet<Pointer> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::from([parent]);
        let mut queue = vec![parent];
        while let Some(at) = queue.pop() {
            let children = self.direct.get(at).into_iter().flatten();
            found.extend(children.clone().filter(|child| *child != parent).cloned());
            let aliases = self.aliases.get(at).into_iter().flatten();
            queue.extend(children.chain(aliases).filter(|child| seen.insert(child)));
        }
        found
    }

    /// Whether any schema extends `parent`.
    pub(super) fn has_any(&self, parent: &Pointer) -> bool {
        !self.all(parent).is_empty()
    }

    /// Whether `child` directly extends `parent`, or is another name for it that others extend.
    pub(super) fn extends(&self, child: &Pointer, parent: &Pointer) -> bool {
        let is_among = |children: &BTreeMap<Pointer, BTreeSet<Pointer>>| {
            let children = children.get(parent);
            children.is_some_and(|children| children.contains(child))
        };
        is_among(&self.direct) || (is_among(&self.aliases) && self.has_any(child))
    }

    /// The values of `property` that any discriminator maps to `target`.
    pub(super) fn tags<'s>(
        &'s self,
        target: &Pointer,
        property: &'s str,
    ) -> impl Iterator<Item = &'s String> {
        let tags = self.mapped.get(target).into_iter().flatten();
        tags.filter(move |(of, _)| of == property)
            .map(|(_, value)| value)
    }
}

pub(super) fn discriminator(schema: &Map<String, Value>) -> Option<Discriminator<'_>> {
    schema.get("discriminator").and_then(Discriminator::of)
}

/// The discriminator of a schema, or else of one that it extends.
pub(super) fn inherited<'d>(
    schema: &'d Map<String, Value>,
    resolver: &Resolver<'d>,
    depth: usize,
) -> Option<Discriminator<'d>> {
    if let Some(own) = discriminator(schema) {
        return Some(own);
    }
    let mut parents = BTreeSet::new();
    collect_parents(schema, resolver, &mut parents, 0);
    let depth = depth.checked_sub(1)?;
    let mut parents = parents.iter();
    parents.find_map(|parent| {
        let schema = resolver.get(parent)?.as_object()?;
        let discriminator = inherited(schema, resolver, depth)?;
        Some(Discriminator {
            is_inherited: true,
            ..discriminator
        })
    })
}

fn named_at(name: &str) -> Pointer {
    Pointer::root()
        .child("components")
        .child("schemas")
        .child(name)
}

/// The schema that a mapping means: a reference, the name of a schema, or a file that is named after one.
pub(super) fn mapped(text: &str, resolver: &Resolver<'_>) -> Option<Pointer> {
    let named = |name: &str| resolver.target(&named_at(name).to_string()).ok();
    if text.starts_with('#') {
        return resolver.target(text).ok();
    }
    named(text).or_else(|| {
        let last = text.rsplit(['/', '#']).next()?;
        named(last).or_else(|| named(last.split('.').next()?))
    })
}

fn collect_parents(
    schema: &Map<String, Value>,
    resolver: &Resolver<'_>,
    parents: &mut BTreeSet<Pointer>,
    depth: usize,
) {
    let reference = string(schema, "$ref").filter(|_| depth > 0 || schema.len() > 1);
    parents.extend(reference.and_then(|reference| resolver.target(reference).ok()));
    let members = array(schema, "allOf").iter().filter(|_| depth < DEEPEST);
    for member in members.filter_map(Value::as_object) {
        collect_parents(member, resolver, parents, depth + 1);
    }
}

/// Whether a schema is only another name for what it refers to, unless a discriminator names it.
fn adds_nothing(schema: &Map<String, Value>) -> bool {
    let is_annotation = |key: &String| ANNOTATIONS.contains(&key.as_str()) || key.starts_with("x-");
    let is_empty_object = |(key, value): (&String, &Value)| key == "type" && value == "object";
    let mut content = schema.iter().filter(|(key, _)| !is_annotation(key));
    content.all(|(key, value)| match key.as_str() {
        "$ref" => true,
        "allOf" => value.as_array().is_some_and(|members| {
            let members = members.iter().filter_map(Value::as_object);
            let mut content = members.filter(|member| !member.keys().all(is_annotation));
            content.next().is_none_or(adds_nothing) && content.next().is_none()
        }),
        _ => is_empty_object((key, value)),
    })
}

/// Whether a discriminator leaves it to the names of the schemas which values it has.
fn takes_any_name(parent: &Pointer, resolver: &Resolver<'_>) -> bool {
    let schema = resolver.get(parent).and_then(Value::as_object);
    let discriminator = schema.and_then(|schema| inherited(schema, resolver, DEEPEST));
    discriminator.is_some_and(|discriminator| discriminator.mapping.is_empty())
}

/// The values that a schema lists for a property of its own.
pub(super) fn listed<'d>(
    schema: &'d Map<String, Value>,
    property: &str,
    resolver: &Resolver<'d>,
) -> Option<Vec<&'d str>> {
    let property = object(schema, "properties").get(property)?;
    let (_, property) = resolver.follow(property, &Pointer::root()).ok()?;
    let constant = property.get("const").map(std::slice::from_ref);
    let listed = property.get("enum").and_then(Value::as_array);
    let values = constant.or(listed.map(Vec::as_slice))?;
    Some(values.iter().filter_map(Value::as_str).collect())
}
