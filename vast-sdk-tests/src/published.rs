//! The published revisions of the document, where they are at hand, and documents larger than any.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{judge::fidelity, pipeline};

/// The vendored document.
#[must_use]
pub fn vendored() -> Value {
    pipeline::load(&repository().join("openapi.json")).expect("a document")
}

/// All that are at hand, the vendored one included, by their number of operations.
#[must_use]
pub fn all() -> Vec<(usize, Value)> {
    let folder = std::fs::read_dir(repository().join("../shared/specs"));
    let files = folder
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let files: Vec<PathBuf> = files
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    let published = files
        .iter()
        .map(|path| pipeline::load(path).expect("a document"));
    let mut all: Vec<(usize, Value)> = std::iter::once(vendored())
        .chain(published)
        .map(|document| (fidelity::operations(&document), document))
        .collect();
    all.sort_by_key(|(operations, _)| *operations);
    all
}

/// The one with the most operations.
#[must_use]
pub fn largest() -> Value {
    all().pop().map_or_else(vendored, |(_, document)| document)
}

/// The overlay that is laid over each of them.
#[must_use]
pub fn overlay() -> PathBuf {
    repository().join("overlay.json")
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The same operations several times over, each with a name of its own.
#[must_use]
pub fn times(document: &Value, count: usize) -> Value {
    let mut repeated = document.clone();
    repeated["paths"] = json!({});
    for number in 0..count {
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            let mut item = item.clone();
            for operation in item
                .as_object_mut()
                .into_iter()
                .flat_map(|item| item.values_mut())
            {
                let summary = operation["summary"].as_str().unwrap_or_default();
                operation["summary"] = json!(format!("{summary} {number}"));
            }
            repeated["paths"][format!("/{number}{path}")] = item;
        }
    }
    repeated
}
