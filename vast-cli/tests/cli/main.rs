//! Runs the real `vast` command against servers on loopback. Its outputs are snapshots in
//! `tests/snapshots`; to accept a change: `SNAPSHOTS=overwrite cargo test -p vast-cli`.

mod api;
mod auth;
mod completions;
mod fleets;
mod help;
mod mistakes;
mod options;
mod outputs;
mod proxies;
mod requests;
mod statuses;
#[cfg(unix)]
mod terminal;
mod vast;
