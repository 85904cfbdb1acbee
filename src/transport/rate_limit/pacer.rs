//! When the next request may go to a server that allows one in each interval.
//!
//! The interval is not known, and others may use it up without a word: all that is seen is which requests are accepted.
//! **An acceptance proves, a rejection only hints.** Two accepted requests prove that the interval is no longer than the
//! time between them, whoever else sends. A rejection may be another's doing, so it never changes what is proved: it makes
//! the pauses longer, which is forgotten as acceptances come.
//!
//! Some servers count from the last request that they accepted, others from the last request. Each pause here is at least as
//! long as the interval seems to be, and follows the last request, so it is right for both.
//!
//! Numbers without a unit are seconds, and times are seconds since 1970. It is all plain numbers, so that it can be kept in a
//! file. What the constants do to the results is in `simulation`.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Answer;

/// The first interval to try if nobody says one. A shorter limit would hardly be noticed.
const START: f64 = 0.03;
/// By how much the interval grows until a request is accepted. With more, processes that start together push each other too
/// far.
const CLIMB: f64 = 1.5;
/// The same among others, whose rejections say little. With each acceptance, it shrinks by as much.
const STEP: f64 = 1.125;
/// The part of an interval that latency may hide. The search ends when it is this close.
const NOISE: f64 = 0.03;
/// What is added to the interval at least because latency varies, as a part of it.
const LEAST_SLACK: f64 = NOISE / 6.0;
/// How many acceptances it takes to forget others. With more, processes share more evenly, but take longer to notice that
/// one has left.
const MEMORY: f64 = 32.0;
/// How long the next request waits for an answer that would tell whether it may go.
const LONGEST_WAIT_FOR_ANSWER: f64 = 1.0;
/// The longest interval, and the longest `Retry-After` that is honored.
const LONGEST: f64 = 60.0;
/// The shortest interval that matters.
const SHORTEST: f64 = 0.001;
/// What is nearer than this is now.
const NOW: f64 = 1e-6;
/// After this time without a request, the limit may be another one.
const FORGOTTEN_AFTER: f64 = 3600.0;
/// More rejections for each acceptance than this change nothing.
const LARGEST_CROWD: f64 = 8.0;

/// Whether a request may go now.
#[derive(Clone, Copy, Debug)]
pub(super) enum Next {
    Go(Ticket),
    /// Ask again at this time.
    WaitUntil(f64),
    /// An answer decides. Ask again at this time at the latest.
    WaitForAnswer(f64),
}

/// The right to send one request now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ticket {
    number: u64,
    generation: u64,
    sent: f64,
    /// The time since the request before it.
    gap: f64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pacer {
    /// The shortest interval that is known to be long enough. 0 if there is no limit, as far as is known.
    enough: f64,
    /// Whether it is known. Otherwise it is a guess, which grows until a request is accepted.
    proved: bool,
    source: Source,
    /// The longest interval that was too short while no others were noticed.
    too_short: f64,
    /// What is added to the interval because latency varies, as a part of it.
    slack: f64,
    /// The recent rejections for each acceptance that may be the doing of others.
    crowd: f64,
    /// From 0 to 1: where in the range of pauses the next one is.
    random: f64,
    sent: u64,
    /// Acceptances before the first rejection, up to 2.
    probes: u32,
    /// Counts what changed the estimate. An answer to a request from before does not change it again, so a burst of
    /// rejections counts once.
    generation: u64,
    next_at: f64,
    /// From a `Retry-After`.
    not_before: f64,
    last_sent: f64,
    last_accepted: f64,
    /// The request whose answer the next one waits for.
    awaited: u64,
    awaited_until: f64,
    recent: Recent,
    /// Acceptances since the search ended.
    settled: f64,
    /// How many of them it takes until a shorter interval is tried again.
    patience: f64,
}

/// Who says how long the interval is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
enum Source {
    /// Nobody: it is found.
    #[default]
    Nobody,
    Document,
    Server,
}

/// What happened since the last look at whether the limit became longer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recent {
    accepted: f64,
    /// The shortest gap that was accepted.
    shortest: f64,
    /// The longest gap that was rejected.
    longest: f64,
}

impl Pacer {
    /// What is left of a stored state: nothing after a long time. The clock may have been set, and what is stored may be
    /// anything.
    pub fn at(mut self, now: f64) -> Self {
        if now - self.last_sent > FORGOTTEN_AFTER || !self.makes_sense() {
            return Self::default();
        }
        let ahead = self.last_sent.max(self.last_accepted) - now;
        if ahead > NOW {
            for time in [
                &mut self.next_at,
                &mut self.not_before,
                &mut self.last_sent,
                &mut self.last_accepted,
                &mut self.awaited_until,
            ] {
                *time = (*time - ahead).max(0.0);
            }
        }
        self
    }

    /// Whether it can have come about.
    fn makes_sense(&self) -> bool {
        let within = |value: f64, most: f64| (0.0..=most).contains(&value);
        let longest_wait = 2.0 * LONGEST * (1.0 + 2.0 * LARGEST_CROWD * LARGEST_CROWD);
        within(self.enough, LONGEST)
            && within(self.too_short, LONGEST)
            && within(self.slack, 1.0)
            && within(self.crowd, LARGEST_CROWD)
            && within(self.random, 1.0)
            && self.next_at <= self.last_sent + longest_wait
            && self.not_before <= self.last_sent + longest_wait
            && self.awaited_until <= self.last_sent + LONGEST_WAIT_FOR_ANSWER
            && self.sent < u64::MAX / 2
            && self.generation < u64::MAX / 2
            && self.probes <= 2
    }

    /// An interval that was set is known from the start.
    pub fn keep_at_least(&mut self, least: Option<f64>) {
        let least = least.map(|least| least.clamp(SHORTEST, LONGEST));
        if let Some(least) = least.filter(|least| self.enough < *least) {
            self.enough = least;
            self.too_short = least;
            self.proved = true;
            self.source = Source::Server;
            self.patience = 4.0 * MEMORY;
            self.next_at = self.next_at.max(self.last_sent + least);
        }
    }

    pub fn next(&mut self, now: f64) -> Next {
        let next_at = self.next_at.max(self.not_before);
        if now + NOW < next_at {
            return Next::WaitUntil(next_at);
        }
        if now < self.awaited_until {
            return Next::WaitForAnswer(self.awaited_until);
        }
        Next::Go(self.issue(now))
    }

    /// Lets a request go, whether it is time or not.
    pub fn issue(&mut self, now: f64) -> Ticket {
        let gap = now - self.last_sent;
        self.sent += 1;
        self.last_sent = now;
        self.next_at = now + self.pause();
        let nothing_known = self.enough == 0.0 && self.probes < 2;
        let climbing = self.enough > 0.0 && !self.proved;
        if nothing_known || climbing {
            self.awaited = self.sent;
            self.awaited_until = now + LONGEST_WAIT_FOR_ANSWER;
        }
        Ticket {
            number: self.sent,
            generation: self.generation,
            sent: now,
            gap,
        }
    }

    /// Whether there is no limit, as far as is known.
    pub fn is_unlimited(&self) -> bool {
        self.enough == 0.0
    }

    /// Whether requests go without waiting.
    pub fn is_open(&self) -> bool {
        self.is_unlimited() && self.probes == 2
    }

    /// How long `ahead` requests take, and the time until the first of them.
    pub fn wait(&self, now: f64, ahead: u32) -> Duration {
        let next = (self.next_at.max(self.not_before) - now).max(0.0);
        let all = next + self.interval() * f64::from(ahead);
        Duration::try_from_secs_f64(all).unwrap_or(Duration::MAX)
    }

    /// Whether the next request waits for the answer to this one.
    pub fn awaits(&self, ticket: &Ticket) -> bool {
        self.awaited_until > 0.0 && ticket.number == self.awaited
    }

    /// There will be no answer to this request.
    pub fn abandoned(&mut self, ticket: &Ticket) {
        if self.awaits(ticket) {
            self.awaited_until = 0.0;
        }
    }

    /// `documented` is the interval that the document names, and `random` is from 0 to 1.
    pub fn answered(
        &mut self,
        ticket: &Ticket,
        now: f64,
        answer: Answer,
        documented: Option<f64>,
        random: f64,
    ) {
        self.abandoned(ticket);
        self.random = random;
        match answer {
            Answer::Accepted => self.accepted(ticket, now),
            Answer::Rejected {
                interval,
                retry_after,
            } => {
                self.rejected(
                    ticket,
                    now,
                    interval.map(|told| told.as_secs_f64()),
                    documented,
                );
                if let Some(wait) = retry_after {
                    let until = now + wait.as_secs_f64().min(LONGEST);
                    self.not_before = self.not_before.max(until);
                }
            }
        }
    }

    fn accepted(&mut self, ticket: &Ticket, now: f64) {
        self.probes = (self.probes + 1).min(2);
        // The clock may have been set back since.
        let sent = ticket.sent.min(now);
        let gap = (sent - self.last_accepted).abs();
        self.last_accepted = self.last_accepted.max(sent);
        if self.is_unlimited() {
            return;
        }
        if self.is_crowded() && self.source == Source::Nobody {
            self.enough /= STEP;
        }
        self.crowd -= self.crowd / MEMORY;
        self.slack -= (self.slack - LEAST_SLACK) / MEMORY / 4.0;
        if !self.proved || gap < self.enough {
            self.prove(gap, ticket);
            if self.enough < SHORTEST {
                self.forget();
                return;
            }
        }
        self.settled += 1.0;
        self.notice_longer_limit(gap);
        self.next_at = self.next_at.max(self.last_sent + self.pause());
    }

    /// The interval is no longer than this.
    fn prove(&mut self, gap: f64, ticket: &Ticket) {
        // A server that ignores what it rejects saw all pauses of the climb as one, which is less than three times the
        // last (1 + 1 / 1.5 + ...).
        let seen = if self.proved || self.is_crowded() {
            1.0
        } else {
            CLIMB / (CLIMB - 1.0)
        };
        // They are longer where the answers take their time.
        let last = if self.proved {
            self.enough
        } else {
            self.tried(ticket)
        };
        self.enough = gap.min(last * seen).min(LONGEST);
        self.proved = true;
        self.generation += 1;
        if self.enough < self.too_short {
            // That was another's doing, or the limit became shorter.
            self.too_short = 0.0;
            self.patience = MEMORY / 4.0;
            if self.source == Source::Server {
                self.source = Source::Nobody;
            }
        }
    }

    /// The pause that was tried with this request, which waited for an answer at least.
    fn tried(&self, ticket: &Ticket) -> f64 {
        self.enough.max(ticket.gap.min(LONGEST_WAIT_FOR_ANSWER))
    }

    /// The limit is gone.
    fn forget(&mut self) {
        *self = Self {
            probes: 2,
            sent: self.sent,
            generation: self.generation,
            last_sent: self.last_sent,
            last_accepted: self.last_accepted,
            not_before: self.not_before,
            ..Self::default()
        };
    }

    /// A limit that became longer rejects what is shorter, and nothing else. Others reject at random.
    fn notice_longer_limit(&mut self, gap: f64) {
        // That is the rhythm of the caller.
        if gap > LONGEST {
            return;
        }
        let recent = &mut self.recent;
        if recent.accepted == 0.0 || gap < recent.shortest {
            recent.shortest = gap;
        }
        recent.accepted += 1.0;
        if recent.accepted < MEMORY / 2.0 {
            return;
        }
        let Recent {
            shortest, longest, ..
        } = std::mem::take(recent);
        let is_clear_cut = longest > 0.0 && longest < shortest * (1.0 + NOISE);
        let is_longer = shortest > self.enough * (1.0 + self.slack + NOISE);
        if is_clear_cut && is_longer && self.source != Source::Server {
            self.enough = shortest;
            self.crowd = 0.0;
        }
    }

    fn rejected(&mut self, ticket: &Ticket, now: f64, told: Option<f64>, documented: Option<f64>) {
        if ticket.generation != self.generation {
            return;
        }
        self.generation += 1;
        let settled = std::mem::take(&mut self.settled);
        if ticket.gap > LONGEST {
            // It was the first one for a long time, so somebody else is here.
            self.crowd = self.crowd.max(1.0);
        }
        let known = told.or(documented.filter(|_| self.is_unlimited()));
        if let Some(known) = known.map(|known| known.clamp(SHORTEST, LONGEST)) {
            self.source = if told.is_some() {
                Source::Server
            } else {
                Source::Document
            };
            if self.learn(ticket, now, known) {
                return;
            }
        } else if self.is_unlimited() {
            let last = if ticket.gap < LONGEST_WAIT_FOR_ANSWER {
                ticket.gap
            } else {
                0.0
            };
            self.enough = START.max(2.0 * last);
            self.slack = LEAST_SLACK;
            self.patience = MEMORY / 4.0;
            self.next_at = self.last_sent + self.enough;
            return;
        }
        if self.proved {
            self.stand_back(ticket, now, settled);
        } else {
            self.climb(ticket, now);
        }
    }

    /// Takes an interval from the server or the document. Returns whether it is another one than before.
    fn learn(&mut self, ticket: &Ticket, now: f64, known: f64) -> bool {
        let is_news = (self.enough - known).abs() > NOISE * known;
        self.proved = true;
        self.enough = known;
        self.too_short = known;
        self.patience = 4.0 * MEMORY;
        if is_news {
            let latency = (now - ticket.sent).clamp(0.0, known);
            self.slack = LEAST_SLACK + latency / known / 4.0;
            // Whoever was accepted before leaves room, so that others can get in and be noticed.
            let room = if self.last_accepted > 0.0 { 1.5 } else { 1.0 };
            self.next_at = self.last_sent + self.interval() * (room + self.random / 2.0);
        }
        is_news
    }

    fn climb(&mut self, ticket: &Ticket, now: f64) {
        if self.is_crowded() {
            self.enough = (self.enough * STEP).min(LONGEST);
            self.next_at = now + 2.0 * self.enough * self.random;
        } else {
            self.too_short = self.too_short.max(ticket.gap.min(self.tried(ticket)));
            self.enough = (self.tried(ticket) * CLIMB).min(LONGEST);
            self.next_at = self.last_sent + self.enough;
        }
    }

    /// The interval is known, and a request was rejected all the same.
    fn stand_back(&mut self, ticket: &Ticket, now: f64, settled: f64) {
        if ticket.gap <= LONGEST {
            self.recent.longest = self.recent.longest.max(ticket.gap);
        }
        let was_search = ticket.gap < self.enough * (1.0 - LEAST_SLACK);
        if was_search && !self.is_crowded() {
            if settled >= self.patience {
                self.patience = (self.patience * 2.0).min(4.0 * MEMORY);
            }
            self.too_short = self.too_short.max(ticket.gap);
        } else {
            self.crowd = (self.crowd + 1.0 / MEMORY).min(LARGEST_CROWD);
            let latency = (now - ticket.sent).clamp(0.0, self.enough);
            let is_of_others =
                ticket.gap - latency > (1.0 + NOISE) * (1.0 + self.slack) * self.enough;
            if is_of_others {
                self.crowd = self.crowd.max(1.0);
            } else if !self.is_crowded() {
                self.slack = (self.slack + LEAST_SLACK + latency / self.enough / 8.0).min(1.0);
            }
            if self.is_crowded() && self.source == Source::Nobody {
                self.enough = (self.enough * STEP).min(LONGEST);
            }
        }
        self.next_at = self.last_sent + self.pause();
    }

    /// Whether others are noticed.
    fn is_crowded(&self) -> bool {
        self.crowd > 0.5
    }

    /// The interval to keep, or a shorter one to try.
    fn interval(&self) -> f64 {
        if self.proved && !self.is_crowded() {
            if self.too_short * (1.0 + NOISE) < self.enough {
                let between = (self.enough * self.too_short).sqrt();
                return between.max(self.enough / 2.0);
            }
            if self.settled >= self.patience {
                return self.too_short.min(self.enough) * (1.0 - NOISE);
            }
        }
        self.enough * (1.0 + self.slack)
    }

    fn pause(&self) -> f64 {
        let others = 2.0 * self.crowd * self.crowd * self.random;
        self.interval() * (1.0 + others)
    }
}
