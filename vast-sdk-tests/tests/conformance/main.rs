//! The generated client against the published document, for every operation.

mod facade;
mod generated;
mod snapshots;
