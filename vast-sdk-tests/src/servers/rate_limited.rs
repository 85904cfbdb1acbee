//! A server with a rate limit like that of the API: a minimum interval between two requests.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{Fault, FaultyServer, ok};

/// How the server limits requests.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// The minimum time between two requests.
    pub interval: Duration,
    /// Whether a 429 names the interval, as `threshold=`.
    pub tells: bool,
    /// Whether the interval also starts anew with a rejected request.
    pub counts_rejected: bool,
}

/// A server with a rate limit.
pub struct RateLimitedServer {
    server: FaultyServer,
    counts: Arc<Mutex<Counts>>,
}

/// How many requests were accepted and rejected so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Answered with 200.
    pub accepted: u32,
    /// Answered with 429.
    pub rejected: u32,
    first: Option<Instant>,
    last: Option<Instant>,
    last_counted: Option<Instant>,
}

impl Counts {
    /// From the first request to the last.
    #[must_use]
    pub fn time(&self) -> Duration {
        let ends = self.first.zip(self.last);
        ends.map_or(Duration::ZERO, |(first, last)| last - first)
    }

    fn count(&mut self, limit: Limit) -> bool {
        let now = Instant::now();
        let accepted = self
            .last_counted
            .is_none_or(|last| now >= last + limit.interval);
        self.first.get_or_insert(now);
        self.last = Some(now);
        if accepted || limit.counts_rejected {
            self.last_counted = Some(now);
        }
        if accepted {
            self.accepted += 1;
        } else {
            self.rejected += 1;
        }
        accepted
    }
}

impl RateLimitedServer {
    /// On a free port.
    pub async fn start(limit: Limit) -> Self {
        let counts = Arc::new(Mutex::new(Counts::default()));
        let counted = Arc::clone(&counts);
        let answer = Fault::send_what(move || {
            let mut counts = counted.lock().unwrap_or_else(PoisonError::into_inner);
            if counts.count(limit) {
                return ok();
            }
            let seconds = limit.interval.as_secs_f64();
            let text = if limit.tells {
                format!("API requests too frequent: endpoint threshold={seconds}")
            } else {
                "API requests too frequent".to_owned()
            };
            let length = text.len();
            let head = "HTTP/1.1 429 Too Many Requests\r\ncontent-type: text/plain";
            format!("{head}\r\ncontent-length: {length}\r\n\r\n{text}").into()
        });
        Self {
            server: FaultyServer::start(answer.and_read_again()).await,
            counts,
        }
    }

    /// The URL to give to a client.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// How many requests were accepted and rejected so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
