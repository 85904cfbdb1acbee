use futures_util::FutureExt;
use serde_json::json;

use super::*;
use crate::{Error, runtime::OperationMetadata};

fn response(media_type: Option<&'static str>, body: &'static str) -> Response {
    let key = ApiKey::new("key").unwrap_or_else(|_| unreachable!());
    let mut headers = HeaderMap::new();
    if let Some(media_type) = media_type {
        headers.insert(CONTENT_TYPE, media_type.parse().unwrap());
    }
    Response::new(
        key,
        StatusCode::NOT_FOUND,
        headers,
        Bytes::from_static(body.as_bytes()),
    )
}

fn text<T: DeserializeOwned>(media_type: Option<&'static str>, body: &'static str) -> T {
    let value = ResponseValue::<T>::from_text::<()>(response(media_type, body));
    value.now_or_never().unwrap().unwrap().into_inner()
}

fn no_content<T: DeserializeOwned>(body: &'static str) -> T {
    let value = ResponseValue::<T>::from_no_content::<()>(response(None, body));
    value.now_or_never().unwrap().unwrap().into_inner()
}

#[test]
fn documented_text_is_text_unless_its_media_type_is_json() {
    for media_type in ["text/plain; charset=utf-8", "text/html", "application/xml"] {
        assert_eq!(text::<Value>(Some(media_type), "{}"), json!("{}"));
    }
    for media_type in [
        "application/json; charset=utf-8",
        "text/json",
        "application/problem+json",
    ] {
        assert_eq!(text::<Value>(Some(media_type), "{}"), json!({}));
    }
    assert_eq!(text::<Value>(None, "{}"), json!({}));
    assert_eq!(text::<Value>(None, "not found"), json!("not found"));
    assert_eq!(text::<String>(Some("text/plain"), "not found"), "not found");
}

#[test]
fn no_content_is_null_where_the_type_has_it_and_else_what_is_empty() {
    #[derive(serde::Deserialize)]
    struct Object {
        a: Option<i64>,
    }
    assert_eq!(no_content::<Option<Vec<i64>>>(""), None);
    assert_eq!(no_content::<Object>("").a, None);
    assert_eq!(no_content::<String>(""), "");
    assert_eq!(no_content::<Object>("{\"a\": 1}").a, Some(1));
}

struct Refusing;

impl OperationMetadata for Refusing {
    const STREAMING: &[(&str, &[&str])] = &[];
    const RATE_LIMITS: &[(&str, std::time::Duration)] = &[];
    const REFUSALS: &[(&str, &str, &str)] = &[("cancel", "success", "false")];
}

async fn decoded(operation: &str, status: StatusCode) -> Result<ResponseValue<Value>, Error> {
    let key = ApiKey::new("k").unwrap_or_else(|_| unreachable!());
    let body = r#"{"success":false,"error":"busy"}"#.into();
    let response = Response::new(key, status, HeaderMap::new(), body);
    let response = response.with_refusal(Refusal::of::<Refusing>(operation));
    ResponseValue::from_response(response).await
}

#[tokio::test]
async fn a_refusal_has_the_code_of_its_body() {
    let error = decoded("cancel", StatusCode::OK).await.unwrap_err();
    let Error::Refused(response) = error else {
        panic!("{error:?}");
    };
    assert_eq!(response.error_body().code(), Some("busy"));
}

#[tokio::test]
async fn only_a_success_of_an_operation_with_the_rule_is_a_refusal() {
    for (operation, status) in [
        ("other", StatusCode::OK),
        ("cancel", StatusCode::BAD_REQUEST),
    ] {
        assert!(decoded(operation, status).await.is_ok(), "{operation}");
    }
}
