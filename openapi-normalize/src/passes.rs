//! Changes to the whole tree, in this order: names, refusals, required, collisions, direction (with unions), sharing.
//! What differs for progenitor's own runtime stands in `stock`, and in `kept`, which the settings ask for.

pub(crate) mod collisions;
pub(crate) mod direction;
pub(crate) mod kept;
pub(crate) mod names;
pub(crate) mod refusals;
pub(crate) mod required;
pub(crate) mod selection;
pub(crate) mod sharing;
pub(crate) mod stock;
pub(crate) mod unions;
