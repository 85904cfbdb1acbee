//! What a new revision of the document means for a user of the client:
//! `cargo run -p vast-sdk-tests --bin changes -- OLD NEW`

use std::{path::Path, process::ExitCode};

use openapi_codegen::Error;
use serde_json::Value;
use vast_sdk_tests::changes;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [old, new] = arguments.as_slice() else {
        eprintln!("usage: changes OLD NEW");
        return ExitCode::from(2);
    };
    let documents = [old, new].map(|path| normalized(path.as_ref()));
    let [Ok(old), Ok(new)] = documents else {
        for error in documents.into_iter().filter_map(Result::err) {
            eprintln!("{error}");
        }
        return ExitCode::FAILURE;
    };
    let changes = changes::between(&old, &new);
    for change in &changes {
        println!("{change}");
    }
    let breaking = changes.iter().filter(|change| change.breaking).count();
    println!("{} changes, {breaking} of them breaking", changes.len());
    ExitCode::SUCCESS
}

/// The document as the client is generated from it.
fn normalized(path: &Path) -> Result<Value, Error> {
    let overlay = Path::new(env!("CARGO_MANIFEST_DIR")).join("../overlay.json");
    let published = openapi_codegen::load(path)?;
    let overlaid = openapi_codegen::overlay(&published, &overlay)?;
    Ok(openapi_codegen::normalize(&overlaid.document)?.document)
}
