//! Prints the normalized form of a JSON document, and the report on stderr:
//! `cargo run -p openapi-normalize --example normalize -- openapi.json`

use std::{error::Error, fs::File};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: normalize FILE")?;
    let document = serde_json::from_reader(File::open(path)?)?;
    let normalized = openapi_normalize::normalize(&document)?;
    eprint!("{}", normalized.report);
    println!("{:#}", normalized.document);
    Ok(())
}
