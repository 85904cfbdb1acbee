use serde_json::{Value, json};

use crate::{Change, Normalized, normalize, report::UnionProblem, testing::both_ways};

/// Of a document with these schemas, whose operation takes and returns the one that is called `It`.
fn normalized(schemas: &Value) -> Normalized {
    normalize(&both_ways("It", schemas)).unwrap()
}

const MISTAKEN: Change = Change::UnionReadAsAny {
    problem: UnionProblem::NotToldApart,
};

#[test]
fn nothing_is_left_to_an_extension() {
    let object = json!({ "type": "object", "properties": {
        "a": { "type": "string" }, "b": { "type": "array", "items": { "enum": ["x", "y"] } },
    } });
    let text = normalized(&json!({ "It": object })).document.to_string();
    assert!(!text.contains("\"x-"), "{text}");
}

#[test]
fn a_discriminator_becomes_a_constant_of_each_variant() {
    let variant = |own: &str| json!({ "type": "object", "properties": { "kind": { "type": "string" }, own: { "type": "string" } } });
    let normalized = normalized(&json!({
        "It": {
            "oneOf": [{ "$ref": "#/components/schemas/Cat" }, { "$ref": "#/components/schemas/Dog" }],
            "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog" } },
        },
        "Cat": variant("purr"),
        "Dog": variant("bark"),
    }));
    assert_eq!(normalized.lossy(), []);
    for (name, value) in [("Cat", "cat"), ("DogRequest", "dog")] {
        let variant = normalized.schema(name);
        assert_eq!(variant["required"], json!(["kind"]), "{name}");
        let kind = variant["properties"]["kind"]["$ref"].as_str().unwrap();
        let kind = normalized.schema(kind.rsplit('/').next().unwrap());
        assert!(
            kind["enum"].as_array().unwrap().contains(&json!(value)),
            "{kind}"
        );
    }
}

#[test]
fn variants_that_serde_would_mistake_are_any_json() {
    let text = json!({ "type": "string" });
    let object = |names: &[&str], required: &[&str]| {
        let properties: serde_json::Map<String, Value> = names
            .iter()
            .map(|name| ((*name).to_owned(), text.clone()))
            .collect();
        json!({ "type": "object", "properties": properties, "required": required })
    };
    for (variants, is_mistaken) in [
        (json!([object(&["a"], &[]), object(&["b"], &[])]), true),
        (
            json!([object(&["a"], &["a"]), object(&["b"], &["b"])]),
            false,
        ),
        (
            json!([object(&["a"], &["a"]), object(&["a", "b"], &["a", "b"])]),
            false,
        ),
        (
            json!([object(&["a"], &["a"]), object(&["a", "b"], &["a"])]),
            true,
        ),
        (json!([{ "type": "number" }, { "type": "integer" }]), false),
        (
            json!([text, { "type": "integer" }, object(&["a"], &[])]),
            false,
        ),
        (
            json!([{ "type": "array", "items": object(&["a"], &[]) }, { "type": "array", "items": object(&["b"], &[]) }]),
            true,
        ),
        (
            json!([{ "type": "object", "additionalProperties": true }, object(&["a"], &["a"])]),
            true,
        ),
        (
            json!([{ "type": "object", "additionalProperties": text }, object(&["a"], &["a"])]),
            true,
        ),
        (
            json!([{ "type": "object", "additionalProperties": { "type": "boolean" } }, object(&["a"], &["a"])]),
            false,
        ),
        // serde reads an array as a struct.
        (
            json!([
                { "type": "array", "items": object(&["a", "b"], &["a"]) },
                { "type": "array", "items": { "type": "array", "items": text } },
            ]),
            true,
        ),
        // What is optional may be `null`.
        (
            json!([
                { "type": "object", "required": ["id"], "properties": { "id": text, "result": { "type": "object" } } },
                { "type": "object", "required": ["result"], "properties": { "id": text, "error": text, "result": { "type": ["string", "null"] } } },
            ]),
            true,
        ),
        (
            json!([object(&["a"], &[]), { "type": "object", "properties": { "fooBar": text, "foo_bar": text } }]),
            true,
        ),
    ] {
        let normalized = normalized(&json!({ "It": { "oneOf": variants } }));
        assert_eq!(
            normalized.lossy().contains(&MISTAKEN),
            is_mistaken,
            "{variants}\n{}",
            normalized.report
        );
    }
}

#[test]
fn the_more_specific_variant_is_tried_first() {
    let text = json!({ "type": "string" });
    let normalized = normalized(&json!({ "It": { "oneOf": [
        text,
        { "type": "object", "properties": { "a": text }, "required": ["a"] },
        { "type": "object", "properties": { "a": text, "b": text }, "required": ["a", "b"] },
        { "enum": ["x"] },
        { "type": "number" },
        { "type": "integer" },
    ] } }));
    let request = normalized.schema("ItRequest")["oneOf"].as_array().unwrap();
    let titles: Vec<&str> = request
        .iter()
        .filter_map(|it| it["title"].as_str())
        .collect();
    assert_eq!(
        titles,
        ["Integer", "Number", "Known", "Text", "WithB", "Object"]
    );
}

#[test]
fn null_that_is_taken_for_absent_is_reported_where_both_can_be() {
    let nullable = json!({ "type": ["string", "null"] });
    let normalized = normalized(&json!({ "It": {
        "type": "object", "properties": { "both": nullable, "never_absent": nullable }, "required": ["never_absent"],
    }, "Unused": { "type": "object", "properties": { "unused": nullable } } }));
    let change = |is_response| Change::NullNotToldFromAbsent {
        name: "both".to_owned(),
        is_response,
    };
    assert_eq!(normalized.lossy(), [change(true), change(false)]);
}

#[test]
fn names_that_collide_give_up_the_type() {
    let text = json!({ "type": "string" });
    let normalized = normalized(&json!({ "It": { "type": "object", "properties": {
        "same": { "type": "object", "properties": { "a-b": text, "a_b": text } },
        "value": { "enum": ["a-b", "a b"] },
        "extra": text,
    } } }));
    let lossy = normalized.lossy();
    assert_eq!(
        lossy,
        [Change::ObjectReadAsAny {
            name: "a_b".to_owned()
        }]
    );
    let properties = &normalized.schema("It")["properties"];
    assert_eq!(properties["extra"]["type"], "string");
}

#[test]
fn integers_of_any_size_are_reported_once() {
    let integers = json!({ "type": "object", "properties": {
        "a": { "type": "integer" }, "b": { "type": "integer" }, "c": { "type": "integer", "format": "int64" },
    } });
    let normalized = normalized(&json!({ "It": integers }));
    // In requests and in responses.
    assert_eq!(
        normalized.lossy(),
        [Change::IntegersOf64Bits { schemas: 4 }]
    );
}

#[test]
fn a_union_in_a_union_is_not_opened() {
    let text = json!({ "type": "string" });
    let one =
        |name: &str| json!({ "type": "object", "properties": { name: text }, "required": [name] });
    let normalized = normalized(&json!({
        "It": { "oneOf": [{ "$ref": "#/components/schemas/Shape" }, { "$ref": "#/components/schemas/Animal" }] },
        "Shape": { "oneOf": [one("edge"), one("radius")] },
        "Animal": { "oneOf": [one("bark"), one("purr")] },
    }));
    let variants = |name| normalized.schema(name)["oneOf"].as_array().unwrap().len();
    assert_eq!(
        (variants("It"), variants("Shape"), variants("Animal")),
        (3, 2, 2)
    );
}

#[test]
fn a_variant_that_is_used_elsewhere_has_a_copy_for_the_union() {
    let cat = json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "enum": ["cat", "lion"] } } });
    let normalized = normalized(&json!({
        "It": { "type": "object", "properties": {
            "cat": { "$ref": "#/components/schemas/Cat" }, "pet": { "$ref": "#/components/schemas/Pet" },
        } },
        "Pet": {
            "oneOf": [{ "$ref": "#/components/schemas/Cat" }, { "$ref": "#/components/schemas/Dog" }],
            "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog" } },
        },
        "Cat": cat,
        "Dog": { "type": "object", "properties": { "kind": { "type": "string" } } },
    }));
    assert_eq!(normalized.lossy(), [], "{}", normalized.report);
    let kinds = |name: &str| {
        let kind = normalized.schema(name)["properties"]["kind"]["$ref"]
            .as_str()
            .unwrap();
        normalized.schema(kind.rsplit('/').next().unwrap())["enum"].clone()
    };
    assert_eq!(kinds("CatRequest"), json!(["cat", "lion"]));
    assert_eq!(kinds("CatRequestVariant"), json!(["cat"]));
    assert_eq!(normalized.schema("Cat")["required"], Value::Null);
    assert_eq!(normalized.schema("CatVariant")["required"], json!(["kind"]));
}

#[test]
fn a_status_that_is_left_out_is_not_in_a_range() {
    let operation = json!({ "operationId": "get", "responses": {
        "2XX": { "description": "d", "content": { "application/json": { "schema": {} } } },
        "204": { "description": "none" },
        "404": { "description": "none" },
        "default": { "description": "e", "content": { "application/json": { "schema": { "type": "object" } } } },
    } });
    let document = json!({ "openapi": "3.1.0", "paths": { "/a": { "get": operation } } });
    let normalized = normalize(&document).unwrap();
    let responses = &normalized.document["paths"]["/a"]["get"]["responses"];
    let is_there = |status: &str| responses.get(status).is_some();
    let there = ["200", "204", "2XX", "400", "404", "4XX", "5XX"].map(is_there);
    assert_eq!(there, [true, false, false, true, false, false, true]);
}

#[test]
fn only_what_has_a_text_of_its_own_stands_in_a_path_or_a_header() {
    let parameter = |name: &str, place: &str, schema: Value| json!({ "name": name, "in": place, "required": true, "schema": schema });
    let nullable = json!({ "$ref": "#/components/schemas/Nullable" });
    let operation = json!({ "operationId": "get", "responses": {}, "parameters": [
        parameter("id", "path", json!({ "oneOf": [{ "enum": ["me"] }, { "type": "integer" }] })),
        parameter("n", "header", nullable),
    ] });
    let document = json!({
        "openapi": "3.1.0",
        "paths": { "/a/{id}": { "get": operation } },
        "components": { "schemas": { "Nullable": { "type": ["string", "null"] } } },
    });
    let normalized = normalize(&document).unwrap();
    let parameters = &normalized.document["paths"]["/a/{id}"]["get"]["parameters"];
    for parameter in parameters.as_array().unwrap() {
        assert_eq!(
            parameter["schema"],
            json!({ "type": "string" }),
            "{parameter}"
        );
    }
}

#[test]
fn a_success_is_asked_for_whatever_errors_are() {
    let content = |name: &str| json!({ "description": "d", "content": { name: { "schema": { "type": "object" } } } });
    let operation = json!({ "operationId": "get", "responses": {
        "200": content("application/vnd.api+json"), "400": content("application/json"),
    } });
    let document = json!({ "openapi": "3.1.0", "paths": { "/a": { "get": operation } } });
    let normalized = normalize(&document).unwrap();
    let parameter = &normalized.document["paths"]["/a"]["get"]["parameters"][0];
    assert_eq!(parameter["name"], "Accept");
}

#[test]
fn a_union_that_is_a_variant_of_another_one_is_open_where_it_stands_alone() {
    let variant = |kind: &str| json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "const": kind } } });
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let normalized = normalized(&json!({
        "It": { "type": "object", "properties": { "pet": reference("Pet"), "owner": reference("Owner") } },
        "Pet": { "oneOf": [reference("Cat"), reference("Dog")] },
        "Owner": { "oneOf": [reference("Pet"), reference("Person")] },
        "Cat": variant("cat"), "Dog": variant("dog"), "Person": variant("person"),
    }));
    let titles = |name: &str| -> Vec<String> {
        let variants = normalized.schema(name)["oneOf"].as_array().unwrap();
        let titles = variants
            .iter()
            .map(|variant| variant["title"].as_str().unwrap());
        titles.map(ToOwned::to_owned).collect()
    };
    assert_eq!(titles("Pet"), ["Cat", "Dog", "Json"]);
    assert_eq!(titles("PetVariant"), ["Cat", "Dog"]);
    assert_eq!(titles("Owner"), ["Pet", "Person", "Json"]);
    assert_eq!(titles("PetRequest"), ["Cat", "Dog"]);
    assert_eq!(normalized.lossy(), []);
}

#[test]
fn unions_that_are_variants_of_each_other_are_compared_once() {
    let reference = |name: String| json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut schemas = json!({});
    for union in 0..12 {
        let others = (0..12).filter(|other| *other != union);
        let others = others.map(|other| reference(format!("U{other}")));
        let own = json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "const": union.to_string() } } });
        schemas[format!("U{union}")] = json!({ "oneOf": others.chain([own]).collect::<Vec<_>>() });
    }
    schemas["It"] = reference("U0".to_owned());
    assert!(normalized(&schemas).schema("U0").is_object());
}

#[test]
fn a_range_of_which_some_are_read_in_another_way_has_a_line() {
    let json = json!({ "description": "d", "content": { "application/json": { "schema": { "type": "string" } } } });
    let responses = json!({ "2XX": json, "204": { "description": "d" }, "4XX": json, "404": { "description": "d" } });
    let document =
        json!({ "openapi": "3.1.0", "paths": { "/a": { "get": { "responses": responses } } } });
    let report = normalize(&document).unwrap().report;
    let narrowed = report
        .entries()
        .iter()
        .filter_map(|entry| match &entry.change {
            Change::RangeNarrowed { range } => Some((range.as_str(), entry.change.is_lossless())),
            _ => None,
        });
    assert_eq!(
        narrowed.collect::<Vec<_>>(),
        [("2XX", false), ("4XX", true)]
    );
}
