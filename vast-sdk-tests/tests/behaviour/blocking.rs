//! The client for programs that are not asynchronous.

use std::time::Duration;

use vast_sdk::{CallOptions, ErrorKind, RetryPolicy, blocking::Client};
use vast_sdk_tests::{
    KEY,
    servers::{Fault, FaultyServer, Server},
};

fn client(url: String) -> Client {
    let builder = Client::builder().api_key(KEY).url(url);
    let once = CallOptions::new().retry(RetryPolicy::none());
    builder.options(once).build().unwrap()
}

/// Runs something on a thread that does not belong to a runtime.
fn outside<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::spawn(run).join().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_works_outside_of_a_runtime() {
    let server = FaultyServer::start(Fault::none()).await;
    let url = server.url();
    outside(move || {
        let client = client(url);
        assert_eq!(client.cancel_sync(1).send().unwrap().instance().get(), 1);
        let mut instances: Vec<i64> = client
            .cancel_many([2, 3])
            .map(|(instance, result)| result.map(|_| instance.get()).unwrap())
            .collect();
        instances.sort_unstable();
        assert_eq!(instances, [2, 3]);
        let call = client
            .api()
            .cancel_sync()
            .body_map(|body| body.dst_id(vast_sdk::InstanceId::from(4)));
        client.block_on(call.send()).unwrap();
    });
    assert_eq!(server.requests(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_works_inside_of_a_runtime_for_more_calls_than_a_task_has_budget() {
    let server = FaultyServer::start(Fault::none()).await;
    let url = server.url();
    let task = tokio::spawn(async move {
        let client = client(url);
        client.cancel_sync(0).send().unwrap();
        client
            .cancel_many(1..1000)
            .filter(|(_, result)| result.is_ok())
            .count()
    });
    assert_eq!(task.await.unwrap(), 999);
}

#[test]
fn it_works_inside_of_a_runtime_of_one_thread_with_a_server_elsewhere() {
    let elsewhere = tokio::runtime::Runtime::new().unwrap();
    let server = elsewhere.block_on(FaultyServer::start(Fault::none()));
    let one_thread = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    one_thread.block_on(async {
        client(server.url()).cancel_sync(1).send().unwrap();
    });
}

#[tokio::test]
async fn a_server_on_the_thread_that_is_held_up_is_a_timeout() {
    let server = FaultyServer::start(Fault::none()).await;
    let call = client(server.url())
        .cancel_sync(1)
        .options(CallOptions::new().attempt_timeout(Duration::from_millis(50)));
    assert_eq!(call.send().unwrap_err().kind(), ErrorKind::Timeout);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_is_the_same_as_that_of_the_other_client() {
    let server = Server::answering(404, &[], r#"{"error":"no_such_instance"}"#).await;
    let url = server.url();
    let error = outside(move || client(url).cancel_sync(99).send().unwrap_err());
    assert_eq!(error.kind(), ErrorKind::NoSuchInstance);
    assert_eq!(error.code(), Some("no_such_instance"));
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_of_a_call_hold() {
    let server = Server::answering(503, &[], "").await;
    let url = server.url();
    let attempts = outside(move || {
        let policy = RetryPolicy::default()
            .max_attempts(3)
            .initial_backoff(Duration::ZERO);
        let options = CallOptions::new()
            .retry(policy)
            .deadline(Duration::from_secs(60));
        let call = client(url).cancel_sync(1).options(options);
        call.send().unwrap_err().attempts()
    });
    assert_eq!(attempts, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_from_another_thread_ends_a_run() {
    let server = FaultyServer::start(Fault::none()).await;
    let url = server.url();
    outside(move || {
        let mut answers = client(url).cancel_many(0..);
        assert!(answers.next().unwrap().1.is_ok());
        let stop = answers.stop_handle();
        std::thread::spawn(move || stop.stop()).join().unwrap();
        assert!(answers.count() < 8);
    });
}
