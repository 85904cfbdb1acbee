use std::fmt;

use serde::Serialize;
use vast_sdk::{Canceled, Error, InstanceId, api::Response};

/// What `--raw` prints of an instance: everything that the server said, without the key.
#[derive(Serialize)]
pub struct Raw<'a> {
    dst_id: i64,
    success: bool,
    /// Of an error: the SDK's word for it.
    kind: Option<&'a str>,
    status: Option<u16>,
    /// The API's own code.
    error: Option<String>,
    msg: Option<String>,
    attempts: u32,
    may_have_executed: bool,
    /// Seconds.
    retry_after: Option<f64>,
    /// Of an error: the SDK's sentence.
    message: Option<String>,
    body: Option<String>,
}

impl Raw<'_> {
    pub fn of(instance: InstanceId, result: &Result<Canceled, Error>) -> Self {
        let dst_id = instance.get();
        match result {
            Ok(canceled) => Self {
                dst_id,
                success: true,
                kind: None,
                status: Some(canceled.response().status().as_u16()),
                error: None,
                msg: Some(canceled.response().redact(canceled.message())),
                attempts: canceled.attempts(),
                may_have_executed: true,
                retry_after: None,
                message: None,
                body: Some(body(canceled.response())),
            },
            Err(error) => Self {
                dst_id,
                success: false,
                kind: Some(error.kind().name()),
                status: error.status().map(|status| status.as_u16()),
                error: redacted(error, error.code()),
                msg: redacted(error, error.message()),
                attempts: error.attempts(),
                may_have_executed: error.may_have_executed(),
                retry_after: error.retry_after().map(|time| time.as_secs_f64()),
                message: Some(error.to_string()),
                body: error.response().map(body),
            },
        }
    }
}

impl fmt::Display for Raw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Every field is one that JSON has.
        f.write_str(&serde_json::to_string(self).unwrap_or_default())
    }
}

fn redacted(error: &Error, text: Option<&str>) -> Option<String> {
    Some(error.response()?.redact(text?))
}

fn body(response: &Response) -> String {
    response.redact(&response.text())
}
