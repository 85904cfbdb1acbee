//! `cargo xtask document update`

mod changelog;
mod facade;
mod files;
mod revision;
mod source;
mod version;

use std::{fmt::Write, process::ExitCode, time::Instant};

use clap::Args;
use openapi_diff::Report;

use super::{check::build, diff};
use crate::{
    pipeline,
    public_api::reviewed,
    workspace::{cargo, root, target},
};
use facade::Facade;
use files::Files;
use revision::Revision;
use version::Version;

/// Replace the vendored document by a new revision of it
///
/// Checks the new revision, says what it means for users and which version follows, replaces `openapi.json`, the
/// snapshots and the entry of the changelog, builds and tests everything, and prints a summary in Markdown: the text of a
/// pull request. If something is wrong, every file stays as it was.
#[derive(Args)]
pub struct Update {
    /// Write nothing; the client is compiled, and no tests run
    #[arg(long)]
    dry_run: bool,
    /// A document, a folder with pages of the documentation, or an https URL
    source: String,
}

impl Update {
    pub(crate) fn run(self) -> ExitCode {
        match self.update() {
            Ok(summary) => {
                print!("{summary}");
                ExitCode::SUCCESS
            }
            Err(reason) => {
                eprintln!("error: {reason}; nothing was changed");
                ExitCode::FAILURE
            }
        }
    }

    fn update(&self) -> Result<String, String> {
        let start = Instant::now();
        let progress = |step: u8, what: &str| {
            eprintln!("{step} of 5, after {} s: {what}", start.elapsed().as_secs());
        };
        progress(1, "load and check the document");
        let new = source::load(&self.source)?;
        for warning in &new.warnings {
            eprintln!("warning: {warning}");
        }
        let old = Revision::of(
            &pipeline::load(&pipeline::vendored())
                .map_err(words)?
                .document,
        )?;
        let text = new.text;
        let new = Revision::of(&new.document)?;
        pipeline::require_operation(&new.generated).map_err(words)?;
        if old.published == new.published {
            return Ok("The vendored document is this revision already.\n".to_owned());
        }

        progress(2, "compare it with the vendored one");
        let report = openapi_diff::compare(&old.overlaid, &new.overlaid).map_err(words)?;

        progress(3, "compile the client, and find the version that follows");
        let file = source::temporary(&text)?;
        build::compile(file.path())?;
        let facade = Facade::with(file.path())?;
        let version = Version::of_this_project()?.after(&report, facade.is_breaking);
        let version = version.explained(&report, &facade.verdict);
        let summary = summary(&old, &new, &report, &version);
        if self.dry_run {
            progress(4, "nothing is changed, as --dry-run says");
            return Ok(summary);
        }

        progress(4, "replace the document, and write what follows from it");
        // From here on, Ctrl-C ends only cargo, so that the files can be restored.
        ctrlc::set_handler(|| {}).map_err(words)?;
        let files = Files::keep(&root())?;
        files.write("openapi.json", &text)?;
        let changelog = files.text("CHANGELOG.md")?;
        let entry = changelog::entry(&old, &new, &report);
        files.write("CHANGELOG.md", &changelog::with_entry(&changelog, &entry))?;
        files.write(&reviewed("vast-sdk"), &facade.items)?;

        progress(5, "build, refresh the snapshots and test everything");
        test_everything()?;
        files.accept();
        Ok(summary)
    }
}

fn test_everything() -> Result<(), String> {
    let mut test = cargo();
    test.args(["test", "--workspace", "--quiet", "--target-dir"]);
    test.arg(target()).env("SNAPSHOTS", "overwrite");
    // Standard output is for the summary.
    let status = test.stdout(std::io::stderr()).status();
    let status = status.map_err(|error| format!("cargo cannot be run: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err("cargo test --workspace fails, as it says above".to_owned())
    }
}

/// For a pull request.
fn summary(old: &Revision, new: &Revision, report: &Report, version: &str) -> String {
    let mut text = String::from("## A new revision of the API's document\n\n");
    text += "| | before | after |\n| --- | --- | --- |\n";
    for (what, before, after) in [
        ("version", old.version(), new.version()),
        (
            "operations",
            old.operations().to_string(),
            new.operations().to_string(),
        ),
        (
            "lossy lines",
            old.lossy.len().to_string(),
            new.lossy.len().to_string(),
        ),
    ] {
        let _ = writeln!(text, "| {what} | {before} | {after} |");
    }
    let _ = writeln!(text, "\n{version}\n");
    text += &diff::markdown(report);
    let lossy: Vec<&String> = new.lossy.difference(&old.lossy).collect();
    if !lossy.is_empty() {
        text += "\n### New lossy lines\n\n";
        for line in lossy {
            let _ = writeln!(text, "- {line}");
        }
    }
    text
}

fn words(error: impl std::error::Error) -> String {
    error.to_string()
}
