//! Where a value may have one of several schemas: `anyOf`, `oneOf`, and a schema that others extend.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    Reader,
    subtypes::{DEEPEST, discriminator, inherited, listed, mapped},
};
use crate::{
    json::array,
    pointer::{Located, Pointer},
    read::keywords::{
        self,
        meaning::{Discriminator, Meaning},
    },
    report::{Alternatives, Change},
    tree::{Kind, Schema, Tag, union},
};

impl<'d> Reader<'d> {
    /// Reads the members of `anyOf` or `oneOf`, with what they are called and how they are told apart.
    pub(super) fn variants(
        &mut self,
        members: &[Located<'d>],
        discriminator: Option<Discriminator<'d>>,
        at: &Pointer,
    ) -> Vec<Schema> {
        let mut variants: Vec<Schema> = Vec::new();
        for (at, value) in members {
            if self.is_null(value, at) {
                let mut null = Schema::new(Kind::Any, at);
                null.nullable = true;
                variants.push(null);
                continue;
            }
            let mut schema = self.read(value, at);
            let reference = value.get("$ref").and_then(Value::as_str);
            let named = reference.and_then(Pointer::from_reference);
            let title = value.get("title").and_then(Value::as_str);
            let name = match &schema.kind {
                Kind::Reference(target) => Some(named.unwrap_or_else(|| target.clone()).last()),
                _ => title.map(ToOwned::to_owned).or_else(|| Some(named?.last())),
            };
            schema.variant_mut().name = name;
            variants.push(schema);
        }
        if let Some(discriminator) = discriminator {
            self.tag(&mut variants, discriminator, false, at);
        } else if let Some(discriminator) = self.common_discriminator(&variants) {
            self.tag(&mut variants, discriminator, true, at);
        }
        variants
    }

    /// The discriminator that all variants inherit, if a value is mapped to each of them; with several of the same property, any. A
    /// variant that others extend has values of theirs, too.
    fn common_discriminator(&self, variants: &[Schema]) -> Option<Discriminator<'d>> {
        let variants = variants.iter().filter(|variant| !variant.is_null());
        let mut common: Option<Discriminator<'d>> = None;
        for variant in variants {
            let target = variant.referred()?;
            let schema = self.resolver.get(target)?.as_object()?;
            let inherited = inherited(schema, &self.resolver, DEEPEST)?;
            let is_other = |common: Discriminator<'_>| common.property != inherited.property;
            let mut values = self.subtypes.tags(target, inherited.property);
            let is_mapped = values.next().is_some() && self.polymorphic(target).is_none();
            if !is_mapped || common.is_some_and(is_other) {
                return None;
            }
            common.get_or_insert(inherited);
        }
        common.filter(|discriminator| discriminator.is_inherited)
    }

    /// Whether a variant allows nothing but `null`, or is a `nullable` of nothing, which means the same.
    fn is_null(&mut self, value: &'d Value, at: &Pointer) -> bool {
        let Ok((_, value)) = self.resolver.follow(value, at) else {
            return false;
        };
        let Some(schema) = value.as_object() else {
            return false;
        };
        let alone = schema.iter().all(|(key, value)| match key.as_str() {
            "nullable" => value == &Value::Bool(true),
            "type" => value == "object" && schema.contains_key("nullable"),
            "title" | "description" | "example" | "default" | "deprecated" => true,
            key => key.starts_with("x-"),
        });
        if alone && schema.contains_key("nullable") {
            self.report.push(at.clone(), Change::NullableReadAsNull);
            return true;
        }
        let listed = array(schema, "enum");
        schema.get("type").is_some_and(|of| of == "null")
            || schema.get("const").is_some_and(Value::is_null)
            || (!listed.is_empty() && listed.iter().all(Value::is_null))
    }

    /// Notes which values of a discriminator stand for which variant.
    fn tag(
        &mut self,
        variants: &mut [Schema],
        discriminator: Discriminator<'d>,
        of_any_union: bool,
        at: &Pointer,
    ) {
        let references: BTreeSet<Pointer> = variants
            .iter()
            .filter_map(Schema::referred)
            .cloned()
            .collect();
        let mut values: BTreeMap<Pointer, BTreeSet<&str>> = BTreeMap::new();
        for (value, target) in discriminator.mapping {
            let target = target
                .as_str()
                .and_then(|text| mapped(text, &self.resolver));
            if let Some(target) = &target
                && references.contains(target)
            {
                values.entry(target.clone()).or_default().insert(value);
            } else if !discriminator.is_inherited {
                let value = value.clone();
                let at = at.child("discriminator");
                self.report.push(at, Change::MappingNotUsed { value });
            }
        }
        let default = discriminator.default;
        let default = default.and_then(|text| mapped(text, &self.resolver));
        for variant in variants {
            if variant.is_null() {
                continue;
            }
            let mut tag = Tag {
                property: discriminator.property.to_owned(),
                ..Tag::default()
            };
            if let Some(target) = variant.referred().cloned() {
                let explicit = values.get(&target).into_iter().flatten();
                tag.values.extend(explicit.map(ToString::to_string));
                if of_any_union {
                    let others = self.subtypes.tags(&target, discriminator.property);
                    tag.values.extend(others.cloned());
                }
                let implicit = [variant.variant_name().into_owned(), target.last()];
                let free = |name: &String| !discriminator.mapping.contains_key(name);
                tag.values.extend(implicit.into_iter().filter(free));
                tag.is_default = default.as_ref() == Some(&target);
            }
            variant.variant_mut().tag = Some(tag);
        }
    }

    /// Reads the schema at `at` as the type of a value: where others extend it, any one of them.
    pub(super) fn read_type(&mut self, value: &'d Value, at: &Pointer) -> Schema {
        match self.polymorphic(at) {
            Some((schema, discriminator)) => self.subtypes_of(schema, discriminator, at),
            None => self.read(value, at),
        }
    }

    /// The schema at `at` and its discriminator, if values of it have the schema of a subtype.
    pub(super) fn polymorphic(
        &self,
        at: &Pointer,
    ) -> Option<(&'d Map<String, Value>, Discriminator<'d>)> {
        let schema = self.resolver.get(at)?.as_object()?;
        let members = self.members(schema);
        let discriminator = if members.is_empty() && self.subtypes.has_any(at) {
            inherited(schema, &self.resolver, DEEPEST)?
        } else {
            discriminator(schema)?
        };
        let is_subtype = |member: &Pointer| self.subtypes.extends(member, at);
        let is = if members.is_empty() {
            let mut targets = discriminator.mapping.values().filter_map(Value::as_str);
            self.subtypes.has_any(at)
                || targets.any(|text| mapped(text, &self.resolver).is_some_and(|to| to != *at))
        } else {
            members.iter().any(is_subtype)
        };
        is.then_some((schema, discriminator))
    }

    /// The schemas that `oneOf` and `anyOf` refer to.
    fn members(&self, schema: &'d Map<String, Value>) -> BTreeSet<Pointer> {
        let members = ["oneOf", "anyOf"].map(|keyword| array(schema, keyword));
        let references = members.into_iter().flatten();
        let references = references.filter_map(|member| member.get("$ref")?.as_str());
        references
            .filter_map(|reference| self.resolver.target(reference).ok())
            .collect()
    }

    fn subtypes_of(
        &mut self,
        schema: &'d Map<String, Value>,
        discriminator: Discriminator<'d>,
        at: &Pointer,
    ) -> Schema {
        let mut targets = self.members(schema);
        let is_closed = !targets.is_empty();
        if !is_closed {
            let named = discriminator.mapping.values().filter_map(Value::as_str);
            let named = named.filter_map(|text| mapped(text, &self.resolver));
            // An inherited mapping names the relatives, too.
            let named = named.filter(|_| !discriminator.is_inherited);
            targets = self.subtypes.all(at).into_iter().chain(named).collect();
        }
        let mut variants: Vec<Schema> = Vec::new();
        for target in targets.iter().filter(|target| *target != at) {
            self.queue.push(target.clone());
            let mut variant = Schema::new(Kind::Reference(target.clone()), at);
            variant.variant_mut().name = Some(target.last());
            variants.push(variant);
        }
        variants.push(Schema::new(Kind::Reference(at.clone()), at));
        self.tag(&mut variants, discriminator, true, at);
        for variant in &mut variants {
            let target = variant.referred().filter(|target| *target != at).cloned();
            if let Some(target) = target.filter(|target| self.polymorphic(target).is_some()) {
                // Its own subtypes are variants beside it.
                let known = variant.variant.take();
                *variant = self.base(&target);
                variant.variant = known;
            }
        }
        let base = self.base(at);
        if let Some(own) = variants.pop()
            && !is_closed
        {
            let mut tag = own.tag().cloned().unwrap_or_default();
            if let Some(listed) = listed(schema, discriminator.property, &self.resolver) {
                let tags = variants.iter().filter_map(Schema::tag);
                let taken: BTreeSet<&String> = tags.flat_map(|tag| &tag.values).collect();
                let listed = listed.into_iter().map(ToOwned::to_owned);
                let own: BTreeSet<String> = listed.filter(|value| !taken.contains(value)).collect();
                tag.values.retain(|value| own.contains(value));
                tag.values.extend(own);
            }
            if !tag.values.is_empty() {
                let mut own = base.clone();
                own.variant_mut().name = Some(at.last());
                own.variant_mut().tag = Some(tag);
                variants.push(own);
            }
        }
        self.report.push(at.clone(), Change::SubtypesUnited);
        let mut schema = union(self, variants, at, Alternatives::OneOf);
        schema.nullable |= base.nullable;
        schema.description = base.description;
        schema.origin = at.clone();
        schema
    }

    /// What the subtypes of the schema at `at` have in common: what it says itself.
    pub(super) fn base(&mut self, at: &Pointer) -> Schema {
        if let Some(known) = self.bases.get(at) {
            return known.clone().unwrap_or_else(|| {
                let target = at.clone();
                self.report
                    .push(at.clone(), Change::SelfReferenceLeftOut { target });
                Schema::new(Kind::Any, at)
            });
        }
        self.bases.insert(at.clone(), None);
        let schema = self.resolver.get(at).and_then(Value::as_object);
        let base = schema.map(|schema| {
            let mut meaning = keywords::apply(schema, at, self.settings, &mut self.report);
            meaning.discriminator = None;
            meaning.any_of.clear();
            meaning.one_of.clear();
            self.schema(meaning, at)
        });
        let base = base.unwrap_or_else(|| Schema::new(Kind::Any, at));
        if self.work.is_glance() {
            self.bases.remove(at);
        } else {
            self.bases.insert(at.clone(), Some(base.clone()));
        }
        base
    }

    /// Where a schema adds to others, these are taken for what they say themselves, not for their subtypes.
    pub(super) fn extended(
        &mut self,
        parts: Vec<Schema>,
        own: &Schema,
        meaning: &Meaning<'_>,
        at: &Pointer,
    ) -> Vec<Schema> {
        let says_something = |schema: &Schema| match &schema.kind {
            Kind::Any => false,
            Kind::Object(object) => !object.is_free(),
            _ => true,
        };
        let content = parts
            .iter()
            .chain([own])
            .filter(|part| says_something(part));
        let adds = content.count() > 1 || !meaning.any_of.is_empty() || !meaning.one_of.is_empty();
        let parts = parts.into_iter();
        parts
            .map(|part| {
                let Some(target) = part.referred().cloned() else {
                    return part;
                };
                let is_base = adds || self.subtypes.extends(at, &target);
                if !is_base || self.polymorphic(&target).is_none() {
                    return part;
                }
                Schema {
                    nullable: part.nullable,
                    ..self.base(&target)
                }
            })
            .collect()
    }
}

impl Schema {
    fn referred(&self) -> Option<&Pointer> {
        match &self.kind {
            Kind::Reference(target) => Some(target),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
