//! What the settings keep of the document, in place of a description.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{
    report::{Change, Report},
    tree::{
        Components, Kind, Operation, Schema,
        kept::{CHECKS, DEFAULT, FORMAT, RUST_TYPE},
        walk_all_mut,
    },
};

/// Checks and defaults are for requests: a response with a string that is only checked in requests has a string there.
pub(super) fn only_in_requests(
    components: &mut Components,
    operations: &mut [Operation],
    strict: &BTreeSet<String>,
) {
    let without = |schema: &mut Schema| {
        schema
            .kept
            .retain(|keyword, _| !CHECKS.contains(keyword) && *keyword != DEFAULT);
    };
    keep_fitting_defaults(components);
    let mut texts = BTreeMap::new();
    for (name, schema) in components.iter_mut() {
        if strict.contains(name) {
            continue;
        }
        if schema.is_checked() {
            texts.insert(name.clone(), schema.clone());
        }
        schema.walk_mut(&mut |schema| without(schema));
    }
    let in_place = |schema: &mut Schema| {
        without(schema);
        let text = schema.target().and_then(|name| texts.get(&name));
        if let Some(text) = text {
            schema.kind = Kind::Text;
            schema.kept.clone_from(&text.kept);
            without(schema);
            if schema.description.is_none() {
                schema.description.clone_from(&text.description);
            }
        }
    };
    for (name, schema) in components.iter_mut() {
        if !strict.contains(name) {
            schema.walk_mut(&mut |schema| in_place(schema));
        }
    }
    for operation in operations {
        for (_, schema) in operation.response_schemas_mut() {
            schema.walk_mut(&mut |schema| in_place(schema));
        }
    }
    components.retain(|name, _| !texts.contains_key(name));
}

/// progenitor fails on a default that is no value of its type.
fn keep_fitting_defaults(components: &mut Components) {
    let enumerations = components.iter().filter_map(|(name, schema)| {
        let Kind::Enumeration(values) = &schema.kind else {
            return None;
        };
        Some((name.clone(), values.clone()))
    });
    let enumerations: BTreeMap<String, Vec<String>> = enumerations.collect();
    let fits = |schema: &Schema, default: &Value| match &schema.kind {
        Kind::Boolean => default.is_boolean(),
        Kind::Integer | Kind::Integer64 => default.is_i64() && schema.kept(FORMAT).is_none(),
        Kind::Number => default.is_number(),
        Kind::Text => default.is_string() && schema.kept(FORMAT).is_none() && !schema.is_checked(),
        Kind::Named(name) => {
            let mut values = enumerations.get(name).into_iter().flatten();
            values.any(|value| default.as_str() == Some(value))
        }
        _ => false,
    };
    for schema in components.values_mut() {
        schema.walk_mut(&mut |schema| {
            if schema
                .kept(DEFAULT)
                .is_some_and(|default| !fits(schema, default))
            {
                schema.kept.remove(DEFAULT);
            }
        });
    }
}

/// Says of each keyword that is kept what the client does with it.
pub(crate) fn report(
    components: &mut Components,
    operations: &mut [Operation],
    report: &mut Report,
) {
    let mut found = Vec::new();
    for schema in components.values() {
        note_defaults(schema, &mut found);
    }
    walk_all_mut(components, operations, |schema| {
        for (keyword, kept) in &schema.kept {
            let value = kept.value.as_str().unwrap_or_default().to_owned();
            let keyword = (*keyword).to_owned();
            let change = match keyword.as_str() {
                FORMAT => Change::FormatTyped { format: value },
                RUST_TYPE => Change::ExtensionKept { keyword },
                DEFAULT => continue,
                _ => Change::CheckEnforced { keyword },
            };
            found.push((kept.at.clone(), change));
        }
    });
    let places: BTreeSet<_> = found.iter().map(|(at, _)| at.clone()).collect();
    report.retain(|entry| {
        let is_described = matches!(
            entry.change,
            Change::FormatDescribed { .. }
                | Change::CheckDescribed { .. }
                | Change::DefaultDescribed
                | Change::ExtensionIgnored { .. }
        );
        !is_described || !places.contains(&entry.pointer)
    });
    for (at, change) in found {
        report.push(at, change);
    }
}

fn note_defaults(schema: &Schema, found: &mut Vec<(crate::Pointer, Change)>) {
    if let Kind::Object(object) = &schema.kind {
        for (name, property) in &object.properties {
            if let Some(default) = object.default_of(name) {
                let name = name.clone();
                found.push((default.at.clone(), Change::DefaultSent { name }));
            }
            note_defaults(property, found);
        }
    }
}
