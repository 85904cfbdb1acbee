//! `readOnly` and `writeOnly`: what the caller does not send, and what the server does not.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    report::{Change, Report},
    tree::{Access, Additional, Components, Kind, Object, Operation, Schema},
};

/// Removes the properties that are `readOnly` from the `strict` components, which requests use, and those
/// that are `writeOnly` from all others.
pub(super) fn apply(
    components: &mut Components,
    operations: &mut [Operation],
    strict: &BTreeSet<String>,
    report: &mut Report,
) {
    let of_names: BTreeMap<String, Access> = components
        .iter()
        .map(|(name, schema)| (name.clone(), schema.access))
        .collect();
    let mut remove = |schema: &mut Schema, strict: bool| {
        if let Kind::Object(object) = &mut schema.kind {
            remove_properties(object, strict, &of_names, report);
        }
    };
    for (name, schema) in components.iter_mut() {
        let strict = strict.contains(name);
        schema.walk_mut(&mut |schema| remove(schema, strict));
    }
    for operation in operations {
        for (_, schema) in operation.request_schemas_mut() {
            schema.walk_mut(&mut |schema| remove(schema, true));
        }
        for (_, schema) in operation.response_schemas_mut() {
            schema.walk_mut(&mut |schema| remove(schema, false));
        }
    }
}

fn remove_properties(
    object: &mut Object,
    strict: bool,
    of_names: &BTreeMap<String, Access>,
    report: &mut Report,
) {
    if strict {
        let properties = &object.properties;
        object.required.retain(|name| {
            let property = properties.get(name);
            !property.is_some_and(|property| property.access.may_be_read_only)
        });
    }
    let before = object.properties.len();
    object.properties.retain(|name, property| {
        let access = access(property, of_names);
        let name = name.clone();
        let change = match strict {
            true if access.read_only => Change::ReadOnlyNotSent { name },
            false if access.write_only => Change::WriteOnlyNotRead { name },
            _ => return true,
        };
        report.push(property.origin.clone(), change);
        false
    });
    if object.properties.len() == before {
        return;
    }
    object
        .required
        .retain(|name| object.properties.contains_key(name));
    if object.properties.is_empty() && object.additional == Additional::Unstated {
        // Without properties it would be a map of anything.
        object.additional = Additional::Forbidden;
    }
}

/// What a property, the schema that it refers to, or the elements of its array say.
fn access(schema: &Schema, of_names: &BTreeMap<String, Access>) -> Access {
    let inside = match &schema.kind {
        Kind::Named(name) => of_names.get(name).copied().unwrap_or_default(),
        Kind::Array(items) => access(items, of_names),
        _ => Access::default(),
    };
    schema.access | inside
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{Change, Normalized, testing::normalize_both_ways};

    /// Normalizes a document with one operation that takes and returns a `Pet` with this property.
    fn with_property(property: Value, schemas: Value) -> Normalized {
        let mut schemas = schemas;
        schemas["Pet"] = json!({
            "type": "object", "properties": { "it": property, "name": { "type": "string" } },
            "required": ["it", "name"],
        });
        normalize_both_ways("Pet", &schemas)
    }

    fn has(normalized: &Normalized, schema: &str) -> bool {
        normalized.schema(schema)["properties"].get("it").is_some()
    }

    #[test]
    fn what_is_read_only_is_not_in_requests_and_what_is_write_only_not_in_responses() {
        for (keyword, in_request, in_response) in [
            ("readOnly", false, true),
            ("writeOnly", true, false),
            ("x-other", true, true),
        ] {
            let marked = json!({ "type": "object", "properties": { "a": {} }, keyword: true });
            let schemas = json!({ "Marked": marked, "Text": { "type": "string", keyword: true },
                "Alias": { "$ref": "#/components/schemas/Marked" } });
            let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
            let plain = json!({ "type": "string" });
            for property in [
                json!({ "type": "string", keyword: true }),
                json!({ "type": ["string", "null"], keyword: true }),
                json!({ "$ref": "#/components/schemas/Pet", keyword: true }),
                json!({ "allOf": [reference("Pet")], keyword: true }),
                json!({ "allOf": [plain, { keyword: true }] }),
                json!({ "allOf": [reference("Marked")] }),
                json!({ "anyOf": [reference("Marked"), { "type": "null" }] }),
                json!({ "type": "array", "items": reference("Marked") }),
                reference("Marked"),
                reference("Text"),
                reference("Alias"),
            ] {
                let normalized = with_property(property.clone(), schemas.clone());
                assert_eq!(has(&normalized, "PetRequest"), in_request, "{property}");
                assert_eq!(has(&normalized, "Pet"), in_response, "{property}");
                assert_eq!(normalized.lossy(), []);
            }
        }
    }

    #[test]
    fn what_is_left_out_is_not_required_and_has_a_line() {
        let normalized = with_property(json!({ "type": "string", "readOnly": true }), json!({}));
        assert_eq!(normalized.schema("PetRequest")["required"], json!(["name"]));
        let name = "it".to_owned();
        let mut entries = normalized.report.entries().iter();
        assert!(
            entries.any(|entry| entry.change == Change::ReadOnlyNotSent { name: name.clone() })
        );
    }

    #[test]
    fn an_object_of_which_nothing_is_left_takes_nothing() {
        let inner = json!({ "type": "object", "properties": { "id": { "readOnly": true } } });
        let normalized = with_property(inner, json!({}));
        let inner = normalized.schema("PetItRequest");
        assert_eq!(inner["additionalProperties"], json!(false), "{inner}");
    }

    #[test]
    fn what_only_some_alternatives_leave_out_can_be_sent_and_is_not_required() {
        let plain = json!({ "type": "string" });
        let marked = json!({ "type": "string", "readOnly": true });
        let reference = json!({ "$ref": "#/components/schemas/Marked" });
        let with = |it: &Value, other: &str| json!({ "type": "object", "properties": { "it": it, other: {} }, "required": ["it"] });
        for (left, right, is_sent) in [
            (&marked, &plain, true),
            (&plain, &marked, true),
            (&reference, &plain, true),
            (&reference, &json!({ "type": "integer" }), true),
            (&marked, &marked, false),
            (&reference, &reference, false),
        ] {
            let pet = json!({ "anyOf": [with(left, "a"), with(right, "b")] });
            let one = json!({ "oneOf": [left, right] });
            let normalized = normalize_both_ways("Pet", &json!({ "Marked": marked, "Pet": pet }));
            assert_eq!(has(&normalized, "PetRequest"), is_sent, "{pet}");
            assert_eq!(normalized.schema("PetRequest")["required"], Value::Null);
            assert!(has(&normalized, "Pet"));
            let mut entries = normalized.report.entries().iter();
            assert!(entries.any(|entry| entry.change == Change::RequiredNotEnforced));
            let normalized = with_property(one, json!({ "Marked": marked }));
            assert_eq!(
                has(&normalized, "PetRequest"),
                is_sent,
                "one of {left}, {right}"
            );
        }
    }

    #[test]
    fn of_objects_told_apart_the_one_that_may_send_a_property_lets_the_other_send_it() {
        let kind = |kind: &str| json!({ "type": "object", "properties": { "kind": { "const": kind }, "it": { "type": "string", "readOnly": true } }, "required": ["kind"] });
        let open = json!({ "type": "object", "properties": { "it": { "type": "string" } } });
        let pet = json!({ "anyOf": [kind("a"), kind("b"), open] });
        let normalized = normalize_both_ways("Pet", &json!({ "Pet": pet }));
        for variant in ["PetARequest", "PetBRequest"] {
            assert!(has(&normalized, variant), "{}", normalized.document);
        }
    }
}
