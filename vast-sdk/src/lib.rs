#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]
// What is not built has no page to link to.
#![cfg_attr(
    not(all(feature = "blocking", feature = "rustls", feature = "test-util")),
    allow(rustdoc::broken_intra_doc_links)
)]
//!
//! # Where to start
//!
//! * [`Client::cancel_sync`] cancels the cloud syncs into an instance, and [`Client::cancel_many`] those
//!   into many instances.
//! * [`CallOptions`] and [`RetryPolicy`] say how long a call may take and when it is retried.
//! * [`Error`] says what happened ([`Error::kind`]), whether the server may have acted
//!   ([`Error::may_have_executed`]), and everything that the server said.
//! * [`Client::api`] is the client generated from the API's OpenAPI document. It has every operation, on
//!   the same connections and with the same rules.
//! * [`blocking`] is the same client without async, and [`test_util`] has servers for your tests.
//!
//! Longer explanations: [errors](guide::errors), [many instances](guide::many), [testing](guide::testing), [updating the
//! document](guide::updating), [proxies and TLS](guide::proxies_and_tls).
//!
//! # Features
//!
//! * `rustls` (default), `rustls-aws-lc` or `native-tls`: the TLS library. If several are on, the order is `rustls-aws-lc`, `rustls`,
//!   `native-tls`: see [`api::TLS`].
//! * `blocking`: the module [`blocking`].
//! * `tracing`: a span for each operation and an event for each attempt, with OpenTelemetry's field
//!   names. They contain no key, body or parameter.
//! * `schemars`: [`InstanceId`], [`ErrorKind`], [`Canceled`] and [`Error`] serialize to JSON, and have a
//!   JSON Schema, and so do the generated types.
//! * `test-util`: the module [`test_util`], for `[dev-dependencies]`.
//! * `yaml`: `VAST_OPENAPI` may name a document in YAML.
//!
//! # What is stable
//!
//! * This crate follows semantic versioning, all of it but [`api`]. What may grow is `#[non_exhaustive]`. Rust 1.89 is enough; a version
//!   of this crate that needs a later one is a minor version at least.
//! * [`api`] follows the API's document: a new revision may rename or drop operations, types and fields. The changelog lists what
//!   changed, and a revision that breaks code comes with a version that says so. With `VAST_OPENAPI`, the revision is your own choice.
//! * Two other crates are part of the interface: [`reqwest`], whose client [`ClientBuilder::http_client`] takes, and `httpmock`, whose
//!   server [`test_util`] gives out. Their next breaking version is one of this crate, too.

#[cfg(feature = "blocking")]
pub mod blocking;
mod cancel_many;
mod cancel_sync;
mod client;
mod client_builder;
mod credentials;
mod error;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
#[cfg(any(doc, doctest))]
pub mod guide;
mod instance_id;
#[cfg(feature = "schemars")]
mod outcome_json;
#[cfg(feature = "test-util")]
pub mod test_util;

pub use reqwest;
pub use vast_api as api;
pub use vast_api::{CallOptions, Pacing, RetryPolicy, StopHandle};

pub use cancel_many::CancelMany;
pub use cancel_sync::{CancelSync, Canceled};
pub use client::Client;
pub use client_builder::ClientBuilder;
pub use credentials::ApiKeySource;
pub use error::{Error, ErrorKind};
pub use instance_id::{InstanceId, InvalidInstanceId};
