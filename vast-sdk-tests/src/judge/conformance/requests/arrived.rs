//! Compares a request that arrived with what was set and with the document.

use httpmock::HttpMockRequest;
use percent_encoding::percent_decode_str;
use regex::Regex;
use serde_json::{Value, json};

use super::{
    super::same,
    parameters::{Parameter, without_null},
    request::{BODY, Encoding, Request},
};
use crate::{
    KEY,
    judge::style::{Written, is_written, text},
};

const CONTENT_TYPE: &str = "content-type";

type Result = std::result::Result<(), String>;

impl Request {
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
        self.check_media_type(set, arrived)
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
            let mut parameters = self.in_location("path");
            match parameters.find(|parameter| parameter.name == *name) {
                Some(parameter) => check_parameter(parameter, set, |written| {
                    compare(written, &[value.as_str()], |one, value| {
                        one.is_encoded(value, false)
                    })
                }),
                None => Ok(()),
            }
        })
    }

    fn check_query(&self, set: &Value, query: &str) -> Result {
        let pairs: Vec<(String, &str)> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                let name = name.replace('+', " ");
                let name = percent_decode_str(&name).decode_utf8_lossy().into_owned();
                (name, value)
            })
            .collect();
        let mut expected: Vec<Written> = Vec::new();
        for parameter in self.in_location("query") {
            check_parameter(parameter, set, |written| {
                for one in written {
                    let same_name = |other: &&Written| other.name == one.name;
                    let index = expected.iter().filter(same_name).count();
                    let mut found = pairs.iter().filter(|(name, _)| *name == one.name);
                    let found = found.nth(index).map(|(_, value)| *value);
                    if !found.is_some_and(|found| one.is_encoded(found, true)) {
                        return Err(format!("is {found:?} under the name `{}`", one.name));
                    }
                    expected.push(one);
                }
                Ok(())
            })?;
        }
        let mut names = pairs.iter().map(|(name, _)| name);
        let surplus = names.find(|name| {
            let count = pairs.iter().filter(|(other, _)| other == *name).count();
            expected.iter().filter(|one| one.name == **name).count() < count
        });
        match surplus {
            Some(name) => Err(format!(
                "the query parameter `{name}` is not in the document, or was not set"
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
                || name.eq_ignore_ascii_case(CONTENT_TYPE) && self.body.is_some()
                || name.eq_ignore_ascii_case("cookie") && self.in_location("cookie").count() > 0
                || declared.any(|parameter| name.eq_ignore_ascii_case(&parameter.name));
            if !known {
                return Err(format!("the header `{name}` is not in the document"));
            }
        }
        for parameter in self.in_location("header") {
            let values = values(&parameter.name);
            // Without a value, it is a header of HTTP like any other.
            let is_set = set.get(parameter.key()).is_some();
            if !is_set
                && OF_HTTP
                    .iter()
                    .chain(&[CONTENT_TYPE])
                    .any(|known| parameter.name.eq_ignore_ascii_case(known))
            {
                continue;
            }
            check_parameter(parameter, set, |written| {
                compare(written, &values, Written::is)
            })?;
        }
        self.check_cookies(set, &values("cookie"))?;
        self.check_accept(set, &values("accept"))?;

        match values("authorization").as_slice() {
            [] if !self.requires_the_key => Ok(()),
            [one] if *one == format!("Bearer {KEY}") => Ok(()),
            other => Err(format!("the authorization is {other:?}, not the key")),
        }
    }

    fn check_cookies(&self, set: &Value, headers: &[&str]) -> Result {
        let mut cookies: Vec<(&str, &str)> = headers
            .iter()
            .flat_map(|cookies| cookies.split("; "))
            .filter_map(|cookie| cookie.split_once('='))
            .collect();
        for parameter in self.in_location("cookie") {
            let (own, others) = cookies
                .into_iter()
                .partition(|(name, _)| *name == parameter.name);
            cookies = others;
            let own: Vec<(&str, &str)> = own;
            let own: Vec<&str> = own.into_iter().map(|(_, value)| value).collect();
            check_parameter(parameter, set, |written| {
                compare(written, &own, |one, value| one.is_encoded(value, false))
            })?;
        }
        match cookies.first() {
            Some((name, _)) => Err(format!("the cookie `{name}` is not in the document")),
            None => Ok(()),
        }
    }

    /// Each answer has a media type that is asked for, and none is asked for that no answer has. A declared parameter says it instead.
    fn check_accept(&self, set: &Value, headers: &[&str]) -> Result {
        let mut declared = self.in_location("header");
        let declared = declared.find(|parameter| parameter.name.eq_ignore_ascii_case("accept"));
        if declared.is_some_and(|parameter| set.get(parameter.key()).is_some()) {
            return Ok(());
        }
        let plain = |media_type: &str| media_type.to_ascii_lowercase().replace(' ', "");
        let asked: Vec<String> = headers
            .iter()
            .flat_map(|types| types.split(','))
            .map(plain)
            .collect();
        // A type without parameters is asked for with any (RFC 9110, section 12.5.1).
        let covers = |asked: &String, media_type: &str| {
            let media_type = plain(media_type);
            let range = media_type.split_once('*').is_some_and(|(start, end)| {
                let end = end.trim_start_matches("/*");
                asked.starts_with(start) && asked.ends_with(end)
            });
            range || *asked == media_type || media_type.split(';').next() == Some(asked)
        };
        let unasked = self.answers.iter().find(|types| {
            let mut types_asked = types.iter();
            !types.is_empty()
                && !types_asked.any(|media_type| asked.iter().any(|one| covers(one, media_type)))
        });
        let documented: Vec<&String> = self.answers.iter().flatten().collect();
        let mut undocumented = asked.iter();
        let undocumented = undocumented.find(|asked| {
            !documented
                .iter()
                .any(|media_type| covers(asked, media_type))
        });
        match (unasked, undocumented) {
            (Some(types), _) => Err(format!("it accepts {asked:?}, none of {types:?}")),
            (_, Some(media_type)) if !documented.is_empty() => {
                Err(format!("it accepts {media_type:?}, which is no answer's"))
            }
            _ => Ok(()),
        }
    }

    fn check_body(&self, set: &Value, arrived: &[u8]) -> Result {
        let (Some(body), Some(value)) = (&self.body, set.get(BODY)) else {
            return match arrived {
                [] => Ok(()),
                _ => Err("a body was sent that the document does not have".to_owned()),
            };
        };
        let (validator, arrived) = match &body.encoding {
            Encoding::Written if arrived == text(value).as_bytes() => return Ok(()),
            Encoding::Written => return Err("the body is not what was set".to_owned()),
            _ if arrived.is_empty() && !body.required => {
                return same(value, &json!({}));
            }
            Encoding::Form {
                validator,
                leaves_out_null,
            } => {
                let pairs = url::form_urlencoded::parse(arrived).into_owned();
                let mut pairs: Vec<(String, String)> = pairs.collect();
                let expected = if *leaves_out_null {
                    without_null(value)
                } else {
                    value.clone()
                };
                let properties = expected.as_object().into_iter().flatten();
                let fields = properties.flat_map(|(name, value)| match value {
                    Value::Array(items) => items.iter().map(|item| (name, item)).collect(),
                    value => vec![(name, value)],
                });
                for (name, value) in fields {
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
                same(value, &arrived)?;
                (validator, arrived)
            }
        };
        validator
            .validate(&arrived)
            .map_err(|error| format!("the body {arrived} is not valid: {error}"))
    }

    fn check_media_type(&self, set: &Value, arrived: &HttpMockRequest) -> Result {
        let mut declared = self.in_location("header");
        if declared
            .any(|one| one.name.eq_ignore_ascii_case(CONTENT_TYPE) && set.get(one.key()).is_some())
        {
            // It is what the caller says.
            return Ok(());
        }
        let Some(body) = self
            .body
            .as_ref()
            .filter(|_| !arrived.body_ref().is_empty())
        else {
            return Ok(());
        };
        let headers = arrived.headers_vec().iter();
        let mut types = headers.filter(|(name, _)| name.eq_ignore_ascii_case(CONTENT_TYPE));
        let found = types.next().map(|(_, value)| value.as_str());
        let any = body.media_type.contains('*');
        match found {
            Some(found) if any || found.starts_with(&body.media_type) => Ok(()),
            _ => Err(format!(
                "the body is said to be {found:?}, not {}",
                body.media_type
            )),
        }
    }
}

/// Compares what arrived for a parameter with what was set.
fn check_parameter(
    parameter: &Parameter,
    set: &Value,
    arrived: impl FnOnce(Vec<Written>) -> Result,
) -> Result {
    let key = parameter.key();
    let value = set.get(&key);
    let written = value.map(|value| parameter.written(value));
    arrived(written.unwrap_or_default()).map_err(|what| {
        let value = value.unwrap_or(&Value::Null);
        format!("the {key} {what}, not {value}")
    })?;
    // On the wire it is text, so the type is checked on the value.
    match (&parameter.validator, value) {
        (Some(validator), Some(value)) => validator
            .validate(value)
            .map_err(|error| format!("the {key} is not valid: {error}")),
        _ => Ok(()),
    }
}

fn compare(
    written: Vec<Written>,
    arrived: &[&str],
    same: impl Fn(&Written, &str) -> bool,
) -> Result {
    let mut pairs = written.iter().zip(arrived);
    if written.len() == arrived.len() && pairs.all(|(one, arrived)| same(one, arrived)) {
        Ok(())
    } else {
        Err(format!("is {arrived:?}"))
    }
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
