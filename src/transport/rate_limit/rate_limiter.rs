use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Mutex as FairMutex, Notify},
    time::{Instant, sleep_until, timeout_at},
};

use super::interval_estimator::IntervalEstimator;

/// After this many consecutive answers without a 429, requests are let through without waiting.
const PROBES: u32 = 2;
/// How long the next request waits for an answer that would tell when it may go.
const MAX_PROBE_WAIT: Duration = Duration::from_secs(1);
/// How late a tokio timer may fire.
const TIMER_LATENESS: Duration = Duration::from_millis(2);

/// Where the requests of one operation wait for a permit, first come, first served.
///
/// It starts open, but lets the first two requests through one after the other, so that many
/// concurrent calls do not begin with a burst of 429s. The first 429 closes it: from then on, permits
/// are handed out an interval apart, which the server states or the [`IntervalEstimator`] finds.
#[derive(Default)]
pub(in crate::transport) struct RateLimiter {
    /// Where first attempts queue. Retries skip it, so they go first.
    line: FairMutex<()>,
    /// Held by whoever gets the next permit.
    turn: FairMutex<()>,
    waiting: AtomicU32,
    state: Mutex<State>,
    /// Notified when the holder of the turn may be able to go earlier.
    changed: Notify,
}

#[derive(Default)]
struct State {
    limit: Limit,
    /// Counts changes of the limit. An answer to a request from an earlier generation is ignored, so a
    /// burst of 429s counts once.
    generation: u64,
    last_permit: Option<Instant>,
    /// How many permits were handed out.
    permits: u64,
    /// The permit whose answer the next one waits for, and the latest time to wait until.
    probe: Option<(u64, Instant)>,
    /// From a `Retry-After`.
    not_before: Option<Instant>,
}

enum Limit {
    /// The number of answers so far; none was a 429.
    Unknown(u32),
    None,
    Interval(IntervalEstimator),
}

impl Default for Limit {
    fn default() -> Self {
        Self::Unknown(0)
    }
}

/// What an answer says about the rate limit.
#[derive(Debug)]
pub(in crate::transport) enum Evidence {
    Accepted,
    Rejected {
        /// The least time between two requests, if the server states it.
        interval: Option<Duration>,
        retry_after: Option<Duration>,
    },
}

/// The right to send one request now. Dropping it without an answer teaches the limiter nothing.
#[must_use]
pub(in crate::transport) struct Permit {
    limiter: Arc<RateLimiter>,
    number: u64,
    generation: u64,
    /// The time since the permit before it.
    gap: Option<Duration>,
}

impl RateLimiter {
    /// Waits for a permit, until the deadline. Retries go before first attempts. Dropping the future
    /// gives up the place in the line, and changes nothing for the others.
    ///
    /// # Errors
    ///
    /// The length of the wait, if it would pass the deadline. Returned at once if that can be
    /// foreseen.
    pub(in crate::transport) async fn acquire(
        self: &Arc<Self>,
        is_retry: bool,
        deadline: Option<Instant>,
    ) -> Result<Permit, Duration> {
        if let Some(permit) = self.acquire_without_waiting() {
            return Ok(permit);
        }
        let waiting = Waiting::join(self);
        let ahead = if is_retry { 0 } else { waiting.ahead };
        self.check_deadline(ahead, deadline)?;
        let permit = async {
            let _line = if is_retry {
                None
            } else {
                Some(self.line.lock().await)
            };
            let _turn = self.turn.lock().await;
            self.next_permit(deadline).await
        };
        let Some(deadline) = deadline else {
            return permit.await;
        };
        tokio::pin!(permit);
        let now = Instant::now();
        let half_time = now + deadline.saturating_duration_since(now) / 2;
        if let Ok(result) = timeout_at(half_time, &mut permit).await {
            return result;
        }
        // If no limit is known yet, the rest of the time is better spent on the request itself than on
        // waiting for other answers.
        if let Some(permit) = self.issue_if_unlimited() {
            return Ok(permit);
        }
        match timeout_at(deadline, permit).await {
            Ok(result) => result,
            Err(_) => Err(self.wait(ahead)),
        }
    }

    fn issue_if_unlimited(self: &Arc<Self>) -> Option<Permit> {
        let mut state = self.state();
        let limited = matches!(state.limit, Limit::Interval(_));
        (!limited).then(|| self.issue(&mut state, Instant::now()))
    }

    fn acquire_without_waiting(self: &Arc<Self>) -> Option<Permit> {
        let unlimited = matches!(self.state().limit, Limit::None);
        unlimited.then(|| self.try_acquire().ok())?
    }

    fn try_acquire(self: &Arc<Self>) -> Result<Permit, Hold> {
        let now = Instant::now();
        let mut state = self.state();
        state.next_permit(now)?;
        Ok(self.issue(&mut state, now))
    }

    /// Waits for the next permit. The caller holds the turn.
    async fn next_permit(self: &Arc<Self>, deadline: Option<Instant>) -> Result<Permit, Duration> {
        loop {
            let until = match self.try_acquire() {
                Ok(permit) => return Ok(permit),
                Err(Hold::Until(next)) => next,
                // The answer wakes this up earlier, if it comes.
                Err(Hold::ForAnswer(latest)) => latest,
            };
            self.check_deadline(0, deadline)?;
            tokio::select! {
                () = sleep_precisely(until) => {}
                () = self.changed.notified() => {}
            }
        }
    }

    fn issue(self: &Arc<Self>, state: &mut State, now: Instant) -> Permit {
        let gap = state.last_permit.map(|last| now - last);
        state.last_permit = Some(now);
        state.permits += 1;
        let is_probe = match &state.limit {
            Limit::Unknown(_) => true,
            Limit::None => false,
            Limit::Interval(estimator) => estimator.is_climbing(),
        };
        state.probe = is_probe.then(|| (state.permits, now + MAX_PROBE_WAIT));
        Permit {
            limiter: Arc::clone(self),
            number: state.permits,
            generation: state.generation,
            gap,
        }
    }

    fn check_deadline(&self, ahead: u32, deadline: Option<Instant>) -> Result<(), Duration> {
        let wait = self.wait(ahead);
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        match left {
            Some(left) if wait > left => Err(wait),
            _ => Ok(()),
        }
    }

    /// The foreseeable wait with this many requests ahead.
    fn wait(&self, ahead: u32) -> Duration {
        let now = Instant::now();
        let state = self.state();
        let next = match state.next_permit(now) {
            Err(Hold::Until(instant)) => instant - now,
            _ => Duration::ZERO,
        };
        let interval = match &state.limit {
            Limit::Interval(estimator) => estimator.current(),
            _ => Duration::ZERO,
        };
        next.saturating_add(interval.saturating_mul(ahead))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Hold {
    Until(Instant),
    ForAnswer(Instant),
}

impl State {
    /// Whether a permit can be issued now; if not, what it waits for.
    fn next_permit(&self, now: Instant) -> Result<(), Hold> {
        let interval = match &self.limit {
            Limit::Interval(estimator) => estimator.current(),
            _ => Duration::ZERO,
        };
        let apart = self.last_permit.map(|last| last + interval);
        let next = apart.max(self.not_before);
        if let Some(next) = next.filter(|next| *next > now) {
            return Err(Hold::Until(next));
        }
        match self.probe {
            Some((_, latest)) if latest > now => Err(Hold::ForAnswer(latest)),
            _ => Ok(()),
        }
    }

    fn learn(&mut self, permit: &Permit, evidence: &Evidence) {
        let is_current = permit.generation == self.generation;
        let gap = permit.gap.unwrap_or_default();
        match (evidence, &mut self.limit) {
            (Evidence::Accepted, Limit::Unknown(accepted)) => {
                *accepted += 1;
                if *accepted >= PROBES {
                    self.limit = Limit::None;
                }
            }
            (Evidence::Accepted, Limit::None) => {}
            (Evidence::Accepted, Limit::Interval(estimator)) => {
                let before = estimator.current();
                if is_current && permit.gap.is_some() {
                    estimator.accepted(gap);
                }
                if estimator.is_negligible() {
                    self.limit = Limit::None;
                    self.generation += 1;
                } else if estimator.current() != before {
                    self.generation += 1;
                }
            }
            (
                Evidence::Rejected {
                    interval,
                    retry_after,
                },
                limit,
            ) => {
                let stated = *interval;
                match limit {
                    Limit::Interval(estimator) if is_current => estimator.rejected(gap, stated),
                    Limit::Interval(_) => {}
                    limit => *limit = Limit::Interval(IntervalEstimator::new(gap, stated)),
                }
                if is_current {
                    self.generation += 1;
                }
                let not_before = retry_after.and_then(|wait| Instant::now().checked_add(wait));
                self.not_before = self.not_before.max(not_before);
            }
        }
    }
}

impl Permit {
    pub(in crate::transport) fn answered(self, evidence: &Evidence) {
        self.limiter.state().learn(&self, evidence);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.limiter.state();
        if matches!(state.probe, Some((number, _)) if number == self.number) {
            state.probe = None;
        }
        drop(state);
        self.limiter.changed.notify_one();
    }
}

/// Counts a request as waiting, for as long as it lives.
struct Waiting<'l> {
    limiter: &'l RateLimiter,
    ahead: u32,
}

impl<'l> Waiting<'l> {
    fn join(limiter: &'l RateLimiter) -> Self {
        let ahead = limiter.waiting.fetch_add(1, Ordering::Relaxed);
        Self { limiter, ahead }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.limiter.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Sleeps until the instant itself. tokio's timers round up to the next millisecond, which is 2 % of an
/// interval of 50 ms.
async fn sleep_precisely(until: Instant) {
    if let Some(early) = until.checked_sub(TIMER_LATENESS)
        && early > Instant::now()
    {
        sleep_until(early).await;
    }
    let rest = until.saturating_duration_since(Instant::now());
    if rest <= TIMER_LATENESS && !rest.is_zero() {
        #[expect(
            clippy::disallowed_methods,
            reason = "it runs on a thread for blocking work"
        )]
        let slept = tokio::task::spawn_blocking(move || std::thread::sleep(rest));
        let _ = slept.await;
    }
    // With a paused clock, the time has not come yet.
    if Instant::now() < until {
        sleep_until(until).await;
    }
}

#[cfg(test)]
mod tests;
