//! What the tests of this project share: the published document as the judge of every request and
//! answer, servers that answer as they are told, and the pipeline of the build script.

#![allow(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    reason = "a test helper panics to fail the test"
)]

pub mod baseline;
pub mod captured;
pub mod changes;
pub mod judge;
pub mod published;
pub mod sample_values;
pub mod servers;

/// The steps of `build.rs`, as they are.
#[allow(missing_docs, reason = "documented where it stands")]
#[path = "../../build/pipeline.rs"]
pub mod pipeline;

use vast_sdk::{
    Client, ClientBuilder, RetryPolicy,
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
    let builder = client_builder(url).retry(RetryPolicy::none());
    builder.without_pacing()
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
        .retry(RetryPolicy::none())
        .without_pacing();
    builder.build(key).expect("a transport to loopback")
}
