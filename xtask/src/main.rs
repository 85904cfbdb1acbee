//! What maintainers run: `cargo xtask --help`.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    xtask::Cli::parse().run()
}
