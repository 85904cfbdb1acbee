use openapi_normalize::{WireParameter, operations};
use serde_json::{Map, Value};
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
    /// An object that is a parameter is in an array.
    pub is_in_array: bool,
    pub schema: &'d Value,
    pub description: &'d str,
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

    /// Follows references.
    pub fn resolved<'d>(&'d self, mut value: &'d Value) -> &'d Value {
        // A document may refer in circles.
        for _ in 0..100 {
            let Some(reference) = value["$ref"].as_str() else {
                break;
            };
            let Some(target) = self.0.pointer(reference.trim_start_matches('#')) else {
                break;
            };
            value = target;
        }
        value
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
                is_in_array: wire.array,
                schema: if wire.array {
                    self.resolved(&schema["items"])
                } else {
                    schema
                },
                description: parameter["description"].as_str().unwrap_or_default(),
            })
        });
        let mut arguments: Vec<_> = parameters.collect();
        if let Some((schema, _)) = self.body() {
            let required = schema["required"].as_array();
            for (name, property) in properties(schema) {
                let schema = self.resolved(property);
                let description = property["description"].as_str();
                arguments.push(Argument {
                    key: String::new(),
                    name,
                    location: "body",
                    is_required: required.is_some_and(|all| all.iter().any(|it| it == name)),
                    is_in_array: false,
                    schema,
                    description: description
                        .or(schema["description"].as_str())
                        .unwrap_or_default(),
                });
            }
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

pub fn properties(schema: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let properties = schema["properties"].as_object().into_iter();
    let properties = properties.flat_map(Map::iter);
    properties.map(|(name, schema)| (name.as_str(), schema))
}

/// The type of a value in words.
pub fn type_of(schema: &Value) -> String {
    let name = schema["type"].as_str();
    match name {
        _ if schema["enum"].is_array() => {
            let values = schema["enum"].as_array().into_iter().flatten();
            let values: Vec<_> = values
                .map(|value| value.as_str().map_or(value.to_string(), str::to_owned))
                .collect();
            format!("one of {}", values.join(", "))
        }
        Some("array") => format!("list of {}", type_of(&schema["items"])),
        Some(name) => name.to_owned(),
        None => "any JSON".to_owned(),
    }
}

/// The names that may be meant, in words.
pub fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> String {
    let by_likeness = names.map(|known| (strsim::jaro_winkler(name, known), known));
    let mut near: Vec<_> = by_likeness
        .filter(|(likeness, _)| *likeness > 0.7)
        .collect();
    near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let near: Vec<_> = near.into_iter().take(3).map(|(_, name)| name).collect();
    match &*near {
        [] => String::new(),
        [one] => format!(" (is {one} meant?)"),
        several => format!(" (is one of {} meant?)", several.join(", ")),
    }
}
