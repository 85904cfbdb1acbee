use std::{
    env,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use reqwest::header::HeaderValue;
use url::Url;

#[cfg(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))]
use super::tls::Certificate;
use super::{
    ApiKey, CallOptions, DEFAULT_BASE_URL, Shared, Transport, connection, proxy,
    rate_limit::{Pacing, RateLimiters},
    retry::RetryBudget,
    secrecy::base_url,
    tls::{Roots, with_tls},
    trace,
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Servers and load balancers often close connections that were idle for a minute.
const IDLE_TIMEOUT: Duration = Duration::from_secs(50);
/// hyper takes 100. Some gateways add many.
const MOST_HEADERS: usize = 500;
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// Settings of a [`Transport`].
#[derive(Debug)]
#[must_use]
pub struct TransportBuilder {
    base_url: String,
    http: Option<reqwest::Client>,
    #[cfg(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))]
    roots: Option<Vec<Certificate>>,
    user_agent: String,
    plain_http: bool,
    body_limit: usize,
    options: CallOptions,
    pacing: Pacing,
}

/// Why a [`Transport`] could not be built. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL is not one that requests can be sent to.
    #[error("the base URL cannot be used: {0}")]
    BaseUrl(String),
    /// The base URL would send the key over the network in clear.
    #[error(
        "the base URL {0} is plain http, which would send the API key over the network in clear: \
         use https, or opt in with `allow_plain_http`"
    )]
    PlainHttp(String),
    /// An environment variable does not hold the URL of a proxy.
    #[error(
        "{variable} is not the URL of a proxy, such as http://proxy.example.org:3128: {reason}; correct or unset it"
    )]
    Proxy {
        /// The name of the variable.
        variable: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The user agent contains a character that a header cannot hold.
    #[error("the user agent has a character in it that no header can hold")]
    UserAgent,
    /// The HTTP client cannot be set up, for example because the system has no CA certificates.
    #[error("the HTTP client cannot be set up: {}", super::tls::explained(super::error::root_cause(&**.0)))]
    HttpClient(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl TransportBuilder {
    pub(super) fn new() -> Self {
        Self {
            base_url: DEFAULT_BASE_URL.to_owned(),
            http: None,
            #[cfg(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))]
            roots: None,
            user_agent: concat!("vast-api/", env!("CARGO_PKG_VERSION")).to_owned(),
            plain_http: false,
            body_limit: BODY_LIMIT,
            options: CallOptions::new(),
            pacing: Pacing::own(),
        }
    }

    /// The URL of the server, with a path prefix if it has one. Default: [`DEFAULT_BASE_URL`].
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Sends with your own HTTP client, which may have proxies, certificates and connection limits.
    ///
    /// Start with [`http_client_builder`], which follows no redirects. A client that does may follow a
    /// redirect as a GET before the transport sees it. The transport then returns
    /// [`TransportErrorKind::Redirect`](super::TransportErrorKind::Redirect) instead of a success, but
    /// the request has been sent.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Trusts only these root certificates instead of the system's: those of a private authority or of
    /// a proxy that inspects TLS, for example. Ignored if you set your own HTTP client.
    #[cfg(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))]
    pub fn tls_certs_only(mut self, certificates: impl IntoIterator<Item = Certificate>) -> Self {
        self.roots = Some(certificates.into_iter().collect());
        self
    }

    /// The `User-Agent` header. Default: `vast-api/<version>`.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Allows plain `http` to servers that are not on a loopback address. Anybody on the network path
    /// can then read the key.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// The longest body to read, in bytes. Default: 8 MiB. Operations that return a stream are not
    /// limited.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// How calls are made unless a call sets something else: retries, deadline and timeout. What is not
    /// set in `options` stays as it was.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options.or(self.options);
        self
    }

    /// Who keeps the pace of requests once the server limits them. Default: [`Pacing::own`].
    pub fn pacing(mut self, pacing: Pacing) -> Self {
        self.pacing = pacing;
        self
    }

    /// Checks the settings and builds the transport with this key. Nothing is sent.
    ///
    /// # Errors
    ///
    /// If a setting cannot be used: see the variants of [`BuildError`].
    pub fn build(self, api_key: ApiKey) -> Result<Transport, BuildError> {
        let base_url = base_url::parse(&self.base_url).map_err(BuildError::BaseUrl)?;
        if !self.plain_http && !base_url::keeps_key_secret(&base_url) {
            return Err(BuildError::PlainHttp(
                base_url.origin().ascii_serialization(),
            ));
        }
        let user_agent =
            HeaderValue::try_from(self.user_agent).map_err(|_| BuildError::UserAgent)?;
        let is_watched = self.http.is_none();
        let mut proxy_name = None;
        let http = if let Some(http) = self.http {
            http
        } else {
            let mut builder = connection::watch(http_client(&base_url));
            if !base_url::is_loopback(&base_url)
                && let Some(proxy) = proxy::of_environment(&base_url, |name| env::var(name).ok())?
            {
                let url = reqwest::Proxy::all(proxy.url).map_err(http_client_error)?;
                builder = builder.proxy(url);
                trace::proxy(&proxy.name);
                proxy_name = Some(proxy.name);
            }
            let roots = match base_url.scheme() {
                // Requests never leave the origin of the base URL.
                "http" => Roots::Nobody,
                #[cfg(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))]
                _ => self.roots.map_or(Roots::System, Roots::Only),
                #[cfg(not(any(
                    feature = "rustls",
                    feature = "rustls-aws-lc",
                    feature = "native-tls"
                )))]
                _ => Roots::System,
            };
            let builder = with_tls(builder, roots).map_err(http_client_error)?;
            builder.build().map_err(http_client_error)?
        };
        #[expect(clippy::disallowed_methods, reason = "this is where it is injected")]
        let jitter = fastrand::f64;
        Ok(Transport {
            shared: Arc::new(Shared {
                process: std::process::id(),
                rate_limiters: RateLimiters::new(self.pacing, &base_url, &api_key, jitter),
                http,
                is_watched,
                proxy: proxy_name,
                base_url,
                api_key,
                user_agent,
                plain_http: self.plain_http,
                body_limit: self.body_limit,
                budget: RetryBudget::new(),
                jitter,
            }),
            options: self.options,
            stop: None,
            waits_for_turn: false,
            dry_run: None,
        })
    }
}

fn http_client(base_url: &Url) -> reqwest::ClientBuilder {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .http1_max_headers(MOST_HEADERS)
        // The transport reads the environment itself: reqwest ignores a variable that it cannot use.
        .no_proxy();
    if base_url::is_loopback(base_url) {
        // A resolver that asks the network for `localhost` would send the key off the machine, as would a
        // proxy.
        let addresses: [IpAddr; 2] = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        let addresses = addresses.map(|address| SocketAddr::new(address, 0));
        builder = builder.resolve_to_addrs("localhost", &addresses);
    }
    builder
}

fn http_client_error(error: impl std::error::Error + Send + Sync + 'static) -> BuildError {
    BuildError::HttpClient(Box::new(error))
}

/// A builder of an HTTP client for [`TransportBuilder::http_client`], to which settings of your own can be added: it speaks TLS as this
/// crate does ([`TLS`](crate::TLS)), trusts whom the system trusts, and follows no redirects.
///
/// `reqwest::Client::builder()` needs a feature of reqwest that brings TLS. This one needs none.
///
/// # Errors
///
/// [`BuildError::HttpClient`] if TLS cannot be set up, for example because the system has no CA certificates.
pub fn http_client_builder() -> Result<reqwest::ClientBuilder, BuildError> {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    with_tls(builder, Roots::System).map_err(http_client_error)
}
