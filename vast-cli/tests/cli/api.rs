//! `vast api`: the operations of the document, by their names.

use httpmock::HttpMockResponse;
use serde_json::{Value, json};
use vast_sdk_tests::{KEY, servers::Server};

use crate::vast::{api, body, vast};

#[test]
fn operations_are_listed_and_described() {
    for line in ["api list", "api list CANCEL"] {
        let list = vast(line).run().stdout;
        let mut lines = list
            .lines()
            .map(|line| line.split_whitespace().take(3).collect());
        let found = lines.any(|line: Vec<&str>| {
            line.len() == 3
                && line[..2] == ["cancel_sync", "DELETE"]
                && line[2].trim_end_matches('/') == "/api/v0/commands/rclone"
        });
        assert!(found, "{list}");
    }
    assert_eq!(vast("api list nothing-like-this").run().stdout, "");
    let described = vast("api describe cancel_sync").run();
    described.is_as_in("api-describe.txt");
}

#[test]
fn an_operation_is_called_with_the_properties_of_its_body_by_name_or_as_a_whole() {
    let (server, body) = (api(), body(1));
    for line in [
        "api cancel_sync dst_id=1",
        &format!("api cancel_sync --body '{body}'"),
        "api cancel_sync --body @body.json",
        "api cancel_sync dst_id=@number",
    ] {
        let command = vast(line).on(server.base_url());
        let command = command.with_file("body.json", &body);
        let ended = command.with_file("number", "1").run();
        assert_eq!((ended.status, &*ended.stderr), (0, ""), "{line}");
        let answer: Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_eq!(answer["success"], true, "{line}");
    }
    let command = vast("api cancel_sync --body -").on(server.base_url());
    assert_eq!(command.with_input(&body).run().status, 0);
}

#[test]
fn what_the_document_does_not_allow_is_not_sent() {
    for (line, why) in [
        ("api cancel_sync dst_id=1 dst_id=2", "dst_id is given twice"),
        ("api cancel_sync dst_ids=1", "is dst_id meant?"),
        ("api cancel_sync 1", "\"1\" is not NAME=VALUE"),
        ("api cancel_sync --body {", "the body is no JSON"),
        ("api cancel_sync --body 1 dst_id=1", "the body is no object"),
        ("api cancel_sync dst_id=@nothing", "cannot be read"),
        ("api cancel_synk", "cancel_sync"),
        ("api describe cancel_synk", "cancel_sync"),
        (
            "api cancel_sync dst_id=1 --jq .[",
            "--jq: expected closing bracket",
        ),
        ("api describe", "vast api describe OPERATION"),
        ("api list a b", "vast api list [WORD]"),
    ] {
        // Nobody answers there.
        let ended = vast(line).on("http://127.0.0.1:1").run();
        assert_eq!(ended.status, 2, "{line}: {}", ended.stderr);
        assert!(ended.stderr.contains(why), "{line}: {}", ended.stderr);
    }
}

#[test]
fn a_value_of_another_type_is_not_sent() {
    if body(1).contains("\"1\"") {
        eprintln!("skipped: any text can be an instance in this document");
        return;
    }
    for (line, why) in [
        ("api cancel_sync", "dst_id is missing"),
        (
            "api cancel_sync dst_id=abc",
            "dst_id is integer, and \"abc\" is not",
        ),
        ("api cancel_sync dst_id=1.5", "is not"),
    ] {
        let ended = vast(line).on("http://127.0.0.1:1").run();
        assert_eq!(ended.status, 2, "{line}: {}", ended.stderr);
        assert!(ended.stderr.contains(why), "{line}: {}", ended.stderr);
    }
}

#[test]
fn the_exit_status_and_the_sentence_are_those_of_other_commands() {
    let server = api();
    for (id, status) in [(98, 1), (99, 4)] {
        let line = format!("api cancel_sync dst_id={id}");
        let ended = vast(&line).on(server.base_url()).run();
        assert_eq!(
            (ended.status, &*ended.stdout),
            (status, ""),
            "{}",
            ended.stderr
        );
        assert!(ended.stderr.starts_with("error: "), "{}", ended.stderr);
    }
    let ended = vast("api cancel_sync dst_id=1")
        .without_env("VAST_API_KEY")
        .run();
    assert_eq!(ended.status, 3);
}

#[test]
fn a_request_can_be_seen_before_it_is_sent() {
    let line = "api cancel_sync dst_id=1";
    let dry = vast(&format!("{line} --dry-run"))
        .without_env("VAST_API_KEY")
        .run();
    assert!(dry.stdout.contains(&body(1)), "{}", dry.stdout);
    let curl = vast(&format!("{line} --curl"))
        .without_env("VAST_API_KEY")
        .run();
    assert!(curl.stdout.starts_with("curl -X DELETE"), "{}", curl.stdout);
    let server = api();
    let explained = vast(&format!("{line} --explain"))
        .on(server.base_url())
        .run();
    assert_eq!(explained.status, 0);
    assert!(
        explained.stderr.contains("Bearer [API key"),
        "{}",
        explained.stderr
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_json_lines_yaml_or_a_table() {
    let body = json!({ "success": true, "rows": [{ "id": 1, "name": "a" }, { "id": 22 }] });
    let headers = [("content-type", "application/json")];
    let server = Server::answering(200, &headers, body.to_string()).await;
    let run = |format: &str| {
        let line = format!("api cancel_sync dst_id=1 {format}");
        vast(&line).on(server.url()).run().stdout
    };
    for format in ["", "-o json", "-o jsonl", "--raw"] {
        let answer: Value = serde_json::from_str(&run(format)).unwrap();
        assert_eq!(answer, body, "{format}");
    }
    assert_eq!(run("--raw").lines().count(), 1);
    assert_eq!(
        run("-o yaml"),
        "rows:\n- id: 1\n  name: a\n- id: 22\nsuccess: true\n"
    );
    assert_eq!(run("-o table"), "ID  NAME\n1   a\n22\n");
}

#[test]
fn an_answer_without_a_list_makes_no_table() {
    let server = api();
    let ended = vast("api cancel_sync dst_id=1 -o table")
        .on(server.base_url())
        .run();
    assert_eq!(ended.status, 0);
    let answer: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(answer["success"], true);
    assert!(
        ended.stderr.contains("no list of objects"),
        "{}",
        ended.stderr
    );
    assert_eq!(vast("cancel sync 1 -o table").run().status, 2);
}

#[test]
fn an_answer_can_be_filtered() {
    let server = api();
    let run = |options: &str| {
        let line = format!("api cancel_sync dst_id=1 {options}");
        vast(&line).on(server.base_url()).run()
    };
    for (options, printed) in [
        ("--jq .success", "true\n"),
        ("--jq '.success, (.msg | length > 0)'", "true\ntrue\n"),
        ("--jq '{success}'", "{\"success\":true}\n"),
        ("--jq '\"a\"'", "a\n"),
        ("--jq '\"a\"' --raw", "\"a\"\n"),
        ("--jq '{success}, 1' -o yaml", "success: true\n---\n1\n"),
        ("--jq '[{a: 1}, {a: 2}]' -o table", "A\n1\n2\n"),
        ("--jq infinite -o json", "Infinity\n"),
        ("--jq 'reduce range(10000) as $i (1; [.]) | length'", "1\n"),
        ("--jq empty", ""),
        ("--jq .success --dry-run --quiet", ""),
    ] {
        let ended = run(options);
        assert_eq!(ended.status, 0, "{options}: {}", ended.stderr);
        if !options.contains("dry-run") {
            assert_eq!(ended.stdout, printed, "{options}");
        }
    }
    let ended = run("--jq .msg.text");
    assert_eq!((ended.status, &*ended.stdout), (7, ""));
    assert!(
        ended.stderr.contains("the request was sent"),
        "{}",
        ended.stderr
    );
}

#[cfg(unix)]
#[test]
fn a_filter_without_an_end_can_be_interrupted() {
    use std::{
        io::Read,
        process::{Command, Stdio},
    };

    let server = api();
    let mut vast = vast("api cancel_sync dst_id=1 --jq 'repeat(1)'").on(server.base_url());
    let mut process = vast.command.stdout(Stdio::piped()).spawn().unwrap();
    let mut results = process.stdout.take().unwrap();
    results.read_exact(&mut [0; 4]).unwrap();
    let id = process.id().to_string();
    let kill = Command::new("kill").args(["-s", "INT", &id]).status();
    assert!(kill.unwrap().success());
    assert_eq!(process.wait().unwrap().code(), Some(130));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_repeats_the_key_is_printed_without_it() {
    for status in [200, 401, 500] {
        let server = Server::answering_with(move |request| {
            let headers = request.headers_vec().iter();
            let mut values = headers.filter(|(name, _)| name == "authorization");
            let sent = values.next().map(|(_, value)| value.as_str());
            let body = json!({ "success": status == 200, "msg": sent, "error": "x" });
            HttpMockResponse::builder()
                .status(status)
                .header("content-type", "application/json")
                .body(format!("{body}\n"))
                .build()
        })
        .await;
        for options in ["", "-o yaml", "--jq .msg"] {
            let line = format!("api cancel_sync dst_id=1 --retry 1 {options}");
            // In a file, where nothing but the client reads it.
            let command = vast(&line).on(server.url()).without_env("VAST_API_KEY");
            let folder = command.path(".config/vastai");
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("vast_api_key"), KEY).unwrap();
            // Fails if the key is in what is printed.
            let ended = command.run();
            let printed = ended.stdout + &ended.stderr;
            assert_eq!(printed.matches("Bearer [").count(), 1, "{printed}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_printed_as_they_are() {
    let body = json!({ "success": true, "msg": "a\u{7f}b\u{1b}[31mc" });
    let server = Server::answering_json(200, &body).await;
    let run = |options: &str| {
        let line = format!("api cancel_sync dst_id=1 {options}");
        vast(&line).on(server.url()).run().stdout
    };
    let answer: Value = serde_json::from_str(&run("-o json")).unwrap();
    assert_eq!(answer, body);
    assert_eq!(run("--jq .msg"), "a\u{7f}b\u{1b}[31mc\n");
}

#[test]
fn operations_can_be_listed_for_programs() {
    let list: Value = serde_json::from_str(&vast("api list -o json").run().stdout).unwrap();
    let mut operations = list.as_array().unwrap().iter();
    assert!(operations.any(|operation| operation["name"] == "cancel_sync"));
    let names = vast("api list --jq '.[].name'").run().stdout;
    assert!(names.lines().any(|name| name == "cancel_sync"), "{names}");
    let described = vast("api describe cancel_sync -o json").run().stdout;
    let described: Value = serde_json::from_str(&described).unwrap();
    assert_eq!(described["operationId"], "cancel_sync");
    let ended = vast("api list nothing-like-this").run();
    assert!(
        ended.stderr.contains("no such operation"),
        "{}",
        ended.stderr
    );
}
