//! Which parameters the generated builder has for those of the document, and values for them.

use jsonschema::Validator;
use openapi_normalize::Change;
use proptest::strategy::{BoxedStrategy, Just, Strategy};
use serde_json::{Value, json};

use super::{super::Subject, obstacle::Obstacle};
use crate::{
    judge::openapi::{self, Operation, Pointer},
    sample_values::SampleValues,
};

/// A parameter of the generated builder.
pub(super) struct Parameter {
    pub location: &'static str,
    pub name: String,
    pub required: bool,
    pub form: Form,
}

pub(super) enum Form {
    /// One value, valid by its schema.
    Value(Validator),
    /// Text that the caller has to format.
    Text,
    /// A parameter for each property that the caller sets.
    Properties,
}

type Found = Vec<(Parameter, BoxedStrategy<Value>)>;

impl Parameter {
    /// Its key among the values of a request.
    pub fn key(&self) -> String {
        format!("{} {}", self.location, self.name)
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
) -> Result<Found, Obstacle> {
    let mut all = Vec::new();
    for declared in operation.parameters() {
        let found = one(subject, samples, operation, &declared)?;
        let report = &subject.report;
        let left_out = || {
            let at = std::slice::from_ref(&declared.at);
            report.explains_loss(&declared.at) || report.explains(at, is_left_out)
        };
        if found.is_empty() && !left_out() {
            let (location, name) = (&declared.location, &declared.name);
            return Err(Obstacle::NotTaken(format!(
                "the {location} parameter `{name}` is not in the client, and the report does not say why"
            )));
        }
        all.extend(found);
    }
    Ok(all)
}

/// A parameter of the document: as one value, as text that the caller formats, or as one parameter for each
/// property.
fn one(
    subject: &Subject,
    samples: &SampleValues<'_>,
    operation: &Operation<'_>,
    declared: &openapi::Parameter,
) -> Result<Found, Obstacle> {
    let generated = subject.generated_parameters(operation);
    let mut locations = ["path", "query", "header"].into_iter();
    let Some(location) = locations.find(|location| *location == declared.location) else {
        return Ok(Vec::new());
    };
    let in_client = |name: &str| {
        let mut generated = generated.iter();
        generated.find(|(at, generated, _)| *at == location && *generated == name)
    };
    let whole = |form: Form, value: Value| {
        let parameter = Parameter {
            location,
            name: declared.name.clone(),
            required: declared.required,
            form,
        };
        Ok(vec![(parameter, Just(value).boxed())])
    };
    let by_schema = |name: String, required: bool, schema: &Pointer| {
        let values = samples.of(schema).map(|values| {
            let fits = move |value: &Value| !value.is_null() && fits(location, &text(value));
            values.prop_filter("text on the wire", fits).boxed()
        });
        let parameter = Parameter {
            location,
            name,
            required,
            form: Form::Value(subject.document.validator(schema)),
        };
        let values = values.ok_or_else(|| Obstacle::NoValue(schema.to_string()))?;
        Ok((parameter, values))
    };
    let written = json!("{\"written\": true}");
    let Some(schema) = &declared.schema else {
        return whole(Form::Text, written);
    };
    let schema = subject.document.resolve(schema);
    let declared_schema = subject.document.get(&schema);
    match in_client(&declared.name) {
        Some((.., one)) if one["type"] == "string" && is_structured(declared_schema) => {
            whole(Form::Text, written)
        }
        Some((.., one)) if one["type"] == "object" => {
            whole(Form::Properties, json!({ "a key": "a value", "other": 1 }))
        }
        Some(_) => {
            let name = declared.name.clone();
            Ok(vec![by_schema(name, declared.required, &schema)?])
        }
        None => {
            let properties = declared_schema["properties"].as_object().into_iter();
            let found = properties.flatten().filter_map(|(name, _)| {
                // Exploded, or as a deep object.
                let names = [name.clone(), format!("{}[{name}]", declared.name)];
                let sent = names.into_iter().find(|name| in_client(name).is_some())?;
                Some(by_schema(
                    sent,
                    false,
                    &schema.child("properties").child(name),
                ))
            });
            found.collect()
        }
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

fn is_structured(schema: &Value) -> bool {
    ["object", "array"]
        .iter()
        .any(|name| schema["type"] == *name)
}

/// A value as a parameter.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
