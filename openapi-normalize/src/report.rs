use std::fmt;

use serde_json::{Map, Value};

use crate::Pointer;

/// One change that was made to the document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Entry {
    /// Where in the original document.
    pub pointer: Pointer,
    /// The name of the rule that made the change.
    pub rule: &'static str,
    /// What was changed, in words.
    pub what: String,
    /// Whether the generated client can still send, receive and show every value that the
    /// original allows, under the same names. A check that moved into a description is lossless;
    /// anything left out or guessed is not.
    pub lossless: bool,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.lossless { "" } else { "LOSSY " };
        write!(f, "{mark}{} {}: {}", self.pointer, self.rule, self.what)
    }
}

/// Every change that [`normalize`](crate::normalize) made, ordered by its place in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    entries: Vec<Entry>,
}

/// What the value under a key has to be.
#[derive(Clone, Copy)]
pub(crate) enum Holds {
    Anything,
    Object,
}

impl Report {
    /// All changes.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The changes that lost or guessed something.
    pub fn lossy(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.lossless)
    }

    pub(crate) fn lossless(
        &mut self,
        pointer: &Pointer,
        rule: &'static str,
        what: impl Into<String>,
    ) {
        self.push(pointer, rule, what.into(), true);
    }

    pub(crate) fn lossy_change(
        &mut self,
        pointer: &Pointer,
        rule: &'static str,
        what: impl Into<String>,
    ) {
        self.push(pointer, rule, what.into(), false);
    }

    fn push(&mut self, pointer: &Pointer, rule: &'static str, what: String, lossless: bool) {
        self.entries.push(Entry {
            pointer: pointer.clone(),
            rule,
            what,
            lossless,
        });
    }

    /// A line for every key of `map` that is not `known`, and for every known one that does not hold
    /// the object that it should.
    pub(crate) fn leftovers(
        &mut self,
        map: &Map<String, Value>,
        known: &[(&str, Holds)],
        at: &Pointer,
    ) {
        for (key, value) in map {
            let at = at.child(key);
            let fits = match known.iter().find(|(name, _)| name == key) {
                None => {
                    let what = format!("`{key}` has no part in a generated client");
                    self.lossless(&at, "leftovers", what);
                    continue;
                }
                Some((_, Holds::Object)) => value.is_object(),
                Some((_, Holds::Anything)) => true,
            };
            if !fits {
                let what = format!("`{key}` does not hold what OpenAPI says: left out");
                self.lossy_change(&at, "leftovers", what);
            }
        }
    }

    /// Orders the entries and drops repetitions: a shared schema may be read more than once.
    pub(crate) fn settle(&mut self) {
        self.entries.sort();
        self.entries.dedup();
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries
            .iter()
            .try_for_each(|entry| writeln!(f, "{entry}"))
    }
}
