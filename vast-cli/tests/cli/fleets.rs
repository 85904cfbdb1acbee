//! Several processes share the server's rate limit.

use std::{path::Path, thread, time::Duration};

use tempfile::TempDir;
use vast_sdk_tests::{
    KEY,
    servers::{Limit, RateLimitedServer},
};

use crate::vast::{Ended, api, vast};

async fn limited() -> RateLimitedServer {
    let limit = Limit {
        // Much longer than a busy machine delays a process.
        interval: Duration::from_millis(100),
        tells: true,
        counts_rejected: false,
    };
    RateLimitedServer::start(limit).await
}

/// Runs all of these at the same time.
fn together(server: &RateLimitedServer, state: &str, lines: Vec<String>) -> Vec<Ended> {
    let run = |line: String| {
        let command = vast(&line).on(server.url()).env("VAST_STATE_DIR", state);
        thread::spawn(|| command.run())
    };
    let running: Vec<_> = lines.into_iter().map(run).collect();
    running.into_iter().map(|one| one.join().unwrap()).collect()
}

fn limits(state: &Path) -> Vec<String> {
    let files = std::fs::read_dir(state.join("limits")).unwrap();
    files
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_processes_with_an_instance_each_keep_the_limit_together() {
    let (server, state) = (limited().await, TempDir::new().unwrap());
    let lines = (1..=20).map(|id| format!("cancel sync {id}")).collect();
    for ended in together(&server, state.path().to_str().unwrap(), lines) {
        assert_eq!((ended.status, &*ended.stderr), (0, ""));
    }
    let counts = server.counts();
    assert_eq!(counts.accepted, 20);
    // Each by itself, it is more than two for each that is accepted.
    assert!(counts.rejected <= 10, "{counts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn four_processes_with_lists_keep_the_limit_together() {
    let (server, state) = (limited().await, TempDir::new().unwrap());
    let line = |from: u32| {
        let list: Vec<String> = (from..from + 10).map(|id| id.to_string()).collect();
        format!("cancel sync --quiet {}", list.join(" "))
    };
    let lines = [100, 200, 300, 400].map(line).to_vec();
    for ended in together(&server, state.path().to_str().unwrap(), lines) {
        assert_eq!((ended.status, &*ended.stderr), (0, ""));
    }
    let counts = server.counts();
    assert_eq!(counts.accepted, 40);
    assert!(counts.rejected <= 20, "{counts:?}");
    let [limit] = &*limits(state.path()) else {
        panic!("there is one limit");
    };
    assert!(limit.contains("\"version\":1") && !limit.contains(KEY));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_an_empty_name_each_process_keeps_a_pace_of_its_own() {
    let server = limited().await;
    let lines = (1..=4).map(|id| format!("cancel sync {id}")).collect();
    for ended in together(&server, "", lines) {
        assert_eq!((ended.status, &*ended.stderr), (0, ""));
    }
    assert_eq!(server.counts().accepted, 4);
    let ended = vast("cancel sync 5 --state-dir ''").on(server.url()).run();
    assert_eq!((ended.status, &*ended.stderr), (0, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_instance_whose_turn_comes_after_its_deadline_is_not_waited_for() {
    let limit = Limit {
        interval: Duration::from_secs(50),
        tells: true,
        counts_rejected: false,
    };
    let (server, state) = (
        RateLimitedServer::start(limit).await,
        TempDir::new().unwrap(),
    );
    let run = |line: &str| {
        let command = vast(line).on(server.url());
        command
            .env("VAST_STATE_DIR", state.path().to_str().unwrap())
            .run()
            .status
    };
    assert_eq!(run("cancel sync 1"), 0);
    for _ in 0..2 {
        assert_eq!(run("cancel sync 2 --deadline 5s"), 5);
    }
    assert_eq!(server.counts().rejected, 1);
}

#[test]
fn a_folder_that_cannot_be_used_is_said_once_and_nothing_else_changes() {
    let api = api();
    let command = vast("cancel sync 1 2 3 --state-dir file").with_file("file", "");
    let ended = command.on(api.base_url()).run();
    assert_eq!(ended.status, 0);
    let warning = "warning: the rate limit is not shared with other processes of this machine: the file file/limits/";
    assert!(ended.stderr.starts_with(warning), "{}", ended.stderr);
    assert_eq!(ended.stderr.matches("not shared").count(), 1);
}

#[test]
fn the_folder_is_where_the_xdg_specification_says() {
    let (api, state) = (api(), TempDir::new().unwrap());
    let command = vast("cancel sync 1").on(api.base_url());
    let command = command.env("XDG_STATE_HOME", state.path().to_str().unwrap());
    assert_eq!(command.run().status, 0);
    assert_eq!(limits(&state.path().join("vast")).len(), 1);
}
