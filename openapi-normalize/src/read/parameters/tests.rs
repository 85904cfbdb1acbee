use serde_json::json;

use super::*;
use crate::{WireParameter, testing::normalize_operation};

struct Normalized {
    /// The parameters besides the `id` of the path.
    parameters: Vec<Value>,
    lossy: Vec<Change>,
    changes: Vec<Change>,
}

impl Normalized {
    /// Name, location, style and type of each parameter.
    fn on_the_wire(&self) -> Vec<(&str, &str, String, &str)> {
        let parameters = self.parameters.iter().map(|parameter| {
            let wire = WireParameter::of(parameter).unwrap();
            let exploded = if wire.explode { "*" } else { "" };
            let style = format!("{}{exploded}", wire.style);
            let kind = parameter["schema"]["type"].as_str().unwrap_or("named");
            (wire.name, wire.location, style, kind)
        });
        parameters.collect()
    }

    fn names(&self) -> Vec<&str> {
        let names = self.parameters.iter().map(|one| one["name"].as_str());
        names.map(Option::unwrap_or_default).collect()
    }
}

fn normalized(parameters: Value) -> Normalized {
    let mut parameters = parameters;
    let id =
        json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
    parameters.as_array_mut().unwrap().push(id);
    let normalized = normalize_operation(&json!({ "parameters": parameters, "responses": {} }));
    let emitted = normalized.operation()["parameters"].as_array().unwrap();
    let others = emitted.iter().filter(|one| one["in"] != "path");
    Normalized {
        parameters: others.cloned().collect(),
        lossy: normalized.lossy(),
        changes: normalized
            .report
            .entries()
            .iter()
            .map(|entry| entry.change.clone())
            .collect(),
    }
}

fn query(name: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "query", "schema": schema })
}

fn with(mut parameter: Value, more: Value) -> Value {
    let more = more.as_object().cloned().unwrap_or_default();
    parameter.as_object_mut().unwrap().extend(more);
    parameter
}

fn array() -> Value {
    json!({ "type": "array", "items": { "type": "integer" } })
}

#[test]
fn a_parameter_of_the_path_that_is_not_declared_is_a_string_and_reported() {
    let normalized = normalize_operation(&json!({ "responses": {} }));
    let parameter = &normalized.operation()["parameters"][0];
    assert_eq!(
        (&parameter["name"], &parameter["schema"]),
        (&json!("id"), &json!({ "type": "string" }))
    );
    assert_eq!(normalized.lossy(), []);
    let name = "id".to_owned();
    let change = Change::PathParameterUndeclared { name };
    assert!(
        normalized
            .report
            .entries()
            .iter()
            .any(|entry| entry.change == change)
    );
}

#[test]
fn a_path_parameter_that_is_not_in_the_path_is_left_out_and_reported() {
    let stray = json!({ "name": "x", "in": "path", "required": true, "schema": {} });
    let name = "x".to_owned();
    let reason = ParameterProblem::NotInPath;
    assert_eq!(
        normalized(json!([stray])).lossy,
        [Change::ParameterLeftOut { name, reason }]
    );
}

#[test]
fn the_second_declaration_of_a_parameter_counts() {
    let text = json!({ "type": "string" });
    let normalized = normalized(json!([
        query("q", text),
        query("q", json!({ "type": "integer" }))
    ]));
    assert_eq!(
        normalized.on_the_wire(),
        [("q", "query", "form*".to_owned(), "integer")]
    );
}

#[test]
fn an_array_keeps_its_type_in_every_style() {
    for (declared, style) in [
        (json!({}), "form*"),
        (json!({ "explode": false }), "form"),
        (json!({ "style": "spaceDelimited" }), "spaceDelimited"),
        (
            json!({ "style": "pipeDelimited", "explode": false }),
            "pipeDelimited",
        ),
    ] {
        let normalized = normalized(json!([with(query("q", array()), declared)]));
        assert_eq!(
            normalized.on_the_wire(),
            [("q", "query", style.to_owned(), "array")]
        );
        assert_eq!(normalized.lossy, [], "{style}");
    }
    let header = json!({ "name": "x-h", "in": "header", "schema": array() });
    let cookie = json!({ "name": "c", "in": "cookie", "explode": false, "schema": array() });
    let normalized = normalized(json!([header, cookie]));
    let wire = [
        ("x-h", "header", "simple".to_owned(), "array"),
        ("c", "cookie", "form".to_owned(), "array"),
    ];
    assert_eq!(normalized.on_the_wire(), wire);
    assert_eq!(normalized.lossy, []);
}

#[test]
fn a_path_parameter_keeps_its_style() {
    for style in ["label", "matrix", "simple"] {
        let id = json!({ "name": "id", "in": "path", "required": true, "style": style, "schema": array() });
        let normalized = normalize_operation(&json!({ "parameters": [id], "responses": {} }));
        let parameter = &normalized.operation()["parameters"][0];
        assert_eq!(WireParameter::of(parameter).unwrap().style, style);
        assert_eq!(parameter["schema"]["type"], "array");
        assert_eq!(normalized.lossy(), []);
    }
}

#[test]
fn an_object_is_one_parameter_with_the_style_of_its_properties() {
    let object = json!({ "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "integer" } } });
    let deep = with(query("q", object.clone()), json!({ "style": "deepObject" }));
    let normalized = normalized(json!([query("p", object), deep]));
    let wire = [
        ("p", "query", "form*".to_owned(), "array"),
        ("q", "query", "deepObject".to_owned(), "array"),
    ];
    assert_eq!(normalized.on_the_wire(), wire);
    let mut parameters = normalized.parameters.iter();
    assert!(parameters.all(|one| WireParameter::of(one).unwrap().array));
    assert_eq!(normalized.lossy, []);
}

#[test]
fn what_a_style_does_not_define_is_reported() {
    let nested = json!({ "type": "object", "properties": { "a": { "type": "object", "properties": { "b": { "type": "string" } } } } });
    let listed = json!({ "type": "object", "properties": { "a": array() } });
    let deep = |schema: &Value| with(query("q", schema.clone()), json!({ "style": "deepObject" }));
    for (parameter, lossy) in [
        (query("q", nested.clone()), 1),
        (query("q", listed.clone()), 0),
        (deep(&nested), 0),
        (deep(&listed), 1),
        (deep(&array()), 1),
        (query("q", json!({ "type": "array", "items": array() })), 1),
    ] {
        let found = normalized(json!([parameter])).lossy;
        assert_eq!(found.len(), lossy, "{found:?}");
    }
}

#[test]
fn a_union_of_scalars_is_written_as_it_is() {
    let scalars = json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] });
    let header = json!({ "name": "x-h", "in": "header", "schema": scalars });
    let of_arrays =
        json!({ "oneOf": [{ "type": "string" }, { "type": "array", "items": scalars }] });
    let listed = json!({ "type": "array", "items": scalars });
    let normalized = normalized(json!([
        query("q", scalars.clone()),
        query("r", listed),
        header,
        query("s", of_arrays),
        query(
            "map",
            json!({ "type": "object", "additionalProperties": scalars })
        ),
    ]));
    assert_eq!(normalized.lossy, []);
}

#[test]
fn content_is_written_as_json_or_by_the_caller() {
    let content = |media_type: &str| {
        let content = json!({ media_type: { "schema": array() } });
        json!({ "name": "q", "in": "query", "content": content })
    };
    let json = normalized(json!([content("application/json")]));
    assert_eq!(
        json.on_the_wire(),
        [("q", "query", "json*".to_owned(), "array")]
    );
    assert_eq!(json.lossy, []);
    let xml = normalized(json!([content("application/xml")]));
    let (name, written) = ("q".to_owned(), WrittenAs::MediaType);
    assert_eq!(xml.lossy, [Change::ParameterAsText { name, written }]);
}

#[test]
fn a_header_of_the_client_can_be_set_and_the_key_cannot() {
    let header = |name| json!({ "name": name, "in": "header", "required": true, "schema": { "type": "string" } });
    let normalized = normalized(json!([
        header("Authorization"),
        header("Accept"),
        header("content-type")
    ]));
    assert_eq!(normalized.names(), ["Accept", "content-type"]);
    assert!(
        normalized
            .parameters
            .iter()
            .all(|parameter| parameter["required"] == false)
    );
    assert_eq!(normalized.lossy, []);
}

#[test]
fn names_that_collide_in_rust_are_told_apart() {
    let text = || json!({ "type": "string" });
    let header = json!({ "name": "foo-bar", "in": "header", "required": true, "schema": text() });
    let normalized = normalized(json!([
        query("send", text()),
        query("id", text()),
        query("fooBar", text()),
        query("foo_bar", text()),
        header,
    ]));
    let mut renamed: Vec<(&str, &str)> = Vec::new();
    for parameter in &normalized.parameters {
        let wire = WireParameter::of(parameter).unwrap();
        renamed.push((wire.name, parameter["name"].as_str().unwrap()));
    }
    assert_eq!(
        renamed,
        [
            ("fooBar", "fooBar"),
            ("foo_bar", "foo_bar_query"),
            ("id", "id_query"),
            ("send", "send_query"),
            ("foo-bar", "foo_bar_header"),
        ]
    );
    assert_eq!(normalized.lossy, []);
    let renamed = |change: &&Change| matches!(change, Change::ParameterRenamed { .. });
    assert_eq!(normalized.changes.iter().filter(renamed).count(), 4);
}

#[test]
fn a_path_parameter_with_another_name_has_it_in_the_template_too() {
    let parameter = |name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
    let normalized = crate::normalize(&json!({
        "openapi": "3.1.0",
        "paths": { "/a/{fooBar}/{foo_bar}/{new}": { "get": {
            "parameters": [parameter("fooBar"), parameter("foo_bar"), parameter("new")], "responses": {},
        } } },
    }));
    let normalized = normalized.unwrap();
    let path = "/a/{fooBar}/{foo_bar_path}/{new_path}";
    let parameters = &normalized.document["paths"][path]["get"]["parameters"];
    let wire = parameters
        .as_array()
        .unwrap()
        .iter()
        .map(|one| WireParameter::of(one).unwrap().name);
    assert_eq!(wire.collect::<Vec<_>>(), ["fooBar", "foo_bar", "new"]);
    assert_eq!(normalized.lossy(), []);
}

#[test]
fn a_name_in_the_template_is_replaced_once_whatever_the_others_are_called() {
    for names in [
        &["foo_bar", "fooBar", "foo_bar_path"][..],
        &["foo_bar_path", "fooBarPath", "foo_bar", "fooBar"],
        &["new", "new_path", "newPath"],
    ] {
        let parameter = |name: &&str| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
        let parameters: Vec<Value> = names.iter().map(parameter).collect();
        let path = format!("/{{{}}}", names.join("}/{"));
        let normalized = crate::normalize(&json!({
            "openapi": "3.1.0",
            "paths": { path: { "get": { "parameters": parameters, "responses": {} } } },
        }));
        let normalized = normalized.unwrap();
        let (path, item) = normalized.document["paths"]
            .as_object()
            .and_then(|paths| paths.iter().next())
            .unwrap();
        let parameters = item["get"]["parameters"].as_array().unwrap();
        let wire = path.split('/').skip(1).map(|segment| {
            let is_it = |one: &&Value| {
                Some(segment)
                    == one["name"]
                        .as_str()
                        .map(|name| format!("{{{name}}}"))
                        .as_deref()
            };
            WireParameter::of(parameters.iter().find(is_it).unwrap())
                .unwrap()
                .name
        });
        assert_eq!(wire.collect::<Vec<_>>(), names);
        assert_eq!(normalized.lossy(), []);
    }
}

#[test]
fn a_nullable_parameter_is_an_optional_one() {
    let nullable = query("q", json!({ "type": ["string", "null"] }));
    let normalized = normalized(json!([with(nullable, json!({ "required": true }))]));
    let parameter = &normalized.parameters[0];
    assert_eq!(
        (&parameter["required"], &parameter["schema"]),
        (&json!(false), &json!({ "type": "string" }))
    );
    assert_eq!(normalized.lossy, []);
}

#[test]
fn a_parameter_that_starts_with_a_digit_is_set_by_the_name_that_a_field_would_have() {
    let parameters = normalized(json!([query("1st", json!({})), query("_x", json!({}))]));
    assert_eq!(parameters.names(), ["x1st", "x"]);
    let wire = parameters.on_the_wire();
    assert_eq!((wire[0].0, wire[1].0), ("1st", "_x"));
}

#[test]
fn null_inside_a_parameter_is_reported_unless_it_is_json() {
    let nullable = json!({ "type": "integer", "nullable": true });
    let list = json!({ "type": "array", "items": nullable });
    let object = json!({ "type": "object", "properties": { "a": nullable } });
    let deep = json!({ "type": "object", "properties": { "a": object } });
    for parameter in [
        query("q", list.clone()),
        query("q", object.clone()),
        query("q", json!({})),
        query("q", json!({ "oneOf": [{ "type": "string" }, list] })),
        query(
            "q",
            json!({ "type": "object", "additionalProperties": nullable }),
        ),
        with(
            query("q", deep),
            json!({ "style": "deepObject", "explode": true }),
        ),
    ] {
        let lossy = normalized(json!([parameter])).lossy;
        assert_eq!(lossy, [Change::NullInsideNotSent], "{parameter}");
    }
    let json = json!({ "application/json": { "schema": list } });
    let parameter = json!({ "name": "q", "in": "query", "content": json });
    assert_eq!(normalized(json!([parameter])).lossy, []);
}

#[test]
fn a_parameter_that_is_null_loses_something_only_if_it_is_json() {
    let nullable = json!({ "type": "integer", "nullable": true });
    assert_eq!(normalized(json!([query("q", nullable.clone())])).lossy, []);
    let json = json!({ "application/json": { "schema": nullable } });
    let parameter = json!({ "name": "q", "in": "query", "content": json });
    let change = Change::ParameterNullNotSent {
        name: "q".to_owned(),
        is_json: true,
    };
    assert_eq!(normalized(json!([parameter])).lossy, [change]);
}

#[test]
fn a_tuple_of_plain_values_is_written_in_its_style() {
    let tuple =
        json!({ "type": "array", "prefixItems": [{ "type": "number" }, { "type": "string" }] });
    let normalized = normalized(json!([query("q", tuple)]));
    assert_eq!(normalized.parameters[0]["schema"]["type"], "array");
    assert_eq!(normalized.lossy, [Change::NullInsideNotSent]);
}
