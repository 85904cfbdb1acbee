mod classify;

use std::{fmt, time::Duration};

use reqwest::StatusCode;
use vast_api::{ErrorBody, Response};

use crate::InstanceId;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a call failed, with everything that the server said.
///
/// An error of the generated client, for any operation, becomes one with `?`, and is classified in the same
/// way.
///
/// Match on [`Error::kind`], or ask a predicate such as [`Error::is_timeout`].
/// [`Error::may_have_executed`] says whether the server may have acted despite the error. `Display` is
/// one sentence that says what happened and what to do. Neither `Display` nor `Debug` shows the API key,
/// not even if the server sends it back.
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
/// The page `guide::errors` says what to do about each kind.
pub struct Error(Box<Parts>);

struct Parts {
    kind: ErrorKind,
    instance: Option<InstanceId>,
    /// What `Display` shows.
    sentence: String,
    response: Option<Response>,
    may_have_executed: bool,
    attempts: u32,
    /// Whether the server or the way to it failed, not the call.
    is_outage: bool,
    retry_after: Option<Duration>,
    source: Option<Source>,
}

/// What kind of error an [`Error`] is.
///
/// Each kind says whether the server may have acted on the last attempt. "No" is certain, "perhaps" is
/// not. [`Error::may_have_executed`] covers earlier attempts too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "schemars",
    derive(schemars::JsonSchema, serde::Deserialize, serde::Serialize),
    schemars(description = "What kind of error it is, and whether the server may have acted."),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No API key was found in any of the places to look in. Acted: no, nothing was sent.
    MissingApiKey,
    /// The API key is empty or has invalid characters, or its file cannot be read. Acted: no, nothing was
    /// sent.
    InvalidApiKey,
    /// The URL of the server is invalid. Acted: no, nothing was sent.
    InvalidUrl,
    /// The URL would send the key over the network in clear. Acted: no, nothing was sent.
    PlainHttp,
    /// The request could not be built. Acted: no, nothing was sent.
    InvalidRequest,

    /// Status 200 with `"success": false`: the API declines. So does a documented error that has no kind of
    /// its own and a status of 400 to 499, also if it has only some of the API's properties. Acted: no.
    Refused,
    /// Status 400, or status 200 with `"success": false` and `invalid_args`: the API does not accept the
    /// arguments. Acted: no.
    InvalidArguments,
    /// Status 404 from the API, or status 200 with `"success": false`, and `no_such_instance`: there is no
    /// such instance, or it belongs to another account. Canceling a sync has no other 404 of the API.
    /// Acted: no.
    NoSuchInstance,
    /// Status 401: the key is unknown or expired, or a second factor is required. Acted: no.
    Unauthorized,
    /// Status 403: the key lacks a permission, such as `instance_write` for canceling. Acted: no.
    Forbidden,
    /// Status 429: too many requests. Wait for [`Error::retry_after`], then call again; if the code is
    /// `search_quota_exceeded`, wait until tomorrow; with that code, the status may also be 200, with
    /// `"success": false`. Without a status: the rate limit would have delayed
    /// the request past the deadline, and nothing was sent. Acted: no.
    RateLimited,
    /// A status of 500 or above: the server, or a proxy in front of it, failed. Acted: perhaps.
    Server,
    /// Another status that the API does not document. Acted: no if it is 400 or above, else perhaps.
    UnexpectedStatus,
    /// A success whose body is not what the API documents, or does not say whether the syncs are canceled:
    /// HTML, other JSON, nothing. Acted: perhaps.
    UnexpectedBody,

    /// A [`StopHandle`](crate::StopHandle) stopped the call before it was sent. Acted: no, nothing was
    /// sent.
    Stopped,
    /// No connection to the server: unknown host, refused, TLS, too slow. Acted: no.
    Connect,
    /// The answer was not complete in time. Acted: perhaps, unless the status is 400 to 499.
    Timeout,
    /// The connection broke before the answer was complete, or the answer was not HTTP. Acted: perhaps,
    /// unless the status is 400 to 499.
    Interrupted,
    /// The server redirected to where the client does not follow. Acted: no if the status is 307 or 308,
    /// else perhaps.
    Redirect,
    /// The answer is longer than the limit. Acted: perhaps, unless the status is 400 to 499.
    BodyTooLarge,
}

impl ErrorKind {
    /// The name in snake case, for logs, metrics and JSON.
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

    /// Whether there is no such instance, or it belongs to another account.
    #[must_use]
    pub fn is_no_such_instance(&self) -> bool {
        self.kind() == ErrorKind::NoSuchInstance
    }

    /// Whether the rate limit is to blame: the server answered 429, or would have, before the deadline.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.kind() == ErrorKind::RateLimited
    }

    /// Whether the answer was not complete in time. The server may have acted.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Whether no connection could be made. Nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind() == ErrorKind::Connect
    }

    /// The instance whose syncs were to be canceled. `None` for another operation of [`Client::api`], and if
    /// the error came before any call, when building a client for example.
    ///
    /// [`Client::api`]: crate::Client::api
    #[must_use]
    pub fn instance(&self) -> Option<InstanceId> {
        self.0.instance
    }

    /// The HTTP status, if the server answered.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.as_ref().map(Response::status)
    }

    /// The API's code for the error (`error` in the body), such as `no_such_instance`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.error_body()?.code()
    }

    /// The server's message: `msg`, `message` or `detail` of a JSON body, or else a body in plain text. It
    /// may contain the API key, if the server sent it back; [`Response::redact`] removes it.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.error_body()?.message()
    }

    /// The body of the answer, byte for byte; if the answer broke off, the part that came.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.response.as_ref().map(|response| &**response.body())
    }

    /// The whole answer, as far as it came.
    #[must_use]
    pub fn response(&self) -> Option<&Response> {
        self.0.response.as_ref()
    }

    /// How many attempts were made; 0 if none was.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long to wait before the next request, if known: by `Retry-After` (RFC 9110, section 10.2.3), or
    /// by the least time between two requests that a 429 states (`threshold=`). If nothing was sent
    /// because the deadline is too short for the rate limit, the wait that would have been needed.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the server may have acted despite the error, on the last attempt or on an earlier one.
    ///
    /// Canceling the syncs into an instance again is harmless.
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        self.0.may_have_executed
    }

    pub(crate) fn is_outage(&self) -> bool {
        self.0.is_outage
    }

    /// Whether the process has no file descriptor left for another connection.
    pub(crate) fn is_out_of_descriptors(&self) -> bool {
        // EMFILE and ENFILE.
        const CODES: [i32; 2] = [24, 23];
        let first = std::error::Error::source(self);
        let mut sources = std::iter::successors(first, |error| error.source());
        sources.any(|error| {
            let error = error.downcast_ref::<std::io::Error>();
            let code = error.and_then(std::io::Error::raw_os_error);
            code.is_some_and(|code| cfg!(unix) && CODES.contains(&code))
        })
    }

    fn error_body(&self) -> Option<&ErrorBody> {
        self.response().map(Response::error_body)
    }

    /// An error before anything is sent.
    pub(crate) fn new(kind: ErrorKind, sentence: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            kind,
            instance: None,
            sentence: sentence.into(),
            response: None,
            may_have_executed: false,
            attempts: 0,
            is_outage: false,
            retry_after: None,
            source: None,
        }))
    }

    pub(crate) fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn about(mut self, instance: InstanceId) -> Self {
        self.0.instance = Some(instance);
        self
    }

    pub(crate) fn that_may_have_executed(mut self) -> Self {
        self.0.may_have_executed = true;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.sentence)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("sentence", &self.0.sentence)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_predicate_is_true_for_its_kind_only() {
        type Predicate = fn(&Error) -> bool;
        let predicates: [(ErrorKind, Predicate); 4] = [
            (ErrorKind::NoSuchInstance, Error::is_no_such_instance),
            (ErrorKind::RateLimited, Error::is_rate_limited),
            (ErrorKind::Timeout, Error::is_timeout),
            (ErrorKind::Connect, Error::is_connect),
        ];
        for (kind, _) in predicates {
            let error = Error::new(kind, "");
            for (other, is_it) in predicates {
                assert_eq!(is_it(&error), kind == other, "{kind:?}");
            }
        }
    }
}
