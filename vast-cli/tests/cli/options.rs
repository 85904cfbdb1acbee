//! What operators set, and what they get.

use std::time::Duration;

use serde_json::Value;
use vast_sdk_tests::{
    KEY,
    servers::{Limit, RateLimitedServer, Server, nobody},
};

use crate::vast::{api, vast};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn nothing_more_is_sent_after_as_many_failures_as_are_allowed() {
    let api = api();
    for (most, failed) in [("1", 1), ("2", 2), ("9", 3)] {
        let line = format!("cancel sync 98 99 90 1 --raw --max-in-flight 1 --max-failures {most}");
        let ended = vast(&line).on(api.base_url()).run();
        assert_ne!(ended.status, 0);
        let lines = ended.stdout.lines().map(json);
        let failures = lines.filter(|line| line["success"] == false).count();
        assert_eq!(failures, failed, "{}", ended.stdout);
    }
}

#[test]
fn what_is_not_canceled_can_be_tried_again_from_a_file() {
    let api = api();
    let folder = tempfile::TempDir::new().unwrap();
    let kept = folder.path().join("again.txt");
    let line = "cancel sync 1 98 2 99 3 --max-in-flight 1 --max-failures 2 --failed-to";
    let line = format!("{line} {}", kept.display());
    assert_ne!(vast(&line).on(api.base_url()).run().status, 0);
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), "98\n99\n3\n");
    let line = format!("cancel sync --from-file {} --dry-run", kept.display());
    let ended = vast(&line).run();
    assert!(
        ended.stdout.starts_with("would cancel the syncs into 3 "),
        "{}",
        ended.stdout
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_written_to_is_found_before_anything_is_sent() {
    let server = Server::answering_json(200, &json("{\"success\": true}")).await;
    let line = "cancel sync 1 --failed-to missing/again.txt";
    let ended = vast(line).on(server.url()).run();
    assert_eq!(ended.status, 74, "{}", ended.stderr);
    assert!(server.requests().is_empty());
}

#[test]
fn results_are_lines_or_one_list() {
    let api = api();
    let run = |arguments: &str| {
        let line = format!("cancel sync {arguments} --max-in-flight 1 --quiet");
        vast(&line).on(api.base_url()).run().stdout
    };
    let lines = run("1 98 --raw");
    assert_eq!(run("1 98 -o jsonl"), lines);
    let lines: Vec<Value> = lines.lines().map(json).collect();
    assert_eq!(json(&run("1 98 -o json")), Value::from(lines.clone()));
    assert_eq!(json(&run("1 --output json")), Value::from(&lines[..1]));
    for format in ["json", "yaml"] {
        let line = format!("--from-file - --allow-empty -o {format}");
        assert_eq!(run(&line), "[]\n");
    }
    let yaml = run("1 98 -o yaml");
    let items = yaml.lines().filter(|line| line.starts_with("- "));
    assert_eq!(items.count(), 2, "{yaml}");
    for (property, value) in lines[1].as_object().unwrap() {
        let starts = |line: &str| {
            line.trim_start_matches(['-', ' '])
                .starts_with(&format!("{property}:"))
        };
        assert!(yaml.lines().any(starts), "{property}: {value} in {yaml}");
    }
    let text = "Remote copy canceled - check instance status bar for progress updates (~30 seconds delayed).\n";
    assert_eq!(
        vast("cancel sync 1 -o text")
            .on(api.base_url())
            .run()
            .stdout,
        text
    );
    assert_eq!(vast("cancel sync 1 -o json --raw").run().status, 2);
}

#[test]
fn each_line_of_raw_is_as_the_schema_says() {
    let api = api();
    let schema = json(&vast("schema").run().stdout);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let ended = vast("cancel sync 1 2 97 98 99 90 --raw --deadline 2s")
        .on(api.base_url())
        .run();
    assert_eq!(ended.stdout.lines().count(), 6);
    for line in ended.stdout.lines() {
        let errors: Vec<_> = validator
            .iter_errors(&json(line))
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{line}: {errors:?}");
    }
    // Additions are allowed; these stay.
    for name in [
        "dst_id",
        "success",
        "kind",
        "status",
        "error",
        "msg",
        "attempts",
        "may_have_executed",
        "retry_after",
        "explanation",
        "body",
    ] {
        assert!(schema["properties"][name].is_object(), "{name}");
    }
    let help = vast("help cancel sync").run().stdout;
    let manual = vast("man cancel sync").run().stdout.replace('\\', "");
    for name in schema["properties"].as_object().unwrap().keys() {
        let fields = |text: &str| text.split("--raw").last().unwrap().contains(name);
        assert!(fields(&help), "{name} in the help");
        assert!(manual.contains(name), "{name} in the manual");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_shows_the_requests_and_needs_neither_a_server_nor_a_key() {
    let server = nobody().await;
    let command = vast("cancel sync 1 2 3 7 --dry-run").without_env("VAST_API_KEY");
    let ended = command.on(server).run();
    ended.is_as_in("dry-run.txt");
    let ended = vast("cancel sync 1 --dry-run").run();
    assert!(!ended.stdout.contains(KEY));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interval_is_kept_from_the_first_request_on() {
    let limit = Limit {
        interval: Duration::from_millis(20),
        tells: false,
        counts_rejected: true,
    };
    let server = RateLimitedServer::start(limit).await;
    let line = "cancel sync 1 2 3 4 5 6 7 8 9 10 --interval 60ms";
    assert_eq!(vast(line).on(server.url()).run().status, 0);
    // A busy machine may send one too late, and the next one in time.
    assert!(server.counts().rejected <= 1, "{:?}", server.counts());
    assert_eq!(vast("cancel sync 1 --interval 2m").run().status, 2);
}

#[test]
fn names_that_others_use_are_understood() {
    let version = vast("--version").run().stdout;
    assert_eq!(vast("version").run().stdout, version);
    let completions = vast("completions bash").run().stdout;
    assert_eq!(vast("completion bash").run().stdout, completions);
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_and_waits_are_printed_if_that_is_wanted() {
    let limit = Limit {
        interval: Duration::from_millis(40),
        tells: true,
        counts_rejected: false,
    };
    let server = RateLimitedServer::start(limit).await;
    let run = |line: &str, level: &str| {
        let command = vast(line).on(server.url()).env("VAST_LOG", level);
        command.run()
    };
    for (line, level) in [
        ("cancel sync 1 2 3 -v", ""),
        ("cancel sync 1 2 3 --verbose --interval 40ms", ""),
        ("cancel sync 1 2 3", "debug"),
        ("cancel sync 1 2 3", "trace"),
    ] {
        let ended = run(line, level);
        assert_eq!(ended.status, 0);
        for says in [
            "attempt",
            "http.response.status_code=200",
            "for the rate limit",
        ] {
            assert!(ended.stderr.contains(says), "{}", ended.stderr);
        }
    }
    assert!(!run("cancel sync 1", "off").stderr.contains("attempt"));
    assert!(!run("cancel sync 1", "").stderr.contains("attempt"));
    let ended = run("cancel sync 1", "loud");
    assert_eq!(ended.status, 2);
    assert!(ended.stderr.contains("VAST_LOG"), "{}", ended.stderr);
}

#[test]
fn options_stand_before_or_after_the_command() {
    let server = api();
    for line in [
        "cancel sync 1 --raw",
        "--raw cancel sync 1",
        "cancel --raw sync 1",
    ] {
        let ended = vast(line).on(server.base_url()).run();
        assert_eq!((ended.status, &*ended.stderr), (0, ""), "{line}");
        assert!(ended.stdout.starts_with('{'), "{line}: {}", ended.stdout);
    }
    for line in ["cancel sync 1 --row", "--row cancel sync 1"] {
        let ended = vast(line).on(server.base_url()).run();
        assert_eq!(ended.status, 2, "{line}");
        assert!(
            ended.stderr.contains("a similar argument exists: '--raw'"),
            "{}",
            ended.stderr
        );
    }
}
