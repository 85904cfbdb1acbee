//! What a media type says.

use serde_json::Value;

use crate::{json::string, pointer::Pointer, read::schemas::Reader, tree::Encoding};

/// How a body of a media type is written. Where we do not know, it is bytes. A wildcard is what its schema is best written
/// as: a text stands for itself, as servers made with Spring send and take it, and everything else is JSON.
pub(crate) fn encoding_of<'d>(
    name: &str,
    media_type: &'d Value,
    at: &Pointer,
    reader: &Reader<'d>,
) -> Encoding {
    let essence = essence(name);
    match essence.as_str() {
        "application/x-www-form-urlencoded" => Encoding::Form,
        essence if is_wildcard(essence) => match schema_of(media_type, at, reader) {
            None => Encoding::Bytes,
            Some(schema) if schema["format"] == "binary" || schema["format"] == "byte" => {
                Encoding::Bytes
            }
            Some(schema) if is_text_only(schema) => Encoding::Text,
            Some(_) => Encoding::Json,
        },
        essence if is_json(essence) => Encoding::Json,
        essence if is_text(essence) => Encoding::Text,
        _ => Encoding::Bytes,
    }
}

fn is_wildcard(essence: &str) -> bool {
    ["*/*", "*", "application/*"].contains(&essence)
}

/// Whether the type of a schema is that of strings.
fn is_text_only(schema: &Value) -> bool {
    match &schema["type"] {
        Value::Array(types) => types.iter().all(|name| name == "string" || name == "null"),
        name => name == "string",
    }
}

/// `application/json`, and every other media type whose content is JSON (RFC 6839, section 3.1).
fn is_json(essence: &str) -> bool {
    let (_, subtype) = essence.split_once('/').unwrap_or(("", essence));
    ["json", "x-json", "*+json"].contains(&subtype) || subtype.ends_with("+json")
}

/// Text that is one value: a stream of events is not.
fn is_text(essence: &str) -> bool {
    let xml = essence.ends_with("/xml") || essence.ends_with("+xml");
    let yaml = ["/yaml", "/x-yaml", "+yaml"];
    let text = essence.starts_with("text/") && essence != "text/event-stream";
    text || xml || yaml.iter().any(|end| essence.ends_with(end))
}

/// Whether the content is a sequence of values that come one after the other.
pub(crate) fn is_stream(media_type: &str) -> bool {
    let essence = essence(media_type);
    let streams = [
        "ndjson",
        "jsonl",
        "jsonlines",
        "json-seq",
        "event-stream",
        "stream+json",
    ];
    streams.iter().any(|name| essence.ends_with(name))
}

/// A media type without its parameters, in lower case.
pub(crate) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// The name under which JSON of this media type is sent and asked for.
pub(crate) fn json_name(media_type: &str) -> &str {
    if media_type.contains('*') || !is_header_value(media_type) {
        "application/json"
    } else {
        media_type
    }
}

/// Whether a media type can be the value of a header.
pub(crate) fn is_header_value(media_type: &str) -> bool {
    media_type.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// The schema of a media type, with references followed.
pub(crate) fn schema_of<'d>(
    media_type: &'d Value,
    at: &Pointer,
    reader: &Reader<'d>,
) -> Option<&'d Value> {
    let schema = media_type.get("schema")?;
    Some(reader.look(schema, &at.child("schema")))
}

/// Whether the values of a schema are more than a text: the caller of an operation would have to write them.
pub(crate) fn is_structured(schema: &Value) -> bool {
    let Some(schema) = schema.as_object() else {
        return false;
    };
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
        _ => string(schema, "type").into_iter().collect(),
    };
    let keywords = [
        "properties",
        "additionalProperties",
        "items",
        "allOf",
        "anyOf",
        "oneOf",
    ];
    types.iter().any(|name| ["object", "array"].contains(name))
        || types.is_empty() && keywords.iter().any(|keyword| schema.contains_key(*keyword))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_json_is_json() {
        for name in [
            "application/json",
            "text/json",
            "application/x-json",
            "application/vnd.api+json",
            "*/json",
            "application/*+json",
            "application/problem+json",
        ] {
            assert!(is_json(name), "{name}");
        }
        for name in [
            "application/x-ndjson",
            "text/plain",
            "application/json-seq",
            "image/*",
        ] {
            assert!(!is_json(name), "{name}");
        }
    }

    #[test]
    fn a_wildcard_is_named_json_and_a_vendor_type_keeps_its_name() {
        assert_eq!(json_name("*/*"), "application/json");
        assert_eq!(json_name("application/*+json"), "application/json");
        assert_eq!(
            json_name("application/vnd.a+json; version=1"),
            "application/vnd.a+json; version=1"
        );
    }
}
