//! Generates clients with progenitor, in both of its styles, as the documentation of progenitor says.

#[path = "build/conformance.rs"]
mod conformance;

use std::{env, error::Error, fs, path::Path};

use openapi_normalize::{Keep, Responses, Runtime, Settings};
use progenitor::{CrateVers, GenerationSettings, Generator, InterfaceStyle};

fn main() -> Result<(), Box<dyn Error>> {
    let stock = Settings::new().runtime(Runtime::Stock);
    let typed = stock
        .clone()
        .responses(Responses::Strict)
        .keep(Keep::ALL.iter().copied());
    for (document, settings, client) in [
        (
            "../../openapi-codegen/example/openapi.json",
            &stock,
            "garden",
        ),
        ("documents/boats.json", &stock, "boats"),
        ("documents/typed.json", &typed, "typed"),
    ] {
        println!("cargo::rerun-if-changed={document}");
        let document = serde_json::from_str(&fs::read_to_string(document)?)?;
        let normalized = settings.normalize(&document)?;
        for (style, name) in [
            (InterfaceStyle::Positional, "positional"),
            (InterfaceStyle::Builder, "builder"),
        ] {
            generate(&normalized.document, style, &format!("{client}_{name}.rs"))?;
        }
    }
    conformance::generate(&stock)
}

fn generate(
    document: &serde_json::Value,
    style: InterfaceStyle,
    file: &str,
) -> Result<(), Box<dyn Error>> {
    let mut settings = GenerationSettings::default();
    settings.with_interface(style);
    settings.with_crate("std", CrateVers::Any, None);
    let spec = serde_json::from_value(document.clone())?;
    let tokens = Generator::new(&settings).generate_tokens(&spec)?;
    let source = prettyplease::unparse(&syn::parse2(tokens)?);
    fs::write(Path::new(&env::var("OUT_DIR")?).join(file), source)?;
    Ok(())
}
