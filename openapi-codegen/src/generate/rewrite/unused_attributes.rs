//! Removes the attributes for serde from types that derive nothing which knows them.

use syn::{
    Attribute, File, Item, Path, Token,
    punctuated::Punctuated,
    visit_mut::{self, VisitMut},
};

/// What knows them: schemars reads those of serde, too.
const DERIVES: [&str; 3] = ["Deserialize", "JsonSchema", "Serialize"];

pub(super) fn remove(file: &mut File) {
    Types.visit_file_mut(file);
}

struct Types;

impl VisitMut for Types {
    fn visit_item_mut(&mut self, item: &mut Item) {
        let attributes = match item {
            Item::Struct(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            _ => return visit_mut::visit_item_mut(self, item),
        };
        if !attributes.iter().any(reads_attributes) {
            Serde.visit_item_mut(item);
        }
    }
}

fn reads_attributes(attribute: &Attribute) -> bool {
    let derived = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
    let is_known = |path: Path| {
        let last = path.segments.last();
        last.is_some_and(|last| DERIVES.iter().any(|name| last.ident == name))
    };
    attribute.path().is_ident("derive")
        && derived.is_ok_and(|derived| derived.into_iter().any(is_known))
}

struct Serde;

impl VisitMut for Serde {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|attribute| !attribute.path().is_ident("serde"));
    }
}
