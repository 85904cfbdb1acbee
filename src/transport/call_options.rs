use std::{sync::LazyLock, time::Duration};

use super::RetryPolicy;

const DEFAULT_DEADLINE: Duration = Duration::from_secs(300);
const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// How a call is made: when it is retried, and how long it may take.
///
/// Set options for a whole client or for a single call. What a call does not set comes from its client,
/// and what the client does not set is the default:
///
/// | option | default |
/// | --- | --- |
/// | [`retry`](Self::retry) | [`RetryPolicy::default`] |
/// | [`deadline`](Self::deadline) | 5 minutes |
/// | [`attempt_timeout`](Self::attempt_timeout) | 30 seconds |
///
/// ```
/// use std::time::Duration;
///
/// # use vast_api::{CallOptions, RetryPolicy};
/// let options = CallOptions::new()
///     .retry(RetryPolicy::none())
///     .deadline(Duration::from_secs(10));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct CallOptions {
    retry: Option<RetryPolicy>,
    #[expect(
        clippy::option_option,
        reason = "not set, and set to no deadline, are different"
    )]
    deadline: Option<Option<Duration>>,
    attempt_timeout: Option<Duration>,
}

impl CallOptions {
    /// Options with nothing set: everything is inherited.
    pub const fn new() -> Self {
        Self {
            retry: None,
            deadline: None,
            attempt_timeout: None,
        }
    }

    /// When the request is sent again, and how often.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// How long the whole call may take, with all attempts and all waiting. `None` means no limit.
    ///
    /// If the server's rate limit would delay the request past the deadline, the call fails at once,
    /// and nothing is sent.
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.deadline = Some(deadline.into());
        self
    }

    /// How long a single attempt may take, from its start to the last byte of the answer. At most 10 s
    /// of that go to making the connection, unless you set your own HTTP client.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// These options, with `fallback` for what is not set.
    pub fn or(self, fallback: Self) -> Self {
        Self {
            retry: self.retry.or(fallback.retry),
            deadline: self.deadline.or(fallback.deadline),
            attempt_timeout: self.attempt_timeout.or(fallback.attempt_timeout),
        }
    }

    pub(super) fn retry_policy(&self) -> &RetryPolicy {
        static DEFAULT: LazyLock<RetryPolicy> = LazyLock::new(RetryPolicy::default);
        self.retry.as_ref().unwrap_or(&DEFAULT)
    }

    pub(super) fn deadline_or_default(&self) -> Option<Duration> {
        self.deadline.unwrap_or(Some(DEFAULT_DEADLINE))
    }

    pub(super) fn attempt_timeout_or_default(&self) -> Duration {
        self.attempt_timeout.unwrap_or(DEFAULT_ATTEMPT_TIMEOUT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_is_inherited_and_what_is_not_set_anywhere_is_the_default() {
        let of_client = CallOptions::new()
            .deadline(None)
            .attempt_timeout(Duration::from_secs(1));
        let of_call = CallOptions::new().attempt_timeout(Duration::from_secs(2));
        let merged = of_call.or(of_client);
        assert_eq!(merged.attempt_timeout_or_default(), Duration::from_secs(2));
        assert_eq!(merged.deadline_or_default(), None);
        assert_eq!(*merged.retry_policy(), RetryPolicy::default());
        let nothing = CallOptions::new();
        assert_eq!(nothing.deadline_or_default(), Some(DEFAULT_DEADLINE));
        assert_eq!(
            nothing.attempt_timeout_or_default(),
            DEFAULT_ATTEMPT_TIMEOUT
        );
    }
}
