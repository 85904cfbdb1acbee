//! Results go to standard output, everything else to standard error.

use std::{
    fmt,
    io::{self, IsTerminal, Write},
};

use anstyle::{AnsiColor, Style};
use indicatif::ProgressBar;
use serde::Serialize;

use crate::{
    exit_status::{ExitStatus, Failure},
    secrets,
};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default().bold();

/// Prints a line of the results in one write, so that processes which append to one file do not tear each
/// other's lines.
pub fn result(line: impl fmt::Display) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(format!("{line}\n").as_bytes())?;
    stdout.flush()
}

/// Prints a line of the results without blocking, as a reader may be slow.
pub async fn result_without_blocking(line: String, bar: ProgressBar) -> io::Result<()> {
    let written = tokio::task::spawn_blocking(move || {
        if io::stdout().is_terminal() {
            bar.suspend(|| result(line))
        } else {
            // The bar is on another stream, and would be frozen during the write.
            result(line)
        }
    });
    written.await.unwrap_or_else(|error| Err(error.into()))
}

/// Prints all of the results, as they are.
pub fn results(content: &[u8]) -> Result<ExitStatus, Failure> {
    write_all(io::stdout().lock(), content)
}

/// Prints a text with colors, if those are wanted.
pub fn styled(text: &str) -> Result<ExitStatus, Failure> {
    write_all(anstream::stdout().lock(), text.as_bytes())
}

fn write_all(mut stdout: impl Write, content: &[u8]) -> Result<ExitStatus, Failure> {
    let written = stdout.write_all(content).and_then(|()| stdout.flush());
    written.map_err(unwritable)?;
    Ok(ExitStatus::Success)
}

/// A value in YAML, with the line break at its end.
pub fn yaml(value: &impl Serialize) -> String {
    // Every JSON value has a form in YAML.
    serde_saphyr::to_string(value).unwrap_or_default()
}

pub fn unwritable(error: io::Error) -> Failure {
    ExitStatus::Output.failure(format!("standard output cannot be written to: {error}"))
}

pub fn error(text: impl fmt::Display) {
    labeled(ERROR, "error", text);
}

/// Prints to standard error.
pub fn aside(text: impl fmt::Display) {
    let text = text.to_string();
    // If that fails, there is nowhere to report it.
    let _ = writeln!(anstream::stderr().lock(), "{}", secrets::hidden(&text));
}

fn labeled(style: Style, label: &str, text: impl fmt::Display) {
    aside(format_args!("{style}{label}:{style:#} {text}"));
}

/// Warnings and notes, which `--quiet` hides.
#[derive(Clone)]
pub struct Notes {
    pub quiet: bool,
}

impl Notes {
    pub fn warning(&self, text: impl fmt::Display) {
        if !self.quiet {
            labeled(WARNING, "warning", text);
        }
    }

    pub fn note(&self, text: impl fmt::Display) {
        if !self.quiet {
            labeled(NOTE, "note", text);
        }
    }
}
