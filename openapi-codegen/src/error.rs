use std::{io, path::PathBuf};

/// Why no client could be generated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The document cannot be read.
    #[error("cannot read the OpenAPI document {path}: {source}", path = .path.display())]
    Read {
        /// The document, as an absolute path.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The document is neither JSON nor YAML, or no object.
    #[error("{path}:{line}:{column}: not an OpenAPI document in JSON or YAML: {message}", path = .path.display())]
    Parse {
        /// The document.
        path: PathBuf,
        /// From 1.
        line: u64,
        /// From 1.
        column: u64,
        /// What is wrong there.
        message: String,
    },
    /// The overlay cannot be read or applied.
    #[error("cannot lay {path} over the document: {message}", path = .path.display())]
    Overlay {
        /// The overlay.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// The document is not OpenAPI 3.
    #[error("cannot normalize the document: {0}")]
    Normalize(#[from] openapi_normalize::Error),
    /// The document lacks an operation that the crate is written for.
    #[error(
        "the document has no operation `{operation}` ({place}), which this crate is written for; \
         the nearest operations are: {nearest}"
    )]
    MissingOperation {
        /// Its `operationId`.
        operation: &'static str,
        /// Its method and path.
        place: &'static str,
        /// The operations with the most similar method and path.
        nearest: String,
    },
    /// progenitor fails on the document as a whole, or the outcome is not Rust.
    #[error("cannot generate a client from the normalized document: {0}")]
    Generate(String),
    /// A place in progenitor's output that has to be changed is not where it was.
    #[error(
        "cannot {change}: progenitor's output has the place for it {found} times instead of {expected}; \
         openapi-codegen is written for progenitor 0.15"
    )]
    UnknownOutput {
        /// What was to be changed.
        change: &'static str,
        /// The number of places that there should be.
        expected: usize,
        /// The number of places that there are.
        found: usize,
    },
    /// What [`Paths`](crate::Paths) names is no Rust path.
    #[error("`{0}` is not a path in Rust, such as `crate::runtime`")]
    InvalidPath(String),
    /// A file cannot be written.
    #[error("cannot write {path}: {source}", path = .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}
