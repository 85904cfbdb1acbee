use std::{io, path::PathBuf};

/// Why no client could be generated.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot read the OpenAPI document {path}: {source}", path = .path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{path}:{line}:{column}: not an OpenAPI document in JSON or YAML: {message}", path = .path.display())]
    Parse {
        path: PathBuf,
        line: u64,
        column: u64,
        message: String,
    },
    #[error("cannot lay {path} over the document: {message}", path = .path.display())]
    Overlay { path: PathBuf, message: String },
    #[error("cannot normalize the document: {0}")]
    Normalize(#[from] openapi_normalize::Error),
    #[error(
        "the document has no operation `{operation}` ({expected}), which vast-sdk is written for; \
         the nearest operations are: {nearest}"
    )]
    MissingOperation {
        operation: &'static str,
        expected: &'static str,
        nearest: String,
    },
    #[error("cannot generate a client from the normalized document: {0}")]
    Generate(String),
    #[error("cannot write {path}: {source}", path = .path.display())]
    Write { path: PathBuf, source: io::Error },
}
