//! Each property that a document gives to an operation is in the normalized document, or has a line in the report.
//! The documents are read here independently of the normalizer.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use openapi_normalize::{Change, METHODS, Report, Runtime, Settings};
use serde_json::Value;

/// The names of the surrounding properties, each with a dot, and that of the property itself.
type Property = (String, String);

/// The properties in the bodies of one direction, each with whether the report says why it may be missing.
type Properties = BTreeMap<Property, bool>;

/// What is missing, without a line that says why.
fn missing(document: &Value) -> Vec<String> {
    let runtimes = [Runtime::Stock, Runtime::Extended].into_iter();
    runtimes
        .flat_map(|runtime| missing_for(runtime, document))
        .collect()
}

fn missing_for(runtime: Runtime, document: &Value) -> Vec<String> {
    let normalized = Settings::new()
        .runtime(runtime)
        .normalize(document)
        .unwrap();
    let lines = Lines::of(&normalized.report);
    let none = Lines::of(&Report::default());
    let mut missing = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let at = format!("/paths/{}/{method}", escaped(path));
            let generated = &normalized.document["paths"][path][method];
            if generated.is_null() {
                continue;
            }
            for direction in ["requestBody", "responses"] {
                // The answer to a HEAD has no body.
                if method == "head" && direction == "responses" {
                    continue;
                }
                let at = format!("{at}/{direction}");
                let documented = properties(document, &item[method][direction], &at, &lines);
                let emitted = properties(&normalized.document, &generated[direction], "", &none);
                let lost = documented
                    .into_iter()
                    .filter(|(property, explained)| !explained && !emitted.contains_key(property));
                missing.extend(lost.map(|((inside, name), _)| {
                    format!("{method} {path} {direction}: {inside}{name}")
                }));
            }
        }
    }
    missing
}

/// The places that the report has a line for.
struct Lines {
    /// Where something was lost, at a schema or at a keyword of it.
    lossy: BTreeSet<String>,
    /// Properties that are left out on purpose.
    left_out: BTreeSet<String>,
}

impl Lines {
    fn of(report: &Report) -> Self {
        let entries = || report.entries().iter();
        let at = |pointer: &openapi_normalize::Pointer| pointer.as_str().to_owned();
        Self {
            lossy: entries()
                .filter(|entry| !entry.change.is_lossless())
                .map(|entry| at(&entry.pointer))
                .collect(),
            left_out: entries()
                .filter(|entry| {
                    matches!(
                        entry.change,
                        Change::ReadOnlyNotSent { .. }
                            | Change::WriteOnlyNotRead { .. }
                            | Change::ForbiddenProperty
                            | Change::ResponseUnexpected { .. }
                            | Change::MediaTypeNotAsked { .. }
                            | Change::BodySchemaNotUsed
                            | Change::ResponseAsBytes
                    )
                })
                .map(|entry| at(&entry.pointer))
                .collect(),
        }
    }

    fn explain(&self, at: &str) -> bool {
        self.left_out.contains(at)
            || self
                .lossy
                .range(at.to_owned()..)
                .take_while(|line| line.starts_with(at))
                .any(|line| {
                    let rest = &line[at.len()..];
                    rest.is_empty() || (rest.starts_with('/') && rest.matches('/').count() == 1)
                })
    }
}

fn properties(document: &Value, bodies: &Value, at: &str, lines: &Lines) -> Properties {
    let mut walk = Walk {
        document,
        lines,
        found: Properties::new(),
        seen: BTreeSet::new(),
        todo: Vec::new(),
    };
    let (bodies, at) = walk.resolve(bodies, at.to_owned());
    if bodies.get("content").is_some() {
        walk.body(bodies, &at);
    } else {
        for (status, body) in bodies.as_object().into_iter().flatten() {
            walk.body(body, &format!("{at}/{}", escaped(status)));
        }
    }
    while let Some((reference, inside, explained)) = walk.todo.pop() {
        let at = reference.trim_start_matches('#');
        if let Some(target) = document.pointer(at) {
            walk.schema(target, at.to_owned(), &inside, explained);
        }
    }
    walk.found
}

struct Walk<'d> {
    document: &'d Value,
    lines: &'d Lines,
    found: Properties,
    /// The references that were followed, each with the property that it was found in.
    seen: BTreeSet<(&'d str, String, bool)>,
    /// Those of them that are still to be read: chains of references are longer than a stack is deep.
    todo: Vec<(&'d str, String, bool)>,
}

impl<'d> Walk<'d> {
    fn body(&mut self, body: &'d Value, at: &str) {
        let unexpected = self.lines.explain(at);
        let (body, at) = self.resolve(body, at.to_owned());
        for (media_type, content) in body["content"].as_object().into_iter().flatten() {
            if media_type.contains("json") {
                let place = format!("{at}/content/{}", escaped(media_type));
                let explained = unexpected
                    || self.lines.explain(&at)
                    || self.lines.explain(&place)
                    || self.lines.explain(&format!("{at}/content"));
                self.schema(&content["schema"], format!("{place}/schema"), "", explained);
            }
        }
    }

    fn schema(&mut self, schema: &'d Value, at: String, inside: &str, explained: bool) {
        if !schema.is_object() {
            return;
        }
        let explained = explained || self.lines.explain(&at);
        if let Some(reference) = schema["$ref"].as_str()
            && self.seen.insert((reference, inside.to_owned(), explained))
        {
            self.todo.push((reference, inside.to_owned(), explained));
        }
        let properties = schema["properties"].as_object();
        for (name, property) in properties
            .filter(|_| allows(schema, "object"))
            .into_iter()
            .flatten()
        {
            let at = format!("{at}/properties/{}", escaped(name));
            let left_out = explained || self.lines.explain(&at) || property == &Value::Bool(false);
            let found = self.found.entry((inside.to_owned(), name.clone()));
            *found.or_insert(left_out) |= left_out;
            self.schema(property, at, &within(inside, name), left_out);
        }
        for keyword in ["allOf", "anyOf", "oneOf", "prefixItems"] {
            for (index, member) in schema[keyword].as_array().into_iter().flatten().enumerate() {
                // No value is of the types of both.
                if member["type"]
                    .as_str()
                    .is_none_or(|name| allows(schema, name))
                {
                    self.schema(member, format!("{at}/{keyword}/{index}"), inside, explained);
                }
            }
        }
        for keyword in [
            "items",
            "additionalProperties",
            "unevaluatedProperties",
            "then",
            "else",
        ] {
            if keyword == "items" && !allows(schema, "array") {
                continue;
            }
            self.schema(
                &schema[keyword],
                format!("{at}/{keyword}"),
                inside,
                explained,
            );
        }
        for keyword in ["patternProperties", "dependentSchemas"] {
            for (name, member) in schema[keyword].as_object().into_iter().flatten() {
                let at = format!("{at}/{keyword}/{}", escaped(name));
                self.schema(member, at, inside, explained);
            }
        }
    }

    fn resolve(&self, value: &'d Value, at: String) -> (&'d Value, String) {
        let Some(reference) = value["$ref"].as_str() else {
            return (value, at);
        };
        let at = reference.trim_start_matches('#').to_owned();
        (self.document.pointer(&at).unwrap_or(&Value::Null), at)
    }
}

/// Whether values of a schema may be of this type: a keyword for another type has no effect.
fn allows(schema: &Value, name: &str) -> bool {
    match &schema["type"] {
        Value::Null => true,
        Value::Array(names) => names.iter().any(|one| one == name),
        one => one == name || (one == "number" && name == "integer"),
    }
}

/// The names of the properties around those of `name`: the last few, as schemas may contain themselves.
fn within(inside: &str, name: &str) -> String {
    let all: Vec<&str> = inside.split_inclusive('.').collect();
    let last = all[all.len().saturating_sub(2)..].concat();
    format!("{last}{name}.")
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect()
}

#[test]
fn every_property_of_every_document_at_hand_is_kept_or_has_a_line() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![
        here.join("../vast-sdk-tests/documents"),
        here.join("../../shared/specs"),
    ];
    folders.extend(std::env::var_os("OPENAPI_DOCUMENTS").map(PathBuf::from));
    let mut all = Vec::new();
    for path in folders.iter().flat_map(|folder| documents(folder)) {
        let text = std::fs::read_to_string(&path).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        let missing = missing(&document);
        let name = path.file_name().unwrap().display().to_string();
        all.extend(missing.into_iter().map(|lost| format!("{name}: {lost}")));
    }
    assert!(
        all.is_empty(),
        "{} without a line:\n{}",
        all.len(),
        all.join("\n")
    );
}
