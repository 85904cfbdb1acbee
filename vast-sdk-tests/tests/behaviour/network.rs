//! What the SDK returns when the network fails.

use std::{error::Error as _, time::Duration};

use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use vast_sdk::{CallOptions, Error, ErrorKind, RetryPolicy, api::Certificate};
use vast_sdk_tests::{
    client, client_builder, one_attempt,
    servers::{Authority, Fault, FaultyServer, Server, nobody, ok},
};

/// Short, because the servers in these tests never answer.
const TIMEOUT: Duration = Duration::from_millis(50);

async fn error_of(fault: Fault) -> Error {
    let server = FaultyServer::start(fault).await;
    let client = one_attempt(server.url()).options(CallOptions::new().attempt_timeout(TIMEOUT));
    let error = client.build().unwrap().cancel_sync(1).await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    error
}

#[tokio::test]
async fn a_refused_connection_says_that_nothing_was_sent() {
    let error = client(nobody().await).cancel_sync(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(error.status(), None);
    assert!(!error.may_have_executed());
    assert!(error.to_string().contains("refused"), "{error}");
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_private_authority_is_trusted_once_it_is_given_and_no_other_is() {
    let authority = Authority::new();
    let server = FaultyServer::start_tls(Fault::send(ok()), authority.server("127.0.0.1")).await;
    let client = |authority: &Authority| {
        let certificates = Certificate::from_pem_bundle(authority.pem()).unwrap();
        let builder = one_attempt(server.url()).tls_certs_only(certificates);
        builder.build().unwrap()
    };
    client(&authority).cancel_sync(1).await.unwrap();
    let error = client(&Authority::new()).cancel_sync(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    for way_out in ["SSL_CERT_FILE", "--ca-cert"] {
        assert!(error.to_string().contains(way_out), "{error}");
    }
}

/// Starts a test of this file in another process, where the environment and the cryptography of the process are its own.
async fn in_another_process(test: &str, variables: &[(&str, &str)]) {
    let mut command = tokio::process::Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test]);
    let output = command.envs(variables.iter().copied()).output().await;
    let output = output.unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[tokio::test]
async fn the_certificates_of_the_environment_are_trusted() {
    let authority = Authority::new();
    let server = FaultyServer::start_tls(Fault::send(ok()), authority.server("127.0.0.1")).await;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), authority.pem()).unwrap();
    let variables = [
        ("VAST_TEST_URL", &*server.url()),
        ("SSL_CERT_FILE", file.path().to_str().unwrap()),
    ];
    in_another_process(
        "network::cancel_with_the_certificates_of_the_environment",
        &variables,
    )
    .await;
    assert_eq!(server.requests(), 1);
}

/// Runs in the other process of the test above. Without it, this does nothing.
#[tokio::test]
async fn cancel_with_the_certificates_of_the_environment() {
    if let Ok(url) = std::env::var("VAST_TEST_URL") {
        client(url).cancel_sync(1).await.unwrap();
    }
}

#[tokio::test]
async fn the_cryptography_that_a_program_installs_for_itself_makes_no_difference_and_none_is_installed_for_it()
 {
    let authority = Authority::new();
    let server = FaultyServer::start_tls(Fault::send(ok()), authority.server("127.0.0.1")).await;
    let (url, pem) = (server.url(), authority.pem());
    let variables = [("VAST_TEST_URL", &*url), ("VAST_TEST_PEM", &*pem)];
    in_another_process("network::cancel_beside_other_cryptography", &variables).await;
    assert_eq!(server.requests(), 2);
}

/// Runs in the other process of the test above. Without it, this does nothing.
#[tokio::test]
async fn cancel_beside_other_cryptography() {
    let (Ok(url), Ok(pem)) = (
        std::env::var("VAST_TEST_URL"),
        std::env::var("VAST_TEST_PEM"),
    ) else {
        return;
    };
    let cancel = || {
        let certificates = Certificate::from_pem_bundle(&pem).unwrap();
        let client = one_attempt(&url).tls_certs_only(certificates).build();
        client.unwrap().cancel_sync(1).send()
    };
    cancel().await.unwrap();
    assert!(CryptoProvider::get_default().is_none());
    let useless = CryptoProvider {
        cipher_suites: Vec::new(),
        ..ring::default_provider()
    };
    useless.install_default().unwrap();
    cancel().await.unwrap();
}

#[tokio::test]
async fn a_server_that_never_answers_is_a_timeout() {
    let error = error_of(Fault::send("").and_stall()).await;
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.may_have_executed());
}

#[tokio::test]
async fn an_answer_that_stalls_is_a_timeout_that_keeps_what_came() {
    let error = error_of(
        Fault::send("HTTP/1.1 429 Too Many Requests\r\ncontent-length: 99\r\n\r\nAPI requests")
            .and_stall(),
    )
    .await;
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(!error.may_have_executed());
    assert_eq!(error.status().unwrap(), 429);
    assert_eq!(error.body().unwrap(), b"API requests");
}

#[tokio::test]
async fn a_body_over_the_limit_is_an_error_that_keeps_the_status() {
    let server = Server::answering(503, &[], "x".repeat(1001)).await;
    let client = one_attempt(server.url()).body_limit(1000);
    let error = client.build().unwrap().cancel_sync(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BodyTooLarge);
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(error.body().unwrap().len(), 1000);
    assert!(error.may_have_executed());
}

#[tokio::test]
async fn no_time_is_too_long() {
    let server = Server::answering(200, &[], r#"{"success":true}"#).await;
    let client = client_builder(server.url())
        .options(CallOptions::new().attempt_timeout(Duration::MAX))
        .options(CallOptions::new().deadline(Duration::MAX));
    client.build().unwrap().cancel_sync(1).await.unwrap();
}

#[tokio::test]
async fn a_deadline_that_is_set_holds_with_any_policy() {
    let server = FaultyServer::start(Fault::send("").and_stall()).await;
    let timely = || CallOptions::new().deadline(TIMEOUT);
    let endless = || CallOptions::new().retry(RetryPolicy::default().max_attempts(u32::MAX));
    let client = client_builder(server.url())
        .options(timely())
        .options(endless());
    let call = client.build().unwrap().cancel_sync(1).options(endless());
    assert_eq!(call.await.unwrap_err().kind(), ErrorKind::Timeout);
    let client = client_builder(server.url()).build().unwrap();
    let call = client.cancel_sync(1).options(timely()).options(endless());
    assert_eq!(call.await.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn localhost_by_name_is_loopback() {
    let server = Server::answering(200, &[], r#"{"success":true}"#).await;
    let url = server.url().replace("127.0.0.1", "localhost");
    client(url).cancel_sync(1).await.unwrap();
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_read() {
    let body = r#"{"success":true}"#;
    let server = Server::answering(200, &[], body).await;
    let client = one_attempt(server.url()).body_limit(body.len());
    client.build().unwrap().cancel_sync(1).await.unwrap();
}

#[tokio::test]
async fn plain_http_to_another_machine_is_refused_before_anything_is_sent() {
    for url in [
        "http://192.0.2.1",
        "http://localhost.",
        "http://fleet.localhost",
    ] {
        let error = one_attempt(url).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PlainHttp);
        assert!(error.to_string().contains("https"), "{error}");
    }
    let allowed = one_attempt("http://192.0.2.1").allow_plain_http();
    allowed.build().unwrap();
}

#[tokio::test]
async fn a_url_that_is_none_is_an_error_that_says_so() {
    for url in [
        "",
        "not a url",
        "ftp://127.0.0.1",
        "http://",
        "https://127.0.0.1?x",
    ] {
        let error = one_attempt(url).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidUrl, "{url:?}");
        assert!(error.to_string().contains("URL"), "{error}");
    }
}
