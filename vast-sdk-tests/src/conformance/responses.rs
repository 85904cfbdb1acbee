//! Every documented response of every operation, and what no document foresees: nothing that the
//! server says is lost, whether it decodes or not.

use std::sync::{Arc, Mutex, PoisonError};

use httpmock::HttpMockResponse;
use serde_json::Value;
use vast_sdk::api::{
    Error,
    registry::{Answer, Operation as Generated},
};

use super::{Cases, Failure, Subject, check_all, json_schema, requests, same};
use crate::{openapi::Operation, server::Server};

/// A body that no document has.
const PAGE: &str = "<html><h1>\u{e9}</h1></html>";

/// An answer to give.
#[derive(Clone, Debug, Default)]
struct Given {
    status: u16,
    media_type: Option<&'static str>,
    body: String,
}

/// Checks the answers to every operation.
#[must_use]
pub fn check(subject: &Subject, cases: Cases) -> Vec<Failure> {
    let runtime = super::runtime();
    let given = Arc::new(Mutex::new(Given::default()));
    let next = Arc::clone(&given);
    let server = runtime.block_on(Server::answering_with(move |_| {
        let given = next.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut answer = HttpMockResponse::builder().status(given.status);
        if let Some(media_type) = given.media_type {
            answer = answer.header("content-type", media_type);
        }
        answer.body(given.body).build()
    }));
    let transport = crate::transport(server.url());
    let mut failures = Vec::new();
    for (operation, generated) in subject.pairs() {
        let Some(arguments) = requests::arguments(subject, &operation) else {
            continue; // The check of the requests says so.
        };
        let answer = |answer: Given| {
            *given.lock().unwrap_or_else(PoisonError::into_inner) = answer;
            let call = (generated.call)(transport.clone(), arguments.clone());
            let result = runtime.block_on(call);
            server.take_requests();
            result
        };
        let documented = check_documented(subject, &operation, generated, cases, &answer);
        let unforeseen = check_unforeseen(&operation, &answer);
        let found = documented.into_iter().chain(unforeseen);
        failures.extend(found.map(|what| Failure {
            operation: operation.to_string(),
            what,
        }));
    }
    failures
}

type Result = std::result::Result<Answer, Error<Value>>;

fn check_documented(
    subject: &Subject,
    operation: &Operation<'_>,
    generated: &Generated,
    cases: Cases,
    answer: &impl Fn(Given) -> Result,
) -> Vec<String> {
    let mut failures = Vec::new();
    for (documented, body) in operation.responses() {
        let Some(status) = status(&documented, operation) else {
            continue;
        };
        let success = (200..300).contains(&status);
        let json = json_schema(operation, &subject.document, &body);
        let result = if let Some((schema, examples)) = json {
            let random = subject.responses().of(&schema);
            let typed = if success {
                generated.success
            } else {
                generated.error
            };
            check_all(examples, random.as_ref(), cases, |value| {
                let given = Given {
                    status,
                    media_type: Some("application/json"),
                    body: value.to_string(),
                };
                let decoded = decoded(answer(given.clone()), &given)?;
                match (typed, decoded) {
                    (Some(_), Some(decoded)) => {
                        same(value, &decoded, &|name| subject.null_may_go(name))
                    }
                    (Some(_), None) => Err("it was not decoded".to_owned()),
                    (None, _) => Ok(()),
                }
            })
        } else {
            // Without content, or with some that is handed on as it is.
            let text = if body.content.is_empty() { "" } else { PAGE };
            let given = Given {
                status,
                media_type: Some("text/plain"),
                body: text.to_owned(),
            };
            decoded(answer(given.clone()), &given).map(drop)
        };
        failures.extend(
            result
                .err()
                .map(|what| format!("status {documented}: {what}")),
        );
    }
    failures
}

/// A status that a documented one stands for; none for a redirect, which the transport decides on.
fn status(documented: &str, operation: &Operation<'_>) -> Option<u16> {
    let taken = |status: u16| {
        operation
            .responses()
            .iter()
            .any(|(documented, _)| *documented == status.to_string())
    };
    let status = match (documented, documented.parse().ok()) {
        (_, Some(status)) => Some(status),
        ("default", _) => (500..600).find(|status| !taken(*status)),
        (range, _) => {
            let first = range.chars().next()?.to_digit(10)?;
            let first = u16::try_from(first).ok()? * 100;
            (first..first + 100).rev().find(|status| !taken(*status))
        }
    };
    status.filter(|status| (200..300).contains(status) || (400..600).contains(status))
}

fn check_unforeseen(operation: &Operation<'_>, answer: &impl Fn(Given) -> Result) -> Vec<String> {
    let documented: Vec<String> = operation
        .responses()
        .into_iter()
        .map(|(status, _)| status)
        .collect();
    let mut statuses: Vec<u16> = documented
        .iter()
        .filter_map(|status| status.parse().ok())
        .collect();
    statuses.retain(|status| !(300..400).contains(status));
    statuses.extend([202, 418, 502]);
    let bodies = [
        (Some("text/html"), PAGE),
        (Some("application/json"), ""),
        (Some("application/json"), "{\"success\": tr"),
        (Some("application/json"), "{}"),
        (None, "null"),
    ];
    let mut failures = Vec::new();
    for status in statuses {
        for (media_type, body) in bodies {
            let body = if status == 204 || status == 205 {
                ""
            } else {
                body
            };
            let given = Given {
                status,
                media_type,
                body: body.to_owned(),
            };
            if let Err(what) = decoded(answer(given.clone()), &given) {
                failures.push(format!("{given:?}: {what}"));
            }
        }
    }
    failures
}

/// The typed value of what was answered, after checking that the answer itself is all there.
fn decoded(result: Result, given: &Given) -> std::result::Result<Option<Value>, String> {
    let success = (200..300).contains(&given.status);
    let (value, status, body) = match result {
        Ok(answer) if success => {
            let body = answer
                .streamed
                .unwrap_or_else(|| answer.response.body().clone());
            (Some(answer.value), answer.response.status(), body)
        }
        Ok(_) => return Err("it was taken for a success".to_owned()),
        Err(error) => {
            let response = error
                .response()
                .ok_or_else(|| format!("the answer is lost: {error}"))?;
            let (status, body) = (response.status(), response.body().clone());
            match error {
                Error::ErrorResponse(_) if success => {
                    return Err("it was taken for a documented error".to_owned());
                }
                Error::ErrorResponse(value) => (Some(value.into_inner()), status, body),
                Error::InvalidResponsePayload { .. } | Error::UnexpectedResponse(_) => {
                    (None, status, body)
                }
                error => return Err(format!("it was not taken for an answer: {error}")),
            }
        }
    };
    if status.as_u16() != given.status {
        return Err(format!("the status became {status}"));
    }
    if body != given.body {
        return Err(format!(
            "the body became {:?}",
            String::from_utf8_lossy(&body)
        ));
    }
    Ok(value)
}
