//! The attempts of a call: when there is another one, and what lies between.

use std::{error::Error, future::Future, io, sync::Arc, time::Duration};

use backon::{BackoffBuilder, ExponentialBuilder};
use http::{Method, StatusCode};
use tokio::time::{Instant, sleep};

use super::{RetryBudget, RetryPolicy};
use crate::runtime::{Attempts, Response};
use crate::transport::{
    StopHandle, TransportError, TransportErrorKind,
    rate_limit::{Evidence, Gate, Slot},
    trace,
};

/// The longest `Retry-After` that is waited for.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

pub(in crate::transport) type Outcome = Result<Response, TransportError>;

/// What a call needs to know for its attempts.
pub(in crate::transport) struct Retry<'t> {
    pub policy: &'t RetryPolicy,
    pub budget: &'t RetryBudget,
    pub gate: Option<Arc<Gate>>,
    /// A number from 0 to 1, different each time.
    pub jitter: fn() -> f64,
    pub idempotent: bool,
    /// Whether the request can be sent more than once at all.
    pub repeatable: bool,
    /// Of all attempts together.
    pub deadline: Option<Instant>,
    pub stop: Option<&'t StopHandle>,
}

/// Whether to send a request again.
enum Verdict {
    Final,
    /// Not before this time has passed; the budget is for failures only.
    Again {
        wait: Duration,
        is_failure: bool,
    },
}

impl Retry<'_> {
    /// Attempts until there is an answer, or an error, that another attempt would not change, or
    /// that the policy leaves no attempt for.
    pub(in crate::transport) async fn run<F>(self, mut attempt: impl FnMut() -> F) -> Outcome
    where
        F: Future<Output = Outcome>,
    {
        let mut backoff = ExponentialBuilder::default()
            .with_min_delay(self.policy.base.min(self.policy.cap))
            .with_max_delay(self.policy.cap)
            .without_max_times()
            .build();
        let mut attempts = Attempts::default();
        let mut last: Option<Outcome> = None;
        loop {
            let slot = match self.slot(last.is_some()).await {
                Ok(slot) => slot,
                Err(error) => return last.unwrap_or(Err(error)),
            };
            attempts.count += 1;
            let outcome = attempt().await;
            trace::attempt(attempts.count, &outcome);
            if let (Some(slot), Some(evidence)) = (slot, evidence(&outcome)) {
                slot.answered(&evidence);
            }
            if outcome.is_ok() {
                self.budget.give_back();
            }
            let may_have_executed = match &outcome {
                Ok(response) => !response.status().is_client_error(),
                Err(error) => error.may_have_executed(),
            };
            let outcome = match outcome {
                Ok(response) => Ok(response.with_attempts(attempts)),
                Err(error) => Err(error.with_attempts(attempts)),
            };
            if !self.repeatable || attempts.count >= self.policy.attempts {
                return outcome;
            }
            let backoff = backoff.next().unwrap_or(self.policy.cap);
            let backoff = part_of(backoff, (self.jitter)());
            match self.verdict(&outcome, backoff) {
                Verdict::Again { wait, is_failure }
                    if self.has_time_for(wait) && (!is_failure || self.budget.take()) =>
                {
                    if self.unless_stopped(sleep(wait)).await.is_none() {
                        return outcome;
                    }
                }
                _ => return outcome,
            }
            attempts.earlier_may_have_executed |= may_have_executed;
            last = Some(outcome);
        }
    }

    /// The right to make an attempt; none, if requests are not paced.
    async fn slot(&self, comes_again: bool) -> Result<Option<Slot>, TransportError> {
        if self.stop.is_some_and(StopHandle::is_stopped) {
            return Err(TransportError::new(TransportErrorKind::Stopped));
        }
        let Some(gate) = &self.gate else {
            return Ok(None);
        };
        let slot = gate.slot(comes_again, self.deadline);
        match self.unless_stopped(slot).await {
            Some(Ok(slot)) => Ok(Some(slot)),
            Some(Err(wait)) => Err(TransportError::rate_limited(wait)),
            None => Err(TransportError::new(TransportErrorKind::Stopped)),
        }
    }

    async fn unless_stopped<F: Future>(&self, wait: F) -> Option<F::Output> {
        let wait = std::pin::pin!(wait);
        match self.stop {
            None => Some(wait.await),
            Some(stop) => stop.unless_stopped(wait).await,
        }
    }

    fn verdict(&self, outcome: &Outcome, backoff: Duration) -> Verdict {
        match outcome {
            Ok(response) => self.verdict_on_answer(response, backoff),
            Err(error) => {
                let again = match error.kind() {
                    TransportErrorKind::Connect => is_of_the_network(error),
                    TransportErrorKind::ConnectTimeout => true,
                    TransportErrorKind::Timeout => self.idempotent,
                    TransportErrorKind::Interrupted => self.idempotent && !is_not_http(error),
                    _ => false,
                };
                if !again {
                    return Verdict::Final;
                }
                Verdict::Again {
                    wait: backoff,
                    is_failure: true,
                }
            }
        }
    }

    fn verdict_on_answer(&self, response: &Response, backoff: Duration) -> Verdict {
        let status = response.status();
        let is_rate_limit = status == StatusCode::TOO_MANY_REQUESTS;
        if !self.policy.statuses.contains(&status)
            || !(is_rate_limit || self.idempotent)
            || (is_rate_limit && response.is_quota())
        {
            return Verdict::Final;
        }
        let asked = response.retry_after().unwrap_or_default();
        if asked > LONGEST_WAIT {
            return Verdict::Final;
        }
        Verdict::Again {
            // The gate waits for as long as the server asks, and at the least interval.
            wait: match (is_rate_limit, &self.gate) {
                (true, Some(_)) => Duration::ZERO,
                _ => asked.max(backoff),
            },
            is_failure: !is_rate_limit,
        }
    }

    /// Whether there is any time left after a wait.
    fn has_time_for(&self, wait: Duration) -> bool {
        let then = Instant::now().checked_add(wait);
        match (then, self.deadline) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(then), Some(deadline)) => then < deadline,
        }
    }
}

/// The part from 0 to 1 of a wait, however long that is.
fn part_of(wait: Duration, part: f64) -> Duration {
    Duration::try_from_secs_f64(wait.as_secs_f64() * part).map_or(wait, |part| part.min(wait))
}

/// Methods that may be repeated: the server is in the same state after one as after several
/// (RFC 9110, section 9.2.2).
pub(in crate::transport) fn is_idempotent(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE | Method::PUT | Method::DELETE
    )
}

/// What the outcome says about the rate limit, if anything: a server that fails has none.
fn evidence(outcome: &Outcome) -> Option<Evidence> {
    let response = outcome.as_ref().ok()?;
    match response.status() {
        StatusCode::TOO_MANY_REQUESTS if response.is_quota() => None,
        StatusCode::TOO_MANY_REQUESTS => Some(Evidence::Rejected {
            told: response.threshold(),
            retry_after: response
                .retry_after_header()
                .filter(|wait| *wait <= LONGEST_WAIT),
        }),
        status if status.is_server_error() => None,
        _ => Some(Evidence::Accepted),
    }
}

fn sources(error: &TransportError) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&error| error.source())
}

/// Whether a connection is not made for a reason that may pass: TLS, say, has others.
fn is_of_the_network(error: &TransportError) -> bool {
    let mut kinds = sources(error)
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .map(innermost_kind)
        .peekable();
    kinds.peek().is_some() && kinds.all(|kind| kind != io::ErrorKind::InvalidData)
}

/// An I/O error in another one is no source of it.
fn innermost_kind(mut error: &io::Error) -> io::ErrorKind {
    while let Some(inner) = error
        .get_ref()
        .and_then(<dyn Error + Send + Sync>::downcast_ref)
    {
        error = inner;
    }
    error.kind()
}

fn is_not_http(error: &TransportError) -> bool {
    sources(error)
        .filter_map(|error| error.downcast_ref::<hyper::Error>())
        .any(hyper::Error::is_parse)
}

#[cfg(test)]
mod tests;
