//! How the generated code recognizes the variants of a union.
//!
//! It gets a table: for each variant the values of its discriminator, and the shape of its values, that is, constants,
//! types, and the names of properties. The table is made from the types as documented, in each direction, before
//! responses are opened.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::tree::{Components, Kind, Operation, Schema, walk_all_mut};

mod shape;

/// How many unions in unions are looked into for the values of a discriminator.
const DEEPEST: usize = 4;

/// A chain of more names than this counts as a circle.
const LONGEST_CHAIN: usize = 16;

pub(super) fn describe(components: &mut Components, operations: &mut [Operation]) {
    move_null_to_unions(components, operations);
    let shapes = Shapes(components);
    let mut described = BTreeMap::new();
    for (name, schema) in components.iter() {
        if let Kind::Union(variants) = &schema.kind
            && !shapes.are_text(variants)
        {
            described.insert(name.clone(), shapes.described(variants));
        }
    }
    for (name, variants) in described {
        if let Some(schema) = components.get_mut(&name) {
            schema.kind = Kind::Union(variants);
        }
    }
}

/// Names each variant after the value of the discriminator that stands for it, besides the name of its schema, if it is the only one.
pub(crate) fn name_after_values(components: &mut Components) {
    for schema in components.values_mut() {
        let Kind::Union(variants) = &mut schema.kind else {
            continue;
        };
        for variant in variants {
            let values = variant.tag().map(|tag| tag.values.clone());
            let mut values = values.unwrap_or_default();
            values.remove(&*variant.variant_name());
            if values.len() == 1 {
                variant.variant_mut().name = values.pop_first();
            }
        }
    }
}

/// A union of which a variant may be `null` may be `null` itself, wherever it is used.
pub(super) fn move_null_to_unions(components: &mut Components, operations: &mut [Operation]) {
    // Unions that contain each other lead back to one that is known.
    let mut known = BTreeSet::new();
    loop {
        let mut nullable = BTreeSet::new();
        for (name, schema) in components.iter_mut() {
            let Kind::Union(variants) = &mut schema.kind else {
                continue;
            };
            for variant in variants {
                if std::mem::take(&mut variant.nullable) && known.insert(name.clone()) {
                    nullable.insert(name.clone());
                }
            }
        }
        if nullable.is_empty() {
            return;
        }
        walk_all_mut(components, operations, |schema| {
            schema.nullable |= matches!(&schema.kind, Kind::Named(name) if nullable.contains(name));
        });
    }
}

struct Shapes<'c>(&'c Components);

impl<'c> Shapes<'c> {
    /// The kind of a schema, with names followed, and whether it may be `null`.
    fn followed(&self, schema: &'c Schema) -> (&'c Schema, bool) {
        let (mut schema, mut nullable) = (schema, schema.nullable);
        for _ in 0..LONGEST_CHAIN {
            let Kind::Named(name) = &schema.kind else {
                break;
            };
            let Some(target) = self.0.get(name) else {
                break;
            };
            schema = target;
            nullable |= target.nullable;
        }
        (schema, nullable)
    }

    /// Whether serde tells the variants apart as well.
    fn are_text(&self, variants: &'c [Schema]) -> bool {
        variants.iter().all(|variant| {
            let kind = &self.followed(variant).0.kind;
            matches!(
                kind,
                Kind::Text | Kind::Enumeration(_) | Kind::Boolean | Kind::Any
            )
        })
    }

    fn described(&self, variants: &'c [Schema]) -> Vec<Schema> {
        let constants: Vec<BTreeSet<String>> = variants
            .iter()
            .map(|variant| match variant.tag() {
                Some(tag) => self.tag_values(variant, &tag.property, 0),
                None => BTreeSet::new(),
            })
            .collect();
        let mut uses: BTreeMap<&String, usize> = BTreeMap::new();
        for value in constants.iter().flatten() {
            *uses.entry(value).or_default() += 1;
        }
        let claimed: BTreeSet<&String> = variants
            .iter()
            .filter_map(Schema::tag)
            .flat_map(|tag| &tag.values)
            .collect();
        let own = constants.iter().map(|constants| {
            let own = constants.iter();
            own.filter(|value| uses[value] == 1 && !claimed.contains(value))
        });
        variants
            .iter()
            .zip(own)
            .map(|(variant, own)| {
                let mut described = variant.clone();
                let known = described.variant_mut();
                if let Some(tag) = &mut known.tag {
                    tag.values.extend(own.cloned());
                }
                known
                    .tag
                    .take_if(|tag| tag.values.is_empty() && !tag.is_default);
                known.shape = Some(Value::Object(self.shape_of(variant)));
                described
            })
            .collect()
    }

    /// The values that a schema lists for a property.
    fn tag_values(&self, schema: &'c Schema, property: &str, depth: usize) -> BTreeSet<String> {
        match &self.followed(schema).0.kind {
            Kind::Object(object) => {
                let listed = object.properties.get(property).map(|p| self.followed(p).0);
                match listed.map(|listed| (&listed.kind, &listed.values)) {
                    Some((Kind::Enumeration(values), _)) => values.iter().cloned().collect(),
                    Some((_, values)) => values.iter().map(Value::to_string).collect(),
                    None => BTreeSet::new(),
                }
            }
            Kind::Union(variants) if depth < DEEPEST => {
                let mut values = BTreeSet::new();
                for variant in variants {
                    let tag = variant.tag().filter(|tag| tag.property == property);
                    values.extend(tag.iter().flat_map(|tag| tag.values.iter().cloned()));
                    values.extend(self.tag_values(variant, property, depth + 1));
                }
                values
            }
            _ => BTreeSet::new(),
        }
    }
}

#[cfg(test)]
mod tests;
