//! Keys that are not read, and keys whose values are of the wrong type.

use serde_json::{Map, Value};

use crate::{
    pointer::Pointer,
    report::{Change, NotUsed, Report},
};

/// What the value under a key has to be.
#[derive(Clone, Copy)]
pub(crate) enum Holds {
    Anything,
    Object,
}

/// Adds a line for each key of `map` that is not `known`, and for each known one whose value is not
/// the object it should be.
pub(crate) fn note(
    report: &mut Report,
    map: &Map<String, Value>,
    known: &[(&str, Holds)],
    at: &Pointer,
) {
    for (key, value) in map {
        let at = at.child(key);
        let fits = match known.iter().find(|(name, _)| name == key) {
            None => {
                let (key, reason) = (key.clone(), reason(key));
                report.push(at, Change::NotUsed { key, reason });
                continue;
            }
            Some((_, Holds::Object)) => value.is_object(),
            Some((_, Holds::Anything)) => true,
        };
        if !fits {
            report.push(at, Change::WrongType { key: key.clone() });
        }
    }
}

fn reason(key: &str) -> NotUsed {
    match key {
        "itemSchema" | "itemEncoding" | "prefixEncoding" => NotUsed::Items,
        _ => NotUsed::NoPart,
    }
}
