//! Results go to standard output, everything else to standard error.

use std::{
    fmt,
    io::{self, IsTerminal, Write},
};

use anstyle::{AnsiColor, Style};
use indicatif::ProgressBar;

use crate::{Failure, exit_status::ExitStatus};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default().bold();

/// A line of the results.
pub fn result(line: impl fmt::Display) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{line}")
}

/// A line of the results, among others: nobody may be reading, and other things have to go on.
pub async fn result_among_others(line: String, bar: ProgressBar) -> io::Result<()> {
    let written = tokio::task::spawn_blocking(move || {
        if io::stdout().is_terminal() {
            bar.suspend(|| result(line))
        } else {
            // The bar is elsewhere, and to suspend it would hold it for as long.
            result(line)
        }
    });
    written.await.unwrap_or_else(|error| Err(error.into()))
}

/// The whole of the results.
pub fn results(content: &[u8]) -> Result<ExitStatus, Failure> {
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(content).and_then(|()| stdout.flush());
    written.map_err(unwritable)?;
    Ok(ExitStatus::Success)
}

pub fn unwritable(error: io::Error) -> Failure {
    ExitStatus::Output.failure(format!("standard output cannot be written to: {error}"))
}

pub fn error(message: impl fmt::Display) {
    labeled(ERROR, "error", message);
}

/// Something to read beside the results.
pub fn aside(text: impl fmt::Display) {
    // Without standard error, there is nobody to tell.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

fn labeled(style: Style, label: &str, message: impl fmt::Display) {
    aside(format_args!("{style}{label}:{style:#} {message}"));
}

/// What `--quiet` keeps back.
pub struct Notes {
    pub quiet: bool,
}

impl Notes {
    pub fn warning(&self, message: impl fmt::Display) {
        if !self.quiet {
            labeled(WARNING, "warning", message);
        }
    }

    pub fn note(&self, message: impl fmt::Display) {
        if !self.quiet {
            labeled(NOTE, "note", message);
        }
    }
}
