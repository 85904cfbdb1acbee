//! Values from the command line, as the document types them.

use serde_json::{Map, Value};
use vast_sdk::api::registry::Arguments;

use super::{
    content,
    operation::{Argument, Operation, nearest},
};
use crate::{
    arguments::Api,
    exit_status::{ExitStatus, Failure},
    secrets,
};

/// Names with their values, and a body as a whole.
pub struct Given {
    pub values: Vec<(String, String)>,
    pub body: Option<Vec<u8>>,
}

impl Given {
    /// As on the command line.
    ///
    /// # Errors
    ///
    /// If something is not `NAME=VALUE`.
    pub fn of(arguments: &Api) -> Result<Self, Failure> {
        let values = arguments.arguments.iter().map(|text| {
            let pair = text.split_once('=').ok_or_else(|| {
                let shown = secrets::shown(text);
                let reason = format!("{shown} is not NAME=VALUE; nothing was sent");
                ExitStatus::Usage.failure(reason)
            });
            pair.map(|(name, value)| (name.to_owned(), value.to_owned()))
        });
        Ok(Self {
            values: values.collect::<Result<_, _>>()?,
            body: arguments.body.clone().map(String::into_bytes),
        })
    }

    /// With the content of files and of standard input in the places where they are named.
    ///
    /// # Errors
    ///
    /// If one cannot be read, or has no text where that is wanted.
    pub fn read(self) -> Result<Self, Failure> {
        let values = self
            .values
            .into_iter()
            .map(|(name, value)| Ok((name, text_of(&value)?)));
        let body = self
            .body
            .map(|body| content(&String::from_utf8_lossy(&body)));
        Ok(Self {
            values: values.collect::<Result<_, _>>()?,
            body: body.transpose()?,
        })
    }
}

/// What is to be sent.
pub fn arguments(operation: &Operation<'_>, given: Given) -> Result<Arguments, Failure> {
    let body = given.body;
    let usage = |reason: String| {
        let name = operation.name;
        let reason =
            format!("{reason}; vast api describe {name} says what {name} takes. Nothing was sent");
        ExitStatus::Usage.failure(reason)
    };
    let known = operation.arguments();
    let mut values: Vec<(&Argument<'_>, Value)> = Vec::new();
    for (name, value) in &given.values {
        let Some(argument) = known.iter().find(|argument| argument.is_called(name)) else {
            let near = nearest(name, known.iter().map(|argument| &*argument.key));
            let shown = secrets::shown(name);
            return Err(usage(format!("there is no {shown} in it{near}")));
        };
        let value = typed(operation, argument, value).map_err(usage)?;
        match values
            .iter_mut()
            .find(|(other, _)| std::ptr::eq(*other, argument))
        {
            // A list may be given item by item.
            Some((_, Value::Array(items))) if is_list(argument) => match value {
                Value::Array(more) => items.extend(more),
                one => items.push(one),
            },
            Some(_) => return Err(usage(format!("{name} is given twice"))),
            None => values.push((argument, value)),
        }
    }
    if body.is_some() && !operation.has_body() {
        return Err(usage("it takes no body".to_owned()));
    }
    let is_json = operation.body().is_some();
    let (bytes, json) = if is_json { (None, body) } else { (body, None) };
    let whole = json.map(|text| {
        serde_json::from_slice::<Value>(&text)
            .map_err(|error| usage(format!("the body is no JSON: {error}")))
    });
    let whole = whole.transpose()?;
    for argument in &known {
        let is_given = values
            .iter()
            .any(|(given, _)| std::ptr::eq(*given, argument));
        let is_in_whole = argument.location == "body" && whole.is_some();
        let is_in_body =
            argument.location == "body" && !operation.body().is_some_and(|(_, required)| required);
        let may_be_left_out = is_in_body && values.is_empty();
        if argument.is_required && !(is_given || is_in_whole || may_be_left_out) {
            return Err(usage(format!("{} is missing", argument.key)));
        }
    }
    let mut all = Arguments::new();
    let mut properties = Map::new();
    for (argument, value) in values {
        let location = match argument.location {
            "path" => "path",
            "query" => "query",
            "header" => "header",
            _ => {
                properties.insert(argument.name.to_owned(), value);
                continue;
            }
        };
        all = all.with_parameter(location, argument.name, value);
    }
    match (whole, properties.is_empty()) {
        (Some(whole), true) => all = all.with_body(whole),
        (Some(Value::Object(mut whole)), false) => {
            whole.extend(properties);
            all = all.with_body(Value::Object(whole));
        }
        (Some(_), false) => {
            return Err(usage(
                "the body is no object, so it has no properties to set".to_owned(),
            ));
        }
        (None, false) => all = all.with_body(Value::Object(properties)),
        (None, true) if operation.body().is_some_and(|(_, required)| required) => {
            all = all.with_body(Value::Object(properties));
        }
        (None, true) => {}
    }
    if let Some(bytes) = bytes {
        all = all.with_bytes(bytes);
    }
    Ok(all)
}

/// The same for what has to be text.
fn text_of(argument: &str) -> Result<String, Failure> {
    String::from_utf8(content(argument)?).map_err(|_| {
        let reason = format!(
            "{} is not text in UTF-8; nothing was sent",
            secrets::shown(argument)
        );
        ExitStatus::Usage.failure(reason)
    })
}

fn is_list(argument: &Argument<'_>) -> bool {
    argument.schema["type"] == "array"
}

fn typed<'d>(
    operation: &Operation<'d>,
    argument: &Argument<'d>,
    text: &str,
) -> Result<Value, String> {
    let schema = argument.schema;
    let value = match schema["type"].as_str() {
        Some("array") if !text.trim_start().starts_with('[') => {
            one(operation.resolved(&schema["items"]), text).map(|item| Value::Array(vec![item]))
        }
        _ => one(schema, text),
    };
    let allowed = schema["enum"].as_array();
    let value = value
        .filter(|value| value.is_null() || allowed.is_none_or(|allowed| allowed.contains(value)));
    value.ok_or_else(|| {
        let (name, shown) = (&argument.key, secrets::shown(text));
        let expected = operation.type_of(schema);
        format!("{name} is {expected}, and {shown} is not")
    })
}

fn one(schema: &Value, text: &str) -> Option<Value> {
    let json = || serde_json::from_str::<Value>(text).ok();
    if schema["nullable"] == true && text == "null" {
        return Some(Value::Null);
    }
    match schema["type"].as_str() {
        Some("string") => Some(text.into()),
        Some("integer") => json().filter(|value| value.is_i64() || value.is_u64()),
        Some("number") => json().filter(Value::is_number),
        Some("boolean") => json().filter(Value::is_boolean),
        Some("object") => json().filter(Value::is_object),
        Some("array") => json().filter(Value::is_array),
        // Several types may be allowed, and text is one of them in most documents.
        _ => Some(json().unwrap_or_else(|| text.into())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::operation::Document, *};

    fn document() -> Document {
        let body = json!({
            "type": "object",
            "required": ["label"],
            "properties": {
                "id": { "type": "string" },
                "label": { "type": "string" },
                "price": { "type": "number" },
                "tags": { "type": "array", "items": { "type": "integer" } },
                "names": { "type": "array", "items": { "$ref": "#/components/schemas/Name" } },
                "name": { "allOf": [{ "$ref": "#/components/schemas/Name" }] },
                "kind": { "type": "string", "enum": ["a", "b"], "nullable": true },
                "more": { "type": "object" },
                "any": {},
            },
        });
        Document::of(json!({
            "paths": { "/things/{id}": { "put": {
                "operationId": "set_thing",
                "parameters": [
                    { "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } },
                    { "name": "dry", "in": "query", "schema": { "type": "boolean" } },
                ],
                "requestBody": { "required": true, "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Thing" },
                } } },
            } } },
            "components": { "schemas": { "Thing": body, "Name": { "type": "string" } } },
        }))
    }

    /// What is sent, or why nothing is.
    fn given(arguments: &[&str], body: Option<&str>) -> Result<Arguments, String> {
        let document = document();
        let operation = document
            .operation("set_thing")
            .map_err(|failure| failure.reason)?;
        let values = arguments.iter().map(|text| text.split_once('=').unwrap());
        let given = Given {
            values: values
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: body.map(|body| body.as_bytes().to_vec()),
        };
        super::arguments(&operation, given).map_err(|failure| failure.reason)
    }

    fn sent(body: Value) -> String {
        let arguments = Arguments::new().with_parameter("path", "id", json!(7));
        format!("{:?}", arguments.with_body(body))
    }

    #[test]
    fn values_are_typed_as_the_document_says() {
        for (text, value) in [
            ("price=1.5", json!({ "price": 1.5 })),
            ("price=2", json!({ "price": 2 })),
            ("tags=1", json!({ "tags": [1] })),
            ("tags=[1, 2]", json!({ "tags": [1, 2] })),
            ("names=1", json!({ "names": ["1"] })),
            ("name=1", json!({ "name": "1" })),
            ("kind=a", json!({ "kind": "a" })),
            ("kind=null", json!({ "kind": null })),
            ("more={\"a\": 1}", json!({ "more": { "a": 1 } })),
            ("any=text", json!({ "any": "text" })),
            ("any=[1]", json!({ "any": [1] })),
            ("body.id=7", json!({ "id": "7" })),
            ("label=a=b", json!({ "label": "a=b" })),
        ] {
            let mut body = value;
            let label = ["label=1"]
                .into_iter()
                .filter(|_| !text.starts_with("label"));
            body.as_object_mut()
                .unwrap()
                .entry("label")
                .or_insert(json!("1"));
            let all: Vec<&str> = ["id=7", text].into_iter().chain(label).collect();
            let arguments = given(&all, None).unwrap();
            assert_eq!(format!("{arguments:?}"), sent(body), "{text}");
        }
    }

    #[test]
    fn a_list_may_be_given_item_by_item() {
        let arguments = given(&["id=7", "label=1", "tags=1", "tags=2", "tags=[3]"], None).unwrap();
        assert_eq!(
            format!("{arguments:?}"),
            sent(json!({ "label": "1", "tags": [1, 2, 3] }))
        );
    }

    #[test]
    fn properties_are_set_in_a_body_that_is_given_as_a_whole() {
        let arguments = given(
            &["id=7", "price=3"],
            Some("{\"label\": \"a\", \"price\": 1}"),
        );
        let body = json!({ "label": "a", "price": 3 });
        assert_eq!(format!("{:?}", arguments.unwrap()), sent(body));
    }

    #[test]
    fn what_is_wrong_or_missing_is_named() {
        for (arguments, why) in [
            (&["label=a"][..], "id is missing"),
            (&["id=7"], "label is missing"),
            (&["id=a", "label=a"], "id is integer"),
            (&["id=7", "label=a", "dry=yes"], "dry is boolean"),
            (&["id=7", "label=a", "kind=c"], "kind is one of a, b"),
            (&["id=7", "label=a", "tags=x"], "tags is list of integer"),
            (&["id=7", "label=a", "more=1"], "more is object"),
            (&["id=7", "label=a", "labels=b"], "is label meant?"),
        ] {
            let reason = given(arguments, None).unwrap_err();
            assert!(reason.contains(why), "{arguments:?}: {reason}");
            assert!(reason.ends_with("Nothing was sent"), "{reason}");
        }
    }
}
