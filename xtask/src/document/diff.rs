//! `cargo xtask document diff`

pub mod changes;

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use crate::pipeline;

/// List what a new revision changes for users of the client
///
/// Compares two documents as the client is generated from them; the breaking changes come first.
#[derive(Args)]
pub struct Diff {
    /// The revision that users have
    old: PathBuf,
    /// The revision that they would get
    new: PathBuf,
}

impl Diff {
    pub(crate) fn run(self) -> ExitCode {
        let documents = [&self.old, &self.new].map(|path| pipeline::load_normalized(path));
        let [Ok((old, old_warnings)), Ok((new, new_warnings))] = documents else {
            for error in documents.into_iter().filter_map(Result::err) {
                eprintln!("{error}");
            }
            return ExitCode::FAILURE;
        };
        for warning in old_warnings.iter().chain(&new_warnings) {
            eprintln!("warning: {warning}");
        }
        let changes = changes::between(&old, &new);
        for change in &changes {
            println!("{change}");
        }
        let breaking = changes.iter().filter(|change| change.breaking).count();
        println!("{} changes, {breaking} of them breaking", changes.len());
        ExitCode::SUCCESS
    }
}
