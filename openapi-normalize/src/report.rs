use std::fmt;

use crate::pointer::Pointer;

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
