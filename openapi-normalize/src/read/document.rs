//! What a document says as a whole: its version, its `info` and its top-level keys.

use serde_json::{Map, Value, json};

use crate::{
    json::{object, string},
    pointer::Pointer,
    report::Report,
};

/// `info`, with the title and the version that OpenAPI 3.0 requires.
pub(crate) fn info(root: &Map<String, Value>, report: &mut Report) -> Map<String, Value> {
    let at = Pointer::root().child("info");
    let original = object(root, "info");
    let mut info = Map::new();
    for key in ["title", "version"] {
        // The version goes into a header of the generated code.
        let usable = |text: &str| {
            key != "version"
                || text
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() || byte == b' ')
        };
        let text = match original.get(key) {
            Some(Value::String(text)) if usable(text) => text.clone(),
            other => {
                let text = other.map_or_else(|| "unknown".to_owned(), Value::to_string);
                let text = text.replace(|c: char| !usable(&c.to_string()), "?");
                let what = format!("`{key}` is {text:?}");
                report.lossless(&at.child(key), "info", what);
                text
            }
        };
        info.insert(key.to_owned(), json!(text));
    }
    if let Some(description) = string(original, "description") {
        info.insert("description".to_owned(), json!(description));
    }
    for key in original.keys().filter(|key| !info.contains_key(*key)) {
        let what = format!("`{key}` has no part in a generated client");
        report.lossless(&at.child(key), "info", what);
    }
    info
}

/// Reports the top-level keys that are not used.
pub(crate) fn note_top_level(root: &Map<String, Value>, version: &str, report: &mut Report) {
    let at = Pointer::root();
    if version != "3.0.3" {
        let what = format!("{version} is lowered to 3.0.3");
        report.lossless(&at.child("openapi"), "document", what);
    }
    if !root.contains_key("paths") {
        report.lossless(&at, "document", "no `paths`: a document without operations");
    }
    for (key, value) in root {
        if ["paths", "components"].contains(&key.as_str()) && !value.is_object() {
            let what = format!("`{key}` is not an object: left out");
            report.lossy_change(&at.child(key), "document", what);
        }
        let what = match key.as_str() {
            "openapi" | "info" | "paths" | "components" => continue,
            "webhooks" => "a webhook is a call that the server makes: no method for it",
            "servers" => "the base URL is left to the client's transport",
            "security" => "authorization is left to the client's transport",
            _ => "has no part in a generated client",
        };
        report.lossless(&at.child(key), "document", format!("`{key}`: {what}"));
    }
    let components_at = at.child("components");
    for (key, value) in object(root, "components") {
        let what = match key.as_str() {
            "schemas" if value.is_object() => continue,
            "schemas" => {
                let what = "`schemas` is not an object: left out";
                report.lossy_change(&components_at.child(key), "document", what);
                continue;
            }
            "securitySchemes" => "authorization is left to the client's transport",
            "responses" | "parameters" | "requestBodies" | "pathItems" => {
                "put in where it is referred to"
            }
            _ => "has no part in a generated client",
        };
        let what = format!("`{key}`: {what}");
        report.lossless(&components_at.child(key), "document", what);
    }
}
