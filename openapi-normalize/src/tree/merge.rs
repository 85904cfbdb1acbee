//! What satisfies one schema *or* another as one type, and what holds only under a condition.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    combine::{Context, combine, expand, expand_unless_inside},
    kept,
    schema::{Additional, Kind, Object, Schema},
    union::union,
};
use crate::{
    pointer::Pointer,
    report::{Alternatives, Change},
};

/// What satisfies one schema or the other, as one type if they are alike. Two objects become one
/// with the properties of both; a property stays required if both require it.
pub(crate) fn merge(
    context: &mut dyn Context,
    left: Schema,
    right: Schema,
    at: &Pointer,
) -> Schema {
    if left.is_equivalent(&right) {
        return Schema {
            nullable: left.nullable || right.nullable,
            access: left.access & right.access,
            ..left
        };
    }
    combine(context, left, right, at, merge_unlike)
}

fn merge_unlike(context: &mut dyn Context, left: Schema, right: Schema, at: &Pointer) -> Schema {
    let nullable = left.nullable || right.nullable;
    // If they stay two variants, references stay references.
    let references = [&left, &right]
        .map(|schema| matches!(schema.kind, Kind::Reference(_)).then(|| schema.clone()));
    let expanded = [&left, &right].map(|schema| expand_unless_inside(context, schema, at));
    let access = match &expanded {
        [Some(left), Some(right)] => left.access & right.access,
        _ => left.access & right.access,
    };
    let (left, right) = match expanded {
        [Some(left), Some(right)] if left.kind.is_alike(&right.kind) => (left, right),
        expanded => {
            let both = references.into_iter().zip(expanded);
            let both = both.filter_map(|(reference, expanded)| reference.or(expanded));
            let either = union(context, both.collect(), at, Alternatives::OneOf);
            return Schema { access, ..either };
        }
    };
    let kept = kept::of_either(&left, &right);
    let kind = match (left.kind, right.kind) {
        (Kind::Object(left), Kind::Object(right)) => {
            Kind::Object(merge_object_pair(context, left, right, at))
        }
        (Kind::Array(left), Kind::Array(right)) => {
            Kind::Array(Box::new(merge(context, *left, *right, at)))
        }
        (Kind::Enumeration(left), Kind::Enumeration(right)) => {
            Kind::Enumeration(all_strings([left, right]))
        }
        (wider @ Kind::Integer, Kind::Integer64)
        | (Kind::Enumeration(_) | Kind::Integer | Kind::Integer64, wider)
        | (wider, _) => wider,
    };
    let mut schema = Schema::new(kind, at);
    schema.nullable = nullable;
    schema.access = access;
    schema.kept = kept;
    schema.description = match (left.description, right.description) {
        (Some(left), Some(right)) if left != right => Some(format!("{left}\n\n{right}")),
        (left, right) => left.or(right),
    };
    schema
}

fn merge_object_pair(
    context: &mut dyn Context,
    left: Object,
    right: Object,
    at: &Pointer,
) -> Object {
    let has_any = left.is_free() != right.is_free();
    let mut properties: BTreeMap<String, Schema> = left.properties;
    for (name, schema) in right.properties {
        let schema = match properties.remove(&name) {
            Some(other) => {
                let at = schema.origin.clone();
                merge(context, other, schema, &at)
            }
            None => schema,
        };
        properties.insert(name, schema);
    }
    let additional = match (left.additional, right.additional) {
        _ if has_any => Additional::Typed(Box::new(Schema::new(Kind::Any, at))),
        (Additional::Forbidden, Additional::Forbidden) => Additional::Forbidden,
        (Additional::Typed(left), Additional::Typed(right)) => {
            Additional::Typed(Box::new(merge(context, *left, *right, at)))
        }
        (Additional::Typed(typed), Additional::Forbidden)
        | (Additional::Forbidden, Additional::Typed(typed)) => Additional::Typed(typed),
        (Additional::Typed(_), _) | (_, Additional::Typed(_)) => {
            Additional::Typed(Box::new(Schema::new(Kind::Any, at)))
        }
        _ => Additional::Unstated,
    };
    Object {
        properties,
        required: &left.required & &right.required,
        additional,
    }
}

/// What a property is under one condition or another.
pub(crate) fn either(
    context: &mut dyn Context,
    left: Schema,
    right: Schema,
    at: &Pointer,
) -> Schema {
    let mut either = merge(context, left, right, at);
    either.conditional = true;
    either
}

/// Adds the properties of `conditional` to `schema`, as optional ones.
pub(crate) fn with_optional(
    context: &mut dyn Context,
    schema: Schema,
    conditional: Schema,
    at: &Pointer,
) -> Schema {
    let Some(Schema {
        kind: Kind::Object(mut optional),
        ..
    }) = expand(context, conditional, at)
    else {
        return schema;
    };
    optional.required.clear();
    for property in optional.properties.values_mut() {
        property.conditional = true;
    }
    match expand(context, schema.clone(), at) {
        Some(Schema {
            kind: Kind::Object(mut object),
            nullable,
            ..
        }) => {
            for (name, property) in optional.properties {
                let both = match object.properties.remove(&name) {
                    Some(other) if other.conditional => {
                        let at = property.origin.clone();
                        either(context, other, property, &at)
                    }
                    Some(unconditional) => unconditional,
                    None => property,
                };
                object.properties.insert(name, both);
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
            context
                .report()
                .push(at.clone(), Change::ConditionalPropertiesLeftOut);
            schema
        }
    }
}

impl Kind {
    /// Whether one type other than a union can hold the values of both.
    fn is_alike(&self, other: &Self) -> bool {
        let class = |kind: &Self| match kind {
            Self::Object(_) => 1,
            Self::Array(_) => 2,
            Self::Integer | Self::Integer64 | Self::Number => 3,
            Self::Text | Self::Enumeration(_) => 4,
            _ => 0,
        };
        class(self) != 0 && class(self) == class(other)
    }
}

/// The strings of all lists in order, without repetitions.
pub(super) fn all_strings(lists: impl IntoIterator<Item = Vec<String>>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let all = lists.into_iter().flatten();
    all.filter(|value| seen.insert(value.clone())).collect()
}
