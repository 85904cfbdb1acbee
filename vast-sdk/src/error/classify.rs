//! What an error of the generated client means, and the sentence that says so.

use vast_api::{Response, TransportErrorKind};

use super::{Error, ErrorKind};
use crate::InstanceId;

impl Error {
    /// The server answered 200, but neither confirmed nor declined.
    pub(crate) fn unclear(response: Response, instance: InstanceId) -> Self {
        Self::answered(ErrorKind::UnexpectedBody, response, Some(instance)).that_may_have_executed()
    }

    /// Classifies an error of the generated client. `instance` is the one whose syncs were to be canceled.
    pub(crate) fn from_api<E>(error: vast_api::Error<E>, instance: Option<InstanceId>) -> Self {
        let may_have_executed = error.may_have_executed();
        let mut converted = match error {
            vast_api::Error::ErrorResponse(value) => {
                let (_, response) = value.into_parts();
                let kind = kind_of(&response, instance).unwrap_or(ErrorKind::Refused);
                Self::answered(kind, response, instance)
            }
            vast_api::Error::Refused(response) => {
                Self::answered(kind_of_refusal(&response), response, instance)
            }
            vast_api::Error::UnexpectedResponse(response) => {
                let kind = kind_of(&response, instance).unwrap_or(ErrorKind::UnexpectedStatus);
                Self::answered(kind, response, instance)
            }
            vast_api::Error::InvalidResponsePayload { response, source } => {
                let unexpected = if response.status().is_success() {
                    ErrorKind::UnexpectedBody
                } else if response.error_body().is_envelope() {
                    ErrorKind::Refused
                } else {
                    ErrorKind::UnexpectedStatus
                };
                let kind = kind_of(&response, instance).unwrap_or(unexpected);
                Self::answered(kind, response, instance).with_source(source)
            }
            vast_api::Error::Transport(error) => Self::not_answered(error, instance),
            error => Self::new(
                ErrorKind::InvalidRequest,
                format!("{}: {error}", failed(instance)),
            ),
        };
        converted.0.instance = instance;
        converted.0.may_have_executed = may_have_executed;
        converted
    }

    fn answered(kind: ErrorKind, response: Response, instance: Option<InstanceId>) -> Self {
        let hint = hint(kind, &response, instance);
        let mut error = Self::new(kind, format!("{}: {hint} ({response})", failed(instance)));
        error.0.instance = instance;
        error.0.may_have_executed = response.earlier_attempt_may_have_executed();
        error.0.attempts = response.attempts();
        error.0.is_outage = matches!(response.status().as_u16(), 502..=504 | 520..=524 | 529);
        error.0.retry_after = response.retry_after();
        error.0.response = Some(response);
        error
    }

    fn not_answered(error: vast_api::TransportError, instance: Option<InstanceId>) -> Self {
        let kind = match error.kind() {
            TransportErrorKind::PlainHttp => ErrorKind::PlainHttp,
            TransportErrorKind::RateLimited => ErrorKind::RateLimited,
            TransportErrorKind::Stopped => ErrorKind::Stopped,
            TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout => ErrorKind::Connect,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Interrupted => ErrorKind::Interrupted,
            TransportErrorKind::Redirect => ErrorKind::Redirect,
            TransportErrorKind::BodyTooLarge => ErrorKind::BodyTooLarge,
            _ => ErrorKind::InvalidRequest,
        };
        let mut converted = Self::new(kind, format!("{}: {error}", failed(instance)));
        converted.0.attempts = error.attempts();
        converted.0.is_outage = error.is_transient();
        converted.0.retry_after = error.retry_after();
        let (response, source) = error.into_parts();
        converted.0.response = response;
        converted.0.source = source;
        converted
    }
}

/// Of any operation of the generated client, with everything that the server said.
impl<E> From<vast_api::Error<E>> for Error {
    fn from(error: vast_api::Error<E>) -> Self {
        Self::from_api(error, None)
    }
}

fn failed(instance: Option<InstanceId>) -> String {
    match instance {
        Some(instance) => format!("cannot cancel the syncs into instance {instance}"),
        None => "the operation failed".to_owned(),
    }
}

const INVALID_ARGUMENTS: &str = "invalid_args";
const NO_SUCH_INSTANCE: &str = "no_such_instance";
const QUOTA: &str = "search_quota_exceeded";

/// What an answer with the status of an error means, if that is clear.
fn kind_of(response: &Response, instance: Option<InstanceId>) -> Option<ErrorKind> {
    let body = response.error_body();
    Some(match response.status().as_u16() {
        400 => ErrorKind::InvalidArguments,
        401 => ErrorKind::Unauthorized,
        403 => ErrorKind::Forbidden,
        // A 404 that does not come from the API means that the URL is wrong.
        404 if !body.is_envelope() => ErrorKind::UnexpectedStatus,
        404 if instance.is_some() || body.code() == Some(NO_SUCH_INSTANCE) => {
            ErrorKind::NoSuchInstance
        }
        429 => ErrorKind::RateLimited,
        500.. => ErrorKind::Server,
        _ => return None,
    })
}

/// What an answer means that refuses with the status of a success: its code is all that there is.
fn kind_of_refusal(response: &Response) -> ErrorKind {
    match response.error_body().code() {
        Some(INVALID_ARGUMENTS) => ErrorKind::InvalidArguments,
        Some(NO_SUCH_INSTANCE) => ErrorKind::NoSuchInstance,
        Some(QUOTA) => ErrorKind::RateLimited,
        _ => ErrorKind::Refused,
    }
}

/// What happened and what to do about it.
fn hint(kind: ErrorKind, response: &Response, instance: Option<InstanceId>) -> &'static str {
    let body = response.error_body();
    let text = response.text().to_lowercase();
    match kind {
        ErrorKind::Refused => "the API refuses",
        ErrorKind::InvalidArguments if body.is_envelope() => "the API does not accept the request",
        ErrorKind::NoSuchInstance => "there is no such instance; check its id, and whose key it is",
        ErrorKind::Unauthorized if text.contains("two factor") || text.contains("two-factor") => {
            "the API wants a second factor; use the key of a session with one"
        }
        ErrorKind::Unauthorized => "the API does not accept the key; check it, or make a new one",
        ErrorKind::Forbidden if body.is_envelope() && instance.is_some() => {
            "the key lacks a permission; it needs the scope instance_write"
        }
        ErrorKind::Forbidden if body.is_envelope() => {
            "the key lacks a permission; use one that has it"
        }
        ErrorKind::InvalidArguments | ErrorKind::Forbidden => {
            "the answer is not the API's own; check the URL, and what stands before the server"
        }
        ErrorKind::RateLimited if body.code() == Some(QUOTA) => {
            "the quota of the day is used up; try again tomorrow"
        }
        ErrorKind::RateLimited => "too many requests; wait before the next one",
        ErrorKind::Server => "the server failed, and may have acted; try again later",
        ErrorKind::UnexpectedBody => {
            "the answer is not what the API documents, and the server may have acted; check the URL"
        }
        _ if response.status().is_success() => {
            "the status is not one that the API documents, and the server may have acted"
        }
        _ => "the status is not one that the API documents; check the URL",
    }
}
