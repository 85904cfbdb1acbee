//! Any status and any body become an error that
//! keeps them and can be printed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use vast_sdk::{
    fuzzing::error,
    reqwest::{StatusCode, header::HeaderMap},
};

fuzz_target!(|answer: (u16, &[u8])| {
    let (status, body) = answer;
    let Ok(status) = StatusCode::from_u16(100 + status % 900) else {
        return;
    };
    let error = error(status, HeaderMap::new(), body);
    assert_eq!(error.status(), Some(status));
    assert_eq!(error.body(), Some(body));
    let printed = format!("{error} {error:?} {:?} {:?}", error.code(), error.message());
    assert!(printed.contains(status.as_str()));
    // The message is one line without control characters, which a terminal would act on.
    assert!(!error.to_string().contains(char::is_control));
    let _ = (error.kind(), error.may_have_executed(), error.retry_after());
});
