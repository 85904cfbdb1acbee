//! The pipeline as this project's build script runs it.

use std::path::{Path, PathBuf};

pub use openapi_codegen::{Error, load, normalize};
use openapi_codegen::{Generated, Paths, RequiredOperation};
use serde_json::Value;

use crate::root;

const REQUIRED: RequiredOperation = RequiredOperation {
    id: "cancel_sync",
    place: "DELETE /api/v0/commands/rclone/",
};

pub fn vendored() -> PathBuf {
    root().join("openapi.json")
}

/// The document with this project's overlay.
pub fn overlay(published: &Value) -> Result<Value, Error> {
    let overlaid = openapi_codegen::overlay(published, &root().join("overlay.json"))?;
    Ok(overlaid.document)
}

/// The document with this project's overlay, and the warnings about the published one.
pub fn load_overlaid(path: &Path) -> Result<(Value, Vec<String>), Error> {
    let published = load(path)?;
    Ok((overlay(&published.document)?, published.warnings))
}

pub fn generate(normalized: &Value) -> Result<Generated, Error> {
    openapi_codegen::generate(normalized, &Paths::default())
}

/// What progenitor alone makes of a document.
pub fn tokens(normalized: &Value) -> Result<(), String> {
    openapi_codegen::tokens(normalized, &Paths::default()).map(drop)
}

/// An error if the document lacks the operation that the facade calls.
pub fn require_operation(document: &Value) -> Result<(), Error> {
    openapi_codegen::require_operations(document, &[REQUIRED])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_required_operation_is_that_of_the_build_script() {
        let build_script = std::fs::read_to_string(root().join("build.rs")).unwrap();
        for text in [REQUIRED.id, REQUIRED.place] {
            assert!(build_script.contains(&format!("\"{text}\"")), "{text}");
        }
    }
}
