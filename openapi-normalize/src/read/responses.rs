//! The responses of an operation, as one success type and one error type: progenitor takes at most
//! one of each.
//!
//! Text beside JSON is a variant of the type. Responses that do not fit are left out of the normalized document: the
//! generated client treats their status as unexpected, and hands out status and body as they came.

mod one_type;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    json::{object, string},
    openapi::WEB_SOCKET,
    pointer::Pointer,
    read::{
        leftovers::{self, Holds},
        media_type::{encoding_of, is_header_value, is_stream, json_name},
        schemas::Reader,
    },
    report::{Change, NotUsed, Part, Unexpected},
    tree::{Encoding, Kind, Responses, Schema, Status, SuccessBody},
};

use one_type::{Response, ResponseBody, one_error, one_success};

/// The status with which a connection becomes a WebSocket.
const SWITCHING_PROTOCOLS: &str = "101";

pub(crate) fn read<'d>(
    operation: &'d Map<String, Value>,
    method: &str,
    at: &Pointer,
    reader: &mut Reader<'d>,
) -> Responses {
    let at = at.child("responses");
    let mut success = Vec::new();
    let mut errors = Vec::new();
    let mut default = None;
    let upgrade = is_upgrade(operation, reader).then(|| SWITCHING_PROTOCOLS.to_owned());
    for (status, response) in object(operation, "responses") {
        let opens = upgrade.is_some() && opens_a_connection(status, response);
        if status.starts_with("x-") || opens {
            continue;
        }
        let at = at.child(status);
        let Some((class, status)) = class_of(status, operation, &at, reader) else {
            continue;
        };
        let Some(mut response) = read_one(&status, response, at, reader) else {
            continue;
        };
        if method == "HEAD" && !matches!(response.body, ResponseBody::Empty) {
            let at = response.at.clone();
            reader.report.push(at, Change::HeadWithoutContent);
            response.body = ResponseBody::Empty;
        }
        match class {
            Class::Success => success.push(response),
            Class::Error => errors.push(response),
            Class::Default => default = Some(response),
        }
    }
    let explicit: Vec<String> = errors.iter().map(|error| error.status.clone()).collect();
    if let Some(default) = default {
        reader
            .report
            .push(default.at.clone(), Change::DefaultForErrors);
        if success.is_empty() {
            reader
                .report
                .push(default.at.clone(), Change::DefaultForSuccess);
            success.push(default.for_status("2XX"));
        }
        let classes = ["4XX", "5XX"].into_iter();
        let classes = classes.filter(|class| !explicit.iter().any(|status| status == class));
        errors.extend(classes.map(|class| default.for_status(class)));
    }
    let success_types = accept(&success, &[]);
    let accept = accept(&success, &errors);
    let (mut success, mut success_body) = one_success(success, &at, reader);
    if let Some(status) = upgrade {
        success = BTreeMap::from([(status, Status::default())]);
        success_body = SuccessBody::Empty;
    }
    let (errors, error) = one_error(errors, &at, reader);
    Responses {
        success,
        success_body,
        errors,
        error,
        accept,
        success_types,
    }
}

/// Whether the answer is a connection and nothing else, which progenitor hands out.
pub(crate) fn is_upgrade(operation: &Map<String, Value>, reader: &Reader<'_>) -> bool {
    let mark = operation.get(WEB_SOCKET);
    let is_marked = mark.is_some_and(|mark| *mark != Value::Bool(false) && !mark.is_null());
    let mut statuses = object(operation, "responses").keys();
    is_marked
        && reader.settings.keeps_of_dropshot(WEB_SOCKET)
        && !statuses.any(|status| status.starts_with('2'))
}

/// Dropshot says so with 101, and once did with `default`.
fn opens_a_connection(status: &str, response: &Value) -> bool {
    let content = response
        .as_object()
        .map(|response| object(response, "content"));
    let mut types = content.into_iter().flat_map(Map::keys);
    status == SWITCHING_PROTOCOLS
        || status == "default" && response.get("$ref").is_none() && types.all(|it| it == "*/*")
}

/// The media types of all answers, those of successes before those of errors, and JSON first if that is what is
/// decoded.
fn accept(success: &[Response], errors: &[Response]) -> Vec<String> {
    let mut accept: Vec<String> = Vec::new();
    for responses in [success, errors] {
        let decoded = responses.iter().any(|one| one.body.json().is_some());
        let mut names: Vec<&String> = responses.iter().flat_map(|one| &one.media_types).collect();
        names.sort_by_key(|name| decoded && *name != "application/json");
        for name in names {
            if !accept.contains(name) && is_header_value(name) {
                accept.push(name.clone());
            }
        }
    }
    accept
}

enum Class {
    Success,
    Error,
    Default,
}

/// The class of a status, and the status as OpenAPI spells it: `4XX`. Reports what is not one.
fn class_of(
    status: &str,
    operation: &Map<String, Value>,
    at: &Pointer,
    reader: &mut Reader<'_>,
) -> Option<(Class, String)> {
    if status == "default" {
        return Some((Class::Default, status.to_owned()));
    }
    let spelled = status.to_ascii_uppercase();
    let is_number = spelled.len() == 3 && spelled.bytes().all(|byte| byte.is_ascii_digit());
    let is_range = spelled.len() == 3 && spelled.ends_with("XX");
    let class = match spelled.as_bytes().first() {
        Some(b'2') if is_number || is_range => Class::Success,
        Some(b'4' | b'5') if is_number || is_range => Class::Error,
        first => {
            let status = status.to_owned();
            let reason = match first {
                Some(b'1' | b'3') if is_number || is_range => {
                    Unexpected::NeitherSuccessNorError { status }
                }
                _ => Unexpected::NotAStatus { status },
            };
            reader
                .report
                .push(at.clone(), Change::ResponseUnexpected { reason });
            return None;
        }
    };
    if spelled != status {
        let other = object(operation, "responses").contains_key(&spelled);
        let change = Change::StatusReadLike {
            status: status.to_owned(),
            like: spelled.clone(),
            left_out: other,
        };
        reader.report.push(at.clone(), change);
        if other {
            return None;
        }
    }
    Some((class, spelled))
}

fn read_one<'d>(
    status: &str,
    response: &'d Value,
    at: Pointer,
    reader: &mut Reader<'d>,
) -> Option<Response> {
    let (target, response) = reader.resolve(response, &at)?;
    let Some(response) = response.as_object() else {
        reader.report.push(
            at.clone(),
            Change::NotAnObject {
                part: Part::Response,
            },
        );
        return None;
    };
    let known = [
        ("content", Holds::Object),
        ("description", Holds::Anything),
        ("headers", Holds::Anything),
        ("links", Holds::Anything),
    ];
    leftovers::note(&mut reader.report, response, &known, &target);
    for key in ["headers", "links"] {
        if response.contains_key(key) {
            reader.report.push(
                target.child(key),
                Change::HeadersNotTyped {
                    key: key.to_owned(),
                },
            );
        }
    }
    let content = object(response, "content");
    let (body, media_types) = body(content, &target.child("content"), reader);
    Some(Response {
        status: status.to_owned(),
        description: string(response, "description")
            .unwrap_or_default()
            .to_owned(),
        body,
        media_types,
        at,
    })
}

/// The body of a response, and the media types that are asked for.
fn body<'d>(
    content: &'d Map<String, Value>,
    at: &Pointer,
    reader: &mut Reader<'d>,
) -> (ResponseBody, Vec<String>) {
    let mut named = Vec::new();
    for (name, media_type) in content {
        if name.contains(['/', '*']) {
            named.push((name, media_type));
        } else {
            let (key, reason) = (name.clone(), NotUsed::NoPart);
            reader
                .report
                .push(at.child(name), Change::NotUsed { key, reason });
        }
    }
    let all = named.into_iter().map(|(name, media_type)| {
        let encoding = encoding_of(name, media_type, &at.child(name), reader);
        (encoding, name, media_type)
    });
    let mut all: Vec<_> = all.collect();
    let preference = |name: &str| reader.settings.preference(name);
    if let Some(asked) = all
        .iter()
        .map(|(_, name, _)| *name)
        .min_by_key(|name| preference(name))
        && reader.settings.prefers(asked)
    {
        let others: Vec<_> = all.extract_if(.., |(_, name, _)| *name != asked).collect();
        for (_, other, media_type) in others {
            let change = Change::MediaTypeNotAsked {
                asked: asked.clone(),
                same_values: media_type.get("schema") == content[asked].get("schema"),
            };
            reader.report.push(at.child(other), change);
        }
    }
    let json = all
        .iter()
        .filter(|(encoding, ..)| *encoding == Encoding::Json)
        .min_by_key(|(_, name, _)| *name != "application/json");
    let Some((_, name, media_type)) = json else {
        let listed: Vec<String> = all.iter().map(|(_, name, _)| (*name).clone()).collect();
        let is_text = |(encoding, ..): &(Encoding, _, _)| *encoding == Encoding::Text;
        let body = match listed.as_slice() {
            [] => ResponseBody::Empty,
            _ if all.iter().all(is_text) => ResponseBody::Text,
            [first, ..] => ResponseBody::Bytes(first.clone()),
        };
        if matches!(body, ResponseBody::Bytes(_)) {
            for name in &listed {
                reader.report.push(at.child(name), Change::ResponseAsBytes);
            }
        }
        return (body, listed);
    };
    let mut text = false;
    for (encoding, other, media_type) in all.iter().filter(|(_, other, _)| other != name) {
        text |= *encoding == Encoding::Text;
        let same_values = media_type.get("schema") == content[*name].get("schema");
        let change = Change::MediaTypeNotAsked {
            asked: (*name).clone(),
            same_values: same_values && !is_stream(other),
        };
        reader.report.push(at.child(other), change);
    }
    let at = at.child(name);
    let media_type = media_type.as_object().unwrap_or(content);
    leftovers::note(
        &mut reader.report,
        media_type,
        &[("schema", Holds::Anything)],
        &at,
    );
    let at = at.child("schema");
    let schema = match media_type.get("schema") {
        Some(schema) => reader.read(schema, &at),
        None => Schema::new(Kind::Any, &at),
    };
    let asked = vec![json_name(name).to_owned()];
    (ResponseBody::Json { schema, text }, asked)
}

#[cfg(test)]
mod tests;
