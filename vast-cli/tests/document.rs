//! Calls every operation of the document with `vast api`, and judges each request by the document as published.

use std::{
    fs,
    process::{Command, Output},
};

use httpmock::HttpMockResponse;
use serde_json::{Value, json};
use tempfile::TempDir;
use vast_sdk::api::{
    NORMALIZED_OPENAPI,
    registry::{Arguments, OPERATIONS},
};
use vast_sdk_tests::{
    KEY,
    judge::conformance::{
        Cases, Subject, assert_none,
        requests::{self, Sent},
        runtime,
    },
    servers::Server,
};

/// Runs the command in a folder of its own.
struct Vast {
    folder: TempDir,
    url: String,
}

impl Vast {
    fn run(&self, arguments: &[String]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vast"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("VAST_API_KEY", KEY)
            .env("VAST_URL", &self.url)
            .current_dir(self.folder.path());
        command.output().unwrap()
    }

    /// What an operation is given on the command line. Values that are not text are JSON.
    fn line(&self, operation: &str, set: &Arguments) -> Vec<String> {
        let mut line = ["api", operation, "--retry", "1", "--state-dir="]
            .map(str::to_owned)
            .to_vec();
        let described = self.run(&["api", "describe", operation].map(str::to_owned));
        let described = String::from_utf8(described.stdout).unwrap();
        let key = |location: &str, name: &str| {
            let qualified = format!("{location}.{name}");
            let is_there = described.contains(&format!("\n  {qualified}=  ("));
            if is_there { qualified } else { name.to_owned() }
        };
        let mut add = |name: &str, value: &Value| {
            let text = value.as_str().map_or(value.to_string(), str::to_owned);
            let is_plain = !text.starts_with('@') && text != "-" && !text.contains('\0');
            let value = if is_plain {
                text
            } else {
                self.file(&line.len().to_string(), &text)
            };
            line.push(format!("{name}={value}"));
        };
        for (location, name, value) in set.parameters() {
            add(&key(location, name), value);
        }
        match set.json_body() {
            Some(Value::Object(properties)) if !properties.is_empty() => {
                for (name, value) in properties {
                    add(&key("body", name), value);
                }
            }
            Some(body) => line.extend(["--body".to_owned(), self.file("body", &body.to_string())]),
            None => {}
        }
        if let Some(bytes) = set.bytes_body() {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            line.extend(["--body".to_owned(), self.file("body", &text)]);
        }
        line
    }

    fn file(&self, name: &str, content: &str) -> String {
        fs::write(self.folder.path().join(name), content).unwrap();
        format!("@{name}")
    }
}

#[test]
fn each_operation_sends_what_the_document_has() {
    let runtime = runtime();
    let server = runtime.block_on(Server::answering(418, &[], ""));
    let vast = Vast {
        folder: TempDir::new().unwrap(),
        url: server.url(),
    };
    let called = std::cell::Cell::new(0);
    let failures = requests::check_sent(&Subject::built(), Cases::exactly(1), |operation, set| {
        let ended = vast.run(&vast.line(operation.id, &set));
        called.set(called.get() + 1);
        Sent {
            arrived: server.take_requests(),
            error: Some(String::from_utf8(ended.stderr).unwrap()),
            is_invalid: ended.status.code() == Some(2),
        }
    });
    assert_none(&failures);
    assert!(called.get() > 0);
}

#[test]
fn all_pages_of_a_list_are_fetched_unless_one_is_asked_for() {
    let Some(operation) = list_in_pages() else {
        eprintln!("skipped: no operation of this document answers in pages");
        return;
    };
    let runtime = runtime();
    let server = runtime.block_on(Server::answering_with(|request| {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let (items, next) = match query.rsplit_once("after_token=") {
            None => (json!([{ "id": 1 }, { "id": 2 }]), json!("second")),
            Some((_, "second")) => (json!([{ "id": 3 }]), json!("third")),
            Some(_) => (json!([{ "id": 4 }]), Value::Null),
        };
        let body = json!({ "success": true, "instances": items, "next_token": next });
        HttpMockResponse::builder()
            .status(200)
            .header("content-type", "application/json")
            .body(body.to_string())
            .build()
    }));
    let vast = Vast {
        folder: TempDir::new().unwrap(),
        url: server.url(),
    };
    let ids = |options: &[&str]| {
        let line = [
            &["api", operation, "--state-dir=", "--jq", ".instances[].id"],
            options,
        ]
        .concat();
        let ended = vast.run(&line.into_iter().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
        String::from_utf8(ended.stdout).unwrap()
    };
    assert_eq!(ids(&[]), "1\n2\n3\n4\n");
    assert_eq!(server.take_requests().len(), 3);
    assert_eq!(ids(&["limit=2"]), "1\n2\n");
    assert_eq!(ids(&["after_token=second"]), "3\n");
}

#[test]
fn a_value_that_the_document_does_not_list_is_not_sent() {
    let line = ["api", "manage_instance", "id=7"]
        .map(str::to_owned)
        .to_vec();
    if !OPERATIONS.iter().any(|it| it.id == line[1]) {
        eprintln!("skipped: the document has no such operation");
        return;
    }
    let runtime = runtime();
    let server = runtime.block_on(Server::answering(418, &[], ""));
    let vast = Vast {
        folder: TempDir::new().unwrap(),
        url: server.url(),
    };
    for (value, is_sent) in [("stopped", true), ("paused", false)] {
        for body in [
            vec![format!("state={value}")],
            vec!["--body".to_owned(), format!("{{\"state\": \"{value}\"}}")],
        ] {
            let ended = vast.run(&[line.clone(), body].concat());
            let text = String::from_utf8_lossy(&ended.stderr);
            assert_eq!(ended.status.code() == Some(2), !is_sent, "{text}");
            assert_eq!(server.take_requests().len(), usize::from(is_sent), "{text}");
        }
    }
}

/// The operation that lists instances in pages, in the documents that have it.
fn list_in_pages() -> Option<&'static str> {
    let document: Value = serde_json::from_str(NORMALIZED_OPENAPI).unwrap();
    let instances = &document["paths"]["/api/v1/instances"]["get"];
    let parameters = instances["parameters"].as_array()?;
    let mut parameters = parameters.iter();
    parameters.find(|parameter| parameter["name"] == "after_token")?;
    let id = instances["operationId"].as_str()?;
    let mut operations = OPERATIONS.iter();
    Some(operations.find(|operation| operation.id == id)?.id)
}
