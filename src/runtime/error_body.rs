use std::collections::HashMap;

use serde_json::{Value, value::RawValue};

use super::Response;

type Envelope = HashMap<String, Box<RawValue>>;

/// What the body of an answer says, in any of the forms that the API uses for errors.
///
/// Text from the server may contain the API key, if the server sent it back: print it through
/// [`Response::redact`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorBody {
    code: Option<String>,
    message: Option<String>,
    is_envelope: bool,
}

impl ErrorBody {
    /// The API's code for the error (`error` in JSON), such as `no_such_instance`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The server's words: `msg`, `message` or `detail` in JSON, or else a body in plain text.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Whether the body is JSON with any property of the API's own answers: `success`, `error` or
    /// `msg`. If not, it may come from a proxy or from another server.
    #[must_use]
    pub fn is_envelope(&self) -> bool {
        self.is_envelope
    }

    /// Reads the body of an answer.
    pub(super) fn of(response: &Response) -> Self {
        // Of a property that stands twice, the last one counts.
        let Ok(envelope) = serde_json::from_slice::<Envelope>(response.body()) else {
            return Self::of_text(&response.text());
        };
        let text = |key: &str| envelope.get(key).and_then(|value| text_of(value));
        Self {
            code: text("error"),
            message: ["msg", "message", "detail"].into_iter().find_map(text),
            is_envelope: ["success", "error", "msg"]
                .iter()
                .any(|key| envelope.contains_key(*key)),
        }
    }

    fn of_text(text: &str) -> Self {
        let text = text.trim();
        let is_markup = text.starts_with('<');
        Self {
            message: (!text.is_empty() && !is_markup).then(|| text.to_owned()),
            ..Self::default()
        }
    }
}

/// A string as it is; anything else as JSON, numbers with every digit.
fn text_of(value: &RawValue) -> Option<String> {
    match serde_json::from_str(value.get()) {
        Ok(Value::Null) => None,
        Ok(Value::String(text)) => (!text.is_empty()).then_some(text),
        Ok(other) if !other.is_number() => Some(other.to_string()),
        _ => Some(value.get().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};

    use super::*;
    use crate::{ApiKey, Error, ResponseValue};

    fn response(body: &'static str) -> Response {
        let key = ApiKey::new("k").unwrap();
        let status = StatusCode::NOT_FOUND;
        Response::new(key, status, HeaderMap::new(), body.into())
    }

    #[test]
    fn code_and_message_are_read_from_every_form_that_the_api_uses() {
        for (body, code, message) in [
            (
                r#"{"error": "no_such_instance", "msg": "No."}"#,
                Some("no_such_instance"),
                Some("No."),
            ),
            (r#"{"detail": "No."}"#, None, Some("No.")),
            (r#"{"message": ["a"]}"#, None, Some(r#"["a"]"#)),
            (r#"{"error": "", "msg": null}"#, None, None),
            (
                r#"{"error": 123456789012345678901, "msg": 1, "msg": [ 2 ]}"#,
                Some("123456789012345678901"),
                Some("[2]"),
            ),
            (" No. \n", None, Some("No.")),
            ("[1]", None, Some("[1]")),
            ("<html>", None, None),
            ("", None, None),
        ] {
            let response = response(body);
            let read = response.error_body();
            assert_eq!((read.code(), read.message()), (code, message), "{body}");
        }
    }

    #[test]
    fn only_json_with_the_apis_own_properties_is_its_envelope() {
        assert!(response(r#"{"success": false}"#).error_body().is_envelope());
        for body in [r#"{"detail": "Not found"}"#, "[]", "<html>"] {
            let response = response(body);
            assert!(!response.error_body().is_envelope(), "{body}");
        }
    }

    #[tokio::test]
    async fn an_error_whose_body_does_not_decode_still_says_its_code_and_message() {
        let body = r#"{"error": "a", "msg": "m", "error": "b"}"#;
        let decoded = ResponseValue::<bool>::from_response::<()>(response(body)).await;
        let error = decoded.unwrap_err();
        assert!(matches!(error, Error::InvalidResponsePayload { .. }));
        assert_eq!((error.code(), error.message()), (Some("b"), Some("m")));
    }

    #[tokio::test]
    async fn integers_of_any_size_in_an_error_are_read_exactly() {
        let body = "[170141183460469231731687303715884105727]";
        let decoded = ResponseValue::<Vec<i128>>::integers_from_response::<()>(response(body));
        assert_eq!(decoded.await.unwrap().into_inner(), [i128::MAX]);
    }
}
