//! What a build script says to cargo.

use std::{
    env,
    fmt::Display,
    path::{Path, PathBuf},
};

use crate::pipeline::Error;

/// Names another document than the vendored one, JSON or YAML.
pub const DOCUMENT_VARIABLE: &str = "VAST_OPENAPI";

/// The document to generate from.
pub fn document_path() -> PathBuf {
    println!("cargo::rerun-if-env-changed={DOCUMENT_VARIABLE}");
    match env::var_os(DOCUMENT_VARIABLE) {
        Some(path) if !path.is_empty() => path.into(),
        _ => "openapi.json".into(),
    }
}

/// Whether the crate is built with this feature.
pub fn has_feature(name: &str) -> bool {
    env::var_os(format!("CARGO_FEATURE_{}", name.to_uppercase())).is_some()
}

pub fn rerun_if_changed(paths: &[&Path]) {
    for path in paths {
        println!("cargo::rerun-if-changed={}", path.display());
    }
}

pub fn warn<T: Display>(warnings: impl IntoIterator<Item = T>) {
    for warning in warnings {
        println!("cargo::warning={}", one_line(&warning));
    }
}

pub fn error(error: &Error) {
    println!("cargo::error={}", one_line(error));
}

/// Writes `name` into the folder that the crate includes its generated files from.
pub fn write(name: &str, contents: &str) -> Result<(), Error> {
    let path = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join(name);
    std::fs::write(&path, contents).map_err(|source| Error::Write { path, source })
}

/// Cargo takes a message to the end of its line.
fn one_line(message: &impl Display) -> String {
    message.to_string().replace(['\n', '\r'], " ")
}
