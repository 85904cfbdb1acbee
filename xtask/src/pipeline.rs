//! The pipeline of the build script: all that `xtask` uses of it.

use std::path::{Path, PathBuf};

use serde_json::Value;
pub use vast_sdk_tests::pipeline::{Error, generate, load, normalize, require_operation, tokens};

use crate::root;

pub fn vendored() -> PathBuf {
    root().join("openapi.json")
}

/// The document with this project's overlay.
pub fn overlay(published: &Value) -> Result<Value, Error> {
    let overlaid = vast_sdk_tests::pipeline::overlay(published, &root().join("overlay.json"))?;
    Ok(overlaid.document)
}

/// The document that the client is generated from.
pub fn load_normalized(path: &Path) -> Result<Value, Error> {
    Ok(normalize(&overlay(&load(path)?)?)?.document)
}
