//! Which parameters the generated builder has for those of the document, and values for them.

use jsonschema::Validator;
use openapi_normalize::Change;
use proptest::strategy::{BoxedStrategy, Strategy};
use serde_json::Value;
use vast_sdk::api::registry::Arguments;

use super::{super::Subject, obstacle::Obstacle};
use crate::{
    judge::{
        openapi::{self, Operation},
        style::{Style, Written},
    },
    sample_values::SampleValues,
};

/// A parameter of the document that the generated builder takes.
pub(super) struct Parameter {
    pub location: &'static str,
    pub name: String,
    pub required: bool,
    pub style: Style,
    pub validator: Option<Validator>,
    /// Whether the report says that `null` inside of it is left out.
    leaves_out_null: bool,
    taken: Taken,
}

/// How the builder takes a value.
enum Taken {
    /// As it is.
    Whole,
    /// As the text that is written for it.
    Text,
    /// Each property by a setter of its own, with this name.
    Properties(Vec<(String, String)>),
}

type Found = Option<(Parameter, BoxedStrategy<Value>)>;

impl Parameter {
    /// Its key among the values of a request.
    pub fn key(&self) -> String {
        format!("{} {}", self.location, self.name)
    }

    /// What is written for a value.
    pub fn written(&self, value: &Value) -> Vec<Written> {
        written(&self.style, self.leaves_out_null, value)
    }

    /// Adds a value to the arguments of the generated builder.
    pub fn argument(&self, arguments: Arguments, value: &Value) -> Arguments {
        match &self.taken {
            Taken::Whole => arguments.with_parameter(self.location, &self.name, value.clone()),
            Taken::Text => {
                let written = self.written(value);
                let text = written.first().map(Written::text);
                let text = Value::String(text.unwrap_or_default());
                arguments.with_parameter(self.location, &self.name, text)
            }
            Taken::Properties(names) => {
                names.iter().fold(arguments, |arguments, (name, setter)| {
                    match value.get(name).filter(|value| !value.is_null()) {
                        Some(value) => {
                            arguments.with_parameter(self.location, setter, value.clone())
                        }
                        None => arguments,
                    }
                })
            }
        }
    }
}

/// Whether a change is that a parameter is not in the client.
fn is_left_out(change: &Change) -> bool {
    matches!(
        change,
        Change::ReservedHeader { .. }
            | Change::ParameterLeftOut { .. }
            | Change::ParameterMalformed
    )
}

/// The parameters of an operation, each with values for it.
///
/// # Errors
///
/// Which parameter the client lacks without a line in the report.
pub(super) fn of(
    subject: &Subject,
    samples: &SampleValues<'_>,
    operation: &Operation<'_>,
) -> Result<Vec<(Parameter, BoxedStrategy<Value>)>, Obstacle> {
    let mut all = Vec::new();
    for declared in operation.parameters() {
        let found = one(subject, samples, operation, &declared)?;
        let report = &subject.report;
        let left_out = || {
            let at = std::slice::from_ref(&declared.at);
            report.explains_loss(&declared.at) || report.explains(at, is_left_out)
        };
        // Text for a value that is said to be lost in part.
        let lost = |found: &(Parameter, _)| {
            matches!(found.0.taken, Taken::Text) && report.explains_loss(&declared.at)
        };
        let found = found.filter(|found| found.0.required || !lost(found));
        if found.is_none() && !left_out() {
            let (location, name) = (&declared.location, &declared.name);
            return Err(Obstacle::NotTaken(format!(
                "the {location} parameter `{name}` is not in the client, and the report does not say why"
            )));
        }
        all.extend(found);
    }
    Ok(all)
}

fn one(
    subject: &Subject,
    samples: &SampleValues<'_>,
    operation: &Operation<'_>,
    declared: &openapi::Parameter,
) -> Result<Found, Obstacle> {
    let generated = subject.generated_parameters(operation);
    let mut locations = ["path", "query", "header", "cookie"].into_iter();
    // Since OpenAPI 3.2, one parameter can be the whole query.
    let declared_location = match declared.location.as_str() {
        "querystring" => "query",
        location => location,
    };
    let location = locations.find(|location| *location == declared_location);
    let schema = declared.schema.as_ref().or(declared.content.as_ref());
    let (Some(location), Some(schema)) = (location, schema) else {
        return Ok(None);
    };
    let in_client = |name: &str| {
        let mut generated = generated.iter();
        generated.find(|one| one.location == location && one.name == name)
    };
    let document = &subject.requests;
    let values = samples
        .of(schema)
        .ok_or_else(|| Obstacle::NoValue(schema.to_string()))?;
    let taken = if let Some(one) = in_client(&declared.name) {
        // Text with other text around it, or text for what is not text.
        let text = one.schema["type"] == "string" && one.schema.get("enum").is_none();
        if text && !one.has_style {
            Taken::Text
        } else {
            Taken::Whole
        }
    } else {
        let target = document.get(&document.resolve(schema));
        let properties = target["properties"].as_object().into_iter().flatten();
        // Exploded, or as a deep object.
        let names = properties.filter_map(|(name, _)| {
            let setters = [name.clone(), format!("{}[{name}]", declared.name)];
            let setter = setters.into_iter().find(|name| in_client(name).is_some())?;
            Some((name.clone(), setter))
        });
        let names: Vec<(String, String)> = names.collect();
        if names.is_empty() {
            return Ok(None);
        }
        Taken::Properties(names)
    };
    let (style, plain) = (Style::of(declared), matches!(taken, Taken::Text));
    let at = std::slice::from_ref(&declared.at);
    let report = &subject.report;
    let leaves_out_null = report.explains(at, |change| *change == Change::NullInsideNotSent);
    let null_is_absent = !style.is_json()
        || report.explains(at, |change| {
            matches!(change, Change::ParameterNullNotSent { .. })
        });
    let values = values.prop_filter("something that can be written", move |value| {
        let unclear = plain || style.decodes_first() || location == "header";
        let written = written(&style, leaves_out_null, value);
        (!value.is_null() || !null_is_absent)
            && (style.is_json() || is_flat(value))
            && !(written.is_empty() && (plain || location == "path"))
            && written.iter().all(|one| fits(location, &one.text()))
            && !(unclear && written.iter().any(Written::needs_encoding))
    });
    let parameter = Parameter {
        location,
        name: declared.name.clone(),
        required: declared.required,
        style: Style::of(declared),
        validator: Some(document.validator(schema)),
        leaves_out_null,
        taken,
    };
    Ok(Some((parameter, values.boxed())))
}

/// What is written for a value.
fn written(style: &Style, leaves_out_null: bool, value: &Value) -> Vec<Written> {
    if leaves_out_null {
        style.written(&without_null(value))
    } else {
        style.written(value)
    }
}

/// A value without what is `null` inside of it.
pub(super) fn without_null(value: &Value) -> Value {
    let there = |value: &&Value| !value.is_null();
    match value {
        Value::Array(items) => items.iter().filter(there).map(without_null).collect(),
        Value::Object(object) => {
            let there = object.iter().filter(|(_, value)| !value.is_null());
            let there = there.map(|(name, value)| (name.clone(), without_null(value)));
            Value::Object(there.collect())
        }
        value => value.clone(),
    }
}

/// Whether a value has no arrays and objects inside of those that a style writes.
fn is_flat(value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.iter().any(|item| item.is_array() || item.is_object()),
        _ => true,
    }
}

/// Whether a text can be sent there. A header cannot have control characters or white space at its ends,
/// and a segment of a path cannot be empty or dots.
fn fits(location: &str, text: &str) -> bool {
    match location {
        "header" => text.trim() == text && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
        "path" => !["", ".", ".."].contains(&text),
        _ => true,
    }
}
