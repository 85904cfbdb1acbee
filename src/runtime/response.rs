mod value;

use std::{borrow::Cow, fmt, sync::OnceLock, time::Duration};

use bytes::Bytes;
use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderMap},
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Attempts, ErrorBody, Refusal, retry_after};
use crate::ApiKey;

pub use value::ResponseValue;

/// An answer of the server: status, headers and body.
pub struct Response(Box<Parts>);

struct Parts {
    /// Kept to remove it from printed text, in case the server sends it back.
    api_key: ApiKey,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// The body as read by [`Response::error_body`], once.
    error_body: OnceLock<ErrorBody>,
    /// Of an operation that streams: the body, not read yet.
    unread: Option<reqwest::Response>,
    /// What makes it a refusal although its status is a success.
    refusal: Option<Refusal>,
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
            error_body: OnceLock::new(),
            unread: None,
            refusal: None,
            attempts: Attempts::default(),
        }))
    }

    /// An answer for the fuzz targets.
    #[cfg(fuzzing)]
    #[doc(hidden)]
    #[must_use]
    pub fn for_fuzzing(status: StatusCode, headers: HeaderMap, body: &[u8]) -> Self {
        let api_key = ApiKey::new("key-for-fuzzing").unwrap_or_else(|_| unreachable!());
        Self::new(api_key, status, headers, Bytes::copy_from_slice(body))
    }

    pub(crate) fn streaming(api_key: ApiKey, response: reqwest::Response) -> Self {
        Self(Box::new(Parts {
            api_key,
            status: response.status(),
            headers: response.headers().clone(),
            body: Bytes::new(),
            error_body: OnceLock::new(),
            unread: Some(response),
            refusal: None,
            attempts: Attempts::default(),
        }))
    }

    pub(crate) fn with_attempts(mut self, attempts: Attempts) -> Self {
        self.0.attempts = attempts.after(self.0.attempts);
        self
    }

    pub(crate) fn with_refusal(mut self, refusal: Option<Refusal>) -> Self {
        self.0.refusal = refusal;
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

    /// The body, byte for byte. If the answer broke off or was too long, the part that was read.
    ///
    /// Empty for a success of an operation that returns a stream.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// The body as text; bytes that are not UTF-8 are replaced.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0.body)
    }

    /// Removes the API key from a text of this answer, in case the server sent it back. Use it for
    /// anything that gets printed. See [`ApiKey::redact`].
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        self.0.api_key.redact(text)
    }

    /// How many attempts were made, including the one with this answer.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts.count
    }

    /// Whether the server may have acted on an attempt before the one with this answer.
    #[must_use]
    pub fn earlier_attempt_may_have_executed(&self) -> bool {
        self.0.attempts.earlier_may_have_executed
    }

    /// How long to wait before the next request: by `Retry-After` (RFC 9110, section 10.2.3), or by the
    /// `threshold=` in the text of a 429, which is the least time between two requests.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after_header().or_else(|| self.threshold())
    }

    pub(crate) fn retry_after_header(&self) -> Option<Duration> {
        retry_after::retry_after(self)
    }

    /// The least time between two requests, if the text of a 429 states it.
    pub(crate) fn threshold(&self) -> Option<Duration> {
        let is_rate_limit = self.0.status == StatusCode::TOO_MANY_REQUESTS;
        is_rate_limit.then(|| retry_after::threshold(&self.text()))?
    }

    /// What the body says, read as that of an error. It is read once.
    #[must_use]
    pub fn error_body(&self) -> &ErrorBody {
        self.0.error_body.get_or_init(|| ErrorBody::of(self))
    }

    /// Whether a 429 is about a daily quota.
    pub(crate) fn is_quota(&self) -> bool {
        const CODE: &str = "search_quota_exceeded";
        // Most 429s are plain text, and not worth decoding.
        self.text().contains(CODE) && self.error_body().code() == Some(CODE)
    }

    /// Whether the body is JSON that refuses, although the status is a success.
    fn refuses(&self) -> bool {
        let Parts { status, body, .. } = &*self.0;
        let says_so = |refusal: Refusal| status.is_success() && refusal.is_in(body);
        self.0.refusal.is_some_and(says_so)
    }

    /// Decodes the JSON of the body.
    fn decode<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        let Parts { status, body, .. } = &*self.0;
        match *status {
            // "No content" has the type of the other successes; an empty object fits.
            StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT if body.is_empty() => {
                serde_json::from_slice(b"{}")
            }
            _ => serde_json::from_slice(body),
        }
    }

    /// Decodes a body that is text, unless its media type says that it is JSON.
    fn decode_text<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        let decoded = match self.is_json() {
            Some(false) => None,
            Some(true) => return self.decode(),
            None => self.decode().ok(),
        };
        decoded.map_or_else(
            || T::deserialize(Value::String(self.text().into_owned())),
            Ok,
        )
    }

    /// Decodes an answer without content: `null` where the type allows it, else what is empty.
    fn decode_no_content<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        if !self.0.body.is_empty() {
            return self.decode();
        }
        let empty = [Value::Null, Value::Object(Map::new())];
        let mut decoded = empty.into_iter().map(T::deserialize);
        let decoded = decoded.find_map(serde_json::Result::ok);
        decoded.map_or_else(|| T::deserialize(Value::String(String::new())), Ok)
    }

    /// Whether the body is JSON by its media type, if it has one.
    fn is_json(&self) -> Option<bool> {
        let media_type = self.0.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        let essence = media_type.split(';').next()?.trim().to_ascii_lowercase();
        let (_, subtype) = essence.split_once('/')?;
        Some(["json", "x-json"].contains(&subtype) || subtype.ends_with("+json"))
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

/// "status 404 and the body …", with a line of the body, and what to say about earlier attempts.
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

    /// Prepares text from the server for a sentence: one line, not long, without control characters and
    /// without the key.
    pub(crate) fn preview(&self, text: &str) -> String {
        const LONGEST: usize = 200;
        // Redacted before it is cut, which could leave a part of the key.
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

#[cfg(test)]
mod tests;
