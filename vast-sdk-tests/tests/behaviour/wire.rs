//! Compares what goes over the wire with the published document.

use serde_json::{Value, json};
use vast_sdk::InstanceId;
use vast_sdk_tests::{KEY, client, judge::cancel_sync::CancelSync, one_attempt, servers::Server};

async fn accepting() -> Server {
    Server::answering_json(200, &CancelSync::published().example(200)).await
}

#[tokio::test]
async fn a_cancel_is_the_request_that_the_document_asks_for() {
    let server = accepting().await;
    client(server.url()).cancel_sync(12371).await.unwrap();
    CancelSync::published().check(&server.only_request());
}

#[tokio::test]
async fn a_cancel_through_the_generated_client_is_the_same_request() {
    let server = accepting().await;
    let client = client(server.url());
    let call = client
        .api()
        .cancel_sync()
        .body_map(|body| body.dst_id(InstanceId::from(12371)));
    call.send().await.unwrap();
    CancelSync::published().check(&server.only_request());
}

#[tokio::test]
async fn the_body_has_the_instance_and_nothing_else() {
    let server = accepting().await;
    client(server.url())
        .cancel_sync(InstanceId::try_from(i64::MAX).unwrap())
        .await
        .unwrap();
    let body: Value = serde_json::from_slice(server.only_request().body_ref()).unwrap();
    // In one revision of the document the number is a string.
    let expected = [
        json!({ "dst_id": i64::MAX }),
        json!({ "dst_id": i64::MAX.to_string() }),
    ];
    assert!(expected.contains(&body), "{body}");
}

#[tokio::test]
async fn an_optional_body_in_which_nothing_is_set_is_not_sent() {
    let server = accepting().await;
    let client = client(server.url());
    let sent = client.api().cancel_sync().send().await;
    if CancelSync::published().requires_a_body() {
        // The generated client does not send it.
        assert!(sent.is_err());
        assert!(server.requests().is_empty());
    } else {
        let request = server.only_request();
        assert_eq!(request.body_ref(), b"");
        assert!(!request.headers().contains_key("content-type"));
    }
}

#[tokio::test]
async fn a_dry_run_shows_the_request_that_would_be_sent_and_sends_nothing() {
    let server = accepting().await;
    let client = client(server.url());
    let dry = client.cancel_sync(12371).dry_run().await.unwrap();
    assert!(server.requests().is_empty());

    client.cancel_sync(12371).await.unwrap();
    let sent = server.only_request();
    assert_eq!(dry.method(), sent.method());
    assert_eq!(dry.url().path(), sent.uri().path());
    assert_eq!(dry.body().unwrap().as_bytes().unwrap(), sent.body_ref());
    for (name, value) in dry.headers() {
        assert_eq!(sent.headers()[name], *value);
    }
    assert_eq!(dry.headers()["authorization"], format!("Bearer {KEY}"));
    assert!(!format!("{dry:?}").contains(KEY));
}

#[tokio::test]
async fn the_user_agent_is_ours_unless_set() {
    let server = accepting().await;
    client(server.url()).cancel_sync(1).await.unwrap();
    let custom = one_attempt(server.url()).user_agent("fleet/7");
    custom.build().unwrap().cancel_sync(1).await.unwrap();

    let requests = server.requests();
    let agents: Vec<_> = requests
        .iter()
        .map(|request| request.headers()["user-agent"].clone())
        .collect();
    assert_eq!(agents[0], concat!("vast-sdk/", env!("CARGO_PKG_VERSION")));
    assert_eq!(agents[1], "fleet/7");
}

#[tokio::test]
async fn there_is_no_api_version_header() {
    let server = accepting().await;
    client(server.url()).cancel_sync(1).await.unwrap();
    let request = server.only_request();
    assert!(!request.headers().contains_key("api-version"));
}

#[tokio::test]
async fn a_path_prefix_of_the_url_is_kept_with_and_without_a_slash() {
    let server = accepting().await;
    let path = CancelSync::published().path();
    for prefix in ["/prefix", "/prefix/"] {
        let client = client(server.url() + prefix);
        client.cancel_sync(1).await.unwrap();
    }
    for request in server.requests() {
        assert_eq!(request.uri().path(), format!("/prefix{path}"));
    }
}

#[tokio::test]
async fn nothing_is_sent_before_the_call_is_awaited() {
    let server = accepting().await;
    let call = client(server.url()).cancel_sync(1);
    assert!(server.requests().is_empty());
    call.send().await.unwrap();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_call_can_be_moved_to_another_task() {
    let server = accepting().await;
    let client = client(server.url());
    let task = tokio::spawn(client.clone().cancel_sync(1).send());
    drop(client);
    task.await.unwrap().unwrap();
}

#[tokio::test]
async fn an_http_client_of_your_own_is_used() {
    let server = accepting().await;
    let mut headers = vast_sdk::reqwest::header::HeaderMap::new();
    headers.insert("x-fleet", "7".parse().unwrap());
    let http = vast_sdk::api::http_client_builder().unwrap();
    let http = http.default_headers(headers).build().unwrap();
    let client = one_attempt(server.url()).http_client(http);
    client.build().unwrap().cancel_sync(1).await.unwrap();
    assert_eq!(server.only_request().headers()["x-fleet"], "7");
}
