//! What is done to the whole tree once it is read.

pub(crate) mod collisions;
pub(crate) mod direction;
pub(crate) mod names;
