//! What the generated code runs on, in place of `progenitor_client`: the same names, with a
//! transport that has errors of its own, and with errors that keep status, headers and body.

mod attempts;
mod error;
mod path;
mod response;
mod retry_after;

use std::future::Future;

#[allow(
    unused_imports,
    reason = "whether they are used is for the document to say"
)]
pub use progenitor_client::QueryParam;
pub use progenitor_client::{ByteStream, ClientInfo, OperationInfo};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

pub(crate) use attempts::Attempts;
pub use error::Error;
pub(crate) use path::NO_SEGMENT;
pub use path::encode_path;
pub use response::{Response, ResponseValue};

use crate::TransportError;

/// The seam between the generated operations and the network. The transport is all behind
/// [`ClientHooks::exec`]; the other two are called by the generated code.
pub trait ClientHooks<Inner>: ClientInfo<Inner> + Sync {
    fn pre<E: Send>(
        &self,
        _request: &mut reqwest::Request,
        _operation: &OperationInfo,
    ) -> impl Future<Output = Result<(), Error<E>>> + Send {
        std::future::ready(Ok(()))
    }

    fn exec(
        &self,
        request: reqwest::Request,
        operation: &OperationInfo,
    ) -> impl Future<Output = Result<Response, TransportError>> + Send;

    fn post<E: Send>(
        &self,
        _result: &Result<Response, TransportError>,
        _operation: &OperationInfo,
    ) -> impl Future<Output = Result<(), Error<E>>> + Send {
        std::future::ready(Ok(()))
    }
}

/// What the transport has to know of single operations of a client, by their `operationId`.
pub trait Peculiarities {
    /// Those that hand out their answer as a stream of bytes, with the statuses that they do so for:
    /// `200` or `2XX`.
    const STREAMING: &[(&str, &[&str])];
    /// Those that send no body where nothing is set in it.
    const OPTIONAL_BODY: &[&str];
    /// The media type of the request body, where progenitor sends another one.
    const MEDIA_TYPES: &[(&str, &str)];
}

pub trait RequestBuilderExt<E>: Sized {
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
