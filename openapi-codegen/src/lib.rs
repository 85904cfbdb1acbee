#![doc = include_str!("../README.md")]

pub mod build_script;
mod error;
mod generate;
mod load;
mod mock;
mod overlay;
mod registry;
mod required_operations;
mod select;
mod wire_name;

pub use error::Error;
pub use generate::{Generated, Paths, generate, tokens};
pub use load::{Loaded, load};
pub use mock::mock;
pub use openapi_normalize::{Normalized, normalize};
pub use overlay::{Overlaid, overlay};
pub use registry::registry;
pub use required_operations::{RequiredOperation, require_operations};
pub use select::select;
pub use wire_name::wire_name;
