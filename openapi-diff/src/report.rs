//! All changes from one document to another.

use std::{collections::HashMap, fmt};

use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::{
    change::{Change, Kind, Verdict},
    place::Part,
};

/// All changes from one document to another: first those that break the wire, then those that break Rust code only.
///
/// As JSON, it is an object with the `changes`, each with its sentence as `text`, and their `counts`. Its `Display` has a line for each change.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// The changes, breaking ones first.
    pub changes: Vec<Change>,
}

/// How many changes there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// All changes.
    pub changes: usize,
    /// Those that break the wire or Rust code.
    pub breaking: usize,
    /// Those that break programs which speak to the server.
    pub wire_breaking: usize,
    /// Those that break code which uses the generated client.
    pub rust_breaking: usize,
}

impl Report {
    pub(crate) fn new(changes: Vec<Change>) -> Self {
        let mut changes = merged(changes);
        let breaks = |verdict| verdict == Verdict::Breaking;
        changes.sort_by(|one, other| {
            let key = |change: &Change| (!breaks(change.wire), !breaks(change.rust));
            let place = |change: &Change| change.place.operation.clone();
            key(one)
                .cmp(&key(other))
                .then(place(one).cmp(&place(other)))
        });
        Self { changes }
    }

    /// How many changes there are of each kind of verdict.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let count = |is_counted: fn(&Change) -> bool| {
            let changes = self.changes.iter();
            changes.filter(|change| is_counted(change)).count()
        };
        Counts {
            changes: self.changes.len(),
            breaking: count(Change::is_breaking),
            wire_breaking: count(|change| change.wire == Verdict::Breaking),
            rust_breaking: count(|change| change.rust == Verdict::Breaking),
        }
    }

    /// Whether the wire or the Rust API breaks.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.changes.iter().any(Change::is_breaking)
    }
}

/// The changes without those that are another one in another place.
fn merged(changes: Vec<Change>) -> Vec<Change> {
    let mut merged: Vec<Change> = Vec::new();
    let mut known: HashMap<String, Vec<usize>> = HashMap::new();
    for change in changes {
        let is_whole = change.place.part == Part::Whole;
        let is_everywhere = matches!(
            change.change,
            Kind::TrailingSlash { .. }
                | Kind::SecurityChanged(_)
                | Kind::ServerAdded { .. }
                | Kind::ServerRemoved { .. }
        );
        let key = if is_whole && is_everywhere {
            String::new()
        } else {
            format!("{:?}", change.place.coarse())
        };
        let candidates = known.entry(key).or_default();
        let same = candidates.iter().find(|number| {
            let other = &merged[**number];
            other.change == change.change && other.wire == change.wire
        });
        let Some(number) = same.copied() else {
            candidates.push(merged.len());
            merged.push(change);
            continue;
        };
        let same = &mut merged[number];
        same.rust = same.rust.max(change.rust);
        for place in std::iter::once(change.place).chain(change.also) {
            let place = place.inside("");
            let is_known = same.place.inside("") == place || same.also.contains(&place);
            if !is_known {
                same.also.push(place);
            }
        }
    }
    merged
}

/// A change with its sentence.
#[derive(Serialize)]
struct WithText<'c> {
    text: String,
    #[serde(flatten)]
    change: &'c Change,
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Report", 2)?;
        object.serialize_field("counts", &self.counts())?;
        let changes = self.changes.iter().map(|change| WithText {
            text: change.to_string(),
            change,
        });
        object.serialize_field("changes", &changes.collect::<Vec<_>>())?;
        object.end()
    }
}

/// `12 changes: 3 break the wire, 4 break Rust code`
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}: {} breaking on the wire, {} breaking in Rust",
            self.changes,
            if self.changes == 1 {
                "change"
            } else {
                "changes"
            },
            self.wire_breaking,
            self.rust_breaking
        )
    }
}

/// A line for each change, and their counts.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.changes {
            let breaks = |verdict| verdict == Verdict::Breaking;
            let mark = match (breaks(change.wire), breaks(change.rust)) {
                (true, true) => "BREAKING wire, Rust",
                (true, false) => "BREAKING wire",
                (false, true) => "BREAKING Rust",
                (false, false) => "",
            };
            writeln!(f, "{mark:19}  {change}")?;
        }
        write!(f, "{}", self.counts())
    }
}
