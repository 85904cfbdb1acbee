//! For any JSON, the
//! normalizer returns a document or an error.

#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_normalize::{Keep, Runtime, Settings};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = serde_json::from_slice(bytes) {
        let stock = Settings::new().runtime(Runtime::Stock);
        let extended = stock.clone().runtime(Runtime::Extended);
        for settings in [
            stock.clone().keep(Keep::ALL.iter().copied()),
            stock,
            extended,
        ] {
            let _ = settings.normalize(&document);
        }
    }
});
