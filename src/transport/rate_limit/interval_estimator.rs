//! The least time between two requests, learned from what the server accepts and rejects.

use std::time::Duration;

// Found by simulating 200 calls against limits of 50 ms and 500 ms, for all combinations: at most 5 %
// above the limit's own time, with at most 4 rejections. Over limits from 30 ms to 5 s the mean is
// 5 %, with 4 rejections. A finer search wastes less time once it is over, a coarser one less before.

/// The first interval that is tried after a rejection, in seconds.
const START: f64 = 0.135;
/// By how much a rejected interval grows, as long as none has been accepted.
const CLIMB: f64 = 4.0;
/// By how much an accepted interval shrinks, in the two rounds of the descent.
const COARSE: f64 = 0.28;
const FINE: f64 = 0.012;
/// The least that it shrinks by, in seconds: smaller steps drown in the latency.
const LEAST_STEP: f64 = 0.0005;
/// What a settled interval has over one that was accepted, for latency that varies.
const MARGIN: f64 = 0.002;
/// By how much a settled interval grows when it is rejected, twice as much each time, up to the
/// most.
const BUMP: f64 = 0.01;
const MOST_BUMP: f64 = 0.3;
/// After so many requests without a rejection, the bump is small again.
const CALM: u32 = 20;
/// After so many requests without a rejection, the search goes on: the limit may have gone.
const SETTLED_FOR: u32 = 250;
/// The longest interval, in seconds, as long as any `Retry-After` that is honoured.
const LONGEST: f64 = 60.0;
/// An interval that is no limit any more, in seconds.
const NEGLIGIBLE: f64 = 0.001;

#[derive(Debug)]
pub(super) struct Interval {
    /// In seconds, as everything here.
    current: f64,
    /// The longest gap that was rejected on the way up.
    bad: f64,
    last_was_accepted: bool,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    /// No interval has been accepted yet.
    Climbing,
    /// `good` was accepted; what is `step` shorter is tried.
    Descending { good: f64, step: f64 },
    /// Kept. `accepted` requests in a row have been.
    Settled {
        bump: f64,
        accepted: u32,
        told: bool,
    },
}

impl Interval {
    /// After the first rejection, of a request that came `gap` after the one before it.
    pub(super) fn new(gap: Duration, told: Option<Duration>) -> Self {
        let mut interval = Self {
            current: 0.0,
            bad: 0.0,
            last_was_accepted: true,
            phase: Phase::Climbing,
        };
        interval.rejected(gap, told);
        interval
    }

    pub(super) fn current(&self) -> Duration {
        Duration::from_secs_f64(self.current)
    }

    /// Whether each answer decides what is tried next.
    pub(super) fn is_climbing(&self) -> bool {
        matches!(self.phase, Phase::Climbing)
    }

    /// Whether there is no limit, as far as can be seen.
    pub(super) fn is_negligible(&self) -> bool {
        self.current < NEGLIGIBLE
    }

    /// A request that came `gap` after the one before it was rejected; the server may have told
    /// its interval.
    pub(super) fn rejected(&mut self, gap: Duration, told: Option<Duration>) {
        self.last_was_accepted = false;
        if let Some(told) = told {
            self.settle(told.as_secs_f64() * (1.0 + MARGIN), true);
            return;
        }
        let gap = gap.as_secs_f64().min(self.longest_telling_gap());
        match self.phase {
            Phase::Climbing => {
                self.bad = self.bad.max(gap);
                self.set(START.max(gap * CLIMB));
            }
            Phase::Descending { good, step } if gap < good => {
                self.bad = self.bad.max(gap);
                if step > FINE {
                    self.descend(good, FINE);
                } else {
                    self.settle(good * (1.0 + MARGIN), false);
                }
            }
            Phase::Descending { .. } => self.settle(self.current.max(gap) * (1.0 + BUMP), false),
            Phase::Settled {
                ref mut bump,
                ref mut accepted,
                ..
            } => {
                *accepted = 0;
                let grown = self.current.max(gap) * (1.0 + *bump);
                *bump = (2.0 * *bump).min(MOST_BUMP);
                self.set(grown);
            }
        }
    }

    /// A request that came `gap` after the one before it was accepted.
    pub(super) fn accepted(&mut self, gap: Duration) {
        // A server that counts from the last request it has accepted says nothing about this gap
        // if the one before it was rejected.
        let telling = std::mem::replace(&mut self.last_was_accepted, true);
        let gap = gap.as_secs_f64();
        if gap > self.longest_telling_gap() {
            return;
        }
        match self.phase {
            Phase::Climbing if telling => self.descend(gap, COARSE),
            Phase::Descending { good, step } if telling => self.descend(good.min(gap), step),
            Phase::Climbing | Phase::Descending { .. } => {}
            Phase::Settled {
                ref mut bump,
                ref mut accepted,
                told,
            } => {
                *accepted += 1;
                if *accepted >= CALM {
                    *bump = BUMP;
                }
                if *accepted >= SETTLED_FOR && !told {
                    self.bad = 0.0;
                    self.descend(self.current, FINE);
                }
            }
        }
    }

    /// After a longer pause an answer says nothing about the interval.
    fn longest_telling_gap(&self) -> f64 {
        let around = 1.5 * self.current;
        if self.is_climbing() {
            around.max(1.0)
        } else {
            around
        }
    }

    fn descend(&mut self, good: f64, mut step: f64) {
        let shorter = |step: f64| (good * (1.0 - step)).min(good - LEAST_STEP).max(0.0);
        if step > FINE && shorter(step) <= self.bad * (1.0 + FINE) {
            step = FINE;
        }
        if self.bad > 0.0 && shorter(step) <= self.bad {
            self.settle(good * (1.0 + MARGIN), false);
            return;
        }
        self.phase = Phase::Descending { good, step };
        self.set(shorter(step));
    }

    fn settle(&mut self, interval: f64, told: bool) {
        self.set(interval);
        self.phase = Phase::Settled {
            bump: BUMP,
            accepted: 0,
            told,
        };
    }

    fn set(&mut self, interval: f64) {
        self.current = interval.min(LONGEST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What 200 requests against a server with this least interval come to, sent as early as the
    /// learned interval lets them: the time in units of 200 intervals, and the rejections.
    fn simulate(limit: Duration, counts_rejected: bool, tells: bool) -> (f64, u32) {
        const LATENCY: Duration = Duration::from_micros(300);
        let mut interval: Option<Interval> = None;
        let (mut now, mut last_at_server) = (Duration::ZERO, None);
        let (mut accepted, mut rejected) = (0, 0);
        while accepted < 200 {
            let gap = interval.as_ref().map_or(LATENCY, |interval| {
                let late = LATENCY * (accepted % 3) / 3;
                interval.current() + late
            });
            now += gap;
            let in_time = last_at_server.is_none_or(|last| now >= last + limit);
            if in_time || counts_rejected {
                last_at_server = Some(now);
            }
            if in_time {
                accepted += 1;
                if let Some(interval) = &mut interval {
                    interval.accepted(gap);
                }
            } else {
                rejected += 1;
                let told = tells.then_some(limit);
                match &mut interval {
                    Some(interval) => interval.rejected(gap, told),
                    None => interval = Some(Interval::new(gap, told)),
                }
            }
        }
        (now.as_secs_f64() / (200.0 * limit.as_secs_f64()), rejected)
    }

    #[test]
    fn an_interval_that_is_told_is_kept_after_one_rejection() {
        for limit in [50, 500, 3500].map(Duration::from_millis) {
            for counts_rejected in [false, true] {
                let (time, rejected) = simulate(limit, counts_rejected, true);
                assert_eq!(rejected, 1);
                assert!(time < 1.02, "{limit:?}: {time}");
            }
        }
    }

    #[test]
    fn an_interval_that_is_not_told_is_found_with_few_rejections_and_little_time_lost() {
        for limit in [50, 500].map(Duration::from_millis) {
            for counts_rejected in [false, true] {
                let (time, rejected) = simulate(limit, counts_rejected, false);
                assert!(rejected <= 4, "{limit:?}: {rejected}");
                assert!(time < 1.05, "{limit:?}: {time}");
            }
        }
    }

    #[test]
    fn any_interval_is_found() {
        for millis in [20, 35, 80, 130, 240, 700, 1500, 3500, 10_000, 40_000] {
            for counts_rejected in [false, true] {
                let limit = Duration::from_millis(millis);
                let (time, rejected) = simulate(limit, counts_rejected, false);
                assert!(rejected <= 10, "{limit:?}: {rejected}");
                assert!(time < 1.2, "{limit:?}: {time}");
            }
        }
    }

    #[test]
    fn a_limit_that_is_gone_is_forgotten() {
        let mut interval = Interval::new(Duration::ZERO, None);
        for _ in 0..200 {
            interval.accepted(interval.current());
        }
        assert!(interval.is_negligible(), "{interval:?}");
    }

    #[test]
    fn a_settled_interval_grows_with_a_stricter_limit() {
        let mut interval = Interval::new(Duration::ZERO, Some(Duration::from_millis(100)));
        let stricter = Duration::from_millis(300);
        let mut rejected = 0;
        while interval.current() < stricter {
            interval.rejected(interval.current(), None);
            rejected += 1;
        }
        assert!(rejected < 12, "{rejected}");
        assert!(interval.current() < 2 * stricter);
    }

    #[test]
    fn a_rejection_after_a_long_pause_does_not_stretch_the_interval_to_the_pause() {
        let mut interval = Interval::new(Duration::ZERO, Some(Duration::from_millis(100)));
        interval.rejected(Duration::from_mins(10), None);
        assert!(interval.current() < Duration::from_millis(200));
        let interval = Interval::new(Duration::from_mins(10), None);
        assert!(interval.current() <= Duration::from_secs(4));
    }

    #[test]
    fn no_interval_is_longer_than_any_honoured_wait() {
        let mut interval = Interval::new(Duration::ZERO, Some(Duration::MAX));
        interval.rejected(Duration::MAX, None);
        assert_eq!(interval.current(), Duration::from_mins(1));
    }
}
