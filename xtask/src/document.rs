//! `cargo xtask document`

pub mod check;
pub mod diff;
pub mod probe;
pub mod update;

use std::process::ExitCode;

use clap::Subcommand;

/// What to do with documents.
#[derive(Subcommand)]
pub enum Command {
    Check(check::Check),
    Diff(diff::Diff),
    Probe(probe::Probe),
    Update(update::Update),
}

impl Command {
    pub(crate) fn run(self) -> ExitCode {
        match self {
            Self::Check(command) => command.run(),
            Self::Diff(command) => command.run(),
            Self::Probe(command) => command.run(),
            Self::Update(command) => command.run(),
        }
    }
}
