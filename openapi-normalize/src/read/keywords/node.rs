//! A schema object on its way through the rules.

use std::collections::BTreeMap;

use serde_json::Value;

use super::meaning::Meaning;
use crate::{
    pointer::{Located, Pointer},
    report::Report,
};

/// A schema object on its way through the rules.
pub(super) struct Node<'d, 'r> {
    pub(super) keywords: BTreeMap<&'d str, &'d Value>,
    pub(super) at: Pointer,
    pub(super) report: &'r mut Report,
    pub(super) rule: &'static str,
    pub(super) notes: Vec<String>,
    pub(super) meaning: Meaning<'d>,
}

impl<'d> Node<'d, '_> {
    pub(super) fn take(&mut self, keyword: &str) -> Option<&'d Value> {
        self.keywords.remove(keyword)
    }

    pub(super) fn take_located(&mut self, keyword: &str) -> Option<Located<'d>> {
        let value = self.take(keyword)?;
        Some((self.at.child(keyword), value))
    }

    /// The schemas in the array (or, where `keyword` holds an object, under its keys).
    pub(super) fn take_schemas(&mut self, keyword: &str) -> Vec<(String, Located<'d>)> {
        let Some(value) = self.take(keyword) else {
            return Vec::new();
        };
        let at = self.at.child(keyword);
        match value {
            Value::Array(schemas) => schemas
                .iter()
                .enumerate()
                .map(|(index, schema)| (index.to_string(), (at.child(index), schema)))
                .collect(),
            Value::Object(schemas) => schemas
                .iter()
                .map(|(name, schema)| (name.clone(), (at.child(name), schema)))
                .collect(),
            _ => {
                self.malformed(keyword, "is neither an array nor an object");
                Vec::new()
            }
        }
    }

    pub(super) fn lossless(&mut self, keyword: &str, what: impl Into<String>) {
        let at = self.at.child(keyword);
        self.report.lossless(&at, self.rule, what);
    }

    pub(super) fn malformed(&mut self, keyword: &str, what: &str) {
        let at = self.at.child(keyword);
        self.report
            .lossy_change(&at, self.rule, format!("`{keyword}` {what}: ignored"));
    }

    /// Moves a keyword that the types cannot express into the description.
    pub(super) fn describe(&mut self, keyword: &str) {
        if let Some(value) = self.take(keyword) {
            self.notes.push(format!("`{keyword}`: `{value}`"));
            self.lossless(
                keyword,
                format!("`{keyword}` is described, not checked by the client"),
            );
        }
    }
}
