use std::{borrow::Cow, fmt};

use serde::{
    Deserializer,
    de::{Error, IgnoredAny, MapAccess, Visitor},
};
use serde_json::Value;

use super::OperationMetadata;

/// What makes a success of an operation a refusal: a property with this value, which is JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    property: &'static str,
    value: &'static str,
}

impl Refusal {
    /// That of an operation, if its document has one.
    pub(crate) fn of<C: OperationMetadata>(operation: &str) -> Option<Self> {
        let row = C::REFUSALS.iter().find(|(id, _, _)| *id == operation);
        row.map(|&(_, property, value)| Self { property, value })
    }

    /// Whether a body refuses. Reads only as far as the property.
    pub(crate) fn is_in(self, body: &[u8]) -> bool {
        let mut search = Search {
            property: self.property,
            found: None,
        };
        // What comes behind the property is left unread, which is an error.
        let _ = serde_json::Deserializer::from_slice(body).deserialize_map(&mut search);
        search.found.is_some_and(|found| {
            serde_json::from_str(self.value).is_ok_and(|value: Value| value == found)
        })
    }
}

struct Search {
    property: &'static str,
    found: Option<Value>,
}

impl<'de> Visitor<'de> for &mut Search {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            if name == self.property {
                self.found = Some(map.next_value()?);
                return Err(A::Error::custom("found"));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_refuses_if_the_property_has_the_value() {
        let refusal = Refusal {
            property: "success",
            value: "false",
        };
        for body in [
            r#"{"success":false}"#,
            r#"{"msg": {"success": true}, "succ\u0065ss" : false, "error": "busy"}"#,
        ] {
            assert!(refusal.is_in(body.as_bytes()), "{body}");
        }
        for body in [
            r#"{"success":true}"#,
            r#"{"success":null}"#,
            r#"{"success":"false"}"#,
            r#"{"inside":{"success":false}}"#,
            r#"[{"success":false}]"#,
            r#"{"other":false}"#,
            r#"{"success":"#,
            "false",
            "",
        ] {
            assert!(!refusal.is_in(body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn the_value_may_be_any_json() {
        let refusal = Refusal {
            property: "status",
            value: r#""error""#,
        };
        assert!(refusal.is_in(br#"{"status": "\u0065rror"}"#));
        assert!(!refusal.is_in(br#"{"status": "ok"}"#));
    }
}
