//! What is measured, and what it is held to.

use serde::{Deserialize, Serialize};

/// How often two things are measured in turns, unless it takes too long or is the same each time.
pub const ROUNDS: usize = 20;
/// Of what takes minutes.
pub const FEW_ROUNDS: usize = 10;

/// What a section of the report has measured.
#[derive(Default, Serialize, Deserialize)]
pub struct Measured {
    pub rows: Vec<Row>,
    pub lines: Vec<Line>,
    /// What else there is to say, such as what could not be measured here, and why.
    pub notes: Vec<String>,
}

/// Two things that were measured in turns.
#[derive(Serialize, Deserialize)]
pub struct Row {
    pub what: String,
    pub against: String,
    pub unit: String,
    /// Ours, theirs.
    pub pairs: Vec<[f64; 2]>,
    pub target: Target,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
pub enum Target {
    /// Said, not judged.
    None,
    /// Ours is at most so many times theirs.
    Ratio(f64),
    /// Ours is at most so many more than theirs.
    More(f64),
}

/// Of several figures.
pub struct Spread {
    pub least: f64,
    pub median: f64,
    pub most: f64,
}

impl Spread {
    pub fn of(figures: impl IntoIterator<Item = f64>) -> Self {
        let mut figures: Vec<f64> = figures.into_iter().collect();
        figures.sort_by(f64::total_cmp);
        Self {
            least: figures.first().copied().unwrap_or(f64::NAN),
            median: median(&figures),
            most: figures.last().copied().unwrap_or(f64::NAN),
        }
    }
}

fn median(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    match sorted {
        [] => f64::NAN,
        _ if sorted.len().is_multiple_of(2) => f64::midpoint(sorted[half - 1], sorted[half]),
        _ => sorted[half],
    }
}

impl Row {
    pub fn new(what: &str, against: &str, unit: &str, pairs: Vec<[f64; 2]>) -> Self {
        Self {
            what: what.to_owned(),
            against: against.to_owned(),
            unit: unit.to_owned(),
            pairs,
            target: Target::None,
        }
    }

    pub fn at_most(mut self, target: Target) -> Self {
        self.target = target;
        self
    }

    pub fn ours(&self) -> Spread {
        Spread::of(self.pairs.iter().map(|[ours, _]| *ours))
    }

    pub fn theirs(&self) -> Spread {
        Spread::of(self.pairs.iter().map(|[_, theirs]| *theirs))
    }

    /// Ours to theirs, pair by pair.
    pub fn ratio(&self) -> Spread {
        Spread::of(self.pairs.iter().map(|[ours, theirs]| ours / theirs))
    }

    /// Whether the median is what it is held to.
    pub fn is_met(&self) -> Option<bool> {
        match self.target {
            Target::None => None,
            Target::Ratio(most) => Some(self.ratio().median <= most),
            Target::More(most) => {
                let more = self.pairs.iter().map(|[ours, theirs]| ours - theirs);
                Some(Spread::of(more).median <= most)
            }
        }
    }
}

/// How something grows: a line of a picture.
#[derive(Serialize, Deserialize)]
pub struct Line {
    pub picture: String,
    pub name: String,
    pub points: Vec<[f64; 2]>,
}

/// Measures two things in turns, after a round that warms up.
pub fn in_turns(
    rounds: usize,
    mut ours: impl FnMut() -> f64,
    mut theirs: impl FnMut() -> f64,
) -> Vec<[f64; 2]> {
    alternately(1, &mut ours, &mut theirs);
    alternately(rounds, ours, theirs)
}

/// The same without warming up.
pub fn alternately(
    rounds: usize,
    mut ours: impl FnMut() -> f64,
    mut theirs: impl FnMut() -> f64,
) -> Vec<[f64; 2]> {
    (0..rounds).map(|_| [ours(), theirs()]).collect()
}
