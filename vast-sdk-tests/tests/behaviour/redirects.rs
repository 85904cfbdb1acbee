//! A cancel never turns into a GET, and the key never goes to another server.

use httpmock::HttpMockResponse;
use vast_sdk::{ErrorKind, reqwest};
use vast_sdk_tests::{
    client,
    judge::cancel_sync::CancelSync,
    one_attempt,
    servers::{Server, nobody},
};

const ACCEPTED: &str = r#"{"success":true,"msg":"done"}"#;

async fn redirecting_once(status: u16) -> Server {
    Server::answering_with(move |request| {
        let answer = HttpMockResponse::builder();
        if request.uri().path() == "/moved" {
            return answer.status(200).body(ACCEPTED).build();
        }
        let location = ("location", "/moved#fragment");
        answer.status(status).header(location.0, location.1).build()
    })
    .await
}

#[tokio::test]
async fn a_307_and_a_308_to_the_same_origin_keep_method_body_and_key() {
    for status in [307, 308] {
        let server = redirecting_once(status).await;
        let canceled = client(server.url()).cancel_sync(1).await.unwrap();
        assert_eq!(canceled.message(), "done");
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert_eq!(requests[1].method_str(), "DELETE");
        assert_eq!(requests[1].body_ref(), requests[0].body_ref());
        assert_eq!(requests[1].headers(), requests[0].headers());
    }
}

#[tokio::test]
async fn a_303_is_an_error_and_never_a_get() {
    for status in [300, 301, 302, 303] {
        let server = redirecting_once(status).await;
        let error = client(server.url()).cancel_sync(1).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirect, "{status}");
        assert_eq!(error.status().unwrap(), status);
        assert!(error.may_have_executed());
        assert!(error.to_string().contains("/moved"), "{error}");
        assert_eq!(server.only_request().method_str(), "DELETE");
    }
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_an_error_and_the_key_stays() {
    let other = Server::answering(200, &[], ACCEPTED).await;
    let location = other.url() + &CancelSync::published().path();
    for location in [location.as_str(), "https://127.0.0.1/x", "ftp://x/y"] {
        let server = Server::answering(307, &[("location", location)], "go").await;
        let error = client(server.url()).cancel_sync(1).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirect, "{location}");
        assert_eq!(error.body(), Some(&b"go"[..]));
        assert!(!error.may_have_executed());
    }
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn a_redirect_to_nowhere_is_an_error() {
    for headers in [&[][..], &[("location", "http://[")]] {
        let server = Server::answering(308, headers, "").await;
        let error = client(server.url()).cancel_sync(1).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirect);
    }
}

#[tokio::test]
async fn redirects_in_a_circle_come_to_an_end() {
    let server = Server::answering(307, &[("location", "/again")], "").await;
    let error = client(server.url()).cancel_sync(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert_eq!(error.status().unwrap(), 307);
    assert!(!error.may_have_executed());
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test]
async fn a_redirect_that_a_custom_client_followed_is_no_success() {
    let server = redirecting_once(303).await;
    let http = vast_sdk::api::http_client_builder().unwrap();
    let http = http
        .redirect(reqwest::redirect::Policy::default())
        .build()
        .unwrap();
    let client = one_attempt(server.url()).http_client(http);
    let error = client.build().unwrap().cancel_sync(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(error.may_have_executed());
}

#[tokio::test]
async fn no_proxy_of_the_environment_sees_a_call_to_loopback() {
    // If the client used the proxy, the call would fail, because nobody listens there. The variables are
    // set for another process, because all tests share the environment of this one.
    let server = Server::answering(200, &[], ACCEPTED).await;
    let proxy = nobody().await;
    let output = tokio::task::spawn_blocking({
        let url = server.url();
        move || {
            std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "redirects::cancel_with_the_environment"])
                .env("VAST_TEST_URL", url)
                .env("http_proxy", &proxy)
                .env("HTTP_PROXY", &proxy)
                .env("ALL_PROXY", &proxy)
                .output()
                .unwrap()
        }
    });
    let output = output.await.unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(server.requests().len(), 1);
}

/// Runs in the other process of the test above. Without it, this does nothing.
#[tokio::test]
async fn cancel_with_the_environment() {
    if let Ok(url) = std::env::var("VAST_TEST_URL") {
        client(url).cancel_sync(1).await.unwrap();
    }
}
