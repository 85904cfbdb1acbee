//! Builds of the real crates with another document.
//!
//! Only what depends on the document is built again for the next one, and the developer's own builds
//! stay as they are: the client is compiled with features of its own, and the tests in a folder of their
//! own.

use std::{
    path::Path,
    process::{Command, Output},
};

use crate::workspace::{cargo, target};

/// How many errors of the compiler to repeat.
const ERRORS: usize = 3;

/// Compiles `vast-api` with everything that is generated. TLS does not depend on the document, and
/// would take longer than the rest.
pub fn compile(document: &Path) -> Result<(), String> {
    let mut check = cargo();
    check.args(["check", "--quiet", "--message-format", "short"]);
    check.args(["--package", "vast-api", "--no-default-features"]);
    check.args(["--features", "httpmock,registry,yaml"]);
    let output = run(check.arg("--target-dir").arg(target()), document)?;
    if output.status.success() {
        return Ok(());
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(failure("the client does not compile", &errors(&stderr)))
}

/// Runs the tests that depend on the document.
pub fn test(document: &Path) -> Result<(), String> {
    let mut test = cargo();
    test.args(["test", "--quiet", "--no-fail-fast"]);
    test.args(["--package", "vast-sdk", "--package", "vast-sdk-tests"]);
    let folder = target().join("document-check");
    let output = run(test.arg("--target-dir").arg(folder), document)?;
    if output.status.success() {
        return Ok(());
    }
    let stdout = String::from_utf8_lossy(&output.stdout);
    let failed = stdout.lines().filter_map(|line| {
        let name = line.strip_prefix("---- ")?;
        Some(name.trim_end_matches(" stdout ----").to_owned())
    });
    let failed: Vec<String> = failed.collect();
    Err(if failed.is_empty() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        failure("the tests do not compile", &errors(&stderr))
    } else {
        failure("tests fail", &failed)
    })
}

fn run(cargo: &mut Command, document: &Path) -> Result<Output, String> {
    let document = document
        .canonicalize()
        .map_err(|error| format!("cannot read {}: {error}", document.display()))?;
    cargo
        .env("VAST_OPENAPI", document)
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))
}

/// The errors of the compiler or of the build script, without cargo's own about them.
fn errors(stderr: &str) -> Vec<String> {
    const SUMMARIES: [&str; 4] = [
        "error: could not compile",
        "error: build script logged errors",
        "error: failed to run custom build command",
        "error: aborting",
    ];
    let lines = stderr.lines().filter(|line| {
        let error = line.starts_with("error") || line.contains(": error");
        error && !SUMMARIES.iter().any(|summary| line.starts_with(summary))
    });
    lines.map(shortened).collect()
}

/// Without the folder of a generated file, and without the crate of a build script.
fn shortened(line: &str) -> String {
    let line = line.rsplit_once("/out/").map_or(line, |(_, rest)| rest);
    match line.strip_prefix("error: vast-api@") {
        Some(rest) => rest.split_once(": ").map_or(rest, |(_, what)| what),
        None => line,
    }
    .to_owned()
}

fn failure(what: &str, causes: &[String]) -> String {
    let mut lines = vec![what.to_owned()];
    lines.extend(causes.iter().take(ERRORS).cloned());
    if causes.len() > ERRORS {
        lines.push(format!("and {} more", causes.len() - ERRORS));
    }
    lines.join("\n    ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_compiler_name_the_generated_file_and_not_its_folder() {
        let stderr = "/a/target/debug/build/vast-api-1/out/client.rs:7:9: error[E0412]: cannot find type `Money`
error: could not compile `vast-api` (lib) due to 1 previous error";
        assert_eq!(
            errors(stderr),
            ["client.rs:7:9: error[E0412]: cannot find type `Money`"]
        );
    }

    #[test]
    fn an_error_of_the_build_script_is_its_sentence() {
        let stderr =
            "error: vast-api@0.1.0: there is no operation\nerror: build script logged errors";
        assert_eq!(errors(stderr), ["there is no operation"]);
    }
}
