//! Runs the command.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use snapbox::{Assert, Data, data::DataFormat};
use tempfile::TempDir;
use vast_sdk::{
    api::NORMALIZED_OPENAPI,
    test_util::{CancelSyncMocks, MockServer},
};
use vast_sdk_tests::KEY;

/// A command line, in an environment with only a key and a home of its own.
pub struct Vast {
    line: String,
    pub command: Command,
    pub home: TempDir,
    input: String,
    url: String,
}

/// How the command ended.
pub struct Ended {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
    transcript: String,
}

/// As a shell would run it.
pub fn vast(line: &str) -> Vast {
    let home = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_vast"));
    command
        .args(shlex::split(line).unwrap())
        .env_clear()
        .env("HOME", home.path())
        .env("VAST_API_KEY", KEY)
        .current_dir(home.path());
    Vast {
        line: line.to_owned(),
        command,
        home,
        input: String::new(),
        url: String::new(),
    }
}

impl Vast {
    pub fn on(mut self, server: impl Into<String>) -> Self {
        self.url = server.into();
        self.command.env("VAST_URL", &self.url);
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub fn with_file(self, name: &str, content: &str) -> Self {
        std::fs::write(self.path(name), content).unwrap();
        self
    }

    pub fn with_input(mut self, input: &str) -> Self {
        input.clone_into(&mut self.input);
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Runs the command to its end, and checks that it does not print the key.
    pub fn run(mut self) -> Ended {
        let mut process = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = process.stdin.take().unwrap();
        stdin.write_all(self.input.as_bytes()).unwrap();
        drop(stdin);
        let output = process.wait_with_output().unwrap();
        let text = |bytes| {
            let text = String::from_utf8(bytes).unwrap();
            assert!(!text.contains(KEY), "{text}");
            text
        };
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        let status = output.status.code().expect("an exit status");

        let mut transcript = format!("$ vast {}\n{stdout}", self.line);
        if !stderr.is_empty() {
            write!(transcript, "--- standard error\n{stderr}").unwrap();
        }
        writeln!(transcript, "--- exit status {status}").unwrap();
        // These differ each time.
        for (place, name) in [
            (&*self.url, "[URL]"),
            (self.home.path().to_str().unwrap(), "[HOME]"),
        ] {
            if !place.is_empty() {
                transcript = transcript.replace(place, name);
            }
        }
        Ended {
            status,
            stdout,
            stderr,
            transcript,
        }
    }
}

impl Ended {
    /// Compares everything printed with the snapshot of this name.
    pub fn is_as_in(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
        let reviewed = Data::read_from(&folder.join(name), Some(DataFormat::Text)).raw();
        let actual = Data::text(self.transcript.clone()).raw();
        Assert::new()
            .action_env("SNAPSHOTS")
            .try_eq(Some(&name), actual, reviewed)
            .unwrap_or_else(|error| panic!("{error}"));
    }
}

/// A body that cancels the syncs into an instance, whose id is a number or text in different documents.
pub fn body(instance: i64) -> String {
    let document: Value = serde_json::from_str(NORMALIZED_OPENAPI).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let mut operations = paths
        .values()
        .flat_map(|path| path.as_object().unwrap().values());
    let operation = operations.find(|operation| operation["operationId"] == "cancel_sync");
    let mut schema = &operation.unwrap()["requestBody"]["content"]["application/json"]["schema"];
    if let Some(reference) = schema["$ref"].as_str() {
        schema = document.pointer(&reference[1..]).unwrap();
    }
    let is_text = schema["properties"]["dst_id"]["type"] == "string";
    let id = if is_text {
        instance.to_string().into()
    } else {
        Value::from(instance)
    };
    json!({ "dst_id": id }).to_string()
}

/// A server that cancels the syncs into 1, 2 and 3, answers 429 for 97, refuses 98 and does not know 99.
pub fn api() -> MockServer {
    let server = MockServer::start();
    for instance in [1, 2, 3] {
        server.canceled(instance);
    }
    server.rate_limited(97, Duration::from_millis(3500));
    server.refused(98);
    server.no_such_instance(99);
    server
}
