//! The mocks with which users of the SDK test their own code.

use std::time::Duration;

use serde_json::json;
use vast_sdk::{
    CallOptions, Client, ErrorKind,
    test_util::{self, CancelSyncMocks, MockServer, MockServerExt, ResetServer},
};

#[tokio::test]
async fn each_preset_is_the_error_that_it_is_named_for() {
    let server = MockServer::start_async().await;
    server.canceled(1);
    server.no_such_instance(2);
    server.refused(3);
    server.rate_limited(4, Duration::from_millis(3500));
    let client = test_util::client(server.base_url());

    let canceled = client.cancel_sync(1).await.unwrap();
    assert_eq!(canceled.message(), "Remote copy canceled");
    let kinds = [
        (2, ErrorKind::NoSuchInstance),
        (3, ErrorKind::Refused),
        (4, ErrorKind::RateLimited),
    ];
    for (id, kind) in kinds {
        let error = client.cancel_sync(id).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
    }
    let limited = client.cancel_sync(4).await.unwrap_err();
    assert_eq!(limited.retry_after(), Some(Duration::from_millis(3500)));
}

#[tokio::test]
async fn a_preset_answers_for_its_instance_alone() {
    let server = MockServer::start_async().await;
    let canceled = server.canceled(1);
    let client = test_util::client(server.base_url());
    client.cancel_sync(1).await.unwrap();
    let error = client.cancel_sync(11).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedStatus);
    assert_eq!(canceled.calls(), 1);
}

#[tokio::test]
async fn a_slow_answer_is_a_timeout_that_leaves_the_outcome_open() {
    let server = MockServer::start_async().await;
    server.slow(1, Duration::from_secs(3600));
    let client = Client::builder()
        .api_key(test_util::API_KEY)
        .url(server.base_url())
        .options(CallOptions::new().attempt_timeout(Duration::from_millis(50)));
    let error = client.build().unwrap().cancel_sync(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.may_have_executed());
}

#[tokio::test]
async fn a_reset_leaves_the_outcome_open() {
    let server = ResetServer::start().unwrap();
    let client = test_util::client(server.base_url());
    for _ in 0..2 {
        let error = client.cancel_sync(1).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted, "{error:?}");
        assert!(error.may_have_executed());
    }
    let url = server.base_url();
    drop(server);
    let error = test_util::client(url).cancel_sync(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
}

#[tokio::test]
async fn a_typed_mock_matches_and_answers_in_the_types_of_the_document() {
    // The names of the types depend on the document.
    let ids = [json!(7), json!("7")].into_iter();
    let mut bodies = ids.map(|id| serde_json::from_value(json!({ "dst_id": id })));
    let body = bodies.find_map(Result::ok).unwrap();
    let answer = json!({ "success": true, "msg": "typed" });
    let answer = serde_json::from_value(answer).unwrap();
    let server = MockServer::start_async().await;
    let mock = server.cancel_sync(|when, then| {
        when.body(&body);
        then.ok(&answer);
    });
    let client = test_util::client(server.base_url());
    assert_eq!(client.cancel_sync(7).await.unwrap().message(), "typed");
    assert!(client.cancel_sync(8).await.is_err());
    assert_eq!(mock.calls(), 1);
}

#[test]
#[should_panic(expected = "plain http")]
fn a_client_for_the_tests_does_not_talk_to_the_network() {
    test_util::client("http://example.com");
}
