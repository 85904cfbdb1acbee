//! Which failures may pass, and which requests may be repeated.

use std::{error::Error, io};

use http::Method;

use crate::transport::TransportError;

/// Methods that may be repeated: the server is in the same state after one as after several
/// (RFC 9110, section 9.2.2, and draft-ietf-httpbis-safe-method-w-body for `QUERY`).
pub(in crate::transport) fn is_idempotent(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE | Method::PUT | Method::DELETE
    ) || method.as_str() == "QUERY"
}

/// Whether a connection failed because of the network. A TLS failure, for example, will not pass.
pub(in crate::transport) fn is_network_failure(error: &TransportError) -> bool {
    let mut kinds = sources(error)
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .map(innermost_kind)
        .peekable();
    kinds.peek().is_some() && kinds.all(|kind| kind != io::ErrorKind::InvalidData)
}

/// Whether a proxy made no connection to the server. hyper-util keeps neither its status, nor a type that has a
/// name, only a sentence.
pub(in crate::transport) fn is_refused_by_proxy(error: &TransportError) -> bool {
    sources(error).any(|error| {
        let sentence = error.to_string();
        sentence.starts_with("tunnel error: ")
            && sentence != "tunnel error: proxy authorization required"
    })
}

/// Whether the server sent something that is not HTTP.
pub(in crate::transport) fn is_not_http(error: &TransportError) -> bool {
    sources(error)
        .filter_map(|error| error.downcast_ref::<hyper::Error>())
        .any(hyper::Error::is_parse)
}

fn sources(error: &TransportError) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&error| error.source())
}

/// An I/O error that wraps another does not name it as its source.
fn innermost_kind(mut error: &io::Error) -> io::ErrorKind {
    while let Some(inner) = error
        .get_ref()
        .and_then(<dyn Error + Send + Sync>::downcast_ref)
    {
        error = inner;
    }
    error.kind()
}
