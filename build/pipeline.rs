//! From a published document to the source of a client, in four steps, each a function of what
//! the step before returned. The build script runs them, and so do the tests of this project.

mod error;
mod generate;
mod load;
mod normalize;
mod overlay;

pub use error::Error;
pub use generate::generate;
pub use load::load;
pub use normalize::{normalize, require_operation};
pub use overlay::overlay;
