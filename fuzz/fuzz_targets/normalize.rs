//! For any JSON, the
//! normalizer returns a document or an error.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = serde_json::from_slice(bytes) {
        let _ = openapi_normalize::normalize(&document);
    }
});
