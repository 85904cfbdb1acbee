//! Prints what changes from one document in JSON to another: `cargo run -p openapi-diff --example diff OLD NEW`

use std::{env, fs};

use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut paths = env::args().skip(1);
    let mut document = || -> Result<Value, Box<dyn std::error::Error>> {
        let path = paths.next().ok_or("usage: diff OLD NEW")?;
        Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
    };
    let report = openapi_diff::compare(&document()?, &document()?)?;
    println!("{report}");
    Ok(())
}
