//! Sends requests with every generated builder, and compares what arrives with the document.

mod arrived;
mod obstacle;
mod parameters;
mod request;

use httpmock::HttpMockRequest;
use serde_json::{Value, json};
use vast_sdk::api::{
    Error,
    registry::{Arguments, Operation as Generated},
};

use super::{Cases, Failure, Subject, check_all, sample};
use crate::{judge::openapi::Operation, sample_values::SampleValues, servers::Server};

use obstacle::Obstacle;
use request::{BODY, Request};

/// Checks the requests of every operation.
#[must_use]
pub fn check(subject: &Subject, cases: Cases) -> Vec<Failure> {
    let runtime = super::runtime();
    let server = runtime.block_on(Server::answering(418, &[], ""));
    let transport = crate::transport(server.url());
    check_sent(subject, cases, |generated, arguments| {
        let result = runtime.block_on((generated.call)(transport.clone(), arguments));
        Sent {
            is_invalid: matches!(result, Err(Error::InvalidRequest(_))),
            error: result.err().map(|error| error.to_string()),
            arrived: server.take_requests(),
        }
    })
}

/// What came of a call.
pub struct Sent {
    /// The requests.
    pub arrived: Vec<HttpMockRequest>,
    /// Why it failed, if it did.
    pub error: Option<String>,
    /// Whether that was because of its arguments.
    pub is_invalid: bool,
}

/// The same, for requests that are sent in another way.
#[must_use]
pub fn check_sent(
    subject: &Subject,
    cases: Cases,
    send: impl Fn(&Generated, Arguments) -> Sent,
) -> Vec<Failure> {
    let samples = SampleValues::of_requests(&subject.requests);
    let mut failures = Vec::new();
    for (operation, generated) in subject.pairs_of(&subject.requests) {
        let send = |arguments: Arguments| send(generated, arguments);
        let result = match Request::of(subject, &samples, &operation, generated) {
            Ok(request) => {
                check_values(&request, cases, &send).and_then(|()| check_required(&request, &send))
            }
            Err(Obstacle::NotTaken(what)) => Err(what),
            Err(Obstacle::NoValue(schema)) => {
                // Not an error of the client: a schema may contradict itself.
                eprintln!("{operation} is not called: no valid value is known for {schema}");
                Ok(())
            }
        };
        failures.extend(result.err().map(|what| Failure {
            operation: operation.to_string(),
            what,
        }));
    }
    failures
}

fn check_values(
    request: &Request,
    cases: Cases,
    send: &impl Fn(Arguments) -> Sent,
) -> Result<(), String> {
    let check = |set: &Value| {
        let outcome = send(request.arguments(set));
        match &*outcome.arrived {
            // The result does not matter here, only the request.
            [arrived] => request.check(set, arrived),
            arrived => {
                let error = outcome.error.unwrap_or_default();
                Err(format!("{} requests were sent: {error}", arrived.len()))
            }
        }
    };
    check_all(request.examples(), Some(request.values()), cases, check)
}

/// Nothing is sent if a required parameter is missing.
fn check_required(request: &Request, send: &impl Fn(Arguments) -> Sent) -> Result<(), String> {
    let complete = sample(request.values()).unwrap_or_default();
    for required in request.required() {
        let mut incomplete = complete.clone();
        incomplete
            .as_object_mut()
            .and_then(|set| set.remove(&required));
        let outcome = send(request.arguments(&incomplete));
        if !(outcome.is_invalid && outcome.arrived.is_empty()) {
            return Err(format!("the {required} may be left out, but is required"));
        }
    }
    Ok(())
}

/// Sample arguments for an operation, if there are any.
#[must_use]
pub fn arguments(
    subject: &Subject,
    operation: &Operation<'_>,
    generated: &Generated,
) -> Vec<Arguments> {
    const ENOUGH: usize = 32;
    let samples = SampleValues::of_requests(&subject.requests);
    let Ok(request) = Request::of(subject, &samples, operation, generated) else {
        return Vec::new();
    };
    let values = super::cases::samples(request.values(), ENOUGH).into_iter();
    values.map(|values| request.arguments(&values)).collect()
}

/// Checks a recorded request of an operation that was called with this body only.
///
/// # Errors
///
/// What is wrong with it, in words.
pub fn check_one(
    subject: &Subject,
    operation: &Operation<'_>,
    body: &Value,
    arrived: &HttpMockRequest,
) -> Result<(), String> {
    let mut pairs = subject.pairs();
    let generated = pairs.find(|(one, _)| one.to_string() == operation.to_string());
    let (_, generated) = generated.ok_or("it is not in the client")?;
    let samples = SampleValues::of_requests(&subject.requests);
    match Request::of(subject, &samples, operation, generated) {
        Ok(request) => request.check(&json!({ BODY: body }), arrived),
        Err(Obstacle::NoValue(what) | Obstacle::NotTaken(what)) => Err(what),
    }
}
