use std::fmt;

use reqwest::header::InvalidHeaderValue;

use super::{Response, ResponseValue};
use crate::{TransportError, TransportErrorKind};

/// Why a call of a generated operation returned no value.
///
/// `E` is the type of the operation's documented errors, `()` where it has none. Each variant says
/// whether the server may have acted; [`Error::may_have_executed`] says the same in one word.
#[non_exhaustive]
pub enum Error<E = ()> {
    /// A parameter is missing or does not convert. Nothing was sent.
    InvalidRequest(String),
    /// There is no answer, or none that may be followed or read to its end: see
    /// [`TransportError::may_have_executed`].
    Transport(TransportError),
    /// The server answered with a documented error. It did not do what was asked, except behind a
    /// status of 500 and above, which leave it open.
    ErrorResponse(ResponseValue<E>),
    /// The status is documented, but the body is not what the document says. After a status below
    /// 300 the server has acted, as far as the status can be believed.
    InvalidResponsePayload {
        /// The whole answer.
        response: Response,
        /// Why the body does not decode.
        source: serde_json::Error,
    },
    /// The status is not documented. Whether the server acted is for the status to say.
    UnexpectedResponse(Response),
}

impl<E> Error<E> {
    /// The answer, as far as there was one.
    pub fn response(&self) -> Option<&Response> {
        match self {
            Self::InvalidRequest(_) => None,
            Self::Transport(error) => error.response(),
            Self::ErrorResponse(value) => Some(value.response()),
            Self::InvalidResponsePayload { response, .. } | Self::UnexpectedResponse(response) => {
                Some(response)
            }
        }
    }

    /// Whether the server may have done what was asked, in spite of the error.
    ///
    /// A status of 400 to 499 says that it has not; with any other status, and where the
    /// connection broke after the request had left, it may have. It also may have where an earlier
    /// attempt ended in one of those ways.
    pub fn may_have_executed(&self) -> bool {
        match self {
            Self::InvalidRequest(_) => false,
            Self::Transport(error) => error.may_have_executed(),
            Self::ErrorResponse(_)
            | Self::InvalidResponsePayload { .. }
            | Self::UnexpectedResponse(_) => self.response().is_none_or(|response| {
                !response.status().is_client_error() || response.earlier_attempt_may_have_executed()
            }),
        }
    }

    /// How often the request was sent, or tried to be: 0 if it could not be made.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Transport(error) => error.attempts(),
            _ => self.response().map_or(0, Response::attempts),
        }
    }

    /// The error without the type of the documented errors.
    ///
    /// The body of a documented error stays in [`Error::response`].
    pub fn into_untyped(self) -> Error {
        self.map(drop)
    }

    /// The error with another value in place of a documented error's.
    pub fn map<T>(self, with: impl FnOnce(E) -> T) -> Error<T> {
        match self {
            Self::InvalidRequest(message) => Error::InvalidRequest(message),
            Self::Transport(error) => Error::Transport(error),
            Self::ErrorResponse(value) => Error::ErrorResponse(value.map(with)),
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
            Self::InvalidRequest(message) => write!(f, "the request is not complete: {message}"),
            Self::Transport(error) => error.fmt(f),
            Self::ErrorResponse(value) => {
                write!(f, "the server answered with {}", value.response())
            }
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
            Self::InvalidRequest(message) => {
                f.debug_tuple("InvalidRequest").field(message).finish()
            }
            Self::Transport(error) => f.debug_tuple("Transport").field(error).finish(),
            Self::ErrorResponse(value) => f.debug_tuple("ErrorResponse").field(value).finish(),
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
            // Its own sentence is already this one's.
            Self::Transport(error) => error.source(),
            Self::InvalidResponsePayload { source, .. } => Some(source),
            _ => None,
        }
    }
}

// The generated code applies `?` to each of these.

impl<E> From<TransportError> for Error<E> {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl<E> From<reqwest::Error> for Error<E> {
    /// Building a request is all that the generated code does with `reqwest` itself.
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(TransportError::new(TransportErrorKind::Request).because(error))
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
