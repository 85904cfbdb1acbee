//! The request body, in one of the media types that the document lists.

use serde_json::{Map, Value};

use crate::{
    json::{is_true, object, string},
    pointer::Pointer,
    read::{
        leftovers::{self, Holds},
        media_type::{essence, is_json},
        schemas::Reader,
    },
    report::{Change, OperationProblem},
    tree::{Body, Encoding, Kind, Schema, kind_of},
};

/// How a body of this media type is written. Where we do not know, the caller hands over bytes.
fn encoding_of(media_type: &str) -> Encoding {
    match essence(media_type).as_str() {
        "application/x-www-form-urlencoded" => Encoding::Form,
        "text/plain" => Encoding::Text,
        essence if is_json(essence) => Encoding::Json,
        _ => Encoding::Bytes,
    }
}

/// Reads the request body of an operation; an error if none of its media types can be sent.
pub(crate) fn read<'d>(
    operation: &'d Map<String, Value>,
    at: &Pointer,
    reader: &mut Reader<'d>,
) -> Result<Option<Body>, OperationProblem> {
    let at = at.child("requestBody");
    let Some(body) = operation.get("requestBody") else {
        return Ok(None);
    };
    let (at, body) = reader
        .resolve(body, &at)
        .ok_or(OperationProblem::BodyReferenceUnresolved)?;
    let body = body.as_object().ok_or(OperationProblem::BodyNotAnObject)?;
    let known = [
        ("content", Holds::Object),
        ("required", Holds::Anything),
        ("description", Holds::Anything),
    ];
    leftovers::note(&mut reader.report, body, &known, &at);
    let content = object(body, "content");
    if content.is_empty() {
        reader.report.push(at.clone(), Change::BodyWithoutContent);
        return Ok(None);
    }
    let chosen = content
        .iter()
        .map(|(name, media_type)| (encoding_of(name), name, media_type))
        .min_by_key(|(encoding, name, _)| (*encoding, *name != encoding.media_type()));
    let Some((encoding, name, media_type)) = chosen else {
        return Ok(None);
    };
    let content_at = at.child("content");
    for other in content.keys().filter(|other| *other != name) {
        reader.report.push(
            content_at.child(other),
            Change::MediaTypeNotSent { sent: name.clone() },
        );
    }
    let at = content_at.child(name);
    let plain = essence(name) == encoding.media_type() || name.contains('*');
    if encoding == Encoding::Bytes && !plain {
        reader.report.push(at.clone(), Change::BodyAsBytes);
    }
    let media_type_object = object(content, name);
    leftovers::note(
        &mut reader.report,
        media_type_object,
        &[("schema", Holds::Anything)],
        &at,
    );
    let schema_at = at.child("schema");
    let schema = match (encoding, media_type.get("schema")) {
        (Encoding::Text | Encoding::Bytes, given) => {
            if given.is_some() {
                reader
                    .report
                    .push(schema_at.clone(), Change::BodySchemaNotUsed);
            }
            Schema::new(Kind::Text, &schema_at)
        }
        (_, Some(schema)) => reader.read(schema, &schema_at),
        (_, None) => Schema::new(Kind::Any, &schema_at),
    };
    let schema = match encoding {
        Encoding::Form => form(schema, reader)?,
        _ => schema,
    };
    let required = is_true(body, "required");
    let object = matches!(kind_of(reader, &schema), Kind::Object(_));
    if !required && object {
        reader.report.push(at.clone(), Change::BodyOptional);
    } else if !required {
        reader
            .report
            .push(at.clone(), Change::OptionalBodyAlwaysSent);
    }
    Ok(Some(Body {
        optional: !required && object,
        encoding,
        schema,
        description: string(body, "description").map(ToOwned::to_owned),
        media_type: (!plain).then(|| name.clone()),
    }))
}

/// The schema of a form: an object whose properties are plain values.
fn form(schema: Schema, reader: &mut Reader<'_>) -> Result<Schema, OperationProblem> {
    let Kind::Object(mut object) = kind_of(reader, &schema) else {
        return Err(OperationProblem::FormNotAnObject);
    };
    for (name, property) in &mut object.properties {
        if !kind_of(reader, property).is_scalar() {
            reader.report.push(
                property.origin.clone(),
                Change::FormFieldAsText { name: name.clone() },
            );
            property.kind = Kind::Text;
        }
    }
    Ok(Schema {
        kind: Kind::Object(object),
        ..schema
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        openapi::{MEDIA_TYPE, OPTIONAL_BODY},
        testing::normalize_operation,
    };

    fn normalized(media_types: &[&str]) -> (Value, Value, usize) {
        let schema = json!({ "type": "object", "properties": { "a": {} } });
        let content: Map<String, Value> = media_types
            .iter()
            .map(|name| ((*name).to_owned(), json!({ "schema": schema })))
            .collect();
        let normalized = normalize_operation(&json!({
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
            "requestBody": { "required": true, "content": content },
            "responses": {},
        }));
        let operation = normalized.operation();
        let content = operation["requestBody"]["content"].as_object();
        let sent = content.and_then(|content| content.keys().next()).cloned();
        (
            json!(sent),
            operation[MEDIA_TYPE].clone(),
            normalized.lossy().len(),
        )
    }

    #[test]
    fn json_is_preferred_and_the_others_are_reported() {
        let (sent, media_type, lossy) = normalized(&["text/plain", "application/json"]);
        assert_eq!(
            (sent, media_type, lossy),
            (json!("application/json"), Value::Null, 1)
        );
    }

    #[test]
    fn an_optional_object_is_marked_and_another_optional_body_is_reported() {
        for (kind, marked, lossy) in [("object", json!(true), 0), ("array", Value::Null, 1)] {
            let normalized = normalize_operation(&json!({
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
                "requestBody": { "content": { "application/json": { "schema": { "type": kind } } } },
                "responses": {},
            }));
            assert_eq!(normalized.operation()[OPTIONAL_BODY], marked);
            assert_eq!(normalized.lossy().len(), lossy);
        }
    }

    #[test]
    fn a_form_has_plain_values_only() {
        let schema = json!({ "type": "object", "properties": {
            "a": { "type": "integer" }, "list": { "type": "array", "items": {} },
        } });
        let normalized = normalize_operation(&json!({
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
            "requestBody": { "required": true, "content": {
                "application/x-www-form-urlencoded": { "schema": schema },
            } },
            "responses": {},
        }));
        let properties = &normalized.schema("ActBody")["properties"];
        assert_eq!(properties["a"]["type"], "integer");
        assert_eq!(properties["list"]["type"], "string");
        assert_eq!(normalized.lossy().len(), 1);
    }

    #[test]
    fn parameters_of_a_media_type_do_not_matter() {
        let (sent, ..) = normalized(&["application/json; charset=utf-8"]);
        assert_eq!(sent, "application/json");
    }

    #[test]
    fn another_json_is_sent_as_what_it_is() {
        let (sent, media_type, lossy) = normalized(&["application/merge-patch+json"]);
        assert_eq!(sent, "application/json");
        assert_eq!(
            (media_type, lossy),
            (json!("application/merge-patch+json"), 0)
        );
    }

    #[test]
    fn what_nobody_knows_how_to_write_is_bytes_and_reported() {
        let (sent, media_type, lossy) = normalized(&["multipart/form-data"]);
        assert_eq!(sent, "application/octet-stream");
        assert_eq!((media_type, lossy), (json!("multipart/form-data"), 1));
    }
}
