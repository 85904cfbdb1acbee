use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use reqwest::header::HeaderValue;
use url::Url;

use super::{
    ApiKey, DEFAULT_BASE_URL, Options, RetryPolicy, Shared, Transport, rate_limit::Pacing,
    retry::RetryBudget, secrecy::base_url,
};

const TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// Settings of a [`Transport`].
#[derive(Debug)]
#[must_use]
pub struct TransportBuilder {
    base_url: String,
    http: Option<reqwest::Client>,
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    tls_certs: Option<Vec<reqwest::Certificate>>,
    user_agent: String,
    plain_http: bool,
    body_limit: usize,
    options: Options,
    pacing: bool,
}

/// Settings that no transport can be built with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL is none that the client can send to.
    #[error("the base URL cannot be used: {0}")]
    BaseUrl(String),
    /// The base URL would send the key over the network in clear.
    #[error(
        "the base URL {0} is plain http, which would send the API key over the network in clear: \
         use https, or opt in with `allow_plain_http`"
    )]
    PlainHttp(String),
    /// The user agent cannot stand in a header.
    #[error("the user agent has a character in it that no header can hold")]
    UserAgent,
    /// The HTTP client cannot be set up, for want of TLS roots, say.
    #[error("the HTTP client cannot be set up: {}", super::error::root_cause(.0))]
    HttpClient(#[source] reqwest::Error),
}

impl TransportBuilder {
    pub(super) fn new() -> Self {
        Self {
            base_url: DEFAULT_BASE_URL.to_owned(),
            http: None,
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            tls_certs: None,
            user_agent: concat!("vast-api/", env!("CARGO_PKG_VERSION")).to_owned(),
            plain_http: false,
            body_limit: BODY_LIMIT,
            options: Options {
                timeout: TIMEOUT,
                retry: RetryPolicy::default(),
                deadline: None,
                stop: None,
                dry_run: None,
            },
            pacing: true,
        }
    }

    /// The server, with a path prefix if it has one. [`DEFAULT_BASE_URL`] unless set.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// An HTTP client of your own, with the proxies, certificates and connection limits that you
    /// have given it.
    ///
    /// Build it with `redirect(reqwest::redirect::Policy::none())`. With any other policy it may
    /// follow a redirect, as a GET, before the transport sees it; the transport then reports
    /// [`TransportErrorKind::Redirect`](super::TransportErrorKind::Redirect) instead of a success,
    /// but the request is out.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// The only certificates that a server is trusted by, in place of those of the system: of a
    /// private authority, say, or of a proxy that looks into TLS. Not for an HTTP client of your own.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub fn tls_certs_only(
        mut self,
        certificates: impl IntoIterator<Item = reqwest::Certificate>,
    ) -> Self {
        self.tls_certs = Some(certificates.into_iter().collect());
        self
    }

    /// The `User-Agent` header. `vast-api/<version>` unless set.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Allows plain `http` to a server that is not on a loopback address. Whoever is on the way
    /// can then read the key.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// How long an attempt may take, from its start to the last byte of the answer. 30 s unless
    /// set; of them, 10 s at most for the connection, unless the HTTP client is your own.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// The longest body that is read, in bytes. 8 MiB unless set. It does not limit operations
    /// that hand out their answer as a stream.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// When a request is sent again, and for how long.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = policy;
        self
    }

    /// How long a call may take, with all its attempts and all waiting between and before them,
    /// whatever the deadline of the retry policy is. Its 5 minutes unless set; `None` is no limit.
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.options.deadline = Some(deadline.into());
        self
    }

    /// Sends every request at once, whatever the server says of its rate limit. A 429 is then tried
    /// again as the retry policy says, with its back-off.
    pub fn without_pacing(mut self) -> Self {
        self.pacing = false;
        self
    }

    /// Checks the settings and sets up the transport for the holder of this key. Nothing is sent.
    ///
    /// # Errors
    ///
    /// If a setting cannot be used; each variant of [`BuildError`] is one of them.
    pub fn build(self, api_key: ApiKey) -> Result<Transport, BuildError> {
        let base_url = base_url::parse(&self.base_url).map_err(BuildError::BaseUrl)?;
        if !self.plain_http && !base_url::keeps_the_key_secret(&base_url) {
            return Err(BuildError::PlainHttp(
                base_url.origin().ascii_serialization(),
            ));
        }
        let user_agent =
            HeaderValue::try_from(self.user_agent).map_err(|_| BuildError::UserAgent)?;
        let http = if let Some(http) = self.http {
            http
        } else {
            let builder = http_client(&base_url);
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            let builder = with_roots(builder, &base_url, self.tls_certs);
            builder.build().map_err(BuildError::HttpClient)?
        };
        Ok(Transport {
            shared: Arc::new(Shared {
                http,
                base_url,
                api_key,
                user_agent,
                plain_http: self.plain_http,
                body_limit: self.body_limit,
                budget: RetryBudget::new(),
                pacing: self.pacing.then(Pacing::default),
                #[expect(clippy::disallowed_methods, reason = "this is where it is injected")]
                jitter: fastrand::f64,
            }),
            options: self.options,
        })
    }
}

fn http_client(base_url: &Url) -> reqwest::ClientBuilder {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT);
    if base_url::is_loopback(base_url) {
        // A proxy would carry the key off the machine, and so would a resolver that asks the
        // network where `localhost` is.
        let addresses: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        let addresses = addresses.map(|address| SocketAddr::new(address, 0));
        builder = builder.no_proxy().resolve_to_addrs("localhost", &addresses);
    }
    builder
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn with_roots(
    builder: reqwest::ClientBuilder,
    base_url: &Url,
    certificates: Option<Vec<reqwest::Certificate>>,
) -> reqwest::ClientBuilder {
    match certificates {
        // No other origin is ever asked: the roots of trust would be loaded for nothing, and a
        // machine without any would have no client.
        _ if base_url.scheme() == "http" => builder.tls_certs_only([]),
        Some(certificates) => builder.tls_certs_only(certificates),
        None => builder,
    }
}
