//! The spans and events that subscribers of `tracing` get. In a process of its own: calls of other tests, on threads without a
//! subscriber, can make `tracing` skip the events of this one.

use std::{sync::Mutex, time::Duration};

use httpmock::HttpMockResponse;
use tracing_subscriber::{
    Layer, filter::Targets, fmt::format::FmtSpan, layer::SubscriberExt, util::SubscriberInitExt,
};
use vast_sdk::{CallOptions, RetryPolicy};
use vast_sdk_tests::{KEY, captured::Captured, client, servers::Server};

/// The lines that are logged for a call with two attempts.
async fn told() -> Vec<String> {
    let captured = Captured::default();
    let writer = captured.clone();
    let layer = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .without_time()
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(move || writer.clone())
        .with_filter(Targets::new().with_target("vast_api", tracing::Level::DEBUG));
    let _guard = tracing_subscriber::registry().with(layer).set_default();

    let answers = Mutex::new(vec![
        HttpMockResponse::builder()
            .status(200)
            .body(r#"{"success":true,"msg":"secret words"}"#),
        HttpMockResponse::builder().status(503).body("<html>"),
    ]);
    let server = Server::answering_with(move |_| answers.lock().unwrap().pop().unwrap().build());
    let policy = RetryPolicy::default().initial_backoff(Duration::ZERO);
    let options = CallOptions::new().retry(policy);
    let call = client(server.await.url())
        .cancel_sync(12371)
        .options(options);
    call.await.unwrap();
    let text = captured.text();
    assert!(!text.contains(KEY) && !text.contains("secret words") && !text.contains("12371"));
    text.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn an_operation_is_one_span_and_each_attempt_one_event_with_the_names_of_opentelemetry() {
    let lines = told().await;
    let [first, second, closed] = &lines[..] else {
        panic!("{lines:#?}")
    };
    for line in [first, second, closed] {
        for field in [
            r#"http.request.method="DELETE""#,
            r#"server.address="127.0.0.1""#,
            "server.port=",
            r#"otel.kind="client""#,
            r#"otel.name="DELETE cancel_sync""#,
        ] {
            assert!(line.contains(field), "{field} is not in {line}");
        }
    }
    assert!(first.contains("http.response.status_code=503"), "{first}");
    assert!(first.contains(r#"error.type="503""#), "{first}");
    assert!(second.contains("http.request.resend_count=1"), "{second}");
    assert!(second.contains("http.response.status_code=200"), "{second}");
    assert!(!second.contains("error.type"), "{second}");
    assert!(closed.contains("http.request.resend_count=1"), "{closed}");
    assert!(closed.contains("http.response.status_code=200"), "{closed}");
}
