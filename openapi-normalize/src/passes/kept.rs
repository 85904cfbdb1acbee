//! What the settings keep of the document, as more than a description.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Number, Value};

use crate::{
    identifiers::field_name,
    openapi::PAGINATION,
    passes::direction::reachable,
    report::{Change, Report},
    tree::{
        Additional, Components, Kind, Location, Operation, Schema, SuccessBody,
        kept::{DEFAULT, FORMAT, RUST_TYPE, without_checks},
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
        without_checks(&mut schema.kept);
        schema.kept.remove(DEFAULT);
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
    for operation in &mut *operations {
        for (_, schema) in operation.response_schemas_mut() {
            schema.walk_mut(&mut |schema| in_place(schema));
        }
    }
    components.retain(|name, _| !texts.contains_key(name));
    // In a path or a header, progenitor writes a `DateTime` for people to read.
    for parameter in operations.iter_mut().flat_map(|it| &mut it.parameters) {
        if [Location::Path, Location::Header].contains(&parameter.location) {
            parameter.schema.walk_mut(&mut |schema| {
                if schema
                    .kept(FORMAT)
                    .is_some_and(|format| format == "date-time")
                {
                    schema.kept.remove(FORMAT);
                }
            });
        }
    }
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
        _ if schema.kept.contains_key(RUST_TYPE) => false,
        Kind::Boolean => default.is_boolean(),
        Kind::Integer | Kind::Integer64 => {
            let format = schema.kept(FORMAT).and_then(Value::as_str);
            fits_format(default, format.unwrap_or("int64"))
        }
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

fn fits_format(default: &Value, format: &str) -> bool {
    let bits = format.trim_start_matches(|c: char| !c.is_ascii_digit());
    let bits: u32 = bits.parse().unwrap_or(64);
    let default = default.as_number().and_then(Number::as_i128);
    let limits = if format.starts_with('u') {
        0..1_i128 << bits
    } else {
        -(1_i128 << (bits - 1))..1_i128 << (bits - 1)
    };
    default.is_some_and(|default| limits.contains(&default))
}

/// Gives up pagination where progenitor makes no stream of it, or one whose name something else has.
pub(crate) fn without_unusable_pagination(
    components: &Components,
    operations: &mut [Operation],
    report: &mut Report,
) {
    let ids: BTreeSet<String> = operations.iter().map(|it| it.id.clone()).collect();
    for operation in operations {
        if !operation.documentation.contains_key(PAGINATION) {
            continue;
        }
        let query = operation.parameters.iter();
        let query = query.filter(|it| it.location == Location::Query);
        let query: Vec<_> = query
            .map(|it| (it.unique_name.as_str(), it.required))
            .collect();
        let has = |name: &str| query.contains(&(name, false));
        let mut names = operation
            .parameters
            .iter()
            .map(|it| field_name(&it.unique_name));
        let is_page = match &operation.responses.success_body {
            SuccessBody::Json(schema) => schema
                .target()
                .is_some_and(|name| components.get(&name).is_some_and(is_page)),
            _ => false,
        };
        let is_usable = is_page
            && has("limit")
            && has("page_token")
            && query.iter().all(|(_, required)| !required)
            && !names.any(|name| name == "stream")
            && !ids.contains(&format!("{}_stream", operation.id));
        if !is_usable {
            operation.documentation.remove(PAGINATION);
            let at = operation.at.child(PAGINATION);
            report.retain(|entry| entry.pointer != at);
            let keyword = PAGINATION.to_owned();
            report.push(at, Change::OperationExtensionIgnored { keyword });
        }
    }
}

fn is_page(schema: &Schema) -> bool {
    let Kind::Object(object) = &schema.kind else {
        return false;
    };
    let of = |name: &str| object.properties.get(name);
    let are_items = |items: &Schema| matches!(items.kind, Kind::Array(_)) && !items.nullable;
    object.properties.len() == 2
        && of("items").is_some_and(are_items)
        && object.required.contains("items")
        && of("next_page").is_some_and(|next| next.kind == Kind::Text)
        && !matches!(object.additional, Additional::Typed(_))
}

/// Says of each keyword that is kept what the client does with it.
pub(crate) fn report(
    components: &mut Components,
    operations: &mut [Operation],
    report: &mut Report,
) {
    let mut used = reachable(components, operations, Operation::request_schemas_mut);
    let responses = reachable(components, operations, Operation::response_schemas_mut);
    used.extend(responses);
    let mut found = Vec::new();
    let mut note = |schema: &mut Schema| {
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
        if let Kind::Object(object) = &schema.kind {
            for name in object.properties.keys() {
                if let Some(default) = object.default_of(name) {
                    let name = name.clone();
                    found.push((default.at.clone(), Change::DefaultSent { name }));
                }
            }
        }
    };
    for (_, schema) in components
        .iter_mut()
        .filter(|(name, _)| used.contains(*name))
    {
        schema.walk_mut(&mut note);
    }
    walk_all_mut(&mut Components::new(), operations, note);
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
