//! Runs each command as a maintainer does.

mod probe;

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    path::PathBuf,
    process::{Command, Output},
    thread,
};

use serde_json::Value;
use snapbox::{assert_data_eq, file};

fn xtask(arguments: &[&str]) -> Output {
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    xtask.args(arguments).current_dir(xtask::root());
    xtask.output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn document(name: &str) -> String {
    format!("vast-sdk-tests/documents/{name}.json")
}

fn help_of(command: &[&str]) -> String {
    let output = xtask(&[command, &["--help"]].concat());
    assert!(output.status.success());
    text(&output.stdout)
}

#[test]
fn help_explains_every_command() {
    assert_data_eq!(help_of(&[]), file!["snapshots/help.txt"].raw());
    assert_data_eq!(
        help_of(&["document"]),
        file!["snapshots/help-document.txt"].raw()
    );
    assert_data_eq!(
        help_of(&["document", "check"]),
        file!["snapshots/help-document-check.txt"].raw()
    );
    assert_data_eq!(
        help_of(&["document", "diff"]),
        file!["snapshots/help-document-diff.txt"].raw()
    );
    assert_data_eq!(
        help_of(&["document", "probe"]),
        file!["snapshots/help-document-probe.txt"].raw()
    );
    assert_data_eq!(
        help_of(&["document", "update"]),
        file!["snapshots/help-document-update.txt"].raw()
    );
    assert_data_eq!(help_of(&["fuzz"]), file!["snapshots/help-fuzz.txt"].raw());
    assert_data_eq!(help_of(&["bench"]), file!["snapshots/help-bench.txt"].raw());
    assert_data_eq!(
        help_of(&["public-api"]),
        file!["snapshots/help-public-api.txt"].raw()
    );
}

fn verdicts(arguments: &[&str]) -> (Vec<Value>, Output) {
    let output = xtask(&[&["document", "check", "--json"], arguments].concat());
    let stdout = text(&output.stdout);
    let verdicts = stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"));
    (verdicts.collect(), output)
}

#[test]
fn document_check_has_a_verdict_for_each_document() {
    let (verdicts, output) = verdicts(&[&document("every-kind"), &document("shape-1")]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(verdicts.len(), 2);
    for verdict in verdicts {
        assert_eq!(verdict["failure"], Value::Null);
        assert_eq!(verdict["operations_in"], verdict["operations_out"]);
    }
}

#[test]
fn document_check_compile_builds_the_client_of_two_documents() {
    let documents = [document("shape-1"), document("shape-2")];
    let (verdicts, output) = verdicts(&["--compile", &documents[0], &documents[1]]);
    assert!(output.status.success(), "{output:?}");
    for verdict in verdicts {
        assert_eq!(verdict["failure"], Value::Null);
        assert!(verdict["milliseconds"]["compile"].is_number());
    }
}

#[test]
fn document_check_compile_repeats_what_the_build_says_of_a_document_without_cancel_sync() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("other.json");
    let other = r#"{"openapi":"3.1.0","info":{"title":"Other","version":"1"},"paths":{"/a/":{"get":{"operationId":"a","responses":{"200":{"description":"ok"}}}}}}"#;
    fs::write(&path, other).expect("a file");
    let (verdicts, output) = verdicts(&["--compile", &path.display().to_string()]);
    assert!(!output.status.success());
    let failure = verdicts[0]["failure"].as_str().expect("a failure");
    let (what, cause) = failure.split_once("\n    ").expect("a cause");
    assert_eq!(what, "the client does not compile");
    assert_eq!(Some(cause), verdicts[0]["note"].as_str());
}

#[test]
fn document_check_fails_where_a_build_would_and_where_there_is_nothing_to_check() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().display().to_string();
    assert!(!xtask(&["document", "check", &path]).status.success());
    let other = r#"{"openapi":"3.1.0","info":{"title":"Other","version":"1"},"paths":{"/a/":{"get":{"operationId":"a","responses":{"200":{"description":"ok"}}}}}}"#;
    fs::write(folder.path().join("other.json"), other).expect("a file");
    let output = xtask(&["document", "check", &path]);
    assert!(!output.status.success());
    let stdout = text(&output.stdout);
    assert!(stdout.contains("a build would fail: "), "{stdout}");
}

#[test]
fn document_check_and_diff_warn_of_a_key_that_stands_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("twice.json").display().to_string();
    let vendored = fs::read_to_string(xtask::root().join("openapi.json")).expect("a document");
    let twice = vendored.replacen('{', "{\"openapi\": \"3.0.0\",", 1);
    fs::write(&path, twice).expect("a file");
    let warning = "the key `openapi` stands twice";
    let output = xtask(&["document", "check", &path]);
    assert!(output.status.success(), "{output:?}");
    assert!(text(&output.stdout).contains(warning), "{output:?}");
    let output = xtask(&["document", "diff", &path, &path]);
    assert!(text(&output.stderr).contains(warning), "{output:?}");
}

#[test]
fn document_check_of_a_file_that_is_not_there_says_so() {
    let output = xtask(&["document", "check", "no/such.json"]);
    assert!(!output.status.success());
    let stdout = text(&output.stdout);
    assert!(stdout.contains("FAILED: cannot read"), "{stdout}");
}

#[test]
fn document_diff_lists_the_changes_with_the_breaking_ones_marked() {
    let path = xtask::root().join(document("every-kind"));
    let old = fs::read_to_string(&path).expect("a document");
    let folder = tempfile::tempdir().expect("a folder");
    let new_path: PathBuf = folder.path().join("new.json");
    let mut new: Value = serde_json::from_str(&old).expect("JSON");
    let paths = new["paths"].as_object_mut().expect("paths");
    let first = paths.keys().next().expect("a path").clone();
    paths.remove(&first);
    fs::write(&new_path, new.to_string()).expect("a file");

    let output = xtask(&[
        "document",
        "diff",
        &document("every-kind"),
        &new_path.display().to_string(),
    ]);
    assert!(output.status.success(), "{output:?}");
    let stdout = text(&output.stdout);
    assert!(stdout.starts_with("BREAKING wire, Rust  "), "{stdout}");
    assert!(stdout.contains(" was removed\n"), "{stdout}");
    assert!(stdout.contains(" breaking on the wire, "), "{stdout}");

    let new = new_path.display().to_string();
    let output = xtask(&["document", "diff", "--json", &document("every-kind"), &new]);
    let json: Value = serde_json::from_str(&text(&output.stdout)).expect("JSON");
    assert_eq!(json["changes"][0]["change"]["kind"], "removed");
    assert_eq!(json["changes"][0]["wire"], "breaking");
    assert_eq!(
        json["counts"]["changes"],
        json["changes"].as_array().expect("a list").len()
    );

    let output = xtask(&[
        "document",
        "diff",
        "--markdown",
        &document("every-kind"),
        &new,
    ]);
    let markdown = text(&output.stdout);
    assert!(
        markdown.starts_with("### Breaks on the wire\n\n- "),
        "{markdown}"
    );
}

#[test]
fn fuzz_names_the_targets_that_there_are() {
    let output = xtask(&["fuzz", "no_such_target"]);
    assert!(!output.status.success());
    let stderr = text(&output.stderr);
    let names = "there is no target no_such_target; there are diff, error_body, limit_file, load, normalize, overlay, resume_file, retry_after, threshold";
    assert!(stderr.contains(names), "{stderr}");
}

#[test]
fn public_api_lists_the_public_items_and_what_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("little.rs");
    fs::write(&source, "pub fn shown() {} fn hidden() {}").expect("a file");
    let mut rustdoc = Command::new("rustdoc");
    rustdoc.args(["--crate-type", "lib", "-Z", "unstable-options"]);
    rustdoc
        .args(["--output-format", "json", "-o"])
        .arg(folder.path())
        .arg(&source);
    assert!(
        rustdoc
            .env("RUSTC_BOOTSTRAP", "1")
            .status()
            .expect("rustdoc")
            .success()
    );

    let items = xtask::public_api::list(&folder.path().join("little.json")).expect("a list");
    assert_eq!(items, ["pub mod little", "pub fn little::shown()"]);
    let changes = xtask::public_api::changes(&["pub mod little", "pub fn little::gone()"], &items);
    assert_eq!(
        changes,
        ["- pub fn little::gone()", "+ pub fn little::shown()"]
    );
}

#[test]
fn bench_measures_a_section_in_pairs() {
    let output = xtask(&["bench", "--quick", "growth"]);
    assert!(output.status.success(), "{output:?}");
    let stdout = text(&output.stdout);
    assert!(
        stdout.contains("| `cancel_many` of 10 ids: time per id | of 1000 ids |"),
        "{stdout}"
    );
    assert!(
        stdout.contains("| `cancel_many` of 10000 ids: peak memory | of 1000 ids |"),
        "{stdout}"
    );
}

fn update(source: &str) -> (Output, bool) {
    let vendored = || fs::read(xtask::root().join("openapi.json")).expect("the document");
    let before = vendored();
    let output = xtask(&["document", "update", "--dry-run", source]);
    (output, vendored() == before)
}

#[test]
fn document_update_says_what_a_revision_means_before_anything_is_written() {
    let (output, is_unchanged) = update(&document("shape-2"));
    assert!(output.status.success() && is_unchanged, "{output:?}");
    let summary = text(&output.stdout);
    for part in [
        "| operations | ",
        "The version that follows is **0.2.0**",
        "`vast-sdk`: its own API stays as it is",
        "### Breaks",
    ] {
        assert!(summary.contains(part), "{part} in {summary}");
    }
}

#[test]
fn document_update_changes_nothing_for_what_is_no_revision_of_the_document() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let broken = folder.path().join("broken.json");
    fs::write(&broken, "{ \"openapi\": ").expect("a file");
    for (source, why) in [
        (broken.to_str().expect("a name"), "broken.json"),
        ("no/such/file.json", "no/such/file.json"),
        (&document("objects"), "cancel_sync"),
        ("http://example.org/openapi.json", "only https"),
        (folder.path().to_str().expect("a name"), "no page in"),
    ] {
        let (output, is_unchanged) = update(source);
        let error = text(&output.stderr);
        assert!(
            !output.status.success() && is_unchanged,
            "{source}: {error}"
        );
        let last = error.lines().last().unwrap_or_default();
        assert!(
            last.starts_with("error: ") && last.contains(why),
            "{source}: {error}"
        );
        assert!(last.ends_with("nothing was changed"), "{source}: {error}");
    }
}

/// Gives every request this answer.
fn server(answer: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    format!("http://{address}/openapi.json")
}

#[test]
fn document_update_fetches_a_document() {
    let body = fs::read_to_string(xtask::root().join(document("shape-1"))).expect("the document");
    let length = body.len();
    let answer =
        format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
    let (output, is_unchanged) = update(&server(answer));
    assert!(output.status.success() && is_unchanged, "{output:?}");
    for (answer, why) in [
        ("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", "404"),
        (
            "HTTP/1.1 302 Found\r\nlocation: http://example.org/\r\ncontent-length: 0\r\n\r\n",
            "leads away from https",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"a\": 1}\n",
            "openapi",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{",
            "cannot be fetched",
        ),
    ] {
        let url = server(answer.to_owned());
        let (output, is_unchanged) = update(&url);
        let error = text(&output.stderr);
        assert!(
            !output.status.success() && is_unchanged,
            "{answer}: {error}"
        );
        let last = error.lines().last().unwrap_or_default();
        assert!(
            last.contains(why) && last.contains(&url),
            "{answer}: {error}"
        );
    }
}
