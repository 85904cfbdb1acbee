//! What the command sends.

use std::process::Command;

use httpmock::HttpMockRequest;
use vast_sdk_tests::{
    KEY,
    judge::cancel_sync::CancelSync,
    servers::{Authority, Fault, FaultyServer, Server, ok},
};

use crate::vast::{Vast, vast};

async fn accepting() -> Server {
    Server::answering_json(200, &CancelSync::published().example(200)).await
}

/// The one request that `vast` sent.
async fn sent(vast: Vast) -> HttpMockRequest {
    let server = accepting().await;
    assert_eq!(vast.on(server.url()).run().status, 0);
    server.only_request()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_cancel_is_one_request_and_as_documented() {
    let request = sent(vast("cancel sync --dst_id 12371")).await;
    CancelSync::published().check(&request);
    let user_agent = concat!("vast-cli/", env!("CARGO_PKG_VERSION"));
    assert_eq!(request.headers()["user-agent"], user_agent);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_the_given_one_before_that_of_the_environment() {
    let given = "given-key";
    for vast in [
        vast("cancel sync 1 --api-key given-key"),
        vast("cancel sync 1 --api-key-file key").with_file("key", "given-key\n"),
        vast("cancel sync 1").env("VAST_API_KEY", given),
        vast("cancel sync 1")
            .without_env("VAST_API_KEY")
            .with_file(".vast_api_key", given),
    ] {
        let request = sent(vast).await;
        assert_eq!(request.headers()["authorization"], "Bearer given-key");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_url_is_the_given_one_before_that_of_the_environment() {
    let server = accepting().await;
    let line = format!("cancel sync 1 --url {}", server.url());
    assert_eq!(vast(&line).on("http://127.0.0.1:9").run().status, 0);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn retry_is_the_number_of_attempts() {
    for (line, attempts) in [("--retry 1", 1), ("--retry 0", 1), ("--retry 2", 2)] {
        let server = Server::answering(503, &[("retry-after", "0")], "").await;
        vast(&format!("cancel sync 1 {line}"))
            .on(server.url())
            .run();
        assert_eq!(server.requests().len(), attempts, "{line}");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_command_for_curl_sends_the_same_request() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: there is no curl");
        return;
    }
    let server = accepting().await;
    let vast = |line| vast(line).on(server.url());
    assert_eq!(vast("cancel sync 12371").run().status, 0);
    let ours = server.take_requests().remove(0);
    let command = vast("cancel sync 12371 --curl").run().stdout;
    assert!(server.requests().is_empty());

    let mut shell = Command::new("sh");
    shell.args(["-c", &command]).env("VAST_API_KEY", KEY);
    let output = shell.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let theirs = server.only_request();
    assert_eq!(theirs.method(), ours.method());
    assert_eq!(theirs.uri().path(), ours.uri().path());
    assert_eq!(theirs.body_ref(), ours.body_ref());
    for name in ["authorization", "accept", "content-type"] {
        assert_eq!(theirs.headers()[name], ours.headers()[name], "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_authority_is_trusted_if_it_is_given() {
    let authority = Authority::new();
    let server = FaultyServer::start_tls(Fault::send(ok()), authority.server("127.0.0.1")).await;
    let with = |ca: &Authority| {
        let vast = vast("cancel sync 1 --ca-cert ca.pem").on(server.url());
        vast.with_file("ca.pem", &ca.pem()).run().status
    };
    assert_eq!(with(&authority), 0);
    assert_eq!(with(&Authority::new()), 6);
}

#[cfg(target_os = "linux")]
#[test]
fn a_machine_without_certificates_is_told_what_to_do() {
    let vast = vast("cancel sync 1").on("https://127.0.0.1:1");
    let missing = vast.path("missing");
    let missing = missing.to_str().unwrap();
    let ended = vast
        .env("SSL_CERT_FILE", missing)
        .env("SSL_CERT_DIR", missing)
        .run();
    for way_out in ["SSL_CERT_FILE", "--ca-cert"] {
        assert!(ended.stderr.contains(way_out), "{}", ended.stderr);
    }
}
