//! What a user may do wrong.

use std::{
    fs::{File, OpenOptions},
    process::{Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;
use vast_sdk_tests::{KEY, servers::Server};

use crate::vast::{api, vast};

/// As the API hands them out.
const ANOTHER_KEY: &str = "5a1e6b0c9d8f7e6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a";

#[test]
fn a_key_in_the_wrong_place_is_not_printed() {
    for key in [ANOTHER_KEY, KEY] {
        for line in [
            "cancel sync --from-file keyfile",
            "cancel sync --from-file keyfile --allow-empty",
            "cancel sync KEY",
            "cancel sync C.KEY",
            "cancel sync --dst_id KEY",
            "cancel sync --dst_id=KEY",
            "cancel sync 1 --api-key-file KEY",
            "cancel sync 1 --api-key-file=KEY",
            "cancel sync 1 --ca-cert KEY",
            "cancel sync 1 --resume KEY",
            "cancel sync 1 --timeout KEY",
            "cancel sync 1 --url KEY",
            "cancel sync 1 --KEY",
            "cancel KEY",
            "KEY",
            "man KEY",
            "completions KEY",
        ] {
            let line = line.replace("KEY", key);
            let ended = vast(&line).with_file("keyfile", key).run();
            assert_ne!(ended.status, 0, "{line}");
            assert!(!ended.stderr.contains(key), "{line}: {}", ended.stderr);
            assert!(
                !ended.stderr.contains(&key[..20]),
                "{line}: {}",
                ended.stderr
            );
            assert!(!ended.stderr.is_empty(), "{line}");
        }
    }
}

#[test]
fn what_is_wrong_is_shown_shortened() {
    let long = "word_".repeat(30);
    for line in [
        format!("cancel sync {long}"),
        format!("cancel sync 1 --timeout {long}"),
        format!("cancel {long}"),
    ] {
        let ended = vast(&line).run();
        assert_eq!(ended.status, 2);
        assert!(
            ended.stderr.contains("(150 characters)"),
            "{}",
            ended.stderr
        );
        assert!(ended.stderr.len() < 500, "{}", ended.stderr);
    }
}

#[test]
fn there_is_no_instance_0() {
    for line in ["cancel sync 0", "cancel sync C.0", "cancel sync 0:/path"] {
        let ended = vast(line).run();
        assert_eq!(ended.status, 2);
        assert!(ended.stderr.contains("no instance 0"), "{}", ended.stderr);
    }
}

#[test]
fn an_empty_list_is_an_error_unless_it_is_allowed() {
    let api = api();
    for (line, status) in [
        ("cancel sync --from-file -", 2),
        ("cancel sync --from-file - --allow-empty", 0),
    ] {
        let ended = vast(line).on(api.base_url()).run();
        assert_eq!(ended.status, status, "{}", ended.stderr);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_append_to_one_file_do_not_tear_each_others_lines() {
    let long = "x".repeat(10_000);
    let body = format!(r#"{{"success":true,"msg":"{long}"}}"#);
    let headers = [("content-type", "application/json")];
    let server = Server::answering(200, &headers, body).await;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("done.jsonl");
    let ids: Vec<String> = (1..=50).map(|id| id.to_string()).collect();
    let running = [(); 4].map(|()| {
        let vast = vast(&format!("cancel sync --raw --quiet {}", ids.join(" ")));
        let mut vast = vast.on(server.url());
        let file = OpenOptions::new().append(true).create(true).open(&path);
        let process = vast.command.stdout(file.unwrap()).spawn().unwrap();
        (process, vast.home)
    });
    for (mut process, _home) in running {
        assert!(process.wait().unwrap().success());
    }
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 200);
    for line in text.lines() {
        let done: Value = serde_json::from_str(line).unwrap();
        assert_eq!(done["success"], true);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_cannot_be_written_is_an_error() {
    for line in ["--help", "--version", "cancel sync --help", "man"] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut vast = vast(line);
        let ended = vast
            .command
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(ended.status.code(), Some(74), "{line}");
        let error = String::from_utf8(ended.stderr).unwrap();
        assert!(error.contains("cannot be written to"), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn with_few_file_descriptors_there_is_a_sentence() {
    for limit in 4..16 {
        let vast = vast("").command;
        let mut shell = Command::new("sh");
        shell
            .args([
                "-c",
                r#"ulimit -n "$0" && exec "$1" cancel sync 1 --retry 1 --url http://127.0.0.1:1"#,
            ])
            .arg(limit.to_string())
            .arg(vast.get_program())
            .env_clear()
            .env("VAST_API_KEY", KEY);
        let ended = shell.output().unwrap();
        let error = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(6), "{limit}: {error}");
        assert!(error.starts_with("error: "), "{limit}: {error}");
        assert!(!error.contains("panicked"), "{limit}: {error}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn while_the_list_is_still_being_read_a_signal_ends_the_process() {
    let mut vast = vast("cancel sync --from-file -");
    let command = &mut vast.command;
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    // It listens to signals before it opens the list, and holds the list open until then.
    let status = format!("/proc/{}/status", process.id());
    let catches = |status: String| {
        let mask = status
            .lines()
            .find_map(|line| line.strip_prefix("SigCgt:"))
            .map(str::trim);
        mask.is_none_or(|mask| u64::from_str_radix(mask, 16).unwrap() & (1 << 14) != 0)
    };
    while !std::fs::read_to_string(&status).map_or(true, catches) {
        std::thread::yield_now();
    }
    let id = process.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-s", "TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    let _input = process.stdin.take();
    let ended = process.wait_with_output().unwrap();
    let error = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(130), "{error}");
    assert!(error.contains("nothing was sent"), "{error}");
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_text_is_an_error_and_is_not_repeated() {
    use std::{ffi::OsString, os::unix::ffi::OsStringExt};

    let argument = OsString::from_vec([KEY.as_bytes(), b"\xff"].concat());
    for line in [
        "cancel sync",
        "cancel sync 1 --api-key",
        "api list",
        "--url",
        "man",
    ] {
        let mut vast = vast(line);
        vast.command.arg(&argument);
        let ended = vast.run();
        assert_eq!(ended.status, 2, "{line}: {}", ended.stderr);
        assert!(ended.stderr.contains("invalid UTF-8"), "{}", ended.stderr);
    }
}
