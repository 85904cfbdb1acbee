//! Runs every check on a client of each document of the corpus, `documents/corpus`: one for each kind of construct that a client
//! can get wrong. Cases that are kept beside this project are checked as well, if they are there.

#[allow(missing_docs, nonstandard_style, unused, clippy::all, clippy::pedantic)]
pub mod clients {
    use vast_sdk_tests::judge::conformance::Subject;

    include!(concat!(env!("OUT_DIR"), "/corpus.rs"));
}

mod shared;
mod values;

use std::{
    num::NonZero,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

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
    let clients = clients::all();
    if !clients.iter().any(|(name, _)| name.starts_with("case_")) {
        eprintln!("skipped: there are no cases beside the project");
    }
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let work = || {
        while let Some((document, subject)) = clients.get(next.fetch_add(1, Ordering::Relaxed)) {
            for (check, run) in CHECKS {
                let found = run(subject).into_iter();
                let found = found.map(|failure| format!("{document}, {check}: {failure}"));
                failures.lock().unwrap().extend(found);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(work);
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(
        failures.is_empty(),
        "{} failures\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}
