//! What the facade returns for every answer that the document allows.

use std::sync::{Arc, Mutex, PoisonError};

use httpmock::HttpMockResponse;
use serde_json::Value;
use vast_sdk::ErrorKind;
use vast_sdk_tests::{
    client,
    judge::{
        cancel_sync::CancelSync,
        conformance::{Cases, check_all, runtime},
    },
    sample_values::SampleValues,
    servers::Server,
};

#[test]
fn every_answer_of_the_document_is_a_success_or_an_error_that_keeps_it() {
    let operation = CancelSync::published();
    let runtime = runtime();
    let answer = Arc::new(Mutex::new((0, String::new())));
    let next = Arc::clone(&answer);
    let server = runtime.block_on(Server::answering_with(move |_| {
        let (status, body) = next.lock().unwrap_or_else(PoisonError::into_inner).clone();
        HttpMockResponse::builder()
            .status(status)
            .body(body)
            .build()
    }));
    let client = client(server.url());
    let samples = SampleValues::of_responses(operation.document());
    for (status, schema) in operation.answers() {
        let check = |body: &Value| {
            *answer.lock().unwrap_or_else(PoisonError::into_inner) = (status, body.to_string());
            check(
                status,
                body,
                runtime.block_on(client.cancel_sync(12371).send()),
            )
        };
        let random = samples.of(&schema);
        let result = check_all(
            [operation.example(status)],
            random.as_ref(),
            Cases::or(64),
            check,
        );
        assert!(result.is_ok(), "{status}: {}", result.unwrap_err());
    }
}

fn check(
    status: u16,
    body: &Value,
    result: Result<vast_sdk::Canceled, vast_sdk::Error>,
) -> Result<(), String> {
    let accepted = status == 200 && body["success"] == true;
    let error = match result {
        Ok(canceled) if accepted => {
            let kept = canceled.message() == body["msg"].as_str().unwrap_or_default()
                && canceled.text() == body.to_string();
            return if kept {
                Ok(())
            } else {
                Err(format!("not all is in {canceled:?}"))
            };
        }
        Ok(_) => return Err("it was taken for a success".to_owned()),
        Err(error) if accepted => return Err(format!("it was taken for an error: {error}")),
        Err(error) => error,
    };
    let kind = error.kind();
    let fits = match status {
        200 => match (&body["success"], body["error"].as_str()) {
            (Value::Bool(false), Some("no_such_instance")) => kind == ErrorKind::NoSuchInstance,
            (Value::Bool(false), Some("invalid_args")) => kind == ErrorKind::InvalidArguments,
            (Value::Bool(false), Some("search_quota_exceeded")) => kind == ErrorKind::RateLimited,
            (Value::Bool(false), _) => kind == ErrorKind::Refused,
            _ => kind == ErrorKind::Refused || kind == ErrorKind::UnexpectedBody,
        },
        400 => kind == ErrorKind::InvalidArguments,
        401 => kind == ErrorKind::Unauthorized,
        403 => kind == ErrorKind::Forbidden,
        // A 404 that the API did not send says nothing about the instance.
        404 => kind == ErrorKind::NoSuchInstance || kind == ErrorKind::UnexpectedStatus,
        429 => kind == ErrorKind::RateLimited,
        500.. => kind == ErrorKind::Server,
        _ => kind == ErrorKind::UnexpectedStatus,
    };
    let code = body["error"].as_str().filter(|code| !code.is_empty());
    let kept = error.status().map(|status| status.as_u16()) == Some(status)
        && error.body() == Some(body.to_string().as_bytes())
        && (code.is_none() || error.code() == code);
    match (fits, kept) {
        (false, _) => Err(format!("the kind is {kind:?}")),
        (_, false) => Err(format!("not all is in {error:?}")),
        (true, true) => Ok(()),
    }
}
