//! One schema *or* another.

use std::collections::{BTreeMap, BTreeSet};

use super::{Additional, Kind, Object, Reader, Schema};
use crate::Pointer;

impl Reader<'_> {
    /// Any one of the schemas.
    pub(crate) fn choice(
        &mut self,
        schemas: Vec<Schema>,
        at: &Pointer,
        rule: &'static str,
    ) -> Schema {
        let nullable = schemas.iter().any(|schema| schema.nullable);
        let mut seen = BTreeSet::new();
        let mut variants: Vec<Schema> = Vec::new();
        let mut lists = Vec::new();
        for schema in schemas {
            let nested = match schema.kind {
                Kind::Union(nested) => nested,
                // Only `null` was allowed here; `nullable` says so.
                Kind::Any if schema.nullable => continue,
                _ => vec![schema],
            };
            for mut variant in nested {
                variant.nullable = false;
                match variant.kind {
                    Kind::Enumeration(list) => lists.push(list),
                    _ if seen.insert(variant.shape()) => variants.push(variant),
                    _ => {}
                }
            }
        }
        if !lists.is_empty() {
            variants.push(Schema::new(Kind::Enumeration(union(lists)), at));
        }
        if variants.len() > 1 && (rule == "anyOf" || variants.iter().all(Schema::is_bare_object)) {
            variants = self.merge_objects(variants, at, rule);
        }
        // An untagged Rust enum takes the first variant that fits, so the narrower one goes first.
        variants.sort_by_key(|variant| match &variant.kind {
            Kind::Enumeration(_) => 0,
            Kind::Integer => 1,
            Kind::Number => 2,
            Kind::Any => 4,
            _ => 3,
        });
        let mut schema = match variants.len() {
            0 => Schema::new(Kind::Any, at),
            1 => variants.swap_remove(0),
            _ => Schema::new(Kind::Union(variants), at),
        };
        schema.nullable = nullable && schema.kind != Kind::Any;
        schema
    }

    /// Makes one object of all object variants: a value of an `anyOf` may satisfy several of them.
    fn merge_objects(
        &mut self,
        variants: Vec<Schema>,
        at: &Pointer,
        rule: &'static str,
    ) -> Vec<Schema> {
        let mut merged: Option<Schema> = None;
        let mut others = Vec::new();
        for variant in variants {
            match self.expand(variant.clone(), at) {
                Some(schema) if matches!(schema.kind, Kind::Object(_)) => {
                    merged = Some(match merged {
                        Some(so_far) => {
                            self.report.lossless(
                                at,
                                rule,
                                "objects of which several may hold become one with the properties of all",
                            );
                            self.either(so_far, schema, at)
                        }
                        None => variant,
                    });
                }
                _ => others.push(variant),
            }
        }
        merged.into_iter().chain(others).collect()
    }

    /// What satisfies one schema or the other, as one type where they are alike: two objects
    /// become one with the properties of both, of which only those are required that both require.
    pub(crate) fn either(&mut self, left: Schema, right: Schema, at: &Pointer) -> Schema {
        if left.same_shape(&right) {
            return Schema {
                nullable: left.nullable || right.nullable,
                ..left
            };
        }
        self.combine(left, right, at, Self::either_unlike)
    }

    fn either_unlike(&mut self, left: Schema, right: Schema, at: &Pointer) -> Schema {
        let nullable = left.nullable || right.nullable;
        // Where they stay two, references stay references.
        let references = [&left, &right]
            .map(|schema| matches!(schema.kind, Kind::Reference(_)).then(|| schema.clone()));
        let expanded = [self.expand(left, at), self.expand(right, at)];
        let (left, right) = match expanded {
            [Some(left), Some(right)] if left.kind.is_alike(&right.kind) => (left, right),
            expanded => {
                let both = references.into_iter().zip(expanded);
                let both = both.filter_map(|(reference, expanded)| reference.or(expanded));
                return self.choice(both.collect(), at, "oneOf");
            }
        };
        let kind = match (left.kind, right.kind) {
            (Kind::Object(left), Kind::Object(right)) => {
                Kind::Object(self.either_object(left, right, at))
            }
            (Kind::Array(left), Kind::Array(right)) => {
                Kind::Array(Box::new(self.either(*left, *right, at)))
            }
            (Kind::Enumeration(left), Kind::Enumeration(right)) => {
                Kind::Enumeration(union([left, right]))
            }
            (Kind::Enumeration(_) | Kind::Integer, wider) | (wider, _) => wider,
        };
        let mut schema = Schema::new(kind, at);
        schema.nullable = nullable;
        schema.description = match (left.description, right.description) {
            (Some(left), Some(right)) if left != right => Some(format!("{left}\n\n{right}")),
            (left, right) => left.or(right),
        };
        schema
    }

    fn either_object(&mut self, left: Object, right: Object, at: &Pointer) -> Object {
        let mut properties: BTreeMap<String, Schema> = left.properties;
        for (name, schema) in right.properties {
            let schema = match properties.remove(&name) {
                Some(other) => {
                    let at = schema.origin.clone();
                    self.either(other, schema, &at)
                }
                None => schema,
            };
            properties.insert(name, schema);
        }
        let additional = match (left.additional, right.additional) {
            (Additional::Forbidden, Additional::Forbidden) => Additional::Forbidden,
            (Additional::Typed(left), Additional::Typed(right)) => {
                Additional::Typed(Box::new(self.either(*left, *right, at)))
            }
            (Additional::Typed(typed), Additional::Forbidden)
            | (Additional::Forbidden, Additional::Typed(typed)) => Additional::Typed(typed),
            _ => Additional::Unstated,
        };
        Object {
            properties,
            required: left
                .required
                .intersection(&right.required)
                .cloned()
                .collect(),
            additional,
        }
    }

    /// `conditional`'s properties added to `schema`'s, none of them required.
    pub(crate) fn with_optional(
        &mut self,
        schema: Schema,
        conditional: Schema,
        at: &Pointer,
    ) -> Schema {
        let Some(Schema {
            kind: Kind::Object(mut optional),
            ..
        }) = self.expand(conditional, at)
        else {
            return schema;
        };
        optional.required.clear();
        match self.expand(schema.clone(), at) {
            Some(Schema {
                kind: Kind::Object(mut object),
                nullable,
                ..
            }) => {
                for (name, property) in optional.properties {
                    object.properties.entry(name).or_insert(property);
                }
                Schema {
                    kind: Kind::Object(object),
                    nullable,
                    ..schema
                }
            }
            Some(Schema {
                kind: Kind::Any, ..
            }) => Schema {
                kind: Kind::Object(optional),
                ..schema
            },
            _ if optional.properties.is_empty() => schema,
            _ => {
                let what = "properties under a condition, of what is no object: left out";
                self.report.lossy_change(at, "conditionals", what);
                schema
            }
        }
    }
}

impl Kind {
    /// Whether one type can hold the values of both.
    fn is_alike(&self, other: &Self) -> bool {
        let class = |kind: &Self| match kind {
            Self::Object(_) => 1,
            Self::Array(_) => 2,
            Self::Integer | Self::Number => 3,
            Self::Text | Self::Enumeration(_) => 4,
            _ => 0,
        };
        class(self) != 0 && class(self) == class(other)
    }
}

impl Schema {
    /// An object that says which properties are required, and nothing of their types.
    fn is_bare_object(&self) -> bool {
        matches!(&self.kind, Kind::Object(object) if object.properties.is_empty())
    }
}

/// The strings of all lists, each once, in their order.
fn union(lists: impl IntoIterator<Item = Vec<String>>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let all = lists.into_iter().flatten();
    all.filter(|value| seen.insert(value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tree::tests::{properties, read};

    #[test]
    fn any_of_objects_is_one_object_with_the_properties_of_all() {
        let (schema, report) = read(&json!({ "anyOf": [
            { "properties": { "a": {} }, "required": ["a"] }, { "properties": { "b": {} } },
        ] }));
        assert_eq!(properties(&schema), ["a", "b"]);
        assert_eq!(report.lossy().count(), 0);
    }

    #[test]
    fn alternatives_that_only_require_something_leave_one_object() {
        let (schema, _) = read(&json!({
            "properties": { "a": {}, "b": {} },
            "oneOf": [{ "required": ["a"] }, { "required": ["b"] }],
        }));
        assert_eq!(properties(&schema), ["a", "b"]);
    }

    #[test]
    fn constants_of_which_one_holds_are_an_enumeration() {
        let (schema, _) = read(&json!({ "oneOf": [{ "const": "a" }, { "const": "b" }] }));
        assert_eq!(schema.kind, Kind::Enumeration(vec!["a".into(), "b".into()]));
    }

    #[test]
    fn null_as_a_variant_makes_the_others_nullable() {
        let (schema, _) = read(&json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] }));
        assert_eq!((schema.kind, schema.nullable), (Kind::Text, true));
    }
}
