mod failures;
mod metadata;
mod rewrite;

use std::panic::{AssertUnwindSafe, catch_unwind};

use openapi_normalize::Report;
use proc_macro2::TokenStream;
use progenitor_impl::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use serde_json::Value;

use crate::Error;

pub(crate) use failures::without_failures;
pub(crate) use rewrite::{changed, module, parsed};

/// Where the generated code finds what it runs on: Rust paths, as that code can name them.
#[derive(Clone, Debug)]
pub struct Paths {
    /// The module with what generated code calls, in place of `progenitor_client`.
    pub runtime: &'static str,
    /// The type behind the client, its `inner`.
    pub transport: &'static str,
    /// The module with what a [`registry`](crate::registry()) is made of.
    pub registry: &'static str,
    /// The module that the client is in, for [mocks](crate::mock()) of it.
    pub client: &'static str,
}

/// All of it in the crate of the client itself.
impl Default for Paths {
    fn default() -> Self {
        Self {
            runtime: "crate::runtime",
            transport: "crate::Transport",
            registry: "crate::registry",
            client: "crate::generated",
        }
    }
}

pub(crate) fn path(path: &str) -> Result<syn::Path, Error> {
    syn::parse_str(path).map_err(|_| Error::InvalidPath(path.to_owned()))
}

/// What [`generate`] returns.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The source of the client.
    pub client: String,
    /// The document that it is the client of, without what was left out.
    pub document: Value,
    /// The parts of the document that progenitor cannot generate.
    pub left_out: Report,
}

/// Generates the client for a normalized document. What progenitor fails or panics on is left out.
///
/// The client differs from progenitor's output: it runs on [`Paths::runtime`] instead of `progenitor_client`, sends no
/// `api-version` header (which only Dropshot's servers know), and a builder has no undocumented properties unless
/// they are set. It ends with an `impl` of the trait `OperationMetadata` of the runtime for `Client`: what a
/// transport has to know of single operations.
///
/// # Errors
///
/// [`Error::Generate`] if progenitor fails on what is left, too; [`Error::UnknownOutput`] if its output is not the
/// expected one; [`Error::InvalidPath`].
pub fn generate(document: &Value, paths: &Paths) -> Result<Generated, Error> {
    let progenitor = |document: &Value| tokens(document, paths);
    let (tokens, document, left_out) = without_failures(document, &progenitor)?;
    let runtime = path(paths.runtime)?;
    let mut file = rewrite::client(tokens, &runtime)?;
    file.items
        .push(metadata::implementation(&document, &runtime));
    Ok(Generated {
        client: prettyplease::unparse(&file),
        document,
        left_out,
    })
}

/// What progenitor itself makes of a normalized document, or why it does not.
///
/// # Errors
///
/// What progenitor says, or the message of its panic.
pub fn tokens(document: &Value, paths: &Paths) -> Result<TokenStream, String> {
    let transport: TokenStream = paths.transport.parse().map_err(|_| paths.transport)?;
    let document = serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(transport)
        .with_derive("schemars::JsonSchema");
    let mut generator = Generator::new(&settings);
    without_panic(|| generator.generate_tokens(&document))
}

/// What `step` of progenitor returns, or why it failed or panicked.
pub(crate) fn without_panic<T>(
    step: impl FnOnce() -> progenitor_impl::Result<T>,
) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(step)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(panic) => Err(panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref().map(|text: &&str| (*text).to_owned()))
            .unwrap_or_default()),
    }
}
