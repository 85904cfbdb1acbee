//! The public API of the facade, which a new revision may change, too.

use std::{fs, path::Path, process::Command};

use crate::{
    public_api::{changes, list, reviewed, rustdoc_json},
    workspace::{cargo, root},
};

const FACADE: &str = "vast-sdk";

/// What a new revision makes of the facade.
pub struct Facade {
    /// Its items, one a line, for review.
    pub items: String,
    /// Whether items of it are no longer what they were.
    pub is_breaking: bool,
    /// What became of it, in words.
    pub verdict: String,
}

impl Facade {
    /// Builds its description with a document, and compares it with that of the vendored one: with the reviewed list of its items,
    /// and with `cargo-semver-checks` where that is installed.
    ///
    /// # Errors
    ///
    /// If it cannot be described.
    pub fn with(document: &Path) -> Result<Self, String> {
        let failed = |error: &dyn std::fmt::Display| {
            format!("the public API of {FACADE} cannot be listed: {error}")
        };
        // The description of the next build takes the place of this one.
        let before =
            tempfile::NamedTempFile::with_suffix(".json").map_err(|error| failed(&error))?;
        let checks = is_installed();
        if checks {
            let json = rustdoc_json(FACADE, None).map_err(|error| failed(&error))?;
            fs::copy(json, before.path()).map_err(|error| failed(&error))?;
        }
        let json = rustdoc_json(FACADE, Some(document)).map_err(|error| failed(&error))?;
        let items = list(&json).map_err(|error| failed(&error))?;
        let old = fs::read_to_string(root().join(reviewed(FACADE)));
        let old = old.map_err(|error| failed(&error))?;
        let changes = changes(&old.lines().collect::<Vec<_>>(), &items);
        let breaks = checks && !semver_checks(before.path(), &json)?;
        Ok(Self::of(items, &changes, breaks))
    }

    fn of(items: Vec<String>, changes: &[String], breaks: bool) -> Self {
        let lost = changes.iter().filter(|line| line.starts_with('-')).count();
        Self {
            items: items.join("\n") + "\n",
            is_breaking: lost > 0 || breaks,
            verdict: match (lost, changes.len() - lost) {
                (0, _) if breaks => {
                    "its own API breaks, as cargo-semver-checks says above".to_owned()
                }
                (0, 0) => "its own API stays as it is".to_owned(),
                (0, added) => format!("items added to its own API: {added}"),
                (lost, _) => format!("items of its own API that are gone or changed: {lost}"),
            },
        }
    }
}

fn is_installed() -> bool {
    let mut version = Command::new("cargo-semver-checks");
    let version = version.args(["semver-checks", "--version"]).output();
    version.is_ok_and(|output| output.status.success())
}

/// Whether `cargo-semver-checks` finds nothing that breaks.
fn semver_checks(before: &Path, after: &Path) -> Result<bool, String> {
    let mut check = cargo();
    check.args(["semver-checks", "check-release", "--release-type", "minor"]);
    check.arg("--baseline-rustdoc").arg(before);
    check.arg("--current-rustdoc").arg(after);
    // Standard output is for the summary.
    let status = check
        .env("RUSTC_BOOTSTRAP", "1")
        .stdout(std::io::stderr())
        .status();
    status
        .map(|status| status.success())
        .map_err(|error| format!("cargo-semver-checks cannot be run: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_that_go_and_what_the_checks_find_break_and_new_items_do_not() {
        let lines = |lines: &[&str]| {
            lines
                .iter()
                .map(|line| (*line).to_owned())
                .collect::<Vec<_>>()
        };
        for (changed, breaks, is_breaking, verdict) in [
            (&[][..], false, false, "its own API stays as it is"),
            (
                &["+ pub fn b()"],
                false,
                false,
                "items added to its own API: 1",
            ),
            (
                &["- pub fn a()", "+ pub fn a(u8)"],
                false,
                true,
                "items of its own API that are gone or changed: 1",
            ),
            (
                &[],
                true,
                true,
                "its own API breaks, as cargo-semver-checks says above",
            ),
        ] {
            let facade = Facade::of(Vec::new(), &lines(changed), breaks);
            assert_eq!(
                (facade.is_breaking, &*facade.verdict),
                (is_breaking, verdict)
            );
        }
    }
}
