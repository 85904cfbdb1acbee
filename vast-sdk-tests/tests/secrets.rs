//! The key never appears in output, however a call ends. These tests run in their own process, because
//! they capture everything that is logged, by any crate, and the message of every panic.

use std::{
    fmt::{Debug, Write as _},
    io,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};
use vast_sdk::{CallOptions, Canceled, Client, Error, InstanceId, RetryPolicy, api::ClientInfo};
use vast_sdk_tests::{
    KEY,
    captured::Captured,
    client, client_builder,
    servers::{
        Server,
        faults::{self, Case},
    },
    transport,
};

/// Everything that an error can print.
fn prints(error: &Error) -> String {
    let mut text = format!("{error} {error:#} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        let _ = write!(text, "{error} {error:?}");
        source = error.source();
    }
    text
}

fn prints_of(result: &Result<Canceled, Error>) -> String {
    match result {
        Ok(canceled) => format!("{canceled:?} {:?}", canceled.response()),
        Err(error) => prints(error),
    }
}

/// What must never be printed: the key, as it is or encoded.
fn secrets() -> Vec<String> {
    let bearer = format!("Bearer {KEY}");
    vec![
        KEY.to_owned(),
        "recognizable".to_owned(),
        utf8_percent_encode(KEY, NON_ALPHANUMERIC).to_string(),
        STANDARD.encode(KEY),
        STANDARD.encode(bearer).trim_end_matches('=').to_owned(),
    ]
}

fn assert_no_secret_in(text: &str) {
    for secret in secrets() {
        if let Some(at) = text.find(&secret) {
            let around = text[..at].rfind('\n').unwrap_or(0);
            panic!("{secret} in {}", &text[around..]);
        }
    }
}

#[tokio::test]
async fn no_fault_makes_anything_print_the_key() {
    let captured = Captured::default();
    // The mock server logs the requests that it receives, with the key.
    let all = Targets::new()
        .with_default(LevelFilter::TRACE)
        .with_target("httpmock", LevelFilter::OFF);
    let writer = captured.clone();
    let lines = tracing_subscriber::fmt::layer().with_writer(move || writer.clone());
    // This captures the records of the crate `log`, too.
    tracing_subscriber::registry()
        .with(lines.with_filter(all))
        .init();
    let panics = captured.clone();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let _ = io::Write::write_all(&mut panics.clone(), panic.to_string().as_bytes());
        before(panic);
    }));
    let mut printed = String::new();
    for Case {
        name,
        client,
        timeout,
        ..
    } in &faults::all().await
    {
        let options = CallOptions::new().attempt_timeout(*timeout);
        let call = client.cancel_sync(12371).options(options.clone());
        let mut calls = client.cancel_many([12371]).options(options.clone());
        let _ = write!(
            printed,
            "\n{name}: {client:?} {:?} {call:?} {calls:?} {:?}",
            client.api(),
            calls.stop_handle()
        );
        printed += &prints_of(&call.await);
        let (_, result) = calls.next().await.unwrap();
        printed += &prints_of(&result);
        // The errors and answers of the generated client, without the facade.
        let api = client.api().inner().clone().with_options(options).client();
        let instance = InstanceId::from(12371);
        let call = api.cancel_sync().body_map(|body| body.dst_id(instance));
        match call.send().await {
            Ok(value) => printed += &debugs(&value),
            Err(error) => {
                let _ = write!(printed, "{error} {}", debugs(&error));
                printed += &error.response().map(debugs).unwrap_or_default();
            }
        }
    }
    let logged = captured.text();
    // The log was captured.
    assert!(logged.contains("operation{operation.id="), "{logged}");
    assert!(logged.contains("TRACE"), "{logged}");
    assert_no_secret_in(&printed);
    assert_no_secret_in(&logged);
}

fn debugs(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

#[tokio::test]
async fn a_server_that_sends_the_key_back_does_not_get_it_printed() {
    let echo = |status, body: String| async move {
        let location = format!(
            "http://example.com/?key={}",
            utf8_percent_encode(KEY, NON_ALPHANUMERIC)
        );
        let headers = [("x-echo", KEY), ("location", location.as_str())];
        Server::answering(status, &headers, body).await
    };
    let spaces = " ".repeat(3990);
    let servers = [
        echo(500, format!("who is {KEY}?")).await,
        echo(500, spaces + KEY).await,
        echo(200, format!(r#"{{"success":true,"msg":"hi {KEY}"}}"#)).await,
        echo(200, format!(r#"{{"success":"{KEY}"}}"#)).await,
        echo(200, format!(r#"{{"success":false,"msg":"{KEY}"}}"#)).await,
        echo(302, String::new()).await,
        echo(401, STANDARD.encode(KEY)).await,
        echo(401, utf8_percent_encode(KEY, NON_ALPHANUMERIC).to_string()).await,
    ];
    for server in &servers {
        let result = client(server.url()).cancel_sync(1).await;
        assert_no_secret_in(&prints_of(&result));
    }
}

#[test]
fn no_setting_and_no_policy_shows_the_key() {
    let builder = client_builder("https://example.com")
        .options(CallOptions::new().retry(RetryPolicy::none()));
    assert_no_secret_in(&debugs(&builder));
    let transport = transport("http://127.0.0.1:1");
    assert_no_secret_in(&debugs(&transport));
    assert_no_secret_in(&debugs(&transport.client()));
    assert_no_secret_in(&debugs(&vast_sdk::api::ApiKey::new(KEY)));
}

#[test]
fn a_key_that_no_header_can_hold_is_refused_without_echoing_it() {
    for key in [
        "",
        "recognizable\nkey",
        "recognizable\r\n",
        "récognisable",
        "recognis able",
        "\0",
    ] {
        let error = Client::builder().api_key(key).build().unwrap_err();
        assert_eq!(error.kind(), vast_sdk::ErrorKind::InvalidApiKey);
        let text = prints(&error);
        assert!(!text.contains("cognis"), "{text}");
        assert!(error.to_string().contains("API key"), "{error}");
    }
}
