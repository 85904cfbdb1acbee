//! Schemas by what they mean, in whichever way they are spelled.

mod checks;
mod digest;
mod node;
mod types;
mod union;
mod view;
mod words;

pub(crate) use checks::{is_format_within, restricting};
pub(crate) use node::{ANY, Core, Node};
pub(crate) use types::{Types, canonical, is_same_value};
pub(crate) use union::{Union, Variant};
pub(crate) use view::{Additional, View};
pub(crate) use words::RustType;
