use std::{borrow::Cow, fmt, ops::Deref, sync::OnceLock, time::Duration};

use bytes::Bytes;
use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderMap},
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Attempts, ByteStream, Error, ErrorBody, retry_after};
use crate::ApiKey;

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

    /// What the body says, read as that of an error. It is decoded once.
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

    /// Decodes the JSON of the body; that of an error, together with [`Response::error_body`].
    fn decode<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        let Parts { status, body, .. } = &*self.0;
        match *status {
            // "No content" has the type of the other successes; an empty object fits.
            StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT if body.is_empty() => {
                serde_json::from_slice(b"{}")
            }
            status if status.is_client_error() || status.is_server_error() => {
                let decoded: serde_json::Result<Value> = serde_json::from_slice(body);
                let _ = self
                    .0
                    .error_body
                    .set(ErrorBody::of_decoded(decoded.as_ref().ok(), self));
                T::deserialize(decoded?)
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

/// A decoded answer, together with the answer itself. Dereferences to the decoded value.
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

    /// Converts the decoded value.
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

#[expect(clippy::unused_async, reason = "the generated code awaits them")]
impl<T: DeserializeOwned> ResponseValue<T> {
    /// Called by the generated code for a status that is documented with JSON.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidResponsePayload`] if the body does not decode.
    #[doc(hidden)]
    pub async fn from_response<E>(response: Response) -> Result<Self, Error<E>> {
        let decoded = response.decode();
        Self::of(decoded, response)
    }

    /// Called by the generated code for a status that is documented with text.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidResponsePayload`] if the body does not decode.
    #[doc(hidden)]
    pub async fn from_text<E>(response: Response) -> Result<Self, Error<E>> {
        let decoded = response.decode_text();
        Self::of(decoded, response)
    }

    /// Called by the generated code for a status that is documented without content, where others have
    /// some.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidResponsePayload`] if there is a body that does not decode.
    #[doc(hidden)]
    pub async fn from_no_content<E>(response: Response) -> Result<Self, Error<E>> {
        let decoded = response.decode_no_content();
        Self::of(decoded, response)
    }

    fn of<E>(decoded: serde_json::Result<T>, response: Response) -> Result<Self, Error<E>> {
        match decoded {
            Ok(inner) => Ok(Self { inner, response }),
            Err(source) => {
                // It quotes the value that does not fit, which may be the key.
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

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use serde_json::json;

    use super::*;

    fn response(media_type: Option<&'static str>, body: &'static str) -> Response {
        let key = ApiKey::new("key").unwrap_or_else(|_| unreachable!());
        let mut headers = HeaderMap::new();
        if let Some(media_type) = media_type {
            headers.insert(CONTENT_TYPE, media_type.parse().unwrap());
        }
        Response::new(
            key,
            StatusCode::NOT_FOUND,
            headers,
            Bytes::from_static(body.as_bytes()),
        )
    }

    fn text<T: DeserializeOwned>(media_type: Option<&'static str>, body: &'static str) -> T {
        let value = ResponseValue::<T>::from_text::<()>(response(media_type, body));
        value.now_or_never().unwrap().unwrap().into_inner()
    }

    fn no_content<T: DeserializeOwned>(body: &'static str) -> T {
        let value = ResponseValue::<T>::from_no_content::<()>(response(None, body));
        value.now_or_never().unwrap().unwrap().into_inner()
    }

    #[test]
    fn documented_text_is_text_unless_its_media_type_is_json() {
        for media_type in ["text/plain; charset=utf-8", "text/html", "application/xml"] {
            assert_eq!(text::<Value>(Some(media_type), "{}"), json!("{}"));
        }
        for media_type in [
            "application/json; charset=utf-8",
            "text/json",
            "application/problem+json",
        ] {
            assert_eq!(text::<Value>(Some(media_type), "{}"), json!({}));
        }
        assert_eq!(text::<Value>(None, "{}"), json!({}));
        assert_eq!(text::<Value>(None, "not found"), json!("not found"));
        assert_eq!(text::<String>(Some("text/plain"), "not found"), "not found");
    }

    #[test]
    fn no_content_is_null_where_the_type_has_it_and_else_what_is_empty() {
        #[derive(serde::Deserialize)]
        struct Object {
            a: Option<i64>,
        }
        assert_eq!(no_content::<Option<Vec<i64>>>(""), None);
        assert_eq!(no_content::<Object>("").a, None);
        assert_eq!(no_content::<String>(""), "");
        assert_eq!(no_content::<Object>("{\"a\": 1}").a, Some(1));
    }
}
