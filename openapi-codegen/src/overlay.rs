//! OpenAPI Overlay 1.0 and 1.1: <https://spec.openapis.org/overlay/v1.1.0.html>.

use std::path::Path;

use jsonpath_rfc9535::{Element, JsonPath};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::Error;

/// What [`overlay`] returns.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Overlaid {
    /// The document with the overlay's changes.
    pub document: Value,
    /// A sentence for each action that matches nothing in the document.
    pub unmatched: Vec<String>,
}

#[derive(Deserialize)]
struct Overlay {
    #[serde(rename = "overlay")]
    version: String,
    actions: Vec<Action>,
}

#[derive(Deserialize)]
struct Action {
    target: String,
    update: Option<Value>,
    copy: Option<String>,
    #[serde(default)]
    remove: bool,
    #[serde(rename = "description")]
    _description: Option<Value>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// Applies the OpenAPI Overlay in the file at `path` to the document.
///
/// # Errors
///
/// [`Error::Overlay`] if the file cannot be read, is not an overlay, or cannot be applied.
pub fn overlay(document: &Value, path: &Path) -> Result<Overlaid, Error> {
    let failed = |message: String| Error::Overlay {
        path: path.to_owned(),
        message,
    };
    let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    let overlay: Overlay =
        serde_json::from_str(&text).map_err(|error| failed(error.to_string()))?;
    if !["1.0.", "1.1."]
        .iter()
        .any(|known| overlay.version.starts_with(known))
    {
        let version = overlay.version;
        return Err(failed(format!(
            "it is an overlay of version {version}; 1.0 and 1.1 are known"
        )));
    }
    let mut document = document.clone();
    let mut unmatched = Vec::new();
    for (index, action) in overlay.actions.iter().enumerate() {
        let number = index + 1;
        let matched = action.apply(&mut document);
        let matched = matched.map_err(|message| failed(format!("action {number}: {message}")))?;
        if matched == 0 {
            unmatched.push(format!(
                "{}: action {number} matches nothing in the document: {}",
                path.display(),
                action.target
            ));
        }
    }
    Ok(Overlaid {
        document,
        unmatched,
    })
}

impl Action {
    /// Changes the document, and returns at how many places.
    fn apply(&self, document: &mut Value) -> Result<usize, String> {
        if let Some(unknown) = self.others.keys().find(|key| !key.starts_with("x-")) {
            return Err(format!(
                "`{unknown}` is not known; known are target, update, copy and remove"
            ));
        }
        let places = located(document, &self.target)?;
        let source = match (&self.update, &self.copy) {
            // What is removed needs no update.
            _ if self.remove => None,
            (Some(_), Some(_)) => return Err("it has both update and copy".to_owned()),
            (None, None) => return Err("it has no update, copy or remove".to_owned()),
            (Some(update), None) => Some(update.clone()),
            (None, Some(from)) => match located(document, from)?.as_slice() {
                [only] => document.pointer(only).cloned(),
                found => {
                    return Err(format!(
                        "{from} is to be copied, and matches {} values in place of one",
                        found.len()
                    ));
                }
            },
        };
        // The last elements of an array first, so that the others keep their places.
        for place in places.iter().rev() {
            match &source {
                Some(source) => {
                    if let Some(target) = document.pointer_mut(place) {
                        update(target, source);
                    }
                }
                None => remove(document, place)?,
            }
        }
        Ok(places.len())
    }
}

/// The places that a `JSONPath` (RFC 9535) matches, as pointers (RFC 6901).
fn located(document: &Value, path: &str) -> Result<Vec<String>, String> {
    let query =
        JsonPath::parse(path).map_err(|error| format!("{path} is not a JSONPath: {error}"))?;
    let mut places: Vec<String> = Vec::new();
    for path in query.query(document).paths() {
        let steps = path.elements().into_iter().map(|step| match step {
            Element::Name(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
            Element::Index(index) => format!("/{index}"),
        });
        let place = steps.collect();
        if !places.contains(&place) {
            places.push(place);
        }
    }
    Ok(places)
}

/// The update of an array is one more element of it.
fn update(target: &mut Value, source: &Value) {
    match target {
        Value::Array(items) if !source.is_array() => items.push(source.clone()),
        target => merge(target, source),
    }
}

/// Objects become one, arrays follow each other, and everything else is replaced.
fn merge(target: &mut Value, source: &Value) {
    match (target, source) {
        (Value::Object(target), Value::Object(source)) => {
            for (key, value) in source {
                match target.get_mut(key) {
                    Some(known) => merge(known, value),
                    None => drop(target.insert(key.clone(), value.clone())),
                }
            }
        }
        (Value::Array(target), Value::Array(source)) => target.extend_from_slice(source),
        (target, source) => target.clone_from(source),
    }
}

fn remove(document: &mut Value, place: &str) -> Result<(), String> {
    let Some((parent, key)) = place.rsplit_once('/') else {
        return Err("the whole document cannot be removed".to_owned());
    };
    match document.pointer_mut(parent) {
        Some(Value::Object(object)) => {
            object.remove(&key.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(items)) => {
            if let Some(index) = key.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn applied(document: &Value, actions: &Value) -> Result<Value, String> {
        let overlay = json!({ "overlay": "1.1.0", "info": { "title": "", "version": "" }, "actions": actions });
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), overlay.to_string()).unwrap();
        let result = super::overlay(document, file.path());
        result
            .map(|overlaid| overlaid.document)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn an_update_is_merged_and_a_removal_removes() {
        let document = json!({ "a/b": { "list": [1, 2, 3, 4], "text": "x", "one": { "k": 1 } } });
        for (action, expected) in [
            (
                json!({ "target": "$['a/b']", "update": { "one": { "m": null }, "text": ["y"] } }),
                json!({ "list": [1, 2, 3, 4], "text": ["y"], "one": { "k": 1, "m": null } }),
            ),
            (
                json!({ "target": "$['a/b']", "update": { "list": [5] } }),
                json!({ "list": [1, 2, 3, 4, 5], "text": "x", "one": { "k": 1 } }),
            ),
            (
                json!({ "target": "$['a/b'].list", "update": { "n": 5 } }),
                json!({ "list": [1, 2, 3, 4, { "n": 5 }], "text": "x", "one": { "k": 1 } }),
            ),
            (
                json!({ "target": "$['a/b'].list", "update": [5, 6] }),
                json!({ "list": [1, 2, 3, 4, 5, 6], "text": "x", "one": { "k": 1 } }),
            ),
            (
                json!({ "target": "$.*.text", "update": "z" }),
                json!({ "list": [1, 2, 3, 4], "text": "z", "one": { "k": 1 } }),
            ),
            (
                json!({ "target": "$.*.one", "copy": "$['a/b'].one", "x-why": "" }),
                json!({ "list": [1, 2, 3, 4], "text": "x", "one": { "k": 1 } }),
            ),
            (
                json!({ "target": "$.*.list[?@ > 1 && @ < 4]", "remove": true }),
                json!({ "list": [1, 4], "text": "x", "one": { "k": 1 } }),
            ),
            (
                json!({ "target": "$..k", "remove": true, "update": {} }),
                json!({ "list": [1, 2, 3, 4], "text": "x", "one": {} }),
            ),
        ] {
            assert_eq!(
                applied(&document, &json!([action])),
                Ok(json!({ "a/b": expected })),
                "{action}"
            );
        }
        assert_eq!(
            applied(
                &document,
                &json!([{ "target": "$['a/b']", "remove": true }])
            ),
            Ok(json!({}))
        );
    }

    #[test]
    fn an_action_that_cannot_be_applied_is_named() {
        let document = json!({ "a": 1 });
        for (action, why) in [
            (json!({ "target": "a", "update": 1 }), "a is not a JSONPath"),
            (
                json!({ "target": "$.a" }),
                "it has no update, copy or remove",
            ),
            (
                json!({ "target": "$.a", "update": 1, "copy": "$.a" }),
                "it has both update and copy",
            ),
            (
                json!({ "target": "$.a", "copy": "$.b" }),
                "matches 0 values",
            ),
            (
                json!({ "target": "$.a", "updates": 1 }),
                "`updates` is not known",
            ),
            (
                json!({ "target": "$", "remove": true }),
                "the whole document cannot be removed",
            ),
            (json!({ "update": 1 }), "missing field `target`"),
        ] {
            let error = applied(&document, &json!([action])).unwrap_err();
            assert!(error.contains(why), "{action}: {error}");
        }
    }

    #[test]
    fn an_overlay_of_a_version_to_come_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), r#"{ "overlay": "2.0.0", "actions": [] }"#).unwrap();
        let error = super::overlay(&json!({}), file.path()).unwrap_err();
        assert!(error.to_string().contains("version 2.0.0"), "{error}");
    }
}
