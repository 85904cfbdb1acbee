use openapi_normalize::operations;
use serde_json::Value;

use crate::Error;

/// An operation that code on top of the client calls.
#[derive(Clone, Copy, Debug)]
pub struct RequiredOperation {
    /// Its `operationId`.
    pub id: &'static str,
    /// Its method and path, such as `DELETE /pets/{id}`.
    pub place: &'static str,
}

/// Checks that the normalized document has the operations. If one is missing, the build fails with a
/// sentence instead of compiler errors.
///
/// # Errors
///
/// [`Error::MissingOperation`] for the first missing one, with the operations most similar to it.
pub fn require_operations(document: &Value, required: &[RequiredOperation]) -> Result<(), Error> {
    let operations = operations(document).filter_map(|(path, method, operation)| {
        let id = operation["operationId"].as_str()?;
        Some((format!("{} {path}", method.to_uppercase()), id))
    });
    let operations: Vec<(String, &str)> = operations.collect();
    let is_there = |required: &RequiredOperation| {
        let place = required.place.trim_end_matches('/');
        let mut operations = operations.iter();
        operations.any(|(other, id)| *id == required.id && other.trim_end_matches('/') == place)
    };
    match required.iter().find(|required| !is_there(required)) {
        None => Ok(()),
        Some(missing) => Err(Error::MissingOperation {
            operation: missing.id,
            place: missing.place,
            nearest: nearest(missing.place, operations),
        }),
    }
}

fn nearest(place: &str, mut operations: Vec<(String, &str)>) -> String {
    let likeness =
        |(other, _): &(String, &str)| strsim::normalized_damerau_levenshtein(other, place);
    operations.sort_by(|left, right| likeness(right).total_cmp(&likeness(left)));
    let nearest: Vec<String> = operations
        .iter()
        .take(3)
        .map(|(place, id)| format!("{place} (`{id}`)"))
        .collect();
    if nearest.is_empty() {
        return "none, the document has no operations".to_owned();
    }
    nearest.join(", ")
}
