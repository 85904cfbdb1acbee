//! Tests the conformance tests: each check has to catch clients that lie, and has to pass one that
//! does not. These tests are separate because they do not depend on the document that the client was built from.

mod errors;
mod mocks;
mod objects;
#[allow(dead_code, reason = "only the build script reads how a lie is told")]
mod table;

#[allow(missing_docs, nonstandard_style, unused, clippy::all, clippy::pedantic)]
pub mod clients {
    use vast_sdk_tests::judge::conformance::Subject;

    include!(concat!(env!("OUT_DIR"), "/mutants.rs"));
}

use std::collections::BTreeMap;

use table::{Check, MUTANTS};
use vast_api::registry::Arguments;
use vast_sdk_tests::{
    judge::conformance::{
        Cases, Failure, Subject, derived, operations, requests, responses, types,
    },
    servers::Server,
    transport,
};

const ALL: [Check; 5] = [
    Check::Operations,
    Check::Types,
    Check::Derived,
    Check::Requests,
    Check::Responses,
];

impl Check {
    fn run(self, subject: &Subject) -> Vec<Failure> {
        let cases = Cases::exactly(64);
        match self {
            Self::Operations => operations(subject),
            Self::Types => types::check(subject, cases),
            Self::Derived => derived::check(subject),
            Self::Requests => requests::check(subject, cases),
            Self::Responses => responses::check(subject, cases),
        }
    }
}

#[test]
fn a_client_that_does_not_lie_passes_every_check() {
    let clients: BTreeMap<_, _> = clients::all().into_iter().collect();
    for check in ALL {
        for client in ["truthful", "shared_errors"] {
            vast_sdk_tests::judge::conformance::assert_none(&check.run(&clients[client]));
        }
    }
    assert_eq!(types::unchecked(&clients["truthful"]), Vec::<String>::new());
}

#[test]
fn each_lie_is_caught_by_the_check_that_is_for_it() {
    let clients: BTreeMap<_, _> = clients::all().into_iter().collect();
    let mut survivors = Vec::new();
    for mutant in MUTANTS {
        let (check, words) = mutant.caught_by;
        let failures = check.run(&clients[mutant.name]);
        let said: Vec<String> = failures.iter().map(ToString::to_string).collect();
        if !said.iter().any(|failure| failure.contains(words)) {
            survivors.push(format!("{}: {check:?} found {said:?}", mutant.name));
        }
    }
    assert!(
        survivors.is_empty(),
        "not caught:\n{}",
        survivors.join("\n")
    );
}

#[test]
fn a_path_parameter_that_would_name_another_path_is_not_sent() {
    let runtime = vast_sdk_tests::judge::conformance::runtime();
    let server = runtime.block_on(Server::answering(200, &[], "{}"));
    let operations = clients::truthful::registry::OPERATIONS;
    let write = operations
        .iter()
        .find(|operation| operation.id == "write_file");
    for id in ["", ".", ".."] {
        let arguments = Arguments::new()
            .with_parameter("path", "id", id.into())
            .with_bytes("content");
        let call = (write.unwrap().call)(transport(server.url()), arguments);
        let error = runtime.block_on(call).unwrap_err();
        assert!(error.to_string().contains("names another path"), "{error}");
        assert!(!error.may_have_executed());
    }
    assert!(server.requests().is_empty());
}
