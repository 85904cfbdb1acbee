//! `cargo xtask document check`

pub(super) mod build;
mod verdict;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use vast_sdk_tests::judge::fidelity;

use crate::pipeline;
use verdict::{Stage, Verdict};

/// Say whether a client can be built from each document, and what it lacks
///
/// Runs the pipeline of the build script over documents. Prints for each of them: the milliseconds of
/// each stage, the operations in the client and in the document, the lossy lines of the report, and how
/// many of the document's properties are fields of the client.
#[derive(Args)]
pub struct Check {
    /// Compile each client too
    #[arg(long)]
    compile: bool,
    /// Run the tests with each document too
    #[arg(long)]
    test: bool,
    /// Print a JSON object for each document instead of a table
    #[arg(long)]
    json: bool,
    /// Documents, or folders with documents in JSON or YAML
    #[arg(required = true, value_name = "FILE-or-FOLDER")]
    documents: Vec<PathBuf>,
}

impl Check {
    pub(crate) fn run(self) -> ExitCode {
        if !self.json {
            println!("{}", Verdict::header());
        }
        let (mut count, mut failed) = (0, 0);
        for document in self.documents.iter().flat_map(|path| documents(path)) {
            let verdict = self.verdict(&document);
            count += 1;
            failed += usize::from(verdict.failure.is_some() || verdict.note.is_some());
            if self.json {
                println!("{}", verdict.json());
            } else {
                println!("{verdict}");
            }
        }
        eprintln!("{count} documents, {failed} failed");
        // An empty folder is a mistake of whoever named it.
        ExitCode::from(u8::from(failed > 0 || count == 0))
    }

    fn verdict(&self, path: &Path) -> Verdict {
        let mut verdict = Verdict::of(path);
        verdict.failure = self.check(path, &mut verdict).err();
        verdict
    }

    fn check(&self, path: &Path, verdict: &mut Verdict) -> Result<(), String> {
        let words = |error: pipeline::Error| error.to_string();
        let published = verdict.time(Stage::Load, || pipeline::load(path).map_err(words))?;
        verdict.warnings.clone_from(&published.warnings);
        let published = published.document;
        let overlaid = verdict.time(Stage::Overlay, || {
            pipeline::overlay(&published).map_err(words)
        })?;
        let normalized = verdict.time(Stage::Normalize, || {
            pipeline::normalize(&overlaid).map_err(|error| error.to_string())
        })?;
        let generated = verdict.time(Stage::Generate, || {
            pipeline::generate(&normalized.document).map_err(words)
        })?;
        verdict.operations = Some((
            fidelity::operations(&published),
            fidelity::operations(&generated.document),
        ));
        verdict.lossy =
            Some(normalized.report.lossy().count() + generated.left_out.entries().len());
        verdict.fidelity = Some(fidelity::properties(
            &overlaid,
            &generated.document,
            &generated.client,
        ));
        if let Err(missing) = pipeline::require_operation(&generated.document) {
            verdict.note = Some(missing.to_string());
        }
        if self.compile {
            verdict.time(Stage::Compile, || build::compile(path))?;
        }
        if self.test {
            verdict.time(Stage::Test, || build::test(path))?;
        }
        Ok(())
    }
}

/// The file, or the JSON and YAML files in the folder.
fn documents(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(path) else {
        return vec![path.to_owned()];
    };
    let entries = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut found: Vec<PathBuf> = entries
        .filter(|path| {
            let extension = path.extension().and_then(|extension| extension.to_str());
            matches!(extension, Some("json" | "yaml" | "yml"))
        })
        .collect();
    found.sort();
    found
}
