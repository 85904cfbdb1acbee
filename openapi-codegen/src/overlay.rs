use std::path::Path;

use roas_overlay::{apply::Apply, v1_1::Overlay};
use serde_json::Value;

use crate::Error;

/// What [`overlay`] returns.
#[derive(Clone, Debug)]
pub struct Overlaid {
    /// The document with the overlay's changes.
    pub document: Value,
    /// A sentence for each action that matches nothing in the document.
    pub unmatched: Vec<String>,
}

/// Applies the OpenAPI Overlay in the file at `path` to the document.
///
/// # Errors
///
/// [`Error::Overlay`] if the file cannot be read, is not an overlay, or cannot be applied.
pub fn overlay(document: &Value, path: &Path) -> Result<Overlaid, Error> {
    let failed = |message: String| Error::Overlay {
        path: path.to_owned(),
        message,
    };
    let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    let overlay: Overlay =
        serde_json::from_str(&text).map_err(|error| failed(error.to_string()))?;
    let mut document = document.clone();
    #[expect(
        clippy::default_trait_access,
        reason = "to name the type would take one more dependency"
    )]
    let report = overlay
        .apply(&mut document, Default::default())
        .map_err(|error| failed(error.to_string()))?;
    let unmatched = report
        .actions
        .iter()
        .filter(|action| action.matched == 0)
        .map(|action| {
            format!(
                "{}: action {} matches nothing in the document: {}",
                path.display(),
                action.index + 1,
                action.target
            )
        })
        .collect();
    Ok(Overlaid {
        document,
        unmatched,
    })
}
