//! What the tests of this project share.
//!
//! * [`judge`]: reads the published document and says whether a client agrees with it.
//! * [`sample_values`]: random and documented values of a schema, for the judge.
//! * [`servers`]: servers on loopback, from a plain answer to a broken connection.
//!
//! This page has what is needed with all of them: clients of such a server.

#![allow(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    reason = "a test helper panics to fail the test"
)]

pub mod captured;
pub mod judge;
pub mod sample_values;
pub mod servers;

use vast_sdk::{
    CallOptions, Client, ClientBuilder, Pacing, RetryPolicy,
    api::{ApiKey, Transport},
};

/// The key of every client in the tests: easy to recognize wherever it should not be.
pub const KEY: &str = "vk+recognizable/0123456789=";

/// A builder for a client of the server at `url`, with the defaults of the SDK.
pub fn client_builder(url: impl Into<String>) -> ClientBuilder {
    Client::builder().api_key(KEY).url(url)
}

/// A builder for a client that sends each request once, and at once.
pub fn one_attempt(url: impl Into<String>) -> ClientBuilder {
    let once = CallOptions::new().retry(RetryPolicy::none());
    client_builder(url).options(once).pacing(Pacing::none())
}

/// A client of the server at `url` that sends each request once, and at once.
pub fn client(url: impl Into<String>) -> Client {
    one_attempt(url).build().expect("a client for loopback")
}

/// A transport to the server at `url`, for the generated operations, that sends each request once, and
/// at once.
pub fn transport(url: impl Into<String>) -> Transport {
    let key = ApiKey::new(KEY).expect("a key that a header can hold");
    let builder = Transport::builder()
        .base_url(url.into())
        .options(CallOptions::new().retry(RetryPolicy::none()))
        .pacing(Pacing::none());
    builder.build(key).expect("a transport to loopback")
}
