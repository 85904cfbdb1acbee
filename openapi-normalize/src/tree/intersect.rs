//! What satisfies one schema *and* another: `allOf`, and the siblings of a `$ref`.

use std::collections::BTreeSet;

use super::{
    combine::{Context, combine, expand},
    kept,
    merge::either,
    schema::{Additional, Kind, Object, Schema},
    union::union,
    variant::Variant,
};
use crate::{
    pointer::Pointer,
    report::{Alternatives, Change, UnionProblem},
};

/// If two unions have more combinations of variants, the result is "anything".
const MOST_VARIANTS: usize = 32;

/// What satisfies both schemas.
pub(crate) fn intersect(
    context: &mut dyn Context,
    left: Schema,
    right: Schema,
    at: &Pointer,
) -> Schema {
    let nullable = left.accepts_null() && right.accepts_null();
    let only_null = nullable && (left.is_null() || right.is_null());
    let access = left.access | right.access;
    let values = match (&left.values, &right.values) {
        (values, any) | (any, values) if any.is_empty() => values.clone(),
        (left, right) => {
            let both = left.iter().filter(|value| right.contains(value));
            both.cloned().collect()
        }
    };
    let mut schema = match (&left.kind, &right.kind) {
        (_, Kind::Any) => left,
        (Kind::Any, _) => right,
        _ if left.is_equivalent(&right) => left,
        _ => combine(context, left, right, at, intersect_unlike),
    };
    schema.nullable = nullable && (schema.kind != Kind::Any || only_null);
    schema.access = schema.access | access;
    schema.values = values;
    schema
}

fn intersect_unlike(
    context: &mut dyn Context,
    left: Schema,
    right: Schema,
    at: &Pointer,
) -> Schema {
    let (left, right) = match (expand(context, left, at), expand(context, right, at)) {
        (Some(left), Some(right)) => (left, right),
        (Some(schema), None) | (None, Some(schema)) => return schema,
        (None, None) => return Schema::new(Kind::Any, at),
    };
    let scalars = [&right, &left].map(Schema::clone_scalar);
    let kind = match (left.kind, right.kind) {
        (kind, Kind::Any) | (Kind::Any, kind) => kind,
        (Kind::Integer64, Kind::Integer | Kind::Number)
        | (Kind::Integer | Kind::Number, Kind::Integer64) => Kind::Integer64,
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
            Kind::Array(Box::new(intersect(context, *left, *right, at)))
        }
        (Kind::Object(left), Kind::Object(right)) => {
            Kind::Object(intersect_objects(context, left, right, at))
        }
        (Kind::Union(left), Kind::Union(right)) => intersect_variants(context, &left, &right, at),
        (Kind::Union(variants), kind) => {
            intersect_variants(context, &variants, &[Schema::new(kind, at)], at)
        }
        (kind, Kind::Union(variants)) => {
            intersect_variants(context, &[Schema::new(kind, at)], &variants, at)
        }
        (left, right) if left == right => left,
        (left, right) => {
            context.report().push(
                at.clone(),
                Change::ContradictionResolved {
                    left: left.value_kind(),
                    right: right.value_kind(),
                },
            );
            left
        }
    };
    let kept = kept::of_both(scalars, &kind);
    let mut schema = Schema::new(kind, at);
    schema.description = left.description.or(right.description);
    schema.access = left.access | right.access;
    schema.kept = kept;
    schema
}

fn intersect_objects(
    context: &mut dyn Context,
    left: Object,
    right: Object,
    at: &Pointer,
) -> Object {
    let mut properties = left.properties;
    for (name, schema) in right.properties {
        let schema = match properties.remove(&name) {
            Some(other) => {
                let description = other
                    .description
                    .clone()
                    .or_else(|| schema.description.clone());
                let at = schema.origin.clone();
                let mut both = match (other.conditional, schema.conditional) {
                    (false, false) => intersect(context, other, schema, &at),
                    (true, false) => schema,
                    (false, true) => other,
                    (true, true) => either(context, other, schema, &at),
                };
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
            Additional::Typed(Box::new(intersect(context, *left, *right, at)))
        }
        (typed @ Additional::Typed(_), _) | (_, typed) => typed,
    };
    Object {
        properties,
        required: left.required.into_iter().chain(right.required).collect(),
        additional,
    }
}

fn intersect_variants(
    context: &mut dyn Context,
    left: &[Schema],
    right: &[Schema],
    at: &Pointer,
) -> Kind {
    if left.len().min(right.len()) > 1 && left.len() * right.len() > MOST_VARIANTS {
        context.report().push(
            at.clone(),
            Change::UnionReadAsAny {
                problem: UnionProblem::TooManyVariants,
            },
        );
        return Kind::Any;
    }
    let mut variants = Vec::new();
    for left in left {
        for right in right {
            if let Some(both) = compatible(context, left, right, at) {
                variants.push(both);
            }
        }
    }
    if variants.is_empty() {
        context.report().push(
            at.clone(),
            Change::UnionReadAsAny {
                problem: UnionProblem::NoVariant,
            },
        );
        return Kind::Any;
    }
    union(context, variants, at, Alternatives::OneOf).kind
}

/// The intersection of two variants; `None` if their types differ.
fn compatible(
    context: &mut dyn Context,
    left: &Schema,
    right: &Schema,
    at: &Pointer,
) -> Option<Schema> {
    let left_kind = expand(context, left.clone(), at)?.kind;
    let right_kind = expand(context, right.clone(), at)?.kind;
    let numbers = [Kind::Integer, Kind::Integer64, Kind::Number];
    let compatible = std::mem::discriminant(&left_kind) == std::mem::discriminant(&right_kind)
        || matches!(left_kind, Kind::Any | Kind::Union(_))
        || matches!(right_kind, Kind::Any | Kind::Union(_))
        || matches!(
            (&left_kind, &right_kind),
            (Kind::Text, Kind::Enumeration(_)) | (Kind::Enumeration(_), Kind::Text)
        )
        || (numbers.contains(&left_kind) && numbers.contains(&right_kind));
    compatible.then(|| {
        let mut both = intersect(context, left.clone(), right.clone(), at);
        both.variant = Variant::of_both(left.variant.as_deref(), right.variant.as_deref());
        both
    })
}

impl Schema {
    fn accepts_null(&self) -> bool {
        self.nullable || self.kind == Kind::Any
    }
}
