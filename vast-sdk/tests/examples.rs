//! The examples, run as their users run them, against a server on loopback.

#![cfg(feature = "test-util")]

use std::{env, path::PathBuf, process::Command};

use vast_sdk::test_util::{API_KEY, CancelSyncMocks, MockServer};

/// Whether an example succeeds, and what it prints. It has to be built with the features of the tests, as
/// `cargo test` and `cargo build --examples` do.
fn run(example: &str, arguments: &[&str], server: &MockServer) -> (bool, String) {
    let this = env::current_exe().unwrap();
    let target = this.ancestors().nth(2).unwrap();
    let program: PathBuf = target.join("examples").join(example);
    let output = Command::new(program)
        .args(arguments)
        .env("VAST_API_KEY", API_KEY)
        .env("VAST_URL", server.base_url())
        .output()
        .unwrap_or_else(|error| panic!("the example {example} is not built: {error}"));
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).unwrap();
    assert!(!text.contains(API_KEY), "{text}");
    (output.status.success(), text)
}

fn is_built_with_the_features_of(example: &str) -> bool {
    match example {
        "blocking" => cfg!(feature = "blocking"),
        "tracing" => cfg!(feature = "tracing"),
        _ => true,
    }
}

#[test]
fn each_example_does_what_it_says() {
    let server = MockServer::start();
    server.canceled(12371);
    server.canceled(12372);
    server.no_such_instance(99);
    for (example, arguments, succeeds, says) in [
        ("cancel_sync", &["12371"][..], true, "Remote copy canceled"),
        ("cancel_sync", &["99"], false, "there is no such instance"),
        (
            "many",
            &["12371", "12372"],
            true,
            "12372: Remote copy canceled",
        ),
        ("many", &["12371", "99"], false, "there is no such instance"),
        ("blocking", &["12371"], true, "Remote copy canceled"),
        ("tracing", &["12371"], true, "http.response.status_code=200"),
        ("testing", &[], true, "as expected"),
        ("http_client", &["12371"], true, "Remote copy canceled"),
        ("raw_operation", &["12371"], true, "success Some(true)"),
    ] {
        if !is_built_with_the_features_of(example) {
            continue;
        }
        let (succeeded, text) = run(example, arguments, &server);
        assert_eq!(succeeded, succeeds, "{example}: {text}");
        assert!(text.contains(says), "{example}: {text}");
    }
}
