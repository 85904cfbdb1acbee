//! How the variants of a union are named, and recognized among the others.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde_json::Value;

use super::schema::{Additional, Kind, Object, Schema};

/// What a union knows about one of its variants.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Variant {
    /// The name of the schema, or the title of an inline one.
    pub name: Option<String>,
    /// What the discriminator of the union says about it.
    pub tag: Option<Tag>,
    /// What the discriminators of other unions say, of which it is a variant at the same time.
    pub other_tags: Vec<Tag>,
    /// What the values of the variant look like, for the generated code.
    pub shape: Option<Value>,
}

/// A property that says which variant a value is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tag {
    pub property: String,
    /// The values that stand for this variant.
    pub values: BTreeSet<String>,
    /// Whether it is also the variant of values without a known tag.
    pub is_default: bool,
}

impl Variant {
    pub(crate) fn tags(&self) -> impl Iterator<Item = &Tag> {
        self.tag.iter().chain(&self.other_tags)
    }

    /// A variant of two unions at once.
    pub(super) fn of_both(left: Option<&Self>, right: Option<&Self>) -> Option<Box<Self>> {
        let (Some(left), Some(right)) = (left, right) else {
            return left.or(right).cloned().map(Box::new);
        };
        let name = match (&left.name, &right.name) {
            (Some(left), Some(right)) if left != right => Some(format!("{left} {right}")),
            (left, right) => left.clone().or_else(|| right.clone()),
        };
        let mut tags = [left, right].into_iter().flat_map(Self::tags).cloned();
        let tag = tags.next();
        let property = tag.as_ref().map(|tag| tag.property.clone());
        let other_tags = tags.filter(|tag| property.as_ref() != Some(&tag.property));
        Some(Box::new(Self {
            name,
            other_tags: other_tags.collect(),
            tag,
            shape: None,
        }))
    }
}

impl Schema {
    pub(crate) fn variant_mut(&mut self) -> &mut Variant {
        self.variant.get_or_insert_default()
    }

    pub(crate) fn tag(&self) -> Option<&Tag> {
        self.variant.as_ref()?.tag.as_ref()
    }

    pub(super) fn as_object(&self) -> Option<&Object> {
        match &self.kind {
            Kind::Object(object) => Some(object),
            _ => None,
        }
    }

    /// What to call this variant, which may also be the name of another one.
    pub(crate) fn variant_name(&self) -> Cow<'_, str> {
        let given = self.variant.as_ref().and_then(|v| v.name.as_deref());
        if let Some(given) = given {
            return Cow::Borrowed(given);
        }
        Cow::Borrowed(match &self.kind {
            Kind::Named(name) => name,
            Kind::Reference(target) => return Cow::Owned(target.last()),
            Kind::Any => "Json",
            Kind::Boolean => "Boolean",
            Kind::Integer | Kind::Integer64 => "Integer",
            Kind::Number => "Number",
            Kind::Text => "Text",
            Kind::Enumeration(_) => "Known",
            Kind::Array(items) => match &items.kind {
                Kind::Named(_) | Kind::Reference(_) => {
                    return Cow::Owned(format!("{} array", items.variant_name()));
                }
                _ => "Array",
            },
            Kind::Object(object) if object.is_map() => "Map",
            Kind::Object(_) => "Object",
            Kind::Union(_) => "Union",
        })
    }

    /// The only value that is allowed, if there is one.
    pub(crate) fn constant(&self) -> Option<Value> {
        match &self.kind {
            Kind::Enumeration(values) if values.len() == 1 => values.first().map(|v| v[..].into()),
            _ if self.values.len() == 1 => self.values.first().cloned(),
            _ => None,
        }
    }
}

impl Object {
    /// Whether no property has a name.
    pub(crate) fn is_map(&self) -> bool {
        self.properties.is_empty() && matches!(self.additional, Additional::Typed(_))
    }

    /// Whether this is any object at all.
    pub(crate) fn is_free(&self) -> bool {
        *self == Self::default()
    }

    /// The properties that have one value only, with that value.
    pub(crate) fn constants(&self) -> BTreeMap<&str, Value> {
        let constants = self.properties.iter();
        constants
            .filter_map(|(name, schema)| Some((name.as_str(), schema.constant()?)))
            .collect()
    }
}

impl Object {
    /// Whether a property has one value here and another one there.
    pub(super) fn differs_from(&self, other: &Self) -> bool {
        self.differing(other).next().is_some()
    }

    /// Whether no value is both, as a constant that one of them requires is another one there.
    pub(super) fn excludes(&self, other: &Self) -> bool {
        self.differing(other)
            .any(|name| self.required.contains(name) || other.required.contains(name))
    }

    /// The object with the properties of others, which it does not require.
    pub(super) fn with_others<'o>(mut self, others: impl Iterator<Item = &'o Self>) -> Self {
        for (name, property) in others.flat_map(|other| &other.properties) {
            let own = self.properties.entry(name.clone());
            own.and_modify(|own| own.access = own.access & property.access)
                .or_insert_with(|| property.clone());
        }
        self
    }

    fn differing<'o>(&'o self, other: &'o Self) -> impl Iterator<Item = &'o str> {
        let there = other.constants();
        let constants = self.constants().into_iter();
        constants.filter_map(move |(name, value)| {
            let differs = there.get(name).is_some_and(|other| *other != value);
            differs.then_some(name)
        })
    }
}

/// Names inline variants: objects after what they alone have, a constant or else a property. Numbers would
/// change with the order of the variants.
pub(super) fn name_inline(variants: &mut [Schema]) {
    let mut uses: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
    let objects: Vec<&Object> = variants.iter().filter_map(Schema::as_object).collect();
    let are_several = objects.len() > 1;
    for object in objects {
        let constants = object.constants().into_iter();
        let constants = constants.map(|(name, value)| (name, Some(value.to_string())));
        let properties = object.properties.keys().map(|name| (name.as_str(), None));
        for (name, value) in constants.chain(properties) {
            *uses.entry((name.to_owned(), value)).or_default() += 1;
        }
    }
    let is_own = |name: &str, value: Option<&Value>| {
        uses.get(&(name.to_owned(), value.map(Value::to_string))) == Some(&1)
    };
    let own_name = |object: &Object| {
        let mut constants = object.constants().into_iter();
        let constant = constants.find(|(name, value)| is_own(name, Some(value)));
        let constant = constant.map(|(name, value)| match value {
            Value::String(text) => text,
            value => format!("{name} {value}"),
        });
        constant.or_else(|| {
            let properties = object.properties.keys();
            let required = properties
                .clone()
                .filter(|name| object.required.contains(*name));
            let mut own = required.chain(properties);
            let own = own.find(|name| is_own(name, None) && are_several)?;
            Some(format!("with {own}"))
        })
    };
    for variant in variants {
        let name = variant.as_object().and_then(own_name);
        let name = name.unwrap_or_else(|| variant.variant_name().into_owned());
        variant.variant_mut().name.get_or_insert(name);
    }
}
