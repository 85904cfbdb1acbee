//! Which successes are refusals, by the published document and what the overlay declares.

use serde_json::Value;

use super::Subject;
use crate::judge::{
    alternatives::alternatives,
    openapi::{Operation, Pointer},
    shape::Shape,
};

/// A success of an operation is a refusal if this property has this value.
#[derive(Clone, Copy)]
pub struct Refusal<'s> {
    property: &'s str,
    value: &'s Value,
}

impl<'s> Refusal<'s> {
    /// That of an operation, if a success of it is documented with the property.
    pub fn of(subject: &'s Subject, operation: &Operation<'_>) -> Option<Self> {
        let declared = &subject.declared;
        let rule = &declared.root()["x-refusal"];
        let (property, value) = (rule["property"].as_str()?, rule.get("value")?);
        let mut operations = declared.operations();
        let operation =
            operations.find(|one| one.path == operation.path && one.method == operation.method)?;
        let responses = operation.responses().into_iter();
        let successes = responses.filter(|(status, _)| status.starts_with('2'));
        let schemas: Vec<Pointer> = successes
            .filter_map(|(_, body)| body.json()?.1.clone())
            .collect();
        let documents = schemas.iter().any(|schema| {
            let shape = Shape::of(
                declared,
                &alternatives(declared, std::slice::from_ref(schema)),
            );
            let property = shape.properties.get(property);
            let shape = property.map(|property| Shape::of(declared, &property.alternatives));
            let is_boolean =
                |shape: Shape| shape.types.contains("boolean") && !shape.types.contains("object");
            shape.is_some_and(is_boolean)
        });
        documents.then_some(Self { property, value })
    }

    /// Whether this body of a success is a refusal.
    pub fn is(self, body: &str) -> bool {
        let body: Option<Value> = serde_json::from_str(body).ok();
        body.is_some_and(|body| body.get(self.property) == Some(self.value))
    }
}
