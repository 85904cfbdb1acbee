use std::time::Duration;

// These constants were found by simulating 200 calls against limits of 50 ms and 500 ms: at most 5 %
// slower than the limit allows, with at most 4 rejections. For limits from 30 ms to 5 s, the mean is
// 5 % with 4 rejections. A finer search ends closer to the limit, a coarser one ends sooner.

/// The first interval to try after a rejection, in seconds.
const START: f64 = 0.135;
/// The factor by which a rejected interval grows until one is accepted.
const CLIMB: f64 = 4.0;
/// The part by which an accepted interval shrinks, in the two rounds of the descent.
const COARSE: f64 = 0.28;
const FINE: f64 = 0.012;
/// The smallest step of the descent, in seconds. Smaller ones would be lost in the latency.
const LEAST_STEP: f64 = 0.0005;
/// The part added to an accepted interval when it is kept, because latency varies.
const MARGIN: f64 = 0.002;
/// The part by which a settled interval grows when it is rejected. It doubles each time, up to
/// `MAX_BUMP`.
const BUMP: f64 = 0.01;
const MAX_BUMP: f64 = 0.3;
/// After this many requests without a rejection, the bump is small again.
const CALM: u32 = 20;
/// After this many requests without a rejection, the search resumes: the limit may be gone.
const SETTLED_FOR: u32 = 250;
/// The longest interval, in seconds: the same as the longest `Retry-After` that is honored.
const MAX_INTERVAL: f64 = 60.0;
/// Below this interval, in seconds, there is no limit to speak of.
const NEGLIGIBLE: f64 = 0.001;

/// Finds the least time between two requests from what the server accepts and rejects.
///
/// It searches upward in large steps until a request is accepted, downward in steps of 28 % until one
/// is rejected, then downward from the last good one in steps of 1.2 %, and keeps what it finds.
/// Gaps are measured from permit to permit, and an acceptance right after a rejection proves nothing. So
/// the search works with servers that count from the last request they accepted, and with those that
/// count from the last request.
#[derive(Debug)]
pub(super) struct IntervalEstimator {
    /// In seconds, like everything here.
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
    /// `good` was accepted; the next to try is shorter by `step`.
    Descending { good: f64, step: f64 },
    /// Found. `accepted` counts the requests in a row that were.
    Settled {
        bump: f64,
        accepted: u32,
        /// Whether the server stated the interval.
        stated: bool,
    },
}

impl IntervalEstimator {
    /// Starts with the first rejection, of a request sent `gap` after the one before it.
    pub(super) fn new(gap: Duration, stated: Option<Duration>) -> Self {
        let mut interval = Self {
            current: 0.0,
            bad: 0.0,
            last_was_accepted: true,
            phase: Phase::Climbing,
        };
        interval.rejected(gap, stated);
        interval
    }

    pub(super) fn current(&self) -> Duration {
        Duration::from_secs_f64(self.current)
    }

    /// Whether the next interval to try depends on each answer.
    pub(super) fn is_climbing(&self) -> bool {
        matches!(self.phase, Phase::Climbing)
    }

    /// Whether the limit is gone, as far as can be seen.
    pub(super) fn is_negligible(&self) -> bool {
        self.current < NEGLIGIBLE
    }

    /// A request sent `gap` after the one before it was rejected. The server may have stated its
    /// interval.
    pub(super) fn rejected(&mut self, gap: Duration, stated: Option<Duration>) {
        self.last_was_accepted = false;
        if let Some(stated) = stated {
            self.settle(stated.as_secs_f64() * (1.0 + MARGIN), true);
            return;
        }
        let gap = gap.as_secs_f64().min(self.longest_meaningful_gap());
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
                *bump = (2.0 * *bump).min(MAX_BUMP);
                self.set(grown);
            }
        }
    }

    /// A request sent `gap` after the one before it was accepted.
    pub(super) fn accepted(&mut self, gap: Duration) {
        // After a rejection, a server that counts from the last request it accepted has measured a
        // longer gap than this one.
        let is_proof = std::mem::replace(&mut self.last_was_accepted, true);
        let gap = gap.as_secs_f64();
        if gap > self.longest_meaningful_gap() {
            return;
        }
        match self.phase {
            Phase::Climbing if is_proof => self.descend(gap, COARSE),
            Phase::Descending { good, step } if is_proof => self.descend(good.min(gap), step),
            Phase::Climbing | Phase::Descending { .. } => {}
            Phase::Settled {
                ref mut bump,
                ref mut accepted,
                stated,
            } => {
                *accepted += 1;
                if *accepted >= CALM {
                    *bump = BUMP;
                }
                if *accepted >= SETTLED_FOR && !stated {
                    self.bad = 0.0;
                    self.descend(self.current, FINE);
                }
            }
        }
    }

    /// After a longer pause, an answer says nothing about the interval.
    fn longest_meaningful_gap(&self) -> f64 {
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

    fn settle(&mut self, interval: f64, stated: bool) {
        self.set(interval);
        self.phase = Phase::Settled {
            bump: BUMP,
            accepted: 0,
            stated,
        };
    }

    fn set(&mut self, interval: f64) {
        self.current = interval.min(MAX_INTERVAL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends 200 requests to a server with this least interval, each as early as the estimate allows.
    /// Returns the time, in units of 200 intervals, and the number of rejections.
    fn simulate(limit: Duration, counts_rejected: bool, tells: bool) -> (f64, u32) {
        const LATENCY: Duration = Duration::from_micros(300);
        let mut interval: Option<IntervalEstimator> = None;
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
                let stated = tells.then_some(limit);
                match &mut interval {
                    Some(interval) => interval.rejected(gap, stated),
                    None => interval = Some(IntervalEstimator::new(gap, stated)),
                }
            }
        }
        (now.as_secs_f64() / (200.0 * limit.as_secs_f64()), rejected)
    }

    #[test]
    fn an_interval_that_is_stated_is_kept_after_one_rejection() {
        for limit in [50, 500, 3500].map(Duration::from_millis) {
            for counts_rejected in [false, true] {
                let (time, rejected) = simulate(limit, counts_rejected, true);
                assert_eq!(rejected, 1);
                assert!(time < 1.02, "{limit:?}: {time}");
            }
        }
    }

    #[test]
    fn an_interval_that_is_not_stated_is_found_with_few_rejections_and_little_time_lost() {
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
        let mut interval = IntervalEstimator::new(Duration::ZERO, None);
        for _ in 0..200 {
            interval.accepted(interval.current());
        }
        assert!(interval.is_negligible(), "{interval:?}");
    }

    #[test]
    fn a_settled_interval_grows_with_a_stricter_limit() {
        let mut interval = IntervalEstimator::new(Duration::ZERO, Some(Duration::from_millis(100)));
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
        let mut interval = IntervalEstimator::new(Duration::ZERO, Some(Duration::from_millis(100)));
        interval.rejected(Duration::from_mins(10), None);
        assert!(interval.current() < Duration::from_millis(200));
        let interval = IntervalEstimator::new(Duration::from_mins(10), None);
        assert!(interval.current() <= Duration::from_secs(4));
    }

    #[test]
    fn no_interval_is_longer_than_any_honored_wait() {
        let mut interval = IntervalEstimator::new(Duration::ZERO, Some(Duration::MAX));
        interval.rejected(Duration::MAX, None);
        assert_eq!(interval.current(), Duration::from_mins(1));
    }
}
