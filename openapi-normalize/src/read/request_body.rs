//! The request body, in one of the media types that the document lists.

use serde_json::{Map, Value};

use crate::{
    json::{is_true, object, string},
    pointer::Pointer,
    read::{
        leftovers::{self, Holds},
        media_type::{encoding_of, is_header_value, is_structured, json_name, schema_of},
        nulls,
        schemas::Reader,
    },
    report::{Change, OperationProblem},
    tree::{Additional, Body, Encoding, Kind, Schema, is_scalar, is_scalar_item, kind_of},
};

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
    let content_at = at.child("content");
    let chosen = content
        .iter()
        .map(|(name, media_type)| {
            let encoding = encoding_of(name, media_type, &content_at.child(name), reader);
            (encoding, name, media_type)
        })
        .min_by_key(|(encoding, name, _)| {
            let preference = reader.settings.preference(name);
            (preference, *encoding, *name != encoding.media_type())
        });
    let Some((encoding, name, media_type)) = chosen else {
        return Ok(None);
    };
    for (other, media_type) in content.iter().filter(|(other, _)| *other != name) {
        let same_values =
            encoding != Encoding::Bytes && media_type.get("schema") == content[name].get("schema");
        let sent = name.clone();
        let change = Change::MediaTypeNotSent { sent, same_values };
        reader.report.push(content_at.child(other), change);
    }
    let at = content_at.child(name);
    leftovers::note(
        &mut reader.report,
        object(content, name),
        &[("schema", Holds::Anything), ("encoding", Holds::Anything)],
        &at,
    );
    let schema_at = at.child("schema");
    let schema = match (encoding, media_type.get("schema")) {
        (Encoding::Text | Encoding::Bytes, given) => {
            let structured = schema_of(media_type, &at, reader).is_some_and(is_structured);
            if structured {
                reader.report.push(at.clone(), Change::BodyAsBytes);
            } else if given.is_some() {
                let change = Change::BodySchemaNotUsed;
                reader.report.push(schema_at.clone(), change);
            }
            Schema::new(Kind::Text, &schema_at)
        }
        (_, Some(schema)) => reader.read(schema, &schema_at),
        (_, None) => Schema::new(Kind::Any, &schema_at),
    };
    let schema = match encoding {
        Encoding::Form => {
            let form = form(schema, media_type, reader)?;
            nulls::note(&form, &at, reader);
            form
        }
        _ => schema,
    };
    let required = is_true(body, "required");
    let stock = reader.is_stock();
    if !required {
        let change = if stock {
            Change::BodyAlwaysSent
        } else {
            Change::BodyOptional
        };
        reader.report.push(at.clone(), change);
    }
    let sent = match encoding {
        Encoding::Json => json_name(name),
        // progenitor writes a form with its media type.
        Encoding::Form => encoding.media_type(),
        _ if is_header_value(name) && !name.contains('*') => name,
        _ => encoding.media_type(),
    };
    Ok(Some(Body {
        optional: !required && !stock,
        encoding,
        schema,
        description: string(body, "description").map(ToOwned::to_owned),
        media_type: (sent != encoding.media_type()).then(|| sent.to_owned()),
        at,
    }))
}

/// The schema of a form: an object whose properties are plain values, or arrays of them with a field for each
/// element.
fn form(
    schema: Schema,
    media_type: &Value,
    reader: &mut Reader<'_>,
) -> Result<Schema, OperationProblem> {
    let Kind::Object(mut object) = kind_of(reader, &schema) else {
        return Err(OperationProblem::FormNotAnObject);
    };
    for (name, property) in &mut object.properties {
        let encoding = &media_type["encoding"][name];
        let usual = encoding["style"]
            .as_str()
            .is_none_or(|style| style == "form")
            && encoding["explode"] != false
            && encoding.get("contentType").is_none();
        form_field(name, property, usual, reader);
    }
    if object.properties.is_empty() && object.additional == Additional::Unstated {
        // Its type would take any JSON.
        let any = Schema::new(Kind::Any, &schema.origin);
        object.additional = Additional::Typed(Box::new(any));
    }
    if let Additional::Typed(values) = &mut object.additional {
        form_field("additionalProperties", values, true, reader);
    }
    Ok(Schema {
        kind: Kind::Object(object),
        ..schema
    })
}

/// Makes a field a text if there is no other way to write it.
fn form_field(name: &str, field: &mut Schema, usual: bool, reader: &mut Reader<'_>) {
    let kind = kind_of(reader, field);
    // `serde_urlencoded`, which progenitor writes forms with, has no arrays.
    let usual = usual && !reader.is_stock();
    let repeated = matches!(&kind, Kind::Array(items) if usual && is_scalar_item(reader, items));
    if !repeated && !is_scalar(reader, field) {
        let name = name.to_owned();
        let change = Change::FormFieldAsText { name };
        reader.report.push(field.origin.clone(), change);
        field.kind = Kind::Text;
        field.kept.clear();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        Normalized,
        openapi::{MEDIA_TYPE, OPTIONAL_BODY},
        testing::normalize_operation,
    };

    fn normalized(content: Value) -> Normalized {
        normalize_operation(&json!({
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
            "requestBody": { "required": true, "content": content },
            "responses": {},
        }))
    }

    /// The media type for progenitor, and the one on the wire.
    fn sent(normalized: &Normalized) -> (String, String) {
        let operation = normalized.operation();
        let content = operation["requestBody"]["content"].as_object().unwrap();
        let sent = content.keys().next().unwrap().clone();
        let wire = operation[MEDIA_TYPE].as_str().unwrap_or(&sent).to_owned();
        (sent, wire)
    }

    fn object() -> Value {
        json!({ "schema": { "type": "object", "properties": { "a": { "type": "string" } } } })
    }

    #[test]
    fn json_is_preferred_and_the_others_are_reported() {
        let normalized = normalized(json!({ "text/plain": {}, "application/json": object() }));
        assert_eq!(sent(&normalized).1, "application/json");
        let sent = "application/json".to_owned();
        assert_eq!(
            normalized.lossy(),
            [Change::MediaTypeNotSent {
                sent,
                same_values: false
            }]
        );
    }

    #[test]
    fn a_text_of_any_media_type_is_sent_as_it_is() {
        let text = || json!({ "schema": { "type": "string" } });
        for content in [
            json!({ "*/*": text() }),
            json!({ "*/*": text(), "text/plain": text() }),
        ] {
            let normalized = normalized(content);
            assert_eq!(sent(&normalized).1, "text/plain");
            assert_eq!(normalized.lossy(), []);
        }
        let any = normalized(json!({ "*/*": object() }));
        assert_eq!(sent(&any).1, "application/json");
    }

    #[test]
    fn nothing_is_lost_where_another_media_type_has_the_same_schema() {
        let normalized = normalized(json!({
            "application/*+json": object(), "application/xml": object(), "application/json": object(),
        }));
        assert_eq!(sent(&normalized).1, "application/json");
        assert_eq!(normalized.lossy(), []);
    }

    #[test]
    fn every_json_is_typed_and_sent_under_its_own_name() {
        for (name, wire) in [
            ("application/json", "application/json"),
            (
                "application/json; charset=utf-8",
                "application/json; charset=utf-8",
            ),
            (
                "application/vnd.a.v1+json;version=1",
                "application/vnd.a.v1+json;version=1",
            ),
            ("text/json", "text/json"),
            ("*/*", "application/json"),
            ("application/*", "application/json"),
            ("*/json", "application/json"),
        ] {
            let normalized = normalized(json!({ name: object() }));
            assert_eq!(
                sent(&normalized),
                ("application/json".to_owned(), wire.to_owned())
            );
            assert_eq!(normalized.lossy(), [], "{name}");
        }
    }

    #[test]
    fn what_is_one_text_or_bytes_anyway_loses_nothing() {
        let binary = json!({ "schema": { "type": "string", "format": "binary" } });
        for (name, media_type, expected) in [
            (
                "text/csv",
                json!({ "schema": { "type": "string" } }),
                "text/plain",
            ),
            ("image/png", json!({}), "application/octet-stream"),
            ("*/*", binary, "application/octet-stream"),
            (
                "application/x-ndjson",
                json!({}),
                "application/octet-stream",
            ),
        ] {
            let normalized = normalized(json!({ name: media_type }));
            let (sent, wire) = sent(&normalized);
            assert_eq!(sent, expected);
            assert_eq!(wire, if name == "*/*" { expected } else { name });
            assert_eq!(normalized.lossy(), [], "{name}");
        }
    }

    #[test]
    fn what_the_caller_has_to_write_is_reported() {
        for name in [
            "multipart/form-data",
            "application/xml",
            "text/plain",
            "application/x-ndjson",
        ] {
            let normalized = normalized(json!({ name: object() }));
            assert_eq!(sent(&normalized).1, name);
            assert_eq!(normalized.lossy(), [Change::BodyAsBytes]);
        }
    }

    #[test]
    fn an_optional_body_is_marked_whatever_it_is() {
        for kind in ["object", "array", "string"] {
            let normalized = normalize_operation(&json!({
                "requestBody": { "content": { "application/json": { "schema": { "type": kind } } } },
                "responses": {},
            }));
            assert_eq!(normalized.operation()[OPTIONAL_BODY], true);
            assert_eq!(normalized.lossy(), []);
        }
    }

    #[test]
    fn a_form_has_plain_values_and_arrays_of_them() {
        let schema = json!({ "type": "object", "properties": {
            "a": { "type": "integer" },
            "list": { "type": "array", "items": { "type": "string" } },
            "joined": { "type": "array", "items": { "type": "string" } },
            "object": { "type": "object", "properties": { "b": {} } },
        } });
        let encoding = json!({ "joined": { "explode": false } });
        let normalized = normalized(json!({
            "application/x-www-form-urlencoded": { "schema": schema, "encoding": encoding },
        }));
        let properties = &normalized.schema("ActBody")["properties"];
        let types = ["a", "list", "joined", "object"].map(|name| properties[name]["type"].clone());
        assert_eq!(types, ["integer", "array", "string", "string"]);
        assert_eq!(normalized.lossy().len(), 2);
    }

    #[test]
    fn null_inside_a_form_is_reported_wherever_it_can_stand() {
        let nullable = json!({ "type": "string", "nullable": true });
        for (schema, is_reported) in [
            (
                json!({ "properties": { "a": { "type": "string" } } }),
                false,
            ),
            (json!({ "properties": { "a": nullable } }), true),
            (
                json!({ "properties": { "a": { "type": "array", "items": nullable } } }),
                true,
            ),
            (json!({ "additionalProperties": nullable }), true),
        ] {
            let normalized = normalized(json!({
                "application/x-www-form-urlencoded": { "schema": schema },
            }));
            let expected: &[Change] = if is_reported {
                &[Change::NullInsideNotSent]
            } else {
                &[]
            };
            assert_eq!(normalized.lossy(), expected, "{schema}");
        }
    }

    #[test]
    fn the_fields_of_a_form_without_names_are_plain_values_and_arrays_of_them_too() {
        let text = json!({ "type": "string" });
        let texts = json!({ "type": "array", "items": text });
        let map = |values: Value| json!({ "type": "object", "additionalProperties": values });
        for (schema, values, lossy) in [
            (map(text.clone()), &text, 0),
            (map(texts.clone()), &texts, 0),
            (map(json!(true)), &text, 1),
            (map(map(text.clone())), &text, 1),
            (map(json!({ "type": "array", "items": texts })), &text, 1),
            (json!({ "type": "object" }), &text, 1),
        ] {
            let form = json!({ "application/x-www-form-urlencoded": { "schema": schema } });
            let normalized = normalized(form);
            let body = &normalized.operation()["requestBody"]["content"];
            let body = &body["application/x-www-form-urlencoded"]["schema"];
            assert_eq!(body["additionalProperties"], *values, "{schema}");
            assert_eq!(normalized.lossy().len(), lossy, "{schema}");
        }
    }
}
