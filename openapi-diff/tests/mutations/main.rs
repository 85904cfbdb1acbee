//! Each mutation of a document is told once, with its verdicts.

mod composed;
mod document;
mod objects;
mod operations;
mod requests;
mod responses;
mod shop;
mod spellings;

use openapi_diff::{Change, Verdict, compare};
use serde_json::Value;

/// A change to the document.
pub enum Edit {
    /// Sets the value at a place.
    Set(&'static str, Value),
    /// Adds to the array at a place.
    Push(&'static str, Value),
    /// Removes what is at a place.
    Remove(&'static str),
    /// Moves what is at a place to another.
    Move(&'static str, &'static str),
}

use Edit::{Move, Push, Remove, Set};

/// A place by its pointer. The first key may be the id of an operation, or `schemas`.
fn pointer(place: &str) -> String {
    let (first, rest) = place.split_once('/').unwrap_or((place, ""));
    let holder = match first {
        "list" => "/paths/~1orders/get",
        "create" => "/paths/~1orders/post",
        "get" => "/paths/~1orders~1{id}/get",
        "delete" => "/paths/~1orders~1{id}/delete",
        "body" => "/paths/~1orders/post/requestBody",
        "in" => "/components/schemas/OrderIn/properties",
        "out" => "/components/schemas/Order/properties",
        "schemas" => "/components/schemas",
        _ => return format!("/{place}"),
    };
    if rest.is_empty() {
        holder.to_owned()
    } else {
        format!("{holder}/{rest}")
    }
}

fn edit(document: &mut Value, edit: Edit) {
    match edit {
        Set(place, value) => set(document, &pointer(place), value),
        Push(place, value) => {
            let list = document.pointer_mut(&pointer(place));
            list.and_then(Value::as_array_mut).unwrap().push(value);
        }
        Remove(place) => drop(remove(document, &pointer(place))),
        Move(from, to) => {
            let value = remove(document, &pointer(from));
            set(document, &pointer(to), value);
        }
    }
}

fn split(pointer: &str) -> (&str, String) {
    let (holder, key) = pointer.rsplit_once('/').unwrap();
    (holder, key.replace("~1", "/"))
}

fn set(document: &mut Value, pointer: &str, value: Value) {
    let (holder, key) = split(pointer);
    match document.pointer_mut(holder).unwrap() {
        Value::Array(values) => values[key.parse::<usize>().unwrap()] = value,
        holder => holder[key] = value,
    }
}

fn remove(document: &mut Value, pointer: &str) -> Value {
    let (holder, key) = split(pointer);
    match document.pointer_mut(holder).unwrap() {
        Value::Array(values) => values.remove(key.parse().unwrap()),
        Value::Object(map) => map.remove(&key).unwrap(),
        _ => panic!("{pointer} is not there"),
    }
}

/// A change as the tables have it: what it means for the wire and for Rust, and its sentence.
fn line(change: &Change) -> String {
    let word = |verdict| match verdict {
        Verdict::Unchanged => "same",
        Verdict::Compatible => "fine",
        Verdict::Breaking => "BREAKS",
    };
    format!("{} {}: {change}", word(change.wire), word(change.rust))
}

/// Checks that the edits, which are one mutation, are told by exactly these lines.
#[track_caller]
fn tells(edits: Vec<Edit>, expected: &[&str]) {
    assert_eq!(lines(&shop::shop(), &edited(edits)), expected);
}

/// Checks what is told if the edits are undone.
#[track_caller]
fn tells_reversed(edits: Vec<Edit>, expected: &[&str]) {
    assert_eq!(lines(&edited(edits), &shop::shop()), expected);
}

fn edited(edits: Vec<Edit>) -> Value {
    let mut document = shop::shop();
    for one in edits {
        edit(&mut document, one);
    }
    document
}

fn lines(old: &Value, new: &Value) -> Vec<String> {
    let report = compare(old, new).unwrap();
    report.changes.iter().map(line).collect()
}
