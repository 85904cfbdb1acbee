//! When two schemas are the same.

use std::fmt;

use super::schema::{Additional, Kind, Schema};

impl Schema {
    /// Whether the two allow the same values, wherever they come from and however described.
    pub(crate) fn same_shape(&self, other: &Self) -> bool {
        self.nullable == other.nullable
            && std::mem::discriminant(&self.kind) == std::mem::discriminant(&other.kind)
            && self.width() == other.width()
            && self.shape() == other.shape()
    }

    /// What the schema allows, as text: the same for two schemas that allow the same values.
    pub(crate) fn shape(&self) -> String {
        Shape(self).to_string()
    }

    /// The number of schemas directly inside it, as far as it costs nothing to know.
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

struct Shape<'a>(&'a Schema);

impl fmt::Display for Shape<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(schema) = self;
        f.write_str(if schema.nullable { "?" } else { "" })?;
        match &schema.kind {
            Kind::Reference(target) => write!(f, "{target}")?,
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
            write!(f, "{name:?}: {},", Shape(child))?;
        }
        f.write_str("}")
    }
}
