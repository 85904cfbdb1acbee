//! What generated code calls. It replaces `progenitor_client` and has the same names, but its errors
//! keep status, headers and body, and the transport has an error type of its own.

mod attempts;
mod error;
mod error_body;
mod path;
mod response;
mod retry_after;
pub mod union;

use std::future::Future;

#[allow(unused_imports, reason = "not every document needs all of them")]
pub use progenitor_client::QueryParam;
pub use progenitor_client::{ByteStream, ClientInfo, OperationInfo};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

pub(crate) use attempts::Attempts;
pub use error::Error;
pub use error_body::ErrorBody;
pub(crate) use path::NOT_A_SEGMENT;
pub use path::encode_path;
pub use response::{Response, ResponseValue};

use crate::TransportError;

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
    fn exec(
        &self,
        request: reqwest::Request,
        operation: &OperationInfo,
    ) -> impl Future<Output = Result<Response, TransportError>> + Send;

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
    /// Operations that send no body if nothing is set in it.
    const OPTIONAL_BODY: &[&str];
    /// The media types of request bodies for which progenitor would send another one.
    const MEDIA_TYPES: &[(&str, &str)];
}

/// Sets a form as the body of a request.
pub trait RequestBuilderExt<E>: Sized {
    /// Encodes `body` as `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] if it cannot be encoded.
    fn form_urlencoded<T: Serialize + ?Sized>(self, body: &T) -> Result<Self, Error<E>>;
}

impl<E> RequestBuilderExt<E> for reqwest::RequestBuilder {
    fn form_urlencoded<T: Serialize + ?Sized>(self, body: &T) -> Result<Self, Error<E>> {
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        let body = serde_urlencoded::to_string(body)
            .map_err(|error| Error::InvalidRequest(error.to_string()))?;
        Ok(self.header(CONTENT_TYPE, form).body(body))
    }
}
