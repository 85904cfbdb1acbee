//! Values that the judge cannot hold: it reads JSON with integers of 64 bits, and each property once.

use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use crate::clients::{numbers::types::Numbers, properties::types::Inner};

/// Decodes a text, and encodes it again.
fn again<T: DeserializeOwned + Serialize>(text: &str) -> String {
    let decoded: T = serde_json::from_str(text).expect("a value of this type");
    serde_json::to_string(&decoded).expect("JSON")
}

fn any_integer() -> impl Strategy<Value = i128> {
    let boundaries = [
        i128::MIN,
        i64::MIN.into(),
        u64::MAX.into(),
        1 << 64,
        i128::MAX,
    ];
    prop_oneof![proptest::sample::select(boundaries.to_vec()), any::<i128>()]
}

proptest! {
    #[test]
    fn an_integer_of_128_bits_comes_through_wherever_it_stands(integer in any_integer()) {
        for text in [
            format!(r#"{{"plain":{integer}}}"#),
            format!(r#"{{"unsigned":{integer}}}"#),
            format!(r#"{{"nullable":{integer}}}"#),
            format!(r#"{{"list":[{integer}]}}"#),
            format!(r#"{{"map":{{"a":{integer}}}}}"#),
            format!(r#"{{"either":{integer}}}"#),
            format!(r#"{{"port":{integer}}}"#),
        ] {
            prop_assert_eq!(again::<Numbers>(&text), text);
        }
    }
}

#[test]
fn a_field_that_was_null_is_written_once_when_it_is_set() {
    let mut decoded: Inner = serde_json::from_str(r#"{"new":1,"note":null}"#).expect("an object");
    let again = serde_json::to_value(&decoded).expect("JSON");
    assert_eq!(again, serde_json::json!({ "new": 1, "note": null }));
    decoded.note = Some("set".to_owned());
    let written = serde_json::to_string(&decoded).expect("JSON");
    assert_eq!(written, r#"{"note":"set","new":1}"#);
}
