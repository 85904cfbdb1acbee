use std::{fmt, time::Duration};

use reqwest::{StatusCode, header::InvalidHeaderValue};

use super::{Response, ResponseValue};
use crate::{TransportError, TransportErrorKind};

/// Why a call of a generated operation failed.
///
/// `E` is the type of the operation's documented errors, or `()` if it has none. Each variant says
/// whether the server may have acted; [`Error::may_have_executed`] answers the same for all attempts
/// together.
#[non_exhaustive]
pub enum Error<E = ()> {
    /// A parameter is missing or has the wrong type. Nothing was sent.
    InvalidRequest(String),
    /// There is no answer, or one that could not be followed or read to its end. Whether the server may
    /// have acted is in [`TransportError::may_have_executed`].
    Transport(TransportError),
    /// The server answered with a documented error. It has not acted, unless the status is 500 or above:
    /// then it may have.
    ErrorResponse(ResponseValue<E>),
    /// The status is a success, but the body says that it is none (`"success": false`). The server has
    /// not acted. Only operations that are documented with such a property end so.
    Refused(Response),
    /// The status is documented, but the body does not match the document. If the status is below 300,
    /// the server has probably acted.
    InvalidResponsePayload {
        /// The whole answer.
        response: Response,
        /// Why the body does not decode.
        source: serde_json::Error,
    },
    /// The status is not documented. The server may have acted, unless the status is 400 to 499.
    UnexpectedResponse(Response),
}

impl<E> Error<E> {
    /// The answer, if there was one.
    pub fn response(&self) -> Option<&Response> {
        match self {
            Self::InvalidRequest(_) => None,
            Self::Transport(error) => error.response(),
            Self::ErrorResponse(value) => Some(value.response()),
            Self::Refused(response)
            | Self::InvalidResponsePayload { response, .. }
            | Self::UnexpectedResponse(response) => Some(response),
        }
    }

    /// The HTTP status, if the server answered.
    pub fn status(&self) -> Option<StatusCode> {
        self.response().map(Response::status)
    }

    /// The API's code for the error (`error` in the body), such as `no_such_instance`.
    pub fn code(&self) -> Option<&str> {
        self.response()?.error_body().code()
    }

    /// The server's message: `msg`, `message` or `detail` of a JSON body, or else a body in plain text. It
    /// may contain the API key, if the server sent it back; [`Response::redact`] removes it.
    pub fn message(&self) -> Option<&str> {
        self.response()?.error_body().message()
    }

    /// The body of the answer, byte for byte; if the answer broke off, the part that came.
    pub fn body(&self) -> Option<&[u8]> {
        self.response().map(|response| &**response.body())
    }

    /// How long to wait before the next request, if known: see [`Response::retry_after`]. If nothing was
    /// sent because the deadline is too short for the rate limit, the wait that would have been needed.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Transport(error) => error.retry_after(),
            _ => self.response()?.retry_after(),
        }
    }

    /// Whether the server may have acted despite the error.
    ///
    /// It has not if nothing was sent, if it refused, or if it answered with a status of 400 to 499. It may
    /// have after any other answer, and if the connection broke once the request was sent. Earlier attempts
    /// count too.
    pub fn may_have_executed(&self) -> bool {
        match self {
            Self::InvalidRequest(_) => false,
            Self::Transport(error) => error.may_have_executed(),
            Self::Refused(response) => response.earlier_attempt_may_have_executed(),
            Self::ErrorResponse(_)
            | Self::InvalidResponsePayload { .. }
            | Self::UnexpectedResponse(_) => self.response().is_none_or(|response| {
                !response.status().is_client_error() || response.earlier_attempt_may_have_executed()
            }),
        }
    }

    /// How many attempts were made; 0 if none was.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Transport(error) => error.attempts(),
            _ => self.response().map_or(0, Response::attempts),
        }
    }

    /// Converts the decoded value of a documented error.
    pub fn map<T>(self, with: impl FnOnce(E) -> T) -> Error<T> {
        match self {
            Self::InvalidRequest(reason) => Error::InvalidRequest(reason),
            Self::Transport(error) => Error::Transport(error),
            Self::ErrorResponse(value) => Error::ErrorResponse(value.map(with)),
            Self::Refused(response) => Error::Refused(response),
            Self::InvalidResponsePayload { response, source } => {
                Error::InvalidResponsePayload { response, source }
            }
            Self::UnexpectedResponse(response) => Error::UnexpectedResponse(response),
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(reason) => write!(f, "the request is not complete: {reason}"),
            Self::Transport(error) => error.fmt(f),
            Self::ErrorResponse(value) => {
                write!(f, "the server answered with {}", value.response())
            }
            Self::Refused(response) => write!(f, "the server refuses: {response}"),
            Self::InvalidResponsePayload { response, source } => write!(
                f,
                "the server's answer is not what the API documents ({}): {response}",
                response.preview(&source.to_string())
            ),
            Self::UnexpectedResponse(response) => {
                write!(f, "the server answered with the undocumented {response}")
            }
        }
    }
}

impl<E> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(reason) => f.debug_tuple("InvalidRequest").field(reason).finish(),
            Self::Transport(error) => f.debug_tuple("Transport").field(error).finish(),
            Self::ErrorResponse(value) => f.debug_tuple("ErrorResponse").field(value).finish(),
            Self::Refused(response) => f.debug_tuple("Refused").field(response).finish(),
            Self::InvalidResponsePayload { response, source } => f
                .debug_struct("InvalidResponsePayload")
                .field("response", response)
                .field("source", source)
                .finish(),
            Self::UnexpectedResponse(response) => {
                f.debug_tuple("UnexpectedResponse").field(response).finish()
            }
        }
    }
}

impl<E> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // The sentence of the error itself is the one above.
            Self::Transport(error) => error.source(),
            Self::InvalidResponsePayload { source, .. } => Some(source),
            _ => None,
        }
    }
}

// For the `?`s of the generated code.

impl<E> From<TransportError> for Error<E> {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl<E> From<reqwest::Error> for Error<E> {
    /// The generated code uses `reqwest` itself only to build requests.
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(TransportError::new(TransportErrorKind::Request).with_source(error))
    }
}

impl<E> From<InvalidHeaderValue> for Error<E> {
    fn from(error: InvalidHeaderValue) -> Self {
        Self::InvalidRequest(error.to_string())
    }
}

impl<E> From<std::convert::Infallible> for Error<E> {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}
