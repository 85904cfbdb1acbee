use std::panic::{AssertUnwindSafe, catch_unwind};

use progenitor_impl::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use quote::quote;
use serde_json::Value;

use super::Error;

/// The source of the client for a normalized document.
pub fn generate(document: &Value) -> Result<String, Error> {
    let document = serde_json::from_value(document.clone()).map_err(failed)?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::Transport))
        .with_derive("schemars::JsonSchema");
    let mut generator = Generator::new(&settings);
    let tokens = catch_unwind(AssertUnwindSafe(|| generator.generate_tokens(&document)))
        .map_err(|_| Error::Generate("progenitor panicked, see above".to_owned()))?
        .map_err(failed)?;
    let file = syn::parse2(tokens).map_err(failed)?;
    // `progenitor_client` loses the status of a body that does not decode, and leaves a transport
    // no error of its own: the generated code runs on our runtime, which has the same names.
    Ok(prettyplease::unparse(&file).replace("progenitor_client::", "crate::runtime::"))
}

fn failed(error: impl std::error::Error) -> Error {
    Error::Generate(error.to_string())
}
