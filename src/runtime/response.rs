use std::{borrow::Cow, fmt, ops::Deref};

use bytes::Bytes;
use reqwest::{StatusCode, header::HeaderMap};
use serde::de::DeserializeOwned;

use super::{ByteStream, Error};
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
        }))
    }

    pub(crate) fn streaming(api_key: ApiKey, response: reqwest::Response) -> Self {
        Self(Box::new(Parts {
            api_key,
            status: response.status(),
            headers: response.headers().clone(),
            body: Bytes::new(),
            unread: Some(response),
        }))
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

/// "status 404 and the body …", with so much of the body as fits a line.
impl fmt::Display for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.0.status)?;
        if self.0.body.is_empty() {
            return f.write_str(" and an empty body");
        }
        write!(f, " and the body {}", self.preview(&self.text()))
    }
}

impl Response {
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
