use std::{borrow::Cow, fmt};

use serde::{
    Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
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

    /// Whether a body is JSON that refuses. Of a property that stands twice, the last one counts.
    pub(crate) fn is_in(self, body: &[u8]) -> bool {
        let mut search = Search {
            property: self.property,
            found: None,
        };
        let mut json = serde_json::Deserializer::from_slice(body);
        let read = json.deserialize_map(&mut search).and_then(|()| json.end());
        let value = serde_json::from_str::<Value>(self.value).ok();
        read.is_ok() && value.is_some() && search.found == value
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
            } else {
                map.next_value::<IgnoredAny>()?;
            }
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
            r#"{"success": true, "success": false}"#,
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
            r#"{"success":false"#,
            r#"{"success":false} x"#,
            r#"{"success":false, "success": true}"#,
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
