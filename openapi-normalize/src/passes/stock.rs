//! What is done for progenitor's own runtime, which knows no extension of the normalized document: serde reads what
//! `typify` derives.

mod mistakable;
mod recursion;
mod variants;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Pointer,
    identifiers::{colliding_field, variant_names},
    passes::{direction::reachable, names::Names},
    report::{Change, Report},
    tree::{Additional, Components, Kind, Operation, Schema, Tag, kept::FORMAT, walk_all_mut},
};

pub(super) use mistakable::without_mistakable_unions;
pub(crate) use recursion::give_recursive_properties_their_own_types;
pub(super) use variants::separate_variants;

/// Gives up the types whose properties or values would get the same Rust name.
pub(crate) fn without_collisions(components: &mut Components, report: &mut Report) {
    for schema in components.values_mut() {
        let (kind, change) = match &schema.kind {
            Kind::Object(object) => {
                let has_extra = matches!(object.additional, Additional::Typed(_));
                let Some(name) = colliding_field(object.properties.keys(), has_extra) else {
                    continue;
                };
                let name = name.clone();
                (Kind::Any, Change::ObjectReadAsAny { name })
            }
            Kind::Enumeration(values) => {
                let Some(value) = variant_names(values).into_keys().next() else {
                    continue;
                };
                let value = value.to_owned();
                (Kind::Text, Change::EnumerationReadAsText { value })
            }
            _ => continue,
        };
        report.push(schema.origin.clone(), change);
        schema.kind = kind;
    }
}

/// Gives the property that a discriminator names the values that stand for the variant, so that serde tells it from others. A
/// component that is a variant of several unions, with other values in each, stays as it is.
pub(super) fn make_tags_constants(
    components: &mut Components,
    names: &mut Names,
    strict: &mut BTreeSet<String>,
) {
    let mut tags: BTreeMap<String, Option<Tag>> = BTreeMap::new();
    for schema in components.values() {
        let Kind::Union(variants) = &schema.kind else {
            continue;
        };
        for variant in variants {
            let Some(target) = variant.target() else {
                continue;
            };
            let tag = variant
                .tag()
                .filter(|tag| !tag.is_default && !tag.values.is_empty());
            let tag = tag.cloned();
            tags.entry(target)
                .and_modify(|known| {
                    if *known != tag {
                        *known = None;
                    }
                })
                .or_insert(tag);
        }
    }
    for (name, tag) in tags {
        let values = tag
            .as_ref()
            .and_then(|tag| constant_values(components, &name, tag));
        let (Some(tag), Some(values)) = (tag, values) else {
            continue;
        };
        let constants = names.variation(&name, &tag.property);
        let Some(Kind::Object(object)) = components.get_mut(&name).map(|it| &mut it.kind) else {
            continue;
        };
        let Some(property) = object.properties.get_mut(&tag.property) else {
            continue;
        };
        let mut listed = Schema::new(Kind::Enumeration(values), &property.origin);
        listed.description.clone_from(&property.description);
        property.kind = Kind::Named(constants.clone());
        property.kept.clear();
        property.nullable = false;
        object.required.insert(tag.property);
        if strict.contains(&name) {
            strict.insert(constants.clone());
        }
        components.insert(constants, listed);
    }
}

/// The values that the tag of a component of this name can have, if it is a text.
fn constant_values(components: &Components, name: &str, tag: &Tag) -> Option<Vec<String>> {
    let schema = components.get(name)?;
    let Kind::Object(object) = &schema.kind else {
        return None;
    };
    let property = object.properties.get(&tag.property)?;
    let listed = match &property.kind {
        Kind::Text => None,
        Kind::Named(name) => match &components.get(name)?.kind {
            Kind::Enumeration(listed) => Some(listed),
            Kind::Text => None,
            _ => return None,
        },
        _ => return None,
    };
    let is_listed = |value: &&String| listed.is_none_or(|listed| listed.contains(value));
    let values = tag.values.iter().filter(is_listed).cloned().collect();
    distinct(&values, &schema.origin.last())
}

/// The values, each with a Rust name of its own; without the name of the schema, which stands for it as well, if that makes the
/// difference.
fn distinct(values: &BTreeSet<String>, schema: &str) -> Option<Vec<String>> {
    let all: Vec<String> = values.iter().cloned().collect();
    let others: Vec<String> = values.iter().filter(|it| *it != schema).cloned().collect();
    let is_distinct = |values: &Vec<String>| !values.is_empty() && variant_names(values).is_empty();
    [all, others].into_iter().find(is_distinct)
}

/// Notes what is lost with `null`, and returns the names of the components that stay as documented in responses: the variants of
/// unions, and the constants in them, as nothing else tells the variants apart.
pub(super) fn before_opening(
    components: &mut Components,
    operations: &mut [Operation],
    strict: &BTreeSet<String>,
    report: &mut Report,
) -> BTreeSet<String> {
    let responses = reachable(components, operations, Operation::response_schemas_mut);
    for (name, schema) in components.iter_mut() {
        if !strict.contains(name) && !responses.contains(name) {
            continue;
        }
        let is_response = !strict.contains(name);
        schema.walk_mut(&mut |schema| {
            let origin = schema.origin.clone();
            let Kind::Object(object) = &schema.kind else {
                return;
            };
            for (name, property) in &object.properties {
                // Of anything, `Some(Value::Null)` is sent as `null`.
                let takes_null = match property.kind {
                    Kind::Any => is_response,
                    _ => property.nullable,
                };
                if takes_null && !object.required.contains(name) {
                    let name = name.clone();
                    let change = Change::NullNotToldFromAbsent { name, is_response };
                    report.push(property.origin.clone(), change);
                }
            }
            if !is_response
                && !object.properties.is_empty()
                && matches!(object.additional, Additional::Typed(_))
            {
                report.push(origin, Change::ExtraToBeSet);
            }
        });
    }
    let mut closed = BTreeSet::new();
    for schema in components.values() {
        let Kind::Union(variants) = &schema.kind else {
            continue;
        };
        for variant in variants {
            let Some(name) = variant.target() else {
                continue;
            };
            let object = match components.get(&name).map(|it| &it.kind) {
                Some(Kind::Object(object)) => object,
                Some(Kind::Union(_)) => {
                    closed.insert(name);
                    continue;
                }
                // An enumeration is opened like any other: text comes after it.
                _ => continue,
            };
            let tag = variant.tag().map(|tag| &tag.property);
            for (property, schema) in &object.properties {
                let target = schema.target();
                let constant = target
                    .as_ref()
                    .and_then(|name| components.get(name)?.constant());
                if tag == Some(property) || constant.is_some() {
                    closed.extend(target);
                }
            }
            closed.insert(name);
        }
    }
    closed
}

/// Makes a response open, as far as its type can hold what comes. `is_closed` says that it tells variants apart.
pub(super) fn open(schema: &mut Schema, is_closed: bool, report: &mut Report) {
    let origin = schema.origin.clone();
    match &mut schema.kind {
        Kind::Object(object) => {
            if object.additional == Additional::Forbidden {
                object.additional = Additional::Unstated;
            }
            if !object.required.is_empty() && !is_closed {
                report.push(origin.child("required"), Change::RequiredNotEnforced);
                object.required.clear();
            }
        }
        // As a variant, it would take what is for those after it.
        Kind::Union(_) if is_closed => {}
        Kind::Union(variants) if variants.iter().all(|v| v.kind != Kind::Any) => {
            report.push(origin.clone(), Change::UnionOpened);
            variants.push(Schema::new(Kind::Any, &origin));
        }
        _ => {}
    }
}

/// Takes `null` from the parameters that got it with the name of their schema: none is sent.
pub(crate) fn without_null_in_parameters(operations: &mut [Operation], report: &mut Report) {
    for parameter in operations.iter_mut().flat_map(|it| &mut it.parameters) {
        if std::mem::take(&mut parameter.schema.nullable) {
            let name = parameter.name.clone();
            let is_json = false;
            let change = Change::ParameterNullNotSent { name, is_json };
            report.push(parameter.at.clone(), change);
        }
    }
}

/// Notes that integers of any size get 64 bits, once for the document.
pub(crate) fn note_integers(
    components: &mut Components,
    operations: &mut [Operation],
    report: &mut Report,
) {
    let mut schemas = 0;
    walk_all_mut(components, operations, |schema| {
        schemas += usize::from(schema.kind == Kind::Integer && schema.kept(FORMAT).is_none());
    });
    if schemas > 0 {
        report.push(Pointer::root(), Change::IntegersOf64Bits { schemas });
    }
}

#[cfg(test)]
mod tests;
