//! What rustdoc shows of a client: its operations by tag, and blocks of text that are not taken for Rust.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use openapi_normalize::{field_name, operations};
use serde_json::Value;
use syn::{
    Attribute, Expr, ExprLit, File, ImplItem, Item, Lit, LitStr, Meta, Type, parse_quote,
    visit_mut::{self, VisitMut},
};

/// Where operations without a tag stand.
const OTHERS: &str = "Other operations";

/// Adds the table, and names a language for each block.
pub(super) fn apply(file: &mut File, document: &Value) {
    let table = by_tag(document, &methods(file));
    for item in &mut file.items {
        match item {
            Item::Struct(item) if item.ident == "Client" && !table.is_empty() => {
                item.attrs.push(parse_quote!(#[doc = #table]));
            }
            _ => {}
        }
    }
    Blocks.visit_file_mut(file);
}

/// The methods of the client.
fn methods(file: &File) -> BTreeSet<String> {
    let blocks = file.items.iter().filter_map(|item| match item {
        Item::Impl(block) => match &*block.self_ty {
            Type::Path(path) if path.path.is_ident("Client") => Some(block),
            _ => None,
        },
        _ => None,
    });
    let methods = blocks
        .flat_map(|block| &block.items)
        .filter_map(|item| match item {
            ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
            _ => None,
        });
    methods.collect()
}

/// A list for each tag, in Markdown.
fn by_tag(document: &Value, methods: &BTreeSet<String>) -> String {
    let mut tags: BTreeMap<&str, String> = BTreeMap::new();
    for (_, _, operation) in operations(document) {
        let id = operation["operationId"].as_str().unwrap_or_default();
        let mut line = format!("* `{id}`");
        let method = field_name(id);
        if methods.contains(&method) {
            line = format!("* [`{method}`](Self::{method})");
        }
        let summary = operation["summary"].as_str().unwrap_or_default();
        if let Some(summary) = summary.lines().next().filter(|it| !it.trim().is_empty()) {
            let _ = write!(line, ": {}", summary.trim());
        }
        line.push('\n');
        let listed = operation["tags"].as_array().into_iter().flatten();
        let mut listed: Vec<&str> = listed.filter_map(Value::as_str).collect();
        if listed.is_empty() {
            listed.push(OTHERS);
        }
        for tag in listed {
            tags.entry(tag).or_default().push_str(&line);
        }
    }
    let several = tags.len() > 1;
    let others = tags.remove_entry(OTHERS);
    let mut table = String::new();
    for (tag, list) in tags.into_iter().chain(others) {
        let heading = if several || tag != OTHERS {
            tag
        } else {
            "Operations"
        };
        let _ = write!(table, "\n\n# {heading}\n\n{list}");
    }
    table
}

/// rustdoc takes a block without a language for Rust, and marks one that it is not to run.
struct Blocks;

impl VisitMut for Blocks {
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if !attribute.path().is_ident("doc") {
            return visit_mut::visit_attribute_mut(self, attribute);
        }
        if let Meta::NameValue(doc) = &mut attribute.meta
            && let Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) = &mut doc.value
        {
            let named = with_languages(&text.value());
            if named != text.value() {
                *text = LitStr::new(&named, text.span());
            }
        }
    }
}

fn with_languages(text: &str) -> String {
    let mut open: Option<&str> = None;
    let lines = text.split('\n').map(|line| {
        let content = line.trim_start();
        let fence = ["```", "~~~"]
            .into_iter()
            .find(|fence| content.starts_with(fence));
        match (open, fence) {
            (None, Some(fence)) => {
                open = Some(fence);
                let marks = content.len() - content.trim_start_matches(&fence[..1]).len();
                let language = content[marks..].trim();
                if language.is_empty() || language == "ignore" {
                    let start = &line[..line.len() - content.len() + marks];
                    return format!("{start}text");
                }
            }
            (Some(known), Some(fence)) if known == fence => open = None,
            _ => {}
        }
        line.to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_block_without_a_language_is_text() {
        for (text, expected) in [
            ("a\n```\nb\n```\nc", "a\n```text\nb\n```\nc"),
            ("```ignore\nlet a = b;\n```", "```text\nlet a = b;\n```"),
            (
                "```json\n{}\n```\n\n~~~\n```\n~~~",
                "```json\n{}\n```\n\n~~~text\n```\n~~~",
            ),
            ("  ````\n  a\n  ````", "  ````text\n  a\n  ````"),
            ("no block", "no block"),
        ] {
            assert_eq!(with_languages(text), expected);
        }
    }

    #[test]
    fn operations_are_listed_by_tag() {
        let document = json!({ "paths": { "/a": {
            "get": { "operationId": "show_a", "summary": "show a\nand more", "tags": ["letters"] },
            "put": { "operationId": "set_a" },
        } } });
        let methods = BTreeSet::from(["show_a".to_owned()]);
        let expected = "\n\n# letters\n\n* [`show_a`](Self::show_a): show a\n\n\n# Other operations\n\n* `set_a`\n";
        assert_eq!(by_tag(&document, &methods), expected);
        assert_eq!(by_tag(&json!({}), &methods), "");
    }
}
