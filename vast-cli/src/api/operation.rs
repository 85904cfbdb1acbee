use std::collections::BTreeMap;

use openapi_normalize::{WireParameter, operations};
use serde_json::Value;
use vast_sdk::api::NORMALIZED_OPENAPI;

use crate::{
    exit_status::{ExitStatus, Failure},
    secrets,
};

/// The document that the client was generated from.
pub struct Document(Value);

/// An operation of it.
pub struct Operation<'d> {
    document: &'d Document,
    pub name: &'d str,
    pub method: String,
    pub path: &'d str,
    pub value: &'d Value,
}

/// What can be given to an operation by its name.
pub struct Argument<'d> {
    /// What it is called on the command line: its name, or `body.` and its name if a parameter has the name, too.
    pub key: String,
    pub name: &'d str,
    /// `path`, `query` or `header`; `body` for a property of the body.
    pub location: &'d str,
    pub is_required: bool,
    pub schema: &'d Value,
    pub description: &'d str,
}

/// A property of an object.
pub struct Property<'d> {
    /// `null` for any value.
    pub schema: &'d Value,
    pub is_required: bool,
}

impl Document {
    #[cfg(test)]
    pub fn of(document: Value) -> Self {
        Self(document)
    }

    pub fn of_this_build() -> Self {
        // The build has parsed it.
        Self(serde_json::from_str(NORMALIZED_OPENAPI).unwrap_or_default())
    }

    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        operations(&self.0).filter_map(|(path, method, value)| {
            Some(Operation {
                document: self,
                name: value["operationId"].as_str()?,
                method: method.to_uppercase(),
                path,
                value,
            })
        })
    }

    pub fn operation(&self, name: &str) -> Result<Operation<'_>, Failure> {
        let found = self.operations().find(|operation| operation.name == name);
        found.ok_or_else(|| {
            let near = nearest(name, self.operations().map(|operation| operation.name));
            let shown = secrets::shown(name);
            let reason = format!("there is no operation {shown}{near}; vast api list shows all");
            ExitStatus::Usage.failure(reason)
        })
    }

    /// Follows references, and what is made of only one part.
    pub fn resolved<'d>(&'d self, mut value: &'d Value) -> &'d Value {
        // A document may refer in circles.
        for _ in 0..100 {
            let target = match (&value["$ref"], &value["allOf"]) {
                (Value::String(reference), _) => self.0.pointer(reference.trim_start_matches('#')),
                (_, Value::Array(parts)) if value["properties"].is_null() => match &**parts {
                    [part] => Some(part),
                    _ => None,
                },
                _ => None,
            };
            let Some(target) = target else {
                break;
            };
            value = target;
        }
        value
    }
}

impl Argument<'_> {
    /// Whether it is meant by this name: also by where it goes and its name, such as `path.id`.
    pub fn is_called(&self, name: &str) -> bool {
        let place = name.strip_prefix(self.location);
        self.key == name || place.and_then(|rest| rest.strip_prefix('.')) == Some(self.name)
    }
}

impl<'d> Operation<'d> {
    pub fn summary(&self) -> &'d str {
        let text = self.value["summary"].as_str();
        let text = text.or_else(|| self.value["description"].as_str());
        text.and_then(|text| text.lines().next())
            .unwrap_or_default()
    }

    pub fn tag(&self) -> &'d str {
        self.value["tags"][0].as_str().unwrap_or_default()
    }

    pub fn resolved(&self, value: &'d Value) -> &'d Value {
        self.document.resolved(value)
    }

    /// The schema of a body in JSON, and whether it is required.
    pub fn body(&self) -> Option<(&'d Value, bool)> {
        let body = self.resolved(&self.value["requestBody"]);
        let types = body["content"].as_object()?;
        let (_, content) = types.iter().find(|(name, _)| name.contains("json"))?;
        Some((self.resolved(&content["schema"]), body["required"] == true))
    }

    /// The schema of a success in JSON.
    pub fn success(&self) -> Option<&'d Value> {
        let responses = self.value["responses"].as_object()?;
        let (_, response) = responses
            .iter()
            .find(|(status, _)| status.starts_with('2'))?;
        let types = self.resolved(response)["content"].as_object()?;
        let (_, content) = types.iter().find(|(name, _)| name.contains("json"))?;
        Some(self.resolved(&content["schema"]))
    }

    pub fn has_body(&self) -> bool {
        !self.value["requestBody"].is_null()
    }

    /// The type of a value in words.
    pub fn type_of(&self, schema: &'d Value) -> String {
        let schema = self.resolved(schema);
        match (&schema["enum"], schema["type"].as_str()) {
            (Value::Array(values), _) => {
                let values = values
                    .iter()
                    .map(|value| value.as_str().map_or(value.to_string(), str::to_owned));
                format!("one of {}", values.collect::<Vec<_>>().join(", "))
            }
            (_, Some("array")) if schema["items"]["type"] != "array" => {
                format!("list of {}", self.type_of(&schema["items"]))
            }
            (_, Some(name)) => name.to_owned(),
            (_, None) if self.properties(schema).is_empty() => "any JSON".to_owned(),
            (_, None) => "object".to_owned(),
        }
    }

    /// The properties of an object, also of one that is made of several or has alternatives.
    pub fn properties(&self, schema: &'d Value) -> Properties<'d> {
        self.properties_within(schema, 16)
    }

    fn properties_within(&self, schema: &'d Value, depth: usize) -> Properties<'d> {
        let schema = self.resolved(schema);
        let Some(depth) = depth.checked_sub(1) else {
            return Properties::new();
        };
        let own = schema["properties"].as_object().into_iter().flatten();
        let own = own.map(|(name, schema)| {
            let is_required = false;
            (
                name.as_str(),
                Property {
                    schema,
                    is_required,
                },
            )
        });
        let mut all: Properties<'_> = own.collect();
        for part in schema["allOf"].as_array().into_iter().flatten() {
            all = both(all, self.properties_within(part, depth));
        }
        for keyword in ["oneOf", "anyOf"] {
            let alternatives = schema[keyword].as_array().into_iter().flatten();
            let alternatives = alternatives.map(|one| self.properties_within(one, depth));
            all = both(all, alternatives.reduce(either).unwrap_or_default());
        }
        for name in schema["required"].as_array().into_iter().flatten() {
            let property = name.as_str().and_then(|name| all.get_mut(name));
            if let Some(property) = property {
                property.is_required = true;
            }
        }
        all
    }

    /// Parameters, and the properties of the body.
    pub fn arguments(&self) -> Vec<Argument<'d>> {
        let parameters = self.value["parameters"].as_array().into_iter().flatten();
        let parameters = parameters.filter_map(|parameter| {
            let parameter = self.resolved(parameter);
            let wire = WireParameter::of(parameter)?;
            let schema = self.resolved(&parameter["schema"]);
            Some(Argument {
                key: String::new(),
                name: wire.name,
                location: wire.location,
                is_required: parameter["required"] == true,
                schema: if wire.array {
                    self.resolved(&schema["items"])
                } else {
                    schema
                },
                description: parameter["description"].as_str().unwrap_or_default(),
            })
        });
        let mut arguments: Vec<_> = parameters.collect();
        let properties = self.body().map(|(schema, _)| self.properties(schema));
        for (name, property) in properties.into_iter().flatten() {
            let schema = self.resolved(property.schema);
            let description = property.schema["description"].as_str();
            arguments.push(Argument {
                key: String::new(),
                name,
                location: "body",
                is_required: property.is_required,
                schema,
                description: description
                    .or(schema["description"].as_str())
                    .unwrap_or_default(),
            });
        }
        for index in 0..arguments.len() {
            let (before, rest) = arguments.split_at_mut(index);
            let argument = &mut rest[0];
            let is_taken = before.iter().any(|other| other.name == argument.name);
            argument.key = if is_taken {
                format!("{}.{}", argument.location, argument.name)
            } else {
                argument.name.to_owned()
            };
        }
        arguments
    }
}

type Properties<'d> = BTreeMap<&'d str, Property<'d>>;

/// Those of two schemas that both hold.
fn both<'d>(mut one: Properties<'d>, other: Properties<'d>) -> Properties<'d> {
    for (name, property) in other {
        let is_required = property.is_required;
        one.entry(name).or_insert(property).is_required |= is_required;
    }
    one
}

/// Those of two schemas of which one holds.
fn either<'d>(mut one: Properties<'d>, other: Properties<'d>) -> Properties<'d> {
    for (name, property) in &mut one {
        let there = other.get(name);
        property.is_required &= there.is_some_and(|other| other.is_required);
        if there.is_some_and(|other| other.schema != property.schema) {
            property.schema = &Value::Null;
        }
    }
    for (name, property) in other {
        let optional = Property {
            is_required: false,
            ..property
        };
        one.entry(name).or_insert(optional);
    }
    one
}

/// The names that may be meant, in words.
pub fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> String {
    let by_likeness = names.map(|known| (strsim::jaro_winkler(name, known), known));
    let mut near: Vec<_> = by_likeness
        .filter(|(likeness, _)| *likeness > 0.8)
        .collect();
    near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let near: Vec<_> = near.into_iter().take(3).map(|(_, name)| name).collect();
    match &*near {
        [] => String::new(),
        [one] => format!(" (is {one} meant?)"),
        several => format!(" (is one of {} meant?)", several.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_properties_of_all_parts_and_alternatives_are_known() {
        let one = json!({ "properties": { "kind": { "enum": ["a"] }, "id": {}, "a": {} }, "required": ["kind", "id", "a"] });
        let other = json!({ "properties": { "kind": { "enum": ["b"] }, "id": {} }, "required": ["kind", "id"] });
        let document = Document::of(json!({
            "paths": { "/": { "get": { "operationId": "get" } } },
            "schema": {
                "allOf": [{ "properties": { "label": {} }, "required": ["label"] }],
                "oneOf": [one, { "$ref": "#/other" }],
                "properties": { "more": {} },
            },
            "other": other,
            "circle": { "allOf": [{ "$ref": "#/circle" }] },
        }));
        let operation = document.operation("get").ok().unwrap();
        let properties = operation.properties(&document.0["schema"]);
        let found: Vec<_> = properties
            .iter()
            .map(|(name, property)| (*name, property.is_required))
            .collect();
        let expected = [
            ("a", false),
            ("id", true),
            ("kind", true),
            ("label", true),
            ("more", false),
        ];
        assert_eq!(found, expected);
        assert_eq!(properties["kind"].schema, &Value::Null);
        assert!(operation.properties(&document.0["circle"]).is_empty());
    }

    #[test]
    fn names_that_are_close_are_offered() {
        let names = ["show_instances", "show_instance", "cancel_sync"];
        let near = nearest("show_instancez", names.into_iter());
        assert_eq!(near, " (is one of show_instance, show_instances meant?)");
        assert_eq!(nearest("xyz", names.into_iter()), "");
    }
}
