//! Titles, descriptions, examples and defaults.
//!
//! A default is documentation, too. A client that filled it in would send what the caller did not
//! ask for, and show what the server did not send.

use serde_json::Value;

use super::node::Node;
use crate::{
    read::description::DEPRECATED,
    report::{Change, KeywordProblem},
    settings::Keep,
    tree::{Access, kept::DEFAULT},
};

pub(super) fn apply(node: &mut Node<'_, '_>) {
    let title = text(node, "title");
    if title.is_some() {
        node.report("title", described("title".to_owned()));
    }
    node.meaning.title = title;
    let description = text(node, "description").map(ToOwned::to_owned);
    node.meaning.description = match (title, description) {
        (Some(title), Some(description)) if title != description => {
            Some(format!("{title}\n\n{description}"))
        }
        (title, description) => description.or(title.map(ToOwned::to_owned)),
    };
    if let Some(deprecated) = node.take("deprecated") {
        if deprecated == &Value::Bool(true) {
            node.notes.push(DEPRECATED.to_owned());
            node.report("deprecated", described("deprecated".to_owned()));
        } else if !deprecated.is_boolean() {
            node.malformed("deprecated", KeywordProblem::NotABoolean);
        }
    }

    if node.settings.keeps(Keep::Defaults) {
        node.keep(DEFAULT);
    }
    if let Some(default) = node.take(DEFAULT) {
        node.notes.push(format!("Default: `{default}`"));
        node.report("default", Change::DefaultDescribed);
    }
    if let Some(example) = node.take("example") {
        node.notes.push(format!("Example: `{example}`"));
        node.report("example", described("example".to_owned()));
    }
    if let Some(examples) = node.take("examples") {
        let list = std::slice::from_ref(examples);
        for example in examples.as_array().map_or(list, Vec::as_slice) {
            node.notes.push(format!("Example: `{example}`"));
        }
        node.report("examples", described("examples".to_owned()));
    }
    node.meaning.access = Access {
        read_only: is_true(node, "readOnly"),
        may_be_read_only: false,
        write_only: is_true(node, "writeOnly"),
    };
    for keyword in ["readOnly", "writeOnly", "externalDocs"] {
        node.describe(keyword, described);
    }
}

fn is_true(node: &Node<'_, '_>, keyword: &str) -> bool {
    node.keywords.get(keyword) == Some(&&Value::Bool(true))
}

fn described(keyword: String) -> Change {
    Change::DocumentationDescribed { keyword }
}

fn text<'d>(node: &mut Node<'d, '_>, keyword: &str) -> Option<&'d str> {
    match node.take(keyword)? {
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(text),
        _ => {
            node.malformed(keyword, KeywordProblem::NotAString);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::read::keywords::tests::with_meaning;

    #[test]
    fn what_is_deprecated_says_so() {
        let schema = json!({ "description": "How.", "deprecated": true });
        with_meaning(&schema, |meaning, report| {
            assert_eq!(meaning.description.as_deref(), Some("How.\n\nDeprecated."));
            assert_eq!(report.entries().len(), 1);
        });
    }

    #[test]
    fn title_description_default_and_examples_end_up_in_the_description() {
        let schema = json!({
            "title": "Mode", "description": "How.", "default": 5, "examples": [1, "b"]
        });
        with_meaning(&schema, |meaning, report| {
            let description = meaning.description.unwrap();
            assert_eq!(
                description,
                "Mode\n\nHow.\n\nDefault: `5`\n\nExample: `1`\n\nExample: `\"b\"`"
            );
            assert_eq!(report.lossy().count(), 0);
        });
    }
}
