use clap::CommandFactory;
use clap_complete::Shell;

use crate::{
    arguments::Arguments,
    exit_status::{ExitStatus, Failure},
    output,
};

/// `vast completions SHELL`
pub fn run(shell: Shell) -> Result<ExitStatus, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "vast", &mut script);
    output::results(&script)
}
