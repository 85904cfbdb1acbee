//! The tree as an OpenAPI 3.0 document.

mod unions;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    identifiers::{field_names, variant_names},
    openapi::{
        ACCEPT, MEDIA_TYPE, METHOD, NULL_APART, OPTIONAL_BODY, PARAMETER, REFUSAL, RESPONSE_BODY,
        RUST_NAMES,
    },
    tree::{
        Additional, Body, Components, Encoding, Kind, Location, Object, Operation, Parameter,
        Refusal, Responses, Schema, Status, SuccessBody, kept::DEFAULT,
    },
};

/// The whole document.
pub(crate) fn document(
    info: &Map<String, Value>,
    operations: &[Operation],
    components: &Components,
) -> Value {
    let schemas: Map<String, Value> = components
        .iter()
        .map(|(name, schema)| (name.clone(), schema.emit_component(name)))
        .collect();
    json!({
        "openapi": "3.0.3",
        "info": info,
        "paths": paths(operations, components),
        "components": { "schemas": schemas },
    })
}

fn paths(operations: &[Operation], components: &Components) -> Value {
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for operation in operations {
        let mut emitted = operation.documentation.clone();
        emitted.insert("operationId".into(), json!(operation.id));
        if let Some(method) = &operation.other_method {
            emitted.insert(METHOD.into(), json!(method));
        }
        let parameters = operation.parameters.iter();
        let parameters: Vec<Value> = parameters
            .map(|parameter| parameter.emit(components))
            .collect();
        if !parameters.is_empty() {
            emitted.insert("parameters".into(), json!(parameters));
        }
        if let Some(body) = &operation.body {
            emitted.insert("requestBody".into(), body.emit());
            if let Some(media_type) = &body.media_type {
                emitted.insert(MEDIA_TYPE.into(), json!(media_type));
            }
            if body.optional {
                emitted.insert(OPTIONAL_BODY.into(), json!(true));
            }
        }
        if let Some(Refusal { property, value }) = &operation.refusal {
            let refusal = json!({ "property": property, "value": value });
            emitted.insert(REFUSAL.into(), refusal);
        }
        emitted.insert("responses".into(), operation.responses.emit());
        if let Some(accept) = operation.responses.accept() {
            emitted.insert(ACCEPT.into(), json!(accept));
        }
        paths
            .entry(operation.unique_path())
            .or_default()
            .insert(operation.method.into(), Value::Object(emitted));
    }
    json!(paths)
}

impl Operation {
    /// The path, with the names that its parameters have in the normalized document.
    fn unique_path(&self) -> String {
        let in_path = |parameter: &&Parameter| parameter.location == Location::Path;
        let parameters = self.parameters.iter().filter(in_path);
        let names: BTreeMap<&str, &str> = parameters
            .map(|parameter| (parameter.name.as_str(), parameter.unique_name.as_str()))
            .collect();
        let mut parts = self.path.split('{');
        let mut path = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').unwrap_or((part, ""));
            let name = names.get(name).copied().unwrap_or(name);
            path.extend(["{", name, "}", rest]);
        }
        path
    }
}

impl Parameter {
    /// Whether the type of the values is a struct, which progenitor takes for a body only.
    fn is_struct(&self, components: &Components) -> bool {
        match &self.schema.kind {
            Kind::Named(name) => components.get(name).is_some_and(|component| {
                component.needs_name() && matches!(component.kind, Kind::Object(_))
            }),
            _ => false,
        }
    }

    fn emit(&self, components: &Components) -> Value {
        // progenitor has no cookies: generated code turns these headers into one.
        let location = match self.location {
            Location::Cookie => Location::Header,
            location => location,
        };
        let mut emitted = json!({
            "name": self.unique_name,
            "in": location.name(),
            "required": self.required,
            "schema": self.schema.emit(),
        });
        if let Some(description) = &self.description {
            emitted["description"] = json!(description);
        }
        let is_struct = self.is_struct(components);
        if is_struct {
            emitted["schema"] = json!({ "type": "array", "items": self.schema.emit() });
        }
        let is_usual = !is_struct
            && self.name == self.unique_name
            && self.location == location
            && self.style == location.usual_style();
        if !is_usual {
            emitted[PARAMETER] = json!({
                "name": self.name,
                "in": self.location.name(),
                "style": self.style.name,
                "explode": self.style.explode,
                "array": is_struct,
            });
        }
        emitted
    }
}

impl Body {
    fn emit(&self) -> Value {
        let schema = match self.encoding {
            Encoding::Json | Encoding::Form => self.schema.emit(),
            Encoding::Text => json!({ "type": "string" }),
            Encoding::Bytes => json!({ "type": "string", "format": "binary" }),
        };
        let mut emitted = json!({
            "required": true,
            "content": { self.encoding.media_type(): { "schema": schema } },
        });
        if let Some(description) = &self.description {
            emitted["description"] = json!(description);
        }
        emitted
    }
}

impl Responses {
    fn emit(&self) -> Value {
        let content = match &self.success_body {
            SuccessBody::Json(schema) => json!({ "application/json": { "schema": schema.emit() } }),
            SuccessBody::Bytes(media_type) => json!({ media_type: {} }),
            SuccessBody::Empty => json!({}),
        };
        let error_content = match &self.error {
            Some(schema) => json!({ "application/json": { "schema": schema.emit() } }),
            None => json!({}),
        };
        let success = self.success.iter().map(|response| (response, &content));
        let errors = self
            .errors
            .iter()
            .map(|response| (response, &error_content));
        let emitted: Map<String, Value> = success
            .chain(errors)
            .map(|((status, response), content)| (status.clone(), response.emit(content)))
            .collect();
        Value::Object(emitted)
    }

    /// The value of `Accept`, unless it is what progenitor sends.
    fn accept(&self) -> Option<String> {
        let accept = self.accept.join(", ");
        let is_json = match (&self.success_body, &self.error) {
            (SuccessBody::Json(_), _) | (SuccessBody::Empty, Some(_)) => {
                accept == "application/json"
            }
            _ => false,
        };
        (!is_json && !accept.is_empty()).then_some(accept)
    }
}

impl Status {
    fn emit(&self, content: &Value) -> Value {
        let mut emitted = json!({ "description": self.description, "content": content });
        if let Some(body) = self.body {
            emitted[RESPONSE_BODY] = json!(body);
        }
        emitted
    }
}

impl Schema {
    /// Writes the component of this name.
    fn emit_component(&self, name: &str) -> Value {
        let Kind::Union(variants) = &self.kind else {
            return self.emit();
        };
        let mut emitted = unions::emit(name, variants);
        self.emit_annotations(&mut emitted);
        Value::Object(emitted)
    }

    fn emit(&self) -> Value {
        let mut emitted = match &self.kind {
            // Every reference has become a name by now.
            Kind::Any | Kind::Reference(_) => Map::new(),
            Kind::Boolean => typed("boolean"),
            Kind::Integer => typed("integer"),
            Kind::Integer64 => {
                let mut emitted = typed("integer");
                emitted.insert("format".into(), json!("int64"));
                emitted
            }
            Kind::Number => typed("number"),
            Kind::Text => typed("string"),
            Kind::Enumeration(values) => {
                let mut emitted = typed("string");
                emitted.insert("enum".into(), json!(values));
                emit_extension(&mut emitted, RUST_NAMES, variant_names(values));
                emitted
            }
            Kind::Array(items) => {
                let mut emitted = typed("array");
                emitted.insert("items".into(), items.emit());
                emitted
            }
            Kind::Object(object) => object.emit(),
            Kind::Named(name) => return self.emit_reference(name),
            Kind::Union(variants) => unions::emit("", variants),
        };
        self.emit_annotations(&mut emitted);
        Value::Object(emitted)
    }

    /// A bare `$ref` if there are no annotations, else an `allOf`: OpenAPI 3.0 ignores siblings of a `$ref`.
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
        for (keyword, kept) in self.kept.iter().filter(|(keyword, _)| **keyword != DEFAULT) {
            emitted.insert((*keyword).into(), kept.value.clone());
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
                .map(|(name, schema)| (name.clone(), self.emit_property(name, schema)))
                .collect();
            emitted.insert("properties".into(), Value::Object(properties));
        }
        emit_extension(
            &mut emitted,
            RUST_NAMES,
            field_names(self.properties.keys()),
        );
        let apart = self
            .properties
            .iter()
            .filter(|(_, schema)| schema.null_apart);
        let apart: BTreeMap<&str, bool> = apart.map(|(name, _)| (name.as_str(), true)).collect();
        emit_extension(&mut emitted, NULL_APART, apart);
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

impl Object {
    fn emit_property(&self, name: &str, schema: &Schema) -> Value {
        let mut emitted = schema.emit();
        if let Some(default) = self.default_of(name) {
            if emitted.get("$ref").is_some() {
                emitted = json!({ "allOf": [emitted] });
            }
            emitted[DEFAULT] = default.value.clone();
        }
        emitted
    }
}

/// Writes an extension that is an object, if there is something in it.
fn emit_extension<T: Serialize>(
    emitted: &mut Map<String, Value>,
    name: &str,
    value: BTreeMap<&str, T>,
) {
    if !value.is_empty() {
        emitted.insert(name.into(), json!(value));
    }
}

fn typed(name: &str) -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), json!(name))])
}
