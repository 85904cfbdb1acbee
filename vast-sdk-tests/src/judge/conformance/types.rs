//! Converts values of every request and response to the generated type and back: nothing may be lost.

use proptest::strategy::BoxedStrategy;
use serde_json::Value;
use vast_sdk::api::registry::Type;

use super::{Cases, Failure, Subject, check_all, json_schema, same};
use crate::{
    judge::openapi::{Body, Operation, Pointer},
    sample_values::SampleValues,
};

/// Values of a schema, and the type that they are converted to.
struct Case {
    at: Pointer,
    schema: Pointer,
    examples: Vec<Value>,
    random: Option<BoxedStrategy<Value>>,
    generated: Type,
}

/// Checks every schema of every operation with its examples and with random values.
#[must_use]
pub fn check(subject: &Subject, cases: Cases) -> Vec<Failure> {
    let mut failures = Vec::new();
    let of_requests = SampleValues::of_requests(&subject.document);
    let of_responses = SampleValues::of_responses(&subject.document);
    for (operation, generated) in subject.pairs() {
        let body = operation.request_body();
        let request = body
            .iter()
            .filter_map(|body| case(&of_requests, &operation, body, generated.body?));
        let responses = operation.responses();
        let responses = responses.iter().filter_map(|(status, body)| {
            let generated = if status.starts_with('2') {
                generated.success
            } else {
                generated.error
            };
            case(&of_responses, &operation, body, generated?)
        });
        for case in request.chain(responses) {
            if let Err(what) = case.check(subject, cases) {
                let (at, name) = (&case.at, case.generated.name);
                let what = format!("{name}, for {at}: {what}");
                failures.push(Failure {
                    operation: operation.to_string(),
                    what,
                });
            }
        }
    }
    failures
}

/// The schemas for which no valid value was found, so that their types are not checked.
#[must_use]
pub fn unchecked(subject: &Subject) -> Vec<String> {
    let mut found = Vec::new();
    let samples = SampleValues::of_responses(&subject.document);
    for (operation, _) in subject.pairs() {
        let request = operation.request_body().into_iter();
        let responses = operation.responses().into_iter().map(|(_, body)| body);
        for body in request.chain(responses) {
            if let Some((schema, examples)) = json_schema(&operation, &subject.document, &body)
                && examples.is_empty()
                && samples.of(&schema).is_none()
            {
                found.push(format!("{operation}: {schema}"));
            }
        }
    }
    found
}

fn case(
    samples: &SampleValues<'_>,
    operation: &Operation<'_>,
    body: &Body,
    generated: Type,
) -> Option<Case> {
    let (schema, examples) = json_schema(operation, samples.document(), body)?;
    Some(Case {
        at: body.at.clone(),
        random: samples.of(&schema),
        schema,
        examples,
        generated,
    })
}

impl Case {
    fn check(&self, subject: &Subject, cases: Cases) -> Result<(), String> {
        let validator = subject.document.validator(&self.schema);
        let check = |value: &Value| {
            let written = (self.generated.round_trip)(value)
                .map_err(|error| format!("it does not deserialize: {error}"))?;
            same(value, &written, &|property| subject.null_may_go(property))?;
            // A null may have become absent, which the schema need not allow.
            let written = with_nulls_of(value, written);
            validator
                .validate(&written)
                .map_err(|error| format!("it is written as {written}, which is not valid: {error}"))
        };
        check_all(self.examples.clone(), self.random.as_ref(), cases, check)
    }
}

fn with_nulls_of(value: &Value, mut written: Value) -> Value {
    match (value, &mut written) {
        (Value::Object(value), Value::Object(written)) => {
            for (name, value) in value {
                let found = written.remove(name).unwrap_or(Value::Null);
                written.insert(name.clone(), with_nulls_of(value, found));
            }
        }
        (Value::Array(value), Value::Array(written)) => {
            for (value, found) in value.iter().zip(written) {
                *found = with_nulls_of(value, found.take());
            }
        }
        _ => {}
    }
    written
}
