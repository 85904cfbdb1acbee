//! The exit statuses.

use std::{fs::File, process::Stdio};

use vast_sdk_tests::servers::{Fault, FaultyServer, Server, nobody};

use crate::vast::{api, vast};

fn on_the_api(arguments: &str) -> i32 {
    let api = api();
    vast(&format!("cancel sync {arguments}"))
        .on(api.base_url())
        .run()
        .status
}

async fn answered(status: u16, body: &str) -> i32 {
    let server = Server::answering(status, &[], body).await;
    vast("cancel sync 1 --retry 1")
        .on(server.url())
        .run()
        .status
}

async fn broken(fault: Fault) -> i32 {
    let server = FaultyServer::start(fault).await;
    let line = "cancel sync 1 --retry 1 --timeout 50ms";
    vast(line).on(server.url()).run().status
}

#[test]
fn it_is_0_when_all_are_canceled() {
    assert_eq!(on_the_api("1"), 0);
    assert_eq!(on_the_api("1 2 3"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_1_when_the_api_refuses() {
    assert_eq!(on_the_api("98"), 1);
    assert_eq!(
        answered(400, r#"{"success":false,"error":"invalid_args"}"#).await,
        1
    );
}

#[test]
fn it_is_2_when_the_command_cannot_be_understood() {
    for arguments in [
        "",
        "x",
        "1 --unknown",
        "1 --url nothing",
        "1 --url http://example.com",
    ] {
        assert_eq!(on_the_api(arguments), 2, "{arguments}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_3_for_a_key_that_is_missing_broken_or_not_accepted() {
    let without = vast("cancel sync 1").without_env("VAST_API_KEY");
    assert_eq!(without.run().status, 3);
    assert_eq!(vast("cancel sync 1 --api-key ''").run().status, 3);
    assert_eq!(answered(401, "").await, 3);
    assert_eq!(answered(403, "").await, 3);
}

#[test]
fn it_is_4_when_there_is_no_such_instance() {
    assert_eq!(on_the_api("99"), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_5_when_the_rate_limit_lasts_beyond_the_deadline_or_the_last_attempt() {
    assert_eq!(on_the_api("97 --deadline 1s"), 5);
    assert_eq!(answered(429, "API requests too frequent").await, 5);
    assert_eq!(
        answered(429, r#"{"error":"search_quota_exceeded"}"#).await,
        5
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_6_when_the_network_or_the_server_fails() {
    let refused = vast("cancel sync 1 --retry 1").on(nobody().await);
    assert_eq!(refused.run().status, 6);
    assert_eq!(broken(Fault::send("").and_stall()).await, 6);
    assert_eq!(broken(Fault::send("").and_reset()).await, 6);
    assert_eq!(answered(500, "").await, 6);
    assert_eq!(answered(502, "<html>Bad Gateway</html>").await, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_7_when_the_answer_is_not_understood() {
    assert_eq!(answered(200, "<html>Welcome</html>").await, 7);
    assert_eq!(answered(200, "{}").await, 7);
    assert_eq!(answered(418, "").await, 7);
    let elsewhere = Server::answering(303, &[("location", "/")], "").await;
    assert_eq!(vast("cancel sync 1").on(elsewhere.url()).run().status, 7);
}

#[cfg(target_os = "linux")]
#[test]
fn a_canceled_sync_whose_result_cannot_be_written_is_named() {
    let api = api();
    let mut vast = vast("cancel sync 1").on(api.base_url());
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = vast.command.stdout(Stdio::from(full)).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("canceled: 1"), "{stderr}");
}

#[test]
fn of_several_the_highest_counts() {
    assert_eq!(on_the_api("99 1 98"), 4);
    assert_eq!(on_the_api("98 2 97 --deadline 1"), 5);
}

#[cfg(target_os = "linux")]
#[test]
fn it_is_74_when_the_results_cannot_be_written_and_no_more_is_sent() {
    let api = api();
    let mut vast = vast("cancel sync 1 2 3 --max-in-flight 1").on(api.base_url());
    let full = File::options().write(true).open("/dev/full").unwrap();
    let command = vast.command.stdout(Stdio::from(full)).stdin(Stdio::null());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(74));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("No space left on device"), "{stderr}");
    assert!(stderr.contains("not sent: 2 3"), "{stderr}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_server_is_away_for_too_long_leaves_what_it_has_not_sent() {
    let line = "cancel sync 1 2 3 4 --retry 2 --max-in-flight 2 --max-outage 1ms";
    let ended = vast(line).on(nobody().await).run();
    assert_eq!(ended.status, 6, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("2 failed, 2 not sent"),
        "{}",
        ended.stderr
    );
    assert!(ended.stderr.contains("not sent: 3 4"), "{}", ended.stderr);
}
