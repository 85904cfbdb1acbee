//! The command, as a process.

use serde_json::{Value, json};
use snapbox::cmd::{Command, cargo_bin};

fn command() -> Command {
    Command::new(cargo_bin!("openapi-normalize"))
}

fn document(responses: Value) -> String {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Pets", "version": "1" },
        "paths": { "/pets": { "get": { "operationId": "list_pets", "tags": ["pets"], "responses": responses } } },
    })
    .to_string()
}

fn lossless() -> String {
    document(json!({ "200": {
        "description": "all", "content": { "application/json": { "schema": { "type": ["string", "null"] } } },
    } }))
}

fn lossy() -> String {
    document(json!({
        "200": { "description": "all", "content": { "application/json": { "schema": { "type": "string" } } } },
        "204": { "description": "none" },
    }))
}

#[test]
fn a_document_that_loses_nothing_is_a_success() {
    let output = command().arg("-").stdin(lossless()).assert().success();
    let output = output.get_output();
    let normalized: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(normalized["openapi"], "3.0.3");
    let report = String::from_utf8_lossy(&output.stderr);
    assert!(
        report.contains("\nGET /pets\n") || report.starts_with("GET /pets\n"),
        "{report}"
    );
    assert!(report.ends_with(" changes, 0 of them lossy\n"), "{report}");
}

#[test]
fn what_is_lost_makes_the_status_1_and_stands_first() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (
        folder.path().join("pets.yaml"),
        folder.path().join("out.json"),
    );
    let yaml = "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    get:\n      operationId: list_pets\n      responses:\n        200:\n          description: all\n          content: {application/json: {schema: {type: string}}}\n        204: {description: none}\n";
    std::fs::write(&file, yaml).unwrap();
    let output = command()
        .arg(&file)
        .arg("-o")
        .arg(&out)
        .args(["--report", "markdown", "--lossy"]);
    let output = output.assert().code(1);
    let expected = "\
| kind | changes | lossy |
| --- | ---: | ---: |
| responses | 1 | 1 |

## `GET /pets`

| | where | kind | what |
| --- | --- | --- | --- |
| **lossy** | `#/paths/~1pets/get/responses/204` | responses | a success without content beside one with content: an unexpected response |
";
    output.stdout_eq(expected);
    let normalized: Value = serde_json::from_slice(&std::fs::read(out).unwrap()).unwrap();
    assert_eq!(
        normalized["paths"]["/pets"]["get"]["operationId"],
        "list_pets"
    );
}

#[test]
fn a_report_in_json_is_data() {
    let output = command()
        .args(["-", "--report", "json", "--lossy"])
        .stdin(lossy());
    let output = output.assert().code(1);
    let report: Value = serde_json::from_slice(&output.get_output().stderr).unwrap();
    assert_eq!(report[0]["pointer"], "/paths/~1pets/get/responses/204");
    assert_eq!(report[0]["lossless"], false);
}

#[test]
fn another_runtime_loses_less() {
    command()
        .args(["-", "--runtime", "extended"])
        .stdin(lossy())
        .assert()
        .success();
}

#[test]
fn an_operation_that_is_not_there_is_named() {
    let output = command()
        .args(["-", "--operations", "tag:pets,/cats*"])
        .stdin(lossless());
    let output = output.assert().code(2);
    output.stderr_eq("openapi-normalize: no operation of the document has the id, the path or the tag that \"/cats*\" stands for\n");
}

#[test]
fn what_is_no_document_is_one_sentence() {
    for (text, sentence) in [
        (
            "{}",
            "openapi-normalize: the document has no `openapi` version: this crate reads OpenAPI 3.0, 3.1 and 3.2\n",
        ),
        (
            "[]",
            "openapi-normalize: the document is not an object: an OpenAPI document is an object with the key `openapi`\n",
        ),
    ] {
        command()
            .arg("-")
            .stdin(text)
            .assert()
            .code(2)
            .stderr_eq(sentence);
    }
    command()
        .arg("no/such.json")
        .assert()
        .code(2)
        .stderr_eq("openapi-normalize: no/such.json: [..]\n");
}

#[test]
fn what_is_kept_and_what_is_strict_changes_the_document() {
    let schema = json!({
        "type": "object", "required": ["id"], "properties": {
            "id": { "type": "string", "format": "uuid" }, "size": { "enum": ["s", "m"] },
        },
    });
    let of = |arguments: &[&str]| {
        let responses = json!({ "200": {
            "description": "one", "content": { "application/json": { "schema": schema } },
        } });
        let output = command()
            .arg("-")
            .args(arguments)
            .stdin(document(responses))
            .assert();
        let output = output.success();
        let normalized: Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
        normalized["components"]["schemas"].clone()
    };
    let schemas = of(&[]);
    assert_eq!(
        schemas["ListPetsResponse"]["properties"]["id"]["format"],
        Value::Null
    );
    assert_eq!(schemas["ListPetsResponse"]["required"], Value::Null);
    let schemas = of(&[
        "--keep",
        "formats,checks",
        "--strict",
        "responses,enumerations",
    ]);
    assert_eq!(
        schemas["ListPetsResponse"]["properties"]["id"]["format"],
        "uuid"
    );
    assert_eq!(schemas["ListPetsResponse"]["required"], json!(["id"]));
    assert_eq!(schemas["ListPetsResponseSize"]["enum"], json!(["s", "m"]));
}
