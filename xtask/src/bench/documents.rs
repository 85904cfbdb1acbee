//! Documents of several sizes.

use serde_json::{Value, json};
use vast_sdk_tests::judge::fidelity;

use crate::{pipeline, root};

/// The vendored document and, where they are at hand, the published revisions, by their number of
/// operations.
#[must_use]
pub fn all() -> Vec<(usize, Value)> {
    let folder = std::fs::read_dir(root().join("../shared/specs"));
    let paths = folder
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let paths = paths.filter(|path| path.extension().is_some_and(|it| it == "json"));
    let documents = [pipeline::vendored()].into_iter().chain(paths).map(|path| {
        let document = pipeline::load(&path).expect("a document").document;
        (fidelity::operations(&document), document)
    });
    let mut all: Vec<(usize, Value)> = documents.collect();
    all.sort_by_key(|(operations, _)| *operations);
    all
}

/// The same operations several times, with a name of their own each time.
#[must_use]
pub fn times(document: &Value, count: usize) -> Value {
    let mut repeated = document.clone();
    repeated["paths"] = json!({});
    for number in 0..count {
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            let mut item = item.clone();
            let operations = item.as_object_mut().into_iter();
            for operation in operations.flat_map(|item| item.values_mut()) {
                let summary = operation["summary"].as_str().unwrap_or_default();
                operation["summary"] = json!(format!("{summary} {number}"));
            }
            repeated["paths"][format!("/{number}{path}")] = item;
        }
    }
    repeated
}
