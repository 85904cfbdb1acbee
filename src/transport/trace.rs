//! What the transport tells subscribers of `tracing`, with the feature of that name: a span for each
//! operation and an event for each attempt. Never a header, a body or a parameter.

use std::future::Future;

use progenitor_client::OperationInfo;

use super::retry::Outcome;

/// The attempts of an operation, in a span of their own.
#[cfg(feature = "tracing")]
pub(super) fn operation(
    operation: &OperationInfo,
    attempts: impl Future<Output = Outcome>,
) -> impl Future<Output = Outcome> {
    use tracing::Instrument;
    attempts.instrument(tracing::info_span!(
        "operation",
        id = operation.operation_id
    ))
}

#[cfg(not(feature = "tracing"))]
pub(super) fn operation(
    _: &OperationInfo,
    attempts: impl Future<Output = Outcome>,
) -> impl Future<Output = Outcome> {
    attempts
}

/// The end of an attempt.
#[cfg(feature = "tracing")]
pub(super) fn attempt(count: u32, outcome: &Outcome) {
    let response = match outcome {
        Ok(response) => Some(response),
        Err(error) => error.response(),
    };
    let status = response.map(|response| response.status().as_u16());
    match outcome {
        Ok(_) => tracing::debug!(attempt = count, status, "answered"),
        Err(error) => {
            tracing::debug!(attempt = count, status, kind = ?error.kind(), "failed");
        }
    }
}

#[cfg(not(feature = "tracing"))]
pub(super) fn attempt(_: u32, _: &Outcome) {}
