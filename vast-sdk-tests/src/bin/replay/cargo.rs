//! Runs cargo on a client that was generated from another document.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use toml::{Table, Value};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Compiles `vast-api` around generated files: the same sources, without their build script.
pub fn check(files: &[(&str, String)]) -> Result<(), String> {
    let folder = repository().join("target/replay");
    let words = |error: std::io::Error| format!("cannot write {}: {error}", folder.display());
    std::fs::create_dir_all(&folder).map_err(words)?;
    for (name, content) in files {
        std::fs::write(folder.join(name), content).map_err(words)?;
    }
    let folder = folder.canonicalize().map_err(words)?;
    std::fs::write(folder.join("Cargo.toml"), manifest()?).map_err(words)?;
    let lock = repository().join("Cargo.lock");
    std::fs::copy(lock, folder.join("Cargo.lock")).map_err(words)?;
    let mut cargo = Command::new("cargo");
    cargo.args([
        "check",
        "--quiet",
        "--message-format",
        "short",
        "--manifest-path",
    ]);
    cargo.arg(folder.join("Cargo.toml"));
    // Without a build script, nobody but us says where the generated files are.
    run(cargo.env("OUT_DIR", &folder))
}

/// Runs the tests that the README's command runs, with another document.
pub fn test(document: &Path) -> Result<(), String> {
    let document = document.canonicalize().map_err(|error| error.to_string())?;
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--workspace", "--quiet"]);
    run(cargo
        .current_dir(repository())
        .env("VAST_OPENAPI", document))
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stderr, output.stdout].concat();
    let said = String::from_utf8_lossy(&said);
    let errors: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("error") || line.contains("FAILED"))
        .take(5)
        .collect();
    Err(errors.join("; "))
}

/// The manifest of `vast-api` for a folder of its own, without a build script.
fn manifest() -> Result<String, String> {
    let path = repository().join("Cargo.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
    let mut manifest: Table = text
        .parse()
        .map_err(|error: toml::de::Error| error.to_string())?;
    manifest.remove("build-dependencies");
    let sources = repository().join("src/lib.rs");
    let sources = sources.canonicalize().map_err(|error| error.to_string())?;
    let mut set = |table: &str, key: &str, value: Value| {
        if let Some(Value::Table(table)) = manifest.get_mut(table) {
            table.insert(key.to_owned(), value);
        }
    };
    set("workspace", "members", Value::Array(Vec::new()));
    set("package", "build", Value::Boolean(false));
    set("lib", "path", Value::String(sources.display().to_string()));
    Ok(manifest.to_string())
}
