//! When two schemas allow the same values.

use std::fmt;

use super::schema::{Additional, Kind, Schema};

impl Schema {
    /// Whether both allow the same values. Descriptions and origins do not matter.
    pub(crate) fn is_equivalent(&self, other: &Self) -> bool {
        self.nullable == other.nullable
            && std::mem::discriminant(&self.kind) == std::mem::discriminant(&other.kind)
            && self.width() == other.width()
            && self.fingerprint() == other.fingerprint()
    }

    /// What the schema allows, as text: the same for two schemas that allow the same values.
    pub(crate) fn fingerprint(&self) -> String {
        Fingerprint(self).to_string()
    }

    /// The number of schemas directly inside this one, where it is cheap to know: most schemas differ in
    /// it.
    fn width(&self) -> usize {
        match &self.kind {
            Kind::Object(object) => object.properties.len(),
            Kind::Union(variants) => variants.len(),
            _ => 0,
        }
    }

    /// The number of schemas in it, and how deep they are nested.
    pub(crate) fn size_and_height(&self) -> (usize, usize) {
        let children = self.children().into_iter();
        let (size, height) = children
            .map(|(_, child)| child.size_and_height())
            .fold((0, 0), |(sizes, highest), (size, height)| {
                (sizes + size, highest.max(height))
            });
        (1 + size, 1 + height)
    }
}

struct Fingerprint<'a>(&'a Schema);

impl fmt::Display for Fingerprint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(schema) = self;
        f.write_str(if schema.nullable { "?" } else { "" })?;
        if !schema.values.is_empty() {
            write!(f, "{:?}", schema.values)?;
        }
        if !schema.kept.is_empty() {
            write!(f, "{:?}", schema.kept)?;
        }
        for tag in schema.variant.iter().flat_map(|variant| variant.tags()) {
            write!(f, "{tag:?}")?;
        }
        match &schema.kind {
            Kind::Reference(target) => write!(f, "{target}")?,
            Kind::Integer64 => f.write_str("int64")?,
            Kind::Named(name) => write!(f, "#{name}")?,
            Kind::Enumeration(values) => write!(f, "{values:?}")?,
            Kind::Object(object) => {
                let forbidden = object.additional == Additional::Forbidden;
                write!(f, "object {forbidden} {:?}", object.required)?;
            }
            kind => write!(f, "{}", kind.value_kind())?,
        }
        f.write_str("{")?;
        for (name, child) in schema.children() {
            write!(f, "{name:?}: {},", Fingerprint(child))?;
        }
        f.write_str("}")
    }
}
