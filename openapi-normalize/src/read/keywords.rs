//! A file for each group of schema keywords. Each rule takes its keywords out of a schema object, and
//! either says what they mean for the type or moves them into the description.

mod arrays;
mod conditionals;
mod documentation;
mod extensions;
mod formats;
pub(crate) mod meaning;
mod node;
mod objects;
mod references;
mod types;
mod unknown;
mod validation;
mod values;

use serde_json::{Map, Value};

use crate::{pointer::Pointer, report::Report, settings::Settings};

use meaning::Meaning;
use node::Node;

type Rule = fn(&mut Node<'_, '_>);

/// The order matters: later rules rely on what earlier ones found.
const RULES: [Rule; 11] = [
    references::apply,
    types::apply,
    values::apply,
    documentation::apply,
    arrays::apply,
    validation::apply,
    formats::apply,
    objects::apply,
    conditionals::apply,
    extensions::apply,
    unknown::apply,
];

/// Runs every rule on a schema object.
pub(crate) fn apply<'d>(
    schema: &'d Map<String, Value>,
    at: &Pointer,
    settings: &Settings,
    report: &mut Report,
) -> Meaning<'d> {
    let mut node = Node {
        keywords: schema
            .iter()
            .map(|(key, value)| (key.as_str(), value))
            .collect(),
        at: at.clone(),
        settings,
        report,
        notes: Vec::new(),
        meaning: Meaning::default(),
    };
    for rule in RULES {
        rule(&mut node);
    }
    let Node { notes, meaning, .. } = node;
    let paragraphs: Vec<String> = meaning.description.into_iter().chain(notes).collect();
    Meaning {
        description: (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n")),
        ..meaning
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Runs the rules on `schema`, then `check` on the result.
    pub(crate) fn with_meaning(schema: &Value, check: impl FnOnce(Meaning<'_>, &Report)) {
        let (settings, mut report) = (Settings::new(), Report::default());
        let schema = schema.as_object().expect("a schema object");
        let meaning = apply(schema, &Pointer::root(), &settings, &mut report);
        check(meaning, &report);
    }
}
