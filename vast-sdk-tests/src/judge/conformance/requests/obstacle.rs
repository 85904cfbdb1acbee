//! Why an operation is not called.

/// Why an operation is not called.
pub(super) enum Obstacle {
    /// No valid value was found for this schema.
    NoValue(String),
    /// The client does not accept what the document allows.
    NotTaken(String),
}
