//! The operations of a document. An operation that cannot be expressed is skipped and reported; the
//! rest is unaffected.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    json::{array, object, string},
    openapi::{
        ACCEPT, MEDIA_TYPE, METHOD, METHODS, OPTIONAL_BODY, PAGINATION, REFUSAL, WEB_SOCKET,
    },
    pointer::Pointer,
    read::{
        description::{DEPRECATED, with_note},
        headers,
        operation_ids::{self, Candidate},
        parameters, request_body, responses,
        schemas::Reader,
        servers::Servers,
    },
    report::{Change, NotUsed, OperationProblem, Part},
    tree::Operation,
};

/// The method that OpenAPI 3.2 added.
const QUERY: &str = "query";
/// Where an operation with another method can stand in the normalized document, the likeliest first.
const PLACES: [&str; 8] = [
    "post", "put", "patch", "delete", "get", "head", "options", "trace",
];
/// progenitor calls a method of `reqwest::Client` for each method, and there are none for these.
const NOT_OF_REQWEST: [&str; 2] = ["options", "trace"];
/// The key for operations with methods that OpenAPI does not know.
const ADDITIONAL: &str = "additionalOperations";

struct Found<'d> {
    path: &'d str,
    /// As OpenAPI spells it: its own methods are in lower case.
    method: &'d str,
    /// The method as it is sent.
    sent: String,
    /// Where it stands in the normalized document; `None` if there is no place.
    place: Option<&'static str>,
    at: Pointer,
    operation: &'d Map<String, Value>,
    /// The parameters that all operations of the path item share.
    shared: Vec<(Pointer, &'d Value)>,
}

/// Reads every operation under `paths`.
pub(crate) fn read<'d>(
    document: &'d Map<String, Value>,
    reader: &mut Reader<'d>,
) -> Vec<Operation> {
    let servers = Servers::of(document);
    let found = find(document, &servers, reader);
    let candidates: Vec<Candidate<'d>> = found
        .iter()
        .map(|found| Candidate {
            method: found.method,
            path: found.path,
            operation_id: string(found.operation, "operationId"),
            summary: string(found.operation, "summary"),
        })
        .collect();
    let ids = operation_ids::assign(&candidates);

    let mut operations = Vec::new();
    for (found, id) in found.into_iter().zip(ids) {
        if string(found.operation, "operationId") != Some(&id) {
            reader.report.push(
                found.at.clone(),
                Change::OperationNamed {
                    method: found.method.to_owned(),
                    path: found.path.to_owned(),
                    operation_id: id.clone(),
                },
            );
        }
        match read_operation(&found, &id, &servers, reader) {
            Ok(operation) => operations.push(operation),
            Err(reason) => {
                reader.report.push(
                    found.at.clone(),
                    Change::OperationLeftOut {
                        operation_id: id,
                        reason,
                    },
                );
            }
        }
    }
    operations
}

fn find<'d>(
    document: &'d Map<String, Value>,
    servers: &Servers,
    reader: &mut Reader<'d>,
) -> Vec<Found<'d>> {
    let mut found = Vec::new();
    let paths = Pointer::root().child("paths");
    for (path, item) in object(document, "paths") {
        if path.starts_with("x-") {
            continue;
        }
        let at = paths.child(path);
        let Some((target, item)) = reader.resolve(item, &at) else {
            continue;
        };
        let Some(item) = item.as_object() else {
            reader.report.push(
                at.clone(),
                Change::NotAnObject {
                    part: Part::PathItem,
                },
            );
            continue;
        };
        if target != at {
            reader.report.push(
                at.clone(),
                Change::PathItemReferenced {
                    target: target.clone(),
                },
            );
        }
        let shared_at = target.child("parameters");
        let shared: Vec<(Pointer, &Value)> = array(item, "parameters")
            .iter()
            .enumerate()
            .map(|(index, parameter)| (shared_at.child(index), parameter))
            .collect();
        let methods: Vec<_> = methods(item, &target).collect();
        let taken: BTreeSet<&str> = methods.iter().filter_map(|method| method.own).collect();
        let mut free = PLACES.into_iter().filter(|place| !taken.contains(place));
        for Method {
            own,
            name,
            at,
            operation,
        } in methods
        {
            let Some(operation) = operation.as_object() else {
                reader.report.push(
                    at.clone(),
                    Change::NotAnObject {
                        part: Part::Operation,
                    },
                );
                continue;
            };
            let is_upper = own.is_some() || name == QUERY;
            let sent = if is_upper {
                name.to_ascii_uppercase()
            } else {
                name.to_owned()
            };
            let is_sendable = || {
                // What answers to CONNECT is no response but a tunnel.
                !name.is_empty() && name.bytes().all(parameters::is_token) && name != "CONNECT"
            };
            found.push(Found {
                path,
                method: name,
                sent,
                place: own.or_else(|| free.next().filter(|_| is_sendable())),
                at,
                operation,
                shared: shared.clone(),
            });
        }
        if item.contains_key("servers") {
            servers.note(item, &target, &mut reader.report);
        }
        for key in item.keys() {
            let known = METHODS.contains(&key.as_str())
                || [QUERY, ADDITIONAL].contains(&key.as_str())
                || ["parameters", "summary", "description", "$ref", "servers"]
                    .contains(&key.as_str());
            if key.starts_with("x-") {
                if changes_the_operation(key) {
                    note_extension(&target, key, reader);
                }
            } else if !known {
                note_left_out(&target, key, reader);
            }
        }
    }
    found
}

/// What stands under a method of a path item.
struct Method<'d> {
    /// The method as a key of a path item of OpenAPI 3.0, if it is one.
    own: Option<&'static str>,
    name: &'d str,
    at: Pointer,
    operation: &'d Value,
}

/// What stands under the methods of a path item, those that OpenAPI 3.2 added included. `HEAD` among the additional ones is what
/// `head` is, unless that is there, too.
fn methods<'d>(item: &'d Map<String, Value>, at: &Pointer) -> impl Iterator<Item = Method<'d>> {
    let fixed = METHODS.into_iter().chain([QUERY]);
    let fixed = fixed.filter_map(|name| {
        Some(Method {
            own: METHODS.into_iter().find(|own| *own == name),
            name,
            at: at.child(name),
            operation: item.get(name)?,
        })
    });
    let additional_at = at.child(ADDITIONAL);
    let additional = object(item, ADDITIONAL).iter();
    let additional = additional.map(move |(name, operation)| {
        let mut methods = METHODS.into_iter().filter(|own| !item.contains_key(*own));
        let own = methods.find(|own| own.to_ascii_uppercase() == *name);
        Method {
            own,
            name: own.unwrap_or(name),
            at: additional_at.child(name),
            operation,
        }
    });
    fixed.chain(additional)
}

fn read_operation<'d>(
    found: &Found<'d>,
    id: &str,
    servers: &Servers,
    reader: &mut Reader<'d>,
) -> Result<Operation, OperationProblem> {
    let method = found.place.ok_or_else(|| OperationProblem::UnknownMethod {
        method: found.method.to_owned(),
    })?;
    let other_method = (method.to_ascii_uppercase() != found.sent).then(|| found.sent.clone());
    let stock = reader.is_stock();
    if stock && (other_method.is_some() || NOT_OF_REQWEST.contains(&method)) {
        let method = found.sent.clone();
        return Err(OperationProblem::UnknownMethod { method });
    }
    if opens_a_web_socket(found.operation) && !responses::is_upgrade(found.operation, reader) {
        return Err(OperationProblem::WebSocket);
    }
    let report = &mut reader.report;
    for (key, fits) in [
        ("parameters", Value::is_array as fn(&Value) -> bool),
        ("responses", Value::is_object),
    ] {
        if found.operation.get(key).is_some_and(|value| !fits(value)) {
            report.push(
                found.at.child(key),
                Change::WrongType {
                    key: key.to_owned(),
                },
            );
        }
    }
    let template = template(found.path)?;
    let mut body = request_body::read(found.operation, &found.at, reader)?;
    let mut parameters = parameters::read(&found.shared, found.operation, &found.at, reader);
    let mut responses = responses::read(found.operation, &found.sent, &found.at, reader);
    if stock {
        headers::into_parameters(
            body.as_mut(),
            &mut responses,
            &mut parameters,
            &found.at,
            reader,
        );
    }
    let parameters = parameters::fit(parameters, &template, body.is_some(), &found.at, reader)?;
    if found.operation.contains_key("servers") {
        servers.note(found.operation, &found.at, &mut reader.report);
    }
    let documentation = documentation(found.operation, &found.at, reader);
    Ok(Operation {
        path: found.path.to_owned(),
        method,
        other_method,
        id: id.to_owned(),
        at: found.at.clone(),
        documentation,
        parameters,
        body,
        responses,
        refusal: None,
    })
}

/// The names of the parameters in a path template.
fn template(path: &str) -> Result<BTreeSet<String>, OperationProblem> {
    if !path.starts_with('/') {
        return Err(OperationProblem::PathWithoutSlash);
    }
    if path.contains("//") {
        return Err(OperationProblem::EmptyPathSegment);
    }
    let mut names = BTreeSet::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after
            .split_once('}')
            .ok_or(OperationProblem::BraceNotClosed)?;
        if before.contains('}') || name.is_empty() || name.contains(['/', '{']) {
            return Err(OperationProblem::MalformedTemplate);
        }
        names.insert(name.to_owned());
        rest = after;
    }
    if rest.contains('}') {
        return Err(OperationProblem::BraceNotOpened);
    }
    Ok(names)
}

fn documentation(
    operation: &Map<String, Value>,
    at: &Pointer,
    reader: &mut Reader<'_>,
) -> Map<String, Value> {
    let mut kept = Map::new();
    let mut notes = Vec::new();
    for (key, value) in operation {
        match key.as_str() {
            "summary" | "description" if value.is_string() => {
                kept.insert(key.clone(), value.clone());
            }
            "deprecated" if value.is_boolean() => {
                if *value == Value::Bool(true) {
                    notes.push((key, DEPRECATED.to_owned()));
                }
            }
            "tags" if is_names(value) => {
                kept.insert(key.clone(), value.clone());
            }
            "externalDocs" => match link(value) {
                Some(link) => notes.push((key, link)),
                None => note_left_out(at, key, reader),
            },
            "operationId" | "parameters" | "requestBody" | "responses" | "servers" => {}
            WEB_SOCKET | PAGINATION if is_kept(key, operation, reader) => {
                kept.insert(key.clone(), value.clone());
                let keyword = key.clone();
                let change = Change::ExtensionKept { keyword };
                reader.report.push(at.child(key), change);
            }
            // progenitor gives these a meaning, or this crate does.
            PAGINATION | WEB_SOCKET | ACCEPT | MEDIA_TYPE | METHOD | OPTIONAL_BODY | REFUSAL => {
                note_extension(at, key, reader);
            }
            extension if extension.starts_with("x-") => {
                if changes_the_operation(extension) {
                    note_extension(at, key, reader);
                }
                kept.insert(key.clone(), value.clone());
            }
            _ => note_left_out(at, key, reader),
        }
    }
    for (key, note) in notes {
        let keyword = key.clone();
        let change = Change::DocumentationDescribed { keyword };
        reader.report.push(at.child(key), change);
        let described = kept.get("description").and_then(Value::as_str);
        let described = with_note(described, &note);
        kept.insert("description".to_owned(), json!(described));
    }
    kept
}

/// Whether one of Dropshot's extensions is kept.
fn is_kept(key: &str, operation: &Map<String, Value>, reader: &Reader<'_>) -> bool {
    if key == WEB_SOCKET {
        responses::is_upgrade(operation, reader)
    } else {
        reader.settings.keeps_of_dropshot(key)
    }
}

/// A link in Markdown to the documentation elsewhere.
fn link(documentation: &Value) -> Option<String> {
    let url = documentation["url"].as_str()?;
    let is_link = ["https://", "http://"]
        .iter()
        .any(|start| url.starts_with(start));
    if !is_link || url.contains(|c: char| c.is_whitespace() || c.is_control() || "<>".contains(c)) {
        return None;
    }
    let text = documentation["description"].as_str().map(str::trim);
    Some(match text {
        Some(text) if !text.is_empty() => format!("{text}: <{url}>"),
        _ => format!("See <{url}>."),
    })
}

fn is_names(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|names| names.iter().all(Value::is_string))
}

/// Whether the operation is no call with an answer: it upgrades the connection.
fn opens_a_web_socket(operation: &Map<String, Value>) -> bool {
    let marks = [WEB_SOCKET, "x-websocket", "x-web-socket"];
    let marked = marks
        .iter()
        .filter_map(|mark| operation.get(*mark))
        .any(|mark| *mark != Value::Bool(false) && !mark.is_null());
    marked || object(operation, "responses").contains_key("101")
}

/// Whether an extension says what an operation does, by the conventions of those who use it.
fn changes_the_operation(extension: &str) -> bool {
    const WORDS: [&str; 10] = [
        "pagination",
        "pageable",
        "paginated",
        "long-running",
        "polling",
        "stream",
        "retries",
        "idempotency",
        "batch",
        "async",
    ];
    const VENDORS: [&str; 3] = ["x-amazon-apigateway-", "x-google-", "x-ms-parameterized"];
    let extension = extension.to_ascii_lowercase();
    WORDS.iter().any(|word| extension.contains(word))
        || VENDORS.iter().any(|vendor| extension.starts_with(vendor))
}

fn note_extension(at: &Pointer, key: &str, reader: &mut Reader<'_>) {
    let keyword = key.to_owned();
    let change = Change::OperationExtensionIgnored { keyword };
    reader.report.push(at.child(key), change);
}

fn note_left_out(at: &Pointer, key: &str, reader: &mut Reader<'_>) {
    let reason = match key {
        "security" => NotUsed::Authorization,
        "callbacks" => NotUsed::Callbacks,
        _ => NotUsed::NoPart,
    };
    let key = key.to_owned();
    let at = at.child(&key);
    reader.report.push(at, Change::NotUsed { key, reason });
}

#[cfg(test)]
mod tests;
