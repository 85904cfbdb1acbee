//! What can be set on a generated builder, and values for it.

use jsonschema::Validator;
use openapi_normalize::Change;
use proptest::strategy::{BoxedStrategy, Just, Strategy};
use serde_json::{Map, Value, json};
use vast_sdk::api::registry::{Arguments, Operation as Generated};

use super::{
    super::{Subject, json_request_schema, sample},
    obstacle::Obstacle,
    parameters::{self, Parameter},
};
use crate::{
    judge::{
        openapi::{Body, Operation},
        style::text,
    },
    sample_values::SampleValues,
};

/// The key of the body in the values of a request; parameters are keyed by location and name.
pub(super) const BODY: &str = "body";

/// How an operation can be called, and what its request must look like.
pub(super) struct Request {
    pub method: String,
    pub path: String,
    pub parameters: Vec<Parameter>,
    pub body: Option<RequestBody>,
    pub requires_the_key: bool,
    /// The media types of each documented answer.
    pub answers: Vec<Vec<String>>,
    examples: Vec<Value>,
    values: BoxedStrategy<Value>,
}

pub(super) struct RequestBody {
    pub required: bool,
    pub media_type: String,
    pub encoding: Encoding,
}

pub(super) enum Encoding {
    /// JSON that is valid by a schema.
    Json(Validator),
    /// A form with values that are valid by a schema.
    Form {
        validator: Validator,
        /// Whether the report says that `null` is left out.
        leaves_out_null: bool,
    },
    /// Bytes that the caller has to write.
    Written,
}

type Part = (String, BoxedStrategy<Option<Value>>);

impl Request {
    /// Reads an operation of the document.
    ///
    /// # Errors
    ///
    /// Why it cannot be called.
    pub fn of(
        subject: &Subject,
        samples: &SampleValues<'_>,
        operation: &Operation<'_>,
        generated: &Generated,
    ) -> Result<Self, Obstacle> {
        let mut parts: Vec<Part> = Vec::new();
        let mut parameters = Vec::new();
        for (parameter, values) in parameters::of(subject, samples, operation)? {
            let values = if parameter.required {
                values.prop_map(Some).boxed()
            } else {
                proptest::option::of(values).boxed()
            };
            parts.push((parameter.key(), values));
            parameters.push(parameter);
        }
        let mut examples = Vec::new();
        let mut body = None;
        if let Some(declared) = operation.request_body() {
            let read = request_body(subject, samples, (operation, generated), &declared)?;
            parts.push((BODY.to_owned(), read.values.prop_map(Some).boxed()));
            examples = read.examples;
            body = Some(read.body);
        }
        let values = together(parts);
        Ok(Self {
            method: operation.method.to_uppercase(),
            path: operation.path.clone(),
            parameters,
            body,
            requires_the_key: operation.requires_the_key(),
            answers: answers(operation),
            examples: with_parameters(examples, sample(&values)),
            values,
        })
    }

    /// Random values for all parts.
    pub fn values(&self) -> &BoxedStrategy<Value> {
        &self.values
    }

    /// The documented examples of the body, with sample values for the parameters.
    pub fn examples(&self) -> Vec<Value> {
        self.examples.clone()
    }

    /// The keys of the required parameters, without headers that HTTP has anyway.
    pub fn required(&self) -> Vec<String> {
        const OF_HTTP: [&str; 2] = ["accept", "content-type"];
        let is_of_http = |name: &str| OF_HTTP.iter().any(|one| name.eq_ignore_ascii_case(one));
        let required = self.parameters.iter().filter(|one| one.required);
        let required = required.filter(|one| one.location != "header" || !is_of_http(&one.name));
        required.map(Parameter::key).collect()
    }

    /// The values as the generated builder takes them.
    pub fn arguments(&self, set: &Value) -> Arguments {
        let mut arguments = Arguments::new();
        for parameter in &self.parameters {
            if let Some(value) = set.get(parameter.key()) {
                arguments = parameter.argument(arguments, value);
            }
        }
        match (set.get(BODY), self.body.as_ref().map(|body| &body.encoding)) {
            (Some(value), Some(Encoding::Json(_) | Encoding::Form { .. })) => {
                arguments.with_body(value.clone())
            }
            (Some(value), Some(Encoding::Written)) => arguments.with_bytes(text(value)),
            _ => arguments,
        }
    }
}

fn answers(operation: &Operation<'_>) -> Vec<Vec<String>> {
    let bodies = operation.responses().into_iter().map(|(_, body)| body);
    let types = bodies.map(|body| body.content.into_iter().map(|(media_type, _)| media_type));
    types.map(Iterator::collect).collect()
}

struct ReadBody {
    body: RequestBody,
    examples: Vec<Value>,
    values: BoxedStrategy<Value>,
}

fn request_body(
    subject: &Subject,
    samples: &SampleValues<'_>,
    (operation, generated): (&Operation<'_>, &Generated),
    declared: &Body,
) -> Result<ReadBody, Obstacle> {
    let form = |(media_type, _): &&(String, _)| media_type == "application/x-www-form-urlencoded";
    let first = declared
        .json()
        .or_else(|| declared.content.iter().find(form))
        .or_else(|| declared.content.first());
    let (media_type, schema) = first.cloned().unwrap_or_default();
    let body = |encoding| RequestBody {
        required: declared.required,
        media_type: media_type.clone(),
        encoding,
    };
    let Some(schema) = schema.filter(|_| generated.body.is_some()) else {
        if declared.json().is_some_and(|(_, schema)| schema.is_some())
            && !subject.report.explains_loss(&declared.at)
        {
            let what = format!("its JSON body is bytes: {}", declared.at);
            return Err(Obstacle::NotTaken(what));
        }
        return Ok(ReadBody {
            body: body(Encoding::Written),
            examples: Vec::new(),
            values: Just(json!("written by the caller")).boxed(),
        });
    };
    let values = samples.of(&schema);
    let values = values.ok_or_else(|| Obstacle::NoValue(schema.to_string()))?;
    let validator = subject.requests.validator(&schema);
    let documented = json_request_schema(operation, &subject.requests, declared);
    Ok(if declared.json().is_some() {
        ReadBody {
            body: body(Encoding::Json(validator)),
            examples: documented.map(|(_, examples)| examples).unwrap_or_default(),
            values,
        }
    } else {
        // What is nested deeper is written by the caller.
        let inner = |value: &Value| value.is_array() || value.is_object();
        let flat = move |value: &Value| {
            let mut values = value.as_object().into_iter().flat_map(Map::values);
            !values.any(|value| match value {
                Value::Array(items) => items.iter().any(inner),
                value => value.is_object(),
            })
        };
        let at = declared.at.child("content").child(&media_type);
        let is_null = |change: &Change| *change == Change::NullInsideNotSent;
        ReadBody {
            body: body(Encoding::Form {
                validator,
                leaves_out_null: subject.report.explains(&[at], is_null),
            }),
            examples: Vec::new(),
            values: values.prop_filter("a form", flat).boxed(),
        }
    })
}

/// Combines all parts into one object.
fn together(parts: Vec<Part>) -> BoxedStrategy<Value> {
    let (names, values): (Vec<String>, Vec<_>) = parts.into_iter().unzip();
    let values = values.prop_map(move |values| {
        let pairs = names.iter().cloned().zip(values);
        let set = pairs.filter_map(|(name, value)| Some((name, value?)));
        Value::Object(set.collect())
    });
    values.boxed()
}

fn with_parameters(examples: Vec<Value>, sample: Option<Value>) -> Vec<Value> {
    let Some(sample) = sample else {
        return Vec::new();
    };
    let examples = examples.into_iter().map(|example| {
        let mut all = sample.clone();
        all[BODY] = example;
        all
    });
    examples.collect()
}
