use std::{borrow::Cow, fmt, ops::Deref, time::Duration};

use bytes::Bytes;
use reqwest::{StatusCode, header::HeaderMap};
use serde::de::DeserializeOwned;

use super::{Attempts, ByteStream, Error, retry_after};
use crate::ApiKey;

/// What the server answered: status, headers and body, whatever they are.
pub struct Response(Box<Parts>);

struct Parts {
    /// What is not to be printed, should the server send it back.
    api_key: ApiKey,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// The body of an operation that streams, not read yet.
    unread: Option<reqwest::Response>,
    attempts: Attempts,
}

impl Response {
    pub(crate) fn new(
        api_key: ApiKey,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
    ) -> Self {
        Self(Box::new(Parts {
            api_key,
            status,
            headers,
            body,
            unread: None,
            attempts: Attempts::default(),
        }))
    }

    /// An answer that no server gave.
    #[cfg(fuzzing)]
    #[doc(hidden)]
    #[must_use]
    pub fn of_a_fuzzer(status: StatusCode, headers: HeaderMap, body: &[u8]) -> Self {
        let api_key = ApiKey::new("key-of-a-fuzzer").unwrap_or_else(|_| unreachable!());
        Self::new(api_key, status, headers, Bytes::copy_from_slice(body))
    }

    pub(crate) fn streaming(api_key: ApiKey, response: reqwest::Response) -> Self {
        Self(Box::new(Parts {
            api_key,
            status: response.status(),
            headers: response.headers().clone(),
            body: Bytes::new(),
            unread: Some(response),
            attempts: Attempts::default(),
        }))
    }

    pub(crate) fn with_attempts(mut self, attempts: Attempts) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The HTTP headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    #[cfg(test)]
    pub(crate) fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.0.headers
    }

    /// The body, byte for byte. Of an answer that broke off or was too long, the part that came.
    ///
    /// Empty for a success of an operation that streams its answer.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// The body as text; bytes that are not UTF-8 are replaced.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0.body)
    }

    /// A text of this answer, or about it, without the API key, should the server have sent it back:
    /// for everything that is printed. See [`ApiKey::redact`].
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        self.0.api_key.redact(text)
    }

    /// How often the request was sent, this answer's time included.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts.count
    }

    /// Whether the server may have acted upon an attempt before the one that this is the answer to.
    #[must_use]
    pub fn earlier_attempt_may_have_executed(&self) -> bool {
        self.0.attempts.earlier_may_have_executed
    }

    /// How long the server wants to be left alone: its `Retry-After` (RFC 9110, section 10.2.3),
    /// else the `threshold=` in the text of a 429, which is the least time between two requests.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after_header().or_else(|| self.threshold())
    }

    pub(crate) fn retry_after_header(&self) -> Option<Duration> {
        retry_after::retry_after(self)
    }

    /// The least time between two requests, as the text of a 429 tells it.
    pub(crate) fn threshold(&self) -> Option<Duration> {
        let is_rate_limit = self.0.status == StatusCode::TOO_MANY_REQUESTS;
        is_rate_limit.then(|| retry_after::threshold(&self.text()))?
    }

    /// Whether a 429 is about a quota of the day.
    pub(crate) fn is_quota(&self) -> bool {
        let body = serde_json::from_slice::<serde_json::Value>(&self.0.body);
        body.is_ok_and(|body| body["error"] == "search_quota_exceeded")
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!(
            "Response {{ status: {:?}, headers: {:?}, body: {:?} }}",
            self.0.status,
            self.0.headers,
            self.text()
        );
        f.write_str(&self.0.api_key.redact(&text))
    }
}

/// "status 404 and the body …", with so much of the body as fits a line, and what there is to say
/// about earlier attempts.
impl fmt::Display for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt_answer(f)?;
        self.0.attempts.fmt(f)
    }
}

impl Response {
    pub(crate) fn fmt_answer(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.0.status)?;
        if self.0.body.is_empty() {
            return f.write_str(" and an empty body");
        }
        write!(f, " and the body {}", self.preview(&self.text()))
    }

    /// A text that the server sent, for a sentence: on one line, not long, with nothing in it that
    /// a terminal acts upon, and without the key.
    pub(crate) fn preview(&self, text: &str) -> String {
        const LONGEST: usize = 200;
        // Before the cut, which could leave a part of the key.
        let text = self.0.api_key.redact(text);
        let start: String = text.chars().take(20 * LONGEST).collect();
        let words: Vec<&str> = start.split_whitespace().collect();
        let line = words.join(" ");
        let mut preview = String::new();
        for c in line.chars().take(LONGEST) {
            match c {
                '"' | '\'' | '\\' => preview.push(c),
                c => preview.extend(c.escape_debug()),
            }
        }
        if line.chars().nth(LONGEST).is_some() {
            preview.push('…');
        }
        preview
    }
}

/// A decoded answer, with the answer itself.
///
/// Dereferences to the decoded value.
pub struct ResponseValue<T> {
    inner: T,
    response: Response,
}

impl<T> ResponseValue<T> {
    /// The decoded value.
    pub fn into_inner(self) -> T {
        self.inner
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.response.0.status
    }

    /// The HTTP headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.response.0.headers
    }

    /// The body that the value was decoded from, byte for byte.
    pub fn body(&self) -> &Bytes {
        &self.response.0.body
    }

    /// The whole answer.
    pub fn response(&self) -> &Response {
        &self.response
    }

    /// The answer with another value in place of the decoded one.
    pub(crate) fn map<U>(self, with: impl FnOnce(T) -> U) -> ResponseValue<U> {
        ResponseValue {
            inner: with(self.inner),
            response: self.response,
        }
    }

    /// The decoded value and the whole answer.
    pub fn into_parts(self) -> (T, Response) {
        (self.inner, self.response)
    }
}

impl<T: DeserializeOwned> ResponseValue<T> {
    /// Called by the generated code for a status that is documented with JSON.
    #[expect(clippy::unused_async, reason = "the generated code awaits it")]
    #[doc(hidden)]
    pub async fn from_response<E>(response: Response) -> Result<Self, Error<E>> {
        // "No content" has the type of the other successes; an object without properties fits.
        let body = match response.0.status {
            StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT if response.0.body.is_empty() => {
                b"{}".as_slice()
            }
            _ => &response.0.body,
        };
        match serde_json::from_slice(body) {
            Ok(inner) => Ok(Self { inner, response }),
            Err(source) => {
                // It quotes the value that does not fit.
                let message = source.to_string();
                let redacted = response.0.api_key.redact(&message);
                let source = if redacted == message {
                    source
                } else {
                    serde::de::Error::custom(redacted)
                };
                Err(Error::InvalidResponsePayload { response, source })
            }
        }
    }
}

impl ResponseValue<()> {
    /// Called by the generated code for a status that is documented without content.
    #[doc(hidden)]
    #[must_use]
    pub fn empty(response: Response) -> Self {
        Self {
            inner: (),
            response,
        }
    }
}

impl ResponseValue<ByteStream> {
    /// Called by the generated code for a status that is documented with content other than JSON.
    #[doc(hidden)]
    #[must_use]
    pub fn stream(mut response: Response) -> Self {
        let body = response.0.body.clone();
        let inner = response.0.unread.take().map_or_else(
            || ByteStream::new(Box::pin(futures_util::stream::once(async { Ok(body) }))),
            |unread| ByteStream::new(Box::pin(unread.bytes_stream())),
        );
        Self { inner, response }
    }
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T> fmt::Debug for ResponseValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.response.fmt(f)
    }
}
