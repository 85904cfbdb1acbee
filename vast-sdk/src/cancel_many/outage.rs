//! An outage of the server is one fact, not one for each id: a run pauses until it is over.

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep};

use crate::{Error, InstanceId};

/// How long a run pauses at most, unless it is told otherwise.
pub(super) const LONGEST: Duration = Duration::from_secs(600);
/// The wait before the first probe; it doubles with each one.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// How often a call may fail while others are answered: it is to blame then, not the server.
const STRIKES: u32 = 8;
/// After this many probes with the only call that failed, another id finds out whether it is to blame. At once if
/// something is known against it.
const PROBES_WITH_ONE: u32 = 3;

/// A call that failed as it would in an outage.
#[derive(Debug)]
pub(super) struct Failed {
    pub instance: InstanceId,
    pub error: Error,
    pub strikes: Strikes,
}

/// What is known against a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strikes {
    count: u32,
    /// How many calls of the run had been answered when this one was first sent, or when it failed last.
    answers: u64,
}

#[derive(Debug)]
pub(super) struct Outage {
    longest: Duration,
    /// The server's answers to all calls of the run.
    answers: u64,
    /// When the run paused.
    since: Option<Instant>,
    failed: VecDeque<Failed>,
    /// Those that failed, once the server is there again.
    again: VecDeque<Failed>,
    probes: u32,
    wait: Duration,
    sleep: Option<Pin<Box<Sleep>>>,
}

/// What a paused run does next.
pub(super) enum Next {
    /// It sends this one, to find out.
    Probe(Failed),
    /// It takes one more id from the input, to find out.
    ProbeWithAnother,
    /// It gives up a call that is to blame, as far as that can be told.
    Blame(Failed),
    /// It has paused for as long as it may.
    GiveUp,
}

impl Outage {
    pub fn new() -> Self {
        Self {
            longest: LONGEST,
            answers: 0,
            since: None,
            failed: VecDeque::new(),
            again: VecDeque::new(),
            probes: 0,
            wait: FIRST_WAIT,
            sleep: None,
        }
    }

    pub fn set_longest(&mut self, longest: Duration) {
        self.longest = longest;
    }

    /// The last failure of a run that is paused.
    pub fn last_error(&self) -> Option<&Error> {
        self.failed.back().map(|failed| &failed.error)
    }

    pub fn is_paused(&self) -> bool {
        !self.failed.is_empty()
    }

    /// The server has answered a call.
    pub fn answered(&mut self) {
        self.answers += 1;
        self.since = None;
        self.probes = 0;
        self.wait = FIRST_WAIT;
        self.sleep = None;
        self.again.append(&mut self.failed);
    }

    /// A call has failed. Returns it if it is to blame itself.
    pub fn failed(&mut self, mut failed: Failed) -> Option<Failed> {
        let strikes = &mut failed.strikes;
        strikes.count += u32::from(strikes.answers < self.answers);
        strikes.answers = self.answers;
        if strikes.count >= STRIKES || self.longest.is_zero() {
            return Some(failed);
        }
        self.since.get_or_insert_with(Instant::now);
        self.failed.push_back(failed);
        None
    }

    /// Nothing is known against a call that is first sent.
    pub fn none(&self) -> Strikes {
        Strikes {
            count: 0,
            answers: self.answers,
        }
    }

    /// A call to send again, as the server is there.
    pub fn take_again(&mut self) -> Option<Failed> {
        self.again.pop_front()
    }

    /// A failed call, at the end of the run.
    pub fn take_failed(&mut self) -> Option<Failed> {
        self.again.pop_front().or_else(|| self.failed.pop_front())
    }

    /// What to do while no call is in flight, once the wait is over.
    pub fn poll_next(&mut self, context: &mut Context<'_>, has_more: bool) -> Poll<Next> {
        let paused = self.since.map(|since| since.elapsed());
        let left = self.longest.saturating_sub(paused.unwrap_or_default());
        if left.is_zero() {
            return Poll::Ready(Next::GiveUp);
        }
        let wait = self.wait.min(left);
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep(wait)));
        if sleep.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.sleep = None;
        self.wait = (self.wait * 2).min(LONGEST_WAIT);
        self.probes += 1;
        let suspicion = self.failed.iter().map(|failed| failed.strikes.count).min();
        let enough = match suspicion {
            Some(0) => PROBES_WITH_ONE,
            _ => 0,
        };
        let is_doubtful = self.failed.len() == 1 && self.probes > enough;
        if is_doubtful && has_more {
            self.probes = 0;
            return Poll::Ready(Next::ProbeWithAnother);
        }
        // As the server goes away, others may still be answered: that is one strike.
        let is_to_blame = is_doubtful && suspicion > Some(1) && self.probes > PROBES_WITH_ONE;
        Poll::Ready(match self.failed.pop_front() {
            Some(failed) if is_to_blame => Next::Blame(failed),
            Some(failed) => Next::Probe(failed),
            None => Next::ProbeWithAnother,
        })
    }
}
