//! `cargo xtask document`

pub mod check;
pub mod diff;

use std::process::ExitCode;

use clap::Subcommand;

/// What to do with documents.
#[derive(Subcommand)]
pub enum Command {
    Check(check::Check),
    Diff(diff::Diff),
}

impl Command {
    pub(crate) fn run(self) -> ExitCode {
        match self {
            Self::Check(command) => command.run(),
            Self::Diff(command) => command.run(),
        }
    }
}
