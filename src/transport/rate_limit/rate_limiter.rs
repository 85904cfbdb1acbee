use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Mutex as FairMutex, Notify},
    time::{Instant, sleep, timeout, timeout_at},
};

use super::{
    Answer, Gate, LimitId, Place, Shared, Turn,
    clock::{Clock, sleep_precisely},
    pacer::{Next, Pacer, Ticket},
    shared_file::SharedFile,
};
use crate::transport::trace;

/// How long another process may hold the file, and how long a gate may take.
const LONGEST_HOLD: Duration = Duration::from_secs(2);
/// How soon to look again, where no notice comes.
const LOOK_AGAIN: Duration = Duration::from_millis(2);
/// How long the process keeps its own pace after the shared one could not be used.
const FALLBACK: Duration = Duration::from_secs(30);
/// For how long a limit that is not known is not looked for in the file.
const OPEN: Duration = Duration::from_millis(100);
/// The longest time until a gate is asked again.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Where the requests of one operation wait for a permit, first come, first served.
///
/// It starts open, but lets the first two requests through one after the other, so that many
/// concurrent calls do not begin with a burst of 429s. The first 429 closes it: from then on, permits
/// are handed out as the [`Pacer`] says.
pub(in crate::transport) struct RateLimiter {
    id: LimitId,
    shared: Shared,
    documented: Option<f64>,
    /// Where first attempts queue. Retries skip it, so they go first.
    line: FairMutex<()>,
    /// Held by whoever gets the next permit.
    turn: FairMutex<()>,
    waiting: AtomicU32,
    clock: Clock,
    state: Mutex<State>,
    /// Notified when the holder of the turn may be able to go earlier.
    changed: Notify,
}

struct State {
    /// This process's own, or a copy of what is in the file.
    pacer: Pacer,
    file: Option<SharedFile>,
    /// When the file was last read.
    looked: Option<Instant>,
    /// Until when the file or the gate is not used.
    avoided_until: Option<Instant>,
}

/// The right to send one request now. Dropping it without an answer teaches the limiter nothing.
#[must_use]
pub(in crate::transport) struct Permit {
    limiter: Arc<RateLimiter>,
    ticket: Ticket,
    /// That of a gate.
    slot: Option<u64>,
}

enum Ask {
    Granted(Permit),
    /// Ask again after this time.
    Wait(Duration),
    /// Ask again when there is an answer, and after this time at the latest.
    WaitForAnswer(Duration),
}

impl RateLimiter {
    pub(super) fn new(shared: Shared, id: LimitId, documented: Option<Duration>) -> Self {
        let file = match &shared.pacing.place {
            Place::Folder(folder) => Some(SharedFile::new(folder, &id.to_string())),
            _ => None,
        };
        Self {
            clock: if file.is_some() {
                Clock::Wall
            } else {
                Clock::starting_now()
            },
            id,
            shared,
            documented: documented.map(|documented| documented.as_secs_f64()),
            line: FairMutex::default(),
            turn: FairMutex::default(),
            waiting: AtomicU32::new(0),
            state: Mutex::new(State {
                pacer: Pacer::default(),
                file,
                looked: None,
                avoided_until: None,
            }),
            changed: Notify::new(),
        }
    }

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
        if let Some(permit) = self.issue_if_open() {
            return Ok(permit);
        }
        let waiting = Waiting::join(self);
        let ahead = if is_retry { 0 } else { waiting.ahead };
        // What is in the file may have changed since.
        if ahead > 0 || self.state().file.is_none() {
            check_deadline(self.foreseeable_wait(ahead), deadline)?;
        }
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
        if self.is_known_here()
            && let Some(permit) = self.issue_if(Pacer::is_unlimited)
        {
            return Ok(permit);
        }
        match timeout_at(deadline, permit).await {
            Ok(result) => result,
            Err(_) => Err(self.foreseeable_wait(ahead)),
        }
    }

    /// Whether this process knows what others have learned: from the file, if there is one. A gate keeps that.
    fn is_known_here(&self) -> bool {
        let state = self.state();
        let is_read = state.file.is_none() || state.looked.is_some();
        let is_free = self.shared.pacing.least_interval.is_none();
        is_read && is_free && !matches!(self.shared.pacing.place, Place::Gate(_))
    }

    fn issue_if_open(self: &Arc<Self>) -> Option<Permit> {
        let state = self.state();
        let looked = state.looked.is_some_and(|at| at.elapsed() < OPEN);
        let is_fresh = state.file.is_none() || looked;
        drop(state);
        (is_fresh && self.is_known_here()).then(|| self.issue_if(Pacer::is_open))?
    }

    fn issue_if(self: &Arc<Self>, condition: impl FnOnce(&Pacer) -> bool) -> Option<Permit> {
        let mut state = self.state();
        condition(&state.pacer).then(|| self.permit(state.pacer.issue(self.clock.now()), None))
    }

    fn permit(self: &Arc<Self>, ticket: Ticket, slot: Option<u64>) -> Permit {
        Permit {
            limiter: Arc::clone(self),
            ticket,
            slot,
        }
    }

    /// Waits for the next permit. The caller holds the turn.
    async fn next_permit(self: &Arc<Self>, deadline: Option<Instant>) -> Result<Permit, Duration> {
        let mut lost = 0;
        loop {
            let wait = match self.ask().await {
                Ask::Granted(permit) => return Ok(permit),
                Ask::Wait(wait) => {
                    check_deadline(wait, deadline)?;
                    wait
                }
                Ask::WaitForAnswer(longest) => longest,
            };
            let wait = wait.min(LONGEST_WAIT);
            if wait > LOOK_AGAIN {
                trace::wait(wait, "for the rate limit");
            }
            let until = Instant::now() + wait + self.courtesy(wait, lost);
            tokio::select! {
                () = sleep_precisely(until) => lost += 1,
                () = self.changed.notified() => {}
            }
        }
    }

    async fn ask(self: &Arc<Self>) -> Ask {
        if let Some(gate) = self.usable_gate()
            && let Some(turn) = self.of_gate(gate.take(&self.id)).await
        {
            return match turn {
                Turn::Now(slot) => {
                    let ticket = self.state().pacer.issue(self.clock.now());
                    Ask::Granted(self.permit(ticket, Some(slot)))
                }
                Turn::Wait(wait) => Ask::Wait(wait.max(LOOK_AGAIN)),
            };
        }
        let least = self.shared.pacing.least_interval;
        let next = |pacer: &mut Pacer, now| {
            pacer.keep_at_least(least.map(|least| least.as_secs_f64()));
            (pacer.next(now), now)
        };
        let (next, now) = self.with_pacer(next).await;
        let after = |until| Duration::try_from_secs_f64(until - now).unwrap_or_default();
        match next {
            Next::Go(ticket) => Ask::Granted(self.permit(ticket, None)),
            Next::WaitUntil(until) => Ask::Wait(after(until)),
            // It may come to another process.
            Next::WaitForAnswer(_) if self.state().file.is_some() => Ask::WaitForAnswer(LOOK_AGAIN),
            Next::WaitForAnswer(until) => Ask::WaitForAnswer(after(until)),
        }
    }

    /// What to wait in addition, so that those who wait longer than this one come first. None of the processes
    /// knows of the others.
    fn courtesy(&self, wait: Duration, lost: u32) -> Duration {
        if matches!(self.shared.pacing.place, Place::Own) {
            return Duration::ZERO;
        }
        let most = (wait / 100).min(Duration::from_millis(5)) / (1 + lost);
        most.mul_f64((self.shared.jitter)())
    }

    /// The wait with this many requests ahead, as far as this process knows.
    fn foreseeable_wait(&self, ahead: u32) -> Duration {
        let now = self.clock.now();
        let pacer = self.state().pacer.clone();
        pacer.at(now).wait(now, ahead)
    }

    async fn answered(&self, permit: &Permit, answer: Answer) {
        if let Some(slot) = permit.slot
            && let Some(gate) = self.usable_gate()
        {
            self.of_gate(gate.tell(&self.id, slot, answer)).await;
        }
        let random = (self.shared.jitter)();
        let learn = |pacer: &mut Pacer, now| {
            pacer.answered(&permit.ticket, now, answer, self.documented, random);
        };
        let is_news = answer != Answer::Accepted || !self.state().pacer.is_open();
        if is_news {
            self.with_pacer(learn).await;
        }
    }

    /// Changes the state where it is kept: the file, if it can be used, or else in memory.
    async fn with_pacer<T>(&self, change: impl Fn(&mut Pacer, f64) -> T) -> T {
        let give_up_at = Instant::now() + LONGEST_HOLD;
        loop {
            if let Some(result) = self.try_with_pacer(&change) {
                return result;
            }
            if Instant::now() > give_up_at {
                self.fall_back("another process holds the file");
            }
            sleep(LOOK_AGAIN).await;
        }
    }

    /// Returns nothing if another process has the file locked.
    fn try_with_pacer<T>(&self, change: impl Fn(&mut Pacer, f64) -> T) -> Option<T> {
        let mut state = self.state();
        let State {
            pacer,
            file,
            looked,
            avoided_until,
        } = &mut *state;
        if let Some(file) = file
            && !is_avoided(*avoided_until)
        {
            match file.update(pacer, || self.clock.now(), &change) {
                Ok(result) => {
                    if result.is_some() {
                        *looked = Some(Instant::now());
                    }
                    return result;
                }
                Err(error) => {
                    let why = format!("the file {}: {error}", file.path().display());
                    drop(state);
                    self.fall_back(&why);
                    return self.try_with_pacer(change);
                }
            }
        }
        let now = self.clock.now();
        *pacer = std::mem::take(pacer).at(now);
        Some(change(pacer, now))
    }

    fn usable_gate(&self) -> Option<&dyn Gate> {
        match &self.shared.pacing.place {
            Place::Gate(gate) if !is_avoided(self.state().avoided_until) => Some(&**gate),
            _ => None,
        }
    }

    async fn of_gate<T>(&self, answer: super::GateFuture<'_, T>) -> Option<T> {
        let why = match timeout(LONGEST_HOLD, answer).await {
            Ok(Ok(answer)) => return Some(answer),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "the gate does not answer".to_owned(),
        };
        self.fall_back(&why);
        None
    }

    fn fall_back(&self, why: &str) {
        self.state().avoided_until = Some(Instant::now() + FALLBACK);
        self.shared.say_fallback(why);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit {
    pub(in crate::transport) async fn answered(self, answer: Answer) {
        self.limiter.answered(&self, answer).await;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.limiter.state().pacer.awaits(&self.ticket) {
            // If another process has the file just now, others wait for the answer for a second.
            self.limiter
                .try_with_pacer(|pacer, _| pacer.abandoned(&self.ticket));
        }
        self.limiter.changed.notify_one();
    }
}

fn is_avoided(until: Option<Instant>) -> bool {
    until.is_some_and(|until| Instant::now() < until)
}

fn check_deadline(wait: Duration, deadline: Option<Instant>) -> Result<(), Duration> {
    let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    match left {
        Some(left) if wait > left => Err(wait),
        _ => Ok(()),
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
#[cfg(test)]
mod tests;
