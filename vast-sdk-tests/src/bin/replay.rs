//! Runs the pipeline of the build script over documents and says what became of each:
//! `cargo run -p vast-sdk-tests --bin replay -- [--check] [--test] [--json] FILE-or-FOLDER…`
//!
//! A line a document, as it is done: the time of each stage in milliseconds, the operations in the
//! document and in the client, the lossy lines of the report, the share of the document's
//! properties that are fields of the client.

#[path = "replay/cargo.rs"]
mod cargo;
#[path = "replay/verdict.rs"]
mod verdict;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use vast_sdk_tests::{judge::fidelity, pipeline};
use verdict::{Stage, Verdict};

const USAGE: &str = "usage: replay [--check] [--test] [--json] FILE-or-FOLDER…
  --check  compile each client, in vast-api
  --test   run the tests of the workspace with each document
  --json   a JSON object a line instead of a table";

struct Options {
    check: bool,
    test: bool,
    json: bool,
    documents: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let Some(options) = options() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    if !options.json {
        println!("{}", Verdict::HEADER);
    }
    let mut failed = 0;
    for document in &options.documents {
        let verdict = replay(document, &options);
        failed += usize::from(verdict.failure.is_some());
        if options.json {
            println!("{}", verdict.json());
        } else {
            println!("{verdict}");
        }
    }
    eprintln!("{} documents, {failed} failed", options.documents.len());
    ExitCode::from(u8::from(failed > 0))
}

fn options() -> Option<Options> {
    let mut options = Options {
        check: false,
        test: false,
        json: false,
        documents: Vec::new(),
    };
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            Some("--check") => options.check = true,
            Some("--test") => options.test = true,
            Some("--json") => options.json = true,
            Some(option) if option.starts_with('-') => return None,
            _ => options.documents.append(&mut documents(argument.into())),
        }
    }
    (!options.documents.is_empty()).then_some(options)
}

/// The file, or the JSON and YAML files in the folder.
fn documents(path: PathBuf) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(&path) else {
        return vec![path];
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

fn replay(path: &Path, options: &Options) -> Verdict {
    let mut verdict = Verdict::of(path);
    if let Err(failure) = run(path, options, &mut verdict) {
        verdict.failure = Some(failure);
    }
    verdict
}

fn run(path: &Path, options: &Options, verdict: &mut Verdict) -> Result<(), String> {
    let overlay = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../overlay.json"));
    let words = |error: pipeline::Error| error.to_string();
    let published = verdict
        .stage(Stage::Load, || pipeline::load(path))
        .map_err(words)?;
    let overlaid = verdict
        .stage(Stage::Overlay, || pipeline::overlay(&published, overlay))
        .map_err(words)?;
    let normalized = verdict
        .stage(Stage::Normalize, || pipeline::normalize(&overlaid.document))
        .map_err(words)?;
    let generated = verdict
        .stage(Stage::Generate, || pipeline::generate(&normalized.document))
        .map_err(words)?;
    verdict.operations = Some((
        fidelity::operations(&published),
        fidelity::operations(&generated.document),
    ));
    verdict.lossy = Some(normalized.report.lossy().count() + generated.left_out.len());
    verdict.fidelity = Some(fidelity::properties(
        &overlaid.document,
        &generated.document,
        &generated.client,
    ));
    if let Err(missing) = pipeline::require_operation(&generated.document) {
        verdict.note = Some(missing.to_string());
    }
    if options.check {
        let files = [
            ("openapi.json", published.to_string()),
            ("normalized.json", generated.document.to_string()),
            ("report.txt", normalized.report.to_string()),
            ("client.rs", generated.client),
        ];
        verdict.stage(Stage::Check, || cargo::check(&files))?;
    }
    if options.test {
        verdict.stage(Stage::Test, || cargo::test(path))?;
    }
    Ok(())
}
