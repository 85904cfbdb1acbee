//! What the document says, for people.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{
    operation::{Document, Operation},
    pages::Pages,
};

/// All operations, or those with this word in their names, paths, tags or summaries.
pub fn found<'d>(document: &'d Document, word: Option<&str>) -> Vec<Operation<'d>> {
    let mut found: Vec<Operation<'_>> = document.operations().collect();
    if let Some(word) = word.map(str::to_lowercase) {
        found.retain(|it| {
            let texts = [it.name, it.path, it.tag(), it.summary(), &it.method];
            texts.iter().any(|text| text.to_lowercase().contains(&word))
        });
    }
    found.sort_by_key(|it| (it.tag(), it.name));
    found
}

/// Operations for programs.
pub fn list_json(found: &[Operation<'_>]) -> Value {
    let rows = found.iter().map(|it| {
        json!({
            "name": it.name,
            "method": it.method,
            "path": it.path,
            "tag": it.tag(),
            "summary": it.summary(),
        })
    });
    rows.collect()
}

/// Operations for people, by tag.
pub fn list(found: &[Operation<'_>]) -> String {
    let width = found.iter().map(|it| it.name.len()).max().unwrap_or(0);
    let (mut text, mut tag) = (String::new(), "");
    for operation in found {
        if operation.tag() != tag {
            tag = operation.tag();
            let gap = if text.is_empty() { "" } else { "\n" };
            let _ = writeln!(text, "{gap}{tag}");
        }
        let (name, method, path) = (operation.name, &operation.method, operation.path);
        let line = format!("{name:width$}  {method:6}  {path}  {}", operation.summary());
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// What an operation takes and answers.
pub fn operation(operation: &Operation<'_>) -> String {
    let (name, method, path) = (operation.name, &operation.method, operation.path);
    let mut text = format!("{name}: {method} {path}\n");
    let description = operation.value["description"].as_str();
    if let Some(description) = description.or(operation.value["summary"].as_str()) {
        let _ = writeln!(text, "\n{}", description.trim());
    }
    let arguments = operation.arguments();
    if !arguments.is_empty() {
        text += "\nArguments:\n";
    }
    for argument in &arguments {
        let required = if argument.is_required {
            ", required"
        } else {
            ""
        };
        let (name, location) = (&argument.key, argument.location);
        let _ = writeln!(
            text,
            "  {name}=  ({location}{required}) {}",
            operation.type_of(argument.schema)
        );
        for line in argument.description.trim().lines() {
            let _ = writeln!(text, "      {line}");
        }
    }
    if operation.has_body()
        && operation
            .body()
            .is_none_or(|(schema, _)| operation.properties(schema).is_empty())
    {
        text += "\nIt takes a body: --body\n";
    }
    if let Some(pages) = Pages::of(operation) {
        let parameter = pages.parameter;
        let _ = writeln!(
            text,
            "\nIts answer comes in pages. All are fetched and joined, unless {parameter} or the size of a page is given."
        );
    }
    text += "\nAnswers:\n";
    let responses = operation.value["responses"].as_object();
    for (status, response) in responses.into_iter().flatten() {
        let response = operation.resolved(response);
        let description = response["description"].as_str().unwrap_or_default();
        let _ = writeln!(
            text,
            "  {status}  {}",
            description.lines().next().unwrap_or_default()
        );
        let content = response["content"].as_object().into_iter().flatten();
        for (_, content) in content.take(1) {
            let schema = operation.resolved(&content["schema"]);
            for (name, property) in operation.properties(schema) {
                let kind = operation.type_of(property.schema);
                let _ = writeln!(text, "      {name}: {kind}");
            }
        }
    }
    text
}
