//! What an id costs, by the number of ids.

use std::{cell::RefCell, time::Instant};

use vast_sdk_tests::client_builder;

use crate::{
    in_process::figures,
    measured::{FEW_ROUNDS, Line, Measured, Row, Target, alternately},
    server_process::{ServerProcess, this_program},
};

const USUAL: u32 = 1_000;
const COUNTS: [u32; 7] = [1, 10, 100, USUAL, 10_000, 100_000, 1_000_000];

pub fn measure() -> Measured {
    let server = ServerProcess::start();
    let mut measured = Measured::default();
    let mut points = [Vec::new(), Vec::new()];
    for count in COUNTS {
        let run = |count: u32| {
            let mut program = this_program();
            program.args(["cancel-many", &server.url, &count.to_string()]);
            let [seconds, peak] = figures(&mut program)[..] else {
                panic!("no figures")
            };
            (seconds * 1e6 / f64::from(count), peak)
        };
        let peaks = RefCell::new(Vec::new());
        let time = |count| {
            let (time, peak) = run(count);
            peaks.borrow_mut().push(peak);
            time
        };
        let times = alternately(FEW_ROUNDS, || time(count), || time(USUAL));
        let peaks = peaks.into_inner();
        let peaks = peaks.chunks(2).map(|pair| [pair[0], pair[1]]).collect();
        let row = |what: &str, unit, pairs| {
            let what = format!("`cancel_syncs` of {count} ids: {what}");
            let row = Row::new(&what, &format!("of {USUAL} ids"), unit, pairs);
            row.at_most(if count > USUAL {
                Target::Ratio(1.1)
            } else {
                Target::None
            })
        };
        let (time, memory) = (
            row("time per id", "µs", times),
            row("peak memory", "KiB", peaks),
        );
        for (points, row) in points.iter_mut().zip([&time, &memory]) {
            points.push([f64::from(count), row.ours().median]);
        }
        if count != USUAL {
            measured.rows.extend([time, memory]);
        }
    }
    let names = ["time per id, µs", "peak memory, KiB"];
    for (name, points) in names.into_iter().zip(points) {
        measured.lines.push(Line {
            picture: "growth".to_owned(),
            name: name.to_owned(),
            points,
        });
    }
    measured
}

/// In a process of its own; prints its seconds, and its peak in KiB.
pub async fn cancel_many(url: &str, count: &str) {
    let count: u32 = count.parse().expect("a number");
    let client = client_builder(url).build().expect("a client");
    let start = Instant::now();
    let mut answers = client.cancel_many(0..count);
    while let Some((_, result)) = answers.next().await {
        result.expect("a success");
    }
    let seconds = start.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|line| line.split_whitespace().next());
    println!("{seconds} {}", peak.expect("the peak"));
}
