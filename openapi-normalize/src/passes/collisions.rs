//! Names in the document that would become the same Rust name.

use crate::{
    identifiers::{field_names, variant_names},
    report::{Change, Report},
    tree::{Components, Kind},
};

/// Reports the properties and the values that get another Rust name because of such a collision.
pub(crate) fn report(components: &Components, report: &mut Report) {
    for schema in components.values() {
        match &schema.kind {
            Kind::Object(object) => {
                for (name, field) in field_names(object.properties.keys()) {
                    report.push(
                        object.properties[name].origin.clone(),
                        Change::FieldNamed {
                            name: name.to_owned(),
                            field,
                        },
                    );
                }
            }
            Kind::Enumeration(values) => {
                for (value, variant) in variant_names(values) {
                    report.push(
                        schema.origin.clone(),
                        Change::VariantNamed {
                            value: value.to_owned(),
                            variant,
                        },
                    );
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{Change, Normalized, RUST_NAMES, testing::normalize_operation};

    fn normalized(body: &Value) -> Normalized {
        normalize_operation(&json!({
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
            "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
            "responses": {},
        }))
    }

    #[test]
    fn properties_that_would_share_a_field_keep_their_names_and_get_a_field_each() {
        let body =
            json!({ "type": "object", "properties": { "fooBar": {}, "foo_bar": {}, "extra": {} } });
        let normalized = normalized(&body);
        let schema = normalized.schema("ActBody");
        assert_eq!(schema["properties"].as_object().unwrap().len(), 3);
        assert_eq!(
            schema[RUST_NAMES],
            json!({ "extra": "extra_2", "fooBar": "foo_bar_2" })
        );
        let name = "fooBar".to_owned();
        let field = "foo_bar_2".to_owned();
        let mut entries = normalized.report.entries().iter();
        assert!(entries.any(|entry| entry.change
            == Change::FieldNamed {
                name: name.clone(),
                field: field.clone()
            }));
        assert_eq!(normalized.lossy(), []);
    }

    #[test]
    fn values_that_would_share_a_variant_stay_an_enumeration() {
        let body = json!({ "enum": ["false_positive", "false positive"] });
        let normalized = normalized(&body);
        let schema = normalized.schema("ActBody");
        assert_eq!(schema["enum"], json!(["false_positive", "false positive"]));
        assert_eq!(
            schema[RUST_NAMES],
            json!({ "false positive": "FalsePositive2" })
        );
        assert_eq!(normalized.lossy(), []);
    }
}
