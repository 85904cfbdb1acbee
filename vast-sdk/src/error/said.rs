//! What the server says in an answer that is an error, in any of the forms that it has been seen
//! to use.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderName, RETRY_AFTER};
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

pub(super) fn retry_after(response: &Response) -> Option<Duration> {
    let header = |name: HeaderName| response.headers().get(name)?.to_str().ok();
    let from_header = header(RETRY_AFTER).and_then(|value| {
        let value = value.trim();
        if let Ok(seconds) = value.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let until = httpdate::parse_http_date(value).ok()?;
        // The server's own clock, where it tells the time.
        let now = header(DATE).and_then(|date| httpdate::parse_http_date(date).ok());
        let now = now.unwrap_or_else(SystemTime::now);
        Some(until.duration_since(now).unwrap_or_default())
    });
    from_header.or_else(|| threshold(response))
}

/// The seconds in `API requests too frequent: endpoint threshold=3.5`.
fn threshold(response: &Response) -> Option<Duration> {
    if response.status().as_u16() != 429 {
        return None;
    }
    let text = response.text();
    let (_, rest) = text.split_once("threshold=")?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(rest.len());
    let seconds = rest[..end].trim_end_matches('.').parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}
