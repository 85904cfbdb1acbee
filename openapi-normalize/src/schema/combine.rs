//! How schemas combine: one *and* another, one *or* another.

use std::collections::{BTreeMap, BTreeSet};

use super::{Additional, Kind, Object, Reader, Schema, read::DEEPEST};
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

    /// Combines two schemas, unless that is what is being done already: two that each refer to
    /// themselves have no end together.
    fn combine(
        &mut self,
        left: Schema,
        right: Schema,
        at: &Pointer,
        how: fn(&mut Self, Schema, Schema, &Pointer) -> Schema,
    ) -> Schema {
        let pair = match (&left.kind, &right.kind) {
            (Kind::Reference(left), Kind::Reference(right)) => Some((left.clone(), right.clone())),
            _ => None,
        };
        if let Some(pair) = &pair {
            if self.combining.contains(pair) {
                let what = format!(
                    "{} and {} contain themselves: the first counts",
                    pair.0, pair.1
                );
                self.report.lossy_change(at, "limits", what);
                return left;
            }
            self.combining.push(pair.clone());
        }
        let work = right.size_and_height().0;
        let combined = self.step(work, at, |reader| how(reader, left, right, at));
        if pair.is_some() {
            self.combining.pop();
        }
        combined.unwrap_or_else(|| Schema::new(Kind::Any, at))
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

    /// What the schema says about the shape, past its references.
    pub(crate) fn shape_of(&mut self, schema: &Schema) -> Kind {
        let at = schema.origin.clone();
        self.expand(schema.clone(), &at)
            .map_or(Kind::Any, |schema| schema.kind)
    }

    /// The schema that a reference leads to, read in place; any other schema as it is. `None`, with
    /// a line in the report, where the reference leads back into itself.
    fn expand(&mut self, schema: Schema, at: &Pointer) -> Option<Schema> {
        let Kind::Reference(target) = &schema.kind else {
            return Some(schema);
        };
        if self.expanding.contains(target) {
            self.report.lossy_change(
                at,
                "references",
                format!("{target} contains itself: its own part is left out here"),
            );
            return None;
        }
        let expanded = if let Some(known) = self.expanded.get(target) {
            let known = known.clone();
            let (size, height) = known.as_ref().map_or((1, 1), Schema::size_and_height);
            self.step(size, at, |reader| {
                // What is put in here goes as deep as it went where it was read.
                let room = DEEPEST.saturating_sub(reader.depth);
                if height <= room {
                    return known;
                }
                let what = "nested too deeply: read as anything";
                reader.report.lossy_change(at, "limits", what);
                None
            })?
        } else {
            let value = self.resolver.get(target)?;
            self.expanding.push(target.clone());
            let read = self.read(value, target);
            let expanded = self.expand(read, at);
            self.expanding.pop();
            self.expanded.insert(target.clone(), expanded.clone());
            expanded
        };
        expanded.map(|expanded| Schema {
            nullable: expanded.nullable || schema.nullable,
            description: schema.description.or(expanded.description),
            ..expanded
        })
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
    fn accepts_null(&self) -> bool {
        self.nullable || self.kind == Kind::Any
    }

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
    use serde_json::{Value, json};

    use super::*;
    use crate::{Report, resolve::Resolver};

    fn read(schema: &Value) -> (Schema, Report) {
        let mut reader = Reader::new(Resolver::new(schema));
        let read = reader.read(schema, &Pointer::root());
        (read, reader.report)
    }

    fn properties(schema: &Schema) -> Vec<&str> {
        match &schema.kind {
            Kind::Object(object) => object.properties.keys().map(String::as_str).collect(),
            kind => panic!("expected an object, got {kind:?}"),
        }
    }

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

    #[test]
    fn two_schemas_that_contain_themselves_have_an_end_together() {
        let (_, report) = read(&json!({
            "allOf": [{ "$ref": "#/s" }, { "$ref": "#/t" }],
            "s": { "properties": { "p": { "$ref": "#/s" } } },
            "t": { "properties": { "p": { "$ref": "#/t" } } },
        }));
        assert!(report.lossy().any(|entry| entry.rule == "limits"));
    }

    #[test]
    fn combinations_that_explode_are_cut_off() {
        let mut document = json!({ "allOf": [{ "$ref": "#/s40" }, { "$ref": "#/t40" }] });
        for (name, extra) in [("s", "x"), ("t", "y")] {
            document[format!("{name}0")] = json!({ "type": "string" });
            for level in 1..=40 {
                let inner = json!({ "$ref": format!("#/{name}{}", level - 1) });
                document[format!("{name}{level}")] = json!({ "oneOf": [
                    { "properties": { "p": inner } },
                    { "properties": { "p": inner, extra: {} } },
                ] });
            }
        }
        let (_, report) = read(&document);
        assert!(report.lossy().any(|entry| entry.rule == "limits"));
    }
}
