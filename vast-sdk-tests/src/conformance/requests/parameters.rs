//! How the parameters of the document are set on the generated builder.

use jsonschema::Validator;
use proptest::strategy::{BoxedStrategy, Just, Strategy};
use serde_json::{Value, json};

use super::super::Subject;
use crate::openapi::{Operation, Parameter, Pointer};

/// A parameter of the generated builder.
pub(super) struct Sent {
    /// As the generated builder has it.
    pub location: &'static str,
    pub name: String,
    pub form: Form,
}

pub(super) enum Form {
    /// As itself, valid by its schema.
    Value(Validator),
    /// As text that the caller writes.
    Text,
    /// As a parameter for each property that the caller sets.
    Properties,
}

/// How a parameter of the document is set on the generated builder: as itself, as text that the
/// caller writes, or as one parameter for each property.
pub(super) fn sent(
    subject: &Subject,
    operation: &Operation<'_>,
    parameter: &Parameter,
) -> Vec<(Sent, bool, Option<BoxedStrategy<Value>>)> {
    let generated = subject.generated_parameters(operation);
    let location = ["path", "query", "header"]
        .into_iter()
        .find(|one| *one == parameter.location);
    let Some(location) = location else {
        return Vec::new();
    };
    let in_client = |name: &str| {
        let mut generated = generated.iter();
        generated
            .find(|(at, generated, _)| *at == location && *generated == name)
            .copied()
    };
    let one = |name: &str, schema: &Pointer, required: bool| {
        let values = subject.requests().of(schema);
        let values = values.map(|values| {
            let on_the_wire = move |value: &Value| !value.is_null() && fits(location, &text(value));
            values.prop_filter("text on the wire", on_the_wire).boxed()
        });
        let sent = Sent {
            location,
            name: name.to_owned(),
            form: Form::Value(subject.document.validator(schema)),
        };
        (sent, required, values)
    };
    let as_a_whole = |form: Form, value: Value| {
        let sent = Sent {
            location,
            name: parameter.name.clone(),
            form,
        };
        vec![(sent, parameter.required, Some(Just(value).boxed()))]
    };
    let written = || as_a_whole(Form::Text, json!("{\"written\": true}"));
    let Some(schema) = &parameter.schema else {
        return written();
    };
    let schema = subject.document.resolve(schema);
    let declared = subject.document.get(&schema);
    match in_client(&parameter.name) {
        Some((.., generated)) if generated["type"] == "string" && is_structured(declared) => {
            written()
        }
        Some((.., generated)) if generated["type"] == "object" => {
            as_a_whole(Form::Properties, json!({ "a key": "a value", "other": 1 }))
        }
        Some(_) => vec![one(&parameter.name, &schema, parameter.required)],
        None => {
            let properties = declared["properties"].as_object().into_iter().flatten();
            let sent = properties.filter_map(|(name, _)| {
                // Exploded, or as a deep object.
                let names = [name.clone(), format!("{}[{name}]", parameter.name)];
                let name_sent = names.into_iter().find(|name| in_client(name).is_some())?;
                Some(one(
                    &name_sent,
                    &schema.child("properties").child(name),
                    false,
                ))
            });
            sent.collect()
        }
    }
}

/// Whether a text can be a parameter there: a header has no place for control characters, nor for
/// white space at its ends, and no segment of a path is empty or dots.
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
