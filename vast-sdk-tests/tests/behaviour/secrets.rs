//! The key is in no output.

use vast_sdk::{Client, Error};
use vast_sdk_tests::{
    KEY, client, one_attempt,
    server::{Fault, Server, faulty, nobody},
};

/// Everything that an error can print.
fn prints(error: &Error) -> String {
    let mut text = format!("{error} {error:#} {error:?} {error:#?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.extend([error.to_string(), format!("{error:?}")]);
        source = error.source();
    }
    text
}

#[tokio::test]
async fn no_error_and_no_debug_output_shows_the_key() {
    let accepting = Server::answering(200, &[], r#"{"success":true}"#).await;
    let refusing = Server::answering(401, &[], "go away").await;
    let redirecting = Server::answering(302, &[("location", "/x")], "").await;
    let echo = Server::answering(500, &[("x-echo", KEY)], format!("who is {KEY}?")).await;
    let echoing =
        Server::answering(200, &[], format!(r#"{{"success":true,"msg":"hi {KEY}"}}"#)).await;
    let mistyped = Server::answering(200, &[], format!(r#"{{"success":"{KEY}"}}"#)).await;
    let spaces = " ".repeat(3990);
    let far_out = Server::answering(500, &[], spaces + KEY).await;
    let location = format!("http://example.com/?key={KEY}");
    let leading_away = Server::answering(302, &[("location", &location)], "").await;
    let mut urls = vec![
        echo.url(),
        echoing.url(),
        mistyped.url(),
        far_out.url(),
        leading_away.url(),
        accepting.url(),
        refusing.url(),
        redirecting.url(),
        nobody().await,
    ];
    for fault in [
        Fault::Close,
        Fault::SendAndClose("HTTP/1.1 nonsense\r\n\r\n"),
    ] {
        urls.push(faulty(fault).await);
    }
    for url in urls {
        let client = client(url);
        let call = client.cancel_sync(1);
        let mut text = format!("{client:?} {:?} {call:?}", client.api());
        match call.await {
            Ok(canceled) => text.extend([format!("{canceled:?}")]),
            Err(error) => text += &prints(&error),
        }
        assert!(!text.contains(KEY), "{text}");
        assert!(!text.contains("recognisable"), "{text}");
    }
}

#[test]
fn a_key_that_no_header_can_hold_is_refused_without_echoing_it() {
    for key in [
        "",
        "recognisable\nkey",
        "recognisable\r\n",
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

#[test]
fn a_builder_does_not_show_the_key() {
    let builder = one_attempt("https://example.com");
    assert!(!format!("{builder:?}").contains(KEY));
}
