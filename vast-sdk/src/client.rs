use std::{ffi::OsString, fmt, marker::PhantomData, path::PathBuf, sync::Arc, time::Duration};

use vast_api::{BuildError, RetryPolicy, Transport, TransportBuilder};

use crate::{
    CancelSync, CancelSyncs, Error, ErrorKind, InstanceId, IntoIds,
    credentials::{self, ApiKeySource, Credentials, Environment},
};

/// A client of the Vast.ai API.
///
/// A clone shares connections and key with the original and costs a reference count, so clone it
/// into every task that needs one.
#[derive(Clone)]
pub struct Client {
    api: Arc<vast_api::Client>,
    api_key_source: Arc<ApiKeySource>,
}

impl Client {
    /// A client with the key and the URL of the environment: the same as
    /// `Client::builder().build()`.
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
    /// use vast_sdk::{Client, RetryPolicy};
    ///
    /// let client = Client::builder()
    ///     .api_key("key")
    ///     .retry(RetryPolicy::default().attempts(3))
    ///     .deadline(Duration::from_mins(1))
    ///     .build()?;
    /// # Ok::<(), vast_sdk::Error>(())
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Cancels every cloud sync that copies *into* this instance.
    ///
    /// A canceled sync cannot be resumed; it has to be started again. The instance's status shows
    /// the effect about 30 seconds later
    /// ([cancel sync](https://docs.vast.ai/api-reference/instances/cancel-sync)).
    ///
    /// # Errors
    ///
    /// See [`CancelSync::send`].
    ///
    /// # Cancellation safety
    ///
    /// Nothing is sent before the first poll. A future that is dropped after that may or may not
    /// have canceled the syncs. To cancel again is harmless.
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
        CancelSync::new(self.shared_api(), instance.into())
    }

    /// Cancels the cloud syncs into each of these instances: any iterator or stream of ids, of any
    /// length.
    ///
    /// A few calls are under way at the same time ([`CancelSyncs::max_in_flight`]), at the pace that
    /// the server's rate limit allows. Each id has exactly one answer, in the order in which they
    /// come. Nothing is sent before the first poll; to drop the stream aborts what is in flight: see
    /// [`CancelSyncs`].
    ///
    #[cfg_attr(feature = "test-util", doc = "```")]
    #[cfg_attr(not(feature = "test-util"), doc = "```ignore")]
    /// # use vast_sdk::test_util::{self, CancelSyncMocks, MockServer};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// # let server = MockServer::start_async().await;
    /// # for instance in [12371, 12372, 12373] { server.canceled(instance); }
    /// # let client = test_util::client(server.base_url());
    /// let mut answers = client.cancel_syncs([12371, 12372, 12373]);
    /// while let Some((instance, result)) = answers.next().await {
    ///     match result {
    ///         Ok(canceled) => println!("{instance}: {}", canceled.message()),
    ///         Err(error) => eprintln!("{error}"),
    ///     }
    /// }
    /// # }
    /// ```
    pub fn cancel_syncs<I: IntoIds<Kind>, Kind>(&self, ids: I) -> CancelSyncs<I::Ids> {
        CancelSyncs::new(self.clone(), ids.into_ids())
    }

    /// The generated client, with every operation of the OpenAPI document.
    #[must_use]
    pub fn api(&self) -> &vast_api::Client {
        &self.api
    }

    pub(crate) fn shared_api(&self) -> Arc<vast_api::Client> {
        Arc::clone(&self.api)
    }

    /// Where the API key is from.
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

/// Settings of a [`Client`], or of another client that is built the same way: `C`.
#[must_use]
pub struct ClientBuilder<C = Client> {
    credentials: Option<Result<Credentials, Error>>,
    url: Option<String>,
    transport: TransportBuilder,
    client: PhantomData<fn() -> C>,
}

/// What a [`ClientBuilder`] builds.
pub trait BuiltFrom: Sized {
    #[doc(hidden)]
    fn built_from(client: Client) -> Result<Self, Error>;
}

impl BuiltFrom for Client {
    fn built_from(client: Client) -> Result<Self, Error> {
        Ok(client)
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("url", &self.url)
            .field("transport", &self.transport)
            .finish()
    }
}

impl<C: BuiltFrom> ClientBuilder<C> {
    pub(crate) fn new() -> Self {
        let user_agent = concat!("vast-sdk/", env!("CARGO_PKG_VERSION"));
        Self {
            credentials: None,
            url: None,
            transport: Transport::builder().user_agent(user_agent),
            client: PhantomData,
        }
    }

    /// The API key. Unless set, it is looked up: see [`ClientBuilder::build`].
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.credentials = Some(ApiKeySource::Given.key(key.into()));
        self
    }

    /// A file with the API key and nothing else, but for white space around it.
    pub fn api_key_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.credentials = Some(credentials::of_file(path.into()));
        self
    }

    /// The URL of the server. Unless set, `VAST_URL`, else `https://console.vast.ai`.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// An HTTP client of your own: see [`TransportBuilder::http_client`], and build it with
    /// `redirect(reqwest::redirect::Policy::none())`.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.transport = self.transport.http_client(http);
        self
    }

    /// The only certificates that the server is trusted by: see
    /// [`TransportBuilder::tls_certs_only`].
    ///
    /// ```
    /// # fn of(pem: &[u8]) -> Result<vast_sdk::ClientBuilder, vast_sdk::reqwest::Error> {
    /// let certificates = vast_sdk::reqwest::Certificate::from_pem_bundle(pem)?;
    /// let builder = vast_sdk::Client::builder().tls_certs_only(certificates);
    /// # Ok(builder)
    /// # }
    /// ```
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub fn tls_certs_only(
        mut self,
        certificates: impl IntoIterator<Item = reqwest::Certificate>,
    ) -> Self {
        self.transport = self.transport.tls_certs_only(certificates);
        self
    }

    /// How long an attempt may take, from its start to the last byte of the answer. 30 s unless
    /// set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.transport = self.transport.timeout(timeout);
        self
    }

    /// When a request is sent again, and for how long. The default is [`RetryPolicy::default`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.transport = self.transport.retry(policy);
        self
    }

    /// How long a call may take, with all its attempts and all waiting between and before them,
    /// whatever the deadline of the retry policy is. Its 5 minutes unless set; `None` is no limit.
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.transport = self.transport.deadline(deadline);
        self
    }

    /// Sends every request at once, whatever the server says of its rate limit: see
    /// [`TransportBuilder::without_pacing`].
    pub fn without_pacing(mut self) -> Self {
        self.transport = self.transport.without_pacing();
        self
    }

    /// The longest answer that is read, in bytes. 8 MiB unless set.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.transport = self.transport.body_limit(bytes);
        self
    }

    /// The `User-Agent` header. `vast-sdk/<version>` unless set.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.transport = self.transport.user_agent(user_agent);
        self
    }

    /// Allows plain `http` to a server that is not on a loopback address. Whoever is on the way
    /// can then read the key.
    pub fn allow_plain_http(mut self) -> Self {
        self.transport = self.transport.allow_plain_http();
        self
    }

    /// Looks up what is not set, checks everything, and sets the client up. Nothing is sent.
    ///
    /// The key is, in the order of the official client: the one given to
    /// [`ClientBuilder::api_key`] or [`ClientBuilder::api_key_file`]; else the environment variable `VAST_API_KEY`; else the content
    /// of `$XDG_CONFIG_HOME/vastai/vast_api_key`, where `$XDG_CONFIG_HOME` is `~/.config` unless
    /// set; else that of `~/.vast_api_key`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::MissingApiKey`], [`ErrorKind::InvalidApiKey`], [`ErrorKind::InvalidUrl`],
    /// [`ErrorKind::PlainHttp`] or [`ErrorKind::InvalidRequest`] (for the user agent, and where no
    /// HTTP client, or no thread for a blocking client, can be set up). None of them shows the key.
    pub fn build(self) -> Result<C, Error> {
        C::built_from(self.build_in(&credentials::of_this_process())?)
    }

    pub(crate) fn build_in<V>(self, environment: &Environment<V>) -> Result<Client, Error>
    where
        V: Fn(&str) -> Option<OsString>,
    {
        let (url, given_by) = match self.url {
            Some(url) => (Some(url), "that was given"),
            None => (environment.url()?, "in the environment variable VAST_URL"),
        };
        let Credentials { api_key, source } = match self.credentials {
            Some(given) => given?,
            None => environment.credentials()?,
        };
        let mut transport = self.transport;
        if let Some(url) = &url {
            transport = transport.base_url(url);
        }
        let transport = transport.build(api_key).map_err(|error| match error {
            BuildError::BaseUrl(why) => {
                let message = format!("the URL {given_by} cannot be used: {why}");
                Error::new(ErrorKind::InvalidUrl, message)
            }
            BuildError::PlainHttp(_) => Error::new(ErrorKind::PlainHttp, error.to_string()),
            error => Error::new(ErrorKind::InvalidRequest, error.to_string()).because(error),
        })?;
        Ok(Client {
            api: Arc::new(transport.client()),
            api_key_source: Arc::new(source),
        })
    }
}
