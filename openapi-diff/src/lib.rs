#![doc = include_str!("../README.md")]

mod change;
mod compare;
mod document;
mod operations;
mod place;
mod report;
mod rust_api;
mod schema;
mod text;

use openapi_normalize::{Runtime, Settings};
use serde_json::Value;

pub use change::{Change, Effect, FromTo, Kind, Verdict};
pub use place::{Operation, Part, Place, Side};
pub use report::{Counts, Report};

/// A document that cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The old document is not OpenAPI 3.0, 3.1 or 3.2.
    #[error("the old document: {0}")]
    Old(#[source] openapi_normalize::Error),
    /// The new document is not OpenAPI 3.0, 3.1 or 3.2.
    #[error("the new document: {0}")]
    New(#[source] openapi_normalize::Error),
}

/// Compares two documents as they are published, or as an overlay leaves them.
///
/// What the wire becomes is read from the documents; what the generated client becomes, from what
/// `openapi-normalize` makes of them for clients of openapi-codegen.
///
/// # Errors
///
/// If one of the documents is not OpenAPI 3.0, 3.1 or 3.2. Anything inside them that is malformed is any value.
pub fn compare(old: &Value, new: &Value) -> Result<Report, Error> {
    let settings = Settings::new().runtime(Runtime::Extended);
    let normalized_old = settings.normalize(old).map_err(Error::Old)?;
    let normalized_new = settings.normalize(new).map_err(Error::New)?;
    let changes = compare::compare(
        [old, &normalized_old.document],
        [new, &normalized_new.document],
    );
    Ok(Report::new(changes))
}
