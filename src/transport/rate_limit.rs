//! Keeps requests within the server's rate limit, which the client has to find out, and which others use up, too.

mod clock;
mod gate;
mod pacer;
mod rate_limiter;
mod shared_file;
#[cfg(fuzzing)]
pub use shared_file::for_fuzzing;
#[cfg(test)]
mod simulation;

use std::{
    collections::HashMap,
    fmt,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use url::Url;

pub use gate::{Answer, Gate, GateFuture, LimitId, Turn};
pub(super) use rate_limiter::{Permit, RateLimiter};

use super::ApiKey;

/// Who keeps the pace of requests once the server has said that there is a limit (429).
///
/// The limit holds for an API key, so it is the same for all processes that use the key. Each operation has its own.
///
/// ```
/// use vast_api::Pacing;
///
/// // All programs of this user on this machine that name this folder.
/// let pacing = Pacing::shared("/var/lib/my-program/limits")
///     .on_fallback(|why| eprintln!("the rate limit is not shared: {why}"));
/// ```
#[derive(Clone)]
#[must_use]
pub struct Pacing {
    place: Place,
    least_interval: Option<Duration>,
    on_fallback: Option<OnFallback>,
}

type OnFallback = Arc<dyn Fn(&str) + Send + Sync>;

#[derive(Clone)]
enum Place {
    None,
    Own,
    Folder(PathBuf),
    Gate(Arc<dyn Gate>),
}

impl Pacing {
    /// Nobody: each request is sent at once, whatever the server says. A 429 is then retried as the retry policy says, with
    /// its backoff.
    pub const fn none() -> Self {
        Self::at(Place::None)
    }

    /// The transport and its clones, by themselves. This is the default. Other processes are noticed by what the server
    /// rejects, and each finds a share.
    pub const fn own() -> Self {
        Self::at(Place::Own)
    }

    /// All processes of this machine that name the same folder, for the same key: one request in each interval, whoever sends
    /// it. The folder has a small file for each limit, which only this user can read, with times, the interval, and the key
    /// only as a hash. It should be on a local disk. What is an hour old is not used.
    ///
    /// If the file cannot be used, the process keeps a pace of its own for 30 seconds, and then tries again.
    pub fn shared(folder: impl Into<PathBuf>) -> Self {
        Self::at(Place::Folder(folder.into()))
    }

    /// All processes that use the same gate.
    pub fn gate(gate: impl Gate + 'static) -> Self {
        Self::at(Place::Gate(Arc::new(gate)))
    }

    /// At most one request in this time from the first one on, whatever the server says; a minute at most. For [`own`](Self::own) and
    /// [`shared`](Self::shared); a gate keeps its own.
    pub const fn least_interval(mut self, interval: Duration) -> Self {
        self.least_interval = Some(interval);
        self
    }

    /// Called once, with a reason, when the pace cannot be shared and the process keeps its own.
    pub fn on_fallback(mut self, say: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.on_fallback = Some(Arc::new(say));
        self
    }

    const fn at(place: Place) -> Self {
        Self {
            place,
            least_interval: None,
            on_fallback: None,
        }
    }
}

impl Default for Pacing {
    fn default() -> Self {
        Self::own()
    }
}

impl fmt::Debug for Pacing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::None => f.write_str("Pacing::none"),
            Place::Own => f.write_str("Pacing::own"),
            Place::Folder(folder) => write!(f, "Pacing::shared({folder:?})"),
            Place::Gate(_) => f.write_str("Pacing::gate"),
        }
    }
}

/// A rate limiter for each operation: the server limits each one by itself. All clones of a transport
/// share them.
pub(super) struct RateLimiters {
    shared: Shared,
    server: String,
    identity: u64,
    limiters: Mutex<HashMap<&'static str, Arc<RateLimiter>>>,
}

/// What all limiters of a transport have in common.
#[derive(Clone)]
struct Shared {
    pacing: Pacing,
    said: Arc<AtomicBool>,
    /// Returns a random number from 0 to 1.
    jitter: fn() -> f64,
}

impl RateLimiters {
    /// None if there is no limit to be kept.
    pub fn new(pacing: Pacing, base_url: &Url, key: &ApiKey, jitter: fn() -> f64) -> Option<Self> {
        if matches!(pacing.place, Place::None) {
            return None;
        }
        Some(Self {
            shared: Shared {
                pacing,
                said: Arc::default(),
                jitter,
            },
            server: gate::server_name(base_url),
            identity: gate::identity(key),
            limiters: Mutex::default(),
        })
    }

    /// `documented` is the interval that the document names.
    pub fn for_operation(
        &self,
        operation: &'static str,
        documented: Option<Duration>,
    ) -> Arc<RateLimiter> {
        let mut limiters = self.limiters.lock().unwrap_or_else(PoisonError::into_inner);
        let limiter = limiters.entry(operation).or_insert_with(|| {
            let id = LimitId::new(&self.server, operation, self.identity);
            Arc::new(RateLimiter::new(self.shared.clone(), id, documented))
        });
        Arc::clone(limiter)
    }
}

impl Shared {
    /// Once in the life of a transport.
    fn say_fallback(&self, why: &str) {
        if self.said.swap(true, Ordering::Relaxed) {
            return;
        }
        super::trace::pace_is_not_shared(why);
        if let Some(say) = &self.pacing.on_fallback {
            say(why);
        }
    }
}
