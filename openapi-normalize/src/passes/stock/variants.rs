//! Variants of unions stay closed, so that serde tells them apart. What is used elsewhere, too, gets a copy for that, and stays as
//! open there as anything else.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::{
    passes::names::Names,
    tree::{Components, Kind, Operation, Schema},
};

pub(in crate::passes) fn separate_variants(
    components: &mut Components,
    operations: &mut [Operation],
    names: &mut Names,
    strict: &mut BTreeSet<String>,
) {
    let mut uses = Uses::default();
    for schema in components.values() {
        uses.count(schema);
    }
    for operation in operations {
        for (_, schema) in operation.request_schemas_mut() {
            uses.count(schema);
        }
        for (_, schema) in operation.response_schemas_mut() {
            uses.count(schema);
        }
    }
    let unions: Vec<String> = components
        .iter()
        .filter(|(_, schema)| matches!(schema.kind, Kind::Union(_)))
        .map(|(name, _)| name.clone())
        .collect();
    let mut copies: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut unions = VecDeque::from(unions);
    while let Some(union) = unions.pop_front() {
        let Some(Kind::Union(mut variants)) = components.get(&union).map(|it| it.kind.clone())
        else {
            continue;
        };
        for variant in &mut variants {
            let Some(name) = variant.target() else {
                continue;
            };
            let Some(mut schema) = components.get(&name).cloned() else {
                continue;
            };
            let is_union = matches!(schema.kind, Kind::Union(_));
            let is_copied = match schema.kind {
                Kind::Object(_) => true,
                // It is closed in requests in any case.
                Kind::Union(_) => !strict.contains(&name),
                _ => false,
            };
            if !is_copied {
                continue;
            }
            let tag = tag_of(variant);
            let tags = uses.as_variant.get(&name).map_or(0, BTreeSet::len);
            let mut own = name.clone();
            if uses.elsewhere.contains(&name) || tags > 1 {
                if let Some(copy) = copies.get(&(name.clone(), tag.clone())) {
                    variant.kind = Kind::Named(copy.clone());
                    continue;
                }
                own = names.variation(&name, "variant");
                copies.insert((name.clone(), tag), own.clone());
                variant.kind = Kind::Named(own.clone());
                if strict.contains(&name) {
                    strict.insert(own.clone());
                }
                if is_union {
                    unions.push_back(own.clone());
                }
            }
            separate_constants(&own, &mut schema, &uses, components, names, strict);
            components.insert(own, schema);
        }
        if let Some(schema) = components.get_mut(&union) {
            schema.kind = Kind::Union(variants);
        }
    }
}

/// Gives the constants of a variant enumerations of their own, where those have other uses.
fn separate_constants(
    variant: &str,
    schema: &mut Schema,
    uses: &Uses,
    components: &mut Components,
    names: &mut Names,
    strict: &mut BTreeSet<String>,
) {
    let Kind::Object(object) = &mut schema.kind else {
        return;
    };
    for (property, schema) in &mut object.properties {
        let Some(target) = schema.target() else {
            continue;
        };
        let Some(listed) = components.get(&target) else {
            continue;
        };
        let is_shared = uses.counts.get(&target).is_some_and(|count| *count > 1);
        if listed.constant().is_none() || !is_shared {
            continue;
        }
        let listed = listed.clone();
        let own = names.variation(variant, property);
        if strict.contains(variant) {
            strict.insert(own.clone());
        }
        components.insert(own.clone(), listed);
        schema.kind = Kind::Named(own);
    }
}

/// How components are referred to.
#[derive(Default)]
struct Uses {
    counts: BTreeMap<String, usize>,
    /// Not as a variant of a union.
    elsewhere: BTreeSet<String>,
    /// As a variant of a union, with each tag.
    as_variant: BTreeMap<String, BTreeSet<String>>,
}

impl Uses {
    fn count(&mut self, schema: &Schema) {
        if let Some(name) = schema.target() {
            *self.counts.entry(name.clone()).or_default() += 1;
            self.elsewhere.insert(name);
        }
        let Kind::Union(variants) = &schema.kind else {
            for (_, child) in schema.children() {
                self.count(child);
            }
            return;
        };
        for variant in variants {
            let Some(name) = variant.target() else {
                self.count(variant);
                continue;
            };
            *self.counts.entry(name.clone()).or_default() += 1;
            let tag = tag_of(variant);
            self.as_variant.entry(name).or_default().insert(tag);
        }
    }
}

fn tag_of(variant: &Schema) -> String {
    variant
        .tag()
        .map_or(String::new(), |tag| format!("{tag:?}"))
}
