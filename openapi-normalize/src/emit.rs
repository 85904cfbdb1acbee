//! Schemas as OpenAPI 3.0 writes them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::tree::{Additional, Kind, Object, Schema};

impl Schema {
    /// As the component of this name: variants of a union are named without the name of the union.
    pub(crate) fn emit_component(&self, name: &str) -> Value {
        let mut emitted = self.emit();
        let variants = emitted.get_mut("oneOf").and_then(Value::as_array_mut);
        for variant in variants.into_iter().flatten() {
            let short = variant["title"]
                .as_str()
                .and_then(|title| title.strip_prefix(name))
                .filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
                .map(|rest| json!(rest));
            if let Some(short) = short {
                variant["title"] = short;
            }
        }
        emitted
    }

    pub(crate) fn emit(&self) -> Value {
        let mut emitted = match &self.kind {
            // Every reference has become a name by now.
            Kind::Any | Kind::Reference(_) => Map::new(),
            Kind::Boolean => typed("boolean"),
            Kind::Integer => typed("integer"),
            Kind::Number => typed("number"),
            Kind::Text => typed("string"),
            Kind::Enumeration(values) => {
                let mut emitted = typed("string");
                emitted.insert("enum".into(), json!(values));
                emitted
            }
            Kind::Array(items) => {
                let mut emitted = typed("array");
                emitted.insert("items".into(), items.emit());
                emitted
            }
            Kind::Object(object) => object.emit(),
            Kind::Named(name) => return self.emit_reference(name),
            Kind::Union(variants) => {
                let mut titles = BTreeSet::new();
                let variants: Vec<Value> = variants
                    .iter()
                    .map(|variant| variant.emit_variant(&mut titles))
                    .collect();
                Map::from_iter([("oneOf".to_owned(), json!(variants))])
            }
        };
        self.emit_annotations(&mut emitted);
        Value::Object(emitted)
    }

    /// As a variant of a union, which progenitor names after its title.
    fn emit_variant(&self, titles: &mut BTreeSet<String>) -> Value {
        let base = match &self.kind {
            Kind::Named(name) => name,
            Kind::Any => "Json",
            Kind::Boolean => "Boolean",
            Kind::Integer => "Integer",
            Kind::Number => "Number",
            Kind::Array(_) => "Array",
            Kind::Object(_) => "Object",
            _ => "Text",
        };
        let mut title = base.to_owned();
        let mut number = 1;
        while !titles.insert(title.clone()) {
            number += 1;
            title = format!("{base}{number}");
        }
        let mut emitted = self.emit();
        if let Some(reference) = emitted.get("$ref") {
            emitted = json!({ "allOf": [{ "$ref": reference }] });
        }
        emitted["title"] = json!(title);
        emitted
    }

    /// A bare `$ref` where nothing else is to say: OpenAPI 3.0 ignores its siblings.
    fn emit_reference(&self, name: &str) -> Value {
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        let mut emitted = Map::new();
        self.emit_annotations(&mut emitted);
        if emitted.is_empty() {
            return reference;
        }
        emitted.insert("allOf".into(), json!([reference]));
        Value::Object(emitted)
    }

    fn emit_annotations(&self, emitted: &mut Map<String, Value>) {
        if self.nullable && self.kind != Kind::Any {
            emitted.insert("nullable".into(), json!(true));
        }
        if let Some(description) = &self.description {
            emitted.insert("description".into(), json!(description));
        }
        if self.deprecated {
            emitted.insert("deprecated".into(), json!(true));
        }
    }
}

impl Object {
    fn emit(&self) -> Map<String, Value> {
        let mut emitted = typed("object");
        if !self.properties.is_empty() {
            let properties: Map<String, Value> = self
                .properties
                .iter()
                .map(|(name, schema)| (name.clone(), schema.emit()))
                .collect();
            emitted.insert("properties".into(), Value::Object(properties));
        }
        let required: Vec<&String> = self
            .required
            .iter()
            .filter(|name| self.properties.contains_key(*name))
            .collect();
        if !required.is_empty() {
            emitted.insert("required".into(), json!(required));
        }
        match &self.additional {
            Additional::Unstated => {}
            Additional::Forbidden => {
                emitted.insert("additionalProperties".into(), json!(false));
            }
            Additional::Typed(schema) => {
                emitted.insert("additionalProperties".into(), schema.emit());
            }
        }
        emitted
    }
}

fn typed(name: &str) -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), json!(name))])
}
