#![cfg_attr(docsrs, feature(doc_cfg))]
//! The [Vast.ai](https://vast.ai) API client, generated while this crate is compiled from the
//! OpenAPI document in `openapi.json`, or from the one that the environment variable
//! `VAST_OPENAPI` names.
//!
//! Most programs want the crate `vast-sdk`, which wraps one operation of it. This crate has every
//! operation of the document, as a method of [`Client`] that returns a builder:
//!
//! ```ignore
//! let key = vast_api::ApiKey::new(key)?;
//! let client = vast_api::Transport::builder().build(key)?.client();
//! let answer = client.cancel_sync().body_map(|body| body.dst_id(12371)).send().await?;
//! ```
//!
//! All of them go through one [`Transport`], which decides what a request may do on the network,
//! and fail with an [`Error`] that keeps everything that the server said.

mod generated;
#[cfg(feature = "httpmock")]
pub mod mock;
#[cfg(feature = "registry")]
pub mod registry;
#[allow(dead_code, reason = "which parts are used is for the document to say")]
#[cfg(not(feature = "registry"))]
mod runtime;
// For clients that the tests generate from other documents.
#[allow(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "called by generated code alone"
)]
#[cfg(feature = "registry")]
#[doc(hidden)]
pub mod runtime;
mod transport;

pub use generated::{Client, builder, types};
pub use runtime::{ByteStream, ClientInfo, Error, OperationInfo, Response, ResponseValue};
pub use transport::{
    ApiKey, BuildError, DEFAULT_BASE_URL, DryRun, InvalidApiKey, RetryPolicy, StopHandle,
    Transport, TransportBuilder, TransportError, TransportErrorKind,
};

/// The document that this client was generated from, before the overlay: the content as published,
/// as JSON without white space and with sorted keys.
pub const OPENAPI: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));

/// The document after the overlay and after normalization, without what progenitor could not
/// generate: what the client was generated from.
pub const NORMALIZED_OPENAPI: &str = include_str!(concat!(env!("OUT_DIR"), "/normalized.json"));

/// Every change that normalization made to the document, a line each.
pub const NORMALIZATION_REPORT: &str = include_str!(concat!(env!("OUT_DIR"), "/report.txt"));

/// Every change that normalization made to the document, as the JSON of an `openapi_normalize::Report`.
pub const NORMALIZATION_REPORT_JSON: &str = include_str!(concat!(env!("OUT_DIR"), "/report.json"));
