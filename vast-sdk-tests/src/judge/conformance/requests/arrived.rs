//! Compares a request that arrived with what was set and with the document.

use httpmock::HttpMockRequest;
use percent_encoding::percent_decode_str;
use regex::Regex;
use serde_json::{Value, json};

use super::{
    super::same,
    parameters::{Form, Parameter, text},
    request::{BODY, Encoding, Request},
};
use crate::KEY;

type Result = std::result::Result<(), String>;

impl Request<'_> {
    /// Checks the whole request.
    pub fn check(&self, set: &Value, arrived: &HttpMockRequest) -> Result {
        if arrived.method_str() != self.method {
            return Err(format!("the method is {}", arrived.method_str()));
        }
        let uri = arrived.uri();
        self.check_path(set, uri.path())?;
        self.check_query(set, uri.query().unwrap_or_default())?;
        self.check_headers(set, arrived.headers_vec())?;
        self.check_body(set, arrived.body_ref())?;
        self.check_media_type(arrived)
    }

    fn in_location<'a>(&'a self, location: &'a str) -> impl Iterator<Item = &'a Parameter> {
        let parameters = self.parameters.iter();
        parameters.filter(move |parameter| parameter.location == location)
    }

    fn check_path(&self, set: &Value, path: &str) -> Result {
        // A fragment is not sent.
        let template = self.path.split('#').next().unwrap_or_default();
        let (pattern, names) = pattern(template);
        let found = pattern
            .captures(path)
            .ok_or_else(|| format!("the path is {path}, the document's is {template}"))?;
        let mut parameters = names.iter().zip(found.iter().skip(1).flatten());
        parameters.try_for_each(|(name, value)| {
            let value = percent_decode_str(value.as_str()).decode_utf8_lossy();
            let mut parameters = self.in_location("path");
            match parameters.find(|parameter| parameter.name == *name) {
                Some(parameter) => check_parameter(parameter, set, &[&value]),
                None => Ok(()),
            }
        })
    }

    fn check_query(&self, set: &Value, query: &str) -> Result {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let mut known: Vec<&str> = Vec::new();
        for parameter in self.in_location("query") {
            let values = |name: &str| -> Vec<&str> {
                let values = pairs.iter().filter(|(sent, _)| sent == name);
                values.map(|(_, value)| value.as_str()).collect()
            };
            if let Form::Properties = parameter.form {
                let properties = set[parameter.key()].as_object();
                for (name, value) in properties.into_iter().flatten() {
                    if values(name) != [text(value)] {
                        return Err(format!("`{name}` is {:?}, not {value}", values(name)));
                    }
                    known.push(name);
                }
            } else {
                check_parameter(parameter, set, &values(&parameter.name))?;
                known.push(&parameter.name);
            }
        }
        match pairs
            .iter()
            .find(|(name, _)| !known.contains(&name.as_str()))
        {
            Some((name, _)) => Err(format!(
                "the query parameter `{name}` is not in the document"
            )),
            None => Ok(()),
        }
    }

    fn check_headers(&self, set: &Value, headers: &[(String, String)]) -> Result {
        // Headers of HTTP itself; any other has to be a parameter of the operation.
        const OF_HTTP: [&str; 4] = ["accept", "content-length", "host", "user-agent"];
        let values = |name: &str| -> Vec<&str> {
            let values = headers
                .iter()
                .filter(|(sent, _)| sent.eq_ignore_ascii_case(name));
            values.map(|(_, value)| value.as_str()).collect()
        };
        for (name, _) in headers {
            let mut declared = self.in_location("header");
            let known = OF_HTTP.iter().any(|known| name.eq_ignore_ascii_case(known))
                || name.eq_ignore_ascii_case("authorization")
                || name.eq_ignore_ascii_case("content-type") && self.body.is_some()
                || declared.any(|parameter| name.eq_ignore_ascii_case(&parameter.name));
            if !known {
                return Err(format!("the header `{name}` is not in the document"));
            }
        }
        for parameter in self.in_location("header") {
            check_parameter(parameter, set, &values(&parameter.name))?;
        }
        match values("authorization").as_slice() {
            [] if !self.requires_the_key => Ok(()),
            [one] if *one == format!("Bearer {KEY}") => Ok(()),
            other => Err(format!("the authorization is {other:?}, not the key")),
        }
    }

    fn check_body(&self, set: &Value, arrived: &[u8]) -> Result {
        let (Some(body), Some(value)) = (&self.body, set.get(BODY)) else {
            return match arrived {
                [] => Ok(()),
                _ => Err("a body was sent that the document does not have".to_owned()),
            };
        };
        let null_may_go = |name: &str| self.subject.null_may_go(name);
        let (validator, arrived) = match &body.encoding {
            Encoding::Written if arrived == text(value).as_bytes() => return Ok(()),
            Encoding::Written => return Err("the body is not what was set".to_owned()),
            _ if arrived.is_empty() && !body.required => {
                return same(value, &json!({}), &null_may_go);
            }
            Encoding::Form(validator) => {
                let pairs = url::form_urlencoded::parse(arrived).into_owned();
                let mut pairs: Vec<(String, String)> = pairs.collect();
                let properties = value.as_object().into_iter().flatten();
                for (name, value) in properties {
                    let found = pairs.iter().position(|(sent, _)| sent == name);
                    let found = found.map(|index| pairs.remove(index).1);
                    if !found.as_ref().is_some_and(|found| is_written(value, found)) {
                        return Err(format!("`{name}` is {found:?} in the form, not {value}"));
                    }
                }
                if let Some((name, _)) = pairs.first() {
                    return Err(format!("`{name}` in the form came from nowhere"));
                }
                (validator, value.clone())
            }
            Encoding::Json(validator) => {
                let arrived: Value = serde_json::from_slice(arrived)
                    .map_err(|error| format!("the body is not JSON: {error}"))?;
                same(value, &arrived, &null_may_go)?;
                (validator, arrived)
            }
        };
        validator
            .validate(&arrived)
            .map_err(|error| format!("the body {arrived} is not valid: {error}"))
    }

    fn check_media_type(&self, arrived: &HttpMockRequest) -> Result {
        let Some(body) = self
            .body
            .as_ref()
            .filter(|_| !arrived.body_ref().is_empty())
        else {
            return Ok(());
        };
        let headers = arrived.headers_vec().iter();
        let mut types = headers.filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let sent = types.next().map(|(_, value)| value.as_str());
        let any = body.media_type.contains('*');
        match sent {
            Some(sent) if any || sent.starts_with(&body.media_type) => Ok(()),
            _ => Err(format!(
                "the body is said to be {sent:?}, not {}",
                body.media_type
            )),
        }
    }
}

/// Compares what arrived under a name with what was set.
fn check_parameter(parameter: &Parameter, set: &Value, arrived: &[&str]) -> Result {
    let key = parameter.key();
    let value = set.get(&key).filter(|value| !value.is_null());
    let values: Vec<&Value> = match value {
        Some(Value::Array(values)) => values.iter().collect(),
        value => value.into_iter().collect(),
    };
    let mut pairs = values.iter().zip(arrived);
    if values.len() != arrived.len() || !pairs.all(|(value, arrived)| is_written(value, arrived)) {
        return Err(format!("the {key} is {arrived:?}, not {values:?}"));
    }
    // On the wire it is text, so the type is checked on the value.
    match (&parameter.form, value) {
        (Form::Value(validator), Some(value)) => validator
            .validate(value)
            .map_err(|error| format!("the {key} is not valid: {error}")),
        _ => Ok(()),
    }
}

/// Whether a text is this value as written on the wire.
fn is_written(value: &Value, arrived: &str) -> bool {
    let number = || serde_json::from_str(arrived).unwrap_or(Value::Null);
    arrived == text(value) || value.is_number() && same(value, &number(), &|_| false).is_ok()
}

/// A path template as a pattern, and the names of its parameters.
fn pattern(template: &str) -> (Regex, Vec<String>) {
    let mut pattern = "^".to_owned();
    let mut names = Vec::new();
    let mut rest = template;
    while let Some((before, (name, after))) = rest
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        pattern += &(regex::escape(before) + "([^/]*)");
        names.push(name.to_owned());
        rest = after;
    }
    pattern += &(regex::escape(rest) + "$");
    (Regex::new(&pattern).expect("an escaped pattern"), names)
}
