//! What a document allows in requests or in responses, as JSON Schema alone. OpenAPI gives a meaning to `discriminator`, to `readOnly`
//! and `writeOnly`, and to `nullable` without a type; here they are written out with `enum`, `required` and `anyOf`.

use serde_json::{Map, Value, json};

use super::discriminators::{Discriminator, SCHEMAS};

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the caller to the server.
    Request,
    /// From the server to the caller.
    Response,
}

/// The schema that stands for a parent and all that inherit it.
const FAMILY: &str = "_family";

/// A chain of references and `allOf` is not followed further.
const DEEPEST: usize = 8;

impl Direction {
    /// The keyword of properties that do not go this way.
    fn other_way(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Response => "writeOnly",
        }
    }

    /// Writes out what the document allows this way.
    #[must_use]
    pub fn written_out(self, published: &Value) -> Value {
        let mut document = published.clone();
        write_unions(&mut document, published);
        write_families(&mut document, published);
        write_properties(&mut document, published, self.other_way());
        write_nulls(&mut document);
        document
    }
}

/// Calls `change` for each object of the document, the inner ones first.
fn each_object(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| each_object(item, change)),
        Value::Object(object) => {
            object
                .values_mut()
                .for_each(|value| each_object(value, change));
            change(object);
        }
        _ => {}
    }
}

/// A schema whose tag says that it is this one.
fn tagged(schema: &Value, discriminator: &Discriminator<'_>, name: &str) -> Value {
    let property = &discriminator.property;
    let tags = discriminator.tags(name);
    json!({ "allOf": [schema, { "properties": { property.clone(): { "enum": tags } }, "required": [property] }] })
}

fn write_unions(document: &mut Value, published: &Value) {
    each_object(document, &mut |schema| {
        let written = Value::Object(schema.clone());
        let Some(discriminator) = Discriminator::of(published, &written) else {
            return;
        };
        for keyword in ["oneOf", "anyOf"] {
            let members = schema.get_mut(keyword).and_then(Value::as_array_mut);
            for member in members.into_iter().flatten() {
                let name = member["$ref"]
                    .as_str()
                    .and_then(|at| at.strip_prefix(SCHEMAS));
                if let Some(name) = name {
                    *member = tagged(member, &discriminator, name);
                }
            }
        }
    });
}

fn write_families(document: &mut Value, published: &Value) {
    let schemas = published["components"]["schemas"].as_object();
    for (parent, schema) in schemas.into_iter().flatten() {
        let Some(discriminator) = Discriminator::of(published, schema) else {
            continue;
        };
        let family = discriminator.family(parent);
        if family.is_empty() {
            continue;
        }
        let reference = format!("{SCHEMAS}{parent}");
        let replace = |value: &mut Value| {
            each_object(value, &mut |object| {
                if object
                    .get("$ref")
                    .is_some_and(|at| *at == reference.as_str())
                {
                    object["$ref"] = json!(format!("{reference}{FAMILY}"));
                }
            });
        };
        let parts = document.as_object_mut().into_iter().flatten();
        for (_, part) in parts.filter(|(name, _)| *name != "components") {
            replace(part);
        }
        let components = document["components"].as_object_mut().into_iter().flatten();
        for (kind, components) in components {
            let components = components.as_object_mut().into_iter().flatten();
            for (_, component) in components {
                // A child is made of its parent, not of its siblings.
                let made_of = component
                    .get("allOf")
                    .filter(|_| kind == "schemas")
                    .cloned();
                replace(component);
                let members = component.get_mut("allOf").and_then(Value::as_array_mut);
                let originals = made_of.as_ref().and_then(Value::as_array);
                let pairs = members
                    .into_iter()
                    .flatten()
                    .zip(originals.into_iter().flatten());
                for (member, original) in
                    pairs.filter(|(_, original)| original["$ref"] == *reference)
                {
                    member.clone_from(original);
                }
            }
        }
        let variants: Vec<Value> = family
            .iter()
            .map(|name| {
                tagged(
                    &json!({ "$ref": format!("{SCHEMAS}{name}") }),
                    &discriminator,
                    name,
                )
            })
            .collect();
        document["components"]["schemas"][format!("{parent}{FAMILY}")] =
            json!({ "oneOf": variants });
    }
}

/// Follows references.
pub(super) fn resolved<'d>(document: &'d Value, mut schema: &'d Value) -> &'d Value {
    for _ in 0..DEEPEST {
        let Some(reference) = schema["$ref"].as_str() else {
            break;
        };
        let target = document.pointer(reference.trim_start_matches('#'));
        schema = target.unwrap_or(&Value::Null);
    }
    schema
}

/// Whether a schema, or one that it is made of, has this keyword.
fn says(document: &Value, schema: &Value, keyword: &str, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let target = resolved(document, schema);
    let mut members = target["allOf"].as_array().into_iter().flatten();
    schema[keyword] == true
        || target[keyword] == true
        || members.any(|member| says(document, member, keyword, depth))
}

/// The properties with this keyword of a schema and of those that it is made of.
fn names<'d>(
    document: &'d Value,
    schema: &'d Value,
    keyword: &str,
    depth: usize,
    found: &mut Vec<&'d str>,
) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    let schema = resolved(document, schema);
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if says(document, property, keyword, DEEPEST) {
            found.push(name);
        }
    }
    for member in schema["allOf"].as_array().into_iter().flatten() {
        names(document, member, keyword, depth, found);
    }
}

/// Forbids the properties that do not go this way, and requires none of them.
fn write_properties(document: &mut Value, published: &Value, keyword: &str) {
    each_object(document, &mut |schema| {
        let written = Value::Object(schema.clone());
        let mut found = Vec::new();
        names(published, &written, keyword, DEEPEST, &mut found);
        let drop_required = |schema: &mut Map<String, Value>| {
            if let Some(Value::Array(required)) = schema.get_mut("required") {
                required.retain(|name| !found.iter().any(|found| name == found));
            }
        };
        drop_required(schema);
        let members = schema.get_mut("allOf").and_then(Value::as_array_mut);
        for member in members
            .into_iter()
            .flatten()
            .filter_map(Value::as_object_mut)
        {
            drop_required(member);
        }
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            if found.contains(&name.as_str()) && property.is_object() {
                *property = Value::Bool(false);
            }
        }
    });
}

/// `nullable` beside `allOf`, `oneOf`, `anyOf` or a reference allows `null`; alone in a union, it is `null`.
fn write_nulls(document: &mut Value) {
    each_object(document, &mut |schema| {
        for keyword in ["oneOf", "anyOf"] {
            let members = schema.get_mut(keyword).and_then(Value::as_array_mut);
            for member in members.into_iter().flatten() {
                if *member == json!({ "nullable": true }) {
                    *member = json!({ "type": "null" });
                }
            }
        }
        // Alone, it is left for the schema around it.
        let is_alone = schema.len() == 1;
        let is_typed = schema.contains_key("type");
        if schema.get("nullable") != Some(&Value::Bool(true)) || is_typed || is_alone {
            return;
        }
        schema.remove("nullable");
        if let Some(Value::Array(members)) = schema.get_mut("oneOf") {
            members.push(json!({ "type": "null" }));
        } else if ["allOf", "anyOf", "$ref"]
            .iter()
            .any(|keyword| schema.contains_key(*keyword))
        {
            let inner = std::mem::take(schema);
            *schema = Map::from_iter([("anyOf".to_owned(), json!([inner, { "type": "null" }]))]);
        }
    });
}
