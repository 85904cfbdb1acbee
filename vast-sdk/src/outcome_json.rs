//! What became of a call as JSON, and the JSON Schema of that: for tools, APIs and logs. Behind the
//! feature `schemars`. What the API has a name for (`dst_id`, `error`, `msg`) has that name, as in what
//! `vast --raw` prints. The API key is not in it, not even where the server sends it back.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use vast_api::Response;

use crate::{Canceled, Error, ErrorKind, InstanceId};

/// The server has accepted to cancel the syncs into an instance.
#[derive(Serialize, JsonSchema)]
struct CanceledAsJson {
    /// The instance that the syncs copied into.
    dst_id: InstanceId,
    /// What the server says about it in words.
    msg: String,
    /// How many times the request was sent, or tried to be.
    attempts: u32,
    /// The HTTP status.
    status: u16,
    /// The answer's body.
    body: String,
}

/// Why a call did not do what it was asked to, with everything that the server said.
#[derive(Serialize, JsonSchema)]
struct ErrorAsJson {
    /// What kind of error it is.
    kind: ErrorKind,
    /// What happened and what to do, in a sentence.
    message: String,
    /// The HTTP status, if the server answered.
    status: Option<u16>,
    /// The API's code for the error, such as `no_such_instance`.
    error: Option<String>,
    /// What the server says in words.
    msg: Option<String>,
    /// The answer's body, as far as it came.
    body: Option<String>,
    /// How many times the request was sent, or tried to be.
    attempts: u32,
    /// Whether the server may have acted all the same.
    may_have_executed: bool,
    /// How long the server wants to be left alone, in seconds.
    retry_after: Option<f64>,
}

impl From<&Canceled> for CanceledAsJson {
    fn from(canceled: &Canceled) -> Self {
        let response = canceled.response();
        Self {
            dst_id: canceled.instance(),
            msg: response.redact(canceled.message()),
            attempts: canceled.attempts(),
            status: response.status().as_u16(),
            body: response.redact(&response.text()),
        }
    }
}

impl From<&Error> for ErrorAsJson {
    fn from(error: &Error) -> Self {
        let response = error.response();
        let redacted = |text: Option<&str>| Some(response?.redact(text?));
        Self {
            kind: error.kind(),
            message: error.to_string(),
            status: error.status().map(|status| status.as_u16()),
            error: redacted(error.code()),
            msg: redacted(error.message()),
            body: redacted(response.map(Response::text).as_deref()),
            attempts: error.attempts(),
            may_have_executed: error.may_have_executed(),
            retry_after: error.retry_after().map(|time| time.as_secs_f64()),
        }
    }
}

macro_rules! as_json {
    ($public:ident, $json:ident) => {
        impl Serialize for $public {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $json::from(self).serialize(serializer)
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
                $json::json_schema(generator)
            }
        }
    };
}

as_json!(Canceled, CanceledAsJson);
as_json!(Error, ErrorAsJson);
