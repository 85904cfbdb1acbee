#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("README.md")]

mod generated;
#[cfg(feature = "httpmock")]
pub mod mock;
#[cfg(feature = "registry")]
pub mod registry;
#[allow(dead_code, reason = "not every document needs all of it")]
mod runtime;
mod transport;

/// What a fleet needs to keep the pace of its requests in a place of its own: see [`Gate`](pacing::Gate).
pub mod pacing {
    pub use crate::transport::{Answer, Gate, GateFuture, LimitId, Turn};
}

/// What the fuzz targets call.
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing {
    pub use crate::transport::limit_file;
}

pub use generated::{Client, builder, types};
pub use runtime::{
    ByteStream, ClientInfo, Error, ErrorBody, OperationInfo, Response, ResponseValue,
};
pub use transport::{
    ApiKey, BuildError, CallOptions, DEFAULT_BASE_URL, DryRun, InvalidApiKey, Pacing, RetryPolicy,
    StopHandle, Transport, TransportBuilder, TransportError, TransportErrorKind,
    http_client_builder,
};
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))]
pub use transport::{Certificate, InvalidCertificate};

/// The TLS that the features of this crate name: `rustls with aws-lc`, `rustls with ring`, `native-tls` or `none`, in this order
/// if several of them are switched on.
pub const TLS: &str = transport::TLS;

/// The document that this client was generated from, as published, before the overlay: as JSON without
/// whitespace and with sorted keys.
pub const OPENAPI: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));

/// The document after overlay and normalization, without what progenitor cannot generate: the input of
/// the generator.
pub const NORMALIZED_OPENAPI: &str = include_str!(concat!(env!("OUT_DIR"), "/normalized.json"));

/// Every change that normalization made to the document, one per line.
pub const NORMALIZATION_REPORT: &str = include_str!(concat!(env!("OUT_DIR"), "/report.txt"));

/// Every change that normalization made to the document, as the JSON of an `openapi_normalize::Report`.
pub const NORMALIZATION_REPORT_JSON: &str = include_str!(concat!(env!("OUT_DIR"), "/report.json"));
