//! Generates clients of the garden with progenitor, in both of its styles, as the documentation of progenitor says.

use std::{env, fs, path::Path};

use openapi_normalize::{Runtime, Settings};
use progenitor::{GenerationSettings, Generator, InterfaceStyle};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=../../openapi-codegen/example/openapi.json");
    let document = serde_json::from_str(&fs::read_to_string(
        "../../openapi-codegen/example/openapi.json",
    )?)?;
    let settings = Settings::new().runtime(Runtime::Stock);
    let normalized = settings.normalize(&document)?;
    let spec = serde_json::from_value(normalized.document)?;
    let out = env::var("OUT_DIR")?;
    for (style, file) in [
        (InterfaceStyle::Positional, "positional.rs"),
        (InterfaceStyle::Builder, "builder.rs"),
    ] {
        let mut generator = Generator::new(GenerationSettings::default().with_interface(style));
        let tokens = generator.generate_tokens(&spec)?;
        let client = prettyplease::unparse(&syn::parse2(tokens)?);
        fs::write(Path::new(&out).join(file), client)?;
    }
    Ok(())
}
