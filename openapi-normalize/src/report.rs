//! The report: every change that was made to a document, as data.
//!
//! An [`Entry`] is a place in the original document and a [`Change`]. What else there is to know,
//! [its rule](Change::rule), [whether it is lossless](Change::is_lossless) and its text, follows from
//! the change.

mod change;
mod lossless;
mod reason;
mod rule;
mod rules;
mod text;

use std::fmt;

use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct};

use crate::pointer::Pointer;

pub use change::Change;
pub use reason::{
    Alternatives, EmptyAs, KeywordProblem, Limit, NotUsed, OperationProblem, ParameterProblem,
    Part, ReadLike, ResponseClass, Unexpected, UnionProblem, Unresolved, ValueKind, WrittenAs,
};
pub use rule::Rule;

/// One change that was made to the document.
///
/// As text it is a line, `[LOSSY ]#/pointer rule: what was done`. As JSON it is an object with
/// `pointer`, `change`, `rule` and `lossless`; the last two are for readers, and not read back.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Entry {
    /// Where in the original document.
    pub pointer: Pointer,
    /// What was done.
    pub change: Change,
}

impl Entry {
    /// The rule that made the change.
    #[must_use]
    pub fn rule(&self) -> Rule {
        self.change.rule()
    }

    /// Whether nothing was lost: see [`Change::is_lossless`].
    #[must_use]
    pub fn is_lossless(&self) -> bool {
        self.change.is_lossless()
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.is_lossless() { "" } else { "LOSSY " };
        write!(f, "{mark}{} {}: {}", self.pointer, self.rule(), self.change)
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entry = serializer.serialize_struct("Entry", 4)?;
        entry.serialize_field("pointer", &self.pointer)?;
        entry.serialize_field("change", &self.change)?;
        entry.serialize_field("rule", self.rule().as_str())?;
        entry.serialize_field("lossless", &self.is_lossless())?;
        entry.end()
    }
}

/// Every change that [`normalize`](crate::normalize) made, ordered by its place in the document.
///
/// As text it has a line for each entry; as JSON it is an array of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Report {
    entries: Vec<Entry>,
}

impl Report {
    /// All changes.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The changes that lost or guessed something.
    pub fn lossy(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.is_lossless())
    }

    /// Adds a change at the end.
    pub fn push(&mut self, pointer: Pointer, change: Change) {
        self.entries.push(Entry { pointer, change });
    }

    pub(crate) fn changes_mut(&mut self) -> impl Iterator<Item = &mut Change> {
        self.entries.iter_mut().map(|entry| &mut entry.change)
    }

    pub(crate) fn retain(&mut self, stays: impl FnMut(&Entry) -> bool) {
        self.entries.retain(stays);
    }

    /// Orders the entries and drops repetitions: a shared schema may be read more than once.
    pub(crate) fn settle(&mut self) {
        self.entries.sort_by_cached_key(|entry| {
            let text = entry.change.to_string();
            (entry.pointer.clone(), entry.rule().as_str(), text)
        });
        self.entries.dedup();
    }
}

impl Extend<Entry> for Report {
    fn extend<T: IntoIterator<Item = Entry>>(&mut self, entries: T) {
        self.entries.extend(entries);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries
            .iter()
            .try_for_each(|entry| writeln!(f, "{entry}"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn report() -> Report {
        let mut report = Report::default();
        let at = Pointer::root().child("paths").child("/a");
        report.push(
            at.child("get"),
            Change::OperationLeftOut {
                operation_id: "look".to_owned(),
                reason: OperationProblem::EmptyPathSegment,
            },
        );
        report.push(
            at,
            Change::CheckDescribed {
                keyword: "minimum".to_owned(),
            },
        );
        report
    }

    #[test]
    fn an_entry_is_a_line() {
        assert_eq!(
            report().to_string(),
            "LOSSY #/paths/~1a/get operations: the operation `look` is left out: \
             its path has an empty segment\n\
             #/paths/~1a validation: `minimum` is described, not checked by the client\n"
        );
    }

    #[test]
    fn json_says_what_was_done_and_what_follows_from_it() {
        assert_eq!(
            serde_json::to_value(report()).unwrap()[1],
            json!({
                "pointer": "/paths/~1a",
                "change": { "kind": "check_described", "keyword": "minimum" },
                "rule": "validation",
                "lossless": true,
            })
        );
    }

    #[test]
    fn json_is_read_back_as_the_same_report() {
        let text = serde_json::to_string(&report()).unwrap();
        let read: Report = serde_json::from_str(&text).unwrap();
        assert_eq!(read, report());
    }
}
