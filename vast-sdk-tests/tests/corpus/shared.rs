//! Published documents that are kept beside this project, if they are there: each becomes a client with all operations. Those that
//! are to be called are named in `VAST_OPENAPI`, as for any other document.

use std::{
    fs,
    path::{Path, PathBuf},
};

use openapi_codegen::{Paths, generate, load, normalize, overlay};
use openapi_normalize::{Change, Report};
use vast_sdk_tests::judge::fidelity;

/// The documents in a folder beside the project; none, with a word about it, if there is no such folder.
fn documents(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join("../shared").join(folder);
    let Ok(files) = fs::read_dir(&folder) else {
        eprintln!("skipped: there is no folder {}", folder.display());
        return Vec::new();
    };
    let paths = files.map(|file| file.expect("a file").path());
    let is_document = |path: &PathBuf| {
        let end = path.extension();
        end.is_some_and(|end| end == "json" || end == "yaml" || end == "txt")
    };
    paths.filter(is_document).collect()
}

/// Generates a client. Returns what is wrong with it: an operation that is left out without a line in the report.
fn generated(path: &Path) -> Result<(), String> {
    let overlay_json = Path::new(env!("CARGO_MANIFEST_DIR")).join("../overlay.json");
    let published = load(path).map_err(|error| error.to_string())?.document;
    let overlaid = overlay(&published, &overlay_json).map_err(|error| error.to_string())?;
    let normalized = normalize(&overlaid.document).map_err(|error| error.to_string())?;
    let generated = generate(&normalized.document, &Paths::default());
    let generated = generated.map_err(|error| error.to_string())?;
    let (wanted, got) = (
        fidelity::operations(&published),
        fidelity::operations(&generated.document),
    );
    let lines = [normalized.report, generated.left_out];
    let lines = lines.iter().flat_map(Report::lossy);
    let said = lines.filter(|line| matches!(line.change, Change::OperationLeftOut { .. }));
    let said = said.count();
    if wanted == got + said {
        return Ok(());
    }
    Err(format!(
        "{wanted} operations became {got}, and the report names {said} that are left out"
    ))
}

fn check(folder: &str) {
    let failures: Vec<String> = documents(folder)
        .iter()
        .filter_map(|path| {
            let what = generated(path).err()?;
            Some(format!("{}: {what}", path.display()))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_published_revision_beside_the_project_becomes_a_client() {
    check("specs");
}

#[test]
fn a_page_of_the_documentation_beside_the_project_becomes_a_client() {
    check("seed");
}
