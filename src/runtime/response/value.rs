use std::{fmt, ops::Deref};

use bytes::Bytes;
use reqwest::{StatusCode, header::HeaderMap};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

use super::Response;
use crate::runtime::{ByteStream, Error, MadeOfIntegers};

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
    /// [`Error::Refused`] if the status is a success and the body says that it is none, and
    /// [`Error::InvalidResponsePayload`] if the body does not decode.
    #[doc(hidden)]
    pub async fn from_response<E>(response: Response) -> Result<Self, Error<E>> {
        Self::of(response, Response::decode)
    }

    /// Called by the generated code for a status that is documented with text.
    ///
    /// # Errors
    ///
    /// As [`ResponseValue::from_response`].
    #[doc(hidden)]
    pub async fn from_text<E>(response: Response) -> Result<Self, Error<E>> {
        Self::of(response, Response::decode_text)
    }

    /// Called by the generated code for a status that is documented without content, where others have
    /// some.
    ///
    /// # Errors
    ///
    /// As [`ResponseValue::from_response`].
    #[doc(hidden)]
    pub async fn from_no_content<E>(response: Response) -> Result<Self, Error<E>> {
        Self::of(response, Response::decode_no_content)
    }

    fn of<E>(
        response: Response,
        decode: fn(&Response) -> serde_json::Result<T>,
    ) -> Result<Self, Error<E>> {
        if response.refuses() {
            return Err(Error::Refused(response));
        }
        match decode(&response) {
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

/// The same for types that are made of integers, however those are written.
impl<T: for<'de> MadeOfIntegers<'de>> ResponseValue<T> {
    /// As [`ResponseValue::from_response`].
    ///
    /// # Errors
    ///
    /// As [`ResponseValue::from_response`].
    #[doc(hidden)]
    pub async fn integers_from_response<E>(response: Response) -> Result<Self, Error<E>> {
        let read = ResponseValue::<Whole<T>>::from_response(response).await?;
        Ok(read.map(|whole| whole.0))
    }

    /// As [`ResponseValue::from_no_content`].
    ///
    /// # Errors
    ///
    /// As [`ResponseValue::from_response`].
    #[doc(hidden)]
    pub async fn integers_from_no_content<E>(response: Response) -> Result<Self, Error<E>> {
        let read = ResponseValue::<Whole<T>>::from_no_content(response).await?;
        Ok(read.map(|whole| whole.0))
    }
}

/// A whole body that is made of integers.
struct Whole<T>(T);

impl<'de, T: MadeOfIntegers<'de>> Deserialize<'de> for Whole<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
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
