//! What generated code calls. It replaces `progenitor_client` and has the same names, but its errors
//! keep status, headers and body, and the transport has an error type of its own.

mod attempts;
mod error;
mod error_body;
mod integers;
mod objects;
mod parameter;
mod path;
mod refusal;
mod response;
mod retry_after;
pub mod union;

use std::{future::Future, pin::Pin, time::Duration};

pub use progenitor_client::{ByteStream, ClientInfo, OperationInfo};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

pub(crate) use attempts::Attempts;
pub use error::Error;
pub use error_body::ErrorBody;
#[allow(unused_imports, reason = "not every document needs all of them")]
pub use integers::{MadeOfIntegers, read_integers};
#[allow(unused_imports, reason = "not every document needs all of them")]
pub use objects::{
    ObjectWriter, Property, ReadObject, present, present_integers, read_object, required,
};
#[allow(unused_imports, reason = "not every document needs all of them")]
pub use parameter::{Style, cookie_parameter, header_parameter, path_parameter};
pub(crate) use path::NOT_A_SEGMENT;
pub use path::encode_path;
pub(crate) use refusal::Refusal;
pub use response::{Response, ResponseValue};

use crate::TransportError;

/// The future of [`ClientHooks::exec`].
pub type Exec<'a> = Pin<Box<dyn Future<Output = Result<Response, TransportError>> + Send + 'a>>;

/// Connects the generated operations to the network. The whole transport is behind
/// [`ClientHooks::exec`]; `pre` and `post` do nothing.
pub trait ClientHooks<Inner>: ClientInfo<Inner> + Sync {
    /// Called before each request.
    fn pre<E: Send>(
        &self,
        _request: &mut reqwest::Request,
        _operation: &OperationInfo,
    ) -> impl Future<Output = Result<(), Error<E>>> + Send {
        std::future::ready(Ok(()))
    }

    /// Sends a request and returns its answer.
    fn exec<'a>(&'a self, request: reqwest::Request, operation: &'a OperationInfo) -> Exec<'a>;

    /// Called after each request.
    fn post<E: Send>(
        &self,
        _result: &Result<Response, TransportError>,
        _operation: &OperationInfo,
    ) -> impl Future<Output = Result<(), Error<E>>> + Send {
        std::future::ready(Ok(()))
    }
}

/// What the transport has to know about some operations of a client, by their `operationId`.
pub trait OperationMetadata {
    /// Operations that return a stream of bytes, with the statuses for which they do: `200` or `2XX`.
    const STREAMING: &[(&str, &[&str])];
    /// Operations whose success is a refusal if this property of it has this value, which is JSON.
    const REFUSALS: &[(&str, &str, &str)];
    /// Operations whose rate limit is documented: the least time between two requests.
    const RATE_LIMITS: &[(&str, Duration)];
}

/// What generated code does to a request besides what `reqwest` does.
pub trait RequestBuilderExt<E>: Sized {
    /// Adds a parameter to the query.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] if the value cannot be written in the style.
    fn query_parameter<T: Serialize>(
        self,
        name: &str,
        value: &T,
        style: Style,
        explode: bool,
    ) -> Result<Self, Error<E>>;

    /// Sets a body, if there is one.
    ///
    /// # Errors
    ///
    /// The error of `set`.
    fn optional_body<B>(
        self,
        body: Option<B>,
        set: impl FnOnce(Self, B) -> Result<Self, Error<E>>,
    ) -> Result<Self, Error<E>> {
        match body {
            Some(body) => set(self, body),
            None => Ok(self),
        }
    }

    /// Encodes `body` as `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] if it cannot be encoded.
    fn form_urlencoded<T: Serialize + ?Sized>(self, body: &T) -> Result<Self, Error<E>>;
}

impl<E> RequestBuilderExt<E> for reqwest::RequestBuilder {
    fn query_parameter<T: Serialize>(
        self,
        name: &str,
        value: &T,
        style: Style,
        explode: bool,
    ) -> Result<Self, Error<E>> {
        let pairs = parameter::query(name, value, style, explode)?;
        if pairs.is_empty() {
            return Ok(self);
        }
        let (client, request) = self.build_split();
        let mut request = request?;
        let before = request.url().query().map(ToOwned::to_owned);
        let query: Vec<String> = before.into_iter().chain(pairs).collect();
        request.url_mut().set_query(Some(&query.join("&")));
        Ok(Self::from_parts(client, request))
    }

    fn form_urlencoded<T: Serialize + ?Sized>(self, body: &T) -> Result<Self, Error<E>> {
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        let fields = parameter::query("the body", body, Style::Form, true)?;
        Ok(self.header(CONTENT_TYPE, form).body(fields.join("&")))
    }
}

/// A method that `reqwest::Client` has no function for.
///
/// # Panics
///
/// If the name is not a token. The names in a client are.
#[must_use]
pub fn method(name: &str) -> reqwest::Method {
    reqwest::Method::from_bytes(name.as_bytes()).expect("a token")
}

/// The media type of a multipart body, with the boundary that its first line has.
///
/// # Errors
///
/// [`Error::InvalidRequest`] if the two are no value of a header.
pub fn multipart<E>(media_type: &str, body: &reqwest::Body) -> Result<HeaderValue, Error<E>> {
    let Some(boundary) = boundary(body.as_bytes().unwrap_or_default()) else {
        return Ok(HeaderValue::try_from(media_type)?);
    };
    // A document may have a boundary in its media type, which is that of an example.
    let is_boundary = |part: &&str| {
        let name = part.split('=').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case("boundary")
    };
    let parts = media_type.split(';').filter(|part| !is_boundary(part));
    let media_type = parts.collect::<Vec<_>>().join(";");
    let value = format!("{media_type}; boundary=\"{boundary}\"");
    Ok(HeaderValue::try_from(value)?)
}

/// The boundary of a multipart body, which is its first line after two hyphens (RFC 2046, section 5.1.1).
fn boundary(body: &[u8]) -> Option<&str> {
    let line = body.split(|byte| *byte == b'\r' || *byte == b'\n').next()?;
    let boundary = std::str::from_utf8(line.strip_prefix(b"--")?).ok()?;
    (1..=70).contains(&boundary.len()).then_some(boundary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boundary_is_the_first_line_of_the_body() {
        assert_eq!(boundary(b"--abc\r\nContent-Disposition: x"), Some("abc"));
        for body in [&b""[..], b"abc", b"--", b"\r\n--abc"] {
            assert_eq!(boundary(body), None);
        }
    }

    #[test]
    fn a_multipart_body_has_one_boundary_which_is_its_own() {
        let body = reqwest::Body::from("--abc\r\n");
        for (media_type, sent) in [
            ("multipart/mixed", "multipart/mixed; boundary=\"abc\""),
            (
                "multipart/form-data; Boundary=x; charset=utf-8",
                "multipart/form-data; charset=utf-8; boundary=\"abc\"",
            ),
        ] {
            let value: Result<_, Error> = multipart(media_type, &body);
            assert_eq!(value.unwrap(), sent);
        }
        let value: Result<_, Error> = multipart("multipart/mixed; boundary=x", &"".into());
        assert_eq!(value.unwrap(), "multipart/mixed; boundary=x");
    }
}
