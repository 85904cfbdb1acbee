use std::time::Duration;

use reqwest::StatusCode;

/// When a request is sent again.
///
/// * After a connection that could not be made, or a 429, any method is retried: the server has not
///   acted.
/// * After another of the [statuses](Self::statuses), a timeout or a broken connection, only
///   idempotent methods are retried (RFC 9110, section 9.2.2), such as the DELETE of cancel sync. A
///   POST or PATCH might be carried out twice.
/// * Everything else is final: any other answer, an untrusted certificate, an answer that is not HTTP,
///   a redirect that is not followed, a body that is too long, a used-up daily quota
///   (`search_quota_exceeded`).
///
/// The wait between two attempts is exponential backoff with full jitter: a random part of
/// [`initial_backoff`](Self::initial_backoff), which doubles with each attempt up to
/// [`max_backoff`](Self::max_backoff). If the server sends a `Retry-After` of up to 60 s, the client
/// waits that long; with a longer one, the answer is returned at once.
///
/// The answer is also returned at once if the wait would pass the call's
/// [deadline](crate::CallOptions::deadline), or if the retry budget is used up: all calls of a client
/// share 100 retries, and every fifth answer from the server allows one more.
///
/// A 429 is waited out until the deadline: it counts neither as an attempt nor against the budget, as the server
/// has not acted. Only with [`none`](Self::none) is it the outcome.
///
/// ```
/// use std::time::Duration;
///
/// # use vast_api::RetryPolicy;
/// let policy = RetryPolicy::default()
///     .max_attempts(3)
///     .initial_backoff(Duration::from_millis(200));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    pub(in crate::transport) max_attempts: u32,
    pub(super) initial_backoff: Duration,
    pub(super) max_backoff: Duration,
    pub(super) statuses: Vec<StatusCode>,
}

/// What may be over in a moment: the request came too slowly or too early (RFC 9110, section 15.5.9; RFC 8470,
/// section 5.2), too often (RFC 6585, section 4), or did not get through (RFC 9110, section 15.6). 520 to 524 are those of
/// Cloudflare, and 529 is "overloaded" with several vendors.
const PASSING: [u16; 12] = [408, 425, 429, 502, 503, 504, 520, 521, 522, 523, 524, 529];

impl Default for RetryPolicy {
    /// 5 attempts; backoff from 500 ms, doubled up to 20 s; after 408, 425, 429, 502, 503, 504, and what
    /// proxies say about the server behind them: 520 to 524, and 529.
    fn default() -> Self {
        Self {
            max_attempts: 5,
            initial_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(20),
            statuses: PASSING
                .iter()
                .flat_map(|code| StatusCode::from_u16(*code))
                .collect(),
        }
    }
}

impl RetryPolicy {
    /// A single attempt, whatever comes of it, even a 429. The call may still wait for the rate limit before it.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// How many times a request is sent at most, the first one included, and those that a 429 answered not
    /// counted. 0 counts as 1, which is [`none`](Self::none).
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// The longest possible wait after the first attempt; it doubles with each one.
    pub fn initial_backoff(mut self, backoff: Duration) -> Self {
        self.initial_backoff = backoff;
        self
    }

    /// The longest possible wait after any attempt, unless the server asks for more.
    pub fn max_backoff(mut self, backoff: Duration) -> Self {
        self.max_backoff = backoff;
        self
    }

    /// The statuses after which a request is sent again: 429 with any method, the others with
    /// idempotent methods only.
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = StatusCode>) -> Self {
        self.statuses = statuses.into_iter().collect();
        self
    }
}
