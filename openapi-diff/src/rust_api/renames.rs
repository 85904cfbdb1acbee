//! Types of the generated client that have another name.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use openapi_normalize::WireParameter;
use serde_json::Value;

use super::Client;
use crate::{
    document::{component_name, letters},
    place,
};

/// Types that have another name, and the number of the operation and the side where the first was seen.
pub(crate) struct Renamed<'n> {
    pub(crate) from: Vec<&'n str>,
    pub(crate) to: &'n str,
    pub(crate) operation: usize,
    /// The part of the operation, as its key in the normalized document.
    pub(crate) part: Part<'n>,
}

/// A type that is of another kind, and where it was seen first.
pub(crate) struct Replaced<'n> {
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) operation: usize,
    pub(crate) part: Part<'n>,
}

/// What the types of two clients have not in common.
#[derive(Default)]
pub(crate) struct Differences<'n> {
    pub(crate) renamed: Vec<Renamed<'n>>,
    pub(crate) replaced: Vec<Replaced<'n>>,
}

/// A part of an operation of a normalized document.
#[derive(Clone, Copy)]
pub(crate) enum Part<'n> {
    Parameter(&'n Value),
    Body,
    Response(&'n str),
}

impl Part<'_> {
    /// Whether there is another type because there are other statuses, which is a change of its own.
    fn is_told(self, old: &Value, new: &Value) -> bool {
        let Self::Response(status) = self else {
            return false;
        };
        let is_success = |status: &str| status.starts_with('2');
        let statuses = |operation: &Value| -> BTreeSet<String> {
            let responses = operation["responses"].as_object();
            let statuses = responses.into_iter().flatten().map(|(status, _)| status);
            let statuses = statuses.filter(|other| is_success(other) == is_success(status));
            statuses.cloned().collect()
        };
        statuses(old) != statuses(new)
    }

    /// The part of the published operation.
    pub(crate) fn published(self) -> place::Part {
        match self {
            Self::Parameter(parameter) => {
                let wire = WireParameter::of(parameter);
                let (location, name) = wire.map_or(("", ""), |wire| (wire.location, wire.name));
                place::Part::Parameter {
                    location: location.to_owned(),
                    name: name.to_owned(),
                }
            }
            Self::Body => place::Part::Body { media_type: None },
            Self::Response(status) => place::Part::Response {
                status: status.to_owned(),
                media_type: None,
            },
        }
    }
}

/// Walks through the types of both clients side by side, operation by operation.
pub(crate) fn differences<'n>(
    old: &Client<'n>,
    new: &Client<'n>,
    operations: &[(&'n Value, &'n Value)],
) -> Differences<'n> {
    let mut seen = HashSet::new();
    let mut found: Vec<Renamed<'n>> = Vec::new();
    let mut replaced = Vec::new();
    let mut prefixes = Prefixes::default();
    let mut by_name: HashMap<&str, usize> = HashMap::new();
    for (operation, both) in operations.iter().enumerate() {
        let (before, after) = *both;
        let id = |operation: &Value| letters(operation["operationId"].as_str().unwrap_or_default());
        if id(before) != id(after) {
            prefixes.0.insert((id(before), id(after)));
        }
        let roots = roots(before, after).into_iter();
        let mut queue: VecDeque<_> = roots.map(|root| (root, true)).collect();
        while let Some(((part, before, after), is_root)) = queue.pop_front() {
            let kinds = (kind(before, old), kind(after, new));
            if kinds.0 != kinds.1 {
                replaced.push(Replaced {
                    from: kinds.0,
                    to: kinds.1,
                    operation,
                    part,
                });
                continue;
            }
            let (Some(from), Some(to)) = (reference(before), reference(after)) else {
                let inside = children(before, after);
                queue.extend(inside.map(|(before, after)| ((part, before, after), false)));
                continue;
            };
            if !seen.insert((from, to)) {
                continue;
            }
            let is_guess = before["title"] != after["title"];
            let target = |client: &Client<'n>, name| client.schemas.and_then(|all| all.get(name));
            let (Some(before), Some(after)) = (target(old, from), target(new, to)) else {
                continue;
            };
            if from != to {
                if !is_alike(before, after) || is_guess && !has_same_properties(before, after) {
                    continue;
                }
                let names = (letters(from), letters(to));
                let follows = prefixes.lead_to(&names);
                let is_told = is_root && part.is_told(both.0, both.1);
                if !follows && !is_told {
                    prefixes.0.insert(names);
                    let number = *by_name.entry(to).or_insert(found.len());
                    if number == found.len() {
                        found.push(Renamed {
                            from: Vec::new(),
                            to,
                            operation,
                            part,
                        });
                    }
                    found[number].from.push(from);
                }
            }
            let inside = children(before, after);
            queue.extend(inside.map(|(before, after)| ((part, before, after), false)));
        }
    }
    Differences {
        renamed: found,
        replaced,
    }
}

/// The names of operations and types, before and after, after which others are named.
#[derive(Default)]
struct Prefixes(HashSet<(String, String)>);

impl Prefixes {
    /// Whether a new name follows from one of these, by the same ending.
    fn lead_to(&self, (old, new): &(String, String)) -> bool {
        let endings = old.bytes().rev().zip(new.bytes().rev());
        let in_common = endings.take_while(|(old, new)| old == new).count();
        (0..=in_common).any(|ending| {
            let prefix = |name: &str| {
                name.get(..name.len() - ending)
                    .unwrap_or_default()
                    .to_owned()
            };
            self.0.contains(&(prefix(old), prefix(new)))
        })
    }
}

/// The kind of the Rust type of a schema.
fn kind(schema: &Value, client: &Client<'_>) -> &'static str {
    let target = reference(schema).and_then(|name| client.schemas?.get(name));
    let schema = target.unwrap_or(schema);
    let is_64_bits = schema["format"] == "int64";
    match schema["type"].as_str() {
        _ if schema["oneOf"].is_array() => "a union",
        _ if schema["enum"].is_array() => "an enumeration",
        Some("array") => "a list",
        Some("boolean") => "a boolean",
        Some("integer") if is_64_bits => "an integer of 64 bits",
        Some("integer") => "an integer of 128 bits",
        Some("number") => "a number",
        Some("object") if schema["properties"].is_object() => "a struct",
        Some("object") => "a map",
        Some("string") => "a string",
        _ => "any value",
    }
}

type Pair<'n> = (&'n Value, &'n Value);

/// The types of the parts of an operation.
fn roots<'n>(old: &'n Value, new: &'n Value) -> Vec<(Part<'n>, &'n Value, &'n Value)> {
    let mut roots = Vec::new();
    let parameters =
        |operation: &'n Value| operation["parameters"].as_array().into_iter().flatten();
    for before in parameters(old) {
        let is_same =
            |after: &&Value| after["name"] == before["name"] && after["in"] == before["in"];
        if let Some(after) = parameters(new).find(is_same) {
            roots.push((Part::Parameter(before), &before["schema"], &after["schema"]));
        }
    }
    let content = |holder: &'n Value| holder["content"].as_object().into_iter().flatten();
    let mut add = |part, before: &'n Value, after: &'n Value| {
        let (before, after) = (content(before).next(), content(after).next());
        if let (Some((_, before)), Some((_, after))) = (before, after) {
            roots.push((part, &before["schema"], &after["schema"]));
        }
    };
    add(Part::Body, &old["requestBody"], &new["requestBody"]);
    for (status, before) in old["responses"].as_object().into_iter().flatten() {
        add(Part::Response(status), before, &new["responses"][status]);
    }
    roots
}

/// The type that a schema of a normalized document is.
fn reference(schema: &Value) -> Option<&str> {
    let reference = schema["$ref"].as_str();
    let reference = reference.or_else(|| schema["allOf"][0]["$ref"].as_str());
    component_name(reference?)
}

/// The schemas inside two schemas, where both have them.
fn children<'n>(old: &'n Value, new: &'n Value) -> impl Iterator<Item = Pair<'n>> + use<'n> {
    let properties = old["properties"].as_object().into_iter().flatten();
    let properties = properties.map(|(name, schema)| (schema, &new["properties"][name]));
    let parts = ["items", "additionalProperties"].into_iter();
    let parts = parts.map(|key| (&old[key], &new[key]));
    let all = properties.chain(parts).chain(variants(old, new));
    all.filter(|(old, new)| old.is_object() && new.is_object())
}

/// The variants of two unions by their names, and the two for which there is no other.
fn variants<'n>(old: &'n Value, new: &'n Value) -> Vec<Pair<'n>> {
    let all = |union: &'n Value| union["oneOf"].as_array().into_iter().flatten();
    let mut rest: Vec<&Value> = all(new).collect();
    let (mut both, mut alone) = (Vec::new(), Vec::new());
    for before in all(old) {
        let mut found = rest.iter();
        match found.position(|after| after["title"] == before["title"]) {
            Some(found) => both.push((before, rest.remove(found))),
            None => alone.push(before),
        }
    }
    if let ([before], [after]) = (alone.as_slice(), rest.as_slice()) {
        both.push((before, after));
    }
    both
}

/// Whether two types of different names may be the same one.
fn is_alike(old: &Value, new: &Value) -> bool {
    let keys = |key: &str, value: &Value| -> BTreeSet<String> {
        match &value[key] {
            Value::Object(map) => map.keys().cloned().collect(),
            Value::Array(values) => values.iter().filter_map(name_of).collect(),
            _ => BTreeSet::new(),
        }
    };
    old["type"] == new["type"]
        && ["properties", "enum", "oneOf"].into_iter().all(|key| {
            let (old, new) = (keys(key, old), keys(key, new));
            old.is_empty() && new.is_empty() || !old.is_disjoint(&new)
        })
}

/// Whether two structs have fields of the same names.
fn has_same_properties(old: &Value, new: &Value) -> bool {
    let names = |schema: &Value| -> BTreeSet<String> {
        let properties = schema["properties"].as_object().into_iter().flatten();
        properties.map(|(name, _)| name.clone()).collect()
    };
    names(old) == names(new)
}

/// What tells a value of an enumeration, or a variant of a union, from others.
fn name_of(value: &Value) -> Option<String> {
    let name = value.get("title").unwrap_or(value);
    name.as_str().map(ToOwned::to_owned)
}
