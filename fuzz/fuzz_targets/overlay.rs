//! Any overlay is applied to a document or is an error.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), bytes).expect("a file");
    let document = serde_json::json!({ "paths": { "/a": { "get": { "tags": ["b", "c"] } } } });
    let _ = openapi_codegen::overlay(&document, file.path());
});
