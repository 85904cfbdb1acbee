//! The same client without async. Behind the feature `blocking`.
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
//! for (instance, result) in client.cancel_many([12371, 12372]) {
//!     println!("{instance}: {}", result.is_ok());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A client has its own thread for the network; a call blocks the thread that makes it. That also works
//! inside an async runtime, but there it blocks the thread of the task: use
//! [`tokio::task::spawn_blocking`] or [`crate::Client`] instead. If the server runs on the blocked thread,
//! the call ends in a [`Timeout`](crate::ErrorKind::Timeout).
//!
//! [`tokio::task::spawn_blocking`]: https://docs.rs/tokio/latest/tokio/task/fn.spawn_blocking.html

use std::{fmt, future::Future, sync::Arc, time::Duration};

use futures_util::stream::Iter;
use tokio::runtime::{Builder, Runtime};

use crate::{
    ApiKeySource, CallOptions, Canceled, Error, ErrorKind, InstanceId, StopHandle,
    client_builder::{Settings, setters},
    credentials,
};

/// A client of the Vast.ai API whose calls block until they have an answer.
///
/// Clones are cheap, and share connections, key, rate limit and thread.
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

    /// A builder with the defaults. [`ClientBuilder::build`] looks up what is not set.
    ///
    /// ```
    /// use vast_sdk::{CallOptions, RetryPolicy, blocking::Client};
    ///
    /// let options = CallOptions::new().retry(RetryPolicy::none());
    /// let client = Client::builder().api_key("key").options(options).build()?;
    /// # Ok::<(), vast_sdk::Error>(())
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder(Settings::new())
    }

    /// Cancels every cloud sync that copies *into* this instance: see
    /// [`crate::Client::cancel_sync`]. Nothing is sent before [`CancelSync::send`].
    pub fn cancel_sync(&self, instance: impl Into<InstanceId>) -> CancelSync {
        CancelSync {
            call: self.client.cancel_sync(instance),
            network: Arc::clone(&self.network),
        }
    }

    /// Cancels the cloud syncs into each of these instances: see [`crate::Client::cancel_many`].
    ///
    /// The answers are an iterator. Calls in flight continue while your code handles an answer. Nothing is
    /// sent before the first answer is asked for; dropping the iterator aborts what is in flight.
    pub fn cancel_many<I>(&self, ids: I) -> CancelMany<I::IntoIter>
    where
        I: IntoIterator<Item: Into<InstanceId>>,
    {
        CancelMany {
            answers: self.client.cancel_many(ids),
            network: Arc::clone(&self.network),
        }
    }

    /// The generated client, which has every operation of the OpenAPI document. Its operations are
    /// futures, to be run with [`block_on`](Self::block_on).
    #[must_use]
    pub fn api(&self) -> &vast_api::Client {
        self.client.api()
    }

    /// Runs a future, such as an operation of [`api`](Self::api), on the thread of the caller.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.network.block_on(future)
    }

    /// Where the API key came from.
    #[must_use]
    pub fn api_key_source(&self) -> &ApiKeySource {
        self.client.api_key_source()
    }
}

/// Settings of a [`Client`]: see [`Client::builder`].
#[derive(Debug)]
#[must_use]
pub struct ClientBuilder(Settings);

setters!(ClientBuilder);

impl ClientBuilder {
    /// Looks up what is not set, checks the settings, and builds the client with its thread. Nothing is
    /// sent. The key is looked up as by [`crate::ClientBuilder::build`].
    ///
    /// # Errors
    ///
    /// Those of [`crate::ClientBuilder::build`], and [`ErrorKind::InvalidRequest`] if no thread can be
    /// started.
    pub fn build(self) -> Result<Client, Error> {
        Ok(Client {
            client: self.0.build(&credentials::of_this_process())?,
            network: Arc::new(Network::start()?),
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
    }
}

/// A call made by [`Client::cancel_sync`]. [`send`](Self::send) it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct CancelSync {
    call: crate::CancelSync,
    network: Arc<Network>,
}

impl CancelSync {
    /// Sets retries and time limits for this call only: see [`crate::CancelSync::options`].
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call = self.call.options(options);
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

    /// Returns the request that [`send`](Self::send) would send, and sends nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] if the request cannot be built.
    pub fn dry_run(self) -> Result<reqwest::Request, Error> {
        self.network.block_on(self.call.dry_run())
    }
}

/// The answers to [`Client::cancel_many`]: one for each id, in the order in which they arrive. See
/// [`crate::CancelMany`].
#[derive(Debug)]
#[must_use = "nothing is sent before the first answer is asked for"]
pub struct CancelMany<I> {
    answers: crate::CancelMany<Iter<I>>,
    network: Arc<Network>,
}

impl<I: Iterator<Item: Into<InstanceId>>> CancelMany<I> {
    /// For how long the run pauses at most while the server fails: see [`crate::CancelMany::max_outage`].
    pub fn max_outage(mut self, time: Duration) -> Self {
        self.answers = self.answers.max_outage(time);
        self
    }

    /// How many calls may be in flight at the same time: see [`crate::CancelMany::max_in_flight`].
    pub fn max_in_flight(mut self, calls: usize) -> Self {
        self.answers = self.answers.max_in_flight(calls);
        self
    }

    /// Sets retries and time limits for each call from now on: see [`crate::CancelMany::options`].
    pub fn options(mut self, options: CallOptions) -> Self {
        self.answers = self.answers.options(options);
        self
    }

    /// Stops the run: see [`crate::CancelMany::stop`].
    pub fn stop(&mut self) {
        self.answers.stop();
    }

    /// A handle that does the same as [`stop`](Self::stop), from another thread.
    #[must_use]
    pub fn stop_handle(&self) -> StopHandle {
        self.answers.stop_handle()
    }
}

impl<I: Iterator<Item: Into<InstanceId>>> Iterator for CancelMany<I> {
    type Item = (InstanceId, Result<Canceled, Error>);

    fn next(&mut self) -> Option<Self::Item> {
        self.network.block_on(self.answers.next())
    }
}

/// The thread that drives connections and timers.
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
            let sentence = format!("a blocking client needs a thread of its own: {error}");
            Error::new(ErrorKind::InvalidRequest, sentence).with_source(error)
        })
    }

    /// Polls the future on this thread, which may belong to another runtime.
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        let _entered = self.0.as_ref().map(Runtime::enter);
        // Inside a task of another runtime, tokio's budget would run out and never be renewed.
        pollster::block_on(tokio::task::unconstrained(future))
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // Waiting for the thread would panic inside a task of another runtime.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
