//! Connections that are used again, and have died in the meantime.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use vast_sdk::{CallOptions, Client, ErrorKind, Pacing};
use vast_sdk_tests::{
    client_builder, one_attempt,
    servers::{Fault, FaultyServer, ok},
};

/// What a connection may meet its second request with.
fn deaths() -> [Fault; 3] {
    [
        Fault::send(""),
        Fault::send("").and_reset(),
        Fault::send(
            "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
        ),
    ]
}

async fn cancels(client: &Client, calls: u32) {
    for id in 0..calls {
        let canceled = client.cancel_sync(id + 1).await.unwrap();
        assert_eq!(canceled.attempts(), 1);
    }
}

#[tokio::test]
async fn a_request_on_a_connection_that_died_is_sent_again_at_once_beside_the_attempts() {
    for death in deaths() {
        let server = FaultyServer::start(Fault::send(ok()).before(death)).await;
        let client = one_attempt(server.url()).build().unwrap();
        cancels(&client, 20).await;
        assert_eq!(server.requests(), 39);
    }
}

#[tokio::test]
async fn dead_connections_cost_nothing_however_many_calls_are_in_flight() {
    for death in deaths() {
        let server = FaultyServer::start(Fault::send(ok()).before(death)).await;
        let client = one_attempt(server.url()).pacing(Pacing::none());
        let client = client.build().unwrap();
        let mut answers = client.cancel_many(1..=200u32).max_in_flight(16);
        while let Some((_, result)) = answers.next().await {
            assert_eq!(result.unwrap().attempts(), 1);
        }
    }
}

#[tokio::test]
async fn a_new_connection_that_dies_counts_as_an_attempt() {
    for fault in [Fault::send(""), Fault::send("").and_reset()] {
        let server = FaultyServer::start(fault).await;
        let client = one_attempt(server.url()).build().unwrap();
        let error = client.cancel_sync(1).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted);
        assert_eq!(server.requests(), 1);
    }
}

#[tokio::test]
async fn what_a_request_on_a_dead_connection_may_have_done_is_not_forgotten() {
    const UNKNOWN: &str = "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}";
    let answers = AtomicU32::new(0);
    let answer = move || match answers.fetch_add(1, Ordering::Relaxed) {
        0 => ok(),
        _ => UNKNOWN.into(),
    };
    let server = FaultyServer::start(Fault::send_what(answer).before(Fault::send(""))).await;
    let client = one_attempt(server.url()).build().unwrap();
    cancels(&client, 1).await;
    let error = client.cancel_sync(1).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(error.attempts(), 1);
    assert!(error.may_have_executed());
}

#[tokio::test]
async fn a_408_on_a_connection_that_stays_open_is_an_answer() {
    const SLOW: &str = "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n";
    let slow = Fault::send(SLOW).and_read_again();
    let server = FaultyServer::start(Fault::send(ok()).before(slow)).await;
    let client = one_attempt(server.url()).build().unwrap();
    cancels(&client, 1).await;
    let error = client.cancel_sync(1).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 408);
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn a_timeout_before_there_is_a_connection_says_that_nothing_was_sent() {
    // It accepts no TLS handshake.
    let server = FaultyServer::start(Fault::send("").and_stall()).await;
    let url = server.url().replace("http:", "https:");
    for timeout in [400, 1000] {
        let options = CallOptions::new().attempt_timeout(Duration::from_millis(timeout));
        let client = one_attempt(url.clone()).options(options).build().unwrap();
        let error = client.cancel_sync(1).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
        assert!(!error.may_have_executed());
        assert!(error.to_string().contains("in time"), "{error}");
    }
}

#[test]
fn in_another_runtime_a_call_ends_although_the_first_one_is_idle() {
    let runtime = || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build().unwrap()
    };
    let servers = tokio::runtime::Runtime::new().unwrap();
    let server = Fault::send(ok()).and_read_again();
    let server = servers.block_on(FaultyServer::start(server));
    let options = CallOptions::new().attempt_timeout(Duration::from_millis(100));
    let client = client_builder(server.url()).options(options);
    let client = client.build().unwrap();
    let (first, second) = (runtime(), runtime());
    first.block_on(cancels(&client, 1));
    // The connection belongs to the first runtime, and nobody polls it: another one is opened for the retry.
    let canceled = second.block_on(client.cancel_sync(2).into_future());
    assert_eq!(canceled.unwrap().attempts(), 2);
}
