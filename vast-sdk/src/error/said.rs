//! What the server says in an answer that is an error, in any of the forms that it has been seen
//! to use.

use serde_json::Value;
use vast_api::Response;

#[derive(Debug, Default)]
pub(super) struct Said {
    pub code: Option<String>,
    pub message: Option<String>,
    /// Whether the body is JSON with any property of the API's own answers.
    pub is_envelope: bool,
}

impl Said {
    pub(super) fn by(response: &Response) -> Self {
        match serde_json::from_slice::<Value>(response.body()) {
            Ok(Value::Object(envelope)) => Self {
                code: envelope.get("error").and_then(words),
                message: ["msg", "message", "detail"]
                    .iter()
                    .find_map(|key| envelope.get(*key).and_then(words)),
                is_envelope: ["success", "error", "msg"]
                    .iter()
                    .any(|key| envelope.contains_key(*key)),
            },
            _ => Self {
                message: plain_text(response),
                ..Self::default()
            },
        }
    }
}

/// Whether the server says, with a status of success, that it has not done it.
pub(super) fn no(response: &Response) -> bool {
    let body = serde_json::from_slice::<Value>(response.body());
    response.status().is_success() && body.is_ok_and(|body| body["success"] == false)
}

/// A value as text: as it is, or, where it should be text and is not, as JSON.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn plain_text(response: &Response) -> Option<String> {
    let text = response.text();
    let text = text.trim();
    let is_markup = text.starts_with('<');
    (!text.is_empty() && !is_markup).then(|| text.to_owned())
}
