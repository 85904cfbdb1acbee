//! Things that were measured in turns.

use std::{fmt, time::Duration};

pub fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[times.len() / 2]
}

/// How often the one takes the time of the other, round by round.
pub struct Ratio {
    median: f64,
    least: f64,
    most: f64,
}

pub fn ratio(one: &[Duration], other: &[Duration]) -> Ratio {
    let pairs = one.iter().zip(other);
    let mut ratios: Vec<f64> = pairs
        .map(|(one, other)| one.as_secs_f64() / other.as_secs_f64())
        .collect();
    ratios.sort_by(f64::total_cmp);
    Ratio {
        median: ratios[ratios.len() / 2],
        least: ratios[0],
        most: ratios[ratios.len() - 1],
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            median,
            least,
            most,
        } = self;
        write!(f, "{median:.4} (median; from {least:.4} to {most:.4})")
    }
}
