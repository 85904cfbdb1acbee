//! Runs each check on the client that `vast-sdk` was built with.

use vast_sdk_tests::judge::conformance::{
    Cases, Subject, assert_none, derived, operations, requests, responses, types,
};

#[test]
fn the_operations_of_the_client_are_those_of_the_document() {
    assert_none(&operations(&Subject::built()));
}

#[test]
fn every_value_of_a_schema_goes_through_its_type_and_back() {
    let subject = Subject::built();
    // A schema may contradict itself, which is not the client's fault.
    for schema in types::unchecked(&subject) {
        eprintln!("not checked, as no valid value is known: {schema}");
    }
    assert_none(&types::check(&subject, Cases::or(64)));
}

#[test]
fn every_request_arrives_as_the_document_asks() {
    assert_none(&requests::check(&Subject::built(), Cases::or(16)));
}

#[test]
fn every_response_decodes_with_nothing_lost() {
    assert_none(&responses::check(&Subject::built(), Cases::or(16)));
}

#[test]
fn every_derived_schema_is_the_documents() {
    assert_none(&derived::check(&Subject::built()));
}
