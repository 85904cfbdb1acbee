//! The same client for programs that are not asynchronous. Behind the feature `blocking`.
//!
#![cfg_attr(feature = "test-util", doc = "```")]
#![cfg_attr(not(feature = "test-util"), doc = "```ignore")]
//! # use vast_sdk::test_util::{CancelSyncMocks, MockServer};
//! # fn main() -> Result<(), vast_sdk::Error> {
//! # let server = MockServer::start();
//! # for instance in [12371, 12372] { server.canceled(instance); }
//! # let url = server.base_url();
//! let client = vast_sdk::blocking::Client::builder().api_key("key").url(url).build()?;
//! let canceled = client.cancel_sync(12371).send()?;
//! println!("{}", canceled.message());
//!
//! for (instance, result) in client.cancel_syncs([12371, 12372]) {
//!     println!("{instance}: {}", result.is_ok());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A client has a thread of its own that talks to the network; a call waits on the thread that it is
//! made on. So it works anywhere, also inside an asynchronous runtime, where it holds up the thread of
//! the task that calls it: there, use [`tokio::task::spawn_blocking`], or [`crate::Client`]. What
//! that thread would have had to do for the answer to come, such as to be the server, ends in a
//! [`Timeout`](crate::ErrorKind::Timeout).
//!
//! [`tokio::task::spawn_blocking`]: https://docs.rs/tokio/latest/tokio/task/fn.spawn_blocking.html

use std::{fmt, future::Future, sync::Arc, time::Duration};

use futures_util::stream::{self, Iter};
use tokio::runtime::{Builder, Runtime};

use crate::{
    ApiKeySource, Canceled, ClientBuilder, Error, ErrorKind, InstanceId, RetryPolicy, StopHandle,
    client::BuiltFrom,
};

/// A client of the Vast.ai API whose calls wait for their answers.
///
/// A clone shares connections, key and thread with the original, and is cheap.
#[derive(Clone)]
pub struct Client {
    client: crate::Client,
    network: Arc<Network>,
}

impl Client {
    /// The same as [`crate::Client::from_env`].
    ///
    /// # Errors
    ///
    /// See [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Starts with the defaults. What is not set is looked up by [`ClientBuilder::build`].
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let client = vast_sdk::blocking::Client::builder()
    ///     .api_key("key")
    ///     .deadline(Duration::from_mins(1))
    ///     .build()?;
    /// # Ok::<(), vast_sdk::Error>(())
    /// ```
    pub fn builder() -> ClientBuilder<Self> {
        ClientBuilder::new()
    }

    /// Cancels every cloud sync that copies *into* this instance:
    /// [`crate::Client::cancel_sync`]. Nothing is sent before [`CancelSync::send`].
    pub fn cancel_sync(&self, instance: impl Into<InstanceId>) -> CancelSync {
        CancelSync {
            call: self.client.cancel_sync(instance),
            network: Arc::clone(&self.network),
        }
    }

    /// Cancels the cloud syncs into each of these instances: [`crate::Client::cancel_syncs`].
    ///
    /// The answers are an iterator. The calls in flight go on while one of them is handled. Nothing is
    /// sent before the first is asked for; to drop the iterator aborts what is in flight.
    pub fn cancel_syncs<I>(&self, ids: I) -> CancelSyncs<I::IntoIter>
    where
        I: IntoIterator<Item: Into<InstanceId>>,
    {
        CancelSyncs {
            answers: self.client.cancel_syncs(stream::iter(ids)),
            network: Arc::clone(&self.network),
        }
    }

    /// The generated client, with every operation of the OpenAPI document. Its operations are
    /// futures: see [`block_on`](Self::block_on).
    #[must_use]
    pub fn api(&self) -> &vast_api::Client {
        self.client.api()
    }

    /// Waits for a future, such as an operation of [`api`](Self::api), on the thread of the caller.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.network.block_on(future)
    }

    /// Where the API key is from.
    #[must_use]
    pub fn api_key_source(&self) -> &ApiKeySource {
        self.client.api_key_source()
    }
}

impl BuiltFrom for Client {
    fn built_from(client: crate::Client) -> Result<Self, Error> {
        Ok(Self {
            client,
            network: Arc::new(Network::start()?),
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
    }
}

/// A call of [`Client::cancel_sync`]: [`send`](Self::send) it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct CancelSync {
    call: crate::CancelSync,
    network: Arc<Network>,
}

impl CancelSync {
    /// [`crate::CancelSync::retry`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.call = self.call.retry(policy);
        self
    }

    /// [`crate::CancelSync::deadline`].
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.call = self.call.deadline(deadline);
        self
    }

    /// [`crate::CancelSync::timeout`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.call = self.call.timeout(timeout);
        self
    }

    /// Sends the request and waits for the answer.
    ///
    /// # Errors
    ///
    /// See [`crate::CancelSync::send`].
    pub fn send(self) -> Result<Canceled, Error> {
        self.network.block_on(self.call.send())
    }

    /// [`crate::CancelSync::dry_run`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`], if there is no request.
    pub fn dry_run(self) -> Result<reqwest::Request, Error> {
        self.network.block_on(self.call.dry_run())
    }
}

/// The answers to [`Client::cancel_syncs`], in the order in which they come, one for each id that was
/// taken from the input: see [`crate::CancelSyncs`].
#[derive(Debug)]
#[must_use = "nothing is sent before the first answer is asked for"]
pub struct CancelSyncs<I> {
    answers: crate::CancelSyncs<Iter<I>>,
    network: Arc<Network>,
}

impl<I: Iterator<Item: Into<InstanceId>>> CancelSyncs<I> {
    /// [`crate::CancelSyncs::max_in_flight`].
    pub fn max_in_flight(mut self, calls: usize) -> Self {
        self.answers = self.answers.max_in_flight(calls);
        self
    }

    /// [`crate::CancelSyncs::retry`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.answers = self.answers.retry(policy);
        self
    }

    /// [`crate::CancelSyncs::deadline`].
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.answers = self.answers.deadline(deadline);
        self
    }

    /// [`crate::CancelSyncs::timeout`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.answers = self.answers.timeout(timeout);
        self
    }

    /// [`crate::CancelSyncs::stop`].
    pub fn stop(&mut self) {
        self.answers.stop();
    }

    /// [`crate::CancelSyncs::stop_handle`], for another thread.
    #[must_use]
    pub fn stop_handle(&self) -> StopHandle {
        self.answers.stop_handle()
    }
}

impl<I: Iterator<Item: Into<InstanceId>>> Iterator for CancelSyncs<I> {
    type Item = (InstanceId, Result<Canceled, Error>);

    fn next(&mut self) -> Option<Self::Item> {
        self.network.block_on(self.answers.next())
    }
}

/// A thread that drives connections and timers, for as long as a client needs it.
#[derive(Debug)]
struct Network(Option<Runtime>);

impl Network {
    fn start() -> Result<Self, Error> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("vast-sdk")
            .enable_all()
            .build();
        runtime.map(|runtime| Self(Some(runtime))).map_err(|error| {
            let message = format!("a blocking client needs a thread of its own: {error}");
            Error::new(ErrorKind::InvalidRequest, message).because(error)
        })
    }

    /// Polls the future on this thread, which may belong to another runtime.
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        let _entered = self.0.as_ref().map(Runtime::enter);
        // A task of another runtime has a budget that is not renewed while it is held up here.
        pollster::block_on(tokio::task::unconstrained(future))
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // To wait for the thread would panic in a task of another runtime.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
