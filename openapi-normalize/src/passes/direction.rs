//! Requests are strict, responses are open.
//!
//! A server may send what the document does not say. So in responses undocumented properties are
//! kept, values outside an enumeration are readable, and properties that are missing or `null` decode
//! as absent. Requests stay as documented. A component that both use becomes two.

mod access;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    passes::{kept, names::Names, stock, unions},
    report::{Change, Report},
    settings::{Enumerations, Responses, Runtime, Settings},
    tree::{Additional, Components, Kind, Object, Operation, Schema, kept::RUST_TYPE},
};

pub(crate) fn apply(
    components: &mut Components,
    operations: &mut [Operation],
    names: &mut Names,
    settings: &Settings,
    report: &mut Report,
) {
    let runtime = settings.runtime;
    let mut strict = split(components, operations, names, report);
    access::apply(components, operations, &strict, report);
    kept::only_in_requests(components, operations, &strict);
    let mut closed = BTreeSet::new();
    match runtime {
        Runtime::Stock => {
            unions::move_null_to_unions(components, operations);
            stock::separate_variants(components, operations, names, &mut strict);
            stock::make_tags_constants(components, names, &mut strict);
            closed = stock::before_opening(components, operations, &strict, report);
        }
        Runtime::Extended => unions::describe(components, operations),
    }
    let open = |schema: &mut Schema, is_closed: bool, report: &mut Report| match runtime {
        Runtime::Stock => stock::open(schema, is_closed, report),
        Runtime::Extended => open(schema, report),
    };
    let mut listed = Components::new();
    for (name, schema) in components.iter_mut() {
        if strict.contains(name) {
            continue;
        }
        let is_closed = closed.contains(name);
        if let Kind::Enumeration(_) = schema.kind {
            let is_of_crate = schema.kept(RUST_TYPE).is_some();
            if is_closed || is_of_crate || settings.enumerations == Enumerations::Closed {
                continue;
            }
            let known = names.variation(name, "known");
            listed.insert(
                known.clone(),
                open_enumeration(schema, name, &known, report),
            );
            strict.insert(known);
        } else if settings.responses == Responses::Open {
            schema.walk_mut(&mut |schema| open(schema, is_closed, report));
        }
    }
    components.extend(listed);
    for operation in operations {
        if settings.responses == Responses::Strict {
            break;
        }
        for (_, schema) in operation.response_schemas_mut() {
            schema.walk_mut(&mut |schema| open(schema, false, report));
        }
    }
    for (name, schema) in components.iter_mut() {
        let strict = strict.contains(name);
        schema.walk_mut(&mut |schema| optional_properties(schema, strict, runtime, report));
    }
    if runtime == Runtime::Stock {
        stock::without_mistakable_unions(components, report);
    }
}

/// Copies every component that requests and responses share, lets the requests use the copies, and
/// returns the names of all components that only requests use.
fn split(
    components: &mut Components,
    operations: &mut [Operation],
    names: &mut Names,
    report: &mut Report,
) -> BTreeSet<String> {
    let requests = reachable(components, operations, Operation::request_schemas_mut);
    let responses = reachable(components, operations, Operation::response_schemas_mut);
    let mut strict: BTreeSet<String> = requests.difference(&responses).cloned().collect();

    let mut copies = BTreeMap::new();
    for name in requests.intersection(&responses) {
        let Some(schema) = components.get(name).cloned() else {
            continue;
        };
        let copy = names.variation(name, "request");
        report.push(
            schema.origin.clone(),
            Change::SplitByDirection {
                request: copy.clone(),
                response: name.clone(),
            },
        );
        components.insert(copy.clone(), schema);
        strict.insert(copy.clone());
        copies.insert(name.clone(), copy);
    }
    let mut redirect = |schema: &mut Schema| {
        if let Kind::Named(name) = &mut schema.kind
            && let Some(copy) = copies.get(name)
        {
            name.clone_from(copy);
        }
    };
    for name in &strict {
        if let Some(schema) = components.get_mut(name) {
            schema.walk_mut(&mut redirect);
        }
    }
    for operation in operations {
        for (_, schema) in operation.request_schemas_mut() {
            schema.walk_mut(&mut redirect);
        }
    }
    strict
}

/// The names of all components that the picked schemas of the operations refer to, directly or not.
pub(super) fn reachable(
    components: &mut Components,
    operations: &mut [Operation],
    pick: fn(&mut Operation) -> Vec<(String, &mut Schema)>,
) -> BTreeSet<String> {
    let mut queue = Vec::new();
    for operation in operations {
        for (_, schema) in pick(operation) {
            schema.walk_mut(&mut |schema| queue.extend(schema.target()));
        }
    }
    let mut found = BTreeSet::new();
    while let Some(name) = queue.pop() {
        if found.contains(&name) {
            continue;
        }
        if let Some(schema) = components.get_mut(&name) {
            schema.walk_mut(&mut |schema| queue.extend(schema.target()));
        }
        found.insert(name);
    }
    found
}

/// Makes `schema` a union of the listed values and any string; returns the list.
fn open_enumeration(schema: &mut Schema, name: &str, known: &str, report: &mut Report) -> Schema {
    report.push(
        schema.origin.clone(),
        Change::EnumerationOpened {
            name: name.to_owned(),
            known: known.to_owned(),
        },
    );
    let mut listed = schema.clone();
    listed.kept.clear();
    listed.description = Some("The values that the document lists.".to_owned());
    schema.kind = Kind::Union(vec![
        Schema::new(Kind::Named(known.to_owned()), &schema.origin),
        Schema::new(Kind::Text, &schema.origin),
    ]);
    listed
}

fn open(schema: &mut Schema, report: &mut Report) {
    let origin = schema.origin.clone();
    match &mut schema.kind {
        Kind::Object(object) => {
            let named = !object.properties.is_empty();
            let closed = object.additional == Additional::Forbidden;
            if closed || (named && object.additional == Additional::Unstated) {
                report.push(origin.clone(), Change::ObjectOpened);
                let anything = Schema::new(Kind::Any, &origin);
                object.additional = Additional::Typed(Box::new(anything));
            }
            if !object.required.is_empty() {
                report.push(origin.child("required"), Change::RequiredNotEnforced);
                object.required.clear();
            }
        }
        Kind::Union(variants) if variants.iter().all(|v| v.kind != Kind::Any) => {
            report.push(origin.clone(), Change::UnionOpened);
            variants.push(Schema::new(Kind::Any, &origin));
        }
        _ => {}
    }
}

/// Makes optional arrays and objects an `Option`: progenitor would decode absent ones as empty.
fn optional_properties(schema: &mut Schema, strict: bool, runtime: Runtime, report: &mut Report) {
    let Kind::Object(Object {
        properties,
        required,
        additional,
    }) = &mut schema.kind
    else {
        return;
    };
    // A response keeps each `null` of a property in `extra`, where that can hold any JSON.
    let extra_takes_null =
        !strict && matches!(additional, Additional::Typed(schema) if schema.kind == Kind::Any);
    for (name, property) in properties {
        if required.contains(name) {
            continue;
        }
        if property.nullable && runtime == Runtime::Extended {
            let name = name.clone();
            property.null_apart = !extra_takes_null;
            report.push(
                property.origin.clone(),
                if extra_takes_null {
                    Change::NullKept { name }
                } else {
                    Change::NullToldFromAbsent { name }
                },
            );
        }
        if matches!(property.kind, Kind::Array(_) | Kind::Object(_)) {
            report.push(
                property.origin.clone(),
                Change::EmptyToldFromAbsent { name: name.clone() },
            );
            property.nullable = true;
        }
    }
}

impl Schema {
    /// The component that the schema is, if it is one.
    pub(in crate::passes) fn target(&self) -> Option<String> {
        match &self.kind {
            Kind::Named(name) => Some(name.clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{NULL_APART, Normalized, testing::normalize_operation};

    fn normalized(request: Value, response: Value) -> Normalized {
        normalize_operation(&json!({
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
            "requestBody": { "required": true, "content": { "application/json": { "schema": request } } },
            "responses": { "200": {
                "description": "d", "content": { "application/json": { "schema": response } }
            } },
        }))
    }

    fn pet() -> Value {
        json!({ "$ref": "#/components/schemas/Pet" })
    }

    #[test]
    fn a_response_is_open_and_a_request_strict() {
        let normalized = normalized(pet(), pet());
        let (request, response) = (normalized.schema("PetRequest"), normalized.schema("Pet"));
        assert_eq!(request["required"], json!(["name"]));
        assert_eq!(request["additionalProperties"], Value::Null);
        assert_eq!(response["required"], Value::Null);
        assert_eq!(response["additionalProperties"], json!({}));
        assert_eq!(normalized.lossy(), []);
    }

    #[test]
    fn an_enumeration_in_a_response_takes_any_string() {
        let mode = json!({ "type": "object", "properties": { "mode": { "enum": ["a", "b"] } } });
        let normalized = normalized(mode.clone(), mode);
        let requested = normalized.schema("ActBodyMode");
        assert_eq!(requested["enum"], json!(["a", "b"]));
        let received = normalized.schema("ActResponseMode")["oneOf"]
            .as_array()
            .unwrap();
        assert_eq!(received[0]["title"], "Known");
        assert_eq!(received[1]["type"], "string");
    }

    #[test]
    fn a_union_in_a_response_takes_anything() {
        let union = json!({ "oneOf": [{ "type": "boolean" }, { "type": "string" }] });
        let normalized = normalized(union.clone(), union);
        let variants = |name| normalized.schema(name)["oneOf"].as_array().unwrap().len();
        assert_eq!((variants("ActBody"), variants("ActResponse")), (2, 3));
    }

    #[test]
    fn what_tells_variants_apart_is_as_open_as_anything_else_in_a_response() {
        let variant = |kind: &str| json!({ "type": "object", "properties": { "kind": { "const": kind } }, "required": ["kind"] });
        let normalized = normalized(json!({}), json!({ "oneOf": [variant("a"), variant("b")] }));
        let received = normalized.schema("ActResponseA");
        assert_eq!(received["required"], Value::Null);
        let kind = normalized.schema("ActResponseAKind");
        assert_eq!(kind["oneOf"][1]["type"], "string");
    }

    #[test]
    fn absent_and_null_are_told_apart_where_a_request_allows_both() {
        let text = json!({ "type": ["string", "null"] });
        let list = json!({ "type": ["array", "null"], "items": {} });
        let body = json!({
            "type": "object", "properties": { "n": text, "l": list, "must": text, "plain": { "type": "array" } },
            "required": ["must"],
        });
        let normalized = normalized(body.clone(), body);
        assert_eq!(
            normalized.schema("ActBody")[NULL_APART],
            json!({ "n": true, "l": true })
        );
        assert_eq!(normalized.schema("ActResponse")[NULL_APART], Value::Null);
        assert_eq!(normalized.lossy(), []);
    }

    #[test]
    fn absent_and_null_are_told_apart_by_type_in_a_response_whose_other_properties_have_one() {
        let body = json!({
            "type": "object", "properties": { "n": { "type": ["string", "null"] } },
            "additionalProperties": { "type": "integer" },
        });
        let normalized = normalized(json!({}), body);
        assert_eq!(
            normalized.schema("ActResponse")[NULL_APART],
            json!({ "n": true })
        );
    }

    #[test]
    fn an_empty_array_is_not_an_absent_one() {
        let body =
            json!({ "type": "object", "properties": { "l": { "type": "array", "items": {} } } });
        let normalized = normalized(body, json!({}));
        assert_eq!(
            normalized.schema("ActBody")["properties"]["l"]["nullable"],
            true
        );
    }
}
