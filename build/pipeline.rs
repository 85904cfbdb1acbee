//! From a published document to the source of a client, in four steps, each a function of what
//! the step before returned. The build script runs them, and so do the tests of this project.

mod error;
mod generate;
mod load;
mod mock;
mod normalize;
mod overlay;
mod registry;
mod wire_name;

pub use error::Error;
pub use generate::generate;
#[allow(unused_imports, reason = "of use to the benchmarks")]
pub use generate::tokens;
pub use load::load;
pub use mock::mock;
pub use normalize::{normalize, require_operation};
pub use overlay::overlay;
pub use registry::registry;
#[allow(unused_imports, reason = "of use to the tests")]
pub use wire_name::wire_name;
