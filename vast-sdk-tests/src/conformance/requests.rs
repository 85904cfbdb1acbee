//! Every generated builder, filled with values and sent: what arrives is what the document asks for.

mod parameters;

use httpmock::HttpMockRequest;
use jsonschema::Validator;
use proptest::strategy::{BoxedStrategy, Just, Strategy};
use regex::Regex;
use serde_json::{Map, Value, json};
use vast_sdk::api::registry::Arguments;

use super::{Cases, Failure, Subject, check_all, json_schema, same, sample};
use crate::{
    KEY,
    openapi::{Body, Operation},
    server::Server,
};

use parameters::{Form, Sent, sent, text};

/// Checks the requests of every operation.
#[must_use]
pub fn check(subject: &Subject, cases: Cases) -> Vec<Failure> {
    let runtime = super::runtime();
    let server = runtime.block_on(Server::answering(418, &[], ""));
    let transport = crate::transport(server.url());
    let mut failures = Vec::new();
    for (operation, generated) in subject.pairs() {
        let request = Request::of(subject, &operation);
        let send = |sent: &Value| {
            let arguments = request.arguments(sent);
            let call = (generated.call)(transport.clone(), arguments);
            // Whatever became of it, the request is what counts; and there must have been one.
            let result = runtime.block_on(call);
            match server.take_requests().as_slice() {
                [arrived] => request.check(sent, arrived),
                [] => Err(format!("nothing was sent: {}", result.unwrap_err())),
                _ => Err("more than one request was sent".to_owned()),
            }
        };
        let result = match &request.values {
            Ok(values) => check_all(request.examples.clone(), Some(values), cases, send),
            Err(what) => Err(what.clone()),
        };
        if let Err(what) = result {
            failures.push(Failure {
                operation: operation.to_string(),
                what,
            });
        }
    }
    failures
}

/// Arguments that the operation takes.
#[must_use]
pub fn arguments(subject: &Subject, operation: &Operation<'_>) -> Option<Arguments> {
    let request = Request::of(subject, operation);
    Some(request.arguments(&sample(request.values.as_ref().ok()?)?))
}

/// Checks a request that has arrived, of an operation that was called with this body and nothing else.
///
/// # Errors
///
/// What is wrong with it, in words.
pub fn check_one(
    subject: &Subject,
    operation: &Operation<'_>,
    body: &Value,
    arrived: &HttpMockRequest,
) -> Result<(), String> {
    Request::of(subject, operation).check(&json!({ BODY: body }), arrived)
}

/// What a request of an operation has to be. Its values are objects with the parameters, named by
/// their place and name, and the body.
struct Request<'s> {
    subject: &'s Subject,
    method: String,
    path: String,
    parameters: Vec<Sent>,
    declared: Vec<(String, String)>,
    body: Option<SentBody>,
    requires_the_key: bool,
    examples: Vec<Value>,
    values: Result<BoxedStrategy<Value>, String>,
}

struct SentBody {
    required: bool,
    media_type: String,
    validator: Option<Validator>,
}

const BODY: &str = "body";

impl<'s> Request<'s> {
    fn of(subject: &'s Subject, operation: &Operation<'_>) -> Self {
        let mut parts: Vec<(String, BoxedStrategy<Option<Value>>)> = Vec::new();
        let mut parameters = Vec::new();
        let mut failed = None;
        for parameter in operation.parameters() {
            for (sent, required, values) in sent(subject, operation, &parameter) {
                let Some(values) = values else {
                    failed = Some(format!("no value is valid for {}", parameter.at));
                    continue;
                };
                let key = format!("{} {}", sent.location, sent.name);
                let values = if required {
                    values.prop_map(Some).boxed()
                } else {
                    proptest::option::of(values).boxed()
                };
                parts.push((key, values));
                parameters.push(sent);
            }
        }
        let mut examples = Vec::new();
        let declared = operation.request_body();
        let body = declared.map(|body| {
            let json = json_schema(operation, &subject.document, &body);
            let (values, validator) = match json {
                Some((schema, documented)) => {
                    examples = documented;
                    let validator = subject.document.validator(&schema);
                    (subject.requests().of(&schema), Some(validator))
                }
                None => (Some(Just(json!("written by the caller")).boxed()), None),
            };
            match values {
                Some(values) => parts.push((BODY.to_owned(), values.prop_map(Some).boxed())),
                None if body.required => failed = Some(format!("no body is valid for {}", body.at)),
                None => {}
            }
            sent_body(&body, validator)
        });
        let (names, values): (Vec<String>, Vec<_>) = parts.into_iter().unzip();
        let values = values.prop_map(move |values| {
            let pairs = names.iter().cloned().zip(values);
            let object: Map<_, _> = pairs
                .filter_map(|(name, value)| Some((name, value?)))
                .collect();
            Value::Object(object)
        });
        let values = values.boxed();
        // An example of the body, with any values for the parameters.
        let examples = match sample(&values) {
            Some(Value::Object(any)) => examples
                .into_iter()
                .map(|example| {
                    let mut all = any.clone();
                    all.insert(BODY.to_owned(), example);
                    Value::Object(all)
                })
                .collect(),
            _ => Vec::new(),
        };
        let declared = operation.parameters();
        Self {
            subject,
            method: operation.method.to_uppercase(),
            path: operation.path.clone(),
            declared: declared
                .into_iter()
                .map(|parameter| (parameter.location, parameter.name))
                .collect(),
            parameters,
            body,
            requires_the_key: operation.requires_the_key(),
            examples,
            values: failed.map_or(Ok(values), Err),
        }
    }

    fn arguments(&self, sent: &Value) -> Arguments {
        let mut arguments = Arguments::new();
        for Sent { location, name, .. } in &self.parameters {
            if let Some(value) = sent.get(format!("{location} {name}")) {
                arguments = arguments.with_parameter(location, name, value.clone());
            }
        }
        match (sent.get(BODY), &self.body) {
            (
                Some(value),
                Some(SentBody {
                    validator: Some(_), ..
                }),
            ) => arguments.with_body(value.clone()),
            (Some(value), Some(_)) => arguments.with_bytes(text(value)),
            _ => arguments,
        }
    }

    fn check(&self, sent: &Value, arrived: &HttpMockRequest) -> Result<(), String> {
        if arrived.method_str() != self.method {
            return Err(format!("the method is {}", arrived.method_str()));
        }
        let uri = arrived.uri();
        self.check_path(sent, uri.path())?;
        self.check_query(sent, uri.query().unwrap_or_default())?;
        self.check_headers(sent, arrived)?;
        self.check_body(sent, arrived.body_ref())
    }

    fn check_path(&self, sent: &Value, path: &str) -> Result<(), String> {
        let (template, names) = template(&self.path);
        let found = template
            .captures(path)
            .ok_or_else(|| format!("the path is {path}, the document's is {}", self.path))?;
        names
            .iter()
            .zip(found.iter().skip(1))
            .try_for_each(|(name, value)| {
                let value = value.map_or("", |value| value.as_str());
                let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
                self.check_parameter(sent, "path", name, &[value.as_ref()])
            })
    }

    fn check_query(&self, sent: &Value, query: &str) -> Result<(), String> {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let free = self
            .parameters
            .iter()
            .filter(|one| matches!(one.form, Form::Properties));
        let free: Vec<(String, String)> = free
            .filter_map(|one| sent.get(format!("query {}", one.name))?.as_object())
            .flatten()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect();
        if let Some((name, _)) = free.iter().find(|pair| !pairs.contains(pair)) {
            return Err(format!(
                "the query parameter `{name}` is not sent as it was set"
            ));
        }
        let known = |name: &str| {
            let mut declared = self.parameters.iter();
            declared.any(|one| one.location == "query" && one.name == name)
                || free.iter().any(|(free, _)| free == name)
        };
        if let Some((name, _)) = pairs.iter().find(|(name, _)| !known(name)) {
            return Err(format!(
                "the query parameter `{name}` is not in the document"
            ));
        }
        let one_by_one =
            |one: &&Sent| one.location == "query" && !matches!(one.form, Form::Properties);
        for parameter in self.parameters.iter().filter(one_by_one) {
            let values = pairs.iter().filter(|(name, _)| *name == parameter.name);
            let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
            self.check_parameter(sent, "query", &parameter.name, &values)?;
        }
        Ok(())
    }

    fn check_headers(&self, sent: &Value, arrived: &HttpMockRequest) -> Result<(), String> {
        // HTTP's own; any other would have to be a parameter of the operation.
        const OF_HTTP: [&str; 4] = ["accept", "content-length", "host", "user-agent"];
        let headers = arrived.headers_vec();
        for (name, value) in headers {
            let name = name.to_ascii_lowercase();
            let declared = self.declared.iter().any(|(location, declared)| {
                location == "header" && declared.eq_ignore_ascii_case(&name)
            });
            match name.as_str() {
                "authorization" if *value == format!("Bearer {KEY}") => {}
                "authorization" => return Err(format!("the authorization is {value}")),
                "content-type" if self.body.is_some() => {}
                name if OF_HTTP.contains(&name) || declared => {}
                name => return Err(format!("the header `{name}` is not in the document")),
            }
        }
        for parameter in self
            .parameters
            .iter()
            .filter(|one| one.location == "header")
        {
            let values = headers
                .iter()
                .filter(|(name, _)| name.eq_ignore_ascii_case(&parameter.name));
            let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
            self.check_parameter(sent, "header", &parameter.name, &values)?;
        }
        let count = |name: &str| {
            headers
                .iter()
                .filter(|(sent, _)| sent.eq_ignore_ascii_case(name))
                .count()
        };
        if self.requires_the_key && count("authorization") != 1 {
            return Err("the security of the document asks for the key".to_owned());
        }
        let media_type = headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        match (&self.body, media_type) {
            (Some(body), Some((_, value))) if !value.starts_with(&body.media_type) => Err(format!(
                "the body is said to be {value}, in place of {}",
                body.media_type
            )),
            _ => Ok(()),
        }
    }

    /// Compares what arrived under a name with what was set.
    fn check_parameter(
        &self,
        sent: &Value,
        location: &str,
        name: &str,
        arrived: &[&str],
    ) -> Result<(), String> {
        let values: Vec<&Value> = match sent.get(format!("{location} {name}")) {
            None => Vec::new(),
            Some(Value::Array(values)) => values.iter().collect(),
            Some(value) => vec![value],
        };
        let mut pairs = values.iter().zip(arrived);
        if values.len() != arrived.len()
            || !pairs.all(|(value, arrived)| is_written(value, arrived))
        {
            return Err(format!(
                "the {location} parameter `{name}` is {arrived:?}, not {values:?}"
            ));
        }
        let parameter = self
            .parameters
            .iter()
            .find(|one| one.location == location && one.name == name);
        let value = sent.get(format!("{location} {name}"));
        let (Some(Form::Value(validator)), Some(value)) = (parameter.map(|one| &one.form), value)
        else {
            return Ok(());
        };
        // Text is of the type that the value was of; whether it may be is for the schema to say.
        validator
            .validate(value)
            .map_err(|error| format!("the {location} parameter `{name}` is not valid: {error}"))
    }

    fn check_body(&self, sent: &Value, arrived: &[u8]) -> Result<(), String> {
        let (body, value) = match (&self.body, sent.get(BODY)) {
            (Some(body), Some(value)) => (body, value),
            _ if arrived.is_empty() => return Ok(()),
            _ => return Err("a body was sent that the document does not have".to_owned()),
        };
        let Some(validator) = &body.validator else {
            let same = arrived == text(value).as_bytes();
            return if same {
                Ok(())
            } else {
                Err("the body is not what was set".to_owned())
            };
        };
        if arrived.is_empty() && !body.required && *value == json!({}) {
            return Ok(());
        }
        let arrived: Value = serde_json::from_slice(arrived)
            .map_err(|error| format!("the body is not JSON: {error}"))?;
        same(value, &arrived, &|name| self.subject.null_may_go(name))?;
        validator
            .validate(&arrived)
            .map_err(|error| format!("the body {arrived} is not valid: {error}"))
    }
}

fn sent_body(body: &Body, validator: Option<Validator>) -> SentBody {
    let first = body.json().or(body.content.first());
    SentBody {
        required: body.required,
        media_type: first
            .map(|(media_type, _)| media_type.clone())
            .unwrap_or_default(),
        validator,
    }
}

/// Whether a text says this value.
fn is_written(value: &Value, arrived: &str) -> bool {
    let number = || serde_json::from_str(arrived).unwrap_or(Value::Null);
    arrived == text(value) || value.is_number() && same(value, &number(), &|_| false).is_ok()
}

/// A path with its parameters, as a pattern and their names.
fn template(path: &str) -> (Regex, Vec<String>) {
    let mut pattern = "^".to_owned();
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((before, name, after)) = rest.split_once('{').and_then(|(before, rest)| {
        rest.split_once('}')
            .map(|(name, after)| (before, name, after))
    }) {
        pattern += &(regex::escape(before) + "([^/]*)");
        names.push(name.to_owned());
        rest = after;
    }
    pattern += &(regex::escape(rest) + "$");
    (Regex::new(&pattern).expect("an escaped pattern"), names)
}
