//! The `vast` command. A file for each of its commands; what they share stands beside them.

mod arguments;
mod cancel_sync;
mod completions;
mod connection;
mod exit_status;
mod instances;
mod interrupts;
mod man;
mod output;
mod preview;
mod raw;
mod report;
mod resume;

use std::process::ExitCode;

use arguments::{Cancel, Command};
use exit_status::ExitStatus;
use output::Notes;

/// Why a command cannot go on.
pub struct Failure {
    status: ExitStatus,
    message: String,
}

fn main() -> ExitCode {
    let arguments = arguments::parse();
    let notes = Notes {
        quiet: arguments.global.quiet,
    };
    let ended = match arguments.command {
        Command::Cancel {
            what: Cancel::Sync(arguments_of_it),
        } => cancel_sync::run(&arguments.global, &arguments_of_it, &notes),
        Command::Completions { shell } => completions::run(shell),
        Command::Man { command } => man::run(&command),
    };
    let status = ended.unwrap_or_else(|failure| {
        output::error(&failure.message);
        failure.status
    });
    status.into()
}
