//! What the generated code runs on, in place of `progenitor_client`: the same names, with a
//! transport that has errors of its own, and with errors that keep status, headers and body.

mod error;
mod response;

use std::future::Future;

pub use progenitor_client::{ByteStream, ClientInfo, OperationInfo};
#[allow(
    unused_imports,
    reason = "whether they are used is for the document to say"
)]
pub(crate) use progenitor_client::{QueryParam, encode_path};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

pub use error::Error;
pub use response::{Response, ResponseValue};

use crate::TransportError;

/// The seam between the generated operations and the network. The transport is all behind
/// [`ClientHooks::exec`]; the other two are called by the generated code.
pub(crate) trait ClientHooks<Inner>: ClientInfo<Inner> + Sync {
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

pub(crate) trait RequestBuilderExt<E>: Sized {
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
