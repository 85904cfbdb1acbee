//! Reads a document, as it is published.

mod files;
mod json;
mod page;
mod text;
#[cfg(feature = "yaml")]
mod yaml;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::Error;
use text::{DuplicateKey, Parsed, Position, Problem};

/// What [`load`] returns.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Loaded {
    /// The document.
    pub document: Value,
    /// A sentence for each key that stands more than once in an object (the last one counts), and for each file that the
    /// document refers to and that cannot be read.
    pub warnings: Vec<String>,
    /// The other files that the document refers to. The document has their content.
    pub files: Vec<PathBuf>,
}

/// Reads a document in JSON or YAML 1.2, or a documentation page in Markdown that has one in a fenced block.
/// The content tells which it is.
///
/// The files that the document refers to, by paths relative to it, become part of it: a reference to `common.yaml` leads to
/// `#/x-files/common.yaml` afterwards, and path items are put in place. Nothing is fetched.
///
/// # Errors
///
/// [`Error::Read`] if the file cannot be read, and [`Error::Parse`] with the line and the column if there is no document
/// in it, or if a file that it refers to has a syntax error.
pub fn load(path: &Path) -> Result<Loaded, Error> {
    let mut warnings = Vec::new();
    let document = read(path, parse_page, &mut warnings)?;
    if let Some(message) = other_kind(&document) {
        return Err(failed(path, Problem::new(Position::START, message)));
    }
    if !files::refers_elsewhere(&document) {
        return Ok(Loaded {
            document,
            warnings,
            files: Vec::new(),
        });
    }
    let mut read = |path: &Path| read(path, parse, &mut warnings);
    let bundled = files::bundle(path, document, &mut read)?;
    warnings.extend(bundled.warnings);
    Ok(Loaded {
        document: bundled.document,
        warnings,
        files: bundled.files,
    })
}

/// Reads one file. Adds a warning for each key that stands more than once.
fn read(
    path: &Path,
    parse: fn(&str) -> Result<Parsed, Problem>,
    warnings: &mut Vec<String>,
) -> Result<Value, Error> {
    let bytes = std::fs::read(path).map_err(|source| Error::Read {
        // A build script does not run in the folder that cargo was called in.
        path: std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        source,
    })?;
    let parsed = text::decoded(&bytes).and_then(parse);
    let parsed = parsed.map_err(|problem| failed(path, problem))?;
    warnings.extend(parsed.duplicates.iter().map(|key| warning(path, key)));
    Ok(parsed.value)
}

fn failed(path: &Path, problem: Problem) -> Error {
    Error::Parse {
        path: path.to_owned(),
        line: problem.at.line,
        column: problem.at.column,
        message: problem.message,
    }
}

/// Parses a document, or a page with one.
fn parse_page(text: &str) -> Result<Parsed, Problem> {
    if is_json(text) || !page::is_page(text) {
        return parse(text);
    }
    let block = page::document(text)?;
    let in_page = |at: &mut Position| *at = block.in_page(*at);
    let mut parsed = parse(&block.text).map_err(|mut problem| {
        in_page(&mut problem.at);
        problem
    })?;
    for duplicate in &mut parsed.duplicates {
        in_page(&mut duplicate.last);
        duplicate.earlier.iter_mut().for_each(|(at, _)| in_page(at));
    }
    Ok(parsed)
}

fn parse(text: &str) -> Result<Parsed, Problem> {
    if text.trim().is_empty() {
        return Err(Problem::new(Position::START, "the file is empty"));
    }
    if text.trim_start().starts_with('<') {
        let message =
            "the file is HTML or XML; a document is in JSON or YAML, or in a page in Markdown";
        return Err(Problem::new(Position::START, message));
    }
    let mut parsed = if is_json(text) {
        json::parse(text)?
    } else {
        parse_yaml(text)?
    };
    let place = |key: &DuplicateKey| (key.last.line, key.last.column);
    parsed.duplicates.sort_by_key(place);
    Ok(parsed)
}

/// In JSON, keys have quotes. In YAML, braces may have other keys.
fn is_json(text: &str) -> bool {
    match text.trim_start().strip_prefix(['{', '[']) {
        Some(inside) => !inside
            .trim_start()
            .starts_with(|c: char| c.is_alphabetic() || c == '\''),
        None => false,
    }
}

#[cfg(feature = "yaml")]
fn parse_yaml(text: &str) -> Result<Parsed, Problem> {
    yaml::parse(text)
}

#[cfg(not(feature = "yaml"))]
fn parse_yaml(_: &str) -> Result<Parsed, Problem> {
    let way_out = "this is not JSON, and YAML is read only with the feature `yaml`";
    Err(Problem::new(Position::START, way_out))
}

/// What a value is if it is not an OpenAPI document.
fn other_kind(value: &Value) -> Option<String> {
    let expected = "an OpenAPI document is an object with the key `openapi`";
    let Some(map) = value.as_object() else {
        let kind = match value {
            Value::Array(_) => "an array",
            Value::String(_) => "text",
            _ => "a single value",
        };
        return Some(format!("the file is {kind}; {expected}"));
    };
    // The version is checked later.
    if map.contains_key("openapi") || map.contains_key("swagger") {
        return None;
    }
    let schema = map.get("info").and_then(|info| info.get("schema"));
    if schema
        .and_then(Value::as_str)
        .is_some_and(|schema| schema.contains("postman"))
    {
        return Some(format!("the file is a Postman collection; {expected}"));
    }
    if map.is_empty() {
        return Some(format!("the file is an empty object; {expected}"));
    }
    let keys: Vec<String> = map.keys().take(5).map(|key| format!("`{key}`")).collect();
    Some(format!(
        "the file has the keys {}; {expected}",
        keys.join(", ")
    ))
}

fn warning(path: &Path, duplicate: &DuplicateKey) -> String {
    let place = |at: Position| format!("{}:{}:{}", path.display(), at.line, at.column);
    let earlier = duplicate.earlier.iter().map(|(at, same)| {
        let which = if *same { "the same" } else { "another" };
        format!("{} has {which} value", place(*at))
    });
    format!(
        "{}: the key `{}` stands {}; {}, and the last one counts",
        place(duplicate.last),
        duplicate.key,
        match duplicate.earlier.len() {
            1 => "twice".to_owned(),
            count => format!("{} times", count + 1),
        },
        earlier.collect::<Vec<_>>().join(", ")
    )
}
