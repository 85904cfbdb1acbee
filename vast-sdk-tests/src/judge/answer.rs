//! Whether an answer of a server is one that the document describes. What is found has no value of the answer in it, which is
//! somebody's data, so that it can be shown to anybody.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::{
    ValidationError,
    error::{TypeKind, ValidationErrorKind},
    paths::LocationSegment,
};
use serde_json::Value;

use super::{
    alternatives::alternatives,
    openapi::{Body, Document, Operation, Pointer, is_json},
    shape::{ANY, undocumented},
};

const UNUSUAL: &str = "properties with unusual names";

/// More findings in one answer say nothing new.
const MOST: usize = 20;

/// An answer of a server.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// Its status.
    pub status: u16,
    /// Its `content-type`, if it has one.
    pub media_type: Option<&'a str>,
    /// Its body.
    pub body: &'a [u8],
}

/// What is wrong with an answer, in words. The document is one whose schemas are written out for responses:
/// [`Direction::Response`](super::direction::Direction::Response).
#[must_use]
pub fn check(document: &Document, operation: &Operation<'_>, answer: &Answer<'_>) -> Vec<String> {
    let responses = operation.responses();
    let Some(body) = documented(&responses, answer.status) else {
        let statuses: Vec<&str> = responses
            .iter()
            .map(|(status, _)| status.as_str())
            .collect();
        let known = match statuses.as_slice() {
            [] => "none is documented".to_owned(),
            known => format!("documented: {}", known.join(", ")),
        };
        return vec![format!(
            "the status {} is not documented ({known})",
            answer.status
        )];
    };
    let types: Vec<&str> = body
        .content
        .iter()
        .map(|(media_type, _)| media_type.as_str())
        .collect();
    if answer.body.is_empty() || types.is_empty() {
        return match (answer.body.is_empty(), types.as_slice()) {
            (false, []) => vec!["it has a body, but none is documented".to_owned()],
            (true, [_, ..]) if may_have_a_body(operation, answer.status) => {
                vec![format!("it has no body (documented: {})", types.join(", "))]
            }
            _ => Vec::new(),
        };
    }
    let Some(media_type) = answer.media_type else {
        return vec![format!(
            "it has no content type (documented: {})",
            types.join(", ")
        )];
    };
    // The closest one counts: `application/json; v=2` before `application/json`, and that before `*/*`.
    let covering = body
        .content
        .iter()
        .filter(|(known, _)| covers(known, media_type));
    let Some((_, schema)) = covering.max_by_key(|(known, _)| closeness(known, media_type)) else {
        return vec![format!(
            "the content type is {} (documented: {})",
            shown_type(media_type),
            types.join(", ")
        )];
    };
    if !is_json(media_type) {
        return Vec::new();
    }
    let Ok(value) = serde_json::from_slice(answer.body) else {
        return vec!["the body is not JSON, although its content type says so".to_owned()];
    };
    let schema = schema.as_ref();
    schema.map_or_else(Vec::new, |schema| check_value(document, schema, &value))
}

/// The response that the document has for a status: by its number, else by its class, else the default.
#[must_use]
pub fn documented(responses: &[(String, Body)], status: u16) -> Option<&Body> {
    let names = [
        status.to_string(),
        format!("{}XX", status / 100),
        "default".to_owned(),
    ];
    let mut found = names.iter().filter_map(|name| {
        let mut responses = responses.iter();
        responses.find(|(documented, _)| documented.eq_ignore_ascii_case(name))
    });
    found.next().map(|(_, body)| body)
}

/// Whether HTTP lets an answer have a body (RFC 9110, sections 9.3.2, 15.3.5, 15.3.6 and 15.4.5).
#[must_use]
pub fn may_have_a_body(operation: &Operation<'_>, status: u16) -> bool {
    operation.method != "head" && ![204, 205, 304].contains(&status)
}

fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Whether a documented media type, or a range of them such as `text/*`, has this one in it.
fn covers(documented: &str, media_type: &str) -> bool {
    let (documented, media_type) = (essence(documented), essence(media_type));
    match documented.strip_suffix('*') {
        Some("*/") => true,
        Some(class) => media_type.starts_with(class),
        None => documented == media_type,
    }
}

/// How close a documented media type that covers this one is to it.
fn closeness(documented: &str, media_type: &str) -> u8 {
    let plain = |text: &str| text.replace(' ', "").to_ascii_lowercase();
    match (plain(documented), essence(documented)) {
        (exact, _) if exact == plain(media_type) => 3,
        (_, essence) if essence == "*/*" => 0,
        (_, essence) if essence.ends_with('*') => 1,
        _ => 2,
    }
}

/// A media type, if it is one: the server may have sent anything.
fn shown_type(media_type: &str) -> String {
    let essence = essence(media_type);
    let is_one = essence.len() <= 80
        && essence.matches('/').count() == 1
        && essence
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || "/.+-_".contains(char));
    if is_one {
        format!("`{essence}`")
    } else {
        "none that is known".to_owned()
    }
}

fn check_value(document: &Document, schema: &Pointer, value: &Value) -> Vec<String> {
    let mut names = BTreeSet::new();
    property_names(document.root(), &mut names);
    let validator = document.validator(schema);
    let mut found = BTreeSet::new();
    let mut unnamed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for error in validator.iter_errors(value) {
        describe(&error, &names, &mut found, &mut unnamed);
    }
    let alternatives = alternatives(document, std::slice::from_ref(schema));
    for mut path in undocumented(document, &alternatives, &[value]) {
        let name = shown(&path.pop().unwrap_or_default());
        let place = place(path.iter().map(String::as_str));
        unnamed.entry(place).or_default().insert(name);
    }
    for (place, names) in unnamed {
        let are = if names.len() == 1 && !names.contains(UNUSUAL) {
            "is"
        } else {
            "are"
        };
        let more = names.len().saturating_sub(MOST);
        let mut names: Vec<String> = names.into_iter().take(MOST).collect();
        if more > 0 {
            names.push(format!("and {more} more"));
        }
        let names = names.join(", ");
        found.insert(format!("{place} has {names}, which {are} not documented"));
    }
    let more = found.len().saturating_sub(MOST);
    let mut found: Vec<String> = found.into_iter().take(MOST).collect();
    if more > 0 {
        found.push(format!("and {more} more of such differences"));
    }
    found
}

/// The names of all properties that the document has.
fn property_names<'d>(value: &'d Value, names: &mut BTreeSet<&'d str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| property_names(item, names)),
        Value::Object(object) => {
            let properties = object.get("properties").and_then(Value::as_object);
            names.extend(
                properties
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| name.as_str()),
            );
            object
                .values()
                .for_each(|value| property_names(value, names));
        }
        _ => {}
    }
}

/// Adds what an error of the validator means, for each place once.
fn describe(
    error: &ValidationError<'_>,
    names: &BTreeSet<&str>,
    found: &mut BTreeSet<String>,
    unnamed: &mut BTreeMap<String, BTreeSet<String>>,
) {
    use ValidationErrorKind as Kind;

    let segments: Vec<LocationSegment<'_>> = error.instance_path().segments().collect();
    let segments = segments.iter().map(|segment| match segment {
        LocationSegment::Property(name) if names.contains(name.as_ref()) => name.as_ref(),
        _ => ANY,
    });
    let place = place(segments);
    let what = match error.kind() {
        Kind::Type { kind } => of_another_type(error.instance(), &type_names(kind)),
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            format!("lacks `{name}`, which is required")
        }
        Kind::Enum { .. } | Kind::Constant { .. } => {
            format!("is {} that is not listed", type_of(error.instance()))
        }
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            let other_types = |errors: &Vec<ValidationError<'_>>| {
                errors.iter().find_map(|inner| match inner.kind() {
                    Kind::Type { kind } if inner.instance_path() == error.instance_path() => {
                        Some(type_names(kind))
                    }
                    _ => None,
                })
            };
            let possible = context.iter().filter(|one| other_types(one).is_none());
            match possible.collect::<Vec<_>>().as_slice() {
                [] => {
                    let types = context.iter().filter_map(other_types).flatten();
                    of_another_type(error.instance(), &types.collect())
                }
                [only] => {
                    only.iter()
                        .for_each(|inner| describe(inner, names, found, unnamed));
                    return;
                }
                _ => "fits none of the documented alternatives".to_owned(),
            }
        }
        Kind::OneOfMultipleValid { .. } => {
            "fits several documented alternatives, of which only one may fit".to_owned()
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            let names = unexpected.iter().map(|name| shown(name));
            unnamed.entry(place).or_default().extend(names);
            return;
        }
        // It is among those that are not documented in an answer.
        Kind::FalseSchema if is_of_properties(error.schema_path().as_str()) => return,
        Kind::Not { .. } | Kind::FalseSchema => "is excluded by the document".to_owned(),
        kind => format!("is outside of the documented `{}`", kind.keyword()),
    };
    found.insert(format!("{place} {what}"));
}

/// Whether a keyword that excludes something is about one property, or about those without a name.
fn is_of_properties(schema_path: &str) -> bool {
    schema_path.contains("/properties/") || schema_path.ends_with("Properties")
}

fn place<'s>(segments: impl Iterator<Item = &'s str>) -> String {
    let path: Vec<String> = segments.map(plain).collect();
    if path.is_empty() {
        return "the body".to_owned();
    }
    format!("`{}`", path.join("."))
}

fn shown(name: &str) -> String {
    match plain(name).as_str() {
        ANY => UNUSUAL.to_owned(),
        name => format!("`{name}`"),
    }
}

/// A name that somebody thought of for a property, and not an id, an address or a key.
fn plain(name: &str) -> String {
    let is_plain = name.len() <= 40
        && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || "_-".contains(char))
        && name.chars().filter(char::is_ascii_digit).count() <= 4;
    if is_plain { name } else { ANY }.to_owned()
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a number",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn type_names(kind: &TypeKind) -> BTreeSet<String> {
    match kind {
        TypeKind::Single(name) => [name.to_string()].into(),
        TypeKind::Multiple(names) => names.iter().map(|name| name.to_string()).collect(),
    }
}

fn of_another_type(value: &Value, documented: &BTreeSet<String>) -> String {
    let documented: Vec<&str> = documented.iter().map(String::as_str).collect();
    format!(
        "is {} (documented: {})",
        type_of(value),
        documented.join(" or ")
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::direction::Direction;

    /// What is wrong with an answer to `GET /machines`.
    fn checked(answer: &Answer<'_>) -> Vec<String> {
        let machine = json!({
            "type": "object",
            "required": ["id", "state"],
            "properties": {
                "id": { "type": "integer" },
                "state": { "enum": ["on", "off"] },
                "note": { "anyOf": [{ "type": "string" }, { "type": "null" }] },
                "tags": { "type": "object", "additionalProperties": { "type": "string" } },
                "secret": { "type": "string", "writeOnly": true },
            },
        });
        let list = json!({
            "type": "object",
            "properties": { "machines": { "type": "array", "items": machine } },
        });
        let json =
            json!({ "description": "", "content": { "application/json": { "schema": list } } });
        let text = json!({ "description": "", "content": { "text/*": {} } });
        let nothing = json!({ "description": "" });
        let responses = json!({ "200": json, "204": nothing, "4XX": text });
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": "T", "version": "1" },
            "paths": { "/machines": { "get": { "responses": responses } } },
        });
        let document = Document::new(Direction::Response.written_out(&document));
        let operation = document.operations().next().unwrap();
        check(&document, &operation, answer)
    }

    fn answered(status: u16, media_type: &str, body: &str) -> Vec<String> {
        checked(&Answer {
            status,
            media_type: Some(media_type),
            body: body.as_bytes(),
        })
    }

    fn machines(machines: &Value) -> Vec<String> {
        let body = json!({ "machines": machines });
        answered(200, "application/json; charset=utf-8", &body.to_string())
    }

    #[test]
    fn an_answer_as_documented_is_not_complained_of() {
        let machine = json!({ "id": 1, "state": "on", "note": null, "tags": { "a": "b" } });
        assert_eq!(machines(&json!([machine])), [""; 0]);
        assert_eq!(answered(404, "text/html", "<h1>not here</h1>"), [""; 0]);
        assert_eq!(answered(204, "", ""), [""; 0]);
    }

    #[test]
    fn a_status_a_content_type_and_a_body_that_are_not_documented_are_named() {
        for (status, media_type, body, found) in [
            (
                202,
                "application/json",
                "{}",
                "the status 202 is not documented (documented: 200, 204, 4XX)",
            ),
            (
                500,
                "text/plain",
                "",
                "the status 500 is not documented (documented: 200, 204, 4XX)",
            ),
            (
                200,
                "Text/HTML; charset=utf-8",
                "{}",
                "the content type is `text/html` (documented: application/json)",
            ),
            (
                200,
                "application/json",
                "{\"machi",
                "the body is not JSON, although its content type says so",
            ),
            (
                200,
                "application/json",
                "",
                "it has no body (documented: application/json)",
            ),
            (
                204,
                "application/json",
                "{}",
                "it has a body, but none is documented",
            ),
            (
                429,
                "application/json",
                "{}",
                "the content type is `application/json` (documented: text/*)",
            ),
        ] {
            assert_eq!(answered(status, media_type, body), [found]);
        }
        let untyped = Answer {
            status: 200,
            media_type: None,
            body: b"{}",
        };
        assert_eq!(
            checked(&untyped),
            ["it has no content type (documented: application/json)"]
        );
    }

    #[test]
    fn what_is_wrong_with_a_value_is_said_once_for_all_elements_of_an_array() {
        let one = json!({ "id": "7", "state": "on" });
        let found = machines(&json!([one, one, { "id": 8, "state": "on" }]));
        assert_eq!(found, ["`machines.*.id` is a string (documented: integer)"]);
        for (machine, found) in [
            (
                json!({ "id": 1 }),
                "`machines.*` lacks `state`, which is required",
            ),
            (
                json!({ "id": 1, "state": "up" }),
                "`machines.*.state` is a string that is not listed",
            ),
            (
                json!({ "id": 1, "state": "on", "note": 5 }),
                "`machines.*.note` is an integer (documented: null or string)",
            ),
            (
                json!({ "id": 1, "state": "on", "tags": { "a": 1 } }),
                "`machines.*.tags.*` is an integer (documented: string)",
            ),
            (
                json!({ "id": 1, "state": "on", "gpu": 1 }),
                "`machines.*` has `gpu`, which is not documented",
            ),
        ] {
            assert_eq!(machines(&json!([machine])), [found]);
        }
        assert_eq!(
            answered(200, "application/json", "[]"),
            ["the body is an array (documented: object)"]
        );
    }

    #[test]
    fn what_is_found_has_no_value_of_the_answer_in_it() {
        let secret = "sk-0123456789";
        let machine = json!({ "id": secret, "state": secret, "note": { secret: secret }, "tags": { secret: 1 }, secret: secret });
        let found = machines(&json!([machine, { "secret": secret }])).concat();
        assert!(!found.contains(secret), "{found}");
        assert!(found.contains("properties with unusual names"), "{found}");
    }

    /// What is wrong with an answer in JSON, by a document with this content and these components.
    fn judged(content: &Value, schemas: &Value, media_type: &str, body: &Value) -> Vec<String> {
        let responses = json!({ "200": { "description": "", "content": content } });
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": "T", "version": "1" },
            "paths": { "/a": { "get": { "responses": responses } } },
            "components": { "schemas": schemas },
        });
        let document = Document::new(Direction::Response.written_out(&document));
        let operation = document.operations().next().unwrap();
        let body = body.to_string();
        let answer = Answer {
            status: 200,
            media_type: Some(media_type),
            body: body.as_bytes(),
        };
        check(&document, &operation, &answer)
    }

    #[test]
    fn the_closest_media_type_counts() {
        let of = |name: &str| json!({ "schema": { "type": name } });
        let content = json!({ "*/*": of("string"), "application/*": of("boolean"), "application/json": of("object"), "application/json; v=2": of("array") });
        for (media_type, body) in [
            ("application/json", json!({})),
            ("application/json;v=2", json!([])),
            ("application/problem+json", json!(true)),
            ("text/json", json!("a")),
        ] {
            assert_eq!(
                judged(&content, &json!({}), media_type, &body),
                [""; 0],
                "{media_type}"
            );
        }
    }

    #[test]
    fn properties_that_are_named_in_other_ways_are_documented_and_those_of_a_closed_object_are_not()
    {
        let judged = |schema: Value, body: Value| {
            let content = json!({ "application/json": { "schema": schema } });
            let itself = json!({ "L": { "allOf": [{ "$ref": "#/components/schemas/L" }] } });
            judged(&content, &itself, "application/json", &body)
        };
        let a = json!({ "a": { "type": "integer" } });
        for (schema, body) in [
            (
                json!({ "properties": a, "patternProperties": { "^x-": {} } }),
                json!({ "a": 1, "x-1": 1 }),
            ),
            (
                json!({ "properties": a, "if": {}, "then": { "properties": { "y": {} } } }),
                json!({ "a": 1, "y": 1 }),
            ),
            (
                json!({ "type": "array", "prefixItems": [{ "properties": a }], "items": { "properties": { "b": {} } } }),
                json!([{ "a": 1 }, { "b": 1 }]),
            ),
        ] {
            assert_eq!(judged(schema, body), [""; 0]);
        }
        for closed in ["additionalProperties", "unevaluatedProperties"] {
            let found = judged(
                json!({ "type": "object", closed: false }),
                json!({ "q": 1 }),
            );
            assert_eq!(
                found,
                ["the body has `q`, which is not documented"],
                "{closed}"
            );
        }
    }
}
