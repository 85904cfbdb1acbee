//! One file a group of schema keywords: each rule takes its keywords out of a schema object and
//! says what they mean for the type, or moves them into the description.

mod arrays;
mod conditionals;
mod documentation;
mod extensions;
mod formats;
mod objects;
mod references;
mod types;
mod unknown;
mod validation;
mod values;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{Pointer, Report};

pub(crate) use types::Type;

type Rule = fn(&mut Node<'_, '_>);

/// In this order: a later rule relies on what an earlier one has found.
const RULES: [(&str, Rule); 11] = [
    ("identifiers", references::apply),
    ("types", types::apply),
    ("values", values::apply),
    ("documentation", documentation::apply),
    ("validation", validation::apply),
    ("formats", formats::apply),
    ("arrays", arrays::apply),
    ("objects", objects::apply),
    ("conditionals", conditionals::apply),
    ("extensions", extensions::apply),
    ("unknown", unknown::apply),
];

/// A schema object on its way through the rules.
pub(crate) struct Node<'d, 'r> {
    keywords: BTreeMap<&'d str, &'d Value>,
    at: Pointer,
    report: &'r mut Report,
    rule: &'static str,
    notes: Vec<String>,
    meaning: Meaning<'d>,
}

/// What the rules have found out.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a schema has as many yes-or-no keywords"
)]
pub(crate) struct Meaning<'d> {
    /// The types that are allowed; none stands for any.
    pub types: Vec<Type>,
    pub nullable: bool,
    /// Whether nothing but `null` is allowed.
    pub only_null: bool,
    /// The only strings that are allowed.
    pub strings: Option<Vec<String>>,
    pub description: Option<String>,
    pub deprecated: bool,
    /// Schemas of array elements, whatever their position.
    pub items: Vec<Located<'d>>,
    pub properties: Vec<(&'d str, Located<'d>)>,
    pub required: Vec<&'d str>,
    /// Schemas of properties without a name of their own.
    pub additional: Vec<Located<'d>>,
    pub additional_forbidden: bool,
    /// Schemas that hold under a condition only: their properties are optional ones.
    pub conditional: Vec<Located<'d>>,
    pub all_of: Vec<Located<'d>>,
    pub any_of: Vec<Located<'d>>,
    pub one_of: Vec<Located<'d>>,
    pub reference: Option<&'d str>,
}

pub(crate) type Located<'d> = (Pointer, &'d Value);

/// Runs every rule on a schema object.
pub(crate) fn apply<'d>(
    schema: &'d Map<String, Value>,
    at: &Pointer,
    report: &mut Report,
) -> Meaning<'d> {
    let mut node = Node {
        keywords: schema
            .iter()
            .map(|(key, value)| (key.as_str(), value))
            .collect(),
        at: at.clone(),
        report,
        rule: "",
        notes: Vec::new(),
        meaning: Meaning::default(),
    };
    for (name, rule) in RULES {
        node.rule = name;
        rule(&mut node);
    }
    let Node { notes, meaning, .. } = node;
    let paragraphs: Vec<String> = meaning.description.into_iter().chain(notes).collect();
    Meaning {
        description: (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n")),
        ..meaning
    }
}

impl<'d> Node<'d, '_> {
    fn take(&mut self, keyword: &str) -> Option<&'d Value> {
        self.keywords.remove(keyword)
    }

    fn take_located(&mut self, keyword: &str) -> Option<Located<'d>> {
        let value = self.take(keyword)?;
        Some((self.at.child(keyword), value))
    }

    /// The schemas in the array (or, where `keyword` holds an object, under its keys).
    fn take_schemas(&mut self, keyword: &str) -> Vec<(String, Located<'d>)> {
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

    fn lossless(&mut self, keyword: &str, what: impl Into<String>) {
        let at = self.at.child(keyword);
        self.report.lossless(&at, self.rule, what);
    }

    fn malformed(&mut self, keyword: &str, what: &str) {
        let at = self.at.child(keyword);
        self.report
            .lossy_change(&at, self.rule, format!("`{keyword}` {what}: ignored"));
    }

    /// Moves a keyword that the types cannot express into the description.
    fn describe(&mut self, keyword: &str) {
        if let Some(value) = self.take(keyword) {
            self.notes.push(format!("`{keyword}`: `{value}`"));
            self.lossless(
                keyword,
                format!("`{keyword}` is described, not checked by the client"),
            );
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Runs the rules on `schema` and hands their meaning and report to `check`.
    pub(crate) fn with_meaning(schema: &Value, check: impl FnOnce(Meaning<'_>, &Report)) {
        let mut report = Report::default();
        let schema = schema.as_object().expect("a schema object");
        let meaning = apply(schema, &Pointer::root(), &mut report);
        check(meaning, &report);
    }
}
