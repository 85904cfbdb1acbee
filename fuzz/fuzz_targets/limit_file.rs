//! Whatever stands in the file that processes share, the next request waits for a time that has an end.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| vast_sdk::api::fuzzing::limit_file(bytes));
