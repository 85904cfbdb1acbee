use std::{io, path::PathBuf};

/// Why the client could not be generated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The document cannot be read.
    #[error("cannot read the OpenAPI document {path}: {source}", path = .path.display())]
    Read {
        /// The absolute path of the document.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is not a document, or it has a syntax error.
    #[error("{path}:{line}:{column}: {message}", path = .path.display())]
    Parse {
        /// The path of the file.
        path: PathBuf,
        /// The line of the error, counted from 1.
        line: usize,
        /// The column of the error in characters, counted from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// The overlay cannot be read or applied.
    #[error("cannot lay {path} over the document: {message}", path = .path.display())]
    Overlay {
        /// The path of the overlay.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// The document is not OpenAPI 3.
    #[error("cannot normalize the document: {0}")]
    Normalize(#[from] openapi_normalize::Error),
    /// The document does not have an operation that the crate needs.
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
    /// No operation has the name that was asked for.
    #[error("no operation of the document is called `{pattern}`; the nearest one is `{nearest}`")]
    NoSuchOperation {
        /// What was asked for.
        pattern: String,
        /// The operation whose name is most similar.
        nearest: String,
    },
    /// Progenitor fails on the document as a whole, or its output is not Rust.
    #[error("cannot generate a client from the normalized document: {0}")]
    Generate(String),
    /// Something in progenitor's output that has to be changed was not found.
    #[error(
        "cannot {change}: progenitor's output has the place for it {found} times instead of {expected}; \
         openapi-codegen is written for progenitor 0.15"
    )]
    UnknownOutput {
        /// The change that was to be made.
        change: &'static str,
        /// How many places there should be.
        expected: usize,
        /// How many places there are.
        found: usize,
    },
    /// One of the [`Paths`](crate::Paths) is not a Rust path.
    #[error("`{0}` is not a path in Rust, such as `crate::runtime`")]
    InvalidPath(String),
    /// A file cannot be written.
    #[error("cannot write {path}: {source}", path = .path.display())]
    Write {
        /// The path of the file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}
