//! Values of responses that the document does not foresee: a tag or a value of an enumeration that it does not list.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::judge::{discriminators::Discriminator, openapi::Document};

/// A text that no document lists.
const TEXT: &str = "x-unforeseen";

/// The properties whose values a document lists.
pub struct Names(BTreeSet<String>);

impl Names {
    /// Those of a document.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let mut names = Self(BTreeSet::new());
        names.search(document.root());
        names
    }

    fn search(&mut self, value: &Value) {
        self.0
            .extend(Discriminator::of(&Value::Null, value).map(|found| found.property));
        let properties = value["properties"].as_object().into_iter().flatten();
        let listed = properties.filter(|(_, schema)| {
            let one = schema.get("const").map(std::slice::from_ref);
            let several = schema["enum"].as_array().map(Vec::as_slice);
            one.or(several)
                .is_some_and(|values| values.iter().all(Value::is_string))
        });
        self.0.extend(listed.map(|(name, _)| name.clone()));
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.search(item)),
            Value::Object(object) => object.values().for_each(|value| self.search(value)),
            _ => {}
        }
    }

    /// The value, each time with another one of these properties changed.
    #[must_use]
    pub fn in_place_of_those_in(&self, value: &Value) -> Vec<Value> {
        let mut changed = Vec::new();
        match value {
            Value::Object(object) => {
                for (name, part) in object {
                    let own = (part.is_string() && self.0.contains(name)).then(|| json!(TEXT));
                    let parts = self.in_place_of_those_in(part);
                    changed.extend(parts.into_iter().chain(own).map(|part| {
                        let mut object = object.clone();
                        object.insert(name.clone(), part);
                        Value::Object(object)
                    }));
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let parts = self.in_place_of_those_in(item);
                    changed.extend(parts.into_iter().map(|part| {
                        let mut items = items.clone();
                        items[index] = part;
                        Value::Array(items)
                    }));
                }
            }
            _ => {}
        }
        changed
    }
}
