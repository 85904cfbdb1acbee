//! The errors of operations that the facade does not wrap: one type for all, and the same rules.

use serde_json::{Value, json};
use vast_api::Error;
use vast_sdk::ErrorKind;
use vast_sdk_tests::{
    KEY,
    servers::{Server, nobody},
    transport,
};

use crate::clients::shared_errors::{Client, types};

fn client(server: &Server) -> Client {
    client_of(server.url())
}

fn client_of(url: String) -> Client {
    let transport = transport(url);
    let (base_url, http) = transport.parts();
    Client::new_with_client(base_url, http, transport.clone())
}

/// One function for the errors of all operations.
fn explain(error: Error<types::ApiError>) -> String {
    match error {
        Error::ErrorResponse(value) => value.msg.clone().unwrap_or_default(),
        error => error.message().unwrap_or_default().to_owned(),
    }
}

#[tokio::test]
async fn one_function_handles_the_errors_of_all_operations() {
    let body = json!({ "success": false, "error": "e", "msg": "No." });
    for (status, words) in [(400, "No."), (404, "No."), (200, "No.")] {
        let server = Server::answering_json(status, &body).await;
        let client = client(&server);
        let shown = client.show_volumes().send().await.unwrap_err();
        let deleted = client.delete_volume().id(1).send().await.unwrap_err();
        assert_eq!(
            [explain(shown), explain(deleted)],
            [words, words],
            "{status}"
        );
    }
}

async fn delete(server: &Server) -> Result<Option<bool>, vast_sdk::Error> {
    let answer = client(server).delete_volume().id(1).send().await?;
    Ok(answer.success)
}

#[tokio::test]
async fn a_success_that_says_false_is_a_refusal_of_an_operation_that_documents_it() {
    let body = json!({ "success": false, "error": "in_use", "msg": "In use.", "volumes": 1 });
    let server = Server::answering_json(200, &body).await;
    let error = client(&server).show_volumes().send().await.unwrap_err();
    assert!(matches!(error, Error::Refused(_)), "{error:?}");
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(
        (error.code(), error.message()),
        (Some("in_use"), Some("In use."))
    );
    assert_eq!(error.body(), Some(body.to_string().as_bytes()));
    assert_eq!((error.attempts(), error.retry_after()), (1, None));
    assert!(!error.may_have_executed());
    assert!(error.to_string().contains("refuses"), "{error}");
}

#[tokio::test]
async fn a_success_is_read_as_documented_where_it_does_not_refuse() {
    for (body, success) in [
        (json!({ "success": true }), Some(true)),
        (json!({}), None),
        (json!({ "success": null }), None),
        (json!({ "more": { "success": false } }), None),
    ] {
        let server = Server::answering_json(200, &body).await;
        assert_eq!(delete(&server).await.unwrap(), success, "{body}");
    }
}

#[tokio::test]
async fn nothing_is_a_refusal_for_an_operation_that_does_not_document_it() {
    let server = Server::answering_json(200, &json!({ "success": false })).await;
    let client = client(&server);
    let error = client.show_status().send().await.unwrap_err();
    assert!(
        matches!(error, Error::InvalidResponsePayload { .. }),
        "{error:?}"
    );
    assert!(error.may_have_executed());
    let streamed = client.read_volume().id(1).send().await.unwrap();
    assert_eq!(streamed.status(), 200);
}

#[tokio::test]
async fn a_refusal_that_breaks_off_is_no_refusal() {
    let server = Server::answering(200, &[], r#"{"success": false, "msg"#).await;
    let error = delete(&server).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedBody);
    assert!(error.may_have_executed());
}

#[tokio::test]
async fn an_error_of_any_operation_becomes_one_of_the_facade_with_a_question_mark() {
    let said = |code: &str| json!({ "success": false, "error": code, "msg": "No." });
    for (status, body, kind) in [
        (200, said("in_use"), ErrorKind::Refused),
        (200, said("no_such_instance"), ErrorKind::NoSuchInstance),
        (200, said("invalid_args"), ErrorKind::InvalidArguments),
        (200, said("search_quota_exceeded"), ErrorKind::RateLimited),
        (200, Value::Null, ErrorKind::UnexpectedBody),
        (202, said("in_use"), ErrorKind::UnexpectedStatus),
        (400, said("invalid_args"), ErrorKind::InvalidArguments),
        (401, said("auth_error"), ErrorKind::Unauthorized),
        (403, said("auth_error"), ErrorKind::Forbidden),
        (404, said("no_such_instance"), ErrorKind::NoSuchInstance),
        (404, said("no_such_volume"), ErrorKind::Refused),
        // Not of the documented type, but with the API's own properties.
        (
            404,
            json!({ "success": "no", "error": "no_such_volume" }),
            ErrorKind::Refused,
        ),
        (
            404,
            json!({ "message": "no Route matched" }),
            ErrorKind::UnexpectedStatus,
        ),
        (409, said("in_use"), ErrorKind::UnexpectedStatus),
        (
            429,
            json!({ "detail": "slow down" }),
            ErrorKind::RateLimited,
        ),
        (500, said("broken"), ErrorKind::Server),
    ] {
        let server = Server::answering_json(status, &body).await;
        let error = delete(&server).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{status} {body}");
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.body(), Some(body.to_string().as_bytes()));
        assert_eq!(error.code(), body["error"].as_str());
        assert_eq!((error.attempts(), error.instance()), (1, None));
        let certain = (400..500).contains(&status) || (status == 200 && body.is_object());
        assert_eq!(error.may_have_executed(), !certain, "{status} {body}");
        let sentence = error.to_string();
        assert!(sentence.starts_with("the operation failed: "), "{sentence}");
        for of_canceling in ["sync", "instance_write"] {
            assert!(!sentence.contains(of_canceling), "{sentence}");
        }
    }
}

#[tokio::test]
async fn an_error_before_the_answer_becomes_one_of_the_facade_too() {
    let server = Server::answering(200, &[], "{}").await;
    let missing = async {
        client(&server).delete_volume().send().await?;
        Ok::<_, vast_sdk::Error>(())
    };
    let error = missing.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(!error.may_have_executed());
    let client = client_of(nobody().await);
    let error: vast_sdk::Error = client.show_status().send().await.unwrap_err().into();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!((error.status(), error.attempts()), (None, 1));
    assert!(!error.may_have_executed());
}

#[tokio::test]
async fn no_output_of_an_error_has_the_key() {
    let body = json!({ "success": false, "error": KEY, "msg": format!("no {KEY}") });
    for status in [200, 400, 404, 500] {
        let server = Server::answering_json(status, &body).await;
        let error = client(&server)
            .delete_volume()
            .id(1)
            .send()
            .await
            .unwrap_err();
        let text = format!("{error} {error:#?}");
        assert!(!text.contains(KEY), "{text}");
        let error = vast_sdk::Error::from(error);
        let text = format!("{error} {error:#?}");
        assert!(!text.contains(KEY), "{text}");
    }
}
