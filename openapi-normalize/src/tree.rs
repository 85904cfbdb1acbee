//! The document between reading and writing: the types, and how they combine.

mod combine;
mod equality;
mod intersect;
pub(crate) mod kept;
mod merge;
mod operation;
mod schema;
mod union;
mod variant;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::pointer::Pointer;

pub(crate) use combine::{
    Context, Work, expanded, inside, is_scalar, is_scalar_item, kind_of, step,
};
pub(crate) use intersect::intersect;
pub(crate) use merge::{merge, with_optional};
pub(crate) use operation::{
    Body, Encoding, Location, Operation, Parameter, Refusal, Responses, Status, Style, SuccessBody,
};
pub(crate) use schema::{Access, Additional, Kind, Object, Schema};
pub(crate) use union::union;
pub(crate) use variant::Tag;

/// A document: what is read, and what the passes work on.
pub(crate) struct Tree {
    pub info: Map<String, Value>,
    /// The schemas that have a name or are referred to, by their place.
    pub schemas: BTreeMap<Pointer, Schema>,
    /// The names that the document gives to schemas in other files.
    pub names: BTreeMap<Pointer, String>,
    pub operations: Vec<Operation>,
    /// Which successes are refusals, if the document says so.
    pub refusal: Option<Refusal>,
}

/// The schemas under `components.schemas` of the normalized document, by name.
pub(crate) type Components = BTreeMap<String, Schema>;

/// Visits every schema, the inner ones included.
pub(crate) fn walk_all_mut(
    components: &mut Components,
    operations: &mut [Operation],
    mut visit: impl FnMut(&mut Schema),
) {
    for schema in components.values_mut() {
        schema.walk_mut(&mut visit);
    }
    for operation in operations {
        for (_, schema) in operation.request_schemas_mut() {
            schema.walk_mut(&mut visit);
        }
        for (_, schema) in operation.response_schemas_mut() {
            schema.walk_mut(&mut visit);
        }
    }
}
