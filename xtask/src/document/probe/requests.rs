//! What can be asked of a server without changing anything.

use std::time::Duration;

use serde_json::{Value, json};
use vast_sdk_tests::judge::{
    alternatives::alternatives,
    direction::Direction,
    openapi::{Document, Operation},
    shape::Shape,
};

use super::table::Row;

/// The largest number that every server can read; instances have far smaller ones.
const NO_INSTANCE: i32 = i32::MAX;

/// What the revisions document that document it.
const INTERVAL: Duration = Duration::from_millis(3500);

/// A request to a server.
pub struct Request<'d> {
    pub operation: Operation<'d>,
    /// What it is for, if the operation alone does not say.
    pub purpose: &'static str,
    pub body: Option<Value>,
    /// Whether a success would be wrong.
    pub must_fail: bool,
}

impl Request<'_> {
    pub fn row(&self, status: Option<u16>, findings: Vec<String>) -> Row {
        Row {
            operation: self.operation.to_string(),
            purpose: self.purpose,
            status,
            findings,
        }
    }
}

/// What is sent, one after the other.
pub struct Requests<'d> {
    pub all: Vec<Request<'d>>,
    /// What is not sent, since it may change something although it is a GET.
    pub left_out: Vec<String>,
    /// The least time between two requests to the operation that is asked twice.
    pub interval: Duration,
}

/// What changes nothing, by a document that is written out for responses.
pub fn safe<'d>(published: &Value, document: &'d Document) -> Requests<'d> {
    let cancel = |purpose, instance: Value| Request {
        operation: document.cancel_sync(),
        purpose,
        body: Some(json!({ "dst_id": instance })),
        must_fail: true,
    };
    let no_instance = if takes_text(published) {
        json!(NO_INSTANCE.to_string())
    } else {
        json!(NO_INSTANCE)
    };
    let (left_out, operations): (Vec<Operation<'_>>, Vec<Operation<'_>>) = document
        .operations()
        .filter(needs_nothing)
        .partition(may_change_something);
    let all = [
        cancel("for an instance that cannot exist", no_instance),
        cancel(
            "for an instance that is no number",
            json!("not an instance"),
        ),
    ];
    let operations = operations.into_iter();
    let all = all.into_iter().chain(operations.map(|operation| Request {
        operation,
        purpose: "",
        body: None,
        must_fail: false,
    }));
    let documented = document.get(document.cancel_sync().at())["x-rateLimit"].as_f64();
    let documented = documented.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    Requests {
        left_out: left_out.iter().map(ToString::to_string).collect(),
        all: all.collect(),
        interval: documented.unwrap_or(INTERVAL),
    }
}

/// Whether an operation is read only, and can be called as it is.
fn needs_nothing(operation: &Operation<'_>) -> bool {
    operation.method == "get"
        && !operation.path.contains('{')
        && !operation
            .parameters()
            .iter()
            .any(|parameter| parameter.required)
        && !operation.request_body().is_some_and(|body| body.required)
}

/// Whether a GET does more than to read, by its path or its description: some connect accounts, or make tokens.
fn may_change_something(operation: &Operation<'_>) -> bool {
    const WORDS: [&str; 34] = [
        "accept",
        "callback",
        "cancel",
        "confirm",
        "connect",
        "connects",
        "create",
        "creates",
        "delete",
        "deletes",
        "disconnect",
        "exchange",
        "exchanges",
        "generate",
        "generates",
        "key",
        "login",
        "logout",
        "oauth",
        "redirect",
        "refresh",
        "register",
        "remove",
        "removes",
        "request",
        "reset",
        "revoke",
        "rotate",
        "start",
        "stop",
        "stores",
        "unsubscribe",
        "update",
        "verify",
    ];
    let words = |text: &str| -> bool {
        let text = text.to_lowercase();
        let mut words = text.split(|char: char| !char.is_ascii_alphanumeric());
        words.any(|word| WORDS.contains(&word))
    };
    let said = |key: &str| operation.text(key).is_some_and(words);
    words(&operation.path) || said("operationId") || said("description")
}

/// Whether the instance of a cancel is a string in this document.
fn takes_text(published: &Value) -> bool {
    let document = Document::new(Direction::Request.written_out(published));
    let body = document.cancel_sync().request_body();
    let schema = body.as_ref().and_then(|body| body.json()?.1.as_ref());
    let shape = schema.map(|schema| {
        Shape::of(
            &document,
            &alternatives(&document, std::slice::from_ref(schema)),
        )
    });
    let instance = shape
        .as_ref()
        .and_then(|shape| shape.properties.get("dst_id"));
    instance.is_some_and(|instance| {
        let types = Shape::of(&document, &instance.alternatives).types;
        types.contains("string") && !types.contains("integer") && !types.contains("number")
    })
}
