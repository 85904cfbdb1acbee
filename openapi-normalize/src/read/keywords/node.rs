//! A schema object on its way through the rules.

use std::collections::BTreeMap;

use serde_json::Value;

use super::meaning::Meaning;
use crate::{
    pointer::{Located, Pointer},
    report::{Change, KeywordProblem, Report},
    settings::Settings,
    tree::kept::Kept,
};

/// The keywords that no rule has taken yet, and what the rules have found so far.
pub(super) struct Node<'d, 'r> {
    pub(super) keywords: BTreeMap<&'d str, &'d Value>,
    pub(super) at: Pointer,
    pub(super) settings: &'r Settings,
    pub(super) report: &'r mut Report,
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

    /// The schemas in the array or object under `keyword`, each with its index or key.
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
                self.malformed(keyword, KeywordProblem::NotSchemas);
                Vec::new()
            }
        }
    }

    /// Tells progenitor about a keyword, whatever else is done with it.
    pub(super) fn keep(&mut self, keyword: &'static str) {
        if let Some(value) = self.keywords.get(keyword) {
            let (value, at) = ((*value).clone(), self.at.child(keyword));
            self.meaning.kept.insert(keyword, Kept { value, at });
        }
    }

    /// Reports a change at the place of a keyword.
    pub(super) fn report(&mut self, keyword: &str, change: Change) {
        self.report.push(self.at.child(keyword), change);
    }

    pub(super) fn malformed(&mut self, keyword: &str, problem: KeywordProblem) {
        let change = Change::KeywordMalformed {
            keyword: keyword.to_owned(),
            problem,
        };
        self.report(keyword, change);
    }

    /// Moves a keyword that the types cannot express into the description.
    pub(super) fn describe(&mut self, keyword: &str, change: fn(String) -> Change) {
        if let Some(value) = self.take(keyword) {
            self.notes.push(format!("`{keyword}`: `{value}`"));
            self.report(keyword, change(keyword.to_owned()));
        }
    }
}
