//! Everything between a generated operation and the network: [`Transport`], behind
//! `ClientHooks::exec`.

mod attempt;
mod builder;
mod call_options;
mod connection;
mod dry_run;
mod error;
mod proxy;
mod rate_limit;
mod redirect;
mod replayable_request;
mod retry;
mod secrecy;
mod stop;
mod tls;
mod trace;

use std::{fmt, sync::Arc, time::Duration};

use reqwest::{
    Request,
    header::{AUTHORIZATION, HeaderValue, USER_AGENT},
};
use tokio::time::Instant;
use url::Url;

use crate::{
    Client,
    runtime::{
        ClientHooks, ClientInfo, Exec, NOT_A_SEGMENT, OperationInfo, OperationMetadata, Refusal,
    },
};

pub use builder::{BuildError, TransportBuilder, http_client_builder};
pub use call_options::CallOptions;
pub use dry_run::DryRun;
use error::Outcome;
pub use error::{TransportError, TransportErrorKind};
use proxy::ProxyName;
use rate_limit::RateLimiters;
#[cfg(fuzzing)]
pub use rate_limit::for_fuzzing as limit_file;
pub use rate_limit::{Answer, Gate, GateFuture, LimitId, Pacing, Turn};
use replayable_request::ReplayableRequest;
pub use retry::RetryPolicy;
use retry::{RetryBudget, RetryLoop};
use secrecy::base_url;
pub use secrecy::{ApiKey, DEFAULT_BASE_URL, InvalidApiKey};
pub use stop::StopHandle;
pub use tls::TLS;
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))]
pub use tls::{Certificate, InvalidCertificate};

/// Sends the requests of all operations: authorization, retries, rate limit, time limits, redirects.
///
/// * The key goes only to the server of the base URL, and over plain `http` only to a loopback address,
///   unless [`TransportBuilder::allow_plain_http`] is set.
/// * 307 and 308 to the same origin are followed, with method and body. Any other redirect is an error
///   ([`TransportErrorKind::Redirect`]), so no call ever becomes a GET.
/// * A body is read up to [`TransportBuilder::body_limit`].
/// * [`CallOptions`] say how long an attempt and a call may take, and when a request is sent again.
/// * Once the server has answered a request with 429, the requests of that operation are spaced by the
///   interval that the server states, else that the document names, else by the shortest one that the server
///   is found to accept: see [`Pacing`]. A call that would have to wait past its deadline fails at once
///   ([`TransportErrorKind::RateLimited`]).
///
/// Clones are cheap, and share connections, key and rate limit.
///
/// Dropping the future of a call ends it. If it was still waiting, nothing was sent; if it was in
/// flight, the server may or may not act.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
    options: CallOptions,
    stop: Option<StopHandle>,
    /// Whether the deadline of a call starts when it gets its turn under the rate limit.
    waits_for_turn: bool,
    /// Where requests go instead of being sent.
    dry_run: Option<DryRun>,
}

struct Shared {
    /// The process that it was made in: its threads and connections are not those of a fork.
    process: u32,
    http: reqwest::Client,
    /// Whether the client is one of ours, which tells when a connection is used again.
    is_watched: bool,
    /// Through which requests go, if the environment names one.
    proxy: Option<ProxyName>,
    base_url: Url,
    api_key: ApiKey,
    user_agent: HeaderValue,
    plain_http: bool,
    body_limit: usize,
    budget: RetryBudget,
    /// None if it is switched off.
    rate_limiters: Option<RateLimiters>,
    jitter: fn() -> f64,
}

impl Transport {
    /// Starts with the defaults: [`DEFAULT_BASE_URL`], bodies up to 8 MiB, and those of
    /// [`CallOptions`].
    pub fn builder() -> TransportBuilder {
        TransportBuilder::new()
    }

    /// The generated client, with every operation of the document, on this transport.
    #[must_use]
    pub fn client(&self) -> Client {
        let (base_url, http) = self.parts();
        Client::new_with_client(base_url, http, self.clone())
    }

    /// What the generated constructor takes besides the transport.
    #[doc(hidden)]
    #[must_use]
    pub fn parts(&self) -> (&str, reqwest::Client) {
        let base_url = self.shared.base_url.as_str().trim_end_matches('/');
        (base_url, self.shared.http.clone())
    }

    /// The URL to which the paths of the operations are appended.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.shared.base_url
    }

    /// The key that the requests carry.
    #[must_use]
    pub fn api_key(&self) -> &ApiKey {
        &self.shared.api_key
    }

    /// A transport that sends nothing. A call on it fails at once with
    /// [`TransportErrorKind::Request`], and its request is in the [`DryRun`].
    #[must_use]
    pub fn dry_run(&self) -> (Self, DryRun) {
        let mut transport = self.clone();
        let dry_run = DryRun::default();
        transport.dry_run = Some(dry_run.clone());
        (transport, dry_run)
    }

    /// Whether this process made it. In a fork of that process, each call fails at once with
    /// [`TransportErrorKind::Request`]: connections and threads have stayed behind.
    #[must_use]
    pub fn is_of_this_process(&self) -> bool {
        self.shared.process == std::process::id()
    }

    /// The same transport with other options. What is not set in `options` stays as it was.
    #[must_use]
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options.or(self.options);
        self
    }

    /// Whether a request may be sent again: the policy allows more than one attempt.
    #[must_use]
    pub fn sends_again(&self) -> bool {
        self.options.retry_policy().max_attempts > 1
    }

    /// The same transport for calls that `stop` can stop.
    #[must_use]
    pub fn with_stop(mut self, stop: StopHandle) -> Self {
        self.stop = Some(stop);
        self
    }

    /// The same transport for the calls of a run: the deadline of each starts when the rate limit lets it
    /// go, and not while others have their turn.
    #[must_use]
    pub fn with_deadline_from_turn(mut self) -> Self {
        self.waits_for_turn = true;
        self
    }

    /// [`Self::execute`] in a box: it is compiled with this crate and not with each program that uses it, and the
    /// futures around it do not copy it.
    fn boxed<'a>(
        &'a self,
        request: Request,
        operation: &'a OperationInfo,
        documented: Documented,
    ) -> Exec<'a> {
        Box::pin(self.execute(request, operation, documented))
    }

    async fn execute(
        &self,
        mut request: Request,
        operation: &OperationInfo,
        documented: Documented,
    ) -> Outcome {
        self.prepare(&mut request)?;
        if let Some(dry_run) = &self.dry_run {
            return Err(dry_run.keep(request));
        }

        // A time too long to add up is no limit.
        let after = |time| Instant::now().checked_add(time);
        let attempt_timeout = self.options.attempt_timeout_or_default();
        let time = self.options.deadline_or_default();
        let (deadline, time_after_first_permit) = if self.waits_for_turn {
            (None, time)
        } else {
            (time.and_then(after), None)
        };
        let limiters = self.shared.rate_limiters.as_ref();
        let replayable = ReplayableRequest::of(&request);
        let retry_loop = RetryLoop {
            policy: self.options.retry_policy(),
            budget: &self.shared.budget,
            rate_limiter: limiters
                .map(|all| all.for_operation(operation.operation_id, documented.interval)),
            jitter: self.shared.jitter,
            idempotent: retry::is_idempotent(request.method()),
            replayable: replayable.is_some(),
            deadline,
            time_after_first_permit,
            stop: self.stop.as_ref(),
        };
        let span = trace::span(operation, &request);
        let replayable = replayable.as_ref();
        let mut first = Some(request);
        let attempts = retry_loop.run(|deadline| {
            let request = first.take().or_else(|| Some(replayable?.request()));
            let ends = [after(attempt_timeout), deadline]
                .into_iter()
                .flatten()
                .min();
            async move {
                match request {
                    Some(request) => {
                        let streamed = documented.streamed;
                        self.attempt(request, replayable, streamed, ends).await
                    }
                    None => Err(TransportError::new(TransportErrorKind::Request)),
                }
            }
        });
        let outcome = trace::operation(span, attempts).await;
        outcome.map(|response| response.with_refusal(documented.refusal))
    }

    /// Checks where the request goes, and adds the headers that every request has.
    fn prepare(&self, request: &mut Request) -> Result<(), TransportError> {
        if !self.is_of_this_process() {
            return Err(
                TransportError::new(TransportErrorKind::Request).with_source(
                    "the client belongs to the process that forked this one: make one here",
                ),
            );
        }
        // It is not sent, and would make the URL of the answer a different one.
        request.url_mut().set_fragment(None);
        let url = request.url();
        if !self.shared.plain_http && !base_url::keeps_key_secret(url) {
            return Err(TransportError::new(TransportErrorKind::PlainHttp));
        }
        if !base_url::is_same_origin(url, &self.shared.base_url) {
            return Err(TransportError::new(TransportErrorKind::Request)
                .with_source("it does not go to the server of the base URL"));
        }
        if url.path().contains(NOT_A_SEGMENT) {
            return Err(TransportError::new(TransportErrorKind::Request)
                .with_source("a path parameter is empty, `.` or `..`, which names another path"));
        }
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.shared.api_key.authorization());
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| self.shared.user_agent.clone());
        Ok(())
    }
}

/// What the document says of an operation.
struct Documented {
    /// The statuses for which it returns a stream.
    streamed: &'static [&'static str],
    refusal: Option<Refusal>,
    /// The least time between two requests.
    interval: Option<Duration>,
}

impl Documented {
    fn of<C: OperationMetadata>(operation: &str) -> Self {
        let streamed = C::STREAMING.iter().find(|(id, _)| *id == operation);
        let interval = C::RATE_LIMITS.iter().find(|(id, _)| *id == operation);
        Self {
            streamed: streamed.map_or(&[], |(_, statuses)| statuses),
            refusal: Refusal::of::<C>(operation),
            interval: interval.map(|(_, interval)| *interval),
        }
    }
}

impl<C: ClientInfo<Transport> + OperationMetadata + Sync> ClientHooks<Transport> for C {
    fn exec<'a>(&'a self, request: Request, operation: &'a OperationInfo) -> Exec<'a> {
        let documented = Documented::of::<C>(operation.operation_id);
        self.inner().boxed(request, operation, documented)
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base_url", &self.shared.base_url.as_str())
            .field("api_key", &self.shared.api_key)
            .field("tls", &TLS)
            .field("body_limit", &self.shared.body_limit)
            .field("options", &self.options)
            .field("stop", &self.stop)
            .finish_non_exhaustive()
    }
}
