//! Optional properties that lead back to their own type.
//!
//! typify breaks a cycle of types where it meets one again that it has not finished. If that is the `Option` of a property and not
//! the type in it, it makes a `Box<Option<T>>`, which is sent as `null` where it is not set. That happens where another type has
//! the same `Option` and comes first. So these properties get a type of their own around the other one, which no other type has.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    passes::names::Names,
    report::{Change, Report},
    tree::{Components, Kind, Schema},
};

pub(crate) fn give_recursive_properties_their_own_types(
    components: &mut Components,
    names: &mut Names,
    report: &mut Report,
) {
    let cycles = Cycles::of(components);
    let mut optional_in: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (name, schema) in components.iter() {
        for (_, property, is_required) in named_properties(schema) {
            if (!is_required || property.nullable)
                && let Some(target) = property.target()
            {
                optional_in.entry(target).or_default().insert(name);
            }
        }
    }
    let mut found = Vec::new();
    for (name, schema) in components.iter() {
        for (property, schema, is_required) in named_properties(schema) {
            let Some(target) = schema.target() else {
                continue;
            };
            let users = optional_in.get(&target);
            let comes_first = |other: &&str| *other != name && *other != target;
            if !is_required
                && cycles.are_in_one(name, &target)
                && users.is_some_and(|users| users.iter().any(comes_first))
            {
                found.push((name.clone(), property.to_owned(), target));
            }
        }
    }
    for (name, property, target) in found {
        let own = names.variation(&name, &property);
        let Some(Kind::Object(object)) = components.get_mut(&name).map(|it| &mut it.kind) else {
            continue;
        };
        let Some(schema) = object.properties.get_mut(&property) else {
            continue;
        };
        let change = Change::RecursivePropertyNamed {
            name: own.clone(),
            target: target.clone(),
        };
        report.push(schema.origin.clone(), change);
        let mut around = Schema::new(Kind::Named(target), &schema.origin);
        // Only with a description is it more than another name for the same type.
        around.description = Some(format!("`{property}` of `{name}`."));
        schema.kind = Kind::Named(own.clone());
        components.insert(own, around);
    }
}

/// The properties that are components, and whether each is required.
fn named_properties(schema: &Schema) -> impl Iterator<Item = (&str, &Schema, bool)> {
    let object = match &schema.kind {
        Kind::Object(object) => Some(object),
        _ => None,
    };
    object.into_iter().flat_map(|object| {
        let properties = object.properties.iter();
        let named = properties.filter(|(_, schema)| schema.target().is_some());
        named.map(|(name, schema)| {
            let is_required = object.required.contains(name);
            (name.as_str(), schema, is_required)
        })
    })
}

/// Which types hold each other. An array or a map ends a cycle: it holds what is in it elsewhere.
struct Cycles(BTreeMap<String, usize>);

impl Cycles {
    fn of(components: &Components) -> Self {
        let mut holds: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut held_by: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, schema) in components {
            let held: Vec<String> = match &schema.kind {
                Kind::Object(object) => {
                    let properties = object.properties.values();
                    properties.filter_map(Schema::target).collect()
                }
                Kind::Union(variants) => variants.iter().filter_map(Schema::target).collect(),
                _ => schema.target().into_iter().collect(),
            };
            for target in &held {
                let holders = held_by.entry(target.clone()).or_default();
                holders.push(name.clone());
            }
            holds.insert(name, held);
        }
        // Those that a type holds are finished before it; from the last one, whoever holds it and is not in a cycle yet is in its own.
        let mut finished = Vec::new();
        let mut seen = BTreeSet::new();
        for name in components.keys() {
            let mut stack = vec![(name.clone(), false)];
            while let Some((name, is_finished)) = stack.pop() {
                if is_finished {
                    finished.push(name);
                } else if seen.insert(name.clone()) {
                    stack.push((name.clone(), true));
                    let held = holds.get(name.as_str()).into_iter().flatten();
                    stack.extend(held.map(|name| (name.clone(), false)));
                }
            }
        }
        let mut cycles = BTreeMap::new();
        for (cycle, name) in finished.iter().rev().enumerate() {
            let mut stack = vec![name.clone()];
            while let Some(name) = stack.pop() {
                let holders = held_by.get(&name).into_iter().flatten().cloned();
                cycles.entry(name).or_insert_with(|| {
                    stack.extend(holders);
                    cycle
                });
            }
        }
        Self(cycles)
    }

    fn are_in_one(&self, left: &str, right: &str) -> bool {
        self.0.get(left) == self.0.get(right)
    }
}
