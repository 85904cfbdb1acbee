use openapi_normalize::{Normalized, operations};
use serde_json::Value;

use super::Error;

/// The operation that vast-sdk wraps: its name, from `overlay.json`, and where it is published.
const OPERATION: &str = "cancel_sync";
const PUBLISHED_AT: &str = "DELETE /api/v0/commands/rclone/";

/// Lowers the document to what progenitor accepts.
pub fn normalize(document: &Value) -> Result<Normalized, Error> {
    Ok(openapi_normalize::normalize(document)?)
}

/// Makes sure that the operation that vast-sdk wraps is in the normalized document.
pub fn require_operation(document: &Value) -> Result<(), Error> {
    let operations = operations(document).filter_map(|(path, method, operation)| {
        let id = operation["operationId"].as_str()?;
        Some((format!("{} {path}", method.to_uppercase()), id))
    });
    let mut operations: Vec<(String, &str)> = operations.collect();
    let published = |place: &str| place.trim_end_matches('/') == PUBLISHED_AT.trim_end_matches('/');
    if operations
        .iter()
        .any(|(place, id)| *id == OPERATION && published(place))
    {
        return Ok(());
    }
    operations.sort_by(|(left, _), (right, _)| {
        let [left, right] =
            [left, right].map(|place| strsim::normalized_damerau_levenshtein(place, PUBLISHED_AT));
        right.total_cmp(&left)
    });
    let nearest: Vec<String> = operations
        .iter()
        .take(3)
        .map(|(place, id)| format!("{place} (`{id}`)"))
        .collect();
    Err(Error::MissingOperation {
        operation: OPERATION,
        expected: PUBLISHED_AT,
        nearest: if nearest.is_empty() {
            "none, the document has no operations".to_owned()
        } else {
            nearest.join(", ")
        },
    })
}
