//! What is said in descriptions.

/// For what the document calls `deprecated`.
pub(super) const DEPRECATED: &str = "Deprecated.";

/// A description with a paragraph more.
pub(super) fn with_note(description: Option<&str>, note: &str) -> String {
    match description {
        Some(description) => format!("{description}\n\n{note}"),
        None => note.to_owned(),
    }
}
