//! Whether a generated client does what the published document says. Each check goes through every
//! operation and returns what is wrong, so that it can also be tested with clients that are wrong on
//! purpose.

mod cases;
pub mod derived;
mod refusals;
pub mod requests;
pub mod responses;
pub mod types;

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::{Number, Value};
use vast_sdk::api::{
    NORMALIZATION_REPORT_JSON, NORMALIZED_OPENAPI, OPENAPI,
    registry::{OPERATIONS, Operation as Generated},
};

use super::{
    alternatives::alternatives,
    direction::Direction,
    openapi::{Document, Operation, Pointer},
    report::Report,
    shape::is_documented,
};

use cases::sample;
pub use cases::{Cases, check_all};

/// A client, and the document that it has to agree with.
pub struct Subject {
    /// As published.
    pub document: Document,
    /// With what the overlay declares on top of it.
    pub declared: Document,
    /// What is allowed in requests.
    pub requests: Document,
    /// What is allowed in responses.
    pub responses: Document,
    /// What the client was generated from.
    pub normalized: Value,
    /// What the normalizer changed.
    pub report: Report,
    /// The generated operations.
    pub operations: &'static [Generated],
}

/// What a check found wrong, in words.
#[derive(Debug)]
pub struct Failure {
    /// The operation, as the document names it.
    pub operation: String,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.what)
    }
}

/// Fails a test with everything that a check found.
pub fn assert_none(failures: &[Failure]) {
    let lines: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert!(
        lines.is_empty(),
        "{} failures\n{}",
        lines.len(),
        lines.join("\n\n")
    );
}

impl Subject {
    /// The client that `vast-sdk` was built with.
    #[must_use]
    pub fn built() -> Self {
        Self::new(
            OPENAPI,
            NORMALIZED_OPENAPI,
            NORMALIZATION_REPORT_JSON,
            OPERATIONS,
        )
    }

    /// A client that was generated from a normalized document, to be judged by a published one.
    #[must_use]
    pub fn new(
        published: &str,
        normalized: &str,
        report: &str,
        operations: &'static [Generated],
    ) -> Self {
        let published: Value = parse(published);
        Self {
            declared: Document::new(declared(&published)),
            requests: Document::new(Direction::Request.written_out(&published)),
            responses: Document::new(Direction::Response.written_out(&published)),
            document: Document::new(published),
            normalized: parse(normalized),
            report: parse::<openapi_normalize::Report>(report).into(),
            operations,
        }
    }

    /// Each operation of the document with the generated one, where there is one.
    fn pairs(&self) -> impl Iterator<Item = (Operation<'_>, &'static Generated)> {
        self.pairs_of(&self.document)
    }

    fn pairs_of<'s>(
        &'s self,
        document: &'s Document,
    ) -> impl Iterator<Item = (Operation<'s>, &'static Generated)> {
        document.operations().filter_map(|operation| {
            let id = self.id(&operation)?;
            let generated = self
                .operations
                .iter()
                .find(|generated| generated.id == id)?;
            Some((operation, generated))
        })
    }

    fn id(&self, operation: &Operation<'_>) -> Option<&str> {
        self.normalized_operation(operation)["operationId"].as_str()
    }

    /// An operation in the normalized document, where the parameters of its path may have other names.
    fn normalized_operation(&self, operation: &Operation<'_>) -> &Value {
        let shape = |path: &str| -> Vec<String> {
            let parts = path.split('{');
            let parts = parts.map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
            parts.map(ToOwned::to_owned).collect()
        };
        let paths = &self.normalized["paths"];
        let same = |path: &&String| shape(path) == shape(&operation.path);
        let path = match paths.get(&operation.path) {
            Some(_) => Some(&operation.path),
            None => paths.as_object().and_then(|paths| paths.keys().find(same)),
        };
        // A method that OpenAPI 3.0 does not know stands in the place of another one.
        let is_it = |(method, one): &(&String, &Value)| {
            let sent = one["x-method"].as_str().unwrap_or(method);
            sent.eq_ignore_ascii_case(&operation.method)
        };
        let item = path.and_then(|path| paths[path].as_object());
        let found = item.and_then(|item| item.iter().find(is_it));
        found.map_or(&Value::Null, |(_, operation)| operation)
    }

    /// The parameters of an operation in the normalized document.
    fn generated_parameters(&self, operation: &Operation<'_>) -> Vec<GeneratedParameter<'_>> {
        let operation = self.normalized_operation(operation);
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        parameters
            .filter_map(|parameter| {
                let sent = &parameter["x-parameter"];
                Some(GeneratedParameter {
                    location: sent["in"].as_str().or(parameter["in"].as_str())?,
                    name: sent["name"].as_str().or(parameter["name"].as_str())?,
                    schema: &parameter["schema"],
                    has_style: sent["style"].is_string(),
                })
            })
            .collect()
    }
}

/// A parameter of the normalized document: where it goes, and what the builder takes.
struct GeneratedParameter<'n> {
    location: &'n str,
    name: &'n str,
    schema: &'n Value,
    has_style: bool,
}

fn parse<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("JSON of a build script")
}

fn declared(published: &Value) -> Value {
    let overlay = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../overlay.json");
    let overlaid = openapi_codegen::overlay(published, &overlay);
    overlaid.expect("the overlay of the build").document
}

/// The client has exactly the operations of the document, except those that the report accounts for.
#[must_use]
pub fn operations(subject: &Subject) -> Vec<Failure> {
    let missing = subject.document.operations().filter(|operation| {
        let id = subject.id(operation);
        let generated = id.is_some_and(|id| subject.operations.iter().any(|one| one.id == id));
        !generated && !subject.report.explains_loss(operation.at())
    });
    let missing = missing.map(|operation| Failure {
        operation: operation.to_string(),
        what: "it is not in the client, and the report does not say why".to_owned(),
    });
    let documented: Vec<&str> = subject.pairs().map(|(_, generated)| generated.id).collect();
    let invented = subject.operations.iter();
    let invented = invented.filter(|generated| !documented.contains(&generated.id));
    let invented = invented.map(|generated| Failure {
        operation: generated.id.to_owned(),
        what: "it is in the client, but not in the document".to_owned(),
    });
    missing.chain(invented).collect()
}

/// A runtime for calls from within a property test, which is not async.
#[must_use]
pub fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
}

/// Whether two values are the same JSON. Numbers are compared by value; absent and `null` are two things.
fn same(sent: &Value, got: &Value) -> Result<(), String> {
    match (sent, got) {
        (Value::Number(one), Value::Number(other)) if is_same_number(one, other) => Ok(()),
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other);
            pairs.try_for_each(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            for (name, value) in one {
                match other.get(name) {
                    Some(found) => {
                        same(value, found).map_err(|what| format!("in `{name}`: {what}"))?;
                    }
                    None => return Err(format!("the property `{name}` is lost")),
                }
            }
            match other.keys().find(|name| !one.contains_key(*name)) {
                Some(name) => Err(format!("the property `{name}` came from nowhere")),
                None => Ok(()),
            }
        }
        (one, other) if one == other => Ok(()),
        (one, other) => Err(format!("{one} became {other}")),
    }
}

/// Whether two numbers are the same, however they are written: `1` and `1.0`, but not 2^53 and 2^53 + 1.
#[must_use]
pub fn is_same_number(one: &Number, other: &Number) -> bool {
    match (integer(one), integer(other)) {
        (Some(one), Some(other)) => one == other,
        (one, other) if one.is_some() != other.is_some() => false,
        _ => one.as_f64() == other.as_f64(),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "compared after the cast")]
#[expect(clippy::cast_precision_loss, reason = "it was a float before")]
#[expect(clippy::float_cmp, reason = "an integer is exactly itself")]
fn integer(number: &Number) -> Option<i128> {
    let whole = |float: f64| (float as i128 as f64 == float).then_some(float as i128);
    number.as_i128().or_else(|| whole(number.as_f64()?))
}

/// The schema of a JSON body, and the documented examples that are valid by it.
fn json_schema(
    operation: &Operation<'_>,
    document: &Document,
    body: &super::openapi::Body,
) -> Option<(Pointer, Vec<Value>)> {
    let (media_type, schema) = body.json()?;
    let schema = schema.clone()?;
    let validator = document.validator(&schema);
    let documented = operation.examples(body, media_type).into_iter();
    let composed = crate::sample_values::examples::of(document, &schema);
    let examples = documented
        .chain(composed)
        .filter(|example| validator.is_valid(example));
    Some((schema, examples.collect()))
}

/// The same for a request, to whose type a caller can give only what the document names.
fn json_request_schema(
    operation: &Operation<'_>,
    document: &Document,
    body: &super::openapi::Body,
) -> Option<(Pointer, Vec<Value>)> {
    let (schema, mut examples) = json_schema(operation, document, body)?;
    let alternatives = alternatives(document, std::slice::from_ref(&schema));
    examples.retain(|example| is_documented(document, &alternatives, example));
    Some((schema, examples))
}
