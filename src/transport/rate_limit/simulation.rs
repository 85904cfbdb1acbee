//! A simulation of processes that share a rate limit, with a clock of its own: the same numbers each time.
//!
//! The tests say what holds. All figures: `cargo test -p vast-api --lib -- --ignored --nocapture all_figures`.

use std::{collections::BTreeMap, ops::Range, time::Duration};

use super::{
    Answer,
    pacer::{Next, Pacer, Ticket},
};

mod tests;

#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting")]
struct Setup {
    /// The least time between two requests, in seconds.
    interval: f64,
    /// How long a request takes to the server, and an answer back: from the first plus or minus the
    /// second.
    latency: (f64, f64),
    /// Whether the server counts from the last request it rejected, too.
    counts_rejected: bool,
    tells: bool,
    documented: Option<f64>,
    processes: usize,
    requests: usize,
    /// Whether all processes use one state.
    shared: bool,
    /// Whether somebody else sends every half interval, and never backs off.
    competitor: bool,
    /// After this many accepted requests, the interval changes by this factor.
    change: Option<(usize, f64)>,
    seed: u64,
    /// Stop after this time, in seconds.
    stop: f64,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            interval: 1.0,
            latency: (0.001, 0.001),
            counts_rejected: false,
            tells: false,
            documented: None,
            processes: 1,
            requests: 200,
            shared: false,
            competitor: false,
            change: None,
            seed: 1,
            stop: f64::INFINITY,
        }
    }
}

#[derive(Debug)]
struct Outcome {
    /// The time until the last request was accepted, in units of the least possible.
    time: f64,
    accepted: usize,
    rejected: usize,
    /// Jain's index of what the processes had done when the first had finished.
    jain: f64,
    /// When each request was accepted.
    at: Vec<f64>,
}

impl Outcome {
    /// The mean time between these accepted requests.
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn mean_gap(&self, requests: Range<usize>) -> f64 {
        match (self.at.get(requests.start), self.at.get(requests.end)) {
            (Some(first), Some(last)) => (last - first) / requests.len() as f64,
            _ => f64::INFINITY,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn rejected_share(&self) -> f64 {
        self.rejected as f64 / (self.accepted + self.rejected) as f64
    }
}

enum Event {
    Wake(usize),
    Arrival(usize, Ticket),
    Answered(usize, Ticket, Answer),
    Competitor,
}

struct Process {
    /// Requests that are neither done nor in flight nor waiting to be sent.
    left: usize,
    /// How many wait or are in flight.
    wanting: usize,
    in_flight: usize,
    done: usize,
    wake_at: f64,
}

/// When all processes start. Long after 0, which the state takes for never.
const EPOCH: f64 = 1000.0;
/// How many requests of one process want to go at once, at most.
const AT_ONCE: usize = 8;

struct World {
    setup: Setup,
    random: fastrand::Rng,
    now: f64,
    /// By the bits of the time, which sort as the time does, and then in the order in which they were made.
    events: BTreeMap<(u64, u64), Event>,
    order: u64,
    pacers: Vec<Pacer>,
    processes: Vec<Process>,
    interval: f64,
    last: f64,
    rejected: usize,
    at: Vec<f64>,
    /// The least time that all this could have taken.
    ideal: f64,
    jain: f64,
}

/// Runs until all requests are accepted.
fn run(setup: &Setup) -> Outcome {
    let states = if setup.shared { 1 } else { setup.processes };
    let process = |_| Process {
        left: setup.requests,
        wanting: 0,
        in_flight: 0,
        done: 0,
        wake_at: f64::INFINITY,
    };
    let mut world = World {
        setup: *setup,
        random: fastrand::Rng::with_seed(setup.seed),
        now: EPOCH,
        events: BTreeMap::new(),
        order: 0,
        pacers: (0..states).map(|_| Pacer::default()).collect(),
        processes: (0..setup.processes).map(process).collect(),
        interval: setup.interval,
        last: f64::NEG_INFINITY,
        rejected: 0,
        at: Vec::new(),
        ideal: 0.0,
        jain: 1.0,
    };
    for p in 0..setup.processes {
        let at = EPOCH + world.random.f64() * 0.005;
        world.wake(p, at);
    }
    if setup.competitor {
        world.schedule(EPOCH, Event::Competitor);
    }
    let all = setup.processes * setup.requests;
    while world.at.len() < all
        && world.now - EPOCH < setup.stop
        && let Some(((at, _), event)) = world.events.pop_first()
    {
        world.now = f64::from_bits(at);
        world.happen(&event);
    }
    Outcome {
        time: if world.at.len() == all {
            (world.now - EPOCH) / world.ideal
        } else {
            f64::INFINITY
        },
        accepted: world.at.len(),
        rejected: world.rejected,
        jain: world.jain,
        at: world.at,
    }
}

impl World {
    fn schedule(&mut self, at: f64, event: Event) {
        self.order += 1;
        self.events.insert((at.to_bits(), self.order), event);
    }

    fn latency(&mut self) -> f64 {
        let (mean, spread) = self.setup.latency;
        mean + spread * (2.0 * self.random.f64() - 1.0)
    }

    fn wake(&mut self, p: usize, at: f64) {
        self.processes[p].wake_at = at;
        self.schedule(at, Event::Wake(p));
    }

    fn state_of(&self, p: usize) -> usize {
        if self.setup.shared { 0 } else { p }
    }

    fn happen(&mut self, event: &Event) {
        match *event {
            Event::Wake(p) => {
                if self.processes[p].wake_at.total_cmp(&self.now).is_eq() {
                    self.processes[p].wake_at = f64::INFINITY;
                    self.go(p);
                }
            }
            Event::Arrival(p, ticket) => {
                let accepted = self.arrive();
                let answer = if accepted {
                    self.accept(p);
                    Answer::Accepted
                } else {
                    self.rejected += 1;
                    Answer::Rejected {
                        interval: self
                            .setup
                            .tells
                            .then(|| Duration::from_secs_f64(self.interval)),
                        retry_after: None,
                    }
                };
                let at = self.now + self.latency();
                self.schedule(at, Event::Answered(p, ticket, answer));
            }
            Event::Answered(p, ticket, answer) => {
                let random = self.random.f64();
                let state = self.state_of(p);
                self.pacers[state].answered(
                    &ticket,
                    self.now,
                    answer,
                    self.setup.documented,
                    random,
                );
                let process = &mut self.processes[p];
                process.in_flight -= 1;
                if answer == Answer::Accepted {
                    process.wanting -= 1;
                }
                // Whoever waits looks again, in an order that favors nobody.
                let count = self.processes.len();
                let first = self.random.usize(..count);
                for other in (0..count).map(|n| (n + first) % count) {
                    if other == p || self.setup.shared {
                        self.go(other);
                    }
                }
            }
            Event::Competitor => {
                self.arrive();
                let jitter = self.latency() - self.setup.latency.0;
                let pause = self.interval / 2.0 + jitter;
                self.schedule(self.now + pause.max(0.0), Event::Competitor);
            }
        }
    }

    fn arrive(&mut self) -> bool {
        let accepted = self.now >= self.last + self.interval;
        if accepted || self.setup.counts_rejected {
            self.last = self.now;
        }
        accepted
    }

    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn accept(&mut self, p: usize) {
        self.ideal += self.interval;
        self.at.push(self.now);
        let process = &mut self.processes[p];
        process.done += 1;
        let finished = process.done == self.setup.requests;
        if finished
            && self
                .processes
                .iter()
                .filter(|p| p.done == self.setup.requests)
                .count()
                == 1
        {
            let sum: f64 = self.processes.iter().map(|p| p.done as f64).sum();
            let squares: f64 = self.processes.iter().map(|p| (p.done as f64).powi(2)).sum();
            self.jain = sum * sum / (self.processes.len() as f64 * squares);
        }
        if let Some((after, factor)) = self.setup.change
            && self.at.len() == after
        {
            self.interval *= factor;
        }
    }

    /// Sends what may go.
    fn go(&mut self, p: usize) {
        loop {
            let now = self.now;
            let process = &mut self.processes[p];
            while process.left > 0 && process.wanting < AT_ONCE {
                process.left -= 1;
                process.wanting += 1;
            }
            if process.wanting <= process.in_flight {
                return;
            }
            let state = self.state_of(p);
            match self.pacers[state].next(now) {
                Next::Go(ticket) => {
                    self.processes[p].in_flight += 1;
                    let at = now + self.latency();
                    self.schedule(at, Event::Arrival(p, ticket));
                }
                Next::WaitUntil(at) | Next::WaitForAnswer(at) => {
                    assert!(at > now);
                    self.wake(p, at);
                    return;
                }
            }
        }
    }
}
