#![doc = include_str!("../README.md")]
//!
//! Each command has a file: `api`, `auth`, `cancel_sync`, `completions`, `man`, `schema`. The other files are what they share.

mod api;
mod arguments;
mod auth;
mod cancel_sync;
mod completions;
mod connection;
mod destination;
mod exit_status;
mod instances;
mod interrupts;
mod log;
mod man;
mod output;
mod preview;
mod rate_limit;
mod report;
mod resume;
mod runtime;
mod schema;
mod secrets;

use std::process::ExitCode;

use arguments::{Cancel, Command};
use output::Notes;

fn main() -> ExitCode {
    completions::answer_shell();
    secrets::hide();
    let arguments = match arguments::parse() {
        Ok(arguments) => arguments,
        Err(status) => return status.into(),
    };
    let notes = Notes {
        quiet: arguments.global.quiet,
    };
    if let Err(failure) = log::start(&arguments.global) {
        output::error(&failure.reason);
        return failure.status.into();
    }
    let result = match arguments.command {
        Command::Cancel {
            what: Cancel::Sync(sync),
        } => cancel_sync::run(&arguments.global, &sync, &notes),
        Command::Api(api) => api::run(&arguments.global, &api, &notes),
        Command::Auth { what } => auth::run(&arguments.global, &what, &notes),
        Command::Completions { shell } => completions::run(shell),
        Command::Schema => schema::run(),
        Command::Version => {
            output::results(concat!("vast ", env!("CARGO_PKG_VERSION"), "\n").as_bytes())
        }
        Command::Man { command } => man::run(&command),
    };
    let status = result.unwrap_or_else(|failure| {
        output::error(&failure.reason);
        failure.status
    });
    status.into()
}
