//! Builds values of every request, and decodes and writes back those of every response: nothing may be lost, and each value of a
//! union must have the variant that the document says.

use proptest::strategy::BoxedStrategy;
use serde_json::Value;
use vast_sdk::api::registry::{Type, Variant};

use super::{Cases, Failure, Subject, check_all, json_request_schema, json_schema, same};
use crate::{
    judge::{
        direction::Direction,
        openapi::{Body, Operation, Pointer},
        variants::{self, Expected},
    },
    sample_values::{SampleValues, unforeseen},
};

/// Values of a schema, and the type that they are converted to.
struct Case {
    at: Pointer,
    schema: Pointer,
    examples: Vec<Value>,
    random: Option<BoxedStrategy<Value>>,
    generated: Type,
    direction: Direction,
}

/// Checks every schema of every operation with its examples and with random values.
#[must_use]
pub fn check(subject: &Subject, cases: Cases) -> Vec<Failure> {
    check_with(
        subject,
        cases,
        &SampleValues::of_responses(&subject.responses),
    )
}

/// The same, where a response has only what the document lists.
#[must_use]
pub fn check_listed(subject: &Subject, cases: Cases) -> Vec<Failure> {
    check_with(
        subject,
        cases,
        &SampleValues::of_requests(&subject.responses),
    )
}

fn check_with(subject: &Subject, cases: Cases, of_responses: &SampleValues<'_>) -> Vec<Failure> {
    let mut failures = Vec::new();
    let of_requests = SampleValues::of_requests(&subject.requests);
    for (operation, generated) in subject.pairs() {
        let body = operation.request_body();
        let request = body.iter().filter_map(|body| {
            case(
                &of_requests,
                &operation,
                body,
                (Direction::Request, generated.body?),
            )
        });
        let responses = operation.responses();
        let responses = responses.iter().filter_map(|(status, body)| {
            let generated = if status.starts_with('2') {
                generated.success
            } else {
                generated.error
            };
            case(
                of_responses,
                &operation,
                body,
                (Direction::Response, generated?),
            )
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
    let samples = SampleValues::of_responses(&subject.responses);
    for (operation, _) in subject.pairs() {
        let request = operation.request_body().into_iter();
        let responses = operation.responses().into_iter().map(|(_, body)| body);
        for body in request.chain(responses) {
            if let Some((schema, examples)) = json_schema(&operation, samples.document(), &body)
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
    (direction, generated): (Direction, Type),
) -> Option<Case> {
    let read = match direction {
        Direction::Request => json_request_schema,
        Direction::Response => json_schema,
    };
    let (schema, examples) = read(operation, samples.document(), body)?;
    Some(Case {
        at: body.at.clone(),
        random: samples.of(&schema),
        schema,
        examples,
        generated,
        direction,
    })
}

impl Case {
    fn check(&self, subject: &Subject, cases: Cases) -> Result<(), String> {
        let unforeseen = unforeseen::Names::of(&subject.document);
        let check = |value: &Value| {
            let (written, found) = self.written(value)?;
            same(value, &written)?;
            for wanted in variants::expected(&subject.document, &self.schema, value) {
                check_variant(&wanted, &found)?;
            }
            if self.direction == Direction::Response {
                for value in unforeseen.in_place_of_those_in(value) {
                    let (written, _) = self.written(&value)?;
                    same(&value, &written)
                        .map_err(|what| format!("{what}\n  with the unforeseen {value}"))?;
                }
            }
            Ok(())
        };
        check_all(self.examples.clone(), self.random.as_ref(), cases, check)
    }

    fn written(&self, value: &Value) -> Result<(Value, Vec<Variant>), String> {
        match self.direction {
            Direction::Request => (self.generated.build)(value)
                .map_err(|error| format!("a caller cannot build it: {error}")),
            Direction::Response => (self.generated.round_trip)(value)
                .map_err(|error| format!("it does not deserialize: {error}")),
        }
    }
}

fn check_variant(wanted: &Expected, found: &[Variant]) -> Result<(), String> {
    let mut there = found
        .iter()
        .filter(|found| found.at == wanted.at)
        .peekable();
    // Objects that nothing tells apart may be one type.
    if there.peek().is_none() && !wanted.is_tagged {
        return Ok(());
    }
    let names: Vec<&str> = there.clone().map(|found| found.name).collect();
    if there.any(|found| wanted.is(found.name, found.content)) {
        return Ok(());
    }
    let Expected { at, name, .. } = wanted;
    Err(format!("the variant at `{at}` is {names:?}, not {name}"))
}
