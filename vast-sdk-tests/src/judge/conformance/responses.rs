//! Answers every operation with every documented response and with undocumented ones: nothing that the
//! server said may be lost, whether it decodes or not.

use std::sync::{Arc, Mutex, PoisonError};

use httpmock::HttpMockResponse;
use serde_json::Value;
use vast_sdk::api::{
    Error,
    registry::{Answer, Operation as Generated},
};

use super::{Cases, Failure, Subject, check_all, json_schema, refusals::Refusal, requests, same};
use crate::{
    judge::{
        answer::{documented, may_have_a_body},
        openapi::Operation,
    },
    sample_values::SampleValues,
    servers::Server,
};

/// A body that no document describes.
const PAGE: &str = "<html><h1>\u{e9}</h1></html>";

/// An answer of the server.
#[derive(Clone, Debug)]
struct Given {
    status: u16,
    media_type: Option<String>,
    body: String,
}

impl Given {
    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Checks the answers to every operation.
#[must_use]
pub fn check(subject: &Subject, cases: Cases) -> Vec<Failure> {
    let runtime = super::runtime();
    let given = Arc::new(Mutex::new(Given {
        status: 418,
        media_type: None,
        body: String::new(),
    }));
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
    let samples = SampleValues::of_responses(&subject.responses);
    let mut failures = Vec::new();
    for (operation, generated) in subject.pairs() {
        let mut sendable = requests::arguments(subject, &operation, generated).into_iter();
        let Some(arguments) = sendable.find(|arguments| {
            let call = (generated.call)(transport.clone(), arguments.clone());
            !matches!(runtime.block_on(call), Err(Error::InvalidRequest(_)))
        }) else {
            continue; // The check of the requests reports it.
        };
        let answer = |answer: Given| {
            *given.lock().unwrap_or_else(PoisonError::into_inner) = answer;
            let call = (generated.call)(transport.clone(), arguments.clone());
            let result = runtime.block_on(call);
            server.take_requests();
            result
        };
        let refusal = Refusal::of(subject, &operation);
        let answer = |given: Given| Answered {
            result: answer(given.clone()),
            refuses: given.is_success() && refusal.is_some_and(|refusal| refusal.is(&given.body)),
            given,
        };
        let documented =
            check_documented(subject, &samples, (&operation, generated), cases, &answer);
        let unforeseen = check_unforeseen(&operation, &answer);
        let found = documented.into_iter().chain(unforeseen);
        failures.extend(found.map(|what| Failure {
            operation: operation.to_string(),
            what,
        }));
    }
    failures
}

/// What became of an answer.
struct Answered {
    given: Given,
    /// Whether it is a refusal although its status is a success.
    refuses: bool,
    result: Result<Answer, Error<Value>>,
}

fn check_documented(
    subject: &Subject,
    samples: &SampleValues<'_>,
    (operation, generated): (&Operation<'_>, &Generated),
    cases: Cases,
    answer: &impl Fn(Given) -> Answered,
) -> Vec<String> {
    let mut failures = Vec::new();
    for (documented, body) in operation.responses() {
        let Some(status) = status(&documented, operation) else {
            continue;
        };
        let schema = json_schema(operation, samples.document(), &body);
        let schema = schema.filter(|_| may_have_a_body(operation, status));
        let typed = match status {
            200..300 => generated.success,
            _ => generated.error,
        };
        let media_type = body.json().map(|(media_type, _)| media_type);
        let media_type = media_type.filter(|media_type| !media_type.contains('*'));
        let json = |value: &Value| {
            let given = Given {
                status,
                media_type: Some(
                    media_type
                        .map_or("application/json", String::as_str)
                        .to_owned(),
                ),
                body: value.to_string(),
            };
            let answered = answer(given);
            if answered.refuses {
                return match &answered.result {
                    Err(Error::Refused(_)) => decoded(answered).map(drop),
                    _ => Err("a refusal was not taken for one".to_owned()),
                };
            }
            match (typed, decoded(answered)?) {
                (Some(_), Some(decoded)) => same(value, &decoded),
                _ if subject.report.explains_loss(&body.at) => Ok(()),
                _ => Err("it was not decoded".to_owned()),
            }
        };
        let result = if let Some((schema, examples)) = schema {
            check_all(examples, samples.of(&schema).as_ref(), cases, json)
        } else {
            // Without content, or with content that is text or passed on as it is.
            let empty = body.content.is_empty() || !may_have_a_body(operation, status);
            let media_type = body
                .content
                .first()
                .map(|(media_type, _)| media_type.as_str());
            let text = media_type.is_some_and(|media_type| media_type.starts_with("text/"));
            let given = Given {
                status,
                media_type: Some(media_type.unwrap_or("text/plain").to_owned()),
                body: if empty { "" } else { PAGE }.to_owned(),
            };
            let body_text = given.body.clone();
            let decoded = decoded(answer(given));
            let lost = text
                && typed.is_some()
                && !empty
                && !subject.report.explains_loss(&body.at)
                && !matches!(&decoded, Ok(Some(Value::String(text))) if *text == body_text);
            match decoded {
                Ok(decoded) if lost => Err(format!("the text was decoded as {decoded:?}")),
                result => result.map(drop),
            }
        };
        let failed = result.err();
        failures.extend(failed.map(|what| format!("status {documented}: {what}")));
    }
    failures
}

/// A status that a documented one covers; `None` for a redirect, which the transport handles.
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

fn check_unforeseen(operation: &Operation<'_>, answer: &impl Fn(Given) -> Answered) -> Vec<String> {
    let responses = operation.responses();
    let documented = responses
        .iter()
        .filter_map(|(status, _)| status.parse().ok());
    let mut statuses: Vec<u16> = documented
        .filter(|status| !(300..400).contains(status))
        .collect();
    statuses.extend([202, 418, 502]);
    let bodies = [
        (Some("text/html"), PAGE),
        (Some("application/json"), ""),
        (Some("application/json"), "{\"success\": tr"),
        (Some("application/json"), "{}"),
        (Some("application/json"), r#"{"success":false}"#),
        (None, "null"),
    ];
    let mut failures = Vec::new();
    for status in statuses {
        for (media_type, body) in bodies {
            let body = if may_have_a_body(operation, status) {
                body
            } else {
                ""
            };
            let given = Given {
                status,
                media_type: media_type.map(ToOwned::to_owned),
                body: body.to_owned(),
            };
            let failed = match decoded(answer(given.clone())) {
                Ok(Some(_)) if !is_documented(operation, status) => {
                    Some("it was taken for a documented answer".to_owned())
                }
                result => result.err(),
            };
            failures.extend(failed.map(|what| format!("{given:?}: {what}")));
        }
    }
    failures
}

/// Whether the document covers a status. If it has no success, every 2xx counts as covered.
fn is_documented(operation: &Operation<'_>, status: u16) -> bool {
    let responses = operation.responses();
    let has_no_success = || !responses.iter().any(|(one, _)| one.starts_with('2'));
    documented(&responses, status).is_some() || (status < 300 && has_no_success())
}

/// The typed value of the answer, after checking that status and body arrived unchanged.
fn decoded(answered: Answered) -> Result<Option<Value>, String> {
    let Answered {
        given,
        refuses,
        result,
    } = answered;
    let success = given.is_success();
    let (value, status, body) = match result {
        Ok(_) if refuses => return Err("a refusal was taken for a success".to_owned()),
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
                Error::Refused(_) if !refuses => {
                    return Err("it was taken for a refusal".to_owned());
                }
                Error::Refused(_)
                | Error::InvalidResponsePayload { .. }
                | Error::UnexpectedResponse(_) => (None, status, body),
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
