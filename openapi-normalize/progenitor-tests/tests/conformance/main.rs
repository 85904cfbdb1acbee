//! The requests of clients on progenitor's own runtime, judged by the documents that they were generated from: as the clients of
//! vast-api are, and with the losses that the report names.

mod registry;

#[allow(
    missing_docs,
    nonstandard_style,
    unused,
    clippy::all,
    clippy::pedantic,
    reason = "the code is progenitor's"
)]
mod clients {
    use vast_sdk_tests::judge::conformance::Subject;

    include!(concat!(env!("OUT_DIR"), "/conformance.rs"));
}

use openapi_normalize::operations;
use serde_json::Value;
use vast_api::registry::Arguments;
use vast_sdk_tests::{
    judge::conformance::{
        Cases, Failure,
        requests::{Sent, check_sent},
        runtime, types,
    },
    servers::Server,
};

/// What is asked for where the answer is bytes: anything, which covers what the document says.
const ANY_ANSWER: &str = r#"it accepts ["*/*"], none of"#;

/// A document, an operation of it that is not as the document says, and what the report or the README says about it.
type Known = (&'static str, &'static str, &'static str);

const KNOWN_REQUESTS: [Known; 4] = [
    (
        "nulls",
        "GET /query",
        "`R` is not sent as null: it is left out",
    ),
    (
        "nulls",
        "POST /form",
        "`tags` is a string that the caller writes as the API wants it",
    ),
    (
        "operations",
        "GET /answers",
        "only the media types of successes are asked for",
    ),
    (
        "statuses",
        "GET /text-beside-json",
        "`text` beside JSON cannot be expressed: unexpected",
    ),
];

const KNOWN_TYPES: [Known; 4] = [
    (
        "told_apart",
        "POST /loose",
        "a value that no variant lists is read as what it decodes as",
    ),
    (
        "told_apart",
        "POST /plan",
        "serde would take the values of one variant for those of another: read as anything",
    ),
    (
        "properties",
        "PUT /choices",
        "a required property that is null decodes as absent",
    ),
    (
        "unions",
        "PUT /told-by-names",
        "typify takes what the names of variants have in common from them",
    ),
];

/// What the caller of an upload says.
const MULTIPART: &str = "multipart/form-data; boundary=b";

/// Adds the key, as the program has to with such a client, and takes the header that progenitor always sends.
fn with_key(_: &vast_api::Transport, request: &mut reqwest::Request) {
    let key = format!("Bearer {}", vast_sdk_tests::KEY);
    let headers = request.headers_mut();
    headers.remove("api-version");
    headers.insert(reqwest::header::AUTHORIZATION, key.parse().unwrap());
}

/// Sets the headers that only the normalized document has as parameters, where progenitor would send others.
fn with_declared_headers(mut arguments: Arguments, id: &str, normalized: &Value) -> Arguments {
    let found = operations(normalized).find(|(.., operation)| operation["operationId"] == id);
    let parameters = found.and_then(|(.., operation)| operation["parameters"].as_array());
    for parameter in parameters.into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        let is_set = arguments.parameters().any(|(_, set, _)| set == name);
        let reference = parameter["schema"]["$ref"].as_str().unwrap_or_default();
        let values = &normalized.pointer(&reference[1.min(reference.len())..]);
        let value = values.and_then(|values| values["enum"].get(0)).cloned();
        let of_multipart = || (name == "Content-Type").then(|| MULTIPART.into());
        if ["Accept", "Content-Type"].contains(&name)
            && let Some(value) = value.or_else(of_multipart).filter(|_| !is_set)
        {
            arguments = arguments.with_parameter("header", name, value);
        }
    }
    arguments
}

#[test]
fn every_client_sends_what_its_document_says() {
    let runtime = runtime();
    let server = runtime.block_on(Server::answering(418, &[], ""));
    let transport = vast_sdk_tests::transport(server.url());
    let mut failures = Vec::new();
    for (document, subject) in clients::all() {
        let found = check_sent(&subject, Cases::or(32), |generated, arguments| {
            let arguments = with_declared_headers(arguments, generated.id, &subject.normalized);
            let result = runtime.block_on((generated.call)(transport.clone(), arguments));
            let arrived = server.take_requests();
            Sent {
                error: result.err().map(|error| error.to_string()),
                is_invalid: arrived.is_empty(),
                arrived,
            }
        });
        let found = found.into_iter();
        let found = found.filter(|failure| !failure.what.starts_with(ANY_ANSWER));
        failures.extend(found.map(|failure| (document, failure)));
    }
    assert_only(&KNOWN_REQUESTS, &failures);
}

#[test]
fn every_type_holds_what_its_document_says() {
    let mut failures = Vec::new();
    for (document, subject) in clients::all() {
        let found = types::check_listed(&subject, Cases::or(32)).into_iter();
        failures.extend(found.map(|failure| (document, failure)));
    }
    assert_only(&KNOWN_TYPES, &failures);
}

/// Fails with what is not known, and with what is known and right by now.
fn assert_only(known: &[Known], failures: &[(&str, Failure)]) {
    let is_known = |document: &str, failure: &Failure| {
        let mut known = known.iter();
        known.any(|(of, operation, _)| *of == document && *operation == failure.operation)
    };
    let unknown = failures.iter();
    let unknown = unknown.filter(|(document, failure)| !is_known(document, failure));
    let unknown: Vec<String> = unknown
        .map(|(document, failure)| format!("{document}: {failure}"))
        .collect();
    assert!(
        unknown.is_empty(),
        "{} failures\n{}",
        unknown.len(),
        unknown.join("\n\n")
    );
    for (of, operation, _) in known {
        let mut failures = failures.iter();
        let is_there =
            failures.any(|(document, failure)| of == document && *operation == failure.operation);
        assert!(is_there, "{of}, {operation} is right by now");
    }
}
