//! Pairs of figures, and the limits they have to keep.

use serde::{Deserialize, Serialize};

/// How often each pair is measured.
#[derive(Clone, Copy)]
pub struct Rounds {
    pub quick: bool,
}

impl Rounds {
    /// For what takes seconds at most.
    pub const USUAL: usize = 20;
    /// For what takes minutes, or varies little.
    pub const FEW: usize = 10;

    pub fn of(self, rounds: usize) -> usize {
        if self.quick { 1 } else { rounds }
    }
}

/// What a section has measured.
#[derive(Default, Serialize, Deserialize)]
pub struct Measured {
    pub rows: Vec<Row>,
    pub lines: Vec<Line>,
    /// Remarks for the page, such as what could not be measured here, and why.
    pub notes: Vec<String>,
}

impl From<Vec<Row>> for Measured {
    fn from(rows: Vec<Row>) -> Self {
        Self {
            rows,
            ..Self::default()
        }
    }
}

/// Ours and theirs, measured one right after the other.
pub type Pair = [f64; 2];

/// Two things that were measured in turns.
#[derive(Serialize, Deserialize)]
pub struct Row {
    pub what: String,
    pub against: String,
    pub unit: String,
    pub pairs: Vec<Pair>,
    pub limit: Option<Limit>,
    /// For a picture; a row without one is only in the table.
    pub caption: Option<Caption>,
}

#[derive(Serialize, Deserialize)]
pub struct Caption {
    pub text: String,
    /// The name of what is measured.
    pub ours: String,
    /// Whether the row is in the picture of the README, too.
    pub at_a_glance: bool,
}

/// What the median is held to.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub enum Limit {
    /// Ours divided by theirs.
    Ratio(f64),
    /// Ours minus theirs.
    Difference(f64),
}

pub struct Spread {
    pub least: f64,
    pub median: f64,
    pub most: f64,
}

impl Spread {
    pub fn of(figures: impl IntoIterator<Item = f64>) -> Self {
        let mut figures: Vec<f64> = figures.into_iter().collect();
        figures.sort_by(f64::total_cmp);
        let at = |index: usize| figures.get(index).copied().unwrap_or(f64::NAN);
        let last = figures.len().saturating_sub(1);
        Self {
            least: at(0),
            median: f64::midpoint(at(last / 2), at(last.div_ceil(2))),
            most: at(last),
        }
    }
}

impl Row {
    pub fn new(
        what: impl Into<String>,
        against: impl Into<String>,
        unit: &str,
        pairs: Vec<Pair>,
    ) -> Self {
        Self {
            what: what.into(),
            against: against.into(),
            unit: unit.to_owned(),
            pairs,
            limit: None,
            caption: None,
        }
    }

    /// In the picture of its question, with this name for what is measured.
    pub fn drawn(mut self, text: impl Into<String>, ours: &str) -> Self {
        self.caption = Some(Caption {
            text: text.into(),
            ours: ours.to_owned(),
            at_a_glance: false,
        });
        self
    }

    /// In the picture of the README, too.
    pub fn at_a_glance(mut self) -> Self {
        if let Some(caption) = &mut self.caption {
            caption.at_a_glance = true;
        }
        self
    }

    pub fn held_to(mut self, limit: Limit) -> Self {
        self.limit = Some(limit);
        self
    }

    pub fn ours(&self) -> Spread {
        Spread::of(self.pairs.iter().map(|[ours, _]| *ours))
    }

    pub fn theirs(&self) -> Spread {
        Spread::of(self.pairs.iter().map(|[_, theirs]| *theirs))
    }

    /// Of the ratios, pair by pair.
    pub fn ratio(&self) -> Spread {
        Spread::of(self.pairs.iter().map(|[ours, theirs]| ours / theirs))
    }

    pub fn is_met(&self) -> Option<bool> {
        Some(match self.limit? {
            Limit::Ratio(most) => self.ratio().median <= most,
            Limit::Difference(most) => {
                Spread::of(self.pairs.iter().map(|[ours, theirs]| ours - theirs)).median <= most
            }
        })
    }
}

/// A line of a picture.
#[derive(Serialize, Deserialize)]
pub struct Line {
    pub name: String,
    pub unit: String,
    /// What is counted from left to right.
    pub of: String,
    pub points: Vec<(f64, f64)>,
}

impl Line {
    pub fn new(name: &str, unit: &str, of: &str) -> Self {
        Self {
            name: name.to_owned(),
            unit: unit.to_owned(),
            of: of.to_owned(),
            points: Vec::new(),
        }
    }
}

/// Measures two things in turns, after a round to warm up.
pub fn in_turns(
    rounds: usize,
    mut ours: impl FnMut() -> f64,
    mut theirs: impl FnMut() -> f64,
) -> Vec<Pair> {
    let pairs = (0..=rounds).map(|_| [ours(), theirs()]);
    pairs.skip(1).collect()
}

/// Three digits, or all of those before the point.
pub fn short(figure: f64) -> String {
    let places = match figure.abs() {
        0.0 | 100.0.. => 0,
        10.0.. => 1,
        1.0.. => 2,
        0.1.. => 3,
        _ => 4,
    };
    let text = format!("{figure:.places$}");
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let digits = whole.char_indices().map(|(at, digit)| {
        let comma = at > 0 && (whole.len() - at).is_multiple_of(3);
        if comma {
            format!(",{digit}")
        } else {
            digit.to_string()
        }
    });
    digits.collect::<String>() + rest
}
