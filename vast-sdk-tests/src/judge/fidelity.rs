//! How much of a document is in the client that was generated from it. Both documents are read in the
//! same way, independently of the normalizer.

use std::collections::{BTreeMap, BTreeSet};

use openapi_codegen::wire_name;
use openapi_normalize::{METHOD, METHODS};
use serde_json::{Map, Value};

/// The number of operations in a document.
#[must_use]
pub fn operations(document: &Value) -> usize {
    each_operation(document).count()
}

/// How many properties of a document a client has.
pub struct Fidelity {
    /// The properties of all requests and responses, by operation.
    pub total: usize,
    /// Those that the client lacks.
    pub missing: Vec<String>,
}

/// Looks up each property of all JSON bodies among the fields of the client that was generated from the
/// normalized document. A property is identified by its name and that of the property around it.
#[must_use]
pub fn properties(published: &Value, normalized: &Value, client: &str) -> Fidelity {
    let fields = fields(client);
    let mut fidelity = Fidelity {
        total: 0,
        missing: Vec::new(),
    };
    for (path, method, operation) in each_operation(published) {
        let generated = generated(&normalized["paths"][path], method);
        for direction in ["requestBody", "responses"] {
            let wanted = of_bodies(published, &operation[direction], None);
            let found = of_bodies(normalized, &generated[direction], Some(&fields));
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

/// Those of OpenAPI 3.2 included.
fn each_operation(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(move |(path, item)| {
        let item = resolve(document, item);
        let fixed = METHODS.into_iter().chain(["query"]);
        let fixed = fixed.filter_map(|method| Some((method, item.get(method)?)));
        let additional = item.get("additionalOperations").and_then(Value::as_object);
        let additional = additional.into_iter().flatten();
        let all = fixed.chain(additional.map(|(method, operation)| (method.as_str(), operation)));
        let all = all.filter(|(_, operation)| operation.is_object());
        all.map(move |(method, operation)| (path.as_str(), method, operation))
    })
}

/// The operation with a method in a path item of a normalized document.
fn generated<'d>(item: &'d Value, method: &str) -> &'d Value {
    let operations = item.as_object().into_iter().flatten();
    let mut operations = operations.map(|(_, operation)| operation);
    let is_it = |operation: &&Value| {
        let other = operation[METHOD].as_str();
        other.is_some_and(|other| other.eq_ignore_ascii_case(method))
    };
    operations
        .find(is_it)
        .unwrap_or_else(|| &item[method.to_ascii_lowercase()])
}

/// The name of the surrounding property, with a dot, and that of the property itself.
type Property = (String, String);

/// The wire names of the fields of each struct.
type Fields = BTreeMap<String, BTreeSet<String>>;

fn fields(client: &str) -> Fields {
    let file = syn::parse_file(client).expect("Rust that was generated");
    let types = file.items.into_iter().filter_map(|item| match item {
        syn::Item::Mod(module) if module.ident == "types" => module.content,
        _ => None,
    });
    let structs = types
        .flat_map(|(_, items)| items)
        .filter_map(|item| match item {
            syn::Item::Struct(item) => Some(item),
            _ => None,
        });
    let fields = |item: syn::ItemStruct| {
        let names = item.fields.iter().filter_map(wire_name);
        (item.ident.to_string(), names.collect())
    };
    structs.map(fields).collect()
}

/// The properties in the JSON bodies of a request, or of all responses. With `fields`, those of a
/// named schema are the fields of the struct of that name.
fn of_bodies(document: &Value, bodies: &Value, fields: Option<&Fields>) -> BTreeSet<Property> {
    let mut walk = Walk {
        document,
        fields,
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
                walk.schema(&content["schema"], None, "");
            }
        }
    }
    walk.found
}

struct Walk<'d> {
    document: &'d Value,
    fields: Option<&'d Fields>,
    found: BTreeSet<Property>,
    /// The references that were followed, each with the property that it was found in.
    seen: BTreeSet<(&'d str, String)>,
}

impl<'d> Walk<'d> {
    fn schema(&mut self, schema: &'d Value, component: Option<&str>, inside: &str) {
        if !schema.is_object() {
            return;
        }
        if let Some(reference) = schema["$ref"].as_str()
            && self.seen.insert((reference, inside.to_owned()))
        {
            let target = self.document.pointer(reference.trim_start_matches('#'));
            let name = reference.strip_prefix("#/components/schemas/");
            self.schema(target.unwrap_or(&Value::Null), name, inside);
        }
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if property == &Value::Bool(false) {
                continue;
            }
            let there = self.fields.is_none_or(|fields| {
                let fields = component.and_then(|component| fields.get(component));
                fields.is_some_and(|fields| fields.contains(name))
            });
            if there {
                self.found.insert((inside.to_owned(), name.clone()));
            }
            self.schema(property, None, &format!("{name}."));
        }
        for keyword in ["allOf", "anyOf", "oneOf", "prefixItems"] {
            for member in schema[keyword].as_array().into_iter().flatten() {
                self.schema(member, None, inside);
            }
        }
        for keyword in ["items", "additionalProperties", "then", "else"] {
            self.schema(&schema[keyword], None, inside);
        }
        for (_, schema) in schema["patternProperties"]
            .as_object()
            .into_iter()
            .flatten()
        {
            self.schema(schema, None, inside);
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
