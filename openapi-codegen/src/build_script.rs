//! Talks to cargo and writes the generated files.

use std::{
    env,
    fmt::Display,
    path::{Path, PathBuf},
    process::ExitCode,
};

use crate::{Error, Generated, Loaded, Normalized, Overlaid, Paths, mock, registry};

/// Runs `build`. If it fails, reports its error to cargo, on one line, and returns a failure.
pub fn run(build: impl FnOnce() -> Result<(), Error>) -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={}", one_line(&error));
            ExitCode::FAILURE
        }
    }
}

/// The document to generate from: the one that the environment `variable` names, or else the `vendored`
/// one. The build runs again when the variable or the document changes.
#[must_use]
pub fn document(variable: &str, vendored: impl Into<PathBuf>) -> PathBuf {
    println!("cargo::rerun-if-env-changed={variable}");
    match env::var_os(variable) {
        Some(path) if !path.is_empty() => file(path),
        _ => file(vendored),
    }
}

/// The patterns, with commas between them, that the environment `variable` has for [`select`](crate::select). The build runs again
/// when it changes.
#[must_use]
pub fn patterns(variable: &str) -> Vec<String> {
    println!("cargo::rerun-if-env-changed={variable}");
    let list = env::var(variable).unwrap_or_default();
    let patterns = list.split(',').map(str::trim);
    let patterns = patterns.filter(|pattern| !pattern.is_empty());
    patterns.map(ToOwned::to_owned).collect()
}

/// A file, relative to the crate's folder. The build runs again when it changes.
pub fn file(path: impl Into<PathBuf>) -> PathBuf {
    let path = path.into();
    println!("cargo::rerun-if-changed={}", path.display());
    path
}

/// Writes a client to `OUT_DIR` and prints the warnings of each step, and one for everything that was lost:
///
/// * `client.rs`, the client;
/// * `openapi.json`, the document as published, and `normalized.json`, the one that the client was generated from;
/// * `report.json`, every change between the two, and `report.txt`, the same as text, one change per line;
/// * `registry.rs`, from [`registry`], if the crate is built with a feature `registry`;
/// * `mock.rs`, from [`mock`], if the crate is built with a feature `httpmock`.
///
/// # Errors
///
/// [`Error::Write`] if a file cannot be written, and the errors of [`registry`] and [`mock`].
pub fn write_client(
    published: &Loaded,
    overlaid: &Overlaid,
    normalized: &Normalized,
    generated: &Generated,
    paths: &Paths,
) -> Result<(), Error> {
    write_stock_client(published, overlaid, normalized, generated)?;
    let out = out();
    if has_feature("registry") {
        let registry = registry(&generated.client, &generated.document, paths)?;
        write(&out, "registry.rs", &registry)?;
    }
    if has_feature("httpmock") {
        write(&out, "mock.rs", &mock(&generated.document, paths)?)?;
    }
    Ok(())
}

fn out() -> PathBuf {
    PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default())
}

/// Writes a client that runs on `progenitor_client`: the first three of the files of [`write_client`], and the warnings.
///
/// # Errors
///
/// [`Error::Write`] if a file cannot be written.
pub fn write_stock_client(
    published: &Loaded,
    overlaid: &Overlaid,
    normalized: &Normalized,
    generated: &Generated,
) -> Result<(), Error> {
    let mut report = normalized.report.clone();
    report.extend(generated.left_out.entries().iter().cloned());
    for file in &published.files {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    warn(&published.warnings);
    warn(&overlaid.unmatched);
    warn(report.lossy());

    let out = out();
    write(&out, "openapi.json", &published.document.to_string())?;
    write(&out, "normalized.json", &generated.document.to_string())?;
    write(&out, "report.txt", &report.to_string())?;
    write(&out, "report.json", &serde_json::json!(report).to_string())?;
    write(&out, "client.rs", &generated.client)
}

/// Writes `content` to the file `name` in `folder`.
///
/// # Errors
///
/// [`Error::Write`] with the path of the file.
pub fn write(folder: &Path, name: &str, content: &str) -> Result<(), Error> {
    let path = folder.join(name);
    std::fs::write(&path, content).map_err(|source| Error::Write { path, source })
}

/// Whether the crate is built with a feature.
#[must_use]
pub fn has_feature(name: &str) -> bool {
    env::var_os(format!("CARGO_FEATURE_{}", name.to_uppercase())).is_some()
}

fn warn<T: Display>(warnings: impl IntoIterator<Item = T>) {
    for warning in warnings {
        println!("cargo::warning={}", one_line(&warning));
    }
}

/// Cargo only reads a message up to the end of the line.
fn one_line(message: &impl Display) -> String {
    message.to_string().replace(['\n', '\r'], " ")
}
