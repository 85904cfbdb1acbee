//! What an id costs, by the number of ids.

use super::{
    measured::{Limit, Line, Measured, Pair, Rounds, Row},
    processes::{CancelServer, figures, this_program},
};

const USUAL: u32 = 1_000;
const MOST: u32 = 1_000_000;
const COUNTS: [u32; 7] = [1, 10, 100, USUAL, 10_000, 100_000, MOST];

pub fn measure(rounds: Rounds) -> Measured {
    let server = CancelServer::start();
    let counts = if rounds.quick { &COUNTS[..5] } else { &COUNTS };
    // Time and memory of each id.
    let run = |count: u32| {
        let mut program = this_program("cancel-many");
        let [seconds, peak] = figures(program.args([&server.url, &count.to_string()]));
        [seconds * 1e6 / f64::from(count), peak]
    };
    let mut measured = Measured {
        lines: vec![
            Line::new("time per id", "µs", "ids"),
            Line::new("peak memory", "KiB", "ids"),
        ],
        ..Measured::default()
    };
    for &count in counts {
        let pairs: Vec<_> = (0..rounds.of(Rounds::FEW))
            .map(|_| [run(count), run(USUAL)])
            .collect();
        for (index, (what, unit)) in [("time per id", "µs"), ("peak memory", "KiB")]
            .into_iter()
            .enumerate()
        {
            let pairs: Vec<Pair> = pairs
                .iter()
                .map(|pair| pair.map(|run| run[index]))
                .collect();
            let what = format!("`cancel_many` of {count} ids: {what}");
            let mut row = Row::new(what, format!("of {USUAL} ids"), unit, pairs);
            row.limit = (count > USUAL).then_some(Limit::Ratio(1.1));
            if count == MOST && unit == "KiB" {
                let caption = "Peak memory of a million cancels, and of a thousand";
                row = row.drawn(caption, "1,000,000 ids").at_a_glance();
            }
            measured.lines[index]
                .points
                .push((count.into(), row.ours().median));
            if count != USUAL {
                measured.rows.push(row);
            }
        }
    }
    measured
}
