mod said;

use std::{fmt, time::Duration};

use reqwest::StatusCode;
use vast_api::{Response, TransportErrorKind};

use crate::InstanceId;
use said::Said;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a call did not do what it was asked to, with everything that the server said.
///
/// Match on [`Error::kind`]. To decide whether to call again, ask [`Error::may_have_executed`].
/// `Display` is one sentence that says what happened and what to do. Neither it nor `Debug` shows the
/// API key, not even where the server sends it back.
///
#[cfg_attr(feature = "test-util", doc = "```")]
#[cfg_attr(not(feature = "test-util"), doc = "```ignore")]
/// # use vast_sdk::test_util::{self, CancelSyncMocks, MockServer};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let server = MockServer::start_async().await;
/// # server.no_such_instance(99);
/// # let client = test_util::client(server.base_url());
/// use vast_sdk::ErrorKind;
///
/// let error = client.cancel_sync(99).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::NoSuchInstance);
/// assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
/// assert_eq!(error.code(), Some("no_such_instance"));
/// assert!(!error.may_have_executed());
/// # }
/// ```
///
/// What to do about each kind of error is on the page `guide::errors`.
pub struct Error(Box<Parts>);

struct Parts {
    kind: ErrorKind,
    message: String,
    said: Said,
    response: Option<Response>,
    may_have_executed: bool,
    attempts: u32,
    retry_after: Option<Duration>,
    source: Option<Source>,
}

/// What kind of error an [`Error`] is.
///
/// Each kind says whether the server may have acted upon the last attempt: "no" and "yes" are certain,
/// "perhaps" is not. [`Error::may_have_executed`] knows the earlier attempts too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "schemars",
    derive(schemars::JsonSchema, serde::Deserialize, serde::Serialize),
    schemars(description = "What kind of error it is, and whether the server may have acted."),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no API key in any of the places that are looked in. Acted: no, nothing was sent.
    MissingApiKey,
    /// The API key is empty or has characters that no key has. Acted: no, nothing was sent.
    InvalidApiKey,
    /// The URL of the server is none. Acted: no, nothing was sent.
    InvalidUrl,
    /// The URL would send the key over the network in clear. Acted: no, nothing was sent.
    PlainHttp,
    /// The request could not be made. Acted: no, nothing was sent.
    InvalidRequest,

    /// Status 200 with `"success": false`: the API declines. Acted: no.
    Refused,
    /// Status 400, `invalid_args` as a rule: the API does not accept the arguments. Acted: no.
    InvalidArguments,
    /// Status 404 from the API, `no_such_instance` as a rule: there is no such instance, or it is
    /// not the key's. Acted: no.
    NoSuchInstance,
    /// Status 401: the key is unknown or expired, or a second factor is wanted. Acted: no.
    Unauthorized,
    /// Status 403: the key lacks a permission, here the scope `instance_write`. Acted: no.
    Forbidden,
    /// Status 429: too many requests. Wait ([`Error::retry_after`]), then call again; for the code
    /// `search_quota_exceeded`, until tomorrow. Without a status: the deadline is shorter than the
    /// wait for a slot in the server's rate limit, and nothing was sent. Acted: no.
    RateLimited,
    /// A status from 500: the server, or what stands before it, failed. Acted: perhaps.
    Server,
    /// Another status that the API does not document. Acted: no from 400, else perhaps.
    UnexpectedStatus,
    /// Status 200, but with a body that does not say whether it was done: HTML, other JSON, nothing.
    /// Acted: perhaps.
    UnexpectedBody,

    /// A [`StopHandle`](crate::StopHandle) stopped the run before this was sent. Acted: no, nothing was
    /// sent.
    Stopped,
    /// No connection to the server: unknown host, refused, TLS, too slow. Acted: no.
    Connect,
    /// The answer did not come in time. Acted: perhaps, unless a status of 400 to 499 came.
    Timeout,
    /// The connection broke before the answer was complete, or it was not HTTP. Acted: perhaps,
    /// unless a status of 400 to 499 came.
    Interrupted,
    /// The server sent the request to where the client does not follow. Acted: no after 307 and
    /// 308, else perhaps.
    Redirect,
    /// The answer is longer than the limit. Acted: perhaps, unless its status is one of 400 to 499.
    BodyTooLarge,
}

impl ErrorKind {
    /// The name, in snake case: for logs, metrics and other languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MissingApiKey => "missing_api_key",
            Self::InvalidApiKey => "invalid_api_key",
            Self::InvalidUrl => "invalid_url",
            Self::PlainHttp => "plain_http",
            Self::InvalidRequest => "invalid_request",
            Self::Refused => "refused",
            Self::InvalidArguments => "invalid_arguments",
            Self::NoSuchInstance => "no_such_instance",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::RateLimited => "rate_limited",
            Self::Server => "server",
            Self::UnexpectedStatus => "unexpected_status",
            Self::UnexpectedBody => "unexpected_body",
            Self::Stopped => "stopped",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
            Self::Redirect => "redirect",
            Self::BodyTooLarge => "body_too_large",
        }
    }
}

impl Error {
    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The HTTP status, if the server answered.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.as_ref().map(Response::status)
    }

    /// The API's code for the error (`error` in the body), such as `no_such_instance`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.said.code.as_deref()
    }

    /// What the server says in words: `msg`, `message` or `detail` of a JSON body, else a body of
    /// plain text.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.said.message.as_deref()
    }

    /// The answer's body, byte for byte; of an answer that broke off, the part that came.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.response.as_ref().map(|response| &**response.body())
    }

    /// The whole answer, as far as it came.
    #[must_use]
    pub fn response(&self) -> Option<&Response> {
        self.0.response.as_ref()
    }

    /// How many times the request was sent, or tried to be.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the server wants to be left alone: its `Retry-After` (RFC 9110, section 10.2.3),
    /// else the `threshold=` of a rate limit, which is the least time between two requests. Where
    /// nothing was sent because the deadline is too short for the rate limit, the wait that there
    /// would have been.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the server may have done what it was asked to, upon the last attempt or an earlier
    /// one, in spite of the error.
    ///
    /// To cancel the syncs into an instance once more is harmless.
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        self.0.may_have_executed
    }

    /// An error before anything is sent.
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            kind,
            message: message.into(),
            said: Said::default(),
            response: None,
            may_have_executed: false,
            attempts: 0,
            retry_after: None,
            source: None,
        }))
    }

    pub(crate) fn because(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn that_may_have_executed(mut self) -> Self {
        self.0.may_have_executed = true;
        self
    }

    /// An answer of status 200 that says no.
    pub(crate) fn refused(response: Response, instance: InstanceId) -> Self {
        Self::answered(ErrorKind::Refused, response, instance)
    }

    /// An answer of status 200 that says neither yes nor no.
    pub(crate) fn unclear(response: Response, instance: InstanceId) -> Self {
        Self::answered(ErrorKind::UnexpectedBody, response, instance).that_may_have_executed()
    }

    /// Sorts an error of the generated client.
    pub(crate) fn from_api<E>(error: vast_api::Error<E>, instance: InstanceId) -> Self {
        let may_have_executed = error.may_have_executed();
        let mut sorted = match error {
            vast_api::Error::ErrorResponse(value) => {
                let (_, response) = value.into_parts();
                Self::answered(kind_of(&response), response, instance)
            }
            vast_api::Error::UnexpectedResponse(response) => {
                Self::answered(kind_of(&response), response, instance)
            }
            vast_api::Error::InvalidResponsePayload { response, source } => {
                let kind = if said::no(&response) {
                    // Another field is not as documented; the answer is clear all the same.
                    return Self::refused(response, instance).because(source);
                } else if response.status().is_success() {
                    ErrorKind::UnexpectedBody
                } else {
                    kind_of(&response)
                };
                Self::answered(kind, response, instance).because(source)
            }
            vast_api::Error::Transport(error) => Self::not_answered(error, instance),
            error => Self::new(ErrorKind::InvalidRequest, error.to_string()),
        };
        sorted.0.may_have_executed = may_have_executed;
        sorted
    }

    fn answered(kind: ErrorKind, response: Response, instance: InstanceId) -> Self {
        let said = Said::by(&response);
        let hint = hint(kind, &said, &response);
        let message =
            format!("cannot cancel the syncs into instance {instance}: {hint} ({response})");
        let mut error = Self::new(kind, message);
        error.0.said = said;
        error.0.may_have_executed = response.earlier_attempt_may_have_executed();
        error.0.attempts = response.attempts();
        error.0.retry_after = response.retry_after();
        error.0.response = Some(response);
        error
    }

    fn not_answered(error: vast_api::TransportError, instance: InstanceId) -> Self {
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
        let message = format!("cannot cancel the syncs into instance {instance}: {error}");
        let mut sorted = Self::new(kind, message);
        sorted.0.attempts = error.attempts();
        sorted.0.retry_after = error.retry_after();
        let (response, source) = error.into_parts();
        sorted.0.said = response.as_ref().map(Said::by).unwrap_or_default();
        sorted.0.response = response;
        sorted.0.source = source;
        sorted
    }
}

/// What an answer other than a success means.
fn kind_of(response: &Response) -> ErrorKind {
    match response.status().as_u16() {
        400 => ErrorKind::InvalidArguments,
        401 => ErrorKind::Unauthorized,
        403 => ErrorKind::Forbidden,
        // A 404 that is not the API's own says that the URL is wrong.
        404 if Said::by(response).is_envelope => ErrorKind::NoSuchInstance,
        429 => ErrorKind::RateLimited,
        500.. => ErrorKind::Server,
        _ => ErrorKind::UnexpectedStatus,
    }
}

/// What happened and what to do about it, for a reader.
fn hint(kind: ErrorKind, said: &Said, response: &Response) -> &'static str {
    let text = response.text().to_lowercase();
    match kind {
        ErrorKind::Refused => "the API refuses",
        ErrorKind::InvalidArguments if said.is_envelope => "the API does not accept the request",
        ErrorKind::NoSuchInstance => "there is no such instance; check its id, and whose key it is",
        ErrorKind::Unauthorized if text.contains("two factor") || text.contains("two-factor") => {
            "the API wants a second factor; use the key of a session with one"
        }
        ErrorKind::Unauthorized => "the API does not accept the key; check it, or make a new one",
        ErrorKind::Forbidden if said.is_envelope => {
            "the key lacks a permission; it needs the scope instance_write"
        }
        ErrorKind::InvalidArguments | ErrorKind::Forbidden => {
            "the answer is not the API's own; check the URL, and what stands before the server"
        }
        ErrorKind::RateLimited if said.code.as_deref() == Some("search_quota_exceeded") => {
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

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("response", &self.0.response)
            .field("may_have_executed", &self.0.may_have_executed)
            .field("attempts", &self.0.attempts)
            .field("source", &self.0.source)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.0.source.as_ref()?;
        Some(&**source)
    }
}
