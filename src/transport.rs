//! The one way of every operation to the network: [`Transport`] behind `ClientHooks::exec`.

mod attempt;
mod builder;
mod dry_run;
mod error;
mod rate_limit;
mod redirect;
mod replayable_request;
mod request_body;
mod retry;
mod secrecy;
mod stop;
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
    runtime::{ClientHooks, ClientInfo, NO_SEGMENT, OperationInfo, Peculiarities, Response},
};

pub use builder::{BuildError, TransportBuilder};
pub use dry_run::DryRun;
pub use error::{TransportError, TransportErrorKind};
use rate_limit::Pacing;
use replayable_request::Template;
pub use retry::RetryPolicy;
use retry::{Retry, RetryBudget};
use secrecy::base_url;
pub use secrecy::{ApiKey, DEFAULT_BASE_URL, InvalidApiKey};
pub use stop::StopHandle;

/// How requests get to the server and answers back: authorization, limits, and what is refused.
///
/// * The key goes to the server of the base URL and to no other, and over plain `http` only to a
///   loopback address, unless [`TransportBuilder::allow_plain_http`] says otherwise.
/// * 307 and 308 to the same origin are followed, with method and body; any other redirect is an
///   error ([`TransportErrorKind::Redirect`]). No call ever becomes a GET.
/// * A body is read up to [`TransportBuilder::body_limit`].
/// * Each attempt ends after [`TransportBuilder::timeout`]; the call, with all its attempts, after
///   [`RetryPolicy::deadline`].
/// * What [`RetryPolicy`] names is tried again.
/// * The requests of an operation are paced: once the server has answered one of them with 429, they
///   are sent at the least interval that it tells, or that it is found to accept. A call that would
///   have to wait beyond its deadline fails at once ([`TransportErrorKind::RateLimited`]).
///
/// A clone shares connections, key and pace with the original, and is cheap.
///
/// To drop the future of a call ends it: what was waiting for its turn has sent nothing, and what was
/// under way may or may not have been carried out.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
    options: Options,
}

/// What may be different for a single call.
#[derive(Clone, Debug)]
struct Options {
    timeout: Duration,
    retry: RetryPolicy,
    #[expect(
        clippy::option_option,
        reason = "as set, if it is set: none is no limit"
    )]
    deadline: Option<Option<Duration>>,
    stop: Option<StopHandle>,
    /// Where the request is left instead of being sent.
    dry_run: Option<DryRun>,
}

impl Options {
    fn deadline(&self) -> Option<Duration> {
        self.deadline.unwrap_or(self.retry.deadline)
    }
}

struct Shared {
    http: reqwest::Client,
    base_url: Url,
    api_key: ApiKey,
    user_agent: HeaderValue,
    plain_http: bool,
    body_limit: usize,
    budget: RetryBudget,
    /// None where it is switched off.
    pacing: Option<Pacing>,
    jitter: fn() -> f64,
}

impl Transport {
    /// Starts with the defaults: [`DEFAULT_BASE_URL`], 30 s an attempt, bodies up to 8 MiB, pacing,
    /// and those of [`RetryPolicy`].
    pub fn builder() -> TransportBuilder {
        TransportBuilder::new()
    }

    /// The generated client, with every operation of the document, on this transport.
    #[must_use]
    pub fn client(&self) -> Client {
        let (base_url, http) = self.parts();
        Client::new_with_client(base_url, http, self.clone())
    }

    /// What the generated constructor takes beside the transport.
    #[doc(hidden)]
    #[must_use]
    pub fn parts(&self) -> (&str, reqwest::Client) {
        let base_url = self.shared.base_url.as_str().trim_end_matches('/');
        (base_url, self.shared.http.clone())
    }

    /// The URL that the paths of the operations are appended to.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.shared.base_url
    }

    /// The key that the requests carry.
    #[must_use]
    pub fn api_key(&self) -> &ApiKey {
        &self.shared.api_key
    }

    /// A transport that sends nothing: a call through it fails at once, with
    /// [`TransportErrorKind::Request`], and leaves its request in the [`DryRun`].
    #[must_use]
    pub fn dry_run(&self) -> (Self, DryRun) {
        let mut transport = self.clone();
        let dry_run = DryRun::default();
        transport.options.dry_run = Some(dry_run.clone());
        (transport, dry_run)
    }

    /// The same transport with another retry policy, for single calls.
    #[must_use]
    pub fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = policy;
        self
    }

    /// The same transport with another deadline, whatever the policy's is, for single calls.
    #[must_use]
    pub fn with_deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.options.deadline = Some(deadline.into());
        self
    }

    /// The same transport with another [`TransportBuilder::timeout`], for single calls.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// The same transport for calls that the handle stops.
    #[must_use]
    pub fn with_stop(mut self, stop: StopHandle) -> Self {
        self.options.stop = Some(stop);
        self
    }

    async fn execute<C: Peculiarities>(
        &self,
        mut request: Request,
        operation: &OperationInfo,
    ) -> Result<Response, TransportError> {
        self.prepare(&mut request)?;
        request_body::correct::<C>(&mut request, operation)?;
        if let Some(dry_run) = &self.options.dry_run {
            return Err(dry_run.keep(request));
        }
        let streamed = C::STREAMING
            .iter()
            .find(|(id, _)| *id == operation.operation_id);
        let streamed = streamed.map_or(&[][..], |(_, statuses)| statuses);

        // A time beyond all time is no limit.
        let after = |time| Instant::now().checked_add(time);
        let Options { timeout, retry, .. } = &self.options;
        let deadline = self.options.deadline().and_then(after);
        let pacing = self.shared.pacing.as_ref();
        let template = Template::of(&request);
        let retry = Retry {
            policy: retry,
            budget: &self.shared.budget,
            gate: pacing.map(|pacing| pacing.gate(operation.operation_id)),
            jitter: self.shared.jitter,
            idempotent: retry::is_idempotent(request.method()),
            repeatable: template.is_some(),
            deadline,
            stop: self.options.stop.as_ref(),
        };
        let span = trace::span(operation, &request);
        let template = template.as_ref();
        let mut first = Some(request);
        let attempts = retry.run(|| {
            let request = first.take().or_else(|| Some(template?.request()));
            let ends = [after(*timeout), deadline].into_iter().flatten().min();
            async move {
                match request {
                    Some(request) => self.attempt(request, template, streamed, ends).await,
                    None => Err(TransportError::new(TransportErrorKind::Request)),
                }
            }
        });
        // On the heap, lest the futures around it copy it from one to the other.
        trace::operation(span, Box::pin(attempts)).await
    }

    /// Checks where the request goes, and gives it the headers that every request has.
    fn prepare(&self, request: &mut Request) -> Result<(), TransportError> {
        // It is not sent, and would make the answer's URL another one.
        request.url_mut().set_fragment(None);
        let url = request.url();
        if !self.shared.plain_http && !base_url::keeps_the_key_secret(url) {
            return Err(TransportError::new(TransportErrorKind::PlainHttp));
        }
        if !base_url::is_same_origin(url, &self.shared.base_url) {
            return Err(TransportError::new(TransportErrorKind::Request)
                .because("it does not go to the server of the base URL"));
        }
        if url.path().contains(NO_SEGMENT) {
            return Err(TransportError::new(TransportErrorKind::Request)
                .because("a path parameter is empty, `.` or `..`, which names another path"));
        }
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.shared.api_key.authorization());
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| self.shared.user_agent.clone());
        Ok(())
    }
}

impl<C: ClientInfo<Transport> + Peculiarities + Sync> ClientHooks<Transport> for C {
    async fn exec(
        &self,
        request: Request,
        operation: &OperationInfo,
    ) -> Result<Response, TransportError> {
        self.inner().execute::<C>(request, operation).await
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base_url", &self.shared.base_url.as_str())
            .field("api_key", &self.shared.api_key)
            .field("body_limit", &self.shared.body_limit)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
