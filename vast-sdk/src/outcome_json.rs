//! The outcome of a call as JSON, and its JSON Schema, behind the feature `schemars`. `vast --raw` prints
//! this JSON. It uses the API's own names where there are any (`dst_id`, `error`, `msg`), and never
//! contains the API key, not even if the server sends it back.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use vast_api::Response;

use crate::{Canceled, Error, ErrorKind, InstanceId};

/// The outcome of a call: what the server answered, or what went wrong.
#[derive(Serialize, JsonSchema)]
struct OutcomeJson {
    /// The instance whose syncs were to be canceled. Missing if the error came before any call.
    #[serde(skip_serializing_if = "Option::is_none")]
    dst_id: Option<InstanceId>,
    /// Whether the syncs are canceled.
    success: bool,
    /// What kind of error it is; null for a success.
    kind: Option<ErrorKind>,
    /// The HTTP status, if the server answered.
    status: Option<u16>,
    /// The API's code for the error, such as `no_such_instance`.
    error: Option<String>,
    /// The server's message.
    msg: Option<String>,
    /// How many attempts were made.
    attempts: u32,
    /// Whether the server may have acted.
    may_have_executed: bool,
    /// How long to wait before the next request, in seconds.
    retry_after: Option<f64>,
    /// A sentence of ours that says what went wrong and what to do; null for a success.
    explanation: Option<String>,
    /// The body of the answer, as far as it came.
    body: Option<String>,
}

impl From<&Canceled> for OutcomeJson {
    fn from(canceled: &Canceled) -> Self {
        let response = canceled.response();
        Self {
            dst_id: Some(canceled.instance()),
            success: true,
            kind: None,
            status: Some(response.status().as_u16()),
            error: None,
            msg: Some(response.redact(canceled.message())),
            attempts: canceled.attempts(),
            may_have_executed: true,
            retry_after: None,
            explanation: None,
            body: Some(response.redact(&response.text())),
        }
    }
}

impl From<&Error> for OutcomeJson {
    fn from(error: &Error) -> Self {
        let response = error.response();
        let redacted = |text: Option<&str>| Some(response?.redact(text?));
        Self {
            dst_id: error.instance(),
            success: false,
            kind: Some(error.kind()),
            status: error.status().map(|status| status.as_u16()),
            error: redacted(error.code()),
            msg: redacted(error.message()),
            attempts: error.attempts(),
            may_have_executed: error.may_have_executed(),
            retry_after: error.retry_after().map(|time| time.as_secs_f64()),
            explanation: Some(error.to_string()),
            body: redacted(response.map(Response::text).as_deref()),
        }
    }
}

macro_rules! as_outcome {
    ($public:ident) => {
        impl Serialize for $public {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                OutcomeJson::from(self).serialize(serializer)
            }
        }

        impl JsonSchema for $public {
            fn schema_name() -> Cow<'static, str> {
                stringify!($public).into()
            }

            fn schema_id() -> Cow<'static, str> {
                concat!("vast_sdk::", stringify!($public)).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                OutcomeJson::json_schema(generator)
            }
        }
    };
}

as_outcome!(Canceled);
as_outcome!(Error);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_before_any_call_has_no_instance() {
        let error = Error::new(ErrorKind::MissingApiKey, "no API key");
        let json = serde_json::to_value(&error).unwrap();
        assert_eq!(json.get("dst_id"), None);
        assert_eq!(json["explanation"], "no API key");
        let json = serde_json::to_value(error.about(InstanceId::from(1))).unwrap();
        assert_eq!(json["dst_id"], 1);
    }
}
