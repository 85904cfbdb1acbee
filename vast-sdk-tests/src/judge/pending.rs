//! What clients do not do yet, and is not checked until they do. Each of these is to go.

/// Integers beyond `i64`, and those that are written as `1.0`.
pub const ANY_INTEGER: bool = false;
/// `null` and absent are told apart in responses.
pub const NULLS: bool = false;
/// The text of an error beside JSON is the error's text.
pub const TEXT_ERRORS: bool = true;
/// `Accept` is what the document says.
pub const ACCEPT: bool = true;
