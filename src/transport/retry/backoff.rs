use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use super::RetryPolicy;

/// The waits between attempts: exponential, with full jitter.
pub(super) struct Backoff {
    longest: ExponentialBackoff,
    max: Duration,
    jitter: fn() -> f64,
}

impl Backoff {
    pub(super) fn new(policy: &RetryPolicy, jitter: fn() -> f64) -> Self {
        let max = policy.max_backoff;
        let longest = ExponentialBuilder::default()
            .with_min_delay(policy.initial_backoff.min(max))
            .with_max_delay(max)
            .without_max_times()
            .build();
        Self {
            longest,
            max,
            jitter,
        }
    }

    /// A random part of the next longest wait.
    pub(super) fn next(&mut self) -> Duration {
        let longest = self.longest.next().unwrap_or(self.max);
        let part = longest.as_secs_f64() * (self.jitter)();
        Duration::try_from_secs_f64(part).map_or(longest, |part| part.min(longest))
    }
}
