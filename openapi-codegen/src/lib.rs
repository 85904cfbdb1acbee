#![doc = include_str!("../README.md")]

pub mod build_script;
mod codegen;
mod error;
mod generate;
mod load;
mod mock;
mod overlay;
mod registry;
mod required_operations;
mod select;
mod wire_name;

pub use codegen::Codegen;
pub use error::Error;
pub use generate::{Generated, Interface, Paths, generate, generate_stock, tokens};
pub use load::{Loaded, load};
pub use mock::mock;
pub use openapi_normalize::{Normalized, Runtime, Settings};
pub use overlay::{Overlaid, overlay};
pub use registry::registry;
pub use required_operations::{RequiredOperation, require_operations};
pub use select::select;
pub use wire_name::wire_name;

/// Lowers a document to what [`generate`] takes, for a client on a runtime such as [`Paths::runtime`].
///
/// # Errors
///
/// If the document is not OpenAPI 3.0, 3.1 or 3.2.
pub fn normalize(document: &serde_json::Value) -> Result<Normalized, openapi_normalize::Error> {
    let settings = openapi_normalize::Settings::new();
    let settings = settings.runtime(openapi_normalize::Runtime::Extended);
    settings.normalize(document)
}
