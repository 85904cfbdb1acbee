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
//! * `test_util`, behind the feature `test-util`, has servers for the tests of your own code.
//! * [`Error`] says what happened ([`Error::kind`]), whether the server may have acted
//!   ([`Error::may_have_executed`]), and everything that the server said.

mod cancel_sync;
mod cancel_syncs;
mod client;
mod credentials;
mod error;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod instance_id;
mod options;
#[cfg(feature = "test-util")]
pub mod test_util;

pub use reqwest;
pub use vast_api as api;
pub use vast_api::{RetryPolicy, StopHandle};

pub use cancel_sync::{CancelSync, Canceled};
pub use cancel_syncs::{CancelSyncs, IntoIds};
pub use client::{Client, ClientBuilder};
pub use credentials::ApiKeySource;
pub use error::{Error, ErrorKind};
pub use instance_id::{InstanceId, ParseInstanceIdError};
