//! Any text of a 429 gives an interval or
//! `None`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use vast_sdk::{
    fuzzing::error,
    reqwest::{StatusCode, header::HeaderMap},
};

fuzz_target!(|text: &[u8]| {
    let answer = |text: &[u8]| error(StatusCode::TOO_MANY_REQUESTS, HeaderMap::new(), text);
    let _ = answer(text).retry_after();
    let _ = answer(&[b"threshold=", text].concat()).retry_after();
});
