//! What the clients that are generated from the two documents have in common.
//!
//! The facts are read from the normalized documents, since these are what the generator gets.

mod renames;

use std::collections::{HashMap, HashSet};

use openapi_normalize::{METHOD, PARAMETER, UNION, field_name};
use serde_json::{Map, Value};

pub(crate) use renames::differences;

use crate::{
    operations::{Operation, template},
    place::Side,
};

/// A client, as the normalized document describes it.
pub(crate) struct Client<'n> {
    pub(crate) schemas: Option<&'n Map<String, Value>>,
    /// By method and path; paths that differ in little have the same key.
    operations: HashMap<(String, String), Vec<(&'n str, &'n Value)>>,
}

impl<'n> Client<'n> {
    pub(crate) fn of(normalized: &'n Value) -> Self {
        let operations = openapi_normalize::operations(normalized);
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for (path, method, operation) in operations {
            let method = operation[METHOD].as_str().unwrap_or(method);
            let key = (method.to_ascii_uppercase(), template(path));
            found.entry(key).or_default().push((path, operation));
        }
        Self {
            schemas: normalized["components"]["schemas"].as_object(),
            operations: found,
        }
    }

    pub(crate) fn operation(&self, operation: &Operation<'_>) -> Option<&'n Value> {
        let found = self.operations.get(&operation.key())?;
        let same = found.iter().find(|(path, _)| *path == operation.path);
        same.or(found.first()).map(|(_, operation)| *operation)
    }
}

/// The name of the method that calls an operation.
pub(crate) fn method_name(normalized: &Value) -> Option<String> {
    Some(field_name(normalized["operationId"].as_str()?))
}

/// The two clients.
pub(crate) struct Clients<'n> {
    pub(crate) old: Client<'n>,
    pub(crate) new: Client<'n>,
    /// The types that differ, or have something in them that does.
    different: HashSet<&'n str>,
}

impl<'n> Clients<'n> {
    pub(crate) fn new(old: Client<'n>, new: Client<'n>) -> Self {
        let mut different: HashSet<&str> = HashSet::new();
        let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
        let both = [(&old, &new), (&new, &old)];
        for (mine, other) in both {
            for (name, schema) in mine.schemas.into_iter().flatten() {
                let other = other.schemas.and_then(|schemas| schemas.get(name));
                if !other.is_some_and(|other| is_same(schema, other)) {
                    different.insert(name);
                }
                for reference in references(schema) {
                    users.entry(reference).or_default().push(name);
                }
            }
        }
        let mut queue: Vec<&str> = different.iter().copied().collect();
        while let Some(name) = queue.pop() {
            for user in users.get(name).into_iter().flatten() {
                if different.insert(user) {
                    queue.push(user);
                }
            }
        }
        Self {
            old,
            new,
            different,
        }
    }

    /// Whether the methods of these operations take, or return, the same types.
    pub(crate) fn are_same(&self, old: &Value, new: &Value, side: Side) -> bool {
        let keys: &[&str] = match side {
            Side::Request => &[
                "parameters",
                "requestBody",
                openapi_normalize::OPTIONAL_BODY,
            ],
            Side::Response => &["responses"],
        };
        keys.iter().all(|key| {
            let references = references(&old[key])
                .into_iter()
                .chain(references(&new[key]));
            is_same(&old[key], &new[key])
                && references
                    .into_iter()
                    .all(|name| !self.different.contains(name))
        })
    }
}

/// The schema of the successes, or of the errors.
pub(crate) fn outcome(operation: &Value, success: bool) -> Option<&Value> {
    let responses = operation["responses"].as_object()?;
    let mut responses = responses
        .iter()
        .filter(|(status, _)| status.starts_with('2') == success);
    responses.find_map(|(_, response)| response["content"].as_object()?.values().next())
}

/// The types that a value of a normalized document refers to.
fn references(value: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    let mut queue = vec![value];
    while let Some(value) = queue.pop() {
        match value {
            Value::Object(map) => {
                let reference = map.get("$ref").and_then(Value::as_str);
                found.extend(reference.and_then(crate::document::component_name));
                queue.extend(map.values());
            }
            Value::Array(values) => queue.extend(values),
            _ => {}
        }
    }
    found
}

/// Whether two values of normalized documents become the same code, but for its comments and what it sends.
pub(crate) fn is_same(old: &Value, new: &Value) -> bool {
    // A property of such a name has a schema.
    let is_silent = |key: &str, value: &Value| match key {
        "deprecated" | "description" | "summary" | "tags" => !value.is_object(),
        _ => key == UNION || key == PARAMETER,
    };
    let mut queue = vec![(old, new)];
    while let Some(pair) = queue.pop() {
        match pair {
            (Value::Object(old), Value::Object(new)) => {
                let loud = |map: &&Map<String, Value>| {
                    map.iter()
                        .filter(|(key, value)| !is_silent(key, value))
                        .count()
                };
                if loud(&old) != loud(&new) {
                    return false;
                }
                for (key, value) in old.iter().filter(|(key, value)| !is_silent(key, value)) {
                    match new.get(key) {
                        Some(other) => queue.push((value, other)),
                        None => return false,
                    }
                }
            }
            (Value::Array(old), Value::Array(new)) => {
                if old.len() != new.len() {
                    return false;
                }
                queue.extend(old.iter().zip(new));
            }
            (old, new) if old == new => {}
            _ => return false,
        }
    }
    true
}
