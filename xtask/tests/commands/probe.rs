//! `document probe`, against servers that say what the document says, and servers that lie.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::{Command, Output},
    sync::{Arc, Mutex},
    thread,
};

use super::{document, text};

const KEY: &str = "a-key-that-nobody-may-see-0123";

/// An answer to a request, which is its method, its path and its body.
type Answers = fn(&str) -> String;

fn answer(status: u16, media_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} -\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

fn json(status: u16, body: &str) -> String {
    answer(status, "application/json", body)
}

/// What the document says.
fn truth(request: &str) -> String {
    if !request.starts_with("DELETE ") {
        return json(200, "{}");
    }
    if request.contains("2147483647") {
        json(
            404,
            r#"{"success": false, "error": "no_such_instance", "msg": "No such instance."}"#,
        )
    } else {
        json(
            400,
            r#"{"success": false, "error": "invalid_args", "msg": "Invalid dst_id."}"#,
        )
    }
}

/// A server, and what it was asked.
fn server(answers: Answers) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let requests = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&requests);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let request = read(&mut stream);
            let _ = stream.write_all(answers(&request).as_bytes());
            seen.lock().expect("a list").push(request);
        }
    });
    (format!("http://{address}"), requests)
}

/// The first line of a request and its body.
fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).unwrap_or_default();
        bytes.extend_from_slice(&buffer[..count]);
        let request = text(&bytes);
        let Some((head, body)) = request.split_once("\r\n\r\n") else {
            assert_ne!(count, 0, "half a request: {request}");
            continue;
        };
        let lines = head.to_ascii_lowercase();
        let mut lines = lines
            .lines()
            .filter_map(|line| line.strip_prefix("content-length: "));
        let length = lines
            .next()
            .map_or(0, |length| length.trim().parse().unwrap_or(0));
        if body.len() >= length || count == 0 {
            let line = head.lines().next().unwrap_or_default();
            return format!("{} {body}", line.trim_end_matches(" HTTP/1.1"));
        }
    }
}

fn probe(url: &str, arguments: &[&str]) -> Output {
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let fixed = ["document", "probe", "--url", url, "--interval", "0"];
    xtask.args(fixed).args(arguments).current_dir(xtask::root());
    xtask.env("VAST_API_KEY", KEY);
    let output = xtask.output().expect("the program starts");
    let all = text(&output.stdout) + &text(&output.stderr);
    assert!(!all.contains(KEY), "{all}");
    output
}

#[test]
fn a_server_that_does_what_the_document_says_passes() {
    let (url, requests) = server(truth);
    let output = probe(&url, &["--document", &document("shape-1")]);
    let stdout = text(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    assert!(stdout.contains("0 of 2 answers"), "{stdout}");
    let path = "DELETE /api/v0/commands/rclone/";
    let requests = requests.lock().expect("a list").clone();
    assert_eq!(
        requests,
        [
            format!(r#"{path} {{"dst_id":2147483647}}"#),
            format!(r#"{path} {{"dst_id":"not an instance"}}"#),
        ]
    );
}

#[test]
fn each_lie_of_a_server_is_a_line_of_the_table() {
    let lies: [(Answers, &str); 9] = [
        (
            |_| json(418, "{}"),
            "418 | the status 418 is not documented (documented: 200, 400, 404",
        ),
        (
            |_| answer(404, "text/html", "<h1>not here</h1>"),
            "404 | the content type is `text/html` (documented: application/json)",
        ),
        (
            |_| json(404, r#"{"succ"#),
            "404 | the body is not JSON, although its content type says so",
        ),
        (
            |_| json(404, r#"{"success": 0, "error": "e", "msg": "m"}"#),
            "404 | `success` is an integer (documented: boolean)",
        ),
        (
            |_| {
                json(
                    404,
                    r#"{"success": false, "error": "e", "msg": "m", "hint": "a-key-that-nobody-may-see-0123"}"#,
                )
            },
            "404 | the body has `hint`, which is not documented",
        ),
        (
            |_| json(200, r#"{"success": true, "msg": "Remote copy canceled"}"#),
            "200 | it is accepted, although there is nothing to cancel",
        ),
        (
            |_| {
                answer(
                    429,
                    "text/plain",
                    "API requests too frequent: endpoint threshold=0.01",
                )
            },
            "429 | the status 429 is not documented",
        ),
        (
            |_| {
                "HTTP/1.1 303 See Other\r\nlocation: /login?key=a-key-that-nobody-may-see-0123\r\ncontent-length: 0\r\n\r\n".to_owned()
            },
            "303 | the status 303 is not documented",
        ),
        (
            |_| "nothing of HTTP\r\n\r\n".to_owned(),
            "none | there is no complete answer: ",
        ),
    ];
    for (lie, line) in lies {
        let (url, _) = server(lie);
        let output = probe(&url, &["--document", &document("shape-1")]);
        let stdout = text(&output.stdout);
        assert!(!output.status.success(), "{stdout}");
        assert!(
            stdout.contains(line),
            "{line}\n{stdout}\n{}",
            text(&output.stderr)
        );
    }
}

#[test]
fn every_get_that_needs_no_parameter_is_asked_and_nothing_else() {
    let (url, requests) = server(truth);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("document.json");
    let published = std::fs::read_to_string(xtask::root().join(document("shape-1")));
    let mut document: serde_json::Value =
        serde_json::from_str(&published.expect("the document")).expect("JSON");
    let ok =
        serde_json::json!({ "200": { "description": "", "content": { "application/json": {} } } });
    let operation = |parameter: &str| {
        let required = parameter == "required";
        let parameter =
            serde_json::json!({ "name": "p", "in": "query", "required": required, "schema": {} });
        serde_json::json!({ "parameters": [parameter], "responses": ok })
    };
    let paths = document["paths"].as_object_mut().expect("paths");
    paths.insert(
        "/a".to_owned(),
        serde_json::json!({ "get": operation("optional"), "post": operation("optional") }),
    );
    paths.insert(
        "/stripe-disconnect".to_owned(),
        serde_json::json!({ "get": operation("optional") }),
    );
    paths.insert(
        "/b".to_owned(),
        serde_json::json!({ "get": operation("required") }),
    );
    paths.insert(
        "/c/{p}".to_owned(),
        serde_json::json!({ "get": { "responses": ok } }),
    );
    std::fs::write(&path, document.to_string()).expect("a file");
    let output = probe(&url, &["--document", &path.display().to_string()]);
    assert!(output.status.success(), "{output:?}");
    let requests = requests.lock().expect("a list").clone();
    assert_eq!(requests[2..], ["GET /a "]);
    let left_out = "Not asked, since they may do more than to read: `GET /stripe-disconnect`.";
    assert!(text(&output.stdout).contains(left_out), "{output:?}");
}

#[test]
fn what_came_of_an_answer_that_broke_off_is_not_shown() {
    let (url, _) = server(|_| {
        "HTTP/1.1 404 -\r\ncontent-type: application/json\r\ncontent-length: 99\r\nconnection: close\r\n\r\n{\"email\": \"alice@example.com\"".to_owned()
    });
    let output = probe(&url, &["--document", &document("shape-1")]);
    let all = text(&output.stdout) + &text(&output.stderr);
    assert!(all.contains("404 | there is no complete answer"), "{all}");
    assert!(!all.contains("alice"), "{all}");
}

#[test]
fn what_cannot_be_asked_is_one_sentence() {
    let nobody = TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr();
    let url = format!("http://{}", nobody.expect("an address"));
    let output = probe(&url, &["--document", &document("shape-1")]);
    assert!(
        output.stdout.is_empty() && !output.status.success(),
        "{output:?}"
    );
    assert!(text(&output.stderr).starts_with("error: "), "{output:?}");
    let (url, requests) = server(|_| json(401, "{}"));
    // With the key in the URL, which `probe` looks for.
    let output = probe(&format!("{url}/{KEY}"), &[]);
    assert!(!output.status.success());
    assert!(
        text(&output.stderr).contains("does not accept the API key (401)"),
        "{output:?}"
    );
    assert_eq!(requests.lock().expect("a list").len(), 1);
    for (arguments, why) in [
        (["--document", "no/such.json"], "no/such.json"),
        (["--document", "README.md"], "README.md"),
        (["--interval", "-1"], "a number of seconds, 60 at most"),
        (["--url", "ftp://127.0.0.1/"], "http"),
        (
            ["--url", "http://somebody:secret@127.0.0.1/"],
            "a password in it",
        ),
    ] {
        let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
        xtask
            .args(["document", "probe"])
            .args(arguments)
            .current_dir(xtask::root());
        let output = xtask
            .env("VAST_API_KEY", KEY)
            .output()
            .expect("the program starts");
        let stderr = text(&output.stderr);
        assert!(
            !output.status.success() && stderr.contains(why),
            "{arguments:?}: {stderr}"
        );
        assert!(!stderr.contains("secret"), "{stderr}");
    }
}
