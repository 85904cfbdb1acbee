//! What the command prints, word for word.

use vast_sdk_tests::{
    KEY,
    servers::{Fault, FaultyServer, Server, nobody},
};

use crate::vast::{Vast, api, vast};

#[test]
fn one_instance_has_the_official_sentence() {
    let api = api();
    for (line, name) in [
        ("cancel sync --dst_id 1", "one.txt"),
        ("cancel sync --dst-id 1", "one-by-dash.txt"),
        ("cancel sync C.1", "one-of-a-container.txt"),
        ("cancel sync 1:/data", "one-with-a-path.txt"),
        ("cancel sync 1 --quiet", "one-quietly.txt"),
        ("cancel sync 1 --raw", "one-raw.txt"),
        ("cancel sync 99", "one-that-is-not-there.txt"),
        ("cancel sync 99 --raw", "one-that-is-not-there-raw.txt"),
        ("cancel sync 98", "one-refused.txt"),
        ("cancel sync 97 --deadline 1", "one-too-often.txt"),
        ("cancel sync 1 --explain", "one-explained.txt"),
    ] {
        vast(line).on(api.base_url()).run().is_as_in(name);
    }
}

#[test]
fn many_instances_have_a_line_each_and_a_summary() {
    let api = api();
    for (line, name) in [
        ("cancel sync 1 --dst_id 2 C.3 --max-in-flight 1", "many.txt"),
        (
            "cancel sync 1 98 99 2 --max-in-flight 1",
            "many-with-failures.txt",
        ),
        ("cancel sync 1 98 2 --max-in-flight 1 --raw", "many-raw.txt"),
        (
            "cancel sync 1 98 2 --max-in-flight 1 --quiet",
            "many-quietly.txt",
        ),
        (
            "cancel sync 1 2 C.1 2:/data 1:/data --max-in-flight 1",
            "many-times.txt",
        ),
        (
            "cancel sync 1 2 --max-in-flight 1 --explain",
            "many-explained.txt",
        ),
    ] {
        vast(line).on(api.base_url()).run().is_as_in(name);
    }
}

#[test]
fn a_file_has_an_instance_a_line() {
    let api = api();
    let run = |line: &str, ids: &str, name: &str| {
        let vast = vast(line).on(api.base_url());
        vast.with_file("ids.txt", ids).run().is_as_in(name);
    };
    let ids = "# all of them\n1\n\nC.2 # a container\n";
    run(
        "cancel sync --from-file ids.txt 3 --max-in-flight 1",
        ids,
        "file.txt",
    );
    run(
        "cancel sync --from-file ids.txt",
        "\n# none\n",
        "file-empty.txt",
    );
    run(
        "cancel sync --from-file ids.txt",
        "1\nabc\n2\n-3\n",
        "file-with-errors.txt",
    );
    run("cancel sync --from-file none.txt", "", "file-missing.txt");
    run("cancel sync --from-file .", "", "file-that-is-a-folder.txt");
}

#[test]
fn a_run_goes_on_where_an_earlier_one_has_ended() {
    let api = api();
    let run = |line: &str, done: &str, name: &str| {
        let vast = vast(line).on(api.base_url());
        let vast = vast.with_file("ids.txt", "1\r\nC.2 # a container\n3:/data\n98\n");
        vast.with_file("done.jsonl", done).run().is_as_in(name);
    };
    let line = "cancel sync --from-file ids.txt --raw --resume done.jsonl --max-in-flight 1";
    let first = vast("cancel sync 2 98 1 --raw --max-in-flight 1").on(api.base_url());
    let done = first.run().stdout;
    run(line, &done, "resumed.txt");
    run(
        line,
        &done.repeat(2)[..done.len() + 20],
        "resumed-after-a-break.txt",
    );
    run(
        "cancel sync 2 --resume done.jsonl",
        &done,
        "resumed-and-done.txt",
    );
    run(
        "cancel sync 2 --resume none.jsonl",
        &done,
        "resumed-from-nothing.txt",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_of_the_network_or_the_server_says_whether_the_server_may_have_acted() {
    let run = |url: String, name: &str| {
        vast("cancel sync 1 --retry 1 --timeout 50ms")
            .on(url)
            .run()
            .is_as_in(name);
    };
    run(nobody().await, "no-connection.txt");
    let html = [("content-type", "text/html")];
    let gateway = Server::answering(502, &html, "<html>Bad Gateway</html>").await;
    run(gateway.url(), "bad-gateway.txt");
    let welcome = Server::answering(200, &html, "<html>Welcome</html>").await;
    run(welcome.url(), "not-understood.txt");
    let elsewhere = Server::answering(303, &[("location", "/login")], "").await;
    run(elsewhere.url(), "redirected.txt");
    let stalling = FaultyServer::start(Fault::send("").and_stall()).await;
    run(stalling.url(), "no-answer.txt");
}

#[test]
fn standard_input_can_be_the_file() {
    let api = api();
    let line = "cancel sync --from-file - --max-in-flight 1";
    let vast = vast(line).on(api.base_url()).with_input("1\n2\n");
    vast.run().is_as_in("standard-input.txt");
}

#[test]
fn a_command_that_cannot_be_understood_says_what_would_be() {
    for (line, name) in [
        ("cancel sync", "usage-no-instance.txt"),
        ("cancel sync --dst_id abc", "usage-no-number.txt"),
        ("cancel sync V.1", "usage-a-volume.txt"),
        ("cancel sync 1 --timeout never", "usage-no-time.txt"),
        (
            "cancel sync 1 --max-in-flight 0",
            "usage-none-in-flight.txt",
        ),
        ("cancel sync 1 --url example.com", "usage-no-url.txt"),
        (
            "cancel sync 1 --url http://example.com",
            "usage-plain-http.txt",
        ),
        (
            "cancel sync 1 --ca-cert none.pem",
            "usage-no-certificates.txt",
        ),
    ] {
        vast(line).run().is_as_in(name);
    }
    let empty = vast("cancel sync 1 --ca-cert empty.pem").with_file("empty.pem", "");
    empty.run().is_as_in("usage-empty-certificates.txt");
}

#[test]
fn a_key_that_cannot_be_used_is_named_by_its_place() {
    let without = |line: &str| vast(line).without_env("VAST_API_KEY");
    without("cancel sync 1").run().is_as_in("key-missing.txt");
    let empty = without("cancel sync 1 --api-key-file key").with_file("key", "\n");
    empty.run().is_as_in("key-file-empty.txt");
    let line = "cancel sync 1 --api-key-file none";
    without(line).run().is_as_in("key-file-missing.txt");
    let broken = vast("cancel sync 1").env("VAST_API_KEY", "two words");
    broken.run().is_as_in("key-of-two-words.txt");
}

async fn refusing(status: u16, message: &str) -> Server {
    let body = serde_json::json!({ "success": false, "error": "auth_error", "msg": message });
    Server::answering_json(status, &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_not_accepted_is_named_by_its_place_and_its_end() {
    let server = refusing(401, &format!("Unknown key {KEY}.")).await;
    let run = |vast: Vast, name: &str| vast.on(server.url()).run().is_as_in(name);
    run(vast("cancel sync 1"), "key-unknown.txt");
    run(vast("cancel sync 1 --raw"), "key-unknown-raw.txt");
    let file = vast("cancel sync 1 --api-key-file key").with_file("key", KEY);
    run(file, "key-of-a-file-unknown.txt");
    // Nobody else's syncs can be canceled with it.
    run(
        vast("cancel sync 1 2 3 --max-in-flight 1"),
        "key-unknown-for-many.txt",
    );
    assert_eq!(server.requests().len(), 4);

    let server = refusing(401, "Unknown key.").await;
    vast("cancel sync 1 --api-key short-key")
        .on(server.url())
        .run()
        .is_as_in("key-given-unknown.txt");
    let server = refusing(401, "Two Factor Authentication required.").await;
    vast("cancel sync 1")
        .on(server.url())
        .run()
        .is_as_in("key-without-second-factor.txt");
    let server = refusing(403, "Missing permission.").await;
    vast("cancel sync 1")
        .on(server.url())
        .run()
        .is_as_in("key-without-permission.txt");
}

#[test]
fn a_preview_for_curl_needs_no_key_and_sends_nothing() {
    let api = api();
    let vast = vast("cancel sync 1 C.2 --curl --ca-cert 'my ca.pem'").without_env("VAST_API_KEY");
    let ca = vast_sdk_tests::servers::Authority::new().pem();
    let vast = vast.with_file("my ca.pem", &ca).on(api.base_url());
    vast.run().is_as_in("curl.txt");
}
