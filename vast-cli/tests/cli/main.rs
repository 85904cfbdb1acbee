//! The `vast` command as a person or a script meets it: the real program, against real servers on
//! loopback. Each output is kept in `tests/snapshots`; to accept a change of them:
//! `SNAPSHOTS=overwrite cargo test -p vast-cli`.

mod help;
mod outputs;
mod requests;
mod statuses;
mod terminal;
mod vast;
