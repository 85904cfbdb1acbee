//! What satisfies one schema *or* another: `anyOf`, `oneOf`, subtypes, arrays of types, elements of one array, merged responses, and
//! what a property is under one condition or another.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::BitAnd,
};

use super::{
    combine::{Context, expand, glance},
    kept::{FORMAT, Keywords},
    merge::{all_strings, merge},
    schema::{Additional, Kind, Object, Schema},
    variant::name_inline,
};
use crate::{
    pointer::Pointer,
    report::{Alternatives, Change},
};

/// Any one of the schemas, in as few types as hold all their values.
pub(crate) fn union(
    context: &mut dyn Context,
    schemas: Vec<Schema>,
    at: &Pointer,
    alternatives: Alternatives,
) -> Schema {
    let nullable = schemas.iter().any(|schema| schema.nullable);
    let access = schemas.iter().filter(|schema| !schema.is_null());
    let access = access.map(|schema| schema.access).reduce(BitAnd::bitand);
    let mut seen = BTreeSet::new();
    let mut kept_of: BTreeMap<String, Keywords> = BTreeMap::new();
    let mut variants: Vec<Schema> = Vec::new();
    let mut lists = Vec::new();
    for schema in schemas {
        let nested = match schema.kind {
            Kind::Union(nested) => nested,
            // Only `null` was allowed here; `nullable` says so.
            _ if schema.is_null() => continue,
            _ => vec![schema],
        };
        for mut variant in nested {
            variant.nullable = false;
            let mut kept = Keywords::new();
            if variant.kind.is_scalar() {
                variant.values.clear();
                kept = std::mem::take(&mut variant.kept);
            }
            if let Kind::Enumeration(list) = variant.kind {
                lists.push((list, kept));
                continue;
            }
            let fingerprint = variant.fingerprint();
            let others = kept_of.entry(fingerprint.clone());
            others
                .and_modify(|all| all.retain(|keyword, it| kept.get(keyword) == Some(it)))
                .or_insert(kept);
            if seen.insert(fingerprint) {
                variants.push(variant);
            }
        }
    }
    for variant in variants.iter_mut().filter(|it| it.kind.is_scalar()) {
        if let Some(kept) = kept_of.remove(&variant.fingerprint()) {
            variant.kept = kept;
        }
    }
    if seen.contains(&Schema::new(Kind::Integer, at).fingerprint()) {
        let before = variants.len();
        variants.retain(|variant| variant.kind != Kind::Integer64);
        if variants.len() < before {
            for variant in variants.iter_mut().filter(|it| it.kind == Kind::Integer) {
                variant.kept.remove(FORMAT);
            }
        }
    }
    if !lists.is_empty() {
        let (lists, mut kept): (Vec<_>, Vec<_>) = lists.into_iter().unzip();
        let mut listed = Schema::new(Kind::Enumeration(all_strings(lists)), at);
        if kept.len() == 1 {
            listed.kept = kept.swap_remove(0);
        }
        variants.push(listed);
    }
    if variants.len() > 1 {
        name_inline(&mut variants);
    }
    if variants.len() > 1 && variants.iter().all(Schema::is_bare_object) {
        variants = merge_objects(context, variants, at, alternatives);
    } else if alternatives == Alternatives::AnyOf {
        variants = merge_overlapping(context, variants, at);
    }
    // Of variants that fit a value alike, the first one counts, so narrower variants go first.
    variants.sort_by_key(|variant| match &variant.kind {
        Kind::Enumeration(_) => 0,
        Kind::Integer | Kind::Integer64 => 1,
        Kind::Number => 2,
        Kind::Any => 4,
        _ => 3,
    });
    if variants.len() > 1 {
        // What was merged has no name yet.
        name_inline(&mut variants);
    }
    let only_null = variants.is_empty();
    let mut schema = match variants.len() {
        0 => Schema::new(Kind::Any, at),
        1 => variants.swap_remove(0),
        _ => Schema::new(Kind::Union(variants), at),
    };
    schema.variant = None;
    schema.access = access.unwrap_or_default();
    schema.nullable = nullable && (schema.kind != Kind::Any || only_null);
    schema
}

/// Merges the objects of an `anyOf` of which a value may satisfy several. Constants and discriminators
/// exclude that, and what a map takes as a value must not end up among the properties of another object.
fn merge_overlapping(
    context: &mut dyn Context,
    variants: Vec<Schema>,
    at: &Pointer,
) -> Vec<Schema> {
    if context.work().is_inside() {
        return variants;
    }
    // What has nothing to be merged with need not be read in place, where it may contain itself.
    let (objects, others) = open_objects(context, variants, at, glance);
    let (objects, all): (Vec<Schema>, Vec<Object>) = objects.into_iter().unzip();
    if all.len() < 2 || with_overlapping(&all).is_some_and(|merged| merged == all) {
        return objects.into_iter().chain(others).collect();
    }
    let variants = objects.into_iter().chain(others).collect();
    let (objects, others) = open_objects(context, variants, at, expand);
    let (objects, all): (Vec<Schema>, Vec<Object>) = objects.into_iter().unzip();
    let objects = match with_overlapping(&all) {
        Some(merged) => {
            let objects = objects.into_iter().zip(all.iter().zip(merged));
            let merged = objects.map(|(variant, (object, merged))| {
                if merged == *object {
                    return variant;
                }
                let kind = Kind::Object(merged);
                Schema { kind, ..variant }
            });
            merged.collect()
        }
        None => merge_objects(context, objects, at, Alternatives::AnyOf),
    };
    objects.into_iter().chain(others).collect()
}

/// How the target of a reference is put in its place.
type Expand = fn(&mut dyn Context, Schema, &Pointer) -> Option<Schema>;

/// The variants that are objects with nothing to recognize them by but their properties, and all others.
fn open_objects(
    context: &mut dyn Context,
    variants: Vec<Schema>,
    at: &Pointer,
    expand: Expand,
) -> (Vec<(Schema, Object)>, Vec<Schema>) {
    let may_be_open = |variant: &Schema| {
        matches!(variant.kind, Kind::Object(_) | Kind::Reference(_)) && variant.tag().is_none()
    };
    let mut objects = Vec::new();
    let mut others = Vec::new();
    for variant in variants {
        let expanded = may_be_open(&variant).then(|| expand(context, variant.clone(), at));
        match expanded.flatten().map(|schema| schema.kind) {
            Some(Kind::Object(object)) if object.additional == Additional::Unstated => {
                objects.push((variant, object));
            }
            _ => others.push(variant),
        }
    }
    (objects, others)
}

/// Each object with the properties of those that hold at the same time; `None` if no constant tells any of them apart.
fn with_overlapping(all: &[Object]) -> Option<Vec<Object>> {
    let is_marked = |object: &Object| all.iter().any(|other| object.differs_from(other));
    if !all.iter().any(is_marked) {
        return None;
    }
    let with_others = all.iter().map(|object| {
        // Of several variants that hold at once, a marked one has the properties of all.
        let others = all.iter().filter(|other| {
            // Any object has all properties already.
            let is_new = !object.is_free() && !object.excludes(other);
            is_new && (is_marked(object) || !is_marked(other))
        });
        object.clone().with_others(others)
    });
    Some(with_others.collect())
}

/// Merges all object variants into one object, as a value of an `anyOf` may satisfy several of them.
fn merge_objects(
    context: &mut dyn Context,
    variants: Vec<Schema>,
    at: &Pointer,
    alternatives: Alternatives,
) -> Vec<Schema> {
    let mut merged: Option<Schema> = None;
    let mut others = Vec::new();
    for variant in variants {
        match expand(context, variant.clone(), at) {
            Some(schema) if matches!(schema.kind, Kind::Object(_)) => {
                merged = Some(match merged {
                    Some(so_far) => {
                        context
                            .report()
                            .push(at.clone(), Change::ObjectsMerged { alternatives });
                        merge(context, so_far, schema, at)
                    }
                    None => variant,
                });
            }
            _ => others.push(variant),
        }
    }
    merged.into_iter().chain(others).collect()
}

impl Schema {
    /// Whether this is an object without properties; it may still say which ones are required.
    fn is_bare_object(&self) -> bool {
        matches!(&self.kind, Kind::Object(object) if object.properties.is_empty())
    }
}
