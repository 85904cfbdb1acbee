//! What the values of a variant look like.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Shapes;
use crate::tree::{Additional, Kind, Schema, Tag};

/// About how many schemas the shape of a variant is made of, so that tables stay small. The types of its own
/// properties are always there.
const LARGEST: usize = 200;

/// How deep a shape looks into a value.
const DEEPEST: usize = 4;

impl<'c> Shapes<'c> {
    pub(super) fn shape_of(&self, variant: &'c Schema) -> Map<String, Value> {
        let mut shape = self.shape(variant, LARGEST, 0);
        let others = variant.variant.iter().flat_map(|known| &known.other_tags);
        for tag in others {
            self.add_tag(variant, tag, &mut shape);
        }
        shape
    }

    /// What values of a schema look like, in as much detail as `budget` schemas can say.
    fn shape(&self, schema: &'c Schema, budget: usize, depth: usize) -> Map<String, Value> {
        let mut shape = Map::new();
        let (schema, nullable) = self.followed(schema);
        let budget = if depth < DEEPEST { budget } else { 0 };
        match &schema.kind {
            Kind::Enumeration(values) => {
                let values = values.iter().map(|value| json!(value));
                list_values(&mut shape, values.collect());
            }
            Kind::Array(items) if budget > 0 => {
                let items = self.shape(items, budget - 1, depth + 1);
                shape.insert("items".into(), items.into());
            }
            Kind::Object(_) => self.describe_object(schema, &mut shape, budget, depth),
            Kind::Union(variants) => {
                let Some(budget) = (budget / variants.len().max(1)).checked_sub(1) else {
                    let mut types = BTreeSet::from_iter(nullable.then_some("null"));
                    if self.add_types(schema, &mut types, &mut BTreeSet::new()) {
                        shape.insert("types".into(), json!(types));
                    }
                    return shape;
                };
                let variants = variants.iter();
                let mut any: Vec<Value> = variants
                    .map(|variant| Value::Object(self.tagged_shape(variant, budget, depth + 1)))
                    .collect();
                any.extend(nullable.then(|| json!({ "types": ["null"] })));
                shape.insert("any".into(), any.into());
                return shape;
            }
            _ => {}
        }
        if schema.is_null() {
            shape.insert("types".into(), json!(["null"]));
        }
        let Some(name) = type_of(&schema.kind) else {
            return shape;
        };
        if !schema.values.is_empty() {
            list_values(&mut shape, schema.values.clone());
        }
        let types: Vec<&str> = [name]
            .into_iter()
            .chain(nullable.then_some("null"))
            .collect();
        shape.insert("types".into(), json!(types));
        shape
    }

    /// Adds the types that values of a schema may have; `false` if it may be anything.
    fn add_types(
        &self,
        schema: &'c Schema,
        types: &mut BTreeSet<&'static str>,
        seen: &mut BTreeSet<*const Schema>,
    ) -> bool {
        let (schema, nullable) = self.followed(schema);
        if !seen.insert(schema) {
            return true;
        }
        types.extend(nullable.then_some("null"));
        match &schema.kind {
            Kind::Union(variants) => {
                let mut variants = variants.iter();
                variants.all(|variant| self.add_types(variant, types, seen))
            }
            kind => {
                types.extend(type_of(kind));
                type_of(kind).is_some() || schema.is_null()
            }
        }
    }

    fn describe_object(
        &self,
        schema: &'c Schema,
        shape: &mut Map<String, Value>,
        budget: usize,
        depth: usize,
    ) {
        let Kind::Object(object) = &schema.kind else {
            return;
        };
        if !object.required.is_empty() {
            shape.insert("required".into(), json!(object.required));
        }
        let count = object.properties.len() + 1;
        let left = budget.checked_sub(count);
        if left.is_none() && depth > 0 {
            let constants = object.properties.iter();
            let constants: Map<String, Value> = constants
                .filter_map(|(name, property)| {
                    let property = self.followed(property).0;
                    let shape = match property.constant() {
                        Some(value) => json!({ "constants": [value] }),
                        None if property.is_null() => json!({ "types": ["null"] }),
                        None => return None,
                    };
                    Some((name.clone(), shape))
                })
                .collect();
            if !constants.is_empty() {
                shape.insert("properties".into(), constants.into());
                shape.insert("others".into(), json!({}));
            }
            return;
        }
        let budget = left.unwrap_or_default() / count;
        let properties = object.properties.iter();
        let properties: Map<String, Value> = properties
            .map(|(name, property)| {
                let property = self.shape(property, budget, depth + 1);
                (name.clone(), property.into())
            })
            .collect();
        shape.insert("properties".into(), properties.into());
        match &object.additional {
            Additional::Unstated => {}
            Additional::Forbidden => {
                shape.insert("others".into(), json!(false));
            }
            Additional::Typed(others) => {
                let others = self.shape(others, budget, depth + 1);
                shape.insert("others".into(), others.into());
            }
        }
    }

    /// The shape of a variant, with the values of its discriminator.
    fn tagged_shape(&self, variant: &'c Schema, budget: usize, depth: usize) -> Map<String, Value> {
        let mut shape = self.shape(variant, budget, depth);
        for tag in variant.variant.iter().flat_map(|known| known.tags()) {
            self.add_tag(variant, tag, &mut shape);
        }
        shape
    }

    /// Adds the values of a discriminator to the shape of a variant.
    fn add_tag(&self, variant: &'c Schema, tag: &Tag, shape: &mut Map<String, Value>) {
        if !tag.is_default
            && let Some(Value::Object(properties)) = shape.get_mut("properties")
        {
            let mut values = self.tag_values(variant, &tag.property, 0);
            values.extend(tag.values.iter().cloned());
            let property = properties.entry(&tag.property).or_insert_with(|| json!({}));
            if let Value::Object(property) = property {
                property.remove("listed");
                property.insert("constants".into(), json!(values));
            }
        }
    }
}

fn type_of(kind: &Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Any | Kind::Reference(_) | Kind::Named(_) | Kind::Union(_) => return None,
        Kind::Boolean => "boolean",
        Kind::Integer | Kind::Integer64 => "integer",
        Kind::Number => "number",
        Kind::Text | Kind::Enumeration(_) => "string",
        Kind::Array(_) => "array",
        Kind::Object(_) => "object",
    })
}

/// One value is a constant, which nothing else can stand for; a list may grow.
fn list_values(shape: &mut Map<String, Value>, values: Vec<Value>) {
    let key = if values.len() == 1 {
        "constants"
    } else {
        "listed"
    };
    shape.insert(key.into(), values.into());
}
