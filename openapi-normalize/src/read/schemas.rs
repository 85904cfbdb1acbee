mod subtypes;
mod variants;

use std::collections::BTreeMap;

use serde_json::Value;

use subtypes::Subtypes;

use crate::{
    pointer::{Located, Pointer},
    read::keywords::{
        self,
        meaning::{Meaning, Type},
    },
    read::references::Resolver,
    report::{Alternatives, Change, Report},
    settings::Settings,
    tree::{
        Additional, Context, Kind, Object, Schema, Work, inside, intersect,
        kept::{self, DEFAULT, RUST_TYPE},
        step, union, with_optional,
    },
};

/// Reads schemas of the original document.
///
/// A `$ref` becomes a [`Kind::Reference`] and its target is queued; [`Reader::finish`] reads the
/// queue and returns every schema that was referred to.
pub(crate) struct Reader<'d> {
    resolver: Resolver<'d>,
    pub report: Report,
    pub settings: &'d Settings,
    work: Work,
    queue: Vec<Pointer>,
    named: BTreeMap<Pointer, Schema>,
    subtypes: Subtypes,
    /// What schemas with subtypes say themselves; `None` while it is being read.
    bases: BTreeMap<Pointer, Option<Schema>>,
}

impl Context for Reader<'_> {
    fn report(&mut self) -> &mut Report {
        &mut self.report
    }

    fn work(&mut self) -> &mut Work {
        &mut self.work
    }

    fn read_target(&mut self, target: &Pointer) -> Option<Schema> {
        let value = self.resolver.get(target)?;
        Some(self.read_type(value, target))
    }
}

impl<'d> Reader<'d> {
    pub(crate) fn new(resolver: Resolver<'d>, settings: &'d Settings) -> Self {
        Self {
            work: Work::new(resolver.size()),
            subtypes: Subtypes::of(&resolver),
            resolver,
            report: Report::default(),
            settings,
            queue: Vec::new(),
            named: BTreeMap::new(),
            bases: BTreeMap::new(),
        }
    }

    /// Whether the client runs on what progenitor brings along.
    pub(crate) fn is_stock(&self) -> bool {
        self.settings.is_stock()
    }

    /// Follows references from `value` (at `at`) to something that is not a reference.
    pub(crate) fn resolve(&mut self, value: &'d Value, at: &Pointer) -> Option<Located<'d>> {
        match self.resolver.follow(value, at) {
            Ok(target) => Some(target),
            Err((reference, reason)) => {
                self.report.push(
                    at.clone(),
                    Change::ReferenceNotFollowed { reference, reason },
                );
                None
            }
        }
    }

    /// The place that a reference leads to.
    pub(crate) fn target(&self, reference: &str) -> Option<Pointer> {
        self.resolver.target(reference).ok()
    }

    /// What is behind the references from `value`, or the value itself if they lead nowhere.
    pub(crate) fn look(&self, value: &'d Value, at: &Pointer) -> &'d Value {
        let target = self.resolver.follow(value, at);
        target.map_or(value, |(_, value)| value)
    }

    /// Queues the named schema at `at`, to be read even if nothing refers to it.
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
                let schema = self.read_type(value, &at);
                self.named.insert(at, schema);
            }
        }
        (self.named, self.report)
    }

    /// Reads the schema `value`, which is at `at`.
    pub(crate) fn read(&mut self, value: &'d Value, at: &Pointer) -> Schema {
        let read = step(self, 1, at, |reader| match value {
            Value::Object(map) => {
                let meaning = keywords::apply(map, at, reader.settings, &mut reader.report);
                reader.schema(meaning, at)
            }
            Value::Bool(allowed) => {
                reader
                    .report
                    .push(at.clone(), Change::BooleanSchema { allowed: *allowed });
                Schema::new(Kind::Any, at)
            }
            _ => {
                reader.report.push(at.clone(), Change::NotASchema);
                Schema::new(Kind::Any, at)
            }
        });
        read.unwrap_or_else(|| Schema::new(Kind::Any, at))
    }

    fn schema(&mut self, meaning: Meaning<'d>, at: &Pointer) -> Schema {
        let mut schema = self.own_type(&meaning, at);
        if meaning.discriminator.is_some() && meaning.any_of.is_empty() && meaning.one_of.is_empty()
        {
            let at = at.child("discriminator");
            self.report.push(at, Change::DiscriminatorNotUsed);
        }

        let mut parts: Vec<Schema> = Vec::new();
        for member in &meaning.all_of {
            parts.push(self.read(member.1, &member.0));
        }
        if let Some(reference) = meaning.reference {
            parts.push(self.reference(reference, at));
        }
        for part in self.extended(parts, &schema, &meaning, at) {
            schema = intersect(self, schema, part, at);
        }
        for (members, alternatives) in [
            (&meaning.any_of, Alternatives::AnyOf),
            (&meaning.one_of, Alternatives::OneOf),
        ] {
            if !members.is_empty() {
                let variants = self.variants(members, meaning.discriminator, at);
                let any = union(self, variants, at, alternatives);
                schema = intersect(self, schema, any, at);
            }
        }
        for conditional in &meaning.conditional {
            let conditional = self.read(conditional.1, &conditional.0);
            schema = with_optional(self, schema, conditional, at);
        }

        // "Anything" includes `null`.
        schema.nullable |= meaning.nullable && (schema.kind != Kind::Any || meaning.only_null);
        if let Some(description) = meaning.description {
            schema.description = Some(description);
        }
        schema.access = schema.access | meaning.access;
        if let Some((keyword, it)) = meaning.kept.get_key_value(RUST_TYPE) {
            kept::without_checks(&mut schema.kept);
            schema.kept.insert(keyword, it.clone());
        }
        if let (Kind::Reference(_), Some((keyword, it))) =
            (&schema.kind, meaning.kept.get_key_value(DEFAULT))
        {
            schema.kept.insert(keyword, it.clone());
        }
        schema.origin = at.clone();
        schema
    }

    /// The schema without composition and references.
    fn own_type(&mut self, meaning: &Meaning<'d>, at: &Pointer) -> Schema {
        let mut kinds = Vec::new();
        for kind in &meaning.types {
            kinds.push(match kind {
                Type::Boolean => Kind::Boolean,
                Type::Integer if meaning.fits_64_bits => Kind::Integer64,
                Type::Integer => Kind::Integer,
                Type::Number => Kind::Number,
                Type::Text => match &meaning.strings {
                    Some(strings) => Kind::Enumeration(strings.clone()),
                    None => Kind::Text,
                },
                Type::Array => {
                    let items = self.any_of_these(&meaning.items, meaning.items_any, at);
                    Kind::Array(Box::new(items))
                }
                Type::Object => Kind::Object(inside(self, |reader| reader.object(meaning, at))),
            });
        }
        if meaning.only_null {
            return Schema::new(Kind::Any, at);
        }
        let schemas = kinds.into_iter().map(|kind| {
            let mut schema = Schema::new(kind, at);
            schema.keep(&meaning.kept);
            schema
        });
        let schemas: Vec<Schema> = schemas.collect();
        let mut schema = match schemas.len() {
            0 => Schema::new(Kind::Any, at),
            _ => union(self, schemas, at, Alternatives::Types),
        };
        schema.values.clone_from(&meaning.values);
        schema
    }

    fn object(&mut self, meaning: &Meaning<'d>, at: &Pointer) -> Object {
        let mut properties = BTreeMap::new();
        for (name, (at, value)) in &meaning.properties {
            if *value == &Value::Bool(false) {
                self.report.push(at.clone(), Change::ForbiddenProperty);
                continue;
            }
            properties.insert((*name).to_owned(), self.read(value, at));
        }
        let required = meaning.required.iter();
        let required = required.map(|name| (*name).to_owned()).collect();
        let additional = if !meaning.additional.is_empty() {
            let value = self.any_of_these(&meaning.additional, meaning.additional_any, at);
            Additional::Typed(Box::new(value))
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

    /// What any of the schemas allows; with `or_any`, also anything else.
    fn any_of_these(&mut self, schemas: &[Located<'d>], or_any: bool, at: &Pointer) -> Schema {
        let schema = match schemas {
            [] => return Schema::new(Kind::Any, at),
            // A single schema keeps its own place, which the report names.
            [(at, schema)] => self.read(schema, at),
            _ => {
                let schemas = schemas.iter().map(|(at, v)| self.read(v, at)).collect();
                union(self, schemas, at, Alternatives::Items)
            }
        };
        if !or_any {
            return schema;
        }
        let nullable = schema.nullable && !schema.is_null();
        let anything = Schema::new(Kind::Any, at);
        let mut any = union(self, vec![schema, anything], at, Alternatives::Items);
        any.nullable = nullable;
        any
    }

    fn reference(&mut self, reference: &str, at: &Pointer) -> Schema {
        match self.resolver.target(reference) {
            Ok(target) => {
                self.queue.push(target.clone());
                Schema::new(Kind::Reference(target), at)
            }
            Err((reference, reason)) => {
                self.report
                    .push(at.clone(), Change::ReferenceReadAsAny { reference, reason });
                Schema::new(Kind::Any, at)
            }
        }
    }
}

#[cfg(test)]
mod tests;
