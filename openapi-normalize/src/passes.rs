//! Changes to the whole tree, in this order: names, refusals, unions, collisions, direction, sharing.

pub(crate) mod collisions;
pub(crate) mod direction;
pub(crate) mod names;
pub(crate) mod refusals;
pub(crate) mod sharing;
pub(crate) mod unions;
