//! `cargo xtask public-api`

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use public_api::Builder;

use crate::workspace::{cargo, root, target};

const CRATES: [&str; 4] = [
    "openapi-codegen",
    "openapi-diff",
    "openapi-normalize",
    "vast-sdk",
];

/// Compare the public APIs with the reviewed ones
///
/// Prints how the public APIs of `openapi-codegen`, `openapi-diff`, `openapi-normalize` and `vast-sdk` differ
/// from the lists in `vast-sdk-tests/snapshots`, and fails if they do.
#[derive(Args)]
pub struct PublicApi {
    /// Write the lists anew, for review
    #[arg(long)]
    accept: bool,
}

impl PublicApi {
    pub(crate) fn run(self) -> ExitCode {
        let mut same = true;
        for name in CRATES {
            match self.check(name) {
                Ok(as_reviewed) => same &= as_reviewed,
                Err(error) => {
                    eprintln!("the public API of {name} cannot be listed: {error}");
                    return ExitCode::FAILURE;
                }
            }
        }
        if !same {
            eprintln!("to accept these changes: cargo xtask public-api --accept");
        }
        ExitCode::from(u8::from(!same))
    }

    fn check(&self, name: &str) -> Result<bool, Box<dyn Error>> {
        let path = root().join(reviewed(name));
        let items = list(&rustdoc_json(name, None)?)?;
        if self.accept {
            fs::write(path, items.join("\n") + "\n")?;
            return Ok(true);
        }
        let reviewed = fs::read_to_string(path)?;
        let changes = changes(&reviewed.lines().collect::<Vec<_>>(), &items);
        if !changes.is_empty() {
            println!("{name}\n{}", changes.join("\n"));
        }
        Ok(changes.is_empty())
    }
}

/// The list of a crate that was reviewed.
pub(crate) fn reviewed(name: &str) -> String {
    format!("vast-sdk-tests/snapshots/public-api-{name}.txt")
}

/// Describes a crate in JSON, with the vendored document or with another one.
pub(crate) fn rustdoc_json(name: &str, document: Option<&Path>) -> Result<PathBuf, Box<dyn Error>> {
    let target = target();
    let mut rustdoc = cargo();
    rustdoc.args(["rustdoc", "--quiet", "--lib", "--all-features"]);
    rustdoc
        .args(["--package", name, "--target-dir"])
        .arg(&target);
    rustdoc.args(["--", "-Z", "unstable-options", "--output-format", "json"]);
    rustdoc.args(["--cap-lints", "allow"]);
    if let Some(document) = document {
        rustdoc.env("VAST_OPENAPI", document);
    }
    let status = rustdoc
        .env("RUSTDOC", root().join("xtask/rustdoc"))
        .status()?;
    if !status.success() {
        return Err("rustdoc failed".into());
    }
    Ok(target.join(format!("doc/{}.json", name.replace('-', "_"))))
}

/// The items in the JSON of rustdoc, one a line.
///
/// # Errors
///
/// If the file is not such JSON.
pub fn list(json: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let api = Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .build()?;
    Ok(api.items().map(ToString::to_string).collect())
}

/// The lines that went, with a minus, and those that came, with a plus.
#[must_use]
pub fn changes(reviewed: &[&str], items: &[String]) -> Vec<String> {
    let gone = reviewed
        .iter()
        .filter(|line| !items.iter().any(|item| item == *line));
    let added = items
        .iter()
        .filter(|item| !reviewed.contains(&item.as_str()));
    let gone = gone.map(|line| format!("- {line}"));
    gone.chain(added.map(|item| format!("+ {item}"))).collect()
}
