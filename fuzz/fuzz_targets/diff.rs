//! For any JSON, a document has no changes against itself.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = serde_json::from_slice::<serde_json::Value>(bytes)
        && let Ok(report) = openapi_diff::compare(&document, &document)
    {
        assert!(report.changes.is_empty(), "{report}");
    }
});
