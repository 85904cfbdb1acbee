//! Lists the public API in the JSON of rustdoc, a line an item: `.ci/public-api`.

use std::{error::Error, io::Write};

use public_api::Builder;

fn main() -> Result<(), Box<dyn Error>> {
    let json = std::env::args().nth(1).ok_or("usage: public-api FILE")?;
    let api = Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .build()?;
    let mut stdout = std::io::stdout().lock();
    for item in api.items() {
        writeln!(stdout, "{item}")?;
    }
    Ok(())
}
