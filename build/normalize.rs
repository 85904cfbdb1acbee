use openapi_normalize::{METHODS, Normalized};
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
    let mut operations = operations(document);
    let published = |place: &str| place.trim_end_matches('/') == PUBLISHED_AT.trim_end_matches('/');
    if operations
        .iter()
        .any(|(place, id)| id == OPERATION && published(place))
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

/// Method and path of every operation, and its id.
fn operations(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths
        .flat_map(|(path, item)| {
            METHODS.iter().filter_map(move |method| {
                let id = item.get(method)?["operationId"].as_str()?;
                Some((format!("{} {path}", method.to_uppercase()), id.to_owned()))
            })
        })
        .collect()
}
