//! Any `Retry-After` and any `Date` give a time or
//! `None`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use vast_sdk::{
    fuzzing::error,
    reqwest::{
        StatusCode,
        header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER},
    },
};

fuzz_target!(|values: (&[u8], &[u8])| {
    let mut headers = HeaderMap::new();
    for (name, value) in [(RETRY_AFTER, values.0), (DATE, values.1)] {
        headers.extend(
            HeaderValue::from_bytes(value)
                .ok()
                .map(|value| (name, value)),
        );
    }
    let error = error(StatusCode::SERVICE_UNAVAILABLE, headers, b"");
    let digits = values.0.iter().all(u8::is_ascii_digit) && !values.0.is_empty();
    assert!(error.retry_after().is_some() || !digits);
});
