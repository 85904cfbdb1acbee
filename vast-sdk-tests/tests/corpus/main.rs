//! Runs every check on a client of each document of the corpus, `documents/corpus`: one for each kind of construct that a client
//! can get wrong. Cases that are kept beside this project are checked as well, if they are there.

#[allow(missing_docs, nonstandard_style, unused, clippy::all, clippy::pedantic)]
pub mod clients {
    use vast_sdk_tests::judge::conformance::Subject;

    include!(concat!(env!("OUT_DIR"), "/corpus.rs"));
}

mod shared;
mod values;

use vast_sdk_tests::judge::conformance::{
    Cases, Failure, Subject, derived, operations, requests, responses, types,
};

/// The checks, by name.
type Check = fn(&Subject) -> Vec<Failure>;

const CHECKS: [(&str, Check); 5] = [
    ("operations", operations),
    ("types", |subject| types::check(subject, Cases::or(64))),
    ("derived", derived::check),
    ("requests", |subject| {
        requests::check(subject, Cases::or(64))
    }),
    ("responses", |subject| {
        responses::check(subject, Cases::or(32))
    }),
];

#[test]
fn every_client_of_the_corpus_does_what_its_document_says() {
    let mut failures = Vec::new();
    let clients = clients::all();
    if !clients.iter().any(|(name, _)| name.starts_with("case_")) {
        eprintln!("skipped: there are no cases beside the project");
    }
    for (document, subject) in clients {
        for (check, run) in CHECKS {
            for failure in run(&subject) {
                failures.push(format!("{document}, {check}: {failure}"));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} failures\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}
