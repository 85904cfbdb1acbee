//! The version, `info` and the other top-level keys of a document.

use serde_json::{Map, Value, json};

use crate::{
    json::{object, string},
    openapi::{FILES, REFUSAL},
    pointer::Pointer,
    report::{Change, NotUsed, Report},
    settings::Runtime,
    tree::Refusal,
};

/// `info`, with the title and the version that OpenAPI 3.0 requires.
pub(crate) fn info(root: &Map<String, Value>, report: &mut Report) -> Map<String, Value> {
    let at = Pointer::root().child("info");
    let original = object(root, "info");
    let mut info = Map::new();
    for key in ["title", "version"] {
        // progenitor makes a header value of the version.
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
                let change = Change::InfoFilledIn {
                    key: key.to_owned(),
                    text: text.clone(),
                };
                report.push(at.child(key), change);
                text
            }
        };
        info.insert(key.to_owned(), json!(text));
    }
    if let Some(description) = string(original, "description") {
        info.insert("description".to_owned(), json!(description));
    }
    for key in original.keys().filter(|key| !info.contains_key(*key)) {
        let (key, reason) = (key.clone(), NotUsed::NoPart);
        report.push(at.child(&key), Change::NotUsed { key, reason });
    }
    info
}

/// Which successes are refusals, if the document says so.
pub(crate) fn refusal(
    root: &Map<String, Value>,
    runtime: Runtime,
    report: &mut Report,
) -> Option<Refusal> {
    let declared = root.get(REFUSAL)?;
    if runtime == Runtime::Stock {
        let keyword = REFUSAL.to_owned();
        let change = Change::OperationExtensionIgnored { keyword };
        report.push(Pointer::root().child(REFUSAL), change);
        return None;
    }
    let refusal = declared["property"]
        .as_str()
        .zip(declared.get("value"))
        .map(|(property, value)| Refusal {
            property: property.to_owned(),
            value: value.clone(),
        });
    if refusal.is_none() {
        let key = REFUSAL.to_owned();
        report.push(Pointer::root().child(REFUSAL), Change::WrongType { key });
    }
    refusal
}

/// Reports the top-level keys that are not used.
pub(crate) fn note_top_level(root: &Map<String, Value>, version: &str, report: &mut Report) {
    let at = Pointer::root();
    if version != "3.0.3" {
        let version = version.to_owned();
        report.push(at.child("openapi"), Change::VersionLowered { version });
    }
    if !root.contains_key("paths") {
        report.push(at.clone(), Change::NoPaths);
    }
    for (key, value) in root {
        let reason = match key.as_str() {
            "paths" | "components" if !value.is_object() => {
                report.push(at.child(key), Change::WrongType { key: key.clone() });
                continue;
            }
            "openapi" | "info" | "paths" | "components" | FILES | REFUSAL => continue,
            // Paths with a query, which OpenAPI does not have.
            "x-ms-paths" => {
                report.push(at.child(key), Change::PathsNotRead { key: key.clone() });
                continue;
            }
            "webhooks" => NotUsed::Webhooks,
            "servers" | "x-ms-parameterized-host" => NotUsed::BaseUrl,
            "security" => NotUsed::Authorization,
            _ => NotUsed::NoPart,
        };
        let key = key.clone();
        report.push(at.child(&key), Change::NotUsed { key, reason });
    }
    let at = at.child("components");
    for (key, value) in object(root, "components") {
        let reason = match key.as_str() {
            "schemas" if value.is_object() => continue,
            "schemas" => {
                report.push(at.child(key), Change::WrongType { key: key.clone() });
                continue;
            }
            "securitySchemes" => NotUsed::Authorization,
            "responses" | "parameters" | "requestBodies" | "pathItems" | "mediaTypes" => {
                NotUsed::Inlined
            }
            _ => NotUsed::NoPart,
        };
        let key = key.clone();
        report.push(at.child(&key), Change::NotUsed { key, reason });
    }
}
