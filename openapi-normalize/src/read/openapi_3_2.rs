//! What OpenAPI 3.2 says in ways of its own, in those of OpenAPI 3.1: references to media types, summaries of responses, and
//! the query string as one parameter.

use serde_json::{Map, Value, json};

use crate::{json::string, pointer::Pointer, read::media_type::essence};

/// As deep as `serde_json` parses.
const DEEPEST: usize = 128;

/// A chain of more references than this counts as a circle.
const LONGEST_CHAIN: usize = 64;

/// The document as OpenAPI 3.1 would say it. Everything keeps its place.
pub(crate) fn lowered(document: &Value) -> Value {
    let mut lowered = document.clone();
    lower(&mut lowered, document, 0);
    lowered
}

fn lower(value: &mut Value, document: &Value, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(values) => {
            for value in values {
                lower(value, document, depth + 1);
            }
        }
        Value::Object(map) => {
            query_string(map, document);
            for (key, value) in map {
                match (key.as_str(), value) {
                    ("content", Value::Object(content)) => {
                        for (name, media_type) in content {
                            if !put_in(name, media_type, document) {
                                lower(media_type, document, depth + 2);
                            }
                        }
                    }
                    (key, value) => {
                        if key == "responses" {
                            describe(value);
                        }
                        lower(value, document, depth + 1);
                    }
                }
            }
        }
        _ => {}
    }
}

/// Replaces a reference to a media type. Returns whether it was one. The names of media types have a slash, which no keyword of
/// a schema has.
fn put_in(name: &str, media_type: &mut Value, document: &Value) -> bool {
    if !name.contains('/') {
        return false;
    }
    let target = resolved(media_type, document).filter(|target| target.get("$ref").is_none());
    let Some(target) = target.filter(|_| media_type.get("$ref").is_some()) else {
        return false;
    };
    *media_type = target.clone();
    true
}

/// Follows references inside the document.
fn resolved<'v>(value: &'v Value, document: &'v Value) -> Option<&'v Value> {
    let mut value = value;
    for _ in 0..LONGEST_CHAIN {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            break;
        };
        value = Pointer::from_reference(reference)?.resolve(document)?;
    }
    Some(value)
}

/// A response can have a summary in place of a description.
fn describe(responses: &mut Value) {
    let responses = responses.as_object_mut().into_iter();
    for response in responses.flat_map(Map::values_mut) {
        // A schema may have properties with these names, but no strings in their places.
        if let Value::Object(response) = response
            && let Some(Value::String(summary)) = response.get("summary")
        {
            let summary = Value::String(summary.clone());
            response.remove("summary");
            response.entry("description").or_insert(summary);
        }
    }
}

/// The whole query string as an object in the media type of forms is a parameter for each property.
fn query_string(parameter: &mut Map<String, Value>, document: &Value) {
    if string(parameter, "in") != Some("querystring") {
        return;
    }
    let content = parameter.get("content").and_then(Value::as_object);
    let form = content.and_then(|content| {
        let is_form = |name: &str| essence(name) == "application/x-www-form-urlencoded";
        content.iter().find(|(name, _)| is_form(name))
    });
    // Styles of single properties would be lost.
    let form = form.and_then(|(_, form)| resolved(form, document));
    let Some(form) = form.filter(|form| form.get("encoding").is_none()) else {
        return;
    };
    let schema = form.get("schema").cloned().unwrap_or_default();
    parameter.remove("content");
    for (key, value) in [
        ("in", json!("query")),
        ("style", json!("form")),
        ("explode", json!(true)),
        ("schema", schema),
    ] {
        parameter.insert(key.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Change, Normalized, testing::normalize};

    fn normalized(operation: &Value, components: &Value) -> Normalized {
        normalize(&json!({
            "openapi": "3.2.0",
            "paths": { "/a": { "post": operation } },
            "components": components,
        }))
        .unwrap()
    }

    #[test]
    fn a_media_type_by_reference_is_put_in_and_a_circle_is_left() {
        let reference = |name: &str| json!({ "$ref": format!("#/components/mediaTypes/{name}") });
        let operation = json!({
            "requestBody": { "required": true, "content": { "application/json": reference("Pet") } },
            "responses": { "200": { "content": { "application/json": reference("Other") } } },
        });
        let schema = json!({ "type": "object", "properties": { "name": { "type": "string" } } });
        let components = json!({ "mediaTypes": {
            "Pet": { "schema": schema },
            "Other": reference("Pet"),
            "Circle": reference("Circle"),
        } });
        let normalized = normalized(&operation, &components);
        assert_eq!(normalized.lossy(), []);
        let schemas = normalized.document["components"]["schemas"]
            .as_object()
            .unwrap();
        assert!(
            schemas
                .values()
                .all(|schema| schema["properties"]["name"].is_object())
        );

        let circle = json!({ "content": { "a/b": reference("Circle") } });
        assert_eq!(lowered(&circle), circle);
    }

    #[test]
    fn the_summary_of_a_response_describes_it() {
        let response = json!({ "summary": "Found.", "content": {} });
        let normalized = normalized(&json!({ "responses": { "200": response } }), &json!({}));
        let response = &normalized.document["paths"]["/a"]["post"]["responses"]["200"];
        assert_eq!(response["description"], "Found.");
    }

    #[test]
    fn a_property_that_is_called_summary_or_responses_stays() {
        let text = json!({ "type": "string" });
        let properties =
            json!({ "summary": text, "responses": { "properties": { "summary": text } } });
        let schema = json!({ "type": "object", "properties": properties });
        let response = json!({ "content": { "application/json": { "schema": schema } } });
        let normalized = normalized(&json!({ "responses": { "200": response } }), &json!({}));
        let schemas = normalized.document["components"]["schemas"].as_object();
        let with_summary = schemas.unwrap().values();
        let with_summary =
            with_summary.filter(|schema| schema["properties"]["summary"]["type"] == "string");
        assert_eq!(with_summary.count(), 2);
        assert_eq!(normalized.lossy(), []);
    }

    #[test]
    fn the_query_string_as_a_form_is_a_parameter_for_each_property() {
        let parameter = |name: &str| {
            json!({ "name": "q", "in": "querystring", "content": { name: { "schema": {
                "type": "object", "properties": { "a": { "type": "integer" } },
            } } } })
        };
        let operation = |parameter: Value| json!({ "parameters": [parameter], "responses": {} });
        let form = operation(parameter("application/x-www-form-urlencoded"));
        assert_eq!(normalized(&form, &json!({})).lossy(), []);

        let json = normalized(&operation(parameter("application/json")), &json!({}));
        assert!(matches!(
            json.lossy()[..],
            [Change::ParameterLeftOut { .. }]
        ));
    }

    #[test]
    fn the_items_of_a_stream_have_a_line_and_are_not_lost() {
        let content = json!({ "text/event-stream": { "itemSchema": { "type": "object" } } });
        let response = json!({ "description": "d", "content": content });
        let normalized = normalized(&json!({ "responses": { "200": response } }), &json!({}));
        assert_eq!(normalized.lossy(), []);
        let report = normalized.report.to_string();
        let line = "text~1event-stream responses: the content is handed out as bytes";
        assert!(report.contains(line), "{report}");
    }
}
