//! One schema *and* another.

use std::collections::BTreeSet;

use super::{Additional, Kind, Object, Reader, Schema};
use crate::Pointer;

/// More combinations of variants than this are not spelled out.
const MOST_VARIANTS: usize = 32;

impl Reader<'_> {
    /// What satisfies both schemas.
    pub(crate) fn intersect(&mut self, left: Schema, right: Schema, at: &Pointer) -> Schema {
        let nullable = left.accepts_null() && right.accepts_null();
        let mut schema = match (&left.kind, &right.kind) {
            (_, Kind::Any) => left,
            (Kind::Any, _) => right,
            _ if left.same_shape(&right) => left,
            _ => self.combine(left, right, at, Self::intersect_unlike),
        };
        schema.nullable = nullable && schema.kind != Kind::Any;
        schema
    }

    fn intersect_unlike(&mut self, left: Schema, right: Schema, at: &Pointer) -> Schema {
        let (left, right) = match (self.expand(left, at), self.expand(right, at)) {
            (Some(left), Some(right)) => (left, right),
            (Some(schema), None) | (None, Some(schema)) => return schema,
            (None, None) => return Schema::new(Kind::Any, at),
        };
        let kind = match (left.kind, right.kind) {
            (kind, Kind::Any) | (Kind::Any, kind) => kind,
            (Kind::Integer, Kind::Number) | (Kind::Number, Kind::Integer) => Kind::Integer,
            (Kind::Text, Kind::Enumeration(list)) | (Kind::Enumeration(list), Kind::Text) => {
                Kind::Enumeration(list)
            }
            (Kind::Enumeration(left), Kind::Enumeration(right)) => {
                let right: BTreeSet<String> = right.into_iter().collect();
                let both = left.into_iter().filter(|value| right.contains(value));
                match both.collect::<Vec<_>>() {
                    none if none.is_empty() => Kind::Text,
                    both => Kind::Enumeration(both),
                }
            }
            (Kind::Array(left), Kind::Array(right)) => {
                Kind::Array(Box::new(self.intersect(*left, *right, at)))
            }
            (Kind::Object(left), Kind::Object(right)) => {
                Kind::Object(self.intersect_objects(left, right, at))
            }
            (Kind::Union(left), Kind::Union(right)) => self.intersect_variants(&left, &right, at),
            (Kind::Union(variants), kind) => {
                self.intersect_variants(&variants, &[Schema::new(kind, at)], at)
            }
            (kind, Kind::Union(variants)) => {
                self.intersect_variants(&[Schema::new(kind, at)], &variants, at)
            }
            (left, right) if left == right => left,
            (left, right) => {
                let what = format!(
                    "{} and {} at once: read as {}",
                    left.name(),
                    right.name(),
                    left.name()
                );
                self.report.lossy_change(at, "allOf", what);
                left
            }
        };
        let mut schema = Schema::new(kind, at);
        schema.description = left.description.or(right.description);
        schema
    }

    fn intersect_objects(&mut self, left: Object, right: Object, at: &Pointer) -> Object {
        let mut properties = left.properties;
        for (name, schema) in right.properties {
            let schema = match properties.remove(&name) {
                Some(other) => {
                    let description = other
                        .description
                        .clone()
                        .or_else(|| schema.description.clone());
                    let at = schema.origin.clone();
                    let mut both = self.intersect(other, schema, &at);
                    both.description = description;
                    both
                }
                None => schema,
            };
            properties.insert(name, schema);
        }
        let additional = match (left.additional, right.additional) {
            (Additional::Forbidden, _) | (_, Additional::Forbidden) => Additional::Forbidden,
            (Additional::Typed(left), Additional::Typed(right)) => {
                Additional::Typed(Box::new(self.intersect(*left, *right, at)))
            }
            (typed @ Additional::Typed(_), _) | (_, typed) => typed,
        };
        Object {
            properties,
            required: left.required.into_iter().chain(right.required).collect(),
            additional,
        }
    }

    fn intersect_variants(&mut self, left: &[Schema], right: &[Schema], at: &Pointer) -> Kind {
        if left.len() * right.len() > MOST_VARIANTS {
            self.report.lossy_change(
                at,
                "oneOf",
                "too many combinations of variants: read as anything",
            );
            return Kind::Any;
        }
        let mut variants = Vec::new();
        for left in left {
            for right in right {
                if let Some(both) = self.compatible(left, right, at) {
                    variants.push(both);
                }
            }
        }
        if variants.is_empty() {
            self.report
                .lossy_change(at, "oneOf", "no variant is possible: read as anything");
            return Kind::Any;
        }
        self.choice(variants, at, "oneOf").kind
    }

    /// The intersection where there is one: variants of another type drop out.
    fn compatible(&mut self, left: &Schema, right: &Schema, at: &Pointer) -> Option<Schema> {
        let left_kind = self.expand(left.clone(), at)?.kind;
        let right_kind = self.expand(right.clone(), at)?.kind;
        let numbers = [Kind::Integer, Kind::Number];
        let compatible = std::mem::discriminant(&left_kind) == std::mem::discriminant(&right_kind)
            || matches!(left_kind, Kind::Any | Kind::Union(_))
            || matches!(right_kind, Kind::Any | Kind::Union(_))
            || matches!(
                (&left_kind, &right_kind),
                (Kind::Text, Kind::Enumeration(_)) | (Kind::Enumeration(_), Kind::Text)
            )
            || (numbers.contains(&left_kind) && numbers.contains(&right_kind));
        compatible.then(|| self.intersect(left.clone(), right.clone(), at))
    }
}

impl Schema {
    fn accepts_null(&self) -> bool {
        self.nullable || self.kind == Kind::Any
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tree::tests::{properties, read};

    #[test]
    fn all_of_has_the_properties_and_the_requirements_of_all() {
        let (schema, report) = read(&json!({ "allOf": [
            { "properties": { "a": { "type": "number" } }, "required": ["a"] },
            { "properties": { "a": { "type": "integer" }, "b": {} } },
        ] }));
        assert_eq!(properties(&schema), ["a", "b"]);
        let Kind::Object(object) = schema.kind else {
            unreachable!()
        };
        assert_eq!(object.properties["a"].kind, Kind::Integer);
        assert!(object.required.contains("a"));
        assert_eq!(report.lossy().count(), 0);
    }

    #[test]
    fn all_of_what_excludes_itself_is_reported() {
        let (_, report) = read(&json!({ "allOf": [{ "type": "string" }, { "type": "array" }] }));
        assert_eq!(report.lossy().count(), 1);
    }

    #[test]
    fn a_base_is_part_of_every_variant() {
        let (schema, _) = read(&json!({
            "properties": { "base": {} },
            "oneOf": [
                { "properties": { "a": {} }, "type": "object" },
                { "properties": { "b": {} }, "type": "object" },
            ],
        }));
        let Kind::Union(variants) = schema.kind else {
            panic!("expected a union")
        };
        assert_eq!(properties(&variants[0]), ["a", "base"]);
        assert_eq!(properties(&variants[1]), ["b", "base"]);
    }
}
