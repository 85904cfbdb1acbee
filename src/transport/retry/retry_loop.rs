use std::{future::Future, sync::Arc, time::Duration};

use http::StatusCode;
use tokio::time::{Instant, sleep};

use super::{RetryBudget, RetryPolicy, backoff::Backoff};
use crate::{
    runtime::{Attempts, Response},
    transport::{
        Outcome, StopHandle, TransportError, TransportErrorKind,
        rate_limit::{Answer, Permit, RateLimiter},
        trace,
    },
};

/// The longest `Retry-After` that the client waits for.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(60);

/// The attempts of one call. It knows an attempt only as a future, and takes the time from tokio, whose
/// clock the tests pause.
pub(in crate::transport) struct RetryLoop<'t> {
    pub policy: &'t RetryPolicy,
    pub budget: &'t RetryBudget,
    /// None if it is switched off.
    pub rate_limiter: Option<Arc<RateLimiter>>,
    /// Returns a random number from 0 to 1.
    pub jitter: fn() -> f64,
    pub idempotent: bool,
    /// False for a body that can be sent only once.
    pub replayable: bool,
    /// For all attempts together.
    pub deadline: Option<Instant>,
    /// The deadline is this long after the first permit.
    pub time_after_first_permit: Option<Duration>,
    pub stop: Option<&'t StopHandle>,
}

enum Verdict {
    Final,
    Retry {
        after: Duration,
        /// Only failures count against the budget.
        is_failure: bool,
    },
}

impl RetryLoop<'_> {
    /// Makes attempts until one is final, or until the policy, the budget, the deadline or a stop
    /// allows no more.
    pub(in crate::transport) async fn run<F>(
        mut self,
        mut attempt: impl FnMut(Option<Instant>) -> F,
    ) -> Outcome
    where
        F: Future<Output = Outcome>,
    {
        let mut backoff = Backoff::new(self.policy, self.jitter);
        let mut attempts = Attempts::default();
        // Those that the policy counts: with a 429, the server says that it has done nothing.
        let mut counted = 0;
        let mut last: Option<Outcome> = None;
        loop {
            let permit = match self.permit(last.is_some()).await {
                Ok(permit) => permit,
                Err(error) => return last.unwrap_or(Err(error)),
            };
            if let Some(time) = self.time_after_first_permit.take() {
                self.deadline = Instant::now().checked_add(time);
            }
            attempts.count += 1;
            let outcome = attempt(self.deadline).await;
            trace::attempt(attempts.count, &outcome);
            if let (Some(permit), Some(evidence)) = (permit, evidence(&outcome)) {
                permit.answered(evidence).await;
            }
            if outcome.is_ok() {
                self.budget.deposit();
            }
            let may_have_executed = match &outcome {
                Ok(response) => {
                    response.earlier_attempt_may_have_executed()
                        || !response.status().is_client_error()
                }
                Err(error) => error.may_have_executed(),
            };
            let outcome = with_attempts(outcome, attempts);
            counted += u32::from(!is_rate_limit(&outcome));
            let is_only_one = self.policy.max_attempts == 1;
            if !self.replayable || is_only_one || counted >= self.policy.max_attempts {
                return outcome;
            }
            match self.verdict(&outcome, backoff.next()) {
                Verdict::Retry { after, is_failure } if self.has_time_for(after) => {
                    if is_failure && !self.budget.withdraw() {
                        attempts.were_withheld = true;
                        return with_attempts(outcome, attempts);
                    }
                    trace::wait(after, "until the next attempt");
                    if self.unless_stopped(sleep(after)).await.is_none() {
                        return outcome;
                    }
                }
                _ => return outcome,
            }
            attempts.earlier_may_have_executed |= may_have_executed;
            last = Some(outcome);
        }
    }

    /// Waits for the right to make an attempt; `None` if there is no rate limiter.
    async fn permit(&self, is_retry: bool) -> Result<Option<Permit>, TransportError> {
        if self.stop.is_some_and(StopHandle::is_stopped) {
            return Err(TransportError::new(TransportErrorKind::Stopped));
        }
        let Some(limiter) = &self.rate_limiter else {
            return Ok(None);
        };
        let permit = limiter.acquire(is_retry, self.deadline);
        match self.unless_stopped(permit).await {
            Some(Ok(permit)) => Ok(Some(permit)),
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
                // Without a connection, the server has not acted.
                let may_pass = error.is_transient() && (self.idempotent || error.is_connect());
                if !may_pass {
                    return Verdict::Final;
                }
                Verdict::Retry {
                    after: backoff,
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
        let retry_after = response.retry_after().unwrap_or_default();
        if retry_after > MAX_RETRY_AFTER {
            return Verdict::Final;
        }
        Verdict::Retry {
            // The rate limiter does the waiting after a 429.
            after: match (is_rate_limit, &self.rate_limiter) {
                (true, Some(_)) => Duration::ZERO,
                _ => retry_after.max(backoff),
            },
            is_failure: !is_rate_limit,
        }
    }

    /// Whether a wait ends before the deadline.
    fn has_time_for(&self, wait: Duration) -> bool {
        let then = Instant::now().checked_add(wait);
        match (then, self.deadline) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(then), Some(deadline)) => then < deadline,
        }
    }
}

fn with_attempts(outcome: Outcome, attempts: Attempts) -> Outcome {
    match outcome {
        Ok(response) => Ok(response.with_attempts(attempts)),
        Err(error) => Err(error.with_attempts(attempts)),
    }
}

fn is_rate_limit(outcome: &Outcome) -> bool {
    let response = outcome.as_ref();
    response.is_ok_and(|response| response.status() == StatusCode::TOO_MANY_REQUESTS)
}

/// What an outcome says about the rate limit. A server error or a used-up quota says nothing.
fn evidence(outcome: &Outcome) -> Option<Answer> {
    let response = outcome.as_ref().ok()?;
    match response.status() {
        StatusCode::TOO_MANY_REQUESTS if response.is_quota() => None,
        StatusCode::TOO_MANY_REQUESTS => Some(Answer::Rejected {
            interval: response.threshold(),
            retry_after: response
                .retry_after_header()
                .filter(|wait| *wait <= MAX_RETRY_AFTER),
        }),
        status if status.is_server_error() => None,
        _ => Some(Answer::Accepted),
    }
}

#[cfg(test)]
mod tests;
