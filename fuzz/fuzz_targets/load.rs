//! Any JSON, YAML or page of a documentation is a document or an error.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (kind, bytes) = input;
    let extension = [".json", ".yaml", ".md"][usize::from(kind % 3)];
    let file = tempfile::Builder::new().suffix(extension).tempfile();
    let file = file.expect("a file");
    std::fs::write(file.path(), bytes).expect("a file");
    if let Err(error) = openapi_codegen::load(file.path()) {
        assert!(!error.to_string().is_empty());
    }
});
