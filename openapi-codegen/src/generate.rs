mod docs;
mod failures;
mod lowered;
mod metadata;
mod rewrite;

use std::panic::{AssertUnwindSafe, catch_unwind};

use openapi_normalize::Report;
use proc_macro2::TokenStream;
use progenitor_impl::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use serde_json::Value;

use crate::Error;

pub(crate) use failures::without_failures;
pub(crate) use lowered::lowered;
pub(crate) use rewrite::{changed, integers, module, parsed};

/// The Rust paths of what the generated code uses, as seen from that code.
#[derive(Clone, Debug)]
pub struct Paths {
    /// The module that the client calls instead of `progenitor_client`.
    pub runtime: &'static str,
    /// The type that the client sends its requests with, its `inner`.
    pub transport: &'static str,
    /// The module with the types and functions that a [`registry`](crate::registry()) uses.
    pub registry: &'static str,
    /// The module that the client is in, for its [mocks](crate::mock()).
    pub client: &'static str,
    /// The crate `schemars`, whose `JsonSchema` the types derive; with none they do not, and build faster.
    pub schemars: Option<&'static str>,
}

/// Everything is in the crate that the client is in.
impl Default for Paths {
    fn default() -> Self {
        Self {
            runtime: "crate::runtime",
            transport: "crate::Transport",
            registry: "crate::registry",
            client: "crate::generated",
            schemars: Some("schemars"),
        }
    }
}

pub(crate) fn path(path: &str) -> Result<syn::Path, Error> {
    syn::parse_str(path).map_err(|_| Error::InvalidPath(path.to_owned()))
}

/// What [`generate`] returns.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The source of the client.
    pub client: String,
    /// The document that the client is for, without what was left out.
    pub document: Value,
    /// The parts of the document that progenitor cannot generate.
    pub left_out: Report,
}

/// Generates the client for a normalized document, without what progenitor fails or panics on.
///
/// The client differs from progenitor's output: it runs on [`Paths::runtime`] instead of `progenitor_client`, sends no
/// `api-version` header (only Dropshot's servers know it), and does not make callers set undocumented properties.
/// It also implements the runtime's trait `OperationMetadata` for `Client`, with what the transport has to know
/// about some operations.
///
/// # Errors
///
/// [`Error::Generate`] if progenitor also fails on what is left, [`Error::UnknownOutput`] if its output is not as
/// expected, and [`Error::InvalidPath`] if [`Paths::runtime`] is not a Rust path.
pub fn generate(document: &Value, paths: &Paths) -> Result<Generated, Error> {
    let progenitor = |document: &Value| tokens(document, paths);
    let (tokens, document, left_out) = without_failures(document, &progenitor)?;
    let runtime = path(paths.runtime)?;
    let mut file = rewrite::client(tokens, &document, &runtime)?;
    rewrite::operations::rewrite(&mut file, &document, &runtime)?;
    rewrite::optional_bodies::rewrite(&mut file, &document)?;
    rewrite::object_parameters::rewrite(&mut file, &document)?;
    file.items
        .push(metadata::implementation(&document, &runtime));
    docs::apply(&mut file, &document);
    Ok(Generated {
        client: prettyplease::unparse(&file),
        document,
        left_out,
    })
}

/// Which functions a client has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Interface {
    /// A builder for each operation.
    #[default]
    Builder,
    /// A method for each operation, which takes all parameters.
    Positional,
}

/// Generates the client for a document that was normalized for [`Runtime::Stock`](openapi_normalize::Runtime), without what
/// progenitor fails or panics on. It runs on `progenitor_client`, and is what progenitor makes of the document.
///
/// # Errors
///
/// [`Error::Generate`] if progenitor also fails on what is left.
pub fn generate_stock(document: &Value, interface: Interface) -> Result<Generated, Error> {
    let progenitor = |document: &Value| {
        let document = serde_json::from_value(document.clone()).map_err(|it| it.to_string())?;
        let mut settings = GenerationSettings::new();
        settings.with_interface(match interface {
            Interface::Builder => InterfaceStyle::Builder,
            Interface::Positional => InterfaceStyle::Positional,
        });
        let mut generator = Generator::new(&settings);
        without_panic(|| generator.generate_tokens(&document))
    };
    let (tokens, document, left_out) = without_failures(document, &progenitor)?;
    let mut file = rewrite::parsed(tokens)?;
    docs::apply(&mut file, &document);
    Ok(Generated {
        client: prettyplease::unparse(&file),
        document,
        left_out,
    })
}

/// Progenitor's own output for a normalized document, before any change.
///
/// # Errors
///
/// Progenitor's error, or the message of its panic.
pub fn tokens(document: &Value, paths: &Paths) -> Result<TokenStream, String> {
    let transport: TokenStream = paths.transport.parse().map_err(|_| paths.transport)?;
    let document = serde_json::from_value(lowered(document)).map_err(|error| error.to_string())?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(transport);
    if let Some(schemars) = paths.schemars {
        settings.with_derive(format!("{schemars}::JsonSchema"));
    }
    let mut generator = Generator::new(&settings);
    without_panic(|| generator.generate_tokens(&document))
}

/// Runs a step of progenitor and turns a panic into an error.
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
