use serde_json::{Value, json};

use crate::{Change, Normalized, UNION, testing::normalize};

/// Normalizes a document with these named schemas, of which `Pet` is a response.
fn normalized(schemas: Value) -> Normalized {
    normalize(&json!({
        "openapi": "3.0.3",
        "paths": { "/pet": { "get": { "responses": { "200": {
            "description": "d",
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Pet" } } },
        } } } } },
        "components": { "schemas": schemas },
    }))
    .unwrap()
}

/// The values of the discriminator that stand for each variant of `Pet`.
fn tags(schemas: Value) -> Vec<(String, Vec<String>)> {
    let normalized = normalized(schemas);
    assert_eq!(normalized.lossy(), []);
    let rows = normalized.schema("Pet")[UNION].as_array().unwrap();
    let rows = rows.iter().map(|row| {
        let values = row["tag"]["values"].as_array().into_iter().flatten();
        let values = values.map(|value| value.as_str().unwrap().to_owned());
        (row["name"].as_str().unwrap().to_owned(), values.collect())
    });
    rows.collect()
}

fn is(rows: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    let rows = rows.iter().copied().chain([("Json", &[][..])]);
    rows.map(|(name, values)| {
        let values = values.iter().map(ToString::to_string);
        (name.to_owned(), values.collect())
    })
    .collect()
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn object(own: &str) -> Value {
    json!({ "type": "object", "properties": { "kind": { "type": "string" }, own: {} } })
}

#[test]
fn a_mapping_may_be_a_reference_a_name_or_a_file_and_map_several_values_to_one_schema() {
    let schemas = json!({
        "Pet": { "oneOf": [reference("Cat"), reference("Dog")], "discriminator": {
            "propertyName": "kind",
            "mapping": {
                "c": "#/components/schemas/Cat", "k": "Cat", "d": "./Dog.json", "h": "pets.yaml#/Dog",
            },
        } },
        "Cat": object("mood"), "Dog": object("pack"),
    });
    let expected = is(&[("Cat", &["Cat", "c", "k"]), ("Dog", &["Dog", "d", "h"])]);
    assert_eq!(tags(schemas), expected);
}

#[test]
fn a_mapping_to_a_schema_that_is_no_variant_is_reported_and_loses_nothing() {
    let normalized = normalized(json!({
        "Pet": { "oneOf": [reference("Cat"), reference("Dog")], "discriminator": {
            "propertyName": "kind", "mapping": { "fish": "#/components/schemas/Fish" },
        } },
        "Cat": object("mood"), "Dog": object("pack"), "Fish": object("fins"),
    }));
    let value = "fish".to_owned();
    let mut entries = normalized.report.entries().iter();
    assert!(entries.any(|entry| entry.change
        == Change::MappingNotUsed {
            value: value.clone()
        }));
    assert_eq!(normalized.lossy(), []);
}

#[test]
fn constants_of_inline_variants_are_tags_as_well() {
    let variant =
        |kind: &str| json!({ "type": "object", "properties": { "kind": { "enum": [kind] } } });
    let schemas = json!({ "Pet": {
        "oneOf": [variant("cat"), variant("dog")], "discriminator": { "propertyName": "kind" },
    } });
    assert_eq!(tags(schemas), is(&[("Cat", &["cat"]), ("Dog", &["dog"])]));
}

#[test]
fn a_schema_with_subtypes_is_one_of_them_or_itself_where_its_name_can_occur() {
    let schemas = |listed: Value| {
        json!({
            "Pet": {
                "type": "object", "properties": { "kind": listed },
                "discriminator": { "propertyName": "kind", "mapping": { "siam": "Siamese" } },
            },
            "Cat": { "allOf": [reference("Pet"), { "properties": { "mood": {} } }] },
            "Siamese": { "allOf": [reference("Cat")] },
            "Pets": { "allOf": [reference("Pet")], "description": "another name" },
        })
    };
    let any = schemas(json!({ "type": "string" }));
    let cats = [("Cat", &["Cat"][..]), ("Siamese", &["Siamese", "siam"])];
    assert_eq!(tags(any), is(&[cats[0], cats[1], ("Pet", &["Pet"])]));
    let abstract_one = schemas(json!({ "enum": ["Cat", "siam"] }));
    assert_eq!(tags(abstract_one), is(&cats));
    let others = schemas(json!({ "enum": ["Cat", "siam", "other"] }));
    assert_eq!(tags(others), is(&[cats[0], cats[1], ("Pet", &["other"])]));
}

#[test]
fn a_subtype_with_subtypes_is_one_of_them_or_itself() {
    let schemas = json!({
        "Animal": {
            "type": "object", "properties": { "kind": { "type": "string" } },
            "discriminator": { "propertyName": "kind", "mapping": { "p": "Pet", "c": "Cat", "w": "Wolf" } },
        },
        "Wolf": { "allOf": [reference("Animal"), { "properties": { "pack": {} } }] },
        "Pet": { "allOf": [reference("Animal"), { "properties": { "name": {} } }] },
        "Tame": { "allOf": [reference("Pet")] },
        "Cat": { "allOf": [reference("Tame"), { "properties": { "mood": {} } }] },
        "Zoo": { "type": "array", "items": reference("Animal") },
    });
    let cat_or_pet = is(&[("Cat", &["Cat", "c"]), ("Pet", &["Pet", "p"])]);
    assert_eq!(tags(schemas.clone()), cat_or_pet);
    let mut animals = schemas;
    animals["Pet"]["allOf"][0] = reference("Beast");
    animals["Beast"] = animals["Animal"].take();
    animals["Wolf"]["allOf"][0] = reference("Beast");
    animals["Animal"] = reference("Beast");
    assert_eq!(tags(animals), cat_or_pet);
}

#[test]
fn a_subtype_with_subtypes_is_a_variant_beside_them() {
    let schemas = json!({
        "Pet": {
            "type": "object", "properties": { "kind": { "type": "string" } },
            "discriminator": { "propertyName": "kind" },
        },
        "Cat": { "allOf": [reference("Pet"), { "properties": { "mood": {} } }] },
        "Siamese": { "allOf": [reference("Cat"), { "properties": { "crossed": {} } }] },
        "Home": { "properties": { "cat": reference("Cat"), "pet": reference("Pet") } },
    });
    let cat_and_siamese = [("Cat", &["Cat"][..]), ("Siamese", &["Siamese"])];
    let [cat, siamese] = cat_and_siamese;
    assert_eq!(
        tags(schemas.clone()),
        is(&[cat, siamese, ("Pet", &["Pet"])])
    );
    let mut renamed = schemas;
    renamed["Pet"] = json!({ "allOf": [reference("Beast"), { "properties": { "name": {} } }] });
    renamed["Beast"] = json!({
        "type": "object", "properties": { "kind": { "type": "string" } },
        "discriminator": { "propertyName": "kind" },
    });
    assert_eq!(tags(renamed), is(&[cat, siamese, ("Pet", &["Pet"])]));
}

#[test]
fn subtypes_have_the_properties_of_all_above_and_refer_to_the_union() {
    let normalized = normalized(json!({
        "Pet": {
            "type": "object", "properties": { "kind": {}, "friend": reference("Pet") },
            "discriminator": { "propertyName": "kind" },
        },
        "Cat": { "allOf": [reference("Pet"), { "properties": { "mood": {} } }] },
        "Siamese": { "allOf": [reference("Cat"), { "properties": { "crossed": {} } }] },
    }));
    let properties = normalized.schema("Siamese")["properties"]
        .as_object()
        .unwrap();
    assert_eq!(
        properties.keys().collect::<Vec<_>>(),
        ["crossed", "friend", "kind", "mood"]
    );
    assert_eq!(properties["friend"], reference("Pet"));
    assert_eq!(normalized.lossy(), []);
}

#[test]
fn a_parent_that_lists_its_own_subtypes_is_one_of_these() {
    let schemas = json!({
        "Pet": {
            "type": "object", "properties": { "kind": {} }, "oneOf": [reference("Cat"), reference("Dog")],
            "discriminator": { "propertyName": "kind" },
        },
        "Cat": { "allOf": [reference("Pet"), { "properties": { "mood": {} } }] },
        "Dog": { "allOf": [reference("Pet"), { "properties": { "pack": {} } }] },
    });
    assert_eq!(tags(schemas), is(&[("Cat", &["Cat"]), ("Dog", &["Dog"])]));
}

#[test]
fn a_variant_that_allows_nothing_but_null_makes_the_others_nullable() {
    for nothing in [
        json!({ "nullable": true }),
        json!({ "nullable": true, "type": "object", "description": "or nothing" }),
        json!({ "type": "null" }),
        json!({ "const": null }),
        json!({ "enum": [null] }),
        json!({ "type": "string", "nullable": true, "enum": [null] }),
        reference("Null"),
    ] {
        for keyword in ["anyOf", "oneOf"] {
            let normalized = normalized(json!({
                "Pet": { "type": "object", "properties": {
                    "cat": { keyword: [reference("Cat"), nothing] },
                } },
                "Cat": object("mood"),
                "Null": { "type": "null" },
            }));
            let cat = &normalized.schema("Pet")["properties"]["cat"];
            assert_eq!(cat["nullable"], true, "{nothing}");
            assert_eq!(cat["allOf"], json!([reference("Cat")]), "{nothing}");
            assert_eq!(normalized.lossy(), []);
        }
    }
}

#[test]
fn a_variant_that_may_be_null_makes_the_union_nullable() {
    let normalized = normalized(json!({
        "Pet": { "type": "object", "properties": { "either": {
            "oneOf": [reference("Cat"), { "allOf": [reference("Dog")], "nullable": true }],
        } } },
        "Cat": { "nullable": true, "type": "object", "properties": { "mood": {} } },
        "Dog": object("pack"),
    }));
    assert_eq!(
        normalized.schema("Pet")["properties"]["either"]["nullable"],
        true
    );
    let variants = normalized.schema("PetEither")["oneOf"].as_array().unwrap();
    assert!(
        variants
            .iter()
            .all(|variant| variant.get("nullable").is_none())
    );
}

#[test]
fn variants_are_named_by_their_schema_title_or_content_whatever_their_order() {
    let titled = json!({ "title": "Bank account", "type": "object", "properties": { "iban": {} } });
    let typed = json!({ "type": "object", "properties": { "v": { "const": 2 }, "iban": {} } });
    let own = json!({ "type": "object", "properties": { "phone": {}, "iban": {} }, "required": ["phone"] });
    let variants = vec![
        reference("Cat"),
        titled,
        typed,
        own,
        json!({ "type": "integer" }),
    ];
    let names = |variants: Vec<Value>| {
        let normalized = normalized(json!({ "Pet": { "oneOf": variants }, "Cat": object("mood") }));
        let mut names: Vec<String> = normalized.schema("Pet")["oneOf"]
            .as_array()
            .unwrap()
            .iter()
            .map(|variant| variant["title"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    let expected = ["BankAccount", "Cat", "Integer", "Json", "V2", "WithPhone"];
    assert_eq!(names(variants.clone()), expected);
    assert_eq!(names(variants.into_iter().rev().collect()), expected);
}

#[test]
fn an_any_of_with_maps_closed_objects_or_constants_stays_a_union() {
    let with = |variant: Value| {
        let normalized = normalized(json!({ "Pet": { "anyOf": [variant, object("mood")] } }));
        assert_eq!(normalized.lossy(), []);
        normalized.schema("Pet")["oneOf"]
            .as_array()
            .map_or(1, Vec::len)
    };
    assert_eq!(
        with(json!({ "type": "object", "additionalProperties": { "type": "number" } })),
        3
    );
    let closed =
        json!({ "type": "object", "properties": { "a": {} }, "additionalProperties": false });
    assert_eq!(with(closed), 3);
    assert_eq!(with(object("other")), 1);
}

#[test]
fn an_any_of_that_leads_back_to_itself_loses_nothing_if_nothing_is_merged() {
    let kind = |name: &str, property: Value| {
        let kind = json!({ "type": "string", "enum": [name] });
        json!({ "type": "object", "required": ["kind"], "properties": { "kind": kind, "other": property } })
    };
    let or_null = json!({ "anyOf": [reference("Cat"), { "type": "null" }] });
    let or_id = json!({ "anyOf": [{ "type": "string" }, reference("Cat")] });
    let told_apart = json!({ "anyOf": [reference("Cat"), reference("Dog")] });
    for property in [or_null, or_id, told_apart] {
        let normalized = normalized(json!({
            "Pet": { "allOf": [reference("Cat"), { "type": "object", "properties": { "name": {} } }] },
            "Cat": kind("cat", property.clone()),
            "Dog": kind("dog", property.clone()),
        }));
        assert_eq!(normalized.lossy(), [], "{property}");
        assert!(normalized.schema("Pet")["properties"]["other"].is_object());
    }
}

#[test]
fn an_any_of_objects_that_leads_back_to_itself_and_would_be_merged_is_reported() {
    let other = json!({ "anyOf": [reference("Cat"), reference("Dog")] });
    let pet = |own: &str| json!({ "type": "object", "properties": { own: {}, "other": other } });
    let normalized = normalized(json!({
        "Pet": { "allOf": [reference("Cat"), { "type": "object", "properties": { "name": {} } }] },
        "Cat": pet("mood"),
        "Dog": pet("pack"),
    }));
    let lossy = normalized.lossy();
    let mut lossy = lossy.iter();
    assert!(lossy.any(|change| matches!(change, Change::SelfReferenceLeftOut { .. })));
}

#[test]
fn a_discriminator_that_tells_nothing_apart_is_reported_and_loses_nothing() {
    for discriminator in [json!({ "propertyName": "kind" }), json!({}), json!("kind")] {
        let mut pet = object("mood");
        pet["discriminator"] = discriminator;
        let normalized = normalized(json!({ "Pet": pet }));
        let mut entries = normalized.report.entries().iter();
        assert!(entries.any(|entry| entry.change == Change::DiscriminatorNotUsed));
        assert_eq!(normalized.lossy(), []);
    }
}

#[test]
fn schemas_that_extend_each_other_have_an_end() {
    let normalized = normalized(json!({
        "Pet": {
            "allOf": [reference("Cat"), { "properties": { "kind": {} } }],
            "discriminator": { "propertyName": "kind" },
        },
        "Cat": { "allOf": [reference("Pet"), { "properties": { "mood": {} } }] },
    }));
    assert!(!normalized.lossy().is_empty());
}

#[test]
fn another_name_for_a_schema_stands_for_it_beside_its_own() {
    let schemas = |mapping: Value| {
        json!({
            "Pet": { "oneOf": [reference("Hound"), reference("Cat")], "discriminator": {
                "propertyName": "kind", "mapping": mapping,
            } },
            "Hound": reference("Dog"), "Cat": object("mood"), "Dog": object("pack"),
        })
    };
    let cat = ("Cat", &["Cat"][..]);
    let both = is(&[("Hound", &["Dog", "Hound"]), cat]);
    assert_eq!(tags(schemas(json!({}))), both);
    let elsewhere = schemas(json!({ "Dog": "Cat", "h": "Hound" }));
    let expected = is(&[("Hound", &["Hound", "h"]), ("Cat", &["Cat", "Dog"])]);
    assert_eq!(tags(elsewhere), expected);
}

#[test]
fn an_any_of_with_a_property_that_leads_back_to_itself_leaves_nothing_out() {
    let with = |own: &str, property: Value| json!({ "type": "object", "properties": { "child": property, own: {} } });
    let children = json!({ "type": "array", "items": reference("Pet") });
    let pet = json!({ "anyOf": [with("a", reference("Pet")), with("b", children)] });
    let normalized = normalized(json!({ "Pet": pet }));
    assert_eq!(normalized.lossy(), []);
    let titles = |schema: &str| {
        let variants = normalized.schema(schema)["oneOf"].as_array().unwrap();
        let titles = variants.iter().map(|variant| variant["title"].clone());
        titles.collect::<Vec<_>>()
    };
    assert_eq!(titles("PetChild"), ["Pet", "PetArray", "Json"]);
}

#[test]
fn a_union_of_subtypes_has_the_discriminator_of_what_they_extend() {
    let mapping = json!({ "c": "#/components/schemas/Cat", "d": "#/components/schemas/Dog" });
    let subtype = |own: &str| json!({ "allOf": [reference("Animal"), object(own)] });
    let schemas = |mapping: Value| {
        json!({
            "Pet": { "oneOf": [reference("Cat"), reference("Dog")] },
            "Animal": {
                "type": "object", "properties": { "kind": { "type": "string" } },
                "discriminator": { "propertyName": "kind", "mapping": mapping },
            },
            "Cat": subtype("mood"), "Dog": subtype("pack"), "Cow": subtype("milk"),
        })
    };
    let expected = is(&[("Cat", &["Cat", "c"]), ("Dog", &["Dog", "d"])]);
    assert_eq!(tags(schemas(mapping)), expected);
    // What is not mapped is told by its shape.
    let expected = is(&[("Cat", &[]), ("Dog", &[])]);
    assert_eq!(
        tags(schemas(json!({ "c": "#/components/schemas/Cat" }))),
        expected
    );
}
