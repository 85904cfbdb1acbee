//! Keeps requests of an operation apart by the least interval that the server allows, once it has
//! shown that there is one. A rate limit counts for each operation and each identity, so all clones
//! of a transport share the [`Gate`] of an operation.

use std::{
    collections::HashMap,
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

use super::interval_estimator::Interval;

/// So many answers without a 429, one after the other, and requests are let through at will.
const PROBES: u32 = 2;
/// How long the next request is held back for the answer that would tell when it may go.
const LONGEST_PROBE: Duration = Duration::from_secs(1);
/// What a timer of tokio may be late by.
const TIMER_LATENESS: Duration = Duration::from_millis(2);

/// The gates of all operations.
#[derive(Default)]
pub(in crate::transport) struct Pacing {
    gates: Mutex<HashMap<&'static str, Arc<Gate>>>,
}

impl Pacing {
    pub(in crate::transport) fn gate(&self, operation_id: &'static str) -> Arc<Gate> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(gates.entry(operation_id).or_default())
    }
}

/// Where the requests of one operation wait for their slots, first come, first served.
#[derive(Default)]
pub(in crate::transport) struct Gate {
    /// Those that come for the first time, in their order. It gives way to those that come again.
    line: FairMutex<()>,
    /// Held by the one that gets the next slot.
    turn: FairMutex<()>,
    waiting: AtomicU32,
    state: Mutex<State>,
    /// The state has changed in favour of the one that gets the next slot.
    changed: Notify,
}

#[derive(Default)]
struct State {
    limit: Limit,
    /// Grows with what is known; an answer to a request from before is no news.
    generation: u64,
    last_release: Option<Instant>,
    releases: u64,
    /// The release that the next one waits for the answer of, and until when at most.
    probe: Option<(u64, Instant)>,
    /// What a `Retry-After` asked for.
    not_before: Option<Instant>,
}

enum Limit {
    /// So many answers have been no 429 yet.
    Unknown(u32),
    None,
    Interval(Interval),
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
        /// The interval, if the server tells it.
        told: Option<Duration>,
        /// How long the server wants to be left alone.
        retry_after: Option<Duration>,
    },
}

/// The right to send a request now. Dropped without an answer, it says nothing.
#[must_use]
pub(in crate::transport) struct Slot {
    gate: Arc<Gate>,
    release: u64,
    generation: u64,
    /// Since the release before it.
    gap: Option<Duration>,
}

impl Gate {
    /// Waits for a slot, until the deadline. A request that `comes_again` has its slot before those
    /// that have never had one. A wait that is dropped leaves the slots of others as they are.
    ///
    /// # Errors
    ///
    /// How long the wait would be, if it is longer than the deadline allows. As far as it can be
    /// foreseen, this comes at once.
    pub(in crate::transport) async fn slot(
        self: &Arc<Self>,
        comes_again: bool,
        deadline: Option<Instant>,
    ) -> Result<Slot, Duration> {
        if let Some(slot) = self.without_waiting() {
            return Ok(slot);
        }
        let waiting = Waiting::join(self);
        let ahead = if comes_again { 0 } else { waiting.ahead };
        self.reachable(ahead, deadline)?;
        let released = async {
            let _line = if comes_again {
                None
            } else {
                Some(self.line.lock().await)
            };
            let _turn = self.turn.lock().await;
            self.released(deadline).await
        };
        let Some(deadline) = deadline else {
            return released.await;
        };
        tokio::pin!(released);
        let now = Instant::now();
        let half_time = now + deadline.saturating_duration_since(now) / 2;
        if let Ok(result) = timeout_at(half_time, &mut released).await {
            return result;
        }
        // As long as nobody knows of a limit, the time is better spent on the request itself than on
        // answers to others.
        if let Some(slot) = self.release_if_unlimited() {
            return Ok(slot);
        }
        match timeout_at(deadline, released).await {
            Ok(result) => result,
            Err(_) => Err(self.wait(ahead)),
        }
    }

    fn release_if_unlimited(self: &Arc<Self>) -> Option<Slot> {
        let mut state = self.state();
        let limited = matches!(state.limit, Limit::Interval(_));
        (!limited).then(|| self.release(&mut state, Instant::now()))
    }

    fn without_waiting(self: &Arc<Self>) -> Option<Slot> {
        let unlimited = matches!(self.state().limit, Limit::None);
        unlimited.then(|| self.try_release().ok())?
    }

    fn try_release(self: &Arc<Self>) -> Result<Slot, Hold> {
        let now = Instant::now();
        let mut state = self.state();
        state.next_slot(now)?;
        Ok(self.release(&mut state, now))
    }

    /// Waits, as the first of all, for the next slot.
    async fn released(self: &Arc<Self>, deadline: Option<Instant>) -> Result<Slot, Duration> {
        loop {
            let until = match self.try_release() {
                Ok(slot) => return Ok(slot),
                Err(Hold::Until(next)) => next,
                // The answer tells more, but it may not come.
                Err(Hold::ForAnswer(latest)) => latest,
            };
            self.reachable(0, deadline)?;
            tokio::select! {
                () = sleep_precisely(until) => {}
                () = self.changed.notified() => {}
            }
        }
    }

    fn release(self: &Arc<Self>, state: &mut State, now: Instant) -> Slot {
        let gap = state.last_release.map(|last| now - last);
        state.last_release = Some(now);
        state.releases += 1;
        let is_probe = match &state.limit {
            Limit::Unknown(_) => true,
            Limit::None => false,
            Limit::Interval(interval) => interval.is_climbing(),
        };
        state.probe = is_probe.then(|| (state.releases, now + LONGEST_PROBE));
        Slot {
            gate: Arc::clone(self),
            release: state.releases,
            generation: state.generation,
            gap,
        }
    }

    fn reachable(&self, ahead: u32, deadline: Option<Instant>) -> Result<(), Duration> {
        let wait = self.wait(ahead);
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        match left {
            Some(left) if wait > left => Err(wait),
            _ => Ok(()),
        }
    }

    /// How long the wait is with so many ahead, as far as it can be foreseen.
    fn wait(&self, ahead: u32) -> Duration {
        let now = Instant::now();
        let state = self.state();
        let next = match state.next_slot(now) {
            Err(Hold::Until(instant)) => instant - now,
            _ => Duration::ZERO,
        };
        let interval = match &state.limit {
            Limit::Interval(interval) => interval.current(),
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
    /// Whether there is a slot now, else what it waits for.
    fn next_slot(&self, now: Instant) -> Result<(), Hold> {
        let interval = match &self.limit {
            Limit::Interval(interval) => interval.current(),
            _ => Duration::ZERO,
        };
        let apart = self.last_release.map(|last| last + interval);
        let next = apart.max(self.not_before);
        if let Some(next) = next.filter(|next| *next > now) {
            return Err(Hold::Until(next));
        }
        match self.probe {
            Some((_, latest)) if latest > now => Err(Hold::ForAnswer(latest)),
            _ => Ok(()),
        }
    }

    fn learn(&mut self, slot: &Slot, evidence: &Evidence) {
        let is_news = slot.generation == self.generation;
        let gap = slot.gap.unwrap_or_default();
        match (evidence, &mut self.limit) {
            (Evidence::Accepted, Limit::Unknown(accepted)) => {
                *accepted += 1;
                if *accepted >= PROBES {
                    self.limit = Limit::None;
                }
            }
            (Evidence::Accepted, Limit::None) => {}
            (Evidence::Accepted, Limit::Interval(interval)) => {
                let before = interval.current();
                if is_news && slot.gap.is_some() {
                    interval.accepted(gap);
                }
                if interval.is_negligible() {
                    self.limit = Limit::None;
                    self.generation += 1;
                } else if interval.current() != before {
                    self.generation += 1;
                }
            }
            (Evidence::Rejected { told, retry_after }, limit) => {
                match limit {
                    Limit::Interval(interval) if is_news => interval.rejected(gap, *told),
                    Limit::Interval(_) => {}
                    limit => *limit = Limit::Interval(Interval::new(gap, *told)),
                }
                if is_news {
                    self.generation += 1;
                }
                let not_before = retry_after.and_then(|wait| Instant::now().checked_add(wait));
                self.not_before = self.not_before.max(not_before);
            }
        }
    }
}

impl Slot {
    pub(in crate::transport) fn answered(self, evidence: &Evidence) {
        self.gate.state().learn(&self, evidence);
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        if matches!(state.probe, Some((release, _)) if release == self.release) {
            state.probe = None;
        }
        drop(state);
        self.gate.changed.notify_one();
    }
}

/// A place among those that wait.
struct Waiting<'g> {
    gate: &'g Gate,
    ahead: u32,
}

impl<'g> Waiting<'g> {
    fn join(gate: &'g Gate) -> Self {
        let ahead = gate.waiting.fetch_add(1, Ordering::Relaxed);
        Self { gate, ahead }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.gate.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Sleeps to the instant, not to the next millisecond as the timers of tokio do: of an interval of
/// 50 ms that would be 2 %.
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
            reason = "on a thread that is there for it"
        )]
        let slept = tokio::task::spawn_blocking(move || std::thread::sleep(rest));
        let _ = slept.await;
    }
    // Where the clock is paused, it is still early.
    if Instant::now() < until {
        sleep_until(until).await;
    }
}

#[cfg(test)]
mod tests;
