//! The questions that the tests ask the normalizer's report.

use openapi_normalize::Change;

use super::{openapi::Pointer, pending};

/// What normalization did to a document, and where.
pub struct Report {
    changes: Vec<(Pointer, Change)>,
}

impl From<openapi_normalize::Report> for Report {
    fn from(report: openapi_normalize::Report) -> Self {
        let entries = report.entries().iter();
        let changes = entries.map(|entry| (Pointer::from(&entry.pointer), entry.change.clone()));
        Self {
            changes: changes.collect(),
        }
    }
}

impl Report {
    /// Whether something was lost at this place or at one that contains it.
    #[must_use]
    pub fn explains_loss(&self, at: &Pointer) -> bool {
        let mut lossy = self
            .changes
            .iter()
            .filter(|(_, change)| !change.is_lossless());
        lossy.any(|(place, _)| is_in(at, place))
    }

    /// Whether such a change was made at one of these places, to a keyword there, or to the
    /// responses that contain the place.
    pub fn explains(&self, places: &[Pointer], is_such: impl Fn(&Change) -> bool) -> bool {
        let mut such = self.changes.iter().filter(|(_, change)| is_such(change));
        such.any(|(at, _)| places.iter().any(|place| is_about(at, place)))
    }

    /// Whether it is said to be a loss that a property of this name is left out when it is `null`.
    #[must_use]
    pub fn explains_null(&self, property: &str) -> bool {
        let mut lossy = self
            .changes
            .iter()
            .filter(|(_, change)| !pending::NULLS || !change.is_lossless());
        lossy.any(|(_, change)| match change {
            Change::NullNotSent { name } | Change::NullReadAsAbsent { name } => name == property,
            _ => false,
        })
    }
}

/// Whether `place` is `this`, or inside it.
fn is_in(place: &Pointer, this: &Pointer) -> bool {
    let rest = place.as_str().strip_prefix(this.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_about(at: &Pointer, place: &Pointer) -> bool {
    match at.as_str().strip_prefix(place.as_str()) {
        Some("") => true,
        Some(rest) => rest.starts_with('/') && rest.matches('/').count() == 1,
        None => at.as_str().ends_with("/responses") && is_in(place, at),
    }
}
