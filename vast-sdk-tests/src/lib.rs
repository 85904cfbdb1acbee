//! What the tests of this project share: the published document as the judge of every request and
//! answer, and servers that answer as they are told.

#![allow(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    reason = "a test helper panics to fail the test"
)]

pub mod alternatives;
pub mod by_hand;
pub mod cancel_sync;
pub mod captured;
pub mod changes;
pub mod conformance;
pub mod examples;
pub mod faults;
pub mod faulty_server;
pub mod fidelity;
pub mod instances;
pub mod openapi;
pub mod published;
pub mod rate_limited;
pub mod report;
pub mod server;
pub mod shape;
pub mod tls;

use vast_sdk::{
    CallOptions, Client, ClientBuilder, RetryPolicy,
    api::{ApiKey, Transport},
};

/// The key of every client in the tests: easy to recognise wherever it should not be.
pub const KEY: &str = "vk+recognisable/0123456789=";

/// A builder for a client of the server at `url`, with the defaults of the SDK.
pub fn client_builder(url: impl Into<String>) -> ClientBuilder {
    Client::builder().api_key(KEY).url(url)
}

/// A builder for a client that sends each request once, and at once.
pub fn one_attempt(url: impl Into<String>) -> ClientBuilder {
    let once = CallOptions::new().retry(RetryPolicy::none());
    client_builder(url).options(once).without_rate_limiter()
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
        .without_rate_limiter();
    builder.build(key).expect("a transport to loopback")
}
