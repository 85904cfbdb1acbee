#![cfg_attr(docsrs, feature(doc_cfg))]
//! The [Vast.ai](https://vast.ai) SDK for Rust.
//!
//! ```no_run
//! # async fn run() -> Result<(), vast_sdk::Error> {
//! let client = vast_sdk::Client::from_env()?;
//! let canceled = client.cancel_sync(12371).await?;
//! println!("{}", canceled.message());
//! # Ok(())
//! # }
//! ```
//!
//! * [`Client::cancel_sync`] cancels the cloud syncs into an instance, [`Client::cancel_syncs`] those
//!   into any number of instances.
//! * [`Client::api`] is the client generated from the API's OpenAPI document, with every operation
//!   of it, on the same connections and under the same rules.
//! * `blocking`, behind the feature of that name, has the same client for programs that are not
//!   asynchronous.
//! * `test_util`, behind the feature `test-util`, has servers for the tests of your own code.
//! * [`Error`] says what happened ([`Error::kind`]), whether the server may have acted
//!   ([`Error::may_have_executed`]), and everything that the server said.
//!
//! Pages on what takes more words: `guide::errors`, `guide::many`, `guide::testing`,
//! `guide::updating`, `guide::proxies_and_tls`.
//!
//! # Features
//!
//! * `rustls` (default) or `native-tls`: who does TLS. With both, it is `rustls`.
//! * `blocking`: the module of that name.
//! * `tracing`: a span for each operation and an event for each attempt, with the field names of
//!   OpenTelemetry. Never a key, a body or a parameter.
//! * `schemars`: [`InstanceId`], [`ErrorKind`], [`Canceled`] and [`Error`] as JSON, and the JSON Schema
//!   of that.
//! * `test-util`: the module `test_util`, for `[dev-dependencies]`.
//! * `yaml`: `VAST_OPENAPI` may name a document in YAML.

#[cfg(feature = "blocking")]
pub mod blocking;
mod cancel_many;
mod cancel_sync;
mod client;
mod credentials;
mod error;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
#[cfg(any(doc, doctest))]
pub mod guide;
mod instance_id;
mod options;
#[cfg(feature = "schemars")]
mod outcome_json;
#[cfg(feature = "test-util")]
pub mod test_util;

pub use reqwest;
pub use vast_api as api;
pub use vast_api::{RetryPolicy, StopHandle};

pub use cancel_many::{CancelSyncs, IntoIds};
pub use cancel_sync::{CancelSync, Canceled};
pub use client::{BuiltFrom, Client, ClientBuilder};
pub use credentials::ApiKeySource;
pub use error::{Error, ErrorKind};
pub use instance_id::{InstanceId, ParseInstanceIdError};
