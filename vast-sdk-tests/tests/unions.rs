//! Each kind of union: the variant that a value is read as, and what is written back.

#[allow(missing_docs, nonstandard_style, unused, clippy::all, clippy::pedantic)]
mod client {
    include!(concat!(env!("OUT_DIR"), "/told_apart/client.rs"));
}

use client::types;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// Decodes a value, which has to be written back unchanged; returns the name of its variant.
fn variant<T: DeserializeOwned + Serialize + std::fmt::Debug>(value: Value) -> String {
    let decoded: T = serde_json::from_str(&value.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&decoded).unwrap(), value);
    let debug = format!("{decoded:?}");
    debug.split('(').next().unwrap().to_owned()
}

#[test]
fn a_discriminator_decides_by_its_mapping_and_by_the_names_of_schemas() {
    let pet = |tag: &str| json!({ "petType": tag, "name": "n" });
    for (tag, name) in [
        ("cat", "Cat"),
        ("kitty", "Cat"),
        ("dog", "Dog"),
        ("Dog", "Dog"),
    ] {
        assert_eq!(variant::<types::Pet>(pet(tag)), name, "{tag}");
        assert_eq!(variant::<types::PetRequest>(pet(tag)), name, "{tag}");
    }
    let vehicle = json!({ "@type": "ModelTruck", "wheels": 6 });
    assert_eq!(variant::<types::Vehicle>(vehicle.clone()), "ModelTruck");
    assert_eq!(variant::<types::VehicleRequest>(vehicle), "ModelTruck");
}

#[test]
fn an_unknown_tag_in_a_response_keeps_its_json() {
    let fish = json!({ "petType": "fish", "name": "n", "fins": 2 });
    assert_eq!(variant::<types::Pet>(fish), "Json");
}

#[test]
fn a_tagged_value_that_does_not_decode_is_not_taken_for_another_variant() {
    let dog = json!({ "petType": "dog", "name": "n", "packSize": "many" });
    assert_eq!(variant::<types::Pet>(dog.clone()), "Json");
    let error = serde_json::from_value::<types::PetRequest>(dog).unwrap_err();
    let expected = "not a `PetRequest` with the `petType` \"dog\": it is no `Dog`: ";
    assert!(error.to_string().starts_with(expected), "{error}");
}

#[test]
fn a_received_value_without_a_required_property_is_still_its_variant() {
    let dog = json!({ "petType": "dog" });
    assert_eq!(variant::<types::Pet>(dog.clone()), "Dog");
    serde_json::from_value::<types::PetRequest>(dog).unwrap_err();
    assert_eq!(
        variant::<types::Payment>(json!({ "method": "debit" })),
        "BankAccount"
    );
    assert_eq!(variant::<types::Release>(json!({ "version": 3 })), "Json");
}

#[test]
fn a_value_without_a_tag_is_the_default_one() {
    assert_eq!(variant::<types::Plan>(json!({ "trial": true })), "Free");
    let unknown = json!({ "plan": "gold", "trial": true });
    assert_eq!(variant::<types::Plan>(unknown.clone()), "Free");
    assert_eq!(variant::<types::PlanRequest>(unknown), "Free");
    assert_eq!(variant::<types::Plan>(json!({ "plan": "paid" })), "Paid");
}

#[test]
fn unions_within_unions_are_told_apart_on_each_level() {
    let ellipse = json!({ "form": "round", "round": "ellipse" });
    let types::Form::Round(types::Round::Ellipse(_)) = serde_json::from_value(ellipse).unwrap()
    else {
        panic!("not an ellipse")
    };
    let square = json!({ "form": "square", "side": 2.0 });
    assert_eq!(variant::<types::FormRequest>(square), "Square");
}

#[test]
fn a_value_with_subtypes_is_one_of_them() {
    let friend = json!({ "kind": "eagle", "name": "e", "wings": 2 });
    let bird = json!({ "kind": "bird", "name": "b", "wings": 2, "friends": [friend] });
    assert_eq!(variant::<types::Animal>(bird.clone()), "Bird");
    let types::Animal::Bird(decoded) = serde_json::from_value(bird).unwrap() else {
        panic!("not a bird")
    };
    assert!(matches!(
        decoded.friends.unwrap()[..],
        [types::Animal::Eagle(_)]
    ));
    let itself = json!({ "kind": "Animal", "name": "a" });
    assert_eq!(variant::<types::AnimalRequest>(itself), "Animal");
    let unknown = json!({ "kind": "worm", "name": "w" });
    assert_eq!(variant::<types::Animal>(unknown), "Json");
}

#[test]
fn a_value_with_subtypes_of_a_subtype_is_one_of_them() {
    let violin = json!({ "sort": "violin", "strings": 4, "bow": "b" });
    let stringed = json!({ "sort": "stringed", "strings": 4 });
    for (value, name) in [(violin, "Violin"), (stringed, "Stringed")] {
        assert_eq!(variant::<types::Stringed>(value.clone()), name);
        assert_eq!(variant::<types::StringedRequest>(value.clone()), name);
        assert_eq!(variant::<types::Instrument>(value), name);
    }
    let unknown = json!({ "sort": "harp", "strings": 47 });
    assert_eq!(variant::<types::Stringed>(unknown), "Json");
}

#[test]
fn a_subtype_is_sent_with_its_own_properties() {
    let prey = types::FishRequest::builder().kind("fish").name("f").fins(3);
    let prey: types::FishRequest = prey.try_into().unwrap();
    let eagle = types::EagleRequest::builder()
        .kind("eagle")
        .name("e")
        .wings(2)
        .prey(Box::new(types::AnimalRequest::from(prey)));
    let eagle = types::AnimalRequest::Eagle(eagle.try_into().unwrap());
    assert_eq!(
        serde_json::to_value(eagle).unwrap(),
        json!({
            "kind": "eagle", "name": "e", "wings": 2,
            "prey": { "kind": "fish", "name": "f", "fins": 3 },
        })
    );
}

#[test]
fn constants_of_any_type_tell_variants_apart() {
    assert_eq!(variant::<types::Outcome>(json!({ "ok": true })), "OkTrue");
    assert_eq!(variant::<types::Outcome>(json!({ "ok": false })), "OkFalse");
    assert_eq!(
        variant::<types::OutcomeRequest>(json!({ "ok": false })),
        "OkFalse"
    );
    assert_eq!(
        variant::<types::Release>(json!({ "version": 2 })),
        "Version2"
    );
    assert_eq!(variant::<types::Release>(json!({ "version": 3 })), "Json");
    let transfer = json!({ "method": "debit", "iban": "i" });
    assert_eq!(variant::<types::Payment>(transfer), "BankAccount");
    let nested = json!({ "data": { "id": "b", "x": "" } });
    let decoded: types::HolderData = serde_json::from_value(nested).unwrap();
    assert!(
        matches!(decoded, types::HolderData::Object2(_)),
        "{decoded:?}"
    );
}

#[test]
fn without_constants_the_best_fit_decides() {
    assert_eq!(
        variant::<types::Contact>(json!({ "phone": "1" })),
        "WithPhone"
    );
    assert_eq!(variant::<types::Choice>(json!({ "b": "1" })), "WithB");
    assert_eq!(
        variant::<types::Choice>(json!({ "b": "1", "new": 1 })),
        "WithB"
    );
    assert_eq!(
        variant::<types::Measure>(json!({ "value": "1" })),
        "Object2"
    );
    let deleted = json!([{ "type": "deleted" }]);
    assert_eq!(variant::<types::Batch>(deleted), "DeletedArray");
}

#[test]
fn a_map_among_objects_keeps_its_entries() {
    let map = json!({ "a": 1.5 });
    assert_eq!(variant::<types::VectorRequest>(map.clone()), "Map");
    assert_eq!(variant::<types::Vector>(map), "Map");
    let document = json!({ "text": "t" });
    assert_eq!(variant::<types::VectorRequest>(document), "Document");
}

#[test]
fn what_satisfies_several_variants_of_any_of_can_be_sent() {
    let x = json!({ "kind": "x", "left": "l", "note": "n" });
    assert_eq!(variant::<types::LooseRequest>(x), "X");
    let y = json!({ "kind": "y", "right": "r", "note": "n" });
    assert_eq!(variant::<types::LooseRequest>(y), "Y");
    variant::<types::LooseRequest>(json!({ "left": "l", "right": "r", "note": "n" }));
}

#[test]
fn a_union_is_decoded_inside_of_flattened_properties_and_maps() {
    let flat = json!({ "id": "i", "rex": { "petType": "dog", "name": "n" } });
    let decoded: types::Flat = serde_json::from_value(flat).unwrap();
    assert!(matches!(decoded.extra["rex"], types::Pet::Dog(_)));
}
