//! Where a `$ref` leads.

use std::{collections::BTreeMap, fmt::Display};

use serde_json::Value;

use crate::{
    openapi::is_own_uri,
    pointer::{Located, Pointer},
    report::Unresolved,
};

/// A chain of more references than this counts as a circle.
const LONGEST_CHAIN: usize = 64;

/// Finds the targets of references inside one document.
pub(crate) struct Resolver<'d> {
    document: &'d Value,
    /// The URI of the document, as it says.
    own_uri: &'d str,
    anchors: BTreeMap<&'d str, Pointer>,
    size: usize,
}

impl<'d> Resolver<'d> {
    pub(crate) fn new(document: &'d Value) -> Self {
        let mut anchors = BTreeMap::new();
        let size = collect_anchors(document, &Pointer::root(), &mut anchors, 0);
        Self {
            document,
            own_uri: document
                .get("$self")
                .and_then(Value::as_str)
                .unwrap_or_default(),
            anchors,
            size,
        }
    }

    /// The number of objects and arrays in the document.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    pub(crate) fn get(&self, at: &Pointer) -> Option<&'d Value> {
        at.resolve(self.document)
    }

    /// The place that `reference` leads to, through any bare references on the way. An error has the
    /// reference that leads nowhere, and the reason.
    pub(crate) fn target(&self, reference: &str) -> Result<Pointer, (String, Unresolved)> {
        let mut reference = reference;
        for _ in 0..LONGEST_CHAIN {
            reference = self.without_own_uri(reference);
            let pointer = Pointer::from_reference(reference)
                .or_else(|| {
                    let anchor = reference.strip_prefix('#')?;
                    self.anchors.get(anchor).cloned()
                })
                .ok_or_else(|| (reference.to_owned(), Unresolved::Elsewhere))?;
            let value = self
                .get(&pointer)
                .ok_or_else(|| (reference.to_owned(), Unresolved::Nothing))?;
            let Some(next) = bare_reference(value) else {
                return Ok(pointer);
            };
            reference = next;
        }
        let limit = LONGEST_CHAIN;
        Err((reference.to_owned(), Unresolved::TooLong { limit }))
    }

    /// The fragment of a reference that leads to the document by its own URI.
    fn without_own_uri<'r>(&self, reference: &'r str) -> &'r str {
        let end = reference.find('#').unwrap_or(reference.len());
        let (uri, fragment) = reference.split_at(end);
        match (is_own_uri(self.own_uri, uri), fragment) {
            (false, _) => reference,
            (true, "") => "#",
            (true, fragment) => fragment,
        }
    }

    /// Follows references from `value` (at `at`) to something that is not a reference.
    pub(crate) fn follow(
        &self,
        value: &'d Value,
        at: &Pointer,
    ) -> Result<Located<'d>, (String, Unresolved)> {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            return Ok((at.clone(), value));
        };
        let target = self.target(reference)?;
        let value = self
            .get(&target)
            .ok_or_else(|| (reference.to_owned(), Unresolved::Nothing))?;
        Ok((target, value))
    }
}

/// The reference in an object that has no key but `$ref`.
pub(crate) fn bare_reference(value: &Value) -> Option<&str> {
    let map = value.as_object().filter(|map| map.len() == 1)?;
    map.get("$ref")?.as_str()
}

/// Collects the anchors; returns the number of objects and arrays.
fn collect_anchors<'d>(
    value: &'d Value,
    at: &Pointer,
    anchors: &mut BTreeMap<&'d str, Pointer>,
    depth: usize,
) -> usize {
    let mut size = 1;
    // As deep as `serde_json` parses.
    if depth > 128 {
        return size;
    }
    let mut inside = |key: &dyn Display, value: &'d Value, anchors: &mut _| {
        if value.is_object() || value.is_array() {
            size += collect_anchors(value, &at.child(key), anchors, depth + 1);
        }
    };
    match value {
        Value::Object(map) => {
            for key in ["$anchor", "$dynamicAnchor"] {
                if let Some(Value::String(anchor)) = map.get(key) {
                    anchors.entry(anchor).or_insert_with(|| at.clone());
                }
            }
            for (key, value) in map {
                inside(key, value, anchors);
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                inside(&index, value, anchors);
            }
        }
        _ => {}
    }
    size
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_anchor_is_found_wherever_it_stands() {
        let document = json!({ "a": [{ "$anchor": "here", "type": "string" }] });
        let resolver = Resolver::new(&document);
        assert_eq!(resolver.target("#here").unwrap().as_str(), "/a/0");
    }

    #[test]
    fn a_chain_of_references_is_followed_to_its_end() {
        let document = json!({ "a": { "$ref": "#/b" }, "b": { "$ref": "#/c" }, "c": {} });
        let resolver = Resolver::new(&document);
        assert_eq!(resolver.target("#/a").unwrap().as_str(), "/c");
    }

    #[test]
    fn a_circle_of_references_is_an_error() {
        let document = json!({ "a": { "$ref": "#/b" }, "b": { "$ref": "#/a" } });
        let (_, reason) = Resolver::new(&document).target("#/a").unwrap_err();
        assert!(matches!(reason, Unresolved::TooLong { .. }));
    }
}
