use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{
    Pointer, Report,
    read::keywords::{self, Located, Meaning, Type},
    read::references::Resolver,
    tree::{Additional, Kind, Object, Schema},
};

/// Deeper schemas are read as "anything": no document of this world nests like this, and the
/// stack is finite.
pub(crate) const DEEPEST: usize = 64;

/// Reads schemas of the original document.
///
/// A `$ref` becomes a [`Kind::Reference`] and its target is queued; [`Reader::finish`] reads the
/// queue and returns every schema that was referred to.
pub(crate) struct Reader<'d> {
    pub(crate) resolver: Resolver<'d>,
    pub report: Report,
    queue: Vec<Pointer>,
    named: BTreeMap<Pointer, Schema>,
    /// Targets that are being read in place, outermost first: a cycle of them has no end.
    pub(crate) expanding: Vec<Pointer>,
    /// Targets that were read in place before, so that each is read once.
    pub(crate) expanded: BTreeMap<Pointer, Option<Schema>>,
    pub(crate) depth: usize,
    /// How many more schemas may be read or combined: see [`Reader::new`].
    fuel: usize,
    /// Pairs of targets that are being combined, outermost first.
    pub(crate) combining: Vec<(Pointer, Pointer)>,
}

impl<'d> Reader<'d> {
    /// A reader with work for documents that repeat themselves a hundredfold once references are
    /// put in place, and an end for those that explode.
    pub(crate) fn new(resolver: Resolver<'d>) -> Self {
        let fuel = 100_000 + 100 * resolver.size();
        Self {
            resolver,
            report: Report::default(),
            queue: Vec::new(),
            named: BTreeMap::new(),
            expanding: Vec::new(),
            expanded: BTreeMap::new(),
            depth: 0,
            fuel,
            combining: Vec::new(),
        }
    }

    /// Takes a step of `work` schemas, one level deeper. `None`, with a line in the report, where
    /// the document goes too deep or is too much work.
    pub(crate) fn step<T>(
        &mut self,
        work: usize,
        at: &Pointer,
        step: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        let Some(fuel) = self.fuel.checked_sub(work).filter(|_| self.depth < DEEPEST) else {
            let what = "nested too deeply or combined too often: read as anything";
            self.report.lossy_change(at, "limits", what);
            return None;
        };
        self.fuel = fuel;
        self.depth += 1;
        let result = step(self);
        self.depth -= 1;
        Some(result)
    }

    /// Follows references from `value` (at `at`) to something that is none.
    pub(crate) fn resolve(&mut self, value: &'d Value, at: &Pointer) -> Option<Located<'d>> {
        match self.resolver.follow(value, at) {
            Ok(target) => Some(target),
            Err(reason) => {
                self.report.lossy_change(at, "references", reason);
                None
            }
        }
    }

    /// Queues the named schema at `at`, so that it is read even if nothing refers to it.
    pub(crate) fn name(&mut self, at: Pointer) {
        self.queue.push(at);
    }

    /// Reads everything that is still queued.
    pub(crate) fn finish(mut self) -> (BTreeMap<Pointer, Schema>, Report) {
        while let Some(at) = self.queue.pop() {
            if self.named.contains_key(&at) {
                continue;
            }
            if let Some(value) = self.resolver.get(&at) {
                let schema = self.read(value, &at);
                self.named.insert(at, schema);
            }
        }
        (self.named, self.report)
    }

    /// What the schema `value`, at the place `at` of the document, says about the shape of a value.
    pub(crate) fn read(&mut self, value: &'d Value, at: &Pointer) -> Schema {
        let read = self.step(1, at, |reader| match value {
            Value::Object(map) => {
                let meaning = keywords::apply(map, at, &mut reader.report);
                reader.shape(meaning, at)
            }
            Value::Bool(allowed) => {
                let what = if *allowed {
                    "`true` is the schema of anything"
                } else {
                    "`false` allows no value: read as anything, since none can come"
                };
                reader.report.lossless(at, "booleans", what);
                Schema::new(Kind::Any, at)
            }
            _ => {
                let what = "is no schema: read as anything";
                reader.report.lossy_change(at, "schemas", what);
                Schema::new(Kind::Any, at)
            }
        });
        read.unwrap_or_else(|| Schema::new(Kind::Any, at))
    }

    fn shape(&mut self, meaning: Meaning<'d>, at: &Pointer) -> Schema {
        let mut schema = self.own_shape(&meaning, at);

        for member in &meaning.all_of {
            let member = self.read(member.1, &member.0);
            schema = self.intersect(schema, member, at);
        }
        for (variants, rule) in [(&meaning.any_of, "anyOf"), (&meaning.one_of, "oneOf")] {
            if !variants.is_empty() {
                let variants = variants.iter().map(|(at, v)| self.read(v, at)).collect();
                let choice = self.choice(variants, at, rule);
                schema = self.intersect(schema, choice, at);
            }
        }
        if let Some(reference) = meaning.reference {
            let target = self.reference(reference, at);
            schema = self.intersect(schema, target, at);
        }
        for conditional in &meaning.conditional {
            let conditional = self.read(conditional.1, &conditional.0);
            schema = self.with_optional(schema, conditional, at);
        }

        // Where anything is allowed, `null` is.
        schema.nullable |= meaning.nullable && (schema.kind != Kind::Any || meaning.only_null);
        if let Some(description) = meaning.description {
            schema.description = Some(description);
        }
        schema.deprecated = meaning.deprecated;
        schema.origin = at.clone();
        schema
    }

    /// The shape without composition and references.
    fn own_shape(&mut self, meaning: &Meaning<'d>, at: &Pointer) -> Schema {
        let mut kinds = Vec::new();
        for kind in &meaning.types {
            kinds.push(match kind {
                Type::Boolean => Kind::Boolean,
                Type::Integer => Kind::Integer,
                Type::Number => Kind::Number,
                Type::Text => match &meaning.strings {
                    Some(strings) => Kind::Enumeration(strings.clone()),
                    None => Kind::Text,
                },
                Type::Array => {
                    let items = self.any_of_these(&meaning.items, at);
                    Kind::Array(Box::new(items))
                }
                Type::Object => Kind::Object(self.object(meaning, at)),
            });
        }
        let schemas: Vec<Schema> = kinds.into_iter().map(|k| Schema::new(k, at)).collect();
        match schemas.len() {
            0 => Schema::new(Kind::Any, at),
            _ => self.choice(schemas, at, "types"),
        }
    }

    fn object(&mut self, meaning: &Meaning<'d>, at: &Pointer) -> Object {
        let mut properties = BTreeMap::new();
        for (name, (at, value)) in &meaning.properties {
            if *value == &Value::Bool(false) {
                self.report
                    .lossless(at, "booleans", "a property that may not be there");
                continue;
            }
            properties.insert((*name).to_owned(), self.read(value, at));
        }
        let mut required = BTreeSet::new();
        for name in &meaning.required {
            required.insert((*name).to_owned());
            if !properties.contains_key(*name)
                && meaning.all_of.is_empty()
                && meaning.any_of.is_empty()
                && meaning.one_of.is_empty()
                && meaning.reference.is_none()
                && !meaning.properties.is_empty()
            {
                self.report.lossless(
                    &at.child("required"),
                    "objects",
                    format!("`{name}` is required without a schema: it is anything"),
                );
                properties.insert((*name).to_owned(), Schema::new(Kind::Any, at));
            }
        }
        let additional = if !meaning.additional.is_empty() {
            Additional::Typed(Box::new(self.any_of_these(&meaning.additional, at)))
        } else if meaning.additional_forbidden {
            Additional::Forbidden
        } else {
            Additional::Unstated
        };
        Object {
            properties,
            required,
            additional,
        }
    }

    fn any_of_these(&mut self, schemas: &[Located<'d>], at: &Pointer) -> Schema {
        let schemas: Vec<Schema> = schemas.iter().map(|(at, v)| self.read(v, at)).collect();
        match schemas.len() {
            0 => Schema::new(Kind::Any, at),
            _ => self.choice(schemas, at, "items"),
        }
    }

    fn reference(&mut self, reference: &str, at: &Pointer) -> Schema {
        match self.resolver.target(reference) {
            Ok(target) => {
                self.queue.push(target.clone());
                Schema::new(Kind::Reference(target), at)
            }
            Err(reason) => {
                let reason = format!("{reason}: read as anything");
                self.report.lossy_change(at, "references", reason);
                Schema::new(Kind::Any, at)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(document: &Value, pointer: &str) -> (Schema, Report) {
        let mut reader = Reader::new(Resolver::new(document));
        let at = Pointer::from_reference(&format!("#{pointer}")).unwrap();
        let schema = reader.read(at.resolve(document).unwrap(), &at);
        (schema, reader.report)
    }

    #[test]
    fn a_nullable_type_array_is_one_type() {
        let (schema, _) = read(&json!({ "type": ["integer", "null"] }), "");
        assert_eq!(schema.kind, Kind::Integer);
        assert!(schema.nullable);
    }

    #[test]
    fn siblings_of_a_reference_mean_and() {
        let document = json!({
            "components": { "schemas": { "Base": { "type": "object", "properties": { "a": { "type": "string" } } } } },
            "here": { "$ref": "#/components/schemas/Base", "properties": { "b": { "type": "integer" } } }
        });
        let (schema, report) = read(&document, "/here");
        let Kind::Object(object) = schema.kind else {
            panic!("expected an object, got {:?}", schema.kind)
        };
        assert_eq!(object.properties.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(report.lossy().count(), 0);
    }

    #[test]
    fn a_reference_with_a_description_stays_a_reference() {
        let document = json!({ "A": {}, "here": { "$ref": "#/A", "description": "d" } });
        let (schema, _) = read(&document, "/here");
        assert!(matches!(schema.kind, Kind::Reference(_)));
        assert_eq!(schema.description.as_deref(), Some("d"));
    }

    #[test]
    fn a_cycle_of_references_ends_and_is_reported() {
        let document =
            json!({ "A": { "allOf": [{ "$ref": "#/A" }, { "properties": { "b": {} } }] } });
        let (_, report) = read(&document, "/A");
        assert_eq!(report.lossy().count(), 1);
    }

    #[test]
    fn a_reference_to_another_file_is_anything_and_reported() {
        let (schema, report) = read(&json!({ "$ref": "other.yaml#/A" }), "");
        assert_eq!(schema.kind, Kind::Any);
        assert_eq!(report.lossy().count(), 1);
    }

    #[test]
    fn nesting_without_end_is_cut_off() {
        let mut schema = json!({});
        for _ in 0..1000 {
            schema = json!({ "items": schema });
        }
        let (_, report) = read(&schema, "");
        assert_eq!(report.lossy().count(), 1);
    }
}
