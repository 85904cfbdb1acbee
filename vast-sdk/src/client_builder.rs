use std::{ffi::OsString, sync::Arc};

use vast_api::{BuildError, Transport, TransportBuilder};

use crate::{
    Client, Error, ErrorKind,
    credentials::{self, Credentials, Environment},
};

/// Settings of a [`Client`]: see [`Client::builder`].
#[derive(Debug)]
#[must_use]
pub struct ClientBuilder(pub(crate) Settings);

impl ClientBuilder {
    /// Looks up what is not set, checks the settings, and builds the client. Nothing is sent.
    ///
    /// The key is the one set with [`api_key`](Self::api_key) or [`api_key_file`](Self::api_key_file). If
    /// none is set, the places are those of the official client, in its order:
    ///
    /// 1. the environment variable `VAST_API_KEY`
    /// 2. the file `$XDG_CONFIG_HOME/vastai/vast_api_key`; `$XDG_CONFIG_HOME` is `~/.config` unless set
    /// 3. the file `~/.vast_api_key`
    ///
    /// # Errors
    ///
    /// [`ErrorKind::MissingApiKey`], [`ErrorKind::InvalidApiKey`], [`ErrorKind::InvalidUrl`],
    /// [`ErrorKind::PlainHttp`], or [`ErrorKind::InvalidRequest`] if the user agent is invalid or the HTTP
    /// client cannot be set up. None of them shows the key.
    pub fn build(self) -> Result<Client, Error> {
        self.0.build(&credentials::of_this_process())
    }
}

/// The setters of a client builder, for a tuple struct with [`Settings`] in it.
macro_rules! setters {
    ($builder:ident) => {
        impl $builder {
            /// The API key. If none is set, it is looked up: see [`build`](Self::build).
            pub fn api_key(mut self, key: impl Into<String>) -> Self {
                self.0.credentials = Some($crate::ApiKeySource::Given.key(key.into()));
                self
            }

            /// A file that contains the API key and nothing else, except for whitespace around it.
            pub fn api_key_file(mut self, path: impl Into<std::path::PathBuf>) -> Self {
                self.0.credentials = Some($crate::credentials::of_file(path.into()));
                self
            }

            /// The URL of the server. If none is set, `VAST_URL`, or else `https://console.vast.ai`.
            pub fn url(mut self, url: impl Into<String>) -> Self {
                self.0.url = Some(url.into());
                self
            }

            /// How calls are made: retries, deadline and timeout. A call may set its own. What is not set
            /// in `options` stays as it was.
            pub fn options(mut self, options: $crate::CallOptions) -> Self {
                self.0.transport = self.0.transport.options(options);
                self
            }

            /// Sends with your own HTTP client: see
            /// [`TransportBuilder::http_client`](vast_api::TransportBuilder::http_client). Start with
            /// [`http_client_builder`](vast_api::http_client_builder).
            pub fn http_client(mut self, http: reqwest::Client) -> Self {
                self.0.transport = self.0.transport.http_client(http);
                self
            }

            /// Trusts only these root certificates instead of the system's: see
            /// [`TransportBuilder::tls_certs_only`](vast_api::TransportBuilder::tls_certs_only).
            ///
            /// ```
            /// # fn of(pem: &[u8]) -> Result<vast_sdk::ClientBuilder, vast_sdk::api::InvalidCertificate> {
            /// let certificates = vast_sdk::api::Certificate::from_pem_bundle(pem)?;
            /// let builder = vast_sdk::Client::builder().tls_certs_only(certificates);
            /// # Ok(builder)
            /// # }
            /// ```
            #[cfg(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))]
            pub fn tls_certs_only(
                mut self,
                certificates: impl IntoIterator<Item = vast_api::Certificate>,
            ) -> Self {
                self.0.transport = self.0.transport.tls_certs_only(certificates);
                self
            }

            /// Who keeps the pace of requests once the server limits them. Default: the client and its clones
            /// by themselves. See [`Pacing`](vast_api::Pacing).
            pub fn pacing(mut self, pacing: vast_api::Pacing) -> Self {
                self.0.transport = self.0.transport.pacing(pacing);
                self
            }

            /// The longest answer to read, in bytes. Default: 8 MiB.
            pub fn body_limit(mut self, bytes: usize) -> Self {
                self.0.transport = self.0.transport.body_limit(bytes);
                self
            }

            /// The `User-Agent` header. Default: `vast-sdk/<version>`.
            pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
                self.0.transport = self.0.transport.user_agent(user_agent);
                self
            }

            /// Allows plain `http` to servers that are not on a loopback address. Anybody on the network
            /// path can then read the key.
            pub fn allow_plain_http(mut self) -> Self {
                self.0.transport = self.0.transport.allow_plain_http();
                self
            }
        }
    };
}

setters!(ClientBuilder);
#[cfg(feature = "blocking")]
pub(crate) use setters;

/// What the builders of both clients set.
#[derive(Debug)]
pub(crate) struct Settings {
    pub credentials: Option<Result<Credentials, Error>>,
    pub url: Option<String>,
    pub transport: TransportBuilder,
}

impl Settings {
    pub(crate) fn new() -> Self {
        let user_agent = concat!("vast-sdk/", env!("CARGO_PKG_VERSION"));
        Self {
            credentials: None,
            url: None,
            transport: Transport::builder().user_agent(user_agent),
        }
    }

    pub(crate) fn build<V>(self, environment: &Environment<V>) -> Result<Client, Error>
    where
        V: Fn(&str) -> Option<OsString>,
    {
        let (url, origin) = match self.url {
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
                let sentence = format!("the URL {origin} cannot be used: {why}");
                Error::new(ErrorKind::InvalidUrl, sentence)
            }
            BuildError::PlainHttp(_) => Error::new(ErrorKind::PlainHttp, error.to_string()),
            error => Error::new(ErrorKind::InvalidRequest, error.to_string()).with_source(error),
        })?;
        Ok(Client {
            api: Arc::new(transport.client()),
            api_key_source: Arc::new(source),
        })
    }
}
