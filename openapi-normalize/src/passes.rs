//! Changes to the whole tree, in this order: names, refusals, required, collisions, direction (with unions), sharing.

pub(crate) mod collisions;
pub(crate) mod direction;
pub(crate) mod names;
pub(crate) mod refusals;
pub(crate) mod required;
pub(crate) mod sharing;
mod unions;
