use std::time::Duration;

use reqwest::StatusCode;

/// When a request is sent again, and for how long.
///
/// * A connection that is not made, and a 429, are tried again with any method: the server has not
///   acted.
/// * The other [statuses](Self::statuses), a timeout and a broken connection are tried again with
///   idempotent methods only (RFC 9110, section 9.2.2), such as the DELETE of cancel sync; not with
///   POST and PATCH, which might then be done twice.
/// * Everything else is final: any other answer, a certificate that is not trusted, what is not
///   HTTP, a redirect, a body that is too long, a quota of the day (`search_quota_exceeded`).
///
/// Between two attempts passes a random part of [`base`](Self::base), doubled with each attempt, up
/// to the [`cap`](Self::cap): exponential back-off with full jitter. A `Retry-After` of up to 60 s is
/// waited for; with a longer one the answer is returned. So it is where the
/// [`deadline`](Self::deadline) would pass first, and when 100 retries, for all calls together, have
/// found no server that answers (every fifth answer allows one more).
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    pub(in crate::transport) attempts: u32,
    pub(in crate::transport) base: Duration,
    pub(in crate::transport) cap: Duration,
    pub(in crate::transport) statuses: Vec<StatusCode>,
    pub(in crate::transport) deadline: Option<Duration>,
}

impl Default for RetryPolicy {
    /// 5 attempts, 500 ms doubled up to 20 s, after 429, 502, 503 and 504, within 5 minutes.
    fn default() -> Self {
        Self {
            attempts: 5,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(20),
            statuses: vec![
                StatusCode::TOO_MANY_REQUESTS,
                StatusCode::BAD_GATEWAY,
                StatusCode::SERVICE_UNAVAILABLE,
                StatusCode::GATEWAY_TIMEOUT,
            ],
            deadline: Some(Duration::from_mins(5)),
        }
    }
}

impl RetryPolicy {
    /// One attempt, whatever comes of it. The [deadline](Self::deadline) is the default one: there
    /// may still be a wait for a rate limit before the attempt.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// How often a request is sent at most; the first time counts. At least once.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The longest wait after the first attempt.
    pub fn base(mut self, base: Duration) -> Self {
        self.base = base;
        self
    }

    /// The longest wait after any attempt, unless the server asks for more.
    pub fn cap(mut self, cap: Duration) -> Self {
        self.cap = cap;
        self
    }

    /// The statuses after which a request is sent again: 429 with any method, every other with
    /// idempotent methods only.
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = StatusCode>) -> Self {
        self.statuses = statuses.into_iter().collect();
        self
    }

    /// How long a call may take, with all its attempts and all waiting between and before them.
    /// `None` is no limit.
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.deadline = deadline.into();
        self
    }
}
