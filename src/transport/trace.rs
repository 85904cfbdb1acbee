//! With the feature `tracing`: a span for each operation and an event for each attempt. The fields are
//! named after OpenTelemetry's semantic conventions for HTTP clients
//! (<https://opentelemetry.io/docs/specs/semconv/http/http-spans/>). Headers, bodies and URLs
//! (`url.full` in the conventions) are never recorded: they may hold secrets or parameters.

use std::{future::Future, time::Duration};

use reqwest::Request;

use super::{Outcome, proxy::ProxyName};
use crate::runtime::OperationInfo;

#[cfg(feature = "tracing")]
pub(super) type Span = tracing::Span;
#[cfg(not(feature = "tracing"))]
pub(super) struct Span;

/// The span of an operation that starts with this request.
#[cfg(feature = "tracing")]
pub(super) fn span(operation: &OperationInfo, request: &Request) -> Span {
    use tracing::field::Empty;

    let (id, method, url) = (operation.operation_id, request.method(), request.url());
    tracing::info_span!(
        "operation",
        "operation.id" = id,
        "otel.name" = format!("{method} {id}"),
        "otel.kind" = "client",
        "http.request.method" = method.as_str(),
        "server.address" = url.host_str(),
        "server.port" = url.port_or_known_default(),
        "http.request.resend_count" = Empty,
        "http.response.status_code" = Empty,
        "error.type" = Empty,
        "otel.status_code" = Empty,
    )
}

#[cfg(not(feature = "tracing"))]
pub(super) fn span(_: &OperationInfo, _: &Request) -> Span {
    Span
}

/// Runs the attempts of an operation in its span, and records how they end.
#[cfg(feature = "tracing")]
pub(super) async fn operation(span: Span, attempts: impl Future<Output = Outcome>) -> Outcome {
    use tracing::Instrument;

    let outcome = attempts.instrument(span.clone()).await;
    let fields = Fields::of(&outcome, attempts_of(&outcome));
    span.record("http.request.resend_count", fields.resend_count);
    span.record("http.response.status_code", fields.status);
    if let Some(error) = fields.error {
        span.record("error.type", error);
        span.record("otel.status_code", "ERROR");
    }
    outcome
}

#[cfg(not(feature = "tracing"))]
pub(super) fn operation(
    _: Span,
    attempts: impl Future<Output = Outcome>,
) -> impl Future<Output = Outcome> {
    attempts
}

/// Records the end of an attempt. `count` is 1 for the first.
#[cfg(feature = "tracing")]
pub(super) fn attempt(count: u32, outcome: &Outcome) {
    let fields = Fields::of(outcome, count);
    tracing::debug!(
        "http.request.resend_count" = fields.resend_count,
        "http.response.status_code" = fields.status,
        "error.type" = fields.error,
        "attempt"
    );
}

#[cfg(not(feature = "tracing"))]
pub(super) fn attempt(_: u32, _: &Outcome) {}

/// The fields of an outcome.
#[cfg(feature = "tracing")]
struct Fields {
    resend_count: Option<u32>,
    status: Option<u16>,
    /// The status if it is one of an error, else the kind of the transport error.
    error: Option<String>,
}

#[cfg(feature = "tracing")]
impl Fields {
    fn of(outcome: &Outcome, attempts: u32) -> Self {
        let (response, error) = match outcome {
            Ok(response) => (Some(response), None),
            Err(error) => (error.response(), Some(error.kind().name().to_owned())),
        };
        let status = response.map(crate::Response::status);
        let failed = status.filter(|status| status.is_client_error() || status.is_server_error());
        Self {
            // The conventions leave it out for a request that was not resent.
            resend_count: attempts.checked_sub(1).filter(|count| *count > 0),
            status: status.map(|status| status.as_u16()),
            error: error.or_else(|| failed.map(|status| status.as_u16().to_string())),
        }
    }
}

#[cfg(feature = "tracing")]
fn attempts_of(outcome: &Outcome) -> u32 {
    match outcome {
        Ok(response) => response.attempts(),
        Err(error) => error.attempts(),
    }
}

/// What a call waits for before its next attempt.
pub(super) fn wait(time: Duration, why: &'static str) {
    #[cfg(feature = "tracing")]
    if !time.is_zero() {
        tracing::debug!("wait.seconds" = time.as_secs_f64(), why, "wait");
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (time, why);
}

/// The proxy that requests go through.
pub(super) fn proxy(name: &ProxyName) {
    #[cfg(feature = "tracing")]
    tracing::debug!(proxy = %name, "proxy");
    #[cfg(not(feature = "tracing"))]
    let _ = name;
}

/// The rate limit is not shared with other processes.
pub(super) fn pace_is_not_shared(why: &str) {
    #[cfg(feature = "tracing")]
    tracing::warn!(why, "the rate limit is not shared with other processes");
    #[cfg(not(feature = "tracing"))]
    let _ = why;
}
