//! What maintainers run: `cargo xtask --help`. A module for each command.

#![allow(
    clippy::missing_panics_doc,
    reason = "a tool that cannot go on says so and ends"
)]

pub mod baseline;
pub mod bench;
mod document;
mod fuzz;
mod pipeline;
pub mod public_api;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use workspace::root;

/// Tasks of the maintainers of this repository.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check an OpenAPI document, or compare two
    #[command(subcommand)]
    Document(document::Command),
    Bench(bench::Bench),
    Fuzz(fuzz::Fuzz),
    PublicApi(public_api::PublicApi),
    /// A process that a measurement starts
    #[command(subcommand, hide = true)]
    BenchProcess(bench::BenchProcess),
}

impl Cli {
    /// Runs the command.
    #[must_use]
    pub fn run(self) -> ExitCode {
        match self.command {
            Command::Document(command) => command.run(),
            Command::Bench(command) => command.run(),
            Command::Fuzz(command) => command.run(),
            Command::PublicApi(command) => command.run(),
            Command::BenchProcess(process) => process.run(),
        }
    }
}
