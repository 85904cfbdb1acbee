//! How much of a document is in the client that was generated from it. Nothing here knows how the
//! normalizer works: both documents are read in the same way.

use std::collections::BTreeSet;

use openapi_normalize::METHODS;
use serde_json::{Map, Value};

/// The number of operations in a document.
#[must_use]
pub fn operations(document: &Value) -> usize {
    each_operation(document).count()
}

/// Which properties of a document are in another one.
pub struct Fidelity {
    /// The properties of all requests and responses, by operation.
    pub total: usize,
    /// Those that are not there.
    pub missing: Vec<String>,
}

/// Compares the JSON bodies of all operations: each property, by its name and that of the property
/// that it is in.
#[must_use]
pub fn properties(published: &Value, normalized: &Value) -> Fidelity {
    let mut fidelity = Fidelity {
        total: 0,
        missing: Vec::new(),
    };
    for (path, method, operation) in each_operation(published) {
        let generated = &normalized["paths"][path][method];
        for direction in ["requestBody", "responses"] {
            let wanted = of_bodies(published, &operation[direction]);
            let found = of_bodies(normalized, &generated[direction]);
            fidelity.total += wanted.len();
            fidelity
                .missing
                .extend(wanted.difference(&found).map(|property| {
                    format!("{method} {path} {direction}: {}{}", property.0, property.1)
                }));
        }
    }
    fidelity
}

fn each_operation(document: &Value) -> impl Iterator<Item = (&str, &'static str, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(move |(path, item)| {
        let item = resolve(document, item);
        METHODS.iter().filter_map(move |method| {
            let operation = item.get(method).filter(|operation| operation.is_object())?;
            Some((path.as_str(), *method, operation))
        })
    })
}

/// A property: the name of the one that it is in, with a dot, and its own.
type Property = (String, String);

/// The properties in the JSON bodies of a request, or of all responses.
fn of_bodies(document: &Value, bodies: &Value) -> BTreeSet<Property> {
    let mut walk = Walk {
        document,
        found: BTreeSet::new(),
        seen: BTreeSet::new(),
    };
    let bodies = resolve(document, bodies);
    let all = match bodies.get("content") {
        Some(_) => vec![bodies],
        None => bodies
            .as_object()
            .into_iter()
            .flat_map(Map::values)
            .collect(),
    };
    for body in all {
        let content = resolve(document, body)["content"].as_object();
        for (media_type, content) in content.into_iter().flatten() {
            if media_type.contains("json") {
                walk.schema(&content["schema"], "");
            }
        }
    }
    walk.found
}

struct Walk<'d> {
    document: &'d Value,
    found: BTreeSet<Property>,
    /// References that were followed, and from where.
    seen: BTreeSet<(&'d str, String)>,
}

impl<'d> Walk<'d> {
    fn schema(&mut self, schema: &'d Value, inside: &str) {
        if !schema.is_object() {
            return;
        }
        if let Some(reference) = schema["$ref"].as_str()
            && self.seen.insert((reference, inside.to_owned()))
        {
            let target = self.document.pointer(reference.trim_start_matches('#'));
            self.schema(target.unwrap_or(&Value::Null), inside);
        }
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if property == &Value::Bool(false) {
                continue;
            }
            self.found.insert((inside.to_owned(), name.clone()));
            self.schema(property, &format!("{name}."));
        }
        for keyword in ["allOf", "anyOf", "oneOf", "prefixItems"] {
            for member in schema[keyword].as_array().into_iter().flatten() {
                self.schema(member, inside);
            }
        }
        for keyword in ["items", "additionalProperties", "then", "else"] {
            self.schema(&schema[keyword], inside);
        }
        for (_, schema) in schema["patternProperties"]
            .as_object()
            .into_iter()
            .flatten()
        {
            self.schema(schema, inside);
        }
    }
}

fn resolve<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    let mut value = value;
    for _ in 0..16 {
        let Some(reference) = value["$ref"].as_str() else {
            break;
        };
        let target = document.pointer(reference.trim_start_matches('#'));
        value = target.unwrap_or(&Value::Null);
    }
    value
}
