//! For any JSON, the
//! normalizer returns a document or an error.

#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_normalize::{Runtime, Settings};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = serde_json::from_slice(bytes) {
        for runtime in [Runtime::Stock, Runtime::Extended] {
            let _ = Settings::new().runtime(runtime).normalize(&document);
        }
    }
});
