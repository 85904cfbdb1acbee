#![cfg_attr(docsrs, feature(doc_cfg))]
//! A client of the [Vast.ai](https://vast.ai) API, generated at compile time from the OpenAPI document
//! in `openapi.json`, or from the one that the environment variable `VAST_OPENAPI` names.
//!
//! Most programs want the crate `vast-sdk`, which builds on this one. Here, every operation of the
//! document is a method of [`Client`] that returns a builder:
//!
//! ```ignore
//! let key = vast_api::ApiKey::new(key)?;
//! let client = vast_api::Transport::builder().build(key)?.client();
//! let answer = client.cancel_sync().body_map(|body| body.dst_id(12371)).send().await?;
//! ```
//!
//! All requests go through one [`Transport`], which retries, keeps to the rate limit and keeps the key
//! secret. An [`Error`] keeps everything that the server said.

mod generated;
#[cfg(feature = "httpmock")]
pub mod mock;
#[cfg(feature = "registry")]
pub mod registry;
#[allow(dead_code, reason = "not every document needs all of it")]
mod runtime;
mod transport;

pub use generated::{Client, builder, types};
pub use runtime::{
    ByteStream, ClientInfo, Error, ErrorBody, OperationInfo, Response, ResponseValue,
};
pub use transport::{
    ApiKey, BuildError, CallOptions, DEFAULT_BASE_URL, DryRun, InvalidApiKey, RetryPolicy,
    StopHandle, Transport, TransportBuilder, TransportError, TransportErrorKind,
};

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
