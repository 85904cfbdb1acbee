use std::{fmt, time::Duration};

use super::{
    proxy::ProxyName,
    retry::{is_network_failure, is_not_http, is_refused_by_proxy},
    tls,
};
use crate::runtime::{Attempts, Response};

type Source = Box<dyn std::error::Error + Send + Sync>;

/// How an attempt, or a whole call, ends.
pub(super) type Outcome = Result<Response, TransportError>;

/// A request got no answer, or one that could not be followed or read to its end.
///
/// [`may_have_executed`](Self::may_have_executed) says whether the server may have acted.
#[derive(Debug)]
pub struct TransportError(Box<Parts>);

#[derive(Debug)]
struct Parts {
    kind: TransportErrorKind,
    attempts: Attempts,
    wait: Option<Duration>,
    response: Option<Response>,
    /// The proxy that the connection was to go through.
    proxy: Option<ProxyName>,
    source: Option<Source>,
}

/// What went wrong between client and server. Each kind says whether the server may have acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The request could not be built. Nothing was sent.
    Request,
    /// The request would have carried the key over the network in clear. Nothing was sent.
    PlainHttp,
    /// The server's rate limit would have delayed the request past the deadline. Nothing was sent.
    RateLimited,
    /// A [`StopHandle`](crate::StopHandle) stopped the call before its first attempt. Nothing was sent.
    Stopped,
    /// No connection could be made: unknown host, refused, TLS. Nothing was sent.
    Connect,
    /// No connection could be made in time. Nothing was sent.
    ConnectTimeout,
    /// The answer was not complete in time. The server may have acted, unless it answered with a status
    /// of 400 to 499.
    Timeout,
    /// The connection broke, or the answer was not HTTP. The server may have acted, unless it answered
    /// with a status of 400 to 499.
    Interrupted,
    /// The server redirected to where the client does not follow. It has not acted if the status is 307
    /// or 308, and may have acted after any other.
    Redirect,
    /// The body is longer than the limit. The server may have acted, unless the status is 400 to 499.
    BodyTooLarge,
}

impl TransportErrorKind {
    /// The name in snake case, for logs and metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::PlainHttp => "plain_http",
            Self::RateLimited => "rate_limited",
            Self::Stopped => "stopped",
            Self::Connect => "connect",
            Self::ConnectTimeout => "connect_timeout",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
            Self::Redirect => "redirect",
            Self::BodyTooLarge => "body_too_large",
        }
    }
}

impl TransportError {
    pub(crate) fn new(kind: TransportErrorKind) -> Self {
        Self(Box::new(Parts {
            kind,
            attempts: Attempts::default(),
            wait: None,
            response: None,
            proxy: None,
            source: None,
        }))
    }

    pub(crate) fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(super) fn through(mut self, proxy: Option<&ProxyName>) -> Self {
        self.0.proxy = proxy.cloned();
        self
    }

    /// The rate limit asks for a longer wait than the deadline allows.
    pub(super) fn rate_limited(wait: Duration) -> Self {
        let mut error = Self::new(TransportErrorKind::RateLimited);
        error.0.wait = Some(wait);
        error
    }

    pub(super) fn with_response(mut self, response: Response) -> Self {
        self.0.response = Some(response);
        self
    }

    pub(super) fn with_attempts(mut self, attempts: Attempts) -> Self {
        self.0.attempts = attempts.after(self.0.attempts);
        let response = self.0.response.take();
        self.0.response = response.map(|response| response.with_attempts(attempts));
        self
    }

    /// Classifies an error of `reqwest` from sending a request or reading an answer.
    pub(super) fn from_reqwest(error: reqwest::Error) -> Self {
        let kind = match (error.is_connect(), error.is_timeout()) {
            (true, true) => TransportErrorKind::ConnectTimeout,
            (true, false) => TransportErrorKind::Connect,
            (false, true) => TransportErrorKind::Timeout,
            _ if error.is_builder() => TransportErrorKind::Request,
            _ if error.is_redirect() => TransportErrorKind::Redirect,
            _ => TransportErrorKind::Interrupted,
        };
        // The sentence would show the URL twice.
        Self::new(kind).with_source(error.without_url())
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.0.kind
    }

    /// Whether the call took too long: no connection, or no complete answer, in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.kind(),
            TransportErrorKind::Timeout | TransportErrorKind::ConnectTimeout
        )
    }

    /// Whether no connection could be made. Nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(
            self.kind(),
            TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout
        )
    }

    /// Whether it may be over in a moment: the network or the server failed, rather than the request.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self.kind() {
            TransportErrorKind::Connect => is_network_failure(self) || is_refused_by_proxy(self),
            TransportErrorKind::ConnectTimeout | TransportErrorKind::Timeout => true,
            TransportErrorKind::Interrupted => !is_not_http(self),
            _ => false,
        }
    }

    /// The answer, as far as it came.
    #[must_use]
    pub fn response(&self) -> Option<&Response> {
        self.0.response.as_ref()
    }

    /// The answer, as far as it came, and the error below this one.
    #[must_use]
    pub fn into_parts(self) -> (Option<Response>, Option<Source>) {
        (self.0.response, self.0.source)
    }

    /// How many attempts were made; 0 if none was.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts.count
    }

    /// How long to wait before the next request: what the rate limit asks for, or what the answer says
    /// ([`Response::retry_after`]).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.wait.or_else(|| self.response()?.retry_after())
    }

    /// Whether the server may have acted on the last attempt or on an earlier one.
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        self.0.attempts.earlier_may_have_executed || self.last_may_have_executed()
    }

    fn last_may_have_executed(&self) -> bool {
        match self.0.kind {
            TransportErrorKind::Request
            | TransportErrorKind::PlainHttp
            | TransportErrorKind::RateLimited
            | TransportErrorKind::Stopped
            | TransportErrorKind::Connect
            | TransportErrorKind::ConnectTimeout => false,
            TransportErrorKind::Redirect => self
                .response()
                .is_none_or(|response| !matches!(response.status().as_u16(), 307 | 308)),
            TransportErrorKind::Timeout
            | TransportErrorKind::Interrupted
            | TransportErrorKind::BodyTooLarge => self
                .response()
                .is_none_or(|response| !response.status().is_client_error()),
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = match self.0.kind {
            TransportErrorKind::Request => "the request cannot be sent",
            TransportErrorKind::PlainHttp => {
                "the request would carry the API key over the network in clear: use https, or opt \
                 in with `allow_plain_http`"
            }
            TransportErrorKind::RateLimited => {
                let wait = self.0.wait.unwrap_or_default();
                return write!(
                    f,
                    "the server's rate limit has no slot for {wait:.1?}, which is more than the \
                     deadline leaves; allow more time"
                );
            }
            TransportErrorKind::Stopped => "it was stopped before it was sent",
            TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout => {
                f.write_str("no connection to the server")?;
                if let Some(proxy) = &self.0.proxy {
                    write!(f, " through {proxy}")?;
                }
                match (self.0.kind, &self.0.proxy) {
                    (TransportErrorKind::ConnectTimeout, _) => " in time",
                    (_, None) => "; check the URL and the network",
                    (_, Some(_)) => "; check the proxy, the URL and the network",
                }
            }
            TransportErrorKind::Timeout => "no complete answer in time",
            TransportErrorKind::Interrupted => {
                "no complete answer: the connection broke, or it was not HTTP"
            }
            TransportErrorKind::Redirect => {
                "the server redirects to where the client does not follow"
            }
            TransportErrorKind::BodyTooLarge => "the answer is longer than the client reads",
        };
        f.write_str(sentence)?;
        if self.last_may_have_executed() {
            self.0.attempts.without_earlier().fmt(f)?;
            f.write_str("; the server may have acted")?;
        } else {
            self.0.attempts.fmt(f)?;
        }
        if let Some(response) = self.response() {
            let location = response.headers().get("location");
            match location.and_then(|location| location.to_str().ok()) {
                Some(location) if self.0.kind == TransportErrorKind::Redirect => {
                    let location = response.preview(location);
                    write!(f, ": status {} to {location}", response.status())?;
                }
                _ => {
                    f.write_str(": ")?;
                    response.fmt_answer(f)?;
                }
            }
        }
        match &self.0.source {
            Some(source) => write!(f, ": {}", tls::explained(root_cause(&**source))),
            None => Ok(()),
        }
    }
}

/// The last error of the chain. Those above it only say that something failed.
pub(super) fn root_cause<'e>(
    mut error: &'e (dyn std::error::Error + 'static),
) -> &'e dyn std::error::Error {
    while let Some(source) = error.source() {
        error = source;
    }
    error
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.0.source.as_ref()?;
        Some(&**source)
    }
}
