//! What a new revision of the document changes for users of the client.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde_json::Value;

/// One difference between two clients.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Whether code that works with the old client may fail to compile or work with the new one.
    pub breaking: bool,
    /// A sentence about what has changed.
    pub what: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.breaking {
            "BREAKING"
        } else {
            "        "
        };
        write!(f, "{mark} {}", self.what)
    }
}

/// The changes from one normalized document to another, breaking ones first.
#[must_use]
pub fn between(old: &Value, new: &Value) -> Vec<Change> {
    let mut changes = Changes(Vec::new());
    let (old_operations, new_operations) = (operations(old), operations(new));
    for (place, before) in &old_operations {
        match new_operations.get(place) {
            Some(after) => changes.operation(before, after),
            None => changes.breaking(format!("operation `{}` removed", before.id)),
        }
    }
    for (place, after) in &new_operations {
        if !old_operations.contains_key(place) {
            changes.compatible(format!("operation `{}` added", after.id));
        }
    }
    let mut changes = changes.0;
    changes.sort_by(|left, right| right.breaking.cmp(&left.breaking).then(left.cmp(right)));
    changes
}

struct Operation {
    id: String,
    path: String,
    /// What the caller sends, by name.
    request: BTreeMap<String, Field>,
    /// What the server returns, by name.
    response: BTreeMap<String, Field>,
}

#[derive(PartialEq)]
struct Field {
    /// The type, in words.
    kind: String,
    required: bool,
}

/// The operations by path and method. A slash at the end of the path does not make a difference.
fn operations(document: &Value) -> BTreeMap<(&str, &str), Operation> {
    openapi_normalize::operations(document)
        .map(|(path, method, found)| {
            let place = (path.trim_end_matches('/'), method);
            (place, operation(document, path, found))
        })
        .collect()
}

fn operation(document: &Value, path: &str, operation: &Value) -> Operation {
    let mut request = Fields::of(document);
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = format!("{} {}", text(&parameter["in"]), text(&parameter["name"]));
        let required = parameter["required"] == true;
        request.add(&parameter["schema"], &name, required);
    }
    request.add_content(&operation["requestBody"], "body");

    let mut response = Fields::of(document);
    for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
        let part = if status.starts_with('2') {
            "response"
        } else {
            "error"
        };
        response.add_content(answer, part);
    }
    Operation {
        id: text(&operation["operationId"]).to_owned(),
        path: path.to_owned(),
        request: request.found,
        response: response.found,
    }
}

struct Fields<'d> {
    document: &'d Value,
    found: BTreeMap<String, Field>,
    /// The references that were followed. A shared schema is described only where it occurs first.
    seen: BTreeSet<&'d str>,
}

impl<'d> Fields<'d> {
    fn of(document: &'d Value) -> Self {
        Self {
            document,
            found: BTreeMap::new(),
            seen: BTreeSet::new(),
        }
    }

    fn add_content(&mut self, holder: &'d Value, name: &str) {
        for (_, content) in holder["content"].as_object().into_iter().flatten() {
            self.add(&content["schema"], name, true);
        }
    }

    fn add(&mut self, schema: &'d Value, name: &str, required: bool) {
        let reference = schema["$ref"]
            .as_str()
            .or_else(|| schema["allOf"][0]["$ref"].as_str());
        if let Some(reference) = reference {
            if self.seen.insert(reference) {
                let target = self.document.pointer(reference.trim_start_matches('#'));
                self.add(target.unwrap_or(&Value::Null), name, required);
            }
            return;
        }
        let kind = kind(schema);
        self.found.insert(name.to_owned(), Field { kind, required });
        for (property, schema_of) in schema["properties"].as_object().into_iter().flatten() {
            let required = schema["required"].as_array();
            let required = required.is_some_and(|names| names.iter().any(|n| n == property));
            self.add(schema_of, &format!("{name}.{property}"), required);
        }
        for (part, schema) in [
            ("[]", &schema["items"]),
            ("{}", &schema["additionalProperties"]),
        ] {
            if schema.as_object().is_some_and(|schema| !schema.is_empty()) {
                self.add(schema, &format!("{name}{part}"), true);
            }
        }
        for (number, variant) in (1..).zip(schema["oneOf"].as_array().into_iter().flatten()) {
            self.add(variant, &format!("{name}|{number}"), true);
        }
    }
}

fn kind(schema: &Value) -> String {
    match (schema["type"].as_str(), schema["enum"].as_array()) {
        (_, Some(values)) => {
            // Their order does not matter.
            let values: BTreeSet<String> = values.iter().map(ToString::to_string).collect();
            let values: Vec<String> = values.into_iter().collect();
            format!("one of {}", values.join(", "))
        }
        (Some(kind), None) => kind.to_owned(),
        (None, None) if schema["oneOf"].is_array() => "one of several".to_owned(),
        (None, None) => "any JSON".to_owned(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

struct Changes(Vec<Change>);

impl Changes {
    fn breaking(&mut self, what: String) {
        self.0.push(Change {
            breaking: true,
            what,
        });
    }

    fn compatible(&mut self, what: String) {
        self.0.push(Change {
            breaking: false,
            what,
        });
    }

    fn operation(&mut self, old: &Operation, new: &Operation) {
        let id = &new.id;
        if old.id != new.id {
            self.breaking(format!("operation `{}` renamed to `{id}`", old.id));
        }
        if old.path != new.path {
            self.compatible(format!("`{id}`: the path {} is now {}", old.path, new.path));
        }
        for (requests, old, new) in [
            (true, &old.request, &new.request),
            (false, &old.response, &new.response),
        ] {
            for (name, before) in old {
                match new.get(name) {
                    None => self.breaking(format!("`{id}`: {name} removed")),
                    Some(after) => self.field(id, name, requests, before, after),
                }
            }
            for (name, after) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
                // A required part of something new is only required where the new thing is used.
                let required = requests && after.required && !is_inside_new(name, old);
                if required {
                    self.breaking(format!("`{id}`: {name} added, and required"));
                } else {
                    self.compatible(format!("`{id}`: {name} added"));
                }
            }
        }
    }

    fn field(&mut self, id: &str, name: &str, requests: bool, old: &Field, new: &Field) {
        if old.kind != new.kind {
            let what = format!("`{id}`: {name} was {}, is {}", old.kind, new.kind);
            self.breaking(what);
        }
        match (old.required, new.required) {
            (false, true) if requests => {
                self.breaking(format!("`{id}`: {name} is now required"));
            }
            (false, true) => self.compatible(format!("`{id}`: {name} is now always there")),
            (true, false) if requests => {
                self.compatible(format!("`{id}`: {name} is now optional"));
            }
            (true, false) => self.breaking(format!("`{id}`: {name} may now be absent")),
            _ => {}
        }
    }
}

fn is_inside_new(name: &str, old: &BTreeMap<String, Field>) -> bool {
    let end = name.rfind(['.', '[', '{', '|']);
    end.is_some_and(|end| !old.contains_key(&name[..end]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(body: &Value) -> Value {
        json!({ "paths": { "/a/": { "post": {
            "operationId": "act",
            "requestBody": { "content": { "application/json": { "schema": body } } },
            "responses": { "200": { "content": { "application/json": { "schema": body } } } },
        } } } })
    }

    fn object(properties: &Value, required: &[&str]) -> Value {
        document(&json!({ "type": "object", "properties": properties, "required": required }))
    }

    fn lines(old: &Value, new: &Value) -> Vec<String> {
        let changes = between(old, new);
        changes.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_same_document_has_no_changes() {
        let document = object(&json!({ "a": { "type": "string" } }), &["a"]);
        assert!(between(&document, &document).is_empty());
    }

    #[test]
    fn an_operation_that_is_gone_is_breaking_and_one_that_came_is_not() {
        let (old, new) = (document(&json!({})), json!({ "paths": {} }));
        assert_eq!(lines(&old, &new), ["BREAKING operation `act` removed"]);
        assert_eq!(lines(&new, &old), ["         operation `act` added"]);
    }

    #[test]
    fn a_renamed_operation_is_breaking_and_a_slash_is_not() {
        let old = document(&json!({}));
        let mut new = old.clone();
        new["paths"]["/a"] = new["paths"]["/a/"].take();
        new["paths"].as_object_mut().unwrap().remove("/a/");
        new["paths"]["/a"]["post"]["operationId"] = json!("do_it");
        assert_eq!(
            lines(&old, &new),
            [
                "BREAKING operation `act` renamed to `do_it`",
                "         `do_it`: the path /a/ is now /a",
            ]
        );
    }

    #[test]
    fn a_new_field_breaks_only_a_request_that_must_have_it() {
        let old = object(&json!({}), &[]);
        let new = object(&json!({ "a": { "type": "string" } }), &["a"]);
        assert_eq!(
            lines(&old, &new),
            [
                "BREAKING `act`: body.a added, and required",
                "         `act`: response.a added",
            ]
        );
    }

    #[test]
    fn another_type_is_breaking() {
        let old = object(&json!({ "a": { "type": "string" } }), &[]);
        let new = object(&json!({ "a": { "type": "integer" } }), &[]);
        assert_eq!(
            lines(&old, &new),
            [
                "BREAKING `act`: body.a was string, is integer",
                "BREAKING `act`: response.a was string, is integer",
            ]
        );
    }

    #[test]
    fn a_recursive_schema_comes_to_an_end() {
        let mut old = document(&json!({ "$ref": "#/components/schemas/Tree" }));
        old["components"]["schemas"]["Tree"] = json!({
            "type": "object", "properties": { "child": { "$ref": "#/components/schemas/Tree" } }
        });
        assert!(between(&old, &old.clone()).is_empty());
    }
}
