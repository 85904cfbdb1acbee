//! Checks every operation of the generated client against the published document.

mod facade;
mod generated;
mod snapshots;
