use std::{fmt, sync::Arc};

use futures_util::stream::{self, Iter, Stream};

use crate::{
    ApiKeySource, CancelMany, CancelSync, ClientBuilder, Error, InstanceId,
    client_builder::Settings,
};

/// A client of the Vast.ai API.
///
/// Clones are cheap, and share connections, key and rate limit: clone it into every task that needs one.
#[derive(Clone)]
pub struct Client {
    pub(crate) api: Arc<vast_api::Client>,
    pub(crate) api_key_source: Arc<ApiKeySource>,
}

impl Client {
    /// A client with the key and the URL from the environment. The same as
    /// `Client::builder().build()`, which documents where they are looked up.
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
    /// use std::time::Duration;
    ///
    /// use vast_sdk::{CallOptions, Client, RetryPolicy};
    ///
    /// let options = CallOptions::new()
    ///     .retry(RetryPolicy::default().max_attempts(3))
    ///     .deadline(Duration::from_secs(60));
    /// let client = Client::builder().api_key("key").options(options).build()?;
    /// # Ok::<(), vast_sdk::Error>(())
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder(Settings::new())
    }

    /// Cancels every cloud sync that copies *into* this instance.
    ///
    /// A canceled sync cannot be resumed, only started again. The status of the instance shows the effect
    /// about 30 seconds later
    /// ([cancel sync](https://docs.vast.ai/api-reference/instances/cancel-sync)).
    ///
    /// # Errors
    ///
    /// See [`CancelSync::send`].
    ///
    /// # Cancellation safety
    ///
    /// Nothing is sent before the first poll. If the future is dropped after that, the syncs may or may
    /// not be canceled. Canceling again is harmless.
    ///
    #[cfg_attr(feature = "test-util", doc = "```")]
    #[cfg_attr(not(feature = "test-util"), doc = "```ignore")]
    /// # use vast_sdk::test_util::{self, CancelSyncMocks, MockServer};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// # let server = MockServer::start_async().await;
    /// # server.canceled(12371);
    /// # let client = test_util::client(server.base_url());
    /// use vast_sdk::ErrorKind;
    ///
    /// match client.cancel_sync(12371).await {
    ///     Ok(canceled) => println!("{}", canceled.message()),
    ///     Err(error) if error.kind() == ErrorKind::NoSuchInstance => println!("it is gone"),
    ///     Err(error) => eprintln!("{error}"),
    /// }
    /// # }
    /// ```
    pub fn cancel_sync(&self, instance: impl Into<InstanceId>) -> CancelSync {
        CancelSync::new(Arc::clone(&self.api), instance.into())
    }

    /// Cancels the cloud syncs into each of these instances, of which there may be any number.
    ///
    /// Several calls are in flight at the same time ([`CancelMany::max_in_flight`]), as fast as the
    /// server's rate limit allows. There is exactly one answer for each id, in the order in which they
    /// arrive. Nothing is sent before the first poll; dropping the stream aborts what is in flight. See
    /// [`CancelMany`].
    ///
    #[cfg_attr(feature = "test-util", doc = "```")]
    #[cfg_attr(not(feature = "test-util"), doc = "```ignore")]
    /// # use vast_sdk::test_util::{self, CancelSyncMocks, MockServer};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// # let server = MockServer::start_async().await;
    /// # for instance in [12371, 12372, 12373] { server.canceled(instance); }
    /// # let client = test_util::client(server.base_url());
    /// let mut answers = client.cancel_many([12371, 12372, 12373]);
    /// while let Some((instance, result)) = answers.next().await {
    ///     match result {
    ///         Ok(canceled) => println!("{instance}: {}", canceled.message()),
    ///         Err(error) => eprintln!("{error}"),
    ///     }
    /// }
    /// # }
    /// ```
    pub fn cancel_many<I>(&self, ids: I) -> CancelMany<Iter<I::IntoIter>>
    where
        I: IntoIterator<Item: Into<InstanceId>>,
    {
        self.cancel_many_from(stream::iter(ids))
    }

    /// The same as [`cancel_many`](Self::cancel_many), with ids that come from a stream, such as a
    /// channel.
    pub fn cancel_many_from<S>(&self, ids: S) -> CancelMany<S>
    where
        S: Stream<Item: Into<InstanceId>>,
    {
        CancelMany::new(self.clone(), ids)
    }

    /// The generated client, which has every operation of the OpenAPI document.
    ///
    /// Its errors follow the same rules: [`vast_api::Error`] has the answer and says whether the server may
    /// have acted, a 200 with `"success": false` is an error, and `?` makes an [`Error`] of it.
    ///
    /// ```no_run
    /// # use vast_sdk::{Client, Error, InstanceId};
    /// async fn message(client: &Client, instance: InstanceId) -> Result<Option<String>, Error> {
    ///     let call = client.api().cancel_sync();
    ///     let answer = call.body_map(|body| body.dst_id(instance)).send().await?;
    ///     Ok(answer.msg.clone())
    /// }
    /// ```
    #[must_use]
    pub fn api(&self) -> &vast_api::Client {
        &self.api
    }

    /// Where the API key came from.
    #[must_use]
    pub fn api_key_source(&self) -> &ApiKeySource {
        &self.api_key_source
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use vast_api::ClientInfo;
        f.debug_struct("Client")
            .field("base_url", &self.api.baseurl())
            .finish_non_exhaustive()
    }
}
