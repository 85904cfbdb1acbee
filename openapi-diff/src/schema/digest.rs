//! Digests of schemas, to find equal ones without comparing all with all.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::{
    node::Node,
    types::canonical,
    view::{Additional, View},
};
use crate::document::{Document, strings};

/// How many levels of properties count.
const LEVELS: u8 = 3;

/// How many of them count in a schema that is compared as a whole.
const DEEP: u8 = 12;

impl<'d> Document<'d> {
    /// A number that is the same for schemas that mean the same, as far as can be seen from near.
    pub(crate) fn digest(&self, node: &Node<'d>) -> u64 {
        self.digest_to(node, LEVELS)
    }

    fn digest_to(&self, node: &Node<'d>, levels: u8) -> u64 {
        let key = (node.core.clone(), levels);
        let known = self.digests.borrow().get(&key).copied();
        let digest = known.unwrap_or_else(|| {
            let digest = self.digest_of_view(&self.view(&node.core), levels);
            self.digests.borrow_mut().insert(key, digest);
            digest
        });
        // A null that the place allows is the same as one that the core allows.
        digest ^ u64::from(node.nullable || self.view(&node.core).null)
    }

    fn digest_of_view(&self, view: &View<'d>, levels: u8) -> u64 {
        let mut state = DefaultHasher::new();
        view.types.hash(&mut state);
        view.format.hash(&mut state);
        view.checks.hash(&mut state);
        view.required.hash(&mut state);
        for (limit, bound) in &view.limits {
            (limit, bound.to_string()).hash(&mut state);
        }
        let values = view.values.iter().flatten().map(|value| canonical(value));
        let mut values: Vec<String> = values.collect();
        values.sort();
        values.hash(&mut state);
        let Some(levels) = levels.checked_sub(1) else {
            let names: Vec<_> = view.properties.keys().collect();
            (names, view.unions.len()).hash(&mut state);
            return state.finish() & !1;
        };
        for (name, property) in &view.properties {
            (name, self.digest_to(property, levels)).hash(&mut state);
        }
        match self.additional(view) {
            Additional::Any => 0.hash(&mut state),
            Additional::Forbidden => 1.hash(&mut state),
            Additional::Typed(node) => self.digest_to(&node, levels).hash(&mut state),
        }
        for items in view.items.iter().chain(&view.prefix) {
            self.digest_to(items, levels).hash(&mut state);
        }
        for union in &view.unions {
            let variants = union.variants.iter();
            let mut digests: Vec<u64> = variants
                .map(|variant| self.digest_to(&variant.node, levels))
                .collect();
            digests.sort_unstable();
            (union.discriminator, digests).hash(&mut state);
        }
        state.finish() & !1
    }

    /// The digest of the value of a keyword that is compared as a whole.
    pub(super) fn digest_of_keyword(&self, keyword: &str, value: &'d Value) -> u64 {
        let mut state = DefaultHasher::new();
        let of_schema = |schema: &'d Value| self.digest_to(&self.node(schema), DEEP);
        match (keyword, value) {
            (
                "contains"
                | "contentSchema"
                | "else"
                | "if"
                | "not"
                | "propertyNames"
                | "then"
                | "unevaluatedItems"
                | "unevaluatedProperties",
                schema,
            ) => of_schema(schema).hash(&mut state),
            (_, Value::Object(map)) => {
                // The order of keys does not matter.
                let mut entries: Vec<(&String, &Value)> = map.iter().collect();
                entries.sort_by_key(|(key, _)| *key);
                for (key, value) in entries {
                    key.hash(&mut state);
                    if value.is_array() {
                        let mut names: Vec<&str> = strings(value).collect();
                        names.sort_unstable();
                        names.hash(&mut state);
                    } else {
                        of_schema(value).hash(&mut state);
                    }
                }
            }
            (_, value) => canonical(value).hash(&mut state),
        }
        state.finish()
    }
}
