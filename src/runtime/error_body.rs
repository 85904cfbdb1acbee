use serde_json::Value;

use super::Response;

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
        let body = serde_json::from_slice(response.body());
        Self::of_decoded(body.ok().as_ref(), response)
    }

    /// Reads the body of an answer, which was decoded before if it is JSON.
    pub(super) fn of_decoded(body: Option<&Value>, response: &Response) -> Self {
        let Some(Value::Object(envelope)) = body else {
            return Self::of_text(&response.text());
        };
        Self {
            code: envelope.get("error").and_then(text_of),
            message: ["msg", "message", "detail"]
                .iter()
                .find_map(|key| envelope.get(*key).and_then(text_of)),
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

/// A string as it is; anything else as JSON.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
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
    async fn decoding_an_error_reads_its_error_body_too() {
        for body in [r#"{"error": "a", "error": "b"}"#, r#"{"error": "b"}"#, "b"] {
            let decoded = ResponseValue::<Value>::from_response::<()>(response(body)).await;
            let response = match decoded {
                Ok(value) => value.into_parts().1,
                Err(Error::InvalidResponsePayload { response, .. }) => response,
                Err(error) => panic!("{error}"),
            };
            let read = response.error_body();
            assert_eq!(*read, ErrorBody::of(&response));
            assert_eq!(read.code().or(read.message()), Some("b"), "{body}");
        }
    }
}
