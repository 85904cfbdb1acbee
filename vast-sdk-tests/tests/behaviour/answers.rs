//! What the SDK returns for each answer: for every response in the document, and for every other
//! answer that the API is known to give.

use std::time::Duration;

use serde_json::{Value, json};
use vast_sdk::{Canceled, Error, ErrorKind};
use vast_sdk_tests::{client, judge::cancel_sync::CancelSync, servers::Server};

async fn cancel_answered(
    status: u16,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<Canceled, Error> {
    let server = Server::answering(status, headers, body).await;
    client(server.url()).cancel_sync(12371).await
}

/// Returns the error for an answer, and checks that the error keeps the answer unchanged.
async fn error_for(status: u16, headers: &[(&str, &str)], body: &str) -> Error {
    let error = cancel_answered(status, headers, body).await.unwrap_err();
    assert_eq!(error.status().map(|s| s.as_u16()), Some(status));
    assert_eq!(error.body(), Some(body.as_bytes()));
    assert_eq!(error.attempts(), 1);
    let sentence = error.to_string();
    assert!(sentence.contains("12371"), "{sentence}");
    assert!(sentence.contains(&status.to_string()), "{sentence}");
    error
}

async fn json_error_for(status: u16, body: &Value) -> Error {
    error_for(
        status,
        &[("content-type", "application/json")],
        &body.to_string(),
    )
    .await
}

#[tokio::test]
async fn every_response_of_the_document_decodes_with_nothing_lost() {
    let operation = CancelSync::published();
    for (status, _) in operation.answers() {
        let example = operation.example(status);
        let server = Server::answering_json(status, &example).await;
        let result = client(server.url()).cancel_sync(12371).await;
        if status == 200 {
            let canceled = result.unwrap();
            let body: Value = serde_json::from_slice(canceled.body()).unwrap();
            assert_eq!(body, example);
            assert_eq!(canceled.message(), example["msg"].as_str().unwrap_or(""));
        } else {
            let error = result.unwrap_err();
            assert_eq!(error.status().map(|s| s.as_u16()), Some(status));
            assert_eq!(error.code(), example["error"].as_str(), "{status}");
            let words = ["msg", "detail"]
                .into_iter()
                .find_map(|key| example[key].as_str());
            assert_eq!(error.message(), words, "{status}");
            assert!(!error.may_have_executed() || status >= 500);
        }
    }
}

#[tokio::test]
async fn the_typed_error_of_the_generated_client_keeps_the_code() {
    let operation = CancelSync::published();
    let documented = operation.answers();
    let error = documented.into_iter().find(|(status, _)| *status != 200);
    let Some((status, _)) = error else {
        return; // Two of the five published forms document no error.
    };
    let example = operation.example(status);
    let server = Server::answering_json(status, &example).await;
    let client = client(server.url());
    let call = client
        .api()
        .cancel_sync()
        .body_map(|body| body.dst_id(vast_sdk::InstanceId::from(1)));
    match call.send().await.unwrap_err() {
        vast_sdk::api::Error::ErrorResponse(value) => {
            assert_eq!(serde_json::to_value(value.into_inner()).unwrap(), example);
        }
        error => panic!("expected the documented error, got {error:?}"),
    }
}

/// An answer as the generated type of the operation's success keeps it, whatever the type is called.
fn read_and_written(answer: &Value) -> Value {
    let mut operations = vast_sdk::api::registry::OPERATIONS.iter();
    let operation = operations.find(|operation| operation.id == "cancel_sync");
    let success = operation.unwrap().success.as_ref().unwrap();
    let (written, _) = (success.round_trip)(answer).unwrap();
    written
}

#[test]
fn the_generated_types_keep_what_the_document_does_not_know() {
    let answer = json!({ "success": true, "msg": "m", "new": { "deep": [1, null] } });
    assert_eq!(read_and_written(&answer), answer);
}

#[test]
fn a_null_where_the_document_has_none_decodes_and_is_kept() {
    let answer = json!({ "success": null, "msg": null, "error": null });
    assert_eq!(read_and_written(&answer), answer);
}

#[tokio::test]
async fn accepted_is_a_success_with_the_message() {
    let body = json!({ "success": true, "msg": "Remote copy canceled", "eta": 30 });
    let canceled = cancel_answered(200, &[], &body.to_string()).await.unwrap();
    assert_eq!(canceled.message(), "Remote copy canceled");
    assert_eq!(canceled.instance().get(), 12371);
    // Undocumented properties are kept.
    assert!(canceled.text().contains("\"eta\":30"));
}

#[tokio::test]
async fn a_200_with_success_false_is_an_error_of_its_own_kind() {
    let body = json!({ "success": false, "error": "busy", "msg": "Copy is finishing." });
    let error = json_error_for(200, &body).await;
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.code(), Some("busy"));
    assert_eq!(error.message(), Some("Copy is finishing."));
    assert!(!error.may_have_executed());
}

#[tokio::test]
async fn a_200_that_refuses_has_the_kind_of_its_code() {
    for (code, kind) in [
        ("no_such_instance", ErrorKind::NoSuchInstance),
        ("invalid_args", ErrorKind::InvalidArguments),
        ("search_quota_exceeded", ErrorKind::RateLimited),
        ("another", ErrorKind::Refused),
    ] {
        let body = json!({ "msg": 5, "error": code, "success": false });
        let error = json_error_for(200, &body).await;
        assert_eq!(error.kind(), kind, "{code}");
        assert_eq!(error.code(), Some(code));
        assert!(!error.may_have_executed());
    }
}

#[tokio::test]
async fn the_generated_client_has_the_rules_of_the_facade() {
    let envelope = json!({ "success": false, "error": "code", "msg": "Words." }).to_string();
    for (status, body) in [
        (200, envelope.as_str()),
        (200, "<html>"),
        (202, "{}"),
        (400, &envelope),
        (404, &envelope),
        (404, "<html>"),
        (429, "API requests too frequent: endpoint threshold=3.5"),
        (502, "<html>"),
    ] {
        let error = error_for(status, &[], body).await;
        let server = Server::answering(status, &[], body).await;
        let client = client(server.url());
        let instance = vast_sdk::InstanceId::from(12371);
        let call = client.api().cancel_sync();
        let call = call.body_map(|body| body.dst_id(instance));
        let of_api = call.send().await.unwrap_err();
        assert_eq!(of_api.status(), error.status());
        assert_eq!(of_api.code(), error.code());
        assert_eq!(of_api.message(), error.message());
        assert_eq!(of_api.body(), error.body());
        assert_eq!(of_api.retry_after(), error.retry_after());
        assert_eq!(of_api.attempts(), error.attempts());
        assert_eq!(
            of_api.may_have_executed(),
            error.may_have_executed(),
            "{status}"
        );
    }
}

#[tokio::test]
async fn a_200_that_leaves_success_out_is_no_success() {
    let error = json_error_for(200, &json!({ "error": "busy" })).await;
    assert_eq!(error.kind(), ErrorKind::Refused);
    for unclear in [
        "{}",
        r#"{"msg": "done"}"#,
        r#"{"success": null}"#,
        r#"{"detail": "down"}"#,
    ] {
        let error = error_for(200, &[], unclear).await;
        assert_eq!(error.kind(), ErrorKind::UnexpectedBody, "{unclear}");
        assert!(error.may_have_executed());
    }
}

#[tokio::test]
async fn invalid_args_is_invalid_arguments() {
    let body = json!({ "success": false, "error": "invalid_args", "msg": "Invalid dst_id." });
    let error = json_error_for(400, &body).await;
    assert_eq!(error.kind(), ErrorKind::InvalidArguments);
    assert_eq!(error.code(), Some("invalid_args"));
    assert_eq!(error.message(), Some("Invalid dst_id."));
}

#[tokio::test]
async fn no_such_instance_is_no_such_instance() {
    let body = json!({ "success": false, "error": "no_such_instance", "msg": "No such instance." });
    let error = json_error_for(404, &body).await;
    assert_eq!(error.kind(), ErrorKind::NoSuchInstance);
    assert_eq!(error.code(), Some("no_such_instance"));
}

#[tokio::test]
async fn a_404_that_is_not_the_apis_is_an_unexpected_status() {
    for body in [
        "<html>nginx</html>",
        r#"{"message":"no Route matched"}"#,
        "{}",
    ] {
        let error = error_for(404, &[], body).await;
        assert_eq!(error.kind(), ErrorKind::UnexpectedStatus, "{body}");
    }
}

#[tokio::test]
async fn a_401_and_a_403_have_kinds_of_their_own_whatever_the_body() {
    for body in [
        r#"{"error":"auth_error","msg":"Invalid key"}"#,
        "",
        "no",
        "[1]",
        "{",
    ] {
        let error = error_for(401, &[], body).await;
        assert_eq!(error.kind(), ErrorKind::Unauthorized, "{body}");
        let error = error_for(403, &[], body).await;
        assert_eq!(error.kind(), ErrorKind::Forbidden, "{body}");
        assert!(!error.may_have_executed());
    }
}

#[tokio::test]
async fn a_401_about_two_factors_says_so() {
    for key in ["msg", "message", "error"] {
        let body = json!({ "msg": "", key: "Two Factor Authentication required" });
        let error = json_error_for(401, &body).await;
        assert!(error.to_string().contains("second factor"), "{error}");
    }
}

#[tokio::test]
async fn a_429_in_plain_text_keeps_its_text() {
    let text = "API requests too frequent";
    let error = error_for(429, &[("content-type", "text/plain")], text).await;
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.message(), Some(text));
    assert_eq!(error.retry_after(), None);
}

#[tokio::test]
async fn a_429_says_how_long_to_wait() {
    let text = "API requests too frequent: endpoint threshold=3.5";
    let error = error_for(429, &[], text).await;
    assert_eq!(error.retry_after(), Some(Duration::from_millis(3500)));

    let error = error_for(429, &[("retry-after", "17")], text).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(17)));

    let date = [
        ("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("retry-after", "Sun, 06 Nov 1994 08:50:37 GMT"),
    ];
    let error = error_for(429, &date, "").await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));

    for nonsense in ["soon", "-1", "1e99", ""] {
        let error = error_for(429, &[("retry-after", nonsense)], "threshold=..").await;
        assert_eq!(error.retry_after(), None, "{nonsense:?}");
    }
}

#[tokio::test]
async fn a_429_in_json_keeps_its_message() {
    let error = json_error_for(429, &json!({ "detail": "slow down" })).await;
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.message(), Some("slow down"));

    let quota = json!({ "success": false, "error": "search_quota_exceeded", "msg": "Quota." });
    let error = json_error_for(429, &quota).await;
    assert_eq!(error.code(), Some("search_quota_exceeded"));
    assert!(error.to_string().contains("tomorrow"), "{error}");
}

#[tokio::test]
async fn a_gateway_error_in_html_is_a_server_error_that_keeps_the_page() {
    for status in [500, 502, 503, 504] {
        let error = error_for(status, &[("content-type", "text/html")], "<h1>Bad</h1>").await;
        assert_eq!(error.kind(), ErrorKind::Server);
        assert_eq!(error.message(), None);
        assert!(error.may_have_executed());
    }
}

#[tokio::test]
async fn a_body_that_omits_fields_gives_what_it_has() {
    let error = json_error_for(400, &json!({ "message": "only words" })).await;
    assert_eq!((error.code(), error.message()), (None, Some("only words")));
    let error = json_error_for(400, &json!({ "error": "only_code", "msg": null })).await;
    assert_eq!((error.code(), error.message()), (Some("only_code"), None));
}

#[tokio::test]
async fn a_documented_status_with_fields_of_other_types_keeps_kind_and_body() {
    let error = json_error_for(400, &json!({ "error": { "n": 1 }, "msg": 5 })).await;
    assert_eq!(error.kind(), ErrorKind::InvalidArguments);
    assert_eq!(error.code(), Some(r#"{"n":1}"#));
    assert_eq!(error.message(), Some("5"));
}

#[tokio::test]
async fn a_200_that_is_not_the_documented_json_is_an_unexpected_body() {
    for body in [
        "<html>login</html>",
        "",
        "null",
        "[]",
        "true",
        "{\"success\":",
        "{\"success\":\"yes\"}",
    ] {
        let error = error_for(200, &[], body).await;
        assert_eq!(error.kind(), ErrorKind::UnexpectedBody, "{body}");
        assert!(error.may_have_executed());
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[tokio::test]
async fn an_undocumented_status_is_unexpected_and_keeps_its_body() {
    for status in [202, 204, 418] {
        let body = if status == 204 { "" } else { "hm" };
        let error = error_for(status, &[], body).await;
        assert_eq!(error.kind(), ErrorKind::UnexpectedStatus, "{status}");
        assert_eq!(error.may_have_executed(), status < 300);
    }
}

#[tokio::test]
async fn a_long_page_is_kept_whole_and_shown_short_and_on_one_line() {
    let page = format!("<html>\n{}\u{7}é", "x".repeat(100_000));
    let error = error_for(502, &[], &page).await;
    let sentence = error.to_string();
    assert!(sentence.len() < 600, "{}", sentence.len());
    assert!(!sentence.contains(char::is_control), "{sentence}");
}

#[tokio::test]
async fn an_answer_may_have_hundreds_of_headers() {
    let names: Vec<String> = (0..400).map(|number| format!("x-{number}")).collect();
    let headers: Vec<_> = names.iter().map(|name| (&**name, "value")).collect();
    let body = json!({ "success": true }).to_string();
    let canceled = cancel_answered(200, &headers, &body).await.unwrap();
    assert_eq!(canceled.response().headers()["x-399"], "value");
}
