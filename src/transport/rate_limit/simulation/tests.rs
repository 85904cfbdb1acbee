//! What the simulation shows.

use super::*;

/// Latency on the same machine and across an ocean.
const NEAR: (f64, f64) = (0.001, 0.001);
const FAR: (f64, f64) = (0.08, 0.04);
/// From which request the server counts, and whether it counts what it rejects.
const SERVERS: [(bool, &str); 2] = [(false, "accepted"), (true, "any")];

/// What is known of the interval.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Known {
    Told,
    Documented,
    Nothing,
}

const KNOWN: [Known; 3] = [Known::Told, Known::Documented, Known::Nothing];

impl Setup {
    fn with(self, known: Known) -> Self {
        Self {
            tells: known == Known::Told,
            documented: (known == Known::Documented).then_some(self.interval),
            ..self
        }
    }
}

/// Runs of each interval with other random numbers.
fn runs(setup: Setup, intervals: i32, seeds: u64) -> impl Iterator<Item = Setup> {
    let ratio: f64 = 5.0 / 0.03;
    (0..intervals).flat_map(move |n| {
        let part = f64::from(n) / f64::from(intervals - 1);
        let interval = 0.03 * ratio.powf(part);
        (0..seeds).map(move |seed| Setup {
            interval,
            seed,
            ..setup
        })
    })
}

/// The value below which this part of them is.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small numbers"
)]
fn at(values: &mut [f64], part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * part).round() as usize]
}

/// How many of a hundred are at most this.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn percent(values: &[f64], most: f64) -> f64 {
    100.0 * values.iter().filter(|value| **value <= most).count() as f64 / values.len() as f64
}

#[test]
fn an_interval_that_is_known_is_kept() {
    for (counts_rejected, _) in SERVERS {
        for known in [Known::Told, Known::Documented] {
            let setup = Setup {
                counts_rejected,
                ..Setup::default()
            };
            for setup in runs(setup, 10, 10).filter(|setup| setup.interval > 0.3) {
                let outcome = run(&setup.with(known));
                assert!(
                    outcome.time < 1.03 && outcome.rejected <= 4,
                    "{setup:?}: {outcome:?}"
                );
            }
        }
    }
}

#[test]
fn an_interval_that_nobody_says_is_found() {
    for (counts_rejected, _) in SERVERS {
        let setup = Setup {
            counts_rejected,
            ..Setup::default()
        };
        for setup in runs(setup, 10, 10).filter(|setup| setup.interval > 0.1) {
            let outcome = run(&setup);
            assert!(
                outcome.time < 1.1 && outcome.rejected <= 25,
                "{setup:?}: {outcome:?}"
            );
        }
    }
}

#[test]
fn processes_that_share_a_state_keep_the_limit_together() {
    for (processes, requests) in [(20, 1), (4, 25)] {
        let setup = Setup {
            processes,
            requests,
            shared: true,
            tells: true,
            ..Setup::default()
        };
        for setup in runs(setup, 10, 10).filter(|setup| setup.interval > 0.3) {
            let outcome = run(&setup);
            assert!(
                outcome.time < 1.1 && outcome.rejected <= 3,
                "{setup:?}: {outcome:?}"
            );
        }
    }
}

#[test]
fn processes_that_do_not_know_of_each_other_all_get_through() {
    for (counts_rejected, _) in SERVERS {
        for (processes, most) in [(2, 2.5), (16, 4.5), (64, 6.0)] {
            let setup = Setup {
                processes,
                requests: 25,
                counts_rejected,
                ..Setup::default()
            };
            for setup in runs(setup, 3, 2) {
                let outcome = run(&setup.with(Known::Documented));
                assert!(
                    outcome.time < most && outcome.jain > 0.7,
                    "{setup:?}: {outcome:?}"
                );
            }
        }
    }
}

#[test]
fn a_competitor_that_never_backs_off_leaves_something() {
    let setup = Setup {
        requests: 25,
        competitor: true,
        stop: 5000.0,
        ..Setup::default()
    };
    for setup in runs(setup, 3, 3) {
        let outcome = run(&setup.with(Known::Told));
        assert_eq!(outcome.accepted, 25, "{setup:?}: {outcome:?}");
    }
}

#[test]
fn a_limit_that_becomes_longer_is_noticed() {
    for known in KNOWN {
        let setup = Setup {
            change: Some((100, 3.0)),
            requests: 300,
            ..Setup::default()
        };
        for setup in runs(setup, 5, 5).filter(|setup| setup.interval > 0.1) {
            let outcome = run(&setup.with(known));
            let later = outcome.mean_gap(200..230) / setup.interval / 3.0;
            assert!(later < 1.15, "{setup:?}: {later}");
        }
    }
}

#[test]
fn a_limit_that_is_gone_is_forgotten() {
    for known in KNOWN {
        let setup = Setup {
            change: Some((100, 1e-6)),
            requests: 500,
            ..Setup::default()
        };
        for setup in runs(setup, 5, 5) {
            let outcome = run(&setup.with(known));
            assert!(
                outcome.mean_gap(470..499) < setup.interval / 10.0,
                "{setup:?}"
            );
        }
    }
}

/// Prints the median of the time and the 95th percentile, both in units of the least possible, and what else is asked for.
fn figures(title: &str, runs: impl Iterator<Item = Setup>, target: f64) {
    let (mut times, mut jain, mut rejected) = (Vec::new(), Vec::new(), Vec::new());
    for setup in runs {
        let outcome = run(&setup);
        times.push(outcome.time);
        jain.push(outcome.jain);
        rejected.push(100.0 * outcome.rejected_share());
    }
    println!(
        "{title:42} | {:.3} {:.3} | {:3.0} % | {:.2} | {:4.1} %",
        at(&mut times, 0.5),
        at(&mut times, 0.95),
        percent(&times, target),
        at(&mut jain, 0.5),
        at(&mut rejected, 0.5),
    );
}

#[test]
#[ignore = "it prints figures, and asserts nothing"]
fn all_figures() {
    println!("time: median, 95th percentile | within the target | Jain's index | rejected");
    for (place, latency) in [("near", NEAR), ("far", FAR)] {
        for (counts_rejected, counts) in SERVERS {
            for known in KNOWN {
                let base = Setup {
                    latency,
                    counts_rejected,
                    stop: 100_000.0,
                    ..Setup::default()
                };
                let name = format!("{place}, counts from {counts}, {known:?}");
                let target = if known == Known::Nothing { 1.1 } else { 1.05 };
                let all = runs(base, 25, 20).map(|setup| setup.with(known));
                figures(&format!("1 x 200: {name}"), all, target);
                for (processes, requests) in [(20, 1), (4, 25)] {
                    let base = Setup {
                        shared: true,
                        processes,
                        requests,
                        ..base
                    };
                    let all = runs(base, 25, 10).map(|setup| setup.with(known));
                    figures(
                        &format!("{processes} x {requests} shared: {name}"),
                        all,
                        1.1,
                    );
                }
                if place == "near" {
                    for processes in [2, 4, 8, 16, 32, 64] {
                        let base = Setup {
                            processes,
                            requests: 25,
                            ..base
                        };
                        let all = runs(base, 7, 4).map(|setup| setup.with(known));
                        let target = if known == Known::Nothing { 2.0 } else { 1.15 };
                        figures(&format!("{processes} x 25 apart: {name}"), all, target);
                    }
                }
            }
        }
    }
}
