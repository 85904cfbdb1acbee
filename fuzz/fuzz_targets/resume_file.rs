//! Whatever an earlier run left, reading it ends, and a line that is whole is read.

#![no_main]

// Included, as vast-cli is a program. As a library, it would bring all that it depends on into the instrumented build.
#[path = "../../vast-cli/src/resume/records.rs"]
mod records;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let line = b"\n{\"dst_id\":12371,\"success\":true}\n";
    let text = [bytes, line.as_slice()].concat();
    if let Ok(records) = records::read(text.as_slice()) {
        assert_eq!(records.canceled.last(), Some(&12371));
        assert!(records.canceled.len() <= records.understood);
        let lines = text.split(|byte| *byte == b'\n').count();
        assert!(records.broken < lines);
    }
});
