//! Generates clients of two documents with progenitor, in both of its styles, as the documentation of progenitor says.

use std::{env, fs, path::Path};

use openapi_normalize::{Runtime, Settings};
use progenitor::{GenerationSettings, Generator, InterfaceStyle};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for (document, client) in [
        ("../../openapi-codegen/example/openapi.json", ""),
        ("documents/boats.json", "boats_"),
    ] {
        println!("cargo::rerun-if-changed={document}");
        let document = serde_json::from_str(&fs::read_to_string(document)?)?;
        let settings = Settings::new().runtime(Runtime::Stock);
        let normalized = settings.normalize(&document)?;
        let spec = serde_json::from_value(normalized.document)?;
        let out = env::var("OUT_DIR")?;
        for (style, name) in [
            (InterfaceStyle::Positional, "positional"),
            (InterfaceStyle::Builder, "builder"),
        ] {
            let mut generator = Generator::new(GenerationSettings::default().with_interface(style));
            let tokens = generator.generate_tokens(&spec)?;
            let source = prettyplease::unparse(&syn::parse2(tokens)?);
            fs::write(Path::new(&out).join(format!("{client}{name}.rs")), source)?;
        }
    }
    Ok(())
}
